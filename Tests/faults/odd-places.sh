#!/usr/bin/env bash
# Hostile places and names: a full disk, a read-only one, no permission, results and settled files on other file systems, a
# clock that was set back, few open files, short ones, names that a shell, a terminal or a file system chokes on, several
# names of one file, names that are taken, a file system that can't rename without replacing, and directories that are moved
# away. Each time there is a message that says where and why, the file is still where it was or in failed/ with a reason, the
# next one is processed, and when the hindrance is gone all is as in an undisturbed run.
#
#   Tests/faults/odd-places.sh [--bin DIR]
#
# What needs root, or mounts, is skipped without, and says so.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"
# shellcheck source=Tests/faults/system-calls.bash
source "$(dirname "${BASH_SOURCE[0]}")/system-calls.bash"

# Mounts are made where nobody else sees them, and go with the last process.
can_mount=0
if [[ ${FP_OWN_MOUNTS:-} == 1 ]]; then can_mount=1; elif ((EUID == 0)) && unshare -m true 2>/dev/null; then
    FP_OWN_MOUNTS=1 exec unshare -m "$0" --bin "$bin"
fi
make_scratch
trap 'umount "$scratch"/mounted* 2>/dev/null || true; rm -rf "$scratch"' EXIT
make_inputs "$scratch/inputs" 4
new_folder "$scratch/undisturbed" "$scratch/inputs"
run_to_end "$scratch/undisturbed"
fingerprint "$scratch/undisturbed" >"$scratch/expected"

# As whom the programs run: what goes before each.
declare -a as=()
run_pipeline() {
    "${as[@]}" fp-watch --claim --once "$1" </dev/null 2>>"$1.stderr" | "${as[@]}" fp-parse 2>>"$1.stderr" |
        "${as[@]}" fp-watch commit "$1" --results "$1.results" 2>>"$1.stderr" >>"$1.done" && codes=("${PIPESTATUS[@]}") ||
        codes=("${PIPESTATUS[@]}")
}

# One run in which something hinders: the head's or commit's exit code is $2, and a message has $3.
is_refused() {
    local folder=$1
    : >"$folder.stderr"
    run_pipeline "$folder"
    [[ ${codes[0]} == "$2" || ${codes[2]} == "$2" ]] || { echo "ended with ${codes[*]}"; cat "$folder.stderr"; return 1; }
    grep -qE "^fp-watch: .*$3" "$folder.stderr" || { echo 'what it says:'; cat "$folder.stderr"; return 1; }
}
# All inputs are where they were, or claimed: none is settled, none lost, none blamed. The broken one may have failed rightly.
none_settled() {
    diff <(ls -I broken.log.gz "$scratch/inputs") <(cd "$1" && find unprocessed underprocess -type f ! -name '*broken.log.gz' -printf '%f\n' | sed -E 's/^[0-9]{8}-//' | sort) &&
        [[ -z $(find "$1/processed" "$1/failed" -type f ! -name 'broken.log.gz*') ]]
}
# The hindrance is gone.
as_undisturbed() {
    run_to_end "$1" || return 1
    fingerprint "$1" | diff "$scratch/expected" - && fp-watch verify "$1"
}

# Fills the file system of $1 to the last byte.
fill() { head -c 64M /dev/zero >"$1/filler" 2>/dev/null || true; }
disk() { mkdir -p "$1" && mount -t tmpfs -o "${2:-size=8m}" none "$1"; }

