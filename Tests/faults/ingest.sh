#!/usr/bin/env bash
# Puts files into a watched folder in the ways in which people do, while a pipeline runs: cp, mv, ln, dd, cat, rsync, sftp, scp,
# curl, each so that it is seen half-written where that can be brought about. Each file must be offered once, and whole.
#
#   Tests/faults/ingest.sh [--bin DIR]
#
# A writer whose program isn't installed is skipped, and says so.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

make_scratch
other=''
trap 'end_pipelines; rm -rf "$scratch" "$other"' EXIT
cd "$scratch"
folder=$scratch/watched
mkdir "$folder" sources
fp-watch init "$folder" >/dev/null
drop=$folder/unprocessed

# A line is 64 bytes; the number tells where a file was torn.
lines() { awk -v name="$1" -v count="$2" 'BEGIN { for (line = 1; line <= count; line++) printf "2025-05-12 02:11:55 [INFO] %-12s: line %012d of it\n", name, line }'; }
names=() dropped=0
# The source of a file to be dropped under the same name: $2 lines.
make_source() {
    names+=("$1")
    lines "${1%.log}" "$2" >"sources/$1"
}
said() { grep -qF -- "$1" "$folder.stderr"; }
await() {
    local deadline=$((SECONDS + 60))
    until "$@"; do
        ((SECONDS < deadline)) || { echo "not within a minute: $*"; return 1; }
        read -rt 0.02 <> <(:) || true
    done
}
# The head has looked at the file while it was being written: it says so once. A file that is only made doesn't wake it, so
# something else does.
seen_open() {
    touch "$drop/.wakes"
    # Without leases nobody can see it, and the file waits until it hasn't changed for two seconds.
    said "$1: still open for writing; it is taken when its writer closes it" || said "the system can't tell here"
}
is_settled() { [[ -e $folder/processed/$1 || -e $folder/failed/$1 ]]; }

