"""Expressions.  All are pure, so the order of evaluation never matters: what
calls a function is a statement of its own."""
from own.kinds import ADDRESSES

# Larger than any stack here; a[i + k - k] lets the optimiser compute a + k.
_FAR = ("100000", "7000000000", "far")


class Expressions:
    """A part of Unit."""

    def index(self, scope):
        return "(%s & 7)" % self.value(scope, 1)

    def private(self, scope):
        """An unsigned that no call can change."""
        return self.pick(scope.collect("privates") +
                         ["%du" % self.number(0, 99), "(unsigned)depth"])

    def condition(self, scope):
        if self.chance(20):
            return "%s %s %s" % (self.address(scope, "one", True),
                                 self.pick(["==", "!="]),
                                 self.address(scope, "one", True))
        return "(%s) %s" % (self.value(scope, 2), self.pick(
            ["& 1", "& 2", "% 3 == 1", "> 1000"]))

    def address(self, scope, kind, reading=False):
        """A valid address.  `reading`: nothing will be written there."""
        plain = scope.addresses(kind, reading)
        ways = list(plain)
        if kind == "one":
            ways += [self._one(scope, reading) for _ in range(2)]
        elif kind == "row":
            ways.append("(%s)->arr" % self._plain(scope, "rec", reading))
            ways.append("((%s)->w + %d)" % (self._plain(scope, "big", reading),
                                           self.number(0, 32)))
        chosen = self.pick(ways)
        if self.chance(15):
            other = self.pick(ways)
            return "(%s & 1 ? %s : %s)" % (self.value(scope, 1), chosen, other)
        if self.chance(6):
            bits = self.pick(["1", "2", "3"])
            return "(%s)(((uintptr_t)(%s) | %s) & ~(uintptr_t)3)" % (
                ADDRESSES[kind], chosen, bits)
        return chosen

    def _plain(self, scope, kind, reading):
        return self.pick(scope.addresses(kind, reading))

    def _one(self, scope, reading):
        way = self.number(0, 7)
        if way <= 2:
            return "&(%s)[%s]" % (self._plain(scope, "row", reading),
                                  self.index(scope))
        if way == 3:
            return "&(%s)->%s" % (self._plain(scope, "rec", reading),
                                  self.pick(["x", "y", "arr[2]"]))
        if way == 4:
            return "&(%s)->w[%s %% kBigWords]" % (
                self._plain(scope, "big", reading), self.value(scope, 1))
        if way == 5:
            k = self.pick(_FAR)
            return "&(%s)[((long)%s + %s) - %s]" % (
                self._plain(scope, "row", reading), self.index(scope), k, k)
        if way == 6:
            return "(unsigned *)((uintptr_t)(%s) + 4 * (uintptr_t)%s)" % (
                self._plain(scope, "row", reading), self.index(scope))
        return "((%s) + %s)" % (self._plain(scope, "row", reading),
                                self.index(scope))

    def value(self, scope, budget=3):
        """Any unsigned."""
        if budget <= 0 or self.chance(25):
            return self.pick(scope.collect("values") + [self.private(scope)] * 2)
        way = self.number(0, 9)
        if way == 0:
            return "*(%s)" % self.address(scope, "one", True)
        if way == 1:
            return "(%s)[%s]" % (self._plain(scope, "row", True),
                                 self.index(scope))
        if way == 2:
            return "(%s)->%s" % (self._plain(scope, "rec", True),
                                 self.pick(["x", "y", "arr[3]"]))
        if way == 3:
            return "(unsigned)(%s)" % self.condition(scope)
        if way == 4:
            return self._difference(scope)
        if way == 5:
            return "(%s ? %s : %s)" % (self.condition(scope),
                                       self.value(scope, budget - 2),
                                       self.value(scope, budget - 2))
        if way == 6:
            return "(%s %s (%s | 1))" % (self.value(scope, budget - 1),
                                         self.pick(["/", "%"]),
                                         self.value(scope, budget - 2))
        return "(%s %s %s)" % (self.value(scope, budget - 1),
                               self.pick(["+", "-", "*", "^", "&", "|"]),
                               self.value(scope, budget - 1))

    def _difference(self, scope):
        row = self._plain(scope, "row", True)
        if self.chance(30):
            return "(unsigned)(((uintptr_t)(%s + %s) - (uintptr_t)(%s)) / 4)" % (
                row, self.index(scope), row)
        if self.chance(30):
            return "(unsigned)((uintptr_t)(%s) & 3)" % row
        if self.chance(30):
            return "(unsigned)(%s + %s < %s + %s)" % (
                row, self.index(scope), row, self.index(scope))
        return "(unsigned)(&(%s)[%s] - (%s))" % (row, self.index(scope), row)