if ((can_mount)) && disk "$scratch/mounted" 2>/dev/null; then
    umount "$scratch/mounted"

    folder=$scratch/full-results
    new_folder "$folder" "$scratch/inputs"
    disk "$folder.results" && fill "$folder.results"
    check 'results on a full disk: refused' is_refused "$folder" 74 "full-results.results/.*: No space left on device; make room there"
    check 'results on a full disk: no file is lost, none is blamed' none_settled "$folder"
    rm "$folder.results/filler"
    check 'results on a full disk, then with room: as undisturbed' as_undisturbed "$folder"
    check 'results on another file system: as undisturbed' test "$(stat -c %d "$folder.results")" != "$(stat -c %d "$folder")"
    umount "$folder.results"

    folder=$scratch/mounted-full
    disk "$folder" && fp-watch init "$folder" >/dev/null && cp -p "$scratch/inputs/"* "$folder/unprocessed/" && fill "$folder"
    check 'the folder on a full disk: refused' is_refused "$folder" 74 'No space left on device; make room there'
    check 'the folder on a full disk: no file is lost, none is blamed' none_settled "$folder"
    rm "$folder/filler"
    check 'the folder on a full disk, then with room: as undisturbed' as_undisturbed "$folder"

    folder=$scratch/mounted-read-only
    disk "$folder" && fp-watch init "$folder" >/dev/null && cp -p "$scratch/inputs/"* "$folder/unprocessed/"
    mount -o remount,ro "$folder"
    check 'a read-only folder: refused' is_refused "$folder" 74 'Read-only file system; make that file system writable'
    check 'a read-only folder: every file stays where it was' diff <(ls "$scratch/inputs") <(ls "$folder/unprocessed")
    mount -o remount,rw "$folder"
    check 'a read-only folder, then a writable one: as undisturbed' as_undisturbed "$folder"

    folder=$scratch/read-only-results
    new_folder "$folder" "$scratch/inputs"
    disk "$folder.results" ro
    check 'read-only results: refused' is_refused "$folder" 74 'read-only-results.results/.*: Read-only file system'
    check 'read-only results: no file is lost, none is blamed' none_settled "$folder"
    mount -o remount,rw "$folder.results"
    check 'read-only results, then writable ones: as undisturbed' as_undisturbed "$folder"
    umount "$folder.results"

    # The result is there, and the ledger has it; only the move is missing.
    folder=$scratch/elsewhere
    new_folder "$folder" "$scratch/inputs"
    disk "$folder/processed"
    check 'processed/ on another file system: refused' is_refused "$folder" 74 'processed/.*: Invalid cross-device link; both must be on one file system'
    umount "$folder/processed"
    check 'processed/ on another file system, then on ours: as undisturbed' as_undisturbed "$folder"
else echo 'full, read-only and other file systems: skipped, no mounts can be made here'; fi

