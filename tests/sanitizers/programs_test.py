#!/usr/bin/env python3
"""Runs the managed test programs on an instrumented runtime.

Usage: programs_test.py --runtime=LIBPAGURUS.A --sanitizer=NAME PROGRAM...

NAME is what clang's -fsanitize= takes: address, thread or undefined.  Each
program is compiled without instrumentation by Pagurus ($PAGURUS_CC, which
`./pagurus test --asan` sets), linked by clang with the instrumented runtime
and the sanitizer's, and run plainly and with all debug switches.  It has to
say what plain clang's build says, and the sanitizer nothing.
"""
import argparse
import itertools
import os
import re
import subprocess
import sys
import tempfile

CLANG = "/usr/lib/llvm-19/bin/clang"
DEBUG = "poison=1,faultonfree=1,clobberdead=1,verify=1"
REPORT = re.compile(rb"ERROR: \w+Sanitizer|WARNING: \w+Sanitizer|runtime error:"
                    rb"|\w+Sanitizer: CHECK failed")
# The sanitizers' own signal stacks would be taken for the program's.
OPTIONS = {
    "ASAN_OPTIONS": "use_sigaltstack=0:detect_leaks=0",
    "TSAN_OPTIONS": "use_sigaltstack=0:die_after_fork=0",
    "UBSAN_OPTIONS": "use_sigaltstack=0:print_stacktrace=1",
}

# What cannot work, and why.
QSORT = "counts comparisons, and the sanitizer's qsort makes more"
THREAD = "the sanitizer's own thread might do anything"
ANY_INTERCEPTION = {
    "callbacks_nested.c": QSORT,
    "leaks_of_memory.c": "counts resident memory, the sanitizer's too",
    "own_malloc.c": "replaces malloc, as the sanitizer does",
    "qsort_deep_comparator.c": QSORT,
    "setjmp_out_of_qsort.c": QSORT,
    "stacks_counted.c": "counts growths, and stacks begin large enough for the sanitizer's calls",
    "stacks_give_memory_back.c": "counts resident memory, the sanitizer's too",
}
SIGNALS = "handlers run inside the sanitizer's own code, which takes locks"
LEFT_OUT = {
    "address": ANY_INTERCEPTION,
    "thread": {
        **ANY_INTERCEPTION,
        "channels_deadlock.c": THREAD,
        "sync_deadlock.c": THREAD,
        "goroutines_signal_storm.c": SIGNALS,
        "signal_sent_while_moving.c": SIGNALS,
    },
    "undefined": {},
}


def directive(source, name):
    words = []
    for line in re.findall(r"^// %s: (.*)$" % name, source, re.M):
        words += line.split()
    return words


def run(command, switches="", procs="1"):
    environment = dict(os.environ, PAGURUS=switches, PAGURUS_PROCS=procs, **OPTIONS)
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=240)
    except subprocess.TimeoutExpired as late:
        return subprocess.CompletedProcess(command, "time-out", late.stdout, late.stderr or b"")


def must(command):
    done = run(command)
    if done.returncode != 0:
        raise RuntimeError("%s\n%s" % (" ".join(command), done.stderr.decode(errors="replace")))


def examine(path, arguments, folder):
    """Yields what is wrong with one program."""
    with open(path, encoding="utf-8") as file:
        source = file.read()
    flags = directive(source, "FLAGS")
    level = (directive(source, "OPT") or ["-O2"])[0]
    language, plus = ["--driver-mode=gcc"], []
    if path.endswith(".cc"):
        language, plus = ["--driver-mode=g++"], ["-std=c++20", "-fno-exceptions"]
    reference, managed, obj = (os.path.join(folder, n) for n in ("reference", "managed", "o.o"))
    include = "-I" + os.path.join(os.path.dirname(path), "..", "reference")
    must([CLANG, *language, *plus, level, "-w", include, path, *flags, "-pthread",
          "-o", reference])
    must([os.environ["PAGURUS_CC"], *language, *plus, level, "-g1", "-w",
          *[f for f in flags if not f.startswith("-l")], "-c", path, "-o", obj])
    # Eagerly bound, as Pagurus links: the dynamic linker does not fit into the
    # headroom below a call of memcpy (I5).
    must([CLANG, "--driver-mode=g++", "-fsanitize=" + arguments.sanitizer, "-fuse-ld=lld",
          "-Wl,-z,now", obj, arguments.runtime,
          *[f for f in flags if f.startswith(("-l", "-Wl,", "-rdynamic"))],
          "-lm", "-ldl", "-pthread", "-o", managed])
    words = directive(source, "ARGS")
    expected = run([reference, *words])
    stress = (directive(source, "STRESS") or ["stressmove=1"])[0]
    all_procs = directive(source, "PROCS")
    # On one thread goroutines need not synchronise.
    modes = ["" if all_procs else "sysmon=0,lockmain=0"]
    modes.append(",".join(filter(None, modes + [stress, DEBUG])))
    for procs, switches in itertools.product(all_procs or ["1"], modes):
        actual = run([managed, *words], switches, procs)
        wrong = None
        if REPORT.search(actual.stderr):
            wrong = "the sanitizer reports an error"
        elif actual.returncode != expected.returncode:
            wrong = "status %s instead of %s" % (actual.returncode, expected.returncode)
        elif actual.stdout != expected.stdout:
            wrong = "another output than clang's build"
        if wrong:
            yield "PAGURUS_PROCS=%s PAGURUS=%s: %s\n%s" % (
                procs, switches, wrong, actual.stderr[-4000:].decode(errors="replace"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runtime", required=True)
    parser.add_argument("--sanitizer", required=True, choices=sorted(LEFT_OUT))
    parser.add_argument("programs", nargs="+")
    arguments = parser.parse_args()
    if not os.access(os.environ.get("PAGURUS_CC", ""), os.X_OK):
        sys.exit("error: PAGURUS_CC names no compiler; use ./pagurus test --asan")
    programs = sorted(p for p in arguments.programs if p.endswith((".c", ".cc")))
    left_out = LEFT_OUT[arguments.sanitizer]
    unknown = set(left_out) - {os.path.basename(p) for p in programs}
    if len(programs) > 1 and unknown:
        sys.exit("error: left out, but not there: " + ", ".join(sorted(unknown)))
    shards = int(os.environ.get("TEST_TOTAL_SHARDS", "1"))
    if "TEST_SHARD_STATUS_FILE" in os.environ:
        with open(os.environ["TEST_SHARD_STATUS_FILE"], "w", encoding="utf-8"):
            pass
    programs = programs[int(os.environ.get("TEST_SHARD_INDEX", "0"))::shards]
    failures = 0
    for path in programs:
        name = os.path.basename(path)
        if name in left_out:
            print("left out: %s: %s" % (name, left_out[name]))
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                wrong = list(examine(path, arguments, folder))
            except RuntimeError as error:
                wrong = ["cannot be built: %s" % error]
        failures += bool(wrong)
        print("%s: %s" % ("FAIL" if wrong else "ok", name), *wrong, sep="\n", flush=True)
    print("%d programs, %d failed" % (len(programs), failures))
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
