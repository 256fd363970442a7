"""What a test that compiles programs with Pagurus is given (toolchain.h)."""

TOOLCHAIN_ARGS = [
    "--cc=$(rootpath //compiler/driver:pagurus-cc)",
    "--runtime=$(rootpath //runtime:libpagurus.a)",
]

TOOLCHAIN_DATA = [
    "//compiler/driver:pagurus-cc",
    "//compiler/driver:toolchain",
    "//runtime:libpagurus.a",
]
