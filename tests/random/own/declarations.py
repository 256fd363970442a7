"""Local variables of all sorts."""
from own.kinds import ADDRESSES, VALUES, fold, make, type_of


class Declarations:
    """A part of Unit."""

    def declare(self, scope, out):
        kind = self.pick(("scalar", "pointer", "pointer", "pointer", "one", "row",
                          "rec", "refs", "big", "value", "aligned", "volatile",
                          "conditional", "array", "alloca"))
        if kind in ("alloca", "array") and (
                scope.in_loop or any(s.frozen for s in scope.chain())):
            kind = "row"
        getattr(self, "_declare_" + kind)(scope, out, self.name("v"))

    def _declare_scalar(self, scope, out, name):
        out.line("unsigned %s = %s;" % (name, self.value(scope)))
        scope.privates.append(name)

    def _declare_pointer(self, scope, out, name):
        kind = self.pick(sorted(ADDRESSES))
        out.line("%s%s = %s;" % (ADDRESSES[kind], name, self.address(scope, kind)))
        if kind == "refs":
            scope.add_refs(name)
        else:
            scope.pointers[kind].append(name)

    def _declare_one(self, scope, out, name):
        out.line("unsigned %s = %s;" % (name, self.value(scope)))
        scope.values.append(name)
        scope.add_object("one", "&" + name)

    def _declare_row(self, scope, out, name):
        out.line("unsigned %s[8] = {%s, %s};" % (name, self.value(scope),
                                                 self.value(scope)))
        scope.add_object("row", name)

    def _declare_rec(self, scope, out, name):
        if self.chance(40):
            out.line("Rec %s = *(%s);" % (name, self.address(scope, "rec", True)))
        else:
            out.line("Rec %s = {%s, %s, {%s}};" % (
                name, self.value(scope), self.value(scope), self.value(scope)))
        scope.add_object("rec", "(&%s)" % name)

    def _declare_refs(self, scope, out, name):
        out.line("Refs %s = {%s, %s, %s, %s};" % (
            name, self.address(scope, "one"), self.address(scope, "row"),
            self.address(scope, "rec"), self.value(scope, 1)))
        scope.add_refs("(&%s)" % name)

    def _declare_big(self, scope, out, name):
        out.line("Big %s = MakeBig(%s);" % (name, self.value(scope)))
        scope.add_object("big", "(&%s)" % name)

    def _declare_value(self, scope, out, name):
        kind = self.pick(sorted(VALUES))
        out.line("%s %s = %s;" % (type_of(kind), name,
                                  make(kind, self.value(scope, 2))))
        scope.values.append(fold(kind, name))

    def _declare_aligned(self, scope, out, name):
        out.line("unsigned %s[8] __attribute__((aligned(%d))) = {%s};" % (
            name, self.pick([16, 32, 64]), self.value(scope)))
        scope.add_object("row", name)
        scope.values.append("(unsigned)((uintptr_t)%s & 15)" % name)

    def _declare_volatile(self, scope, out, name):
        out.line("volatile unsigned %s = %s;" % (name, self.value(scope)))
        scope.values.append(name)

    def _declare_conditional(self, scope, out, name):
        """An initialiser that calls a function, perhaps."""
        expression = self.folded_call(scope, out)
        parts = ["%s ? %s : %s" % (self.condition(scope), expression,
                                   self.private(scope)),
                 self.private(scope), "{%s}" % self.private(scope)]
        # The order of initialisers is open: nothing else here may depend on
        # what the function does.
        if self.chance(50):
            parts[0], parts[1] = parts[1], parts[0]
        out.line("Rec %s = {%s};" % (name, ", ".join(parts)))
        scope.add_object("rec", "(&%s)" % name)

    def _declare_array(self, scope, out, name):
        """Of variable length."""
        out.line("unsigned %s[8 + (%s & 15)];" % (name, self.value(scope, 1)))
        out.line("Fill(%s, %s);" % (name, self.private(scope)))
        scope.add_object("row", name)

    def _declare_alloca(self, scope, out, name):
        out.line("unsigned *%s = (unsigned *)__builtin_alloca(%s);" % (
            name, self.pick(["32", "64 + 8 * (%s & 7)" % self.private(scope)])))
        out.line("Fill(%s, %s);" % (name, self.private(scope)))
        scope.add_object("row", name)
