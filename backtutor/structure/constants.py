"""Constants: an answer that is the right one times a number.

In: an `Answer`. Out: diagnoses that say by which factor it is off. The number of rows of the data
is told from a plain number by points with another number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isfinite
from typing import NamedTuple

from backtutor.evaluation import Evaluation
from backtutor.formulas import LEAST_POINTS
from backtutor.messages import Message, message
from backtutor.structure.answer import Answer
from backtutor.terms import Symbol, Term, negative, number, power, product, quotient
from backtutor.values import Scalar, Value, entries, shape_of, size
from backtutor.verdicts import Diagnosis

CLOSE = 1e-8
LARGEST = 200
"""No numerator or denominator of a factor that is named is larger."""

CONSTANT = "constant-factor"


class Factor(NamedTuple):
    """c·mᵏ, with m the number of rows of the data; None for a c that is no short fraction."""

    figure: Fraction | None
    rows: int = 0


def by_constant(answer: Answer) -> Iterator[Diagnosis]:
    """The factor between the answer and the right one, where it is the same at every point."""
    factor = factor_of(answer)
    if factor is None:
        return
    said = _said(answer, factor)
    yield from (Diagnosis(id, said) for id in _ids(factor))


def factor_of(answer: Answer) -> Factor | None:
    """The factor by which an answer is off."""
    here, there = _ratio_here(answer), _ratio_there(answer)
    if there is None or _near(there, 1.0):
        return None
    rows = answer.points[0].graph.row_count, answer.graph.row_count
    powers = (0, 1, -1) if rows[0] != rows[1] and 1 not in rows else (0,)
    for exponent in powers:
        figure = _rational(there / float(rows[0]) ** exponent)
        # where the answer has no value at the lesson's own numbers, the points tell
        if figure and (here is None or _near(float(figure) * float(rows[1]) ** exponent, here)):
            # of -2/m with two rows the 2 is the number of rows in figures
            whole = figure * Fraction(rows[1]) ** exponent
            return Factor(whole) if whole == -1 else Factor(figure, exponent)
    return Factor(None) if here is None or _near(there, here) else None


def _ratio_there(answer: Answer) -> float | None:
    """The ratio at the points, where it is the same at all of them."""
    ratios: list[float] = []
    for point, typed in answer.values:
        found = _ratio_at(answer, point, typed)
        if found is None or (ratios and not _near(found, ratios[0])):
            return None
        ratios.append(found)
    return ratios[0] if len(ratios) >= LEAST_POINTS else None


def _ratio_here(answer: Answer) -> float | None:
    here = answer.derivation.evaluation
    typed = answer.at(here)
    return None if typed is None else _ratio_at(answer, here, typed)


def _ratio_at(answer: Answer, point: Evaluation, typed: Value) -> float | None:
    right = answer.right(point)
    return None if right is None else ratio(typed, right, CLOSE)


def ratio(typed: Value, right: Value, within: float) -> float | None:
    """What every entry of `typed` is a multiple of `right` by; None where that differs."""
    if shape_of(typed) != shape_of(right):
        return None
    found: float | None = None
    for a, b in zip(entries(typed), entries(right), strict=True):
        if not a and not b:
            continue
        if not a or not b:
            return None
        here = float(a) / float(b)
        if not isfinite(here):
            return None
        if found is not None and not _near(here, found, within):
            return None
        found = here if found is None else found
    return found


def _near(a: Scalar, b: Scalar, within: float = CLOSE) -> bool:
    return bool(size(a - b) <= within * size(b))


def _rational(ratio: float) -> Fraction | None:
    found = Fraction(ratio).limit_denominator(LARGEST)
    return found if abs(found.numerator) <= LARGEST and _near(float(found), ratio) else None


# -- what is said


def _ids(factor: Factor) -> Iterator[str]:
    if factor.rows > 0:
        yield "batch-not-averaged"
    if factor.figure is not None and factor.figure < 0:
        yield "sign"
    if factor.rows < 0:
        yield "averaged-twice"
    if factor.figure is None or abs(factor.figure) != 1:
        yield CONSTANT


def _said(answer: Answer, factor: Factor) -> Message:
    letter = answer.graph.rows[1] if answer.graph.rows else "m"
    match factor:
        case Factor(Fraction(numerator=1, denominator=1), 1):
            return message("structure-not-averaged", rows=Symbol(letter))
        case Factor(Fraction(numerator=1, denominator=1), -1):
            return message("structure-averaged-twice", rows=Symbol(letter))
        case Factor(Fraction(numerator=-1, denominator=1), 0):
            return message("structure-sign")
        case Factor(Fraction() as figure, rows):
            return message("structure-constant", factor=_written(figure, rows, letter))
    return message("structure-constant-unnamed")


def _written(figure: Fraction, rows: int, letter: str) -> Term:
    """c·m, c/m or c."""
    size_of: Term = number(abs(figure))
    if rows > 0:
        size_of = product(size_of, power(Symbol(letter), number(rows)))
    elif rows < 0:
        size_of = quotient(size_of, Symbol(letter))
    return negative(size_of) if figure < 0 else size_of
