#!/bin/bash
# Usage: program.sh FILE describe          prints its cases and files to compare
#        program.sh FILE build DIRECTORY   fetches, unpacks and builds it there
#        program.sh FILE run DIRECTORY SCRATCH CASE
#
# FILE describes a program that nobody here wrote, and is read by this script.
# It starts with a comment (what it is, how it is tested) and sets
#
#   sources=("PACKAGE FILE SHA256" …)
#                     upstream archives from Debian's source packages (see
#                     debian_source.sh), unpacked over one another
#   cases=(CASE …)    the names of its workloads
#   same=(FILE …)     files that both compilers' builds make alike (config.h);
#                     may be left out
#   declare -A stress=([CASE]=N …)
#                     where a move at every check would take too long: every
#                     N-th instead.  With the reason, please.
#   declare -A stats=([CASE]=no …)
#                     where the runtime's line of statistics on the standard
#                     error would disturb (`both COMMAND` often helps)
#   declare -A limit=([CASE]=SECONDS …)
#                     where one run may take longer than five minutes
#   declare -A grows=([CASE]=BYTES …)
#                     what a plain run's largest stack must at least have
#   build()           builds it with $CC and $CXX, in the unpacked source
#   run()             runs case $1, in the unpacked source.  What it prints on the
#                     standard output is compared; it must succeed.  $scratch is
#                     an empty directory, made for this run
#
# They may use `both` and `goroutines`, below.  $data is the folder beside FILE that has its name, for workloads.  A file may
# define unpack() when its source does not come from Debian.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
(($# >= 2)) || {
  echo "usage: program.sh FILE describe | build DIRECTORY | run DIRECTORY SCRATCH CASE" >&2
  exit 2
}
file=$(realpath "$1") action=$2
shift 2
data=${file%.sh}

# Runs a command, its standard error joined to its standard output, but for the
# runtime's statistics.
both() {
  "$@" 2>&1 | awk '/^pagurus-stats: / { print > "/dev/stderr"; next } { print }'
}

# Options with which $CC finds pagurus.h: Pagurus's compiler does by itself, plain
# clang gets the stand-in.
goroutines() {
  if ! echo '#include <pagurus.h>' | "$CC" -fsyntax-only -x c - 2> /dev/null; then
    echo "-I$here/../managed/reference"
  fi
}

unpack() {
  local entry package archive sha256 path
  for entry in "${sources[@]}"; do
    read -r package archive sha256 <<< "$entry"
    path=$("$here/debian_source.sh" "$package" "$archive" "$sha256")
    tar --extract --strip-components=1 --no-same-owner --file "$path"
  done
}

same=()
declare -A stress=() stats=() limit=() grows=()
# shellcheck disable=SC1090  # the program's file
. "$file"

case $action in
  describe)
    for name in "${cases[@]}"; do
      echo "case $name ${stress[$name]:-1} ${stats[$name]:-yes} ${limit[$name]:-300} ${grows[$name]:-0}"
    done
    for name in "${same[@]}"; do echo "same $name"; done
    ;;
  build)
    rm -rf "$1"
    mkdir -p "$1"
    cd "$1"
    unpack
    build
    ;;
  run)
    scratch=$2
    cd "$1"
    run "$3"
    ;;
  *)
    echo "program.sh: unknown action '$action'" >&2
    exit 2
    ;;
esac
