# Sourced by run.sh and test.sh: goes to the root of the repository and finds the .NET SDK.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH="$PATH:${HOME:-}/.dotnet"
if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
  echo "The .NET SDK 10 is needed. Get it from https://dotnet.microsoft.com/download/dotnet/10.0, or by" >&2
  echo "  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0" >&2
  exit 1
fi
export EFS_INSTALL_POSTGRES="${EFS_INSTALL_POSTGRES:-true}"
