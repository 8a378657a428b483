#!/usr/bin/env bash
# For who has just cloned this: builds the programs, makes sample logs and processes them. The same as `make demo`.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/pipelines/demo" "$@"
