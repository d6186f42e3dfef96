"""Gradient checking: a derived gradient held against a difference of the loss.

In: a derivation and a name (of a matrix, one entry). Out: a `GradientCheck` with J₊, J₋, the
difference quotient and how far it is from the gradient, relative to their sizes. The name is
moved by ε in the forward pass, a node too: what feeds it is left out, what it feeds follows.
Losses are exact while the lesson's numbers are. A check tells apart what floats cannot resolve
and what a kink spoils from a gradient that is wrong. `check_all` looks at every gradient.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from math import floor, hypot, log10
from random import Random

from backtutor.derive import Derivation
from backtutor.evaluation import Fault
from backtutor.graph import Graph, Node
from backtutor.ops import OPS
from backtutor.terms import Apply, Symbol
from backtutor.values import (
    Point,
    Scalar,
    Undefined,
    Value,
    apply,
    entries,
    evaluate,
    is_matrix,
    sides,
    size,
)

EPSILON = Fraction(1, 10**5)
"""Of the powers of ten the one that costs a two-sided difference the fewest digits."""

THRESHOLD = Fraction(1, 10**7)
"""A relative difference below this says that the gradient is right."""

WORK = 2_000_000
"""Names that may be read to compute values anew before `check_all` leaves the other gradients."""

POWERS = (-1, -2, 1, 2, 3)
"""Powers of ten times ε, tried where ε itself tells nothing: finer against curvature and kinks,
coarser against noise."""

COARSER = 10
"""Times ε, for the second of two differences that are extrapolated."""

ROUNDING = 16 * 2.0**-53
"""What the operations of one formula may add to its value, as a share of it."""

MEANINGFUL = 1e-3
"""Noise of a larger share of the gradient would hide a wrong one."""

Entry = tuple[int, int]
"""Row and column of a matrix, from 1."""


class Side(Enum):
    ONE = "one"
    TWO = "two"


class Agreement(Enum):
    """What a check says of a gradient."""

    AGREES = "agrees"
    ROUNDING = "rounding"  # as near as the losses' last digits can tell
    COARSE = "coarse"  # not at this ε, but as it gets smaller
    AT_KINK = "at_kink"  # the mean of two slopes, where any between them is right
    CROSSES_KINK = "crosses_kink"  # the two losses lie on two sides of a kink
    DIFFERS = "differs"


KINKS = (Agreement.AT_KINK, Agreement.CROSSES_KINK)
TELLING = (
    Agreement.AGREES,
    Agreement.AT_KINK,
    Agreement.ROUNDING,
    Agreement.COARSE,
    Agreement.DIFFERS,
    Agreement.CROSSES_KINK,
)
"""Of several ε, which verdict is believed."""


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """One gradient and its difference quotient; `minus` is J itself where one-sided."""

    name: str
    entry: Entry | None
    eps: Fraction
    side: Side
    plus: Scalar
    minus: Scalar
    approx: Scalar
    gradient: Scalar
    difference: Scalar
    verdict: Agreement


@dataclass(frozen=True, slots=True)
class Place:
    """A name, or one entry of a matrix."""

    name: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of a derivation, in the order of its backward sweep.

    `beside` are the places where the loss has no value a little to either side; `left` counts
    those that would have cost too much.
    """

    checks: tuple[GradientCheck, ...]
    beside: tuple[Place, ...] = ()
    left: int = 0

    @property
    def smooth(self) -> tuple[GradientCheck, ...]:
        """Those that no kink spoils."""
        return tuple(check for check in self.checks if check.verdict not in KINKS)

    @property
    def worst(self) -> GradientCheck | None:
        """The largest relative difference, among those that a difference can tell of."""
        telling = [c for c in self.checks if c.verdict in (Agreement.AGREES, Agreement.DIFFERS)]
        return max(telling, key=lambda check: check.difference, default=None)

    @property
    def failed(self) -> tuple[GradientCheck, ...]:
        return tuple(check for check in self.checks if check.verdict is Agreement.DIFFERS)


def check_gradient(
    derivation: Derivation,
    name: str,
    eps: Fraction = EPSILON,
    side: Side = Side.TWO,
    entry: Entry | None = None,
) -> GradientCheck:
    """The check of ∂loss/∂name at this ε; raises `Fault` where the loss has no value beside it."""
    checker = _Checker(derivation, Place(name, entry))
    found = checker.measure(eps, side)
    if found.verdict is Agreement.DIFFERS and checker.settles():
        return replace(found, verdict=Agreement.COARSE)
    return found


