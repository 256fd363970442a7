"""Figures as SVG, drawn with what the page around them says about colours (classes
`mine`, `peer`, `whisker`, `grid`, `s0` …): they follow light, dark and print.

    label |████████████|--+--|      12.3      bar: median, whisker: least to most
          |   |   |   |
          1  10  100 1000  ns (log)

An axis is logarithmic where the largest figure is more than so many times the
least; a bar then begins at a power of ten below all of them."""
import html
import math

import results

LOG_FROM = 20
_COLOURS = 6  # s0 …
_WIDTH, _LEFT, _RIGHT, _BAR, _GAP = 720, 110, 90, 16, 8


def escape(text):
    return html.escape(str(text), quote=True)


class Axis:
    """Where figures between `least` and `most` (positive) go between two places."""

    def __init__(self, least, most, begin, end):
        self.log = most > LOG_FROM * least
        self.begin, self.end = begin, end
        if self.log:
            self.low = math.floor(math.log10(least) - 1e-9)
            self.high = max(math.ceil(math.log10(most)), self.low + 1)
        else:
            step = 10.0 ** math.floor(math.log10(most))
            step = next(s for s in (step / 5, step / 2, step, step * 2) if most <= s * 6)
            self.step = step
            self.low, self.high = 0, math.ceil(most / step - 1e-9) * step

    def place(self, figure):
        if self.log:
            figure = math.log10(figure)
        part = (figure - self.low) / (self.high - self.low)
        return self.begin + (self.end - self.begin) * min(max(part, 0), 1)

    def ticks(self):
        if not self.log:
            count = round(self.high / self.step)
            return [self.step * i for i in range(count + 1)]
        every = math.ceil((self.high - self.low) / 8)
        return [10.0 ** e for e in range(self.low, self.high + 1, every)]

    def name(self, unit):
        return unit + " (log)" if self.log else unit


def _tick(figure):
    return "%g" % figure if figure < 10**3 else "{:,.0f}".format(figure) \
        if figure < 10**6 else "%gM" % (figure / 10**6)


def _text(x, y, text, anchor="start", style=""):
    return '<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>' % (
        x, y, anchor, ' class="%s"' % style if style else "", escape(text))


def _line(x1, y1, x2, y2, style):
    return '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>' % (
        x1, y1, x2, y2, style)


def _svg(width, height, title, parts):
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">'
            "<title>%s</title>%s</svg>" % (width, height, escape(title), "".join(parts)))


def bars(title, entries):
    """A bar for each entry (of one row, as in the JSON file), in their order."""
    if not entries:
        return _svg(_WIDTH, 24, title, [_text(0, 16, "nothing was measured")])
    axis = Axis(min(e["min"] for e in entries), max(e["max"] for e in entries),
                _LEFT, _WIDTH - _RIGHT)
    bottom = len(entries) * (_BAR + _GAP) + _GAP
    parts = []
    for tick in axis.ticks():
        x = axis.place(tick)
        parts.append(_line(x, 0, x, bottom, "grid"))
        parts.append(_text(x, bottom + 14, _tick(tick), "middle", "tick"))
    parts.append(_text(_WIDTH, bottom + 14, axis.name(entries[0]["unit"]), "end", "tick"))
    for i, entry in enumerate(entries):
        y = _GAP + i * (_BAR + _GAP)
        middle = y + _BAR / 2
        style = "mine" if entry["system"] == "pagurus" else "peer"
        end = axis.place(entry["median"])
        parts.append(_text(_LEFT - 8, y + _BAR - 4, entry["system"], "end"))
        parts.append('<rect x="%.1f" y="%.1f" width="%.1f" height="%d" class="%s"/>' % (
            axis.begin, y, max(end - axis.begin, 1), _BAR, style))
        if len(entry["samples"]) > 1:
            least, most = axis.place(entry["min"]), axis.place(entry["max"])
            parts.append(_line(least, middle, most, middle, "whisker"))
            for x in (least, most):
                parts.append(_line(x, y + 4, x, y + _BAR - 4, "whisker"))
            end = max(end, most)
        parts.append(_text(end + 6, y + _BAR - 4, results.number(entry["median"])))
    return _svg(_WIDTH, bottom + 20, title, parts)


def _styles(names, fixed):
    """{name: class}: those of `fixed` have the same colour in all plots."""
    others = iter(range(len(fixed), len(fixed) + len(names)))
    return {name: "s%d" % ((fixed.index(name) if name in fixed else next(others)) % _COLOURS)
            for name in names}


def curves(title, x_name, unit, series, fixed=()):
    """A line for each system: series is {system: [(x, entry)]}, x > 0 growing.
    `fixed`: systems whose colours other plots have, too."""
    height, top, bottom, right = 330, 24, 284, 600
    styles = _styles(list(series), list(fixed))
    points = [(x, e) for line in series.values() for x, e in line]
    xs, ys = [x for x, _ in points], [e["median"] for _, e in points]
    across = Axis(min(xs), max(xs), _LEFT - 40, right)
    up = Axis(min(min(e["min"] for _, e in points), min(ys)),
              max(e["max"] for _, e in points), bottom, top)
    parts = []
    for tick in up.ticks():
        y = up.place(tick)
        parts.append(_line(across.begin, y, right, y, "grid"))
        parts.append(_text(across.begin - 6, y + 4, _tick(tick), "end", "tick"))
    free = 0
    for x in sorted(set(xs)):
        at, half = across.place(x), 3.5 * len(_tick(x))
        parts.append(_line(at, top, at, bottom, "grid"))
        if at - half >= free:  # no text on another
            parts.append(_text(at, bottom + 16, _tick(x), "middle", "tick"))
            free = at + half + 4
    parts.append(_text((across.begin + right) / 2, bottom + 34, across.name(x_name),
                       "middle", "tick"))
    parts.append(_text(0, 12, up.name(unit), "start", "tick"))
    labels = []
    for system, line in series.items():
        style = styles[system]
        places = [(across.place(x), up.place(e["median"])) for x, e in line]
        parts.append('<polyline points="%s" class="curve %s"/>' % (
            " ".join("%.1f,%.1f" % place for place in places), style))
        for (x, y), (_, e) in zip(places, line):
            if len(e["samples"]) > 1:
                parts.append(_line(x, up.place(e["min"]), x, up.place(e["max"]),
                                   "whisker"))
            parts.append('<circle cx="%.1f" cy="%.1f" r="3.5" class="%s"/>' % (x, y, style))
        labels.append((places[-1][1], system, style))
    # Names beside the last points, one below the other where these are close.
    free = top
    for y, system, style in sorted(labels):
        free = max(free + 14, y + 4)
        parts.append(_text(right + 10, free, system, "start", "name " + style))
    return _svg(_WIDTH, max(height, free + 10), title, parts)
