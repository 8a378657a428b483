#!/usr/bin/env bash
# Cuts the power of a pipeline at random moments: its folder is on a file system of its own, ext4 and XFS in turn, which is
# shut down without writing its log, so that what wasn't synced is gone. After each cut every file must be there once, and what
# the ledger says of one must be true; in the end all results are those of an undisturbed run.
#
#   Tests/faults/power-cuts.sh [--bin DIR] [SEED]
#
# 100 cuts; 1,000 with FP_SOAK=1. Needs root, loop devices, and mkfs.ext4 or mkfs.xfs; skipped without.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

# Mounts are made where nobody else sees them, and go with the last process.
if [[ ${FP_OWN_MOUNTS:-} != 1 ]]; then
    ((EUID == 0)) || skip 'mounting needs root'
    unshare -m true 2>/dev/null || skip "this machine doesn't let mounts be made"
    FP_OWN_MOUNTS=1 exec unshare -m "$0" --bin "$bin" "${arguments[@]}"
fi
make_scratch
# In memory, if there is room: the cut is the file system's, and not this machine's.
image=$scratch/image
if [[ $(df --output=avail /dev/shm 2>/dev/null | tail -n 1) -gt 1000000 ]]; then image=$(mktemp /dev/shm/fp-power-cuts.XXXXXX); fi
trap 'umount "$scratch/disk" 2>/dev/null || true; rm -rf "$scratch" "$image"' EXIT
seed=${arguments[0]:-$((EPOCHSECONDS % 30000))}
RANDOM=$seed
cuts_wanted=$((soak ? 1000 : 100)) cuts_per_disk=10

declare -a kinds=()
mkdir "$scratch/disk"
make_disk() {
    rm -f "$image"
    truncate -s "$([[ $1 == xfs ]] && echo 320M || echo 48M)" "$image"
    "mkfs.$1" -q "$image" && mount -o loop -t "$1" "$image" "$scratch/disk"
}
# EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN are one number; 2: don't flush the log.
cut_power() {
    perl -e '$flags = pack("L", 2); open F, "<", $ARGV[0] or die; ioctl(F, 0x8004587d, $flags) or die "$!\n"' "$scratch/disk"
}
for kind in ext4 xfs; do
    if make_disk "$kind" >/dev/null 2>&1 && cut_power 2>/dev/null; then kinds+=("$kind"); fi
    umount "$scratch/disk" 2>/dev/null || true
done
((${#kinds[@]})) || skip 'no file system that can be mounted here and shut down'

make_inputs "$scratch/inputs" 150
# The number in this one's result is decided by the cuts.
rm "$scratch/inputs/file-0001.log~2"
new_folder "$scratch/undisturbed" "$scratch/inputs"
# The cuts come while a run takes its course, however fast the machine is.
started=${EPOCHREALTIME/./}
run_to_end "$scratch/undisturbed"
run_ms=$(((${EPOCHREALTIME/./} - started) / 1000))
# A number isn't given again after a cut that came between its claim and its result, so numbers aren't compared.
without_numbers "$scratch/undisturbed" >"$scratch/expected"
outcomes() { jq -r 'select(.["@fp"] == "done") | [.name, .outcome, .result_sha256] | @tsv' "$1/.fp/ledger.ndjson" | sort; }
outcomes "$scratch/undisturbed" >"$scratch/expected-outcomes"

# After a cut, before anything is started again.
check_promises() {
    fp-watch verify "$1" || return 1
    local found
    # What isn't whole at the ledger's end was never written; jq reads what is.
    found=$(sed -n '/}$/p' "$1/.fp/ledger.ndjson" | grep -a '^{"@fp":"done"' |
        jq -r '[.name, .outcome, .result_sha256] | @tsv' | sort | comm -23 - "$scratch/expected-outcomes")
    [[ -z $found ]] || { echo "the ledger says otherwise than it would undisturbed: $found"; return 1; }
    diff <(ls "$scratch/inputs") <(cd "$1" && find unprocessed underprocess processed failed -type f ! -name '*.reason.json' ! -name '.*' \
        -printf '%f\n' | sed -E 's/^[0-9]{8}-//' | sort) || { echo 'an input is lost, or there twice'; return 1; }
    settled=$((settled + $(grep -ac '^{"@fp":"done"' "$1/.fp/ledger.ndjson" || true)))
}

cuts=0 disks=0 settled=0
while ((cuts < cuts_wanted && failed == 0)); do
    kind=${kinds[disks % ${#kinds[@]}]}
    disks=$((disks + 1))
    make_disk "$kind"
    folder=$scratch/disk/watch
    new_folder "$folder" "$scratch/inputs"
    sync -f "$scratch/disk"
    for ((cut = 1; cut <= cuts_per_disk && cuts < cuts_wanted; cut++)); do
        run_pipeline "$folder" 2>/dev/null &
        running=$!
        pause_ms=$((RANDOM % run_ms + 5))
        sleep "$((pause_ms / 1000)).$(printf '%03d' $((pause_ms % 1000)))"
        cut_power
        wait "$running" || true
        umount "$scratch/disk"
        mount -o loop -t "$kind" "$image" "$scratch/disk"
        cuts=$((cuts + 1))
        check "cut $cuts, on $kind, with seed $seed" check_promises "$folder"
    done
    check "run to the end after the cuts, on $kind, with seed $seed" run_to_end "$folder"
    without_numbers "$folder" >"$scratch/found" || true
    check "results and folders after the cuts, on $kind, with seed $seed" diff "$scratch/expected" "$scratch/found"
    umount "$scratch/disk"
done
# Else no promise was made that a cut could break.
check 'files were settled when the power went' test "$settled" -gt "$cuts"
echo "seed $seed: $cuts power cuts on $disks disks (${kinds[*]}), $((settled / cuts)) of $(wc -l <"$scratch/expected-outcomes") files settled at a cut on average"
finish
