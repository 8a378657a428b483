#!/usr/bin/env bash
# Packages: the same bytes each time, whole, and able to run where nothing but bash and the usual tools is; published ones stay
# what they were, and the index names them all.
#
#   Tests/pipelines/package.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"
unset FP_VERSION SOURCE_DATE_EPOCH

# Runs "${@:3}", which has to end with status $1 and words $2 on standard error.
refuses() {
    local code=0
    "${@:3}" >/dev/null 2>refusal || code=$?
    cat refusal
    same "$code" "$1" && grep -qF -- "$2" refusal
}

package=$root/pipelines/package publish=$root/pipelines/publish
programs=(fp-watch fp-route fp-parse fp-analyze fp-stats fp-serve)

# Stand-ins for the programs: small, so that packing takes no time.
mkdir programs
for program in "${programs[@]}"; do
    printf '#!/bin/sh\necho %s\n' "$program" >"programs/$program"
    chmod 755 "programs/$program"
done

# --- pipelines/version --------------------------------------------------------------------------------------------

check 'version: what the environment says, without the v of a tag' same "$(FP_VERSION=v1.2.3 "$root/pipelines/version")" 1.2.3
for wrong in ../1 '1 2' -1 '<b>' ''$'\n'; do
    check "version: refuses '$wrong'" refuses 78 'set FP_VERSION' env FP_VERSION="$wrong" "$root/pipelines/version"
done
mkdir -p unpacked/pipelines
cp "$root/pipelines/version" unpacked/pipelines/
check 'version: no clone' refuses 78 'set FP_VERSION' unpacked/pipelines/version

# --- pipelines/package --------------------------------------------------------------------------------------------

