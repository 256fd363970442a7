# Expat, by its autoconf build (which needs autoconf, automake and libtool): its
# test suite, compiled as C and as C++, and its checker xmlwf and the examples
# over XML files, whole, truncated and damaged.
#
# Built without the shared library: Pagurus refuses -shared.
sources=(
  "expat expat_2.5.0.orig.tar.gz ab00ee05c7067fd10a35c5d2a4922ebba746ddd50ff83b79c828da17bbdf1757"
)
cases=(runtests runtestspp documents large truncated damaged examples)
# What configure found out.
same=(expat/expat_config.h)
# Five million function calls each, and more.
declare -A stress=([runtests]=4 [runtestspp]=20 [large]=20)

build() {
  cd expat
  ./buildconf.sh
  ./configure --disable-shared --disable-dependency-tracking --without-docbook
  make -j2
  make -j2 check TESTS=  # only builds them
}

run() {
  local file n
  cd expat
  case $1 in
    runtests | runtestspp) both "./tests/$1" ;;
    documents)
      mkdir "$scratch/out"
      for file in doc/xmlwf.xml doc/reference.html ../testdata/largefiles/README.txt; do
        for n in -n -s -m -c -r -w; do
          xmlwf/xmlwf "$n" -d "$scratch/out" "$file" || echo "exit status $?"
          rm -rf "$scratch/out/"*
        done
      done
      ;;
    large)
      mkdir "$scratch/out"
      for n in -m -c; do  # as meta data, as it is
        xmlwf/xmlwf "$n" -d "$scratch/out" ../testdata/largefiles/nes96.xml
        cksum < "$scratch/out/nes96.xml"
      done
      ;;
    truncated)
      for n in 0 1 10 100 500 1000 2000 4000 5000; do
        head -c "$n" doc/xmlwf.xml > "$scratch/file.xml"
        xmlwf/xmlwf "$scratch/file.xml" | sed "s#$scratch/##" || true
      done
      ;;
    damaged)
      # A byte replaced, at many places.
      for ((n = 0; n < 7000; n += 97)); do
        cp doc/xmlwf.xml "$scratch/file.xml"
        printf '<' | dd of="$scratch/file.xml" bs=1 seek="$n" conv=notrunc status=none
        xmlwf/xmlwf "$scratch/file.xml" | sed "s#$scratch/##" || true
      done
      ;;
    examples)
      examples/outline < doc/xmlwf.xml | cksum
      examples/elements < doc/xmlwf.xml | cksum
      head -c 100000 ../testdata/largefiles/recset.xml | examples/outline | cksum || true
      ;;
  esac
}
