#!/usr/bin/env bash
# Files that fp-parse reads through commands, good ones and bad ones, leave no process and no open descriptor behind.
#
#   Tests/pipelines/commands-leave-nothing.sh [--bin DIR] [--files N]
#
# --bin    the built programs (default .build/debug)
# --files  how many files go through (default 350), with seven kinds of commands in turn
declare -A options=([--files]=350)
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"

file_count=${options[--files]}
export FP_TOKEN_FILE=$scratch/token
printf '%064d\n' 0 >token
chmod 600 token

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
(ulimit -n 24 && exec fp-parse --line-bytes-max 1000 <to >from 2>said) &
parser=$!
exec 3>to 4<from
ended=0 failures=0
# The first one alone: what is open after it is what fp-parse needs.
head -n 2 offers >&3
follow 1
needed=$(descriptors)
tail -n +3 offers >&3 &
follow $((file_count + 1))
check 'files that came out' same "$ended" "$(grep '"@fp":"file"' offers | grep -cvE 'false|sleep|KILL')"
check 'files in all' same $((ended + failures)) $((file_count + 1))
check 'children that are left' same "$(cat "/proc/$parser/task/$parser/children" 2>&1)" ''
check 'open descriptors' same "$(descriptors)" "$needed"
exec 3>&-
code=0
wait "$parser" || code=$?
check 'status' same "$code" 0
check 'what it said' same "$(cat said)" ''

conclude
