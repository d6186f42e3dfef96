"""Matrices entry by entry: grids of sympy expressions, and the operations on whole matrices.

In: grids, rows of expressions, or single expressions. Out: the same. Written out from the
definition of each operation, and not from the code that computes numbers: a proof that used
the same code would prove little. An operation that has no smooth formula is in no table here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

Grid = tuple[tuple[Any, ...], ...]
"""Rows of expressions; a matrix. What is no grid is one expression."""


class NotSmooth(Exception):
    """The operation has no formula that could be differentiated."""


def is_grid(a: Any) -> bool:
    return isinstance(a, tuple)


def shape(a: Any) -> tuple[int, int]:
    return (len(a), len(a[0])) if is_grid(a) else (1, 1)


def entries(a: Any) -> list[Any]:
    return list(chain.from_iterable(a)) if is_grid(a) else [a]


def grid(rows: int, columns: int, entry: Callable[[int, int], Any]) -> Grid:
    return tuple(tuple(entry(r, c) for c in range(columns)) for r in range(rows))


def at(a: Any, row: int, column: int) -> Any:
    """An entry, axes of length 1 stretched."""
    if not is_grid(a):
        return a
    rows, columns = shape(a)
    return a[row if rows > 1 else 0][column if columns > 1 else 0]


def each(function: Callable[..., Any], parts: Sequence[Any]) -> Any:
    """An operation entry by entry."""
    if not any(map(is_grid, parts)):
        return function(*parts)
    rows, columns = (max(lengths) for lengths in zip(*map(shape, parts), strict=True))
    return grid(rows, columns, lambda r, c: function(*(at(part, r, c) for part in parts)))


def whole(op: str, parts: Sequence[Any], axis: int | None) -> Any:
    """An operation on whole matrices; raises `NotSmooth`."""
    if op not in _WHOLE:
        raise NotSmooth(op)
    return _WHOLE[op](axis, *parts)


def _matmul(axis: int | None, a: Any, b: Any) -> Grid:
    inner = range(shape(a)[1])
    return grid(
        shape(a)[0], shape(b)[1], lambda r, c: sum(at(a, r, k) * at(b, k, c) for k in inner)
    )


def _transposed(axis: int | None, a: Any) -> Any:
    return tuple(zip(*a, strict=True)) if is_grid(a) else a


def _reshaped(axis: int | None, a: Any, rows: Any, columns: Any) -> Grid:
    flat, width = entries(a), int(columns)
    return grid(int(rows), width, lambda r, c: flat[r * width + c])


def _identity(axis: int | None, size: Any) -> Grid:
    from sympy import Integer

    return grid(int(size), int(size), lambda r, c: Integer(int(r == c)))


def _ones(axis: int | None, rows: Any, columns: Any) -> Grid:
    from sympy import Integer

    return grid(int(rows), int(columns), lambda r, c: Integer(1))


def _reduced(function: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    """All entries in one, or a row (axis 0) or a column (axis 1) of them."""

    def reduce(axis: int | None, a: Any) -> Any:
        if axis is None or not is_grid(a):
            return function(entries(a))
        if axis == 0:
            return (tuple(function(list(column)) for column in zip(*a, strict=True)),)
        return tuple((function(list(row)),) for row in a)

    return reduce


def _count(axis: int | None, a: Any) -> Any:
    from sympy import Integer

    rows, columns = shape(a)
    return Integer({None: rows * columns, 0: rows, 1: columns}[axis])


def _per(axis: int | None, a: Any, counted: Any) -> Any:
    return each(lambda entry: entry / _count(axis, counted), [a])


def _total(axis: int | None, a: Any) -> Any:
    return _reduced(sum)(axis, a)


def _powers(a: Any) -> Any:
    from sympy import exp

    return each(exp, [a])


def _softmax(axis: int | None, a: Any) -> Any:
    powers = _powers(a)
    return each(lambda top, all: top / all, [powers, _total(1 if axis is None else axis, powers)])


def _logarithms(a: Any) -> Any:
    from sympy import log

    return each(log, [a])


def _logsumexp(axis: int | None, a: Any) -> Any:
    return _logarithms(_total(1 if axis is None else axis, _powers(a)))


def _log_softmax(axis: int | None, a: Any) -> Any:
    return each(lambda x, scale: x - scale, [a, _logsumexp(axis, a)])


def _softmax_ce(axis: int | None, z: Any, y: Any) -> Any:
    lost = each(lambda log, share: -share * log, [_log_softmax(1, z), y])
    return sum(entries(lost)) / shape(lost)[0]


def _det(axis: int | None, a: Any) -> Any:
    from sympy import Matrix

    return Matrix(a).det() if is_grid(a) else a


def _inverse(axis: int | None, a: Any) -> Any:
    from sympy import Matrix

    return tuple(map(tuple, Matrix(a).inv().tolist())) if is_grid(a) else 1 / a


def _correlate(axis: int | None, a: Any, kernel: Any) -> Grid:
    """Σ a[r + i, c + j]·kernel[i, j], the kernel never past an edge."""
    (n, p), (k, q) = shape(a), shape(kernel)
    inside = [(i, j) for i in range(k) for j in range(q)]
    return grid(
        n - k + 1,
        p - q + 1,
        lambda r, c: sum(at(a, r + i, c + j) * kernel[i][j] for i, j in inside),
    )


def _convolve(axis: int | None, a: Any, kernel: Any) -> Grid:
    """Σ a[r − i, c − j]·kernel[i, j], wherever a has such an entry."""
    (n, p), (k, q) = shape(a), shape(kernel)

    def entry(r: int, c: int) -> Any:
        near = ((i, j) for i in range(k) for j in range(q) if 0 <= r - i < n and 0 <= c - j < p)
        return sum(a[r - i][c - j] * kernel[i][j] for i, j in near)

    return grid(n + k - 1, p + q - 1, entry)


_WHOLE: Mapping[str, Callable[..., Any]] = {
    "matmul": _matmul,
    "T": _transposed,
    "reshape": _reshaped,
    "ones": _ones,
    "eye": _identity,
    "sum": _total,
    "mean": lambda axis, a: _per(axis, _total(axis, a), a),
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "logsumexp": _logsumexp,
    "softmax_ce": _softmax_ce,
    "trace": lambda axis, a: sum(at(a, k, k) for k in range(shape(a)[0])),
    "det": _det,
    "inv": _inverse,
    "conv1d": _correlate,
    "conv2d": _correlate,
    "fullconv": _convolve,
    "count": _count,
    "per": _per,
}
