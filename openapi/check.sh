#!/usr/bin/env bash
# Checks the contract and walks the way of an integrator with clients generated from it; the last line says "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source ./checks.sh
contract=efs-api.v1.json
generated=clients/csharp/generated

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
finish
