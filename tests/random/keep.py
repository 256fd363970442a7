"""Failures, kept with everything that is needed to repeat them."""
import os
import shutil

import toolchain as toolchains

_REPEAT = """#!/bin/sh
# %(title)s
cd "$(dirname "$0")" || exit 2
%(environment)s%(reference)s
./reference-O2 %(part)d > expected.txt
%(commands)s > actual.txt
status=$?
cmp expected.txt actual.txt && exit $status
"""


def _script(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o755)


def keep(toolchain, examination, parent):
    """Copies what was examined into a folder under `parent`; returns it."""
    program, verdict = examination.program, examination.verdict
    directory = os.path.join(parent, program.name)
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    program.save(directory)
    with open(os.path.join(directory, "failure.txt"), "w",
              encoding="utf-8") as file:
        if verdict.message:
            file.write(verdict.message + "\n")
        for failure in verdict.failures:
            file.write("%s\n%s\n  %s\n\n" % (
                failure.title(), failure.message.rstrip(),
                "\n  ".join(failure.commands)))
    if verdict.failures:
        write_scripts(toolchain, examination, directory)
    return directory


def write_scripts(toolchain, examination, directory):
    """`repeat.sh` for people and `interesting.sh` for creduce."""
    failure = examination.verdict.failures[0]
    _, _, reference = examination.build(toolchain.reference(), "reference",
                                        "-O2")
    runtime = toolchain.environment.get("PAGURUS_RUNTIME")
    _script(os.path.join(directory, "repeat.sh"), _REPEAT % {
        "title": failure.title(),
        "environment":
            "export PAGURUS_RUNTIME=%s\n" % runtime if runtime else "",
        "reference": "\n".join(reference),
        "part": failure.part or 0,
        "commands": "\n".join(failure.commands),
    })
    main = os.path.join(toolchains.ROOT, "tests/random/main.py")
    _script(os.path.join(directory, "interesting.sh"),
            "#!/bin/sh\n# For creduce: is the program in the current folder "
            "valid, and does it fail as this one did?\nexec python3 %s "
            "--cc %s %s--interesting %s\n" % (
                main, toolchain.cc,
                "--runtime %s " % runtime if runtime else "", directory))
