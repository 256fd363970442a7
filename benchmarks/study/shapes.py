"""What is swept: stacks of frames that are all alike, one property at a time, and
a grid of all together for the models."""
import dataclasses

# A move of more than this is done by moving pages, which is another matter.
MOST_COPIED = 512 << 10


@dataclasses.dataclass(frozen=True)
class Shape:
    """A frame.  What the compiler makes of it is measured; these are wishes."""
    frame: int      # bytes
    homes: int      # pointers that live across the call
    functions: int = 1  # that call each other in turn

    @property
    def name(self):
        return "f%d_h%d_n%d" % (self.frame, self.homes, self.functions)


@dataclasses.dataclass(frozen=True)
class Point:
    """A stack: so many frames of a shape, of whose homes so many per cent point
    into the stack."""
    shape: Shape
    share: int
    depth: int

    @property
    def inside(self):
        """Homes of a frame that point into the stack."""
        return (self.shape.homes * self.share + 50) // 100

    def mask(self):
        """A bit for each home, the inside ones spread evenly."""
        homes, inside = self.shape.homes, self.inside
        return sum(1 << i for i in range(homes)
                   if (i + 1) * inside // homes > i * inside // homes)


def _deep(shape, share, depth):
    return Point(shape, share, max(1, min(depth, MOST_COPIED // shape.frame)))


def _fits(frame, homes):
    return frame >= 8 * homes + (64 if homes else 0)


# What the others differ from in one thing.
BASE = Point(Shape(128, 4), 100, 1000)

SWEEPS = {
    "frame_size": [_deep(Shape(f, 1), 100, 1000) for f in (
        32, 64, 128, 256, 512, 1024, 4096, 16384, 65536)],
    "homes": [_deep(Shape(1024, h), 100, 1000) for h in (0, 1, 2, 4, 8, 16, 32, 64)],
    "share": [_deep(Shape(1024, 32), s, 1000) for s in (0, 25, 50, 75, 100)],
    "depth": [Point(Shape(64, 1), 100, 10**e) for e in range(7)],
    "functions": [_deep(Shape(128, 1, n), 100, 1000) for n in (1, 8, 64, 256)],
}
GRID = [_deep(Shape(f, h), s, d)
        for f in (64, 128, 512, 2048, 8192) for h in (0, 4, 16, 64) if _fits(f, h)
        for s in ((0, 100) if h else (0,)) for d in (10, 100, 1000)]

# Bytes on the stacks of those that wait.
DEPTHS = (0, 500, 2000, 8000, 32000, 128000)

# What --quick does of each sweep.
QUICK_DEPTH = 1000


def _unique(points):
    return list(dict.fromkeys(points))


def sweep(name, quick=False):
    points = SWEEPS[name]
    if not quick:
        return points
    points = [p for p in points if p.depth <= QUICK_DEPTH]
    return _unique([points[0], points[-1]])


def moves(names, quick=False):
    """The stacks whose moves are measured."""
    points = [BASE] + [p for name in names for p in sweep(name, quick)]
    if names:
        points += GRID[::11] if quick else GRID
    return _unique(points)


def growths(names, quick=False):
    """The stacks whose growth from nothing is measured, with Go's beside it."""
    points = [BASE] + [p for name in names for p in sweep(name, quick)]
    if names and not quick:
        points += [p for p in GRID if p.depth > 100]
    return _unique(points)


def all_shapes(points):
    return _unique(p.shape for p in points)
