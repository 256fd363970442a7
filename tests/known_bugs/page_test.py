#!/usr/bin/env python3
"""Checks README.md beside this file: every bug has its row, every test that a
row names exists and is built, and what has no test says which part it waits
for.  Usage: page_test.py (no arguments)."""
import os
import re
import sys
import unittest

# The checkout itself: rows name tests all over it.
HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUGS = 51
PARTS = {"AArch64", "channels", "collector", "exceptions", "poller", "select",
         "shrinking", "threads"}


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def rows(page):
    """Yields (number, source, story, tests, parts) of each row."""
    for line in page.splitlines():
        if not re.match(r"\| *\d+ *\|", line):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        number, source, story, tests, parts = cells
        named = re.findall(r"`([^`]+)`", tests)
        if ", ".join("`%s`" % name for name in named) != tests:
            raise ValueError("row %s: tests are names in `backticks`: %s" % (number, tests))
        yield int(number), source, story, named, [p for p in parts.split(", ") if p]


def built(path):
    """If a BUILD file names the test in `path`, or takes in the folder of the
    program or golden file that it is."""
    folder, name = os.path.split(path)
    stem, ending = os.path.splitext(name)
    names = {name, stem}
    if not stem.endswith("_test"):
        below = os.path.basename(folder)
        names |= {below + "/*", below + "/*" + ending, "testdata/" + below + "/*" + ending}
    while folder:
        build = os.path.join(folder, "BUILD.bazel")
        if os.path.exists(os.path.join(ROOT, build)):
            text = read(build)
            return any('"%s"' % n in text for n in names)
        folder = os.path.dirname(folder)
    return False


def has_case(text, case):
    case = re.escape(case)
    return re.search(r"\bTEST(_F|_P)?\(\w+,\s*%s\)|\bdef %s\(|\"%s\"" % (case, case, case), text)


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rows = list(rows(read("tests/known_bugs/README.md")))

    def test_every_bug_has_its_row(self):
        self.assertEqual([row[0] for row in self.rows], list(range(1, BUGS + 1)))
        for number, source, story, _, _ in self.rows:
            self.assertTrue(source and story, "row %d" % number)

    def test_every_row_has_a_test_or_waits(self):
        for number, _, _, tests, parts in self.rows:
            self.assertTrue(tests or parts, "row %d" % number)
            self.assertLessEqual(set(parts), PARTS, "row %d" % number)

    def test_every_test_exists(self):
        for number, _, _, tests, _ in self.rows:
            for test in tests:
                with self.subTest(row=number, test=test):
                    path, _, case = test.partition(": ")
                    self.assertTrue(os.path.isfile(os.path.join(ROOT, path)), "no such file")
                    self.assertTrue(built(path), "no BUILD file knows it")
                    if case:
                        self.assertTrue(has_case(read(path), case), "no such case")

    def test_the_checks_can_fail(self):
        text = read("runtime/sched_test.cc")
        self.assertTrue(has_case(text, "ParksLeaveNothingBehind"))
        self.assertFalse(has_case(text, "ParksLeaveNothing"))
        self.assertTrue(built("runtime/sched_test.cc"))
        self.assertFalse(built("runtime/no_such_test.cc"))
        with self.assertRaises(ValueError):
            list(rows("| 1 | s | t | `a`, and b | |"))


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        sys.exit(0)
    unittest.main()
