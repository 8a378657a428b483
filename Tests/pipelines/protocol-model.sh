#!/usr/bin/env bash
# The protocol of DESIGN sections 3 and 4 as a model: every world that two pipelines, a few files, kills and power cuts can
# reach is visited, with the protocol as it is and with each of its clauses left out.
#
#   Tests/pipelines/protocol-model.sh [--show CLAUSE]      the shortest way to what goes wrong without CLAUSE
#
# --bin DIR is taken and not used. FP_SOAK=1 adds the larger settings: minutes, and up to 6 GB.
declare -A options=([--show]='')
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"

# Optimised, for the debug build that the other tests use would be thirty times slower.
mapfile -d '' sources < <(find "$root/Tests/protocol-model" -name '*.swift' -print0 | sort -z)
swiftc -O -wmo -o model "${sources[@]}"
declare -a settings=()
[[ ! ${options[--show]} ]] || settings+=(--show "${options[--show]}")
[[ ${FP_SOAK:-} != 1 ]] || settings+=(--long)
./model "${settings[@]}"
