#!/usr/bin/env python3
"""Tests of the driver: what it makes of figures, and how it behaves when
programs fail or somebody interrupts it.  No system is built or run."""
import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import goals  # noqa: E402
import machine  # noqa: E402
import main  # noqa: E402
import results  # noqa: E402
import systems  # noqa: E402
import works  # noqa: E402


def line(measure="time", **fields):
    return json.dumps(dict({"measure": measure}, **fields))


TIME = line(operations=10, cpu_ns=250, wall_ns=400, ns_per_operation=25.0)

# All rows of the project's list that the concurrency core has.
NAMES = """switch_2 switch_1000 switch_100k create_join create_batch_10k
chan_unbuffered chan_spsc_128 chan_mpmc_128 select_ready_2 select_ready_4
select_block_2 mutex_uncontended mutex_contended waitgroup_10k timers_1m skynet_1m
parked_bytes_1m parked_create parked_wake native_call managed_callback
double_32MB_inplace double_32MB_copy growth_100B_64KB growth_100B_1MB
growth_100B_1MB_touched growth_100B_1MB_moved growth_100B_64MB growth_1KB_1MB
growth_8ptr_1MB growth_8ptr_1MB_moved growth_64fn_1MB growth_64fn_1MB_moved hot_split
shrink_64MB shrink_64MB_looks alloc_16B alloc_128B
alloc_4KB alloc_array_1KB binary_trees_16 binary_trees_16_bytes binary_trees_18
binary_trees_18_bytes gc_pause_max gc_scan_parked""".split()
# The row for which there must be C and valgrind, and the one that comes before it.
COUNTED, BEFORE_COUNTED = "prologue_fib", "hot_split"


class ResultsTest(unittest.TestCase):
    def test_parse_takes_what_programs_print(self):
        measures = results.parse(TIME + "\n" + line("bytes", operations=2, bytes=3000),
                                 ["time", "bytes"])
        self.assertEqual(results.value(measures, "time", "ns"), 25)
        self.assertEqual(results.value(measures, "wall", "ns"), 40)
        self.assertEqual(results.value(measures, "bytes", "bytes"), 1500)

    def test_units(self):
        measures = results.parse(line(operations=2, cpu_ns=3 * 10**9, wall_ns=1), ["time"])
        self.assertEqual(results.value(measures, "time", "ms"), 1500)
        self.assertEqual(results.value(measures, "time", "s"), 1.5)
        self.assertEqual(results.value(measures, "time", "us"), 1.5 * 10**6)

    def test_parse_refuses_everything_else(self):
        for text in ("", "time: 5 ns", "[1]", line("create", operations=1),
                     line(operations=0, cpu_ns=1, wall_ns=1),
                     line(operations=1, cpu_ns=-1, wall_ns=1),
                     line(operations=1, cpu_ns=1.5, wall_ns=1),
                     line(operations=1, cpu_ns=True, wall_ns=1),
                     line(operations=1, cpu_ns=1), TIME + "\nhello"):
            with self.subTest(text=text), self.assertRaises(results.BadOutput):
                results.parse(text, ["time"])

    def test_ratios(self):
        measures = results.parse(line("ratio", of=30, to=20), ["ratio"])
        self.assertEqual(results.value(measures, "ratio", "ratio"), 1.5)
        with self.assertRaises(results.BadOutput):
            results.parse(line("ratio", of=30, to=0), ["ratio"])

    def test_summary(self):
        row = works.Row("switch_2", "ns")
        self.assertEqual(results.summary(row, "go", [3.0, 1.0, 100.0, 2.0]), {
            "work": "switch_2", "system": "go", "unit": "ns", "median": 2.5, "min": 1.0,
            "max": 100.0, "samples": [3.0, 1.0, 100.0, 2.0]})

    def test_numbers_are_readable(self):
        self.assertEqual([results.number(n) for n in (
            12345.6, 100, 99.94, 10, 9.994, 0.25, 0.01234)],
            ["12,346", "100", "99.9", "10.0", "9.99", "0.25", "0.0123"])

    def test_table_shows_ratio_and_goals(self):
        row = works.Row("switch_2", "ns")
        entries = {"pagurus": results.summary(row, "pagurus", [11.0, 10.0, 12.0]),
                   "go": results.summary(row, "go", [121.0]),
                   "fcontext": results.summary(row, "fcontext", [5.5])}
        text = results.table_row(row, entries, ["pagurus", "go", "fcontext", "c"])
        self.assertRegex(text, r"^switch_2 +ns +11\.0 \[10\.0–12\.0\] +121 +5\.50 +– +11\.0 ×")
        self.assertIn("met: ≤ 12; MISSED: ≤ 1.7 × fcontext: 2.00; "
                      "met: 10 × faster than go: 11.0", text)
        head = results.table_head(["pagurus", "go", "fcontext", "c"])
        self.assertEqual(head.index("Go ÷") + 4, text.index("11.0 ×") + 6)
        self.assertNotIn("met", results.table_row(row, entries, ["pagurus", "go"], judge=False))
        alone = results.table_row(row, {"go": entries["go"]}, ["pagurus", "go"])
        self.assertNotIn("MISSED", alone)

    def entry(self, **changes):
        entry = results.summary(works.Row("a", "ns"), "go", [1.0, 2.0])
        entry.update(changes)
        return entry

    MACHINE = {"cpu": "x", "kernel": "y", "cores": 2, "versions": {}, "load": [0.1]}

    def test_schema(self):
        results.check(results.document(self.MACHINE, [self.entry(),
                                                      self.entry(system="c")]))
        for bad in ({"results": []}, {"machine": {}, "results": []},
                    results.document(self.MACHINE, [self.entry(), self.entry()]),
                    results.document(self.MACHINE, [self.entry(median=3.0)]),
                    results.document(self.MACHINE, [self.entry(samples=[])]),
                    results.document(self.MACHINE, [self.entry(samples=[0.0, 1.0])]),
                    results.document(self.MACHINE, [self.entry(unit=None)]),
                    results.document(self.MACHINE, [self.entry(more=1)])):
            with self.subTest(bad=bad), self.assertRaises(ValueError):
                results.check(bad)


