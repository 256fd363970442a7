"""One random program: its functions, where they lie, and its main."""
import dataclasses
import random

from own.declarations import Declarations
from own.expressions import Expressions
from own.kinds import ADDRESSES, PASSED, VALUES, fold, make, type_of
from own.registry import STATEMENTS
from own.scope import Scope
from own.text import Text
from program import PARTS

MAIN, OTHER, FIRST, SECOND, INLINE = (
    "main.c", "other.c", "first.cc", "second.cc", "inline.h")

# Of a function that can stand in tables and be the target of tail calls.
COMMON = ("&one", "&rec", "unsigned")


@dataclasses.dataclass
class Function:
    name: str
    parameters: list  # (kind, name); an address's kind begins with &
    result: str
    file: str
    static: bool
    variadic: bool
    attributes: str

    def head(self):
        text = "int depth"
        for kind, name in self.parameters:
            if kind[0] == "&":
                text += ", %s%s" % (ADDRESSES[kind[1:]], name)
            elif kind == "cursor":
                text += ", unsigned **%s, unsigned *%s_row" % (name, name)
            elif kind == "jump":
                text += ", Jump *%s" % name
            else:
                text += ", %s %s" % (type_of(kind), name)
        if self.variadic:
            text += ", const char *types, ..."
        return "%s %s(%s)" % (type_of(self.result), self.name, text)


