"""Values: exact fractions while they last, floats after a transcendental function.

`evaluate` computes a term from the values of its atoms. What has no finite real value raises
`Undefined`, which says where; nothing here ever returns NaN or an infinity.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from backtutor.ops import OPS
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term

Value = Fraction | float
Point = Mapping[Symbol | Derivative, Value]

MAX_BITS = 4096
"""Denominators and numerators beyond this many bits become floats."""

LARGEST_BITS = 1022
"""No value has more binary places before the point, so that every exact one has a float."""


class Undefined(ArithmeticError):
    """An operation has no finite real value here: 1/0, log(-1), exp(1000)."""

    def __init__(self, op: str, args: tuple[Value, ...]) -> None:
        super().__init__(op, args)
        self.op = op
        self.arguments = args


def evaluate(term: Term, point: Point) -> Value:
    """The value of `term` at `point`; raises `Undefined`, or KeyError for an atom without value."""
    match term:
        case Apply(op, args):
            return apply(op, tuple([evaluate(arg, point) for arg in args]))
        case Symbol() | Derivative():
            return point[term]
        case Number(value):
            return value
        case MatrixTerm():
            raise Undefined("matrix", ())


def apply(op: str, args: Sequence[Value]) -> Value:
    """One operation of the table, guarded: finite, real, and exact only up to `MAX_BITS`."""
    return guarded(op, OPS[op].numeric, args)


def guarded(op: str, numeric: Callable[..., Value], args: Sequence[Value]) -> Value:
    """`apply` for an operation whose function has been looked up."""
    try:
        value = numeric(*args)
        if isinstance(value, float):
            if not math.isfinite(value):
                raise OverflowError
            return value
        return bounded(value)
    except (ArithmeticError, ValueError) as fault:
        raise Undefined(op, tuple(args)) from fault


def bounded(value: Fraction) -> Value:
    """`value`, as a float once its digits stop being of use; too large, it overflows as one."""
    top, bottom = value.numerator.bit_length(), value.denominator.bit_length()
    if top - bottom > LARGEST_BITS:
        raise OverflowError
    return value if max(top, bottom) <= MAX_BITS else float(value)


def size(value: Value) -> Value:
    """The absolute value, exact where the value is."""
    return -value if value < 0 else value


def settle(value: Value, terms: Sequence[Value]) -> Value:
    """A sum of floats that cancels to rounding noise is 0: 1e-17 from terms of size 1."""
    if isinstance(value, Fraction) or not terms:
        return value
    noise = 4e-16 * len(terms) * max(map(abs, map(float, terms)))
    return 0.0 if abs(value) <= noise else value
