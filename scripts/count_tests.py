#!/usr/bin/env python3
"""Counts the test cases of one `bazel test` run.

Usage: count_tests.py EVENTS STATUS

EVENTS is what --build_event_json_file wrote, STATUS is Bazel's exit status.
Prints the failed cases and, as the last line, `N passed, N failed`.  Exits
with 1 if a case failed, if anything did not build, or if no case ran.

A test program that ends badly without a failed case in its report (a crash, a
time-out, a target that did not build) counts as one failed case.
"""
import json
import sys
import urllib.parse
import xml.etree.ElementTree


def read_events(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def cases_of(uri):
    """Yields (name, outcome) of a test.xml; outcome: passed, failed, skipped."""
    path = urllib.parse.unquote(urllib.parse.urlparse(uri).path)
    try:
        tree = xml.etree.ElementTree.parse(path)
    except (OSError, xml.etree.ElementTree.ParseError):
        return
    for case in tree.iter("testcase"):
        if case.get("status") == "notrun":
            continue  # filtered out, or another shard's
        name = ".".join(filter(None, [case.get("classname"), case.get("name")]))
        if case.find("failure") is not None or case.find("error") is not None:
            yield name, "failed"
        elif case.get("result") == "skipped" or case.find("skipped") is not None:
            yield name, "skipped"
        else:
            yield name, "passed"


def main():
    events, bazel_status = sys.argv[1], int(sys.argv[2])
    results = {}  # (label, run, shard) -> last attempt's result
    broken = set()  # targets that did not build
    tests = set()
    for event in read_events(events):
        identity = event.get("id", {})
        if "testResult" in identity:
            key = identity["testResult"]
            shard = (key["label"], key.get("run"), key.get("shard"))
            results[shard] = event.get("testResult", {})
        elif "targetConfigured" in identity:
            kind = event.get("configured", {}).get("targetKind", "")
            if kind.endswith("_test rule"):
                tests.add(identity["targetConfigured"]["label"])
        elif "targetCompleted" in identity:
            if not event.get("completed", {}).get("success"):
                broken.add(identity["targetCompleted"]["label"])

    passed, failed, skipped = 0, [], []
    for (label, _, shard), result in sorted(results.items(), key=str):
        outcomes = []
        for output in result.get("testActionOutput", []):
            if output.get("name") == "test.xml":
                outcomes = list(cases_of(output["uri"]))
        passed += sum(outcome == "passed" for _, outcome in outcomes)
        skipped += [f"{label} {name}" for name, o in outcomes if o == "skipped"]
        bad = [f"{label} {name}" for name, o in outcomes if o == "failed"]
        status = result.get("status", "UNKNOWN")
        if status != "PASSED" and not bad:
            where = f" (shard {shard})" if shard else ""
            bad = [f"{label}{where}: {status.lower()}"]
        failed += bad
    tested = {label for label, _, _ in results}
    failed += [f"{label}: did not build" for label in sorted(broken - tested)]
    if bazel_status not in (0, 3) and not failed:
        failed.append(f"bazel test ended with status {bazel_status}")
    failed += [f"{label}: did not run" for label in sorted(tests - tested - broken)
               if bazel_status != 0]

    for name in skipped:
        print(f"skipped: {name}")
    for name in failed:
        print(f"failed: {name}")
    print(f"{passed} passed, {len(failed)} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
