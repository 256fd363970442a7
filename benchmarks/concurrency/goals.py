"""What Pagurus wants to reach, and why that can be reached.

Each goal compares the medians of one invocation: with a figure (`at_most`), with
a peer's as an upper bound (`at_most_times`), or as speed (`times_faster`: the
peer's median divided by Pagurus's)."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Goal:
    row: str
    kind: str  # at_most, at_most_times, times_faster
    value: float
    system: str  # the peer; "" for at_most
    source: str

    def judge(self, medians):
        """(met, text) for {system: median} of the row; None without figures."""
        mine = medians.get("pagurus")
        if mine is None:
            return None
        if self.kind == "at_most":
            return mine <= self.value, "≤ %g" % self.value
        peer = medians.get(self.system)
        if not peer or not mine:
            return None
        if self.kind == "at_most_times":
            return (mine <= self.value * peer,
                    "≤ %g × %s: %.2f" % (self.value, self.system, mine / peer))
        return (peer >= self.value * mine,
                "%g × faster than %s: %.1f" % (self.value, self.system, peer / mine))


_SWITCH = ("fcontext's 7 ns, a gate 2 to 3, a plain queue 2: no locked "
           "instruction (8 to 14 ns each) at all")
_CHANNEL = "at most 4 locked instructions, plain unlock, no compare-and-swap of status"
_CREATE = "cached G and stack, a closure, a queue, two switches"
_PARKED = "a stack of 1,024 bytes, G 256, waiter 96"
_STACK_MOVES = ("fresh pages dominate a copy, and pages can be moved; "
                "what is left is the walk over the frames")
_WALK = ("a copied frame 8 ns, the walk over it 8 if its function is known from before "
         "(12 if not), a further pointer 1 ns")
_TREES = "a collection costs what lives, and little does; no free, no header"
_SMALL_HEAP = "no headers, and as in Go a collection when as much is allocated as lives"
_PAUSE = "nothing in a pause grows with the heap or with goroutines: stacks are read outside"
_SCAN = "software prefetch: 3 dependent misses would cost 1 us"
_GO = "the project's aim: several times the speed of Go, measured in the same run"

GOALS = (
    Goal("switch_2", "at_most", 12, "", _SWITCH),
    Goal("switch_2", "at_most_times", 1.7, "fcontext", _SWITCH),
    Goal("switch_2", "times_faster", 10, "go", _GO),
    Goal("chan_unbuffered", "at_most", 80, "", _CHANNEL),
    Goal("chan_unbuffered", "times_faster", 5, "go", _GO),
    Goal("create_join", "at_most", 100, "", _CREATE),
    Goal("create_join", "times_faster", 5, "go", _GO),
    Goal("parked_bytes_1m", "at_most", 1400, "", _PARKED),
    Goal("parked_bytes_10m", "at_most", 1400, "", _PARKED + "; 10 M in 24 GB"),
    Goal("double_32MB_inplace", "at_most", 0.1, "",
         "only the guard moves; a page fault or two"),
    Goal("double_32MB_copy", "at_most_times", 1.3, "c", _STACK_MOVES),
    Goal("growth_100B_1MB_touched", "times_faster", 8, "go", _GO),
    Goal("growth_100B_1MB_moved", "at_most", 20, "", _WALK),
    Goal("growth_100B_1MB_moved", "times_faster", 8, "go", _GO),
    Goal("growth_8ptr_1MB_moved", "at_most", 27, "", _WALK),
    Goal("growth_64fn_1MB_moved", "at_most", 24, "", _WALK),
    Goal("shrink_64MB_looks", "at_most", 2, "", "one look to be sure, one to do it"),
    *(Goal("binary_trees_%d" % depth, "at_most_times", 1, "malloc", _TREES)
      for depth in (16, 18, 20)),
    *(Goal("binary_trees_%d_bytes" % depth, "at_most_times", 1, "go", _SMALL_HEAP)
      for depth in (16, 18, 20)),
    Goal("gc_pause_max", "at_most", 100, "", _PAUSE),
    Goal("gc_scan_parked", "at_most", 0.3, "", _SCAN),
    Goal("skynet_1m", "times_faster", 4, "go", _GO),
)


def verdicts(row, medians):
    """[(met, text, source)] of the goals that the row has and that can be judged."""
    judged_goals = [(goal.judge(medians), goal.source) for goal in GOALS if goal.row == row]
    return [(*verdict, source) for verdict, source in judged_goals if verdict]


def judged(row, medians):
    """[(met, text)] of them."""
    return [(met, text) for met, text, _ in verdicts(row, medians)]
