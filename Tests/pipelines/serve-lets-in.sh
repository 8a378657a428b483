#!/usr/bin/env bash
# Who may ask fp-serve what, how many at once and how, over real sockets: names, origins, the token, malformed requests, too
# many connections, streams of events, and the ways to start and to end.
#
#   Tests/pipelines/serve-lets-in.sh [--bin DIR]      DIR: the built programs (default .build/debug)
declare -A options=([--inside]='') # For this script itself: the part that runs in a network of its own.
# shellcheck source=Tests/pipelines/serving.bash
source "$(dirname "${BASH_SOURCE[0]}")/serving.bash"
mkdir -p w/{unprocessed,underprocess,processed,failed,.fp}
: >w/.fp/ledger.ndjson
echo x >a.log

if [[ ${options[--inside]} ]]; then
    # On all addresses of a network of our own: a token is asked for without being told to.
    start --host 0.0.0.0 --watch-dir w
    token=$(cat state/fp/serve-token)
    check 'a token is made' grep -qE '^[0-9a-f]{64}$' state/fp/serve-token
    check 'for nobody else' test "$(stat -c '%a %a' state/fp/serve-token)$(stat -c %a state/fp)" = '600 600700'
    check 'the link is printed' grep -qx "fp-serve: a token was made; this link is shown once: http://127.0.0.1:$port/?token=$token" err
    check 'the address is announced' grep -qx "fp-serve: listening on http://0.0.0.0:$port" err
    check 'nothing else is said' test "$(wc -l <err)" = 2
    check 'no token' answers 401 "$url/stats"
    check 'no token: what is wanted' test "$(curl -s -o /dev/null -w '%header{www-authenticate}' "$url/stats")" = Bearer
    check 'no token: nothing is there' answers 401 "$url/nope"
    check 'no token: health' answers 200 "$url/health"
    check 'no token: health has its status alone' test "$(jq -c keys body)" = '["status"]'
    check 'a wrong token' answers 401 -H 'Authorization: Bearer 0' "$url/stats"
    check 'the token' answers 200 -H "Authorization: Bearer $token" "$url/stats"
    check 'the token: health has details' holds '/health' 'has("status")'
    check 'a wrong link' answers 401 "$url/?token=${token/?/x}"
    check 'the link leads to the page' test "$(curl -s -c jar -o /dev/null -w '%{http_code} %header{location}' "$url/?token=$token")" = '303 /'
    check 'the cookie is for no script' grep -q '^#HttpOnly_127.0.0.1.*fp_token_' jar
    check 'the cookie lets in' answers 200 -b jar "$url/stats"
    check 'an upload without the token' answers 401 -F file=@a.log "$url/upload"
    check 'an upload with it' answers 201 -b jar -F file=@a.log "$url/upload"
    check 'an address is a name' answers 200 -H "Authorization: Bearer $token" -H "Host: 10.0.0.1:$port" "$url/stats"
    check 'this machine has a name' answers 200 -H "Authorization: Bearer $token" -H "Host: $(uname -n):$port" "$url/stats"
    check 'another name' answers 403 -H "Authorization: Bearer $token" -H "Host: logs.example:$port" "$url/stats"
    check 'no answer has the token' test -z "$(curl -s -b jar "$url"/{stats,files,health,nope} | grep "$token")"
    stop TERM
    start --host 0.0.0.0 --watch-dir w --allow-host Logs.example
    check 'the link is not printed twice' test "$(wc -l <err)" = 1
    check 'the token stays' answers 200 -H "Authorization: Bearer $token" "$url/stats"
    check 'a name that is allowed' answers 200 -H "Authorization: Bearer $token" -H 'Host: logs.example' "$url/stats"
    stop TERM
    chmod 640 state/fp/serve-token
    status=0
    fp-serve --host 0.0.0.0 --port 0 --watch-dir w </dev/null 2>err || status=$?
    check 'a token that others can read' test "$status" = 78
    check 'a token that others can read: says so' grep -q '^fp-serve: .*/serve-token: must be a file of yours that nobody else can read' err
    rm -r state
    check '--check makes no token' fp-serve --check --host 0.0.0.0 --port 0 --watch-dir w </dev/null
    check '--check makes no token: none is there' test ! -e state
    conclude
    exit
fi

