#!/bin/sh
# Runs a Python test, or skips it where there is no python3.
command -v python3 >/dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }
exec python3 "$@"
