#!/usr/bin/env bash
# Runs docs/processors.md, and compares what its commands print with what stands there.
#
#   Tests/pipelines/walk-through.sh [--bin DIR]      DIR: the built programs (default .build/debug)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/.build/debug
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "walk-through: unknown option $1; see --help" >&2; exit 64 ;;
    esac
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PATH=$bin:$root/pipelines:$PATH XDG_STATE_HOME=$scratch/state
unset FP_TOKEN_FILE
page=$root/docs/processors.md
mkdir "$scratch/empty"
cd "$scratch/empty"

command=''
run() {
    [[ ! $command ]] || bash -c "$command" 2>&1 </dev/null | sed 's/^/    /'
    command=''
}
while IFS= read -r line; do
    case $line in
        '    $ '*) run && command=${line#'    $ '} ;;
        '    > '*) command+=$'\n'${line#'    > '} ;;
        '    '*) continue ;; # Output: what `run` prints takes its place.
        *) run ;;
    esac
    printf '%s\n' "$line"
done <"$page" >"$scratch/run"
if diff -u --label 'docs/processors.md' --label 'when it is run' "$page" "$scratch/run"; then echo '1 passed, 0 failed'; else
    echo '0 passed, 1 failed'
    exit 1
fi
