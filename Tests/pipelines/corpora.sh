#!/usr/bin/env bash
# Runs every file of the log corpora through the programs and checks two promises:
#
#   - `fp-watch --input FILE | fp-parse` ends each file with books that balance;
#   - the result file is the same bytes whether the file was claimed, named, or read by fp-parse alone.
#
#   Tests/pipelines/corpora.sh [--bin DIR]      DIR: the built programs (default .build/debug)
#
# The corpora are in ../shared/corpora beside the project, or in $FP_SHARED/corpora; without them nothing is checked.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/.build/debug
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "corpora: unknown option $1; see --help" >&2; exit 64 ;;
    esac
done
corpora=${FP_SHARED:-$root/../shared}/corpora
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PATH=$bin:$PATH FP_TOKEN_FILE=$scratch/token
passed=0 failed=0

# Copies with fixed modification times: results depend on them, where a log writes no year.
mkdir -p "$scratch/files"
for file in "$corpora"/lnav/logfile_* "$corpora"/loghub/*.log; do
    [[ -f $file ]] || continue
    cp "$file" "$scratch/files/"
    touch -d 2026-06-15T12:00:00Z "$scratch/files/${file##*/}"
done
mapfile -t files < <(find "$scratch/files" -type f | LC_ALL=C sort)
if ((${#files[@]} == 0)); then
    echo "corpora: skipped, there is nothing in $corpora"
    echo '0 passed, 0 failed'
    exit 0
fi

# Counts a check that holds; says which one doesn't.
check() {
    local what=$1
    shift
    if "$@"; then ((++passed)); else
        ((++failed))
        echo "FAIL $what" >&2
    fi
}

# The books of the one file in stream $1, whose input is file $2.
balances() {
    jq -es --argjson size "$(stat -c %s "$2")" '
        (map(select(.["@fp"] == "end")) | length == 1) and
        (map(select(.["@fp"] == "end"))[0].stages | all(
            .lines_in + .made == .lines_out + .joined + ([.dropped[]] | add // 0) and .bytes_in == $size)) and
        (map(select(has("@fp") | not)) | length) == (map(select(.["@fp"] == "end"))[0].stages[-1].lines_out)
        ' "$1" >"$scratch/verdict"
}

for file in "${files[@]}"; do
    fp-watch --input "$file" | fp-parse >"$scratch/stream" || check "${file##*/}: exit status" false
    check "${file##*/}: books" balances "$scratch/stream" "$file"
done

# Three ways to the same bytes.
mkdir -p "$scratch/drop/unprocessed"
cp -p "${files[@]}" "$scratch/drop/unprocessed/"
fp-watch --claim --once "$scratch/drop" | fp-route | fp-parse | fp-route | fp-analyze | fp-stats --tee |
    fp-watch commit "$scratch/drop" --results "$scratch/claimed" >/dev/null
fp-watch --input "${files[@]}" | fp-route | fp-parse | fp-route | fp-analyze | fp-stats --tee |
    fp-watch commit --results "$scratch/named" >/dev/null
for file in "${files[@]}"; do
    name=${file##*/}
    fp-parse "$file" | fp-route | fp-analyze >"$scratch/alone"
    for way in claimed named; do
        check "$name: $way and alone" cmp -s "$scratch/$way/$name.ndjson" "$scratch/alone"
    done
    check "$name: summaries" cmp -s "$scratch/claimed/$name.summary.json" "$scratch/named/$name.summary.json"
done

echo "$passed passed, $failed failed"
((failed == 0))
