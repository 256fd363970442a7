#include "runtime/switches.h"

#include "runtime/print.h"

namespace pagurus {

constinit Switches switches;

namespace {

struct Switch {
  const char* name;
  uint64_t Switches::* field;
  uint64_t min;
  uint64_t max;
  bool power_of_two;
  const char* help;
  // Names of the values, or null: they are numbers.
  const char* const* words = nullptr;
  // It is a text, and has no number.
  SwitchText Switches::* text = nullptr;
};

constexpr const char* kTracebackWords[] = {"none", "one", "all", "system"};
constexpr const char* kSigquitWords[] = {"exit", "continue"};

constexpr Switch kSwitches[] = {
    {"stressmove", &Switches::stressmove, 0, UINT64_MAX, false,
     "N: move the stack at every N-th check (0: never)"},
    {"stressparked", &Switches::stressparked, 0, UINT64_MAX, false,
     "N: move one that waits at every N-th turn (0: never)"},
    {"stressgc", &Switches::stressgc, 0, UINT64_MAX, false,
     "N: collect garbage at every N-th slow allocation, 1: at all (0: when "
     "due)"},
    {"poison", &Switches::poison, 0, 1, false,
     "0 or 1: fill stacks with patterns"},
    {"faultonfree", &Switches::faultonfree, 0, 1, false,
     "0 or 1: make old stacks inaccessible"},
    {"clobberdead", &Switches::clobberdead, 0, 1, false,
     "0 or 1: overwrite dead homes at each move"},
    {"stats", &Switches::stats, 0, 1, false,
     "0 or 1: one JSON line on stderr at exit"},
    {"profilemoves", &Switches::profilemoves, 0, 1, false,
     "0 or 1: measure moves, and count them by goroutines' functions"},
    {"verify", &Switches::verify, 0, 1, false,
     "0 or 1: check every frame after each move"},
    {"sched", &Switches::sched, 0, UINT64_MAX, false,
     "SEED: one thread, all of the scheduler's choices from the seed (0: no)"},
    {"sysmon", &Switches::sysmon, 0, 1, false,
     "0 or 1: watch for goroutines that compute or stay in native code"},
    {"lockmain", &Switches::lockmain, 0, 1, false,
     "0 or 1: main's goroutine stays on the main thread"},
    {"traceback", &Switches::traceback, 0, 3, false,
     "none, one, all or system: whose traces are shown when the program dies",
     kTracebackWords},
    {"sigquit", &Switches::sigquit, 0, 1, false,
     "exit or continue: what follows when SIGQUIT has shown all goroutines",
     kSigquitWords},
    {"learn", &Switches::learn, 0, 1, false,
     "0 or 1: learn how large goroutines' first stacks should be"},
    {"shrink", &Switches::shrink, 0, 1, false,
     "0 or 1: stacks that are too large become smaller"},
    {"shrinkevery", &Switches::shrinkevery, 0, uint64_t{1} << 40, false,
     "MS: look for such stacks so often (0: only when asked to)"},
    {"inplace", &Switches::inplace, 0, 1, false,
     "0 or 1: large stacks grow where they are"},
    {"minstack", &Switches::minstack, 1024, uint64_t{1} << 30, true,
     "BYTES: a goroutine's first stack, a power of two from 1024 to 2^30"},
    {"maxstack", &Switches::maxstack, 1024, uint64_t{1} << 40, false,
     "BYTES: limit of a goroutine's stack, 1024 to 2^40"},
    {"gcpercent", &Switches::gcpercent, 0, 1000000, false,
     "N: collect when N per cent of what lives have been allocated"},
    {"gclimit", &Switches::gclimit, 0, uint64_t{1} << 48, false,
     "BYTES: limit of the heap (0: none)"},
    {"gcconcurrent", &Switches::gcconcurrent, 0, 1, false,
     "0 or 1: collect garbage while the program runs"},
    {"trace", nullptr, 0, 0, false,
     "FILE: what happens when, for a viewer of Chrome's trace events", nullptr,
     &Switches::trace},
    {"tracemax", &Switches::tracemax, 0, UINT64_MAX, false,
     "BYTES: the trace is not to become larger (0: no limit)"},
};

// If text[0, length) is `name`.
bool Same(const char* text, size_t length, const char* name) {
  size_t i = 0;
  while (i < length && name[i] != 0 && text[i] == name[i]) ++i;
  return i == length && name[i] == 0;
}

bool ParseNumber(const char* text, size_t length, uint64_t* value) {
  if (length == 0) return false;
  *value = 0;
  for (size_t i = 0; i < length; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    if (__builtin_mul_overflow(*value, 10, value) ||
        __builtin_add_overflow(*value, uint64_t(text[i] - '0'), value)) {
      return false;
    }
  }
  return true;
}

bool ParseWord(const Switch& s, const char* text, size_t length,
               uint64_t* value) {
  for (uint64_t i = s.min; i <= s.max; ++i) {
    *value = i;
    if (Same(text, length, s.words[i])) return true;
  }
  return false;
}

bool ParseValue(const Switch& s, const char* text, size_t length,
                uint64_t* value) {
  return s.words != nullptr ? ParseWord(s, text, length, value)
                            : ParseNumber(text, length, value);
}

bool Refuse(const char* what, const char* item, size_t length) {
  Printer out;
  out.Text("pagurus: PAGURUS: ").Text(what).Text(" '").Text(item, length);
  out.Text("'; the switches are\n");
  for (const Switch& s : kSwitches) {
    out.Text("  ").Text(s.name).Text("=").Text(s.help).Text("\n");
  }
  return false;
}

bool ParseItem(const char* item, size_t length, Switches* result) {
  size_t name = 0;
  while (name < length && item[name] != '=') ++name;
  for (const Switch& s : kSwitches) {
    if (!Same(item, name, s.name)) continue;
    if (s.text != nullptr) {
      if (name + 1 >= length) return Refuse("bad value in", item, length);
      result->*s.text = {item + name + 1, length - name - 1};
      return true;
    }
    uint64_t value = 0;
    if (name == length ||
        !ParseValue(s, item + name + 1, length - name - 1, &value) ||
        value < s.min || value > s.max ||
        (s.power_of_two && (value & (value - 1)) != 0)) {
      return Refuse("bad value in", item, length);
    }
    result->*s.field = value;
    return true;
  }
  return Refuse("unknown switch", item, name);
}

uint64_t TurnsOf(const Switches& s) {
  return (s.stressmove == 1 ? kTurnsMove : 0) |
         (s.stressparked != 0 ? kTurnsMoveOthers : 0) |
         (s.sched != 0 ? kTurnsSeeded : 0);
}

}  // namespace

bool ParseSwitches(const char* text, Switches* result) {
  *result = Switches();
  if (text == nullptr) return true;
  while (*text != 0) {
    size_t length = 0;
    while (text[length] != 0 && text[length] != ',') ++length;
    if (length > 0 && !ParseItem(text, length, result)) return false;
    text += length;
    if (*text == ',') ++text;
  }
  if (result->minstack > result->maxstack) {
    return Refuse("minstack is larger than maxstack in", "minstack", 8);
  }
  result->turns = TurnsOf(*result);
  // Who wants to see statistics wants to see all.
  if (result->stats != 0) result->profilemoves = 1;
  return true;
}

}  // namespace pagurus
