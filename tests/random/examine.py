"""One program: compiled every way, run every way, compared.

Plain clang at -O0 and -O2 must agree, or the program itself is bad; what both
print is what Pagurus's builds have to print.
"""
import dataclasses
import os
import re
import shlex

from limits import execute
from toolchain import LEVELS, REFERENCE_LEVELS, STRESS, language_flags

COMPILE_SECONDS = 60
# For every run alike.  csmith's programs may have no end; ours do.
RUN_SECONDS = 4
# What is too slow when the stack moves at each call moves it more rarely.
RARE_MOVES = 1009

OK, BAD, UNENDED, FAILED = "ok", "bad", "unended", "failed"

# Kinds of failure.
REFUSED, INTERNAL, WRONG, CRASH, HANG = (
    "refused", "internal error", "wrong output", "crash", "no end")


@dataclasses.dataclass
class Failure:
    kind: str
    level: str
    modes: str  # of the run; None: the program was not built
    part: int  # of the program; None likewise
    message: str
    commands: list  # for a shell, in the folder of the sources

    def title(self):
        """For people."""
        where = self.level
        if self.modes is not None:
            where += " with PAGURUS=" + self.modes if self.modes else " plainly"
        return "%s at %s" % (self.kind, where)

    def signatures(self):
        """Equal for failures with, most probably, the same cause: the kind, and
        a compiler's message without places, names and numbers."""
        if self.modes is not None:
            return [(self.kind, "")]
        found = []
        for line in self.message.splitlines():
            line = re.sub(r"^\S+: (error: )?(\w+: )?|\((I\d+)\).*|'[^']*'|\d+", "",
                          line)
            if line.strip():
                found.append((self.kind, line))
        return found or [(self.kind, "")]


@dataclasses.dataclass
class Verdict:
    status: str = OK
    message: str = ""
    failures: list = dataclasses.field(default_factory=list)
    # Per part; None: it does not end.
    expected: list = dataclasses.field(default_factory=list)
    compiles: int = 0
    runs: int = 0
    moves: int = 0
    rare: int = 0  # runs that were too slow with a move at each call

    def unended(self):
        return sum(e is None for e in self.expected)


# The goroutines of these programs do not synchronise, and share thread-local
# variables, as those of the reference do.
ONE_THREAD = "sysmon=0,lockmain=0"


