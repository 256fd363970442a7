"""Figures: from what programs print to statistics, tables and JSON."""
import json
import statistics

import goals

# What a line says, by measure; times for all others.
_FIELDS = {"bytes": ("operations", "bytes"), "ratio": ("of", "to"),
           "instructions": ("instructions",)}
_NS_PER = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9}


class BadOutput(Exception):
    """A program printed something else than measures."""


def parse(text, measures):
    """{measure: line} of what a program printed; all of `measures` must be there
    and make sense."""
    found = {}
    for line in text.splitlines():
        try:
            entry = json.loads(line)
            found[entry["measure"]] = entry
        except (ValueError, KeyError, TypeError):
            raise BadOutput("not a measure: %r" % line[:200]) from None
    for measure in measures:
        if measure not in found:
            raise BadOutput("no measure '%s'" % measure)
        entry = found[measure]
        for field in _FIELDS.get(measure, ("operations", "cpu_ns", "wall_ns")):
            value = entry.get(field)
            if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
                raise BadOutput("%s: %s is %r" % (measure, field, value))
    return found


def value(measures, measure, unit):
    """The figure for a row: per operation, CPU time unless `measure` is wall."""
    if measure == "bytes":
        entry = measures["bytes"]
        return entry["bytes"] / entry["operations"]
    if measure == "ratio":
        return measures["ratio"]["of"] / measures["ratio"]["to"]
    if measure == "instructions":
        return float(measures["instructions"]["instructions"])
    entry = measures["time" if measure == "wall" else measure]
    spent = entry["wall_ns" if measure == "wall" else "cpu_ns"]
    return spent / entry["operations"] / _NS_PER[unit]


def summary(row, system, samples):
    """An entry of the JSON file's "results"."""
    rounded = [float("%.6g" % sample) for sample in samples]
    return {
        "work": row.name,
        "system": system,
        "unit": row.unit,
        "median": float("%.6g" % statistics.median(samples)),
        "min": min(rounded),
        "max": max(rounded),
        "samples": rounded,
    }


def paired(entries, system):
    """How many times what Pagurus takes a peer takes, (median, least, most) of the
    runs that followed each other; None if they did not."""
    mine, its = (entries.get(s, {}).get("samples", []) for s in ("pagurus", system))
    if not mine or len(mine) != len(its):
        return None
    ratios = [one / other for one, other in zip(its, mine)]
    return statistics.median(ratios), min(ratios), max(ratios)


def number(figure):
    """Three digits at least, and no more than say something."""
    if figure >= 100:
        return "{:,.0f}".format(figure)
    return "%.*f" % (1 if figure >= 10 else 2 if figure >= 0.1 else 4, figure)


def _figures(entry):
    if entry is None:
        return "–"
    if len(entry["samples"]) == 1:
        return number(entry["median"])
    return "%s [%s–%s]" % tuple(number(entry[key]) for key in ("median", "min", "max"))


def _line(name, unit, figures, ratio, verdicts):
    return (name.ljust(24) + unit.ljust(6) + "".join(f.rjust(24) for f in figures)
            + ratio.rjust(10) + "  " + verdicts).rstrip()


def table_head(systems):
    return _line("row", "unit", systems, "Go ÷", "goals")


def table_row(row, entries, systems, judge=True):
    """A line for {system: entry}, with how many times faster than Go Pagurus is
    and, if they are to be judged, its goals."""
    medians = {system: entry["median"] for system, entry in entries.items()}
    ratio = ""
    if "go" in medians and "pagurus" in medians:
        ratio = "%.1f ×" % (medians["go"] / medians["pagurus"])
    return _line(row.name, row.unit, [_figures(entries.get(s)) for s in systems], ratio,
                 "; ".join(("met: " if met else "MISSED: ") + text
                           for met, text in goals.judged(row.name, medians) if judge))


def document(machine, entries):
    return {"machine": machine, "results": entries}


_TYPES = {"work": str, "system": str, "unit": str, "median": float, "min": float,
          "max": float, "samples": list}


def check(data):
    """Raises ValueError unless `data` is what document() should have made."""
    def require(condition, what):
        if not condition:
            raise ValueError(what)
    require(set(data) == {"machine", "results"}, "keys of the document")
    for key in ("cpu", "kernel", "cores", "versions", "load"):
        require(key in data["machine"], "machine: no %s" % key)
    seen = set()
    for entry in data["results"]:
        where = "%s of %s" % (entry.get("work"), entry.get("system"))
        require(list(entry) == list(_TYPES), "keys of " + where)
        for key, kind in _TYPES.items():
            require(isinstance(entry[key], kind), "%s: %s" % (where, key))
        require(entry["samples"], where + ": no samples")
        require(all(isinstance(s, float) and s > 0 for s in entry["samples"]),
                where + ": samples")
        require(entry["min"] <= entry["median"] <= entry["max"], where + ": order")
        require((entry["work"], entry["system"]) not in seen, where + " twice")
        seen.add((entry["work"], entry["system"]))
