#!/usr/bin/env bash
# What the scripts that run fp-serve share; they source it, with their own arguments.
#
# After it: `bin` is the folder of the programs and on PATH, the working directory is an empty one that goes at the end.
# shellcheck disable=SC2034 # Some of the variables are for the scripts alone.
set -euo pipefail

bin=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.build/debug
script=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
inside=
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        --inside) inside=yes; shift ;; # For the script itself: the part that runs in a network of its own.
        -h | --help) sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$script"; exit 0 ;;
        *) echo "$(basename "$script" .sh): unknown option $1; see --help" >&2; exit 64 ;;
    esac
done
scratch=$(mktemp -d)
server='' url='' port='' status='' took=''
trap '[[ -z $server ]] || kill -KILL "$server" 2>/dev/null; rm -rf "$scratch"' EXIT
export PATH=$bin:$PATH
cd "$scratch"
passed=0 failed=0

# Counts a check that holds; says which one doesn't.
check() {
    local what=$1
    shift
    if "$@"; then ((++passed)); else
        ((++failed))
        echo "FAIL $what" >&2
    fi
}

# Repeats a command until it succeeds, at most ten seconds; the pauses only keep it from spinning.
await() {
    local deadline=$((SECONDS + 10))
    until "$@" 2>/dev/null; do
        ((SECONDS < deadline)) || return 1
        read -rt 0.02 <> <(:) || true
    done
}

announced() { grep -q 'listening on http://' err; }

# Starts fp-serve, or what stands in `wrapper` with it, with options "$@" on a free port; sets `server`, `url`, `port`.
wrapper=()
start() {
    : >err # What the one before said isn't what this one says.
    "${wrapper[@]}" fp-serve --port 0 "$@" </dev/null 2>err &
    server=$!
    await announced || { echo "fp-serve did not start: $(cat err)" >&2; exit 1; }
    url=$(sed -n 's/.*listening on //p' err)
    port=${url##*:}
    url=${url/0.0.0.0/127.0.0.1}
}

# Waits for its end; its status is in `status`.
ended() {
    status=0
    wait "$server" 2>/dev/null || status=$?
    server=
}

# Ends it with signal $1; how long it took, in milliseconds, is in `took`.
stop() {
    local begun=${EPOCHREALTIME/./}
    kill -"$1" "$server"
    ended
    took=$(((${EPOCHREALTIME/./} - begun) / 1000))
}

# Whether jq's filter $2 holds for the page $1.
holds() { curl -sS --max-time 5 "$url$1" | jq -e "$2" >verdict; }
# Whether asking with "$@" gives HTTP status $1; the answer is in `body`.
answers() { [[ $(curl -s --max-time 30 -o body -w '%{http_code}' "${@:2}") == "$1" ]]; }
# Whether the first line of what comes back for the bytes $2 (as printf writes them) has status $1.
replies() {
    local connection line
    exec {connection}<>"/dev/tcp/127.0.0.1/$port"
    # shellcheck disable=SC2059 # The request is the format.
    printf "$2" >&"$connection"
    IFS= read -rt 5 line <&"$connection" || line=
    exec {connection}>&-
    [[ $line == "HTTP/1."[01]" $1 "* ]]
}

conclude() {
    echo "$passed passed, $failed failed"
    ((failed == 0))
}
