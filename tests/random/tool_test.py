#!/usr/bin/env python3
"""The tool notices, names, keeps and reduces failures: of compilers that are
plain clang but for one fault each."""
import contextlib
import io
import os
import subprocess
import tempfile
import unittest

import chunks
import examine
import main
import reduce
from limits import execute
from program import Program, load

HERE = os.path.dirname(os.path.abspath(__file__))

# Stands in for pagurus-cc.  FAULT happens if the program has the word `trigger`.
COMPILER = """#!/bin/bash
sources=$(printf '%%s\\n' "$@" | grep -E '\\.(c|cc)$')
if cat $sources /dev/null | grep -q "$TRIGGER"; then
  %s
fi
exec clang-19 -I%s "$@"
"""
FAULTS = {
    examine.REFUSED: 'echo "program.c:7: error: f: not this" >&2; exit 1',
    examine.INTERNAL: "kill -ABRT $$",
    examine.WRONG: "set -- -Dprintf=wrong_printf -include $WRONG \"$@\"",
    examine.CRASH: "set -- -Wl,-e,0 \"$@\"",
    examine.HANG: "set -- -include $HANG \"$@\"",
}
PROGRAM = """#include <stdio.h>
static int used(int x) {
  return x + 1;
}
static int unused(int x) {
  if (x) {
    return x * 2;
  }
  return 3;
}
int trigger(int x) {
  return unused(x) - unused(x);
}
int main(void) {
  printf("%d\\n", used(trigger(1)));
  return 0;
}
"""


class ToolTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = scratch.name
        self.addCleanup(setattr, examine, "RUN_SECONDS", examine.RUN_SECONDS)
        examine.RUN_SECONDS = 1
        self.addCleanup(dict.update, main.KINDS, dict(main.KINDS))
        main.KINDS["csmith"] = lambda seeds: Program(
            "csmith", list(seeds), {"program.c": PROGRAM}, ["program.c"])

    def file(self, name, text, mode=0o644):
        path = os.path.join(self.scratch, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def run_tool(self, fault, *options, trigger="trigger"):
        """Returns (status, what it printed, the folder of failures)."""
        os.environ["TRIGGER"] = trigger
        os.environ["WRONG"] = self.file(
            "wrong.h", "#include <stdio.h>\n"
            "#define wrong_printf(...) puts(\"2\")\n")
        os.environ["HANG"] = self.file(
            "hang.h", "__attribute__((constructor)) static void Hang(void) {"
            " for (;;) __asm__ volatile(\"\"); }\n")
        compiler = self.file("cc", COMPILER % (
            FAULTS.get(fault, ":"),
            os.path.join(os.path.dirname(HERE), "managed/reference")), 0o755)
        out, err = io.StringIO(), io.StringIO()
        keep = os.path.join(self.scratch, "keep")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main.main(["--random", "1", "--only", "csmith", "--jobs",
                                "1", "--cc", compiler, "--keep", keep,
                                *options])
        return status, out.getvalue() + err.getvalue(), keep

    def test_nothing_wrong(self):
        status, said, keep = self.run_tool(None)
        self.assertEqual(status, 0, said)
        self.assertFalse(os.path.exists(keep))
        self.assertIn("1 of 1 programs, 0 failed", said)

    def test_each_fault_is_named(self):
        for fault in FAULTS:
            with self.subTest(fault):
                status, said, keep = self.run_tool(fault, "--no-reduce")
                self.assertEqual(status, 1)
                self.assertIn("csmith-1: %s at -O0" % fault, said)
                self.assertTrue(load(os.path.join(keep, "csmith-1")).sources)

    def test_a_failure_can_be_repeated(self):
        _, _, keep = self.run_tool(examine.WRONG, "--no-reduce")
        script = os.path.join(keep, "csmith-1", "repeat.sh")
        self.assertEqual(execute([script], 60).ending, "exit status 1")
        os.environ["TRIGGER"] = "nothing of the kind"
        self.assertEqual(execute([script], 60).ending, "exit status 0")

    def test_a_failure_is_reduced(self):
        # creduce takes minutes, however small the program.
        self.addCleanup(setattr, reduce, "_creduce", reduce._creduce)
        reduce._creduce = lambda *_: ""
        status, said, keep = self.run_tool(examine.WRONG, "--reduce-seconds",
                                           "1000")
        self.assertEqual(status, 1)
        self.assertIn("reduced from", said)
        kept = os.path.join(keep, "csmith-1")
        reduced = load(os.path.join(kept, "reduced")).sources["program.c"]
        self.assertLess(len(reduced), len(PROGRAM))
        self.assertIn("trigger", reduced)
        # What creduce asks.
        question = [os.path.join(kept, "interesting.sh")]
        for text, answer in ((PROGRAM, 0), (reduced, 0),
                             (PROGRAM.replace("trigger", "other"), 1)):
            self.file("program.c", text)
            self.assertEqual(execute(question, 60, directory=self.scratch).status,
                             answer)

    def test_programs_that_clang_disagrees_about(self):
        main.KINDS["csmith"] = lambda seeds: Program(
            "csmith", list(seeds), {"program.c": PROGRAM.replace(
                "return x + 1", "return __OPTIMIZE__ + 0").replace(
                    "#include", "#ifndef __OPTIMIZE__\n#define __OPTIMIZE__ 7\n"
                    "#endif\n#include", 1)}, ["program.c"])
        status, said, keep = self.run_tool(None)
        self.assertEqual(status, 0, "csmith may make such a program")
        self.assertRegex(said, r"bad programs +1")
        self.assertTrue(os.path.isdir(os.path.join(keep, "csmith-1")))

    def test_programs_without_an_end(self):
        main.KINDS["csmith"] = lambda seeds: Program(
            "csmith", list(seeds), {"program.c": PROGRAM.replace(
                "return x + 1", "for (;;) x += getchar() < -5; return x")},
            ["program.c"])
        status, said, _ = self.run_tool(None)
        self.assertEqual(status, 0, said)
        self.assertRegex(said, r"without an end +1")

    def test_help(self):
        said = subprocess.run(
            ["python3", os.path.join(HERE, "main.py"), "--help"], check=True,
            stdout=subprocess.PIPE).stdout.decode()
        for option in ("--seed", "--only", "--keep", "--jobs", "--no-reduce"):
            self.assertIn(option, said)

    def test_shrinking(self):
        text = "a {\n  b;\n  c {\n    keep;\n  }\n}\nd;\n"
        self.assertEqual(chunks.shrink(text, lambda t: "keep" in t), "    keep;\n")
        self.assertEqual(
            chunks.shrink(text, lambda t: "c {" in t and t.count("}") >= 1),
            "  c {\n  }\n")


if __name__ == "__main__":
    unittest.main()
