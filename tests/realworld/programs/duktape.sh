# Duktape, an interpreter for JavaScript, by its example makefile for the command
# line (one translation unit of 100,000 lines, -Os).  Errors are longjmp; the
# compiler, the regular expressions and callbacks recurse through C.
sources=(
  "duktape duktape_2.7.0.orig.tar.xz 90f8d2fa8b5567c6899830ddef2c03f3c27960b11aca222fa17aa7ac613c2890"
)
data=${data%/*}/javascript
mapfile -t cases < <(cd "$data" && ls)
cases+=(coroutines logging)
# errors.js overflows its C stack three times, half a MiB each: copying that at
# every call takes minutes.  The others make 400,000 calls and more.
declare -A stress=([errors.js]=20 [objects.js]=5 [programs.js]=7 [text.js]=5)
declare -A grows=([errors.js]=262144)

build() {
  make -f Makefile.cmdline CC="$CC" duk
}

run() {
  case $1 in
    coroutines)
      ./duk -e '
        function walk(tree) {
          if (!tree) return;
          walk(tree[0]); Duktape.Thread.yield(tree[1]); walk(tree[2]);
        }
        var tree = [[[null, 1, null], 2, [null, 3, null]], 4, [[null, 5, null], 6, null]];
        var a = new Duktape.Thread(walk), b = new Duktape.Thread(walk), log = [];
        for (var i = 0; i < 7; i++) {
          log.push(Duktape.Thread.resume(a, i === 0 ? tree : i));
          if (i % 2) log.push(Duktape.Thread.resume(b, tree));
        }
        print(log.join());
        var failing = new Duktape.Thread(function () { Duktape.Thread.yield(1); throw new TypeError("inside"); });
        Duktape.Thread.resume(failing);
        try { Duktape.Thread.resume(failing); } catch (e) { print(e); }
        print(new Proxy({}, { get: function (o, k) { return k + k; } }).twice, Duktape.enc("jx", { a: undefined, b: [NaN] }));'
      ;;
    logging)
      ./duk -e '
        console.log("%s is %d", "x", 7);
        console.assert(true);
        Duktape.modSearch = function (id) { return "exports.name = \"" + id + "\"; exports.twice = function (x) { return 2 * x; };"; };
        var m = require("some/module");
        console.log(m.name, m.twice(21), new Duktape.Logger("x").isPrototypeOf);'
      ;;
    *) ./duk "$data/$1" ;;
  esac
}
