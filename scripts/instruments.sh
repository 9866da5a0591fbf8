#!/bin/sh
# Makes the pages of docs/instruments anew from policies/ and its worked examples.
# usage: scripts/instruments.sh [path of heng, default build/src/cli/heng]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
heng=${1:-$root/build/src/cli/heng}
"$heng" policy coverage --policies "$root/policies" --lang zh --write "$root/docs/instruments"
