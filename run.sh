#!/usr/bin/env bash
# Builds the service where needed and becomes it: ./run.sh [verb …], by default "serve".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

PATH="$PATH:${HOME:-}/.dotnet"
if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
  echo "The .NET SDK 10 is needed. Get it from https://dotnet.microsoft.com/download/dotnet/10.0, or by" >&2
  echo "  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0" >&2
  exit 1
fi
export EFS_INSTALL_POSTGRES="${EFS_INSTALL_POSTGRES:-true}"

output=src/Efs.Api/bin/Release
service=$output/net10.0/Efs.Api.dll
built=$output/built

# Asking the SDK whether anything changed takes longer than the start itself. A folder counts too: its time tells of a deleted file.
changed() {
  [[ ! -e $service || ! -e $built ]] ||
    [[ -n $(find src db Directory.*.props global.json .editorconfig \( -name bin -o -name obj \) -prune -o -newer "$built" -print -quit 2>/dev/null) ]]
}

if changed; then
  mkdir -p "$output" src/Efs.Api/obj
  touch "$built.began" # what is edited during the build is newer than this
  dotnet build src/Efs.Api -c Release -v quiet --nologo >&2
  mv "$built.began" "$built"
fi

exec dotnet "$service" "$@"
