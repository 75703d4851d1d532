#!/usr/bin/env bash
# The median of an ordinary client's requests beside sixteen anonymous readers of the contract, against its median alone.
# The service runs with its own limits and the demo data; both sides alternate.
#
#   bench/contract.sh [--rounds 3]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=3 seconds=10 readers=16
while (($# > 0)); do
  case $1 in
    --rounds) rounds=$2 ;;
    *) echo "Unknown: $1. bench/contract.sh [--rounds 3]" >&2; exit 2 ;;
  esac
  shift 2
done
for program in dotnet wrk curl jq; do command -v "$program" >/dev/null || { echo "$program is needed" >&2; exit 1; }; done

work=$(mktemp -d "${TMPDIR:-/tmp}/efs-contract.XXXXXX")
chmod 755 "$work"
service=
end() {
  if [[ -n $service ]]; then kill "$service" 2>/dev/null && wait "$service" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap end EXIT

dotnet build src/Efs.Local -c Release -v quiet --nologo >&2
url=http://127.0.0.1:$((20000 + RANDOM % 20000))
EFS_DATA=$work/data EFS_URLS=$url EFS_INSTALL_POSTGRES=true dotnet src/Efs.Local/bin/Release/net10.0/Efs.Local.dll serve >"$work/log" 2>&1 </dev/null &
service=$!
until curl -sf -o /dev/null "$url/health/ready"; do
  kill -0 "$service" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.2
done

secret=$(jq -r '.[] | select(.id == "region-74").secret' "$work/data/clients.json")
token=$(curl -sSf "$url/oauth/token" -d grant_type=client_credentials -d client_id=region-74 --data-urlencode client_secret="$secret" | jq -r .access_token)
curl -sSf "$url/v1/educators?limit=500" -H "Authorization: Bearer $token" | jq -r '.items[] | "/v1/educators/\(.id)"' >"$work/paths"

# The median in milliseconds of four connections that ask 25 times a second each, within the client's limit.
ordinary() {
  PAUSE=40 PATHS=$work/paths TOKEN=$token wrk -t1 -c4 -d"${seconds}s" --latency -s bench/wrk/get.lua "$url" >"$work/wrk"
  if grep -q 'Non-2xx\|Socket errors' "$work/wrk"; then cat "$work/wrk" >&2; exit 1; fi
  awk '$1 == "50%" { v = $2; print v ~ /us$/ ? v / 1000 : v ~ /ms$/ ? v + 0 : v * 1000 }' "$work/wrk"
}

ordinary >/dev/null # warm
for ((round = 1; round <= rounds; round++)); do
  alone=$(ordinary)
  wrk -t1 -c"$readers" -d"$((seconds + 2))s" "$url/openapi/v1.json" >"$work/readers" &
  flood=$!
  sleep 1
  beside=$(ordinary)
  wait "$flood"
  awk -v a="$alone" -v b="$beside" -v r="$(awk '/^Requests\/sec/ { print $2 }' "$work/readers")" \
    'BEGIN { printf "alone %.2f ms, beside readers of the contract (%.0f requests/s) %.2f ms: %.2f times\n", a, r, b, b / a }'
done
