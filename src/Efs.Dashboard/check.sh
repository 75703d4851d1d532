#!/usr/bin/env bash
# Checks that the bundle is what the sources make, and the page in a browser; the last line says "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source ../../openapi/checks.sh
find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }

CHROMIUM=${CHROMIUM:-$(find_chromium)}
if [[ -z $CHROMIUM && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 || true
  CHROMIUM=$(find_chromium)
fi
export CHROMIUM

install() {
  cmp -s package-lock.json node_modules/.installed && return
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed
}

unlocked() { ! grep -n '"resolved": "http' package-lock.json; }

is_built() { npm run --silent build -- --log-level=warning --outfile="$work/dashboard.js" && cmp dist/dashboard.js "$work/dashboard.js"; }

browse() { node "check/$1.mjs" "$address" "$work/data/clients.json" "${@:2}"; }

start_with_issuer() {
  node check/issuer.mjs analyst >"$work/issuer" &
  issuer=$!
  for _ in $(seq 50); do [[ -s $work/issuer ]] && break || sleep 0.1; done
  EFS_AUTHORITY=$(<"$work/issuer") EFS_DASHBOARD_CLIENT=analyst start_service
}

install
check "the lock file names no registry" unlocked
check "the committed bundle is the one that the sources make" is_built
if [[ -z $CHROMIUM ]]; then
  echo "The page was not looked at: there is no Chromium, and none could be installed" >&2
  finish
  exit
fi
check "the service starts" start_service
if [[ -n $service ]]; then
  SHOW=1 check "an analyst signs in, chooses, sees the figures of the API and downloads them" browse page "$@"
  stop_service
  check "the service starts with an outside issuer" start_with_issuer
  SHOW=1 check "somebody signs in by an authorization code" browse code
  kill "$issuer"
fi
finish
