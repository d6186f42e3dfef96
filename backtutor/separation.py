"""Separation: which wrong answers the numbers of a lesson hide, and which they cannot tell apart.

In: a derivation, and what is asked of it. Out: a `Separation`: the predictions of misconceptions
that give the right answer at these numbers (hidden), and the pairs of them that give the same
wrong one (confused). What is the right function at any numbers is no mistake, and two
misconceptions that are one function can never be told apart: neither counts. The predictions
are made once, as a `Separator`, and can be held against any other numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import sqrt
from typing import NamedTuple

from backtutor.agreement import AGREE, lone
from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Fault
from backtutor.formulas import kept, reference
from backtutor.graph import Kind as NodeKind
from backtutor.kinks import choices
from backtutor.lesson import Form
from backtutor.misconceptions import Predictor
from backtutor.points import random_points
from backtutor.questions import Phase, Question, ask
from backtutor.scripts import script
from backtutor.slopes import LocalTerms
from backtutor.terms import Derivative, Quantity, Updated
from backtutor.values import (
    Scalar,
    Undefined,
    Value,
    entries,
    evaluate,
    is_matrix,
    shape_of,
    size,
)

MOST_ASKED = 24
"""Of a lesson that asks more than this, the first questions are looked at."""

WORK = 2_500
"""Fewer of a large network: so many questions times the numbers and arrows that it has."""

WITNESSES = 4
"""Random points: two functions that agree at all of them are one."""

NOTHING = 1e-12
"""Two values that are smaller than this are both 0."""

Function = Callable[[Evaluation], Value]

Kind = tuple[int, ...]
"""Functions of one kind agree at all witnesses."""


class Confusion(NamedTuple):
    """Two misconceptions that give one wrong answer."""

    first: str
    second: str


class Told(NamedTuple):
    """What the numbers make of one question: how many wrong answers are predicted, which are
    right here, and which are equal here."""

    asked: Quantity
    predicted: int
    hidden: tuple[str, ...]
    confused: tuple[Confusion, ...]


class Separation(NamedTuple):
    """The same for all questions that are looked at."""

    questions: tuple[Told, ...]

    @property
    def predicted(self) -> int:
        return sum(told.predicted for told in self.questions)

    @property
    def hidden(self) -> int:
        return sum(len(told.hidden) for told in self.questions)

    @property
    def confused(self) -> int:
        return sum(len(told.confused) for told in self.questions)


class Wrong(NamedTuple):
    """A wrong answer that a misconception predicts."""

    misconception: str
    at: Function
    kind: Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as functions of the numbers: the right answer and the wrong ones."""

    quantity: Quantity
    right: Function
    wrong: tuple[Wrong, ...]

    def only(self, misconceptions: Container[str]) -> Asked:
        """The same without the wrong answers of other misconceptions."""
        wrong = (one for one in self.wrong if one.misconception in misconceptions)
        return Asked(self.quantity, self.right, tuple(wrong))

    def told(self, at: Evaluation, within: float = AGREE) -> Told:
        """What is hidden and confused at one point."""
        values = [lone(self.right(at)), *(_value(wrong.at, at) for wrong in self.wrong)]
        hidden: list[str] = []
        confused: list[Confusion] = []
        for right_or_wrong in alike(values, within):
            group = [self.wrong[place - 1] for place in right_or_wrong if place]
            if 0 in right_or_wrong:
                hidden += [wrong.misconception for wrong in group]
            else:
                confused += _confusions(group)
        return Told(self.quantity, len(self.wrong), tuple(hidden), tuple(confused))


def _confusions(group: Sequence[Wrong]) -> Iterator[Confusion]:
    for one, other in combinations(group, 2):
        if one.misconception != other.misconception and one.kind != other.kind:
            yield Confusion(one.misconception, other.misconception)


@dataclass(frozen=True, slots=True)
class Separator:
    """All that is asked, as functions of the numbers."""

    asked: tuple[Asked, ...]

    @property
    def predicted(self) -> int:
        return sum(len(asked.wrong) for asked in self.asked)

    def at(self, point: Evaluation, within: float = AGREE) -> Separation:
        """What these numbers hide and confuse, where values that differ by less than `within`,
        relative to their size, are the same; raises `Fault` and `Undefined`."""
        return Separation(tuple(asked.told(point, within) for asked in self.asked))


def separator(
    derivation: Derivation, asked: Iterable[Quantity], witnesses: Sequence[Evaluation] = ()
) -> Separator:
    """The right answers to these questions, and the wrong ones; without other `witnesses` those
    that are near the numbers of the derivation, on its branches."""
    asked = tuple(asked)
    witnesses = witnesses or (witnesses_of(derivation) if asked else ())
    if not witnesses:
        return Separator(())  # nothing shows which functions are one
    predictor, slopes = Predictor(derivation), choices(derivation)
    return Separator(tuple(_asked(predictor, each, witnesses, slopes) for each in asked))


def witnesses_of(derivation: Derivation) -> tuple[Evaluation, ...]:
    """Random points on the branches of a derivation."""
    return random_points(derivation.evaluation, kept(derivation))[:WITNESSES]


def hiding_zeros(derivation: Derivation, wrong: Separator) -> tuple[str, ...]:
    """The data that are 0 and, whatever the other numbers are, hide wrong answers: what these
    numbers hide stays hidden at random points that keep the zero."""
    here = [frozenset(told.hidden) for told in wrong.at(derivation.evaluation).questions]
    return tuple(name for name in _zeros(derivation) if _hides(name, derivation, wrong, here))


