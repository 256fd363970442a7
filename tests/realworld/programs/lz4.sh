# LZ4, by its makefiles: the test targets for the command line program (but those
# for huge files), the fuzzers with fixed seeds, the library's small tests, and
# the examples.
sources=(
  "lz4 lz4_1.9.4.orig.tar.gz 0b0e3aa07c8c063ddf40b082bdf7e37a1562bda40a0ff5272957f3e987e0e54b"
)
command_line=(
  test-lz4-basic test-lz4-multiple test-lz4-multiple-legacy test-lz4-frame-concatenation
  test-lz4-testmode test-lz4-contentSize test-lz4-dict test-lz4-opt-parser test-lz4-sparse
  test-lz4-skippable
)
cases=("${command_line[@]}" fuzzer fuzzer_random frametest small examples levels)

build() {
  # Its fuzzer takes the time for a seed when it is to run the unit tests, too.
  sed -i 's/time(NULL)/0/' tests/fuzzer.c
  make -j2 -C tests lz4 fullbench fuzzer frametest roundTripTest datagen checkFrame \
    decompress-partial decompress-partial-usingDict
  make -C tests unlz4 lz4cat
  make -j2 -C examples all
}

# The lines that end a run; progress is written over itself.
last_lines() { tr '\r' '\n' | grep -v '^ *[0-9]* *$' | tail -n 6; }

run() {
  local file level
  cd tests
  case $1 in
    test-*)
      make "$1" > "$scratch/log"
      echo "$1 passed"
      ;;
    fuzzer) ./fuzzer -i1 | last_lines ;;
    fuzzer_random) ./fuzzer -s4711 -i300 | last_lines ;;
    frametest) both ./frametest -s4711 -i1000 | last_lines ;;
    small)
      ./decompress-partial
      ./decompress-partial-usingDict
      ./roundTripTest ../lib/lz4.c 3
      ../programs/lz4 -B5 -BX ../lib/lz4hc.c "$scratch/frame.lz4"
      ./checkFrame -b5 -B262144 "$scratch/frame.lz4"
      ;;
    examples)
      cd ../examples
      cp ../lib/lz4hc.c "$scratch/file"
      ./printVersion
      ./simpleBuffer
      ./doubleBuffer "$scratch/file" | sed "s#$scratch/##"
      ./ringBuffer "$scratch/file" | sed "s#$scratch/##"
      ./ringBufferHC "$scratch/file" | sed "s#$scratch/##"
      ./lineCompress "$scratch/file" | sed "s#$scratch/##"
      ./dictionaryRandomAccess "$scratch/file" "$scratch/file" 1100 1400 | sed "s#$scratch/##"
      ./frameCompress "$scratch/file" | sed "s#$scratch/##"
      ./fileCompress "$scratch/file" | sed "s#$scratch/##"
      for file in "$scratch"/*; do cksum < "$file"; done
      ;;
    levels)
      for file in COPYING ../lib/lz4hc.c ../doc/lz4_manual.html; do
        for level in 1 3 6 9 10 12 -fast=3; do
          ../programs/lz4 "-$level" -c "$file" > "$scratch/lz4"
          cksum < "$scratch/lz4"
          ../programs/lz4 -dc "$scratch/lz4" | cmp - "$file"
        done
      done
      ;;
  esac
}
