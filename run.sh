#!/usr/bin/env bash
# Builds Efs.Local where needed and becomes it: ./run.sh [command …], by default "serve"; --help lists the commands.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/.ci/sdk.sh"

output=src/Efs.Local/bin/Release
program=$output/net10.0/Efs.Local.dll
built=$output/built
sources=(src docs/guide openapi/{errors,states}*.md db/migrations db/repeatable db/reference Directory.*.props global.json .editorconfig)

# The SDK takes longer to find out whether anything changed than the service takes to start.
# Folders count too: the time of a folder changes when a file in it is deleted.
changed() {
  [[ ! -e $program || ! -e $built ]] ||
    [[ -n $(find "${sources[@]}" \( -name bin -o -name obj -o -name node_modules \) -prune -o -newer "$built" -print -quit 2>/dev/null) ]]
}

if changed; then
  mkdir -p src/Efs.{Api,Local}/obj src/Efs.Api/bin "$output"
  touch "$built.began" # what is edited during the build is newer than this
  dotnet build src/Efs.Local -c Release -v quiet --nologo >&2
  mv "$built.began" "$built"
fi

exec dotnet "$program" "$@"
