"""The figures as one page that needs nothing else: no scripts, no files."""
import compare
import goals
import plots
import results
import works

escape = plots.escape

STYLE = """
:root { color-scheme: light dark; --text: #1c1e21; --back: #ffffff; --soft: #5c636b;
  --line: #d9dde2; --mine: #c2410c; --peer: #8fa3b8; --good: #15803d; --bad: #b91c1c;
  --c1: #2563eb; --c2: #15803d; --c3: #9333ea; --c4: #a16207; --c5: #0e7490; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e6ea; --back: #16181c;
  --soft: #9aa3ad; --line: #343a41; --mine: #fb923c; --peer: #5d7288; --good: #4ade80;
  --bad: #f87171; --c1: #60a5fa; --c2: #4ade80; --c3: #c084fc; --c4: #facc15;
  --c5: #22d3ee; } }
@media print { :root { color-scheme: light; --text: #000000; --back: #ffffff;
  --soft: #444444; --line: #bbbbbb; --mine: #c2410c; --peer: #8fa3b8; --good: #15803d;
  --bad: #b91c1c; --c1: #2563eb; --c2: #15803d; --c3: #9333ea; --c4: #a16207;
  --c5: #0e7490; } section, tr, svg { break-inside: avoid; }
  rect, circle, line { print-color-adjust: exact; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back);
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; } h3 { margin: 0 0 .2rem; } h3.row { font-family: monospace; }
section { margin: 1.8rem 0; border-top: 1px solid var(--line); padding-top: 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9em; }
.wide { overflow-x: auto; }
td, th { padding: .15rem .8rem .15rem 0; text-align: right; white-space: nowrap; }
td.text, th.text { text-align: left; white-space: normal; }
tr { border-bottom: 1px solid var(--line); }
a { color: inherit; } p { margin: .3rem 0 .6rem; } .soft { color: var(--soft); }
.met { color: var(--good); } .missed { color: var(--bad); font-weight: 600; }
svg { width: 100%; height: auto; max-width: 46rem; display: block; margin: .4rem 0; }
svg text { font: 12px system-ui, sans-serif; fill: var(--text); }
svg .tick { fill: var(--soft); font-size: 11px; }
svg .mine { fill: var(--mine); } svg .peer { fill: var(--peer); }
svg .grid { stroke: var(--line); } svg .whisker { stroke: var(--text); stroke-width: 1.2; }
svg .curve { fill: none; stroke-width: 2; }
svg .s0 { stroke: var(--mine); fill: var(--mine); } svg .s1 { stroke: var(--c1); fill: var(--c1); }
svg .s2 { stroke: var(--c2); fill: var(--c2); } svg .s3 { stroke: var(--c3); fill: var(--c3); }
svg .s4 { stroke: var(--c4); fill: var(--c4); } svg .s5 { stroke: var(--c5); fill: var(--c5); }
svg .curve.s0, svg .curve.s1, svg .curve.s2, svg .curve.s3, svg .curve.s4, svg .curve.s5
  { fill: none; }
svg .name { stroke: none; }
"""

# What has the same colour in all curves.
_FIXED = ("pagurus", "go", "gccgo", "ghc")

# Rows that are points of one curve: title, what x is, and the rows with their x.
FAMILIES = (
    ("A switch among many goroutines", "goroutines",
     (("switch_2", 2), ("switch_1000", 1000), ("switch_100k", 100000))),
    ("Growth, per frame of 100 bytes, by the size that the stack reaches", "KB",
     (("growth_100B_64KB", 64), ("growth_100B_1MB", 1024), ("growth_100B_64MB", 65536))),
    ("Allocation, by the object's size", "bytes",
     (("alloc_16B", 16), ("alloc_128B", 128), ("alloc_4KB", 4096))),
    ("Binary trees, by depth", "depth",
     (("binary_trees_16", 16), ("binary_trees_18", 18), ("binary_trees_20", 20))),
)


def _cell(text, kind="td", style=""):
    return "<%s%s>%s</%s>" % (kind, ' class="%s"' % style if style else "",
                              escape(text), kind)


def _table(head, lines):
    """`lines` are of finished cells; heads that begin with a space are text."""
    heads = "".join(_cell(name.strip(), "th", "text" if name[:1] == " " else "")
                    for name in head)
    return '<div class="wide"><table><tr>%s</tr>%s</table></div>' % (
        heads, "".join("<tr>%s</tr>" % "".join(line) for line in lines))


def _by_row(data):
    rows = {}
    for entry in data["results"]:
        rows.setdefault(entry["work"], {})[entry["system"]] = entry
    return rows


def _range(least, most, form):
    return "%s–%s" % (form(least), form(most))


def _ratio_text(ratio):
    if ratio is None:
        return "–"
    middle, least, most = ratio
    return results.number(middle) if least == most else "%s [%s]" % (
        results.number(middle), _range(least, most, results.number))


def _verdicts(name, entries, quick):
    """None of figures that say nothing."""
    if quick:
        return []
    medians = {system: e["median"] for system, e in entries.items()}
    return goals.verdicts(name, medians)


def _verdict_mark(met, text=""):
    """`text` for who points at it."""
    style, word = ("met", "met") if met else ("missed", "MISSED")
    return '<span class="%s"%s>%s</span>' % (
        style, text and ' title="%s"' % escape(text), word)