class Unit(Declarations, Expressions):
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.prefix = "s%d_" % seed
        self.count = 0
        self.functions = []
        self.file = MAIN  # where the function that is being made lies
        self.definitions = {f: [] for f in (MAIN, OTHER, FIRST, SECOND, INLINE)}
        self.helpers = 0
        self.current = None
        self.computed_goto = False  # has the current function one?
        # Programs with everything resemble each other: each has some kinds of
        # statements often, and others not at all.
        self.weights = {s: s.weight * self.pick([0, 1, 1, 4]) for s in STATEMENTS}
        # Programs of several files take longer: whole batches are, or are not.
        self.crowded = seed // PARTS % 3 == 0

    # Choices.

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def number(self, low, high):
        return self.random.randint(low, high)

    def name(self, stem):
        self.count += 1
        return "%s%d" % (stem, self.count)

    @property
    def cplusplus(self):
        return self.file in (FIRST, SECOND, INLINE)

    # Functions.

    def _signature(self, number):
        file = MAIN
        if self.crowded:
            file = self.pick([MAIN, MAIN, MAIN, OTHER, FIRST, SECOND, INLINE])
        parameters = [(k, self.name("a")) for k in COMMON]
        common = number < 2
        if common and file == INLINE:
            file = FIRST  # all files call it
        if not common:
            kinds = (["&" + k for k in ADDRESSES] + ["&one", "&row", "&row"] +
                     ["unsigned", "cursor", "jump", self.pick(PASSED), self.pick(PASSED),
                      "rec"])
            parameters = [(self.pick(kinds), self.name("a"))
                          for _ in range(self.pick([1, 2, 3, 4, 6, 9, 12]))]
        result = "unsigned"
        if not common and self.chance(40):
            result = self.pick(sorted(VALUES))
        # The other files see what is not static; tables need no name.
        static = file == MAIN and not common and self.chance(75)
        variadic = not common and self.chance(10)
        attributes = "NOINLINE" if self.chance(80) else "UNUSED"
        if file == INLINE:
            attributes = "NOINLINE"  # or no copy of it would be left to link
        return Function("%sF%d" % (self.prefix, number), parameters, result,
                        file, static, variadic, attributes)

    def linkage(self, function):
        if function.file == INLINE:
            return "inline"
        return "static" if function.static else ""

    def _visible(self, function):
        """Can the function that is being made call this one by its name?"""
        if function.file == INLINE:
            return self.cplusplus
        return not function.static or self.file == function.file

    def define(self, head, fill):
        """A function for the current one to use: beside it, seen by no other
        file.  `fill` writes the body.  Returns nothing; `head` names it."""
        head = "%s NOINLINE %s" % (
            "inline" if self.file == INLINE else "static", head)
        out = Text()
        saved = self.current, self.computed_goto
        self.current, self.computed_goto = None, False
        self.helpers += 1
        with out.block(head):
            fill(out)
        self.helpers -= 1
        self.current, self.computed_goto = saved
        self.definitions[self.file].append((head, str(out)))

    # Calls.

    def call(self, scope, out, jumps=True):
        """Writes what a call needs first; returns (expression, its kind).

        `jumps`: the callee may jump out of this function.
        """
        if self.chance(12):
            return self._leaf(scope), "unsigned"
        if self.chance(8):
            return "%stable[%s & 1](depth - 1, %s, %s, %s)" % (
                self.prefix, self.value(scope, 1), self.address(scope, "one"),
                self.address(scope, "rec"), self.value(scope, 2)), "unsigned"
        function = self.pick([f for f in self.functions if self._visible(f)])
        arguments = ["depth - 1"]
        for kind, _ in function.parameters:
            if kind[0] == "&":
                arguments.append(self.address(scope, kind[1:]))
            elif kind == "cursor":
                row, cursor = self.name("row"), self.name("cursor")
                out.line("unsigned *%s = %s;" % (row, self.address(scope, "row")))
                out.line("unsigned *%s = %s + %s;" % (cursor, row,
                                                      self.index(scope)))
                arguments += ["&" + cursor, row]
            elif kind == "jump":
                known = scope.jumps if jumps else []
                arguments.append(self.pick(known) if known else "(Jump *)0")
            elif kind == "rec" and self.chance(60):
                arguments.append("*(%s)" % self.address(scope, "rec", True))
            elif kind == "big" and self.chance(60):
                arguments.append("*(%s)" % self.address(scope, "big", True))
            else:
                arguments.append(make(kind, self.value(scope, 2)))
        if function.variadic:
            arguments += self.variable_arguments(scope)
        return "%s(%s)" % (function.name, ", ".join(arguments)), function.result

    def _leaf(self, scope):
        way = self.number(0, 4)
        if way == 0:
            return "Touch(%s)" % self.address(scope, "one")
        if way == 1:
            row = self.address(scope, "row")
            return "Advance(&(unsigned *){%s}, %s, 3)" % (row, row) \
                if not self.cplusplus and "?" not in row \
                else "Touch(%s)" % self.address(scope, "one")
        if way == 2:
            refs = self.address(scope, "refs")
            return "Sum((%s)->row, (%s)->row + 8)" % (refs, refs)
        if way == 3:
            return "*Choose(%s, %s, %s)" % (
                self.value(scope, 1), self.address(scope, "one"),
                self.address(scope, "one"))
        return "(Exchange(%s, %s), 1u)" % (self.address(scope, "one"),
                                           self.address(scope, "one"))

    def folded_call(self, scope, out, jumps=True):
        expression, kind = self.call(scope, out, jumps)
        return fold(kind, expression)

    def variable_arguments(self, scope):
        """A string of letters and the arguments that it describes.

        No __int128: clang 19 may pass one half in a register and the other on
        the stack, where va_arg does not look for it.
        """
        letters = "".join(self.pick("puudlrsb")
                          for _ in range(self.number(0, 7)))
        kinds = {"u": "unsigned", "d": "double", "l": "long", "r": "rec",
                 "s": "small", "b": "big"}
        return ['"%s"' % letters] + [
            self.address(scope, "one") if l == "p"
            else make(kinds[l], self.value(scope, 1)) for l in letters]

    # Bodies.

    def statement(self, scope, out, budget):
        frozen = any(s.frozen for s in scope.chain())
        possible = [s for s in STATEMENTS if self.weights[s] and
                    (budget > 0 or not s.nested) and
                    s.cplusplus in (None, self.cplusplus) and
                    (s.loops or not scope.in_loop) and
                    (s.frozen or not frozen)]
        if not possible:
            return
        chosen, = self.random.choices(
            possible, [self.weights[s] for s in possible])
        chosen.write(self, scope, out, budget)

    def body(self, scope, out, budget, statements):
        for _ in range(self.number(0, 2)):
            self.declare(scope, out)
        for _ in range(statements):
            self.statement(scope, out, budget)
        for row in scope.objects["row"][:2]:
            out.line("hash = Mix(hash, (%s)[%d]);" % (row, self.number(0, 7)))
        for one in scope.objects["one"][:2]:
            out.line("hash = Mix(hash, *%s);" % one)

    def nested(self, scope, out, head, budget, statements=None, privates=(),
               loop=0, frozen=False):
        """A block with statements."""
        inner = Scope(scope, frozen)
        inner.privates += privates
        inner.in_loop += loop
        with out.block(head):
            self.body(inner, out, budget - 1, statements or self.number(1, 3))

    def globals(self, scope):
        """What every function can reach."""
        for kind, name in (("one", "&%sone"), ("row", "%srow"), ("rec", "(&%srec)"),
                           ("big", "(&%sbig)"), ("one", "&thread_word")):
            expression = name % self.prefix if "%" in name else name
            scope.add_object(kind, expression)
        scope.objects["refs"].append("(&%srefs)" % self.prefix)

    def parameter_scope(self, parameters):
        """The outermost scope of a function: globals and parameters."""
        scope = Scope()
        self.globals(scope)
        scope.parameters = scope
        for kind, name in parameters:
            if kind == "&refs":
                scope.add_refs(name)
            elif kind[0] == "&":
                scope.add_object(kind[1:], name)
            elif kind == "cursor":
                scope.add_object("one", "(*%s)" % name)
                scope.add_object("row", name + "_row")
            elif kind == "jump":
                scope.jumps.append(name)
            elif kind == "unsigned":
                scope.privates.append(name)
            else:
                scope.values.append(fold(kind, name))
        return scope

    def own_scope(self, outer, parameters=()):
        """Of a function's body; by-value structs are its own variables."""
        scope = Scope(outer)
        for kind, name in parameters:
            if kind in ("rec", "big"):
                scope.add_object(kind, "(&%s)" % name)
        return scope

    def first_objects(self, scope, out):
        """One of each simple kind, so that there is something to point to."""
        o, r, c = self.name("o"), self.name("r"), self.name("c")
        out.line("unsigned %s = hash * 3, %s[8] = {hash, 2, 3, %s, 5, 6, 7, 8};"
                 % (o, r, o))
        out.line("Rec %s = MakeRec(%s);" % (c, self.value(scope, 1)))
        scope.values.append(o)
        scope.add_object("one", "&" + o)
        scope.add_object("row", r)
        scope.add_object("rec", "(&%s)" % c)

    def fuel_check(self, out, result="unsigned"):
        out.line("if (--fuel < 0 || depth <= 0) return %s;" % make(result, "hash"))

    def _function(self, function):
        self.file, self.current = function.file, function
        self.computed_goto = False
        out = Text()
        head = " ".join(filter(None, [self.linkage(function),
                                      function.attributes, function.head()]))
        with out.block(head):
            out.line("unsigned hash = (unsigned)depth;")
            out.line("long far = 5000000000;")
            out.line("(void)far;")
            self.fuel_check(out, function.result)
            outer = self.parameter_scope(function.parameters)
            scope = self.own_scope(outer, function.parameters)
            self.first_objects(scope, out)
            self._consume(function, scope, out)
            self.body(scope, out, 2, self.number(3, 7))
            if self._is_common(function) and self.chance(25):
                self.tail_call(outer, out)
            out.line("return %s;" % make(function.result, "hash + %s" %
                                         self.value(scope, 2)))
        self.current = None
        prototype = " ".join(filter(None, [self.linkage(function),
                                           function.head()]))
        self.definitions[function.file].append((prototype, str(out)))

    @staticmethod
    def _is_common(function):
        return (tuple(k for k, _ in function.parameters) == COMMON and
                function.result == "unsigned" and not function.variadic)

    def tail_call(self, outer, out):
        """Locals are gone in a callee reached by a tail call."""
        out.line("if (%s) MUSTTAIL return %sF%d(depth - 1, %s, %s, hash);" % (
            "hash & 3", self.prefix, self.number(0, 1),
            self.address(outer, "one"), self.address(outer, "rec")))

    def _consume(self, function, scope, out):
        """Parameters that are for one purpose only."""
        for kind, name in function.parameters:
            if kind == "cursor":
                for _ in range(self.number(1, 3)):
                    out.line("hash = Mix(hash, Advance(%s, %s_row, %s));" % (
                        name, name, self.private(scope)))
                    if self.chance(50):
                        out.line("hash = Mix(hash, %s);" %
                                 self.folded_call(scope, out))
            elif kind == "jump":
                out.line("if (%s && %s %% 4 == 0) siglongjmp(%s->buffer, %d);" % (
                    name, self.value(scope, 2), name, self.number(1, 3)))
        if function.variadic:
            lists = self.name("list")
            out.line("va_list %s;" % lists)
            out.line("va_start(%s, types);" % lists)
            if self.chance(50):
                out.line("hash = Mix(hash, %s);" % self.folded_call(
                    scope, out, jumps=False))
            out.line("hash = Mix(hash, FoldList(types, %s));" % lists)
            out.line("va_end(%s);" % lists)

    def _part(self):
        """The function that main calls for this program."""
        self.file, self.current = MAIN, None
        self.computed_goto = False
        out = Text()
        with out.block("static NOINLINE int %spart(void)" % self.prefix):
            out.line("int depth = %d;" % self.pick([8, 20, 60]))
            out.line("unsigned hash = 1;")
            out.line("long far = 5000000000;")
            out.line("(void)far;")
            out.line("goroutines = 10;")
            out.line("signal(SIGUSR1, OnSignal);")
            out.line("signal(SIGUSR2, OnSignalJump);")
            scope = self.own_scope(self.parameter_scope([]))
            self.first_objects(scope, out)
            for function in self.functions:
                if not self._visible(function):
                    continue
                with out.block(""):
                    out.line("fuel = %d;" % self.pick([20, 60, 150]))
                    saved, self.functions = self.functions, [function]
                    expression, kind = self.call(scope, out)
                    self.functions = saved
                    out.line('printf("%%u\\n", %s);' % fold(kind, expression))
            self.body(scope, out, 1, 2)
            out.line('printf("%u %u %d\\n", hash, sink, signals);')
            out.line("return 0;")
        self.definitions[MAIN].append((
            "static int %spart(void)" % self.prefix, str(out)))

    def write(self):
        """Makes everything; the result is in `definitions`."""
        self.functions = [self._signature(i) for i in range(self.number(3, 6))]
        for function in self.functions:
            self._function(function)
        self._part()
        return self

    def declarations(self):
        """For all files: what is not static."""
        p = self.prefix
        lines = ["EXTERN unsigned %sone, %srow[8];" % (p, p),
                 "EXTERN Rec %srec;" % p, "EXTERN Big %sbig;" % p,
                 "EXTERN Refs %srefs;" % p,
                 "EXTERN unsigned (*const %stable[2])(int, unsigned *, Rec *, "
                 "unsigned);" % p]
        lines += ["EXTERN %s;" % f.head() for f in self.functions
                  if not f.static and f.file != INLINE]
        return "\n".join(lines) + "\n"

    def storage(self):
        """The variables' definitions."""
        p = self.prefix
        targets = [f.name for f in self.functions
                   if self._is_common(f) and f.file != INLINE]
        targets = (targets + ["%sFallback" % p] * 2)[:2]
        return ("unsigned %sone, %srow[8];\nRec %srec;\nBig %sbig;\n"
                "Refs %srefs = {&%sone, %srow, &%srec, 0};\n" % ((p,) * 8) +
                "static unsigned %sFallback(int depth, unsigned *a, Rec *b, "
                "unsigned v) {\n  return *a += b->x + v + (unsigned)depth;\n}\n"
                "unsigned (*const %stable[2])(int, unsigned *, Rec *, unsigned) ="
                " {%s};\n" % (p, p, ", ".join(targets)))
