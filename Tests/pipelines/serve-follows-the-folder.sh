#!/usr/bin/env bash
# Runs fp-serve on a folder and asks it over HTTP: what the ledger says is shown as it grows, is cut and is replaced; an
# index in a file goes on after kill -9; wrong requests, slow clients and the end by signal are handled.
#
#   Tests/pipelines/serve-follows-the-folder.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/pipelines/serving.bash
source "$(dirname "${BASH_SOURCE[0]}")/serving.bash"

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
await_server
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
check 'a port in use' test "$(fp-serve --port "$port" </dev/null 2>second >/dev/null; echo $?)" = 69
check 'a port in use: says so' grep -q "^fp-serve: 127.0.0.1:$port: another program listens there" second

# A request that never ends holds up neither others nor the end.
exec {slow}<>"/dev/tcp/127.0.0.1/$port"
printf 'POST /files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf' >&"$slow"
exec {half}<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /files HT' >&"$half"
check 'others are answered beside a slow client' answers 200 --max-time 5 "$url/health"
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
await_server
check 'no snapshot yet' holds /stats '.snapshot == null'
printf '{"level":"info"}\n{"@fp":"stats","time":"2026-06-15T12:00:00Z","rows":[{"count":7}]}\n' >&"$input"
check 'a snapshot is shown' await holds /stats '.snapshot.rows == [{"count": 7}]'
exec {input}>&-
check 'and stays when the input has ended' holds /stats '.snapshot.rows[0].count == 7'
check 'no folder, no files' answers 404 "$url/files"
stop TERM

conclude
