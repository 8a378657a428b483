#!/usr/bin/env bash
# What the image is made with, without an engine: the health check against a server that is well, unwell and gone; which engine
# pipelines/image takes, and how it calls it.
#
#   Tests/pipelines/image.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"
unset FP_ENGINE FP_IMAGE FP_WATCH_DIR FP_RESULTS FP_PORT FP_VERSION

# --- pipelines/check-health ---------------------------------------------------------------------------------------

health=$root/pipelines/check-health
mkdir -p w/{unprocessed,underprocess,processed,failed,.fp}
: >w/.fp/ledger.ndjson
fp-serve --port 0 --watch-dir w </dev/null 2>err &
server=$!
check 'check-health: fp-serve starts' await grep -q 'listening on' err
port=$(sed -n 's/.*listening on .*://p' err | tr -d /)
# A config with a dashboard at host $1; further members from $2.
config() { echo '{"dashboard":{"host":"'"$1"'","port":'"$port${2:-}"'}}' >config.json; }
config 127.0.0.1
check 'check-health: well' await "$health" config.json
says() { same "$("$health" config.json)" "$1"; }
check 'check-health: says what it was told' says 'HTTP/1.1 200 OK'
config 0.0.0.0
check 'check-health: all addresses' "$health" config.json
mv w gone
check 'check-health: not well' await says 'HTTP/1.1 503 Service Unavailable'
check 'check-health: not well: status' same "$(status_of "$health" config.json)" 1
kill -TERM "$server"
wait "$server" || true
check 'check-health: nobody there' same "$(status_of "$health" config.json)" 1
config 127.0.0.1 ',"enabled":false'
check 'check-health: no dashboard' same "$(status_of "$health" config.json)" 0
port=0
config 127.0.0.1
check 'check-health: a port that nobody can know' same "$(status_of "$health" config.json)" 1
check 'check-health: no config' same "$(status_of "$health" missing.json)" 1

# --- pipelines/image ----------------------------------------------------------------------------------------------

# Engines that say how they were called. Only what is linked here is on PATH, so that this machine's own don't count.
mkdir engines tools
for tool in bash env sed dirname git jq stat mkdir chown id; do ln -s "$(command -v "$tool")" tools/; done
has() {
    rm -f engines/*
    local name
    for name; do
        cat >"engines/$name" <<'END'
#!/usr/bin/env bash
case $1 in
    version) exit "${SILENT:-0}" ;;
    info) echo "$SECURITY" ;;
    *) echo "${0##*/} $*" ;;
esac
END
        chmod 755 "engines/$name"
    done
}
# shellcheck disable=SC2329  # called by way of `same` and `status_of`
image() { env PATH="$scratch/engines:$scratch/tools" FP_VERSION=1.0+a SECURITY="${SECURITY:-}" SILENT="${SILENT:-0}" "$root/pipelines/image" "$@"; }

has
check 'image: no engine' same "$(image build 2>&1)|$(status_of image build)" \
    'image: no container engine found; install one of docker podman buildah, for instance with: apt-get install podman|69'
has buildah
check 'image: buildah builds' same "$(image build --quiet 2>/dev/null)" \
    "buildah build --tag fp:1.0-a --tag fp:latest --build-arg FP_VERSION=1.0+a --format docker --layers --quiet $root"
check 'image: but does not run' same "$(status_of image run)" 69
has docker podman buildah
check 'image: docker comes first' same "$(image build 2>/dev/null)" \
    "docker build --tag fp:1.0-a --tag fp:latest --build-arg FP_VERSION=1.0+a $root"
check 'image: unless told' same "$(FP_ENGINE=podman image build 2>/dev/null | cut -d' ' -f1)" podman
check 'image: told by path' same "$(FP_ENGINE=$scratch/engines/buildah image build 2>/dev/null)" \
    "buildah build --tag fp:1.0-a --tag fp:latest --build-arg FP_VERSION=1.0+a --format docker --layers $root"
check 'image: told what is not there' same "$(FP_ENGINE=kaniko image build 2>&1)" "image: FP_ENGINE names kaniko, which isn't installed"
check 'image: a docker without its service is passed over' same "$(SILENT=1 image engine)" podman
has docker
check 'image: only a docker without its service' same "$(SILENT=1 image engine 2>&1 | grep -c 'its service does not answer')" 1
check 'image: what else' same "$(status_of image push)" 64

limits='--read-only --tmpfs /tmp --cap-drop=ALL --security-opt=no-new-privileges --stop-timeout 60'
mounts="--volume $scratch/watch_dir:/data/watch_dir --volume $scratch/results:/data/results"
owner=$( ((EUID)) && id -u || echo 10001):$( ((EUID)) && id -g || echo 10001)
check 'image: run' same "$(image run --detach -- --debug)" \
    "docker run --rm --publish 127.0.0.1:8000:8000 $mounts $limits --detach --user=$owner fp:latest --debug"
check 'image: run made the folders, for the user of the container' same "$(stat -c %u:%g watch_dir results | sort -u)" "$owner"
check 'image: docker without root' same "$(SECURITY='[name=rootless]' image run | grep -o -- '--user=[0-9:]*')" --user=0:0

conclude
