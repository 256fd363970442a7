"""Arrays walked by pointers and by indices, and loops that carry pointers."""
from own.registry import statement
from own.scope import Scope


def _inner(u, scope, out, privates=()):
    """A few words of loop body."""
    inner = Scope(scope)
    inner.in_loop += 1
    inner.privates += privates
    u.statement(inner, out, 0)


@statement(nested=True)
def pointer_pair(u, scope, out, _):
    """Two pointers that meet, as in a quicksort."""
    lo, hi = u.name("lo"), u.name("hi")
    with out.block(""):
        row = u.name("row")
        out.line("unsigned *%s = %s;" % (row, u.address(scope, "row")))
        with out.block("for (unsigned *%s = %s, *%s = %s + 7; %s < %s; %s++, %s--)"
                       % (lo, row, hi, row, lo, hi, lo, hi)):
            out.line("*%s += *%s;" % (lo, hi))
            out.line("hash = Mix(hash, %s);" % u.pick(
                ["Touch(%s)" % hi, "Sum(%s, %s)" % (lo, hi),
                 "(Exchange(%s, %s), *%s)" % (lo, hi, lo),
                 u.folded_call(scope, out)]))
            out.line("hash += (unsigned)(%s - %s);" % (hi, lo))
            _inner(u, scope, out)


@statement(nested=True)
def until_end(u, scope, out, _):
    """A pointer and its end, which is one past the array."""
    p, end = u.name("p"), u.name("end")
    with out.block(""):
        row = u.name("row")
        out.line("unsigned *%s = %s, *%s = %s + %s, *%s = %s + 8;" % (
            row, u.address(scope, "row"), p, row, u.index(scope), end, row))
        with out.block("while (%s != %s)" % (p, end)):
            out.line("*%s ^= hash;" % p)
            _inner(u, scope, out)
            out.line("hash = Mix(hash, *%s++);" % p)
        out.line("hash = Mix(hash, %s[-1] + (unsigned)(%s - %s));" % (p, end, row))


@statement(nested=True)
def far_index(u, scope, out, _):
    """Indices that are larger than any stack: a[i - k] is not (a - k)[i] when
    the array moves in between."""
    k = u.pick(["100000", "1000000000", "far", "-3000000000"])
    step = u.pick([1, 1, 3])
    i = u.name("i")
    with out.block(""):
        row = u.name("row")
        out.line("unsigned *%s = %s;" % (row, u.address(scope, "row")))
        with out.block("for (long %s = %s; %s < (long)%s + 8; %s += %d)" % (
                i, k, i, k, i, step)):
            out.line("hash = Mix(hash, %s[%s - %s]);" % (row, i, k))
            out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))
            out.line("%s[%s - %s] += hash;" % (row, i, k))


@statement(nested=True)
def large_array(u, scope, out, _):
    """An array larger than the first stacks, walked with strides."""
    a, i = u.name("a"), u.name("i")
    size = u.pick([300, 1000, 5000])
    with out.block(""):
        out.line("unsigned %s[%d];" % (a, size))
        out.line("for (unsigned i = 0; i < %d; i++) %s[i] = i ^ hash;" % (size, a))
        with out.block("for (unsigned %s = %s & 63; %s < %d; %s += %d)" % (
                i, u.value(scope, 1), i, size - 64, i, size // 4)):
            out.line("hash = Mix(hash, Touch(%s + %s) + %s[%s + 63]);" % (
                a, i, a, i))
            inner = u.pick([a + " + " + i, "%s + %d" % (a, size - 9)])
            out.line("hash = Mix(hash, Sum(%s, %s + 8));" % (inner, inner))
            _inner(u, scope, out, [i])


@statement(nested=True)
def carried_pointers(u, scope, out, _):
    """Pointers that change places on each turn of a loop, and sometimes take
    another object's address."""
    names = [u.name("p") for _ in range(u.number(2, 4))]
    with out.block(""):
        for name in names:
            out.line("unsigned *%s = %s;" % (name, u.address(scope, "one")))
        i = u.name("i")
        with out.block("for (unsigned %s = 0; %s < %d; %s++)" % (
                i, i, u.number(3, 6), i)):
            out.line("*%s += hash & 15;" % names[0])
            with out.block(""):
                out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))
            out.line("unsigned *%st = %s;" % (names[0], names[0]))
            for a, b in zip(names, names[1:]):
                out.line("%s = %s;" % (a, b))
            out.line("%s = %s ? %st : %s;" % (
                names[-1], u.condition(scope), names[0],
                u.address(scope, "one")))
            if u.chance(40):
                out.line("if (hash & 8) continue;")
            _inner(u, scope, out, [i])
        out.line("hash = Mix(hash, %s);" % " + ".join("*" + n for n in names))


