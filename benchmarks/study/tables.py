"""The study's tables, for the chapter and for the page: each has a name, says what
its columns are, and makes its rows of a document."""
import dataclasses
import statistics
from typing import Callable, Tuple

import model
import parts
import shapes
from cells import NONE, number, percent, size



@dataclasses.dataclass(frozen=True)
class Table:
    title: str
    head: Tuple[str, ...]
    rows: Callable  # of a document: lists of texts


# --- what is in a document ---

def matches(entry, point):
    shape = point.shape
    return (entry["frame"], entry["homes"], entry["functions"], entry["share"],
            entry["depth"]) == (shape.frame, shape.homes, shape.functions, point.share,
                                point.depth)


def moves_of(data, points, caches):
    return [m for p in points for m in data["moves"]
            if m["caches"] == caches and matches(m, p)]


def growths_of(data, point, caches="warm"):
    """{system: entry}"""
    return {g["system"]: g for g in data["growths"]
            if g["caches"] == caches and matches(g, point)}


# --- tables ---

def _machine(data):
    machine = data["machine"]
    versions = machine["versions"]
    rows = [["processor", "%s, %d cores seen" % (machine["cpu"], machine["cores"])],
            ["memory", "%.0f GB" % (machine["memory_bytes"] / 1e9)],
            ["system", "Linux %s" % machine["kernel"]],
            ["load, beginning and end", ", ".join("%.1f" % l for l in machine["load"])]]
    names = {"go": "Go", "split_stack": "GCC (split stacks)", "c": "clang"}
    rows += [[names[s], versions[s]] for s in names if s in versions]
    return rows + [["missing", "%s: %s" % (s, how)]
                   for s, how in machine.get("missing", {}).items()]


def _unit(move, part):
    """How many of what a part is paid for, and what they are called."""
    return {"copy": (move["bytes"] / 1024, "KB"), "walk": (move["frames"], "frame"),
            "look-up": (move["frames"], "frame"), "test": (move["slots"], "slot"),
            "rewrite": (move["rewritten"], "pointer")}.get(part, (1, "move"))