# Names and origins, without a token.
start --watch-dir w
check 'another name for loopback' answers 403 -H 'Host: evil.example' "$url/stats"
check 'another name for loopback: health' answers 200 -H 'Host: evil.example' "$url/health"
check "another site's page" answers 403 -H 'Origin: http://evil.example' -F file=@a.log "$url/upload"
check "another site's page, as the browser says" answers 403 -H 'Sec-Fetch-Site: cross-site' -F file=@a.log "$url/upload"
check 'our own page' answers 201 -H "Origin: $url" -H 'Sec-Fetch-Site: same-origin' -F file=@a.log "$url/upload"
check 'no CORS' test -z "$(curl -si -X OPTIONS -H 'Origin: http://evil.example' "$url/stats" | grep -i '^access-control')"

# What HTTP asks for.
host='Host: localhost\r\n'
form='Content-Type: multipart/form-data; boundary=b\r\n'
check 'no host' replies 400 'GET /health HTTP/1.1\r\n\r\n'
check 'two hosts' replies 400 "GET /health HTTP/1.1\r\n$host$host\r\n"
check 'length and chunks' replies 400 "POST /upload HTTP/1.1\r\n$host${form}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
check 'chunks and length' replies 400 "POST /upload HTTP/1.1\r\n$host${form}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
check 'two lengths' replies 400 "POST /upload HTTP/1.1\r\n$host${form}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"
check 'no length' replies 400 "POST /upload HTTP/1.1\r\n$host${form}Content-Length: +5\r\n\r\nhello"
check 'a length without end' replies 400 "POST /upload HTTP/1.1\r\n$host${form}Content-Length: 99999999999999999999\r\n\r\nhello"
check 'another coding' replies 400 "POST /upload HTTP/1.1\r\n$host${form}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
check 'two codings' replies 400 "POST /upload HTTP/1.1\r\n$host${form}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
check 'chunks in HTTP/1.0' replies 400 "POST /upload HTTP/1.0\r\n$host${form}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
check 'no chunk' replies 400 "POST /upload HTTP/1.1\r\n$host${form}Transfer-Encoding: chunked\r\n\r\nzz\r\n"
check 'a space before a colon' replies 400 'GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n'
check 'a folded header' replies 400 "GET /health HTTP/1.1\r\n${host}X: a\r\n b\r\n\r\n"
check 'HTTP/0.9' replies 400 'GET /health\r\n\r\n'
check 'HTTP/2' replies 400 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
check 'TLS' replies 400 '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'
check 'an unknown method' replies 400 "FROB /health HTTP/1.1\r\n$host\r\n"
check 'TRACE' replies 405 "TRACE /health HTTP/1.1\r\n$host\r\n"
check 'OPTIONS' replies 405 "OPTIONS /upload HTTP/1.1\r\n$host\r\n"
check 'CONNECT' replies 404 "CONNECT a:443 HTTP/1.1\r\n$host\r\n"
check 'HTTP/1.0' test "$(curl -s -0 -o /dev/null -w '%{http_code} %{http_version} %header{connection}' "$url/health")" = '200 1 close'

# The whole of what comes back for the bytes $1, until the server closes.
dialogue() {
    local connection
    exec {connection}<>"/dev/tcp/127.0.0.1/$port"
    # shellcheck disable=SC2059 # The request is the format.
    printf "$1" >&"$connection"
    timeout 10 cat <&"$connection" | tr -d '\r'
    exec {connection}>&-
}
get="GET /health HTTP/1.1\r\n$host"
check 'several requests at once' test "$(dialogue "$get\r\n$get\r\n${get}Connection: close\r\n\r\n" | grep -c '^.*HTTP/1.1 200 OK$')" = 3
check 'nothing after the last request' test "$(dialogue "${get}Connection: close\r\n\r\n$get\r\n" | grep -c 'HTTP/1.1 200 OK$')" = 1
check 'the rest of a refused body is no request' test "$(dialogue "POST /files HTTP/1.1\r\n${host}Content-Length: 1000\r\n\r\n$get\r\n" | grep -c 'HTTP/1.1')" = 1

# More connections than there are seats, idle or in the midst of their headers.
declare -a idle=()
for number in {1..600}; do
    exec {connection}<>"/dev/tcp/127.0.0.1/$port"
    idle+=("$connection")
    if ((number % 2)); then printf 'GET /hea' >&"$connection"; fi
done
check '600 connections: another is answered' answers 200 "$url/health"
check '600 connections: and at once' answers 200 --max-time 5 "$url/stats"
open_sockets() { find "/proc/$server/fd" -lname 'socket:*' | wc -l; }
check '600 connections: there are no more than seats' test "$(open_sockets)" -lt 580
for connection in "${idle[@]}"; do exec {connection}>&-; done
few_sockets() { (($(open_sockets) < 30)); }
check 'those that close are gone' await few_sockets