class GoalsTest(unittest.TestCase):
    def test_goals_name_rows_and_systems(self):
        rows = {row.name for work in works.WORKS for p in work.procs
                for _, row in work.rows_for(p)}
        for goal in goals.GOALS:
            self.assertIn(goal.row, rows)
            self.assertIn(goal.kind, ("at_most", "at_most_times", "times_faster"))
            self.assertEqual(goal.system in works.PEERS, goal.kind != "at_most")
            self.assertTrue(goal.source)

    def test_what_is_exactly_reached_is_met(self):
        medians = {"pagurus": 10.0, "go": 100.0, "fcontext": 10.0}
        for kind, value, system in (("at_most", 10, ""), ("times_faster", 10, "go"),
                                    ("at_most_times", 1, "fcontext")):
            self.assertTrue(goals.Goal("r", kind, value, system, "s").judge(medians)[0])
        self.assertFalse(goals.Goal("r", "at_most", 9.9, "", "s").judge(medians)[0])
        self.assertFalse(goals.Goal("r", "times_faster", 11, "go", "s").judge(medians)[0])

    def test_without_figures_there_is_no_verdict(self):
        goal = goals.Goal("r", "times_faster", 10, "go", "s")
        self.assertIsNone(goal.judge({"pagurus": 1.0}))
        self.assertIsNone(goal.judge({"go": 1.0}))


