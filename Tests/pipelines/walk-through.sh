#!/usr/bin/env bash
# Runs docs/processors.md, and compares what its commands print with what stands there.
#
#   Tests/pipelines/walk-through.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"
export PATH=$root/pipelines:$PATH
page=$root/docs/processors.md
mkdir empty
cd empty

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
run >>"$scratch/run"
check 'docs/processors.md' diff -u --label 'docs/processors.md' --label 'when it is run' "$page" "$scratch/run"
conclude
