#!/usr/bin/env bash
# Runs fp-serve on a folder and asks it over HTTP: what the ledger says is shown as it grows, is cut and is replaced; an
# index in a file goes on after kill -9; wrong requests, slow clients and the end by signal are handled.
#
#   Tests/pipelines/serve-follows-the-folder.sh [--bin DIR]      DIR: the built programs (default .build/debug)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/.build/debug
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "serve-follows-the-folder: unknown option $1; see --help" >&2; exit 64 ;;
    esac
done
scratch=$(mktemp -d)
server=
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

# Starts fp-serve with options "$@" on a free port, and sets `server` and `url`.
start() {
    : >err # What the one before said isn't what this one says.
    fp-serve --port 0 "$@" </dev/null 2>err &
    server=$!
    await announced || { echo "fp-serve did not start: $(cat err)" >&2; exit 1; }
    url=$(sed -n 's/.*listening on //p' err)
}

# Ends it with signal $1 and waits; its status is in `status`, how long it took, in milliseconds, in `took`.
stop() {
    local begun=${EPOCHREALTIME/./}
    kill -"$1" "$server"
    status=0
    wait "$server" 2>/dev/null || status=$?
    took=$(((${EPOCHREALTIME/./} - begun) / 1000))
    server=
}

# Whether jq's filter $2 holds for the page $1.
holds() { curl -sS --max-time 5 "$url$1" | jq -e "$2" >verdict; }
# Whether asking with "$@" gives HTTP status $1.
answers() { [[ $(curl -s --max-time 5 -o body -w '%{http_code}' "${@:2}") == "$1" ]]; }

ledger=w/.fp/ledger.ndjson
# Appends the line of file $1, settled now as $2.
settle() {
    local size
    size=$(stat -c %s "$ledger")
    jq -cn --argjson seq "$1" --arg outcome "$2" --argjson batch "$size" --arg now "$(date -u +%FT%T.%3NZ)" '
        {"@fp": "done", seq: $seq, name: "file-\($seq).log", outcome: $outcome} +
        (if $outcome == "processed" then {result: "file-\($seq).log.ndjson", records: 2, result_size: 50, result_sha256: "00"}
         else {stage: "fp-parse", error: "no good"} end) +
        {size: 10, mtime: "2026-06-15T12:00:00.000000000Z", committed: $now, stages: [], summary: [], batch: $batch}' >>"$ledger"
}

# A folder that isn't there yet.
start --watch-dir w
check 'no folder: unhealthy' await answers 503 "$url/health"
check 'no folder: says why' grep -q 'No such file or directory' body
mkdir -p w/{unprocessed,underprocess,processed,failed,.fp}
check 'a folder that appears is healthy' await holds /health '.status == "pass"'
stop TERM
check 'SIGTERM: status 0' test "$status" = 0
check 'SIGTERM: within a second' test "$took" -lt 1000

# The ledger grows, has a torn end, is repaired and replaced.
: >"$ledger"
touch w/unprocessed/waiting.log
start --watch-dir w --data index.db
settle 1 processed
settle 2 failed
check 'two files settled' await holds /stats '.processed == 1 and .failed == 1 and .records == 2 and .unprocessed == 1'
check 'files, newest first' holds /files '[.files[].seq] == [2, 1] and .unprocessed[0].name == "waiting.log"'
check 'one outcome' holds '/files?outcome=failed' '[.files[].reason] == ["no good"]'
check 'the rate counts them' holds /stats '.rate.files_per_second > 0'
printf '{"@fp":"done","seq":3,"na' >>"$ledger"
check 'a torn end is seen' await holds /stats '.ledger_unread_bytes == 25'
check 'a torn end is not counted' holds /stats '.processed == 1'
truncate -s -25 "$ledger"
settle 3 processed
check 'what took its place is' await holds /stats '.processed == 2 and .ledger_unread_bytes == 0'
check 'kill -9' stop KILL
settle 4 dropped
start --watch-dir w --data index.db
check 'the index goes on, and counts nothing twice' await holds /stats '.processed == 2 and .dropped == 1 and .bytes == 40'
cp "$ledger" kept
: >new && mv new "$ledger"
settle 1 processed
check 'a replaced ledger replaces the index' await holds /stats '.processed == 1 and .failed == 0 and .dropped == 0'
mv kept "$ledger"
check 'and back again' await holds /stats '.processed == 2 and .dropped == 1'

