#!/bin/sh
# Usage: run.sh DIRECTORY CASE
# Runs the Lua built in DIRECTORY on cases/CASE.
exec "$1/lua/src/lua" "$(dirname "$0")/cases/$2"