class WorksTest(unittest.TestCase):
    def names(self, pattern):
        return [row.name for _, _, rows in works.selected(pattern) for _, row in rows]

    def test_all_rows_are_there(self):
        names = self.names(None)
        expected = list(NAMES)
        expected.insert(expected.index(BEFORE_COUNTED) + 1, COUNTED)
        self.assertEqual([n for n in names if not re.search(r"_p2(_wall)?$", n)], expected)
        self.assertEqual(len(set(names)), len(names))

    def test_filter(self):
        self.assertEqual(self.names("^select_"),
                         ["select_ready_2", "select_ready_4", "select_block_2"])
        self.assertEqual(self.names("parked_wake"), ["parked_wake"])
        self.assertEqual(self.names("skynet.*p2"), ["skynet_1m_p2", "skynet_1m_p2_wall"])
        self.assertEqual(self.names("nothing"), [])

    def test_ten_million_only_on_request(self):
        self.assertEqual(self.names("parked_.*_10m"), [
            "parked_bytes_10m", "parked_create_10m", "parked_wake_10m"])
        self.assertFalse([n for n in self.names("parked") if n.endswith("10m")])

    def test_the_deepest_trees_only_on_request(self):
        self.assertIn("binary_trees_20_bytes", self.names("binary_trees"))
        self.assertNotIn("binary_trees_20", self.names(None))

    def test_pauses_have_no_rows_for_cpu_time(self):
        self.assertEqual(self.names("gc_pause"), ["gc_pause_max"])
        self.assertEqual([procs for work, procs, _ in works.selected("gc_pause")], [2])

    def test_every_program_knows_its_works(self):
        tables = {"pagurus": "pagurus/main.c", "go": "go/goroutines/main.go",
                  "gccgo": "go/goroutines/main.go", "ghc": "ghc/Main.hs",
                  "fcontext": "boost/fcontext.cc", "boost_fiber": "boost/fiber_main.cc",
                  "c": "c/main.c", "split_stack": "c/split_stack.c",
                  "memcpy": "c/limits.c", "mremap": "c/limits.c", "malloc": "c/heap.c", "boehm": "c/heap.c"}
        builder = systems.Systems("", [])
        for work in works.WORKS:
            for system in work.systems:
                table = tables[system]
                if os.path.basename(builder.command(system, work.name)) in ("cgo", "gccgo_c"):
                    table = "go/cgo/main.go"
                with open(os.path.join(HERE, table)) as file:
                    text = file.read()
                # A table of its own in the header, for several programs.
                if "GROWTH_WORKS(" in text:
                    with open(os.path.join(HERE, "recursion.h")) as file:
                        text += file.read()
                self.assertIn('"%s"' % work.name, text, table)

    def test_some_systems_do_less(self):
        work = next(w for w in works.WORKS if w.name == "parked")
        self.assertEqual([work.count_for(s, False) for s in ("go", "gccgo")], [10**6, 10**5])
        self.assertEqual([work.count_for(s, True) for s in ("go", "gccgo")], [10**4, 10**4])
        self.assertTrue(works.sentence("parked_wake").endswith("; of gccgo 100,000"))
        for work in works.WORKS:
            self.assertLessEqual(set(work.less), set(work.systems))

    def test_growth_rows_have_the_numbers_of_their_works(self):
        with open(os.path.join(HERE, "recursion.h")) as file:
            text = file.read()
        rows = re.findall(r'\{"(growth_\w+)", \d, \d+, k\w+\}', text)
        numbers = re.findall(r'\{"(growth_\w+)", function, (\d+)\}', text)
        self.assertEqual(sorted(numbers), sorted((n, str(i)) for i, n in enumerate(rows)))
        self.assertEqual(sorted(rows), sorted(self.names("^growth_")))

    def test_generated_functions_are_up_to_date(self):
        folder = os.path.join(HERE, "go", "goroutines")
        done = subprocess.run([sys.executable, os.path.join(folder, "growth_cycle.py")],
                              check=True, stdout=subprocess.PIPE, text=True)
        with open(os.path.join(folder, "growth_cycle.go")) as file:
            self.assertEqual(file.read(), done.stdout)


