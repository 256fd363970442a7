"""One random program: its functions with their bodies, and its main."""
import random

from own.calls import Calls
from own.declarations import Declarations
from own.expressions import Expressions
from own.frames import Frames
from own.functions import FIRST, INLINE, MAIN, OTHER, SECOND, Functions
from own.kinds import fold, make
from own.registry import STATEMENTS
from own.scope import Scope
from own.text import Text
from program import PARTS


class Unit(Functions, Frames, Declarations, Calls, Expressions):
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

    def fuel_check(self, out, result="unsigned"):
        out.line("if (--fuel < 0 || depth <= 0) return %s;" % make(result, "hash"))

    def _function(self, function):
        self.file, self.current = function.file, function
        self.computed_goto = False
        out = Text()
        head = " ".join(filter(None, [function.linkage(),
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
            if function.is_common() and self.chance(25):
                self.tail_call(outer, out)
            out.line("return %s;" % make(function.result, "hash + %s" %
                                         self.value(scope, 2)))
        self.current = None
        prototype = " ".join(filter(None, [function.linkage(),
                                           function.head()]))
        self.definitions[function.file].append((prototype, str(out)))

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
                if not self.visible(function):
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
        self.functions = [self.signature(i) for i in range(self.number(3, 6))]
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
                   if f.is_common() and f.file != INLINE]
        targets = (targets + ["%sFallback" % p] * 2)[:2]
        return ("unsigned %sone, %srow[8];\nRec %srec;\nBig %sbig;\n"
                "Refs %srefs = {&%sone, %srow, &%srec, 0};\n" % ((p,) * 8) +
                "static unsigned %sFallback(int depth, unsigned *a, Rec *b, "
                "unsigned v) {\n  return *a += b->x + v + (unsigned)depth;\n}\n"
                "unsigned (*const %stable[2])(int, unsigned *, Rec *, unsigned) ="
                " {%s};\n" % (p, p, ", ".join(targets)))
