#!/usr/bin/env bash
# Kills each process that fp-supervise runs in turn with kill -9, and fp-supervise itself, while files are dropped. Then
# every file must have been settled once, with the bytes of an undisturbed run; /stats must say what the ledger says; and
# no process may be left behind, neither by a kill of the supervisor nor at the end.
#
#   Tests/pipelines/kill-everything.sh [--bin DIR] [--rounds N] [--files N]
#
# --bin     the built programs (default .build/debug)
# --rounds  how often each process is killed (default 1); the supervisor twice as often
# --files   how many files are dropped in all, a share of them before each kill (default 100)
declare -A options=([--rounds]=1 [--files]=100)
# shellcheck source=Tests/pipelines/killing.bash
source "$(dirname "${BASH_SOURCE[0]}")/killing.bash"
supervisor=''
rounds=${options[--rounds]} file_count=${options[--files]}

start() {
    env "$mark" fp-supervise --config watched/log_processor_config.json >/dev/null 2>>err &
    supervisor=$!
}
# Sets `found` to the process that the supervisor runs as $1, the $2nd of that name.
find_child() {
    local pid words pids number=0
    read -ra pids <"/proc/$supervisor/task/$supervisor/children" || true
    for pid in "${pids[@]}"; do
        mapfile -d '' words <"/proc/$pid/cmdline" || continue
        case "${words[*]}" in
            "fp-watch commit"*) [[ $1 == commit ]] || continue ;;
            "$1"*) ;;
            *) continue ;;
        esac
        ((++number < $2)) || { found=$pid && return; }
    done
    return 1
}
settled_count() { grep -c '^{"@fp":"done"' watched/watch_dir/.fp/ledger.ndjson; }
has_settled() { (($(settled_count) >= $1)); }
stats_hold() {
    local url
    url=$(sed -n 's/.*listening on //p' err | tail -n 1)
    curl -sS --max-time 5 "$url/stats" >stats && jq -e --argjson files "$file_count" '.processed == $files' stats >/dev/null
}

make_files input "$file_count"
mkdir watched undisturbed
for folder in watched undisturbed; do
    jq -n --arg routes "$root/pipelines/rules.json" \
        '{$routes, dashboard: {port: 0}, recovery: {check_interval: 0.5}}' >"$folder/log_processor_config.json"
    fp-watch init "$folder/watch_dir" >/dev/null
done
cp -p input/* undisturbed/watch_dir/unprocessed/
: >err
fp-supervise --config undisturbed/log_processor_config.json --once >/dev/null 2>err || fail 'the undisturbed run failed'

# The supervisor twice a round: pauses double from death to death, and begin anew with a new supervisor.
victims=('fp-watch 1' 'fp-route 1' 'fp-parse 1' supervisor 'fp-route 2' 'fp-analyze 1' 'fp-stats 1' supervisor 'commit 1' 'fp-serve 1')
kills=$((rounds * ${#victims[@]}))
dropped=0
start
for ((kill = 1; kill <= kills; kill++)); do
    victim=${victims[(kill - 1) % ${#victims[@]}]}
    # Under its hidden name a file isn't there yet; all of a share appear while the victim lives.
    if [[ $victim != supervisor ]]; then
        read -r name number <<<"$victim"
        await find_child "$name" "$number" || fail "no $name is running"
    fi
    before=$dropped
    while ((dropped < file_count * kill / kills)); do
        ((++dropped))
        printf -v name 'file-%04d.log' "$dropped"
        cp -p "input/$name" "watched/watch_dir/unprocessed/.$name"
        mv "watched/watch_dir/unprocessed/.$name" "watched/watch_dir/unprocessed/$name"
    done
    # Now at once, now when the first of the share is settled, so that some are in flight.
    if ((kill % 2 && dropped > before)); then await has_settled "$((before + 1))" || fail 'nothing is settled'; fi
    if [[ $victim == supervisor ]]; then
        {
            kill -KILL "$supervisor"
            wait "$supervisor" || true
        } 2>/dev/null
        await none_marked || fail "left behind: $(ps -o pid=,args= -p "$(marked | paste -sd,)")"
        start
    else kill -KILL "$found" 2>/dev/null || true; fi
done
await has_settled "$dropped" || fail 'not every file is settled'
await stats_hold || fail "/stats doesn't have every file"
kill -TERM "$supervisor"
wait "$supervisor" || fail "SIGTERM: ended with $?"
none_marked || fail "left behind: $(ps -o pid=,args= -p "$(marked | paste -sd,)")"

folder=watched/watch_dir
[[ -z $(find "$folder/unprocessed" "$folder/underprocess" "$folder/failed" -type f) ]] || fail 'a file is left over'
diff <(ls input) <(jq -r 'select(.["@fp"] == "done" and .outcome == "processed").name' "$folder/.fp/ledger.ndjson" | sort) >&2 ||
    fail "the ledger doesn't have every file exactly once"
diff <(ls input) <(ls "$folder/processed") >&2 || fail "processed/ doesn't have every file"
diff -r undisturbed/results watched/results >&2 || fail 'results differ from those of an undisturbed run'
fp-watch verify "$folder" >/dev/null || fail "a result isn't what the ledger has"
totals='{processed, failed, dropped, records, bytes, result_bytes}'
diff <(jq -c "$totals" stats) <(jq -sc "map(select(.[\"@fp\"] == \"done\")) | {
    processed: map(select(.outcome == \"processed\")) | length, failed: map(select(.outcome == \"failed\")) | length,
    dropped: map(select(.outcome == \"dropped\")) | length, records: map(.records // 0) | add,
    bytes: map(.size) | add, result_bytes: map(.result_size // 0) | add} | $totals" "$folder/.fp/ledger.ndjson") >&2 ||
    fail "/stats doesn't say what the ledger says"
attempts=$(grep -c '^{"@fp":"attempt"' "$folder/.fp/ledger.ndjson" || true)
echo "$kills kills in $rounds rounds: $file_count files once each, same bytes; ${attempts:-0} offered again alone; $(jq -c "$totals" stats)"
passed=1
conclude
