"""A trace as `PAGURUS=trace=FILE` writes it: reads it strictly, and says what is wrong with it."""
import bisect
import json
import re

# Groups of tracks (runtime/trace/format.cc).
RUNS, COLLECTOR, THREADS = 1, 2, 3
WORLD, COLLECTIONS = 1, 2
WAITS = {"waiting", "chan receive", "chan send", "chan receive (null chan)", "chan send (null chan)", "select",
         "select (no cases)", "sleep", "sync mutex", "sync rwmutex (to read)", "sync rwmutex (to write)", "condition",
         "wait group", "semaphore", "once", "park", "garbage collection"}
STOPS = WAITS | {wait + " in a callback" for wait in WAITS} | {
    "yields", "preempted", "preempted in a loop", "preempted in a callback", "native code", "the world stops", "ends",
    "goes on"}
SPANS = {"stopping": WORLD, "stopped": WORLD, "collection": COLLECTIONS, "sweep the rest": COLLECTIONS,
         "pause to begin": COLLECTIONS, "mark": COLLECTIONS, "pause to end": COLLECTIONS, "finish": COLLECTIONS}
RESIZE = re.compile(r"(grow|shrink|move)( in place)?$")


class Wrong(Exception):
    """What is wrong with a trace."""


def must(condition, what, *events):
    if not condition:
        raise Wrong("\n  ".join([what, *(json.dumps(event) for event in events)]))


def _no_twins(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Wrong("a key stands twice: %s" % pairs)
    return found


def _no_constant(text):
    raise Wrong("%s is no JSON" % text)


class Nanoseconds(int):
    """A time, which is written in microseconds with three decimals."""


def _time(text):
    if not re.fullmatch(r"[0-9]+\.[0-9]{3}", text):
        raise Wrong("%s is no time" % text)
    return Nanoseconds(text.replace(".", ""))


def _check_form(event):
    """One event: exactly the keys of its kind, each of its type."""
    keys = {"M": {"name", "ph", "pid", "args"}, "X": {"name", "cat", "ph", "pid", "tid", "ts", "dur"},
            "s": {"name", "cat", "ph", "id", "pid", "tid", "ts"},
            "f": {"name", "cat", "ph", "bp", "id", "pid", "tid", "ts"},
            "C": {"name", "ph", "pid", "ts", "args"}, "i": {"name", "cat", "ph", "s", "pid", "tid", "ts", "args"}}
    phase = event.get("ph")
    must(phase in keys, "an unknown phase", event)
    must(set(event) - {"args", "tid"} == keys[phase] - {"args", "tid"}, "unexpected keys", event)
    must(isinstance(event["name"], str) and event["name"], "no name", event)
    must(type(event["pid"]) is int and event["pid"] in (RUNS, COLLECTOR, THREADS), "an unknown pid", event)
    for key in ("ts", "dur"):
        must(key not in event or isinstance(event[key], Nanoseconds), "%s is no time" % key, event)
    must("tid" not in event or type(event["tid"]) is int, "tid is no number", event)


def parse(text, whole=True):
    """The events of a file.  `whole`: the program has come to its end; else the last line may be cut."""
    must(text.startswith("[\n"), "no array")
    if not whole and not text.endswith("]\n"):
        text = text[:text.rindex(",\n")] + "\n]\n"
    must(text.endswith("\n]\n"), "no end")
    events = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant, parse_float=_time)
    for event in events:
        _check_form(event)
    return events


