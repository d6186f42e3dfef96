"""Operations on whole matrices, taken apart: one entry of what comes out, and its slope.

To take another operation apart, add a row to `ENTRIES` and one to `SLOPES`. Operations without
rows, such as convolutions and inverses, are `Inseparable`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from backtutor.by_entry.letters import FIRST, Piece, delta, summed
from backtutor.by_entry.taking import Entry, Slope, Tables, Taking
from backtutor.ops import call
from backtutor.terms import (
    ONE,
    Apply,
    Symbol,
    Term,
    negative,
    number,
    product,
    quotient,
    total,
)


def _along(taking: Taking, term: Apply, row: str, column: str) -> tuple[str, str, tuple[str, ...]]:
    """Where the entries stand that a reduction adds up, and the letters that it runs over."""
    rows, columns = taking.shape(term.args[0]) or (1, 1)
    new_row = taking.letter(rows) if term.axis in (None, 0) else row
    new_column = taking.letter(columns) if term.axis in (None, 1) else column
    over = [new_row if term.axis in (None, 0) else FIRST]
    over += [new_column if term.axis in (None, 1) else FIRST]
    return new_row, new_column, tuple(letter for letter in over if letter != FIRST)


def _sum_entry(taking: Taking, term: Apply, row: str, column: str) -> Term:
    row, column, over = _along(taking, term, row, column)
    body = taking.entry(term.args[0], row, column)
    for letter in reversed(over):
        body = summed(body, letter)
    return body


def _count(taking: Taking, term: Apply) -> Term:
    rows, columns = taking.shape(term.args[0]) or (1, 1)
    return number({None: rows * columns, 0: rows, 1: columns}[term.axis])


def _product_entry(taking: Taking, term: Apply, row: str, column: str) -> Term:
    a, b = term.args
    inner = taking.letter((taking.shape(a) or (1, 1))[1])
    body = product(taking.entry(a, row, inner), taking.entry(b, inner, column))
    return body if inner == FIRST else summed(body, inner)


def _softmax_entry(taking: Taking, term: Apply, row: str, column: str) -> Term:
    (x,) = term.args
    top = call("exp", taking.entry(x, row, column))
    return quotient(top, _sum_entry(taking, _exponentials(term), row, column))


def _exponentials(term: Apply) -> Apply:
    """Σ exp along the axis of a softmax."""
    return Apply("sum", (call("exp", *term.args),), 1 if term.axis is None else term.axis)


ENTRIES: Mapping[str, Entry] = {
    "T": lambda taking, term, row, column: taking.entry(term.args[0], column, row),
    "matmul": _product_entry,
    "sum": _sum_entry,
    "mean": lambda taking, term, row, column: quotient(
        _sum_entry(taking, term, row, column), _count(taking, term)
    ),
    "softmax": _softmax_entry,
    "log_softmax": lambda taking, term, row, column: total(
        taking.entry(term.args[0], row, column),
        negative(call("log", _sum_entry(taking, _exponentials(term), row, column))),
    ),
    "logsumexp": lambda taking, term, row, column: call(
        "log", _sum_entry(taking, _exponentials(term), row, column)
    ),
    "softmax_ce": lambda taking, term, row, column: _cross_entropy_entry(taking, term, row, column),
    "ones": lambda taking, term, row, column: ONE,
    "eye": lambda taking, term, row, column: delta(row, column),
}


def _product_slope(taking: Taking, term: Apply, row: str, column: str, out: Term) -> list[Piece]:
    a, b = term.args
    inner = taking.letter((taking.shape(a) or (1, 1))[1])
    over = () if inner == FIRST else (inner,)
    left = [p.times(taking.entry(b, inner, column)) for p in taking.slope(a, row, inner, a)]
    right = [p.times(taking.entry(a, row, inner)) for p in taking.slope(b, inner, column, b)]
    return [replace(piece, over=(*over, *piece.over)) for piece in (*left, *right)]


def _sum_slope(taking: Taking, term: Apply, row: str, column: str, out: Term) -> list[Piece]:
    row, column, over = _along(taking, term, row, column)
    inner = taking.slope(term.args[0], row, column, term.args[0])
    return [replace(piece, over=(*over, *piece.over)) for piece in inner]


def _mean_slope(taking: Taking, term: Apply, row: str, column: str, out: Term) -> list[Piece]:
    share = quotient(ONE, _count(taking, term))
    return [piece.times(share) for piece in _sum_slope(taking, term, row, column, out)]


def _softmax_slope(taking: Taking, term: Apply, row: str, column: str, out: Term) -> list[Piece]:
    """∂P[k,l]/∂Z[k,j] = P[k,l]·(δ[l,j] − P[k,j])."""
    return _coupled(taking, term, row, column, lambda here, there, one: product(
        taking.entry(out, *here), total(one, negative(taking.entry(out, *there)))
    ))  # fmt: skip


def _log_softmax_slope(
    taking: Taking, term: Apply, row: str, column: str, out: Term
) -> list[Piece]:
    """∂/∂Z[k,j] of log P[k,l] is δ[l,j] − P[k,j]."""
    return _coupled(taking, term, row, column, lambda here, there, one: total(
        one, negative(call("exp", taking.entry(out, *there)))
    ))  # fmt: skip


_Place = tuple[str, str]


def _cross_entropy_entry(taking: Taking, term: Apply, row: str, column: str) -> Term:
    z, y = term.args
    logs = Apply("sum", (Apply("mul", (y, call("log_softmax", z))),))
    rows = number((taking.shape(z) or (1, 1))[0])
    return quotient(negative(_sum_entry(taking, logs, row, column)), rows)


def _cross_entropy_slope(
    taking: Taking, term: Apply, row: str, column: str, out: Term
) -> list[Piece]:
    """(softmax(Z) − Y)/m at one entry, where the row of Y sums to 1."""
    z, y = term.args
    row, column = taking.letters(taking.shape(z))
    rows = number((taking.shape(z) or (1, 1))[0])
    over = tuple(letter for letter in (row, column) if letter != FIRST)
    pull = taking.entry(call("softmax", z), row, column)
    whole = taking.entry(Apply("sum", (y,), 1), row, column)
    if isinstance(y, Symbol) and y.name in taking.derivation.graph.unit_rows:
        whole = ONE
    slopes = (
        (z, quotient(total(product(whole, pull), negative(taking.entry(y, row, column))), rows)),
        (y, quotient(negative(taking.entry(call("log_softmax", z), row, column)), rows)),
    )
    return [
        replace(piece.times(factor), over=(*over, *piece.over))
        for arg, factor in slopes
        for piece in taking.slope(arg, row, column, arg)
    ]


def _coupled(
    taking: Taking,
    term: Apply,
    row: str,
    column: str,
    slope: Callable[[_Place, _Place, Term], Term],
) -> list[Piece]:
    """Along one axis every entry reacts to every other."""
    (x,) = term.args
    rows, columns = taking.shape(x) or (1, 1)
    across = term.axis in (None, 1)
    letter = taking.letter(columns if across else rows)
    there = (row, letter) if across else (letter, column)
    factor = slope((row, column), there, delta(column if across else row, letter))
    over = () if letter == FIRST else (letter,)
    inner = taking.slope(x, *there, x)
    return [replace(p.times(factor), over=(*over, *p.over)) for p in inner]


def _logsumexp_slope(taking: Taking, term: Apply, row: str, column: str, out: Term) -> list[Piece]:
    (x,) = term.args
    axis = 1 if term.axis is None else term.axis
    row, column, over = _along(taking, replace(term, axis=axis), row, column)
    factor = taking.entry(Apply("softmax", (x,), axis), row, column)
    inner = taking.slope(x, row, column, x)
    return [replace(p.times(factor), over=(*over, *p.over)) for p in inner]


SLOPES: Mapping[str, Slope] = {
    "T": lambda taking, term, row, column, out: taking.slope(
        term.args[0], column, row, term.args[0]
    ),
    "matmul": _product_slope,
    "sum": _sum_slope,
    "mean": _mean_slope,
    "softmax": _softmax_slope,
    "log_softmax": _log_softmax_slope,
    "logsumexp": _logsumexp_slope,
    "softmax_ce": _cross_entropy_slope,
}


TABLES = Tables(ENTRIES, SLOPES)
