"""What an author asserts, held against the engine: figures, and the answers of mistakes.

In: a loaded lesson, and a function that gives the value of any quantity. Out: problems, at the
figure. They are errors for `check`; studying goes on without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backtutor.evaluation import Fault
from backtutor.figures import check_figure, to_one_digit_more
from backtutor.graph import Graph
from backtutor.lesson import (
    AskExpression,
    AskForward,
    AskGrad,
    AskLocal,
    AskSecondForward,
    AskUpdate,
    Expectation,
    Lesson,
    Step,
)
from backtutor.loader.faults import problem
from backtutor.loader.sameness import figure, same
from backtutor.ops import Shape
from backtutor.problems import Problem, Span
from backtutor.read.shapes import shape_text
from backtutor.terms import Derivative, Quantity, Symbol, Term, Updated, atoms
from backtutor.values import Undefined, Value, entry_of, evaluate, shape_of

ValueOf = Callable[[Quantity], Value]

IDENTITY = 1e-9
"""How near two ways to compute one value come in floats, relative to it."""


def check_lesson(lesson: Lesson, value_of: ValueOf) -> list[Problem]:
    """Every figure that does not hold, and every mistake whose answer is the right one."""
    problems = [_check_figure(asserted, lesson, value_of) for asserted in lesson.expect]
    return [*(found for found in problems if found), *_mistakes(lesson, value_of)]


def _check_figure(asserted: Expectation, lesson: Lesson, value_of: ValueOf) -> Problem | None:
    try:
        value = value_of(asserted.quantity)
    except (Fault, Undefined):
        return problem("undefined-answer", asserted.span)
    if asserted.identity is not None:
        return _check_identity(asserted, asserted.identity, value, value_of)
    if shape_of(value) != asserted.shape:
        return _other_shape(asserted, shape_of(value))
    entry = entry_of(value, asserted.entry)
    if check_figure(asserted.figure, entry, lesson.tolerance.abs):
        return None
    found = to_one_digit_more(asserted.figure, entry)
    return problem(
        "figure-differs", asserted.span, key=asserted.key, figure=asserted.figure, found=found
    )


def _check_identity(
    asserted: Expectation, identity: Term, value: Value, value_of: ValueOf
) -> Problem | None:
    try:
        found = _value(identity, value_of)
    except (Fault, Undefined):
        return problem("undefined-answer", asserted.span)
    if same(found, value, IDENTITY):
        return None
    return problem(
        "identity-differs",
        asserted.span,
        key=asserted.key,
        identity=asserted.figure,
        found=figure(found),
        value=figure(value),
    )


def _other_shape(asserted: Expectation, shape: Shape) -> Problem | None:
    """Told once, at the first of the figures."""
    if asserted.entry not in (None, (0, 0)):
        return None
    return problem(
        "figure-shape",
        asserted.span,
        key=asserted.key,
        shape=shape_text(shape),
        found=shape_text(asserted.shape),
    )


def _mistakes(lesson: Lesson, value_of: ValueOf) -> Iterator[Problem]:
    """A mistake that equals the right answer would be told to whoever is right."""
    for step in lesson.steps or ():
        right = _answer(step, lesson.graph)
        span = step.settings.span
        if right is None or span is None:
            continue
        for mistake in step.settings.mistakes:
            yield from _check_mistake(mistake.answer, right, mistake.span or span, value_of)


def _check_mistake(
    answer: Term, right: Term | Updated, span: Span, value_of: ValueOf
) -> Iterator[Problem]:
    try:
        value = _value(right, value_of)
        if same(_value(answer, value_of), value):
            yield problem("mistake-is-right", span, answer=answer, value=figure(value))
    except (Fault, Undefined):
        yield problem("undefined-answer", span)


def _value(asked: Term | Updated, value_of: ValueOf) -> Value:
    if isinstance(asked, Updated):
        return value_of(asked)
    return evaluate(asked, {atom: value_of(atom) for atom in atoms(asked)})


def _answer(step: Step, graph: Graph) -> Term | Updated | None:
    """What a step asks, where it asks one thing only."""
    match step:
        case AskExpression(answer=answer):
            return answer
        case AskForward((name,)):
            return Symbol(name)
        case AskLocal((edge,)):
            return edge
        case AskGrad((name,), parts=False, entries=()):
            return Derivative(graph.loss, name)
        case AskUpdate((name,)) | AskSecondForward((name,)):
            return Updated(name)
    return None
