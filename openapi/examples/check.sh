#!/usr/bin/env bash
# Executes what the contract, efs.http, the Bruno collection and the documents tell an integrator to do against a fresh service with the
# demo data, all against the same service, since every command may be repeated. The last line says "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source openapi/checks.sh
for tool in node curl jq python3; do
  if ! command -v "$tool" >/dev/null; then
    echo "$tool is needed for the commands of the documents" >&2
    exit 1
  fi
done

bruno() {
  local secret
  secret=$(jq -r '.[] | select(.id == "region-74").secret' "$work/data/clients.json")
  (cd openapi/bruno && bru run --env Local --env-var base="$address" --env-var clientSecret="$secret" .)
}

document() { node openapi/examples/run-document.mjs "$1" "$address" "$work/data" "${@:2}"; }

install_tools
check "the Bruno collection is what efs.http says" node openapi/examples/bruno.mjs --check
check "the service starts" start_service
if ((failed == 0)); then
  check "the examples of requests in the contract" node openapi/examples/run-contract.mjs "$address" "$work/data/clients.json"
  check "efs.http" node openapi/examples/run-http.mjs "$address" "$work/data/clients.json"
  check "the Bruno collection" bruno
  check "what a calendar program reads of the events" node openapi/examples/calendar.mjs "$address" "$work/data/clients.json"
  for language in "" .en; do
    first=docs/guide/first-steps$language.md
    check "README$language.md" document "README$language.md"
    check "$first" document "$first"
    for guide in docs/guide/*.md; do
      if [[ $guide == "$first" || ! ${guide#docs/guide/} =~ ^[a-z-]+$language\.md$ ]]; then continue; fi
      check "$guide" document "$guide" "$first"
    done
  done
fi
finish
