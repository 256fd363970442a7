// The C library's routines that managed code calls straight, without a gate,
// on the goroutine's small stack (docs/abi.md, section 3).
//
// A routine is on the list only if it is a true leaf in every version of the
// library that a program may meet: it never calls back, blocks, takes a lock,
// runs the dynamic linker or looks at the guard word, and it uses little stack
// (I5, I6).  `stack` is how much, below its return address, at most;
// tests/leaf_routines measures every variant that the machine's CPU can be
// made to select.
//
// Not on it, although tempting: strspn, strcspn, strpbrk (a table of 256 bytes
// on the stack), strstr and memmem (likewise, for long needles), exp, log, pow
// and the trigonometric functions (kilobytes before glibc 2.28), whatever asks
// for the locale's collation.
//
// A name alone says little: a program may have a function of its own called
// like one of them.  So a call is one of these only if the types fit, too, and
// the caller was not compiled with -fno-builtin; a managed definition that fits
// must be a leaf as well, which the compiler proves (ir/leaf_definition.h and
// FinalFrame).
#ifndef PAGURUS_COMPILER_LEAF_ROUTINES_H_
#define PAGURUS_COMPILER_LEAF_ROUTINES_H_

#include <string_view>

namespace pagurus {

// What a routine returns, as far as stack addresses go.
enum class LeafResult : unsigned char {
  kNumber,
  kFirstArgument,  // exactly
  kIntoArgument,   // a pointer into its first argument, or null
  kElsewhere,      // a pointer to something of the library's
};

struct LeafRoutine {
  std::string_view name;
  // Result and parameters: p pointer, i int, z size_t, d double, f float.
  std::string_view type;
  LeafResult result;
  unsigned char stack;
};

inline constexpr LeafRoutine kLeafRoutines[] = {
    {"memcpy", "pppz", LeafResult::kFirstArgument, 32},
    {"memmove", "pppz", LeafResult::kFirstArgument, 32},
    {"memset", "ppiz", LeafResult::kFirstArgument, 32},
    {"memcmp", "ippz", LeafResult::kNumber, 32},
    {"bcmp", "ippz", LeafResult::kNumber, 32},
    {"strlen", "zp", LeafResult::kNumber, 32},

    {"memchr", "ppiz", LeafResult::kIntoArgument, 32},
    {"memrchr", "ppiz", LeafResult::kIntoArgument, 32},
    {"mempcpy", "pppz", LeafResult::kIntoArgument, 32},
    {"rawmemchr", "ppi", LeafResult::kIntoArgument, 32},
    {"strcat", "ppp", LeafResult::kFirstArgument, 48},
    {"strchr", "ppi", LeafResult::kIntoArgument, 32},
    {"strchrnul", "ppi", LeafResult::kIntoArgument, 32},
    {"strcmp", "ipp", LeafResult::kNumber, 32},
    {"strcpy", "ppp", LeafResult::kFirstArgument, 48},
    {"strncmp", "ippz", LeafResult::kNumber, 32},
    {"strncpy", "pppz", LeafResult::kFirstArgument, 48},
    {"strnlen", "zpz", LeafResult::kNumber, 32},
    {"strrchr", "ppi", LeafResult::kIntoArgument, 32},
    {"stpcpy", "ppp", LeafResult::kIntoArgument, 48},

    {"__ctype_b_loc", "p", LeafResult::kElsewhere, 16},
    {"__ctype_tolower_loc", "p", LeafResult::kElsewhere, 16},
    {"__ctype_toupper_loc", "p", LeafResult::kElsewhere, 16},
    {"__errno_location", "p", LeafResult::kElsewhere, 16},
    {"tolower", "ii", LeafResult::kNumber, 16},
    {"toupper", "ii", LeafResult::kNumber, 16},

    {"ceil", "dd", LeafResult::kNumber, 32},
    {"ceilf", "ff", LeafResult::kNumber, 32},
    {"floor", "dd", LeafResult::kNumber, 32},
    {"floorf", "ff", LeafResult::kNumber, 32},
    {"fmod", "ddd", LeafResult::kNumber, 80},
    {"rint", "dd", LeafResult::kNumber, 32},
    {"rintf", "ff", LeafResult::kNumber, 32},
    {"round", "dd", LeafResult::kNumber, 32},
    {"roundf", "ff", LeafResult::kNumber, 32},
    {"sqrt", "dd", LeafResult::kNumber, 96},
    {"sqrtf", "ff", LeafResult::kNumber, 96},
    {"trunc", "dd", LeafResult::kNumber, 32},
    {"truncf", "ff", LeafResult::kNumber, 32},
};

// The runtime's, which are called in the same way (arch/x86_64/barrier.S); v:
// void.
inline constexpr LeafRoutine kBarrierRoutines[] = {
    {"__pag_note", "vz", LeafResult::kNumber, 48},
    {"__pag_note_range", "vpz", LeafResult::kNumber, 48},
};

// What any of them may use: a caller counts with this, because the program may
// bring a definition of its own.
inline constexpr int kLeafRoutineStack = 112;

constexpr bool LeafRoutinesFit() {
  for (const LeafRoutine& routine : kLeafRoutines)
    if (routine.stack > kLeafRoutineStack) return false;
  for (const LeafRoutine& routine : kBarrierRoutines)
    if (routine.stack > kLeafRoutineStack) return false;
  return true;
}
static_assert(LeafRoutinesFit());

// The routine of that name, or null.
constexpr const LeafRoutine* FindLeafRoutine(std::string_view name) {
  for (const LeafRoutine& routine : kLeafRoutines)
    if (routine.name == name) return &routine;
  for (const LeafRoutine& routine : kBarrierRoutines)
    if (routine.name == name) return &routine;
  return nullptr;
}

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_LEAF_ROUTINES_H_
