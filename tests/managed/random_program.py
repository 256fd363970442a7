#!/usr/bin/env python3
"""Prints a random C program, without undefined behaviour, for a seed.

The programs do what a stack mover finds hard: functions that recurse into each
other (bounded by fuel) with pointers to scalars, arrays and structs of all the
frames above them; pointers chosen, swapped, compared, subtracted, kept across
calls, sometimes published; structs by value; many arguments; variadic calls.
Every value ends up in a checksum.  All arithmetic is unsigned.
"""
import random
import sys

# What a pointer may point to: one unsigned, eight of them, a struct.
KINDS = ("one", "row", "rec")
POINTER = {"one": "unsigned *", "row": "unsigned *", "rec": "Rec *"}

PROLOGUE = """#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define NOINLINE __attribute__((noinline))
typedef struct { unsigned x, y, arr[8]; } Rec;
static long fuel = %d;
static unsigned sink;
static unsigned *volatile published;
NOINLINE static unsigned Touch(unsigned *p) { return *p += ++sink & 3; }
NOINLINE static unsigned Many(int n, ...) {
  va_list ap;
  va_start(ap, n);
  unsigned hash = 1;
  for (int i = 0; i < n; i++) {
    unsigned *p = va_arg(ap, unsigned *);
    hash = hash * 31 + *p + va_arg(ap, unsigned) + (unsigned)va_arg(ap, double);
    *p += 1;
  }
  va_end(ap);
  return hash;
}
static int Compare(const void *a, const void *b) {
  unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
  return (x > y) - (x < y);
}
"""


