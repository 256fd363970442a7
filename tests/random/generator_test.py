#!/usr/bin/env python3
"""Our generator: its programs are valid, the same for each seed, and of all the
kinds that it promises."""
import collections
import dataclasses
import os
import tempfile
import unittest
import unittest.mock

import own
from examine import OK, Examination
from own import functions
from own.registry import STATEMENTS
from reduce import SANITIZERS
from toolchain import Toolchain


class GeneratorTest(unittest.TestCase):
    def test_a_seed_is_a_program(self):
        self.assertEqual(own.generate([5]), own.generate([5]))
        self.assertNotEqual(own.generate([5]).sources, own.generate([6]).sources)

    def test_a_part_does_not_depend_on_its_batch(self):
        alone, batch = own.generate([13]), own.generate([12, 13])
        body = alone.sources[functions.MAIN].split("s13_part(void) {")[1]
        self.assertIn(body.split("\n}\n")[0], batch.sources[functions.MAIN])

    def test_every_kind_of_statement_is_written(self):
        written = collections.Counter()
        originals = list(STATEMENTS)
        try:
            for number, statement in enumerate(originals):
                def write(*arguments, statement=statement):
                    written[statement.write.__name__] += 1
                    return statement.write(*arguments)
                STATEMENTS[number] = dataclasses.replace(statement, write=write)
            own.generate(range(36))
        finally:
            STATEMENTS[:] = originals
        self.assertEqual(set(written), {s.write.__name__ for s in originals})

    def test_several_files_and_levels(self):
        # Of every 18 seeds, six are programs of several files.
        programs = [own.generate([seed]) for seed in range(0, 216, 18)]
        self.assertTrue(any("second.cc" in p.levels for p in programs))
        orders = {p.order.index("first.cc") < p.order.index("second.cc")
                  for p in programs if "first.cc" in p.order}
        self.assertEqual(orders, {True, False})

    def test_programs_are_valid(self):
        """The sanitizers accept them, and clang's builds agree."""
        toolchain = Toolchain(cc=os.devnull)
        # MemorySanitizer looks for what follows a variadic long double where it
        # would be without the padding before it (LLVM 19).
        with unittest.mock.patch.object(
                own.unit.Unit, "variable_kinds", "puudrsb"):
            program = own.generate(range(12))
        program.order = list(program.order)
        with tempfile.TemporaryDirectory() as directory:
            program.write_sources(directory)
            examination = Examination(toolchain, program, directory)
            examination.reference()
            verdict = examination.verdict
            self.assertEqual(verdict.status, OK, verdict.message)
            self.assertEqual(verdict.unended(), 0)
            for number, flags in enumerate(SANITIZERS):
                executable, error, _ = examination.build(
                    toolchain.reference(), "sanitized%d" % number, "-O1", flags)
                self.assertIsNone(error, error and error.err)
                for part, expected in enumerate(verdict.expected):
                    result = examination.run(executable, part)
                    self.assertEqual((result.ending, result.out),
                                     ("exit status 0", expected),
                                     "seed %d: %s" % (part, result.err))


if __name__ == "__main__":
    unittest.main()
