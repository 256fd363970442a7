"""Making a failing program small.

Whatever can go is deleted as long as the program stays *interesting*: it fails
in the same way, and it is valid.  That is, clang accepts it with the warnings
below as errors, and, unless it is Pagurus that refuses it, clang's builds at
-O0 and -O2 agree, and the sanitizers that accepted the original accept it.
"""
import json
import os
import shutil
import subprocess
import tempfile
import time

from chunks import shrink
from examine import Examination
from program import load

SPECIFICATION = "reduction.json"

# What turns a program into nonsense that happens to behave the same.
_WARNINGS = ["-Werror=uninitialized", "-Werror=return-type",
             "-Werror=implicit-function-declaration", "-Werror=implicit-int",
             "-Werror=incompatible-pointer-types", "-Werror=int-conversion",
             "-Werror=format", "-Werror=array-bounds",
             "-Werror=sometimes-uninitialized",
             "-Werror=incompatible-function-pointer-types",
             "-Werror=deprecated-non-prototype"]
# They slow csmith's and our programs down by less than this.
SANITIZERS = (["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
              ["-fsanitize=memory"])


def _clean(examination, flags, tag):
    """Does a build with these sanitizers run as the reference did?"""
    executable, error, _ = examination.build(examination.toolchain.reference(),
                                             tag, "-O1", flags)
    if error:
        return False
    return all(expected is None or
               _same(examination.run(executable, part), expected)
               for part, expected in enumerate(examination.verdict.expected))


def _same(result, expected):
    return result.ok and result.out == expected


def _still_fails(toolchain, program, specification):
    level, modes = specification["level"], specification["modes"]
    with tempfile.TemporaryDirectory(prefix="pagurus-reduce-") as scratch:
        program.write_sources(scratch)
        examination = Examination(toolchain, program, scratch)
        # The cheapest question first: most candidates do not even compile.
        _, error, _ = examination.build(toolchain.reference(), "strict", "-O0",
                                        _WARNINGS)
        if error:
            return False
        if modes is not None and not examination.reference():
            return False
        examination.managed(level, [modes or ""])
        failures = examination.verdict.failures
        if not failures or specification["signature"] not in [
                list(s) for s in failures[0].signatures()]:
            return False
        return modes is None or all(
            _clean(examination, SANITIZERS[n], "sanitized%d" % n)
            for n in specification["sanitizers"])


def interesting(toolchain, directory):
    """Is the program in the current folder one that fails like the one kept in
    `directory`?"""
    program = load(directory)
    with open(os.path.join(directory, SPECIFICATION), encoding="utf-8") as file:
        specification = json.load(file)
    for name in program.sources:
        if os.path.exists(name):
            with open(name, encoding="utf-8", errors="replace") as file:
                program.sources[name] = file.read()
    return _still_fails(toolchain, program, specification)


def _specify(toolchain, program, failure):
    """What a reduction has to keep; None if the failure does not come again."""
    specification = {"level": failure.level, "modes": failure.modes,
                     "signature": list(failure.signatures()[0]),
                     "sanitizers": []}
    if not _still_fails(toolchain, program, specification):
        return None
    for number in range(len(SANITIZERS)):
        specification["sanitizers"].append(number)
        if failure.modes is None or \
                not _still_fails(toolchain, program, specification):
            specification["sanitizers"].pop()
    return specification


def reduce(toolchain, directory, failure, seconds):
    """Reduces the program kept in `directory` into its folder `reduced`.

    Returns a line about the result.
    """
    deadline = time.monotonic() + seconds
    program = load(directory)
    specification = _specify(toolchain, program, failure)
    if specification is None:
        return "not reduced: it does not fail again, or clang warns"
    with open(os.path.join(directory, SPECIFICATION), "w",
              encoding="utf-8") as file:
        json.dump(specification, file)
    # Not the native side; the largest first.
    names = sorted((n for n in program.sources if n not in program.native),
                   key=lambda n: -len(program.sources[n]))
    before = sum(len(program.sources[n]) for n in names)
    for name in names:
        def keeps(text, name=name):
            if time.monotonic() > deadline - seconds / 3:
                raise TimeoutError
            candidate = load(directory)
            candidate.sources = dict(program.sources, **{name: text})
            return _still_fails(toolchain, candidate, specification)

        program.sources[name] = shrink(program.sources[name], keeps)
    target = os.path.join(directory, "reduced")
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(target)
    program.save(target)
    outcome = _creduce(directory, target, names, deadline - time.monotonic())
    after = sum(os.path.getsize(os.path.join(target, n)) for n in names
                if os.path.exists(os.path.join(target, n)))
    return "reduced from %d to %d bytes%s: %s" % (before, after, outcome, target)


def _creduce(directory, target, names, seconds):
    """Continues with creduce; returns what there is to say about it."""
    try:
        result = subprocess.run(
            ["timeout", "--kill-after=10", str(max(1, int(seconds))), "creduce",
             "--n", "1", "--tidy", os.path.join(directory, "interesting.sh")] +
            names, cwd=target, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    except FileNotFoundError:
        return " (creduce is not installed)"
    if result.returncode == 124:
        return ", until the time was over"
    if result.returncode != 0:
        return " (creduce: %s)" % result.stdout.decode(
            errors="replace").strip().splitlines()[-1]
    return ""