def check_all(derivation: Derivation, eps: Fraction = EPSILON, work: int = WORK) -> Checks:
    """Every gradient that the derivation shows, by two-sided differences, each at ε or, where
    that tells nothing, at a better one. Of a large network as many as `work` allows, drawn
    evenly."""
    places = [p for name in derivation.gradients for p in places_of(derivation, name)]
    order = list(range(len(places)))
    Random(len(places)).shuffle(order)
    found: dict[int, GradientCheck | Place] = {}
    for index in order:
        if work <= 0:
            break
        checker = _Checker(derivation, places[index])
        found[index] = checker.best(eps)
        work -= checker.cost
    inside = [found[index] for index in sorted(found)]
    return Checks(
        checks=tuple(one for one in inside if isinstance(one, GradientCheck)),
        beside=tuple(one for one in inside if isinstance(one, Place)),
        left=len(places) - len(found),
    )


def places_of(derivation: Derivation, name: str) -> Iterator[Place]:
    """A name, or the entries of a matrix row by row."""
    value = derivation.evaluation[Symbol(name)]
    if not is_matrix(value):
        yield Place(name)
    else:
        rows, columns = value.shape
        yield from (Place(name, (r + 1, c + 1)) for r in range(rows) for c in range(columns))


def relative_difference(approx: Scalar, gradient: Scalar) -> Scalar:
    """|approx − gradient| / (|approx| + |gradient|); 0 where both are 0."""
    sizes = size(approx) + size(gradient)
    return size(approx - gradient) / sizes if sizes else Fraction(0)


def norm_difference(checks: Iterable[GradientCheck]) -> float:
    """‖approx − gradient‖₂ / (‖approx‖₂ + ‖gradient‖₂) over all of them as one vector."""
    pairs = [(float(check.approx), float(check.gradient)) for check in checks]
    sizes = hypot(*(a for a, _ in pairs)) + hypot(*(g for _, g in pairs))
    return hypot(*(a - g for a, g in pairs)) / sizes if sizes else 0.0


