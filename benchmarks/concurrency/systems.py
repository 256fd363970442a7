"""The systems under test: which are present, how their programs are built."""
import glob
import os
import re
import shutil
import subprocess
import tempfile

import machine

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

# gold gives functions that call others without split stacks room for that.
SPLIT_STACK = ("-fsplit-stack", "-fuse-ld=gold")

HOW_TO_GET = {
    "go": "a `go` on PATH (https://go.dev/dl/, or ./pagurus setup --peers)",
    "gccgo": "gccgo-12, with its go-12 (./pagurus setup --peers)",
    "ghc": "ghc, with the package stm (./pagurus setup --peers)",
    "fcontext": "libboost-context-dev (./pagurus setup --peers)",
    "boost_fiber": "libboost-fiber-dev (./pagurus setup --peers)",
    "split_stack": "gcc with libgcc's split stacks, and binutils' gold",
    "c": "clang-19 (./pagurus setup)",
    "memcpy": "clang-19 (./pagurus setup)",
    "mremap": "clang-19 (./pagurus setup)",
    "malloc": "clang-19 (./pagurus setup)",
    "boehm": "libgc-dev (./pagurus setup)",
}


class BuildError(Exception):
    pass


def newest_go(path=None):
    """(version, file) of the newest `go` on PATH, or None."""
    found = []
    for folder in (os.environ.get("PATH", "") if path is None else path).split(":"):
        file = os.path.join(folder, "go")
        if not (os.path.isfile(file) and os.access(file, os.X_OK)):
            continue
        text = machine.output(file, "version")
        version = re.search(r"go(\d+(?:\.\d+)*)", text)
        if version:
            numbers = [int(part) for part in version.group(1).split(".")]
            found.append((numbers, version.group(1), file))
    if not found:
        return None
    # The first of those that are equally new: the one that a shell would run.
    newest = max(found, key=lambda entry: entry[0])
    return newest[1], newest[2]


def newest_gccgo(path=None):
    """(version, file of its `go`, file of the compiler) of the newest GCC on PATH
    that has both, as `go-12` and `gccgo-12`; or None."""
    found = []
    for folder in (os.environ.get("PATH", "") if path is None else path).split(":"):
        for file in glob.glob(os.path.join(glob.escape(folder), "gccgo-*")):
            number = re.fullmatch(r"gccgo-(\d+)", os.path.basename(file))
            go = number and os.path.join(folder, "go-" + number.group(1))
            if go and os.access(go, os.X_OK) and os.access(file, os.X_OK):
                found.append((int(number.group(1)), go, file))
    if not found:
        return None
    number, go, file = max(found, key=lambda entry: entry[0])
    return machine.output(file, "-dumpfullversion") or str(number), go, file


def _ghc():
    """GHC's version if it has what the programs import."""
    if not machine.output("ghc-pkg", "field", "stm", "version"):
        return ""
    return machine.output("ghc", "--numeric-version")


def _boost(header):
    folder = os.environ.get("BOOST_INCLUDE", "/usr/include") + "/boost"
    if not os.path.exists(os.path.join(folder, header)):
        return ""
    with open(os.path.join(folder, "version.hpp")) as file:
        version = re.search(r'BOOST_LIB_VERSION "([\d_]+)"', file.read())
    return version.group(1).replace("_", ".") if version else "?"


