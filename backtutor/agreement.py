"""Agreement: whether two values, or two formulas at a point, are the same answer.

Exact values are compared exactly; floats by relative difference, with a second look in fifty
digits where they differ by what floating point may lose. Matrices agree where all their entries
do, the differences taken relative to the largest entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any

from backtutor.evaluation import Evaluation, Fault, sweep_back
from backtutor.lesson import Tolerance
from backtutor.precise import evaluate_precisely, fifty_digits, precise
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term
from backtutor.values import (
    Scalar,
    Undefined,
    Value,
    entries,
    entry_of,
    is_matrix,
    shape_of,
    size,
)

ZERO_TOLERANCE = Fraction(1, 10**6)
"""How near to an answer that is exactly 0 a number must be."""

AGREE = 1e-9
"""Relative difference below which two values at a random point are the same."""

DOUBT = 1e-4
"""Relative differences between `AGREE` and this are looked at with fifty digits."""

CANCELLED = 1e-9
"""So are differences smaller than this: nearly equal numbers may have been subtracted."""

SETTLED = 1e-15
"""Relative difference that settles it: 35 of the fifty digits may be lost by cancelling."""

UNDECIDED = 1e-6
"""Matrices that differ by less than this, and by more than `AGREE`, show nothing at a point."""

HALF = Fraction(1, 2)


def lone(value: Value) -> Value:
    """A matrix of one entry as that number: `x.T @ w` is one."""
    return entry_of(value, (0, 0)) if shape_of(value) == (1, 1) else value


def agree(a: Value, b: Value, within: float = AGREE) -> bool:
    """The same shape, and the same entries but for rounding."""
    if not is_matrix(a) and not is_matrix(b):
        # an answer is held against a hundred predictions
        if isinstance(a, Fraction) and isinstance(b, Fraction):
            return a == b
        x, y = float(a), float(b)
        largest = max(abs(x), abs(y))
        return abs(x - y) <= within * largest or largest < 1e-12
    if shape_of(a) != shape_of(b):
        return False
    left, right = entries(a), entries(b)
    if all(isinstance(entry, Fraction) for entry in (*left, *right)):
        return left == right
    pairs = list(zip(map(float, left), map(float, right), strict=True))
    largest = max(max(abs(x), abs(y)) for x, y in pairs)
    apart = max(abs(x - y) for x, y in pairs)
    return apart <= within * largest or largest < 1e-12


def equal(a: Scalar, b: Scalar) -> bool:
    """The same value: exactly where both are exact, else but for rounding."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    largest = max(size(a), size(b))
    return bool(size(a - b) <= AGREE * largest or largest < 1e-12)


def allowed(right: Scalar, scale: Scalar, tolerance: Tolerance) -> Scalar:
    """How far a number may be from `right`; `scale` is what the tolerance is relative to, where
    that is not larger than the number itself."""
    if right == 0:
        return max(ZERO_TOLERANCE, tolerance.abs)
    return max(tolerance.rel * min(scale, size(right)), tolerance.abs)


def is_rounding(literal: str | None, right: Scalar) -> bool:
    """Whether a decimal is `right` correctly rounded, half up or half even.

    An integer (`1`, `1.`) is no rounding of a number that is not one.
    """
    decimal = _decimal(literal) if literal is not None else None
    if decimal is None:
        return False
    typed, unit = decimal
    if size(typed - Fraction(right)) > unit:
        return False
    # rounding goes by size: -0.125 is -0.13 half up
    count, sign = size(Fraction(right)) / unit, -1 if right < 0 else 1
    return typed in (sign * unit * n for n in (round(count), floor(count + HALF)))


@lru_cache(256)
def _decimal(literal: str) -> tuple[Fraction, Fraction] | None:
    """A decimal and the unit of its last place; an answer is held against many numbers."""
    if not literal.lower().split("e")[0].partition(".")[2]:
        return None
    typed = Decimal(literal)
    return Fraction(typed), Fraction(10) ** int(typed.as_tuple().exponent)


def significant_digits(literal: str) -> int:
    """Digits from the first that is not 0 on: 0.0500 has three."""
    digits = literal.lower().split("e")[0].replace(".", "").lstrip("+-")
    return len(digits.lstrip("0"))


def is_numeral_heavy(term: Term) -> bool:
    """Whether a formula holds a numeral other than small integers and halves, or a matrix
    written out: `1.05*h1`."""
    match term:
        case Number(value):
            return is_telling(value)
        case Apply(_, args):
            return any(is_numeral_heavy(arg) for arg in args)
        case MatrixTerm():
            return True
    return False


def is_telling(value: Fraction) -> bool:
    """Whether a numeral may stand for a value: it is no small integer and no half of one."""
    return value.denominator > 2 or size(value) > 10


def in_doubt(a: Scalar, b: Scalar) -> bool:
    """Whether two values differ by no more than floats may lose on the way."""
    return bool(size(a - b) <= max(DOUBT * size(b), CANCELLED))


def equal_precisely(typed: Term, right: Term, point: Evaluation) -> bool:
    """A second look, in fifty digits, at values that are in doubt."""
    with fifty_digits():
        try:
            exact = _precise_point(point)
            a, b = evaluate_precisely(typed, exact), evaluate_precisely(right, exact)
        except (Undefined, Fault, KeyError):
            return False
        return bool(abs(a - b) <= SETTLED * (abs(a) + abs(b)))


def _add(parts: Sequence[Any]) -> Any:
    return sum(parts[1:], parts[0])


def _precise_point(point: Evaluation) -> dict[Symbol | Derivative, Any]:
    """Every name and derivative of the loss in fifty digits, from the given values."""
    exact: dict[Symbol | Derivative, Any] = {
        Symbol(name): precise(entries(value)[0]) for name, value in point.given.items()
    }
    for node in point.graph.computed:
        if node.term is not None:
            exact[Symbol(node.name)] = evaluate_precisely(node.term, exact)
    local = {edge: evaluate_precisely(term, exact) for edge, term in point.terms.items()}
    loss = point.graph.loss
    adjoints = sweep_back(point.graph, local, loss, _add, lambda a, b: a * b)
    exact |= {Derivative(t, s, local=True): value for (s, t), value in local.items()}
    return exact | {Derivative(loss, name): value for name, value in adjoints.items()}
