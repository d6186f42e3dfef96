"""Random points: the numbers at which a formula is held against the right one.

Points are drawn for the given values; nodes and derivatives follow from the graph, so
`a*(1 - a)` and `sigmoid(z)*(1 - sigmoid(z))` agree. The draw is seeded by the graph's own
names: the same answer gets the same verdict on every machine. Data keep their kind (0/1 masks
stay 0/1, one-hot rows and targets one-hot, positive values positive) and every relu, abs and max
keeps the branch it has at the lesson's numbers, a matrix where all its entries are on one side.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from backtutor.derive import rows_given
from backtutor.evaluation import Evaluation, Fault
from backtutor.graph import Graph, Kind, Node
from backtutor.ops import OPS
from backtutor.slopes import local_terms
from backtutor.targets import shares_of_one
from backtutor.terms import Apply, Term
from backtutor.values import (
    Scalar,
    Undefined,
    Value,
    entries,
    evaluate,
    is_matrix,
    magnitude,
    shape_of,
    sides,
    written_out,
)

POINTS = 12
TRIES = 60
"""Draws at each width before the next, narrower one."""

ENOUGH = 4
"""So many points of matrices of other sizes will do; with fewer, the lesson's sizes are kept."""

LARGEST = 1e4
"""With larger gradients than this at a point, too many digits are lost on the way."""

Width = Fraction | None
"""None: anywhere between 0.3 and 2.2 in size; a fraction: that near to the lesson's number."""

WIDTHS: Sequence[Width] = (None, Fraction(1, 2), Fraction(1, 8), Fraction(1, 64))


def random_points(at: Evaluation, keep: Container[str] = ()) -> tuple[Evaluation, ...]:
    """Up to `POINTS` evaluations of the graph of `at`, on its branches.

    The given names in `keep` stay what they are: a learning rate, which may be written as its
    name and as its number.
    """
    random = Random(",".join(at.graph.nodes))
    return _points(at, at, WIDTHS, keep, random)


def resized_points(
    at: Evaluation, graph: Graph, keep: Container[str] = ()
) -> tuple[Evaluation, ...]:
    """The same on `graph`, which is that of `at` with matrices of other sizes; of the sizes of
    `at` where hardly any such point is on its branches."""
    other = Evaluation(graph, {}, local_terms(graph))
    found = _points(at, other, (None,), keep, Random(",".join(graph.nodes)))
    return found if len(found) >= ENOUGH else random_points(at, keep)


def _points(
    at: Evaluation,
    on: Evaluation,
    widths: Sequence[Width],
    keep: Container[str],
    random: Random,
) -> tuple[Evaluation, ...]:
    """Points of the graph of `on`, drawn around the numbers of `at`; where not enough of them are
    tame, others too."""
    wanted = branches(at)
    found: list[Evaluation] = []
    wild: list[Evaluation] = []
    for width in widths:
        for _ in range(TRIES):
            if len(found) == POINTS:
                return tuple(found)
            point = on.at(_draw(at, on.graph, width, keep, random))
            if _usable(point, wanted):
                (found if _is_tame(point) else wild).append(point)
    return (*found, *wild)[:POINTS]


def _is_tame(point: Evaluation) -> bool:
    """Whether floats say something at a point: of 1/(1 - σ(z)) they know nothing where σ(z) is
    nearly 1, and two forms of one gradient differ there."""
    sizes = (magnitude(value) for value in point.gradients.values())
    return all(size <= LARGEST for size in sizes)


def _usable(point: Evaluation, wanted: tuple[int, ...]) -> bool:
    try:
        found = branches(point)
        # a gradient that does not exist makes a point useless, so it is derived here
        _ = point.gradients
    except (Fault, Undefined):
        return False
    return all(w in (0, b) for w, b in zip(wanted, found, strict=True))


def _draw(
    at: Evaluation, graph: Graph, width: Width, keep: Container[str], random: Random
) -> Mapping[str, Value]:
    # floats: a verdict takes a tenth of the time, and fifty digits settle what is in doubt
    drawn = {
        node.name: _draw_value(node, graph, at.given[node.name], width, random)
        for node in graph.nodes.values()
        if node.term is None and node.name not in keep
    }
    return dict(at.given) | rows_given(graph) | drawn | _draw_targets(at, graph, random)


