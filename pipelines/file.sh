#!/usr/bin/env bash
# Processes the named log files where they lie, and moves nothing.
#
#   pipelines/file.sh PATH…
#
# The results are the same bytes as watch.sh would make. They go to $FP_RESULTS (default: results); rules are read from
# $FP_RULES (default: rules.json beside this script).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$PATH:$here/../.build/release
rules=${FP_RULES:-$here/rules.json}
case ${1:-} in '' | -*) echo 'usage: pipelines/file.sh PATH…' >&2; exit 64 ;; esac

fp-watch --input "$@" |
    fp-route "$rules" |
    fp-parse |
    fp-route "$rules" |
    fp-analyze |
    fp-stats --tee |
    fp-watch commit --results "${FP_RESULTS:-results}"
