"""Neat numbers: which given numbers of a lesson may be others, and which others.

In: a derivation. Out: `Cell`s, one for each number that may change, with its choices: small
whole numbers, halves and tenths. Constants stay; so do masks, one-hot rows, zeros among the
data, and the 1 that a sigmoid or softmax is compared with. Data keep their sign, and what lies
between 0 and 1 stays there.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from backtutor.derive import Derivation
from backtutor.graph import Graph, Kind, Node
from backtutor.terms import Apply, Term
from backtutor.values import Value, entries, is_matrix, size

TENTH = Fraction(1, 10)

SIZES = tuple(
    sorted({*(n * TENTH for n in range(2, 31)), *(n / Fraction(2) for n in range(6, 11))})
)
"""Neat numbers without their signs."""

SQUASHING = frozenset({"sigmoid", "tanh", "softmax", "softmax_ce", "erf"})
"""Operations whose values lie in a range: what these are compared with lies there too."""

MOST_DECIMALS = 12
"""As many as a number counts that no decimal is equal to."""


class Cell(NamedTuple):
    """One given number, an entry of a matrix by its place row by row; what it is, and what it
    may be instead."""

    name: str
    place: int
    own: Fraction
    choices: tuple[Fraction, ...]


def cells(derivation: Derivation) -> tuple[Cell, ...]:
    """Every number that may change."""
    graph, given = derivation.graph, derivation.evaluation.given
    names = (
        name
        for name, node in graph.nodes.items()
        if name in graph.live and node.term is None and _may_change(node, graph, given[name])
    )
    return tuple(cell for name in names for cell in _cells(graph[name], graph, given[name]))


def _may_change(node: Node, graph: Graph, value: Value) -> bool:
    if node.kind is not Kind.DATA:
        return node.kind is Kind.PARAMETER
    is_mask = is_matrix(value) and 0 in entries(value) and set(entries(value)) <= {0, 1}
    return not is_mask and node.name not in graph.unit_rows


def _is_compared(name: str, graph: Graph) -> bool:
    """Whether a name meets a squashed value: the target of a sigmoid."""
    for user in graph.consumers[name]:
        sources = (graph[source].term for source in graph[user].sources)
        if _squashes(graph[user].term) or any(
            isinstance(term, Apply) and term.op in SQUASHING for term in sources
        ):
            return True
    return False


def _squashes(term: Term | None) -> bool:
    return isinstance(term, Apply) and (term.op in SQUASHING or any(map(_squashes, term.args)))


def _cells(node: Node, graph: Graph, value: Value) -> Iterator[Cell]:
    is_data = node.kind is Kind.DATA
    is_compared = is_data and _is_compared(node.name, graph)
    for place, own in enumerate(entries(value)):
        stays = is_data and (own == 0 or (is_compared and size(own) >= 1))
        if isinstance(own, Fraction) and not stays:
            yield Cell(node.name, place, own, _choices(node, own))


def _choices(node: Node, own: Fraction) -> tuple[Fraction, ...]:
    if node.kind is Kind.PARAMETER:
        return tuple(sign * each for each in SIZES for sign in (1, -1))
    sign = 1 if own > 0 else -1
    inside = abs(own) < 1
    return tuple(sign * each for each in SIZES if each < 1 or not inside)


def decimals(number: Fraction) -> int:
    """Digits after the point."""
    for count in range(MOST_DECIMALS):
        if 10**count % number.denominator == 0:
            return count
    return MOST_DECIMALS
