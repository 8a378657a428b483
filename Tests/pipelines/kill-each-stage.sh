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
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/.build/debug
file_count=200
kills=1
between='fp-route; fp-parse; fp-route; fp-analyze; fp-stats --tee'
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        --files) file_count=$2; shift 2 ;;
        --kills) kills=$2; shift 2 ;;
        --stages) between=$2; shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "kill-each-stage: unknown option $1; see --help" >&2; exit 64 ;;
    esac
done

scratch=$(mktemp -d)
declare -a pids=()
finish() {
    ((${#pids[@]} == 0)) || kill -9 "${pids[@]}" 2>/dev/null || true
    rm -rf "$scratch"
}
trap finish EXIT
export PATH=$bin:$PATH FP_TOKEN_FILE=$scratch/token
IFS=';' read -ra between_stages <<<"$between"

fail() {
    echo "kill-each-stage: $*" >&2
    echo "${passed:-0} passed, 1 failed"
    exit 1
}

# Log files of several lengths and two formats, the same bytes and times on each call.
make_files() {
    local number
    mkdir -p "$1"
    for ((number = 1; number <= file_count; number++)); do
        awk -v file="$number" 'BEGIN {
            for (line = 0; line < 20 + file * 7 % 400; line++) {
                second = sprintf("%02d:%02d", int(line / 60) % 60, line % 60)
                if (file % 2) printf "2025-05-12 02:%s [%s] Store: disk %d full after %d ms\n", second, line % 9 ? "INFO" : "ERROR", line % 5, line * file
                else printf "10.0.0.%d - - [12/May/2025:02:%s +0000] \"GET /item/%d HTTP/1.1\" %d %d\n", line % 250, second, line, line % 7 ? 200 : 404, line * 31
            }
        }' >"$1/$(printf 'file-%03d.log' "$number")"
    done
    find "$1" -type f -exec touch -d '2026-06-15T12:00:00Z' {} +
}

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

check() {
    local folder=$1 names
    names=$(sed -n 's/^{"@fp":"done","seq":[0-9]*,"name":"\([^"]*\)","outcome":"processed".*/\1/p' "$folder/.fp/ledger.ndjson" | sort)
    [[ $names == "$(ls "$scratch/input")" ]] || fail "$2: the ledger doesn't have every file exactly once"
    diff <(ls "$scratch/input") <(ls "$folder/processed") >&2 || fail "$2: processed/ doesn't have every file"
    [[ -z $(find "$folder/unprocessed" "$folder/underprocess" "$folder/failed" -type f) ]] || fail "$2: a file is left over"
    diff -r "$scratch/undisturbed.results" "$folder.results" >&2 || fail "$2: results differ from those of an undisturbed run"
    fp-watch verify "$folder" >/dev/null || fail "$2: a result isn't what the ledger has"
}

make_files "$scratch/input"
new_folder() {
    mkdir "$1"
    fp-watch init "$1" >/dev/null
    cp -p "$scratch/input/"* "$1/unprocessed/"
}

new_folder "$scratch/undisturbed"
start "$scratch/undisturbed"
wait_for_all || fail "the undisturbed run failed: $(tail -3 "$scratch/undisturbed.stderr")"
check "$scratch/undisturbed" 'undisturbed'

passed=1
stage_count=$((${#between_stages[@]} + 2))
for ((victim = 0; victim < stage_count; victim++)); do
    folder=$scratch/kill$victim
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
    check "$folder" "stage $victim killed"
    attempts=$(grep -c '^{"@fp":"attempt"' "$folder/.fp/ledger.ndjson" || true)
    echo "stage $victim killed $kills times: $file_count files once each, same bytes; ${attempts:-0} were offered again alone"
    passed=$((passed + 1))
done
echo "$passed passed, 0 failed"
