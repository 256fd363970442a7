"""What a move costs by what is moved: ns = a + b·frames + c·slots + d·rewritten + e·bytes.

Least squares of relative errors, since the stacks are between one frame and a
million of them: a stack of one counts as much as one of a million.  What would
cost less than nothing is taken out, and the others are fitted again.
"""
import dataclasses
import statistics

TERMS = ("move", "frame", "slot", "rewritten pointer", "byte")


@dataclasses.dataclass(frozen=True)
class Point:
    """Something measured: what there was of each term, what it took, and the time
    that errors are parts of."""
    features: tuple
    ns: float
    scale: float


@dataclasses.dataclass(frozen=True)
class Fit:
    costs: tuple   # ns by term; None for one that the data say nothing about
    errors: tuple  # by point: (model - measured) / scale

    def median_error(self):
        return statistics.median(abs(e) for e in self.errors)

    def worst_error(self):
        return max(abs(e) for e in self.errors)


def solve(matrix, right):
    """The solution of a system of linear equations, None if there is not one."""
    size = len(right)
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        if abs(rows[pivot][column]) < 1e-12:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for r in range(size):
            if r != column:
                factor = rows[r][column] / rows[column][column]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[column])]
    return [row[size] / row[i] for i, row in enumerate(rows)]


def _least_squares(points, used):
    # Columns are scaled, or bytes would drown frames.
    rows = [[p.features[i] / p.scale for i in used] for p in points]
    scale = [max(abs(row[i]) for row in rows) or 1 for i in range(len(used))]
    rows = [[x / s for x, s in zip(row, scale)] for row in rows]
    normal = [[sum(row[i] * row[j] for row in rows) for j in range(len(used))]
              for i in range(len(used))]
    right = [p.ns / p.scale for p in points]
    found = solve(normal, [sum(row[i] * r for row, r in zip(rows, right))
                           for i in range(len(used))])
    return found and [x / s for x, s in zip(found, scale)]


def fit(points):
    """Of points with a feature for each term; None if they are too few or too much
    alike."""
    used = [i for i in range(len(TERMS)) if any(p.features[i] for p in points)]
    unknown = set(range(len(TERMS))) - set(used)
    while used:
        if len(points) < len(used):
            return None
        found = _least_squares(points, used)
        if found is None:
            return None
        if min(found) >= 0:
            break
        del used[found.index(min(found))]
    if not points:
        return None
    costs = [None if i in unknown else 0.0 for i in range(len(TERMS))]
    for i, cost in zip(used, found if used else ()):
        costs[i] = cost
    errors = tuple((predict(costs, p.features) - p.ns) / p.scale for p in points)
    return Fit(tuple(costs), errors)


def predict(costs, features):
    return sum((cost or 0) * x for cost, x in zip(costs, features))
