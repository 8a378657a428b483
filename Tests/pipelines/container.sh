#!/usr/bin/env bash
# A container of the image of this version does the work: the same results as here, its dashboard and token, its health, what a
# killed stage leaves behind, its end, and the next container on the same folder.
#
#   Tests/pipelines/container.sh [--bin DIR]      DIR: the built programs (default .build/debug)
#
# The image is fp:VERSION, from make build-docker; without it, or without docker or podman, nothing is checked. What the engine
# needs on this machine is said by its own configuration (CONTAINERS_CONF).
# shellcheck source=Tests/pipelines/serving.bash
source "$(dirname "${BASH_SOURCE[0]}")/serving.bash"
engine=$("$root/pipelines/image" engine 2>/dev/null) || skip 'neither docker nor podman works here'
version=$("$root/pipelines/version")
export FP_ENGINE=$engine FP_IMAGE=fp:${version//+/-}
"$engine" image inspect "$FP_IMAGE" >/dev/null 2>&1 || skip "there is no image $FP_IMAGE; make build-docker"

container=
trap '[[ -z $container ]] || "$engine" rm --force "$container" >/dev/null 2>&1; leave' EXIT
unset FP_WATCH_DIR FP_RESULTS FP_VERSION
patience=60

# A port that is free now.
start --host 127.0.0.1
stop TERM
export FP_PORT=$port

# Ten files, the same for both.
mkdir -p files here there/watch_dir/unprocessed there/results
mapfile -t files < <(find "$corpora/loghub" -name '*.log' 2>/dev/null | sort
    find "$corpora/lnav" -name 'logfile_*' 2>/dev/null | sort)
if ((${#files[@]} >= 10)); then cp "${files[@]:0:10}" files/; else
    "$root/pipelines/generate-sample-logs" --count 10 --output files >/dev/null
fi
touch -d 2026-06-15T12:00:00Z files/*

cp "$root"/{log_processor_config,pipeline_config}.json here/
ln -s "$root/pipelines" here/
for file in files/*; do
    "$root/pipelines/fp-supervise" --config here/log_processor_config.json --input "$file" >/dev/null 2>&1
done
cp -p files/* there/watch_dir/unprocessed/
((EUID)) || chown -R 10001:10001 there

# Starts the container and sets `running`, the process that ends as it ends.
start_container() {
    container=fp-test-$$
    (cd there && exec "$root/pipelines/image" run --name "$container") >"$1" 2>&1 &
    running=$!
}
# Runs "$@" in the container.
inside() { "$engine" exec "$container" "$@"; }
settled() { [[ $(find there/watch_dir/processed -type f | wc -l) == "$1" ]]; }
stats() { curl -sS --max-time 5 ${1:+-H "Authorization: Bearer $1"} "http://127.0.0.1:$FP_PORT/stats"; }

start_container first.log
check 'container: ten files' await settled 10
# The pipeline there runs still, and has its staging folder.
check 'container: the same results as here' diff -r --exclude=.fp-staged there/results here/results
check 'container: health' await inside check-health
check 'container: the link, with the token, is in its log once' same "$(grep -c 'token=' first.log)" 1
token=$(sed -n 's/.*token=\([A-Za-z0-9_-]*\).*/\1/p' first.log)
shows() { same "$(stats "$token" | jq .processed)" "$1"; }
check 'container: the dashboard, from outside' await shows 10
check 'container: not without the token' same "$(stats | jq .processed)" null
check 'container: nothing but its volumes is writable' same "$(status_of inside touch /data/x /opt/fp/x /etc/x)" 1

# What its processes leave behind has to be reaped by the first of them.
inside bash -c '(sleep 0.01 &)'
# shellcheck disable=SC2016  # for the shell in there
zombies() { inside bash -c 'grep -l "^State:.Z" /proc/[0-9]*/status'; }
# shellcheck disable=SC2329  # called by way of `await`
no_zombies() { [[ -z $(zombies) ]]; }
check 'container: no zombies' await no_zombies
# shellcheck disable=SC2016  # for the shell in there
inside bash -c 'for process in /proc/[0-9]*; do [[ $(<"$process/comm") != fp-parse ]] || kill -KILL "${process#/proc/}"; done'
cp "$(find files -type f | head -n 1)" there/watch_dir/.late
mv there/watch_dir/.late there/watch_dir/unprocessed/late.log
check 'container: goes on after a stage was killed' await settled 11
check 'container: no zombies then' await no_zombies

"$engine" stop --time 60 "$container" >/dev/null
code=0
wait "$running" || code=$?
check 'container: stops with 0' same "$code" 0

start_container second.log
check 'container: the same token in the next one' await shows 11
check 'container: which is not shown again' same "$(grep -c 'token=' second.log || true)" 0
"$engine" stop --time 60 "$container" >/dev/null
wait "$running" || true
container=''

conclude
