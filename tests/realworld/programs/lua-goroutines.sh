# Lua 5.4, 320 interpreters at once, each in a goroutine: they let each other run
# in the middle of everything (in C functions that Lua called, in sort's
# comparisons, finalizers, hooks), talk over channels, and throw errors.
# Workloads and the program that runs them are in lua-goroutines/.
# shellcheck source=tests/realworld/programs/lua-goroutines/common.sh
. "$data/common.sh"
cases=(procs1 procs2 procs4 seeds)
# Five million calls each; lua-goroutines-large moves at every one.
declare -A stress=([procs1]=60 [procs2]=60 [procs4]=60 [seeds]=60)
# Errors of too deep a C stack: from 2 KiB on, by moving.
declare -A grows=([procs1]=131072 [procs2]=131072 [procs4]=131072)

run() {
  case $1 in
    procs*) interpreters "${1#procs}" 40 ;;
    seeds) seeds 1 3 40 ;;
  esac
}
