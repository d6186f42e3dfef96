"""Filling: numbers put into a formula, nothing worked out.

In: a term and the values of its atoms. Out: the term with numbers as the screen shows them, or a
`Message` with it for a hint, in which the answer itself never stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain

from backtutor.messages import Message, message
from backtutor.notation import DEFAULT_ROUNDING, Rounding, plain, show
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term, atoms
from backtutor.values import Point, Scalar, Value, entries, is_matrix, magnitude

MOST_WRITTEN = 16
"""Entries of matrices that a hint writes out."""

SHORT = 8
"""Characters that an exact number may take among others."""


def with_numbers(
    left: Term | Message, formula: Term, answer: Value, at: Point, rounding: Rounding
) -> Message:
    """A formula with its numbers, not worked out; where the answer would stand among them, only
    which to take."""
    used = {atom: at[atom] for atom in atoms(formula)}
    if not used:
        return message("hint-constant")
    if _is_bulky(formula, used) or _is_among(answer, used, fill(formula, used, rounding), rounding):
        return message("hint-look-up", names=tuple(used))
    return message("hint-numbers", left=left, right=fill(formula, used, rounding))


def _is_bulky(formula: Term, used: Mapping[Symbol | Derivative, Value]) -> bool:
    """Whether matrices are too large to be written out, or nothing is done with one."""
    if not any(map(is_matrix, used.values())):
        return False
    written = sum(len(entries(used[atom])) for atom in atoms(formula))
    return written > MOST_WRITTEN or not isinstance(formula, Apply)


def _is_among(
    answer: Value, used: Mapping[Symbol | Derivative, Value], filled: Term, rounding: Rounding
) -> bool:
    """Whether the answer stands among the numbers; -(-0.2) gives 0.2 away as well."""
    if is_matrix(answer):
        return show(answer, rounding) in (show(value, rounding) for value in used.values())
    return show(magnitude(answer), rounding) in (show(abs(n), rounding) for n in _numerals(filled))


def worked_out(left: Term | Message, formula: Term, value: Value, rounding: Rounding) -> Message:
    """`∂e/∂b = d + w·c = 4.75`; of a matrix without its numbers."""
    right: Term | Message = formula
    if not is_matrix(value) and not isinstance(formula, Number):
        right = message("equals", left=formula, right=as_shown(value, rounding))
    return message("equals", left=left, right=right)


def _numerals(term: Term) -> Iterator[Fraction]:
    """The numbers that stand in a term."""
    match term:
        case Number(value):
            yield value
        case Apply(_, args):
            for arg in args:
                yield from _numerals(arg)
        case MatrixTerm(rows):
            for entry in chain.from_iterable(rows):
                yield from _numerals(entry)


def fill(
    term: Term, values: Mapping[Symbol | Derivative, Value], rounding: Rounding = DEFAULT_ROUNDING
) -> Term:
    """`term` with its atoms replaced by their numbers as shown, nothing worked out."""
    match term:
        case Symbol() | Derivative():
            return _written(values[term], rounding)
        case Number() | MatrixTerm():
            return term
        case Apply(op, args, axis):
            return Apply(op, tuple(fill(arg, values, rounding) for arg in args), axis)


def _written(value: Value, rounding: Rounding) -> Term:
    if not is_matrix(value):
        return as_shown(value, rounding)
    return MatrixTerm(tuple(tuple(as_shown(x, rounding) for x in row) for row in value.tolist()))


def as_shown(value: Scalar, rounding: Rounding = DEFAULT_ROUNDING) -> Number:
    """A short exact number as it is, any other as the screen shows it."""
    if isinstance(value, Fraction) and len(plain(value)) <= SHORT:
        return Number(value)
    return Number(Fraction(show(value, rounding)))
