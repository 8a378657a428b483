#!/usr/bin/env bash
# The protocol of DESIGN sections 3 and 4 as a model: every world that two pipelines, a few files, kills and power cuts can
# reach is visited, with the protocol as it is and with each of its clauses left out.
#
#   Tests/pipelines/protocol-model.sh [--show CLAUSE]      the shortest way to what goes wrong without CLAUSE
#
# --bin DIR is taken and not used. FP_SOAK=1 adds the larger settings: minutes, and up to 6 GB.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
declare -a options=()
while (($#)); do
    case $1 in
        --bin) shift 2 ;;
        --show) options+=(--show "$2"); shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "protocol-model: unknown option $1; see --help" >&2; exit 64 ;;
    esac
done
[[ ${FP_SOAK:-} != 1 ]] || options+=(--long)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Optimised, for the debug build that the other tests use would be thirty times slower.
mapfile -d '' sources < <(find "$root/Tests/protocol-model" -name '*.swift' -print0 | sort -z)
swiftc -O -wmo -o "$scratch/model" "${sources[@]}"
"$scratch/model" "${options[@]}"
