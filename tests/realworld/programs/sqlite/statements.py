#!/usr/bin/env python3
"""Prints SQL for SQLite's shell: statements.py [--count N] CASE

Deterministic: the case's name is the seed. Every SELECT's rows are either all
printed in a defined order, or reduced to counts and sums.
"""

import argparse
import random

WORDS = ("amber birch cedar delta ember fjord grove heath inlet juniper kelp larch maple "
         "nettle osier pine quartz reed sedge thorn umber vale willow yarrow zephyr").split()


class Case:
    """Common to all: a source of choices, and tables to work on."""

    def __init__(self, name, count):
        self.random = random.Random(name)
        self.count = count

    def pick(self, *choices):
        return self.random.choice(choices)

    def number(self, low=-50, high=50):
        return self.random.randint(low, high)

    def word(self):
        return self.random.choice(WORDS)

    def values(self):
        """A literal of any type."""
        return self.pick(str(self.number()), f"{self.number()}.{self.number(0, 99)}", f"'{self.word()}'", "NULL",
                         f"x'{self.number(0, 255):02x}{self.number(0, 255):02x}'", str(self.number(-2**62, 2**62)))

    def tables(self, rows):
        yield "CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b TEXT, c REAL, d);"
        yield "CREATE TABLE u(id INTEGER PRIMARY KEY, t INT REFERENCES t(id), e TEXT COLLATE NOCASE, f INT DEFAULT 7);"
        yield "CREATE INDEX t_a ON t(a, b); CREATE INDEX t_c ON t(c) WHERE c > 0; CREATE INDEX u_e ON u(lower(e), f DESC);"
        yield "BEGIN;"
        for i in range(1, rows + 1):
            yield (f"INSERT INTO t VALUES({i},{self.number()},'{self.word()}-{self.number(0, 9)}',"
                   f"{self.number()}.{self.number(0, 9)},{self.values()});")
            if i % 2:
                yield f"INSERT INTO u(t, e, f) VALUES({self.number(1, rows)},'{self.word().title()}',{self.number(0, 20)});"
        yield "COMMIT; ANALYZE;"

    # Expressions over the columns of t, of a chosen depth.

    def scalar(self, depth):
        if depth <= 0:
            return self.pick("a", "b", "c", "d", "t.id", self.values())
        x, y = self.scalar(depth - 1), self.scalar(depth - 1 - self.number(0, 1))
        form = self.number(0, 17)
        if form < 5:
            return f"({x} {self.pick('+', '-', '*', '/', '%', '||', '&', '|', '<<', '>>')} {y})"
        if form < 8:
            return f"CASE WHEN {self.condition(depth - 1)} THEN {x} ELSE {y} END"
        if form == 8:
            return f"CAST({x} AS {self.pick('INT', 'TEXT', 'REAL', 'BLOB', 'NUMERIC')})"
        if form == 9:
            return f"{self.pick('coalesce', 'ifnull', 'nullif', 'max', 'min')}({x}, {y})"
        if form == 10:
            return f"substr({x}, {self.number(-4, 4)}, {self.number(0, 5)})"
        if form == 11:
            return f"{self.pick('length', 'typeof', 'upper', 'hex', 'quote', 'abs', 'trim', 'unicode')}({x})"
        if form == 12:
            return f"replace({x}, {y}, '#')"
        if form == 13:
            return f"printf('%{self.pick('d', 's', '8.3f', '-6s|', 'x', 'q')}', {x})"
        if form == 14:
            return f"(SELECT {self.pick('max', 'min', 'count', 'total')}(f) FROM u WHERE u.t = t.id AND {self.number(0, 9)} <= f)"
        if form == 15:
            return f"-({x})"
        if form == 16:
            return f"instr({x}, {y})"
        return f"round({x}, {self.number(0, 3)})"

    def condition(self, depth):
        x, y = self.scalar(depth - 1), self.scalar(depth - 1)
        form = self.number(0, 10)
        if form < 4:
            return f"{x} {self.pick('<', '<=', '=', '<>', '>', 'IS', 'IS NOT')} {y}"
        if form == 4:
            return f"{x} BETWEEN {y} AND {self.values()}"
        if form == 5:
            return f"{x} {self.pick('', 'NOT ')}IN ({y}, {self.values()}, {self.values()})"
        if form == 6:
            return f"b {self.pick('LIKE', 'GLOB')} '{self.pick('%e%', '*r-?', 'a%', '_e%-3', '[a-k]*')}'"
        if form == 7:
            return f"EXISTS (SELECT 1 FROM u WHERE u.t = t.id AND f > {self.number(0, 20)})"
        if depth <= 1:
            return f"{x} IS {self.pick('', 'NOT ')}NULL"
        return self.pick(f"({self.condition(depth - 1)} {self.pick('AND', 'OR')} {self.condition(depth - 1)})",
                         f"NOT ({self.condition(depth - 1)})")

    # The cases.

    def expressions(self):
        yield from self.tables(60)
        for i in range(self.count):
            depth = 1 + i % 5
            yield f"SELECT count(*), quote(min({self.scalar(depth)})) FROM t WHERE {self.condition(depth)};"
            if i % 3 == 0:
                yield f"SELECT id, {self.scalar(depth)} FROM t WHERE {self.condition(2)} ORDER BY {self.scalar(1)}, id LIMIT 3;"

    def deep(self):
        yield from self.tables(20)
        for depth in (10, 100, 400, 900):
            yield f"SELECT {'(' * depth}1{'+1)' * depth};"
            yield f"SELECT {'NOT ' * depth}0;"
            yield f"SELECT count(*) FROM t WHERE {' OR '.join(f'a = {i}' for i in range(depth))};"
            yield f"SELECT {'abs(' * min(depth, 300)}-7{')' * min(depth, 300)};"
            yield f"SELECT {'CASE WHEN 1 THEN ' * min(depth, 300)}5{' END' * min(depth, 300)};"
            yield f"SELECT count(*) FROM t WHERE a IN ({','.join(map(str, range(depth)))});"
            terms = min(depth, 400)
            yield " UNION ALL ".join(f"SELECT {i}" for i in range(terms)) + " ORDER BY 1 DESC LIMIT 2;"
            nested = min(depth, 30)
            yield f"{'SELECT * FROM (' * nested}SELECT 9{')' * nested};"
            yield f"SELECT json_valid('{'[' * depth}{']' * depth}');"
            yield (f"WITH RECURSIVE r(n, s) AS (SELECT 1, 'x' UNION ALL SELECT n + 1, s || 'x' FROM r WHERE n < {depth}) "
                   "SELECT max(n), max(length(s)) FROM r;")
        yield f"SELECT {'(' * 1100}1{'+1)' * 1100};"  # more than it allows: an error
        views = 30
        yield "CREATE VIEW v0 AS SELECT id, a FROM t;"
        for i in range(views):
            yield f"CREATE VIEW v{i + 1} AS SELECT id, a + {i} AS a FROM v{i} WHERE a > {-50 - i};"
        yield f"SELECT count(*), sum(a) FROM v{views};"
        # Triggers that start themselves, a thousand deep.
        yield "CREATE TABLE chain(n INT); PRAGMA recursive_triggers = ON;"
        yield ("CREATE TRIGGER down AFTER INSERT ON chain WHEN new.n > 0 BEGIN INSERT INTO chain VALUES(new.n - 1); END;")
        yield "INSERT INTO chain VALUES(300); SELECT count(*), sum(n) FROM chain; INSERT INTO chain VALUES(1200); SELECT count(*) FROM chain;"

    def joins(self):
        yield from self.tables(80)
        for _ in range(self.count):
            join = self.pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN")
            on = self.pick("t.id = u.t", "t.a = u.f", "t.id = u.t AND t.a > u.f", "lower(u.e) < t.b")
            yield f"SELECT count(*), sum(t.a * u.f), min(t.b), max(u.e) FROM t {join} u ON {on} WHERE {self.condition(1)};"
            yield (f"SELECT x.id, y.id, u.e FROM t x JOIN t y ON x.a = y.a AND x.id < y.id LEFT JOIN u ON u.t = y.id AND u.f > {self.number(0, 20)} "
                   f"WHERE x.c {self.pick('<', '>')} {self.number()} ORDER BY x.id, y.id, u.id LIMIT 4;")
            yield (f"SELECT count(*) FROM t NATURAL {self.pick('', 'LEFT ')}JOIN u; SELECT e, count(DISTINCT t.a) FROM u JOIN t ON t.id = u.t "
                   f"GROUP BY e HAVING count(*) > {self.number(0, 3)} ORDER BY 2 DESC, e LIMIT 3;")
            yield f"SELECT b FROM t WHERE a > {self.number()} {self.pick('UNION', 'EXCEPT', 'INTERSECT')} SELECT lower(e) || '-3' FROM u ORDER BY 1 LIMIT 3;"

    def aggregates(self):
        yield from self.tables(120)
        for _ in range(self.count):
            function = self.pick("sum(a)", "avg(a)", "total(c)", "group_concat(a)", "min(b)", "max(c)", "count(DISTINCT a)", "json_group_array(a)")
            yield f"SELECT a % {self.number(2, 9)} AS k, count(*), {function} FROM (SELECT * FROM t ORDER BY id) GROUP BY k ORDER BY k;"
            yield f"SELECT {function}, count(*) FILTER (WHERE a > {self.number()}) FROM t WHERE {self.condition(2)};"
            partition = self.pick("", "PARTITION BY a % 4 ", "PARTITION BY substr(b, 1, 1) ")
            frame = self.pick("ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING", "RANGE BETWEEN 5 PRECEDING AND CURRENT ROW",
                              "GROUPS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES", "ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW")
            order = "a" if "RANGE" in frame else "a, id"
            window = self.pick("sum(a)", "row_number()", "rank()", "dense_rank()", "ntile(4)", "lag(b, 2, '?')", "lead(c)",
                               "first_value(id)", "nth_value(b, 3)", "percent_rank()", "group_concat(id)", "max(c)")
            yield (f"SELECT id, {window} OVER ({partition}ORDER BY {order} {frame}), count(*) OVER (ORDER BY id) "
                   f"FROM t WHERE id % {self.number(3, 9)} = 0 ORDER BY id LIMIT 8;")

    def recursion(self):
        yield ("CREATE TABLE tree(id INTEGER PRIMARY KEY, parent INT); CREATE INDEX tree_parent ON tree(parent);"
               "INSERT INTO tree SELECT value, value / 2 FROM generate_series(1, 200);")
        for _ in range(self.count):
            root = self.number(1, 40)
            yield (f"WITH RECURSIVE below(id, depth, path) AS (SELECT {root}, 0, '{root}' UNION ALL SELECT tree.id, depth + 1, path || '/' || tree.id "
                   f"FROM tree JOIN below ON tree.parent = below.id WHERE tree.id <> below.id) SELECT count(*), max(depth), max(path) FROM below;")
            yield (f"WITH RECURSIVE fib(n, x, y) AS (VALUES(0, 0, 1) UNION ALL SELECT n + 1, y, x + y FROM fib WHERE n < {self.number(5, 80)}) "
                   "SELECT max(n), max(x) FROM fib;")
            yield (f"WITH RECURSIVE collatz(n) AS (SELECT {self.number(1, 500)} UNION ALL SELECT iif(n % 2, 3 * n + 1, n / 2) FROM collatz WHERE n > 1) "
                   "SELECT count(*), max(n) FROM collatz;")
        yield """WITH RECURSIVE digits(z) AS (VALUES('1') UNION ALL SELECT CAST(z + 1 AS TEXT) FROM digits WHERE z < 9),
          input(sud) AS (VALUES('53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79')),
          x(s, ind) AS (SELECT sud, instr(sud, '.') FROM input UNION ALL
            SELECT substr(s, 1, ind - 1) || z || substr(s, ind + 1), instr(substr(s, 1, ind - 1) || z || substr(s, ind + 1), '.')
            FROM x, digits WHERE ind > 0 AND NOT EXISTS (
              SELECT 1 FROM generate_series(1, 9) AS g, (SELECT value AS lp FROM generate_series(1, 9)) WHERE g.value = 1 AND (
                z = substr(s, ((ind - 1) / 9) * 9 + lp, 1) OR z = substr(s, ((ind - 1) % 9) + (lp - 1) * 9 + 1, 1)
                OR z = substr(s, (((ind - 1) / 3) % 3) * 3 + ((ind - 1) / 27) * 27 + lp + ((lp - 1) / 3) * 6, 1))))
          SELECT s FROM x WHERE ind = 0;"""

    def changes(self):
        """Transactions, savepoints, conflicts, triggers, foreign keys."""
        yield from self.tables(50)
        yield "PRAGMA foreign_keys = ON; CREATE TABLE log(n INTEGER PRIMARY KEY, what TEXT);"
        for event in ("INSERT", "UPDATE", "DELETE"):
            row = "old" if event == "DELETE" else "new"
            yield f"CREATE TRIGGER log_{event} AFTER {event} ON t BEGIN INSERT INTO log(what) VALUES('{event} ' || {row}.id || ' ' || quote({row}.a)); END;"
        yield ("CREATE VIEW pairs AS SELECT t.id, b, e FROM t JOIN u ON u.t = t.id;"
               "CREATE TRIGGER pairs_update INSTEAD OF UPDATE ON pairs BEGIN UPDATE t SET b = new.b WHERE id = old.id; END;")
        depth = 0
        for i in range(self.count):
            action = self.number(0, 13)
            if action == 0:
                yield f"SAVEPOINT s{depth};"
                depth += 1
            elif action == 1 and depth:
                depth -= 1
                yield f"ROLLBACK TO s{depth}; RELEASE s{depth};"
            elif action == 2 and depth:
                depth -= 1
                yield f"RELEASE s{depth};"
            elif action == 3:
                yield f"DELETE FROM t WHERE id = {self.number(1, 60)};"
            elif action == 4:
                yield f"UPDATE {self.pick('', 'OR IGNORE ', 'OR REPLACE ')}t SET id = id + {self.number(1, 9)} WHERE a = {self.number()};"
            elif action == 5:
                yield f"INSERT INTO t VALUES({self.number(1, 80)},{self.values()},'{self.word()}',{self.values()},1) ON CONFLICT(id) DO UPDATE SET a = a + 1, d = excluded.b RETURNING id, a;"
            elif action == 6:
                yield f"REPLACE INTO t SELECT id, a + 1, b, c, d FROM t WHERE id BETWEEN {self.number(1, 60)} AND {self.number(1, 60)};"
            elif action == 7:
                yield f"UPDATE pairs SET b = '{self.word()}' WHERE id = {self.number(1, 50)};"
            elif action == 8:
                yield f"INSERT INTO u(t) VALUES({self.number(1, 120)});"
            elif action == 9:
                yield f"DELETE FROM u WHERE f = {self.number(0, 20)} RETURNING id;"
            elif action == 10:
                yield f"UPDATE t SET c = (SELECT avg(f) FROM u WHERE u.t = t.id) WHERE {self.condition(2)};"
            else:
                yield f"INSERT INTO t(a, b, c) VALUES({self.number()},'{self.word()}',{self.number()}.5);"
            if i % 10 == 0:
                yield "SELECT count(*), sum(a), total(c) FROM t; SELECT count(*), sum(f) FROM u; SELECT count(*), max(what) FROM log; PRAGMA integrity_check;"
        while depth:
            depth -= 1
            yield f"RELEASE s{depth};"
        yield "SELECT * FROM t ORDER BY id LIMIT 20; SELECT what, count(*) FROM log GROUP BY what ORDER BY 2 DESC, 1 LIMIT 10; PRAGMA foreign_key_check;"

    def documents(self):
        """JSON and full-text search."""
        yield "CREATE TABLE j(id INTEGER PRIMARY KEY, doc TEXT); CREATE VIRTUAL TABLE f5 USING fts5(title, body, prefix='2 3'); CREATE VIRTUAL TABLE f4 USING fts4(body);"
        for i in range(self.count):
            words = [self.word() for _ in range(12)]
            yield f"INSERT INTO f5 VALUES('{words[0]} {words[1]}','{' '.join(words)}'); INSERT INTO f4 VALUES('{' '.join(words)}');"
            nested = "[" + ",".join(f'{{"w":"{w}","n":{self.number()}}}' for w in words[:4]) + "]"
            yield f"""INSERT INTO j(doc) VALUES('{{"id":{i},"list":{nested},"deep":{{"a":{{"b":[1,2,{{"c":{self.number()}}}]}}}}}}');"""
        for i in range(self.count):
            a, b = self.word(), self.word()
            query = self.pick(f"{a} {b}", f"{a} OR {b}", f"{a} NOT {b}", f"{a[:2]}*", f"NEAR({a} {b}, 4)", f"title : {a}", f"({a} OR {b}) AND {self.word()}", f'"{a} {b}"')
            yield f"SELECT rowid, highlight(f5, 1, '[', ']') FROM f5('{query}') ORDER BY rank, rowid LIMIT 2; SELECT count(*) FROM f5 WHERE f5 MATCH '{query}';"
            yield f"SELECT docid, snippet(f4) FROM f4 WHERE body MATCH '{a} OR {b}' ORDER BY docid LIMIT 2;"
            path = self.pick("$.list[1].w", "$.deep.a.b[2].c", "$.list[#-1]", "$.missing", "$.deep")
            yield f"SELECT id, doc ->> '{path}' FROM j WHERE json_extract(doc, '$.list[0].n') > {self.number()} ORDER BY id LIMIT 3;"
            if i % 5 == 0:
                yield f"UPDATE j SET doc = json_set(doc, '$.new', json_array({i}, 'x', json('{{\"y\":1}}'))) WHERE id % {self.number(2, 9)} = 0;"
                yield f"SELECT count(*), sum(atom), max(fullkey) FROM j, json_tree(doc) WHERE j.id < {self.number(5, 40)}; SELECT sum(value ->> 'n') FROM j, json_each(doc, '$.list');"
                yield f"DELETE FROM f5 WHERE rowid = {self.number(1, 60)}; INSERT INTO f5(f5) VALUES('{self.pick('optimize', 'integrity-check', 'rebuild', 'merge=4')}');"
        yield "SELECT json_patch('{\"a\":1,\"b\":{\"c\":2}}', '{\"b\":{\"c\":null,\"d\":[3]}}'), json_group_object(id, doc ->> '$.id') FROM j WHERE id < 5; SELECT json('{bad'), 1;"

    def storage(self):
        """Large sorts, large blobs, overflow pages, other schemas, VACUUM."""
        yield "PRAGMA page_size = 1024; PRAGMA cache_size = 20; CREATE TABLE s(k TEXT, n INT, pad); CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID;"
        rows = 40 * self.count
        yield f"INSERT INTO s SELECT printf('%08x', (value * 2654435761) % 4294967296), value, zeroblob(value % 50) FROM generate_series(1, {rows});"
        yield "CREATE INDEX s_k ON s(k); CREATE UNIQUE INDEX s_n ON s(n DESC); INSERT INTO w SELECT k, n FROM s WHERE n % 3;"
        yield "SELECT k, n FROM s ORDER BY k DESC LIMIT 5 OFFSET 100; SELECT n FROM s ORDER BY substr(k, 3), n LIMIT 5; SELECT count(DISTINCT substr(k, 1, 3)) FROM s;"
        yield "SELECT n, length(pad) FROM s ORDER BY length(pad) DESC, k LIMIT 3; SELECT max(k), min(v) FROM w; SELECT count(*) FROM s WHERE k IN (SELECT k FROM w);"
        for i in range(self.count):
            size = self.number(1, 9000)
            yield f"INSERT INTO s VALUES('blob{i}', {rows + 1 + i}, iif({i} % 2, zeroblob({size}), CAST(printf('%.*c', {size}, 'x') AS BLOB))); SELECT length(pad), hex(substr(pad, -3)) FROM s WHERE n = {rows + 1 + i};"
            if i % 10 == 9:
                yield f"DELETE FROM s WHERE n % {self.number(7, 23)} = 0; UPDATE w SET v = v + 1, k = k || '!' WHERE v % {self.number(11, 31)} = 0; PRAGMA integrity_check; SELECT count(*), sum(length(pad)) FROM s;"
        yield "VACUUM; PRAGMA freelist_count; PRAGMA integrity_check; SELECT count(*) FROM s; ALTER TABLE s RENAME COLUMN pad TO padding; ALTER TABLE s ADD COLUMN extra DEFAULT 'e'; ALTER TABLE s DROP COLUMN extra;"
        yield "ATTACH ':memory:' AS other; CREATE TABLE other.copy AS SELECT * FROM s; SELECT count(*), sum(n), max(typeof(padding)) FROM other.copy; PRAGMA other.quick_check; DETACH other;"
        yield "SELECT name, sum(ncell) > 0, count(*) > 1 FROM dbstat GROUP BY name ORDER BY name; SELECT sql FROM sqlite_schema ORDER BY name; REINDEX; PRAGMA integrity_check;"

    def plans(self):
        """What the parser and the planner make of statements, down to byte code."""
        yield from self.tables(40)
        yield "CREATE VIRTUAL TABLE r USING rtree(id, x0, x1, y0, y1);"
        yield "INSERT INTO r SELECT value, value % 17, value % 17 + 2, value % 23, value % 23 + 3 FROM generate_series(1, 150);"
        for i in range(self.count):
            query = f"SELECT {self.scalar(2)} FROM t LEFT JOIN u ON u.t = t.id WHERE {self.condition(3)} ORDER BY {self.scalar(1)}"
            yield f"{self.pick('EXPLAIN QUERY PLAN', 'EXPLAIN')} {query} LIMIT 5;"
            x, y = self.number(0, 15), self.number(0, 20)
            yield f"SELECT count(*), sum(id) FROM r WHERE x0 <= {x} AND x1 >= {x} AND y1 >= {y} AND y0 <= {y + 2};"
            # Not all of these are SQL.
            broken = query.split()
            self.random.shuffle(broken)
            yield f"{' '.join(broken[:self.number(3, 9)])};" if i % 2 else f"SELECT {self.word()}({self.values()}) FROM t;"
        yield "DELETE FROM r WHERE id % 3 = 0; SELECT rtreecheck('r'); SELECT rtreenode(2, data) IS NOT NULL FROM r_node LIMIT 1;"


CASES = ("expressions", "deep", "joins", "aggregates", "recursion", "changes", "documents", "storage", "plans")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60, help="how much of it")
    parser.add_argument("case", choices=CASES)
    arguments = parser.parse_args()
    for statement in getattr(Case(arguments.case, arguments.count), arguments.case)():
        print(statement)


if __name__ == "__main__":
    main()
