"""Figures: the numbers of one name as somebody's code printed them, held against a value.

In: rows of numbers with their digits. Out: whether they are a value, to the last float or to the
digits that were printed. Code says `(n,)` for a row and for a column alike, so that a flat list
fits either; rows within rows have the shape that they have.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from backtutor.agreement import ZERO_TOLERANCE, is_rounding, significant_digits
from backtutor.kinks import Range, within
from backtutor.lesson import Tolerance
from backtutor.marks import Aim, Mark, Typed
from backtutor.ops import Shape
from backtutor.values import Scalar, Value, entries, shape_of, size, written_out

NOISE = 1e-5
"""What float32 may lose, as a share of the largest entry."""


class Fit(IntEnum):
    """How well figures are a value: not, within the tolerance, but for rounding of floats."""

    NOT = 0
    NEAR = 1
    EXACT = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows of equal length; `depth` is 0 of a number, 1 of a flat list, 2 of a list of rows."""

    rows: tuple[tuple[Typed, ...], ...]
    depth: int

    @property
    def shape(self) -> Shape:
        return (len(self.rows), len(self.rows[0])) if self.depth else ()

    @property
    def flat(self) -> list[Typed]:
        return [typed for row in self.rows for typed in row]

    def fits(self, shape: Shape) -> bool:
        """Whether these can be a value of a shape."""
        if self.shape == shape or {self.shape, shape} == {(), (1, 1)}:
            return True
        return self.depth == 1 and 1 in shape and self.shape == shape[::-1]

    def as_value(self, shape: Shape) -> Value:
        """These as a value of a shape that they fit."""
        numbers = [typed.value for typed in self.flat]
        if not shape:
            return numbers[0]
        columns = shape[1]
        return written_out([numbers[i : i + columns] for i in range(0, len(numbers), columns)])

    def fit(self, value: Value, tolerance: Tolerance) -> Fit:
        """Whether these are a value, which may be somebody's wrong one."""
        if not self.fits(shape_of(value)):
            return Fit.NOT
        wanted = entries(value)
        largest = max(map(size, wanted))
        noise = NOISE * largest or ZERO_TOLERANCE
        found = Fit.EXACT
        for typed, entry in zip(self.flat, wanted, strict=True):
            far = size(typed.value - entry)
            if far > noise:
                if not _is_brief(typed, entry, far, largest, tolerance):
                    return Fit.NOT
                found = Fit.NEAR
        return found

    def marks(
        self, right: Value, ranges: tuple[Range, ...] | None, tolerance: Tolerance
    ) -> list[Mark]:
        """A mark for each entry, held against the right one of a value of fitting shape."""
        wanted = entries(right)
        largest = max(map(size, wanted))
        kinks = ranges or (None,) * len(wanted)
        return [
            _mark(typed, entry, bounds, largest, tolerance)
            for typed, entry, bounds in zip(self.flat, wanted, kinks, strict=True)
        ]

    def is_nearer(self, predicted: Value, right: Value) -> bool:
        """Whether figures within the tolerance of the right value are a mistake's all the same."""
        if shape_of(predicted) != shape_of(right) or not self.fits(shape_of(right)):
            return False
        if self.fit(predicted, EXACTLY) is not Fit.EXACT:
            return False
        return self.fit(right, EXACTLY) is not Fit.EXACT


EXACTLY = Tolerance(rel=Fraction(0))


BRIEF = 6
"""Digits of a number that somebody rounded; code that prints more means them."""


def _is_brief(
    typed: Typed, entry: Scalar, far: Scalar, largest: Scalar, tolerance: Tolerance
) -> bool:
    """Whether a print of few digits is all that is between them: 0.0021 beside 0.6250."""
    if not _is_rounded(typed):
        return False
    near = far <= tolerance.rel * size(entry)
    return near or (far <= tolerance.rel * largest and is_rounding(typed.digits, entry))


def _is_rounded(typed: Typed) -> bool:
    return significant_digits(typed.digits or "") <= BRIEF


def _mark(
    typed: Typed, right: Scalar, bounds: Range | None, largest: Scalar, tolerance: Tolerance
) -> Mark:
    far = size(typed.value - right)
    if far <= (NOISE * largest or ZERO_TOLERANCE) or within(bounds, typed.value):
        return Mark.RIGHT
    if far > tolerance.rel * size(right) and not _is_rounded(typed):
        return Mark.WRONG  # what was printed in full is no rounding
    found = Aim(right, size(right), None, tolerance).mark(typed)
    if found is Mark.ROUGH and far <= tolerance.rel * largest:
        return Mark.RIGHT
    return found
