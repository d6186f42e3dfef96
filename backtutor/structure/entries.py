"""Entries: what is wrong with a matrix of numbers, and with a single entry of one.

In: the numbers typed and the right ones. Out: a diagnosis where all entries tell the same: they
are those of the transpose, in another order of rows or columns, or all off by one factor. For a
question after one entry, the predictions for the whole matrix with that entry picked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from backtutor.evaluation import Evaluation
from backtutor.messages import Message, message
from backtutor.misconceptions import Prediction
from backtutor.questions import Question
from backtutor.structure.constants import CONSTANT, ratio
from backtutor.terms import Quantity
from backtutor.values import Scalar, Undefined, Value, entries, entry_of, shape_of, size
from backtutor.verdicts import Diagnosis

Grid = list[list[Scalar]]
Place = tuple[int, int]

ENTRY = "entry-name"
"""What a question after one entry is called; its facts say which."""


# -- whole matrices


def wrong_entries(question: Question, value: Value) -> tuple[Diagnosis, ...]:
    """What all entries of a wrong matrix have in common; () where there is nothing."""
    right, within = question.value, float(question.tolerance.rel)
    if not shape_of(value) or not shape_of(right) or len(entries(right)) < 2:
        return ()
    told = _moved(_grid(value), _grid(right), within) or _scaled(value, right, within)
    return (told,) if told is not None else ()


def _moved(typed: Grid, right: Grid, within: float) -> Diagnosis | None:
    """The right entries in other places."""
    if _same(typed, right, within):
        return None
    if _same(typed, _transpose(right), within):
        return Diagnosis("transposed", message("structure-entries-transposed"))
    if _same(sorted(typed), sorted(right), within):
        return Diagnosis("rows-moved", message("structure-rows-moved"))
    if _same(sorted(_transpose(typed)), sorted(_transpose(right)), within):
        return Diagnosis("columns-moved", message("structure-columns-moved"))
    return None


def _scaled(typed: Value, right: Value, within: float) -> Diagnosis | None:
    """Off by one factor everywhere, which is not told: it would tell the answer."""
    found = ratio(typed, right, within)
    if found is None or sum(entry != 0 for entry in entries(right)) < 2:
        return None
    if abs(found + 1) <= within:
        return Diagnosis("sign", message("structure-entries-sign"))
    return Diagnosis(CONSTANT, message("structure-entries-constant"))


def _grid(value: Value) -> Grid:
    _, columns = shape_of(value) or (1, 1)
    flat = entries(value)
    return [flat[at : at + columns] for at in range(0, len(flat), columns)]


def _transpose(grid: Grid) -> Grid:
    return [list(column) for column in zip(*grid, strict=True)]


def _same(a: Grid, b: Grid, within: float) -> bool:
    if [len(row) for row in a] != [len(row) for row in b]:
        return False
    return all(
        size(x - y) <= within * max(size(x), size(y))
        for left, right in zip(a, b, strict=True)
        for x, y in zip(left, right, strict=True)
    )


# -- single entries


def entry_predictions(
    question: Question, predicted: Callable[[Quantity | None], tuple[Prediction, ...]]
) -> Iterator[Prediction]:
    """What the misconceptions make of the entry that is asked for."""
    place = _place(question)
    if place is None:
        return
    for prediction in predicted(question.share_of):
        try:
            value = entry_of(prediction.value, place)
        except IndexError:
            continue  # of another shape: it has no such entry
        if value != question.value:
            yield replace(prediction, value=value, at=_picking(prediction.at, place))


def _place(question: Question) -> Place | None:
    """Row and column, from 0, where one entry is asked for."""
    name = question.telling.name if question.telling is not None else None
    if question.share_of is None or not isinstance(name, Message) or name.id != ENTRY:
        return None
    return name.facts["row"] - 1, name.facts["column"] - 1


def _picking(at: Callable[[Evaluation], Value], place: Place) -> Callable[[Evaluation], Value]:
    def picked(point: Evaluation) -> Value:
        try:
            return entry_of(at(point), place)
        except IndexError as fault:
            raise Undefined("entry", ()) from fault

    return picked
