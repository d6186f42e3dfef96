"""Numerals: numbers as they are printed, with the rounding that their digits tell.

In: a term and the digits of its numbers. Out: whether it is a numeral, how far it may be from
what was rounded to it, and the same term with other numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from backtutor.terms import (
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Symbol,
    Term,
    Updated,
)
from backtutor.values import Scalar


def half_unit(digits: str | None) -> Fraction:
    """Half of the last place that was printed; 0 of a whole number."""
    text = (digits or "").lower().lstrip("+-")
    if not set(".e") & set(text):
        return Fraction(0)
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)  # digits are those of a number
    return Fraction(10) ** exponent / 2


def is_numeral(term: Term | Updated) -> bool:
    """Whether a side is a number, or a matrix of numbers, and nothing to work out."""
    match term:
        case Number():
            return True
        case MatrixTerm(rows):
            return all(isinstance(entry, Number) for row in rows for entry in row)
    return False


def with_numbers(term: Term, figures: Iterator[Scalar]) -> Term:
    """`term` with other numbers in it, left to right."""
    match term:
        case Number():
            return Number(Fraction(next(figures)))
        case Apply(_, args):
            return replace(term, args=tuple([with_numbers(arg, figures) for arg in args]))
        case MatrixTerm(rows):
            return MatrixTerm(tuple(tuple([with_numbers(e, figures) for e in r]) for r in rows))
        case Symbol() | Derivative():
            return term
