#!/usr/bin/env bash
# Kills each end of a pipeline with SIGKILL at each of its system calls that open, lock, or change what a disk holds; starts
# the pipeline again each time, and compares results, folders and ledger with those of an undisturbed run. All that once with
# files settled together, and once with each settled alone and the ledger in many segments.
#
#   Tests/faults/kill-at-system-calls.sh [--bin DIR]
#
# Without FP_SOAK=1 a sample: the first and the last call of each kind at each end, and some between.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"
# shellcheck source=Tests/faults/system-calls.bash
source "$(dirname "${BASH_SOURCE[0]}")/system-calls.bash"

# A line of the ledger is longer: nearly every append begins a segment.
use_segments() {
    export FP_LEDGER_SEGMENT_BYTES=500
    commit_options=(--batch-files 1)
}

# One point, in a process of its own: `--point END CALL N LEDGER`.
if [[ ${arguments[0]:-} == --point ]]; then
    read -r end call number ledger <<<"${arguments[1]}"
    folder=$scratch/$end-$call-$number-$ledger
    [[ $ledger != segments ]] || use_segments
    export FP_TOKEN_FILE=$folder.token
    new_folder "$folder" "$scratch/inputs"
    run_disturbed "$end" "$call" "$number" signal=KILL "$folder" 2>/dev/null
    first="${codes[*]}"
    run_to_end "$folder"
    fingerprint "$folder" >"$folder.found"
    diff "$scratch/expected" "$folder.found" >"$folder.differs" || {
        echo "FAIL killed at $end's $call number $number, ledger: $ledger (exit codes $first)"
        cat "$folder.differs"
        exit 0
    }
    if [[ $first == *137* ]]; then echo killed; else echo 'not reached'; fi
    rm -rf "$folder" "$folder".*
    exit 0
fi

can_trace || skip "strace can't trace here"
make_scratch
make_inputs "$scratch/inputs" "$((soak ? 4 : 2))"
export FP_TOKEN_FILE=$scratch/undisturbed.token
new_folder "$scratch/undisturbed" "$scratch/inputs"
points_of_run "$scratch/undisturbed" >"$scratch/whole-calls"
fingerprint "$scratch/undisturbed" >"$scratch/expected"
new_folder "$scratch/segmented" "$scratch/inputs"
(use_segments && points_of_run "$scratch/segmented" >"$scratch/segments-calls")
check 'the ledger is in several segments' test "$(find "$scratch/segmented/.fp" -name 'ledger.ndjson*' | wc -l)" -gt 2
fingerprint "$scratch/segmented" >"$scratch/segmented.found"
check 'the segments say the same' diff "$scratch/expected" "$scratch/segmented.found"
for ledger in whole segments; do
    if ((soak)); then cat "$scratch/$ledger-calls"; else sample 50 <"$scratch/$ledger-calls"; fi | sed "s/\$/ $ledger/"
done >"$scratch/points"
cat "$scratch"/*-calls >"$scratch/all-points"

xargs -d '\n' -P "$(nproc)" -n 1 bash "$0" --bin "$bin" --point <"$scratch/points" >"$scratch/outcomes"
grep -vxE 'killed|not reached' "$scratch/outcomes" || true
killed=$(grep -cx killed "$scratch/outcomes" || true)
failed=$((failed + $(grep -c '^FAIL' "$scratch/outcomes" || true)))
missed=$(grep -cx 'not reached' "$scratch/outcomes" || true)
points=$(wc -l <"$scratch/points")
echo "$points of $(wc -l <"$scratch/all-points") points: $killed kills, $missed not reached, $failed with a difference"
unaccounted=$((points - killed - missed - $(grep -c '^FAIL' "$scratch/outcomes" || true)))
passed=$((passed + killed + missed)) failed=$((failed + unaccounted))
# Timing decides a few (locks asked for while waiting); if it were many, nothing would be tested.
check 'nearly every point is reached' test "$((missed * 5))" -lt "$points"
finish
