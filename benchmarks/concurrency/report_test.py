#!/usr/bin/env python3
"""Tests of what is made of figures: the page and its plots (read as XML), the
comparison with an older run, the time that is left."""
import io
import json
import os
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import compare  # noqa: E402
import main  # noqa: E402
import plots  # noqa: E402
import progress  # noqa: E402
import report_html  # noqa: E402
import results  # noqa: E402
import works  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
MACHINE = {"cpu": "<Fast & \"new\">", "kernel": "6.1", "cores": 2,
           "versions": {"pagurus": "abc", "go": "1.2 <beta>"}, "load": [0.1, 0.2]}


def entry(work, system, samples, unit="ns"):
    return results.summary(works.Row(work, unit), system, samples)


def document(*entries, **machine):
    data = results.document(dict(MACHINE, **machine), list(entries))
    results.check(data)
    return data


def parse(svg):
    return ElementTree.fromstring(svg)


def texts(tree):
    return [text.text for text in tree.iter(SVG + "text")]


def rectangles(svg):
    return [(float(r.get("x")), float(r.get("width"))) for r in parse(svg).iter(SVG + "rect")]


class PlotsTest(unittest.TestCase):
    def test_lengths_of_bars_are_the_figures(self):
        (x, first), (_, second) = rectangles(plots.bars("r", [
            entry("r", "pagurus", [10.0]), entry("r", "go", [30.0])]))
        self.assertAlmostEqual(second / first, 3, delta=0.01)
        self.assertEqual(x, plots._LEFT)

    def test_bars_end_at_medians(self):
        (_, first), (_, second) = rectangles(plots.bars("r", [
            entry("r", "pagurus", [10.0, 10.0, 25.0]), entry("r", "go", [5.0, 20.0, 30.0])]))
        self.assertAlmostEqual(second / first, 2, delta=0.01)

    def test_far_apart_is_logarithmic(self):
        svg = plots.bars("r", [entry("r", s, [v]) for s, v in (
            ("pagurus", 10.0), ("go", 100.0), ("c", 10000.0))])
        widths = [width for _, width in rectangles(svg)]
        self.assertAlmostEqual(widths[2] - widths[1], 2 * (widths[1] - widths[0]), delta=0.3)
        self.assertIn("ns (log)", texts(parse(svg)))

    def test_whiskers_go_from_least_to_most(self):
        tree = parse(plots.bars("r", [entry("r", "pagurus", [10.0, 20.0, 40.0])]))
        line = next(one for one in tree.iter(SVG + "line") if one.get("class") == "whisker")
        (x, width), = rectangles(plots.bars("r", [entry("r", "pagurus", [40.0])]))
        del x
        ends = [float(line.get(k)) - plots._LEFT for k in ("x1", "x2")]
        self.assertAlmostEqual(ends[1] / ends[0], 4, delta=0.05)
        self.assertAlmostEqual(ends[1], width, delta=0.2)

    def test_one_sample_has_no_whisker(self):
        self.assertNotIn("whisker", plots.bars("r", [entry("r", "go", [1.0])]))

    def test_nothing_measured(self):
        self.assertEqual(texts(parse(plots.bars("r", []))), ["nothing was measured"])

    def test_names_and_units_are_escaped(self):
        svg = plots.bars("<a & 'b'>", [entry("r", "<c>&\"", [1.0], unit="<s>")])
        tree = parse(svg)
        self.assertEqual(tree.find(SVG + "title").text, "<a & 'b'>")
        self.assertIn("<c>&\"", texts(tree))
        self.assertIn("<s>", texts(tree))

    def test_everything_is_inside_the_picture(self):
        for values in ([0.0001, 5e6], [1.0, 1.0], [99.0, 101.0], [1e-9], [7.0, 140.0],
                       [0.3, 6.1], [1e9, 3e9]):
            entries = [entry("r", "s%d" % i, [v, v * 1.2]) for i, v in enumerate(values)]
            series = {"s": [(i + 2, e) for i, e in enumerate(entries)]}
            for svg in (plots.bars("r", entries), plots.curves("r", "x", "ns", series)):
                tree = parse(svg)
                width, height = map(float, tree.get("viewBox").split()[2:])
                for one in tree.iter():
                    for key, most in (("x1", width), ("x2", width), ("y1", height),
                                      ("y2", height), ("x", width), ("y", height),
                                      ("cx", width), ("cy", height)):
                        place = float(one.get(key, 0))
                        self.assertTrue(0 <= place <= most, (values, key, place))
                ticks = [t for t in tree.iter(SVG + "text") if t.get("class") == "tick"]
                self.assertTrue(3 <= len(ticks) <= 30, values)

    def test_curves_have_a_line_for_each_system(self):
        tree = parse(plots.curves("t", "n", "ns", {
            "pagurus": [(2, entry("a", "pagurus", [10.0, 11.0])),
                        (1000, entry("b", "pagurus", [20.0, 21.0]))],
            "go": [(2, entry("a", "go", [100.0])), (1000, entry("b", "go", [150.0]))]}))
        lines = list(tree.iter(SVG + "polyline"))
        self.assertEqual([line.get("class") for line in lines], ["curve s0", "curve s1"])
        for line in lines:
            (x1, y1), (x2, y2) = [map(float, p.split(",")) for p in line.get("points").split()]
            self.assertLess(x1, x2)
            self.assertGreater(y1, y2)  # slower is higher
        self.assertTrue({"pagurus", "go", "n (log)"} <= set(texts(tree)))

    def test_a_system_has_one_colour(self):
        line = [(2, entry("a", "s", [10.0])), (10, entry("b", "s", [20.0]))]
        colours = {}
        for names in (["go", "c"], ["pagurus", "ghc", "c", "malloc"], ["ghc", "go"]):
            tree = parse(plots.curves("t", "n", "ns", {n: line for n in names},
                                      ("pagurus", "go", "gccgo", "ghc")))
            found = [one.get("class") for one in tree.iter(SVG + "polyline")]
            self.assertEqual(len(set(found)), len(names))
            for name, colour in zip(names, found):
                self.assertEqual(colours.setdefault(name, colour), colour, name)

    def test_units_stand_above_their_axis(self):
        line = [(2, entry("a", "go", [10.0])), (10, entry("b", "go", [20.0]))]
        tree = parse(plots.curves("t", "n", "ns per frame", {"go": line}))
        unit, = (t for t in tree.iter(SVG + "text") if t.text == "ns per frame")
        ticks = [float(t.get("y")) for t in tree.iter(SVG + "text") if t.text != unit.text]
        self.assertLess(float(unit.get("y")) + 12, min(ticks) + 3)

    def test_figures_below_do_not_overlap(self):
        line = [(x, entry("a", "go", [10.0])) for x in (1000, 1001, 1002, 1500, 2000)]
        tree = parse(plots.curves("t", "n", "ns", {"go": line}))
        found = [t.text for t in tree.iter(SVG + "text") if t.get("text-anchor") == "middle"]
        self.assertEqual(found, ["1,000", "1,500", "2,000", "n"])


