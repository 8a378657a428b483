#!/usr/bin/env bash
# Opens the dashboard in headless Chromium, on a real pipeline in a scratch folder: numbers, uploads, hostile names and
# lines, an empty folder, a dead pipeline, a killed server, the rules of accessibility. See Tests/browser/dashboard.py.
#
#   Tests/pipelines/dashboard-in-a-browser.sh [--bin DIR] [--shots DIR]
#
# DIR of --bin: the built programs (default .build/debug); --shots takes pictures. Skips without Chromium or Playwright;
# `pipelines/setup test` installs both, as root. FP_BROWSER_PYTHON: another Python that has Playwright.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/.build/debug
more=()
while (($#)); do
    case $1 in
        --bin) bin=$(cd "$2" && pwd); shift 2 ;;
        --shots) more+=(--shots "$2"); shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "dashboard-in-a-browser: unknown option $1; see --help" >&2; exit 64 ;;
    esac
done

skip() {
    echo "dashboard-in-a-browser: skipped, $1"
    echo '0 passed, 0 failed'
    exit 0
}
python=${FP_BROWSER_PYTHON:-$root/.build/browser/bin/python}
command -v chromium >/dev/null || skip 'there is no chromium; pipelines/setup test installs it'
[[ -x $python ]] || skip "there is no $python; pipelines/setup test makes it"
"$python" -c 'import playwright, axe_playwright_python' 2>/dev/null ||
    skip "$python has no Playwright; pipelines/setup test installs it"

export PYTHONDONTWRITEBYTECODE=1
exec "$python" "$root/Tests/browser/dashboard.py" --bin "$bin" "${more[@]}"
