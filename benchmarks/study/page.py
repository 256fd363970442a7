"""The study as one page that needs nothing else: tables and curves."""
import re

import parts
import programs  # noqa: F401, which finds the benchmarks' modules
import shapes
import tables

import plots  # noqa: E402
import report_html  # noqa: E402

escape = plots.escape

LEAST = 0.01  # ns, where axes are logarithmic


def _point(figure, samples=()):
    """A figure, and between which its samples' middle half lies."""
    samples = sorted(max(s, LEAST) for s in samples) or [max(figure, LEAST)]
    last = len(samples) - 1
    return {"median": max(figure, LEAST), "min": samples[last // 4],
            "max": samples[last - last // 4], "samples": samples, "unit": "ns"}


def _curve(data, points, x, point, caches):
    return [(x(m), point(m)) for m in tables.moves_of(data, points, caches) if x(m) > 0]


def _part(which):
    return lambda move: _point(parts.split(move)[which] / move["frames"])


def _whole(move):
    nothing = parts.steps(move)["nothing"]
    return _point(parts.whole(move) / move["frames"],
                  [(s - nothing) / move["frames"] for s in move["samples"]["move"]])


def _growth_curve(data, points, x, system):
    """Over what the same point is for moves."""
    line = []
    for point in points:
        moves = tables.moves_of(data, [point], "warm")
        growth = tables.growths_of(data, point).get(system)
        if moves and growth and growth["moves"] and x(moves[0]) > 0:
            line.append((x(moves[0]), _point(
                parts.growth_figure(growth) / point.depth,
                [(first - second) / point.depth for first, second in growth["samples"]])))
    return line


# What was measured, where the title does not say it all.
_ABOUT = {
    "split": "The parts as they were timed, one on top of the other, and the mover itself.",
    "model": "Least squares of relative errors; small stacks are those up to 32 KB. The "
             "functions that take turns are among the stacks, and make the worst errors.",
    "parts": "Each part is the difference of two times.",
    "memory_of_moves": "The same bytes, copied to where another stack was, and to where "
                       "nothing was.",
    "stacks": "The first descent less the second, in fresh memory; a call in a loop at the "
              "depth where the stack is full.",
    "memory": "Of 1,000; what threads take in the kernel is not counted.",
    "short": "64 at a time, all of them at their deepest at once.",
}

_CURVES = {
    "frame_size": ("bytes of a frame", lambda m: m["frame_bytes"]),
    "homes": ("homes of a frame", lambda m: m["homes"]),
    "share": ("% of homes that point into the stack", lambda m: m["share"]),
    "depth": ("frames", lambda m: m["depth"]),
    "functions": ("functions", lambda m: m["functions"]),
}


def _plot(title, x_name, series):
    series = {name: line for name, line in series.items() if len(line) > 1}
    if not series:
        return ""
    return "<h4>%s</h4>%s" % (escape(title), plots.curves(title, x_name, "ns per frame", series))


def _curves(data, name):
    x_name, x = _CURVES[name]
    points = shapes.SWEEPS[name]

    split = {which: _curve(data, points, x, _part(which), "warm")
             for which in ("copy", "walk", "look-up", "test", "rewrite")}
    whole = {"a move, %s" % caches: _curve(data, points, x, _whole, caches)
             for caches in ("warm", "cold")}
    growth = {label: _growth_curve(data, points, x, system) for system, label in (
        ("pagurus", "moving"), ("pagurus_in_place", "in place"), ("go", "Go"))}
    return (_plot("The parts, warm", x_name, split)
            + _plot("The whole", x_name, whole)
            + _plot("Growth from nothing", x_name, growth))


def _text(text):
    """A cell's Markdown."""
    return re.sub(r"\*([^*]+)\*", r"<i>\1</i>",
                  re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", escape(text)))


def _table(table, rows):
    def cells(kind, texts):
        return "".join("<%s%s>%s</%s>" % (kind, ' class="text"' if i == 0 else "",
                                          _text(text), kind)
                       for i, text in enumerate(texts))
    return '<div class="wide"><table><tr>%s</tr>%s</table></div>' % (
        cells("th", table.head), "".join("<tr>%s</tr>" % cells("td", r) for r in rows))


def _section(name, data):
    table = tables.TABLES[name]
    rows = table.rows(data)
    if not rows:
        return ""
    return '<section id="%s"><h3>%s</h3><p>%s</p>%s%s</section>' % (
        escape(name), escape(table.title), escape(_ABOUT.get(name, "")), _table(table, rows),
        _curves(data, name) if name in _CURVES else "")


def _notes(machine):
    parts_ = []
    if machine.get("quick"):
        parts_.append('<p class="missed">Little work, done once (--quick): these figures show '
                      "that everything runs, and nothing else.</p>")
    parts_ += ["<p>Left out: %s</p>" % escape(what) for what in machine.get("left_out", [])]
    return "".join(parts_)


def page(data):
    body = [
        "<h1>What moving a stack costs</h1>",
        "<p>A move is timed with more and more of its parts; docs/cost-of-moving.md says how, "
        "and what follows. Warm: the same stack again and again, the least of the samples. "
        "Cold: neither the stack, nor its copy, nor what describes its frames is in the "
        "processor's caches; a quarter of the samples were less. Growth: the first descent "
        "less the second. Whiskers: the middle half of the samples.</p>",
        _notes(data["machine"]), *(_section(name, data) for name in tables.TABLES)]
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
            '<meta name="viewport" content="width=device-width"/>'
            "<title>Pagurus: what moving a stack costs</title><style>%s</style></head>"
            "<body>%s</body></html>\n" % (report_html.STYLE, "\n".join(body)))
