"""Kinks: where a derivative jumps, any subgradient between the two slopes is right."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from backtutor.derive import Derivation, Edge, sweep_back
from backtutor.ops import OPS
from backtutor.terms import Apply, Derivative, Symbol
from backtutor.values import Value, evaluate

Range = tuple[Value, Value]

MAX_KINKS = 6
"""Corners are tried one by one; with more kinks than this, the first ones are."""


def kink_range(derivation: Derivation, asked: Derivative) -> Range | None:
    """The least and the greatest value that subgradients give; None where there is no choice."""
    slopes = _kink_slopes(derivation)
    if not slopes:
        return None
    found = [_with_slopes(derivation, asked, corner) for corner in _corners(slopes)]
    return (min(found), max(found)) if min(found) != max(found) else None


def within(bounds: Range | None, value: Value) -> bool:
    return bounds is not None and bounds[0] <= value <= bounds[1]


def _kink_slopes(derivation: Derivation) -> dict[Edge, Range]:
    """Edge → its least and greatest slope, for edges into a node that is one kinked operation."""
    found: dict[Edge, Range] = {}
    for node in derivation.graph.computed:
        if not derivation.kinked[node.name] or not isinstance(node.term, Apply):
            continue
        row = OPS[node.term.op]
        if row.subgradient is None:
            continue
        values = [evaluate(arg, derivation.evaluation) for arg in node.term.args]
        ranges = row.subgradient(*values) if row.kink(*values) else ()
        for arg, slopes in zip(node.term.args, ranges, strict=False):
            if isinstance(arg, Symbol):
                low, high = sorted(Fraction(s) for s in slopes)
                found[arg.name, node.name] = (low, high)
    return dict(list(found.items())[:MAX_KINKS])


def _corners(
    slopes: Mapping[Edge, tuple[Value, Value]],
) -> list[dict[Edge, Value]]:
    corners: list[dict[Edge, Value]] = [{}]
    for edge, ends in slopes.items():
        corners = [{**corner, edge: end} for corner in corners for end in ends]
    return corners


def _with_slopes(derivation: Derivation, asked: Derivative, slopes: Mapping[Edge, Value]) -> Value:
    local = {**derivation.evaluation.locals, **slopes}
    if asked.local:
        return local[asked.by, asked.of]
    return sweep_back(derivation.graph, local, asked.of).get(asked.by, Fraction(0))
