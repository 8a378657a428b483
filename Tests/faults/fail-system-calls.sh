#!/usr/bin/env bash
# Makes each of those system calls fail that the two ends of a pipeline open, lock, or change a disk with: ENOSPC, EIO, EINTR,
# EACCES. Then runs the pipeline undisturbed, and compares results, folders and ledger with those of a run without faults: no
# file may be lost, or blamed for what the disk did.
#
#   Tests/faults/fail-system-calls.sh [--bin DIR]
#
# Without FP_SOAK=1 a sample, with one of the errors for each call.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"
# shellcheck source=Tests/faults/system-calls.bash
source "$(dirname "${BASH_SOURCE[0]}")/system-calls.bash"

# One point, in a process of its own: `--point END CALL N ERROR`. Prints what the disturbed end exited with, and whether
# the fault arrived.
if [[ ${arguments[0]:-} == --point ]]; then
    read -r end call number error <<<"${arguments[1]}"
    folder=$scratch/$end-$call-$number-$error
    export FP_TOKEN_FILE=$folder.token
    new_folder "$folder" "$scratch/inputs"
    run_disturbed "$end" "$call" "$number" "error=$error" "$folder" 2>/dev/null
    if [[ $end == head ]]; then code=${codes[0]}; else code=${codes[2]}; fi
    first="${codes[*]}" arrived=missed
    if grep -q "^[0-9]* *$call(.* = -1 $error .*(INJECTED)" "$folder.calls"; then arrived=arrived; fi
    run_to_end "$folder"
    fingerprint "$folder" >"$folder.found"
    wanted=$scratch/expected
    # An input that can't be opened waits, and is claimed later than its neighbours: under another number, which one result has
    # in its name.
    if [[ "$end $call $error" == 'head openat EACCES' ]] && grep -q 'Permission denied; it stays where it is$' "$folder.stderr"; then
        number_free() { sed -E 's/"seq":[0-9]+,?//;s/(log~2~)[0-9]+/\1N/g' "$1" | sort; }
        wanted=$folder.wanted
        number_free "$scratch/expected" >"$wanted"
        number_free "$folder.found" >"$folder.free" && mv "$folder.free" "$folder.found"
    fi
    diff "$wanted" "$folder.found" >"$folder.differs" || {
        echo "FAIL $end's $call number $number failed with $error (exit codes $first)"
        cat "$folder.differs"
        exit 0
    }
    echo "$code $end $call $error $arrived: $(grep -m 1 ': ' "$folder.stderr" || true)"
    rm -rf "$folder" "$folder".*
    exit 0
fi

can_trace || skip "strace can't trace here"
make_scratch
make_inputs "$scratch/inputs" "$((soak ? 4 : 2))"
export FP_TOKEN_FILE=$scratch/undisturbed.token
new_folder "$scratch/undisturbed" "$scratch/inputs"
points_of_run "$scratch/undisturbed" >"$scratch/calls"
fingerprint "$scratch/undisturbed" >"$scratch/expected"
if ((soak)); then
    for error in ENOSPC EIO EINTR EACCES; do sed "s/\$/ $error/" "$scratch/calls"; done >"$scratch/points"
else
    sample 50 <"$scratch/calls" | awk 'BEGIN { split("EIO ENOSPC EINTR EACCES", error, " ") } { print $0, error[NR % 4 + 1] }' >"$scratch/points"
fi

xargs -d '\n' -P "$(nproc)" -n 1 bash "$0" --bin "$bin" --point <"$scratch/points" >"$scratch/outcomes"
points=$(wc -l <"$scratch/points")
passed=$(grep -cE '^[0-9]+ (head|tail) ' "$scratch/outcomes" || true)
failed=$((points - passed))
grep -vE '^[0-9]+ (head|tail) ' "$scratch/outcomes" || true
echo "$points failing calls: $passed with the same results in the end, $failed not; what the program exited with:"
awk '/^[0-9]+ (head|tail) / { count[$1]++ } END { for (code in count) print "    " code ": " count[code] " times" }' "$scratch/outcomes" | sort
# 74: the disk. 0: it went on without, or tried again. 141: the head's partner had ended. 69: nobody settled.
unusual=$(awk '/^[0-9]+ (head|tail) / && !/^(0|69|74|141) /' "$scratch/outcomes")
check 'a call that fails ends the program in order' test -z "$unusual"
interrupted=$(awk '/ (write|fsync|openat|ftruncate|flock) EINTR [a-z]*:/ && !/^0 /' "$scratch/outcomes")
check 'a call that was interrupted is made again' test -z "$interrupted"
# What no program saw tested nothing: each call must have failed at least once at each end that makes it. Timing decides a few.
awk '/^[0-9]+ (head|tail) / { call = $2 " " $3; points[call]++; if ($5 == "arrived:") arrived[call]++ }
    END { for (call in points) print call, arrived[call] + 0, points[call] }' "$scratch/outcomes" | sort >"$scratch/arrived"
echo 'faults that arrived: '"$(awk '{ printf "%s%s %s %d of %d", (NR > 1 ? ", " : ""), $1, $2, $3, $4 }' "$scratch/arrived")"
check 'each kind of call has failed at each end' eval "! awk '\$3 == 0' '$scratch/arrived' | grep ."
arrivals=$(awk '{ sum += $3 } END { print sum + 0 }' "$scratch/arrived")
check 'nearly every fault arrived' test "$(((points - arrivals) * 5))" -lt "$points"
printf '%s\n' "$unusual" "$interrupted" | sed '/^$/d;s/^/    /' | sort | uniq -c
finish
