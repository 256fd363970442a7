"""Running other programs with limits."""
import dataclasses
import resource
import signal
import subprocess

# Processor time is what is limited: on a busy machine a program takes longer,
# not more of it.  The wall clock only catches what waits for ever.
WALL_SECONDS = 300


@dataclasses.dataclass
class Result:
    status: int  # as the shell has it; negative: the signal
    out: bytes
    err: str
    unended: bool

    @property
    def ending(self):
        if self.unended:
            return "no end in time"
        if self.status < 0:
            try:
                return "signal " + signal.Signals(-self.status).name
            except ValueError:
                return "signal %d" % -self.status
        return "exit status %d" % self.status

    @property
    def ok(self):
        return self.status == 0 and not self.unended


def execute(argv, seconds, environment=None, directory=None):
    """Runs `argv` for at most `seconds` of processor time."""
    limited = ["prlimit", "--cpu=%d:%d" % (seconds, seconds + 1), "--core=0",
               "--"] + argv
    # Without a limit on its size, a program that prints for ever fills the
    # memory before its time is over; prlimit's --fsize does not hold for pipes.
    with subprocess.Popen(limited, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment, cwd=directory,
                          start_new_session=True) as process:
        try:
            out, err = process.communicate(timeout=WALL_SECONDS)
            timed_out = process.returncode == -signal.SIGXCPU
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            timed_out = True
    return Result(process.returncode, out, err.decode(errors="replace"),
                  timed_out)


def processor_seconds():
    """Processor time of this process and of all that it waited for."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in (own, children))
