"""Carried forward: answers that follow correctly from the learner's own earlier wrong ones.

In: a derivation, a question, and the wrong answers that were given before (`Mistake`s). Out: what
the answer would be with them in place of the right values (`Carried`), each by itself and all
together, once in the formula of the question alone and once with all that is computed from them.
A mistake may be a value, a gradient, a local derivative, a new weight, or what one path brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from backtutor.agreement import agree, is_numeral_heavy, lone
from backtutor.derive import Contribution, Derivation, GradientStep
from backtutor.evaluation import Evaluation, Fault, add_up, times
from backtutor.marks import Typed, means
from backtutor.messages import Message, message
from backtutor.problems import Problem
from backtutor.questions import Phase, Question
from backtutor.read import Reading, read_answer
from backtutor.terms import Apply, Derivative, Quantity, Symbol, Term, Updated, atoms
from backtutor.values import (
    Point,
    Scalar,
    Undefined,
    Value,
    entries,
    entry_of,
    evaluate,
    shape_of,
    size,
)
from backtutor.verdicts import Diagnosis

CARRIED = "carried-forward"
"""The id of the diagnosis."""


TOGETHER = 4
"""Mistakes that are carried on together, at most: a sentence names them all."""


class Mistake(NamedTuple):
    """A wrong answer given before: to which question, what it is worth, and whether the learner
    has seen the right one since."""

    question: Question
    value: Value
    mended: bool


class Carried(NamedTuple):
    """What comes of mistakes that are carried on: the value, and whose they are."""

    value: Value
    mistakes: tuple[Mistake, ...]

    @property
    def mended(self) -> bool:
        return all(mistake.mended for mistake in self.mistakes)

    @property
    def diagnosis(self) -> Diagnosis:
        names = tuple(_name(mistake.question) for mistake in self.mistakes)
        id = "why-carried-mended" if self.mended else "why-carried"
        return Diagnosis(CARRIED, message(id, names=names))


def found(
    derivation: Derivation, question: Question, typed: str, mistakes: Sequence[Mistake]
) -> Carried | None:
    """The mistakes that an answer follows from; None where it follows from none."""
    reading = read_answer(typed, derivation.lesson.vocabulary)
    if isinstance(reading, Problem) or not _is_number(reading.sides[-1]):
        return None
    side, right = reading.sides[-1], lone(question.value)
    value = _value(derivation, side)
    if value is None:
        return None
    marks = _marks(reading, value)
    for one in carried(derivation, question, mistakes):
        reach = [
            question.tolerance.rel * size(entry) for entry in _scales(derivation, question, one)
        ]
        if not agree(one.value, right) and means(marks, value, one.value, reach):
            return one
    return None


def mistake(derivation: Derivation, question: Question, typed: str, mended: bool) -> Mistake | None:
    """A wrong answer as something to go on from; None where nobody could go on from it."""
    if question.asked is None and _path(question) is None:
        return None
    reading = read_answer(typed, derivation.lesson.vocabulary)
    if isinstance(reading, Problem):
        return None
    value = _value(derivation, reading.sides[-1])
    right = lone(question.value)
    if value is None or shape_of(value) != shape_of(right) or agree(value, right):
        return None
    return Mistake(question, value, mended)


def _is_number(term: Term) -> bool:
    """A formula of names alone holds nothing of what was answered before."""
    return next(atoms(term), None) is None or is_numeral_heavy(term)


def _value(derivation: Derivation, term: Term) -> Value | None:
    try:
        return lone(evaluate(term, derivation.evaluation))
    except (Undefined, Fault):
        return None


def _marks(reading: Reading, value: Value) -> list[Typed]:
    found = entries(value)
    digits = reading.entries[-1] or (reading.literals[-1],)
    known = digits if len(digits) == len(found) else (None,) * len(found)
    return [Typed(entry, text) for entry, text in zip(found, known, strict=True)]


def _scales(derivation: Derivation, question: Question, one: Carried) -> list[Scalar]:
    """What a tolerance is relative to: of a new weight, the change."""
    found = entries(one.value)
    if not isinstance(question.asked, Updated) or question.phase is not Phase.UPDATE:
        return found
    old = entries(derivation.evaluation[Symbol(question.asked.name)])
    return [new - before for new, before in zip(entries(one.value), old, strict=True)]


def _name(question: Question) -> Term | Message:
    match question.asked:
        case Updated(name):
            return message("updated-name", name=Symbol(name))
        case None:
            assert question.telling is not None
            assert question.telling.name is not None
            return question.telling.name
        case asked:
            return asked


# -- what comes of them


def carried(
    derivation: Derivation, question: Question, mistakes: Sequence[Mistake]
) -> Iterator[Carried]:
    """What the answer would be: those that still stand first, each by itself, then together."""
    others = [m for m in mistakes if m.question.id != question.id]
    others.sort(key=lambda one: one.mended)
    latest = tuple({m.question.id: m for m in reversed(others)}.values())[:TOGETHER]
    for chosen in [*((one,) for one in others), *([latest] if len(latest) > 1 else [])]:
        for onwards in (False, True):
            value = _answer(derivation, question, Own(derivation, chosen, onwards))
            if value is not None and not _is_repeat(question, chosen, value):
                yield Carried(value, chosen)


def _is_repeat(question: Question, chosen: Iterable[Mistake], value: Value) -> bool:
    """Whether the same number again is no sign of a way: only where the formula is a name."""
    if not isinstance(question.formula, Apply):
        return False
    return any(agree(one.value, value) for one in chosen)


def _answer(derivation: Derivation, question: Question, own: Own) -> Value | None:
    """What a question comes to with the learner's own values."""
    try:
        return lone(_worked_out(derivation, question, own))
    except (Undefined, Fault, KeyError):
        return None


