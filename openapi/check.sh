#!/usr/bin/env bash
# Checks the contract and walks the way of an integrator with clients generated from it; the last line says "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
PATH="$PATH:${HOME:-}/.dotnet:$PWD/node_modules/.bin"
contract=efs-api.v1.json
generated=roundtrip/obj
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

# check NAME COMMAND…: what the command says is shown when it fails, or always with SHOW=1. A function's steps are joined by &&: set -e does not hold here.
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

unlocked() { ! grep -n '"resolved"' package-lock.json; }

is_built() {
  ../run.sh openapi >"$work/built.json" && diff -u "$contract" "$work/built.json"
}

csharp() {
  mkdir -p "$generated" && nswag openapi2csclient /runtime:Net100 /input:"$contract" /output:"$generated/EfsClient.cs" /namespace:Efs.Client /className:EfsClient \
    /jsonLibrary:SystemTextJson /jsonLibraryVersion:10.0 /operationGenerationMode:SingleClientFromOperationId /dateType:System.DateOnly /parameterDateTimeFormat:o \
    /generateOptionalParameters:true /generateOptionalPropertiesAsNullable:true /generateNullableReferenceTypes:true /arrayType:System.Collections.Generic.IReadOnlyList &&
    dotnet build roundtrip -c Release -v quiet --nologo -warnaserror
}

typescript() {
  mkdir -p "$generated" && openapi-typescript "$contract" -o "$generated/efs-api.ts" &&
    tsc --noEmit --strict --skipLibCheck --target es2022 "$generated/efs-api.ts" roundtrip/types.ts
}

# Names that a generator makes up where the contract gives none.
well_named() { ! grep -nE '(class|enum|interface) (Anonymous|Body|Response|Kind|Type|[A-Za-z]+[0-9]+)\b' "$generated/EfsClient.cs"; }

start_service() {
  local port
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  address=http://127.0.0.1:$port
  EFS_URLS=$address EFS_DATA=$work/data ../run.sh >"$work/service" 2>&1 &
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

install_tools
check "the lock file names no registry" unlocked
check "the committed contract is the one that the code writes" is_built
check "Spectral finds nothing: spectral:oas and OWASP" spectral lint --fail-severity=hint --ruleset .spectral.yaml "$contract"
check "Redocly finds nothing" redocly lint "$contract" --max-problems=50
check "nswag makes a C# client that compiles without a warning" csharp
check "its types have the contract's own names" well_named
check "openapi-typescript makes types that compile" typescript
check "the service starts and is ready" start_service
if [[ -n $service ]]; then SHOW=1 check "the C# client goes the whole way" round_trip; fi
stop

echo "$passed passed, $failed failed"
((failed == 0))
