"""How code is compiled that is linked into every managed program."""

# Programs are C as well as C++, so nothing of the C++ runtime library may be
# needed; and they are position-independent executables.
RUNTIME_COPTS = [
    "-fPIE",
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-threadsafe-statics",
    "-fno-stack-protector",
    "-fomit-frame-pointer",
    "-fvisibility=hidden",
    "-Wextra",
]
