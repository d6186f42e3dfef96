"""Standards: what the numbers of an answer are held against.

In: a question and a typed value. Out: a `Standard` (`backtutor.marks`): for each entry the right
number, at a kink the right one nearest to what was typed, and what its tolerance is relative to.
"""

from __future__ import annotations

from backtutor.agreement import lone
from backtutor.derive import Derivation
from backtutor.evaluation import times
from backtutor.formulas import Side
from backtutor.kinks import Range, kink_range
from backtutor.marks import Aim, Standard, Typed
from backtutor.questions import Amount, Question
from backtutor.terms import Quantity, Updated
from backtutor.values import Scalar, Value, entries, shape_of, size


class Standards:
    """The standards for the questions of one derivation; the ranges at kinks are kept."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self._ranges: dict[Quantity, tuple[Range, ...] | None] = {}

    def of(self, question: Question, value: Value) -> Standard:
        """What a number is held against; at a kink, the right values nearest to it."""
        right = lone(question.value)
        count = len(entries(right))
        ranges = self.kink_range(question.asked) or (None,) * count
        fits = shape_of(value) == shape_of(right)
        aims = [
            _aim(question, typed, entry, scale, range)
            for typed, entry, scale, range in zip(
                entries(value) if fits else entries(right),
                entries(right),
                self._scales(question, count),
                ranges,
                strict=True,
            )
        ]
        return Standard(shape_of(right), tuple(aims))

    def _scales(self, question: Question, count: int) -> list[Scalar]:
        """What a relative tolerance is relative to: of a new weight, the change."""
        if isinstance(question.wants, Amount) and question.wants.scale is not None:
            found = question.wants.scale
        else:
            found = self._change(question)
        sizes = [size(entry) for entry in entries(found)]
        return sizes * count if len(sizes) == 1 else sizes

    def _change(self, question: Question) -> Value:
        if isinstance(question.asked, Updated):
            for step in self.derivation.updates:
                if step.target == question.asked.name:
                    return times(step.lr, step.gradient)
        return question.value

    def kink_range(self, asked: Quantity | None) -> tuple[Range, ...] | None:
        """The range of each entry that subgradients give; None away from kinks."""
        if asked is None or not any(self.derivation.kinked.values()):
            return None
        if asked not in self._ranges:
            self._ranges[asked] = kink_range(self.derivation, asked)
        return self._ranges[asked]


def _aim(
    question: Question, typed: Scalar, right: Scalar, scale: Scalar, range: Range | None
) -> Aim:
    """What one number is held against."""
    if range is None or range[0] == range[1]:
        return Aim(right, scale, None, question.tolerance)
    nearest = min(max(typed, range[0]), range[1])
    return Aim(nearest, size(nearest), range, question.tolerance)


def typed_in(side: Side) -> list[Typed]:
    """The numbers of a side, each with its digits where they are known."""
    found = entries(side.value)
    digits = side.digits if len(side.digits) == len(found) else (None,) * len(found)
    return [Typed(value, text) for value, text in zip(found, digits, strict=True)]
