#!/usr/bin/env bash
# Runs one rehearsal for run.sh: its clusters, services and clients are in a folder of its own and end with it.
set -euo pipefail

name=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/efs-$name.XXXXXX")
chmod 755 "$work"
source bench/operate/lib.sh
trap end EXIT
trap 'lost "${BASH_SOURCE[0]}:$LINENO: $BASH_COMMAND"' ERR
set -E
source "bench/operate/rehearsals/$name.sh"