def _zeros(derivation: Derivation) -> Iterator[str]:
    """Numbers of the data that are 0."""
    graph, given = derivation.graph, derivation.evaluation.given
    for node in graph.of_kind(NodeKind.DATA):
        value = given[node.name]
        if node.name in graph.live and not is_matrix(value) and value == 0:
            yield node.name


def _hides(
    zero: str, derivation: Derivation, wrong: Separator, here: Sequence[frozenset[str]]
) -> bool:
    points = random_points(derivation.evaluation, {*kept(derivation), zero})[:WITNESSES]
    if not points:
        return False
    try:
        found = [[frozenset(told.hidden) for told in wrong.at(at).questions] for at in points]
    except (Fault, Undefined):
        return False
    return any(own.intersection(*others) for own, *others in zip(here, *found, strict=True))


def _asked(
    predictor: Predictor,
    quantity: Quantity,
    witnesses: Sequence[Evaluation],
    slopes: Sequence[LocalTerms],
) -> Asked:
    """At a kink each choice of slopes is right."""
    derivation = predictor.derivation
    question = ask(derivation, quantity)
    rights = [_right(derivation, question)]
    rights += [reference(derivation, question, terms) for terms in slopes]
    found = predictor.predictions(quantity)
    kinds = _kinds([*rights, *(one.at for one in found)], witnesses)
    right, predicted = set(kinds[: len(rights)]), kinds[len(rights) :]
    wrong = {
        (one.misconception, kind): Wrong(one.misconception, one.at, kind)
        for one, kind in zip(found, predicted, strict=True)
        if kind not in right
    }
    return Asked(quantity, rights[0], tuple(wrong.values()))


def _right(derivation: Derivation, question: Question) -> Function:
    """What is asked for; a new weight from its formula, which saves the second forward pass."""
    formula = question.formula
    if question.phase is Phase.UPDATE and formula is not None:
        return lambda point: evaluate(formula, point)
    return reference(derivation, question)


def _kinds(functions: Sequence[Function], witnesses: Sequence[Evaluation]) -> list[Kind]:
    columns = [_labels([_value(each, at) for each in functions]) for at in witnesses]
    return list(zip(*columns, strict=True))


def _labels(values: Sequence[Value | None]) -> list[int]:
    """Equal values have one label; what has no value here has −1."""
    labels = [-1] * len(values)
    for label, group in enumerate(alike(values)):
        for place in group:
            labels[place] = label
    return labels


def _value(function: Function, at: Evaluation) -> Value | None:
    try:
        return lone(function(at))
    except (Fault, Undefined):
        return None


# -- values that are equal


def alike(values: Sequence[Value | None], within: float = AGREE) -> list[list[int]]:
    """The places of equal values together: exact ones compared exactly, floats but for
    `within`. Sorted, equal values lie side by side."""
    known = [(place, _figures(value)) for place, value in enumerate(values) if value is not None]
    known.sort(key=lambda found: found[1])
    groups: list[list[int]] = []
    last: Figures | None = None
    for place, figures in known:
        if last is not None and _equal(last, figures, within):
            groups[-1].append(place)
        else:
            groups.append([place])
            last = figures
    return groups


class Figures(NamedTuple):
    """A value in the form in which values are sorted: its shape, a number that hardly any two
    matrices have in common, its entries."""

    shape: tuple[int, ...]
    mixed: Scalar
    entries: tuple[Scalar, ...]


def _figures(value: Value) -> Figures:
    found = tuple(entries(value))
    return Figures(shape_of(value), _mixed(found), found)


def _mixed(found: tuple[Scalar, ...]) -> Scalar:
    if len(found) == 1:
        return found[0]
    return sum(entry * sqrt(place) for place, entry in enumerate(found, start=2))


def _equal(a: Figures, b: Figures, within: float) -> bool:
    if a.shape != b.shape or a.entries == b.entries:
        return a.shape == b.shape
    both = (*a.entries, *b.entries)
    if all(isinstance(entry, Fraction) for entry in both):
        return False
    apart = max(size(x - y) for x, y in zip(a.entries, b.entries, strict=True))
    return bool(apart <= max(within * max(map(size, both)), NOTHING))


# -- what is asked


def looked_at(derivation: Derivation, asked: Sequence[Quantity]) -> Sequence[Quantity]:
    """The first of these questions, so many as can be looked at while somebody waits."""
    graph = derivation.graph
    sides = (graph.shapes[name] or (1, 1) for name in graph.nodes)
    numbers = sum(rows * columns for rows, columns in sides)
    return asked[: min(MOST_ASKED, WORK // (numbers + sum(map(len, graph.edges.values()))))]


def asked_of(derivation: Derivation) -> tuple[Quantity, ...]:
    """The derivatives and new weights that a lesson asks as numbers; without steps of its own,
    all that it teaches. A new weight hides what its gradient hides, and does not count twice."""
    if derivation.lesson.steps is None:
        found: Iterable[Quantity] = (step.quantity for step in derivation.backward)
    else:
        questions = (item for item in script(derivation) if isinstance(item, Question))
        found = (q.asked for q in questions if q.asked is not None and _is_number(q))
    asked = dict.fromkeys(each for each in found if _has_wrong_answers(each, derivation))
    slopes = {each.by for each in asked if isinstance(each, Derivative) and not each.local}
    left = (each for each in asked if not (isinstance(each, Updated) and each.name in slopes))
    return tuple(left)


def _is_number(question: Question) -> bool:
    """Whether a number may be typed; what one path brings has slips of its own."""
    return question.form is not Form.SYMBOLIC and question.share_of is None


def _has_wrong_answers(asked: Quantity, derivation: Derivation) -> bool:
    match asked:
        case Derivative(of, _, local):
            return local or of == derivation.graph.loss
        case Updated(name):
            return any(step.target == name for step in derivation.updates)
    return False
