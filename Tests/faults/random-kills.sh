#!/usr/bin/env bash
# Kills random stages of one or two pipelines on a folder at random moments, again and again, and starts them anew; when a
# folder is done, every file was settled once, with the bytes of an undisturbed run.
#
#   Tests/faults/random-kills.sh [--bin DIR] [SEED]
#
# 200 kills; 10,000 with FP_SOAK=1.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

# Most of the time is spent waiting for what is left of a pipeline to notice, so several folders are worked on at once.
workers=4 kills_wanted=$((soak ? 10000 : 200)) kills_per_folder=50
seed=${arguments[0]:-$((EPOCHSECONDS % 30000))}
worker=
if [[ $seed == --worker ]]; then worker=${arguments[1]} seed=${arguments[2]}; else make_scratch; fi
stages=('fp-route' 'fp-parse' 'fp-stats --tee')

run_pipeline() {
    pids=()
    start "$1"
    codes=()
    local pid
    for pid in "${pids[@]}"; do
        local code=0
        wait "$pid" || code=$?
        codes+=("$code")
    done
    pids=()
    # run_to_end looks for three.
    [[ ${codes[*]} != '0 0 0 0 0' ]] || codes=(0 0 0)
}

# One worker's share, on one folder after the other. Prints what it checked, then `KILLS FOLDERS ATTEMPTS`.
if [[ $worker ]]; then
    trap end_pipelines EXIT
    RANDOM=$((seed + worker))
    folders=0 attempts=0
    while ((kills < kills_wanted / workers && failed == 0)); do
        folders=$((folders + 1))
        folder=$scratch/$worker-$folders
        new_folder "$folder" "$scratch/inputs"
        for ((turn = 0, before = kills; kills - before < kills_per_folder && kills < kills_wanted / workers; turn++)); do
            start "$folder"
            ((turn % 2 == 0)) || start "$folder"
            kill_some 2>/dev/null
            [[ -n $(find "$folder/unprocessed" "$folder/underprocess" -type f -print -quit) ]] || break
        done
        where="folder $folders of worker $worker, after $kills kills, with seed $seed"
        check "$where: run to the end" run_to_end "$folder"
        without_numbers "$folder" >"$folder.found" || true
        check "$where: the same results" diff "$scratch/expected" "$folder.found"
        check "$where: verified" fp-watch verify "$folder"
        attempts=$((attempts + $(grep -c '^{"@fp":"attempt"' "$folder/.fp/ledger.ndjson" || true)))
        rm -rf "$folder" "$folder".*
    done
    echo "counts $kills $folders $attempts $passed $failed"
    exit 0
fi

make_inputs "$scratch/inputs" 200
# The number in this one's result is decided by who claims it first.
rm "$scratch/inputs/file-0001.log~2"
new_folder "$scratch/undisturbed" "$scratch/inputs"
run_to_end "$scratch/undisturbed"
without_numbers "$scratch/undisturbed" >"$scratch/expected"
seq "$workers" | xargs -P "$workers" -I '{}' bash "$0" --bin "$bin" --worker '{}' "$seed" >"$scratch/outcomes"
grep -v '^counts ' "$scratch/outcomes" || true
read -r kills folders attempts passed failed lines < <(awk '/^counts / { for (place = 2; place <= NF; place++) sum[place] += $place; lines++ }
    END { print sum[2] + 0, sum[3] + 0, sum[4] + 0, sum[5] + 0, sum[6] + 0, lines + 0 }' "$scratch/outcomes")
echo "seed $seed: $kills kills on $folders folders of $(find "$scratch/inputs" -type f | wc -l) files; $attempts times a file was offered again alone"
check 'every worker came to its end' test "$lines" = "$workers"
finish
