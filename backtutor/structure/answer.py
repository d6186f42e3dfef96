"""An answer under examination: the formula typed, and all that it is held against.

In: the question, one side of what was typed, the formulas of the derivation. Out: its values and
the right ones at the random points, and whether another formula would have been right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from backtutor.agreement import UNDECIDED, agree, lone
from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Fault
from backtutor.formulas import LEAST_POINTS, Formulas, Side, reference
from backtutor.graph import Graph
from backtutor.messages import Message
from backtutor.misconceptions import Ways
from backtutor.notation import write
from backtutor.ops import Shape
from backtutor.questions import Phase, Question
from backtutor.read.shapes import Shapes
from backtutor.read.vocabulary import Vocabulary
from backtutor.terms import Apply, Derivative, Symbol, Term, Updated
from backtutor.values import Undefined, Value, apply, evaluate

if TYPE_CHECKING:
    from backtutor.matrix_formulas import MatrixFormulas

At = Callable[[Evaluation], Value | None]
"""What a formula is worth at a point; None where it has no value."""


@dataclass(frozen=True)
class Answer:
    """One side of an answer to one question."""

    formulas: Formulas | MatrixFormulas
    question: Question
    side: Side

    @property
    def derivation(self) -> Derivation:
        return self.formulas.derivation

    @property
    def graph(self) -> Graph:
        return self.derivation.graph

    @property
    def term(self) -> Term:
        return self.side.term

    @property
    def points(self) -> tuple[Evaluation, ...]:
        return self.formulas.points

    # -- what is asked

    @property
    def total(self) -> Derivative | None:
        """The total derivative that is asked for, by itself or inside an update."""
        match self.question.asked:
            case Derivative(_, _, False) as asked:
                return asked
            case Updated(name) if self.in_step:
                return Derivative(self.graph.loss, name)
        return None

    @property
    def in_step(self) -> bool:
        """Whether the gradient asked for stands inside a step of training."""
        return isinstance(self.question.asked, Updated) and self.question.phase is Phase.UPDATE

    @cached_property
    def ways(self) -> Ways | None:
        """What lies between the name and the loss, where a gradient of the loss is asked for."""
        total = self.total
        if total is None or total.of != self.graph.loss or total.by not in self.graph.live:
            return None
        return None if total.by == total.of else Ways(self.derivation, total.by)

    # -- values

    @cached_property
    def values(self) -> Sequence[tuple[Evaluation, Value]]:
        """The points at which the typed formula has a value, with that value."""
        found = ((point, self.at(point)) for point in self.points)
        return [(point, value) for point, value in found if value is not None]

    def at(self, point: Evaluation) -> Value | None:
        """What was typed for the value or the gradient that is asked for, at a point."""
        return self._as_gradient(point) if self.in_step else self._typed(point)

    def _typed(self, point: Evaluation) -> Value | None:
        return value_at(lambda at: evaluate(self.term, at), point)

    def _as_gradient(self, point: Evaluation) -> Value | None:
        """What was taken for g in w − η·g."""
        train, asked = self.derivation.lesson.train, self.question.asked
        typed = self._typed(point)
        if train is None or typed is None or not isinstance(asked, Updated):
            return None
        old = point[Symbol(asked.name)]
        step = value_at(lambda at: apply("add", (old, apply("neg", (typed,)))), point)
        return None if step is None else apply("div", (step, train.lr))

    @cached_property
    def right(self) -> At:
        """The right values, of the gradient where it stands inside a step."""
        if self.in_step and self.total is not None:
            total = self.total
            return lambda point: value_at(lambda at: at[total], point)
        at = reference(self.derivation, self.question)
        return lambda point: value_at(at, point)

    def is_worth(self, other: At) -> bool:
        """Whether the typed formula is another one, at every point where both have a value."""
        compared = 0
        for point, typed in self.values:
            value = other(point)
            if value is None:
                continue
            if not agree(value, typed):
                return False
            compared += 1
        return compared >= LEAST_POINTS

    def would_be_right(self, term: Term) -> bool:
        """Whether a formula is the right one; what is not worth it here is not tried elsewhere."""
        if not self._is_shaped(term):
            return False
        here = value_at(lambda at: evaluate(term, at), self.derivation.evaluation)
        is_kinked = any(self.derivation.kinked.values())
        if here is None or not (is_kinked or agree(here, lone(self.question.value), UNDECIDED)):
            return False
        side = replace(self.side, text=write(term), index=0, term=term, value=here)
        return self.formulas.agreement(self.question, side) is not None

    # -- shapes

    def _is_shaped(self, term: Term) -> bool:
        """Whether the shapes fit in every part of a formula."""
        if self.graph.scalar:
            return True
        args = term.args if isinstance(term, Apply) else ()
        return self.shapes_here.of(term) is not None and all(map(self._is_shaped, args))

    def fits(self, term: Term) -> bool:
        """Whether a formula has the shape of what is asked, at sizes that are all different."""
        shape = self.shapes.of(term)
        return shape is not None and shape == self.right_shape

    @cached_property
    def shapes(self) -> Shapes:
        """The shapes of terms at the points: of other sizes, no two alike, where that can be."""
        known = self.points[0].graph.shapes if self.points else self.graph.shapes
        return Shapes(Vocabulary(self._with_rows(known)))

    @cached_property
    def shapes_here(self) -> Shapes:
        """The shapes of terms at the lesson's sizes."""
        return Shapes(Vocabulary(self._with_rows(self.graph.shapes)))

    def _with_rows(self, known: Mapping[str, Shape]) -> Mapping[str, Shape]:
        return dict.fromkeys(self.derivation.evaluation.given, ()) | dict(known)

    @cached_property
    def right_shape(self) -> Shape | None:
        """The shape of what is asked for at the points; None where it is not known."""
        match self.question.asked:
            case Symbol() | Derivative() as asked:
                return self.shapes.of(asked)
            case Updated(name):
                return self.shapes.of(Symbol(name))
        formula = self.question.formula
        return None if formula is None else self.shapes.of(formula)


def brief(term: Term) -> Term | str:
    """A part of an answer as a sentence names it: a long one by its beginning."""
    text = write(term)
    return term if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


LONGEST = 40


def value_at(function: Callable[[Evaluation], Value], point: Evaluation) -> Value | None:
    """A value, or None where there is none."""
    try:
        return lone(function(point))
    except (Fault, Undefined, KeyError):
        return None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the typed formula, and what is wrong with the answer if it puts it right."""

    term: Term
    id: str
    message: Message


Changes = Iterator[Change]
