"""Native functions that call back, and other ways through a gate."""
from own.kinds import fold
from own.registry import statement


def context(u, scope, out):
    """Writes a Context and returns its name."""
    name = u.name("context")
    jump = u.pick(scope.jumps) if scope.jumps else "(Jump *)0"
    out.line("Context %s = {depth - 1, %s, 0, %s, %s, %s, 0};" % (
        name, u.value(scope, 1), u.address(scope, "row"),
        u.address(scope, "rec"), jump))
    return name


def with_context(u, text, jumps=True):
    """The beginning of a function that gets a Context; returns its scope."""
    text.line("Context *c = (Context *)argument;")
    text.line("int depth = c->depth;")
    text.line("unsigned hash = value;")
    text.line("long far = 100000;")
    text.line("(void)far;")
    scope = u.parameter_scope([("unsigned", "value")])
    scope.add_object("row", "c->row")
    scope.add_object("rec", "c->rec")
    scope.values.append("c->value")
    if jumps:
        scope.jumps.append("c->jump")
    return scope


def callback(u):
    """Makes a function that native code can call; returns its name."""
    name = u.name(u.prefix + "callback")

    def fill(text):
        outer = with_context(u, text)
        u.fuel_check(text)
        scope = u.own_scope(outer)
        u.first_objects(scope, text)
        u.body(scope, text, 1, u.number(1, 2))
        text.line("hash = Mix(hash, %s);" % u.folded_call(scope, text))
        text.line("return hash + *%s;" % u.address(scope, "one"))

    u.define("unsigned %s(void *argument, unsigned value)" % name, fill)
    return name


@statement(weight=3)
def call_back(u, scope, out, _):
    if u.helpers > 1:
        return
    function = callback(u)
    with out.block(""):
        c = context(u, scope, out)
        way = u.number(0, 3)
        out.line("native_depth++;")
        result = u.name("v")
        if way <= 1:
            expression = "%s(%s, &%s, %s)" % (
                ["NativeApply", "NativeTwice"][way], function, c,
                u.value(scope, 2))
        elif way == 2:
            expression = "NativeNine(%s, %s, %s, 3, %s, 5, %s, %s, &%s)" % (
                function, u.value(scope, 1), u.value(scope, 1),
                u.value(scope, 1), u.address(scope, "one"), u.value(scope, 1), c)
        else:
            expression = fold("big", "NativeBig(%s, &%s, *(%s), *(%s))" % (
                function, c, u.address(scope, "big", True),
                u.address(scope, "rec", True)))
        out.line("unsigned %s = %s;" % (result, expression))
        out.line("native_depth--;")
        out.line("hash = Mix(hash, %s);" % result)


@statement()
def sort(u, scope, out, _):
    out.line("qsort(%s, 8, sizeof(unsigned), %s);" % (
        u.address(scope, "row"), u.pick(["Ascending", "Digging"])))


@statement()
def search(u, scope, out, _):
    with out.block(""):
        row, key, hit = u.name("row"), u.name("key"), u.name("hit")
        out.line("unsigned *%s = %s, %s = %s[3];" % (
            row, u.address(scope, "row"), key, row))
        out.line("qsort(%s, 8, sizeof(unsigned), Ascending);" % row)
        out.line("unsigned *%s = (unsigned *)bsearch(&%s, %s, 8, sizeof(unsigned), "
                 "%s);" % (hit, key, row, u.pick(["Ascending", "Digging"])))
        out.line("hash = Mix(hash, %s ? *%s + (unsigned)(%s >= %s) : 1);" % (
            hit, hit, hit, row))


@statement()
def native_values(u, scope, out, _):
    count = u.number(0, 4)
    arguments = "".join(", %s, %s, (double)(%s & 0xff)" % (
        u.address(scope, "one"), u.value(scope, 1), u.value(scope, 1))
        for _ in range(count))
    out.line("hash = Mix(hash, %s);" % u.pick([
        "NativeSum(%d%s)" % (count, arguments),
        fold("wide", "NativeWide(MakeWide(%s), MakeLong(%s), MakeV4(%s), "
             "MakeComplex(%s))" % tuple(u.value(scope, 1) for _ in range(4)))]))


@statement()
def formatted(u, scope, out, _):
    """snprintf into a local buffer, read with sscanf."""
    with out.block(""):
        text, got = u.name("text"), u.name("got")
        out.line("char %s[64];" % text)
        out.line("unsigned %s = 0;" % got)
        out.line('snprintf(%s, sizeof %s, "%%u %%Lg", %s, MakeLong(%s));' % (
            text, text, u.value(scope, 1), u.value(scope, 1)))
        out.line('sscanf(%s, "%%u", &%s);' % (text, got))
        out.line("hash = Mix(hash, %s + (unsigned)strlen(%s));" % (got, text))


@statement()
def raise_signal(_u, _scope, out, _):
    out.line("raise(SIGUSR1);")
