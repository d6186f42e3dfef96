"""The judge: what an answer is worth, and why a wrong one is wrong.

In: a `Question`, what was typed, and what the learner has earned. Out: a `Verdict`. Numbers are
held against the exact value and its correct roundings, formulas against the right one at
random points of the whole graph; a wrong answer is held against the predictions of the
misconceptions. The verdict never depends on simplification.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from backtutor.agreement import (
    allowed,
    equal,
    equal_precisely,
    is_numeral_heavy,
    is_rounding,
    significant_digits,
)
from backtutor.derive import Derivation, Evaluation, Fault
from backtutor.kinks import kink_range, within
from backtutor.lesson import Form
from backtutor.messages import Message, message
from backtutor.misconceptions import Diagnosis, Prediction, explain, predictions
from backtutor.points import random_points
from backtutor.problems import Problem, Severity, Span
from backtutor.questions import Question
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


@dataclass(frozen=True, slots=True)
class Right:
    """Agrees."""

    remarks: tuple[Message, ...] = ()
    name = "right"
    costs_attempt = True


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Agrees, but holds derivatives that are not earned yet."""

    missing: tuple[Derivative, ...]
    name = "unfinished"
    costs_attempt = False


@dataclass(frozen=True, slots=True)
class Imprecise:
    """Agrees as far as it goes, with too few digits."""

    digits: int
    name = "imprecise"
    costs_attempt = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """Does not agree; `diagnoses` likeliest first, none where nothing fits."""

    diagnoses: tuple[Diagnosis, ...] = ()
    remark: Message | None = None
    name = "wrong"
    costs_attempt = True


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Could not be read, names something unknown, echoes the question, or has no value."""

    problem: Problem
    name = "unreadable"
    costs_attempt = False


Verdict = Right | Unfinished | Imprecise | Wrong | Unreadable


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and what was read and computed on the way to it."""

    verdict: Verdict
    read_as: Term | None = None
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of what was typed: the term, and its digits where it is a plain decimal."""

    term: Term
    literal: str | None


class Judge:
    """Judges answers to the questions of one derivation; points and predictions are kept."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self._predictions: dict[Quantity, tuple[Prediction, ...]] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return self.derivation.lesson.vocabulary

    @cached_property
    def points(self) -> tuple[Evaluation, ...]:
        return random_points(self.derivation.evaluation)

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
        at = self.derivation.evaluation
        judged: list[Judgement] = []
        for term, literal in zip(reading.sides, reading.literals, strict=True):
            try:
                value = evaluate(term, at)
            except Undefined:
                return Judgement(Unreadable(_problem("R093", "no-value", reading)), term)
            verdict = self._verdict(question, Side(term, literal), value, earned)
            judged.append(Judgement(verdict, term, value))
        last = judged[-1]
        chosen = min(judged, key=lambda j: _RANK[type(j.verdict)])
        if isinstance(chosen.verdict, Right) and any(isinstance(j.verdict, Wrong) for j in judged):
            chosen = next(j for j in judged if isinstance(j.verdict, Wrong))
        if isinstance(chosen.verdict, Right):
            return Judgement(
                Right((*reading.remarks, *chosen.verdict.remarks)), last.read_as, last.value
            )
        return Judgement(chosen.verdict, last.read_as, last.value)

    def kink_range(self, asked: Quantity | None) -> tuple[Value, Value] | None:
        """The least and greatest value that subgradients give; None away from kinks."""
        return kink_range(self.derivation, asked) if isinstance(asked, Derivative) else None

    # -- what is refused before it is judged

    def _refused(self, question: Question, reading: Reading) -> Problem | None:
        asked = question.asked
        if reading.left is not None and asked is not None and not _same(reading.left, asked):
            return _problem(
                "R090", "left-side-other", reading, typed=_name(reading.left), asked=_name(asked)
            )
        if asked is not None and self._is_echo(asked, reading):
            return _problem("R091", "echo", reading, asked=_name(asked))
        if question.form is Form.SYMBOLIC and not any(
            True for s in reading.sides for _ in atoms(s)
        ):
            return _problem("R092", "formula-wanted", reading)
        return None

    def _is_echo(self, asked: Quantity, reading: Reading) -> bool:
        """The question's own atom anywhere, or σ'(z) alone for the local derivative of σ."""
        if any(_same(atom, asked) for side in reading.sides for atom in atoms(side)):
            return True
        return (
            reading.prime_only
            and isinstance(asked, Derivative)
            and isinstance(self.derivation.graph[asked.of].term, Apply)
            and self.derivation.graph[asked.of].sources == (asked.by,)
        )

    # -- one side

    def _verdict(
        self, question: Question, side: Side, value: Value, earned: frozenset[Derivative]
    ) -> Verdict:
        if next(atoms(side.term), None) is None:
            return self._judge_number(question, side, value)
        return self._judge_formula(question, side, value, earned)

    def _judge_number(self, question: Question, side: Side, value: Value) -> Verdict:
        if within(self.kink_range(question.asked), value):
            return Right((message("kink-any"),))
        right, tolerance = question.value, question.tolerance
        scale = self._scale(question)
        distance = size(value - right)
        if self._nearer_misconception(question, value, distance, scale):
            return Wrong(self._diagnose_number(question, side, value))
        if distance <= allowed(right, scale, tolerance):
            return Right()
        rounded = is_rounding(side.literal, right)
        if rounded and significant_digits(side.literal or "") >= tolerance.min_digits:
            return Right()
        if rounded:
            return Imprecise(tolerance.min_digits)
        return Wrong(self._diagnose_number(question, side, value))

    def _nearer_misconception(
        self, question: Question, value: Value, distance: Value, scale: Value
    ) -> bool:
        """0.25 for a new weight of 0.249751 from 0.25 is "unchanged", not right."""
        near = 100 * allowed(question.value, scale, question.tolerance)
        return any(
            size(value - p.value) < distance and p.value != question.value
            for p in self.predictions(question.asked)
            if size(p.value - question.value) <= near
        )

    def _scale(self, question: Question) -> Value:
        """What a relative tolerance is relative to: of a new weight, the change."""
        if isinstance(question.asked, Updated):
            for step in self.derivation.updates:
                if step.target == question.asked.name:
                    return size(step.lr * step.gradient)
        return size(question.value)

    def _judge_formula(
        self, question: Question, side: Side, value: Value, earned: frozenset[Derivative]
    ) -> Verdict:
        unearned = tuple(
            dict.fromkeys(
                atom
                for atom in atoms(side.term)
                if isinstance(atom, Derivative) and self._is_owed(atom, question, earned)
            )
        )
        if self._agrees(question, side.term):
            return Unfinished(unearned) if unearned else Right()
        near = size(value - question.value) <= allowed(
            question.value, self._scale(question), question.tolerance
        )
        if near and is_numeral_heavy(side.term):
            return Unfinished(unearned) if unearned else self._judge_number(question, side, value)
        return Wrong(
            self._diagnose_formula(question, side.term, value),
            message("only-here") if near else None,
        )

    def _is_owed(self, atom: Derivative, question: Question, earned: frozenset[Derivative]) -> bool:
        """Whether a derivative may not stand in a finished answer yet."""
        if atom.of == atom.by:
            return False
        return atom.local or atom not in earned

    def _agrees(self, question: Question, term: Term) -> bool:
        """Whether `term` is the right formula: at every random point, the same value."""
        compared = 0
        for point in self.points:
            reference = self._reference(question, point)
            try:
                typed = evaluate(term, point)
            except (Undefined, Fault):
                return False
            if not equal(typed, reference) and not equal_precisely(term, question.formula, point):
                return False
            compared += 1
        if compared:
            return True
        # no point but the lesson's own is on these branches
        return evaluate(term, self.derivation.evaluation) == question.value

    def _reference(self, question: Question, point: Evaluation) -> Value:
        """The right value of the question at a random point."""
        match question.asked:
            case Updated(name):
                return self._updated_at(point)[Symbol(name)]
            case Symbol() | Derivative() as atom:
                return point[atom]
        assert question.formula is not None
        return evaluate(question.formula, point)

    def _updated_at(self, point: Evaluation) -> Evaluation:
        train = self.derivation.lesson.train
        assert train is not None
        new = {
            step.target: point[Symbol(step.target)] - train.lr * point.gradients[step.target]
            for step in self.derivation.updates
        }
        return point.at({**point.given, **new})

    # -- diagnosis

    def _diagnose_number(
        self, question: Question, side: Side, value: Value
    ) -> tuple[Diagnosis, ...]:
        """The misconceptions whose number this is: exact ones first, then roundings."""
        told = [p for p in self.predictions(question.asked) if not equal(p.value, question.value)]
        exact = [p for p in told if equal(p.value, value)]
        if exact:
            return explain(exact)
        near = [
            p
            for p in told
            if size(value - p.value) <= question.tolerance.rel * size(p.value)
            or is_rounding(side.literal, p.value)
        ]
        if not near:
            return ()
        nearest = min(size(value - p.value) for p in near)
        return explain([p for p in near if size(value - p.value) <= nearest])

    def _diagnose_formula(
        self, question: Question, term: Term, value: Value
    ) -> tuple[Diagnosis, ...]:
        fitting = [
            p
            for p in self.predictions(question.asked)
            if equal(p.value, value)
            and self._same_formula(p.at, term)
            # a prediction that is the right formula is silent
            and not self._same_function(p.at, lambda e: self._reference(question, e))
        ]
        return explain(fitting) if fitting else ()

    def _same_formula(self, predicted: Callable[[Evaluation], Value], term: Term) -> bool:
        return self._same_function(predicted, lambda point: evaluate(term, point))

    def _same_function(
        self, a: Callable[[Evaluation], Value], b: Callable[[Evaluation], Value]
    ) -> bool:
        try:
            return all(equal(a(point), b(point)) for point in self.points)
        except (Undefined, Fault):
            return False

    def hides(self, question: Question) -> bool:
        """Whether a wrong method gives the right number, so that the number proves little."""
        return any(equal(p.value, question.value) for p in self.predictions(question.asked))


_RANK: Mapping[type, int] = {Right: 0, Imprecise: 1, Unfinished: 2, Wrong: 3, Unreadable: 4}
"""Of several sides the best one counts, where none is wrong."""


def _same(a: Quantity, b: Quantity) -> bool:
    """The same quantity; a local derivative and a total one that are typed alike are one."""
    if isinstance(a, Derivative) and isinstance(b, Derivative):
        return (a.of, a.by) == (b.of, b.by)
    return a == b


# -- problems


def _name(quantity: Quantity) -> Term | Message:
    if isinstance(quantity, Updated):
        return message("updated-name", name=Symbol(quantity.name))
    return quantity


def _problem(code: str, id: str, reading: Reading, **facts: Term | Message) -> Problem:
    span = Span("", 1, 1, len(reading.text), reading.text)
    return Problem(
        code, Severity.ERROR, Message(id, facts), span, help=Message(f"{id}-help", facts)
    )
