// Hundreds of Lua interpreters at once, each in a goroutine of its own.
//
//     lua-goroutines EACH SCRIPT...
//
// runs each script in EACH goroutines.  A script gets its number as its
// argument, and besides Lua's libraries
//
//     yield()             lets other goroutines run
//     send(to, text)      to the goroutine with that number that runs the
//                         same script; waits until it receives
//     receive()           what another one has sent here
//     report(number)      to one more interpreter, which adds up what it gets
//
// It returns a text, which is printed when all are done.  Half of the
// goroutines also yield in a hook, every so many instructions of Lua's:
// anywhere, with whatever the interpreter has on its C stack there.
#include <errno.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <pagurus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kTextBytes = 64, kHookEvery = 200 };
static const int64_t kHour = INT64_C(3600000000000);

typedef struct {
  unsigned length;
  char text[kTextBytes];
} Message;

typedef struct {
  char *text;
  size_t length;
  const char *name;
} Script;

typedef struct Interpreter {
  const Script *script;
  struct Interpreter *same;  // the first one that runs this script
  int number;
  pag_chan *inbox;
  pag_waitgroup *running;  // counts this one
  char *result;
} Interpreter;

static int each;
static pag_chan *reports;

static void Fail(const char *what) {
  fprintf(stderr, "lua-goroutines: %s\n", what);
  exit(1);
}

static void *Check(void *memory) {
  if (!memory) Fail("no memory");
  return memory;
}

static Interpreter *Self(lua_State *L) {
  return *(Interpreter **)lua_getextraspace(L);
}

static int Yield(lua_State *L) {
  const int number = Self(L)->number;
  errno = number;
  pag_yield();
  return errno == number ? 0 : luaL_error(L, "errno is not a goroutine's own");
}

static int Send(lua_State *L) {
  const lua_Integer to = luaL_checkinteger(L, 1);
  size_t length;
  const char *text = luaL_checklstring(L, 2, &length);
  luaL_argcheck(L, to >= 0 && to < each, 1, "no such goroutine");
  luaL_argcheck(L, length <= kTextBytes, 2, "too long");
  Message message;
  message.length = (unsigned)length;
  memcpy(message.text, text, length);
  pag_chan_send(Self(L)->same[to].inbox, &message);
  return 0;
}

static int Receive(lua_State *L) {
  Interpreter *self = Self(L);
  Message message;
  int result;
  if (self->number % 2)
    result = pag_chan_recv(self->inbox, &message);
  else
    result = pag_chan_recv_for(self->inbox, &message, kHour);
  if (result != PAG_DONE) return luaL_error(L, "nothing received");
  lua_pushlstring(L, message.text, message.length);
  return 1;
}

static int Report(lua_State *L) {
  const int64_t number = luaL_checkinteger(L, 1);
  pag_chan_send(reports, &number);
  return 0;
}

static int NextReport(lua_State *L) {
  int64_t number;
  if (pag_chan_recv(reports, &number) != PAG_DONE) return 0;
  lua_pushinteger(L, number);
  return 1;
}

static void YieldInHook(lua_State *L, lua_Debug *where) {
  (void)L;
  (void)where;
  pag_yield();
}

static lua_State *NewState(Interpreter *self) {
  lua_State *L = Check(luaL_newstate());
  *(Interpreter **)lua_getextraspace(L) = self;
  luaL_openlibs(L);
  lua_register(L, "yield", Yield);
  lua_register(L, "send", Send);
  lua_register(L, "receive", Receive);
  lua_register(L, "report", Report);
  lua_register(L, "next_report", NextReport);
  return L;
}

static void Run(void *argument) {
  Interpreter *self = argument;
  const Script *script = self->script;
  lua_State *L = NewState(self);
  if (self->number % 2) lua_sethook(L, YieldInHook, LUA_MASKCOUNT, kHookEvery);
  if (luaL_loadbuffer(L, script->text, script->length, script->name) ==
      LUA_OK) {
    lua_pushinteger(L, self->number);
    lua_pcall(L, 1, 1, 0);
  }
  // An error's message is a result like any other.
  const char *result = luaL_tolstring(L, -1, NULL);
  self->result = Check(strdup(result));
  lua_close(L);
  pag_waitgroup_done(self->running);
}

static const Script kAddUp = {
    (char *)"local sum, count = 0, 0\n"
            "for number in next_report do\n"
            "  sum = sum + number\n"
            "  count = count + 1\n"
            "end\n"
            "return string.format('%d reports, sum %d', count, sum)\n",
    0, "=add_up"};

static void AddUp(void *argument) {
  Interpreter *self = argument;
  lua_State *L = NewState(self);
  if (luaL_dostring(L, self->script->text) != LUA_OK) Fail(lua_tostring(L, -1));
  self->result = Check(strdup(lua_tostring(L, -1)));
  lua_close(L);
  pag_waitgroup_done(self->running);
}

static void Start(void (*fn)(void *), Interpreter *interpreter) {
  pag_waitgroup_add(interpreter->running, 1);
  if (pag_go(fn, interpreter) != 0) Fail("a goroutine cannot be started");
}

static Script Read(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) Fail(path);
  enum { kMost = 1 << 16 };
  Script script;
  script.text = Check(malloc(kMost));
  script.length = fread(script.text, 1, kMost, file);
  fclose(file);
  const char *slash = strrchr(path, '/');
  char *name = Check(malloc(strlen(path) + 2));
  name[0] = '=';
  strcpy(name + 1, slash ? slash + 1 : path);
  script.name = name;
  return script;
}

int main(int argc, char **argv) {
  if (argc < 3) Fail("usage: lua-goroutines EACH SCRIPT...");
  each = atoi(argv[1]);
  const int scripts = argc - 2;
  Script *script = Check(calloc(scripts, sizeof *script));
  for (int i = 0; i < scripts; i++) script[i] = Read(argv[i + 2]);

  reports = Check(pag_chan_make(sizeof(int64_t), 0));
  const int count = scripts * each;
  pag_waitgroup running = PAG_INIT;
  Interpreter *all = Check(calloc(count, sizeof *all));
  for (int i = 0; i < count; i++) {
    const int number = i % each;
    all[i].script = &script[i / each];
    all[i].same = &all[i - number];
    all[i].number = number;
    all[i].running = &running;
    all[i].inbox = Check(pag_chan_make(sizeof(Message), number % 3));
  }

  pag_waitgroup adding = PAG_INIT;
  Interpreter adder = {&kAddUp, NULL, 0, NULL, &adding, NULL};
  Start(AddUp, &adder);
  // Round by round, so that neighbours run different scripts.
  for (int number = 0; number < each; number++)
    for (int s = 0; s < scripts; s++) Start(Run, &all[s * each + number]);
  pag_waitgroup_wait(&running);
  // Every report has been received: the channel has no buffer.
  pag_chan_close(reports);
  pag_waitgroup_wait(&adding);

  for (int i = 0; i < count; i++) {
    printf("%s %d: %s\n", all[i].script->name + 1, all[i].number,
           all[i].result);
    free(all[i].result);
    pag_chan_free(all[i].inbox);
  }
  puts(adder.result);
  return 0;
}
