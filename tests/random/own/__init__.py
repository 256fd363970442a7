"""Our own generator: what a stack mover finds hard, and csmith does not make.

Every program is free of undefined behaviour and deterministic, and prints
numbers only.  `unit.py` makes one program; `expressions.py` and
`declarations.py` are the words, and the kinds of statements are in the modules
named after them:

  statements  assignments, calls, pointers that change, memory, atomics
  walks       arrays walked by pointers and indices, loops that carry pointers
  jumps       setjmp, goto, computed goto, switches
  native      callbacks from native code, qsort, bsearch, signals
  goroutines  switching in the middle
  values      varargs, structs by value, vectors, long double, arrays in loops
  cplusplus   references, lambdas, destructors, virtual functions
"""
import os
import random

# For the statements that they register; their order decides what a seed means.
from own import (statements, walks, jumps, native, goroutines, values,  # noqa: F401
                 cplusplus)
from own.functions import FIRST, INLINE, MAIN, OTHER, SECOND
from own.unit import Unit
from program import PARTS, Program, main_of_parts

_SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "support")

_GLOBALS = """
long fuel, goroutines;
int native_depth;
unsigned sink;
volatile int signals;
unsigned *volatile published;
Jump *signal_jump;
__thread unsigned thread_word;
"""


def _support(name):
    with open(os.path.join(_SUPPORT, name), encoding="utf-8") as file:
        return file.read()


def _file(units, name):
    definitions = [d for u in units for d in u.definitions[name]]
    return ("".join(head + ";\n" for head, _ in definitions) +
            "".join("\n" + text for _, text in definitions))


def generate(seeds):
    """The program whose parts are the programs of these seeds."""
    units = [Unit(seed).write() for seed in seeds]
    choice = random.Random(seeds[0] // PARTS)
    sources = {
        "random.h": _support("random.h"),
        "native.c": _support("native.c"),
        "parts.h": '#include "random.h"\n' +
                   "".join(u.declarations() for u in units),
        MAIN: '#include "parts.h"\n' + _GLOBALS +
              "".join(u.storage() for u in units) + _file(units, MAIN) +
              main_of_parts(u.prefix + "part" for u in units),
    }
    order = [MAIN, "native.c"]
    if any(u.definitions[OTHER] for u in units):
        sources[OTHER] = '#include "parts.h"\n' + _file(units, OTHER)
        order.append(OTHER)
    if any(u.definitions[f] for u in units for f in (FIRST, SECOND, INLINE)):
        sources[INLINE] = ('#include "parts.h"\n' + cplusplus.HELPERS +
                           _file(units, INLINE))
        for name in (FIRST, SECOND):
            sources[name] = '#include "inline.h"\n' + _file(units, name)
            order.append(name)
    choice.shuffle(order)
    # The inline functions of the two C++ files are compiled differently, and
    # the linker keeps the first one.
    levels = {name: choice.choice(["-O0", "-O1", "-Os", "-O2"])
              for name in (SECOND, OTHER) if name in order and choice.random() < .6}
    return Program("own", list(seeds), sources, order, levels, ["native.c"])
