#!/usr/bin/env bash
# The scripts that come with the programs: the sample logs are the same bytes every time, the shipped
# configuration works, the demo's rules hold their own tests, the benchmark harness works.
#
#   Tests/pipelines/scripts.sh [--bin DIR]      DIR: the built programs (default .build/debug)
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"

# Names, times and bytes of the files in a folder.
fingerprint() { (cd "$1" && stat -c '%n %y' -- * && sha256sum -- *); }

generate=$root/pipelines/generate-sample-logs
"$generate" --count 20 --lines 300 --output one >/dev/null
"$generate" --count=20 --lines=300 --seed=1 --output=two >/dev/null
"$generate" --count 10 --lines 300 --seed 2 --output other >/dev/null
check 'sample logs: the same seed gives the same bytes and times' same "$(fingerprint one)" "$(fingerprint two)"
check 'sample logs: another seed gives others' test "$(fingerprint one)" != "$(fingerprint other)"
check 'sample logs: as many files as asked for' same "$(find one -type f | wc -l)" 20
check 'sample logs: as many lines as asked for' same "$(zcat -f one/* | wc -l)" 6000
check 'sample logs: nothing half-written is left' same "$(find one -name '.*' -type f | wc -l)" 0
for wrong in '--lines 0 --output x' '--count -1 --output x' '--seed x --output x' '--output' '' '--wrong 1'; do
    # shellcheck disable=SC2086  # words
    check "sample logs: refuses '$wrong'" same "$(status_of "$generate" $wrong)" 64
done

# fp-parse knows all of it but the garbage that was put in.
unknown=$(fp-parse one/* | grep -c '"parse_error"' || true)
check "sample logs: recognised ($unknown lines unknown of 6000)" test "$unknown" -lt 60

mkdir -p folder/unprocessed
cp -p one/* folder/unprocessed/
# The configuration that comes with the clone, for another folder.
for name in claimed named; do
    jq --arg routes "$root/pipelines/rules.json" --arg results "$name" '. + {$routes, results_dir: $results, watch_dir: "folder"}' \
        "$root/log_processor_config.json" >"$name.json"
done
cp "$root/pipeline_config.json" .
"$root/pipelines/fp-supervise" --config claimed.json --once >done.ndjson
"$root/pipelines/fp-supervise" --config named.json --input one/* >/dev/null
check 'the shipped configuration: every file is done' same "$(grep -c '"outcome":"processed"' done.ndjson)" 20
check 'the shipped configuration: and moved' same "$(find folder/processed -type f | wc -l)" 20
check 'the shipped configuration: the same results for single files' diff -r claimed named

check 'rules.json: its own tests' fp-route test "$root/pipelines/rules.json"
check 'rules.json: the benchmark has valid rules' fp-route "$root/Benchmarks/rules.json" --check

redacted=$(printf '%s\n' '{"a":"from bob@example.com, to al.x+y@mail.example.org"}' '{"a":"\nbob@example.com \\bob@a.b \u00e9bob@a.b"}' |
    fp-route each -- awk -f "$root/processors/redact-email.awk")
check 'redact-email.awk: addresses go, escapes stay' same "$redacted" \
    $'{"a":"from <email>, to <email>"}\n{"a":"\\n<email> \\\\<email> \\u00e9<email>"}'

check 'upper-case: messages alone' same "$(printf '%s\n' '{"message":"a b","x":"c"}' '{"message":1}' '{}' | "$root/processors/upper-case")" \
    $'{"message":"A B","x":"c"}\n{"message":1}\n{}'

check 'benchmarks: a small run' "$root/Benchmarks/run" --small --bin "$bin" parse route stats pipeline memory

conclude
