#!/bin/sh
# Runs a Python test by path: Bazel 4.2's own Python rules want a toolchain.
exec python3 "$@"
