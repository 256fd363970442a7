"""The measurements, each as steps for the driver to run in their order.

A step is (weight, what to say, function); weights are about seconds."""
import parts
import programs  # which finds the benchmarks' modules
import shapes

import machine  # noqa: E402
import results  # noqa: E402
import works  # noqa: E402

# How often all stacks are gone through, minutes apart: what disturbs one for a while
# does not disturb it each time.  And samples each time, of a part of a move and of
# growth.
TURNS = 3
ROUNDS = {"warm": 15, "cold": 7}
GROWTH_SAMPLES = 7
# Beyond this a sample takes long, and is less disturbed by what is short.
LARGE = 8 << 20

# How many wait in each depth.
WAITING = 1000

# What handlers need, and how many run.
HANDLER_BYTES, HANDLERS = 6000, 64 * 2000
SHORT_VARIANTS = (
    # System, variant, program, switches, more of the environment, bytes.
    ("pagurus", "needs nothing", "short", "", {}, 0),
    ("pagurus", "learned", "short", "", {}, HANDLER_BYTES),
    ("pagurus", "not learned", "short", "learn=0", {}, HANDLER_BYTES),
    ("pagurus", "learned, no reuse", "short_no_reuse", "", {}, HANDLER_BYTES),
    ("pagurus", "not learned, no reuse", "short_no_reuse", "learn=0", {}, HANDLER_BYTES),
    ("go", "needs nothing", "go_short", "", {}, 0),
    ("go", "learned", "go_short", "", {}, HANDLER_BYTES),
    ("go", "not learned", "go_short", "", {"GODEBUG": "adaptivestackstart=0"},
     HANDLER_BYTES),
)

STACK_ROWS = "^(growth_100B_64KB|growth_100B_1MB|growth_1KB_1MB|hot_split)$"
STACK_SYSTEMS = ("pagurus", "go", "split_stack", "c")

# What entries of the same have in common.
KEYS = ("frame", "homes", "functions", "share", "depth", "caches", "system")

SECTIONS = (*shapes.SWEEPS, "growth", "stacks", "memory", "short")


def _describe(point):
    shape = point.shape
    return {"frame": shape.frame, "homes": shape.homes, "functions": shape.functions,
            "share": point.share, "depth": point.depth}