# Another user, who may not do everything.
own=$scratch/nobody
mkdir "$own" && chmod 711 "$scratch"
as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups env FP_TOKEN_FILE="$own/token")
if ((EUID == 0)) && chown 65534:65534 "$own" && "${as_nobody[@]}" fp-watch --help >/dev/null 2>&1; then
    as=("${as_nobody[@]}")
    new_own_folder() {
        mkdir "$1" && cp -rp "$scratch/inputs" "$1.inputs"
        fp-watch init "$1" >/dev/null
        mv "$1.inputs/"* "$1/unprocessed/"
        chown -R 65534:65534 "$1"
    }

    folder=$own/unreadable
    new_own_folder "$folder"
    chown 0:0 "$folder/unprocessed/file-0002.log" && chmod 600 "$folder/unprocessed/file-0002.log"
    run_pipeline "$folder"
    check 'a file without permission: is told' grep -q '^fp-watch: file-0002.log: Permission denied; it stays where it is$' "$folder.stderr"
    check 'a file without permission: it alone stays' test "$(ls "$folder/unprocessed")" = file-0002.log
    check 'a file without permission: the others are settled' test "$(find "$folder/processed" "$folder/failed" -type f ! -name '*.reason.json' | wc -l)" = 5

    folder=$own/unwritable
    new_own_folder "$folder"
    chown 0:0 "$folder/unprocessed" && chmod 755 "$folder/unprocessed"
    check 'unprocessed/ without permission: refused' is_refused "$folder" 74 'unprocessed/.*: Permission denied'
    check 'unprocessed/ without permission: no file is lost, none is blamed' none_settled "$folder"
    chown 65534:65534 "$folder/unprocessed"
    check 'unprocessed/ without permission, then with: as undisturbed' as_undisturbed "$folder"

    # Anybody may put files there, and only their owners may move them.
    folder=$own/unmovable
    new_own_folder "$folder"
    chown 0:0 "$folder/unprocessed" "$folder/unprocessed/file-0002.log" && chmod 1777 "$folder/unprocessed"
    run_pipeline "$folder"
    check 'a file that may not be moved: is told' grep -q '^fp-watch: file-0002.log: Operation not permitted; it stays where it is$' "$folder.stderr"
    check 'a file that may not be moved: it alone stays' test "$(ls "$folder/unprocessed")" = file-0002.log
    check 'a file that may not be moved: the others are settled' test "$(find "$folder/processed" "$folder/failed" -type f ! -name '*.reason.json' | wc -l)" = 5

    # The stages have it open already, or tell of it; whoever syncs it can't open it any more.
    folder=$own/taken-away
    new_own_folder "$folder"
    "${as[@]}" fp-watch --claim --once "$folder" </dev/null 2>>"$folder.stderr" | {
        until [[ -n $(ls "$folder/underprocess") ]]; do sleep 0.02; done
        chmod 0 "$folder"/underprocess/*-file-0002.log
        "${as[@]}" fp-parse 2>>"$folder.stderr"
    } | "${as[@]}" fp-watch commit "$folder" --batch-files 1 --results "$folder.results" 2>>"$folder.stderr" >>"$folder.done" &&
        codes=("${PIPESTATUS[@]}") || codes=("${PIPESTATUS[@]}")
    check 'a claimed file without permission: the pipeline ends well' test "${codes[*]}" = '0 0 0'
    check 'a claimed file without permission: it alone fails, with a reason' grep -q 'Permission denied' "$folder/failed/file-0002.log.reason.json"
    check 'a claimed file without permission: the others are settled' test "$(find "$folder/processed" "$folder/failed" -type f ! -name '*.reason.json' | wc -l)" = 6

    folder=$own/no-results
    new_own_folder "$folder"
    mkdir "$folder.results"
    check 'results without permission: refused' is_refused "$folder" 74 'no-results.results/.*: Permission denied'
    check 'results without permission: no file is lost, none is blamed' none_settled "$folder"
    chown 65534:65534 "$folder.results"
    check 'results without permission, then with: as undisturbed' as_undisturbed "$folder"
else echo 'no permission: skipped, this needs root, and programs that another user may run'; fi
as=()

# Directories that are moved away, or removed, while a pipeline runs.
for moved in unprocessed processed; do
    folder=$scratch/moved-$moved
    mkdir "$folder" && fp-watch init "$folder" >/dev/null
    (
        fp-watch --claim "$folder" </dev/null 2>>"$folder.stderr" | fp-parse 2>>"$folder.stderr" |
            fp-watch commit "$folder" --results "$folder.results" 2>>"$folder.stderr" >>"$folder.done" &&
            ended=("${PIPESTATUS[@]}") || ended=("${PIPESTATUS[@]}")
        printf '%s ' "${ended[@]}" >"$folder.codes"
    ) &
    pipeline=$!
    until [[ $(fp-watch status "$folder") == *'pipeline      running'* ]]; do sleep 0.05; done
    mv "$folder/$moved" "$folder/gone" && mkdir "$folder/$moved"
    cp -p "$scratch/inputs/"* "$folder/unprocessed/"
    wait "$pipeline"
    check "$moved/ moved away: is told" grep -q "^fp-watch: .*/$moved: moved, replaced or removed while this program had it open" "$folder.stderr"
    check "$moved/ moved away: ends with 74" grep -q '74 ' "$folder.codes"
    check "$moved/ moved away: none is settled there" test -z "$(ls "$folder/gone")"
    check "$moved/ moved away, then again: as undisturbed" as_undisturbed "$folder"
done

# As on NFS: no rename that spares what is there.
if can_trace; then
    replacing_only=(strace -f -qq -o /dev/null -e trace=renameat2 -e inject=renameat2:error=EINVAL)
    check 'no rename without replacing: a token is made' env FP_TOKEN_FILE="$scratch/on-nfs/token" "${replacing_only[@]}" fp-watch --input "$scratch/inputs/file-0001.log"
    check 'no rename without replacing: with all its digits' grep -qxE '[0-9a-f]{64}' "$scratch/on-nfs/token"
    check 'no rename without replacing: nothing else is there' test "$(ls -A "$scratch/on-nfs")" = token
    folder=$scratch/on-nfs-too
    new_folder "$folder" "$scratch/inputs"
    "${replacing_only[@]}" fp-watch --claim --once "$folder" </dev/null 2>"$folder.stderr" | fp-parse | fp-watch commit "$folder" --results "$folder.results" >/dev/null 2>&1 &&
        codes=("${PIPESTATUS[@]}") || codes=("${PIPESTATUS[@]}")
    check 'no rename without replacing: nothing is claimed' test "${codes[0]}" = 74
    check 'no rename without replacing: is told' grep -q "cannot rename to .*: Invalid argument; this file system can't rename without replacing; put the folder on a local one" "$folder.stderr"
    check 'no rename without replacing, then with: as undisturbed' as_undisturbed "$folder"
else echo "a file system that can't rename without replacing: skipped, strace can't trace here"; fi

# Names. Each is a whole log, but one that can't be unpacked: what it says about that must not drive a terminal.
folder=$scratch/names
mkdir "$folder" && fp-watch init "$folder" >/dev/null
long=$(printf 'x%.0s' {1..216})
# shellcheck disable=SC2016 # They aren't meant to be expanded.
declare -a odd=(
    'with space.log' $'new\nline.log' $'tab\t.log' "single'quote.log" 'double"quote.log' 'back\slash.log' '-rf' '--help' '*' '?.log'
    '[a-z].log' '$(touch injected).log' '`touch injected`.log' '; touch injected' '~' '~1' 'a~7' 'x.reason.json' '%s%n.log' '{}' 'ä日🎉.log'
    $'invalid\xff\xfe.log' $'\xc3' $'cut\xe2\x80.log' $'bidi\xe2\x80\xaegol.exe' $'\xe2\x81\xa6\xe2\x80\x8f.log' $'escape\e[31mred\a.log' $'\x01\x7f.log' "$long.log"
)
for name in "${odd[@]}"; do cp -p "$scratch/inputs/file-0001.log" "$folder/unprocessed/$name"; done
hostile=$'hostile\e[2J\xe2\x80\xae\n.log.gz'
cp -p "$scratch/inputs/broken.log.gz" "$folder/unprocessed/$hostile"
for name in "$long-over" "$(printf 'y%.0s' {1..255})"; do cp -p "$scratch/inputs/file-0001.log" "$folder/unprocessed/$name"; done
check 'odd names: the pipeline ends well' run_to_end "$folder"
for name in "${odd[@]}"; do
    shown=$(printf %q "$name")
    case $name in '~1' | 'a~7' | x.reason.json) settled=$(cd "$folder/processed" && printf '%s\n' "$name"~*) ;; *) settled=$name ;; esac
    check "odd names: $shown is processed" cmp "$scratch/inputs/file-0001.log" "$folder/processed/$settled"
    check "odd names: $shown has its result" cmp "$scratch/undisturbed.results/file-0001.log.ndjson" "$folder.results/$settled.ndjson"
