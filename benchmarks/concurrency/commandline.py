"""What ./pagurus bench and ./pagurus study have in common: options, where programs
and reports go, how an interruption ends."""
import argparse
import contextlib
import os
import re
import signal
import sys
import tempfile

import systems


def parser(command, doc):
    """Of `./pagurus COMMAND`; `doc` is the program's, whose first paragraph is for
    who reads the source."""
    return argparse.ArgumentParser(
        prog="./pagurus " + command, description=doc.split("\n\n", 1)[1],
        formatter_class=argparse.RawDescriptionHelpFormatter)


def add_outputs(add, json, html):
    """Where figures go: `json` and `html` are the files' names in a report."""
    add("--report", metavar="DIRECTORY",
        help="write %s and %s there (`./pagurus`: bench-report)" % (json, html))
    add("--json", metavar="FILE", help="write the figures there")
    add("--html", metavar="FILE", help="write the page with tables and plots there")


def add_programs(add, known):
    """Which programs are built, of what, and where."""
    add("--systems", metavar="A,B", help="only these of: " + ", ".join(known))
    add("--keep", metavar="DIRECTORY", help="leave the programs there")
    add("--cc", metavar="FILE", help="the pagurus-cc to use (bin/pagurus-cc)")
    add("--runtime", metavar="FILE", help="the libpagurus.a to use")


def finish(parsed, options, json, html, known):
    """Replaces what stands for something else; ends with an error for what makes no
    sense."""
    try:
        re.compile(options.filter or "")
    except re.error as error:
        parsed.error("--filter: %s" % error)
    if options.report:
        options.json = options.json or os.path.join(options.report, json)
        options.html = options.html or os.path.join(options.report, html)
    options.systems = (options.systems or ",".join(known)).split(",")
    for system in options.systems:
        if system not in known:
            parsed.error("no system '%s'; there are: %s" % (system, ", ".join(known)))


def builder(options, folder):
    """systems.Systems for the compiler and the runtime that are asked for."""
    cc = [os.path.join(systems.ROOT, "bin", "pagurus-cc")]
    if options.cc:
        cc = [os.path.abspath(options.cc), "--driver-mode=gcc"]
    env = {"PAGURUS_RUNTIME": os.path.abspath(options.runtime)} if options.runtime else {}
    return systems.Systems(folder, cc, env)


def make_report(options):
    """The folder of --report.  What cannot be made is reported for the files in it."""
    if options.report:
        with contextlib.suppress(OSError):
            os.makedirs(options.report, exist_ok=True)


def write_file(path, text, say):
    """Whole or not at all; 1 if it cannot be written, after `say` has been told,
    else 0."""
    temporary = path + ".part"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        say("error: cannot write %s: %s" % (path, error.strerror))
        return 1
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)
    return 0


def in_folder(command, keep, work, say):
    """work(folder), which returns the program's status, in a folder for programs:
    `keep`, or one that is gone afterwards, however the program ends."""
    # Ends like Ctrl-C does: with the programs, and without a trace in /tmp.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    try:
        if keep:
            os.makedirs(keep, exist_ok=True)
            return work(os.path.abspath(keep))
        with tempfile.TemporaryDirectory(prefix="pagurus-%s." % command) as folder:
            return work(folder)
    except KeyboardInterrupt:
        say("interrupted")
        return 130
