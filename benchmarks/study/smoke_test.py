#!/usr/bin/env python3
"""The whole study for Pagurus and for what is written in C, with little to do: every
program checks what it has done, and the files that come of it have the right form.
Times are not looked at.

Usage: smoke_test.py --cc=FILE --runtime=FILE"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import measuring  # noqa: E402
import parts  # noqa: E402
import shapes  # noqa: E402
import tables  # noqa: E402

SYSTEMS = ("pagurus", "split_stack", "c")


def require(condition, what):
    if not condition:
        sys.exit("wrong: %s" % (what,))


def check_moves(data):
    expected = shapes.moves(shapes.SWEEPS, True)
    require(len(data["moves"]) == 2 * len(expected), "stacks that were moved")
    names = {step for part in parts.PARTS for step in part[1:]} | {"move", "index", "fresh"}
    for move in data["moves"]:
        require(set(move["samples"]) == names, "steps of %s" % move)
        for samples in move["samples"].values():
            require(samples and min(samples) > 0, "samples of %s" % move)
    for point in expected:
        for move in tables.moves_of(data, [point], "warm"):
            # The bottom, the goroutine's function and what starts that are frames,
            # too; the recursion's last one keeps no pointers of its own.
            require(0 < move["frames"] - point.depth <= 5, "frames of %s" % (point,))
            require(abs(move["slots"] - point.depth * point.shape.homes)
                    <= 2 * point.shape.homes + 4, "slots of %s" % (point,))
            require(abs(move["rewritten"] - point.depth * point.inside)
                    <= 2 * point.shape.homes + 4, "pointers of %s: %s" % (point, move))


def check_growths(data):
    for growth in data["growths"]:
        if growth["system"] == "pagurus":
            require(growth["moves"] > 0 or growth["depth"] < 100, growth)


def check_others(data):
    for entry in data["depths"]:
        require(entry["deep"] > 0.8 * entry["bytes"] * entry["count"], entry)
    for entry in data["short"]:
        if entry["bytes"] == 0 or entry["variant"].startswith("learned"):
            require(entry["grows"] < 0.5, entry)
        else:
            require(entry["grows"] >= 2, entry)


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(HERE, "main.py"), "--quick",
                        "--systems=" + ",".join(SYSTEMS), "--report", folder,
                        *sys.argv[1:]], check=True)
        with open(os.path.join(folder, "study.json")) as file:
            data = json.load(file)
        with open(os.path.join(folder, "study.html")) as file:
            text = file.read()
    present = set(data["machine"]["versions"])
    check_moves(data)
    check_growths(data)
    check_others(data)
    require({e["system"] for e in data["depths"]} == present, "systems that wait")
    require({e["variant"] for e in data["short"]}
            == {v[1] for v in measuring.SHORT_VARIANTS if v[0] == "pagurus"}, "variants")
    for name, table in tables.TABLES.items():
        require(table.rows(data) or name == "go", "no table '%s'" % name)
        require('id="%s"' % name in text or name == "go", "not on the page: '%s'" % name)


if __name__ == "__main__":
    main()
