#!/usr/bin/env bash
# Processes every log file that is dropped into DIR/unprocessed, until it is interrupted (Ctrl-C).
#
#   pipelines/watch.sh DIR [--once]
#
# --once ends when what is there now is done. Results go to $FP_RESULTS (default: results), rules are read from
# $FP_RULES (default: rules.json beside this script). Start it as often as you like: each file is done by one of them.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$PATH:$here/../.build/release
rules=${FP_RULES:-$here/rules.json}
case ${1:-} in '' | -*) echo 'usage: pipelines/watch.sh DIR [--once]' >&2; exit 64 ;; esac

fp-watch --claim "$@" |
    fp-route "$rules" |
    fp-parse |
    fp-route "$rules" |
    fp-analyze |
    fp-stats --tee |
    fp-watch commit "$1" --results "${FP_RESULTS:-results}"
