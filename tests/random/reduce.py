"""Making a failing program small, with creduce.

creduce deletes whatever it can as long as the program stays *interesting*:
valid (clang's builds at -O0 and -O2 agree, and the sanitizers that accepted the
original accept it), and failing in the same way as the original did.
"""
import json
import os
import shutil
import subprocess
import tempfile

from examine import Examination, Failure
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


def _clean(examination, flags):
    """Does a build with these sanitizers run as the reference did?"""
    compiler = examination.toolchain.reference() + flags
    executable, error, _ = examination.build(compiler, "sanitized", "-O1")
    if error:
        return False
    return all(expected is None or
               _same(examination.run(executable, part), expected)
               for part, expected in enumerate(examination.verdict.expected))


def _same(result, expected):
    return result.ok and result.out == expected


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
    with tempfile.TemporaryDirectory() as scratch:
        program.write_sources(scratch)
        examination = Examination(toolchain, program, scratch)
        # The cheapest test first: most candidates do not even compile.
        level, modes = specification["level"], specification["modes"]
        if modes is None:
            _, error, _ = examination.build(toolchain.pagurus(), "pagurus", level)
            if not error:
                return False
        strict = toolchain.reference() + _WARNINGS
        _, error, _ = examination.build(strict, "strict", "-O0")
        if error:
            return False
        if not examination.reference():
            return False
        examination.managed(level, [modes or ""])
        failures = examination.verdict.failures
        if not failures or list(failures[0].signature()) != \
                specification["signature"]:
            return False
        for number in specification["sanitizers"]:
            for name in os.listdir(scratch):
                if name.endswith(".o") and "sanitized" in name:
                    os.remove(os.path.join(scratch, name))
            if not _clean(examination, SANITIZERS[number]):
                return False
    return True


def reduce(toolchain, directory, failure: Failure, seconds):
    """Reduces the program kept in `directory` into its folder `reduced`.

    Returns a line about the result.
    """
    program = load(directory)
    with tempfile.TemporaryDirectory() as scratch:
        program.write_sources(scratch)
        examination = Examination(toolchain, program, scratch)
        if not examination.reference():
            return "not reduced: it does not fail again"
        accepted = []
        for number, flags in enumerate(SANITIZERS):
            for name in os.listdir(scratch):
                if name.endswith(".o") and "sanitized" in name:
                    os.remove(os.path.join(scratch, name))
            if _clean(examination, flags):
                accepted.append(number)
    with open(os.path.join(directory, SPECIFICATION), "w",
              encoding="utf-8") as file:
        json.dump({"level": failure.level, "modes": failure.modes,
                   "signature": failure.signature(),
                   "sanitizers": accepted}, file)
    target = os.path.join(directory, "reduced")
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(target)
    program.write_sources(target)
    names = [n for n in program.sources if n not in program.native]
    before = sum(len(program.sources[n]) for n in names)
    ended = "reduced"
    try:
        result = subprocess.run(
            ["timeout", "--kill-after=10", str(seconds), "creduce", "--n", "1",
             "--tidy", os.path.join(directory, "interesting.sh")] + names,
            cwd=target, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False)
        if result.returncode == 124:
            ended = "reduced as far as time allowed"
        elif result.returncode != 0:
            return "not reduced: " + result.stdout.decode(
                errors="replace").strip().splitlines()[-1]
    except FileNotFoundError:
        return "not reduced: creduce is not installed"
    after = sum(os.path.getsize(os.path.join(target, n)) for n in names
                if os.path.exists(os.path.join(target, n)))
    return "%s from %d to %d bytes: %s" % (ended, before, after, target)
