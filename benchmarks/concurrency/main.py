"""./pagurus bench: what goroutines cost, beside what others' cost.

Runs every work in programs of each system that is present, in turn, again and
again, and prints a line per row: the median [least–most] of CPU time per
operation (rows that end in _wall: time of the clock).  README.md says what the
rows are.
"""
import json
import os
import re
import signal
import subprocess
import sys

import commandline
import compare
import counting
import machine
import progress
import report_html
import results
import systems as systems_module
import works

# Longer than the slowest repetition on a busy machine.
TIMEOUT_S = 900


def say(text):
    print("bench: " + text, file=sys.stderr, flush=True)


def parse_arguments(arguments):
    parser = commandline.parser("bench", __doc__)
    add = parser.add_argument
    files = "results.json", "index.html"
    add("--quick", action="store_true",
        help="little work, once: shows that everything runs, measures nothing")
    commandline.add_outputs(add, *files)
    add("--compare", metavar="OLD.json", help="show what has changed since then")
    add("--filter", metavar="REGEX", help="rows whose name it matches somewhere")
    add("--list", action="store_true", help="name the rows and say what they are")
    add("--repeat", type=int, metavar="N", help="repetitions (7)")
    commandline.add_programs(add, works.SYSTEMS)
    options = parser.parse_args(arguments)
    if options.repeat is None:
        options.repeat = 1 if options.quick else 7
    if options.repeat < 1:
        parser.error("--repeat: at least 1")
    commandline.finish(parser, options, *files, works.SYSTEMS)
    return options


def list_rows(pattern):
    for work in works.WORKS:
        for procs in work.procs:
            for _, row in work.rows_for(procs):
                if re.search(pattern or "", row.name):
                    print("%-22s %-5s  %s" % (row.name, row.unit, work.title))


def environment(procs):
    """The caller's, without what would change the results."""
    env = {name: text for name, text in os.environ.items()
           if name not in ("PAGURUS", "GOGC", "GODEBUG", "GOMEMLIMIT")}
    return dict(env, PAGURUS_PROCS=str(procs), GOMAXPROCS=str(procs),
                GHCRTS="-N%d" % procs)


