# SQLite: the amalgamation that its makefile makes (with Tcl), SQLite's shell over
# thousands of generated statements (sqlite/statements.py), and two programs of
# its own: speedtest1, which prints a hash of all results, and fuzzcheck with
# 6,500 scripts that fuzzers found.
sources=(
  "sqlite3 sqlite3_3.40.1.orig.tar.xz aaa776260ab4dc976db34aa7891819484c8676b5b2783123ebc6301e2ca5d655"
)
cases=(expressions deep joins aggregates recursion changes documents storage plans shell unoptimised speedtest
  fuzz4 fuzz6)
same=(sqlite_cfg.h)
# Some ten million calls each.
declare -A stress=([expressions]=20 [deep]=50 [joins]=10 [aggregates]=20 [recursion]=10 [changes]=10
  [documents]=50 [storage]=20 [plans]=10 [shell]=5 [unoptimised]=100 [speedtest]=100 [fuzz4]=500 [fuzz6]=500)
# Parser, code generator and triggers recurse as deep as the limits allow.
declare -A grows=([deep]=262144)

build() {
  # All that is optional, and what fuzzcheck needs; a parser whose own stack has
  # no limit, so that expressions nest 1000 deep.
  local options=(
    -DSQLITE_ENABLE_{FTS4,FTS5,FTS3_PARENTHESIS,RTREE,GEOPOLY,MATH_FUNCTIONS,DBSTAT_VTAB,DBPAGE_VTAB,BYTECODE_VTAB,STAT4}
    -DSQLITE_ENABLE_{EXPLAIN_COMMENTS,SESSION,PREUPDATE_HOOK,MEMSYS5} -DSQLITE_OSS_FUZZ
    -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_THREADSAFE=0 -DYYSTACKDEPTH=0 -I. -Itest -Iext/recover
  )
  local fuzzcheck=(test/{fuzzcheck,ossfuzz,fuzzinvariants,vt02}.c ext/recover/{dbdata,sqlite3recover}.c)
  ./configure CC="$CC" --disable-shared --disable-tcl --disable-readline
  make sqlite3.c shell.c
  # Both at once: the amalgamation is one translation unit of 240,000 lines.
  "$CC" -O0 "${options[@]}" sqlite3.c shell.c -lm -o unoptimised &
  "$CC" -O2 "${options[@]}" -c sqlite3.c
  "$CC" -O2 "${options[@]}" shell.c sqlite3.o -lm -o sqlite3
  "$CC" -O2 "${options[@]}" test/speedtest1.c sqlite3.o -lm -o speedtest1
  "$CC" -O2 "${options[@]}" "${fuzzcheck[@]}" sqlite3.o -lm -o fuzzcheck
  wait "$!"
}

# statements SHELL COUNT CASE: errors are part of the result.
statements() {
  local status=0
  python3 "$data/statements.py" --count "$2" "$3" | both "./$1" :memory: || status=$?
  echo "status $status"
}

run() {
  local name status=0
  case $1 in
    expressions) statements sqlite3 600 "$1" ;;
    changes) statements sqlite3 1000 "$1" ;;
    deep | joins) statements sqlite3 60 "$1" ;;
    recursion | storage) statements sqlite3 80 "$1" ;;
    aggregates | documents | plans) statements sqlite3 150 "$1" ;;
    unoptimised)
      for name in expressions deep joins aggregates recursion changes documents storage plans; do
        statements unoptimised 10 "$name"
      done
      ;;
    shell)
      # Its commands, and files: what is dumped, saved and recovered is what was.
      python3 "$data/statements.py" --count 20 changes > "$scratch/changes.sql"
      both ./sqlite3 "$scratch/db" ".read $scratch/changes.sql" | sed "s#$scratch/##" || true
      ./sqlite3 "$scratch/db" .dump > "$scratch/dump"
      ./sqlite3 "$scratch/again" ".read $scratch/dump"
      ./sqlite3 "$scratch/again" .dump | cmp - "$scratch/dump"
      ./sqlite3 "$scratch/db" ".backup $scratch/backup" '.sha3sum' ".open $scratch/backup" .sha3sum
      ./sqlite3 "$scratch/db" .recover | ./sqlite3 "$scratch/recovered"
      for name in ascii box column csv html insert json line list markdown quote table tabs tcl; do
        ./sqlite3 "$scratch/recovered" ".mode $name" '.headers on' 'SELECT * FROM t ORDER BY id LIMIT 3'
      done
      ./sqlite3 "$scratch/db" '.mode csv' 'SELECT id, a, b FROM t' > "$scratch/csv"
      ./sqlite3 :memory: 'CREATE TABLE t(id INT, a INT, b TEXT)' ".import --csv $scratch/csv t" \
        'SELECT count(*), sum(a), max(b) FROM t' '.schema' '.tables' '.dbinfo'
      ./sqlite3 "$scratch/db" 'PRAGMA journal_mode = WAL; UPDATE t SET a = a + 1; PRAGMA wal_checkpoint;' '.lint fkey-indexes'
      ./sqlite3 "$scratch/db" .selftest .schema
      ;;
    speedtest) ./speedtest1 --size 10 --testset main --verify :memory: | sed 's/ *[0-9.]*s$//' ;;
    fuzz*)
      # The other files' results depend on the day (2) or on how fast the machine
      # is (1, 3, 7: fuzzcheck interrupts what takes long), or are not printed (5, 8).
      # All results, but for the time that it took and the time that it is.
      ./fuzzcheck --result-trace "test/fuzzdata${1#fuzz}.db" |
        sed '/^fuzzcheck: /s/ in [0-9.]* seconds$//; s/[0-9][0-9]:[0-9][0-9]:[0-9][0-9]/TIME/g' > "$scratch/results"
      tail -n 3 "$scratch/results"
      cksum < "$scratch/results"
      ;;
  esac
}
