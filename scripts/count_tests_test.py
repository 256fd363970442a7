#!/usr/bin/env python3
"""Tests of count_tests.py, on event files as Bazel 4.2 writes them."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

COUNT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "count_tests.py")

PASSING = '<testsuites><testsuite><testcase classname="S" name="a" status="run" result="completed"/>' \
    '<testcase classname="S" name="b" status="run" result="completed"/></testsuite></testsuites>'
FAILING = '<testsuites><testsuite><testcase classname="S" name="a" status="run"/>' \
    '<testcase classname="S" name="bad" status="run"><failure message="no"/></testcase></testsuite></testsuites>'
SHARD = '<testsuites><testsuite><testcase classname="S" name="a" status="notrun"/>' \
    '<testcase classname="S" name="b" status="run"/></testsuite></testsuites>'
SKIPPED = '<testsuites><testsuite><testcase classname="S" name="s" status="run" result="skipped"/>' \
    '<testcase classname="S" name="b" status="run"/></testsuite></testsuites>'


class CountTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.events = []

    def result(self, label, xml, status="PASSED", shard=0, attempt=1):
        outputs = []
        if xml is not None:
            path = os.path.join(self.folder.name, f"test {len(self.events)}.xml")
            with open(path, "w") as file:
                file.write(xml)
            outputs.append({"name": "test.xml", "uri": "file://" + path.replace(" ", "%20")})
        self.events.append({
            "id": {"testResult": {"label": label, "run": 1, "shard": shard, "attempt": attempt}},
            "testResult": {"status": status, "testActionOutput": outputs},
        })

    def count(self, bazel_status=0):
        path = os.path.join(self.folder.name, "events")
        with open(path, "w") as file:
            for event in self.events:
                file.write(json.dumps(event) + "\n")
        done = subprocess.run([sys.executable, COUNT, path, str(bazel_status)],
                              stdout=subprocess.PIPE, text=True)
        return done.stdout.splitlines(), done.returncode

    def test_passed_cases_are_counted_over_all_targets(self):
        self.result("//a:t", PASSING)
        self.result("//b:t", SHARD, shard=1)
        self.result("//b:t", SHARD, shard=2)
        self.assertEqual(self.count(), (["4 passed, 0 failed"], 0))

    def test_failed_cases_are_named(self):
        self.result("//a:t", FAILING, "FAILED")
        lines, status = self.count(3)
        self.assertEqual(lines, ["failed: //a:t S.bad", "1 passed, 1 failed"])
        self.assertEqual(status, 1)

    def test_only_the_last_attempt_counts(self):
        self.result("//a:t", FAILING, "FAILED", attempt=1)
        self.result("//a:t", PASSING, attempt=2)
        self.assertEqual(self.count(), (["2 passed, 0 failed"], 0))

    def test_a_crash_is_a_failure(self):
        self.result("//a:t", PASSING, "FAILED")
        self.result("//b:t", None, "TIMEOUT")
        self.result("//c:t", "<testsuites><truncated", "FAILED")
        lines, status = self.count(3)
        self.assertEqual(lines[-1], "2 passed, 3 failed")
        self.assertEqual(status, 1)

    def test_a_target_that_does_not_build_is_a_failure(self):
        self.result("//a:t", PASSING)
        self.events.append({"id": {"targetCompleted": {"label": "//b:t"}}, "completed": {}})
        lines, status = self.count(1)
        self.assertEqual(lines, ["failed: //b:t: did not build", "2 passed, 1 failed"])
        self.assertEqual(status, 1)

    def test_a_build_failure_without_a_target_is_a_failure(self):
        self.result("//a:t", PASSING)
        lines, status = self.count(1)
        self.assertEqual(lines[-1], "2 passed, 1 failed")
        self.assertEqual(status, 1)

    def test_nothing_run_is_a_failure(self):
        self.assertEqual(self.count(), (["0 passed, 0 failed"], 1))

    def test_skipped_cases_are_named_and_not_counted(self):
        self.result("//a:t", SKIPPED)
        self.assertEqual(self.count(),
                         (["skipped: //a:t S.s", "1 passed, 0 failed"], 0))


if __name__ == "__main__":
    unittest.main()
