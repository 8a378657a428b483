#!/usr/bin/env bash
# Files that fp-parse reads through commands, good ones and bad ones, leave no process and no open descriptor behind.
#
#   Tests/pipelines/commands-leave-nothing.sh [--bin DIR] [--files N]
#
# --bin    the built programs (default .build/debug)
# --files  how many files go through (default 350), with seven kinds of commands in turn
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/.build/debug
file_count=350
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        --files) file_count=$2; shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "commands-leave-nothing: unknown option $1; see --help" >&2; exit 64 ;;
    esac
done

scratch=$(mktemp -d)
parser=
finish() {
    [[ ! $parser ]] || kill "$parser" 2>/dev/null || true
    rm -rf "$scratch"
}
trap finish EXIT
cd "$scratch"
export FP_TOKEN_FILE=$scratch/token
printf '%064d\n' 0 >token
chmod 600 token
passed=0 failed=0

same() {
    if [[ $2 == "$3" ]]; then ((++passed)); else
        ((++failed))
        printf 'FAIL %s\n    got:      %s\n    expected: %s\n' "$1" "$2" "$3"
    fi
}
descriptors() { find "/proc/$parser/fd" -mindepth 1 | wc -l; }
# Reads until the line that settles file $1, counting what became of the files.
follow() {
    local line
    while IFS= read -r line <&4; do
        case $line in
            '{"@fp":"end"'*) ((++ended)) ;;
            '{"@fp":"fail"'*) ((++failures)) ;;
            *) continue ;;
        esac
        [[ $line != *"\"seq\":$1,"* ]] || return 0
    done
}

printf '{"a":1}\n{"a":2}\n' >log
awk -v files="$file_count" -v path="$PWD/log" 'BEGIN {
    via[0] = "[\"cat\"]"
    via[1] = "[\"cat\"],[\"tr\",\"1\",\"2\"],[\"cat\"]"
    via[2] = "[\"cat\"],[\"head\",\"-n\",\"1\"]"
    via[3] = "[\"false\"]"
    via[4] = "[\"sleep\",\"1000\"],[\"./no-such-command\"]"
    via[5] = "[\"sh\",\"-c\",\"kill -KILL $$\"],[\"cat\"]"
    # Given up, for the length of a line, while both run on.
    via[6] = "[\"sleep\",\"1000\"],[\"sh\",\"-c\",\"head -c 300000 /dev/zero; exec sleep 1000\"]"
    printf "{\"@fp\":\"stream\",\"version\":1,\"token\":\"%064d\",\"stages\":[\"fp-watch\"]}\n", 0
    for (seq = 1; seq <= files + 1; seq++)
        printf "{\"@fp\":\"file\",\"seq\":%d,\"name\":\"log\",\"path\":\"%s\",\"size\":16,\"mtime\":\"2026-06-15T12:00:00Z\",\"options\":{\"via\":[%s]}}\n",
            seq, path, via[(seq - 1) % 7]
}' >offers

mkfifo to from
(ulimit -n 24 && exec "$bin/fp-parse" --line-bytes-max 1000 <to >from 2>said) &
parser=$!
exec 3>to 4<from
ended=0 failures=0
# The first one alone: what is open after it is what fp-parse needs.
head -n 2 offers >&3
follow 1
needed=$(descriptors)
tail -n +3 offers >&3 &
follow $((file_count + 1))
same 'files that came out' "$ended" "$(grep '"@fp":"file"' offers | grep -cvE 'false|sleep|KILL')"
same 'files in all' $((ended + failures)) $((file_count + 1))
same 'children that are left' "$(cat "/proc/$parser/task/$parser/children" 2>&1)" ''
same 'open descriptors' "$(descriptors)" "$needed"
exec 3>&-
code=0
wait "$parser" || code=$?
same 'status' "$code" 0
parser=
same 'what it said' "$(cat said)" ''

echo "$passed passed, $failed failed"
((failed == 0))