class PageTest(unittest.TestCase):
    def tree(self, *args):
        text = report_html.page(*args)
        self.assertNotRegex(text, r"<script|src=|href=\"(?!#)|url\(|@import")
        self.assertTrue(text.startswith("<!DOCTYPE html>"))
        return ElementTree.fromstring(text)

    def all_text(self, element):
        body = element.find("body")
        return " ".join(" ".join((element if body is None else body).itertext()).split())

    def sections(self, tree):
        return {one.get("id"): one for one in tree.iter("section") if one.get("id")}

    def test_every_row_and_every_system_is_there(self):
        entries = [entry(row.name, system, [10.0, 11.0, 12.0], row.unit)
                   for work, procs, rows in works.selected(None) for _, row in rows
                   for system in works.systems_for(work, procs)]
        tree = self.tree(document(*entries))
        sections = self.sections(tree)
        self.assertEqual(list(sections), list(dict.fromkeys(e["work"] for e in entries)))
        for one in entries:
            section = sections[one["work"]]
            cells = [self.all_text(cell) for cell in section.iter("td")]
            self.assertIn(one["system"], cells)
            self.assertIn(one["system"], texts(section))
            self.assertEqual(self.all_text(section.find("p")), works.sentence(one["work"]))
        links = [a.get("href") for a in tree.iter("a")]
        self.assertEqual(links, ["#" + name for name in sections])

    def test_ratios_are_of_runs_that_followed_each_other(self):
        # Twice as slow when all were twice as slow: the ratio is the same.
        tree = self.tree(document(entry("switch_2", "pagurus", [10.0, 20.0, 10.0]),
                                  entry("switch_2", "go", [30.0, 60.0, 40.0])))
        self.assertIn("3.00 [3.00–4.00]", self.all_text(self.sections(tree)["switch_2"]))

    def test_goals_have_verdict_and_reason(self):
        tree = self.tree(document(entry("switch_2", "pagurus", [13.0]),
                                  entry("switch_2", "go", [140.0])))
        text = self.all_text(self.sections(tree)["switch_2"])
        self.assertIn("Goal ≤ 12: MISSED (fcontext's 7 ns", text)
        self.assertIn("Goal 10 × faster than go: 10.8: met (the project's aim", text)
        self.assertNotIn("fcontext:", text)

    def test_missing_systems_are_named(self):
        text = self.all_text(self.tree(document(
            entry("switch_2", "pagurus", [1.0]), missing={"go": "see <x>"})))
        self.assertIn("go: see <x>", text)
        self.assertNotIn("Missing", self.all_text(self.tree(document(
            entry("switch_2", "pagurus", [1.0])))))

    def test_what_was_left_out_is_named(self):
        text = self.all_text(self.tree(document(left_out=["fib: valgrind <none>"])))
        self.assertIn("Left out fib: valgrind <none>", text)

    def test_machine_is_described(self):
        text = self.all_text(self.tree(document(entry("switch_2", "pagurus", [1.0]))))
        for part in (MACHINE["cpu"], "2 cores", "Linux 6.1", "0.1, 0.2", "go 1.2 <beta>"):
            self.assertIn(part, text)

    def test_little_work_is_said_to_be_little(self):
        one = entry("switch_2", "pagurus", [1.0])
        self.assertIn("--quick", self.all_text(self.tree(document(one, quick=True))))
        mine = entry("switch_2", "pagurus", [11.0])
        self.assertIn("met", self.all_text(self.tree(document(mine, quick=False))))
        for word in ("met", "MISSED", "Goal"):
            self.assertNotIn(word, self.all_text(self.tree(document(mine, quick=True))))
        self.assertNotIn("--quick", self.all_text(self.tree(document(one, quick=False))))

    def test_without_figures_and_without_pagurus(self):
        self.assertIn("Nothing was measured", self.all_text(self.tree(document())))
        tree = self.tree(document(entry("switch_2", "go", [5.0])))
        self.assertIn("5.00", self.all_text(self.sections(tree)["switch_2"]))

    def test_rows_of_one_kind_are_a_curve(self):
        rows = {row.name for work in works.WORKS for p in work.procs
                for _, row in work.rows_for(p)}
        for _, _, points in report_html.FAMILIES:
            self.assertLessEqual({name for name, _ in points}, rows)
        tree = self.tree(document(entry("switch_2", "pagurus", [1.0]),
                                  entry("switch_100k", "pagurus", [2.0]),
                                  entry("switch_2", "go", [3.0])))
        lines = list(tree.iter(SVG + "polyline"))
        self.assertEqual(len(lines), 1)

    def test_comparison_is_part_of_it(self):
        old = document(entry("switch_2", "pagurus", [20.0, 21.0, 22.0]))
        new = document(entry("switch_2", "pagurus", [10.0, 10.5, 11.0]))
        text = self.all_text(self.tree(new, old))
        self.assertIn("2.00 [1.82–2.20] better", text)
        self.assertNotIn("Compared", self.all_text(self.tree(new)))

    def test_sentences_stand_by_themselves(self):
        for work in works.WORKS:
            for procs in work.procs:
                for _, row in work.rows_for(procs):
                    self.assertNotRegex(works.sentence(row.name), r"^$|^the same|^to ")
        self.assertEqual(works.sentence("no such row"), "")
        self.assertTrue(works.sentence("skynet_1m_p2_wall").endswith(
            ", 2 scheduling contexts: time of the clock"))


