"""Formulas: whether what was typed is the right formula, in a lesson of scalars.

In: a question and a `Side` of an answer. Out: an `Agreement`, or None. A formula is held against
the right one at random points of the whole graph, never only at the lesson's numbers. For
lessons with matrices `backtutor.matrix_formulas` does the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import NamedTuple

from backtutor.agreement import AGREE, agree, equal, equal_precisely, in_doubt
from backtutor.columns import Columns
from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, times
from backtutor.kinks import choices
from backtutor.messages import Message
from backtutor.misconceptions import Prediction
from backtutor.points import random_points
from backtutor.questions import Phase, Question
from backtutor.slopes import LocalTerms
from backtutor.terms import Derivative, Quantity, Symbol, Term, Updated
from backtutor.values import Value, apply, evaluate, is_matrix

LEAST_POINTS = 3
"""How many points a formula must have a value at, where the right one has."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of what was typed: its place in the text, the term, the digits of a plain
    numeral or of each entry of a matrix, what it is worth at the lesson's numbers, and what it
    still owes."""

    text: str
    index: int
    term: Term
    digits: tuple[str | None, ...]
    value: Value
    owed: tuple[Derivative | Message, ...]


class Agreement(NamedTuple):
    """The right formula: as it was read, and what is remarked on its form."""

    term: Term
    remarks: tuple[Message, ...] = ()


class Formulas:
    """The formulas of one derivation; points and the right values at them are kept."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self._references: dict[Quantity | Term, tuple[list[float], ...]] = {}

    @cached_property
    def points(self) -> tuple[Evaluation, ...]:
        return random_points(self.derivation.evaluation, kept(self.derivation))

    @cached_property
    def columns(self) -> Columns:
        return Columns(self.points)

    @cached_property
    def choices(self) -> tuple[LocalTerms, ...]:
        """The local derivatives under each choice of subgradients; () away from kinks."""
        return choices(self.derivation)

    def agreement(self, question: Question, side: Side) -> Agreement | None:
        """The right formula, where that was typed."""
        if not self._may_be_right(question, side.value):
            return None
        return Agreement(side.term) if self._agrees(question, side.term) else None

    def _may_be_right(self, question: Question, here: Value) -> bool:
        """Whether the lesson's numbers allow a value: none of the points may be where a branch
        of the answer's own is as it is there. At a kink they do not tell."""
        if is_matrix(here) or is_matrix(question.value):
            return agree(here, question.value)
        if any(self.derivation.kinked.values()):
            return True
        return equal(here, question.value) or in_doubt(here, question.value)

    def _agrees(self, question: Question, term: Term) -> bool:
        if not self.points:
            # no point but the lesson's own is on these branches
            return agree(evaluate(term, self.derivation.evaluation), question.value)
        right, precise = self._right(question)[0], _reference_term(question)
        return self._match(self.columns.of(term), right, term, precise)

    def is_between_slopes(self, question: Question, side: Side) -> bool:
        """Whether a formula lies between what the outermost slopes at a kink give, everywhere."""
        _, *outermost = self._right(question)
        return all(
            min(right) - slack <= typed <= max(right) + slack
            for typed, *right in zip(self.columns.of(side.term), *outermost, strict=True)
            for slack in (AGREE * max(map(abs, right)),)
        )

    def is_multiple(self, question: Question, side: Side) -> bool:
        """Whether a formula is the right one times a number: then it is off by a factor, however
        little, and no number that stands for a name makes it so."""
        pairs = [
            (a, b)
            for a, b in zip(self.columns.of(side.term), self._right(question)[0], strict=True)
            if isfinite(a) and isfinite(b) and b
        ]
        if len(pairs) < LEAST_POINTS:
            return False
        first, right = pairs[0]
        return all(equal(a * right, b * first) for a, b in pairs)

    def luck(self, question: Question, side: Side) -> Message | None:
        """Why a formula fits the lesson's sizes only; of scalars there is nothing to say."""
        return None

    def is_predicted(self, prediction: Prediction, side: Side) -> bool:
        """Whether a formula is what somebody with a misconception writes."""
        predicted = self.columns.computed(prediction.at)
        return self._match(predicted, self.columns.of(side.term), side.term, None)

    def is_mistake(self, question: Question, prediction: Prediction) -> bool:
        """Whether what is predicted is another function than the right one: where nothing is
        subtracted, a flipped sign changes nothing."""
        predicted = self.columns.computed(prediction.at)
        return not any(
            all(equal(a, b) for a, b in zip(predicted, right, strict=True))
            for right in self._right(question)
        )

    def _match(
        self, typed: list[float], right: list[float], term: Term, precise: Term | None
    ) -> bool:
        """Whether two columns agree wherever both have a value; a few points must be left."""
        compared = 0
        for point, a, b in zip(self.points, typed, right, strict=True):
            if not (isfinite(a) and isfinite(b)):
                continue
            if not equal(a, b):
                if precise is None or not in_doubt(a, b):
                    return False
                if not equal_precisely(term, precise, point):
                    return False
            compared += 1
        return compared >= min(LEAST_POINTS, len(self.points))

    def _right(self, question: Question) -> tuple[list[float], ...]:
        """The right values at the points, first as the table of operations has them."""
        key = question.asked or question.formula
        assert key is not None
        if key not in self._references:
            self._references[key] = tuple(self._columns(question))
        return self._references[key]

    def _columns(self, question: Question) -> Iterator[list[float]]:
        yield self.columns.computed(reference(self.derivation, question))
        for terms in self.choices if question.asked is not None else ():
            yield self.columns.computed(reference(self.derivation, question, terms))


def kept(derivation: Derivation) -> frozenset[str]:
    """The given names that are the same at every point."""
    train = derivation.lesson.train
    return frozenset({train.lr_name}) if train else frozenset()


def is_formula_asked(question: Question) -> bool:
    """Whether there is a right formula: of a measured number there is none."""
    return question.asked is not None or question.formula is not None


def reference(
    derivation: Derivation, question: Question, terms: LocalTerms | None = None
) -> Callable[[Evaluation], Value]:
    """What is asked for, as a function of the point; under other local derivatives, if any."""
    asked, formula = question.asked, question.formula

    def at(point: Evaluation) -> Value:
        point = point if terms is None else point.under(terms)
        if isinstance(asked, Updated):
            new = _new_weights(derivation, point)
            # a new weight has a value even where the network has none after the step
            after = point.at({**point.given, **new})
            return new[asked.name] if asked.name in new else after[Symbol(asked.name)]
        if asked is not None:
            return point[asked]
        assert formula is not None
        return evaluate(formula, point)

    return at


def _new_weights(derivation: Derivation, point: Evaluation) -> dict[str, Value]:
    """The parameters after one step of training from a point."""
    train = derivation.lesson.train
    assert train is not None
    return {
        step.target: apply(
            "add", (point[Symbol(step.target)], times(-train.lr, point.gradients[step.target]))
        )
        for step in derivation.updates
    }


def _reference_term(question: Question) -> Term | None:
    """A term that is worth the right value at the same point; none for a second forward."""
    if isinstance(question.asked, Updated):
        return question.formula if question.phase is Phase.UPDATE else None
    return question.asked or question.formula