export FP_VERSION=1.0 SOURCE_DATE_EPOCH=1700000000
name=fp-1.0-linux-$(uname -m)
check 'package: says where it is' same "$("$package" --bin programs --output one 2>/dev/null)" "$scratch/one/$name.tar.gz"
cp -r programs later
touch later/*
check 'package: the same bytes under another umask, from a folder of another time' \
    bash -c "umask 077; '$package' --bin later --output two && cmp one/$name.tar.gz two/$name.tar.gz"
check 'package: its checksum' bash -c 'cd one && sha256sum -c *.sha256'
check 'package: nothing else is left there' same "$(find one -mindepth 1 | wc -l)" 2
tar -tvzf "one/$name.tar.gz" --numeric-owner --full-time >listing
check 'package: one owner and one time' same "$(awk '{ print $2, $4, $5 }' listing | sort -u)" '0/0 2023-11-14 22:13:20'
check 'package: modes of no umask' same "$(awk '{ print $1 }' listing | sort -u | xargs)" '-rw-r--r-- -rwxr-xr-x drwxr-xr-x lrwxrwxrwx'
check 'package: sorted, folder by folder' env LC_ALL=C sort -c <(awk '{ print $6 }' listing | tr / '\001')

tar -xzf "one/$name.tar.gz"
check 'package: the version is in it' same "$(<"$name/VERSION")" 1.0
for program in "${programs[@]}"; do check "package: $program" same "$("$name/bin/$program")" "$program"; done
# Links from page to page lead to something in the package, too.
broken_links() {
    local page link
    find "$1" -name '*.md' | while read -r page; do
        { grep -oE '\]\([^)#]+' "$page" || true; } | sed 's/^](//' | while read -r link; do
            [[ $link == *://* || -e $(dirname "$page")/$link ]] || echo "$page: $link"
        done
    done
}
check 'package: no page links to what was left out' same "$(broken_links "$name")" ''

cp -r programs half
rm half/fp-serve
check 'package: a missing program' refuses 66 'fp-serve is missing; run make release' "$package" --bin half --output x
check 'package: no programs' refuses 66 'bin nowhere: no such folder; make release' "$package" --bin nowhere --output x
mkdir -p no-clone/pipelines no-clone/.git
cp "$package" no-clone/pipelines/
cp "$root/pipelines/version" no-clone/pipelines/
check 'package: no whole clone' refuses 78 'is '"$scratch"'/no-clone a whole clone?' no-clone/pipelines/package --bin "$scratch/programs" --output x
cp "$(command -v ls)" half/fp-serve
check 'package: a program that needs libraries' refuses 65 'fp-serve needs libraries' "$package" --bin half --output x
check 'package: unless that is asked for' "$package" --bin half --tree allowed --allow-dynamic
check 'package: a tree replaces nothing' refuses 65 'exists already' "$package" --bin programs --tree allowed
check 'package: a refused one leaves nothing' same "$(find x -mindepth 1)" ''

# --- The built programs, from a package, with an empty environment ------------------------------------------------

"$package" --bin "$bin" --tree real --allow-dynamic 2>/dev/null
mkdir logs
printf '2025-05-12 02:11:55 [ERROR] Store: disk 7 full\n' >logs/app.log
touch -d @1750000000 logs/app.log
echo '{}' >config.json
env -i HOME="$scratch/home" PATH=/usr/bin:/bin real/bin/fp-supervise --config config.json --input logs/app.log >/dev/null 2>&1 || true
check 'package: its pipeline finds its programs' \
    same "$(jq -c '[.time, .level, .logger, .message]' results/app.log.ndjson)" '["2025-05-12T02:11:55Z","error","Store","disk 7 full"]'

# Runs program "$@" of the tree `static` where there is nothing but the package and /proc: no library, no toolchain.
alone() { unshare --mount --pid --fork sh -c 'mount -t proc proc static/proc && exec chroot static "$@"' sh "$@"; }
if ! "$package" --bin "$bin" --tree static 2>/dev/null; then
    echo 'package: not tried without libraries, for these programs need them; see --bin .build/release'
elif ! unshare --mount --pid --fork true 2>/dev/null; then
    echo 'package: not tried without libraries, for that takes root'
else
    mkdir static/proc
    check 'package: without libraries' same "$(alone /bin/fp-parse <logs/app.log | jq -r .level)" error
    for program in "${programs[@]}"; do check "package: $program without libraries" alone "/bin/$program" --help; done
fi

# --- pipelines/publish --------------------------------------------------------------------------------------------

# Everything about the files in a folder that a download or a mirror would notice.
state_of() { (cd "$1" && find . -mindepth 1 -printf '%i %T@ %s %p\n' | sort && sha256sum -- *); }

published=one/$name.tar.gz
check 'publish: makes the folder' "$publish" site/fp "$published"
check 'publish: the sums hold' bash -c 'cd site/fp && sha256sum -c SHA256SUMS'
check 'publish: the page links to it' grep -qF "<a href=\"$name.tar.gz\">" site/fp/index.html
before=$(state_of site/fp)
check 'publish: again' "$publish" site/fp "$published"
check 'publish: again changes nothing' same "$(state_of site/fp)" "$before"

echo 'echo changed' >>later/fp-watch
"$package" --bin later --output other >/dev/null 2>&1
check 'publish: other bytes under a name that is taken' refuses 65 'make another version' "$publish" site/fp "other/$name.tar.gz"
check 'publish: and they change nothing' same "$(state_of site/fp)" "$before"

cp -r one damaged
printf x >>"damaged/$name.tar.gz"
check 'publish: a damaged package' refuses 65 'is not what its checksum says' "$publish" elsewhere "damaged/$name.tar.gz"
check 'publish: a missing one' refuses 66 'run make build-package' "$publish" elsewhere "one/fp-9.tar.gz"
check 'publish: a name of another kind' refuses 65 'not a package' "$publish" elsewhere programs/fp-watch
check 'publish: what was refused made no folder' test ! -e elsewhere
check 'publish: no folder named' refuses 64 'DEST=FOLDER' "$publish" ''

# A publisher that died between the package and its checksum.
rm "site/fp/$name.tar.gz.sha256"
FP_VERSION=1.0+half "$package" --bin programs --output one >/dev/null 2>&1
check 'publish: beside a half one' "$publish" site/fp "one/fp-1.0+half-linux-$(uname -m).tar.gz"
check 'publish: a half one is not in the index' same "$(wc -l <site/fp/SHA256SUMS)" 1
check 'publish: a half one is completed' "$publish" site/fp "$published"
check 'publish: both are in the index' same "$(cd site/fp && sha256sum -c SHA256SUMS | grep -c ': OK$')" 2
check 'publish: a plus in a link' grep -qF '<a href="fp-1.0%2Bhalf-linux-' site/fp/index.html

# What somebody else put there.
printf x >'site/fp/fp-<script>.tar.gz'
printf '%064d  fp-<script>.tar.gz\n' 0 >'site/fp/fp-<script>.tar.gz.sha256'
printf x >site/fp/fp-evil.tar.gz
printf '<script>  fp-evil.tar.gz\n' >site/fp/fp-evil.tar.gz.sha256
versions=(2 3 4 5)
for version in "${versions[@]}"; do
    FP_VERSION=$version "$package" --bin programs --output one >/dev/null 2>&1
done
# All wait for whoever publishes now, and none undoes what another did.
exec {lock}<site/fp
flock "$lock"
publishers=()
for version in "${versions[@]}"; do
    "$publish" site/fp "one/fp-$version-linux-$(uname -m).tar.gz" >/dev/null 2>&1 {lock}<&- &
    publishers+=($!)
done
waiting() { same "$(grep -cE -- "-> FLOCK .*:$(stat -c %i site/fp) " /proc/locks)" "$1"; }
check 'publish: one at a time' await waiting "${#versions[@]}"
check 'publish: who waits has written nothing' same "$(find site/fp -name 'fp-[2-5]*')" ''
exec {lock}<&-
check 'publish: all in turn' wait "${publishers[@]}"
check 'publish: all are in the index, and nothing else' same "$(sed -E 's/.*  fp-(.*)-linux.*/\1/' site/fp/SHA256SUMS | xargs)" '1.0+half 1.0 2 3 4 5'
check 'publish: nothing of others is in the page' bash -c '! grep -q script site/fp/index.html'
check 'publish: nothing half-written is left' same "$(find site/fp -name '.*')" ''

conclude
