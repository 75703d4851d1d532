#!/usr/bin/env bash
# Rehearses what an operator meets, on real PostgreSQL clusters, PgBouncer and haproxy. Each rehearsal ends with a line, and the exit
# code is 1 if any lost something:
#
#   held  restore: 3120 acknowledged, 0 lost …
#   lost  restore: a hole before 74:318
#
#   bench/operate/run.sh [--falsify SQL] [name…]      all of them without a name; README.md tells each
#
# --falsify runs a statement on the database before it is compared with what the clients remember: the rehearsal has to say lost.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

falsify=
[[ ${1:-} != --falsify ]] || { falsify=$2; shift 2; }
names=("$@")
((${#names[@]} > 0)) || mapfile -t names < <(basename -s .sh bench/operate/rehearsals/*.sh)
for name in "${names[@]}"; do
  [[ -e bench/operate/rehearsals/$name.sh ]] || { echo "There is no rehearsal $name" >&2; exit 2; }
done
dotnet build bench/Efs.Bench -c Release -v quiet --nologo >&2

failed=0
for name in "${names[@]}"; do
  falsify=$falsify bench/operate/rehearse.sh "$name" || failed=1
done
exit "$failed"
