"""The kinds of statements that programs are made of.

A statement is a function of the unit, the scope where it stands and the text it
writes to.  Each module of this package registers those of its concept.
"""
import dataclasses

STATEMENTS = []


@dataclasses.dataclass(frozen=True)
class Statement:
    write: object
    weight: int
    nested: bool  # contains statements itself
    cplusplus: object  # True, False: that language only; None: both
    loops: bool  # may stand in a loop
    frozen: bool  # may stand between a setjmp and its longjmp


def statement(weight=2, nested=False, cplusplus=None, loops=True, frozen=True):
    def register(write):
        STATEMENTS.append(
            Statement(write, weight, nested, cplusplus, loops, frozen))
        return write
    return register
