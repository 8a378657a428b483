#!/usr/bin/env bash
# Puts a stage that misbehaves with one file between honest ones: it dies, hangs, drops, cuts, repeats, forges, floods.
# Whoever starts the pipeline again then finds that file in failed/ with a reason, or processed with the bytes of an
# undisturbed run; the other files are processed as ever; and nothing waits for ever.
#
#   Tests/faults/bad-stages.sh [--bin DIR]
#
# Each way to misbehave right before fp-watch commit, each time that the file comes. With FP_SOAK=1 also with an honest stage
# between the two, and also so that it misbehaves only once.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

target=file-0002.log
bad_stage=$root/Tests/faults/bad-stage.pl
# A run that takes this long hangs.
run_seconds=60

# Each way, what becomes of the file when it is met each time, and what the reason then has. `crash`: the third death of
# the pipeline fails it.
ways() {
    local crash='the pipeline died .* times while this file was alone in it'
    cat <<END
closes-its-output|failed|$crash
floods|failed|$crash
exits-1|failed|$crash
exits-0|failed|$crash
segfaults|failed|$crash
aborts|failed|$crash
cuts-a-line-and-ends|failed|$crash
drops-a-record|failed|wrote 3 records, 2 arrived|wrote 3 lines, fp-stats read 2
repeats-a-record|failed|wrote 3 records, 4 arrived|wrote 3 lines, fp-stats read 4
cuts-a-record|failed|record 2.*unexpected end of string
joins-two-records|failed|record 2.*expected nothing after the value
writes-text|failed|record 2.*expected a JSON object
writes-bytes|failed|record 2.*expected a JSON object
adds-bytes|failed|record 2.*expected a JSON object
empties-a-record|failed|record 2.*expected a JSON object
writes-an-array|failed|record 2.*expected a JSON object
forges-an-end-of-another|failed|$crash
forges-an-end-with-wrong-counts|failed|fp-parse read 61 of
forges-an-end-with-the-token|failed|fp-parse read 61 of
forges-an-end-with-a-wrong-token|failed|fp-parse read 61 of
begins-another-inside|failed|$crash
says-bye-inside|failed|$crash
writes-a-second-stream|failed|$crash
writes-a-stream-with-a-wrong-token|failed|$crash
writes-half-a-control-line|failed|$crash
swallows-begin|failed|$crash
swallows-everything|failed|swallowed its offer
begins-twice|failed|$crash
changes-the-name|failed|a stage changed its name to
changes-the-size|failed|it was changed while it was processed
changes-the-number|failed|swallowed its offer
names-a-path-outside|failed|$crash
invents-a-file|processed|
repeats-an-offer|failed|nothing in the pipeline read it
swallows-end|failed|$crash
ends-twice|processed|
changes-a-count|failed|took 3 lines and made 0, but wrote 4
changes-the-bytes|failed|fp-parse read [0-9]* of
empties-the-books|failed|the stages that kept books are
ends-another-afterwards|processed|
writes-outside-of-files|processed|
begins-it-again|processed|
fails-it|failed|for no reason
END
}

# `bad` are the arguments of the bad stage, or nothing for an honest one; `honest` puts one more behind it.
run_pipeline() {
    local folder=$1
    fp-watch --claim --once --last-exit "$folder.last-exit" "$folder" </dev/null 2>>"$folder.stderr" |
        timeout -s KILL "$run_seconds" fp-parse 2>>"$folder.stderr" |
        if [[ ${bad[*]} ]]; then exec perl "$bad_stage" "${bad[@]}"; else exec cat; fi 2>>"$folder.stderr" |
        if [[ $honest ]]; then exec fp-stats --tee; else exec cat; fi 2>>"$folder.stderr" |
        fp-watch commit "$folder" --results "$folder.results" 2>>"$folder.stderr" >>"$folder.done" &&
        codes=("${PIPESTATUS[@]}") || codes=("${PIPESTATUS[@]}")
    echo "${codes[*]}" >"$folder.last-exit"
}
# Until nothing is left to do. What misbehaves at the file's end does its worst when all is settled.
run_to_end() {
    local runs
    for ((runs = 1; runs <= 40; runs++)); do
        run_pipeline "$1"
        [[ ${codes[1]} != 137 ]] || { echo "a run hung for $run_seconds s"; return 1; }
        [[ ${codes[*]} != '0 0 0 0 0' ]] || return 0
    done
    echo "not done after $runs runs (${codes[*]}): $(tail -n 3 "$1.stderr")"
    return 1
}
others() { fingerprint "$1" | grep -vF -- "$target"; }
mine() { fingerprint "$1" | grep -F -- "$target"; }

