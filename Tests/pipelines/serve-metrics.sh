#!/usr/bin/env bash
# Has promtool check /metrics, and a Prometheus on loopback scrape it, in each of its two formats: the target is up, the
# log has no complaint, and what was scraped is what /stats says.
#
#   Tests/pipelines/serve-metrics.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/pipelines/serving.bash
source "$(dirname "${BASH_SOURCE[0]}")/serving.bash"
patience=60
for program in promtool prometheus; do
    command -v "$program" >/dev/null || skip "there is no $program; on Debian: apt-get install prometheus"
done

# A folder with a settled file, a failed one, a stage with a hostile name, and one that waits.
mkdir -p w/{unprocessed,underprocess,processed,failed,.fp}
touch w/unprocessed/waits.log
jq -cn '
    [{stage: "fp-parse", lines_in: 7, lines_out: 5, joined: 1, made: 0, dropped: {header: 1}, errors: 1, bytes_in: 61, seconds: 0.25},
     {stage: "a \"b\\c\" {d=1} # é\n", lines_in: 5, lines_out: 5, joined: 0, made: 0, dropped: {}, errors: 0, bytes_in: 61, seconds: 0.5}] as $stages |
    {"@fp": "done", seq: 1, name: "a.log", outcome: "processed", result: "a.log.ndjson", records: 5, result_size: 50, result_sha256: "00",
     size: 61, mtime: "2026-06-15T12:00:00Z", committed: "2026-06-15T12:00:01.250Z", stages: $stages, summary: [], batch: 0},
    {"@fp": "done", seq: 2, name: "b.log", outcome: "failed", stage: "fp-parse", error: "no good",
     size: 10, mtime: "2026-06-15T12:00:00Z", committed: "2026-06-15T12:00:02Z", stages: [], summary: [], batch: 0}' >w/.fp/ledger.ndjson

start --watch-dir w
await holds /stats '.processed == 1 and .failed == 1' || fail 'fp-serve does not read the ledger'

# The older format, which promtool reads, and what the server says the two are.
open='application/openmetrics-text; version=1.0.0'
curl -sS -o text -w '%{content_type}\n' "$url/metrics" >types
curl -sS -o open -w '%{content_type}\n' -H "Accept: $open" "$url/metrics" >>types
check 'the types of the two formats' diff types - <<<$'text/plain; version=0.0.4; charset=utf-8\napplication/openmetrics-text; version=1.0.0; charset=utf-8'
check 'promtool check metrics' promtool check metrics <text
check 'OpenMetrics has its end' test "$(tail -n 1 open)" = '# EOF'
check 'the two have the same samples' diff <(grep -v '^#' text) <(grep -v '^#' open)

# Prometheus asks fp-serve for OpenMetrics. The older format it gets from a file, by a server that names no type it knows.
python=$(command -v python3 || true)
if [[ $python ]]; then
    mkdir plain
    mv text plain/metrics
    "$python" -uc '
import http.server
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(server.server_address[1], flush=True)
server.serve_forever()' >port 2>/dev/null &
    await test -s port
fi
{
    echo 'global: {scrape_interval: 1s, scrape_timeout: 1s}'
    echo 'scrape_configs:'
    echo "  - {job_name: open, static_configs: [{targets: ['${url#http://}']}]}"
    if [[ $python ]]; then
        echo "  - {job_name: text, metrics_path: /plain/metrics, static_configs: [{targets: ['127.0.0.1:$(<port)']}]}"
    fi
} >prometheus.yml
check 'promtool check config' promtool check config prometheus.yml >/dev/null

# Prometheus doesn't tell which port it got; what another fp-serve has just given back is free.
start
stop TERM
prometheus --config.file=prometheus.yml --storage.tsdb.path=tsdb --web.listen-address="127.0.0.1:$port" 2>log &

# Whether jq's filter $2 holds for the answer to query $1.
finds() { curl -sS --max-time 5 --get --data-urlencode "query=$1" "http://127.0.0.1:$port/api/v1/query" | jq -e "$2" >verdict; }
jobs=1
[[ -z $python ]] || jobs=2
check 'every target is up' await finds 'sum(up)' ".data.result[0].value[1] == \"$jobs\""
check 'no target is down' finds 'up == 0' '.data.result == []'
check 'records' finds fp_records_total "[.data.result[].value[1]] == [range($jobs) | \"5\"]"
check 'outcomes' finds 'sum(fp_files_settled_total{job="open"})' '.data.result[0].value[1] == "2"'
check 'a hostile stage is only a label' finds 'fp_stage_seconds_total{job="open",stage!="fp-parse"}' \
    '[.data.result[] | .metric.stage, .value[1]] == ["a \"b\\c\" {d=1} # é\n", "0.5"]'
check 'the last commit' finds 'fp_last_commit_timestamp_seconds{job="open"}' '.data.result[0].value[1] == "1781524802"'
check 'Prometheus has nothing to complain of' test -z "$(grep -E 'level=(warn|error)' log)"

conclude
