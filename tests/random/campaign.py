"""Many seeds, with progress, on all cores, and the table of figures."""
import collections
import concurrent.futures
import dataclasses
import os
import re
import shutil
import sys
import tempfile
import threading
import time

import examine
from examine import Examination
from keep import keep
from limits import processor_seconds
from program import PARTS
from reduce import reduce

# Between two lines of progress when nobody is watching.
_PROGRESS_SECONDS = 30


@dataclasses.dataclass
class Settings:
    keep: str  # failures go there
    jobs: int = 1
    reduce_seconds: int = 300  # per failure; 0: none is reduced
    # Failures that look alike are reduced once, and so many in all.
    reduce_most: int = 5


def batches(seeds):
    """Seeds that become one executable: the same for every choice of seeds, so
    that a failure of a batch can be repeated."""
    by_number = collections.defaultdict(list)
    for seed in seeds:
        by_number[seed // PARTS].append(seed)
    return list(by_number.values())


def suspected(program, verdict):
    """The seeds of a program that a failure names; all if it names none."""
    found = set()
    for text in [verdict.message] + [f.message for f in verdict.failures
                                     if f.part is None]:
        # s12_F3, _ZL6s12_F3i, "seed 12".
        found.update(int(n) for n in re.findall(r"s(?:eed )?(\d+)", text))
    found.update(program.seeds[f.part] for f in verdict.failures
                 if f.part is not None)
    return sorted(found & set(program.seeds)) or program.seeds


class Campaign:
    """Examines the programs of all seeds, for each generator."""

    def __init__(self, toolchain, settings, kinds, seeds):
        self.toolchain = toolchain
        self.settings = settings
        self.kinds = kinds
        self.tasks = [(kind, batch) for batch in batches(seeds)
                      for kind in kinds]
        self.total = len(seeds) * len(kinds)
        self.figures = {kind: collections.Counter() for kind in kinds}
        self.lock = threading.Lock()
        self.done = 0
        self.started = time.monotonic()
        self.told = self.started
        self.processor = processor_seconds()
        self.reduced = collections.Counter()

    def run(self):
        """Returns whether nothing failed.

        What clang's builds disagree about is the program's fault.  csmith
        makes such programs now and then; our own generator must not.
        """
        with concurrent.futures.ThreadPoolExecutor(self.settings.jobs) as pool:
            try:
                list(pool.map(self._one, self.tasks))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        self._tell(last=True)
        return not any(f["failed"] or (f["bad"] and kind == "own")
                       for kind, f in self.figures.items())

    def _one(self, task):
        kind, seeds = task
        self._examine(kind, seeds)
        with self.lock:
            self.done += len(seeds)
            self.figures[kind]["programs"] += len(seeds)
        self._tell()

    def _examine(self, kind, seeds):
        """Examines the seeds together; if something is wrong, those to blame by
        themselves.  What fails is kept.  Returns whether all is well."""
        directory = tempfile.mkdtemp(prefix="pagurus-random-")
        try:
            program = self.kinds[kind](seeds)
            program.write_sources(directory)
            examination = Examination(self.toolchain, program, directory)
            verdict = examination.everything()
            good = verdict.status in (examine.OK, examine.UNENDED)
            alone = len(seeds) == 1
            with self.lock:
                for name in ("compiles", "runs", "moves", "rare"):
                    self.figures[kind][name] += getattr(verdict, name)
            if good or alone:
                self._judge(kind, examination)
                return good
            suspects = suspected(program, verdict)
            innocent = [seed for seed in seeds if seed not in suspects]
            results = [self._examine(kind, [seed]) for seed in suspects]
            if innocent:
                results.append(self._examine(kind, innocent))
            if all(results):  # they fail together only
                self._judge(kind, examination)
            return False
        finally:
            shutil.rmtree(directory, ignore_errors=True)

    def _judge(self, kind, examination):
        """Counts the result; keeps the program if it is a failure."""
        verdict, figures = examination.verdict, self.figures[kind]
        with self.lock:
            figures["unended"] += verdict.unended()
            if verdict.status not in (examine.FAILED, examine.BAD):
                return
            figures[verdict.status] += 1
            for failure in {f.kind for f in verdict.failures}:
                figures[failure] += 1
        self._failed(examination)

    def _failed(self, examination):
        verdict, name = examination.verdict, examination.program.name
        with self.lock:
            directory = keep(self.toolchain, examination, self.settings.keep)
            if verdict.status == examine.BAD:
                self.say("%s: bad program: %s\n  kept in %s" % (
                    name, verdict.message.strip(), directory))
                return
            failure = verdict.failures[0]
            self.say("%s: %s\n  %s\n  repeat: %s/repeat.sh" % (
                name, "; ".join(f.title() for f in verdict.failures),
                "\n  ".join(failure.message.splitlines()[:4]), directory))
            signature = failure.signatures()[0]
            self.reduced[signature] += 1
            wanted = (self.settings.reduce_seconds > 0 and
                      len(self.reduced) <= self.settings.reduce_most and
                      self.reduced[signature] == 1)
        if wanted:
            outcome = reduce(self.toolchain, directory, failure,
                             self.settings.reduce_seconds)
            with self.lock:
                self.say("%s: %s" % (name, outcome))

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def _tell(self, last=False):
        """Progress: a line that is overwritten, or one now and then."""
        with self.lock:
            now = time.monotonic()
            watched = sys.stderr.isatty()
            if not last and now - self.told < (1 if watched else
                                               _PROGRESS_SECONDS):
                return
            self.told = now
            left = (now - self.started) / self.done * (
                self.total - self.done) if self.done else 0
            bad = sum(f["failed"] + f["bad"] for f in self.figures.values())
            line = "%d of %d programs, %d failed, %d:%02d left" % (
                self.done, self.total, bad, left // 60, left % 60)
            if watched:
                print("\r\033[K" + line, end="\n" if last else "",
                      file=sys.stderr, flush=True)
            else:
                self.say(line)

    def table(self):
        rows = [("programs", "programs"), ("without an end", "unended"),
                ("bad programs", "bad"), ("files compiled", "compiles"),
                ("runs", "runs"), ("moves of a stack", "moves"),
                ("too slow for a move at each call", "rare"),
                ("failed", "failed")]
        rows += [("  " + kind, kind) for kind in (
            examine.REFUSED, examine.INTERNAL, examine.WRONG, examine.CRASH,
            examine.HANG)]
        lines = ["%-34s" % "" + "".join("%16s" % k for k in self.figures)]
        for title, key in rows:
            lines.append("%-34s" % title + "".join(
                "%16s" % format(f[key], ",") for f in self.figures.values()))
        programs = sum(f["programs"] for f in self.figures.values())
        lines.append("%.2f processor seconds per program" % (
            (processor_seconds() - self.processor) / max(programs, 1)))
        return "\n".join(lines)


def default_keep():
    # Bazel throws away what is not in a test's outputs.
    return os.environ.get("TEST_UNDECLARED_OUTPUTS_DIR") or os.path.join(
        tempfile.gettempdir(), "pagurus-random")
