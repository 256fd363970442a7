"""How far it is, and how long it will take."""
import sys
import time


def duration(seconds):
    seconds = int(seconds + 0.5)
    return "%d s" % seconds if seconds < 100 else "%d min" % ((seconds + 30) // 60)


class Progress:
    """A line that replaces itself on a terminal; nothing elsewhere.  `steps` is how
    many step() calls there will be."""

    def __init__(self, steps=0, clock=time.monotonic, stream=None):
        self.stream = stream or sys.stderr
        self.on = self.stream.isatty()
        self.steps = steps
        self.done = 0
        self.clock = clock
        self.started = clock()

    def left(self):
        """Seconds, if what is to come takes as long as what was; None at first."""
        if self.done == 0 or self.steps == 0:
            return None
        return (self.clock() - self.started) / self.done * max(self.steps - self.done, 0)

    def show(self, text):
        if not self.on:
            return
        left = self.left()
        if left is not None:
            text = "%3d %%, some %s left: %s" % (
                100 * self.done // self.steps, duration(left), text)
        print("\r\033[K" + text, end="", file=self.stream, flush=True)

    def step(self, count=1):
        self.done = min(self.done + count, self.steps)

    def clear(self):
        if self.on:
            print("\r\033[K", end="", file=self.stream, flush=True)
