# Jim Tcl, a small interpreter for Tcl with most of its extensions, by its
# configure script (autosetup, which itself runs on a Jim that it builds with $CC)
# and its own test suite: 5,500 tests, most of them recursion of the
# interpreter through C; each file in a process of its own.
sources=(
  "jimtcl jimtcl_0.81+dfsg0.orig.tar.gz ab7eb3680ba0d16f4a9eb1e05b7fcbb7d23438e25185462c55cd032a1954a985"
)
cases=(language many_calls processes messages)
same=(jim-config.h jimautoconf.h)
# What takes minutes when the stack moves at each of millions of calls.
declare -A stress=([language]=5 [many_calls]=100 [processes]=50)
# Its tests compare what their subprocesses write on the standard error.
declare -A stats=([messages]=no)

many_calls=" binary exec2 expr-pow jim lsort regcount tailcall tree utftcl util "
# These start others and wait for them, some for a tenth of a second.
processes=" aio clock event2 exec lock pid posix signal socket timer tty "
messages=" event jimsh "
# perf and loadtest measure; ssl needs a library; history and interactive a
# terminal.
omitted=" perf ssl history interactive "

build() {
  CC=$CC ./configure --full --disable-ssl --disable-docs
  make -j2
}

kind() {
  local kind
  for kind in many_calls processes messages omitted; do
    [[ ${!kind} == *" $1 "* ]] && echo "$kind" && return
  done
  echo language
}

run() {
  local file
  # glob2 looks into it.
  export HOME=$PWD
  cd tests
  for file in *.test; do
    [ "$(kind "${file%.test}")" = "$1" ] || continue
    echo "$file"
    ../jimsh "$file"
  done
}
