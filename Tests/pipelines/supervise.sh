#!/usr/bin/env bash
# fp-supervise on a folder: every file once whatever is killed, the supervisor too, and no process left behind; drain,
# second signal, stall, pauses; single files, --print, --debug and --once give the same bytes. fp-serve is played here.
#
#   Tests/pipelines/supervise.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/pipelines/killing.bash
source "$(dirname "${BASH_SOURCE[0]}")/killing.bash"
supervisor=''
patience=30
# A shell's background processes ignore SIGINT, unless they are told not to.
marks=(env --default-signal=INT "$mark")

said() { grep -qF -- "$1" err; }

mkdir bin
cat >bin/fp-serve <<'END'
#!/usr/bin/env bash
# Plays fp-serve: ends when its input does.
for word; do [[ $word != --check ]] || exit 0; done
while read -r _; do :; done
END
chmod +x bin/fp-serve
export PATH=$scratch/bin:$PATH
# Names that a shell takes apart when it isn't careful.
mkdir "a b'c"
cd "a b'c"

start() {
    : >err
    # Under nohup, say, a signal is ignored that bash can't take up again.
    "${marks[@]}" env --default-signal=HUP fp-supervise >>done.ndjson 2>err &
    supervisor=$!
}
# Its status is in `status`.
stop() {
    kill -"${1:-TERM}" "$supervisor"
    status=0
    wait "$supervisor" 2>/dev/null || status=$?
}
# The process that runs COMMAND for the supervisor: the last word of its command line without options, or its program.
child() {
    local pid words pids
    read -ra pids <"/proc/$supervisor/task/$supervisor/children" || true
    for pid in "${pids[@]}"; do
        mapfile -d '' words <"/proc/$pid/cmdline" || continue
        case "$1 ${words[*]##*/}" in
            "fp-watch fp-watch --claim"* | "commit fp-watch commit"* | "fp-serve "*" fp-serve "*) echo "$pid" && return ;;
            "$1 $1"*) [[ $1 == fp-watch ]] || { echo "$pid" && return; } ;;
        esac
    done
    return 1
}
is_settled() { [[ -e watch_dir/processed/$1 ]]; }
drop() { # NAME [LINES]
    awk -v lines="${2:-20}" 'BEGIN { for (line = 0; line < lines; line++)
        printf "2025-05-12 02:%02d:%02d [%s] Store: disk %d full\n", line / 60 % 60, line % 60, line % 9 ? "INFO" : "ERROR", line % 5 }' >".$1"
    touch -d 2026-06-15T12:00:00Z ".$1"
    cp -p ".$1" "inputs/$1"
    mv ".$1" "watch_dir/unprocessed/$1"
}
outcomes() { jq -r 'select(.["@fp"] == "done") | "\(.name) \(.outcome)"' watch_dir/.fp/ledger.ndjson | sort; }

# The two files of the issue, as they stand there.
echo '{"watch_dir":"watch_dir","processors":["simple","stateful"],"dashboard":{"host":"0.0.0.0","port":8000},"recovery":{"enabled":true,"check_interval":60}}' >log_processor_config.json
echo '{"pipeline":{"steps":[{"name":"parse","processor":"simple"},{"name":"analyze","processor":"stateful"}]}}' >pipeline_config.json
mkdir inputs

check '--check: nothing is wrong' same "$(fp-supervise --check)" 'log_processor_config.json: nothing is wrong'
check '--check: makes nothing' test ! -e watch_dir
start
check 'an empty folder is made' await test -d watch_dir/unprocessed
drop first.log
check 'a file is processed' await is_settled first.log
check 'another one is refused' same "$(status_of fp-supervise)" 75
check '--check beside one that runs' same "$(status_of fp-supervise --check)" 0
serve=$(child fp-serve)
number=0
for victim in fp-watch fp-parse fp-analyze fp-stats commit; do
    pid=$(child "$victim")
    kill -KILL "$pid"
    restarted() { local other; other=$(child "$victim") && ((other != pid)); }
    check "$victim killed: starts again" await restarted
    drop "after-$victim.log" $((++number * 30))
    check "$victim killed: a file is processed" await is_settled "after-$victim.log"