class CompareTest(unittest.TestCase):
    def verdict(self, old, new):
        change, = compare.changes(document(entry("a", "go", old)),
                                  document(entry("a", "go", new)))
        return change.verdict

    def test_marked_only_if_intervals_do_not_overlap(self):
        self.assertEqual(self.verdict([10.0, 11.0, 12.0], [13.0, 14.0, 15.0]), "WORSE")
        self.assertEqual(self.verdict([13.0, 14.0, 15.0], [10.0, 11.0, 12.0]), "better")
        self.assertEqual(self.verdict([10.0, 11.0, 12.0], [12.0, 14.0, 15.0]), "")
        self.assertEqual(self.verdict([10.0, 11.0, 12.0], [9.0, 11.0, 30.0]), "")
        self.assertEqual(self.verdict([10.0, 11.0, 12.0], [8.0, 9.0, 10.5]), "")
        self.assertEqual(self.verdict([10.0, 11.0, 12.0], [11.5, 13.0, 14.0]), "")

    def test_few_samples_say_nothing(self):
        self.assertEqual(self.verdict([10.0], [20.0]), "")
        self.assertEqual(self.verdict([10.0, 11.0, 12.0], [20.0, 21.0]), "")

    def test_ratio_and_its_spread(self):
        change, = compare.changes(document(entry("a", "go", [20.0, 30.0, 40.0])),
                                  document(entry("a", "go", [10.0, 15.0, 20.0])))
        self.assertEqual((change.ratio, change.least, change.most), (2.0, 1.0, 4.0))

    def test_only_what_both_have_in_one_unit(self):
        old = document(entry("a", "go", [1.0]), entry("b", "go", [1.0], "ms"),
                       entry("c", "go", [1.0]))
        new = document(entry("a", "go", [1.0]), entry("b", "go", [1.0], "us"),
                       entry("d", "go", [1.0]))
        self.assertEqual([c.work for c in compare.changes(old, new)], ["a"])
        self.assertEqual(compare.notes(old, new), ["1 figures are new"])

    def test_another_machine_is_noted(self):
        one = entry("a", "go", [1.0])
        text = compare.text(document(one, cpu="Slow"), document(one))
        self.assertIn("note: cpu: Slow before, ", text)

    def test_broken_files_give_a_clear_error(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "old.json")
            good = json.dumps(document(entry("a", "go", [1.0])))
            for text in ("", "{", "[]", "3", "null", good[:-5], '{"machine": 1, "results": 2}',
                         '{"machine": {}, "results": []}',
                         good.replace('"samples": [1.0]', '"samples": 1'),
                         good.replace('"work": "a"', '"work": ["a"]'),
                         good.replace('"results": [{', '"results": [5, {')):
                with open(path, "w") as file:
                    file.write(text)
                with self.subTest(text=text), self.assertRaises(compare.BadFile) as raised:
                    compare.load(path)
                self.assertIn(path + " is no file of results", str(raised.exception))
            with open(path, "w") as file:
                file.write(good)
            self.assertEqual(compare.load(path)["results"][0]["work"], "a")
            with self.assertRaisesRegex(compare.BadFile, "cannot read .*/none: No such"):
                compare.load(os.path.join(folder, "none"))

    def test_broken_file_ends_the_driver_before_it_measures(self):
        errors = io.StringIO()
        stderr, sys.stderr = sys.stderr, errors
        try:
            status = main.main(["--compare", "/nonexistent/old.json"])
        finally:
            sys.stderr = stderr
        self.assertEqual(status, 2)
        self.assertRegex(errors.getvalue(), "error: --compare: cannot read /nonexistent")


