#!/usr/bin/env bash
# Opens the dashboard in headless Chromium, on a real pipeline in a scratch folder: numbers, uploads, hostile names and
# lines, an empty folder, a dead pipeline, a killed server, the rules of accessibility. See Tests/browser/dashboard.py.
#
#   Tests/pipelines/dashboard-in-a-browser.sh [--bin DIR] [--shots DIR]
#
# DIR of --bin: the built programs (default .build/debug); --shots takes pictures. Skips without Chromium or Playwright;
# `pipelines/setup test` installs both, as root. FP_BROWSER_PYTHON: another Python that has Playwright.
declare -A options=([--shots]='')
# shellcheck source=Tests/checking.bash
source "$(dirname "${BASH_SOURCE[0]}")/../checking.bash"

python=${FP_BROWSER_PYTHON:-$root/.build/browser/bin/python}
command -v chromium >/dev/null || skip 'there is no chromium; pipelines/setup test installs it'
[[ -x $python ]] || skip "there is no $python; pipelines/setup test makes it"
"$python" -c 'import playwright, axe_playwright_python' 2>/dev/null ||
    skip "$python has no Playwright; pipelines/setup test installs it"

export PYTHONDONTWRITEBYTECODE=1
cd "$OLDPWD" # DIR of --shots is meant from there.
"$python" "$root/Tests/browser/dashboard.py" --bin "$bin" ${options[--shots]:+--shots "${options[--shots]}"}
