#!/usr/bin/env python3
"""All rows for Pagurus, for what is written in C, and if they are there for gccgo
and GHC, with little work: every program checks what it has computed, and the file
that comes of it has the right form.  Times are not looked at.

Usage: smoke_test.py --cc=FILE --runtime=FILE"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import counting  # noqa: E402
import results  # noqa: E402
import systems  # noqa: E402
import works  # noqa: E402

ALWAYS = ("pagurus", "split_stack", "c", "memcpy", "mremap", "malloc", "boehm")
SOMETIMES = ("gccgo", "ghc")


def main():
    present = systems.Systems("", []).present()
    tried = ALWAYS + tuple(s for s in SOMETIMES if s in present)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "out.json")
        subprocess.run([sys.executable, os.path.join(HERE, "main.py"), "--quick",
                        "--systems=" + ",".join(tried), "--json", path, *sys.argv[1:]],
                       env=dict(os.environ, GOCACHE=os.path.join(folder, "go")), check=True)
        with open(path) as file:
            data = json.load(file)
    results.check(data)
    found = {(entry["work"], entry["system"]) for entry in data["results"]}
    expected = {(row.name, system) for work, procs, rows in works.selected(None)
                for _, row in rows for system in works.systems_for(work, procs)
                if system in tried and (counting.present() or not work.counted)}
    if found != expected:
        sys.exit("rows that are missing or too many: %s" % sorted(found ^ expected))


if __name__ == "__main__":
    main()
