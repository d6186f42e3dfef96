"""`:calc`: works out a formula from what the learner has earned, and refuses the rest."""

from __future__ import annotations

from backtutor.messages import Message, message
from backtutor.notation import show
from backtutor.problems import Problem
from backtutor.read import read_answer
from backtutor.session import Session
from backtutor.terms import Derivative, Symbol, atoms
from backtutor.values import Undefined, evaluate


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
    try:
        value = evaluate(term, session.derivation.evaluation)
    except Undefined:
        return message("no-value")
    return message("calc-is", term=term, value=show(value))


def _is_earned(session: Session, atom: Symbol | Derivative) -> bool:
    if isinstance(atom, Symbol):
        return atom.name in session.known
    return atom in session.earned
