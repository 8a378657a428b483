#!/usr/bin/env bash
# Kills fp-serve with -9 at random moments while a ledger grows under it: its totals are the ledger's all the same. Then
# makes the index again with --rebuild: every page is the same, byte for byte, but for the time in it.
#
#   Tests/pipelines/serve-counts-once.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/pipelines/serving.bash
source "$(dirname "${BASH_SOURCE[0]}")/serving.bash"
patience=60
rounds=30 files_a_round=200
RANDOM=${FP_SEED:=$RANDOM} # A failure names the seed; give it back to run the same again.

# Starts fp-serve on the folder, with options "$@", and waits until it has read the whole ledger.
start_and_read() {
    start --watch-dir w --data index.db "$@"
    await all_read || fail 'fp-serve does not read the ledger'
}
all_read() { holds /stats ".ledger_unread_bytes == 0 and .processed + .failed + .dropped == $files"; }

# A ledger of $1 files, some tried several times and one settled twice, each line appended by itself.
ledger() {
    awk -v count="$1" 'BEGIN {
        for (i = 1; i <= count; i++) {
            kind = i % 11 == 0 ? "failed" : i % 13 == 0 ? "dropped" : "processed"
            if (i % 17 == 0) {
                put(sprintf("{\"@fp\":\"attempt\",\"seq\":%d,\"name\":\"file-%d.log\",\"attempt\":1", i, i))
                put(sprintf("{\"@fp\":\"death\",\"seq\":%d,\"crash\":true,\"statuses\":[0,139,65]", i))
            }
            more = kind == "processed" ? sprintf(",\"result\":\"file-%d.log.ndjson\",\"records\":%d,\"result_size\":%d,\"result_sha256\":\"00\"", i, i % 9, i % 101) \
                : kind == "failed" ? ",\"stage\":\"fp-parse\",\"error\":\"no good\"" : ",\"reason\":\"a rule\""
            line = sprintf("{\"@fp\":\"done\",\"seq\":%d,\"name\":\"file-%d.log\",\"outcome\":\"%s\"%s,\"size\":%d,\"mtime\":\"2026-06-15T12:00:00.000000000Z\",\"committed\":\"2026-06-15T12:%02d:%02d.000Z\",\"stages\":[{\"stage\":\"fp-parse\",\"lines_in\":%d,\"lines_out\":%d,\"joined\":0,\"made\":0,\"dropped\":{},\"errors\":0,\"bytes_in\":%d,\"seconds\":0.%06d}],\"summary\":[]", i, i, kind, more, i % 1009, (i / 60) % 60, i % 60, i % 9, i % 9, i % 1009, i)
            put(line)
            if (i == 5) put(line)
        }
    }
    function put(line) { line = line ",\"batch\":" offset + 0 "}"; print line; offset += length(line) + 1 }'
}

mkdir -p w/{unprocessed,underprocess,processed,failed,.fp}
files=$((rounds * files_a_round))
ledger "$files" >whole
: >w/.fp/ledger.ndjson
touch w/underprocess/00900000-waits.log w/unprocessed/dropped.log

# Each round appends a piece that ends anywhere in a line, while fp-serve runs and is killed.
piece=$(($(stat -c %s whole) / rounds + 1))
for ((round = 0; round < rounds; round++)); do
    start --watch-dir w --data index.db
    dd if=whole bs="$piece" skip="$round" count=1 status=none | split -b 8192 --filter 'cat >>w/.fp/ledger.ndjson' - &
    writer=$!
    read -rt "0.$(printf %03d $((RANDOM % 500)))" <> <(:) || true
    stop KILL
    wait "$writer"
done
check 'the ledger is whole' cmp -s whole w/.fp/ledger.ndjson
start_and_read
curl -sS "$url/stats" >stats
jq -es '
    (.[0]) as $stats | [.[1:][] | select(."@fp" == "done")] | unique_by(.seq) as $files |
    ($files | map(select(.outcome == "processed")) | length) == $stats.processed and
    ($files | map(select(.outcome == "failed")) | length) == $stats.failed and
    ($files | map(select(.outcome == "dropped")) | length) == $stats.dropped and
    ($files | map(.records // 0) | add) == $stats.records and
    ($files | map(.size) | add) == $stats.bytes and
    ($files | map(.result_size // 0) | add) == $stats.result_bytes and
    ($files | map(.stages[0].lines_in) | add) == $stats.stages[0].lines_in and
    ($files | length) == $stats.stages[0].files and
    ($files | map(.stages[0].seconds * 1000000 + 0.5 | floor) | add) == ($stats.stages[0].seconds * 1000000 + 0.5 | floor)
' stats whole >/dev/null && totals=same || totals=different
check 'totals after thirty kills are those of the ledger' test "$totals" = same

# All pages into directory $1, without the moment at which they were asked for.
pages() {
    mkdir "$1"
    local page
    for page in health stats files 'files?limit=1000&after=2000' 'files?outcome=dropped' errors 'errors?limit=1000' metrics \
        files/5 files/17 files/900000 trace/5 trace/17 trace/900000 trace/1000000; do
        curl -sS "$url/$page" | sed -E 's/"(time|since)":"[^"]*"/"\1":""/g; s/"rate":\{[^}]*\}/"rate":{}/' >"$1/${page//\//_}"
    done
}
pages before
stop TERM
start_and_read --rebuild
pages after
check 'made again, the index gives the same answers' diff -r before after
check 'a trace shows the attempt' test "$(jq '.attempts == [{attempt: 1, crash: true, statuses: [0, 139, 65]}] and .balanced' after/trace_17)" = true
stop TERM
check '--rebuild wants --data' same "$(status_of fp-serve --rebuild --watch-dir w </dev/null)" 64

((failed == 0)) || echo "rerun with FP_SEED=$FP_SEED" >&2
conclude
