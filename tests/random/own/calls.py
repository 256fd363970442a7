"""Calls: of the program's functions, through tables, of small helpers."""
from own.kinds import fold, make


class Calls:
    """A part of Unit."""

    variable_kinds = "puudlrsb"  # of arguments to variadic functions

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
        function = self.pick([f for f in self.functions if self.visible(f)])
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
        letters = "".join(self.pick(self.variable_kinds)
                          for _ in range(self.number(0, 7)))
        kinds = {"u": "unsigned", "d": "double", "l": "long", "r": "rec",
                 "s": "small", "b": "big"}
        return ['"%s"' % letters] + [
            self.address(scope, "one") if l == "p"
            else make(kinds[l], self.value(scope, 1)) for l in letters]