# The writer "$@" is given the file half by half on its standard input, with a look of the head's between.
in_halves() {
    local name=$1 bytes source=sources/$1 reader
    shift
    make_source "$name" 1000
    bytes=$(($(wc -c <"$source") / 2 + 13))
    mkfifo "$name.pipe"
    "$@" <"$name.pipe" &
    reader=$!
    exec {half}>"$name.pipe"
    head -c "$bytes" "$source" >&"$half"
    check "$name is seen half-written" await seen_open "$name"
    check "$name waits until it is written" test -e "$drop/$name"
    tail -c +"$((bytes + 1))" "$source" >&"$half"
    exec {half}>&-
    check "$name: its writer ends well" wait "$reader"
}
# The writer "$@", which is slow by itself, is seen while it writes.
slowly() {
    local name=$1 writer code=0
    shift
    "$@" &
    writer=$!
    check "$name is seen half-written" await seen_open "$name"
    wait "$writer" || code=$?
    # rsync --inplace, told to keep times, sets them when the file may be claimed already; it then ends with 23.
    check "$name: its writer ends well" test "$code" = 0 -o "$code" = 23
}
# shellcheck disable=SC2094 # Another file.
append() { cat >>"$drop/$1"; }
# shellcheck disable=SC2094
write_anew() { cat >"$drop/$1"; }
# Opens once, writes often.
write_lines() { while IFS= read -r line; do echo "$line"; done >"$drop/$1"; }
with_dd() { dd of="$drop/$1" bs=4k status=none; }
# A server that sends what comes on its standard input.
with_curl() {
    perl -MIO::Socket::UNIX -e 'my $door = IO::Socket::UNIX->new(Local => "socket", Listen => 1) or die; open my $open, ">", "listens";
        my $guest = $door->accept; 1 while (<$guest> // "") =~ /[^\r\n]/; syswrite $guest, "HTTP/1.0 200 OK\r\n\r\n";
        while (sysread STDIN, my $piece, 65536) { syswrite $guest, $piece }' <&0 &
    await test -e listens
    curl -sS --unix-socket socket -o "$drop/$1" http://localhost/
}

head_command='fp-watch --claim'
start "$folder"
watcher=${pids[0]}

in_halves cat-append.log append cat-append.log
in_halves cat-new.log write_anew cat-new.log
in_halves lines.log write_lines lines.log
in_halves dd.log with_dd dd.log
! said "the system can't tell here" || echo "that files are seen half-written: not here, the system can't tell"

for number in 1 2 3; do
    make_source "cp-$number.log" $((number * number * 2000))
    cp "sources/cp-$number.log" "$drop/"
    make_source "cp-p-$number.log" $((number * 1000))
    cp -p "sources/cp-p-$number.log" "$drop/"
done
make_source install.log 1000
# It sets the mode when it has closed the file; when that is claimed by then, it ends with 1 and the file is whole.
install -m 600 sources/install.log "$drop/install.log" 2>/dev/null || true
make_source mv.log 1000
cp sources/mv.log moved && mv moved "$drop/mv.log"
make_source link.log 1000
ln sources/link.log "$drop/link.log"
make_source tee.log 1000
tee "$drop/tee.log" <sources/tee.log >/dev/null
make_source tar.log 10000
# The same, and it says so.
tar -cf - -C sources tar.log | tar -xf - -C "$drop" 2>/dev/null || true
# As a writer does that opens its file again and again: under a name that isn't looked at.
make_source renamed.log 1000
while IFS= read -r -n 8000 -d '' piece || [[ $piece ]]; do printf %s "$piece" >>"$drop/.renamed.log"; done <sources/renamed.log
mv "$drop/.renamed.log" "$drop/renamed.log"

if other=$(mktemp -d /dev/shm/fp-ingest.XXXXXX 2>/dev/null) && [[ $(stat -c %d "$other") != "$(stat -c %d "$drop")" ]]; then
    make_source mv-across.log 10000
    cp sources/mv-across.log "$other/" && mv "$other/mv-across.log" "$drop/"
else echo 'mv from another file system: skipped, there is no other one'; fi

if command -v rsync >/dev/null; then
    make_source rsync.log 10000
    rsync -t sources/rsync.log "$drop/"
    make_source rsync-inplace.log 15000
    slowly rsync-inplace.log rsync --inplace --whole-file --bwlimit=600 sources/rsync-inplace.log "$drop/" 2>/dev/null
    # What was moved away is sent again, unless the source goes, too.
    make_source rsync-removes.log 1000
    cp sources/rsync-removes.log source-of-rsync && mkdir outbox && mv source-of-rsync outbox/rsync-removes.log
    rsync -t --remove-source-files outbox/* "$drop/"
    check 'rsync --remove-source-files leaves nothing to send again' test -z "$(ls outbox)"
else echo 'rsync: skipped, not installed'; fi

server=/usr/lib/openssh/sftp-server
if command -v sftp >/dev/null && [[ -x $server ]]; then
    make_source sftp.log 15000
    slowly sftp.log sftp -q -l 6000 -D "$server" -b <(echo "put sources/sftp.log $drop/sftp.log") >/dev/null
    make_source scp.log 15000
    # scp talks to a program in ssh's place, which starts the server here.
    printf '#!/bin/sh\nexec %s\n' "$server" >ssh && chmod +x ssh
    slowly scp.log scp -q -s -l 6000 -S "$scratch/ssh" sources/scp.log "here:$drop/scp.log"
else echo 'sftp and scp: skipped, sftp or its server is not installed'; fi

if command -v curl >/dev/null; then
    in_halves curl.log with_curl curl.log
else echo 'curl: skipped, not installed'; fi

for name in "${names[@]}"; do
    check "$name is settled" await is_settled "$name"
    dropped=$((dropped + 1))
done
kill -TERM "$watcher"
codes=()
for pid in "${pids[@]}"; do
    code=0
    wait "$pid" || code=$?
    codes+=("$code")
done
pids=()
check 'the pipeline ends well' test "${codes[*]}" = '0 0 0'
for name in "${names[@]}"; do check "$name is whole" cmp "sources/$name" "$folder/processed/$name"; done
check 'every file was offered once, and all of it read' diff \
    <(for name in "${names[@]}"; do echo "$name processed $(wc -l <"sources/$name") $(stat -c %s "sources/$name")"; done | sort) \
    <(jq -r '"\(.name) \(.outcome) \(.records) \(.size)"' "$folder/.fp/ledger.ndjson" | sort)
check 'verified' fp-watch verify "$folder"
rm "$drop/.wakes"
check 'nothing is left' test -z "$(find "$drop" "$folder/underprocess" "$folder/failed" -type f)"
echo "$dropped files put in, $(grep -c 'still open for writing' "$folder.stderr" || true) of them seen while they were written"
finish
