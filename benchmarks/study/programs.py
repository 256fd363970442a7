"""Builds and runs the study's programs.  Those of `stacks` are the concurrency
benchmarks' own."""
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CONCURRENCY = os.path.join(os.path.dirname(HERE), "concurrency")
sys.path.append(CONCURRENCY)

import results  # noqa: E402
import sources  # noqa: E402
import systems  # noqa: E402

TIMEOUT_S = 300

# As the runtime is compiled.
NATIVE = ("-std=c++20", "-O2", "-DNDEBUG", "-fPIE", "-fno-exceptions", "-fno-rtti",
          "-fno-threadsafe-statics", "-fno-stack-protector", "-fomit-frame-pointer",
          "-fvisibility=hidden", "-Wall", "-Wextra")

# Switches of the runtime.  A goroutine that nobody disturbs; stacks that grow by
# moving only, from the smallest size.
PARTS_SWITCHES = "sysmon=0,learn=0,inplace=0"
MOVED_SWITCHES = "learn=0,inplace=0"
PLACE_SWITCHES = "learn=0"


class Programs:
    """In `folder`, from what `builder` (systems.Systems) finds."""

    def __init__(self, builder, folder, shapes):
        self.builder = builder
        self.folder = folder
        self.shapes = shapes

    def path(self, name):
        return os.path.join(self.folder, name)

    def _run(self, *command, **more):
        self.builder._run(*command, **more)

    def _native_object(self, name):
        to = self.path(name + ".o")
        clang = shutil.which("clang++-19") or "/usr/lib/llvm-19/bin/clang++"
        self._run(clang, *NATIVE, "-I.", "-c",
                  os.path.join(HERE, "pagurus", name + ".cc"), "-o", to)
        return to

    def build_pagurus(self):
        with open(self.path("shapes.h"), "w") as file:
            file.write(sources.c(self.shapes))
        cc = (*self.builder.cc, "-O2", "-I.")
        self._run(*cc, "-I" + self.folder, os.path.join(HERE, "pagurus", "main.c"),
                  self._native_object("parts"), "-o", self.path("moves"))
        for name in ("depths", "short"):
            self._run(*cc, os.path.join(HERE, "pagurus", name + ".c"), "-o",
                      self.path(name))
        self._run(*cc, os.path.join(HERE, "pagurus", "short.c"),
                  self._native_object("no_reuse"), "-o", self.path("short_no_reuse"))

    def build_go(self):
        """Beside a copy of the benchmarks' module, whose harness they use."""
        module = self.path("go_module")
        shutil.copytree(os.path.join(CONCURRENCY, "go", "harness"),
                        os.path.join(module, "harness"))
        shutil.copy(os.path.join(CONCURRENCY, "go", "go.mod"), module)
        for name in ("moves", "depths", "short"):
            shutil.copytree(os.path.join(HERE, "go", name), os.path.join(module, name))
        with open(os.path.join(module, "moves", "shapes.go"), "w") as file:
            file.write(sources.go(self.shapes))
        for name in ("moves", "depths", "short"):
            self._run(self.builder.go[1], "build", "-o", self.path("go_" + name),
                      "./" + name, cwd=module, GOFLAGS="-buildvcs=false",
                      GOTOOLCHAIN="local", GOWORK="off")

    def _depths(self, name, compiler, *options):
        self._run(compiler, "-O2", "-I.", os.path.join(HERE, "c", "depths.c"), *options,
                  "-pthread", "-o", self.path(name))

    def build_c(self):
        self._depths("c_depths", self.builder.clang)

    def build_split_stack(self):
        self._depths("split_stack_depths", "gcc", *systems.SPLIT_STACK)


def environment(switches, **more):
    """The caller's, without what would change the results."""
    env = {name: text for name, text in os.environ.items()
           if name not in ("PAGURUS", "GOGC", "GODEBUG", "GOMEMLIMIT")}
    return dict(env, PAGURUS=switches, PAGURUS_PROCS="1", GOMAXPROCS="1", **more)


def run(command, env, cwd=None):
    """What a program prints.  results.BadOutput if it fails."""
    try:
        done = subprocess.run([str(word) for word in command], text=True, env=env,
                              cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise results.BadOutput("not done after %d s" % TIMEOUT_S) from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise results.BadOutput("status %d: %s" % (done.returncode, lines[-1]))
    return done.stdout


def run_json(measure, command, env):
    """The line of JSON that a program of the study prints."""
    text = run(command, env)
    try:
        found = json.loads(text)
        if found.pop("measure") == measure:
            return found
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise results.BadOutput("not a measure: %r" % text[:200])
