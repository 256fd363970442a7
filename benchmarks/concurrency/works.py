"""What is measured: the works, their sizes, and the rows that come of them."""
import dataclasses
import re
from typing import Dict, Tuple

PEERS = ("go", "gccgo", "ghc", "fcontext", "boost_fiber", "split_stack", "c", "memcpy",
         "mremap", "malloc", "boehm")
SYSTEMS = ("pagurus",) + PEERS

_GOS = ("go", "gccgo")  # the same programs
_EVERY = ("pagurus", *_GOS, "ghc", "fcontext", "boost_fiber")
_FIBERS = ("pagurus", *_GOS, "ghc", "boost_fiber")
_LIGHT = ("pagurus", *_GOS, "ghc")
_SELECTING = ("pagurus", *_GOS)
_MOVING = ("pagurus", "go")
_NATIVE = ("pagurus", *_GOS, "c")
_GROWING = ("pagurus", "go", "split_stack", "c")
_LIMITS = ("memcpy", "mremap")
_HEAPS = ("pagurus", *_GOS, "malloc", "boehm")


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of the result: what it is called, and in what unit it is."""
    name: str
    unit: str  # ns (of CPU time), us, ms, s: per operation; bytes, or what is counted


@dataclasses.dataclass(frozen=True)
class Work:
    """Something that each system's program knows how to do, under `name`."""
    name: str
    count: int  # operations in one repetition
    quick: int  # the same with --quick
    systems: Tuple[str, ...]
    rows: Dict[str, Row]  # by the measure that the program prints
    title: str
    procs: Tuple[int, ...] = (1,)
    memory: Dict[str, int] = dataclasses.field(default_factory=dict)
    on_request: str = ""  # left out unless the filter has this in it
    counted: bool = False  # instructions, as multiples of C's, instead of time
    # A count of their own for those with which the usual one takes minutes.
    less: Dict[str, int] = dataclasses.field(default_factory=dict)
    pauses: bool = False  # no CPU time: rows have the same names whatever procs is

    def count_for(self, system, quick):
        """Operations in a repetition."""
        count = self.quick if quick else self.count
        return min(count, self.less.get(system, count))

    def rows_for(self, procs):
        """Measure and row of a run with so many scheduling contexts.  With
        several, CPU time alone does not say how long something takes."""
        for measure, row in self.rows.items():
            if procs == 1 or self.pauses:
                yield measure, row
            else:
                yield measure, Row("%s_p%d" % (row.name, procs), row.unit)
                yield "wall", Row("%s_p%d_wall" % (row.name, procs), row.unit)


def _work(name, row, unit, count, quick, systems, title, procs=(1,)):
    return Work(name, count, quick, systems, {"time": Row(row, unit)}, title, procs)


def _trees(depth, quick, on_request=""):
    name = "binary_trees_%d" % depth
    return Work("binary_trees", depth, quick, _HEAPS,
                {"time": Row(name, "ms"), "bytes": Row(name + "_bytes", "bytes")},
                "binary trees up to depth %d: CPU time, and the most resident memory" % depth,
                on_request=on_request)


def _growth(row, count, quick, systems, title):
    return Work(row, count, quick, systems, {"time": Row(row, "ns")},
                "a frame's share of a stack's growth: " + title)


_K, _M = 10**3, 10**6

# Boost.Fiber's stacks are whole pages.
_PARKED = {"pagurus": 4 * _K, "go": 4 * _K, "gccgo": 12 * _K, "ghc": 4 * _K,
           "boost_fiber": 9 * _K}

