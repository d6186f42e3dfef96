"""Arrows: which arrow between a name and the loss an answer has not counted once.

In: an `Answer` to a question after a gradient. Out: diagnoses that name the arrow. Each arrow in
turn is left out (its factor is 1), counted twice, or cut (it brings nothing), and the sweep that
follows from it is held against what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import Any

from backtutor.evaluation import Evaluation, Slope, times
from backtutor.messages import Message, message
from backtutor.misconceptions import Ways
from backtutor.paths import path_words
from backtutor.slopes import Edge, upstream_of
from backtutor.structure.answer import Answer, value_at
from backtutor.terms import ONE, UNIT, Symbol, number
from backtutor.values import Value
from backtutor.verdicts import Diagnosis

MOST_PAIRS = 8
"""With more arrows than this, no two of them are taken to be left out at once."""

LONG = 6
"""A path of more names than this is not written out."""

Arrows = tuple[Edge, ...]

Fate = Callable[[Evaluation, Edge], Any]
"""What becomes of an arrow: the slope that stands for its own."""


def by_arrows(answer: Answer) -> Iterator[Diagnosis]:
    """The arrows that the answer has not counted once."""
    ways = answer.ways
    if ways is None:
        return
    bearing = [edge for edge in ways.nearest if _bears(ways, edge)]
    if found := _fitting(answer, ways, bearing, _left_out):
        yield Diagnosis("dropped-factor", _said_left_out(ways, found))
    if found := _fitting(answer, ways, bearing, _doubled):
        yield Diagnosis("extra-factor", _said_twice(ways, found))
    if ways.lone is None and (found := _fitting(answer, ways, ways.nearest, _cut)):
        yield Diagnosis("one-path", _said_cut(ways, found))


def by_pairs_of_arrows(answer: Answer) -> Iterator[Diagnosis]:
    """Two arrows at once without a factor, along a single path."""
    ways = answer.ways
    if ways is None or ways.lone is None:
        return
    bearing = [edge for edge in ways.lone if _bears(ways, edge)]
    if not 2 < len(bearing) <= MOST_PAIRS:
        return
    pairs = combinations(bearing, 2)
    pair = next((two for two in pairs if _explains(answer, ways, two, _left_out)), ())
    if pair:
        facts = {**_ends(ways), "arrows": tuple(map(path_words, pair))}
        yield Diagnosis("dropped-factor", Message("structure-left-out-two", facts))


def _bears(ways: Ways, edge: Edge) -> bool:
    """Whether an arrow brings a factor that can be left out or doubled."""
    shapes, (source, user) = ways.graph.shapes, edge
    term = ways.derivation.evaluation.terms.get(edge)
    # a sign that is left out is told as a sign
    plain = (None, ONE, number(-1), upstream_of(user))
    return shapes[source] == shapes[user] and term not in plain


# -- fates


def _fitting(answer: Answer, ways: Ways, edges: Sequence[Edge], fate: Fate) -> list[Edge]:
    """The arrows whose fate explains the answer."""
    return [edge for edge in edges if _explains(answer, ways, (edge,), fate)]


def _explains(answer: Answer, ways: Ways, arrows: Arrows, fate: Fate) -> bool:
    def at(point: Evaluation) -> Value:
        changed = {edge: fate(point, edge) for edge in arrows}
        return ways.swept(point, changed, multiply=_passed)[ways.by]

    return answer.is_worth(lambda point: value_at(at, point))


def _left_out(point: Evaluation, edge: Edge) -> Slope:
    return UNIT


def _doubled(point: Evaluation, edge: Edge) -> Callable[[Value], Value]:
    return partial(_passed_twice, point.locals[edge])


def _cut(point: Evaluation, edge: Edge) -> None:
    """Where there is no slope, nothing comes back."""


def _passed_twice(slope: Slope, upstream: Value) -> Value:
    return times(times(upstream, slope), slope)


def _passed(upstream: Value, slope: Any) -> Value:
    if callable(slope):
        passed: Value = slope(upstream)
        return passed
    return times(upstream, slope)


# -- sentences


def _ends(ways: Ways) -> dict[str, Any]:
    return {"by": Symbol(ways.by), "loss": Symbol(ways.loss)}


def _said_left_out(ways: Ways, edges: Sequence[Edge]) -> Message:
    at = {"arrow": path_words(edges[0])} if len(edges) == 1 else {}
    # arrows with the same slope cannot be told apart, and none of them is named
    variant = "" if at else "-somewhere"
    arrows = ways.lone or ()
    if not 1 < len(arrows) < LONG:
        return Message(f"structure-left-out{variant}", {**_ends(ways), **at})
    path = path_words((ways.by, *(user for _, user in arrows)))
    facts = {"path": path, "count": len(arrows), "kept": len(arrows) - 1, **at}
    return Message(f"structure-left-out-of-path{variant}", facts)


def _said_twice(ways: Ways, edges: Sequence[Edge]) -> Message:
    if len(edges) > 1:
        return Message("structure-twice-somewhere", _ends(ways))
    return message("structure-twice", arrow=path_words(edges[0]))


def _said_cut(ways: Ways, edges: Sequence[Edge]) -> Message:
    """The first arrow of the way that is missing; two arrows out of one name are two ways."""
    sources = [source for source, _ in edges]
    if len(set(sources)) < len(sources):
        return Message("structure-way-missing-somewhere", _ends(ways))
    return Message("structure-way-missing", {**_ends(ways), "arrow": path_words(edges[0])})
