#!/usr/bin/env bash
# Kills each end of a pipeline with SIGKILL at each of its system calls that open, lock, or change what a disk holds; starts
# the pipeline again each time, and compares results, folders and ledger with those of an undisturbed run.
#
#   Tests/faults/kill-at-system-calls.sh [--bin DIR]
#
# Without FP_SOAK=1 a sample: the first and the last call of each kind at each end, and some between.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"
# shellcheck source=Tests/faults/system-calls.bash
source "$(dirname "${BASH_SOURCE[0]}")/system-calls.bash"

# One point, in a process of its own: `--point END CALL N`.
if [[ ${arguments[0]:-} == --point ]]; then
    read -r end call number <<<"${arguments[1]}"
    folder=$scratch/$end-$call-$number
    export FP_TOKEN_FILE=$folder.token
    new_folder "$folder" "$scratch/inputs"
    run_disturbed "$end" "$call" "$number" signal=KILL "$folder" 2>/dev/null
    first="${codes[*]}"
    run_to_end "$folder"
    fingerprint "$folder" >"$folder.found"
    diff "$scratch/expected" "$folder.found" >"$folder.differs" || {
        echo "FAIL killed at $end's $call number $number (exit codes $first)"
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
points_of_run "$scratch/undisturbed" >"$scratch/all-points"
fingerprint "$scratch/undisturbed" >"$scratch/expected"
if ((soak)); then cp "$scratch/all-points" "$scratch/points"; else sample 50 <"$scratch/all-points" >"$scratch/points"; fi

xargs -d '\n' -P "$(nproc)" -n 1 bash "$0" --bin "$bin" --point <"$scratch/points" >"$scratch/outcomes"
grep -vxE 'killed|not reached' "$scratch/outcomes" || true
killed=$(grep -cx killed "$scratch/outcomes" || true)
failed=$(grep -c '^FAIL' "$scratch/outcomes" || true)
missed=$(grep -cx 'not reached' "$scratch/outcomes" || true)
points=$(wc -l <"$scratch/points")
echo "$points of $(wc -l <"$scratch/all-points") points: $killed kills, $missed not reached, $failed with a difference"
passed=$((killed + missed))
((passed + failed == points)) || failed=$((points - passed))
# Timing decides a few (locks asked for while waiting); if it were many, nothing would be tested.
check 'nearly every point is reached' test "$((missed * 5))" -lt "$points"
finish