# Events.
exec {events}< <(curl -sN --max-time 30 "$url/events")
check 'events: the time to wait' read -rt 10 -u "$events" line
check 'events: the time to wait is said' test "$line" = 'retry: 2000'
event() { while read -rt 10 -u "$events" line; do [[ $line != data:* ]] || return 0; done; return 1; }
check 'events: one at once' event
check 'events: it has the stats' jq -e '.unprocessed == 1' <<<"${line#data: }" >verdict
touch w/unprocessed/new.log
check 'events: one when something changed' event
check 'events: it has the change' jq -e '.unprocessed == 2' <<<"${line#data: }" >verdict
check 'events: HEAD has none' answers 200 -I "$url/events"
declare -a listeners=()
for number in {1..63}; do
    exec {connection}<>"/dev/tcp/127.0.0.1/$port"
    listeners+=("$connection")
    printf 'GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n' >&"$connection"
    IFS= read -rt 5 line <&"$connection"
    [[ $line == *' 200 OK'* ]] || { ((++failed)); echo "FAIL listener $number: $line" >&2; }
done
check 'events: one too many' answers 503 "$url/events"
exec {connection}>&-
check 'events: who goes makes room' await replies 200 "GET /events HTTP/1.1\r\n$host\r\n"
stop TERM
check 'the end comes in spite of listeners: status 0' test "$status" = 0
check 'the end comes in spite of listeners: within a second' test "$took" -lt 1000
for connection in "${listeners[@]}"; do exec {connection}>&- 2>/dev/null || true; done
exec {events}<&-

# With a file named, the token is asked for on loopback too.
start --watch-dir w --token-file own/token
check 'a token on loopback' answers 401 "$url/stats"
check 'a token on loopback: it lets in' answers 200 -H "Authorization: Bearer $(cat own/token)" "$url/stats"
stop TERM

# The end of the input is the end.
mkfifo pipe
: >err
fp-serve --port 0 --watch-dir w --until-input-ends <pipe 2>err &
server=$!
exec {input}>pipe
await_server
printf '{"@fp":"stats","time":"2026-06-15T12:00:00Z","rows":[{"count":7}]}\n' >&"$input"
check 'the input still has snapshots' await holds /stats '.snapshot.rows == [{"count": 7}]'
head -c 17000000 /dev/zero >&"$input"
check 'a line that is too long is no end' await grep -q 'no more snapshots' err
check 'a line that is too long is no end: it goes on' answers 200 "$url/health"
exec {input}>&-
ended
check 'the end of the input: status 0' test "$status" = 0
status=0
fp-serve --port 0 --until-input-ends <&- 2>err || status=$?
check 'a closed input has ended' test "$status" = 0

# Mistakes.
for arguments in '--allow-host a:80' '--allow-host=' '--upload-bytes-max -1' '--token-file=' '--port 65536'; do
    status=0
    # shellcheck disable=SC2086 # Several words.
    fp-serve $arguments </dev/null 2>err || status=$?
    check "$arguments: a mistake" test "$status" = 64
done

# What --check finds.
start --watch-dir w
status=0
fp-serve --check --port "$port" </dev/null 2>found || status=$?
check '--check: a port in use' test "$status" = 69
check '--check: a port in use: says so' grep -q "^fp-serve: 127.0.0.1:$port: another program listens there" found
stop TERM
check '--check: nothing' fp-serve --check --port "$port" --watch-dir w --data checked.db --token-file checked </dev/null
check '--check: nothing is said' test -z "$(fp-serve --check --port "$port" </dev/null 2>&1)"
echo junk >junk.db
echo junk >junk
chmod 600 junk
status=0
fp-serve --check --port 0 --host 192.0.2.1 --watch-dir w --data junk.db --token-file junk </dev/null 2>found || status=$?
check '--check: all at once' test "$(grep -c '^fp-serve: ' found)" = 3
check '--check: the first counts' test "$status" = 78
status=0
fp-serve --check --watch-dir w --port 0 --data no/folder.db </dev/null 2>found || status=$?
check '--check: data without its folder' test "$status" = 74

# On another address, in a network of our own.
if unshare -n ip link set lo up 2>/dev/null; then
    # shellcheck disable=SC2016 # The inner shell's.
    unshare -n bash -c 'ip link set lo up && exec "$0" --inside yes --bin "$1"' "$script" "$bin" >inner || true
    read -r inner_passed _ inner_failed _ < <(tail -n 1 inner)
    passed=$((passed + inner_passed)) failed=$((failed + inner_failed))
else
    echo 'serve-lets-in: skipped other addresses: no network of our own can be made here' >&2
fi
conclude
