"""Programs that nobody here wrote, as tests."""

load("//tests/support:toolchain.bzl", "TOOLCHAIN_ARGS", "TOOLCHAIN_DATA")

def realworld_program(name, heavy = False, workloads = None):
    """The program that programs/NAME.sh describes.

    Its workloads are in programs/NAME/, or in programs/WORKLOADS/ when programs
    share them.

    `./pagurus test` leaves out the heavy ones; `./pagurus test --realworld` runs
    all, or those that it is told to.
    """
    native.cc_test(
        name = name,
        size = "enormous",
        args = ["--program=" + name] + TOOLCHAIN_ARGS,
        data = TOOLCHAIN_DATA + [
            "cache_directory.sh",
            "debian_source.sh",
            "program.sh",
            "programs/" + name + ".sh",
            "//tests/managed:reference",
        ] + native.glob(["programs/" + (workloads or name) + "/**"]),
        tags = [
            "cpu:2",  # make -j2
            "external",
            "local",
            "requires-network",
        ] + (["manual"] if heavy else []),
        deps = [":realworld_test"],
    )