def _split(data):
    """Every part of a move of the base stack, warm and cold."""
    warm = moves_of(data, [shapes.BASE], "warm")
    cold = moves_of(data, [shapes.BASE], "cold")
    if not warm or not cold:
        return []
    split = {"warm": parts.split(warm[0]), "cold": parts.split(cold[0])}
    whole = {"warm": parts.whole(warm[0]), "cold": parts.whole(cold[0])}
    total = {caches: sum(of.values()) for caches, of in split.items()}
    rows = []
    for part, _, _ in parts.PARTS:
        units, name = _unit(warm[0], part)
        row = [part]
        for caches in ("warm", "cold"):
            ns = split[caches][part]
            row += [number(ns), percent(ns / total[caches]) if total[caches] else NONE,
                    number(ns / units) if units else NONE]
        rows.append(row + [name])
    rows.append(["**sum**"] + [text for c in ("warm", "cold")
                               for text in (number(total[c]), "100 %", number(total[c]))]
                + ["move"])
    rows.append(["the mover itself"]
                + [text for c in ("warm", "cold")
                   for text in (number(whole[c]), percent(whole[c] / total[c])
                                if total[c] else NONE, number(whole[c]))] + ["move"])
    rows.append(["*in place of* look-up: *in the tables*"]
                + [text for m in (warm[0], cold[0]) for text in (
                    number(parts.tables_look_up(m)), NONE,
                    number(parts.tables_look_up(m) / m["frames"]))] + ["frame"])
    pages = -(-warm[0]["bytes"] // parts.PAGE)
    rows.append(["*besides:* page faults of fresh memory"]
                + [text for m in (warm[0], cold[0]) for text in (
                    number(parts.fault(m) * pages), NONE, number(parts.fault(m)))]
                + ["page"])
    return rows


def _model(data):
    fits = [("a move of %s stacks, %s" % (size_, caches),
             parts.move_model(data["moves"], caches, size_))
            for caches in ("warm", "cold") for size_ in ("small", "large")]
    for system, name in (("pagurus", "growth by moving"), ("go", "growth in Go")):
        for caches in ("warm", "cold"):
            fits.append(("%s, %s" % (name, caches),
                         parts.growth_model(data["growths"], system, caches)))
    rows = []
    for name, fit in fits:
        if fit is None:
            continue
        costs = [c and c * (1024 if term == "byte" else 1)
                 for term, c in zip(model.TERMS, fit.costs)]
        rows.append([name] + [number(c) for c in costs]
                    + [percent(fit.median_error()), percent(fit.worst_error()),
                       str(len(fit.errors))])
    return rows


def _parts(data):
    """Every part by itself, over all stacks."""
    rows = []
    for part, _, _ in parts.PARTS:
        sizes = ("small", "large") if part in ("allocation", "copy") else ("all",)
        for caches, size_ in ((c, s) for c in ("warm", "cold") for s in sizes):
            fit = parts.part_model(data["moves"], part, caches, size_)
            if fit is None:
                continue
            costs = [c and c * (1024 if term == "byte" else 1)
                     for term, c in zip(model.TERMS, fit.costs)]
            rows.append([part, caches, size_] + [number(c) for c in costs]
                        + [percent(fit.median_error()), percent(fit.worst_error())])
    return rows


def _sweep_rows(data, points, first):
    rows = []
    for point in points:
        for move in moves_of(data, [point], "warm"):
            cold = moves_of(data, [point], "cold")
            frames = move["frames"]
            split = parts.split(move)
            row = first(move) + [number(split[part] / frames) for part in (
                "copy", "walk", "look-up", "test", "rewrite")]
            row += [number(parts.whole(m) / frames) for m in [move] + cold]
            growing = growths_of(data, point)
            row += [number(parts.growth_figure(growing[s]) / point.depth)
                    if s in growing and growing[s]["moves"] else NONE
                    for s in ("pagurus", "pagurus_in_place", "go")]
            rows.append(row)
    return rows


_SWEEP_HEAD = ("copy", "walk", "look-up", "test", "rewrite", "whole, warm", "cold",
               "growth, moving", "in place", "Go")


def _sweep(name, title, head, first):
    def rows(data):
        return _sweep_rows(data, shapes.SWEEPS[name], first)
    return Table(title, (*head, *_SWEEP_HEAD), rows)


def _go_frames(data):
    """What Go's frames are, of the same functions, and what both take."""
    rows = []
    for point in shapes.SWEEPS["frame_size"]:
        moved = moves_of(data, [point], "warm")
        growing = {caches: growths_of(data, point, caches) for caches in ("warm", "cold")}
        if not moved or "go" not in growing["warm"]:
            continue
        row = [number(moved[0]["frame_bytes"]), number(growing["warm"]["go"]["frame_bytes"])]
        for of in growing.values():
            mine, its = (parts.growth_figure(of[s]) if s in of else 0
                         for s in ("pagurus", "go"))
            row += [number(mine / point.depth), number(its / point.depth),
                    "%s ×" % number(its / mine) if mine > 0 else NONE]
        rows.append(row)
    return rows


def _fault(data):
    rows = []
    for point in shapes.SWEEPS["depth"]:
        for move in moves_of(data, [point], "warm"):
            if move["bytes"] < parts.PAGE:
                continue
            pages = -(-move["bytes"] // parts.PAGE)
            copy = parts.split(move)["copy"]
            rows.append([size(move["bytes"]), number(copy * 1024 / move["bytes"]),
                         number((copy + parts.fault(move) * pages) * 1024 / move["bytes"]),
                         number(parts.fault(move)),
                         number(parts.split(move)["allocation"])])
    return rows


_KINDS = (("pagurus", "contiguous, Pagurus"), ("go", "contiguous, Go"),
          ("split_stack", "segmented, GCC"), ("c", "fixed, C"))
_STACK_COLUMNS = ("growth_100B_64KB", "growth_100B_1MB", "growth_1KB_1MB", "hot_split")


def _stacks(data):
    rows = []
    for system, name in _KINDS:
        found = {e["work"]: e for e in data["stacks"] if e["system"] == system}
        if found:
            rows.append([name] + [number(found[c]["median"]) if c in found else NONE
                                  for c in _STACK_COLUMNS])
    return rows


def _memory_head():
    return ("stacks", *("%s deep" % size(d) for d in shapes.DEPTHS),
            "after %s, at the top again" % size(shapes.DEPTHS[-1]))


def _memory(data):
    rows = []
    for system, name in _KINDS:
        found = {e["bytes"]: e for e in data["depths"] if e["system"] == system}
        if not found:
            continue
        deepest = found.get(shapes.DEPTHS[-1])
        rows.append([name] + [number(found[d]["deep"] / found[d]["count"])
                              if d in found else NONE for d in shapes.DEPTHS]
                    + [number(deepest["back"] / deepest["count"]) if deepest else NONE])
    return rows


def _short(data):
    base = {e["system"]: statistics.median(e["samples"]) for e in data["short"]
            if e["variant"] == "needs nothing"}
    rows = []
    for entry in data["short"]:
        median = statistics.median(entry["samples"])
        least = base.get(entry["system"])
        rows.append([{"pagurus": "Pagurus", "go": "Go"}[entry["system"]],
                     entry["variant"], number(median),
                     "%s–%s" % (number(min(entry["samples"])),
                                number(max(entry["samples"]))),
                     number(median - least) if least and entry["bytes"] else NONE,
                     number(entry["grows"]) if entry["grows"] >= 0 else NONE])
    return rows


TABLES = {
    "machine": Table("What it was measured on", ("what", "is"), _machine),
    "split": Table(
        "One move of %s frames, and what its parts take" % "{:,}".format(shapes.BASE.depth),
        ("part", "warm, ns", "of the sum", "ns each", "cold, ns", "of the sum", "ns each",
         "each"), _split),
    "model": Table(
        "The model: ns = a + b·frames + c·slots + d·rewritten pointers + e·KB",
        ("what", "a move", "a frame", "a slot", "a rewritten pointer", "a KB",
         "median error", "worst", "stacks"), _model),
    "parts": Table(
        "The parts, each fitted by itself; errors as shares of the whole move",
        ("part", "caches", "stacks", "a move", "a frame", "a slot", "a rewritten pointer", "a KB",
         "median error", "worst"), _parts),
    "frame_size": _sweep("frame_size", "By the frame's size, ns per frame",
                         ("frame, bytes",), lambda m: [number(m["frame_bytes"])]),
    "homes": _sweep("homes", "By homes per frame, all pointing into the stack, ns per frame",
                    ("homes",), lambda m: [str(m["homes"])]),
    "share": _sweep("share", "By the share of homes that point into the stack, ns per frame",
                    ("share",), lambda m: ["%d %%" % m["share"]]),
    "depth": _sweep("depth", "By depth, ns per frame", ("frames", "stack"),
                    lambda m: ["{:,}".format(m["depth"]), size(m["stack"])]),
    "functions": _sweep("functions", "By the number of functions that take turns, "
                        "ns per frame", ("functions",), lambda m: [str(m["functions"])]),
    "go": Table("Growth by moving, beside Go's, ns per frame",
                ("frame, Pagurus", "frame, Go", "Pagurus, warm", "Go", "Go ÷ Pagurus",
                 "Pagurus, cold", "Go", "Go ÷ Pagurus"),
                _go_frames),
    "memory_of_moves": Table(
        "Copying by the bytes that are copied",
        ("bytes", "ns per KB, touched memory", "ns per KB, fresh memory",
         "ns per page fault", "ns per allocation"), _fault),
    "stacks": Table("Kinds of stacks: growing, ns per frame, and the hot split, worst call ÷ usual",
                    ("stacks", "100 B, to 64 KB", "100 B, to 1 MB", "1 KB, to 1 MB",
                     "hot split"), _stacks),
    "memory": Table("Resident bytes of each that waits", _memory_head(), _memory),
    "short": Table("Goroutines that live shortly and need 6 KB, ns of CPU time each",
                   ("system", "stacks", "median", "least–most", "more than needing nothing",
                    "growths each"), _short),
}


def markdown(name, data):
    """The table as lines of Markdown; "" if the document has nothing for it."""
    table = TABLES[name]
    rows = table.rows(data)
    if not rows:
        return ""
    lines = [_line(table.head), rule(table.head)] + [_line(row) for row in rows]
    return "\n".join(lines)


def _line(cells):
    return "| " + " | ".join(cells) + " |"


def rule(head):
    return "|" + "|".join("---" if i == 0 else "--:" for i in range(len(head))) + "|"


def heading(name):
    """The first two lines of a table."""
    return [_line(TABLES[name].head), rule(TABLES[name].head)]
