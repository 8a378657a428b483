#!/usr/bin/env bash
# Runs every file of the log corpora through the programs and checks two promises:
#
#   - `fp-watch --input FILE | fp-parse` ends each file with books that balance;
#   - the result file is the same bytes whether the file was claimed, named, or read by fp-parse alone.
#
#   Tests/pipelines/corpora.sh [--bin DIR]      DIR: the built programs (default .build/debug)
#
# The corpora are in ../shared/corpora beside the project, or in $FP_SHARED/corpora; without them nothing is checked.
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"

# Copies with fixed modification times: results depend on them, where a log writes no year.
mkdir -p files
for file in "$corpora"/lnav/logfile_* "$corpora"/loghub/*.log; do
    [[ -f $file ]] || continue
    cp "$file" files/
    touch -d 2026-06-15T12:00:00Z "files/${file##*/}"
done
mapfile -t files < <(find files -type f | LC_ALL=C sort)
((${#files[@]})) || skip "there is nothing in $corpora"

# The books of the one file in stream $1, whose input is file $2.
balances() {
    jq -es --argjson size "$(stat -c %s "$2")" '
        (map(select(.["@fp"] == "end")) | length == 1) and
        (map(select(.["@fp"] == "end"))[0].stages | all(
            .lines_in + .made == .lines_out + .joined + ([.dropped[]] | add // 0) and .bytes_in == $size)) and
        (map(select(has("@fp") | not)) | length) == (map(select(.["@fp"] == "end"))[0].stages[-1].lines_out)
        ' "$1" >verdict
}

for file in "${files[@]}"; do
    fp-watch --input "$file" | fp-parse >stream || check "${file##*/}: exit status" false
    check "${file##*/}: books" balances stream "$file"
done

# Three ways to the same bytes.
mkdir -p drop/unprocessed
cp -p "${files[@]}" drop/unprocessed/
fp-watch --claim --once drop | fp-route | fp-parse | fp-route | fp-analyze | fp-stats --tee |
    fp-watch commit drop --results claimed >/dev/null
fp-watch --input "${files[@]}" | fp-route | fp-parse | fp-route | fp-analyze | fp-stats --tee |
    fp-watch commit --results named >/dev/null
for file in "${files[@]}"; do
    name=${file##*/}
    fp-parse "$file" | fp-route | fp-analyze >alone
    for way in claimed named; do
        check "$name: $way and alone" cmp -s "$way/$name.ndjson" alone
    done
    check "$name: summaries" cmp -s "claimed/$name.summary.json" "named/$name.summary.json"
done

conclude