WORKS = (
    _work("switch_2", "switch_2", "ns", 4 * _M, 20 * _K, _EVERY,
          "a switch, 2 goroutines taking turns"),
    _work("switch_1000", "switch_1000", "ns", 4 * _M, 20 * _K, _EVERY,
          "a switch, 1,000 taking turns"),
    _work("switch_100k", "switch_100k", "ns", 2 * _M, 200 * _K, _EVERY,
          "a switch, 100,000 taking turns"),
    _work("create_join", "create_join", "ns", 500 * _K, 5 * _K, _EVERY,
          "start one goroutine and wait for its end"),
    _work("create_batch", "create_batch_10k", "ns", 10 * _K, 10 * _K, _FIBERS,
          "start 10,000 and wait for all, fresh process, each"),
    _work("chan_unbuffered", "chan_unbuffered", "ns", 500 * _K, 5 * _K, _FIBERS,
          "round trip through two channels without buffers"),
    _work("chan_spsc_128", "chan_spsc_128", "ns", 4 * _M, 20 * _K, _FIBERS,
          "an element through a buffer of 128, 1 sends, 1 receives"),
    _work("chan_mpmc_128", "chan_mpmc_128", "ns", 4 * _M, 20 * _K, _FIBERS,
          "an element through a buffer of 128, 4 send, 4 receive", procs=(1, 2)),
    _work("select_ready_2", "select_ready_2", "ns", 2 * _M, 5 * _K, _SELECTING,
          "receive from one of 2 ready channels"),
    _work("select_ready_4", "select_ready_4", "ns", 1 * _M, 5 * _K, _SELECTING,
          "receive from one of 4 ready channels"),
    _work("select_block_2", "select_block_2", "ns", 500 * _K, 5 * _K, _SELECTING,
          "a message, select over 2 channels waits for it"),
    _work("mutex_uncontended", "mutex_uncontended", "ns", 20 * _M, 100 * _K, _FIBERS,
          "lock and unlock"),
    _work("mutex_contended", "mutex_contended", "ns", 500 * _K, 5 * _K, _FIBERS,
          "lock and unlock, 4 want it and its holder gives way once", procs=(1, 2)),
    _work("waitgroup_10k", "waitgroup_10k", "ms", 20, 1, _LIGHT,
          "fan-out to 10,000 goroutines and fan-in, again and again"),
    _work("timers", "timers_1m", "ns", 1 * _M, 10 * _K, ("pagurus", "go", "ghc"),
          "start, sleep to a moment of its own, wake and end, 1 M at once"),
    _work("skynet", "skynet_1m", "s", 1 * _M, 1 * _K, _LIGHT,
          "a tree of 1 M leaves, 10 goroutines below each other", procs=(1, 2)),
    Work("parked", 1 * _M, 10 * _K, _FIBERS,
         {"bytes": Row("parked_bytes_1m", "bytes"),
          "create": Row("parked_create", "ns"),
          "wake": Row("parked_wake", "ns")},
         "1 M wait for one channel, each: memory, start, wake and end",
         memory=_PARKED, less={"gccgo": 100 * _K}),
    _work("native_call", "native_call", "ns", 20 * _M, 100 * _K, _NATIVE,
          "call a native function"),
    _work("managed_callback", "managed_callback", "ns", 4 * _M, 20 * _K, _NATIVE,
          "native code calls back"),
    _work("stack_double", "double_32MB_inplace", "ms", 3, 1, _MOVING + ("mremap",),
          "the call for which a stack of 32 MB becomes one of 64 MB"),
    _work("stack_double_copy", "double_32MB_copy", "ms", 3, 1, _MOVING + ("c",) + _LIMITS,
          "the call for which a stack of 32 MB moves to 64 MB (C: memcpy into fresh memory)"),
    _growth("growth_100B_64KB", 200, 5, _GROWING + ("ghc",), "frames of 100 bytes, to 64 KB"),
    _growth("growth_100B_1MB", 50, 2, _GROWING + ("ghc",), "frames of 100 bytes, to 1 MB"),
    _growth("growth_100B_1MB_touched", 300, 2, _MOVING,
            "100 bytes, to 1 MB, memory that another stack had before"),
    _growth("growth_100B_1MB_moved", 50, 2, _MOVING,
            "100 bytes, to 1 MB, used memory, every growth a move"),
    _growth("growth_100B_64MB", 2, 1, _GROWING + ("gccgo", "ghc"),
            "frames of 100 bytes, to 64 MB"),
    _growth("growth_1KB_1MB", 50, 2, _GROWING, "frames of 1 KB, to 1 MB"),
    _growth("growth_8ptr_1MB", 50, 2, _GROWING, "frames with 8 pointers into the stack, to 1 MB"),
    _growth("growth_8ptr_1MB_moved", 50, 2, _MOVING,
            "8 pointers, to 1 MB, used memory, every growth a move"),
    _growth("growth_64fn_1MB", 50, 2, _GROWING,
            "frames of 100 bytes of 64 functions in turn, to 1 MB"),
    _growth("growth_64fn_1MB_moved", 50, 2, _MOVING,
            "64 functions, to 1 MB, used memory, every growth a move"),
    Work("hot_split", 100 * _K, 2 * _K, ("pagurus", *_GOS, "split_stack"),
         {"ratio": Row("hot_split", "ratio")},
         "a call in a loop from 200 depths: the slowest loop as a multiple of the median"),
    Work("prologue_fib", 24, 18, ("pagurus", "c"),  # valgrind does not always bear Go
         {"instructions": Row("prologue_fib", "ratio")},
         "instructions of recursive Fibonacci, as a multiple of clang's", counted=True),
    Work("stack_shrink", 3, 1, _MOVING,
         {"time": Row("shrink_64MB", "ms"),
          "bytes": Row("shrink_64MB_looks", "looks")},
         "until a stack of 64 MB that is not used any more is small, CPU time and looks"),
    _work("alloc_16", "alloc_16B", "ns", 20 * _M, 100 * _K, _HEAPS,
          "an object of 16 bytes with a reference, dropped 1,024 objects later"),
    _work("alloc_128", "alloc_128B", "ns", 10 * _M, 50 * _K, _HEAPS, "an object of 128 bytes, dropped 1,024 objects later"),
    _work("alloc_4k", "alloc_4KB", "ns", 1 * _M, 5 * _K, _HEAPS, "an object of 4,096 bytes, dropped 1,024 objects later"),
    _work("alloc_array", "alloc_array_1KB", "ns", 4 * _M, 20 * _K, _HEAPS,
          "an array of 128 numbers, zeroed"),
    _trees(16, 8),
    _trees(18, 8),
    _trees(20, 8, on_request="trees"),
    Work("gc_pause", 100 * _K, 1 * _K, _MOVING, {"pause": Row("gc_pause_max", "us")},
         "the longest pause, 100,000 wait and have 1 GB of small objects, 2 Ps",
         procs=(2,), memory={"pagurus": 26 * _K, "go": 30 * _K}, pauses=True),
    Work("gc_scan", 100 * _K, 5 * _K, _SELECTING, {"time": Row("gc_scan_parked", "us")},
         "what one of 100,000 that wait adds to a collection", less={"gccgo": 20 * _K}),
    Work("parked", 10 * _M, 10 * _K, ("pagurus",),
         {"bytes": Row("parked_bytes_10m", "bytes"),
          "create": Row("parked_create_10m", "ns"),
          "wake": Row("parked_wake_10m", "ns")},
         "10 M wait for one channel, each; only if --filter names it",
         memory={"pagurus": 1400}, on_request="10m"),
)


def selected(pattern):
    """(work, procs, rows) for each run that `pattern`, a regular expression or
    None, asks for; rows are the (measure, Row) that it matches."""
    for work in WORKS:
        if work.on_request and work.on_request not in (pattern or ""):
            continue
        for procs in work.procs:
            rows = [(measure, row) for measure, row in work.rows_for(procs)
                    if re.search(pattern or "", row.name)]
            if rows:
                yield work, procs, rows


def systems_for(work, procs):
    """Those that do the work with so many scheduling contexts."""
    return [s for s in work.systems if procs == 1 or s != "boost_fiber"]


def sentence(name):
    """What a row measures; "" if there is no such row."""
    for work in WORKS:
        for procs in work.procs:
            for measure, row in work.rows_for(procs):
                if row.name != name:
                    continue
                return work.title + (
                    "" if work.pauses or procs == 1 else ", %d scheduling contexts" % procs) + (
                    ": time of the clock" if measure == "wall" else "") + (
                    "" if len(work.rows) == 1 or measure in ("time", "wall")
                    else " (%s)" % measure) + "".join(
                        "; of %s {:,}".format(count) % system
                        for system, count in work.less.items())
    return ""
