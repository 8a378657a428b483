#!/usr/bin/env bash
# Disturbs what keeps a folder in order at each of its system calls that open, lock, or change what a disk holds: prune, retry,
# and a head that skips duplicates. It is killed there, or the call fails (ENOSPC, EIO, EACCES, EINTR in turn). Right after it
# verify must find nothing wrong; then it is done again, undisturbed, and all must be as if nothing had happened.
#
#   Tests/faults/disturb-upkeep.sh [--bin DIR]
#
# Without FP_SOAK=1 a sample: the first and the last call of each kind of each command, and some between.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"
# shellcheck source=Tests/faults/system-calls.bash
source "$(dirname "${BASH_SOURCE[0]}")/system-calls.bash"

# So short that some of what is appended begins a new file of the ledger.
export FP_LEDGER_SEGMENT_BYTES=2000

# A copy of the folder $1, with its results, as $2.
copy_folder() {
    cp -a "$1" "$2"
    cp -a "$1.results" "$2.results"
    echo "$2.results" >"$2/.fp/results.path"
}

# Does $1 in the folder $2, with strace's arguments, if any, before it. Leaves its exit code in `code`.
upkeep() {
    local what=$1 folder=$2
    local -a under=("${@:3}")
    ((${#under[@]} == 0)) || under=(strace -f -qq "${under[@]}")
    code=0
    case $what in
        prune) "${under[@]}" fp-watch prune "$folder" --older 0m --results --failed >/dev/null 2>>"$folder.stderr" || code=$? ;;
        retry) "${under[@]}" fp-watch retry --dir "$folder" --all 2>>"$folder.stderr" || code=$? ;;
        skip)
            head_options=(--skip-duplicates) head_under=("${under[@]}")
            run_pipeline "$folder"
            code=${codes[0]} head_under=()
            ;;
    esac
}

# All that a user can see, and what the ledger says was done with each file; a line about it may stand there twice.
state_of() {
    (cd "$1" && find unprocessed underprocess processed failed -type f ! -name '*.reason.json' -exec sha256sum {} + | sort -k 2)
    (cd "$1/failed" && find . -name '*.reason.json' | sort)
    (cd "$1.results" && find . -type f -exec sha256sum {} + | sort -k 2)
    jq -cS 'if .["@fp"] == "prune" then .files[] | to_entries[] | {seq: 0, pruned: .} elif .["@fp"] == "retry" then {seq, name}
        elif .["@fp"] == "done" then {seq, name, outcome, duplicate_of, sha256} else empty end' "$1"/.fp/ledger.ndjson* | sort -u
    # Which file each of those belongs to.
    jq -cS 'select(.["@fp"] == "prune") | .files[] | .seq as $seq | to_entries[] | {seq: $seq, (.key): .value}' "$1"/.fp/ledger.ndjson* | sort -u
}

# A file that can't be opened for a moment is claimed after the others: then numbers differ.
compared() {
    if [[ $1 == skip ]]; then state_of "$2" | sed -E 's/"seq":[0-9]+//; s/~[0-9]+$//' | sort; else state_of "$2"; fi
}

# One point, in a process of its own: `--point WHAT CALL N DISTURBANCE`.
if [[ ${arguments[0]:-} == --point ]]; then
    read -r what call number disturbance <<<"${arguments[1]}"
    folder=$scratch/$what-$call-$number-$disturbance
    copy_folder "$scratch/$what" "$folder"
    upkeep "$what" "$folder" -o /dev/null -e "trace=$call" -e "inject=$call:$disturbance:when=$number" 2>/dev/null
    first=$code
    fp-watch verify "$folder" >"$folder.differs" 2>&1 || {
        echo "FAIL verify after $what with $disturbance at $call number $number (exit code $first)"
        cat "$folder.differs"
        exit 0
    }
    for ((again = 0; again < 5; again++)); do
        upkeep "$what" "$folder"
        ((code)) || break
    done
    compared "$what" "$folder" >"$folder.found"
    { diff "$scratch/$what.expected" "$folder.found" && fp-watch verify "$folder"; } >"$folder.differs" 2>&1 || {
        echo "FAIL $what with $disturbance at $call number $number (exit code $first)"
        cat "$folder.differs"
        exit 0
    }
    echo "$first $what $call $disturbance"
    rm -rf "$folder" "$folder".*
    exit 0