done
check 'odd names: the unreadable one is failed, with a reason' test -s "$folder/failed/$hostile.reason.json"
check 'odd names: what is said of it is shown, not done' test -z "$(tr -d '[:print:]\n\200-\377' <"$folder.stderr")"
check 'odd names: nor does it turn the direction of writing' test -z "$(grep -aF $'\xe2\x80\xae' "$folder.stderr")"
check 'odd names: no name became a command' test ! -e injected
check 'odd names: of 217 and 255 bytes more than fit they stay, and it is told once' \
    test "$(find "$folder/unprocessed" -type f -printf x)" = xx -a "$(grep -c 'its name is longer than 220 bytes; it stays where it is' "$folder.stderr")" = 2
check 'odd names: verified' fp-watch verify "$folder"

# Limits that a shell or a service manager sets.
for files in 20 40; do
    folder=$scratch/few-files-$files
    new_folder "$folder" "$scratch/inputs"
    for number in {1..60}; do cp -p "$scratch/inputs/file-0001.log" "$folder/unprocessed/more-$number.log"; done
    (ulimit -n "$files" && run_pipeline "$folder" && printf '%s ' "${codes[@]}" >"$folder.codes")
    check "at most $files open files: the pipeline ends well" test "$(cat "$folder.codes")" = '0 0 0 '
    check "at most $files open files: every file is settled" test -z "$(find "$folder/unprocessed" "$folder/underprocess" -type f)"
    check "at most $files open files: verified" fp-watch verify "$folder"
done
folder=$scratch/short-files
new_folder "$folder" "$scratch/inputs"
: >"$folder.stderr"
(ulimit -f 1 && run_pipeline "$folder" && printf '%s ' "${codes[@]}" >"$folder.codes") 2>/dev/null
check 'a limit of file sizes: is told' grep -qE '^fp-watch: .*: cannot write: File too large' "$folder.stderr"
check 'a limit of file sizes: commit ends with 74' grep -q ' 74 $' "$folder.codes"
check 'a limit of file sizes, then none: as undisturbed' as_undisturbed "$folder"

# Names of one file: each is a file of its own, also for who wants to end when all is done.
folder=$scratch/links
mkdir "$folder" && fp-watch init "$folder" >/dev/null
cp -p "$scratch/inputs/file-0001.log" "$folder/unprocessed/"
for name in a b c; do ln "$folder/unprocessed/file-0001.log" "$folder/unprocessed/$name.log"; done
check 'hard links: the pipeline ends well' run_to_end "$folder"
for name in a b c file-0001; do
    check "hard links: $name.log has its result" cmp "$scratch/undisturbed.results/file-0001.log.ndjson" "$folder.results/$name.log.ndjson"
