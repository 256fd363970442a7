# SQLite in 254 goroutines at once: 200 databases in memory, connections that are
# shared, a database that is shared, and a file; with mutexes that belong to
# goroutines (sqlite-goroutines/main.c).
# shellcheck source=tests/realworld/programs/sqlite-goroutines/common.sh
. "$data/common.sh"
cases=(procs1 procs2 procs4 seeds)
# Ten million calls each.
declare -A stress=([procs1]=200 [procs2]=200 [procs4]=200 [seeds]=200)

build() { build_at -O0; }  # in a fifth of the time

run() {
  case $1 in
    procs*) users "${1#procs}" 200 24 ;;
    seeds) seeds 1 3 200 24 ;;
  esac
}
