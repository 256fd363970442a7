"""./pagurus study: what moving a stack costs, part by part.

Moves stacks of many shapes, with and without the parts of a move, and lets them
grow beside Go's; compares kinds of stacks; and shows what learned start sizes and
reuse are worth.  docs/cost-of-moving.md explains what is measured and has the
tables.
"""
import json
import os
import re
import sys

import chapter
import measuring
import page
import programs  # before what it finds for us
import tables

import commandline  # noqa: E402
import machine  # noqa: E402
import progress  # noqa: E402
import results  # noqa: E402
import systems  # noqa: E402

CHAPTER = os.path.join(systems.ROOT, "docs", "cost-of-moving.md")


def say(text):
    print("study: " + text, file=sys.stderr, flush=True)


def parse_arguments(arguments):
    parser = commandline.parser("study", __doc__)
    add = parser.add_argument
    files = "study.json", "study.html"
    add("--quick", action="store_true",
        help="few stacks, once: shows that everything runs, measures nothing")
    commandline.add_outputs(add, *files)
    add("--doc", metavar="FILE", nargs="?", const=CHAPTER,
        help="put the tables into this chapter (docs/cost-of-moving.md)")
    add("--filter", metavar="REGEX",
        help="only sections whose name it matches somewhere: "
             + ", ".join(measuring.SECTIONS))
    add("--from", dest="from_", metavar="FILE",
        help="measure nothing: take the figures from a file that --json wrote")
    commandline.add_programs(add, measuring.STACK_SYSTEMS)
    options = parser.parse_args(arguments)
    commandline.finish(parser, options, *files, measuring.STACK_SYSTEMS)
    options.sections = [name for name in measuring.SECTIONS
                        if re.search(options.filter or "", name)]
    if not options.sections:
        parser.error("--filter: no section matches; there are: "
                     + ", ".join(measuring.SECTIONS))
    if options.quick and options.doc:
        parser.error("--doc: figures of --quick say nothing")
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
    builder = commandline.builder(options, folder)
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


def write(options, data):
    """How many of the files could not be written."""
    failed = 0
    commandline.make_report(options)
    if options.json and not options.from_:
        failed += commandline.write_file(options.json, json.dumps(data, indent=1) + "\n", say)
    if options.html:
        missing = commandline.write_file(options.html, page.page(data), say)
        failed += missing
        if not missing:
            say("see " + options.html)
    if options.doc:
        try:
            with open(options.doc, encoding="utf-8") as file:
                text = chapter.fill(file.read(), data)
            failed += commandline.write_file(options.doc, text, say)
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
    return commandline.in_folder(
        "study", options.keep, lambda folder: study(options, folder), say)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