class Terminal(io.StringIO):
    def isatty(self):
        return True


class ProgressTest(unittest.TestCase):
    def test_time_that_is_left(self):
        now = [100.0]
        shown = Terminal()
        one = progress.Progress(10, lambda: now[0], shown)
        self.assertIsNone(one.left())
        now[0] = 120.0
        one.step()
        one.step()
        self.assertEqual(one.left(), 80)
        one.show("switch_2")
        self.assertTrue(shown.getvalue().endswith(" 20 %, some 80 s left: switch_2"))
        one.step(100)
        self.assertEqual(one.left(), 0)

    def test_durations(self):
        self.assertEqual([progress.duration(s) for s in (0.2, 99, 100, 200, 3600)],
                         ["0 s", "99 s", "2 min", "3 min", "60 min"])

    def test_silent_without_a_terminal(self):
        silent = io.StringIO()
        one = progress.Progress(1, stream=silent)
        one.show("x")
        one.clear()
        self.assertEqual(silent.getvalue(), "")


class ReportOptionTest(unittest.TestCase):
    def test_files_of_a_report(self):
        options = main.parse_arguments(["--report", "/r"])
        self.assertEqual((options.json, options.html), ("/r/results.json", "/r/index.html"))
        options = main.parse_arguments(["--report", "/r", "--json", "j"])
        self.assertEqual((options.json, options.html), ("j", "/r/index.html"))
        options = main.parse_arguments([])
        self.assertEqual((options.json, options.html), (None, None))

    def test_both_are_written_with_their_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            report = os.path.join(folder, "new")
            options = main.parse_arguments(["--report", report])
            data = document(entry("switch_2", "pagurus", [1.0]))
            stderr, sys.stderr = sys.stderr, io.StringIO()
            try:
                self.assertEqual(main.write(options, data, None), 0)
            finally:
                sys.stderr = stderr
            self.assertEqual(sorted(os.listdir(report)), ["index.html", "results.json"])
            self.assertEqual(compare.load(options.json), data)


if __name__ == "__main__":
    unittest.main()
