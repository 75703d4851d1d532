#!/usr/bin/env bash
# Checks the contract and walks the way of an integrator with clients generated from it; the last line says "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
PATH="$PATH:${HOME:-}/.dotnet:$PWD/node_modules/.bin"
contract=efs-api.v1.json
generated=clients/csharp/generated
work=$(mktemp -d)
service=
passed=0
failed=0

stop() {
  if [[ -n $service ]]; then
    kill "$service" 2>/dev/null || true
    wait "$service" 2>/dev/null || true
    service=
  fi
}
trap 'stop; rm -rf "$work"' EXIT

# check NAME COMMAND…: what the command says is shown when it fails, or always with SHOW=1. A function's steps are joined by &&:
# set -e does not hold here.
check() {
  local name=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    passed=$((passed + 1))
    echo "passed  $name"
    if [[ ${SHOW:-} == 1 ]]; then cat "$work/said"; fi
  else
    failed=$((failed + 1))
    echo "FAILED  $name"
    cat "$work/said"
  fi
}

install_tools() {
  # Installed already from this very lock file: nothing to do.
  cmp -s package-lock.json node_modules/.installed && return
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed
}

unlocked() { ! grep -n '"resolved": "http' package-lock.json; }

is_built() {
  ../run.sh openapi >"$work/built.json" && diff -u "$contract" "$work/built.json"
}

csharp() {
  clients/generate.sh csharp &&
    dotnet build roundtrip -c Release -v quiet --nologo &&
    dotnet build nightly/csharp -c Release -v quiet --nologo
}

typescript() {
  clients/generate.sh typescript && tsc -p clients/typescript && tsc -p roundtrip
}

packed() {
  dotnet pack clients/csharp -c Release -v quiet --nologo -o "$work" && npm pack --silent --pack-destination "$work" ./clients/typescript
}

orval_client() { clients/generate.sh orval && tsc -p nightly/typescript; }

# Names that a generator makes up where the contract gives none.
well_named() { ! grep -nE '(class|enum|interface) (Anonymous|Body|Response|Kind|Type|[A-Za-z]+[0-9]+)\b' "$generated/EfsClient.cs"; }

start_service() {
  local port
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  address=http://127.0.0.1:$port
  EFS_URLS=$address EFS_DATA=$work/data EFS_WEBHOOK_HOSTS=localhost ../run.sh >"$work/service" 2>&1 &
  service=$!
  for _ in $(seq 240); do
    if node -e "fetch('$address/health/ready').then(a => process.exit(a.ok ? 0 : 1), () => process.exit(1))"; then return 0; fi
    if ! kill -0 "$service" 2>/dev/null; then break; fi
    sleep 0.5
  done
  cat "$work/service"
  return 1
}

round_trip() { dotnet roundtrip/bin/Release/net10.0/RoundTrip.dll "$address" "$work/data/clients.json"; }

# walk COMMAND…: a nightly job, which prints "passed  …" for each step and ends at the first that fails.
walk() {
  local ended=0 options=()
  # A webhook is signed as the clients verify it from the release on whose contract names the header.
  if grep -q webhook-signature "$contract"; then options=(--webhooks); fi
  "$@" "$address" "$work/data/clients.json" "${options[@]}" 2>&1 | tee "$work/said" || ended=1
  passed=$((passed + $(grep -c '^passed  ' "$work/said")))
  failed=$((failed + ended))
}

install_tools
check "the lock file names no registry" unlocked
check "the committed contract is the one that the code writes" is_built
check "Spectral finds nothing: spectral:oas and OWASP" spectral lint --fail-severity=hint --ruleset .spectral.yaml "$contract"
check "Redocly finds nothing" redocly lint "$contract" --max-problems=50
check "the package Efs.Client with what NSwag makes compiles without a warning" csharp
check "its types have the contract's own names" well_named
check "the package @efs/client with the types of openapi-typescript compiles" typescript
check "what orval makes compiles" orval_client
check "both packages can be packed" packed
check "the service starts and is ready" start_service
if [[ -n $service ]]; then
  SHOW=1 check "the C# client goes the whole way" round_trip
  walk dotnet nightly/csharp/bin/Release/net10.0/Nightly.dll
  walk node nightly/typescript/dist/openapi-fetch.js
  walk node nightly/typescript/dist/orval.js
fi
stop

echo "$passed passed, $failed failed"
((failed == 0))
