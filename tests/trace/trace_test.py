#!/usr/bin/env python3
"""Programs that are traced, on 1, 2 and 4 Ps and in the debug modes: every file is read strictly and
checked (trace.py), and agrees with what PAGURUS=stats=1 has counted.

Usage: trace_test.py --cc=FILE --runtime=FILE [NAME...]"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import trace as traces  # noqa: E402

MOVES = "stressmove=1,poison=1,faultonfree=1,clobberdead=1,verify=1,stressparked=1"


def compile_programs(cc, runtime, folder):
    environment = dict(os.environ, PAGURUS_RUNTIME=os.path.abspath(runtime))
    for name in ("everything", "ends"):
        subprocess.run([cc, "--driver-mode=gcc", "-O2", os.path.join(HERE, "programs", name + ".c"), "-o",
                        os.path.join(folder, name)], env=environment, check=True)


class Case(unittest.TestCase):
    maxDiff = None
    folder = None  # of the compiled programs

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.file = os.path.join(scratch.name, "trace.json")

    def run_program(self, *argv, switches="", procs=2, file=None):
        environment = dict(os.environ, PAGURUS_PROCS=str(procs),
                           PAGURUS="trace=%s%s" % (file or self.file, switches and "," + switches))
        return subprocess.run([os.path.join(self.folder, argv[0]), *argv[1:]], env=environment, timeout=240,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def read(self, procs=2, whole=True):
        with open(self.file) as file:
            trace = traces.Trace(file.read(), whole)
        trace.check(procs)
        return trace


class EverythingTest(Case):
    """A program that does all that a trace shows, and says how often."""

    def everything(self, procs, switches="", times=1, part=1):
        done = self.run_program("everything", str(times), str(part), procs=procs,
                                switches="stats=1" + (switches and "," + switches))
        self.assertEqual(done.returncode, 0, done.stderr)
        said, collections = done.stdout.rsplit(" ", 1)
        self.assertEqual(said, "child 7 collections")
        # The child's line is the other one.
        lines = [line for line in done.stderr.splitlines() if line.startswith("pagurus-stats: ")]
        self.assertEqual(len(lines), 2, done.stderr)
        trace = self.read(procs)
        self.compare(trace, json.loads(lines[1].split(" ", 1)[1]), int(collections))
        return trace

    def compare(self, trace, stats, collections):
        """What is counted is what is shown."""
        moves = [event for event in trace.stacks if "bytes" in event["args"]]
        names = [event["name"].split()[0] for event in trace.stacks]
        ended = [event for event in trace.runs if event["args"]["stops"] == "ends"]
        self.assertEqual({
            "moves": len(moves),
            "in_place": len(trace.stacks) - len(moves),
            "grows": names.count("grow"),
            "shrinks": names.count("shrink"),
            "frames": sum(event["args"]["frames"] for event in moves),
            "bytes_copied": sum(event["args"]["bytes"] for event in moves),
            "pointers_rewritten": sum(event["args"]["pointers"] for event in moves),
            "max_stack_bytes": max(event["args"]["to"] for event in trace.stacks),
            "goroutines_ended": len(ended),
            "goroutines": len({event["args"]["goroutine"] for event in trace.runs}),
        }, {name: stats[name] for name in (
            "moves", "in_place", "grows", "shrinks", "frames", "bytes_copied", "pointers_rewritten",
            "max_stack_bytes", "goroutines_ended", "goroutines")})
        self.assertEqual(len(trace.named("collection")), collections)
        self.assertEqual(trace.marks, [])
        # Who starts a goroutine, or wakes it, is shown.
        begun = {event["id"] for event in trace.arrows if event["ph"] == "f"}
        self.assertEqual(begun | {event["args"]["goroutine"] for event in trace.runs if event["name"] == "main"},
                         {event["args"]["goroutine"] for event in trace.runs})
        name = {event["args"]["goroutine"]: event["name"] for event in trace.runs}
        woken = [name[event["id"]] for event in trace.arrows if event["ph"] == "f"]
        self.assertGreater(woken.count("produce") + woken.count("consume"), 2)

    def test_plainly(self):
        for procs in (1, 2, 4):
            with self.subTest(procs=procs):
                trace = self.everything(procs)
                self.assertEqual({event["name"] for event in trace.runs},
                                 {"main", "produce", "consume", "recurse", "wait_deep", "nap", "sort", "compute",
                                  "allocate"})
                stops = {event["args"]["stops"] for event in trace.runs}
                self.assertLessEqual({"wait group", "sleep", "yields", "ends", "goes on", "sleep in a callback"}, stops)
                # Who of the two waits for the other depends on who runs first.
                self.assertTrue(stops & {"chan receive", "chan send"}, stops)
                self.assertIn("sleep in a callback", {event["args"]["why"] for event in trace.without_p})
                for name in ("stopping", "stopped", *traces.SPANS):
                    self.assertTrue(trace.named(name), name)
                alive = [event["args"]["alive"] for event in trace.counters if event["name"] == "goroutines"]
                self.assertEqual(alive[-1], 1)
                self.assertTrue(any(event["args"].get("pointers") for event in trace.stacks))
                heap = [event["args"] for event in trace.counters if event["name"] == "heap"]
                self.assertGreater(max(sample["objects"] for sample in heap), 0)
                self.assertGreater(max(sample["pages"] for sample in heap), 0)

    def test_what_takes_a_p_away(self):
        """On one P goroutines that compute or stay in native code lose it to others."""
        trace = self.everything(1, times=3)
        stops = {event["args"]["stops"] for event in trace.runs}
        self.assertLessEqual({"native code"}, stops)
        self.assertTrue({"preempted", "preempted in a loop"} & stops, stops)
        self.assertIn("native code", {event["args"]["why"] for event in trace.without_p})

    def test_moving_at_every_check(self):
        for procs in (1, 4):
            with self.subTest(procs=procs):
                trace = self.everything(procs, MOVES, part=50)
                self.assertTrue(any(event["name"] == "move" for event in trace.stacks))

    def test_collections_in_a_stopped_world(self):
        trace = self.everything(2, "gcconcurrent=0")
        self.assertEqual(trace.named("pause to begin"), [])
        self.assertTrue(trace.named("mark"))

    def test_stacks_that_move_when_they_grow(self):
        self.assertTrue(any(event["name"] == "grow in place" for event in self.everything(2).stacks))
        trace = self.everything(2, "inplace=0")
        self.assertFalse(any(event["name"] == "grow in place" for event in trace.stacks))

    def test_a_seed(self):
        trace = self.everything(1, "sched=5")
        self.assertLessEqual({"preempted", "yields"}, {event["args"]["stops"] for event in trace.runs})


class EndTest(Case):
    """Whatever ends the process, the file is a trace."""

    def end(self, how, whole=True, procs=2, switches=""):
        done = self.run_program("ends", how, *([] if how == "deadlock" else [self.file]), procs=procs,
                                switches=switches)
        trace = self.read(procs, whole)
        self.assertTrue(any(event["name"] == "main" for event in trace.runs))
        if how != "deadlock":
            self.assertTrue(any(event["name"] == "work" for event in trace.runs))
        return done, trace

    def test_ordinary_ends(self):
        for how in ("return", "exit in a goroutine", "quick_exit"):
            for procs in (1, 4):
                with self.subTest(how=how, procs=procs):
                    done, trace = self.end(how, procs=procs)
                    self.assertEqual((done.returncode, done.stderr), (3, ""))
                    self.assertIn("goes on", {event["args"]["stops"] for event in trace.runs})

    def test_fatal_ends(self):
        for how, status in (("fatal", 2), ("deadlock", 2), ("fault", -signal.SIGSEGV), ("abort", -signal.SIGABRT)):
            with self.subTest(how=how):
                done, _ = self.end(how)
                self.assertEqual(done.returncode, status)
                self.assertIn("pagurus: fatal error: ", done.stderr)

    def test_ends_that_nobody_sees(self):
        for how, status in (("_exit", 3), ("kill", -signal.SIGKILL)):
            with self.subTest(how=how):
                done, _ = self.end(how, whole=False)
                self.assertEqual((done.returncode, done.stderr), (status, ""))

    def test_a_program_that_closes_all_files(self):
        done, _ = self.end("closes", whole=False)
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stderr.count("pagurus: the trace ends here, because it cannot be written: "), 1)


class FileTest(Case):
    def test_one_that_cannot_be_made(self):
        for file, why in (("/nonexistent/trace", "No such file or directory"), ("/", "Is a directory")):
            done = self.run_program("ends", "return", file=file)
            self.assertEqual((done.returncode, done.stderr),
                             (2, "pagurus: fatal error: PAGURUS: trace=%s: %s\n" % (file, why)))

    def test_one_that_cannot_be_written(self):
        done = self.run_program("ends", "return", file="/dev/full")
        self.assertEqual((done.returncode, done.stderr),
                         (3, "pagurus: the trace ends here, because it cannot be written: No space left on device\n"))

    def test_a_number_in_its_name(self):
        self.assertEqual(self.run_program("ends", "return", file=self.file + ".%p").returncode, 3)
        name, = os.listdir(os.path.dirname(self.file))
        self.assertRegex(name, r"^trace\.json\.[0-9]+$")

    def test_what_was_there_is_gone(self):
        with open(self.file, "w") as file:
            file.write("x" * 10**7)
        self.assertEqual(self.run_program("ends", "return").returncode, 3)
        self.read()

    def test_one_that_another_process_writes(self):
        environment = dict(os.environ, PAGURUS="trace=" + self.file, PAGURUS_PROCS="1")
        first = subprocess.Popen([os.path.join(self.folder, "ends"), "reads"], env=environment,
                                 stdin=subprocess.PIPE)
        while not os.path.exists(self.file) or os.path.getsize(self.file) == 0:
            self.assertIsNone(first.poll())
        second = self.run_program("ends", "deadlock")
        first.communicate(b"")
        self.assertEqual(first.returncode, 3)
        self.assertTrue(second.stderr.startswith("pagurus: not traced, because another process writes " + self.file))
        # A deadlock is found although there is no writer.
        self.assertIn("all goroutines are asleep", second.stderr)
        self.read(1)

    def test_a_limit(self):
        done = self.run_program("ends", "return", self.file, switches="tracemax=20000")
        self.assertEqual((done.returncode, done.stderr), (3, ""))
        trace = self.read()
        self.assertEqual([mark["name"] for mark in trace.marks], ["the trace is full"])
        self.assertLess(os.path.getsize(self.file), 1000000)


class CheckerTest(unittest.TestCase):
    """What the checks are for, they find."""
    RUN = '{"name":"f","cat":"run","ph":"X","pid":1,"tid":0,"ts":%s,"dur":%s,' \
          '"args":{"goroutine":%d,"stops":"%s"}}'
    NAME = '{"name":"thread_name","ph":"M","pid":1,"tid":0,"args":{"name":"P 0"}}'

    def wrong(self, *lines, text=None):
        with self.assertRaises((traces.Wrong, ValueError)) as caught:
            traces.Trace(text or "[\n" + ",\n".join((self.NAME,) + lines) + "\n]\n").check(1)
        return str(caught.exception)

    def test_it_finds_what_is_wrong(self):
        first = self.RUN % ("1.000", "2.000", 1, "yields")
        traces.Trace("[\n%s,\n%s\n]\n" % (self.NAME, first)).check(1)
        self.assertIn("two at the same time", self.wrong(first, self.RUN % ("2.999", "1.000", 2, "ends")))
        self.assertIn("it has ended",
                      self.wrong(self.RUN % ("0.000", "0.500", 1, "ends"), first))
        self.assertIn("unknown reason", self.wrong(self.RUN % ("1.000", "2.000", 1, "rests")))
        self.assertIn("two functions", self.wrong(first, (self.RUN % ("4.000", "2.000", 1, "ends")).replace(
            '"f"', '"g"')))
        self.assertIn("no time", self.wrong(self.RUN % ("1.0", "2.000", 1, "ends")))
        self.assertIn("no time", self.wrong(self.RUN % ("1", "2.000", 1, "ends")))
        self.assertIn("a key stands twice", self.wrong(first.replace('"ts"', '"dur"')))
        self.assertIn("no P", self.wrong(first.replace('"tid":0', '"tid":1')))
        self.assertIn("unknown resize", self.wrong(first.replace('"run"', '"stack"').replace('"stops":"yields"',
                                                                                            '"from":1,"to":1')))
        self.wrong(text="[\n%s,\n]\n" % first)
        self.wrong(text="[\n%s\n" % first)

    def test_it_finds_wrong_arrows(self):
        wakes = self.RUN % ("1.000", "2.000", 1, "yields")
        woken = self.RUN % ("4.000", "2.000", 2, "ends")
        start = '{"name":"wakes","cat":"wake","ph":"s","id":2,"pid":1,"tid":0,"ts":%s}'
        finish = '{"name":"wakes","cat":"wake","ph":"f","bp":"e","id":2,"pid":1,"tid":0,"ts":%s}'
        traces.Trace("[\n%s\n]\n" % ",\n".join(
            (self.NAME, finish % "4.000", woken, wakes, start % "3.000"))).check(1)
        for what, *arrows in (
                ("ends are missing", finish % "4.000"),
                ("ends are missing", start % "2.000", start % "2.500"),
                ("no turn begins", start % "2.000", finish % "4.001"),
                ("begins in no turn", start % "3.001", finish % "4.000"),
                ("wakes itself", start % "4.000"),
                ("unexpected keys", (finish % "4.000").replace('"bp":"e",', "")),
                ("no arrow", start % "2.000", (finish % "4.000").replace('"e"', '"s"'))):
            with self.subTest(what=what, arrows=arrows):
                self.assertIn(what, self.wrong(wakes, woken, *arrows))


def main():
    options = dict(argument[2:].split("=", 1) for argument in sys.argv[1:] if argument.startswith("--"))
    rest = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    with tempfile.TemporaryDirectory() as folder:
        compile_programs(os.path.abspath(options["cc"]), options["runtime"], folder)
        Case.folder = folder
        unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
