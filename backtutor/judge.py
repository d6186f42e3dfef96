"""The judge: what an answer is worth, and why a wrong one is wrong.

In: a `Question`, what was typed, and what the learner has earned. Out: a `Verdict`. Numbers are
held against the exact value and its correct roundings, formulas against the right one at
random points of the whole graph; a wrong answer is held against the author's mistakes and the
predictions of the misconceptions. The verdict never depends on simplification.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial
from math import isfinite

from backtutor.agreement import (
    AGREE,
    allowed,
    equal,
    equal_precisely,
    in_doubt,
    is_numeral_heavy,
    is_rounding,
    significant_digits,
)
from backtutor.derive import Derivation, Evaluation, Fault, LocalTerms
from backtutor.kinks import Range, choices, kink_range, within
from backtutor.lesson import Form, Words
from backtutor.messages import Message, Translated, message
from backtutor.misconceptions import AUTHOR, Prediction, explain, predictions
from backtutor.notation import show
from backtutor.points import Columns, random_points
from backtutor.problems import Problem, Severity, Span
from backtutor.questions import Phase, Question
from backtutor.read import Reading, Vocabulary, read_answer
from backtutor.terms import (
    Apply,
    Derivative,
    Quantity,
    Symbol,
    Term,
    Updated,
    atoms,
)
from backtutor.values import Undefined, Value, evaluate, size
from backtutor.verdicts import (
    Diagnosis,
    Imprecise,
    Judgement,
    Right,
    Unfinished,
    Unreadable,
    Verdict,
    Wrong,
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of what was typed: the term, its digits where it is a plain decimal, what it is
    worth at the lesson's numbers, and what it still owes."""

    term: Term
    literal: str | None
    value: Value
    owed: tuple[Derivative | Message, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """What a number is held against: at a kink, the nearest value that a subgradient gives."""

    right: Value
    scale: Value
    bounds: Range | None

    def allows(self, value: Value) -> bool:
        """Whether a value is right beyond any tolerance."""
        return equal(value, self.right) or within(self.bounds, value)


class Judge:
    """Judges answers to the questions of one derivation; what does not change is kept."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self._predictions: dict[Quantity, tuple[Prediction, ...]] = {}
        self._bounds: dict[Quantity, Range | None] = {}
        self._references: dict[Quantity | Term, tuple[list[float], ...]] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return self.derivation.lesson.vocabulary

    @cached_property
    def points(self) -> tuple[Evaluation, ...]:
        train = self.derivation.lesson.train
        return random_points(self.derivation.evaluation, {train.lr_name} if train else ())

    @cached_property
    def columns(self) -> Columns:
        return Columns(self.points)

    @cached_property
    def choices(self) -> tuple[LocalTerms, ...]:
        """The local derivatives under each choice of subgradients; () away from kinks."""
        return choices(self.derivation)

    def predictions(self, asked: Quantity | None) -> tuple[Prediction, ...]:
        if asked is None:
            return ()
        if asked not in self._predictions:
            self._predictions[asked] = predictions(self.derivation, asked)
        return self._predictions[asked]

    def judge(self, question: Question, typed: str, earned: frozenset[Derivative]) -> Judgement:
        """The judgement of `typed` as an answer to `question`."""
        reading = read_answer(typed, self.vocabulary)
        if isinstance(reading, Problem):
            return Judgement(Unreadable(reading))
        problem = self._refused(question, reading)
        if problem:
            return Judgement(Unreadable(problem), reading.sides[-1])
        if reading.misfit is not None:
            return Judgement(Wrong(remark=reading.misfit), reading.sides[-1])
        return self._judge_sides(question, reading, earned)

    def _judge_sides(
        self, question: Question, reading: Reading, earned: frozenset[Derivative]
    ) -> Judgement:
        """Every side of `1.05*1.25 = 1.3125` is judged: one wrong side makes it wrong."""
        judged: list[Judgement] = []
        for index, term in enumerate(reading.sides):
            try:
                value = evaluate(term, self.derivation.evaluation)
            except (Undefined, Fault):
                problem = _problem("R093", "no-value", reading, reading.spans[index])
                return Judgement(Unreadable(problem), term)
            owed = tuple(self._owed(term, reading.primes[index], earned))
            side = Side(term, reading.literals[index], value, owed)
            judged.append(Judgement(self._verdict(question, side, reading), term, value))
        wrong = [one for one in judged if isinstance(one.verdict, Wrong)]
        if wrong:
            return wrong[0]
        best = min(judged, key=lambda one: _RANK[type(one.verdict)]).verdict
        if isinstance(best, Right):
            best = Right((*reading.remarks, *best.remarks))
        return judged[-1]._replace(verdict=best)

    def _owed(
        self, term: Term, primed: bool, earned: frozenset[Derivative]
    ) -> Iterator[Derivative | Message]:
        """What may not stand in a finished answer yet: locals and σ'(z) never may."""
        for atom in dict.fromkeys(atoms(term)):
            if isinstance(atom, Derivative) and _is_owed(atom, earned):
                yield atom
        if primed:
            yield message("prime-factor")

    def kink_range(self, asked: Quantity | None) -> Range | None:
        """The least and greatest value that subgradients give; None away from kinks."""
        if asked is None or not self.choices:
            return None
        if asked not in self._bounds:
            self._bounds[asked] = kink_range(self.derivation, asked)
        return self._bounds[asked]

    # -- what is refused before it is judged

    def _refused(self, question: Question, reading: Reading) -> Problem | None:
        asked = question.asked
        if reading.left is not None and asked is not None and not _same(reading.left, asked):
            facts = {"typed": _name(reading.left), "asked": _name(asked)}
            return _problem("R090", "left-side-other", reading, reading.left_span, **facts)
        if asked is not None and self._is_echo(question, asked, reading):
            return _problem("R091", "echo", reading, asked=_name(asked))
        if _wants_names(question) and not any(_has_names(side) for side in reading.sides):
            return _problem("R092", "formula-wanted", reading)
        return None

    def _is_echo(self, question: Question, asked: Quantity, reading: Reading) -> bool:
        """The question's own atom anywhere, or σ'(z) alone for the local derivative of σ."""
        if any(_same(atom, asked) for side in reading.sides for atom in atoms(side)):
            return True
        if not reading.prime_only or not isinstance(asked, Derivative):
            return False
        formula = self.derivation.graph[asked.of].term
        return (
            isinstance(formula, Apply)
            and formula.args == (Symbol(asked.by),)
            and self._agrees(question, reading.sides[0])
        )

    # -- one side

    def _verdict(self, question: Question, side: Side, reading: Reading) -> Verdict:
        if not _has_names(side.term):
            return self._judge_number(question, side)
        return self._judge_formula(question, side, reading)

    def _judge_number(self, question: Question, side: Side) -> Verdict:
        standard, tolerance = self._standard(question, side.value), question.tolerance
        distance = size(side.value - standard.right)
        digits = significant_digits(side.literal or "")
        rounded = is_rounding(side.literal, standard.right)
        well_rounded = rounded and digits >= tolerance.min_digits
        # a good rounding of the right value is a mistake only where it is one exactly
        reach = Fraction(0) if well_rounded else distance
        if self._nearer_mistake(question, standard, side.value, reach):
            return Wrong(self._diagnose_number(question, side))
        if well_rounded or distance <= allowed(standard.right, standard.scale, tolerance):
            return Right((message("kink-any"),) if standard.bounds else ())
        if rounded:
            return Imprecise(tolerance.min_digits)
        return Wrong(self._diagnose_number(question, side))

    def _standard(self, question: Question, value: Value) -> Standard:
        bounds = self.kink_range(question.asked)
        if bounds is None:
            return Standard(question.value, self._scale(question), None)
        nearest = min(max(value, bounds[0]), bounds[1])
        return Standard(nearest, size(nearest), bounds)

    def _nearer_mistake(
        self, question: Question, standard: Standard, value: Value, reach: Value
    ) -> bool:
        """0.25 for a new weight of 0.249751 from 0.25 is "unchanged", not right."""
        return any(
            (equal(p.value, value) or size(p.value - value) < reach)
            and not standard.allows(p.value)
            for p in self._known_mistakes(question)
        )

    def _scale(self, question: Question) -> Value:
        """What a relative tolerance is relative to: of a new weight, the change."""
        if isinstance(question.asked, Updated):
            for step in self.derivation.updates:
                if step.target == question.asked.name:
                    return size(step.lr * step.gradient)
        return size(question.value)

    def _judge_formula(self, question: Question, side: Side, reading: Reading) -> Verdict:
        if self._agrees(question, side.term):
            return Unfinished(side.owed) if side.owed else Right()
        if self._is_subgradient(question, side):
            return Unfinished(side.owed) if side.owed else Right((message("kink-any"),))
        standard = self._standard(question, side.value)
        far = allowed(standard.right, standard.scale, question.tolerance)
        is_near = size(side.value - standard.right) <= far
        if not is_numeral_heavy(side.term):
            remark = message("only-here") if is_near else None
            return Wrong(self._diagnose_formula(question, side), remark)
        if is_near and side.owed:
            return Unfinished(side.owed)
        if is_near and _wants_names(question):
            return Unreadable(_problem("R092", "formula-wanted", reading))
        return self._judge_number(question, replace(side, literal=None))

    def _agrees(self, question: Question, term: Term) -> bool:
        """Whether `term` is the right formula."""
        if not self.points:
            # no point but the lesson's own is on these branches
            return equal(evaluate(term, self.derivation.evaluation), question.value)
        right, precise = self._right_columns(question)[0], self._reference_term(question)
        return self._match(self.columns.of(term), right, term, precise)

    def _is_subgradient(self, question: Question, side: Side) -> bool:
        """Whether a formula lies between what the outermost slopes at a kink give, everywhere."""
        if not within(self.kink_range(question.asked), side.value):
            return False
        _, *outermost = self._right_columns(question)
        return all(
            min(right) - slack <= typed <= max(right) + slack
            for typed, *right in zip(self.columns.of(side.term), *outermost, strict=True)
            for slack in (AGREE * max(map(abs, right)),)
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

    def _right_columns(self, question: Question) -> tuple[list[float], ...]:
        """The right values at the random points, first as the table of operations has them."""
        key = question.asked or question.formula
        assert key is not None
        if key not in self._references:
            self._references[key] = tuple(self._computed_columns(question))
        return self._references[key]

    def _computed_columns(self, question: Question) -> Iterator[list[float]]:
        asked = question.asked
        if asked is None:
            assert question.formula is not None
            yield self.columns.of(question.formula)
            return
        yield self.columns.computed(lambda point: self._reference(asked, point))
        for terms in self.choices:
            yield self.columns.computed(self._reference_under(asked, terms))

    def _reference(self, asked: Quantity, point: Evaluation) -> Value:
        """The right value of what is asked at a random point."""
        if isinstance(asked, Updated):
            return self._updated_at(point)[Symbol(asked.name)]
        return point[asked]

    def _reference_under(self, asked: Quantity, terms: LocalTerms) -> Callable[[Evaluation], Value]:
        """The same with the slopes that a choice of subgradients gives."""
        return lambda point: self._reference(asked, point.under(terms))

    def _updated_at(self, point: Evaluation) -> Evaluation:
        train = self.derivation.lesson.train
        assert train is not None
        new = {
            step.target: point[Symbol(step.target)] - train.lr * point.gradients[step.target]
            for step in self.derivation.updates
        }
        return point.at({**point.given, **new})

    def _reference_term(self, question: Question) -> Term | None:
        """A term that is worth the right value at the same point; none for a second forward."""
        if isinstance(question.asked, Updated):
            return question.formula if question.phase is Phase.UPDATE else None
        return question.asked or question.formula

    # -- diagnosis

    def _known_mistakes(self, question: Question) -> tuple[Prediction, ...]:
        """The author's mistakes, then the predictions of the misconceptions."""
        return (*self._authored(question), *self.predictions(question.asked))

    def _authored(self, question: Question) -> Iterator[Prediction]:
        at = self.derivation.evaluation
        for mistake in question.settings.mistakes:
            said = message("author-says", words=filled(mistake.say, self.derivation))
            value = evaluate(mistake.answer, at)
            yield Prediction(AUTHOR, AUTHOR, partial(evaluate, mistake.answer), value, said)

    def _diagnose_number(self, question: Question, side: Side) -> tuple[Diagnosis, ...]:
        """The mistakes whose number this is: exact ones first, then roundings."""
        standard, value = self._standard(question, side.value), side.value
        told = [p for p in self._known_mistakes(question) if not standard.allows(p.value)]
        exact = [p for p in told if equal(p.value, value)]
        if exact:
            return explain(exact)
        near = [
            p
            for p in told
            if size(value - p.value) <= self._reach(question, standard, p.value)
            or is_rounding(side.literal, p.value)
        ]
        if not near:
            return ()
        nearest = min(size(value - p.value) for p in near)
        return explain([p for p in near if size(value - p.value) <= nearest])

    def _reach(self, question: Question, standard: Standard, predicted: Value) -> Value:
        """How far from a prediction an answer still means it."""
        scale = standard.scale if isinstance(question.asked, Updated) else size(predicted)
        return question.tolerance.rel * scale

    def _diagnose_formula(self, question: Question, side: Side) -> tuple[Diagnosis, ...]:
        """The mistakes whose formula this is, but for those that are the right one."""
        typed = self.columns.of(side.term)
        fitting = [
            p
            for p in self._known_mistakes(question)
            if equal(p.value, side.value)
            and self._match(self.columns.computed(p.at), typed, side.term, None)
            and self._is_mistake(question, p)
        ]
        return explain(fitting)

    def _is_mistake(self, question: Question, prediction: Prediction) -> bool:
        """Whether what is predicted is another function than the right one: where nothing is
        subtracted, a flipped sign changes nothing."""
        predicted = self.columns.computed(prediction.at)
        return not any(
            all(equal(a, b) for a, b in zip(predicted, right, strict=True))
            for right in self._right_columns(question)
        )

    def hides(self, question: Question) -> bool:
        """Whether a wrong method gives the right number, so that the number proves little."""
        return any(
            equal(p.value, question.value) and self._is_mistake(question, p)
            for p in self.predictions(question.asked)
        )


LEAST_POINTS = 3
"""How many points a formula must have a value at, where the right one has."""

_RANK: Mapping[type, int] = {Right: 0, Imprecise: 1, Unfinished: 2, Unreadable: 3}
"""Of several sides the best one counts, where none is wrong."""


def _same(a: Quantity, b: Quantity) -> bool:
    """The same quantity; a local derivative and a total one that are typed alike are one."""
    if isinstance(a, Derivative) and isinstance(b, Derivative):
        return (a.of, a.by) == (b.of, b.by)
    return a == b


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


def _is_owed(atom: Derivative, earned: frozenset[Derivative]) -> bool:
    return atom.of != atom.by and (atom.local or atom not in earned)


def _has_names(term: Term) -> bool:
    return next(atoms(term), None) is not None


def _wants_names(question: Question) -> bool:
    """Whether a formula is asked for, and the right one has names in it."""
    formula = question.formula
    return question.form is Form.SYMBOLIC and (formula is None or _has_names(formula))


# -- problems


def _name(quantity: Quantity) -> Term | Message:
    if isinstance(quantity, Updated):
        return message("updated-name", name=Symbol(quantity.name))
    return quantity


def _problem(
    code: str, id: str, reading: Reading, span: Span | None = None, **facts: Term | Message
) -> Problem:
    span = span or Span("", 1, 1, len(reading.text), reading.text)
    return Problem(
        code, Severity.ERROR, Message(id, facts), span, help=Message(f"{id}-help", facts)
    )
