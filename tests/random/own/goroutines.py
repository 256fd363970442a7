"""Switching between goroutines in the middle of everything."""
from own.native import context, with_context
from own.registry import statement
from own.scope import Scope


@statement(weight=2)
def give_way(_u, _scope, out, _):
    out.line("Yield();")


@statement(weight=2)
def start_and_wait(u, scope, out, _):
    """A goroutine works on locals of this one, which waits for it."""
    if u.helpers:
        return
    name = u.name(u.prefix + "task")

    def fill(text):
        text.line("unsigned value = ((Context *)argument)->value;")
        outer = with_context(u, text, jumps=False)
        with text.block("if (--fuel >= 0 && depth > 0)"):
            mine = u.own_scope(outer)
            u.first_objects(mine, text)
            u.body(mine, text, 1, u.number(1, 3))
            text.line("Yield();")
            text.line("hash = Mix(hash, %s);" % u.folded_call(mine, text))
        text.line("c->result = hash;")
        text.line("c->done = 1;")

    u.define("void %s(void *argument)" % name, fill)
    with out.block("if (!native_depth && --goroutines >= 0)"):
        # Nobody may jump over the wait: the goroutine has our addresses.
        inner = Scope(scope)
        inner.jumps = []
        c = context(u, inner, out)
        out.line("pag_go(%s, &%s);" % (name, c))
        if u.chance(50):
            out.line("hash = Mix(hash, %s);" %
                     u.folded_call(inner, out, jumps=False))
        with out.block("while (!%s.done)" % c):
            out.line("Yield();")
        out.line("hash = Mix(hash, %s.result);" % c)