def _overview(rows, quick):
    lines = []
    for name, entries in rows.items():
        mine = entries.get("pagurus")
        verdicts = _verdicts(name, entries, quick)
        marks = " ".join(_verdict_mark(met, text) for met, text, _ in verdicts)
        lines.append((
            '<td class="text"><a href="#%s">%s</a></td>' % (escape(name), escape(name)),
            _cell(next(iter(entries.values()))["unit"]),
            _cell(results.number(mine["median"]) if mine else "–"),
            _cell(_ratio_text(results.paired(entries, "go"))),
            _cell(", ".join("%s\u00a0%s" % (s, _ratio_text(results.paired(entries, s)))
                            for s in entries if s not in ("pagurus", "go")) or "–",
                  style="text"),
            '<td class="text">%s</td>' % marks))
    return _table((" row", "unit", "pagurus", "Go ÷ pagurus", " others ÷ pagurus", " goals"),
                  lines)


def _section(name, entries, quick):
    # Pagurus first, then the peers in the order of the list.
    ordered = [entries[s] for s in works.SYSTEMS if s in entries]
    lines = []
    for entry in ordered:
        lines.append((
            _cell(entry["system"], style="text"), _cell(results.number(entry["median"])),
            _cell(_range(entry["min"], entry["max"], results.number)),
            _cell(len(entry["samples"])),
            _cell("" if entry["system"] == "pagurus" else
                  _ratio_text(results.paired(entries, entry["system"])))))
    verdicts = "".join(
        "<p>Goal %s: %s <span class=\"soft\">(%s)</span></p>" % (
            escape(text), _verdict_mark(met), escape(source))
        for met, text, source in _verdicts(name, entries, quick))
    unit = ordered[0]["unit"] if ordered else ""
    return '<section id="%s"><h3 class="row">%s</h3><p>%s</p>%s%s%s</section>' % (
        escape(name), escape(name), escape(works.sentence(name)),
        plots.bars(name, ordered),
        _table((" system", "median " + unit, "least–most", "runs", "÷ pagurus"), lines),
        verdicts)


def _families(rows):
    parts = []
    for title, x_name, points in FAMILIES:
        series = {}
        for system in works.SYSTEMS:
            line = [(x, rows[row][system]) for row, x in points if system in rows.get(row, {})]
            if len(line) > 1:
                series[system] = line
        if series:
            unit = next(iter(series.values()))[0][1]["unit"]
            parts.append('<section class="family"><h3>%s</h3>%s</section>' % (
                escape(title), plots.curves(title, x_name, unit, series, _FIXED)))
    return "<h2>Curves</h2>" + "".join(parts) if parts else ""


def _comparison(old, new):
    lines = []
    for c in compare.changes(old, new):
        style = {"better": "met", "WORSE": "missed"}.get(c.verdict, "")
        lines.append((
            _cell(c.work, style="text"), _cell(c.system, style="text"), _cell(c.unit),
            _cell(results.number(c.old)), _cell(results.number(c.new)),
            _cell("%.2f [%.2f–%.2f]" % (c.ratio, c.least, c.most)),
            _cell(c.verdict, style="text " + style)))
    notes = "".join("<p>%s</p>" % escape(note) for note in compare.notes(old, new))
    return "<h2>Compared with before</h2><p>Marked where no run of the one was as fast as " \
        "a run of the other.</p>" + notes + _table(
            (" row", " system", "unit", "old", "new", "old ÷ new", " "), lines)


def _machine(machine, quick):
    versions = "".join("<li>%s %s</li>" % (escape(s), escape(v))
                       for s, v in machine["versions"].items())
    missing = "".join("<li>%s: %s</li>" % (escape(s), escape(how))
                      for s, how in machine.get("missing", {}).items())
    left_out = "".join("<li>%s</li>" % escape(what) for what in machine.get("left_out", []))
    load = ", ".join("%.1f" % one for one in machine["load"])
    return "".join((
        "<p>%s, %s cores, %.1f GB, Linux %s. Load at the beginning and the end: %s.</p>" % (
            escape(machine["cpu"]), escape(machine["cores"]),
            machine.get("memory_bytes", 0) / 1e9, escape(machine["kernel"]), load),
        "<p class=\"missed\">Little work, done once (--quick): these figures show that "
        "everything runs, and nothing else.</p>" if quick else "",
        "<h3>Systems</h3><ul>%s</ul>" % versions,
        "<h3>Missing</h3><ul>%s</ul>" % missing if missing else "",
        "<h3>Left out</h3><ul>%s</ul>" % left_out if left_out else ""))


def page(data, old=None):
    """The page for a document of results; `old`: one to compare it with."""
    rows = _by_row(data)
    quick = data["machine"].get("quick", False)
    body = [
        "<h1>Pagurus and its peers</h1>",
        "<p>All systems do the same work in turn, again and again, so that what else the "
        "machine does happens to all. Bars are medians, whiskers go from the least to the "
        "most; less is better. Ratios are medians of the ratios of runs that followed each "
        "other, [least–most]: 3 means that Pagurus takes a third. Times are CPU time of the "
        "whole process per operation, but for rows that end in _wall.</p>",
        _machine(data["machine"], quick),
        "<h2>Overview</h2>", _overview(rows, quick),
        _comparison(old, data) if old else "",
        _families(rows),
        "<h2>Rows</h2>" if rows else "<p>Nothing was measured.</p>",
        *(_section(name, entries, quick) for name, entries in rows.items())]
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
            '<meta name="viewport" content="width=device-width"/>'
            "<title>Pagurus: benchmarks</title><style>%s</style></head><body>%s</body>"
            "</html>\n" % (STYLE, "\n".join(body)))
