#!/usr/bin/env bash
# For who has just cloned this. Without arguments: builds the programs, makes sample logs and processes them (make demo).
#
#   ./run.sh [TARGET…]          any target of the Makefile; ./run.sh help lists them
#   ./run.sh run-file PATH      the same as make run-file FILE=PATH, for a path with whatever is in it
set -euo pipefail
unset CDPATH

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
case ${1:-} in -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;; esac
(($#)) || set -- demo
if [[ $1 == run-file && $# == 2 && $2 != FILE=* ]]; then
    path=$2
    [[ $path == /* ]] || path=$PWD/$path
    # To make a dollar is the start of a variable.
    set -- run-file "FILE=${path//\$/\$\$}"
fi
exec make --no-print-directory -C "$root" "$@"
