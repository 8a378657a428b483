#!/usr/bin/env bash
# Asks /health while a real pipeline is idle, is slower than any limit of silence, dies again and again, works again, and
# ends: healthy exactly as long as files are dealt with.
#
#   Tests/pipelines/serve-health.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/pipelines/serving.bash
source "$(dirname "${BASH_SOURCE[0]}")/serving.bash"
loop=''
trap '[[ -z $loop ]] || kill -KILL -- "-$loop" 2>/dev/null || true; leave' EXIT
patience=60
evidence+=(body)

pause() { read -rt "$1" <> <(:) || true; }

# Whether /health answers with status $1 and says $2, one of several words, of the pipeline.
health() { answers "$1" --max-time 5 "$url/health" && [[ $(jq -r '.checks.pipeline[0].observedValue' body) == @($2) ]]; }

# Whether it keeps answering so for $3 seconds.
stays() {
    local deadline=$((SECONDS + $3))
    while ((SECONDS < deadline)); do
        health "$1" "$2" || return 1
        pause 0.05
    done
}

# Starts a pipeline with "$@" between its ends, in a process group of its own: `loop`.
pipeline() {
    set -m
    { fp-watch --claim w | "$@" | fp-watch commit w --results results; } >/dev/null 2>>log &
    loop=$!
    set +m
}

# Starts one whose middle dies at once, again and again, with pauses that grow.
dying_pipeline() {
    set -m
    { for seconds in 0.1 0.2 0.4 0.8 1.6 3.2 6.4 12.8 30 30 30; do
        fp-watch --claim w | fp-parse --formats missing.json | fp-watch commit w --results results || true
        pause "$seconds"
    done; } >/dev/null 2>>log &
    loop=$!
    set +m
}

# Ends it at once.
kill_pipeline() {
    kill -KILL -- "-$loop"
    wait "$loop" 2>/dev/null || true
    loop=
}

# Ends it on purpose: the head is told to, and the rest drains.
end_pipeline() {
    kill -TERM "$(pgrep -g "$loop" -f '^fp-watch --claim w')"
    wait "$loop" 2>/dev/null || true
    loop=
}

parse() { fp-parse; }

# Gives one record after thirteen seconds: longer than a pipeline may be silent.
parse_slowly() {
    # shellcheck disable=SC2016 # It is the other shell that reads the line.
    fp-parse | fp-route each -- bash -c 'while IFS= read -r line; do read -rt 13 <> <(:); printf "%s\n" "$line"; done'
}

fp-watch init w >/dev/null
start --watch-dir w

check 'a folder without a pipeline is healthy' await health 200 unknown
pipeline parse
check 'idle' await health 200 idle
check 'idle for longer than a tick' stays 200 idle 3
end_pipeline
check 'ended on purpose' await health 200 ended

echo '2025-05-12 02:11:55 ERROR [Store] disk 7 full' >w/unprocessed/slow.log
pipeline parse_slowly
check 'a slow stage has the file' await test -e w/underprocess/00000001-slow.log
check 'the pipeline is heard of' await health 200 'idle|running'
check 'healthy beyond the limit of silence' stays 200 'idle|running' 12
check 'until its result is there' await test -s results/slow.log.ndjson
check 'and then' stays 200 'idle|running' 2

# From here on nothing works; a file waits, too.
kill_pipeline
echo '2025-05-12 02:11:55 ERROR [Store] disk 7 full' >w/unprocessed/other.log
began=$SECONDS
dying_pipeline
check 'a pipeline that can not run is unhealthy' await health 503 dead
echo "unhealthy after $((SECONDS - began)) s"
check 'and stays so however often it is started again' stays 503 dead 12
check 'it says why' jq -e '.checks.pipeline[0].output | test("broke off")' body >/dev/null
kill_pipeline

pipeline parse
check 'one that works is healthy when it has settled a file' await health 200 idle
check 'which it has' test -s results/other.log.ndjson
kill -STOP -- "-$loop"
check 'stopped, it is dead' await health 503 dead
kill -CONT -- "-$loop"
check 'and goes on' await health 200 idle
end_pipeline
check 'ended' await health 200 ended

((failed == 0)) || cat log >&2
conclude
