# MuJS, another interpreter for JavaScript, by its makefile, in its release (-O2)
# and its debug (-O0) configuration.  Errors are longjmp to buffers that nest.
sources=(
  "mujs mujs_1.3.2.orig.tar.xz 4886593fc688b0cdccd31e5ecbe5afe7ad1bee23aa69e667b871afd5dfc640c3"
)
data=${data%/*}/javascript
mapfile -t cases < <(cd "$data" && ls)
cases+=(pretty_printer)
# Half a million calls each, and more.
declare -A stress=([objects.js]=5 [pretty_printer]=7 [programs.js]=7 [text.js]=5)

build() {
  local configuration
  for configuration in release debug; do
    make -j2 CC="$CC" HAVE_READLINE=no build=$configuration "build/$configuration/mujs" "build/$configuration/mujs-pp"
  done
}

run() {
  local configuration
  for configuration in release debug; do
    case $1 in
      pretty_printer)
        for file in "$data"/*.js; do
          "build/$configuration/mujs-pp" "$file" | cksum
          "build/$configuration/mujs-pp" -s "$file" | cksum
        done
        ;;
      *) "build/$configuration/mujs" "$data/$1" ;;
    esac
  done
}
