#!/usr/bin/env bash
# Kills each stage of a running pipeline in turn with kill -9, starts it again until all is done, and checks that every
# file was settled exactly once, with the bytes of an undisturbed run.
#
#   Tests/pipelines/kill-each-stage.sh [--bin DIR] [--files N] [--kills N] [--stages 'STAGE; STAGE; …']
#
# --bin     the built programs (default .build/debug)
# --files   how many files go through for each kill (default 200)
# --kills   how often each stage is killed before the pipeline may run to its end (default 1)
# --stages  the commands between fp-watch --claim and fp-watch commit, with semicolons between
declare -A options=([--files]=200 [--kills]=1 [--stages]='fp-route; fp-parse; fp-route; fp-analyze; fp-stats --tee')
# shellcheck source=Tests/pipelines/killing.bash
source "$(dirname "${BASH_SOURCE[0]}")/killing.bash"

file_count=${options[--files]} kills=${options[--kills]}
IFS=';' read -ra between_stages <<<"${options[--stages]}"

# Starts the pipeline on the folder $1; `pids` are its programs, in order.
start() {
    local folder=$1 index previous
    local -a commands=("fp-watch --claim --once $folder" "${between_stages[@]}" "fp-watch commit $folder --results $folder.results")
    local last=$((${#commands[@]} - 1))
    pids=()
    for ((index = 0; index < last; index++)); do
        rm -f "$folder.pipe$index"
        mkfifo "$folder.pipe$index"
    done
    for index in "${!commands[@]}"; do
        previous=/dev/null
        ((index == 0)) || previous=$folder.pipe$((index - 1))
        local next=$folder.pipe$index
        ((index < last)) || next=$folder.done
        # shellcheck disable=SC2086
        exec ${commands[index]} <"$previous" >"$next" 2>>"$folder.stderr" &
        pids+=($!)
    done
}

# Waits for all programs; returns 0 when each ended with 0.
wait_for_all() {
    local pid failed=0
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || failed=1; done
    pids=()
    return "$failed"
}

settled_count() { grep -c '^{"@fp":"done"' "$1/.fp/ledger.ndjson" 2>/dev/null || true; }

# Whether every file of the folder $1 was settled exactly once, with the results of the undisturbed run.
is_whole() {
    local folder=$1 names
    names=$(sed -n 's/^{"@fp":"done","seq":[0-9]*,"name":"\([^"]*\)","outcome":"processed".*/\1/p' "$folder/.fp/ledger.ndjson" | sort)
    [[ $names == "$(ls input)" ]] || { echo "the ledger doesn't have every file exactly once"; return 1; }
    diff <(ls input) <(ls "$folder/processed") || { echo "processed/ doesn't have every file"; return 1; }
    [[ -z $(find "$folder/unprocessed" "$folder/underprocess" "$folder/failed" -type f) ]] || { echo 'a file is left over'; return 1; }
    diff -r undisturbed.results "$folder.results" || { echo 'results differ from those of the undisturbed run'; return 1; }
    fp-watch verify "$folder"
}

make_files input "$file_count"
new_folder() {
    mkdir "$1"
    fp-watch init "$1" >/dev/null
    cp -p input/* "$1/unprocessed/"
}

new_folder undisturbed
start undisturbed
wait_for_all || fail "the undisturbed run failed: $(tail -3 undisturbed.stderr)"
check 'undisturbed' is_whole undisturbed

stage_count=$((${#between_stages[@]} + 2))
for ((victim = 0; victim < stage_count; victim++)); do
    folder=kill$victim
    new_folder "$folder"
    # Each kill comes when some more files have been settled; then as many starts as it takes.
    for ((kill = 1; kill <= kills; kill++)); do
        before=$(settled_count "$folder")
        start "$folder"
        while kill -0 "${pids[victim]}" 2>/dev/null &&
            (($(settled_count "$folder") < ${before:-0} + (victim + kill) * file_count / 16 + 1)); do
            sleep 0.02
        done
        kill -9 "${pids[victim]}" 2>/dev/null || true
        wait_for_all || true
    done
    runs=0
    until start "$folder"; wait_for_all; do
        ((++runs < 10)) || fail "stage $victim: not done after $runs runs: $(tail -3 "$folder.stderr")"
    done
    check "stage $victim killed" is_whole "$folder"
    attempts=$(grep -c '^{"@fp":"attempt"' "$folder/.fp/ledger.ndjson" || true)
    echo "stage $victim killed $kills times: ${attempts:-0} of $file_count files were offered again alone"
done
conclude
