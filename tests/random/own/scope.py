"""What may be used at one place of a program, and for how long it lives."""
from own.kinds import ADDRESSES


class Scope:
    """The names of one block; inner blocks see those of the outer ones.

    `frozen`: the block runs between a setjmp and its longjmp, after which what
    the function's own variables were changed to would be indeterminate; so
    inside, only what is the block's own or came by parameter may be changed.
    """

    def __init__(self, outer=None, frozen=False):
        self.outer = outer
        self.frozen = frozen
        # Addresses stand for what is reached by a parameter.
        self.parameters = outer.parameters if outer else None
        self.jumps = list(outer.jumps) if outer else []
        self.in_loop = outer.in_loop if outer else 0
        self.privates = []  # unsigned rvalues; nothing but their name reaches them
        self.values = []  # unsigned rvalues
        self.pointers = {kind: [] for kind in ADDRESSES}  # variables
        self.objects = {kind: [] for kind in ADDRESSES}  # expressions

    def chain(self):
        scope = self
        while scope:
            yield scope
            scope = scope.outer

    def collect(self, table, kind=None):
        """All of a table, outwards."""
        found = []
        for scope in self.chain():
            entries = getattr(scope, table)
            found += entries[kind] if kind else entries
        return found

    def addresses(self, kind, reading):
        """Expressions for addresses of live things of this kind."""
        found = []
        for scope in self.chain():
            found += scope.pointers[kind] + scope.objects[kind]
            if scope.frozen and not reading:
                top = scope.parameters
                return found + top.pointers[kind] + top.objects[kind]
        return found

    def may_assign(self, target):
        """May variables of `target`, an outer scope, be assigned here?"""
        for scope in self.chain():
            if scope is target:
                return True
            if scope.frozen:
                return False
        return False

    def add_object(self, kind, expression):
        self.objects[kind].append(expression)

    def add_refs(self, pointer):
        """What can be reached through the struct of pointers at `pointer`."""
        self.objects["refs"].append(pointer)
        self.objects["one"].append("(%s)->one" % pointer)
        self.objects["row"].append("(%s)->row" % pointer)
        self.objects["rec"].append("(%s)->rec" % pointer)