def _worked_out(derivation: Derivation, question: Question, own: Own) -> Value:
    formula, gradient = question.formula, _gradient(derivation, question)
    if gradient is not None:
        whole = own.gradient(gradient)
        return whole if question.formula is not None else entry_of(whole, _place(question))
    if formula is None:
        raise Undefined("carried", ())
    if question.phase is Phase.SECOND_FORWARD:
        return evaluate(formula, own.second)
    return evaluate(formula, own)


def _gradient(derivation: Derivation, question: Question) -> GradientStep | None:
    """The gradient that is asked, or that an entry is asked of."""
    asked = question.asked
    if question.share_of is not None and question.formula is None:
        asked = question.share_of
    match asked:
        case Derivative(of, by, False) if of == derivation.graph.loss != by:
            return derivation.gradients.get(by)
    return None


def _place(question: Question) -> tuple[int, int]:
    assert isinstance(question.prompt, Message)
    facts = question.prompt.facts
    return facts["row"] - 1, facts["column"] - 1


def _path(question: Question) -> tuple[str, str] | None:
    """(name, via) of a question after what one path brings to a gradient."""
    if question.share_of is None or question.formula is None:
        return None
    assert isinstance(question.prompt, Message)
    return question.share_of.by, question.prompt.facts["via"].name


class Own(Mapping[Symbol | Derivative, Value]):
    """The derivation of somebody with wrong values: a `Point` for terms over its names.

    `onwards`: all that is computed from them is computed again; else it has its right value.
    """

    def __init__(self, derivation: Derivation, mistakes: Iterable[Mistake], onwards: bool) -> None:
        self.derivation = derivation
        self.onwards = onwards
        self.answers: dict[Quantity, Value] = {}
        self.paths: dict[tuple[str, str], Value] = {}
        for question, value, _ in mistakes:
            if question.asked is not None:
                self.answers[question.asked] = value
            elif (path := _path(question)) is not None:
                self.paths[path] = value

    @cached_property
    def forward(self) -> dict[Symbol | Derivative, Value]:
        return self._forward(self.derivation.evaluation, self._own(Symbol))

    @cached_property
    def second(self) -> dict[Symbol | Derivative, Value]:
        """The values after the step."""
        return self._forward(self.derivation.updated, self._own(Updated))

    def _own(self, kind: type[Symbol | Updated]) -> dict[Symbol | Derivative, Value]:
        """The wrong values before the step, or after it."""
        return {Symbol(a.name): v for a, v in self.answers.items() if isinstance(a, kind)}

    def _forward(
        self, at: Evaluation, own: Mapping[Symbol | Derivative, Value]
    ) -> dict[Symbol | Derivative, Value]:
        found: dict[Symbol | Derivative, Value] = {**at.forward, **own}
        for node in self.derivation.graph.computed if self.onwards else ():
            if node.term is not None and Symbol(node.name) not in own:
                found[Symbol(node.name)] = evaluate(node.term, found)
        return found

    @cached_property
    def gradients(self) -> dict[str, Value]:
        """The gradients that are computed again, consumers first."""
        found: dict[str, Value] = {}
        point = dict(self.forward)
        for name, step in self.derivation.gradients.items() if self.onwards else ():
            own = self.answers.get(step.quantity)
            found[name] = self._summed(step, point) if own is None else own
            point[step.quantity] = found[name]
        return found

    def gradient(self, step: GradientStep) -> Value:
        """A gradient, worked out from what arrives."""
        return self._summed(step, self)

    def _summed(self, step: GradientStep, point: Point) -> Value:
        slopes = {Derivative(term.via, step.target, local=True) for term in step.terms}
        paths = {(step.target, term.via) for term in step.terms}
        if self.paths.keys().isdisjoint(paths) and self.answers.keys().isdisjoint(slopes):
            return evaluate(step.formula, point)
        return add_up([self._brought(step, term, point) for term in step.terms])

    def _brought(self, step: GradientStep, term: Contribution, point: Point) -> Value:
        """What one consumer passes back."""
        path = self.paths.get((step.target, term.via))
        slope = self.answers.get(Derivative(term.via, step.target, local=True))
        if path is not None:
            return path
        if slope is None:
            return evaluate(term.formula, point)
        return times(point[term.upstream], slope) if term.via != step.loss else slope

    def __getitem__(self, atom: Symbol | Derivative) -> Value:
        match atom:
            case _ if atom in self.answers:
                return self.answers[atom]
            case Symbol():
                return self.forward[atom]
            case Derivative(of, by, False) if of == self.derivation.graph.loss:
                if by in self.gradients:
                    return self.gradients[by]
        return self.derivation.evaluation[atom]

    def __iter__(self) -> Iterator[Symbol | Derivative]:
        return iter(self.forward)

    def __len__(self) -> int:
        return len(self.forward)
