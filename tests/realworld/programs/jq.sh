# jq with Oniguruma, both compiled by Pagurus, and jq's own test suite: its
# hundreds of programs with their results, and its shell script's commands.
#
# Debian's archives hold no configure script (Debian runs autoreconf), so what
# configure and make would do on Debian 12 is spelled out below.
sources=(
  "jq jq_1.6.orig.tar.gz 3ba940b97571c866923f0409678033d33b5a98758dfc174fad8397ed908bc4d9"
)
oniguruma="libonig libonig_6.9.8.orig.tar.gz 26372720bab6733c869a9eb69377f73971138dc5e3eff4a81f5ba8aea5435fb2"
cases=(jq onig base64 optional commands streaming)
# Each test compiles jq's library of 250 functions anew: a thousand million calls in
# the large suite.
declare -A stress=([jq]=5000 [onig]=200 [base64]=50 [optional]=50 [commands]=50 [streaming]=50)

build() {
  local archive name functions=()
  # shellcheck disable=SC2086  # package, file, checksum
  archive=$("$here/debian_source.sh" $oniguruma)
  mkdir oniguruma
  tar --extract --strip-components=1 --no-same-owner --directory oniguruma --file "$archive"
  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/\\n"/' src/builtin.jq > src/builtin.inc
  echo '#define JQ_VERSION "1.6"' > src/version.h
  for name in acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh drem erf erfc exp exp10 exp2 \
    expm1 fabs fdim floor fma fmax fmin fmod frexp gamma hypot j0 j1 jn ldexp lgamma lgamma_r log log10 log1p \
    log2 logb modf nearbyint nextafter nexttoward pow remainder rint round scalb scalbln significand sin sinh \
    sqrt tan tanh tgamma trunc y0 y1 yn; do
    functions+=("-DHAVE_${name^^}")
  done
  cat > Makefile << END
CFLAGS = -O2 -w
ONIGURUMA = regparse regcomp regexec regenc regerror regext regsyntax regtrav regversion st reggnu unicode \\
  unicode_unfold_key unicode_fold1_key unicode_fold2_key unicode_fold3_key ascii utf8 utf16_be utf16_le \\
  utf32_be utf32_le euc_jp euc_jp_prop sjis sjis_prop iso8859_1 iso8859_2 iso8859_3 iso8859_4 iso8859_5 \\
  iso8859_6 iso8859_7 iso8859_8 iso8859_9 iso8859_10 iso8859_11 iso8859_13 iso8859_14 iso8859_15 \\
  iso8859_16 euc_tw euc_kr big5 gb18030 koi8_r cp1251 onig_init
JQ = builtin bytecode compile execute jq_test jv jv_alloc jv_aux jv_dtoa jv_file jv_parse jv_print \\
  jv_unicode linker locfile util lexer parser main
jq: \$(JQ:%=src/%.o) \$(ONIGURUMA:%=oniguruma/src/%.o)
	\$(CC) \$(CFLAGS) \$^ -lm -lpthread -o \$@
oniguruma/src/%.o: oniguruma/src/%.c
	\$(CC) \$(CFLAGS) -DHAVE_STDINT_H -DHAVE_SYS_TYPES_H -DHAVE_INTTYPES_H -DHAVE_UNISTD_H -DHAVE_ALLOCA_H \\
	  -DSIZEOF_INT=4 -DSIZEOF_LONG=8 -DSIZEOF_LONG_LONG=8 -DSIZEOF_VOIDP=8 -c \$< -o \$@
src/%.o: src/%.c
	\$(CC) \$(CFLAGS) -I. -Isrc -Ioniguruma/src -D_GNU_SOURCE -DHAVE_LIBONIG -DHAVE_MEMMEM -DHAVE_MKSTEMP \\
	  -DHAVE_TM_TM_GMT_OFF -DHAVE_ISATTY -DHAVE_TIMEGM -DHAVE_GMTIME_R -DHAVE_STRPTIME -DHAVE_STRFTIME \\
	  -DHAVE___THREAD -DIEEE_8087 -DHAVE_PTHREAD_KEY_CREATE -DHAVE_PTHREAD_ONCE -DHAVE_ATEXIT \\
	  ${functions[*]} -c \$< -o \$@
END
  : > oniguruma/src/config.h
  make -j2 CC="$CC" jq
}

run() {
  case $1 in
    commands)
      local json='{"a":[1,2,{"b":null}],"c":"\u00e4\ud83d\ude00","d":1.5e300}'
      echo "$json" | ./jq .
      echo "$json" | ./jq --compact-output --sort-keys --ascii-output '[paths, leaf_paths]'
      echo "$json" | ./jq --color-output .
      echo "$json" | ./jq --raw-output '.c, (.a | @csv, @tsv, @sh)?, @base64, @uri, @html' || true
      ./jq --null-input --debug-dump-disasm '1 + 1, "a" + "b", [limit(3; range(10))]'
      both ./jq --null-input 'error({x: 1})' || echo "status $?"
      both ./jq --null-input '{} | .a.b |= 3 | keys | join(1; 2)' || echo "status $?"
      both ./jq --null-input 'halt_error(11)' || echo "status $?"
      printf '[1,[2' | both ./jq . || echo "status $?"
      ./jq --null-input 'def f(n): if n == 0 then 0 else 1 + f(n - 1) end; f(300)'
      ./jq --null-input 'reduce range(120) as $i ([]; [.]) | tojson | length'
      ./jq --null-input 'reduce range(100) as $i (0; [.]) | flatten, (tojson | fromjson == .)' || true
      ./jq --null-input --argjson n 40 '[range($n) | {k: (. % 7), v: .}] | group_by(.k) | map({(.[0].k | tostring): map(.v) | add}) | add'
      ./jq --null-input '[range(60) | 37 * . % 61] | sort_by(-.) | unique_by(. % 5)' --compact-output
      ./jq --null-input '"test aBc 12-34" | [match("(?<w>[a-z]+) |(?i:ABC)|(\\d)(?=-)"; "g") | .string, .captures], gsub("(?<x>\\d)"; "<\(.x)>"), splits("[ -]")' --compact-output
      ;;
    streaming)
      local bytes
      ./jq --compact-output '. as $d | path(..) as $p | $d | getpath($p) | scalars | [$p, .]' tests/torture/input0.json | cksum
      ./jq --compact-output --stream 'select(length == 2)' tests/torture/input0.json | cksum
      # Every truncation of the file, as the suite's shell script does.
      for bytes in 10 50 100 150 200; do
        head -c "$bytes" tests/torture/input0.json | both ./jq --compact-output --stream 'fromstream(inputs)' || true
        head -c "$bytes" tests/torture/input0.json | both ./jq --seq --compact-output . || true
      done
      ;;
    *) ./jq -L tests/modules --run-tests "tests/$1.test" ;;
  esac
}