done
check 'hard links: nobody else is blamed' test ! -s "$folder.stderr"

# Names that are taken: by an earlier file, in processed/ and failed/ by somebody else's, in the results by a directory.
folder=$scratch/taken
mkdir "$folder" && fp-watch init "$folder" >/dev/null
mkdir -p "$folder.results/directory.log.ndjson"
echo mine | tee "$folder/processed/foreign.log" >"$folder/failed/broken.log.gz"
again() { for name; do cp -p "$scratch/inputs/$name" "$folder/unprocessed/"; done; }
again file-0001.log broken.log.gz
cp -p "$scratch/inputs/file-0003.log" "$folder/unprocessed/directory.log"
cp -p "$scratch/inputs/file-0003.log" "$folder/unprocessed/foreign.log"
check 'taken names: the pipeline ends well' run_to_end "$folder"
again file-0001.log
check 'taken names: again' run_to_end "$folder"
cp -p "$scratch/inputs/file-0002.log" "$folder/unprocessed/file-0001.log"
check 'taken names: with other bytes' run_to_end "$folder"
declare -a results=("$folder.results"/file-0001.log*.ndjson)
check 'taken names: each file has its own result' test "${#results[@]}" = 3
check 'taken names: the first keeps its bytes' cmp "$scratch/undisturbed.results/file-0001.log.ndjson" "${results[0]}"
check 'taken names: the last has its own' cmp "$scratch/undisturbed.results/file-0002.log.ndjson" "${results[2]}"
check "taken names: somebody else's file stays" grep -qx mine "$folder/processed/foreign.log" "$folder/failed/broken.log.gz"
check 'taken names: ours lies beside it' test "$(find "$folder/processed" "$folder/failed" -name 'foreign.log~*' -printf x -o -name 'broken.log.gz~[0-9]*' ! -name '*.json' -printf x)" = xx
check "taken names: ours has its reason, somebody else's none" test "$(cd "$folder/failed" && echo broken.log.gz*.reason.json)" = "$(cd "$folder/failed" && echo broken.log.gz~?).reason.json"
check 'taken names: a directory fails its file' grep -q 'directory.log.ndjson is a directory; move it away, and retry the file' "$folder/failed/directory.log.reason.json"
check 'taken names: verified' fp-watch verify "$folder"
rmdir "$folder.results/directory.log.ndjson"
check 'taken names: retried' fp-watch retry --dir "$folder" directory.log
check 'taken names: then processed' run_to_end "$folder"
check 'taken names: with its result' cmp "$scratch/undisturbed.results/file-0003.log.ndjson" "$folder.results"/directory.log~*.ndjson

# A clock that was set back: all that was ever written has times to come, the files too. And one set far back or ahead.
folder=$scratch/clock
new_folder "$folder" "$scratch/inputs"
check 'a clock set back: before' run_to_end "$folder"
# Without checksums, as an earlier version wrote it: an edited line isn't the one that was sealed.
sed -i -E 's/"committed":"20../"committed":"29/; s/,"crc":"[0-9a-f]{8}"\}$/}/' "$folder/.fp/ledger.ndjson"
sed -E 's/"(time|started|moved)":"20../"\1":"29/g; s/"ledger_bytes":[0-9]+/"ledger_bytes":0/' "$folder/.fp/live.json" >"$folder/.fp/live" && mv "$folder/.fp/live" "$folder/.fp/live.json"
size=$(stat -c %s "$folder/.fp/ledger.ndjson")
find "$folder/.fp" -type f -exec touch -d 2199-01-01 {} +
for year in 1902 1970 2037 2199; do cp -p "$scratch/inputs/file-0001.log" "$folder/unprocessed/$year.log" && touch -d "$year-01-01T00:00:00.123456789Z" "$folder/unprocessed/$year.log"; done
check 'a clock set back: the next files are processed' run_to_end "$folder"
for year in 1902 1970 2037 2199; do
    check "a file of $year: is processed" cmp "$scratch/undisturbed.results/file-0001.log.ndjson" "$folder.results/$year.log.ndjson"
done
check 'a clock set back: numbers go on' test "$(tail -c +"$((size + 1))" "$folder/.fp/ledger.ndjson" | jq -rs 'map(select(.["@fp"] == "done").seq) | join(" ")')" = '7 8 9 10'
check 'a clock set back: verified' fp-watch verify "$folder"
finish
