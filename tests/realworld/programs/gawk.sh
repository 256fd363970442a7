# GNU awk, by its configure script and makefile, with the tests of its own suite
# that its makefile calls basic tests, Unix tests and gawk extensions: some 500
# programs, and what they print; and programs about deep recursion, sorting with a
# function and pipes.
sources=(
  "gawk gawk_5.2.1.orig.tar.xz 2337a0283b180ec1b9c727973a34781c6478b3ae9bcbdcca0a4dc49861d75a65"
)
cases=(basic unix-tests gawk-extensions language)
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

language() {
  ./gawk '
    function ackermann(m, n) {
      if (m == 0) return n + 1
      if (n == 0) return ackermann(m - 1, 1)
      return ackermann(m - 1, ackermann(m, n - 1))
    }
    function fill(a, depth) {
      if (depth > 0) {
        a["below"][1] = depth
        fill(a["below"], depth - 1)
      }
    }
    function total(a,    i, sum) {
      for (i in a) sum += isarray(a[i]) ? total(a[i]) : a[i]
      return sum
    }
    function by_last_digit(i1, v1, i2, v2) {
      return v1 % 10 - v2 % 10 || v1 - v2
    }
    BEGIN {
      print ackermann(2, 300), ackermann(3, 5)
      fill(tree, 200)
      print total(tree)
      for (i = 0; i < 500; i++) numbers[i] = i * 7919 % 1009
      n = asort(numbers, sorted, "by_last_digit")
      for (i = 1; i <= n; i += 41) printf "%d ", sorted[i]
      print ""
      while (("seq 1 300" | getline line) > 0) sum += line
      print sum, gensub(/([0-9]+)-([a-z]+)/, "\\2 \\1", "g", "12-ab 7-xyz")
      print toupper(sprintf("%s|%5.2f|%x", substr("recursion", 3, 4), exp(1), 48879))
    }'
}

run() {
  if [ "$1" = language ]; then
    language
    return
  fi
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