class Study:
    """Fills self.data, a part of the document for each section."""

    def __init__(self, built, present, names, quick):
        self.built = built
        self.present = present
        self.quick = quick
        sweeps = [name for name in shapes.SWEEPS if name in names]
        self.names = names
        self.moves = shapes.moves(sweeps, quick) if sweeps else []
        growing = sweeps if "growth" in names else []
        if "growth" in names and not sweeps:
            growing = list(shapes.SWEEPS)
        self.growths = shapes.growths(growing, quick) if growing else []
        self.data = {"moves": [], "growths": [], "stacks": [], "depths": [], "short": []}
        self.left_out = []

    def shapes(self):
        return shapes.all_shapes(self.moves + self.growths)

    def steps(self):
        for _ in range(1 if self.quick else TURNS):
            for point in self.moves:
                for caches in ("warm", "cold"):
                    yield self._moves(point, caches)
            for point in self.growths:
                for caches in ("warm", "cold"):
                    yield self._growths(point, caches)
        if "stacks" in self.names:
            yield from self._stacks()
        if "memory" in self.names:
            yield from self._depths()
        if "short" in self.names:
            yield from self._short()

    def _merge(self, section, entry):
        """Adds the samples to those of the same before, if there are any."""
        samples = entry["samples"]
        for old in self.data[section]:
            if all(old[key] == entry[key] for key in KEYS if key in entry):
                if section == "growths":
                    old["samples"] += samples
                else:
                    for step in samples:
                        old["samples"][step] += samples[step]
                return
        self.data[section].append(entry)

    # --- moves ---

    def _moves(self, point, caches):
        large = point.depth * point.shape.frame > LARGE
        rounds = 2 if self.quick else 3 if large else ROUNDS[caches]

        def run():
            found = programs.run_json("parts", (
                self.built.path("moves"), "parts", point.shape.name,
                "%x" % point.mask(), point.depth, caches, rounds),
                programs.environment(programs.PARTS_SWITCHES))
            self._merge("moves", dict(_describe(point), caches=caches, **found))
        return 4 if large else 1, "moving %s, %s" % (point.shape.name, caches), run

    # --- growth ---

    def _growth(self, system, point, caches, samples):
        command = (point.shape.name, "%x" % point.mask(), point.depth, caches, samples)
        if system == "go":
            found = programs.run_json(
                "growth", (self.built.path("go_moves"), "growth", *command),
                programs.environment(""))
            found.update(parts.go_moves(point.depth, found["frame_bytes"],
                                        point.shape.homes, point.inside))
            return found
        switches = programs.MOVED_SWITCHES if system == "pagurus" else \
            programs.PLACE_SWITCHES
        found = programs.run_json(
            "growth", (self.built.path("moves"), "growth", *command),
            programs.environment(switches))
        found["slots"] = found["frames"] * point.shape.homes
        return found

    def _growths(self, point, caches):
        large = point.depth * point.shape.frame > LARGE
        samples = 1 if self.quick else 3 if large else GROWTH_SAMPLES
        names = ["pagurus", "pagurus_in_place"] + (["go"] if "go" in self.present else [])

        def run():
            for system in names:
                self._merge("growths", dict(
                    _describe(point), system=system, caches=caches,
                    **self._growth(system, point, caches, samples)))
        return 4 if large else 1, "growing %s, %s" % (point.shape.name, caches), run

    # --- kinds of stacks ---

    def _stacks(self):
        repeat = 1 if self.quick else 5
        for work, procs, rows in works.selected(STACK_ROWS):
            running = [s for s in STACK_SYSTEMS if s in self.present
                       and s in works.systems_for(work, procs)]
            count = work.quick if self.quick else work.count
            yield 1 + repeat * len(running) // 2, work.name, \
                lambda w=work, r=rows, s=running, c=count: self._stack_row(w, r, s, c, repeat)

    def _stack_row(self, work, rows, running, count, repeat):
        builder = self.built.builder
        done = {system: [] for system in running}
        for _ in range(repeat):
            for system in running:
                text = programs.run((builder.command(system, work.name), work.name, count),
                                    programs.environment(""))
                done[system].append(results.parse(text, [m for m, _ in rows]))
        for measure, row in rows:
            self.data["stacks"] += [
                results.summary(row, system, [results.value(one, measure, row.unit)
                                              for one in done[system]])
                for system in running]

    def _depths(self):
        commands = {"pagurus": "depths", "go": "go_depths", "split_stack":
                    "split_stack_depths", "c": "c_depths"}
        for bytes_ in shapes.DEPTHS[1:5:3] if self.quick else shapes.DEPTHS:
            for system, command in commands.items():
                if system not in self.present:
                    continue
                yield 1, "%s waiting in %d bytes" % (system, bytes_), \
                    lambda s=system, c=command, b=bytes_: self._depth(s, c, b)

    def _depth(self, system, command, bytes_):
        count = WAITING // 10 if self.quick else WAITING
        if count * bytes_ * 4 > machine.available_bytes():
            self.left_out.append("%d bytes of %s: memory" % (bytes_, system))
            return
        found = programs.run_json("depths", (self.built.path(command), bytes_, count),
                                  programs.environment(""))
        self.data["depths"].append(dict(system=system, bytes=bytes_, **found))

    # --- short goroutines ---

    def _short(self):
        count = 64 * 20 if self.quick else HANDLERS
        entries = {}

        def run():
            for system, variant, program, switches, more, bytes_ in SHORT_VARIANTS:
                if system not in self.present:
                    continue
                found = programs.run_json("short", (self.built.path(program), bytes_, count),
                                          programs.environment(switches, **more))
                entry = entries.setdefault((system, variant), {
                    "system": system, "variant": variant, "bytes": bytes_, "samples": [],
                    "grows": found["grows"] / found["operations"]})
                entry["samples"].append(found["cpu_ns"] / found["operations"])
            self.data["short"] = list(entries.values())
        for turn in range(1 if self.quick else 5):
            yield 4, "short goroutines, turn %d" % (turn + 1), run