done
check 'the cause is told' said 'fp-supervise: fp-parse was killed by signal 9; starting again in 0.2 s'
check 'pauses double' said 'fp-supervise: fp-watch commit was killed by signal 9; starting again in 1.6 s'
check 'fp-watch hears how it ended' same "$(sed 's/141/0/g; q' watch_dir/.fp-supervise/last-exit)" '0 0 0 0 137'
check 'fp-watch hears which programs they were' same "$(sed -n 2p watch_dir/.fp-supervise/last-exit)" $'fp-watch\tfp-parse\tfp-analyze\tfp-stats\tfp-watch commit'
check 'fp-watch hears what was said' grep -qx 'fp-supervise: fp-watch commit was killed by signal 9' watch_dir/.fp-supervise/last-exit
check 'the dashboard went on' same "$(child fp-serve)" "$serve"
pipeline=$(child fp-parse)
kill -KILL "$serve"
served() { local other; other=$(child fp-serve) && ((other != serve)); }
check 'fp-serve killed: starts again' await served
check 'fp-serve killed: the pipeline went on' same "$(child fp-parse)" "$pipeline"
kill -STOP "$(child fp-parse)"
drop in-flight.log 2000
in_flight() { compgen -G 'watch_dir/underprocess/*' >/dev/null; }
check 'a file is in flight' await in_flight
stopped=$(child fp-parse)
{
    kill -KILL "$supervisor"
    wait "$supervisor" || true
} 2>/dev/null
kill -CONT "$stopped"
check 'the supervisor killed: nothing is left' await none_marked
check 'the supervisor killed: what was offered is finished' is_settled in-flight.log
start
drop last.log
check 'the supervisor killed: the next one goes on' await is_settled last.log
stop TERM
check 'SIGTERM: status 0' same "$status" 0
check 'SIGTERM: nothing is left' none_marked
check 'every file once' same "$(outcomes)" "$(for file in inputs/*; do echo "${file##*/} processed"; done)"
fp-supervise --input inputs/* --config log_processor_config.json >/dev/null
check 'single files after it: the same results' same "$(ls results)" "$(for file in inputs/*; do printf '%s\n' "${file##*/}.ndjson" "${file##*/}.summary.json"; done | sort)"
cp -r results watched
rm -r results
# A stage that is slower than the grace that others have after a death; it is looked at below, when it has ended.
mkdir -p slow/processors
printf '#!/bin/sh\nsleep 12\nexec cat\n' >slow/processors/slow
chmod +x slow/processors/slow
echo '{"processors":["simple","slow"]}' >slow/log_processor_config.json
(cd slow && fp-supervise --input ../inputs/first.log) >slow/out 2>slow/err &
slow=$! slow_folder=$PWD/slow
# Told to end while it still reads its configuration.
mkfifo config
fp-supervise --config config --input inputs/* 2>err &
supervisor=$!
exec {config}>config
kill -TERM "$supervisor"
echo '{}' >&"$config"
exec {config}>&-
status=0
wait "$supervisor" || status=$?
check 'single files: ended before the first' same "$status $(<err) $(ls results 2>/dev/null)" '75 fp-supervise: ended before anything was offered '
rm config

# Single files.
summary=$(fp-supervise --input inputs/first.log)
check '--input: says what became of it' grep -q '^first.log: processed, 20 records in first.log.ndjson$' <<<"$summary"
check '--input: a table' grep -q '^level *20 *string *2 ' <<<"$summary"
fp-supervise --input inputs/* >/dev/null
check '--input: the same bytes as in watch mode' diff -r watched results
check '--input: nothing is moved' test -e inputs/first.log
check '--input: no such file' same "$(status_of fp-supervise --input nothing.log)" 66
rm -r results
eval "$(fp-supervise --print --input inputs/*)" >/dev/null
check '--print: the same bytes when pasted' diff -r watched results
rm -r results
fp-supervise --trace --input inputs/* >/dev/null 2>trace
check '--trace: the same bytes' diff -r watched results
check '--trace: a record behind its stage' grep -q '^fp-analyze: {"time":"2025-05-12T02:00:00Z",.*,"shape":"' trace
check '--debug: the formats' grep -q '^fp-parse: "first.log": of the first lines: app_brackets 20$' trace
check '--debug: the books' grep -q '^fp-parse: "first.log": 20 in, 20 out$' trace
check '--trace: no token' test "$(grep -cf <(jq -r . "$XDG_STATE_HOME/fp/token" 2>/dev/null || cat "$XDG_STATE_HOME/fp/token") trace)" = 0

# A processor that waits until the gate is open.
mkdir processors
printf '#!/bin/sh\n: <gate\nexec cat\n' >processors/gate
printf '#!/bin/sh\necho no good >&2\nexit 3\n' >processors/refuse
chmod +x processors/*
mkfifo gate
config() { # STEP ELSE…
    jq -n --arg step "$1" '{processors: ["simple", $step], dashboard: {enabled: false}, recovery: {stall_seconds: 5, check_interval: 0.5}}' |
        jq "${2:-.}" >log_processor_config.json
}
rm -r pipeline_config.json watch_dir results
config refuse
check '--input: a file that fails' same "$(status_of fp-supervise --input inputs/first.log)" 65
config gate
open_gate() { exec {gate}<>gate; }
close_gate() { exec {gate}>&-; }
ending() { said 'ending when what was offered is finished'; }

start
await test -d watch_dir/unprocessed
drop drained.log
check 'drain: a file is in flight' await in_flight
kill -TERM "$supervisor"
check 'drain: is announced' await ending
open_gate
status=0
wait "$supervisor" || status=$?
check 'drain: status 0' same "$status" 0
check 'drain: what was offered is finished' is_settled drained.log
check 'drain: nothing is left' none_marked
close_gate

start
drop twice.log
check 'two signals: a file is in flight' await in_flight
kill -INT "$supervisor"
check 'two signals: the first one drains' await ending
stop TERM
check 'two signals: status 75' same "$status" 75
check 'two signals: nothing is left' none_marked
check 'two signals: nothing is lost' in_flight

config gate '.recovery.enabled = false'
start
check 'no recovery: what is left is reported' await said '00000002-twice.log: left in underprocess/'
open_gate
drop beside.log
check 'no recovery: the next one is processed' await is_settled beside.log
check 'no recovery: what is left stays' in_flight
stop HUP
check 'SIGHUP: status 0' same "$status" 0
close_gate

config gate
start
# It is offered alone, and nothing moves.
check 'stall: the pipeline is killed' await said 'nothing moved for 5 s with 00000002-twice.log in flight; the pipeline was killed; starting again in 0.1 s'
check 'stall: counts as of its own making' await grep -q '"@fp":"death","seq":2,.*"crash":true' watch_dir/.fp/ledger.ndjson
open_gate
check 'stall: and when nothing hinders, it is done' await is_settled twice.log
stop
close_gate
check 'stall: nothing is left' none_marked
# A processor that takes its stage with it, and one that leaves something behind which goes on to hold standard error.
cat >processors/crash <<'END'
#!/bin/sh
# What it says passes through its stage, which must have passed it on before it is killed.
echo "about to crash: $$" >&2
until grep -q "about to crash: $$" err; do sleep 0.02; done
kill -SEGV $PPID
exec cat >/dev/null
END
cat >processors/leave <<'END'
#!/bin/sh
[ -e left ] || { setsid sleep 300 >/dev/null & echo $! >left; }
exec cat
END
chmod +x processors/*
config crash
start
drop poison.log
check 'poison: is given up' await test -e watch_dir/failed/poison.log
check 'poison: what was said is shown' said 'about to crash'
check 'poison: the reason tells what died, how, and what it said' \
    same "$(jq -c '[.stage, .signal, .attempts, .crashes, (.stderr | any(startswith("about to crash: "))), .stderr[-1]]' watch_dir/failed/poison.log.reason.json)" \
    '["crash",11,3,3,true,"fp-supervise: crash was killed by signal 11"]'
stop
check 'poison: nothing is left' none_marked
fp-watch prune watch_dir --older 0m --failed >/dev/null
config leave
start
drop left.log
check 'left running: a file is processed' await is_settled left.log
stop
check 'left running: status 0' same "$status" 0
kill -KILL "$(<left)"
check 'left running: nothing else is' await none_marked
config gate
drop once.log
open_gate
check '--once: status 0' same "$(status_of fp-supervise --once)" 0
check '--once: done' is_settled once.log
drop debugged.log
check '--once --debug: status 0' same "$(status_of fp-supervise --once --debug)" 0
check '--once --debug: what it says of files is no last word of a stage' test ! -s watch_dir/.fp-supervise/last-words
check 'every file once' same "$(outcomes)" "$(printf '%s processed\n' beside.log debugged.log drained.log left.log once.log twice.log | sed "4a poison.log failed" | sort)"
close_gate

# Who reads its output goes away after the first line.
: >err
open_gate
"${marks[@]}" fp-supervise 2>err > >(read -r _) &
supervisor=$!
drop read.log
check 'closed output: a file is processed' await is_settled read.log
drop unread.log
check 'closed output: is told' await said 'nobody reads standard output any more; going on without'
drop unsaid.log
check 'closed output: the next one is processed' await is_settled unsaid.log
stop
check 'closed output: status 0' same "$status" 0
close_gate

status=0
wait "$slow" || status=$?
check 'single files: a slow stage is waited for' same "$status $(head -n 1 "$slow_folder/out") $(<"$slow_folder/err")" \
    '0 first.log: processed, 20 records in first.log.ndjson '

# Process 1 of a container, where this may be tried.
if unshare --pid --fork true 2>/dev/null; then
    : >err
    "${marks[@]}" unshare --pid --fork --mount-proc --kill-child fp-supervise >/dev/null 2>err &
    outer=$!
    drop container.log
    open_gate
    check 'process 1: a file is processed' await is_settled container.log
    supervisor=$(cat "/proc/$outer/task/$outer/children")
    kill -TERM "$supervisor"
    status=0
    wait "$outer" || status=$?
    check 'process 1: SIGTERM: status 0' same "$status" 0
else echo 'process 1: skipped, no new process namespace here'; fi

conclude
