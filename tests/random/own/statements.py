"""Plain statements: assignments, calls, blocks, pointers that change."""
from own.kinds import ADDRESSES, fold, make, type_of
from own.registry import statement


@statement(weight=3)
def assign(u, scope, out, _):
    out.line("*(%s) %s %s;" % (u.address(scope, "one"),
                               u.pick(["=", "+=", "^=", "*="]), u.value(scope)))


@statement(weight=7)
def call(u, scope, out, _):
    with out.block(""):
        out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))


@statement(weight=3)
def keep_result(u, scope, out, _):
    """The result of a call lives on, also a large one."""
    expression, kind = u.call(scope, out)
    name = u.name("v")
    out.line("%s %s = %s;" % (type_of(kind), name, expression))
    scope.values.append(fold(kind, name))
    if kind in ("rec", "big"):
        scope.add_object(kind, "(&%s)" % name)
    elif kind == "unsigned":
        scope.privates.append(name)


@statement()
def use_value(u, scope, out, _):
    out.line("hash ^= %s;" % u.value(scope))


@statement(weight=3)
def assign_pointer(u, scope, out, _):
    """A pointer takes only what lives at least as long as it does."""
    kind = u.pick(sorted(ADDRESSES))
    targets = [s for s in scope.chain() if s.pointers[kind] and
               scope.may_assign(s)]
    if targets:
        target = u.pick(targets)
        out.line("%s = %s;" % (u.pick(target.pointers[kind]),
                               u.address(target, kind)))


@statement()
def swap_pointers(u, scope, out, _):
    if len(scope.pointers["one"]) > 1:
        a, b = u.random.sample(scope.pointers["one"], 2)
        with out.block(""):
            out.line("unsigned *t = %s;" % a)
            out.line("%s = %s;" % (a, b))
            out.line("%s = t;" % b)


@statement()
def publish(u, scope, out, _):
    """The address is in a global while a function runs."""
    with out.block(""):
        old, mine = u.name("old"), u.name("mine")
        out.line("unsigned *%s = published, *%s = %s;" % (
            old, mine, u.address(scope, "one")))
        out.line("published = %s;" % mine)
        out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))
        out.line("published = %s;" % mine)
        out.line("*published += 1;")
        out.line("published = %s;" % old)


@statement()
def copy_struct(u, scope, out, _):
    kind = u.pick(["rec", "big"])
    # Exactly the same object, or another one: never one that overlaps.
    out.line("*(%s) = *(%s);" % (u.address(scope, kind),
                                 u.address(scope, kind, True)))


@statement()
def choose_and_keep(u, scope, out, _):
    """One of two addresses, chosen before a call and used after it."""
    kind = u.pick(["one", "row"])
    a, b, c = u.name("p"), u.name("p"), u.name("p")
    out.line("unsigned *%s = %s, *%s = %s;" % (a, u.address(scope, kind),
                                               b, u.address(scope, kind)))
    out.line("unsigned *%s = %s ? %s : %s;" % (c, u.condition(scope), a, b))
    with out.block(""):
        out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))
    out.line("hash = Mix(hash, *%s + *%s * 3 + *%s);" % (c, a, b))
    scope.pointers[kind] += [a, b, c]


@statement()
def compare_around(u, scope, out, _):
    """A comparison, a difference and bits of an address, across a call."""
    row = u.name("p")
    with out.block(""):
        out.line("unsigned *%s = %s, *%sq = %s;" % (
            row, u.address(scope, "row"), row, u.address(scope, "one")))
        out.line("unsigned *end = %s + %s;" % (row, u.index(scope)))
        out.line("unsigned before = (%s == %sq) * 2 + (unsigned)(end - %s);" % (
            row, row, row))
        out.line("uintptr_t bits = (uintptr_t)%s & 3;" % row)
        out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))
        out.line("hash = Mix(hash, before + (%s != %sq) + (unsigned)bits + "
                 "(unsigned)(end - %s) + (end > %s));" % (row, row, row, row))


@statement(nested=True)
def if_else(u, scope, out, budget):
    u.nested(scope, out, "if (%s)" % u.condition(scope), budget)
    if u.chance(50):
        u.nested(scope, out, "else", budget)


@statement(nested=True)
def for_loop(u, scope, out, budget):
    i = u.name("i")
    u.nested(scope, out, "for (unsigned %s = 0; %s < %d; %s++)" % (
        i, i, u.number(2, 4), i), budget, privates=[i], loop=1)


@statement()
def early_return(u, scope, out, _):
    """A way out in the middle."""
    if u.current is not None and not any(s.frozen for s in scope.chain()) \
            and not u.helpers:
        out.line("if (%s %% 7 == 2) return %s;" % (
            u.value(scope, 2), make(u.current.result, "hash")))


@statement()
def memory_functions(u, scope, out, _):
    a, b = u.address(scope, "row"), u.address(scope, "row", True)
    way = u.number(0, 2)
    if way == 0:
        out.line("memmove(%s, %s, 4 * (size_t)%s);" % (a, b, u.index(scope)))
    elif way == 1:
        out.line("memset(%s, (int)(%s & 0xff), 12);" % (a, u.value(scope, 1)))
    else:
        out.line("hash += memcmp(%s, %s, 16) == 0;" % (a, b))


@statement()
def atomic(u, scope, out, _):
    p = u.address(scope, "one")
    way = u.number(0, 2)
    if way == 0:
        out.line("hash = Mix(hash, __atomic_fetch_add(%s, %s, __ATOMIC_SEQ_CST));"
                 % (p, u.value(scope, 1)))
    elif way == 1:
        out.line("hash += __sync_bool_compare_and_swap(%s, %s, %s);" % (
            p, u.private(scope), u.private(scope)))
    else:
        out.line("hash = Mix(hash, __atomic_exchange_n(%s, %s, __ATOMIC_ACQ_REL));"
                 % (p, u.private(scope)))
