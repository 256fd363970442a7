"""Variadic calls, and arithmetic on everything that is not an unsigned."""
from own.kinds import PASSED, fold, make, type_of
from own.registry import statement
from own.scope import Scope


@statement(weight=3)
def variadic(u, scope, out, _):
    # The list is read twice: what the addresses point to changes meanwhile.
    out.line("hash = Mix(hash, Variadic(%d, %s));" % (
        u.number(0, 3), ", ".join(u.variable_arguments(scope))))


@statement(weight=2)
def arithmetic(u, scope, out, _):
    """A value of another kind, alive across a call."""
    kind = u.pick(["long", "double", "wide", "complex", "v4", "v8"])
    name = u.name("x")
    with out.block(""):
        out.line("%s %s = %s;" % (type_of(kind), name,
                                  make(kind, u.value(scope, 2))))
        out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))
        other = make(kind, u.value(scope, 1))
        out.line("%s = %s + %s;" % (name, name, other))
        if kind == "wide":
            out.line("%s = %s / (%s | 3) * 5;" % (name, name, other))
        out.line("hash = Mix(hash, %s);" % fold(kind, name))


@statement()
def struct_in_and_out(u, scope, out, _):
    """A struct by value whose address is used after a call."""
    if u.helpers > 1:
        return
    name = u.name(u.prefix + "byvalue")
    kind = u.pick(["rec", "big", "small"])
    field = {"rec": "s.arr[2]", "big": "s.w[7]", "small": "s.b"}[kind]
    extra = u.pick(PASSED)

    def fill(text):
        text.line("unsigned hash = FoldSmall(t), *kept = &%s;" % field)
        text.line("long far = 100000;")
        text.line("(void)far;")
        text.line("if (--fuel < 0 || depth <= 0) return s;")
        outer = u.parameter_scope([("&row", "a"), (extra, "e")])
        mine = u.own_scope(outer)
        mine.add_object("one", "kept")
        mine.add_object("one", "&t.b")
        text.line("hash = Mix(hash, %s);" % u.folded_call(mine, text))
        with text.block("if (hash & 1)"):
            text.line("*kept += %s;" % u.value(mine))
            text.line("hash = Mix(hash, %s);" % u.folded_call(mine, text))
        text.line("%s += hash;" % field)
        text.line("return s;")

    u.define("%s %s(int depth, %s s, unsigned *a, Small t, %s e)" % (
        type_of(kind), name, type_of(kind), type_of(extra)), fill)
    out.line("hash = Mix(hash, %s);" % fold(kind, "%s(depth - 1, %s, %s, %s, %s)" % (
        name, make(kind, u.value(scope, 2)), u.address(scope, "row"),
        make("small", u.value(scope, 1)), make(extra, u.value(scope, 1)))))


@statement(nested=True)
def scratch_in_loop(u, scope, out, _):
    """An array of variable length, anew on each turn."""
    i, a = u.name("i"), u.name("a")
    with out.block("for (unsigned %s = 1; %s < %d; %s++)" % (
            i, i, u.number(3, 5), i)):
        out.line("unsigned %s[%s * 5 + 8];" % (a, i))
        out.line("Fill(%s, hash);" % a)
        inner = Scope(scope)
        inner.in_loop += 1
        inner.privates.append(i)
        inner.add_object("row", a)
        out.line("hash = Mix(hash, %s);" % u.folded_call(inner, out))
        u.statement(inner, out, 0)
        out.line("hash = Mix(hash, Sum(%s, %s + 8));" % (a, a))
