"""Matrix formulas: whether what was typed is the right formula, in a lesson with matrices.

In: a question and a `Side` of an answer. Out: an `Agreement`, or None. The text is read again
with matrices of other sizes, no two alike, and held against the right values at random points
there: a wrong order of factors does not fit, and a figure that happens to be the number of rows
is found out. Only what the graph or the answer says in figures keeps its length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from backtutor.agreement import UNDECIDED, agree, lone
from backtutor.derive import Derivation
from backtutor.dimensions import Dimension
from backtutor.evaluation import Evaluation, Fault
from backtutor.formulas import (
    LEAST_POINTS,
    Agreement,
    Side,
    kept,
    reference,
)
from backtutor.graph import ROW_COUNT
from backtutor.messages import Message, message
from backtutor.misconceptions import Prediction
from backtutor.ops import Shape
from backtutor.points import random_points, resized_points
from backtutor.problems import Problem
from backtutor.questions import Question
from backtutor.read import Reading, Vocabulary, read_answer
from backtutor.read.shapes import Shapes
from backtutor.resizing import Lengths, changeable, other_lengths, resized, rows_of_data
from backtutor.rows import counts_rows, figures, has_factor, rows_named, sizes
from backtutor.terms import Apply, Derivative, Quantity, Symbol, Term
from backtutor.values import (
    Scalar,
    Undefined,
    Value,
    apply,
    entries,
    evaluate,
    magnitude,
    shape_of,
    size,
)

LETTERS = "pqrskuvgh"
"""What dimensions are called when shapes are spoken of in general; the rows of data are `m`."""

Kept = frozenset[Dimension]
"""Dimensions that have the lesson's length."""

Maybe = Value | None
"""A value, or None where there is none at a point."""


class Setting(NamedTuple):
    """Random points of certain sizes, and the names and shapes to read with there."""

    points: tuple[Evaluation, ...]
    vocabulary: Vocabulary
    lengths: Lengths


