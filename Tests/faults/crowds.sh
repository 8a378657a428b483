#!/usr/bin/env bash
# Many files and several heads: two pipelines on one folder with 1,000 files; three, while random stages of theirs are killed
# and started anew; and one whose head sleeps while more files are dropped than the kernel keeps events for. Each time
# every file is settled once, with the bytes of an undisturbed run.
#
#   Tests/faults/crowds.sh [--bin DIR] [SEED]
#
# 12 kills, and an event queue made short (which needs root); with FP_SOAK=1 500 kills, and 20,000 files for the queue as it is.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

seed=${arguments[0]:-$((EPOCHSECONDS % 30000))}
RANDOM=$seed
make_scratch
queue_limit=/proc/sys/fs/inotify/max_queued_events
queue_before=$(<"$queue_limit")
restore_queue() { [[ $(<"$queue_limit") == "$queue_before" ]] || echo "$queue_before" >"$queue_limit"; }
trap 'restore_queue; end_pipelines; rm -rf "$scratch"' EXIT

# What a folder must be like in the end, beside what each file became.
check_folder() {
    local folder=$1 expected=$2 where=$3
    check "$where: the same results, every file once" diff "$expected" <(without_numbers "$folder")
    check "$where: verified" fp-watch verify "$folder"
}
wait_for_all() {
    local pid
    codes=()
    for pid in "${pids[@]}"; do
        local code=0
        wait "$pid" || code=$?
        codes+=("$code")
    done
    pids=()
}
lines_of() { wc -l <"$1"; }

make_inputs "$scratch/inputs" 998
# The number in this one's result is decided by who claims it first.
mv "$scratch/inputs/file-0001.log~2" "$scratch/inputs/one-more.log"
new_folder "$scratch/undisturbed" "$scratch/inputs"
run_to_end "$scratch/undisturbed"
without_numbers "$scratch/undisturbed" >"$scratch/expected"

folder=$scratch/two
new_folder "$folder" "$scratch/inputs"
for pipeline in 1 2; do
    done_lines=$folder.done-$pipeline
    start "$folder"
done
wait_for_all
check 'two pipelines: both end well' test "${codes[*]}" = '0 0 0 0 0 0'
check_folder "$folder" "$scratch/expected" 'two pipelines'
shares="$(lines_of "$folder.done-1") and $(lines_of "$folder.done-2")"
# Else this was a test of one. The head that comes a moment later finds hundreds left.
check "two pipelines: each has a share ($shares)" test "$(lines_of "$folder.done-1")" -gt 0 -a "$(lines_of "$folder.done-2")" -gt 0
echo "two pipelines on one folder: $shares of 1,000 files"

kills_wanted=$((soak ? 500 : 12)) folders=0 done_lines=/dev/null
while ((kills < kills_wanted && failed == 0)); do
    folders=$((folders + 1)) folder=$scratch/three-$folders
    new_folder "$folder" "$scratch/inputs"
    while ((kills < kills_wanted)) && [[ -n $(find "$folder/unprocessed" "$folder/underprocess" -type f -print -quit) ]]; do
        for ((pipeline = 0; pipeline < 3; pipeline++)); do start "$folder"; done
        kill_some 2>/dev/null
    done
    where="three pipelines, folder $folders, after $kills kills, with seed $seed"
    check "$where: run to the end" run_to_end "$folder"
    check_folder "$folder" "$scratch/expected" "$where"
    rm -rf "$folder" "$folder".*
done
echo "three pipelines on one folder: $kills kills on $folders folders of 1,000 files, seed $seed"

# A head that sleeps while files are dropped. Its queue has the length that the limit had when it was made.
finish_queue() { echo "the event queue: skipped: $1"; finish; exit; }
queue_length=$queue_before
if ((soak)); then
    ((queue_before < 19000)) || finish_queue "it is $queue_before long, and 20,000 files are to overflow it"
    make_inputs "$scratch/many" 19999
    rm "$scratch/many/file-0001.log~2"
elif [[ ! -w $queue_limit ]] || ! { echo "$queue_before" >"$queue_limit"; } 2>/dev/null; then
    finish_queue 'only root may make it short'
else
    queue_length=16
    ln -s inputs "$scratch/many"
fi
files=$(find "$scratch/many/" -type f | wc -l)
if [[ -L $scratch/many ]]; then cp "$scratch/expected" "$scratch/expected-all"; else
    new_folder "$scratch/all" "$scratch/many"
    run_to_end "$scratch/all"
    without_numbers "$scratch/all" >"$scratch/expected-all"
fi

folder=$scratch/asleep
mkdir "$folder"
fp-watch init "$folder" >/dev/null
mkfifo "$folder.done"
head_command='fp-watch --claim' done_lines=$folder.done
exec {settled}<>"$folder.done"
await_settled() {
    local number
    for ((number = 0; number < $1; number++)); do
        read -rt 60 -u "$settled" _ || { echo "only $number of $1 files were settled within a minute"; return 1; }
    done
}
((soak)) || echo "$queue_length" >"$queue_limit"
start "$folder"
awake=${pids[0]} queue=''
# For as short as can be: whoever else makes a queue meanwhile gets a short one, too.
for ((look = 0; look < 3000; look++)); do
    queue=$(find "/proc/$awake/fd" -lname 'anon_inode:inotify' -printf %f -quit 2>/dev/null) || true
    [[ ! $queue ]] || break
    read -rt 0.01 <> <(:) || true
done
restore_queue
# When the first one is settled, the head waits.
cp -p "$scratch/inputs/one-more.log" "$folder/unprocessed/.first" && mv "$folder/unprocessed/.first" "$folder/unprocessed/first.log"
check 'a file is processed' await_settled 1
kill -STOP "$awake"
until grep -q '^State:.T' "/proc/$awake/status" || ! kill -0 "$awake"; do read -rt 0.01 <> <(:) || true; done
cp -p "$scratch/many/"* "$folder/unprocessed/"
# Bytes that wait in the queue: pidfd_getfd(2), then FIONREAD. An event has 16 bytes and its name, and each file made several.
queued=$(perl -e 'my ($pid, $fd) = @ARGV; my $pidfd = syscall 434, $pid + 0, 0; my $copy = syscall 438, $pidfd, $fd + 0, 0;
    open my $queue, "<&=", $copy or die "$!\n"; my $bytes = pack "i", 0; ioctl $queue, 0x541B, $bytes or die "$!\n"; print unpack "i", $bytes' \
    "$awake" "$queue" 2>/dev/null) || queued=unknown
kill -CONT "$awake"
check "a queue of $queue_length events overflowed: all are processed" await_settled "$files"
kill -TERM "$awake"
wait_for_all
check 'a queue that overflowed: the pipeline ends well' test "${codes[*]}" = '0 0 0'
if [[ $queued == unknown ]]; then echo "the event queue: nobody may look into it here"; else
    check "the queue did overflow ($queued bytes in it)" test "$queued" -le "$(((queue_length + 1) * 48))" -a "$queued" -gt 0
fi
check 'a queue that overflowed: no file is left' test -z "$(find "$folder/unprocessed" "$folder/underprocess" -type f)"
grep -v -F first.log "$scratch/expected-all" >"$scratch/expected-asleep"
check 'a queue that overflowed: the same results, every file once' diff "$scratch/expected-asleep" <(without_numbers "$folder" | grep -v -F first.log)
check 'a queue that overflowed: verified' fp-watch verify "$folder"
echo "event queue of $queue_length: $files files dropped while the head slept, $queued bytes of events kept"
finish