@statement(nested=True)
def pointer_to_pointer(u, scope, out, _):
    """Pointers in an array and reached through pointers to them."""
    table = u.name("t")
    count = u.number(2, 4)
    with out.block(""):
        out.line("unsigned *%s[%d] = {%s};" % (table, count, ", ".join(
            u.address(scope, "one") for _ in range(count))))
        out.line("unsigned **%sp = %s + (%s %% %d);" % (
            table, table, u.value(scope, 1), count))
        out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))
        out.line("**%sp += hash;" % table)
        out.line("%s[%s %% %d] = *%sp;" % (table, u.private(scope), count, table))
        out.line("hash = Mix(hash, Touch(*%sp));" % table)
        out.line("hash = Mix(hash, %s);" % " + ".join(
            "*%s[%d]" % (table, i) for i in range(count)))


@statement(weight=3)
def partition(u, scope, out, _):
    """A function that recurses into parts of an array, as quicksort does: what
    lies between two parameters is counted before and after calls."""
    if u.helpers > 1:
        return
    name = u.name(u.prefix + "partition")

    def fill(text):
        text.line("unsigned hash = value;")
        text.line("long far = 5000000000;")
        text.line("(void)far;")
        u.fuel_check(text)
        text.line("if (hi - lo < 2) return hash + *lo;")
        outer = u.parameter_scope([("&one", "lo"), ("&rec", "rec"),
                                   ("unsigned", "value")])
        mine = u.own_scope(outer)
        mine.in_loop += 1
        text.line("unsigned *i = lo, *j = hi - 1;")
        with text.block("while (i < j)"):
            text.line("*i ^= *j + (unsigned)(j - lo);")
            text.line("hash = Mix(hash, %s);" % u.folded_call(mine, text))
            text.line("if (hash & 1) {")
            text.line("  Exchange(i++, j);")
            text.line("} else {")
            text.line("  j--;")
            text.line("}")
            text.line("hash += (unsigned)(j - lo) + (unsigned)(hi - i) * 3;")
            if u.chance(30):
                u.statement(mine, text, 0)
        text.line("hash = Mix(hash, %s(depth - 1, lo, i, rec, hash));" % name)
        text.line("if (i != lo) hash = Mix(hash, %s(depth - 1, i, hi, rec, hash));"
                  % name)
        text.line("return hash + (unsigned)(hi - lo);")

    u.define("unsigned %s(int depth, unsigned *lo, unsigned *hi, Rec *rec, "
             "unsigned value)" % name, fill)
    with out.block(""):
        row = u.name("row")
        out.line("unsigned *%s = %s;" % (row, u.address(scope, "row")))
        out.line("hash = Mix(hash, %s(depth - 1, %s, %s + 8, %s, %s));" % (
            name, row, row, u.address(scope, "rec"), u.value(scope, 1)))


@statement(weight=3)
def distances(u, scope, out, _):
    """A function that counts what lies between its parameters, before and after
    calls.  Distances of one parameter from another only index a table or are
    compared: what is kept longer pins the locals that they point into, which
    then do not move."""
    if u.helpers > 1:
        return
    name = u.name(u.prefix + "distances")

    def fill(text):
        text.line("static const unsigned table[9] = {2, 7, 1, 8, 2, 8, 1, 8, 4};")
        text.line("unsigned hash = value;")
        text.line("long far = 5000000000;")
        text.line("(void)far;")
        u.fuel_check(text)
        outer = u.parameter_scope([("&rec", "rec"), ("unsigned", "value")])
        mine = u.own_scope(outer)
        for turn in range(u.number(2, 4)):
            if turn:
                text.line("hash = Mix(hash, %s);" % u.folded_call(mine, text))
            text.line(u.pick([
                "hash = Mix(hash, table[%s - lo]);",
                "hash = Mix(hash, table[%s - lo]);",
                "hash = Mix(hash, (uintptr_t)%s < (uintptr_t)hi);",
                "hash = Mix(hash, table[hi - %s]);",
            ]) % u.pick(["at", "at", "hi", "lo"]))
            if u.chance(30):
                text.line("at = %s ? lo : hi;" % u.condition(mine))
        text.line("return hash;")

    u.define("unsigned %s(int depth, unsigned *lo, unsigned *at, unsigned *hi, "
             "Rec *rec, unsigned value)" % name, fill)
    with out.block(""):
        row = u.name("row")
        out.line("unsigned *%s = %s;" % (row, u.address(scope, "row")))
        out.line("hash = Mix(hash, %s(depth - 1, %s, %s + %s, %s + 8, %s, %s));" % (
            name, row, row, u.index(scope), row, u.address(scope, "rec"),
            u.value(scope, 1)))
