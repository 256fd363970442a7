"""The compilers: the one under test and the reference, plain clang."""
import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))

LEVELS = ("-O0", "-O2", "-O3")
REFERENCE_LEVELS = ("-O0", "-O2")

# Every debug mode that the runtime has; the stack moves at each check.
STRESS = "stressmove=%d,poison=1,faultonfree=1,clobberdead=1,verify=1"

_COMMON = ["-w", "-I/usr/include/csmith", "-fuse-ld=lld"]
_CPLUSPLUS = ["-std=c++20", "-fno-exceptions", "-fno-rtti",
              "-fno-threadsafe-statics"]


def language_flags(name):
    return _CPLUSPLUS if name.endswith(".cc") else []


class Toolchain:
    """`cc`, `runtime`: Pagurus's driver and archive; None: the checkout's."""

    def __init__(self, cc=None, runtime=None):
        self.cc = os.path.abspath(cc or os.path.join(ROOT, "bin/pagurus-cc"))
        self.environment = dict(os.environ)
        if runtime:
            self.environment["PAGURUS_RUNTIME"] = os.path.abspath(runtime)

    def pagurus(self):
        return [self.cc] + _COMMON

    @staticmethod
    def reference():
        return ["clang-19", "-I" + os.path.join(ROOT, "tests/managed/reference"),
                ] + _COMMON
