"""`:calc`: works out a formula from what the learner has earned, and refuses the rest."""

from __future__ import annotations

from backtutor.messages import Message, message
from backtutor.notation import show
from backtutor.problems import Problem
from backtutor.read import read_answer
from backtutor.read.shapes import Shapes
from backtutor.session import Session
from backtutor.terms import Derivative, Symbol, atoms
from backtutor.values import Undefined, Value, entries, evaluate, shape_of

MOST_ENTRIES = 64
"""Entries of a matrix that are all written."""


def calculate(session: Session, typed: str) -> Message:
    """What to say to `:calc typed`."""
    if not typed:
        return message("calc-what")
    reading = read_answer(typed, session.judge.vocabulary)
    if isinstance(reading, Problem):
        return reading.message
    term = reading.sides[-1]
    for atom in atoms(term):
        if not _is_earned(session, atom):
            return message("calc-unearned", name=atom)
    shapes = Shapes(session.judge.vocabulary)
    if shapes.of(term) is None and shapes.misfit is not None:
        return shapes.misfit
    try:
        value = evaluate(term, session.derivation.evaluation)
    except Undefined:
        return message("no-value")
    return message("calc-is", term=term, value=_shown(value))


def _shown(value: Value) -> str:
    """A number, a matrix by its rows; of a large one the shape."""
    if len(entries(value)) <= MOST_ENTRIES:
        return show(value)
    return "×".join(map(str, shape_of(value)))


def _is_earned(session: Session, atom: Symbol | Derivative) -> bool:
    """Whether a value may be used; what is no name of the lesson is its number of rows."""
    if isinstance(atom, Symbol):
        return atom.name in session.known or atom.name not in session.derivation.graph.nodes
    return atom in session.earned and session.shows_whole(atom)
