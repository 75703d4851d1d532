#!/usr/bin/env bash
# Loads a country into a service that runs, through POST /v1/imports, and prints rows, seconds and rows a second of each resource.
# A rejected row ends it: the country has none that are wrong.
#
#   bench/load.sh URL COUNTRY CLIENT SECRET [--resources "educators methodists"] [--regions "74 77"] [--side-by-side 3]
#
# Ends with 3 where the service has no imports. Instruments are not imported but put one by one: there are three of a region.
set -euo pipefail

url=$1 country=$2 client=$3 secret=$4
shift 4
resources="institutes schools programs instruments educators methodists diagnostics trajectories certificates"
regions= side_by_side=3
while (($# > 0)); do
  case $1 in
    --resources) resources=$2 ;;
    --regions) regions=$2 ;;
    --side-by-side) side_by_side=$2 ;;
    *) echo "Unknown: $1" >&2; exit 2 ;;
  esac
  shift 2
done

token() { curl -sSf "$url/oauth/token" -d grant_type=client_credentials -d client_id="$client" --data-urlencode client_secret="$secret" | jq -r .access_token; }
say() { echo "$*" >&2; }

# The regions and their rows of a resource, the largest first: so the last one running is a small one.
order() { jq -r --arg of "$1" --arg only "$regions" '.resources[$of] | to_entries | map(select(($only == "") or (.key as $k | $only | split(" ") | index($k)))) | sort_by(-.value)[] | "\(.key) \(.value)"' "$country/country.json"; }

put_instruments() {
  local region=$1 bearer=$2 answer=$work/instruments-$1 document status
  while read -r document; do
    [[ $document =~ \"sourceId\":\"([^\"]+)\" ]]
    status=$(curl -sS -o "$answer" -w '%{http_code}' -X PUT "$url/v1/instruments/by-source/$region/${BASH_REMATCH[1]}" -H "Authorization: Bearer $bearer" -H 'Content-Type: application/json' -d "$document")
    if [[ $status != 20? ]]; then say "${BASH_REMATCH[1]} of $region: $status $(cat "$answer")"; return 1; fi
  done < <(zcat "$country/instruments/$region.ndjson.gz")
}

# One import from the upload to its end. Few processes: they are in the figures.
import() {
  local resource=$1 region=$2 rows=$3 bearer=$4 job=$work/$1-$2 status location state answer
  read -r status location < <(curl -sS -o "$job" -w '%{http_code} %header{location}\n' -X POST "$url/v1/imports?resource=$resource&regionCode=$region" -H "Authorization: Bearer $bearer" \
    -H 'Content-Type: application/x-ndjson' -H 'Content-Encoding: gzip' -H 'Expect:' --data-binary "@$country/$resource/$region.ndjson.gz")
  if [[ $status == 404 || $status == 405 ]]; then return 3; fi
  if [[ $status != 202 ]]; then say "$resource of $region: $status $(cat "$job")"; return 1; fi
  location=$url${location#"$url"}
  state=queued
  while [[ $state == queued || $state == running ]]; do
    curl -sSf "$location?wait=30" -H "Authorization: Bearer $bearer" -o "$job"
    answer=$(<"$job")
    [[ $answer =~ \"state\":\"([a-z]+)\" ]]
    state=${BASH_REMATCH[1]}
  done
  if [[ $state != done || $answer != *'"rejected":0'[,}]* || $answer != *"\"rowsDone\":$rows"[,}]* ]]; then
    say "$resource of $region ended as $state: $(jq -c . "$job")"
    say "$(curl -sS "$location/rows/export?outcome=rejected" -H "Authorization: Bearer $bearer" -H 'Accept: application/x-ndjson' | head -n 3)"
    return 1
  fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

printf '%-14s %10s %10s %10s\n' resource rows seconds rows/s
for resource in $resources; do
  began=$(date +%s.%N)
  bearer=$(token)
  running=0
  failed=0
  while read -r region rows; do
    if ((running >= side_by_side)); then
      wait -n || failed=$?
      running=$((running - 1))
    fi
    if ((failed != 0)); then break; fi
    if [[ $resource == instruments ]]; then put_instruments "$region" "$bearer" & else import "$resource" "$region" "$rows" "$bearer" & fi
    running=$((running + 1))
  done < <(order "$resource")
  while ((running > 0)); do
    wait -n || failed=$?
    running=$((running - 1))
  done
  if ((failed == 3)); then say "The service has no imports: nothing was loaded"; exit 3; fi
  if ((failed != 0)); then say "Loading of $resource failed"; exit 1; fi
  jq -r --arg of "$resource" --arg only "$regions" --arg began "$began" --arg ended "$(date +%s.%N)" '
    ([.resources[$of] | to_entries[] | select(($only == "") or (.key as $k | $only | split(" ") | index($k))) | .value] | add) as $rows
    | (($ended | tonumber) - ($began | tonumber)) as $seconds | "\($of) \($rows) \($seconds) \($rows / $seconds)"' "$country/country.json" |
    LC_ALL=C awk '{ printf "%-14s %10d %10.1f %10.0f\n", $1, $2, $3, $4 }'
done