class Examination:
    """Examines `program` in `directory`, which holds its sources."""

    def __init__(self, toolchain, program, directory):
        self.toolchain = toolchain
        self.program = program
        self.directory = directory
        self.verdict = Verdict()

    def _execute(self, argv, seconds, modes=None):
        # Goroutines of these programs do not synchronise.
        environment = dict(self.toolchain.environment, PAGURUS_PROCS="1")
        if modes is not None:
            environment = dict(environment, PAGURUS_PROCS="1",
                               PAGURUS=",".join(filter(None, (ONE_THREAD, modes))))
        return execute(argv, seconds, environment, self.directory)

    def build(self, compiler, tag, level, more=()):
        """Compiles and links, with `more` flags for all files; returns
        (executable, error, commands).

        `error` is the Result that failed, or None.  Files of a fixed level and
        native ones are compiled once per tag.
        """
        program = self.program
        inputs, steps, commands = [], [], []
        for name in program.order:
            native = name in program.native
            fixed = program.levels.get(name)
            if not native and not fixed and not language_flags(name):
                inputs.append(name)
                continue
            own_level = "-O1" if native else fixed or level
            target = "%s.%s%s.o" % (
                name, "native" if native and not more else tag, own_level)
            chosen = self.toolchain.reference() if native else compiler
            steps.append((chosen + [own_level, *program.flags, *more] +
                          language_flags(name) + ["-c", name, "-o", target],
                          target))
            inputs.append(target)
        executable = tag + level
        steps.append((compiler + [level, *program.flags, *more] + inputs +
                      ["-o", executable, "-lm"], None))
        for command, target in steps:
            commands.append(shlex.join(command))
            if target and os.path.exists(os.path.join(self.directory, target)):
                continue
            result = self._execute(command, COMPILE_SECONDS)
            self.verdict.compiles += sum(w in program.order for w in command)
            if not result.ok:
                return executable, result, commands
        return executable, None, commands

    def run(self, executable, part, modes=None):
        self.verdict.runs += 1
        return self._execute(["./" + executable, str(part)], RUN_SECONDS, modes)

    def _bad(self, message):
        self.verdict.status, self.verdict.message = BAD, message
        return False

    def reference(self):
        """Finds out what is right; False if the program is bad."""
        executables = []
        for level in REFERENCE_LEVELS:
            executable, error, _ = self.build(self.toolchain.reference(),
                                              "reference", level)
            if error:
                return self._bad("clang %s: %s\n%s" % (
                    level, error.ending, error.err))
            executables.append(executable)
        self.verdict.expected = []
        for part, seed in enumerate(self.program.seeds):
            results = []
            # The fast one first: without an end, one attempt is enough.
            for executable in reversed(executables):
                results.append(self.run(executable, part))
                if results[-1].unended:
                    break
                if results[-1].status != 0:
                    return self._bad("clang: seed %d: %s: %s" % (
                        seed, executable, results[-1].ending))
            if results[-1].unended:
                self.verdict.expected.append(None)
            elif results[0].out != results[1].out:
                return self._bad("clang: seed %d: builds differ: %s" % (
                    seed, difference(results[1].out, results[0].out)))
            else:
                self.verdict.expected.append(results[0].out)
        if self.verdict.unended() == len(self.program.seeds):
            self.verdict.status = UNENDED
        return True

    def _fail(self, *arguments):
        self.verdict.status = FAILED
        self.verdict.failures.append(Failure(*arguments))

    def managed(self, level, all_modes):
        """Builds with Pagurus and compares each run."""
        executable, error, commands = self.build(self.toolchain.pagurus(),
                                                 "pagurus", level)
        if error:
            refused = error.status == 1 and not error.unended
            self._fail(REFUSED if refused else INTERNAL, level, None, None,
                       error.err or error.ending, commands)
            return
        for part, expected in enumerate(self.verdict.expected):
            if expected is None:
                continue
            for modes in all_modes:
                self._compare(executable, level, part, modes, commands)

    def _compare(self, executable, level, part, modes, commands):
        expected = self.verdict.expected[part]
        result = self.run(executable, part, _with_statistics(modes))
        if result.unended and "stressmove=1," in modes:
            self.verdict.rare += 1
            modes = STRESS % RARE_MOVES
            result = self.run(executable, part, _with_statistics(modes))
        moves = re.search(r'"moves": (\d+)', result.err)
        self.verdict.moves += int(moves.group(1)) if moves else 0
        if result.ok and result.out == expected:
            return
        kind = HANG if result.unended else WRONG if result.ok else CRASH
        run = "PAGURUS_PROCS=1 PAGURUS=%s,%s ./%s %d" % (ONE_THREAD, modes, executable, part)
        self._fail(kind, level, modes, part, "%s\n%s%s" % (
            result.ending, result.err[-4000:],
            difference(expected, result.out)), commands + [run])

    def everything(self):
        if self.reference() and self.verdict.status != UNENDED:
            for level in LEVELS:
                self.managed(level, ("", STRESS % 1))
        return self.verdict


def _with_statistics(modes):
    return "stats=1," + modes if modes else "stats=1"


def difference(expected, actual):
    """The first line that differs."""
    if expected == actual:
        return ""
    left, right = expected.splitlines(), actual.splitlines()
    for number, (a, b) in enumerate(zip(left, right), 1):
        if a != b:
            return "line %d: expected %s, got %s\n" % (
                number, a.decode(errors="replace"), b.decode(errors="replace"))
    return "%d lines expected, got %d\n" % (len(left), len(right))
