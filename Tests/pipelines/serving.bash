#!/usr/bin/env bash
# What the scripts that run fp-serve share; they source it, with their own arguments, for checking.bash.
# shellcheck disable=SC2034 # Some of the variables are for the scripts alone.
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"
server='' url='' port='' status='' took=''
patience=10

announced() { grep -q 'listening on http://' err; }

# Starts fp-serve, or what stands in `wrapper` with it, with options "$@" on a free port; sets `server`, `url`, `port`.
wrapper=()
start() {
    : >err # What the one before said isn't what this one says.
    "${wrapper[@]}" fp-serve --port 0 "$@" </dev/null 2>err &
    server=$!
    await_server
}

# Waits until the one in `server` is listening; sets `url` and `port`.
await_server() {
    await announced || fail 'fp-serve does not start'
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
