# shellcheck shell=bash disable=SC2034
# What lua-goroutines.sh and lua-goroutines-large.sh share.
sources=(
  "lua5.4 lua5.4_5.4.4.orig.tar.gz 164c7849653b80ae67bec4b7473b884bf5cc8d2dca05653475ec2ed27b9ebf61"
)

build() {
  make -C src -j2 liblua.a CC="$CC -std=gnu99" MYCFLAGS=-DLUA_USE_POSIX AR="ar rc"
  # shellcheck disable=SC2046  # several words, or none
  "$CC" -O2 $(goroutines) -Isrc "$data/main.c" src/liblua.a -lm -o lua-goroutines
}

# interpreters PROCS EACH
interpreters() {
  PAGURUS_PROCS=$1 ./lua-goroutines "$2" "$data"/*.lua
}

# seeds FIRST LAST EACH: in orders that a generator chooses.  All end alike.
seeds() {
  local seed expected=
  for ((seed = $1; seed <= $2; seed++)); do
    PAGURUS=${PAGURUS:+$PAGURUS,}sched=$seed ./lua-goroutines "$3" "$data"/*.lua > "$scratch/$seed"
    expected=${expected:-$scratch/$seed}
    cmp "$scratch/$seed" "$expected"
  done
  cat "$expected"
}
