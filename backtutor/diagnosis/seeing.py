"""Seeing: what can be said of one wrong gradient by looking at it beside the right one.

In: figures and the right value. Out: a sentence that is true of them and never tells the value:
the shape, the sign, a simple factor, which entries are right.
"""

from __future__ import annotations

from backtutor.derive import Derivation
from backtutor.diagnosis.figures import Figures, Fit
from backtutor.diagnosis.ratios import Ratio, can_show_a_ratio, is_simple, ratio_of
from backtutor.marks import Mark
from backtutor.messages import Message, message
from backtutor.ops import Shape
from backtutor.terms import Symbol
from backtutor.values import Value


def seen(derivation: Derivation, name: str, figures: Figures, right: Value) -> Message:
    """What is to be seen of a wrong gradient."""
    shape = derivation.graph.shapes[name]
    if not figures.fits(shape):
        return _misshapen(derivation, name, figures)
    tolerance = derivation.lesson.tolerance
    ratio = ratio_of(figures, right, tolerance)
    if ratio == -1:
        return message("seen-negated")
    if all(typed.value == 0 for typed in figures.flat):
        return message("seen-zero")
    if ratio is not None and can_show_a_ratio(right) and is_simple(ratio, derivation):
        return message("seen-ratio", ratio=ratio_text(ratio))
    return _by_entry(name, figures.marks(right, None, tolerance), shape)


def _misshapen(derivation: Derivation, name: str, figures: Figures) -> Message:
    """Both shapes; and where it is the gradient of a node that uses the name, that."""
    shapes, tolerance = derivation.graph.shapes, derivation.lesson.tolerance
    found, wanted = shape_text(figures.shape), shape_text(shapes[name])
    facts = {"name": Symbol(name), "found": found, "wanted": wanted}
    for user in derivation.graph.consumers[name]:
        arrives = derivation.evaluation.gradients.get(user)
        if arrives is not None and figures.fit(arrives, tolerance) is not Fit.NOT:
            return Message("seen-is-other", {**facts, "other": derivation.gradient(user)})
    return Message("seen-shape", facts)


def _by_entry(name: str, marks: list[Mark], shape: Shape) -> Message:
    right = sum(mark is Mark.RIGHT for mark in marks)
    if not shape:
        return message("seen-differs")
    if not right:
        return message("seen-no-entry")
    first = entry_text(name, next(i for i, m in enumerate(marks) if m is not Mark.RIGHT), shape)
    return message("seen-entries", right=right, count=len(marks), entry=first)


def first_wrong(derivation: Derivation, name: str, figures: Figures, right: Value) -> Message:
    """The first entry that is not right; of a number, itself."""
    shape = derivation.graph.shapes[name]
    if not figures.fits(shape):
        return entry_text(name, 0, shape)
    marks = figures.marks(right, None, derivation.lesson.tolerance)
    wrong = (place for place, mark in enumerate(marks) if mark is Mark.WRONG)
    return entry_text(name, next(wrong, 0), shape)


def entry_text(name: str, place: int, shape: Shape) -> Message:
    """`W1[2,1]`, rows and columns from 1; a number by its name."""
    if not shape:
        return message("diagnose-name", name=Symbol(name))
    row, column = divmod(place, shape[1])
    return message("verify-entry", name=Symbol(name), row=row + 1, column=column + 1)


def shape_text(shape: Shape) -> str | Message:
    return f"{shape[0]}×{shape[1]}" if shape else message("read-scalar")


def ratio_text(ratio: Ratio) -> str:
    return str(ratio).replace("-", "−")
