#!/usr/bin/env bash
# Sends every text of the JSON suite, as the member of a record, through the programs that read records:
#
#   - what RFC 8259 forbids ends each with 65 and a message that names the line; what it requires is accepted;
#   - fp-route passes accepted records on unchanged;
#   - fp-parse loses none of either: it marks a line that isn't JSON with `parse_error`.
#
#   Tests/pipelines/json-suite.sh [--bin DIR]      DIR: the built programs (default .build/debug)
#
# The suite is in ../shared/corpora/json beside the project, or in $FP_SHARED/corpora/json; without it nothing is checked.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/.build/debug
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "json-suite: unknown option $1; see --help" >&2; exit 64 ;;
    esac
done
suite=${FP_SHARED:-$root/../shared}/corpora/json
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PATH=$bin:$PATH FP_TOKEN_FILE=$scratch/token
passed=0 failed=0

# Whether the text of a file may be accepted inside a record; JSONSuiteTests gives the reasons.
is_record() {
    # A record is one line: a text with a newline in it is cut there, and neither part is whole.
    if (($(tr -cd '\n' <"$1" | wc -c) > 0)); then return 1; fi
    case ${1##*/} in
        y_*) return 0 ;;
        i_number_* | i_structure_500_nested_arrays*) return 0 ;;
        i_object_key_lone_2nd_surrogate* | i_string_1st_* | i_string_incomplete_surrogate*) return 0 ;;
        i_string_invalid_lonely_surrogate* | i_string_invalid_surrogate* | i_string_inverted_surrogates*) return 0 ;;
        i_string_lone_second_surrogate*) return 0 ;;
        *) return 1 ;;
    esac
}

# Counts a check that holds; says which one doesn't.
check() {
    local what=$1
    shift
    if "$@"; then ((++passed)); else
        ((++failed))
        echo "json-suite: $what" >&2
    fi
}

# Whether fp-route accepts the record, unchanged.
passes_on() {
    fp-route <"$scratch/record" >"$scratch/passed" 2>"$scratch/stderr" && cmp -s "$scratch/passed" "$scratch/record"
}

# Whether "$@" refuses the record as bad input, by its line.
refuses() {
    local code=0
    "$@" <"$scratch/record" >/dev/null 2>"$scratch/stderr" || code=$?
    ((code == 65)) && grep -q 'stdin:[0-9]' "$scratch/stderr"
}

accepts() { "$@" <"$scratch/record" >/dev/null 2>&1; }

# Whether fp-parse makes as many records as there are lines, marked as wanted.
parses() {
    local marks lines
    lines=$(wc -l <"$scratch/record")
    fp-parse --format json <"$scratch/record" >"$scratch/parsed" 2>"$scratch/stderr" || return
    marks=$(grep -c '"parse_error":' "$scratch/parsed" || true)
    (($(wc -l <"$scratch/parsed") <= lines)) || return
    if [[ $1 == accepted ]]; then ((marks == 0)); else ((marks > 0)); fi
}

for file in "$suite"/*.json; do
    [[ -f $file ]] || break
    { printf '{"x":' && cat "$file" && printf '}\n'; } >"$scratch/record"
    name=${file##*/}
    if is_record "$file"; then
        check "$name: fp-route" passes_on
        check "$name: fp-stats" accepts fp-stats
        check "$name: fp-analyze" accepts fp-analyze
        check "$name: fp-parse" parses accepted
    else
        check "$name: fp-route" refuses fp-route
        check "$name: fp-stats" refuses fp-stats
        check "$name: fp-analyze" refuses fp-analyze
        check "$name: fp-parse" parses refused
    fi
done
if ((passed + failed == 0)); then echo "json-suite: skipped, there is nothing in $suite"; fi
echo "$passed passed, $failed failed"
((failed == 0))
