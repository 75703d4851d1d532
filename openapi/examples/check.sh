#!/usr/bin/env bash
# Executes what the documents and efs.http tell an integrator to do against a fresh service with the demo data, each document against the
# same service, since every command may be repeated. The last line says "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for tool in node curl jq python3; do
  if ! command -v "$tool" >/dev/null; then
    echo "$tool is needed for the commands of the documents" >&2
    exit 1
  fi
done
work=$(mktemp -d)
service=
passed=0
failed=0

stop() {
  if [[ -n $service ]]; then
    kill "$service" 2>/dev/null || true
    wait "$service" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap stop EXIT

# check NAME COMMAND…: the output is shown when the command fails.
check() {
  local name=$1
  shift
  if "$@" >"$work/output" 2>&1; then
    passed=$((passed + 1))
    echo "passed  $name"
  else
    failed=$((failed + 1))
    echo "FAILED  $name"
    cat "$work/output"
  fi
}

start_service() {
  local port
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  address=http://127.0.0.1:$port
  EFS_URLS=$address EFS_DATA=$work/data ./run.sh >"$work/service" 2>&1 &
  service=$!
  for _ in $(seq 240); do
    if curl -sf "$address/health/ready" >/dev/null; then return 0; fi
    if ! kill -0 "$service" 2>/dev/null; then break; fi
    sleep 0.5
  done
  cat "$work/service"
  return 1
}

document() { node openapi/examples/run-document.mjs "$1" "$address" "$work/data" "${@:2}"; }

check "the Bruno collection is what efs.http says" node openapi/examples/bruno.mjs --check
check "the service starts" start_service
if ((failed == 0)); then
  check "efs.http" node openapi/examples/run-http.mjs "$address" "$work/data/clients.json"
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

echo "$passed passed, $failed failed"
((failed == 0))
