"""Gates: a relu that lets the gradient through by the gradient's own sign.

The slope of such an arrow is no number: it depends on what arrives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backtutor.evaluation import times
from backtutor.misconceptions.model import Guess
from backtutor.misconceptions.ways import At, Ways
from backtutor.slopes import Edge
from backtutor.terms import Apply, Symbol
from backtutor.values import Value, apply

GATE: Any = object()
"""What stands for the slope of such an arrow."""


def mask_of_upstream(ways: Ways) -> Iterator[Guess]:
    """relu'(z) = [g > 0], the mask taken from the upstream gradient."""
    gates = [edge for edge in ways.arrows if _is_gate(ways, edge)]
    if gates:
        here = [edge for edge in gates if edge in ways.first]
        for edges in (gates, here) if here and here != gates else (gates,):
            facts = {"node": Symbol(edges[0][1]), "source": Symbol(edges[0][0])}
            yield Guess(_masked(ways, edges), facts)


def _is_gate(ways: Ways, edge: Edge) -> bool:
    return ways.graph[edge[1]].term == Apply("relu", (Symbol(edge[0]),))


def _masked(ways: Ways, edges: Sequence[Edge]) -> At:
    return lambda e: ways.swept(e, dict.fromkeys(edges, GATE), multiply=_through)[ways.by]


def _through(upstream: Value, slope: Any) -> Value:
    if slope is GATE:
        return times(upstream, apply("step", (upstream,)))
    return times(upstream, slope)
