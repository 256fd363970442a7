# GNU awk, by its configure script and makefile, with the tests of its own suite
# that its makefile calls basic tests, Unix tests and gawk extensions: some 500
# programs, and what they print.
sources=(
  "gawk gawk_5.2.1.orig.tar.xz 2337a0283b180ec1b9c727973a34781c6478b3ae9bcbdcca0a4dc49861d75a65"
)
cases=(basic unix-tests gawk-extensions)
same=(config.h)
# Processes by the hundred.  randtest, a statistical test, calls functions 200
# million times.
declare -A stress=([basic]=500 [unix-tests]=20 [gawk-extensions]=50)
# The tests compare what gawk writes on its standard error.
declare -A stats=([basic]=no [unix-tests]=no [gawk-extensions]=no)

build() {
  ./configure CC="$CC" CFLAGS=-O2 --disable-mpfr --disable-nls --disable-extensions --disable-pma --without-readline
  make -j2 -C support
  make -j2 gawk
}

run() {
  cd test
  # A test that fails leaves its output, _NAME; some need locales that are not
  # installed, and fail with both compilers, alike.
  rm -f _*
  make -k "$1" 2> /dev/null || true
  for failed in _*; do
    [ ! -e "$failed" ] || { echo "$failed" && cat "$failed"; }
  done
  rm -f _*
}
