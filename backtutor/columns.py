"""Columns: the values of a formula of scalars at many points at once.

In: points. Out: for a term a column of floats, one a point, NaN where it has no value. One walk
over the term serves every point, and what atoms are worth is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import nan
from typing import Any

from backtutor.agreement import lone
from backtutor.evaluation import Evaluation, Fault
from backtutor.ops import OPS
from backtutor.terms import Apply, Derivative, Number, Symbol, Term
from backtutor.values import Value, evaluate, is_matrix


class Columns:
    """Points side by side."""

    def __init__(self, points: Sequence[Evaluation]) -> None:
        self.points = points
        self._atoms: dict[Symbol | Derivative, list[float]] = {}

    def of(self, term: Term) -> list[float]:
        """The values of `term`."""
        match term:
            case Apply(op, args) if not OPS[op].whole:
                return self._applied(OPS[op].numeric, [self.of(arg) for arg in args])
            case Symbol() | Derivative():
                if term not in self._atoms:
                    self._atoms[term] = self.computed(lambda point: point[term])
                return self._atoms[term]
            case Number(value):
                return [float(value)] * len(self.points)
        # a matrix in a lesson of scalars: sum([a, b])
        return self.computed(lambda point: evaluate(term, point))

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
        found = lone(function(*arguments))
    except (Fault, ArithmeticError, ValueError):
        return nan
    return nan if is_matrix(found) else float(found)