def _draw_targets(at: Evaluation, graph: Graph, random: Random) -> dict[str, Value]:
    """Targets that make 1 together, one of them 1 where it is so in the lesson."""
    drawn: dict[str, Value] = {}
    for group in shares_of_one(graph, at.given):
        hot = all(at.given[name] in (0, 1) for name in group)
        drawn.update(zip(group, (_one_hot if hot else _shares)(len(group), random), strict=True))
    return drawn


def _draw_value(node: Node, graph: Graph, value: Value, width: Width, random: Random) -> Value:
    found = entries(value)
    if not is_matrix(value):
        return float(_draw_one(node, found[0], width, random))
    rows_sum_to_one = node.name in graph.unit_rows
    row = _row_drawer(node, found, rows_sum_to_one)
    if node.shape != shape_of(value) or width is None:
        rows, columns = node.shape or (1, 1)
        return written_out([row(columns, random) for _ in range(rows)])
    if row in (_one_hot, _mask):
        return value
    near = [[_near(entry, width, random) for entry in each] for each in value.tolist()]
    return written_out([_shared(each) for each in near] if rows_sum_to_one else near)


def _draw_one(node: Node, value: Scalar, width: Width, random: Random) -> Fraction:
    if node.kind is Kind.CONSTANT and value in (0, 1):
        return Fraction(random.randint(0, 1))
    if width is None or value == 0:
        return _sized(random) if value > 0 else random.choice((-1, 1)) * _sized(random)
    near = 1 + width * Fraction(random.randint(-96, 96), 97)
    return Fraction(value) * near


def _sized(random: Random) -> Fraction:
    # ninety-sevenths: two names hardly ever get the same value, or a neat one
    return Fraction(random.randint(30, 213), 97)


def _near(entry: Scalar, width: Fraction, random: Random) -> float:
    off = width * Fraction(random.randint(-96, 96), 97)
    return float(entry * (1 + off)) if entry else float(off)


# -- rows of matrices, by the kind of the data

DrawRow = Callable[[int, Random], list[float]]
"""How many columns → one row."""


def _row_drawer(node: Node, found: list[Scalar], rows_sum_to_one: bool) -> DrawRow:
    zeros_and_ones = set(found) <= {0, 1}
    if rows_sum_to_one:
        return _one_hot if zeros_and_ones else _shares
    if node.kind is not Kind.PARAMETER and zeros_and_ones and 0 in found:
        return _mask
    if min(found) >= 0 < max(found):
        return _positive
    return _negative if max(found) <= 0 > min(found) else _any


def _one_hot(columns: int, random: Random) -> list[float]:
    hot = random.randrange(columns)
    return [float(column == hot) for column in range(columns)]


def _mask(columns: int, random: Random) -> list[float]:
    return [float(random.randint(0, 1)) for _ in range(columns)]


def _positive(columns: int, random: Random) -> list[float]:
    # halved: sums of several products should not drive a sigmoid to its ends
    return [float(_sized(random)) / 2 for _ in range(columns)]


def _negative(columns: int, random: Random) -> list[float]:
    return [-entry for entry in _positive(columns, random)]


def _any(columns: int, random: Random) -> list[float]:
    return [random.choice((-1, 1)) * entry for entry in _positive(columns, random)]


def _shares(columns: int, random: Random) -> list[float]:
    return _shared(_positive(columns, random))


def _shared(row: list[float]) -> list[float]:
    return [entry / sum(row) for entry in row]


# -- branches


def branches(at: Evaluation) -> tuple[int, ...]:
    """The side of its kink that each operation is on, in the order of the graph; 0 at the kink,
    and for a matrix with entries on both sides."""
    return tuple(
        side for node in at.graph.computed if node.term for side in _branches(node.term, at)
    )


def _branches(term: Term, at: Evaluation) -> Iterator[int]:
    if isinstance(term, Apply):
        if OPS[term.op].branch is not None:
            arguments = [evaluate(arg, at.forward) for arg in term.args]
            found = set(sides(term.op, arguments, term.axis))
            yield found.pop() if len(found) == 1 else 0
        for arg in term.args:
            yield from _branches(arg, at)
