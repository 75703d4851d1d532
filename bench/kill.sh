#!/usr/bin/env bash
# Imports under kill -9: loads the same small country twice, once undisturbed, once with the service and PostgreSQL killed
# again and again in the middle of imports, and compares all that the two databases hold, and the statistics store with its database.
#
#   bench/kill.sh [--kills 20] [--scale 0.03] [--seed 1]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kills=20 scale=0.03 seed=1
regions="02 16 23 50 52 61 63 66" # not those that the demo data are of
while (($# > 0)); do
  case $1 in
    --kills) kills=$2 ;;
    --scale) scale=$2 ;;
    --seed) seed=$2 ;;
    *) echo "Unknown: $1" >&2; exit 2 ;;
  esac
  shift 2
done

work=$(mktemp -d "${TMPDIR:-/tmp}/efs-kill.XXXXXX")
chmod 755 "$work"
service=
say() { echo "$(date +%T)  $*" >&2; }
end() {
  [[ -z $service ]] || kill -9 "$service" 2>/dev/null || true
  for pid in "$work"/*/postgres/data/postmaster.pid; do [[ -e $pid ]] && kill -QUIT "$(head -n 1 "$pid")" 2>/dev/null; done
  sleep 1
  rm -rf "$work"
}
trap end EXIT

dotnet build src/Efs.Local -c Release -v quiet --nologo >&2
dotnet build bench/Efs.Bench -c Release -v quiet --nologo >&2
dotnet bench/Efs.Bench/bin/Release/net10.0/Efs.Bench.dll country "$work/country" "$scale" "$seed" >&2

port=$((20000 + RANDOM % 20000))
url=http://127.0.0.1:$port
begin() { # data
  EFS_DATA=$work/$1 EFS_ANALYTICS_FOLDER=$work/$1/analytics EFS_URLS=$url EFS_RATE=1000000 EFS_RATE_BURST=1000000 EFS_TOKEN_MINUTES=1440 EFS_INSTALL_POSTGRES=true \
    setsid dotnet src/Efs.Local/bin/Release/net10.0/Efs.Local.dll serve >>"$work/$1.log" 2>&1 </dev/null &
  service=$!
  until curl -sf -o /dev/null "$url/health/ready"; do sleep 0.2; done
}
sql() { psql -h "$work/$1/postgres" -U efs -d efs -Atc "$2"; }

# A federal client that may do everything, by the administrator of the demo data.
client() { # data
  local secret token
  secret=$(jq -r '.[] | select(.id == "administrator").secret' "$work/$1/clients.json")
  token=$(curl -sSf "$url/oauth/token" -d grant_type=client_credentials -d client_id=administrator --data-urlencode client_secret="$secret" | jq -r .access_token)
  curl -sSf "$url/v1/clients" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{ "id": "loader", "name": "loader", "isFederal": true,
    "scopes": ["regions:read", "institutes:read", "institutes:write", "schools:read", "schools:write", "educators:read",
      "educators:write", "educators:personal-data", "programs:read", "programs:write", "trajectories:read", "trajectories:write",
      "exchange:read", "exchange:write"] }' \
    | jq -r '.secret.secret // .secret'
}

# All that the database holds, without the bodies of requests that were broken off, which stay for a week, and without the instants of
# pushes, of which a killed service loses those of half a minute.
register() { # data
  EFS_DATABASE="Host=$work/$1/postgres;Database=efs;Username=efs" EFS_MASTER_KEY=$(cat "$work/$1/master.key") \
    dotnet bench/Efs.Bench/bin/Release/net10.0/Efs.Bench.dll register | grep -v '^platform\.\(push\|upload\)'
}

load() { bench/load.sh "$url" "$work/country" loader "$1" --regions "$regions"; }

say "undisturbed"
begin calm
secret=$(client calm)
# Both begin with the same keys and clients.
kill "$service" && wait "$service" || true
cp -a "$work/calm" "$work/wild"
begin calm
load "$secret" >&2
register calm >"$work/calm.lines"
kill -9 "$service"
kill -QUIT "$(head -n 1 "$work/calm/postgres/data/postmaster.pid")" || true
sleep 2

say "disturbed: $kills kills of the service, $kills of PostgreSQL"
begin wild
resources="institutes schools programs instruments educators methodists diagnostics trajectories certificates"
(
  # Every file is sent under an Idempotency-Key until it is taken; the imports themselves go on by themselves.
  token() { curl -sf "$url/oauth/token" -d grant_type=client_credentials -d client_id=loader --data-urlencode client_secret="$secret" | jq -er .access_token; }
  none() { [[ $(curl -sf "$url/v1/imports?state=$1&limit=1" -H "Authorization: Bearer $bearer" | jq '.items | length') == 0 ]]; }
  for resource in $resources; do
    until bearer=$(token); do sleep 0.3; done
    for region in $regions; do
      file=$work/country/$resource/$region.ndjson.gz
      [[ -e $file ]] || continue
      if [[ $resource == instruments ]]; then
        while read -r document; do
          key=$(jq -r .sourceId <<<"$document")
          until curl -sf -o /dev/null -X PUT "$url/v1/instruments/by-source/$region/$key" -H "Authorization: Bearer $bearer" -H 'Content-Type: application/json' -d "$document"; do sleep 0.3; done
        done < <(zcat "$file")
      else
        until [[ $(curl -s -o /dev/null -w '%{http_code}' -X POST "$url/v1/imports?resource=$resource&regionCode=$region" -H "Authorization: Bearer $bearer" -H "Idempotency-Key: $resource-$region" \
          -H 'Content-Type: application/x-ndjson' -H 'Content-Encoding: gzip' --data-binary "@$file") == 202 ]]; do sleep 0.5; done
      fi
    done
    until none queued && none running; do sleep 0.5; done
  done
  touch "$work/loaded"
) &
loading=$!
killed=0
# In the middle of an import: a batch was committed within the last two seconds.
busy() { [[ $(sql wild "SELECT count(*) FROM imports.import WHERE state = 'running' AND leased_until > now() + interval '8 seconds'" 2>/dev/null) -gt 0 ]]; }
while ((killed < kills)) && [[ ! -e $work/loaded ]]; do
  until busy || [[ -e $work/loaded ]]; do sleep 0.1; done
  [[ -e $work/loaded ]] && break
  sleep "0.$((RANDOM % 9))"
  kill -9 "$service" 2>/dev/null || true
  sleep "0.$((RANDOM % 5))"
  begin wild
  until busy || [[ -e $work/loaded ]]; do sleep 0.1; done
  [[ -e $work/loaded ]] && break
  sleep "0.$((RANDOM % 9))"
  kill -9 "$(head -n 1 "$work/wild/postgres/data/postmaster.pid")" 2>/dev/null || true
  killed=$((killed + 1))
  until sql wild 'SELECT 1' >/dev/null 2>&1; do sleep 0.2; done
done
say "$killed kills of each; waiting for the end"
wait "$loading"
register wild >"$work/wild.lines"

say "$(wc -l <"$work/calm.lines") lines undisturbed, $(wc -l <"$work/wild.lines") disturbed"
if ! diff "$work/calm.lines" "$work/wild.lines" >"$work/diff"; then
  say "THEY DIFFER:"
  head -n 20 "$work/diff" >&2
  exit 1
fi
say "the same after $killed kills of the service and $killed of PostgreSQL"
kill -9 "$service" && wait "$service" || true
EFS_DATABASE="Host=$work/wild/postgres;Database=efs;Username=efs" EFS_MASTER_KEY=$(cat "$work/wild/master.key") EFS_ANALYTICS_FOLDER=$work/wild/analytics \
  dotnet src/Efs.Local/bin/Release/net10.0/Efs.Local.dll verify-analytics >&2
((killed == kills))
