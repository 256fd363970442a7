"""Two files of results, an old one and a new one: what has become slower or faster.

A change counts only where the least to the most of one lies beside that of the
other, and both have so many samples that this says something."""
import dataclasses
import json

import results

_ENOUGH = 3


class BadFile(Exception):
    """Not a file of results."""


def load(path):
    try:
        with open(path) as file:
            data = json.load(file)
        results.check(data)
        return data
    except OSError as error:
        raise BadFile("cannot read %s: %s" % (path, error.strerror)) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadFile("%s is no file of results: %s" % (path, error)) from None


@dataclasses.dataclass(frozen=True)
class Change:
    work: str
    system: str
    unit: str
    old: float  # medians
    new: float
    ratio: float  # old / new: above 1, it has become better
    least: float  # of what the ratio could be
    most: float
    verdict: str  # "better", "WORSE", or "" if nothing can be said


def _verdict(old, new):
    if min(len(old["samples"]), len(new["samples"])) < _ENOUGH:
        return ""
    # Of all units, less is better.
    if new["max"] < old["min"]:
        return "better"
    return "WORSE" if new["min"] > old["max"] else ""


def changes(old, new):
    """A Change for each row and system of `new` that `old` has in the same unit."""
    before = {(e["work"], e["system"], e["unit"]): e for e in old["results"]}
    found = []
    for entry in new["results"]:
        was = before.get((entry["work"], entry["system"], entry["unit"]))
        if was is not None:
            found.append(Change(
                entry["work"], entry["system"], entry["unit"], was["median"],
                entry["median"], was["median"] / entry["median"],
                was["min"] / entry["max"], was["max"] / entry["min"],
                _verdict(was, entry)))
    return found


def notes(old, new):
    """What makes the comparison doubtful."""
    said = ["%s: %s before, %s now" % (key, old["machine"][key], new["machine"][key])
            for key in ("cpu", "cores", "kernel")
            if old["machine"][key] != new["machine"][key]]
    lacking = {(e["work"], e["system"]) for e in new["results"]} - {
        (e["work"], e["system"]) for e in old["results"]}
    if lacking:
        said.append("%d figures are new" % len(lacking))
    return said


def text(old, new):
    lines = ["%-24s%-13s%-7s%10s%10s  %-24s" % (
        "row", "system", "unit", "old", "new", "old ÷ new")]
    for c in changes(old, new):
        lines.append(("%-24s%-13s%-7s%10s%10s  %-24s%s" % (
            c.work, c.system, c.unit, results.number(c.old), results.number(c.new),
            "%.2f [%.2f–%.2f]" % (c.ratio, c.least, c.most), c.verdict)).rstrip())
    return "\n".join(lines + ["note: " + note for note in notes(old, new)])
