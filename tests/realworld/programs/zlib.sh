# zlib, by its configure script and makefile: the makefile's tests, its coverage
# test of inflate (infcover: errors, callbacks, allocation failures), and the
# programs in examples/, over zlib's own sources as data.
#
# Built without the shared library: Pagurus refuses -shared.
sources=(
  "zlib zlib_1.2.13.dfsg.orig.tar.bz2 71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1"
)
cases=(tests infcover levels examples enough random_access append)
# What configure found out.
same=(zconf.h Makefile.options)

build() {
  ./configure --static
  sed -n 's/^\(SFLAGS\|CFLAGS\|LDFLAGS\|LIBS\|EXE\|TEST\|ALL\)=/&/p' Makefile > Makefile.options
  make -j2 all infcover
  local example
  for example in enough fitblk gun gzappend gzjoin gznorm zpipe zran; do
    "$CC" -O3 -I. -DTEST "examples/$example.c" libz.a -o "examples/$example"
  done
}

run() {
  local file level offset
  case $1 in
    tests)
      # The commands of `make test`, whose messages we keep.
      echo hello world | ./minigzip | ./minigzip -d
      ./example "$scratch/example.gz" | sed 's/0x[0-9a-f]*/flags/'
      echo hello world | ./minigzip64 | ./minigzip64 -d
      ./example64 "$scratch/example64.gz" > /dev/null
      ;;
    infcover) both ./infcover ;;
    levels)
      for file in ChangeLog deflate.c trees.h doc/algorithm.txt; do
        for level in 1 3 6 9; do
          ./minigzip "-$level" < "$file" > "$scratch/gz"
          cksum < "$scratch/gz"
          ./minigzip -d < "$scratch/gz" | cmp - "$file"
          gzip -d < "$scratch/gz" | cmp - "$file"
        done
        for level in -h -f -r; do  # Huffman only, filtered, run lengths
          ./minigzip "$level" < "$file" > "$scratch/gz"
          cksum < "$scratch/gz"
          ./minigzip -d < "$scratch/gz" | cmp - "$file"
        done
      done
      ;;
    examples)
      examples/zpipe < FAQ > "$scratch/z"
      cksum < "$scratch/z"
      examples/zpipe -d < "$scratch/z" | cmp - FAQ
      gzip -9 < inflate.c > "$scratch/inflate.gz"
      cp "$scratch/inflate.gz" "$scratch/again.gz"
      examples/gun < "$scratch/inflate.gz" | cmp - inflate.c  # inflateBack
      examples/gun -t "$scratch/again.gz"
      # gun unpacks compress's format, too.
      printf '\037\235\220\141\304\210\041' | examples/gun 2>/dev/null | cksum || true
      examples/gzjoin "$scratch/inflate.gz" "$scratch/again.gz" > "$scratch/both.gz"
      gzip -d < "$scratch/both.gz" | cksum
      cat "$scratch/inflate.gz" "$scratch/again.gz" | examples/gznorm | gzip -d | cksum
      both examples/fitblk 1000 < FAQ | cksum
      examples/fitblk 4000 < FAQ | cksum
      ;;
    enough) examples/enough 60 9 15 && examples/enough 30 10 15 ;;
    random_access)
      gzip -6 < ChangeLog > "$scratch/log.gz"
      for offset in 0 100 40000 80000; do
        both examples/zran "$scratch/log.gz" "$offset" | sed "s#$scratch/##" | cksum
      done
      ;;
    append)
      gzip -9 < trees.c > "$scratch/trees.gz"
      for file in zutil.c FAQ doc/txtvsbin.txt; do
        examples/gzappend "$scratch/trees.gz" "$file"
      done
      gzip -d < "$scratch/trees.gz" | cksum
      cksum < "$scratch/trees.gz"
      ;;
  esac
}
