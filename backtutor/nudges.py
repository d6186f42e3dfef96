"""Nudges: a name is moved a little, and the change travels through the network to the loss.

In: a derivation, a name, by how much, and of a matrix which entry. Out: stages, the name itself
first and the loss last; each holds all that moves there, of matrices entry by entry. Where a way
ends, what stops moving stands with a change of 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from backtutor.derive import Derivation
from backtutor.evaluation import Fault
from backtutor.terms import Symbol
from backtutor.values import (
    Point,
    Scalar,
    Undefined,
    Value,
    apply,
    entries,
    entry_of,
    evaluate,
    is_matrix,
    magnitude,
    shape_of,
    size,
)

NUDGE = Fraction(1, 100)

NOISE = 1e-15
"""What rounding moves of a value of size 1."""

STILL = 1e-10
"""What moves by less than this share of the first move stands still."""

Place = tuple[int, int]
"""Row and column of a matrix, from 0."""


class Moved(NamedTuple):
    """A name on the way, by how much it moves, and of a matrix which entry moves so."""

    name: str
    change: Scalar
    place: Place | None = None

    @property
    def symbol(self) -> Symbol:
        return entry_symbol(self.name, self.place)


Stage = tuple[Moved, ...]
"""What moves at one distance from the name that was moved."""


def entry_symbol(name: str, place: Place | None) -> Symbol:
    """`W[1,2]`, rows and columns counted from 1; a scalar by its name."""
    return Symbol(name if place is None else f"{name}[{place[0] + 1},{place[1] + 1}]")


def places(value: Value) -> list[Place | None]:
    """Where the entries of a matrix stand, row by row; of a scalar None."""
    shape = shape_of(value)
    if not shape:
        return [None]
    return [divmod(index, shape[1]) for index in range(shape[0] * shape[1])]


def largest(value: Value) -> Place | None:
    """Where the largest entry stands, of equal ones the first; None for a scalar."""
    sizes = map(size, entries(value))
    return max(zip(sizes, places(value), strict=True), key=lambda found: found[0])[1]


def nudge(
    derivation: Derivation, name: str, by: Scalar = NUDGE, place: Place | None = None
) -> tuple[Stage, ...]:
    """Move a name a little, hold its own formula off, and follow the change to the loss.

    Of a matrix one entry is moved, that with the steepest slope unless a `place` is said. ()
    where the loss has no value then.
    """
    before = derivation.evaluation.forward
    place = place or largest(derivation.evaluation[derivation.gradient(name)])
    after = dict(before)
    try:
        after[Symbol(name)] = _moved(before[Symbol(name)], by, place)
        for node in derivation.graph.nodes.values():
            if node.term is not None and node.name != name:
                after[Symbol(node.name)] = evaluate(node.term, after)
    except (Undefined, Fault):
        return ()
    onwards = [
        tuple(move for step in names for move in _moves(step, before, after, by))
        for names in _stages(derivation, name)
    ]
    return ((Moved(name, by, place),), *map(_telling, onwards))


def change(
    derivation: Derivation, name: str, by: Scalar, place: Place | None = None
) -> Scalar | None:
    """By how much the loss moves with a name; None where it has no value then."""
    stages = nudge(derivation, name, by, place)
    return stages[-1][-1].change if stages else None


def _stages(derivation: Derivation, name: str) -> list[list[str]]:
    """The live names that a name leads to, by the length of the longest way to them."""
    graph = derivation.graph
    reached = {name: 0}
    for node in graph.nodes.values():
        ways = [reached[source] + 1 for source in node.sources if source in reached]
        if ways and node.name in graph.live and node.name != name:
            reached[node.name] = max(ways)
    found: list[list[str]] = [[] for _ in range(max(reached.values()))]
    for step, distance in reached.items():
        if distance:
            found[distance - 1].append(step)
    return found


def _moved(value: Value, by: Scalar, place: Place | None) -> Value:
    if not is_matrix(value):
        return apply("add", (value, by))
    from backtutor.matrices import with_entry

    assert place is not None
    return with_entry(value, place, entry_of(value, place) + by)


def _moves(name: str, before: Point, after: Point, by: Scalar) -> list[Moved]:
    """Every entry of a name that moves; where none does, the name with a change of 0."""
    old, new = before[Symbol(name)], after[Symbol(name)]
    shift = apply("add", (new, apply("neg", (old,))))
    still = max(NOISE * float(magnitude(old)), STILL * float(size(by)))
    moves = [
        Moved(name, far, place)
        for far, place in zip(entries(shift), places(shift), strict=True)
        if far and (isinstance(far, Fraction) or abs(far) > still)
    ]
    return moves or [Moved(name, Fraction(0))]


def _telling(stage: Stage) -> Stage:
    """What moves; where nothing does, all of it."""
    return tuple(move for move in stage if move.change) or stage
