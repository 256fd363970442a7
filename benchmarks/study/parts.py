"""From samples to figures: what each part of a move took, and the models."""
import model

PAGE = 4096

# Part, and the step of the ladder (pagurus/steps.h) less which other.
PARTS = (
    ("allocation", "allocation", "nothing"),
    ("registered places", "commit", "nothing"),
    ("copy", "copy", "nothing"),
    ("walk", "step", "copy"),
    ("look-up", "walk", "step"),
    ("test", "test", "walk"),
    ("rewrite", "rewrite", "test"),
)


def figure(samples, caches):
    """One figure for samples, which are only made longer by what else the machine
    does.  A warm one is an average of many times already; of the cold ones, each of
    which is a time by itself, the least would be a matter of luck."""
    return min(samples) if caches == "warm" else sorted(samples)[(len(samples) - 1) // 4]


def steps(move):
    """ns by step."""
    return {name: figure(samples, move["caches"])
            for name, samples in move["samples"].items()}


def split(move):
    """ns by part; never less than nothing, as noise would have it."""
    took = steps(move)
    return {part: max(took[with_it] - took[without], 0.0)
            for part, with_it, without in PARTS}


def whole(move):
    """ns of a move by the mover itself."""
    took = steps(move)
    return max(took["move"] - took["nothing"], 0.0)


def tables_look_up(move):
    """ns of looking every frame up in the tables."""
    took = steps(move)
    return max(took["index"] - took["step"], 0.0)


def fault(move):
    """ns of a page that is touched for the first time."""
    took = steps(move)
    return max(took["fresh"] - took["copy"], 0.0) / max(1, -(-move["bytes"] // PAGE))


def features(entry):
    """What a model takes of a move, or of the moves of a growth together."""
    return (entry.get("moves", 1), entry["frames"], entry["slots"],
            entry["rewritten"], entry["bytes"])


def go_moves(depth, frame, homes, inside):
    """What Go moves while a stack grows from 2 KB to so many frames: it doubles when
    the next one does not fit any more.  Go does not count it."""
    need = depth * frame
    size, total, moves = 2048, 0, 0
    while size < need:
        total += size
        moves += 1
        size *= 2
    frames = total / frame
    return {"moves": moves, "by_pages": 0, "frames": frames, "slots": frames * homes,
            "rewritten": frames * inside, "bytes": total}


def growth_figure(growth):
    """ns of growing: of the first descents, less the second ones."""
    first, second = (figure([pair[i] for pair in growth["samples"]], growth["caches"])
                     for i in (0, 1))
    return first - second


# Stacks up to here are small: they are a P's own, and they and their copy fit the
# innermost cache, or nearly so.
SMALL = 32 << 10
SIZES = {"small": lambda move: move["stack"] <= SMALL,
         "large": lambda move: move["stack"] > SMALL,
         "all": lambda move: True}


def chosen(moves, caches, size="all"):
    """Those that are moved by copying."""
    return [m for m in moves if m["caches"] == caches and not m["by_pages"]
            and SIZES[size](m)]


def move_model(moves, caches, size="all"):
    return model.fit([model.Point(features(m), whole(m), whole(m))
                      for m in chosen(moves, caches, size)])


# What the parts are paid for, besides for each move: places in `features`.
_TERMS = {"allocation": (), "registered places": (), "copy": (4,), "walk": (1,),
          "look-up": (1,), "test": (1, 2), "rewrite": (1, 2, 3)}


def part_model(moves, part, caches, size="all"):
    """Of one part alone; errors are shares of the whole move, since a part is a
    difference of two times."""
    points = []
    for move in chosen(moves, caches, size):
        values = [x if i == 0 or i in _TERMS[part] else 0
                  for i, x in enumerate(features(move))]
        points.append(model.Point(tuple(values), split(move)[part], whole(move)))
    return model.fit(points)


# Growth less than this is a difference of two times that are nearly alike.
LEAST_GROWTH_NS = 2000


def growth_model(growths, system, caches):
    points = []
    for growth in growths:
        ns = growth_figure(growth)
        if (growth["system"], growth["caches"]) == (system, caches) \
                and growth["moves"] > 0 and not growth["by_pages"] \
                and ns > LEAST_GROWTH_NS:
            points.append(model.Point(features(growth), ns, ns))
    return model.fit(points)
