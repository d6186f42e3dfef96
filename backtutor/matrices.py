"""Matrices: two-dimensional arrays of values, and the operations on whole matrices.

The only module that knows numpy, imported only where a lesson has a matrix. A matrix holds
`Fraction` objects while all of them are exact, and float64 from the first float on. Functions
here take and give scalars and matrices; what has no finite value raises an `ArithmeticError`
or a `ValueError`. An axis that is reduced keeps its length of 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

Matrix = np.ndarray[Any, Any]
Scalar = Fraction | float
Anything = Scalar | Matrix

EPSILON = 4e-16
"""A few roundings of a float of size 1: what cancels to less than this many is 0."""

SINGULAR = 1e15
"""The condition number past which a matrix of floats has no inverse to speak of."""

MAX_BITS = 4096
"""Fractions with more bits than this become floats."""

_FLOATS: dict[str, Callable[..., Any]] = {"mul": np.multiply, "neg": np.negative}


def matrix(rows: Iterable[Iterable[Scalar]]) -> Matrix:
    """The matrix of rows of equal length."""
    return settled(np.array([list(row) for row in rows], dtype=object))


def rows_of(a: Matrix) -> list[list[Scalar]]:
    """The entries, row by row, as fractions or Python floats."""
    return [list(row) for row in a.tolist()]


def is_exact(a: Anything) -> bool:
    return isinstance(a, Fraction) or (isinstance(a, np.ndarray) and a.dtype == object)


def floats(a: Anything) -> Any:
    """The same in float64; raises OverflowError where a fraction is beyond floats."""
    return a.astype(float) if isinstance(a, np.ndarray) else float(a)


def settled(a: Matrix) -> Matrix:
    """`a` in its one form: fractions throughout, or floats throughout."""
    if a.dtype == object and any(map(_is_spent, a.flat)):
        a = a.astype(float)
    if a.dtype != object and not np.isfinite(a).all():
        raise OverflowError
    return a


def _is_spent(entry: Scalar) -> bool:
    """Whether a matrix with this entry is one of floats."""
    if isinstance(entry, float):
        return True
    return max(entry.numerator.bit_length(), entry.denominator.bit_length()) > MAX_BITS


def each(function: Callable[..., Scalar], arguments: Sequence[Anything]) -> Matrix:
    """An operation entry by entry, axes of length 1 stretched."""
    if not all(map(is_exact, arguments)):
        arguments = [floats(a) for a in arguments]
    found = np.frompyfunc(function, len(arguments), 1)(*arguments)
    return settled(np.asarray(found, dtype=object))


def add(*terms: Anything) -> Matrix:
    """The sum, entry by entry; what cancels to rounding noise is 0."""
    if all(map(is_exact, terms)):
        return np.asarray(sum(terms[1:], terms[0]))
    parts = np.broadcast_arrays(*map(floats, terms))
    with np.errstate(all="ignore"):
        found, most = np.sum(parts, axis=0), np.max(np.abs(parts), axis=0)
    return settled(_without_noise(found, len(parts) * most))


def fast(op: str, arguments: Sequence[Anything]) -> Matrix | None:
    """Arithmetic on floats, which needs no look at each entry; None where that does not apply."""
    if op == "add":
        return add(*arguments)
    if op not in _FLOATS or all(map(is_exact, arguments)):
        return None
    first, *rest = map(floats, arguments)
    with np.errstate(all="ignore"):
        found = _FLOATS[op](first) if not rest else first
        for a in rest:
            found = _FLOATS[op](found, a)
    return settled(np.asarray(found))


def _without_noise(found: Matrix, most: Matrix) -> Matrix:
    """`found`, 0 where terms as large as `most` cancel; raises OverflowError."""
    if not np.isfinite(most).all():
        raise OverflowError
    return np.where(np.abs(found) <= EPSILON * most, 0.0, found)


def entries_max(a: Anything) -> float:
    """The largest absolute value among the entries."""
    return float(np.max(np.abs(floats(a))))


def stretched(a: Anything, shape: tuple[int, ...]) -> Matrix:
    """A scalar, or a matrix with axes of length 1, as a matrix of `shape`."""
    return np.array(np.broadcast_to(np.asarray(a, dtype=object if is_exact(a) else float), shape))


def filled(shape: tuple[int, ...], value: Scalar) -> Matrix:
    return stretched(value, shape)


def with_entry(a: Matrix, place: tuple[int, int], value: Scalar) -> Matrix:
    """`a` with one entry changed; rows and columns are counted from 0."""
    changed = a.astype(object)
    changed[place] = value
    return settled(changed)


# -- products and shapes


def matmul(a: Matrix, b: Matrix) -> Matrix:
    """The matrix product; of lone numbers there is none."""
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
        raise ValueError("matmul")
    if is_exact(a) and is_exact(b):
        return settled(np.asarray(a @ b))
    a, b = floats(a), floats(b)
    with np.errstate(all="ignore"):
        found, most = a @ b, np.abs(a) @ np.abs(b)
    return settled(_without_noise(found, a.shape[1] * most))


def transpose(a: Anything) -> Anything:
    return a.T if isinstance(a, np.ndarray) else a


def reshape(a: Anything, rows: Scalar, columns: Scalar) -> Matrix:
    """The entries, row by row, in another shape."""
    kept = np.asarray(a, dtype=object if is_exact(a) else float)
    return kept.reshape(_whole(rows), _whole(columns))


def ones(rows: Scalar, columns: Scalar) -> Matrix:
    return filled((_whole(rows), _whole(columns)), Fraction(1))


def eye(size: Scalar) -> Matrix:
    """The identity matrix."""
    n = _whole(size)
    return matrix([[Fraction(int(i == j)) for j in range(n)] for i in range(n)])


def _whole(size: Scalar) -> int:
    if size != int(size) or not 0 < size <= 10_000:
        raise ValueError(size)
    return int(size)


# -- reductions


def total(a: Anything, axis: int | None = None) -> Anything:
    """The sum of all entries, of each column (axis 0) or of each row (axis 1)."""
    if not isinstance(a, np.ndarray):
        return a
    if is_exact(a):
        return _kept(settled(a.sum(axis=axis, keepdims=True)), axis)
    with np.errstate(all="ignore"):
        found = a.sum(axis=axis, keepdims=True)
        most = np.abs(a).sum(axis=axis, keepdims=True)
    return _kept(settled(_without_noise(found, most)), axis)


def count(a: Anything, axis: int | None = None) -> Fraction:
    """How many entries are reduced to one."""
    if not isinstance(a, np.ndarray):
        return Fraction(1)
    return Fraction(a.size if axis is None else a.shape[axis])


def per(a: Anything, counted: Anything, axis: int | None = None) -> Anything:
    """`a` divided by how many entries of `counted` are averaged."""
    return _over(a, count(counted, axis))


def mean(a: Anything, axis: int | None = None) -> Anything:
    return _over(total(a, axis), count(a, axis))


def _over(a: Anything, divisor: Fraction) -> Anything:
    return a / divisor if is_exact(a) else a / float(divisor)


def largest(a: Anything, axis: int | None = None) -> Anything:
    if not isinstance(a, np.ndarray):
        return a
    return _kept(np.max(a, axis=axis, keepdims=True), axis)


def is_largest(a: Anything, axis: int | None = None) -> Anything:
    """The slope of `max`: 1 at the first largest entry of each column or row; without an axis
    shared evenly by all the largest entries."""
    if not isinstance(a, np.ndarray):
        return Fraction(1)
    if axis is None:
        ties = a == np.max(a)
        return matrix([[Fraction(int(tie), int(ties.sum())) for tie in row] for row in ties])
    first = np.expand_dims(np.argmax(a, axis=axis), axis)
    places = np.expand_dims(np.arange(a.shape[axis]), 1 - axis)
    return matrix([[Fraction(int(hit)) for hit in row] for row in places == first])


def lead(a: Anything, axis: int | None = None) -> Anything:
    """By how much the largest entry is ahead of the next: 0 is a tie."""
    if not isinstance(a, np.ndarray) or (a.size if axis is None else a.shape[axis]) < 2:
        return Fraction(1)
    ranked = np.sort(a, axis=axis) if axis is not None else np.sort(a, axis=None).reshape(1, -1)
    top, next_ = (np.take(ranked, [place], axis=1 if axis is None else axis) for place in (-1, -2))
    return _kept(top - next_, axis)


def _kept(found: Matrix, axis: int | None) -> Anything:
    """A reduction over all entries is a scalar."""
    if axis is not None:
        return found
    value: Scalar = found.reshape(-1)[0]
    return value if isinstance(value, Fraction) else float(value)


# -- rows to rows


def _shifted(a: Anything, axis: int) -> Matrix:
    """`a` less the largest of each row: exp of it cannot overflow."""
    x = np.atleast_2d(np.asarray(floats(a)))
    return np.asarray(x - x.max(axis=axis, keepdims=True))


def softmax(a: Anything, axis: int | None = None) -> Matrix:
    axis = 1 if axis is None else axis
    powers = np.exp(_shifted(a, axis))
    return settled(powers / powers.sum(axis=axis, keepdims=True))


def log_softmax(a: Anything, axis: int | None = None) -> Matrix:
    axis = 1 if axis is None else axis
    x = _shifted(a, axis)
    return settled(x - np.log(np.exp(x).sum(axis=axis, keepdims=True)))


def logsumexp(a: Anything, axis: int | None = None) -> Matrix:
    axis = 1 if axis is None else axis
    x = np.atleast_2d(np.asarray(floats(a)))
    most = x.max(axis=axis, keepdims=True)
    return settled(most + np.log(np.exp(x - most).sum(axis=axis, keepdims=True)))


def softmax_ce(z: Anything, y: Anything) -> float:
    """The mean over the rows of −Σ y·log softmax(z)."""
    logs = log_softmax(z)
    return math.fsum((-logs * np.atleast_2d(floats(y))).flat) / len(logs)


# -- square matrices


def trace(a: Anything) -> Anything:
    if not isinstance(a, np.ndarray):
        return a
    value = np.trace(a)
    return value if isinstance(value, Fraction) else float(value)


def det(a: Anything) -> Anything:
    if not isinstance(a, np.ndarray):
        return a
    return _eliminated(a)[0] if is_exact(a) else float(np.linalg.det(a))


def inverse(a: Anything) -> Anything:
    """The inverse; raises ZeroDivisionError for a singular matrix."""
    if not isinstance(a, np.ndarray):
        return 1 / a
    if is_exact(a):
        size, found = _eliminated(a)
        if size == 0:
            raise ZeroDivisionError
        return matrix(found)
    if np.linalg.cond(a) > SINGULAR:
        raise ZeroDivisionError
    return settled(np.linalg.inv(a))


def _eliminated(a: Matrix) -> tuple[Fraction, list[list[Fraction]]]:
    """The determinant and, where it is not 0, the inverse: Gauss and Jordan in fractions."""
    n, size = len(a), Fraction(1)
    work = [[*row, *(Fraction(int(i == j)) for j in range(n))] for i, row in enumerate(a.tolist())]
    for column in range(n):
        pivot = next((r for r in range(column, n) if work[r][column]), None)
        if pivot is None:
            return Fraction(0), []
        if pivot != column:
            work[column], work[pivot], size = work[pivot], work[column], -size
        lead_entry = work[column][column]
        size *= lead_entry
        work[column] = [entry / lead_entry for entry in work[column]]
        for r in range(n):
            if r != column and work[r][column]:
                by = work[r][column]
                work[r] = [x - by * y for x, y in zip(work[r], work[column], strict=True)]
    return size, [row[n:] for row in work]


# -- convolutions


def correlate(a: Matrix, kernel: Matrix) -> Matrix:
    """The valid cross-correlation: the kernel slides, never past an edge."""
    rows, columns = (n - k + 1 for n, k in zip(a.shape, kernel.shape, strict=True))
    if rows < 1 or columns < 1:
        raise ValueError(a.shape)
    windows = [
        a[i : i + rows, j : j + columns] * kernel[i, j]
        for i in range(kernel.shape[0])
        for j in range(kernel.shape[1])
    ]
    return settled(np.asarray(sum(windows[1:], windows[0])))


def convolve(a: Matrix, kernel: Matrix) -> Matrix:
    """The full convolution: every entry of `a` is spread by the kernel; undoes `correlate`."""
    (n, p), (k, q) = a.shape, kernel.shape
    exact = is_exact(a) and is_exact(kernel)
    found = filled((n + k - 1, p + q - 1), Fraction(0) if exact else 0.0)
    for i in range(k):
        for j in range(q):
            found[i : i + n, j : j + p] = found[i : i + n, j : j + p] + a * kernel[i, j]
    return settled(found)
