#!/usr/bin/env bash
# Uploads to fp-serve as curl sends them: all files of a form or none, whatever breaks off in the midst; names, limits, a full
# disk, and kill -9.
#
#   Tests/pipelines/serve-takes-uploads.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/pipelines/serving.bash
source "$(dirname "${BASH_SOURCE[0]}")/serving.bash"
mkdir -p w/{underprocess,processed,failed,.fp}
: >w/.fp/ledger.ndjson
printf 'one\r\n\r\n--two' >a.log
: >empty.log
head -c 3000000 /dev/urandom >big.log

# Whether `unprocessed/` has the entries "$@", hidden ones too, and no others.
has() { [[ $(ls -A w/unprocessed) == $(printf '%s\n' "$@" | LC_ALL=C sort) ]]; }
# Whether jq's filter $1 holds for the last answer.
said() { jq -e "$1" body >verdict; }
export LC_ALL=C

start --watch-dir w
check 'no folder yet' answers 503 -F file=@a.log "$url/upload"
mkdir w/unprocessed

# What is sent is what is there.
check 'one file' answers 201 -F file=@a.log "$url/upload"
check 'one file: what is answered' said '. == {files: [{name: "a.log", size: 12}]}'
check 'several, and other fields' answers 201 -F note=x -F file=@big.log -F file=@empty.log -F file=@a.log "$url/upload"
check 'several: what is answered' said '[.files[] | .name, .size] == ["big.log", 3000000, "empty.log", 0, "a.log~2", 12]'
check 'all are there' has a.log a.log~2 big.log empty.log
check 'all are what was sent' cmp -s big.log w/unprocessed/big.log
check 'and the one with a number' cmp -s a.log w/unprocessed/a.log~2
check 'the page counts them' await holds /stats '.unprocessed == 4'
rm w/unprocessed/*
check 'in chunks' answers 201 -H 'Transfer-Encoding: chunked' -F file=@big.log "$url/upload"
check 'after 100 Continue' test "$(curl -sv -H 'Expect: 100-continue' -F 'file=@big.log;filename=c' "$url/upload" 2>&1 | grep -c '^< HTTP/1.1 \(100 Continue\|201 Created\)')" = 2
check 'with HTTP/1.0' answers 201 -0 -F 'file=@big.log;filename=d' "$url/upload"
check 'all are what was sent, however' test "$(cat w/unprocessed/* | sha256sum)" = "$(cat big.log big.log big.log | sha256sum)"
rm w/unprocessed/*

# shellcheck disable=SC2016 # A name, not a command.
name='<b>"x" $(y) %41.log'
# Names as curl writes them: some curls write a backslash before a quote, others %22.
check 'a hostile name' answers 201 -F 'file=@a.log;filename="'"${name//\"/\\\"}"'"' "$url/upload"
check 'a hostile name: what is answered' test "$(jq -r '.files[0].name' body)" = "$name"
check 'a name with folders' answers 201 -F 'file=@a.log;filename=../../etc/x.log' "$url/upload"
check 'a name that is not UTF-8' answers 201 -F $'file=@a.log;filename=\xff.log' "$url/upload"
check 'a name that is not UTF-8: what is answered' said '.files[0].name_base64 == "/y5sb2c="'
check 'names as they were meant' has $'\xff.log' "$name" x.log
rm w/unprocessed/*
for name in . .. .hidden a.tmp a.part a.swp x/ "$(printf 'x%.0s' {1..221})"; do
    check "no name: ${name::20}" answers 400 -F 'file=@a.log' -F "file=@a.log;filename=$name" "$url/upload"
done
check 'no name: nothing is stored' has
check 'a name of a file that is not whole: says so' test "$(curl -s -F 'file=@a.log;filename=a.tmp' "$url/upload" | jq -r .detail)" = \
    '"a.tmp": fp-watch takes names that end in .tmp for files that aren'"'"'t whole'

# What isn't a form.
check 'no form' answers 415 -d x "$url/upload"
check 'no file' answers 400 -F note=x "$url/upload"
check 'a field instead of a file' answers 400 -F file=x "$url/upload"
check 'encoded' answers 400 -F 'file=@a.log;encoder=base64' "$url/upload"
check 'no boundary' answers 400 -H 'Content-Type: multipart/form-data' -d x "$url/upload"
printf -- '--b\r\nContent-Disposition: form-data; name=file; filename=a.log\r\n\r\nx\r\n--b--\r\n' >form
post=(-H 'Content-Type: multipart/form-data; boundary=b' --data-binary)
check 'a form by hand' answers 201 "${post[@]}" @form "$url/upload"
size=$(stat -c %s form)
for bytes in 0 1 30 65 "$((size - 10))" "$((size - 3))"; do
    head -c "$bytes" form >part
    check "a form that ends at $bytes" answers 400 "${post[@]}" @part "$url/upload"
done
check 'forms that are not whole: nothing is stored' has a.log
rm w/unprocessed/*
stop TERM

# Limits.
start --watch-dir w --upload-bytes-max 1000000
head -c 1000000 big.log >most.log
head -c 1000001 big.log >more.log
check 'as much as may be' answers 201 -F file=@most.log "$url/upload"
check 'a byte more' answers 413 -F file=@more.log "$url/upload"
check 'a byte more, in two files' answers 413 -F file=@most.log -F 'file=@a.log;filename=b' "$url/upload"
check 'a byte more, in chunks' answers 413 -H 'Transfer-Encoding: chunked' -F file=@more.log "$url/upload"
check 'much more' answers 413 -F file=@big.log "$url/upload"
check 'much more: says what may be' said '.detail | startswith("over the limit of 1000000 bytes")'
check 'much more: nothing is sent' test "$(curl -s -o /dev/null -w '%{http_code} %{size_upload}' -H 'Expect: 100-continue' -F file=@big.log "$url/upload")" = '413 0'
check 'over the limit: nothing is stored' has most.log
head -c 40000000 /dev/zero >huge.log
check 'a refusal arrives while much is sent' answers 413 -H 'Expect:' -F file=@huge.log "$url/upload"
rm huge.log w/unprocessed/*

# Clients that go away, and more of them than there may be.
open_upload() {
    exec {connection}<>"/dev/tcp/127.0.0.1/$port"
    printf 'POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000\r\n\r\n' >&"$connection"
    printf -- '--b\r\nContent-Disposition: form-data; name=file; filename=half.log\r\n\r\nhalf of it' >&"$connection"
}
hidden() { (($(find w/unprocessed -name '.upload-*' | wc -l) == $1)); }
declare -a open=()
for _ in {1..16}; do open_upload; open+=("$connection"); done
check 'uploads on their way are hidden' await hidden 16
check 'one too many' answers 503 -F file=@a.log "$url/upload"
check 'others are answered' answers 200 "$url/health"
for connection in "${open[@]}"; do exec {connection}>&-; done
check 'those that go away leave nothing' await hidden 0
check 'and make room' await answers 201 -F file=@a.log "$url/upload"

# A kill -9 leaves something hidden, which the next start removes; not what another one has open.
open_upload
check 'an upload on its way' await hidden 1
stop KILL
exec {connection}>&-
check 'kill -9 stores nothing' hidden 1
start --watch-dir w
check 'the next start removes what is left' hidden 0
open_upload
check 'another upload on its way' await hidden 1
first=$server first_port=$port
start --watch-dir w
check 'a second fp-serve leaves alone what the first has open' hidden 1
stop TERM
server=$first port=$first_port
stop TERM
check 'the end comes in spite of an upload: status 0' test "$status" = 0
check 'the end comes in spite of an upload: within a second' test "$took" -lt 1000
exec {connection}>&-
check 'only what was whole is there' test "$(find w/unprocessed -type f -not -path '*/.upload-*' -printf '%f\n')" = a.log
rm -r w/unprocessed
mkdir w/unprocessed