def run_once(command, work, count, procs, measures):
    """What a program measured; BadOutput if it did not."""
    if work.counted:
        return {"instructions": {"instructions": counting.instructions(
            command, work.name, count, environment(procs), TIMEOUT_S)}}
    try:
        done = subprocess.run([command, work.name, str(count)], text=True,
                              env=environment(procs), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise results.BadOutput("not done after %d s" % TIMEOUT_S) from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise results.BadOutput("status %d: %s" % (done.returncode, lines[-1]))
    return results.parse(done.stdout, measures)


class Bench:
    def __init__(self, options, builder, present):
        self.options = options
        self.builder = builder
        self.present = present
        self.progress = progress.Progress(sum(
            options.repeat * len(self.running(work, procs))
            for work, procs, _ in works.selected(options.filter)))
        self.entries = []
        self.failed = 0
        self.left_out = []

    def running(self, work, procs):
        return [s for s in works.systems_for(work, procs) if s in self.present]

    def fail(self, text):
        self.progress.clear()
        say("error: " + text)
        self.failed += 1

    def leave_out(self, what, why):
        self.progress.clear()
        self.left_out.append("%s: %s" % (what, why))
        say("%s left out, %s" % (what, why))

    def build(self):
        for system in list(self.present):
            self.progress.show("building for " + system)
            try:
                self.builder.build(system)
            except systems_module.BuildError as error:
                self.fail("%s does not build: %s" % (system, error))
                self.present.remove(system)
        self.progress.clear()

    def can_count(self, work, row):
        """Whether a row of instructions can be had, and compared."""
        if not work.counted:
            return True
        for there, what in ((counting.present(), "valgrind is missing (./pagurus setup --peers)"),
                            (counting.BASE in self.present, "there is no C to compare with")):
            if not there:
                self.leave_out(row.name, what)
                return False
        return True

    def fits(self, work, system, count):
        needed = work.memory.get(system, 0) * count
        if needed <= machine.available_bytes():
            return True
        self.leave_out("%s of %s" % (work.name, system),
                       "it needs %.1f GB of memory" % (needed / 1e9))
        return False

    def measure(self, work, procs, rows):
        """One work: every system in turn, so that what else the machine does
        meanwhile happens to all."""
        steps = self.options.repeat * len(self.running(work, procs))
        end = self.progress.done + steps
        if not self.can_count(work, rows[0][1]):
            self.progress.step(steps)
            return
        counts = {s: work.count_for(s, self.options.quick) for s in self.running(work, procs)}
        running = [s for s in counts if self.fits(work, s, counts[s])]
        measures = ["time" if measure == "wall" else measure for measure, _ in rows]
        done = {system: [] for system in running}
        for turn in range(self.options.repeat):
            for system in list(running):
                self.progress.show("%s: %s, %d of %d" % (
                    rows[0][1].name, system, turn + 1, self.options.repeat))
                try:
                    done[system].append(run_once(
                        self.builder.command(system, work.name), work, counts[system],
                        procs, measures))
                except results.BadOutput as error:
                    self.fail("%s of %s: %s" % (rows[0][1].name, system, error))
                    running.remove(system)
                self.progress.step()
        self.progress.step(end - self.progress.done)
        self.progress.clear()
        for measure, row in rows:
            samples = {system: [results.value(one, measure, row.unit)
                                for one in done[system]] for system in running}
            if work.counted:
                samples = counting.ratios(samples)
            entries = {system: results.summary(row, system, of)
                       for system, of in samples.items()}
            self.entries += entries.values()
            print(results.table_row(row, entries, self.present,
                                    judge=not self.options.quick), flush=True)

    def run(self):
        print(results.table_head(self.present), flush=True)
        for work, procs, rows in works.selected(self.options.filter):
            self.measure(work, procs, rows)


def write(options, data, old):
    """How many of the files could not be written."""
    results.check(data)
    failed = 0
    commandline.make_report(options)
    if options.json:
        failed += commandline.write_file(options.json, json.dumps(data, indent=1) + "\n", say)
    if options.html:
        missing = commandline.write_file(options.html, report_html.page(data, old), say)
        failed += missing
        if not missing:
            say("see " + options.html)
    return failed


def bench(options, folder, old):
    builder = commandline.builder(options, folder)
    versions = builder.present()
    needed = {system for work, procs, _ in works.selected(options.filter)
              for system in works.systems_for(work, procs)}
    present = [s for s in options.systems if s in versions and s in needed]
    for system in options.systems:
        if system not in versions and system in needed:
            say("%s is missing: %s" % (system, systems_module.HOW_TO_GET[system]))
    described = machine.describe({s: versions[s] for s in present})
    described["quick"] = options.quick
    described["missing"] = {
        s: systems_module.HOW_TO_GET[s] for s in options.systems
        if s not in versions and s in needed}
    print("%s, %d cores, Linux %s, load %.1f" % (
        described["cpu"], described["cores"], described["kernel"], described["load"][0]))
    print(", ".join("%s %s" % (s, versions[s]) for s in present), flush=True)
    run = Bench(options, builder, present)
    run.build()
    run.run()
    described["load"].append(os.getloadavg()[0])
    described["left_out"] = run.left_out
    data = results.document(described, run.entries)
    if old:
        print("\n" + compare.text(old, data))
    run.failed += write(options, data, old)
    return 1 if run.failed else 0


def main(arguments):
    options = parse_arguments(arguments)
    if options.list:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # | head
        list_rows(options.filter)
        return 0
    if not list(works.selected(options.filter)):
        say("error: no row matches '%s'; --list names them" % options.filter)
        return 2
    try:
        old = compare.load(options.compare) if options.compare else None
    except compare.BadFile as error:
        say("error: --compare: %s" % error)
        return 2
    return commandline.in_folder(
        "bench", options.keep, lambda folder: bench(options, folder, old), say)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
