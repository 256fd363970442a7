"""Programs by csmith, small ones: they find more per second than large ones."""
import random
import re
import subprocess

from program import PARTS, Program, main_of_parts


def options(seed):
    """A csmith command for `seed`; other seeds emphasise other features."""
    choose = random.Random(seed).choice
    command = ["csmith", "--seed", str(seed), "--concise", "--no-argc"]
    for option, values in (
            ("--max-funcs", (3, 5, 8)),
            ("--max-block-depth", (2, 3)),
            ("--max-block-size", (3, 4)),
            ("--max-expr-complexity", (3, 6)),
            ("--max-pointer-depth", (2, 3)),
            ("--max-array-len-per-dim", (4, 10)),
            ("--inline-function-prob", (0, 50)),
    ):
        command += [option, str(choose(values))]
    for switches in (("--packed-struct", "--no-packed-struct"),
                     ("--volatiles", "--no-volatiles"),
                     ("--bitfields", "--no-bitfields"),
                     ("--jumps", "--no-jumps")):
        command.append(choose(switches))
    return command


# What csmith defines at file scope.
_GLOBAL = re.compile(r"\b(func_\d+|g_\d+|[SU]\d+|__undefined|main)\b")


def _source(seed):
    result = subprocess.run(options(seed), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, check=False, timeout=120)
    if result.returncode != 0:
        raise RuntimeError("csmith: seed %d: status %d: %s" % (
            seed, result.returncode, result.stderr.decode(errors="replace")))
    return result.stdout.decode()


def generate(seeds):
    parts = [_GLOBAL.sub(r"s%d_\1" % seed, _source(seed)) for seed in seeds]
    text = "".join(parts) + main_of_parts("s%d_main" % s for s in seeds)
    # Most of what csmith makes is inlined into main, and then nothing moves.
    flags = ["-fno-inline"] if seeds[0] // PARTS % 3 else []
    return Program("csmith", list(seeds), {"program.c": text}, ["program.c"],
                   flags=flags)
