"""Rows: figures in a formula that say how large the matrices are.

In: a term. Out: the same term with the number of rows of the data written by its name wherever
a figure may stand for it; the figures and the sizes in it. An exponent is no such figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, count

from backtutor.graph import ROW_COUNT
from backtutor.terms import Apply, MatrixTerm, Number, Symbol, Term, atoms, number

MOST_FIGURES = 4
"""With more figures than this in question, all of them are replaced or none."""

_SIZED = frozenset({"ones", "eye", "reshape"})
_AVERAGING = frozenset({"mean", "softmax_ce"})


def rows_named(term: Term, rows: int, letter: str) -> Iterator[Term]:
    """`term` with figures that are `rows`, or have it as a factor, written by `letter`: all of
    them, then fewer."""
    places = range(sum(_is_multiple(figure, rows) for figure in figures(term)))
    smallest = 1 if len(places) <= MOST_FIGURES else len(places)
    for size in range(len(places), smallest - 1, -1):
        for chosen in combinations(places, size):
            if chosen:
                yield _with_rows(term, rows, Symbol(letter), frozenset(chosen), count())


def figures(term: Term) -> Iterator[Fraction]:
    """The numbers in `term`, but for exponents and the sizes of matrices."""
    match term:
        case Number(value):
            yield value
        case Apply():
            for arg in _factors(term):
                yield from figures(arg)


def sizes(term: Term) -> Iterator[int]:
    """The lengths that `term` says: `ones(4, 2)`, a matrix written out."""
    match term:
        case MatrixTerm(rows):
            yield from (len(rows), len(rows[0]))
        case Apply(op, args):
            if op in _SIZED:
                yield from (int(arg.value) for arg in args if isinstance(arg, Number))
            for arg in args:
                yield from sizes(arg)


def counts_rows(term: Term) -> bool:
    """Whether `term` divides by the number of rows otherwise than in figures."""
    return any(atom in _ROW_SYMBOLS for atom in atoms(term)) or _averages(term)


_ROW_SYMBOLS = frozenset(map(Symbol, ROW_COUNT))


def _averages(term: Term) -> bool:
    return isinstance(term, Apply) and (term.op in _AVERAGING or any(map(_averages, term.args)))


def has_factor(figure: Fraction, length: int) -> bool:
    """Whether a figure may have a length in it: 8 and 1/8 may have 4."""
    return bool(figure) and length > 1 and _is_multiple(figure, length)


def _is_multiple(figure: Fraction, rows: int) -> bool:
    return bool(figure) and (figure.numerator % rows == 0 or figure.denominator % rows == 0)


def _factors(term: Apply) -> tuple[Term, ...]:
    """The arguments in which a figure is a number and no exponent and no size."""
    if term.op == "pow":
        return term.args[:1]
    return term.args[:1] if term.op == "reshape" else () if term.op in _SIZED else term.args


def _with_rows(
    term: Term, rows: int, letter: Symbol, chosen: frozenset[int], places: Iterator[int]
) -> Term:
    match term:
        case Number(value) if _is_multiple(value, rows):
            return _named(value, rows, letter) if next(places) in chosen else term
        case Apply(op, args, axis):
            inside = _factors(term)
            new = tuple(_with_rows(arg, rows, letter, chosen, places) for arg in inside)
            return Apply(op, (*new, *args[len(inside) :]), axis)
    return term


def _named(value: Fraction, rows: int, letter: Symbol) -> Term:
    if value.denominator % rows == 0:
        return Apply("div", (Number(value * rows), letter))
    return Apply("mul", (number(value / rows), letter))
