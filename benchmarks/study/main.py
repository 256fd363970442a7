"""./pagurus study: what moving a stack costs, part by part.

Moves stacks of many shapes, with and without the parts of a move, and lets them
grow beside Go's; compares kinds of stacks; and shows what learned start sizes and
reuse are worth.  docs/cost-of-moving.md explains what is measured and has the
tables.
"""
import argparse
import json
import os
import re
import signal
import sys
import tempfile

import chapter
import measuring
import page
import programs  # before what it finds for us
import tables

import machine  # noqa: E402
import progress  # noqa: E402
import results  # noqa: E402
import systems  # noqa: E402

CHAPTER = os.path.join(systems.ROOT, "docs", "cost-of-moving.md")


def say(text):
    print("study: " + text, file=sys.stderr, flush=True)


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="./pagurus study", description=__doc__.split("\n\n", 1)[1],
        formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--quick", action="store_true",
        help="few stacks, once: shows that everything runs, measures nothing")
    add("--report", metavar="DIRECTORY",
        help="write study.json and study.html there (`./pagurus study`: bench-report)")
    add("--json", metavar="FILE", help="write the figures there")
    add("--html", metavar="FILE", help="write the page with tables and curves there")
    add("--doc", metavar="FILE", nargs="?", const=CHAPTER,
        help="put the tables into this chapter (docs/cost-of-moving.md)")
    add("--filter", metavar="REGEX",
        help="only sections whose name it matches somewhere: "
             + ", ".join(measuring.SECTIONS))
    add("--from", dest="from_", metavar="FILE",
        help="measure nothing: take the figures from a file that --json wrote")
    add("--systems", metavar="A,B", help="only these of: "
        + ", ".join(measuring.STACK_SYSTEMS))
    add("--keep", metavar="DIRECTORY", help="leave the programs there")
    add("--cc", metavar="FILE", help="the pagurus-cc to use (bin/pagurus-cc)")
    add("--runtime", metavar="FILE", help="the libpagurus.a to use")
    options = parser.parse_args(arguments)
    try:
        options.sections = [name for name in measuring.SECTIONS
                            if re.search(options.filter or "", name)]
    except re.error as error:
        parser.error("--filter: %s" % error)
    if not options.sections:
        parser.error("--filter: no section matches; there are: "
                     + ", ".join(measuring.SECTIONS))
    options.systems = (options.systems or ",".join(measuring.STACK_SYSTEMS)).split(",")
    for system in options.systems:
        if system not in measuring.STACK_SYSTEMS:
            parser.error("no system '%s'; there are: %s"
                         % (system, ", ".join(measuring.STACK_SYSTEMS)))
    if options.quick and options.doc:
        parser.error("--doc: figures of --quick say nothing")
    if options.report:
        options.json = options.json or os.path.join(options.report, "study.json")
        options.html = options.html or os.path.join(options.report, "study.html")
    return options


def build(built, present):
    """How many systems do not build; they are not present any more."""
    failed = 0
    for system in list(present):
        try:
            if "stacks" in built.sections:
                built.builder.build(system)
            getattr(built, "build_" + system)()
        except systems.BuildError as error:
            say("error: %s does not build: %s" % (system, error))
            present.remove(system)
            failed += 1
    return failed


def run_all(study, failed):
    """Does all steps; returns how many have failed, those before included."""
    steps = list(study.steps())
    shown = progress.Progress(sum(weight for weight, _, _ in steps))
    for weight, text, step in steps:
        shown.show(text)
        try:
            step()
        except results.BadOutput as error:
            shown.clear()
            say("error: %s: %s" % (text, error))
            failed += 1
        shown.step(weight)
    shown.clear()
    return failed


def measure(options, folder):
    """(document, number of failures)"""
    if options.cc:
        cc = [os.path.abspath(options.cc), "--driver-mode=gcc"]
    else:
        cc = [os.path.join(systems.ROOT, "bin", "pagurus-cc")]
    env = {"PAGURUS_RUNTIME": os.path.abspath(options.runtime)} if options.runtime else {}
    builder = systems.Systems(folder, cc, env)
    versions = builder.present()
    present = [s for s in options.systems if s in versions]
    missing = {s: systems.HOW_TO_GET[s] for s in options.systems if s not in versions}
    for system, how in missing.items():
        say("%s is missing: %s" % (system, how))
    described = machine.describe({s: versions[s] for s in present})
    described.update(quick=options.quick, missing=missing)
    built = programs.Programs(builder, folder, ())
    study = measuring.Study(built, present, options.sections, options.quick)
    built.shapes, built.sections = study.shapes(), options.sections
    say("building for " + ", ".join(present))
    failed = build(built, present)
    if "pagurus" not in present:
        say("error: nothing can be measured without pagurus")
        return None, max(failed, 1)
    say("measuring: %d stacks moved, %d grown" % (2 * len(study.moves), len(study.growths)))
    failed = run_all(study, failed)
    described["load"].append(os.getloadavg()[0])
    described["left_out"] = study.left_out
    return dict(machine=described, **study.data), failed


def write_file(path, text):
    """Whole or not at all; 1 if it cannot be written."""
    temporary = path + ".part"
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        say("error: cannot write %s: %s" % (path, error.strerror))
        return 1
    return 0


def write(options, data):
    """How many of the files could not be written."""
    failed = 0
    if options.json and not options.from_:
        failed += write_file(options.json, json.dumps(data, indent=1) + "\n")
    if options.html:
        failed += write_file(options.html, page.page(data))
        say("see " + options.html)
    if options.doc:
        try:
            with open(options.doc, encoding="utf-8") as file:
                text = chapter.fill(file.read(), data)
            failed += write_file(options.doc, text)
        except (OSError, chapter.BadChapter) as error:
            say("error: --doc: %s" % error)
            failed += 1
    return failed


def load(path):
    """A document; ValueError if it is none of this study."""
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    try:
        page.page(data)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError("%s is not the study's: %r" % (path, error)) from None
    return data


def show(data):
    for name, table in tables.TABLES.items():
        text = tables.markdown(name, data)
        if text:
            print("\n%s\n\n%s" % (table.title, text), flush=True)


def study(options, folder):
    if options.from_:
        try:
            data, failed = load(options.from_), 0
        except (OSError, ValueError) as error:
            say("error: --from: %s" % error)
            return 2
    else:
        data, failed = measure(options, folder)
    if data is None:
        return 1
    show(data)
    return 1 if failed + write(options, data) else 0


def main(arguments):
    options = parse_arguments(arguments)
    # Ends like Ctrl-C does: with the programs, and without a trace in /tmp.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    try:
        if options.keep:
            os.makedirs(options.keep, exist_ok=True)
            return study(options, os.path.abspath(options.keep))
        with tempfile.TemporaryDirectory(prefix="pagurus-study.") as folder:
            return study(options, folder)
    except KeyboardInterrupt:
        say("interrupted")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