# A disk that is full, or broken, at each of the steps; and a kill before each.
if strace -o /dev/null true 2>/dev/null; then
    # -D: strace stands beside fp-serve, which so has the process id that signals go to.
    for fault in fsync:507:ENOSPC fsync:503:EIO renameat2:507:EDQUOT mkdirat:507:ENOSPC; do
        IFS=: read -r call code errno <<<"$fault"
        wrapper=(strace -D -f -qq -o trace -e "trace=$call" -e "inject=$call:error=$errno:when=1")
        start --watch-dir w
        check "$call fails with $errno" answers "$code" -F file=@a.log -F 'file=@a.log;filename=b' "$url/upload"
        check "$call fails with $errno: says so" said '.detail | test("cannot")'
        check "$call fails with $errno: nothing is stored" has
        check "$call fails with $errno: the next is taken" answers 201 -F file=@a.log "$url/upload"
        rm w/unprocessed/*
        stop TERM
    done
    wrapper=(strace -D -f -qq -o trace -e trace=renameat2 -e inject=renameat2:error=ENOSPC:when=2)
    start --watch-dir w
    check 'a failure behind the first name' answers 507 -F file=@a.log -F 'file=@a.log;filename=b' "$url/upload"
    check 'a failure behind the first name: says what is stored' said '.files == [{name: "a.log", size: 12}]'
    check 'a failure behind the first name: that stays' has a.log
    rm w/unprocessed/*
    stop TERM
    for step in mkdirat:1 fsync:1 fsync:2 renameat2:1 renameat2:2 fsync:3 unlinkat:1; do
        IFS=: read -r call when <<<"$step"
        wrapper=(strace -D -f -qq -o trace -e "trace=$call" -e "inject=$call:signal=KILL:when=$when")
        start --watch-dir w
        check "killed before $call $when: no answer" answers 000 -F file=@a.log -F 'file=@most.log;filename=b' "$url/upload"
        ended
        wrapper=()
        start --watch-dir w
        check "killed before $call $when: nothing hidden is left" hidden 0
        for name in a.log b; do
            [[ ! -e w/unprocessed/$name ]] || check "killed before $call $when: $name is whole" \
                cmp -s "w/unprocessed/$name" "$([[ $name == b ]] && echo most.log || echo a.log)"
        done
        stop TERM
        rm -f w/unprocessed/*
    done
else
    echo 'serve-takes-uploads: skipped faults of the disk: strace cannot be used here' >&2
fi
conclude
