#!/usr/bin/env python3
"""Random programs: makes them, compiles each with plain clang and with Pagurus,
runs them plainly and with all debug modes, and compares what they print.

  ./pagurus test --random 1000                csmith's and our own, 1,000 each
  ./pagurus test --random 50 --seed 7000 --only own
"""
import argparse
import os
import shutil
import sys

import csmith
import own
from campaign import Campaign, Settings, default_keep
from examine import Examination
from keep import write_scripts
from program import PARTS, load
from reduce import interesting, reduce
from toolchain import Toolchain

KINDS = {"csmith": csmith.generate, "own": own.generate}


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="pagurus test", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="The exit status is 0 if every program did as clang's build does.")
    add = parser.add_argument
    add("--random", type=int, default=0, nargs="?", const=100, metavar="N",
        help="programs of each kind (default 100)")
    add("--seed", type=int, default=1, metavar="S",
        help="the first seed; the others follow (default 1)")
    add("--only", choices=sorted(KINDS), help="this kind only")
    add("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N",
        help="programs at the same time (default: one per processor)")
    add("--keep", metavar="DIR", default=default_keep(),
        help="where failures are kept (default %(default)s)")
    add("--no-reduce", action="store_true", help="keep failures as they are")
    add("--reduce-seconds", type=int, default=300, metavar="T",
        help="time for reducing one failure (default 300)")
    add("--show", action="store_true",
        help="write the programs into DIR and compile nothing")
    add("--repeat", metavar="FOLDER",
        help="examine a kept program again, and reduce it")
    add("--cc", metavar="FILE", help="another pagurus-cc")
    add("--runtime", metavar="FILE", help="another libpagurus.a")
    add("--interesting", metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.random < 0 or options.jobs < 1 or options.reduce_seconds < 1:
        parser.error("numbers must be positive")
    if not (options.random or options.repeat or options.interesting):
        parser.error("--random N is missing")
    return options


def repeat(toolchain, folder, reduce_seconds):
    """Examines the program kept in `folder` again, in a folder inside it."""
    folder = os.path.abspath(folder)
    program = load(folder)
    scratch = os.path.join(folder, "again")
    shutil.rmtree(scratch, ignore_errors=True)
    os.makedirs(scratch)
    program.write_sources(scratch)
    examination = Examination(toolchain, program, scratch)
    verdict = examination.everything()
    for failure in verdict.failures:
        print("%s\n%s" % (failure.title(), failure.message))
    print("%s: %s %s" % (program.name, verdict.status, verdict.message))
    if verdict.failures and reduce_seconds:
        write_scripts(toolchain, examination, folder)
        print(reduce(toolchain, folder, verdict.failures[0], reduce_seconds))
    return verdict.status != "ok"


def shard(seeds):
    """The seeds of this shard of a Bazel test."""
    status = os.environ.get("TEST_SHARD_STATUS_FILE")
    if status:
        open(status, "w", encoding="utf-8").close()
    count = int(os.environ.get("TEST_TOTAL_SHARDS", 1))
    index = int(os.environ.get("TEST_SHARD_INDEX", 0))
    return [seed for seed in seeds if seed // PARTS % count == index]


def main(arguments):
    options = parse(arguments)
    toolchain = Toolchain(options.cc, options.runtime)
    if options.interesting:
        return 0 if interesting(toolchain, options.interesting) else 1
    if options.repeat:
        return repeat(toolchain, options.repeat,
                      0 if options.no_reduce else options.reduce_seconds)
    kinds = {k: g for k, g in KINDS.items() if options.only in (None, k)}
    seeds = shard(range(options.seed, options.seed + options.random))
    if options.show:
        for seed in seeds:
            for generate in kinds.values():
                program = generate([seed])
                folder = os.path.join(options.keep, program.name)
                os.makedirs(folder, exist_ok=True)
                program.save(folder)
                print(folder)
        return 0
    campaign = Campaign(toolchain, Settings(
        options.keep, options.jobs,
        0 if options.no_reduce else options.reduce_seconds), kinds, seeds)
    good = campaign.run()
    print(campaign.table())
    return 0 if good else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
