// Hundreds of goroutines that use SQLite.
//
//     sqlite-goroutines PRIVATE SHARING FILE
//
//   PRIVATE goroutines have a database in memory each;
//   SHARING goroutines share one connection, in SQLite's serialized mode;
//   SHARING have connections of their own to one database in memory (shared
//           cache), and wait for each other's locks by sqlite3_unlock_notify;
//   a few   have connections to the database FILE, and a busy handler.
//
// SQL's function pause(x), and a handler in SQLite's machine, let other
// goroutines run in the middle of statements, with SQLite's mutexes locked.
#include <pagurus.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kTextBytes = 400, kProgressEvery = 500, kRowsEach = 12, kFileUsers = 6 };

static void Fail(const char *what) {
  fprintf(stderr, "sqlite-goroutines: %s\n", what);
  exit(1);
}

static void *Check(void *memory) {
  if (!memory) Fail("no memory");
  return memory;
}

// --- SQLite's mutexes ---
//
// SQLite's own are pthread mutexes, which belong to threads: a goroutine that
// unlocks one on another thread than it locked it on, or meets its own thread's
// there, breaks them.  These belong to goroutines.

struct sqlite3_mutex {
  pag_mutex mutex;
  int kind;
  _Atomic uint64_t owner;  // a goroutine; 0: nobody
  unsigned depth;          // times the owner has locked it
};

// SQLITE_MUTEX_STATIC_MAIN to SQLITE_MUTEX_STATIC_VFS3.
static sqlite3_mutex static_mutexes[SQLITE_MUTEX_STATIC_VFS3 + 1];

static int MutexInit(void) { return SQLITE_OK; }
static int MutexEnd(void) { return SQLITE_OK; }

static sqlite3_mutex *MutexAlloc(int kind) {
  if (kind > SQLITE_MUTEX_RECURSIVE) return &static_mutexes[kind];
  sqlite3_mutex *mutex = calloc(1, sizeof *mutex);
  if (mutex) mutex->kind = kind;
  return mutex;
}

static void MutexFree(sqlite3_mutex *mutex) {
  if (mutex->depth != 0) Fail("a locked mutex is freed");
  free(mutex);
}

static void MutexLocked(sqlite3_mutex *mutex, uint64_t self) {
  if (mutex->depth++ != 0) Fail("two have locked a mutex");
  atomic_store_explicit(&mutex->owner, self, memory_order_relaxed);
}

// If the calling goroutine has locked it: others cannot become, or cease to be,
// the one that asks.
static int MutexHeld(sqlite3_mutex *mutex) {
  return atomic_load_explicit(&mutex->owner, memory_order_relaxed) ==
         pag_goid();
}
static int MutexNotHeld(sqlite3_mutex *mutex) { return !MutexHeld(mutex); }

static int MutexAgain(sqlite3_mutex *mutex) {
  if (!MutexHeld(mutex)) return 0;
  if (mutex->kind != SQLITE_MUTEX_RECURSIVE) Fail("a mutex is locked twice");
  mutex->depth++;
  return 1;
}

static void MutexEnter(sqlite3_mutex *mutex) {
  if (MutexAgain(mutex)) return;
  pag_mutex_lock(&mutex->mutex);
  MutexLocked(mutex, pag_goid());
}

static int MutexTry(sqlite3_mutex *mutex) {
  if (MutexAgain(mutex)) return SQLITE_OK;
  if (!pag_mutex_try_lock(&mutex->mutex)) return SQLITE_BUSY;
  MutexLocked(mutex, pag_goid());
  return SQLITE_OK;
}

static void MutexLeave(sqlite3_mutex *mutex) {
  if (!MutexHeld(mutex)) Fail("a mutex is unlocked that another one has");
  if (--mutex->depth != 0) return;
  atomic_store_explicit(&mutex->owner, 0, memory_order_relaxed);
  pag_mutex_unlock(&mutex->mutex);
}

static const sqlite3_mutex_methods mutex_methods = {
    MutexInit, MutexEnd,   MutexAlloc, MutexFree,   MutexEnter,
    MutexTry,  MutexLeave, MutexHeld,  MutexNotHeld};

// --- Waiting for other connections' locks (shared cache) ---

