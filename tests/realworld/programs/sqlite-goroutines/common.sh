# shellcheck shell=bash disable=SC2034
# What sqlite-goroutines.sh and sqlite-goroutines-large.sh share.
sources=(
  "sqlite3 sqlite3_3.40.1.orig.tar.xz aaa776260ab4dc976db34aa7891819484c8676b5b2783123ebc6301e2ca5d655"
)

# build_at LEVEL
build_at() {
  local options=(
    -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_UNLOCK_NOTIFY -DSQLITE_MAX_WORKER_THREADS=0 -DSQLITE_OMIT_LOAD_EXTENSION
  )
  ./configure CC="$CC" --disable-shared --disable-tcl --disable-readline
  make sqlite3.c
  # shellcheck disable=SC2046  # several words, or none
  "$CC" "$1" "${options[@]}" $(goroutines) -I. "$data/main.c" sqlite3.c -lm -o sqlite-goroutines
}

# users PROCS PRIVATE SHARING
users() {
  PAGURUS_PROCS=$1 ./sqlite-goroutines "$2" "$3" "$scratch/database"
}

# seeds FIRST LAST PRIVATE SHARING: in orders that a generator chooses.  All end
# alike.
seeds() {
  local seed expected=
  for ((seed = $1; seed <= $2; seed++)); do
    PAGURUS=${PAGURUS:+$PAGURUS,}sched=$seed ./sqlite-goroutines "$3" "$4" "$scratch/database$seed" > "$scratch/$seed"
    expected=${expected:-$scratch/$seed}
    cmp "$scratch/$seed" "$expected"
  done
  cat "$expected"
}
