"""Lines of a program, indented."""
import contextlib


class Text:
    def __init__(self):
        self.lines = []
        self.indent = 0

    def line(self, text):
        self.lines.append("  " * self.indent + text)

    @contextlib.contextmanager
    def block(self, head, tail="}"):
        self.line((head + " {").lstrip())
        self.indent += 1
        yield
        self.indent -= 1
        self.line(tail)

    def __str__(self):
        return "\n".join(self.lines) + "\n"
