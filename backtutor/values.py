"""Values: exact fractions while they last, floats after a transcendental function; scalars, and
matrices of either (`backtutor.matrices`, which needs numpy and is loaded for no scalar lesson).

`evaluate` computes a term from the values of its atoms. What has no finite real value raises
`Undefined`, which says where; nothing here ever returns NaN or an infinity.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from backtutor.ops import OPS, Op, Shape
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from backtutor.matrices import Matrix
else:
    Matrix = Any

Scalar = Fraction | float
Value: TypeAlias = Scalar | Matrix
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


def is_matrix(value: Value) -> TypeIs[Matrix]:
    return type(value) is not float and not isinstance(value, (Fraction, float, int))


def shape_of(value: Value) -> Shape:
    """(rows, columns), or () of a scalar."""
    return value.shape if is_matrix(value) else ()


def entries(value: Value) -> list[Scalar]:
    """The entries of a matrix row by row; of a scalar, itself."""
    return list(value.reshape(-1).tolist()) if is_matrix(value) else [value]


def entry_of(value: Value, place: tuple[int, int] | None) -> Scalar:
    """One entry of a matrix, row and column from 0; of a scalar, itself."""
    if not is_matrix(value):
        return value
    row, column = place or (0, 0)
    entry: Scalar = value.tolist()[row][column]
    return entry


def magnitude(value: Value) -> Scalar:
    """The largest absolute value among the entries."""
    return max(map(size, entries(value)))


def evaluate(term: Term, point: Point) -> Value:
    """The value of `term` at `point`; raises `Undefined`, or KeyError for an atom without value."""
    match term:
        case Apply(op, args, axis):
            return apply(op, tuple([evaluate(arg, point) for arg in args]), axis)
        case Symbol() | Derivative():
            return point[term]
        case Number(value):
            return value
        case MatrixTerm(rows):
            return written_out([[evaluate(entry, point) for entry in row] for row in rows])


def written_out(rows: Sequence[Sequence[Value]]) -> Value:
    """The matrix of these entries."""
    from backtutor.matrices import matrix

    scalars = [[entry for entry in row if not is_matrix(entry)] for row in rows]
    if any(len(found) < len(row) for found, row in zip(scalars, rows, strict=True)):
        raise Undefined("matrix", ())
    return matrix(scalars)


def apply(op: str, args: Sequence[Value], axis: int | None = None) -> Value:
    """One operation of the table, guarded: finite, real, and exact only up to `MAX_BITS`."""
    row = OPS[op]
    if row.whole or any(map(is_matrix, args)):
        return _on_matrices(row, args, axis)
    return guarded(op, row.numeric, args)


def guarded(op: str, numeric: Callable[..., Scalar], args: Sequence[Value]) -> Scalar:
    """`apply` for an operation on scalars whose function has been looked up."""
    try:
        value = numeric(*args)
        if isinstance(value, float):
            if not math.isfinite(value):
                raise OverflowError
            return value
        return bounded(value)
    except (ArithmeticError, ValueError) as fault:
        raise Undefined(op, tuple(args)) from fault


def _on_matrices(row: Op, args: Sequence[Value], axis: int | None) -> Value:
    """An operation on whole matrices, or entry by entry."""
    from backtutor.matrices import each, fast

    try:
        if row.whole:
            value = row.numeric(*args, **({"axis": axis} if row.axes else {}))
        else:
            value = fast(row.name, args)
            if value is None:
                value = each(lambda *entry: guarded(row.name, row.numeric, entry), args)
    except Undefined:
        raise
    except (ArithmeticError, ValueError) as fault:
        raise Undefined(row.name, tuple(args)) from fault
    return value if is_matrix(value) or isinstance(value, float) else bounded(value)


def at_kink(op: str, args: Sequence[Value], axis: int | None = None) -> bool:
    """Whether the derivative of an operation jumps at these arguments, at any entry of them."""
    return any(side == 0 for side in sides(op, args, axis))


def sides(op: str, args: Sequence[Value], axis: int | None = None) -> list[int]:
    """The side of its kink that an operation is on, −1, 0 or 1, entry by entry."""
    row = OPS[op]
    if row.branch is None:
        return []
    if row.whole:
        found = entries(row.branch(*args, axis=axis))
    elif any(map(is_matrix, args)):
        from backtutor.matrices import each

        found = entries(each(row.branch, args))
    else:
        found = [row.branch(*args)]
    return [(side > 0) - (side < 0) for side in found]


def bounded(value: Fraction) -> Scalar:
    """`value`, as a float once its digits stop being of use; too large, it overflows as one."""
    top, bottom = value.numerator.bit_length(), value.denominator.bit_length()
    if top - bottom > LARGEST_BITS:
        raise OverflowError
    return value if max(top, bottom) <= MAX_BITS else float(value)


def size(value: Scalar) -> Scalar:
    """The absolute value, exact where the value is."""
    return -value if value < 0 else value


def settle(value: Value, terms: Sequence[Value]) -> Value:
    """A sum of floats that cancels to rounding noise is 0: 1e-17 from terms of size 1."""
    if is_matrix(value) or isinstance(value, Fraction) or not terms:
        return value
    noise = 4e-16 * len(terms) * max(map(abs, map(float, terms)))
    return 0.0 if abs(value) <= noise else value


def zeros(shape: Shape) -> Value:
    """The zero of a shape."""
    if not shape:
        return Fraction(0)
    from backtutor.matrices import filled

    return filled(shape, Fraction(0))


def as_floats(value: Value) -> Value:
    """The same value in floats."""
    if not is_matrix(value):
        return float(value)
    from backtutor.matrices import Matrix as Array
    from backtutor.matrices import floats

    found: Array = floats(value)
    return found
