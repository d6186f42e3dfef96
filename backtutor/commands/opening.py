"""Opening what a command names: lessons with their problems shown, questions, stores."""

from __future__ import annotations

from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.loader import Loaded
from backtutor.loader.faults import status
from backtutor.messages import message
from backtutor.packs import LessonFile, find_lesson
from backtutor.problems import Exit, Problem, Severity, Stop, nearest
from backtutor.questions import Question, ask, quantity_id
from backtutor.read import read_quantity
from backtutor.session import Session
from backtutor.store import Store
from backtutor.terms import Derivative, Symbol, Updated


def open_lesson(reference: str) -> tuple[LessonFile, Derivation, tuple[Problem, ...]]:
    """The lesson that `reference` names, derived, with its warnings; raises `Stop`."""
    file = find_lesson(reference)
    loaded = file.load()
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
    for question in session.questions:
        if question.id == asked:
            return question
    quantity = read_quantity(asked, session.derivation.lesson.vocabulary)
    if isinstance(quantity, Problem):
        raise _no_question(session, asked, quantity)
    for question in session.questions:
        if question.asked is not None and quantity_id(question.asked) == quantity_id(quantity):
            return question
    _must_exist(session.derivation, quantity)
    return ask(session.derivation, quantity)


def _no_question(session: Session, asked: str, problem: Problem) -> Stop:
    ids = [question.id for question in session.questions]
    near = nearest(asked, [*ids, *session.derivation.graph.nodes])
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
        case Symbol(name) if derivation.graph[name].term is None:
            raise Stop(message("is-given", name=quantity), Exit.USAGE)