# What became of the file: `$2` is `failed` or `processed`, or empty for either; a failed one's reason has one of the rest.
check_target() {
    local folder=$1 wanted=$2 error outcome pattern
    shift 2
    outcome=$(jq -r --arg name "$target" 'select(.["@fp"] == "done" and .name == $name).outcome' "$folder/.fp/ledger.ndjson")
    [[ ! $wanted || $outcome == "$wanted" ]] || { echo "it is $outcome, not $wanted"; tail -n 5 "$folder.stderr"; return 1; }
    case $outcome in
        processed) diff "$scratch/expected-target$honest" <(mine "$folder") ;;
        failed)
            cmp "$scratch/inputs/$target" "$folder/failed/$target" || return 1
            [[ ! -e $folder.results/$target.ndjson ]] || { echo 'it has a result though it failed'; return 1; }
            error=$(jq -r .error "$folder/failed/$target.reason.json")
            for pattern; do [[ ! $error =~ $pattern ]] || return 0; done
            [[ $# == 0 && $error ]] || { echo "its reason is: $error"; return 1; }
            ;;
        *) echo "it was settled so often: $(wc -l <<<"$outcome"): ${outcome//$'\n'/ }"; return 1 ;;
    esac
}

# One case, in a process of its own: `--point HONEST|TIMES|WAY|WANTED|REASON…`.
if [[ ${arguments[0]:-} == --point ]]; then
    IFS='|' read -r honest times way wanted reasons <<<"${arguments[1]}"
    IFS='|' read -ra patterns <<<"$reasons"
    folder=$scratch/$way-$honest-$times
    new_folder "$folder" "$scratch/inputs"
    declare -a bad=("$way" "$target")
    # Once: then it depends on where the other files were whether it failed, or is offered again and is processed.
    [[ $times == always ]] || { bad+=("$folder.flag") wanted='' patterns=(); }
    # An honest stage that reads the books, or meets what is no record, says so in its own words.
    [[ ! $honest ]] || patterns=()
    where="$way, $times${honest:+, before an honest stage}"
    check "$where: it comes to an end" run_to_end "$folder"
    check "$where: the file" check_target "$folder" "$wanted" "${patterns[@]}"
    check "$where: the others" diff "$scratch/expected-others$honest" <(others "$folder")
    check "$where: verified" fp-watch verify "$folder"
    echo "counts $passed $failed"
    rm -rf "$folder" "$folder".*
    exit 0
fi

make_scratch
make_inputs "$scratch/inputs" 3
declare -a bad=()
for honest in '' 1; do
    new_folder "$scratch/undisturbed$honest" "$scratch/inputs"
    run_to_end "$scratch/undisturbed$honest"
    mine "$scratch/undisturbed$honest" >"$scratch/expected-target$honest"
    others "$scratch/undisturbed$honest" >"$scratch/expected-others$honest"
done

if ((soak)); then
    for honest in '' 1; do for times in once always; do ways | sed "s/^/$honest|$times|/"; done; done
    echo '|always|is-killed|failed|the pipeline died'
else
    # Whoever closes its output leaves the head without a partner, for which it waits 5 seconds in each run.
    ways | sed '/^closes-its-output/!s/^/|always|/;s/^closes/|once|closes/'
fi >"$scratch/points"
echo '|once|is-killed||' >>"$scratch/points"
xargs -d '\n' -P "$(($(nproc) * 2))" -n 1 bash "$0" --bin "$bin" --point <"$scratch/points" >"$scratch/outcomes"
grep -v '^counts ' "$scratch/outcomes" || true
read -r passed failed cases < <(awk '/^counts / { passed += $2; failed += $3; cases++ } END { print passed + 0, failed + 0, cases + 0 }' "$scratch/outcomes")
echo "$cases cases of $(ways | wc -l) ways to misbehave"
check 'every case came to its end' test "$cases" = "$(wc -l <"$scratch/points")"

# One that hangs says so, and is then ended, as whoever watches it would; the file is offered again. Its process is found by
# its own number, which it writes into the flag.
new_folder "$scratch/hangs" "$scratch/inputs"
mkfifo "$scratch/hangs.pid"
honest='' bad=(hangs "$target" "$scratch/hangs.flag" "$scratch/hangs.pid")
run_pipeline "$scratch/hangs" &
running=$!
read -r hanging <"$scratch/hangs.pid"
check 'hangs: the file is in flight' test -e "$(echo "$scratch"/hangs/underprocess/*-"$target")"
kill "$hanging"
wait "$running" || true
check 'hangs: it comes to an end' run_to_end "$scratch/hangs"
check 'hangs: the file' check_target "$scratch/hangs" processed
check 'hangs: the others' diff "$scratch/expected-others" <(others "$scratch/hangs")
finish