fi

can_trace || skip "strace can't trace here"
make_scratch
make_inputs "$scratch/inputs" 3
cp "$scratch/inputs/broken.log.gz" "$scratch/inputs/broken-too.log.gz"
new_folder "$scratch/prune" "$scratch/inputs"
run_to_end "$scratch/prune"
copy_folder "$scratch/prune" "$scratch/retry"
copy_folder "$scratch/prune" "$scratch/skip"
# What comes again: files of which only the ledger knows, one whose original is still there; and one that is new.
fp-watch prune "$scratch/skip" --older 0m >/dev/null
cp -p "$scratch/inputs/file-0002.log" "$scratch/skip/unprocessed/later.log"
run_to_end "$scratch/skip"
cp -p "$scratch/inputs"/file-*.log "$scratch/skip/unprocessed"
cp -p "$scratch/inputs/file-0002.log" "$scratch/skip/unprocessed/later.log"
cp -p "$scratch/inputs/file-0002.log" "$scratch/skip/unprocessed/new.log"

for what in prune retry skip; do
    copy_folder "$scratch/$what" "$scratch/$what-undisturbed"
    upkeep "$what" "$scratch/$what-undisturbed" -o "$scratch/$what.calls" -e "trace=$traced"
    # What it says is no point.
    check "$what, undisturbed" test "$code" = 0 >&2
    compared "$what" "$scratch/$what-undisturbed" >"$scratch/$what.expected"
    points_in "$what" "$scratch/$what.calls"
done >"$scratch/calls"
check 'what comes again is a duplicate' test "$(grep -c '"outcome":"duplicate"' "$scratch/skip.expected")" = 4
if ((soak)); then
    for disturbance in signal=KILL error=ENOSPC error=EIO error=EACCES error=EINTR; do sed "s/\$/ $disturbance/" "$scratch/calls"; done
else
    sample 50 <"$scratch/calls" | awk 'BEGIN { split("ENOSPC EIO EACCES EINTR", error, " ") } { print $0, "signal=KILL"; if (NR % 2) print $0, "error=" error[int(NR / 2) % 4 + 1] }'
# An original that may not be opened is none: the file is then processed again, as it should be.
fi | sed '/^skip openat .*EACCES$/d' >"$scratch/points"

xargs -d '\n' -P "$(nproc)" -n 1 bash "$0" --bin "$bin" --point <"$scratch/points" >"$scratch/outcomes"
points=$(wc -l <"$scratch/points")
right=$(grep -cE '^[0-9]+ (prune|retry|skip) ' "$scratch/outcomes" || true)
grep -vE '^[0-9]+ (prune|retry|skip) ' "$scratch/outcomes" || true
passed=$((passed + right)) failed=$((failed + points - right))
echo "$points points of $(wc -l <"$scratch/calls") calls ($(cut -d' ' -f1 "$scratch/calls" | uniq -c | awk '{ print $2, $1 }' | paste -sd, | sed 's/,/, /g')): \
$right with the same end, $((points - right)) not; $(grep -cE '^(137|9) .*KILL' "$scratch/outcomes" || true) killed"
unusual=$(awk '/signal=KILL/ && !/^(137|0|FAIL) /; /error=/ && !/^(0|69|74|141|FAIL) /' "$scratch/outcomes")
check 'a call that fails ends the command in order' test -z "$unusual"
printf '%s\n' "$unusual" | sed '/^$/d;s/^/    /'
finish
