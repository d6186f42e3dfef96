"""Fifty digits: the second look at two values that floats can hardly tell apart.

The only module that knows mpmath, and it loads it only when such a look is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from backtutor.ops import OPS
from backtutor.terms import Apply, Derivative, Number, Symbol, Term
from backtutor.values import Undefined

DIGITS = 50


@contextmanager
def fifty_digits() -> Iterator[None]:
    """Inside, sums and products of these numbers keep all their digits too."""
    import mpmath

    with mpmath.workdps(DIGITS):
        yield


def evaluate_precisely(term: Term, point: Mapping[Symbol | Derivative, Any]) -> Any:
    """The value of `term` as an mpmath number; raises `Undefined` where there is none."""
    import mpmath

    with mpmath.workdps(DIGITS):
        try:
            return _evaluate(term, point, mpmath)
        except (ArithmeticError, ValueError, TypeError) as fault:
            raise Undefined("precise", ()) from fault


def precise(value: Fraction | float) -> Any:
    """A value as an mpmath number, all its digits kept."""
    import mpmath

    with mpmath.workdps(DIGITS):
        exact = Fraction(value)
        return mpmath.mpf(exact.numerator) / exact.denominator


def _evaluate(term: Term, point: Mapping[Symbol | Derivative, Any], mp: Any) -> Any:
    match term:
        case Number(value):
            return precise(value)
        case Symbol() | Derivative():
            return point[term]
        case Apply(op, args):
            return _apply(op, args, point, mp)
    raise TypeError(term)


def _apply(
    op: str, args: tuple[Term, ...], point: Mapping[Symbol | Derivative, Any], mp: Any
) -> Any:
    row = OPS[op]
    if row.definition is not None and row.branch is None:
        return _evaluate(row.definition(*args), point, mp)
    values = [_evaluate(arg, point, mp) for arg in args]
    if op == "pow":
        base, exponent = values
        if base < 0 and exponent != int(exponent):
            raise ValueError(base)
        return mp.power(base, exponent)
    if op in ("mul", "add"):
        return mp.fprod(values) if op == "mul" else mp.fsum(values)
    if op in ("pi", "e"):
        return +getattr(mp, op)
    known = getattr(mp, row.sympy, None) if row.sympy and row.branch is None else None
    result = known(*values) if known else row.numeric(*values)
    return precise(result) if isinstance(result, Fraction) else result