def _split_stack():
    """GCC's version if it can link a program with segmented stacks."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "empty.c")
        with open(source, "w") as file:
            file.write("int main(void) { return 0; }\n")
        command = ["gcc", *SPLIT_STACK, source, "-o", os.path.join(folder, "empty")]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            return ""
    return "" if done.returncode else machine.output("gcc", "-dumpfullversion")


def _boehm():
    header = os.environ.get("BOEHM_INCLUDE", "/usr/include") + "/gc/gc_version.h"
    if not os.path.exists(header):
        return ""
    with open(header) as file:
        numbers = re.findall(r"define GC_TMP_VERSION_M\w+ +(\d+)", file.read())
    return ".".join(numbers) or "?"


class Systems:
    """Builds programs into `folder`.  `cc` is the command of pagurus-cc, `env`
    what it needs in its environment."""

    def __init__(self, folder, cc, env=None):
        self.folder = folder
        self.cc = cc
        self.env = dict(os.environ, **(env or {}))
        self.clang = next((c for c in ("clang-19", "/usr/lib/llvm-19/bin/clang")
                           if shutil.which(c)), None)
        self.go = newest_go()
        self.gccgo = newest_gccgo()

    def present(self):
        """{system: version} of those that can be built here."""
        versions = {"pagurus": self._pagurus_version()}
        if self.go:
            versions["go"] = self.go[0]
        if self.gccgo and self.clang:
            versions["gccgo"] = self.gccgo[0]
        versions["ghc"] = _ghc()
        if shutil.which("g++"):
            versions["fcontext"] = _boost("context/detail/fcontext.hpp")
            versions["boost_fiber"] = _boost("fiber/fiber.hpp")
        versions["split_stack"] = _split_stack()
        if self.clang:
            versions["c"] = machine.output(self.clang, "--version")
            versions["memcpy"] = versions["mremap"] = versions["c"]
            versions["malloc"] = os.confstr("CS_GNU_LIBC_VERSION")
            versions["boehm"] = _boehm()
        return {system: v for system, v in versions.items() if v}

    @staticmethod
    def _pagurus_version():
        return machine.output("git", "-C", ROOT, "describe", "--always",
                              "--dirty") or "unknown"

    def build(self, system):
        getattr(self, "_build_" + system)()

    def command(self, system, work):
        """The program that does a work."""
        if work in ("native_call", "managed_callback"):
            system = {"go": "cgo", "gccgo": "gccgo_c"}.get(system, system)
        return os.path.join(self.folder, system)

    def _run(self, *command, cwd=ROOT, **env):
        done = subprocess.run(command, cwd=cwd, env=dict(self.env, **env), text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        if done.returncode:
            raise BuildError("%s\n%s" % (" ".join(command), done.stdout.strip()))

    def _native(self):
        """The native functions that all systems call, compiled once."""
        library = os.path.join(self.folder, "libnative.a")
        if not os.path.exists(library):
            object_ = os.path.join(self.folder, "native.o")
            if not self.clang:
                raise BuildError("there is no clang-19: ./pagurus setup")
            self._run(self.clang, "-O2", "-I.", "-c",
                      os.path.join(HERE, "c", "native.c"), "-o", object_)
            self._run("ar", "rcsD", library, object_)
        return library

    def _sources(self, pattern):
        return sorted(glob.glob(os.path.join(HERE, pattern)))

    def _build_pagurus(self):
        self._run(*self.cc, "-O2", "-I.", *self._sources("pagurus/*.c"),
                  self._native(), "-o", os.path.join(self.folder, "pagurus"))

    def _build_c(self):
        self._run(self.clang, "-O2", "-I.", os.path.join(HERE, "c", "main.c"),
                  os.path.join(HERE, "c", "growth.c"), self._native(), "-pthread", "-o",
                  os.path.join(self.folder, "c"))

    def _build_split_stack(self):
        # A frame of GCC's is 16 bytes larger than clang's.
        self._run("gcc", "-O2", "-I.", "-DSMALL_FRAME=48", *SPLIT_STACK,
                  os.path.join(HERE, "c", "split_stack.c"), "-pthread", "-o",
                  os.path.join(self.folder, "split_stack"))

    def _build_limits(self, name, *options):
        self._run(self.clang, "-O2", "-I.", os.path.join(HERE, "c", "limits.c"), "-o",
                  os.path.join(self.folder, name), *options)

    def _build_memcpy(self):
        self._build_limits("memcpy")

    def _build_mremap(self):
        self._build_limits("mremap", "-DMREMAP")

    def _build_heap(self, name, *options):
        self._run(self.clang, "-O2", "-I.", os.path.join(HERE, "c", "heap.c"), "-o",
                  os.path.join(self.folder, name), *options)

    def _build_malloc(self):
        self._build_heap("malloc")

    def _build_boehm(self):
        self._build_heap("boehm", "-DBOEHM", "-lgc")

    def _build_go(self):
        self._build_go_programs("go", "cgo", [self.go[1], "build"])

    def _build_gccgo(self):
        _, go, compiler = self.gccgo
        self._build_go_programs("gccgo", "gccgo_c", [
            go, "build", "-compiler=gccgo", "-gccgoflags=-O2 -static-libgo"], GCCGO=compiler)

    def _build_go_programs(self, program, with_c, command, **settings):
        folder = os.path.join(HERE, "go")
        settings.update(GOFLAGS="-buildvcs=false", GOTOOLCHAIN="local", GOWORK="off")
        self._run(*command, "-o", os.path.join(self.folder, program), "./goroutines",
                  cwd=folder, **settings)
        self._run(*command, "-o", os.path.join(self.folder, with_c), "./cgo", cwd=folder,
                  CGO_ENABLED="1", CGO_LDFLAGS=self._native(), **settings)

    def _build_ghc(self):
        # What it makes of each module goes beside the program, which may be kept.
        self._run("ghc", "-v0", "-threaded", "-O2", "-rtsopts", "-package", "stm",
                  "-outputdir", os.path.join(self.folder, "ghc.objects"), "-i.", "Main.hs",
                  "-o", os.path.join(self.folder, "ghc"), cwd=os.path.join(HERE, "ghc"))

    def _build_fcontext(self):
        self._run("g++", "-O2", "-I.", os.path.join(HERE, "boost", "fcontext.cc"), "-o",
                  os.path.join(self.folder, "fcontext"), "-lboost_context")

    def _build_boost_fiber(self):
        self._run("g++", "-O2", "-I.", *self._sources("boost/fiber_*.cc"), "-o",
                  os.path.join(self.folder, "boost_fiber"), "-lboost_fiber",
                  "-lboost_context", "-pthread")
