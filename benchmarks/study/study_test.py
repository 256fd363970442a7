#!/usr/bin/env python3
"""Tests of the study's arithmetic, tables, chapter and page, with figures that were
made up, and of the chapter that there is.  No program is built or run."""
import contextlib
import io
import json
import os
import re
import sys
import tempfile
import unittest
from xml.etree import ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import cells  # noqa: E402
import chapter  # noqa: E402
import main  # noqa: E402
import measuring  # noqa: E402
import model  # noqa: E402
import page  # noqa: E402
import parts  # noqa: E402
import shapes  # noqa: E402
import sources  # noqa: E402
import tables  # noqa: E402

CHAPTER = os.path.join(os.path.dirname(os.path.dirname(HERE)), "docs", "cost-of-moving.md")

# What everything costs in the documents of these tests, in ns.
MOVE, FRAME, SLOT, POINTER, BYTE = 100, 2, 0.5, 0.25, 0.02
LOOK_UP, NOTHING, FAULT = 1, 20, 900


def features(point):
    frames = point.depth + 3
    return (1, frames, frames * point.shape.homes, frames * point.inside,
            frames * point.shape.frame)


def move(point, caches, times=1):
    _, frames, slots, rewritten, bytes_ = features(point)
    took, step = 0, {"nothing": NOTHING}
    for name, more in (("copy", BYTE * bytes_), ("step", FRAME * frames),
                       ("walk", LOOK_UP * frames), ("test", SLOT * slots),
                       ("rewrite", POINTER * rewritten)):
        took += more
        step[name] = NOTHING + took
    step["allocation"] = NOTHING + MOVE - 10
    step["commit"] = NOTHING + 10
    step["move"] = NOTHING + MOVE + took
    if bytes_ > 1 << 20:
        step["move"] = NOTHING + 1  # by its pages
    step["index"] = step["step"] + 8 * frames
    step["fresh"] = step["copy"] + FAULT * -(-bytes_ // parts.PAGE)
    return dict(measuring._describe(point), caches=caches, frames=frames, slots=slots,
                rewritten=rewritten, bytes=bytes_, stack=2 * bytes_,
                frame_bytes=point.shape.frame, by_pages=bytes_ > 1 << 20,
                samples={k: [v * times, v * times * 1.5] for k, v in step.items()})


def growth(point, system, factor):
    found = parts.go_moves(point.depth, point.shape.frame, point.shape.homes, point.inside)
    ns = factor * model.predict((MOVE, FRAME, SLOT, POINTER, BYTE), parts.features(found))
    return dict(measuring._describe(point), system=system, caches="warm",
                samples=[[ns + 1000, 1000], [ns + 5000, 1200]],
                frame_bytes=point.shape.frame, **found)


def document():
    points = shapes.moves(shapes.SWEEPS)
    described = {"cpu": "a processor", "cores": 2, "kernel": "6", "memory_bytes": 4 * 10**9,
                 "versions": {"pagurus": "v", "go": "1.22"}, "load": [0.5, 0.25],
                 "missing": {"split_stack": "gcc"}, "quick": False, "left_out": []}
    stacks = [{"work": row, "system": system, "unit": "ns", "median": 3.0, "min": 2.0,
               "max": 4.0, "samples": [2.0, 3.0, 4.0]}
              for row in tables._STACK_COLUMNS for system in ("pagurus", "go", "c")]
    return {
        "machine": described,
        "moves": [move(p, c, t) for p in points for c, t in (("warm", 1), ("cold", 10))],
        "growths": [growth(p, s, f) for p in points for s, f in (
            ("pagurus", 1), ("pagurus_in_place", 0.5), ("go", 8))],
        "stacks": stacks,
        "depths": [{"system": s, "bytes": b, "count": 10, "deep": 10 * (2000 + b),
                    "back": 20000} for s in ("pagurus", "c") for b in shapes.DEPTHS],
        "short": [{"system": s, "variant": v, "bytes": b, "samples": [200.0 + b, 210.0 + b],
                   "grows": 0.0 if s == "pagurus" else -1}
                  for s, v, _, _, _, b in measuring.SHORT_VARIANTS]}


class ModelTest(unittest.TestCase):
    def points(self):
        return [features(p) for p in shapes.moves(shapes.SWEEPS)]

    def fit(self, costs, noise=lambda i: 1):
        points = []
        for i, f in enumerate(self.points()):
            ns = model.predict(costs, f) * noise(i)
            points.append(model.Point(f, ns, ns))
        return model.fit(points)

    def test_finds_what_was_put_in(self):
        costs = (MOVE, FRAME, SLOT, POINTER, BYTE)
        fit = self.fit(costs)
        for found, expected in zip(fit.costs, costs):
            self.assertAlmostEqual(found, expected, places=6)
        self.assertLess(fit.worst_error(), 1e-9)

    def test_says_how_wrong_it_is(self):
        fit = self.fit((MOVE, FRAME, SLOT, POINTER, BYTE), lambda i: 1.2 if i % 2 else 0.8)
        self.assertGreater(fit.median_error(), 0.1)
        self.assertGreaterEqual(fit.worst_error(), fit.median_error())
        self.assertLess(abs(fit.costs[1] - FRAME), 1)

    def test_nothing_costs_less_than_nothing(self):
        fit = self.fit((MOVE, FRAME, SLOT, -0.1, BYTE))
        self.assertEqual(fit.costs[3], 0)
        self.assertGreaterEqual(min(fit.costs), 0)
        self.assertGreater(fit.worst_error(), 0)

    def test_does_not_know_what_it_has_not_seen(self):
        fit = model.fit([model.Point((1, n, 0, 0, 0), 5 + 2 * n, 5 + 2 * n)
                         for n in (1, 2, 30)])
        self.assertEqual(fit.costs[2:], (None, None, None))
        self.assertAlmostEqual(fit.costs[1], 2)

    def test_too_little(self):
        self.assertIsNone(model.fit([]))
        self.assertIsNone(model.fit([model.Point((1, 2, 3, 4, 5), 1, 1)]))
        same = model.Point((1, 2, 0, 0, 0), 4, 4)
        self.assertIsNone(model.fit([same, same, same]))


class PartsTest(unittest.TestCase):
    def setUp(self):
        self.move = move(shapes.BASE, "warm")

    def test_split_takes_each_step_less_the_one_before(self):
        _, frames, slots, rewritten, bytes_ = features(shapes.BASE)
        split = parts.split(self.move)
        for part, expected in (("allocation", MOVE - 10), ("registered places", 10),
                               ("copy", BYTE * bytes_), ("walk", FRAME * frames),
                               ("look-up", LOOK_UP * frames), ("test", SLOT * slots),
                               ("rewrite", POINTER * rewritten)):
            self.assertAlmostEqual(split[part], expected, msg=part)
        self.assertAlmostEqual(sum(split.values()), parts.whole(self.move))
        self.assertAlmostEqual(parts.fault(self.move), FAULT)
        self.assertAlmostEqual(parts.tables_look_up(self.move), 8 * frames)

    def test_noise_is_not_less_than_nothing(self):
        self.move["samples"]["test"] = [1.0]
        self.assertEqual(parts.split(self.move)["test"], 0)

    def test_figure(self):
        self.assertEqual(parts.figure([5, 3, 4, 9], "warm"), 3)
        self.assertEqual(parts.figure([9, 3, 4, 5, 8], "cold"), 4)

    def test_go_moves(self):
        # 2, 4 and 8 KB fill up on the way to 10,000 bytes.
        self.assertEqual(parts.go_moves(100, 100, 2, 1),
                         {"moves": 3, "by_pages": 0, "frames": 14336 / 100,
                          "slots": 2 * 14336 / 100, "rewritten": 14336 / 100,
                          "bytes": 14336})
        self.assertEqual(parts.go_moves(10, 100, 2, 1)["moves"], 0)

    def test_models_of_parts(self):
        moves = document()["moves"]
        for part, term, cost in (("copy", 4, BYTE), ("walk", 1, FRAME),
                                 ("look-up", 1, LOOK_UP), ("test", 2, SLOT),
                                 ("rewrite", 3, POINTER)):
            fit = parts.part_model(moves, part, "warm")
            self.assertAlmostEqual(fit.costs[term], cost, places=3, msg=part)
        self.assertLess(parts.move_model(moves, "warm").worst_error(), 1e-3)
        cold = parts.move_model(moves, "cold")
        self.assertAlmostEqual(cold.costs[4], 10 * 1 * BYTE, places=3)

    def test_model_of_growth(self):
        growths = document()["growths"]
        fit = parts.growth_model(growths, "go", "warm")
        self.assertAlmostEqual(fit.costs[1], 8 * FRAME, places=2)
        self.assertIsNone(parts.growth_model(growths, "go", "cold"))
        # Moved by pages, a stack is not copied.
        growths[0].update(by_pages=1, samples=[[10**9, 0]])
        self.assertLess(parts.growth_model(growths, "pagurus", "warm").worst_error(), 1e-6)


class MeasuringTest(unittest.TestCase):
    def test_samples_of_all_turns_are_kept(self):
        study = measuring.Study(None, [], measuring.SECTIONS, False)
        for _ in range(3):
            for caches in ("warm", "cold"):
                study._merge("moves", move(shapes.BASE, caches))
                for system in ("go", "pagurus"):
                    study._merge("growths", dict(growth(shapes.BASE, system, 1),
                                                 caches=caches))
        self.assertEqual([len(m["samples"]["copy"]) for m in study.data["moves"]], [6, 6])
        self.assertEqual([len(g["samples"]) for g in study.data["growths"]], [6] * 4)

    def test_every_turn_has_every_stack(self):
        study = measuring.Study(None, [], ("homes", "growth"), False)
        steps = [text for _, text, _ in study.steps()]
        self.assertEqual(len(steps), measuring.TURNS * 2 * (
            len(study.moves) + len(study.growths)))


class ShapesTest(unittest.TestCase):
    def test_range_that_was_asked_for(self):
        points = shapes.moves(shapes.SWEEPS)
        for value, least, most in ((lambda p: p.shape.frame, 32, 64 << 10),
                                   (lambda p: p.shape.homes, 0, 64),
                                   (lambda p: p.share, 0, 100),
                                   (lambda p: p.depth, 1, 10**6)):
            self.assertEqual(min(map(value, points)), least)
            self.assertEqual(max(map(value, points)), most)
        self.assertEqual(len(points), len(set(points)))

    def test_quick_is_part_of_it(self):
        self.assertLessEqual(set(shapes.moves(shapes.SWEEPS, True)),
                             set(shapes.moves(shapes.SWEEPS)))
        self.assertLess(max(p.depth for p in shapes.moves(shapes.SWEEPS, True)), 10**4)

    def test_mask_has_a_bit_for_each_pointer_inside(self):
        for share, ones in ((0, 0), (25, 8), (50, 16), (100, 32)):
            mask = shapes.Point(shapes.Shape(1024, 32), share, 1).mask()
            self.assertEqual(bin(mask).count("1"), ones)
            self.assertLess(mask, 1 << 32)

    def test_sources_have_all_shapes(self):
        wanted = shapes.all_shapes(shapes.moves(shapes.SWEEPS))
        for text in (sources.c(wanted), sources.go(wanted)):
            for shape in wanted:
                self.assertIn('"%s"' % shape.name, text)
        one = sources.c([shapes.Shape(512, 3)])
        self.assertEqual(len(re.findall(r"cell p\d = ", one)), 3)


class TablesTest(unittest.TestCase):
    def setUp(self):
        self.data = document()

    def test_every_row_has_every_column(self):
        for name, table in tables.TABLES.items():
            rows = table.rows(self.data)
            self.assertTrue(rows, name)
            for row in rows:
                self.assertEqual(len(row), len(table.head), (name, row))
                for cell in row:
                    self.assertIsInstance(cell, str)
                    self.assertNotRegex(cell, "[|\n]")

    def test_sections_alone(self):
        for section in ("moves", "growths", "stacks", "depths", "short"):
            data = dict(self.data, **{section: []})
            for name in tables.TABLES:
                tables.markdown(name, data)
            page.page(data)

    def test_split_says_what_was_put_in(self):
        text = tables.markdown("split", self.data)
        self.assertIn("| look-up | %s | " % cells.number(1003), text)
        self.assertIn("| frame |", text)

    def test_number(self):
        self.assertEqual([cells.number(x) for x in (None, 0, 12345.6, 56.78, 3.456, 0.0123)],
                         ["–", "0", "12,346", "56.8", "3.46", "0.012"])


class PageTest(unittest.TestCase):
    def test_needs_nothing_else(self):
        text = page.page(document())
        for table in tables.TABLES:
            self.assertIn('id="%s"' % table, text)
        self.assertNotRegex(text, r'<script|<link|src=|url\(|@import')
        self.assertGreaterEqual(text.count("<svg"), 3 * len(shapes.SWEEPS) - 1)
        for svg in re.findall("<svg.*?</svg>", text, re.S):
            self.assertNotIn("nan", svg)
            ElementTree.fromstring(svg)
        self.assertNotIn("&lt;b&gt;", text)


class ChapterTest(unittest.TestCase):
    TEXT = "before\n<!-- study:stacks -->\nold\n<!-- /study -->\nafter\n"

    def test_fill(self):
        text = chapter.fill(self.TEXT, document())
        self.assertTrue(text.startswith("before\n<!-- study:stacks -->\n| stacks | "))
        self.assertTrue(text.endswith(" |\n<!-- /study -->\nafter\n"))
        self.assertNotIn("old", text)
        self.assertEqual(chapter.fill(text, document()), text)

    def test_keeps_what_was_not_measured(self):
        self.assertEqual(chapter.fill(self.TEXT, dict(document(), stacks=[])), self.TEXT)

    def test_bad_markers(self):
        for old, new in (("stacks", "stakcs"), ("<!-- /study -->", ""),
                         ("old", "<!-- study:split -->"), ("after", "<!-- /study -->")):
            with self.assertRaises(chapter.BadChapter, msg=new):
                chapter.fill(self.TEXT.replace(old, new), document())

    def test_the_chapter_that_there_is(self):
        with open(CHAPTER, encoding="utf-8") as file:
            found = chapter.blocks(file.read())
        # All tables, each once, in the form that the generator gives them.
        self.assertEqual(sorted(name for name, _ in found), sorted(tables.TABLES))
        for name, table in found:
            lines = table.splitlines()
            self.assertEqual(lines[:2], tables.heading(name), name)
            self.assertGreater(len(lines), 2, name)
            for line in lines:
                self.assertEqual(len(re.findall(r"\|", line)),
                                 len(tables.TABLES[name].head) + 1, (name, line))


class DriverTest(unittest.TestCase):
    def run_main(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main.main(arguments)
            except SystemExit as end:
                status = end.code
        return status, out.getvalue(), err.getvalue()

    def test_help(self):
        status, out, _ = self.run_main("--help")
        self.assertEqual(status, 0)
        for name in measuring.SECTIONS:
            self.assertIn(name, out)

    def test_bad_arguments(self):
        for arguments in (["--filter", "("], ["--filter", "nothing like it"],
                          ["--systems", "nobody"], ["--unknown"],
                          ["--quick", "--doc"]):
            status, _, err = self.run_main(*arguments)
            self.assertEqual(status, 2, arguments)
            self.assertIn("error", err)

    def test_from_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "figures.json")
            doc = os.path.join(folder, "doc.md")
            with open(path, "w") as file:
                json.dump(document(), file)
            with open(doc, "w") as file:
                file.write(ChapterTest.TEXT)
            status, out, _ = self.run_main("--from", path, "--report",
                                           os.path.join(folder, "report"), "--doc", doc)
            self.assertEqual(status, 0)
            self.assertIn("One move of", out)
            with open(doc) as file:
                self.assertIn("contiguous, Go", file.read())
            with open(os.path.join(folder, "report", "study.html")) as file:
                self.assertIn("<svg", file.read())
            # Figures that were read are not written.
            self.assertEqual(os.listdir(os.path.join(folder, "report")), ["study.html"])

    def test_from_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "figures.json")
            for text in (None, "{", "[]", '{"machine": {}}'):
                if text is not None:
                    with open(path, "w") as file:
                        file.write(text)
                status, _, err = self.run_main("--from", path)
                self.assertEqual(status, 2, text)
                self.assertIn("--from", err)


if __name__ == "__main__":
    unittest.main()
