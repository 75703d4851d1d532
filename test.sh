#!/usr/bin/env bash
# Builds and tests everything; the last line says "N passed, N failed". Arguments go to dotnet test.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/.ci/sdk.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

code=0
dotnet test Efs.Api.sln -c Release --logger trx --results-directory "$results" "$@" || code=$?

# One file per test project, each with one element: <Counters total="15" … passed="15" failed="0" … />
sum() {
  find "$results" -name '*.trx' -exec grep -ho "<Counters [^>]*" {} + |
    grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'
}
echo "$(sum passed || true) passed, $(sum failed || true) failed"
exit "$code"
