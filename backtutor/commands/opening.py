"""Opening what a command names: lessons with their problems shown, questions, stores."""

from __future__ import annotations

import re
from dataclasses import replace

from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.lesson import Form, Settings
from backtutor.loader import Loaded
from backtutor.loader.faults import status
from backtutor.messages import message
from backtutor.packs import LessonFile, find_lesson
from backtutor.problems import Exit, Problem, Severity, Stop, nearest
from backtutor.questions import Question, ask, quantity_id
from backtutor.read import read_quantity
from backtutor.session import Session
from backtutor.store import Store
from backtutor.terms import Derivative, Quantity, Symbol, Updated


def open_lesson(
    reference: str, seed: int | None = None
) -> tuple[LessonFile, Derivation, tuple[Problem, ...]]:
    """The lesson that `reference` names, derived, with its warnings; raises `Stop`."""
    file = find_lesson(reference)
    loaded = file.load(seed)
    return file, derived(loaded, reference), loaded.problems


def derived(loaded: Loaded, reference: str) -> Derivation:
    """The derivation of a loaded lesson; stops with its errors."""
    errors = tuple(p for p in loaded.problems if p.severity is Severity.ERROR)
    if loaded.derivation is None or errors:
        raise Stop(message("lesson-broken", lesson=reference), status(errors), errors)
    return loaded.derivation


def store_of(environment: Environment) -> Store:
    return Store(environment.home, environment.clock)


def find_question(session: Session, asked: str) -> Question:
    """The question that was named: a step's id, or any value or derivative; raises `Stop`."""
    question = _find(session, asked)
    if question.settings.span is None and question.form is Form.SYMBOLIC:
        # a session asks a formula by itself; whoever tries an answer may try a number
        return replace(question, settings=question.settings._replace(form=Form.BOTH))
    return question


def _find(session: Session, asked: str) -> Question:
    for id in (asked, f"{asked}-1"):  # of a step that asks several things, the first
        for question in session.questions:
            if question.id == id:
                return question
    if (found := _shape_or_entry(session.derivation, asked)) is not None:
        return next((question for question in session.questions if question.id == found.id), found)
    quantity = read_quantity(asked, session.derivation.lesson.vocabulary)
    if isinstance(quantity, Problem):
        raise _no_question(session, asked, quantity)
    for question in session.questions:
        # what is worked out another way is named by its own id
        plain = question.telling is None or not (
            question.telling.ladder or question.telling.exhibit
        )
        wanted = question.asked if plain else None
        if wanted is not None and quantity_id(wanted) == quantity_id(quantity):
            return question
    _must_exist(session.derivation, quantity)
    return ask(session.derivation, quantity)


def _shape_or_entry(derivation: Derivation, asked: str) -> Question | None:
    """`shape:dW`, `dW[1,2]`: any shape of a value or gradient, any entry of a gradient."""
    from backtutor.asking.shapes import dimensions  # a session has them in its script
    from backtutor.asking.shares import entries

    if asked.startswith("shape:"):
        item = read_quantity(asked.removeprefix("shape:"), derivation.lesson.vocabulary)
        known = item if isinstance(item, Symbol) else _gradient(derivation, item)
        return dimensions(derivation, known, Settings()) if known is not None else None
    if (found := _ENTRY.fullmatch(asked)) is not None:
        item = read_quantity(found[1], derivation.lesson.vocabulary)
        gradient, row, column = _gradient(derivation, item), int(found[2]), int(found[3])
        if gradient is not None:
            rows, columns = derivation.graph.shapes[gradient.by] or (0, 0)
            if 1 <= row <= rows and 1 <= column <= columns:
                return entries(derivation, gradient.by, ((row, column),), Settings())[0]
    return None


_ID = re.compile(r"[A-Za-z]+([-_][A-Za-z0-9]+)+")
_ENTRY = re.compile(r"(.+?)\s*\[\s*([0-9]{1,6})\s*,\s*([0-9]{1,6})\s*\]")


def _gradient(derivation: Derivation, item: Quantity | Problem) -> Derivative | None:
    """A gradient of the loss that there is."""
    if not isinstance(item, Derivative) or item.of != derivation.graph.loss:
        return None
    return item if item.by in derivation.gradients else None


def _no_question(session: Session, asked: str, problem: Problem) -> Stop:
    ids = [question.id for question in session.questions]
    near = nearest(asked, [*ids, *session.derivation.graph.nodes])
    if near is None and _ID.fullmatch(asked):
        # read as a formula, `find_mistake-2` would be a name less 2
        return Stop(message("no-question-ids", question=asked, ids=tuple(ids)), Exit.USAGE)
    if near:
        return Stop(message("no-question-near", question=asked, near=near), Exit.USAGE, (problem,))
    return Stop(message("no-such-question", question=asked), Exit.USAGE, (problem,))


def _must_exist(derivation: Derivation, quantity: Symbol | Derivative | Updated) -> None:
    """Stops where a lesson has no such value: no training, no edge, no formula."""
    match quantity:
        case Updated() if derivation.lesson.train is None:
            raise Stop(message("no-training", question=quantity_id(quantity)), Exit.USAGE)
        case Updated(name) if not derivation.moves(name):
            raise Stop(message("is-given", name=Symbol(name)), Exit.USAGE)
        case Derivative(of, by, True) if (by, of) not in derivation.evaluation.terms:
            facts = {"of": Symbol(of), "by": Symbol(by)}
            raise Stop(message("no-edge", **facts), Exit.USAGE)
        case Derivative(of, by) if derivation.graph.has_matrix(of):
            raise Stop(message("of-a-matrix", typed=quantity), Exit.USAGE)
        case Symbol(name) if derivation.graph[name].term is None:
            raise Stop(message("is-given", name=quantity), Exit.USAGE)
