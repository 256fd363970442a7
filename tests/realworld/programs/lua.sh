# Lua 5.4, by its own makefile; workloads in Lua, most of them about what the
# interpreter does with the C stack: recursion through C, errors (longjmp),
# coroutines, callbacks, buffers on the stack.
sources=(
  "lua5.4 lua5.4_5.4.4.orig.tar.gz 164c7849653b80ae67bec4b7473b884bf5cc8d2dca05653475ec2ed27b9ebf61"
)
mapfile -t cases < <(cd "$data" && ls)
# From 2 KiB to hundreds in one run, by moving.
declare -A grows=([boundaries.lua]=262144)

build() {
  make -C src -j2 linux CC="$CC -std=gnu99" AR="ar rc"
}

run() {
  local status=0
  src/lua "$data/$1" || status=$?
  echo "exit status $status"
}