class _Checker:
    """One place of a network that can be moved; `cost` counts the names read in doing so."""

    def __init__(self, derivation: Derivation, place: Place) -> None:
        self.place = place
        self.graph = derivation.graph
        self.here = derivation.evaluation.values_by_name
        self.gradients = derivation.evaluation.gradients
        self.gradient = _entry(self.gradients[place.name], place)
        self.after = downstream(self.graph, place.name)
        self._size = sum(len(self.graph[node].sources) for node in self.after)
        self.cost = 0

    def best(self, eps: Fraction) -> GradientCheck | Place:
        """The first ε that agrees; where none does, the one that tells most."""
        tried: list[GradientCheck] = []
        for step in dict.fromkeys((eps, *self._other(eps))):
            try:
                tried.append(self.measure(step))
            except Fault:
                continue
            if tried[-1].verdict in (Agreement.AGREES, Agreement.AT_KINK):
                return tried[-1]
        telling = [check for check in tried if check.eps >= eps or self._tells(check)]
        best = min(telling, key=lambda check: TELLING.index(check.verdict), default=self.place)
        if isinstance(best, GradientCheck) and best.verdict is Agreement.DIFFERS:
            return self._extrapolated(tried, best)
        return best

    def _extrapolated(self, tried: Sequence[GradientCheck], best: GradientCheck) -> GradientCheck:
        """Whether two ε, extrapolated to 0, agree: what is left shrinks with ε²."""
        approx = {check.eps: check.approx for check in tried}
        fine, coarse = best.eps, COARSER * best.eps
        if coarse in approx:
            limit = (COARSER**2 * approx[fine] - approx[coarse]) / (COARSER**2 - 1)
            if self._near(limit) or self._apart(limit, fine) is Agreement.ROUNDING:
                return replace(best, verdict=Agreement.COARSE)
        return best

    def settles(self) -> bool:
        """Whether a better ε agrees where this one does not."""
        best = self.best(EPSILON)
        near = (Agreement.AGREES, Agreement.ROUNDING, Agreement.COARSE)
        return isinstance(best, GradientCheck) and best.verdict in near

    def measure(self, eps: Fraction, side: Side = Side.TWO) -> GradientCheck:
        """The check at one ε, its verdict from these numbers alone."""
        above = self._moved(eps)
        below = self._moved(-eps) if side is Side.TWO else self.here
        plus, minus = _scalar(above[self.graph.loss]), _scalar(below[self.graph.loss])
        approx = self._quotient(plus, minus, 2 * eps if side is Side.TWO else eps)
        verdict = Agreement.AGREES if self._near(approx) else self._apart(approx, eps)
        return GradientCheck(
            name=self.place.name,
            entry=self.place.entry,
            eps=eps,
            side=side,
            plus=plus,
            minus=minus,
            approx=approx,
            gradient=self.gradient,
            difference=relative_difference(approx, self.gradient),
            verdict=self._bent((below, self.here, above), verdict),
        )

    def _other(self, eps: Fraction) -> Iterator[Fraction]:
        """ε of other sizes, then of the size of the value itself."""
        yield from (eps * _ten(power) for power in POWERS)
        value = float(_entry(self.here[self.place.name], self.place))
        if value:
            scale = eps * _ten(floor(log10(abs(value))))
            yield from (scale, scale * _ten(-1), scale * _ten(1))

    def _moved(self, change: Fraction) -> Mapping[str, Value]:
        """Every value once the place is moved; raises `Fault`."""
        name, entry = self.place.name, self.place.entry
        new: dict[str, Value] = {name: _with_change(self.here[name], entry, change)}
        values = ChainMap(new, self.here)
        self.cost += self._size
        for node in self.after:
            try:
                new[node] = self.graph.formulas[node].evaluate(values)
            except Undefined as undefined:
                raise Fault(node, None, undefined) from undefined
        return values

    def _quotient(self, plus: Scalar, minus: Scalar, span: Fraction) -> Scalar:
        try:
            return _scalar(apply("div", (apply("add", (plus, -minus)), span)))
        except Undefined as undefined:
            raise Fault(self.graph.loss, self.place.name, undefined) from undefined

    def _near(self, approx: Scalar) -> bool:
        return relative_difference(approx, self.gradient) < THRESHOLD

    def _apart(self, approx: Scalar, eps: Fraction) -> Agreement:
        """Whether rounding explains why the two differ."""
        within = float(size(approx - self.gradient)) <= self._noise() / float(eps)
        return Agreement.ROUNDING if within else Agreement.DIFFERS

    def _tells(self, check: GradientCheck) -> bool:
        """Whether rounding would not explain everything at a fine ε."""
        sizes = float(size(check.approx) + size(check.gradient))
        return self._noise() / float(check.eps) <= MEANINGFUL * sizes

    def _noise(self) -> float:
        """What the roundings of all formulas may add to the loss, each times its gradient."""
        moved = (self.place.name, *self.after)
        rounded = [n for n in moved if float in map(type, entries(self.here[n]))]
        parts = (
            zip(entries(self.gradients[n]), entries(self.here[n]), strict=True) for n in rounded
        )
        return ROUNDING * sum(abs(float(g) * float(v)) for pairs in parts for g, v in pairs)

    def _bent(self, points: Sequence[Mapping[str, Value]], verdict: Agreement) -> Agreement:
        """The verdict, unless an operation is on another side of its kink at one of the points."""
        for below, here, above in zip(*map(self._sides, points), strict=True):
            if not below == here == above:
                if here == 0:
                    return Agreement.AT_KINK
                if verdict is not Agreement.AGREES:
                    verdict = Agreement.CROSSES_KINK
        return verdict

    def _sides(self, values: Mapping[str, Value]) -> Iterator[int]:
        for name in self.after:
            if self.graph.formulas[name].pattern.has_branches:
                yield from _sides_of(self.graph[name], values)


def downstream(graph: Graph, name: str) -> list[str]:
    """The nodes of the loss that depend on a name, in topological order."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for user in graph.consumers[waiting.pop()]:
            if user in graph.live and user not in found:
                found.add(user)
                waiting.append(user)
    return sorted(found, key=lambda node: (graph.depth[node], graph[node].order))


def _sides_of(node: Node, values: Mapping[str, Value]) -> Iterator[int]:
    """The side of its kink that each operation of a formula is on, entry by entry."""
    point: Point = {Symbol(source): values[source] for source in node.sources}
    waiting = [node.term]
    while waiting:
        term = waiting.pop()
        if isinstance(term, Apply):
            if OPS[term.op].branch is not None:
                yield from sides(term.op, [evaluate(arg, point) for arg in term.args], term.axis)
            waiting.extend(term.args)


def _entry(value: Value, place: Place) -> Scalar:
    if place.entry is None or not is_matrix(value):
        return _scalar(value)
    row, column = place.entry
    columns: int = value.shape[1]
    return entries(value)[(row - 1) * columns + column - 1]


def _scalar(value: Value) -> Scalar:
    assert isinstance(value, Fraction | float)
    return value


def _with_change(value: Value, entry: Entry | None, change: Fraction) -> Value:
    if isinstance(value, Fraction | float):
        return value + change
    from backtutor.matrices import with_entry

    assert entry is not None
    place = (entry[0] - 1, entry[1] - 1)
    return with_entry(value, place, value[place] + change)


def _ten(power: int) -> Fraction:
    return Fraction(10) ** power
