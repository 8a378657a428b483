# What the scripts of this folder share: options, a small run of a pipeline, and what two folders are compared by.
#
# Sourced with the script's own arguments; those from --point or --worker on are from the script to itself. Sets root, bin,
# scratch, soak, passed, failed, arguments.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/.build/debug
soak=${FP_SOAK:-0}
passed=0 failed=0
declare -a arguments=()
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
        --point | --worker) arguments+=("$@"); break ;;
        -*) echo "${0##*/}: unknown option $1; see --help" >&2; exit 64 ;;
        *) arguments+=("$1"); shift ;;
    esac
done
export PATH=$bin:$PATH FP_SOAK=$soak

skip() {
    echo "skipped: $*"
    echo '0 passed, 0 failed'
    exit 0
}

# A scratch folder, removed at the end, with a token of its own.
make_scratch() {
    scratch=$(mktemp -d)
    export scratch FP_TOKEN_FILE=$scratch/token
    trap 'rm -rf "$scratch"' EXIT
}

check() {
    local what=$1
    shift
    if "$@" >"$scratch/said.$$" 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAIL $what"
        sed 's/^/    /' "$scratch/said.$$" | head -40
    fi
}

finish() {
    echo "$passed passed, $failed failed"
    ((failed == 0))
}

# Logs of two formats, JSON, one that can't be read, and a name that looks like a numbered one.
make_inputs() {
    local directory=$1 count=$2
    mkdir -p "$directory"
    awk -v directory="$directory" -v count="$count" 'BEGIN {
        for (file = 1; file <= count; file++) {
            path = sprintf("%s/file-%04d.log", directory, file)
            for (line = 1; line <= file % 5 + 1; line++) {
                if (file % 3 == 0) printf "{\"time\":\"2025-05-12T02:11:%02dZ\",\"level\":\"info\",\"message\":\"%d of %d\"}\n", line, line, file >path
                else if (file % 3 == 1) printf "2025-05-12 02:11:%02d [INFO] Store: disk %d full\n", line, file >path
                else printf "10.0.0.%d - - [12/May/2025:02:11:%02d +0000] \"GET /%d HTTP/1.1\" 200 %d\n", line, line, file, line * 31 >path
            }
            close(path)
        }
    }'
    printf '\x1f\x8b\x08no gzip' >"$directory/broken.log.gz"
    cp "$directory/file-0001.log" "$directory/file-0001.log~2"
    find "$directory" -type f -exec touch -d '2026-06-15T12:00:00Z' {} +
}

# A folder with all inputs of $2 dropped.
new_folder() {
    mkdir "$1"
    fp-watch init "$1" >/dev/null
    cp -p "$2"/* "$1/unprocessed/"
}

# One run of the pipeline on the folder $1; leaves the exit codes in `codes`. What is in `head_under` and `tail_under`
# goes before the commands of the two ends, what is in `head_options` and `commit_options` behind them.
declare -a head_under=() tail_under=() head_options=() commit_options=() codes=()
run_pipeline() {
    "${head_under[@]}" fp-watch --claim --once "${head_options[@]}" "$1" </dev/null 2>>"$1.stderr" | fp-parse 2>>"$1.stderr" |
        "${tail_under[@]}" fp-watch commit "$1" --results "$1.results" "${commit_options[@]}" 2>>"$1.stderr" >>"$1.done" && codes=("${PIPESTATUS[@]}") ||
        codes=("${PIPESTATUS[@]}")
}

# Runs until all three programs end with 0, as whoever starts a pipeline again would.
run_to_end() {
    local runs
    for ((runs = 1; runs <= 10; runs++)); do
        run_pipeline "$1"
        [[ ${codes[*]} != '0 0 0' ]] || return 0
    done
    echo "$1: not done after $runs runs: $(tail -n 3 "$1.stderr")" >&2
    return 1
}

# All that a user can see of a folder and its results: names, bytes, and what the ledger says of each file but when and
# after how many attempts.
fingerprint() {
    (cd "$1" && find unprocessed underprocess processed failed -type f ! -name '*.reason.json' -exec sha256sum {} + | sort -k 2)
    (cd "$1.results" && find . -type f -exec sha256sum {} + | sort -k 2)
    (cd "$1/failed" && jq -cS 'del(.committed)' -- *.reason.json)
    jq -cS 'select(.["@fp"] == "done") | del(.committed, .batch, .crc, .stages)' "$1"/.fp/ledger.ndjson* | sort
}

# The same without the files' numbers, for where it isn't certain who is claimed first.
without_numbers() { fingerprint "$1" | sed -E 's/"seq":[0-9]+,?//'; }

# Pipelines in the background: what their two ends are, the stages between, and where `done` lines go; the process numbers
# of all that run, in order.
head_command='fp-watch --claim --once' done_lines=/dev/null
declare -a stages=(fp-parse) pids=()

# Starts one more pipeline on the folder $1. The pipes are open before the first program starts, for one that is killed
# before it has opened its end would leave its neighbour waiting.
start() {
    local folder=$1 index fd
    local -a commands=("$head_command $folder" "${stages[@]}" "fp-watch commit $folder --results $folder.results")
    local last=$((${#commands[@]} - 1)) pipe=$folder.pipe both reader writer
    local -a readers=() writers=()
    for ((index = 0; index < last; index++)); do
        mkfifo "$pipe"
        # shellcheck disable=SC2094 # Opened at both ends first, a FIFO keeps nobody waiting.
        exec {both}<>"$pipe" {reader}<"$pipe" {writer}>"$pipe" {both}>&-
        readers+=("$reader") writers+=("$writer")
        rm "$pipe"
    done
    for index in "${!commands[@]}"; do
        (
            if ((index > 0)); then exec <&"${readers[index - 1]}"; else exec </dev/null; fi
            if ((index < last)); then exec >&"${writers[index]}"; else exec >>"$done_lines"; fi
            for fd in "${readers[@]}" "${writers[@]}"; do exec {fd}>&-; done
            # shellcheck disable=SC2086 # words
            exec ${commands[index]} 2>>"$folder.stderr"
        ) &
        pids+=($!)
    done
    for fd in "${readers[@]}" "${writers[@]}"; do exec {fd}>&-; done
}

# Kills one program of each pipeline that runs, after up to a third of a second, and waits for the others. Fewer than there
# are may be left to kill; `kills` counts those that were.
kills=0
kill_some() {
    local pipeline victim size=$((${#stages[@]} + 2))
    sleep "0.$(printf '%03d' $((RANDOM % 300 + 20)))"
    for ((pipeline = 0; pipeline < ${#pids[@]} / size; pipeline++)); do
        victim=${pids[pipeline * size + RANDOM % size]}
        if kill -9 "$victim" 2>/dev/null; then kills=$((kills + 1)); fi
    done
    wait "${pids[@]}" 2>/dev/null || true
    pids=()
}
end_pipelines() {
    ((${#pids[@]} == 0)) || {
        kill -9 "${pids[@]}"
        wait "${pids[@]}"
    } 2>/dev/null || true
}
