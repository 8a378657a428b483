#!/usr/bin/env bash
# Lets libFuzzer look for bytes that crash fp-parse, hang it, make it grow, or come out as no record; for 60 s.
#
#   Tests/faults/fuzz-parse.sh [--bin DIR] [SEED]
#
# Only with FP_SOAK=1: it needs a build of its own, in .build/fuzz, which is kept. It starts from an example of each format,
# plain and compressed, and zones' files. An input that was found is kept there too, and named.
set -euo pipefail
# shellcheck source=Tests/faults/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

((soak)) || skip 'the fuzzer takes a build of its own and a minute; FP_SOAK=1 or make soak runs it'
make_scratch
seed=${arguments[0]:-$((EPOCHSECONDS % 30000 + 1))}

# A package of its own beside the tree's: with fewer dependencies, whose versions aren't to be taken for the tree's.
build=$root/.build/fuzz
mkdir -p "$build/package" "$build/found"
for part in Sources Tests; do ln -sfn "$root/$part" "$build/package/$part"; done
cp "$root/Package.swift" "$build/package/"
echo 'building the fuzzer'
FP_FUZZ=1 swift build --package-path "$build/package" --scratch-path "$build" -c release --product fuzz-parse --sanitize fuzzer \
    -Xswiftc -enable-testing -Xswiftc -use-ld=lld >"$scratch/build" 2>&1 || {
    cat "$scratch/build"
    echo '0 passed, 1 failed'
    exit 1
}

# The first byte of an input chooses settings (0 to 3), pieces (64 and on) or a zone's file (255).
mkdir "$scratch/corpus"
count=0
while IFS= read -r line; do
    count=$((count + 1))
    printf '\0%s\n' "$line" >"$scratch/corpus/$count"
done < <(fp-parse --list-formats | sed -n 's/^    //p')
sample=$(fp-parse --list-formats | sed -n 's/^    //p')
for packer in gzip zstd bzip2 xz; do { printf '\1' && "$packer" -c <<<"$sample"; } >"$scratch/corpus/$packer"; done
{ printf '\2\377\376' && iconv -f UTF-8 -t UTF-16LE <<<"$sample"; } >"$scratch/corpus/utf-16"
for zone in Europe/Berlin Etc/UTC; do
    [[ ! -f /usr/share/zoneinfo/$zone ]] || { printf '\377' && cat "/usr/share/zoneinfo/$zone"; } >"$scratch/corpus/zone-${zone#*/}"
done

echo "seed $seed, $(find "$scratch/corpus" -type f | wc -l) inputs to begin with"
# Swift's own handler of crashes would keep libFuzzer from writing the input down.
if SWIFT_BACKTRACE=enable=no "$build/release/fuzz-parse" -seed="$seed" -max_total_time=60 -timeout=10 -rss_limit_mb=1024 -max_len=20000 \
    -artifact_prefix="$build/found/" -print_final_stats=1 "$scratch/corpus" >"$scratch/log" 2>&1; then
    grep -E '^stat::(number_of_executed_units|peak_rss_mb|new_units_added)' "$scratch/log"
    echo '1 passed, 0 failed'
else
    tail -n 40 "$scratch/log"
    echo "FAIL: the input is kept in $build/found; run it again: $build/release/fuzz-parse FILE"
    echo '0 passed, 1 failed'
    exit 1
fi
