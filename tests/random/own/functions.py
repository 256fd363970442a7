"""The functions of a program: what they take and return, and where they lie."""
import dataclasses

from own.kinds import ADDRESSES, PASSED, VALUES, type_of

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

    def is_common(self):
        return (tuple(k for k, _ in self.parameters) == COMMON and
                self.result == "unsigned" and not self.variadic)

    def linkage(self):
        if self.file == INLINE:
            return "inline"
        return "static" if self.static else ""


class Functions:
    """A part of Unit."""

    def signature(self, number):
        """The function of this number, without a body yet; 0 and 1 are common
        ones."""
        file = MAIN
        if self.crowded:
            file = self.pick([MAIN, MAIN, MAIN, OTHER, FIRST, SECOND, INLINE])
        parameters = [(k, self.name("a")) for k in COMMON]
        common = number < 2
        if common and file == INLINE:
            file = FIRST  # all files call it
        if not common:
            kinds = (["&" + k for k in ADDRESSES] + ["&one", "&row", "&row"] +
                     ["unsigned", "cursor", "jump", self.pick(PASSED),
                      self.pick(PASSED), "rec"])
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

    def visible(self, function):
        """Can the function that is being made call this one by its name?"""
        if function.file == INLINE:
            return self.cplusplus
        return not function.static or self.file == function.file
