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
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"
suite=$corpora/json
compgen -G "$suite/*.json" >/dev/null || skip "there is nothing in $suite"

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

# Whether fp-route accepts the record, unchanged.
passes_on() {
    fp-route <record >passed 2>stderr && cmp -s passed record
}

# Whether "$@" refuses the record as bad input, by its line.
refuses() {
    local code=0
    "$@" <record >/dev/null 2>stderr || code=$?
    ((code == 65)) && grep -q 'stdin:[0-9]' stderr
}

accepts() { "$@" <record >/dev/null 2>&1; }

# Whether fp-parse makes as many records as there are lines, marked as wanted.
parses() {
    local marks lines
    lines=$(wc -l <record)
    fp-parse --format json <record >parsed 2>stderr || return
    marks=$(grep -c '"parse_error":' parsed || true)
    (($(wc -l <parsed) <= lines)) || return
    if [[ $1 == accepted ]]; then ((marks == 0)); else ((marks > 0)); fi
}

for file in "$suite"/*.json; do
    { printf '{"x":' && cat "$file" && printf '}\n'; } >record
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
conclude
