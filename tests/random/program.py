"""A program under test: files, and how they become one executable.

Half of the time that a small program takes goes into starting compilers and
linkers.  So several random programs, *parts*, are one executable, which runs
the part that its argument says.
"""
import dataclasses
import json
import os

DESCRIPTION = "program.json"
PARTS = 6  # in one executable


@dataclasses.dataclass
class Program:
    kind: str  # which generator
    seeds: list  # one part for each
    sources: dict  # file name -> text; headers too
    order: list  # names of what is compiled, as they are linked
    # Compiled at this level whatever the rest of the program is compiled at.
    levels: dict = dataclasses.field(default_factory=dict)
    native: list = dataclasses.field(default_factory=list)  # always by clang
    flags: list = dataclasses.field(default_factory=list)  # for all compilers

    @property
    def name(self):
        return "-".join([self.kind] + [str(seed) for seed in self.seeds])

    def write_sources(self, directory):
        for name, text in self.sources.items():
            with open(os.path.join(directory, name), "w",
                      encoding="utf-8") as file:
                file.write(text)

    def save(self, directory):
        self.write_sources(directory)
        description = dataclasses.asdict(self)
        description["sources"] = sorted(self.sources)
        with open(os.path.join(directory, DESCRIPTION), "w",
                  encoding="utf-8") as file:
            json.dump(description, file, indent=2)
            file.write("\n")


def load(directory):
    """What save() wrote."""
    with open(os.path.join(directory, DESCRIPTION), encoding="utf-8") as file:
        description = json.load(file)
    sources = {}
    for name in description["sources"]:
        with open(os.path.join(directory, name), encoding="utf-8") as file:
            sources[name] = file.read()
    description["sources"] = sources
    return Program(**description)


def main_of_parts(names):
    """A `main` that calls one of the functions, by its argument; or the first."""
    return """
int main(int argc, char **argv) {
  switch (argc > 1 ? argv[1][0] : '0') {
%s  }
  return 1;
}
""" % "".join("    case '%d': return %s();\n" % (i, name)
              for i, name in enumerate(names))
