"""Reasons: why a wrong answer is wrong.

In: a question and a `Side` of an answer. Out: diagnoses. The author's mistakes come first, then
those that the question foresees, the predictions of the misconceptions, what the structure of the
answer tells (`backtutor.structure`), and last what slipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING

from backtutor.agreement import AGREE, agree, lone, significant_digits
from backtutor.derive import Derivation
from backtutor.formulas import Formulas, Side
from backtutor.lesson import Words
from backtutor.marks import Standard, Typed, means, rounds
from backtutor.messages import Message, Translated, message
from backtutor.misconceptions import AUTHOR, FORESEEN, Prediction, Predictor, explain
from backtutor.misconceptions.slips import slipped
from backtutor.notation import show
from backtutor.questions import Phase, Question
from backtutor.read import Reading
from backtutor.standards import Standards, typed_in
from backtutor.terms import Number, Quantity, Term, Updated
from backtutor.values import Scalar, Value, entries, evaluate, shape_of, size
from backtutor.verdicts import Diagnosis, Wrong

if TYPE_CHECKING:
    from backtutor.matrix_formulas import MatrixFormulas


ENOUGH = 3
"""Digits with which a number is the rounding of few others."""


class Reasons:
    """The reasons for wrong answers to the questions of one derivation; predictions are kept."""

    def __init__(
        self, derivation: Derivation, standards: Standards, formulas: Formulas | MatrixFormulas
    ) -> None:
        self.derivation = derivation
        self.standards = standards
        self.formulas = formulas
        self._predictions: dict[Quantity, tuple[Prediction, ...]] = {}

    @cached_property
    def predictor(self) -> Predictor:
        return Predictor(self.derivation)

    def predictions(self, asked: Quantity | None) -> tuple[Prediction, ...]:
        if asked is None:
            return ()
        if asked not in self._predictions:
            self._predictions[asked] = tuple(
                replace(one, value=lone(one.value)) for one in self.predictor.predictions(asked)
            )
        return self._predictions[asked]

    def foreseen(self, question: Question) -> tuple[Prediction, ...]:
        """The author's mistakes, those that the question foresees, then the predictions of the
        misconceptions."""
        return (
            *self._of_question(question),
            *self.predictions(question.asked),
            *self._of_entry(question),
        )

    def _of_entry(self, question: Question) -> tuple[Prediction, ...]:
        """What the misconceptions make of the one entry of a gradient that is asked for."""
        if question.asked is not None or question.share_of is None:
            return ()
        from backtutor.structure import entry_predictions

        return tuple(entry_predictions(question, self.predictions))

    def _of_question(self, question: Question) -> Iterator[Prediction]:
        for mistake in question.settings.mistakes:
            words = message("author-says", words=filled(mistake.say, self.derivation))
            yield self._meant(AUTHOR, AUTHOR, mistake.answer, words)
        for slip in question.telling.slips if question.telling is not None else ():
            yield self._meant(slip.id, FORESEEN, slip.answer, slip.said)

    def _meant(self, id: str, family: str, answer: Term, said: Message) -> Prediction:
        value = lone(evaluate(answer, self.derivation.evaluation))
        return Prediction(id, family, partial(evaluate, answer), value, said)

    def of_number(self, question: Question, side: Side) -> tuple[Diagnosis, ...]:
        """Why a number is wrong, or the numbers of a matrix."""
        return self._of_number(question, side) or self._in_common(question, side)

    def _of_number(self, question: Question, side: Side) -> tuple[Diagnosis, ...]:
        """The mistakes whose number this is: exact ones first, then roundings."""
        standard, foreseen = self.standards.of(question, side.value), self.foreseen(question)
        exact = [p for p in foreseen if agree(p.value, side.value)]
        exact = [p for p in exact if not standard.allows(p.value)]
        if exact:
            return self._explained(question, exact)
        told = [p for p in foreseen if not standard.allows(p.value)]
        # of which of several numbers a decimal is the rounding, nobody can tell
        rounded = [p for p in told if rounds(typed_in(side), p.value)]
        if rounded:
            return self._rounded(question, side, rounded)
        near = self._nearest(question, side, standard, told)
        if near:
            return self._explained(question, near)
        fits = shape_of(side.value) == standard.shape and not _is_count(question)
        return slipped(typed_in(side), entries(lone(question.value))) if fits else ()

    def _rounded(
        self, question: Question, side: Side, fitting: Sequence[Prediction]
    ) -> tuple[Diagnosis, ...]:
        """What a rounding of predicted numbers is told; with very few digits it is that of
        anything near."""
        is_foreseen = any(p.family in (AUTHOR, FORESEEN) for p in fitting)
        if is_foreseen or not self._is_coarse(question, typed_in(side)):
            return self._explained(question, fitting)
        few = message("why-few-digits", digits=question.tolerance.min_digits)
        return tuple(Diagnosis(id, few) for id in dict.fromkeys(p.misconception for p in fitting))

    def _is_coarse(self, question: Question, typed: Sequence[Typed]) -> bool:
        """Whether a number has so few digits that it may be the rounding of anything near."""
        fewest = min(significant_digits(one.digits or "") for one in typed)
        return fewest < min(question.tolerance.min_digits, ENOUGH)

    def _nearest(
        self, question: Question, side: Side, standard: Standard, told: Sequence[Prediction]
    ) -> list[Prediction]:
        """Of the mistakes within reach of a number, the nearest."""
        value, typed = side.value, typed_in(side)
        reached = [
            p
            for p in told
            if means(typed, value, p.value, self._reach(question, standard, p.value))
        ]
        nearest = min((_apart(value, p.value) for p in reached), default=Fraction(0))
        return [p for p in reached if _apart(value, p.value) <= nearest]

    def _explained(
        self, question: Question, fitting: Sequence[Prediction]
    ) -> tuple[Diagnosis, ...]:
        return explain(fitting, self.predictor, question.asked)

    def _reach(self, question: Question, standard: Standard, predicted: Value) -> list[Scalar]:
        """How far from a prediction an answer still means it, entry by entry."""
        of_change = isinstance(question.asked, Updated) and shape_of(predicted) == standard.shape
        scales = [aim.scale for aim in standard.aims] if of_change else entries(predicted)
        # a weight that does not move has no change to be near to, but digits all the same
        return [
            max(question.tolerance.rel * size(scale), Fraction(AGREE) * size(entry))
            for scale, entry in zip(scales, entries(predicted), strict=True)
        ]

    def of_formula(self, question: Question, side: Side, remark: Message | None) -> Wrong:
        """Why a formula is wrong: by the mistakes that foretell it, and by its structure."""
        # only a wrong formula needs to be taken apart
        from backtutor.structure import wrong_formula

        fitting = self._foretold(question, side)
        return wrong_formula(
            self.formulas, question, side, fitting, partial(self._explained, question), remark
        )

    def further(self, question: Question, side: Side, wrong: Wrong) -> Wrong:
        """Why a formula is wrong that was judged as a number, where no number foretold it."""
        from backtutor.structure import further

        return further(self.formulas, question, side, wrong)

    def _in_common(self, question: Question, side: Side) -> tuple[Diagnosis, ...]:
        """What the entries of a wrong matrix have in common."""
        if not shape_of(side.value):
            return ()
        from backtutor.structure import wrong_entries

        return wrong_entries(question, side.value)

    def of_misfit(self, question: Question, reading: Reading) -> Wrong:
        """Why the shapes of a formula do not fit."""
        from backtutor.structure import misfitting

        return misfitting(self.formulas, question, reading)

    def _foretold(self, question: Question, side: Side) -> list[Prediction]:
        """The mistakes whose formula this is, but for those that are the right one."""
        return [
            p
            for p in self.foreseen(question)
            if agree(p.value, side.value)
            and self.formulas.is_predicted(p, side)
            and self.formulas.is_mistake(question, p)
        ]

    def hides(self, question: Question) -> bool:
        """Whether a wrong method gives the right number, so that the number proves little."""
        return any(
            agree(p.value, lone(question.value)) and self.formulas.is_mistake(question, p)
            for p in self.predictions(question.asked)
        )


def _is_count(question: Question) -> bool:
    """Whether something is counted, which nobody rounds."""
    return question.phase is Phase.PATHS and isinstance(question.formula, Number)


def _apart(a: Value, b: Value) -> Scalar:
    """The largest difference between the entries of two values of one shape."""
    return max(size(x - y) for x, y in zip(entries(a), entries(b), strict=True))


def filled(said: Words, derivation: Derivation) -> Translated:
    """An author's text with the values of its formulas put in."""
    at, rounding = derivation.evaluation, derivation.lesson.rounding
    return Translated(
        {
            lang: "".join(
                p if isinstance(p, str) else show(evaluate(p, at), rounding) for p in prose
            )
            for lang, prose in said.by_language
        }
    )