class SystemsTest(unittest.TestCase):
    def go(self, folder, version):
        path = os.path.join(folder, version)
        os.mkdir(path)
        file = os.path.join(path, "go")
        with open(file, "w") as script:
            script.write("#!/bin/sh\necho go version go%s linux/amd64\n" % version)
        os.chmod(file, 0o755)
        return path

    def test_newest_go_is_not_the_first(self):
        with tempfile.TemporaryDirectory() as folder:
            path = ":".join(self.go(folder, v) for v in ("1.9", "1.26.8", "1.19.8"))
            self.assertEqual(systems.newest_go(path),
                             ("1.26.8", os.path.join(folder, "1.26.8", "go")))
            self.assertIsNone(systems.newest_go(folder))

    def program(self, folder, name, says):
        file = os.path.join(folder, name)
        with open(file, "w") as script:
            script.write("#!/bin/sh\n[ \"$1\" = -dumpfullversion ] && echo %s\n" % says)
        os.chmod(file, 0o755)
        return file

    def test_newest_gccgo_has_its_own_go(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("gccgo-9", "go-9", "gccgo-12", "go-12", "gccgo-14", "go", "gccgo",
                         "go-tool-15", "gccgo-tool-15"):
                self.program(folder, name, name[-2:] + ".2.0")
            self.assertEqual(systems.newest_gccgo("/nonexistent:" + folder), (
                "12.2.0", os.path.join(folder, "go-12"), os.path.join(folder, "gccgo-12")))
            self.assertIsNone(systems.newest_gccgo("/nonexistent"))

    def test_gccgo_builds_the_programs_of_go(self):
        builder = systems.Systems("/programs", [])
        builder.go = ("1.26", "/go/go")
        builder.gccgo = ("12.2.0", "/gcc/go-12", "/gcc/gccgo-12")
        with mock.patch.object(builder, "_run") as run, \
                mock.patch.object(builder, "_native", lambda: "/programs/libnative.a"):
            builder.build("go")
            builder.build("gccgo")
        built = {call.args[call.args.index("-o") + 1]: call for call in run.mock_calls}
        self.assertEqual(set(built), {"/programs/" + name for name in (
            "go", "cgo", "gccgo", "gccgo_c")})
        for one, other in (("go", "gccgo"), ("cgo", "gccgo_c")):
            one, other = built["/programs/" + one], built["/programs/" + other]
            self.assertEqual(one.args[-1], other.args[-1])
            self.assertEqual(one.kwargs["cwd"], other.kwargs["cwd"])
            self.assertEqual((one.args[0], other.args[0]), ("/go/go", "/gcc/go-12"))
            self.assertNotIn("GCCGO", one.kwargs)
            self.assertEqual(other.kwargs["GCCGO"], "/gcc/gccgo-12")
        self.assertEqual(built["/programs/gccgo_c"].kwargs["CGO_LDFLAGS"],
                         "/programs/libnative.a")

    def test_ghc_needs_stm(self):
        for stm, version in (("version: 2.5", "9.0.2"), ("", "")):
            answers = {"ghc": "9.0.2", "ghc-pkg": stm}
            with mock.patch.object(machine, "output", lambda name, *_: answers.get(name, "")):
                self.assertEqual(systems.Systems("", []).present().get("ghc", ""), version)

    def test_missing_peers_are_named(self):
        self.assertEqual(set(systems.HOW_TO_GET), set(works.PEERS))
        with mock.patch.dict(os.environ, PATH="/nonexistent"):
            present = systems.Systems("", []).present()
        self.assertFalse({"go", "gccgo", "ghc"} & set(present))
        with mock.patch.dict(os.environ, BOOST_INCLUDE="/nonexistent",
                             BOEHM_INCLUDE="/nonexistent"):
            present = systems.Systems("", []).present()
        self.assertNotIn("fcontext", present)
        self.assertNotIn("boost_fiber", present)
        self.assertNotIn("boehm", present)
        self.assertIn("pagurus", present)

    def test_machine(self):
        described = machine.describe({"go": "1"})
        results.check(results.document(described, []))
        self.assertGreater(machine.available_bytes(), 0)
        self.assertEqual(machine.output("/nonexistent/command"), "")


VALGRIND = """#!/bin/sh
shift 2
[ -n "$UNCOUNTED" ] && exit 1
case $1 in
  */c) echo "==1== Collected : ${3}000" ;;
  *) echo "==1== Collected : $(($3 * 1100 + 5))" ;;
esac >&2
"""


class CountingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.valgrind = os.path.join(folder.name, "valgrind")
        with open(self.valgrind, "w") as script:
            script.write(VALGRIND)
        os.chmod(self.valgrind, 0o755)
        self.env = dict(os.environ, PATH=folder.name + ":" + os.environ["PATH"])

    def bench(self, present, env):
        options = main.parse_arguments(["--quick"])
        builder = systems.Systems("/programs", [])
        bench = main.Bench(options, builder, present)
        with mock.patch.dict(os.environ, env, clear=True), \
                contextlib.redirect_stdout(io.StringIO()), \
                contextlib.redirect_stderr(io.StringIO()) as errors:
            bench.measure(*next(works.selected(COUNTED)))
        return bench, errors.getvalue()

    def test_instructions_are_multiples_of_c(self):
        bench, _ = self.bench(["pagurus", "c"], self.env)
        self.assertEqual({entry["system"]: entry["median"] for entry in bench.entries},
                         {"pagurus": 1.1, "c": 1.0})

    def test_without_valgrind_the_row_is_left_out(self):
        bench, errors = self.bench(["pagurus", "c"], dict(self.env, PATH="/nonexistent"))
        self.assertEqual((bench.entries, bench.failed), ([], 0))
        self.assertIn("prologue_fib left out, valgrind is missing", errors)

    def test_without_c_the_row_is_left_out(self):
        bench, errors = self.bench(["pagurus"], self.env)
        self.assertEqual((bench.entries, bench.failed), ([], 0))
        self.assertIn("no C to compare with", errors)

    def test_what_fails_is_reported(self):
        bench, errors = self.bench(["pagurus", "c"], dict(self.env, UNCOUNTED="1"))
        self.assertEqual((bench.entries, bench.failed), ([], 2))
        self.assertIn("under valgrind", errors)


# Stands for all programs: prints measures, or does what the test says.
PROGRAM = """#!%s
import os, sys, time
folder, name = os.path.split(sys.argv[0])
with open(os.path.join(folder, "log"), "a") as log:
    log.write(" ".join([name] + sys.argv[1:] + [os.environ.get(v, "-") for v in
              ("PAGURUS", "PAGURUS_PROCS", "GOMAXPROCS", "GHCRTS")]) + "\\n")
if name == os.environ.get("HANGS"):
    time.sleep(100)
if name == os.environ.get("FAILS"):
    sys.exit("wrong result: sum")
for measure in "time", "create", "wake", "pause":
    print('{"measure": "%%s", "operations": 10, "cpu_ns": 100, "wall_ns": 200}' %% measure)
print('{"measure": "bytes", "operations": 10, "bytes": 1000}')
print('{"measure": "ratio", "of": 10, "to": 5}')
""" % sys.executable

DRIVER = """#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" = -o ] && output=$2; shift; done
cp "$PROGRAM" "$output"
"""


class MainTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.tmp = os.path.join(self.folder, "tmp")
        self.kept = os.path.join(self.folder, "kept")
        os.mkdir(self.tmp)
        self.json = os.path.join(self.folder, "out.json")
        self.cc = self.file("pagurus-cc", DRIVER)
        self.file("program", PROGRAM)

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o755)
        return path

    def command(self, *args):
        return [sys.executable, os.path.join(HERE, "main.py"), "--cc", self.cc,
                "--systems", "pagurus", *args]

    def environment(self, **extra):
        return dict(os.environ, TMPDIR=self.tmp, PAGURUS="stressmove=1",
                    PROGRAM=os.path.join(self.folder, "program"), **extra)

    def run_main(self, *args, **extra):
        return subprocess.run(self.command(*args), env=self.environment(**extra),
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def test_writes_json(self):
        done = self.run_main("--json", self.json, "--repeat", "3", "--keep", self.kept)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.json) as file:
            data = json.load(file)
        results.check(data)
        self.assertEqual(len(data["machine"]["load"]), 2)
        found = {entry["work"]: entry for entry in data["results"]}
        for name in NAMES:
            self.assertEqual(len(found[name]["samples"]), 3)
            self.assertIn("\n%s " % name, done.stdout)
        self.assertEqual(found["switch_2"]["median"], 10)
        self.assertEqual(found["skynet_1m_p2_wall"]["median"], 2e-8)
        self.assertEqual(found["parked_bytes_1m"]["median"], 100)
        with open(os.path.join(self.kept, "log")) as file:
            log = file.read().splitlines()
        # Debug switches would make the figures mean something else.
        self.assertEqual(log[:3], ["pagurus switch_2 4000000 - 1 1 -N1"] * 3)
        self.assertIn("pagurus skynet 1000000 - 2 2 -N2", log)
        self.assertEqual(os.listdir(self.tmp), [])

    def test_a_wrong_result_fails(self):
        done = self.run_main("--quick", "--filter", "switch_2|create_join",
                             "--json", self.json, FAILS="pagurus")
        self.assertEqual(done.returncode, 1)
        self.assertIn("error: switch_2 of pagurus: status 1: wrong result: sum",
                      done.stderr)
        self.assertIn("error: create_join of pagurus", done.stderr)
        with open(self.json) as file:
            self.assertEqual(json.load(file)["results"], [])

    def test_what_does_not_build_is_reported(self):
        self.file("pagurus-cc", "#!/bin/sh\necho no such header\nexit 1\n")
        done = self.run_main("--quick")
        self.assertEqual(done.returncode, 1)
        self.assertIn("pagurus does not build:", done.stderr)
        self.assertIn("no such header", done.stderr)

    def test_bad_arguments(self):
        for arguments, message in ((["--filter", "("], "--filter"),
                                   (["--filter", "zebra"], "no row matches 'zebra'"),
                                   (["--systems", "rust"], "no system 'rust'"),
                                   (["--repeat", "0"], "--repeat")):
            done = self.run_main(*arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(message, done.stderr)

    def test_list(self):
        done = self.run_main("--list")
        for name in NAMES + [COUNTED, "parked_bytes_10m"]:
            self.assertRegex(done.stdout, r"(?m)^%s +(ns|us|ms|s|bytes|looks|ratio) +\S" % name)

    def test_unwritable_json(self):
        done = self.run_main("--quick", "--filter", "switch_2", "--json", "/nonexistent/f")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot write /nonexistent/f", done.stderr)

    def test_interruption_leaves_nothing(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(signal=number):
                running = subprocess.Popen(
                    self.command("--quick", "--json", self.json), text=True,
                    env=self.environment(HANGS="pagurus"), stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE)
                while not any("log" in files for _, _, files in os.walk(self.tmp)):
                    self.assertIsNone(running.poll())
                    time.sleep(0.01)
                running.send_signal(number)
                _, errors = running.communicate(timeout=60)
                self.assertEqual(running.returncode, status, errors)
                self.assertNotIn("Traceback", errors)
                self.assertEqual(os.listdir(self.tmp), [])
                self.assertFalse(os.path.exists(self.json))

    def test_what_does_not_fit_is_left_out(self):
        options = main.parse_arguments(["--systems", "pagurus"])
        bench = main.Bench(options, None, ["pagurus"])
        with contextlib.redirect_stderr(io.StringIO()) as errors, \
                mock.patch.object(machine, "available_bytes", lambda: 10**9):
            work, procs, rows = next(works.selected("parked_bytes_10m"))
            with contextlib.redirect_stdout(io.StringIO()):
                bench.measure(work, procs, rows)
        self.assertIn("parked of pagurus left out, it needs 14.0 GB", errors.getvalue())
        self.assertEqual(bench.left_out, ["parked of pagurus: it needs 14.0 GB of memory"])
        self.assertEqual(bench.entries, [])


if __name__ == "__main__":
    unittest.main()
