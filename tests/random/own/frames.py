"""What a function finds in its hands: globals, parameters, its first locals."""
from own.kinds import fold
from own.scope import Scope


class Frames:
    """A part of Unit."""

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
