# Sourced by check.sh and examples/check.sh: counts checks, installs their tools and starts a service with the demo data.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PATH="$PATH:${HOME:-}/.dotnet:$root/openapi/node_modules/.bin"
work=$(mktemp -d)
service=
passed=0
failed=0

stop_service() {
  if [[ -n $service ]]; then
    kill "$service" 2>/dev/null || true
    wait "$service" 2>/dev/null || true
    service=
  fi
}
trap 'stop_service; rm -rf "$work"' EXIT

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
  cmp -s "$root/openapi/package-lock.json" "$root/openapi/node_modules/.installed" && return
  npm ci --prefix "$root/openapi" --ignore-scripts --no-audit --no-fund --loglevel=error
  cp "$root/openapi/package-lock.json" "$root/openapi/node_modules/.installed"
}

# The service is at $address, its data and the secrets of its clients in $work/data.
start_service() {
  local port
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  address=http://127.0.0.1:$port
  EFS_URLS=$address EFS_DATA=$work/data EFS_WEBHOOK_HOSTS=localhost "$root/run.sh" >"$work/service" 2>&1 &
  service=$!
  for _ in $(seq 240); do
    if node -e "fetch('$address/health/ready').then(a => process.exit(a.ok ? 0 : 1), () => process.exit(1))"; then return 0; fi
    if ! kill -0 "$service" 2>/dev/null; then break; fi
    sleep 0.5
  done
  cat "$work/service"
  return 1
}

# Says the counts; fails if a check failed.
finish() {
  stop_service
  echo "$passed passed, $failed failed"
  ((failed == 0))
}
