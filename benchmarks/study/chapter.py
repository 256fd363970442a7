"""docs/cost-of-moving.md, in which the tables are the study's:

    <!-- study:NAME -->
    | … |
    <!-- /study -->
"""
import re

import tables

_BEGIN = re.compile(r"<!-- study:(.*?) -->")
_BLOCK = re.compile(r"(<!-- study:(?P<name>\S+) -->\n)(?P<table>.*?)(<!-- /study -->)", re.S)


class BadChapter(Exception):
    """Markers that are not a table's."""


def blocks(text):
    """[(name, table)] in their order; BadChapter if markers do not match."""
    found = [(m.group("name"), m.group("table")) for m in _BLOCK.finditer(text)]
    names = _BEGIN.findall(text)
    if [name for name, _ in found] != names or text.count("<!-- /study -->") != len(names):
        raise BadChapter("markers that begin no table, or do not end it")
    for name in names:
        if name not in tables.TABLES:
            raise BadChapter("no table '%s'; there are: %s" % (name, ", ".join(tables.TABLES)))
    for _, table in found:
        if "<!--" in table:
            raise BadChapter("a marker inside a table")
    return found


def fill(text, data):
    """The chapter with the tables of a document; those for which it has nothing
    stay as they are."""
    blocks(text)

    def replaced(match):
        table = tables.markdown(match.group("name"), data)
        return match.group(0) if not table else (
            match.group(1) + table + "\n" + match.group(4))
    return _BLOCK.sub(replaced, text)
