"""Writes the recursions: for each shape functions whose frames have it, in C and in
Go.

Each is called with a pointer to a word of its caller's frame, and keeps as many
pointers as the shape has homes until the call of the next one returns.  A bit of
`mask` says for each whether it points to that word, or to one that is not on the
stack: so a compiler must take each for a pointer into the stack.
"""

# Bytes of a frame without homes that are not the array: what is in it else, and the
# return address.
C_FRAME = 48
GO_FRAME = 64

C_HEAD = """// Written by sources.py.
typedef volatile long* cell;
typedef long recursion(long levels, unsigned long mask, cell up);
static volatile long elsewhere[64];
static long bottom(long here);
"""
C_FUNCTION = """
__attribute__((noinline)) static long %(name)s(long levels, unsigned long mask, cell up) {
%(array)s  volatile long here = *up;
%(use)s  if (levels == 0) return bottom(here);
%(take)s  long sum = %(next)s(levels - 1, mask, &here) + 1;
%(give)s  return sum;
}
"""

GO_HEAD = """// Written by sources.py.

package main

type recursion func(levels int, mask uint64, up *int) int

var elsewhere [64]int
"""
GO_FUNCTION = """
//go:noinline
func %(name)s(levels int, mask uint64, up *int) int {
%(array)s	here := *up
%(use)s	if levels == 0 {
		return bottom(up, &here)
	}
%(take)s	sum := %(next)s(levels-1, mask, &here) + 1
%(give)s	return sum
}
"""


def _names(shape):
    return ["%s_%d" % (shape.name, i) for i in range(shape.functions)]


def _array(shape, rest):
    """Bytes of the array that gives the frame its size."""
    size = shape.frame - rest - 8 * shape.homes
    return size if size >= 8 else 0


def _c(shape):
    names = _names(shape)
    array = _array(shape, C_FRAME)
    for i, name in enumerate(names):
        homes = range(shape.homes)
        yield C_FUNCTION % {
            "name": name, "next": names[(i + 1) % len(names)],
            "array": "  volatile char array[%d];\n" % array if array else "",
            # `i` sets functions apart that a compiler would take for one.
            "use": "  array[levels & 7] = %d;\n" % i if array
                   else "",
            "take": "".join("  cell p%d = mask >> %d & 1 ? up : &elsewhere[%d];\n"
                            % (h, h, h) for h in homes),
            "give": "".join("  sum += *p%d * 0;\n" % h for h in homes)}


def _go(shape):
    names = _names(shape)
    array = _array(shape, GO_FRAME)
    for i, name in enumerate(names):
        homes = range(shape.homes)
        yield GO_FUNCTION % {
            "name": name, "next": names[(i + 1) % len(names)],
            "array": "\tvar array [%d]byte\n" % array if array else "",
            "use": "\tarray[levels&7] = %d\n" % i if array else "",
            "take": "".join("\tp%d := &elsewhere[%d]\n\tif mask>>%d&1 != 0 {\n"
                            "\t\tp%d = up\n\t}\n" % (h, h, h, h) for h in homes),
            "give": "".join("\tsum += *p%d & zero\n" % h for h in homes)
                    + ("\tsum += int(array[levels&7]) & zero\n" if array else "")}


def c(shapes):
    parts = [C_HEAD]
    for shape in shapes:
        parts += ["static recursion %s;" % name for name in _names(shape)]
        parts += _c(shape)
    parts.append("\nstatic const struct {\n  const char* name;\n  recursion* function;\n"
                 "} shapes[] = {")
    parts += ['    {"%s", %s},' % (s.name, _names(s)[0]) for s in shapes]
    parts.append("    {0, 0},\n};\n")
    return "\n".join(parts)


def go(shapes):
    parts = [GO_HEAD]
    for shape in shapes:
        parts += _go(shape)
    parts.append("\nvar shapes = map[string]recursion{")
    parts += ['\t"%s": %s,' % (s.name, _names(s)[0]) for s in shapes]
    parts.append("}\n")
    return "\n".join(parts)
