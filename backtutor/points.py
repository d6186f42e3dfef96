"""Random points: the numbers at which a formula is held against the right one.

Points are drawn for the given values; nodes and derivatives follow from the graph, so
`a*(1 - a)` and `sigmoid(z)*(1 - sigmoid(z))` agree. The draw is seeded by the graph's own
names: the same answer gets the same verdict on every machine. Data keep their kind (0/1
constants stay 0/1, positive values positive) and every relu, abs and max keeps the branch it
has at the lesson's numbers. `Columns` gives the values of a term at all points at once.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from fractions import Fraction
from math import nan
from random import Random
from typing import Any

from backtutor.derive import Evaluation, Fault
from backtutor.graph import Kind, Node
from backtutor.ops import OPS
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term
from backtutor.values import Undefined, Value, evaluate

POINTS = 12
TRIES = 60
"""Draws at each width before the next, narrower one."""

WIDTHS = (None, Fraction(1, 2), Fraction(1, 8), Fraction(1, 64))
"""None: anywhere between 0.3 and 2.2 in size; a fraction: that near to the lesson's number."""


def random_points(at: Evaluation, keep: Container[str] = ()) -> tuple[Evaluation, ...]:
    """Up to `POINTS` evaluations of the graph of `at`, on its branches.

    The given names in `keep` stay what they are: a learning rate, which may be written as its
    name and as its number.
    """
    random = Random(",".join(at.graph.nodes))
    wanted = branches(at)
    found: list[Evaluation] = []
    for width in WIDTHS:
        for _ in range(TRIES):
            if len(found) == POINTS:
                return tuple(found)
            drawn = _draw(at, width, random)
            point = at.at({n: at.given[n] if n in keep else v for n, v in drawn.items()})
            if _usable(point, wanted):
                found.append(point)
    return tuple(found)


def _usable(point: Evaluation, wanted: tuple[int, ...]) -> bool:
    try:
        # a gradient that does not exist makes a point useless, so it is derived here
        _ = point.gradients
        return all(w in (0, b) for w, b in zip(wanted, branches(point), strict=True))
    except (Fault, Undefined):
        return False


def _draw(at: Evaluation, width: Fraction | None, random: Random) -> Mapping[str, Value]:
    # floats: a verdict takes a tenth of the time, and fifty digits settle what is in doubt
    return dict(at.given) | {
        node.name: float(_draw_one(node, at.given[node.name], width, random))
        for node in at.graph.nodes.values()
        if node.term is None
    }


def _draw_one(node: Node, value: Value, width: Fraction | None, random: Random) -> Fraction:
    if node.kind is Kind.CONSTANT and value in (0, 1):
        return Fraction(random.randint(0, 1))
    # ninety-sevenths: two names hardly ever get the same value, or a neat one
    if width is None or value == 0:
        size = Fraction(random.randint(30, 213), 97)
        return size if value > 0 else random.choice((-1, 1)) * size
    near = 1 + width * Fraction(random.randint(-96, 96), 97)
    return Fraction(value) * near


def branches(at: Evaluation) -> tuple[int, ...]:
    """The side of its kink that each operation is on, in the order of the graph."""
    return tuple(
        side for node in at.graph.computed if node.term for side in _branches(node.term, at)
    )


def _branches(term: Term, at: Evaluation) -> Iterator[int]:
    if isinstance(term, Apply):
        branch = OPS[term.op].branch
        if branch is not None:
            side = branch(*(evaluate(arg, at.forward) for arg in term.args))
            yield (side > 0) - (side < 0)
        for arg in term.args:
            yield from _branches(arg, at)


class Columns:
    """Points side by side: the values of a term at all of them, NaN where it has none.

    One walk over the term serves every point, and what atoms are worth is kept.
    """

    def __init__(self, points: Sequence[Evaluation]) -> None:
        self.points = points
        self._atoms: dict[Symbol | Derivative, list[float]] = {}

    def of(self, term: Term) -> list[float]:
        match term:
            case Apply(op, args):
                return self._applied(OPS[op].numeric, [self.of(arg) for arg in args])
            case Symbol() | Derivative():
                if term not in self._atoms:
                    self._atoms[term] = self.computed(lambda point: point[term])
                return self._atoms[term]
            case Number(value):
                return [float(value)] * len(self.points)
            case MatrixTerm():
                return [nan] * len(self.points)

    def computed(self, value: Callable[[Evaluation], Value]) -> list[float]:
        """What a function gives at every point."""
        return [_or_nan(value, (point,)) for point in self.points]

    def _applied(self, numeric: Callable[..., Any], columns: list[list[float]]) -> list[float]:
        if not columns:
            return [numeric()] * len(self.points)
        try:
            return list(map(numeric, *columns))
        except (ArithmeticError, ValueError):
            return [_or_nan(numeric, values) for values in zip(*columns, strict=True)]


def _or_nan(function: Callable[..., Any], arguments: tuple[Any, ...]) -> float:
    try:
        return float(function(*arguments))
    except (Fault, ArithmeticError, ValueError):
        return nan
