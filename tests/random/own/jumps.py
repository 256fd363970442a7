"""setjmp and longjmp, goto, computed goto, switches with tables."""
from own.registry import statement
from own.scope import Scope


def _arguments(u, scope):
    return ", ".join([u.address(scope, "one"), u.address(scope, "row"),
                      u.address(scope, "rec"), u.value(scope, 2)])


@statement(weight=2)
def jump_target(u, scope, out, _):
    """A function of its own that calls setjmp; others jump back into it.

    Values that only the second return needs are dead on the first path.  What
    the function changes in between is volatile or not its own.
    """
    if u.helpers > 1:
        return
    name = u.name(u.prefix + "jump")
    names = [u.name("a") for _ in range(4)]
    parameters = list(zip(("&one", "&row", "&rec", "unsigned"), names))

    def fill(text):
        text.line("volatile unsigned hash = %s;" % names[3])
        text.line("volatile int stage = 0;")
        text.line("long far = 100000;")
        text.line("(void)far;")
        text.line("const int depth_before = native_depth;")
        u.fuel_check(text)
        outer = u.parameter_scope(parameters)
        mine = u.own_scope(outer)
        u.first_objects(mine, text)
        for _ in range(u.number(0, 2)):
            u.declare(mine, text)
        early, late = u.name("p"), u.name("n")
        # A choice, which cannot be computed anew after the jump.
        text.line("unsigned *%s = %s ? %s : %s;" % (
            early, u.condition(mine), names[0], u.address(mine, "one")))
        text.line("unsigned %s = %s;" % (late, u.value(mine)))
        if u.chance(50):
            text.line("hash = Mix(hash, %s);" % u.folded_call(mine, text))
        text.line("Jump jump;")
        again = u.pick(["== 0", "< 2", "< 3"])
        save = u.number(0, 1)
        with text.block("if (sigsetjmp(jump.buffer, %d) %s)" % (save, again)):
            text.line("native_depth = depth_before;")
            text.line("stage = stage + 1;")
            inner = Scope(mine, frozen=True)
            inner.jumps = ["&jump"]
            with text.block("if (stage < 4)"):
                # Another choice, which may take the dead one's place.
                now = u.name("p")
                text.line("unsigned *%s = %s ? %s : %s;" % (
                    now, u.condition(mine), names[0], names[1]))
                text.line("hash = Mix(hash, %s);" % u.folded_call(inner, text))
                text.line("*%s += hash;" % now)
                u.body(inner, text, 1, u.number(1, 2))
            text.line("if (stage < 3 && hash & 1) siglongjmp(jump.buffer, %d);" %
                      u.number(1, 3))
        with text.block("else"):
            text.line("native_depth = depth_before;")
            text.line("hash = Mix(hash, %s + *%s);" % (late, early))
        after = Scope(mine)
        after.jumps = []
        if u.chance(50):  # else it is dead on the first path
            after.values.append(late)
            after.pointers["one"].append(early)
        u.body(after, text, 1, 1)
        text.line("return hash + (unsigned)stage;")

    u.define("unsigned %s(int depth, unsigned *%s, unsigned *%s, Rec *%s, "
             "unsigned %s)" % ((name,) + tuple(names)), fill)
    out.line("hash = Mix(hash, %s(depth - 1, %s));" % (name, _arguments(u, scope)))


@statement()
def throw(u, scope, out, _):
    if scope.jumps:
        jump = u.pick(scope.jumps)
        guard = "" if jump[0] == "&" else jump + " && "
        out.line("if (%s%s %% 5 == 1) siglongjmp((%s)->buffer, %d);" % (
            guard, u.value(scope, 2), jump, u.number(1, 3)))


@statement()
def signal_jump(u, scope, out, _):
    """A signal handler that jumps out of the signal."""
    if u.helpers > 1:
        return
    name = u.name(u.prefix + "raise")

    def fill(text):
        text.line("Jump jump, *old = signal_jump;")
        text.line("unsigned before = *a;")
        with text.block("if (sigsetjmp(jump.buffer, 1) == 0)"):
            text.line("signal_jump = &jump;")
            text.line("*a += 5;")
            text.line("raise(SIGUSR2);")
        text.line("signal_jump = old;")
        text.line("return before * 3 + *a;")

    u.define("unsigned %s(unsigned *a)" % name, fill)
    out.line("hash = Mix(hash, %s(%s));" % (name, u.address(scope, "one")))


@statement(nested=True)
def table_switch(u, scope, out, budget):
    """Enough cases for a jump table; some fall through."""
    with out.block("switch (%s %% 9)" % u.value(scope)):
        for case in range(u.number(5, 8)):
            out.line("case %d:" % case)
            u.nested(scope, out, "", budget, 1)
            if u.chance(75):
                out.line("break;")
        out.line("default:")
        out.line("  hash ^= %s;" % u.value(scope, 1))


@statement(nested=True)
def goto_loop(u, scope, out, budget):
    label, i = u.name("again"), u.name("i")
    with out.block(""):
        out.line("unsigned %s = 0;" % i)
        out.line("%s:;" % label)
        u.nested(scope, out, "", budget, privates=[i], loop=1)
        out.line("if (++%s < %d) goto %s;" % (i, u.number(2, 4), label))


@statement(nested=True)
def goto_out(u, scope, out, budget):
    """Out of two loops at once."""
    label, i = u.name("out"), u.name("i")
    with out.block(""):
        with out.block("for (unsigned %s = 0; %s < 3; %s++)" % (i, i, i)):
            with out.block("for (int j = 0; j < 2; j++)"):
                u.nested(scope, out, "", budget, 1, privates=[i], loop=1)
                out.line("if (%s %% 5 == 1) goto %s;" % (u.value(scope, 2), label))
        out.line("hash += 3;")
        out.line("%s:;" % label)


@statement(nested=True, cplusplus=False)
def computed_goto(u, scope, out, budget):
    """A small interpreter; one in a function, because a goto of one must not
    lead into a block of another that declares an array of variable length."""
    if u.computed_goto:
        return
    u.computed_goto = True
    step = u.name("step")
    labels = [u.name("op") for _ in range(u.number(2, 4))]
    with out.block(""):
        out.line("static const void *const %st[] = {%s};" % (
            step, ", ".join("&&" + l for l in labels)))
        out.line("unsigned %s = 0;" % step)
        next_one = "goto *%st[(hash + %s) %% %d];" % (step, step, len(labels))
        out.line("if (%s & 1) %s" % (u.value(scope, 1), next_one))
        for label in labels:
            out.line("%s:;" % label)
            u.nested(scope, out, "", budget, 1, loop=1, privates=[step])
            out.line("if (++%s < %d) %s" % (step, u.number(3, 6), next_one))