# A closed standard input is no input.
stop TERM
: >err
fp-serve --port 0 --watch-dir w --data index.db <&- 2>err &
server=$!
await announced
url=$(sed -n 's/.*listening on //p' err)
check 'a closed standard input' await holds /stats '.processed == 2 and .snapshot == null'
check 'a closed standard input: nothing is said' test "$(wc -l <err)" = 1

# Requests.
check 'HEAD has the length and no body' test "$(curl -sI "$url/health" | grep -ci '^content-length: [1-9]')" = 1
check 'a wrong method' answers 405 -X POST -d x "$url/files"
check 'a wrong method: what is allowed' test "$(curl -s -o /dev/null -w '%header{allow}' -X PUT "$url/files")" = 'GET, HEAD'
check 'an unknown path' answers 404 "$url/etc/passwd"
for path in //stats /%73tats /stats/ /stats//1 /files/%31 /files/1/../../stats /./stats '//evil.example/stats'; do
    check "another spelling of a path is none: $path" answers 404 --path-as-is "$url$path"
done
check 'a bad parameter' answers 400 "$url/files?limit=ten"
check 'a bad parameter: what is wrong' grep -q '"detail":"limit: ' body
check 'another name for loopback' answers 403 -H 'Host: evil.example' "$url/stats"
check 'the page is HTML' test "$(curl -s -o body -w '%{content_type}' "$url/")" = 'text/html; charset=utf-8'
check 'the page loads its script' grep -q 'src="/assets/app.js"' body
tag=$(curl -s -o body -w '%header{etag}' "$url/assets/app.js")
check 'a script that the browser has is not sent again' answers 304 -H "If-None-Match: $tag" "$url/assets/app.js"
check 'too many headers' answers 400 -H "x: $(printf 'x%.0s' {1..20000})" "$url/health"
check 'and goes on' answers 200 "$url/health"

# Another one on the same port, and on the same index.
port=${url##*:}
check 'a port in use' test "$(fp-serve --port "$port" </dev/null 2>second >/dev/null; echo $?)" = 69
check 'a port in use: says so' grep -q "^fp-serve: 127.0.0.1:$port: another program listens there" second

# A request that never ends holds up neither others nor the end.
exec {slow}<>"/dev/tcp/127.0.0.1/$port"
printf 'POST /files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf' >&"$slow"
exec {half}<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /files HT' >&"$half"
check 'others are answered beside a slow client' answers 200 "$url/health"
stop INT
check 'SIGINT beside a slow client: status 0' test "$status" = 0
check 'SIGINT beside a slow client: within a second' test "$took" -lt 1000
exec {slow}>&- {half}>&-

# Snapshots on standard input; the server stays when it ends.
mkfifo pipe
: >err
fp-serve --port 0 <pipe 2>err &
server=$!
exec {input}>pipe
await announced
url=$(sed -n 's/.*listening on //p' err)
check 'no snapshot yet' holds /stats '.snapshot == null'
printf '{"level":"info"}\n{"@fp":"stats","time":"2026-06-15T12:00:00Z","rows":[{"count":7}]}\n' >&"$input"
check 'a snapshot is shown' await holds /stats '.snapshot.rows == [{"count": 7}]'
exec {input}>&-
check 'and stays when the input has ended' holds /stats '.snapshot.rows[0].count == 7'
check 'no folder, no files' answers 404 "$url/files"
stop TERM

echo "$passed passed, $failed failed"
((failed == 0))