class Trace:
    """The events, by what they are."""

    def __init__(self, text, whole=True):
        self.events = parse(text, whole)
        self.whole = whole
        slices = [event for event in self.events if event["ph"] == "X"]
        self.runs = [event for event in slices if event["cat"] == "run"]
        self.without_p = [event for event in slices if event["cat"] == "native"]
        self.stacks = [event for event in slices if event["cat"] == "stack"]
        self.spans = [event for event in slices if event["cat"] in ("world", "collection")]
        self.counters = [event for event in self.events if event["ph"] == "C"]
        self.arrows = [event for event in self.events if event["ph"] in "sf"]
        self.marks = [event for event in self.events if event["ph"] == "i"]
        must(len(slices) == len(self.runs) + len(self.without_p) + len(self.stacks) + len(self.spans),
             "slices of an unknown category")

    def named(self, name):
        """Slices of the collector's."""
        return [event for event in self.spans if event["name"] == name]

    def check(self, procs):
        """All that must be true of every trace of a program with so many Ps."""
        for event in self.runs:
            must(event["pid"] == RUNS and 0 <= event["tid"] < procs, "no P", event)
            must(set(event["args"]) == {"goroutine", "stops"}, "unexpected arguments", event)
            must(event["args"]["stops"] in STOPS, "an unknown reason", event)
        for event in self.without_p:
            must(event["pid"] == THREADS, "no thread", event)
            must(event["args"]["why"] in STOPS, "an unknown reason", event)
        for event in self.spans:
            must(event["pid"] == COLLECTOR and SPANS.get(event["name"]) == event["tid"], "a wrong track", event)
        for event in self.counters:
            must(event["name"] in ("goroutines", "heap"), "an unknown counter", event)
            must(all(type(value) is int and value >= 0 for value in event["args"].values()), "no number", event)
        self._check_names()
        self._check_goroutines()
        self._check_stacks()
        self._check_arrows()
        for tid in range(procs):
            disjoint(event for event in self.runs if event["tid"] == tid)
        for name in SPANS:
            disjoint(self.named(name))
        for track in (WORLD, COLLECTIONS):
            nested(event for event in self.spans if event["tid"] == track)

    def _check_names(self):
        """Each track of a P has its name once."""
        named = [event["tid"] for event in self.events
                 if event["ph"] == "M" and event["name"] == "thread_name" and event["pid"] == RUNS]
        must(len(named) == len(set(named)), "a P has two names: %s" % named)
        used = {event["tid"] for event in self.runs + self.stacks if event["pid"] == RUNS}
        must(used == set(named), "Ps without names: %s, %s" % (used, named))

    def _check_goroutines(self):
        """Each is in one place at a time, has one function, and ends once, at the end."""
        of = {}
        for event in self.runs + self.without_p:
            of.setdefault(event["args"]["goroutine"], []).append(event)
        for slices in of.values():
            slices.sort(key=_order)
            disjoint(slices)
            for event in slices:
                must(event["name"] == slices[0]["name"], "two functions", slices[0], event)
            for event in slices[:-1]:
                must(event["args"].get("stops") not in ("ends", "goes on"), "it has ended", event, slices[-1])

    def _check_arrows(self):
        """Each begins in a turn and ends where the next one of its goroutine begins; none has an end only,
        unless something is missing."""
        complete = self.whole and not self.marks
        by_p, by_goroutine, beginnings = {}, {}, {}
        for event in self.runs:
            by_p.setdefault(event["tid"], []).append(event)
            beginnings[event["tid"], event["ts"], event["args"]["goroutine"]] = event
        for slices in by_p.values():
            slices.sort(key=_order)
        begins = {tid: [event["ts"] for event in slices] for tid, slices in by_p.items()}
        for event in self.arrows:
            must((event["name"], event["cat"], event["pid"]) == ("wakes", "wake", RUNS), "no arrow", event)
            must(type(event["id"]) is int and event.get("bp", "e") == "e", "no arrow", event)
            by_goroutine.setdefault(event["id"], []).append(event)
            if event["ph"] == "f":
                must((event["tid"], event["ts"], event["id"]) in beginnings, "no turn begins", event)
            elif complete:
                i = bisect.bisect_right(begins.get(event["tid"], []), event["ts"]) - 1
                must(i >= 0 and event["ts"] <= end(by_p[event["tid"]][i]), "it begins in no turn", event)
                must(by_p[event["tid"]][i]["args"]["goroutine"] != event["id"], "it wakes itself", event)
        for arrows in by_goroutine.values():
            arrows.sort(key=lambda event: (event["ts"], event["ph"] == "f"))
            for one, other in zip([None] + arrows, arrows):
                alternates = other["ph"] != (one["ph"] if one else "f")
                must(alternates or not complete, "arrows of which ends are missing", *filter(None, (one, other)))

    def _check_stacks(self):
        """Each move has what it did; one on a P's track is inside of a turn, or between two."""
        by_p = {}
        for event in self.runs:
            by_p.setdefault(event["tid"], []).append(event)
        for slices in by_p.values():
            slices.sort(key=_order)
        begins = {tid: [event["ts"] for event in slices] for tid, slices in by_p.items()}
        for event in self.stacks:
            found = RESIZE.match(event["name"])
            must(found, "an unknown resize", event)
            args = event["args"]
            change = (args["to"] > args["from"]) - (args["to"] < args["from"])
            must(("move", "grow", "shrink")[change] == found.group(1), "a wrong name", event)
            must(args["from"] & (args["from"] - 1) == 0, "no power of two", event)
            rest = set() if found.group(2) else {"bytes", "frames", "pointers"}
            must(set(args) == {"goroutine", "from", "to"} | rest, "unexpected arguments", event)
            if event["pid"] != RUNS or event["tid"] not in begins:
                continue
            i = bisect.bisect_right(begins[event["tid"]], event["ts"]) - 1
            run = by_p[event["tid"]][i]
            inside = i >= 0 and event["ts"] < end(run)
            must(not inside or end(event) <= end(run), "it goes on after its turn", event, run)


def end(event):
    return event["ts"] + event["dur"]


def _order(event):
    return event["ts"], end(event)


def disjoint(events):
    """No two at the same time."""
    last = None
    for event in sorted(events, key=_order):
        must(last is None or event["ts"] >= end(last), "two at the same time", last, event)
        last = event


def nested(events):
    """Of two at the same time one is inside of the other."""
    inside = []
    for event in sorted(events, key=lambda event: (event["ts"], -event["dur"])):
        while inside and end(inside[-1]) <= event["ts"]:
            inside.pop()
        must(not inside or end(event) <= end(inside[-1]), "half inside", event, *inside[-1:])
        inside.append(event)
