#!/bin/sh
# Runs a Python program of this folder: Bazel 4.2's own Python rules want a
# toolchain.
program=$1
shift
exec python3 "$(dirname "$0")/$program" "$@"
