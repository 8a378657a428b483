#!/usr/bin/env bash
# What the scripts that test share. A script sources it with its own arguments; its head comment is its --help.
#
# Before it, a script may name options of its own, each with a value, and their defaults:
#
#   declare -A options=([--files]=200)
#
# After it: `bin` is the folder of the programs (--bin) and first on PATH, `root` is the clone, `corpora` the folder of other
# people's logs, `script` the script; the working directory is `scratch`, an empty folder that goes at the end. No token
# outside it is read or made.
# shellcheck disable=SC2034 # Some of the variables are for the scripts alone.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=$root/.build/debug
corpora=$(realpath -m "${FP_SHARED:-$root/../shared}")/corpora
script=$(realpath "$0")
script_name=$(basename "$script" .sh)
declare -A options
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^# shellcheck /d;s/^# \{0,1\}//p}' "$script"; exit 0 ;;
        *)
            [[ ${options[$1]+known} ]] || { echo "$script_name: unknown option $1; see --help" >&2; exit 64; }
            options[$1]=$2
            shift 2 ;;
    esac
done

# Ends what runs in the background, and removes the scratch folder. A script with more to end calls it last in its own trap.
leave() {
    local pid
    for pid in $(jobs -pr); do { kill -KILL "$pid" && wait "$pid"; } 2>/dev/null || true; done
    rm -rf "$scratch"
}
scratch=$(mktemp -d)
trap leave EXIT
export PATH=$bin:$PATH XDG_STATE_HOME=$scratch/state
unset FP_TOKEN_FILE
cd "$scratch"
passed=0 failed=0

# Counts a check that holds; says which one doesn't, what it said, and the end of each file in `evidence`.
evidence=(err)
check() {
    local what=$1 file
    shift
    if "$@" >"$scratch/.said" 2>&1; then ((++passed)) && return; fi
    ((++failed))
    {
        echo "FAIL $what"
        head -n 100 "$scratch/.said" | sed 's/^/    /'
        for file in "${evidence[@]}"; do [[ ! -e $file ]] || tail -n 5 "$file" | sed "s/^/    $file: /"; done
    } >&2
}

same() { [[ $1 == "$2" ]] || { printf 'got:      %s\nexpected: %s\n' "$1" "$2"; return 1; }; }

# The status that "$@" ends with.
status_of() { local code=0; "$@" >/dev/null 2>&1 || code=$?; echo "$code"; }

# Repeats a command until it succeeds, at most `patience` seconds; the pauses only keep it from spinning.
patience=60
await() {
    local deadline=$((SECONDS + patience))
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || { echo "not within $patience s: $*"; return 1; }
        read -rt 0.02 <> <(:) || true
    done
}

# Ends the script: what it wants isn't here.
skip() {
    echo "$script_name: skipped, $*"
    echo '0 passed, 0 failed'
    exit
}

# Ends the script: after this nothing can be tested.
fail() {
    check "$*" false
    conclude || exit
}

# The closing line, which Tests/run-all reads; the status is the script's.
conclude() {
    echo "$passed passed, $failed failed"
    ((failed == 0))
}