class MatrixFormulas:
    """The formulas of one derivation; settings and the right values in them are kept."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.graph = derivation.graph
        self._settings: dict[Kept, Setting] = {}
        self._references: dict[tuple[Quantity | Term | None, Kept], list[Maybe]] = {}

    @property
    def points(self) -> tuple[Evaluation, ...]:
        """The points with no length kept."""
        return self._setting(frozenset()).points

    # -- agreement

    def agreement(self, question: Question, side: Side) -> Agreement | None:
        """The right formula, where that was typed."""
        readings = {keep: self._reading(keep, side) for keep in self._trials(question, side)}
        for keep, reading in readings.items():
            if reading is not None and self._agrees(keep, question, reading.sides[side.index]):
                return Agreement(reading.sides[side.index], reading.remarks)
        for keep, reading in readings.items():
            if reading is not None and self._agrees_in_rows(keep, question, reading, side.index):
                remark = message("rows-in-figures", figure=self._row_count, letter=self._letter)
                return Agreement(reading.sides[side.index], (*reading.remarks, remark))
        return None

    def _agrees_in_rows(self, keep: Kept, question: Question, reading: Reading, index: int) -> bool:
        """Whether the formula is right once its figures are taken for the number of rows."""
        if self._rows is None or self._rows in keep or self._row_count == 1:
            return False
        general = rows_named(reading.sides[index], self._row_count, self._letter)
        return any(self._agrees(keep, question, term) for term in general)

    def _agrees(self, keep: Kept, question: Question, term: Term) -> bool:
        here = self._value(term, self.derivation.evaluation)
        if not self._is_right_here(here, question):
            return False
        points = self._setting(keep).points
        typed = [self._value(term, point) for point in points]
        return self._match(typed, self._right(question, keep)) if points else True

    def _is_right_here(self, here: Maybe, question: Question) -> bool:
        """Whether the lesson's numbers allow a value; at a kink they do not tell."""
        if any(self.derivation.kinked.values()):
            return here is not None
        return here is not None and agree(here, lone(question.value), UNDECIDED)

    def _match(self, typed: list[Maybe], right: list[Maybe]) -> bool:
        """Whether values agree wherever both are known; a few points must be left."""
        compared = 0
        for a, b in zip(typed, right, strict=True):
            if a is None or b is None:
                continue
            if agree(a, b):
                compared += 1
            elif not agree(a, b, UNDECIDED):
                return False
        return compared >= min(LEAST_POINTS, len(typed))

    def _right(self, question: Question, keep: Kept) -> list[Maybe]:
        """The right values at the points of a setting."""
        key = (question.asked or question.formula, keep)
        if key not in self._references:
            at = reference(self.derivation, question)
            points = self._setting(keep).points
            self._references[key] = [_or_none(at, point) for point in points]
        return self._references[key]

    def _value(self, term: Term, point: Evaluation) -> Maybe:
        return _or_none(lambda at: evaluate(term, at), point)

    # -- sizes

    def _trials(self, question: Question, side: Side) -> Iterator[Kept]:
        """The dimensions to keep: none, and those that figures in the answer may stand for."""
        yield frozenset()
        said = self._said(question, side)
        if said:
            yield said

    def _said(self, question: Question, side: Side) -> Kept:
        """The dimensions whose length the answer may say in figures; the number of rows has a
        name, and counts as said only as a size, or where the lesson itself has it in figures."""
        terms = [side.term] if question.asked is not None else [side.term, question.formula]
        known = [term for term in terms if term is not None]
        lengths = {length for term in known for length in sizes(term)}
        numbers = [figure for term in known for figure in figures(term)]
        own = self._own_figures if counts_rows(side.term) else []
        return frozenset(
            axis
            for axis in changeable(self.graph)
            if axis.length in lengths
            or any(has_factor(figure, axis.length) for figure in own)
            or (axis is not self._rows and any(has_factor(n, axis.length) for n in numbers))
        )

    @cached_property
    def _own_figures(self) -> list[Fraction]:
        """The figures in the lesson's own formulas."""
        nodes = self.graph.computed
        return [f for node in nodes if node.term is not None for f in figures(node.term)]

    @cached_property
    def _rows(self) -> Dimension | None:
        return rows_of_data(self.graph)

    @property
    def _row_count(self) -> int:
        return self.graph.row_count

    @cached_property
    def _letter(self) -> str:
        return next((one for one in ROW_COUNT if one not in self.graph.nodes), ROW_COUNT[0])

    def _setting(self, keep: Kept) -> Setting:
        if keep not in self._settings:
            self._settings[keep] = self._new_setting(keep)
        return self._settings[keep]

    def _new_setting(self, keep: Kept) -> Setting:
        derivation, fixed = self.derivation, kept(self.derivation)
        lengths = other_lengths(self.graph, keep)
        if lengths:
            other = resized(self.graph, lengths)
            points = resized_points(derivation.evaluation, other, fixed)
        else:
            points = random_points(derivation.evaluation, fixed)
        shapes = points[0].graph.shapes if points else self.graph.shapes
        of_lesson = derivation.lesson.vocabulary
        vocabulary = replace(of_lesson, names={**of_lesson.names, **shapes})
        same = shapes == self.graph.shapes
        return Setting(points, vocabulary, {} if same else lengths)

    def _reading(self, keep: Kept, side: Side) -> Reading | None:
        """The answer read with the sizes of a setting; None where it does not fit there."""
        reading = read_answer(side.text, self._setting(keep).vocabulary)
        if isinstance(reading, Problem) or reading.misfit is not None:
            return None
        return reading if side.index < len(reading.sides) else None

    # -- why an answer fits the lesson's sizes only

    def luck(self, question: Question, side: Side) -> Message | None:
        """Why a formula that fits here fits no other sizes, the shapes said in letters."""
        setting = self._setting(frozenset())
        if not setting.lengths or any(sizes(side.term)):
            return None
        shapes = Shapes(setting.vocabulary)
        reading = read_answer(side.text, setting.vocabulary)
        if isinstance(reading, Problem) or side.index >= len(reading.sides):
            return None
        found = self._unfitting(shapes, reading.sides[side.index], question)
        if not found:
            return None
        said = tuple(
            message("shape-in-letters", item=term, shape=self._in_letters(shape, setting.lengths))
            for term, shape in found
        )
        return message("shapes-by-luck", shapes=said)

    def _unfitting(
        self, shapes: Shapes, term: Term, question: Question
    ) -> list[tuple[Term, Shape]]:
        """The terms whose shapes do not fit: factors, or the answer and what is asked."""
        shape = shapes.of(term)
        args: tuple[Term, ...] = ()
        if isinstance(shapes.misfitting, Apply):
            args = shapes.misfitting.args
        elif shape is not None and isinstance(question.asked, Symbol | Derivative):
            args = (term, question.asked) if shape != shapes.of(question.asked) else ()
        found = [(_without_sign(arg), shapes.of(arg)) for arg in args]
        return [(arg, shape) for arg, shape in found if shape]

    def _in_letters(self, shape: Shape, lengths: Lengths) -> str:
        letters = self._letters(lengths)
        return "×".join(letters.get(length, str(length)) for length in shape)

    def _letters(self, lengths: Lengths) -> Mapping[int, str]:
        """Changed length → letter."""
        free = iter(letter for letter in LETTERS if letter not in self.graph.nodes)
        return {
            length: self._letter if axis is self._rows else next(free, "·")
            for axis, length in lengths.items()
        }

    # -- kinks and predictions, at the lesson's own sizes

    def is_between_slopes(self, question: Question, side: Side) -> bool:
        """Formulas of matrices follow the table of operations at a kink; numbers need not."""
        return False

    def is_predicted(self, prediction: Prediction, side: Side) -> bool:
        """Whether a formula is what somebody with a misconception writes."""
        points = self._setting(self._all).points
        predicted = [_or_none(prediction.at, point) for point in points]
        return self._match(predicted, [self._value(side.term, point) for point in points])

    def is_multiple(self, question: Question, side: Side) -> bool:
        """Whether a formula is the right one times a number, the same everywhere."""
        points = self._setting(self._all).points
        typed = [self._value(side.term, point) for point in points]
        pairs = [
            (a, b)
            for a, b in zip(typed, self._right(question, self._all), strict=True)
            if a is not None and b is not None and shape_of(a) == shape_of(b) and magnitude(b)
        ]
        if len(pairs) < LEAST_POINTS:
            return False
        factor = _ratio(*pairs[0])
        return all(agree(a, apply("mul", (factor, b)), UNDECIDED) for a, b in pairs)

    def is_mistake(self, question: Question, prediction: Prediction) -> bool:
        """Whether what is predicted is another function than the right one."""
        points = self._setting(self._all).points
        predicted = [_or_none(prediction.at, point) for point in points]
        return not self._match(predicted, self._right(question, self._all))

    @cached_property
    def _all(self) -> Kept:
        return frozenset(changeable(self.graph))


def _ratio(a: Value, b: Value) -> Scalar:
    """How many times `b` a value is, judged by the largest entry of `b`."""
    largest = max(zip(entries(b), entries(a), strict=True), key=lambda pair: size(pair[0]))
    return largest[1] / largest[0]


def _without_sign(term: Term) -> Term:
    return term.args[0] if isinstance(term, Apply) and term.op == "neg" else term


def _or_none(function: Callable[[Evaluation], Value], point: Evaluation) -> Maybe:
    try:
        return lone(function(point))
    except (Fault, Undefined):
        return None
