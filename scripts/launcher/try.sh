#!/bin/sh
# Runs one function of the launcher, for its tests: try.sh <function> [argument…]
set -eu
here=${BERTH_HERE:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
parts=$(dirname -- "$0")
. "$parts/all.sh"
dry_run=${DRY_RUN:-no}
data=$(data_folder)
"$@"
