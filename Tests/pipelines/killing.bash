#!/usr/bin/env bash
# What the scripts share that kill a pipeline's processes, or fp-supervise; they source it, with their own arguments, for
# checking.bash.
# shellcheck disable=SC2034 # Some of the variables are for the scripts alone.
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"
export PATH=$root/pipelines:$PATH

# All that fp-supervise starts has this in its environment, and so can be found when its parent is gone.
mark=FP_TEST_MARK=$scratch
marked() {
    local environment pid
    while read -r environment; do
        pid=${environment#/proc/} pid=${pid%/*}
        ! grep -q '^State:.[^ZX]' "/proc/$pid/status" 2>/dev/null || echo "$pid"
    done < <(grep -lz "^$mark$" /proc/[0-9]*/environ 2>/dev/null)
}
none_marked() { [[ -z $(marked) ]]; }
leave_nothing() {
    local pid
    for pid in $(marked); do kill -KILL "$pid" 2>/dev/null || true; done
    leave
}
trap leave_nothing EXIT

# $2 log files of several lengths and two formats in the folder $1, the same bytes and times on each call.
make_files() {
    local number
    mkdir "$1"
    for ((number = 1; number <= $2; number++)); do
        awk -v file="$number" 'BEGIN {
            for (line = 0; line < 20 + file * 7 % 400; line++) {
                second = sprintf("%02d:%02d", int(line / 60) % 60, line % 60)
                if (file % 2) printf "2025-05-12 02:%s [%s] Store: disk %d full after %d ms\n", second, line % 9 ? "INFO" : "ERROR", line % 5, line * file
                else printf "10.0.0.%d - - [12/May/2025:02:%s +0000] \"GET /item/%d HTTP/1.1\" %d %d\n", line % 250, second, line, line % 7 ? 200 : 404, line * 31
            }
        }' >"$1/$(printf 'file-%04d.log' "$number")"
    done
    find "$1" -type f -exec touch -d '2026-06-15T12:00:00Z' {} +
}