class Scope:
    """The variables that may be used at one place; inner scopes see outer ones."""

    def __init__(self, outer=None):
        self.outer = outer
        self.scalars = []
        self.pointers = {kind: [] for kind in KINDS}  # assignable variables
        self.objects = {kind: [] for kind in KINDS}  # address expressions

    def all_of(self, name, kind=None):
        found = []
        scope = self
        while scope:
            table = getattr(scope, name)
            found += table[kind] if kind else table
            scope = scope.outer
        return found


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.count = 0
        self.functions = []

    def name(self, prefix):
        self.count += 1
        return prefix + str(self.count)

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def signature(self, name):
        count = self.random.choice([1, 2, 3, 4, 6, 9, 12])
        parameters = [(self.pick(KINDS + ("one", "value", "copy")), self.name("a"))
                      for _ in range(count)]
        types = dict(POINTER, value="unsigned ", copy="Rec ")
        text = "".join(", " + types[kind] + p for kind, p in parameters)
        return name, parameters, "NOINLINE static unsigned %s(int depth%s)" % (name, text)

    # Expressions.

    def address(self, scope, kind):
        """An expression of a valid pointer of this kind."""
        choices = scope.all_of("pointers", kind) + scope.all_of("objects", kind)
        if kind == "one":
            rows = scope.all_of("pointers", "row") + scope.all_of("objects", "row")
            recs = scope.all_of("pointers", "rec") + scope.all_of("objects", "rec")
            choices += ["&(%s)[%s & 7]" % (self.pick(rows), self.value(scope, 1))] * 2
            choices += ["&(%s)->%s" % (self.pick(recs), self.pick("xy"))]
            if self.chance(15):
                k = self.pick(["100000", "7000000000", "n64"])
                return "&(%s)[((long)(%s & 7) + %s) - %s]" % (
                    self.pick(rows), self.value(scope, 1), k, k)
        if kind == "row":
            recs = scope.all_of("pointers", "rec") + scope.all_of("objects", "rec")
            choices.append("(%s)->arr" % self.pick(recs))
        a = self.pick(choices)
        if self.chance(20):
            return "(%s & 1 ? %s : %s)" % (self.value(scope, 1), a, self.pick(choices))
        return a

    def value(self, scope, budget=3):
        if budget <= 0 or self.chance(30):
            return self.pick(scope.all_of("scalars") + ["%uu" % self.random.randrange(99), "(unsigned)depth"])
        way = self.random.randrange(8)
        if way == 0:
            return "*(%s)" % self.address(scope, "one")
        if way == 1:
            return "(%s)[%s & 7]" % (self.address(scope, "row"), self.value(scope, budget - 2))
        if way == 2:
            return "(%s)->%s" % (self.address(scope, "rec"), self.pick(["x", "y", "arr[3]"]))
        if way == 3:
            return "(unsigned)(%s %s %s)" % (self.address(scope, "one"), self.pick(["==", "!="]), self.address(scope, "one"))
        if way == 4:
            row = self.address(scope, "row")
            if "?" not in row:
                return "(unsigned)(&(%s)[%s & 7] - (%s))" % (row, self.value(scope, 1), row)
        return "(%s %s %s)" % (self.value(scope, budget - 1), self.pick(["+", "-", "*", "^", "&", "|"]), self.value(scope, budget - 1))

    def call(self, scope):
        way = self.random.randrange(10)
        if way == 0:
            n = self.random.choice([1, 2, 5])
            arguments = "".join(", %s, %s, (double)(%s & 0xff)" % (
                self.address(scope, "one"), self.value(scope, 1), self.value(scope, 1)) for _ in range(n))
            return "Many(%d%s)" % (n, arguments)
        if way <= 2:
            return "Touch(%s)" % self.address(scope, "one")
        name, parameters, _ = self.pick(self.functions)
        arguments = "depth - 1"
        for kind, _ in parameters:
            if kind == "value":
                arguments += ", " + self.value(scope, 2)
            elif kind == "copy":
                arguments += ", *(%s)" % self.address(scope, "rec")
            else:
                arguments += ", " + self.address(scope, kind)
        return "%s(%s)" % (name, arguments)

    # Statements.

    def declare(self, scope, out, pad):
        kind = self.pick(KINDS + ("scalar", "pointer", "pointer"))
        name = self.name("v")
        if kind == "scalar":
            out.append("%sunsigned %s = %s;" % (pad, name, self.value(scope)))
            scope.scalars.append(name)
        elif kind == "pointer":
            kind = self.pick(KINDS)
            out.append("%s%s%s = %s;" % (pad, POINTER[kind], name, self.address(scope, kind)))
            scope.pointers[kind].append(name)
        elif kind == "one":
            out.append("%sunsigned %s = %s;" % (pad, name, self.value(scope)))
            scope.scalars.append(name)
            scope.objects["one"].append("&" + name)
        elif kind == "row":
            out.append("%sunsigned %s[8] = {%s, %s};" % (pad, name, self.value(scope), self.value(scope)))
            scope.objects["row"].append(name)
        else:
            out.append("%sRec %s = {%s, %s, {%s}};" % (pad, name, self.value(scope), self.value(scope), self.value(scope)))
            scope.objects["rec"].append("(&%s)" % name)

    def statement(self, scope, out, pad, budget):
        way = self.random.randrange(13)
        if way <= 1:
            out.append("%s*(%s) %s %s;" % (pad, self.address(scope, "one"), self.pick(["=", "+=", "^="]), self.value(scope)))
        elif way <= 4:
            out.append("%shash = hash * 31 + %s;" % (pad, self.call(scope)))
        elif way == 5:
            out.append("%shash ^= %s;" % (pad, self.value(scope)))
        elif way == 6:
            # A pointer only takes what lives as long as it does.
            target = scope
            while target.outer and self.chance(60):
                target = target.outer
            kind = self.pick(KINDS)
            if target.pointers[kind]:
                out.append("%s%s = %s;" % (pad, self.pick(target.pointers[kind]), self.address(target, kind)))
        elif way == 7 and len(scope.pointers["one"]) > 1:
            a, b = self.random.sample(scope.pointers["one"], 2)
            out.append("%s{ unsigned *t = %s; %s = %s; %s = t; }" % (pad, a, a, b, b))
        elif way == 8:
            out.append("%s{ unsigned *old = published; published = %s; hash += %s; *published += 1; published = old; }" % (
                pad, self.address(scope, "one"), self.call(scope)))
        elif way == 9:
            out.append("%sqsort(%s, 8, sizeof(unsigned), Compare);" % (pad, self.address(scope, "row")))
        elif way == 10:
            out.append("%s*(%s) = *(%s);" % (pad, self.address(scope, "rec"), self.address(scope, "rec")))
        elif budget > 0:
            inner = Scope(scope)
            if self.chance(50):
                i = self.name("i")
                out.append("%sfor (unsigned %s = 0; %s < %d; %s++) {" % (pad, i, i, self.random.randrange(2, 5), i))
                inner.scalars.append(i)
            else:
                out.append("%sif ((%s) & 1) {" % (pad, self.value(scope)))
            self.block(inner, out, pad + "  ", budget - 1, self.random.randrange(1, 4))
            out.append(pad + "}")

    def block(self, scope, out, pad, budget, statements):
        for _ in range(self.random.randrange(0, 3)):
            self.declare(scope, out, pad)
        for _ in range(statements):
            self.statement(scope, out, pad, budget)
        for row in scope.objects["row"]:
            out.append("%shash = hash * 7 + %s[%d];" % (pad, row, self.random.randrange(8)))
        for one in scope.objects["one"]:
            out.append("%shash = hash * 5 + *%s;" % (pad, one))

    def function(self, signature):
        _, parameters, text = signature
        out = [text + " {", "  unsigned hash = (unsigned)depth;", "  long n64 = 5000000000;",
               "  (void)n64;", "  if (--fuel < 0 || depth <= 0) return hash;"]
        scope = Scope()
        for kind, name in parameters:
            if kind in KINDS:
                scope.pointers[kind].append(name)
            elif kind == "value":
                scope.scalars.append(name)
            else:
                scope.objects["rec"].append("(&%s)" % name)
        # One object of each kind, so that there is always something to point to.
        out += ["  unsigned o = hash * 3, r[8] = {hash, 2, 3, 4, 5, 6, 7, o};",
                "  Rec c = {o, 2, {3, 4, hash}};"]
        scope.scalars.append("o")
        scope.objects["one"].append("&o")
        scope.objects["row"].append("r")
        scope.objects["rec"].append("(&c)")
        self.block(scope, out, "  ", 2, self.random.randrange(4, 10))
        out += ["  return hash * 3 + o + r[%d] + c.x + c.arr[2];" % self.random.randrange(8), "}", ""]
        return out

    def program(self, fuel):
        self.functions = [self.signature("F%d" % i) for i in range(self.random.randrange(3, 8))]
        out = [PROLOGUE % fuel]
        out += [text + ";" for _, _, text in self.functions]
        for signature in self.functions:
            out += self.function(signature)
        out += ["int main(void) {", "  int depth = 60;", "  unsigned o = 1, r[8] = {1, 2, 3, 4, 5, 6, 7, 8};", "  Rec c = {1, 2, {3}};"]
        scope = Scope()
        scope.scalars.append("o")
        scope.objects["one"].append("&o")
        scope.objects["row"].append("r")
        scope.objects["rec"].append("(&c)")
        for name, parameters, _ in self.functions:
            arguments = "depth"
            for kind, _ in parameters:
                arguments += ", " + {"value": "7", "copy": "c", "one": "&o", "row": "r", "rec": "&c"}[kind]
            out.append("  fuel = %d;" % fuel)
            out.append('  printf("%%u\\n", %s(%s));' % (name, arguments))
        out += ['  printf("%u %u %u %u\\n", o, r[3], c.y, sink);', "  return 0;", "}"]
        return "\n".join(out)


if __name__ == "__main__":
    print(Generator(int(sys.argv[1])).program(2000))