static void LocksAreFree(void **tickets, int count) {
  for (int i = 0; i < count; i++) pag_ready(tickets[i], 1);
}

// Until no other connection has what this one needs; SQLITE_LOCKED if those
// wait for this one.
static int AwaitLocks(sqlite3 *db) {
  pag_ticket ticket;
  pag_park_prepare(&ticket);
  const int result = sqlite3_unlock_notify(db, LocksAreFree, &ticket);
  if (result == SQLITE_OK) pag_park(&ticket, -1, NULL, NULL);
  return result;
}

// --- Statements ---

// What a goroutine prints: the beginning, and a hash of all.
typedef struct {
  uint64_t hash;
  long rows;
  size_t length;
  char text[kTextBytes];
} Output;

static void Put(Output *output, const char *text) {
  for (const char *c = text; *c; c++)
    output->hash = (output->hash ^ (unsigned char)*c) * 0x100000001b3u;
  size_t length = strlen(text);
  if (length > kTextBytes - 1 - output->length)
    length = kTextBytes - 1 - output->length;
  memcpy(output->text + output->length, text, length);
  output->length += length;
}

static int PutRow(void *argument, int columns, char **values, char **names) {
  (void)names;
  Output *output = argument;
  output->rows++;
  for (int i = 0; i < columns; i++) {
    Put(output, i == 0 ? "" : ",");
    Put(output, values[i] ? values[i] : "NULL");
  }
  Put(output, ";");
  return 0;
}

// Errors are results, too.
static int Try(sqlite3 *db, Output *output, const char *sql) {
  char *message = NULL;
  const int result = sqlite3_exec(db, sql, PutRow, output, &message);
  if (result != SQLITE_OK) {
    Put(output, message);
    Put(output, ";");
  }
  sqlite3_free(message);
  return result;
}

// Must succeed.
static void Execute(sqlite3 *db, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *sql = sqlite3_vmprintf(format, arguments);
  va_end(arguments);
  int result;
  char *message;
  do {
    message = NULL;
    result = sqlite3_exec(db, sql, NULL, NULL, &message);
    if (result != SQLITE_LOCKED) break;
    sqlite3_free(message);
  } while (AwaitLocks(db) == SQLITE_OK);
  if (result != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, message);
    exit(1);
  }
  sqlite3_free(message);
  sqlite3_free(sql);
}

static void Pause(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  pag_yield();
  sqlite3_result_value(context, values[0]);
}

static int Progress(void *argument) {
  (void)argument;
  pag_yield();
  return 0;
}

static sqlite3 *Open(const char *name, int flags) {
  sqlite3 *db;
  const int result = sqlite3_open_v2(
      name, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | flags, NULL);
  if (result != SQLITE_OK) Fail("a database cannot be opened");
  sqlite3_create_function(db, "pause", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                          NULL, Pause, NULL, NULL);
  sqlite3_progress_handler(db, kProgressEvery, Progress, NULL);
  return db;
}

// --- What the goroutines do ---

typedef struct {
  int number;
  pag_waitgroup *running;
  sqlite3 *db;  // shared, or null
  const char *file;
  Output output;
} User;

