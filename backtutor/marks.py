"""Marks: how right the numbers of an answer are, one by one.

In: the number or the matrix that was typed, with its digits, and the `Standard` it is held
against. Out: a `Mark` for each entry; of a scalar there is one. Whether a mistake that somebody
foresaw is nearer than the right answer is decided here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from backtutor.agreement import agree, allowed, equal, is_rounding, significant_digits
from backtutor.kinks import Range, within
from backtutor.lesson import Tolerance
from backtutor.ops import Shape
from backtutor.values import Scalar, Value, entries, shape_of, size


class Mark(Enum):
    """What one number is worth; `ROUGH` agrees as far as it goes, with too few digits."""

    RIGHT = "right"
    ROUGH = "rough"
    WRONG = "wrong"


class Typed(NamedTuple):
    """One number of an answer, and its digits where it is a plain numeral."""

    value: Scalar
    digits: str | None


@dataclass(frozen=True, slots=True)
class Aim:
    """What one number is held against: at a kink, the nearest value that a subgradient gives.

    `scale` is what the tolerance is relative to.
    """

    right: Scalar
    scale: Scalar
    bounds: Range | None
    tolerance: Tolerance

    def allows(self, value: Scalar) -> bool:
        """Whether a value is right beyond any tolerance."""
        return equal(value, self.right) or within(self.bounds, value)

    def mark(self, typed: Typed) -> Mark:
        if self.is_well_rounded(typed.digits):
            return Mark.RIGHT
        if self.distance(typed.value) <= allowed(self.right, self.scale, self.tolerance):
            return Mark.RIGHT
        return Mark.ROUGH if is_rounding(typed.digits, self.right) else Mark.WRONG

    def is_well_rounded(self, digits: str | None) -> bool:
        enough = significant_digits(digits or "") >= self.tolerance.min_digits
        return enough and is_rounding(digits, self.right)

    def distance(self, value: Scalar) -> Scalar:
        return size(value - self.right)

    def is_nearer(self, predicted: Scalar, typed: Typed) -> bool:
        """Whether a predicted number is what was typed, or nearer to it than the right one."""
        if equal(predicted, typed.value):
            return True
        if size(predicted - typed.value) >= self.distance(typed.value):
            return False
        # a rounding of the right value is a mistake only where it is one exactly: of several
        # numbers that its digits stand for, the nearest is no likelier than the others
        return not is_rounding(typed.digits, self.right)


@dataclass(frozen=True, slots=True)
class Standard:
    """What an answer is held against: its shape, and an aim for each entry row by row."""

    shape: Shape
    aims: tuple[Aim, ...]

    @property
    def at_kink(self) -> bool:
        return any(aim.bounds is not None for aim in self.aims)

    def allows(self, value: Value) -> bool:
        """Whether a value is right beyond any tolerance."""
        if shape_of(value) != self.shape:
            return False
        return all(aim.allows(e) for aim, e in zip(self.aims, entries(value), strict=True))

    def marks(self, typed: Sequence[Typed]) -> list[Mark]:
        """A mark for each entry of an answer of the right shape."""
        return [aim.mark(one) for aim, one in zip(self.aims, typed, strict=True)]

    def is_near(self, value: Value) -> bool:
        """Whether a value is right within the tolerance."""
        if shape_of(value) != self.shape:
            return False
        return Mark.WRONG not in self.marks([Typed(entry, None) for entry in entries(value)])

    def is_mistaken(self, typed: Sequence[Typed], predicted: Value) -> bool:
        """Whether a foreseen mistake explains an answer better than the right one does:
        0.25 for a new weight of 0.249751 from 0.25 is "unchanged", not right."""
        if shape_of(predicted) != self.shape:
            return False
        explained = False
        for aim, one, wrong in zip(self.aims, typed, entries(predicted), strict=True):
            if not aim.allows(wrong):
                if not aim.is_nearer(wrong, one):
                    return False
                explained = True
        return explained


def means(typed: Sequence[Typed], value: Value, predicted: Value, reach: Sequence[Scalar]) -> bool:
    """Whether an answer is a predicted one, or a rounding of it: entry by entry within reach."""
    if shape_of(value) != shape_of(predicted):
        return False
    if agree(value, predicted):
        return True
    return all(
        size(one.value - wrong) <= far or is_rounding(one.digits, wrong)
        for one, wrong, far in zip(typed, entries(predicted), reach, strict=True)
    )


def rounds(typed: Sequence[Typed], predicted: Value) -> bool:
    """Whether every number of an answer is a plain numeral, and the rounding of a predicted one."""
    wrong = entries(predicted)
    return len(typed) == len(wrong) and all(
        one.digits is not None and is_rounding(one.digits, right)
        for one, right in zip(typed, wrong, strict=True)
    )
