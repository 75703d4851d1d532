#!/usr/bin/env bash
# An ordinary client's requests beside another client that does its worst within its limits: the 95th percentile against that alone, the
# responses that are not 2xx, and the greatest memory of the service. The service runs with its own limits and the demo data.
#
#   bench/neighbours.sh [--seconds 10] [NAME…]
#
# Prints a line of a table for each neighbour; ends with 1 if one is worse than twice, if a response is not 2xx, or above 600 MB.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=10
if [[ ${1:-} == --seconds ]]; then seconds=$2; shift 2; fi
for program in dotnet wrk curl jq; do command -v "$program" >/dev/null || { echo "$program is needed" >&2; exit 1; }; done

work=$(mktemp -d "${TMPDIR:-/tmp}/efs-neighbours.XXXXXX")
chmod 755 "$work"
service=
end() {
  if [[ -n $service ]]; then kill "$service" 2>/dev/null && wait "$service" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap end EXIT

[[ -f src/Efs.Local/bin/Release/net10.0/Efs.Local.dll ]] || dotnet build src/Efs.Local -c Release -v quiet --nologo >&2
url=http://127.0.0.1:$((20000 + RANDOM % 20000))
EFS_DATA=$work/data EFS_URLS=$url EFS_INSTALL_POSTGRES=true dotnet src/Efs.Local/bin/Release/net10.0/Efs.Local.dll serve >"$work/log" 2>&1 </dev/null &
service=$!
until curl -sf -o /dev/null "$url/health/ready"; do
  kill -0 "$service" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.2
done

# token CLIENT SECRET
token() {
  curl -sSf "$url/oauth/token" -d grant_type=client_credentials -d client_id="$1" --data-urlencode client_secret="$2" | jq -r .access_token
}
secret() { jq -r --arg id "$1" '.[] | select(.id == $id).secret' "$work/data/clients.json"; }
mine=$(token region-74 "$(secret region-74)")
curl -sSf "$url/v1/me" -H "Authorization: Bearer $mine" | jq '{id: "region-27", name: "Region 27", regions: ["27"], isFederal: false, scopes}' |
  curl -sSf "$url/v1/clients" -H "Authorization: Bearer $(token administrator "$(secret administrator)")" -H 'Content-Type: application/json' -d @- >"$work/client"
other=$(token region-27 "$(jq -r .secret.secret "$work/client")")
curl -sSf "$url/v1/educators?limit=500" -H "Authorization: Bearer $mine" | jq -r '.items[] | "/v1/educators/\(.id)"' >"$work/paths"

# --- what the neighbours send; their clients, which have machines of their own elsewhere, take only the time that is left here
jq -nc '{resource: "schools", regionCode: "27", pairs: [range(10000) | {sourceId: "\(.)", hash: ("0" * 64)}]}' >"$work/inventory"
jq -nc '{measures: ["educators"], groupBy: ["region"]}' >"$work/question"
{ yes '{"sourceId":"x"}' || true; } | head -c 16000000 >"$work/rows"
{ echo 'sourceId;fullName'; { yes '' || true; } | head -c 200000000; } | gzip -1 >"$work/blank"

# Sends the same request from so many connections; PATH BODY TYPE.
flood() {
  TARGET=$2 BODY=${3:-} TYPE=${4:-application/json} ACCEPT=${accept:-} TOKEN=${other_token-$other} \
    nice -n 19 wrk -t1 -c"$1" -d"$((seconds + 2))s" -s bench/wrk/send.lua "$url" >/dev/null
}
# Repeats a request, so many at a time.
repeat() {
  local number=$1 until=$((SECONDS + seconds + 2)) one
  shift
  for ((one = 0; one < number; one++)); do
    while ((SECONDS < until)); do
      nice -n 19 curl -s -o /dev/null -m "$((until - SECONDS + 1))" -H "Authorization: Bearer $other" "$@" || true
    done &
  done
  wait
}
import() { repeat "$1" "$url/v1/imports?resource=$2&wait=5" -H "Content-Type: $3" --data-binary "@$4" "${@:5}"; }

declare -A neighbours=(
  [contract]='other_token= flood 16 /swagger/v1/swagger.json'
  [tokens]='other_token= flood 24 /oauth/token "$work/form" application/x-www-form-urlencoded'
  [pages]='flood 64 "/v1/educators?limit=500"'
  [searches]='flood 64 "/v1/schools?q=%D1%88&count=true&limit=500"'
  [reconciliations]='flood 64 /v1/reconciliations "$work/inventory"'
  [figures]='flood 64 /v1/analytics/cubes/educators/query "$work/question"'
  [exports]='repeat 4 "$url/v1/schools/export"'
  [uploads]='import 8 schools application/x-ndjson "$work/rows"'
  [blank]='import 4 institutes text/csv "$work/blank" -H "Content-Encoding: gzip"'
  [streams]='accept=text/event-stream flood 40 /v1/changes'
)
echo 'grant_type=client_credentials&client_id=region-27&client_secret=wrong' | tr -d '\n' >"$work/form"

# Two percentiles in milliseconds and the responses that are not 2xx, of four connections that ask 25 times a second each.
ordinary() {
  PAUSE=40 PERCENTILES=1 PATHS=$work/paths TOKEN=$mine wrk -t1 -c4 -d"${seconds}s" -s bench/wrk/get.lua "$url" |
    awk '/^percentiles/ { print $2, $3, $4 }'
}
memory() { awk '/^VmRSS/ { printf "%d\n", $2 / 1024 }' "/proc/$service/status"; }

ordinary >/dev/null # warm
echo '| neighbour | p50 alone, ms | beside, ms | times | p95 alone, ms | beside, ms | times | not 2xx | memory, MB |'
echo '|---|---:|---:|---:|---:|---:|---:|---:|---:|'
failed=0
for name in ${*:-contract tokens pages searches reconciliations figures exports uploads blank streams}; do
  read -r p50_alone alone _ <<<"$(ordinary)"
  eval "${neighbours[$name]}" &
  busy=$!
  sleep 1
  read -r p50_beside beside refused <<<"$(ordinary)"
  used=$(memory)
  wait "$busy" || true
  awk -v n="$name" -v pa="$p50_alone" -v pb="$p50_beside" -v a="$alone" -v b="$beside" -v r="$refused" -v m="$used" 'BEGIN {
    printf "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %d | %d |\n", n, pa, pb, pb / pa, a, b, b / a, r, m
    exit b > 2 * a || r > 0 || m > 600 }' || failed=1
done
exit "$failed"