// A database of its own.  me() is the goroutine's number.
static const char *const kPrivate[] = {
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b TEXT UNIQUE);"
    "CREATE TABLE log(what TEXT);"
    "CREATE TRIGGER logs AFTER INSERT ON t WHEN new.a % 5 = 0 BEGIN"
    "  INSERT INTO log VALUES(pause(new.b)); END;"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
    "30)"
    "  INSERT INTO t SELECT i, (i * 7 + me()) % 23, printf('b%d', pause(i)) "
    "FROM n",
    "SELECT count(*), sum(a), max(b) FROM t",
    "SELECT a, group_concat(b, '+') FROM (SELECT * FROM t ORDER BY b DESC)"
    "  GROUP BY a HAVING count(*) > 1 ORDER BY pause(a) LIMIT 3",
    "SELECT x.id, y.id, z.id FROM t x JOIN t y ON x.a = y.a AND x.id < y.id"
    "  LEFT JOIN t z ON z.id = x.id + y.id ORDER BY pause(x.b) LIMIT 4",
    "SELECT * FROM log ORDER BY what",
    // Errors, in the middle of a transaction.
    "INSERT INTO t VALUES(100, 1, 'b7')",
    "SELECT nothing FROM t",
    "BEGIN; DELETE FROM t WHERE id % 2 = 0; SELECT count(*) FROM t; ROLLBACK",
    "SELECT count(*), abs(-9223372036854775808) FROM t",
    // A parser, a planner and expressions that recurse.
    "SELECT "
    "((((((((((((((((((((1+me())*2)-3)*4)+5)*6)-7)*2)+9)-1)*2)+3)-4)*2)+6)"
    "  -7)*2)+9)-1)+2)",
    "SELECT sum(i) OVER (PARTITION BY i % 3 ORDER BY i) FROM"
    "  (SELECT id AS i FROM t WHERE id IN (SELECT a FROM t WHERE b LIKE 'b1%'))"
    "  LIMIT 5",
    "WITH RECURSIVE fib(n, x, y) AS (VALUES(0, 0, 1) UNION ALL"
    "  SELECT n + 1, y, x + y FROM fib WHERE n < 40 + me() % 20)"
    "  SELECT max(n), max(pause(x)) FROM fib",
    "UPDATE t SET a = a + length(b) WHERE EXISTS"
    "  (SELECT 1 FROM log WHERE what = pause(t.b)); SELECT sum(a) FROM t",
    "ALTER TABLE t ADD COLUMN c DEFAULT 7; CREATE INDEX by_a ON t(a, c);"
    "  SELECT a, c FROM t INDEXED BY by_a WHERE a > 15 ORDER BY a DESC LIMIT 2",
    "PRAGMA integrity_check",
};

static void Me(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  (void)values;
  const int *number = sqlite3_user_data(context);
  sqlite3_result_int(context, *number);
}

static void UsePrivate(void *argument) {
  User *user = argument;
  sqlite3 *db = Open(":memory:", 0);
  sqlite3_create_function(db, "me", 0, SQLITE_UTF8, &user->number, Me, NULL,
                          NULL);
  for (size_t i = 0; i < sizeof kPrivate / sizeof *kPrivate; i++)
    Try(db, &user->output, kPrivate[i]);
  if (sqlite3_close(db) != SQLITE_OK) Fail("a database is in use");
  pag_waitgroup_done(user->running);
}

// Rows of its own in a table that all share.
static void Insert(sqlite3 *db, const char *table, int who, int i) {
  Execute(db, "INSERT INTO %s VALUES(%d, pause(%d), pause('row %d of %d'))",
          table, who, i, i, who);
  if (i % 3 == 0)
    Execute(db, "UPDATE %s SET i = i + pause(100) WHERE who = %d AND i = %d",
            table, who, i);
}

static void UseConnection(void *argument) {
  User *user = argument;
  for (int i = 1; i <= kRowsEach; i++) {
    Insert(user->db, "one", user->number, i);
    if (i % 4 == 0)
      Execute(user->db, "SELECT count(*) FROM one WHERE pause(who) = %d",
              user->number);
  }
  pag_waitgroup_done(user->running);
}

static const char kShared[] = "file:shared?mode=memory&cache=shared";

static void UseSharedCache(void *argument) {
  User *user = argument;
  sqlite3 *db = Open(kShared, SQLITE_OPEN_URI);
  for (int i = 1; i <= kRowsEach; i++) {
    Execute(db, "BEGIN IMMEDIATE");
    Insert(db, "many", user->number, i);
    // What it reads and writes is one step: nobody comes between.
    Execute(db, "UPDATE counter SET n = (SELECT n FROM counter) + pause(1)");
    Execute(db, i % 5 == 0 ? "ROLLBACK" : "COMMIT");
    if (i % 4 == 0) Execute(db, "SELECT sum(i) FROM many");
  }
  if (sqlite3_close(db) != SQLITE_OK) Fail("a connection is in use");
  pag_waitgroup_done(user->running);
}

static int Busy(void *argument, int times) {
  (void)argument;
  (void)times;
  pag_sleep(100000);
  return 1;
}

