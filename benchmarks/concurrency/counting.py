"""Instructions, which are the same on a busy machine: counted by callgrind."""
import re
import shutil
import subprocess

import results

# The system whose instructions are the unit.
BASE = "c"
# How much less the run does that tells what starting and ending take.
_LESS = 4


def present():
    return shutil.which("valgrind") is not None


def _count(command, env, timeout):
    """Of a whole run."""
    try:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
            text=True, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise results.BadOutput("not done after %d s" % timeout) from None
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise results.BadOutput("under valgrind: " + lines[-1])
    return int(found.group(1))


def instructions(program, work, count, env, timeout):
    """Of the work alone: of a run less those of one that does less of it.
    BadOutput if the program fails."""
    most, least = (_count([program, work, str(n)], env, timeout)
                   for n in (count, count - _LESS))
    if most <= least:
        raise results.BadOutput("%d instructions for more, %d for less" % (most, least))
    return most - least


def ratios(samples):
    """{system: samples} as multiples of BASE's of the same turn; nothing if its
    program has failed."""
    base = samples.get(BASE, [])
    return {system: [one / unit for one, unit in zip(of, base)]
            for system, of in samples.items() if base}
