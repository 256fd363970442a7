#!/bin/sh
# Usage: cache_directory.sh
# Prints the directory that outlives a test: what was downloaded, what failed.
# Bazel gives tests a home that is not writable, or none.
set -eu
if [ -n "${XDG_CACHE_HOME:-}" ]; then
  cache=$XDG_CACHE_HOME/pagurus
elif [ -n "${HOME:-}" ] && [ -w "$HOME" ]; then
  cache=$HOME/.cache/pagurus
else
  home=$(getent passwd "$(id -u)" | cut -d: -f6)
  if [ -w "$home" ]; then
    cache=$home/.cache/pagurus
  else
    cache=${TEST_TMPDIR:-/tmp}/pagurus-cache
  fi
fi
mkdir -p "$cache"
echo "$cache"