static void UseFile(void *argument) {
  User *user = argument;
  sqlite3 *db = Open(user->file, 0);
  sqlite3_busy_handler(db, Busy, NULL);
  Execute(db, "PRAGMA synchronous = OFF");
  for (int i = 1; i <= kRowsEach; i++) {
    Execute(db, "BEGIN IMMEDIATE");
    Insert(db, "filed", user->number, i);
    Execute(db, i % 5 == 0 ? "ROLLBACK" : "COMMIT");
  }
  if (sqlite3_close(db) != SQLITE_OK) Fail("a connection is in use");
  pag_waitgroup_done(user->running);
}

static void Start(void (*fn)(void *), User *users, int count,
                  pag_waitgroup *running, sqlite3 *db, const char *file) {
  for (int i = 0; i < count; i++) {
    users[i].number = i;
    users[i].running = running;
    users[i].db = db;
    users[i].file = file;
    users[i].output.hash = 0xcbf29ce484222325u;
    pag_waitgroup_add(running, 1);
    if (pag_go(fn, &users[i]) != 0) Fail("a goroutine cannot be started");
  }
}

// Whatever the order in which it came about.
static void Print(sqlite3 *db, const char *table) {
  Output *output = Check(calloc(1, sizeof *output));
  char *sql = sqlite3_mprintf(
      "SELECT count(*), sum(i), count(DISTINCT who), max(t) FROM %s;"
      "SELECT * FROM %s ORDER BY who, i; PRAGMA integrity_check",
      table, table);
  if (Try(db, output, sql) != SQLITE_OK) Fail(output->text);
  printf("%s: %ld rows, %016llx, %s\n", table, output->rows,
         (unsigned long long)output->hash, output->text);
  sqlite3_free(sql);
  free(output);
}

int main(int argc, char **argv) {
  if (argc != 4) Fail("usage: sqlite-goroutines PRIVATE SHARING FILE");
  const int privates = atoi(argv[1]), sharing = atoi(argv[2]);
  // main's own thread is nothing that this program needs.
  pag_unlock_thread();
  if (sqlite3_config(SQLITE_CONFIG_MUTEX, &mutex_methods) != SQLITE_OK ||
      sqlite3_config(SQLITE_CONFIG_SERIALIZED) != SQLITE_OK)
    Fail("SQLite does not take our mutexes");
  if (sqlite3_initialize() != SQLITE_OK) Fail("sqlite3_initialize");

  static const char kTable[] = "CREATE TABLE %s(who INT, i INT, t TEXT)";
  sqlite3 *one = Open(":memory:", SQLITE_OPEN_FULLMUTEX);
  Execute(one, kTable, "one");
  sqlite3 *shared = Open(kShared, SQLITE_OPEN_URI);
  Execute(shared, kTable, "many");
  Execute(shared, "CREATE TABLE counter(n INT); INSERT INTO counter VALUES(0)");
  sqlite3 *filed = Open(argv[3], 0);
  Execute(filed, kTable, "filed");

  pag_waitgroup running = PAG_INIT;
  User *users =
      Check(calloc(privates + 2 * sharing + kFileUsers, sizeof *users));
  User *next = users;
  Start(UseConnection, next, sharing, &running, one, NULL);
  Start(UseSharedCache, next += sharing, sharing, &running, NULL, NULL);
  Start(UseFile, next += sharing, kFileUsers, &running, NULL, argv[3]);
  next += kFileUsers;
  Start(UsePrivate, next, privates, &running, NULL, NULL);
  pag_waitgroup_wait(&running);

  for (int i = 0; i < privates; i++)
    printf("%d: %ld rows, %016llx, %s\n", i, next[i].output.rows,
           (unsigned long long)next[i].output.hash, next[i].output.text);
  Print(one, "one");
  Print(shared, "many");
  Output total = {0, 0, 0, ""};
  Try(shared, &total, "SELECT n FROM counter");
  printf("counter: %s\n", total.text);
  Print(filed, "filed");
  if (sqlite3_close(one) != SQLITE_OK || sqlite3_close(shared) != SQLITE_OK ||
      sqlite3_close(filed) != SQLITE_OK || sqlite3_shutdown() != SQLITE_OK)
    Fail("something is in use");
  free(users);
  return 0;
}
