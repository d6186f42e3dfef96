"""Examples: what a prompt gives for one of what may be typed, of another kind than the answer.

In: a session and its question. Out: the formula of an earlier answer, of the network, or a number.
A formula that is built as the asked one is, or nearly so, would be a template to fill in: it is
passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from backtutor.lesson import Form
from backtutor.notation import show
from backtutor.questions import Question
from backtutor.session import Session
from backtutor.terms import Apply, Derivative, Number, Term, atoms
from backtutor.ui.screen import Screen
from backtutor.values import is_matrix

EXAMPLES = ("3/4", "2/5", "1.6")


def example(session: Session, question: Question, screen: Screen) -> str:
    """The formula of an earlier answer, else one of the network or a fraction."""
    asked = outline(question.formula)
    for formula in (*_earlier(session, question), *_written(session, question)):
        if outline(formula) != asked:
            return screen.sheet.term(formula)
    if _takes_formula(question):
        # how a formula is written is seen from any
        return screen.sheet.term(session.derivation.forward[0].formula)
    wrong = (e for e in EXAMPLES if e != show(question.value) and e != str(question.value))
    return next(wrong)


def outline(term: Term | None) -> object:
    """A formula up to its names and numbers, and to the order of what an operation takes."""
    match term:
        case Apply(op, args):
            return (op, *sorted(map(outline, args), key=repr))
        case Derivative():
            return "gradient"
        case Number():
            return "number"
    return "name"


def _earlier(session: Session, question: Question) -> Iterator[Term]:
    """The formulas of what is answered already, the last one first."""
    for earlier in reversed(session.questions):
        formula = earlier.formula
        if formula is None or show(earlier.value) == show(question.value):
            continue
        if earlier.phase is not question.phase and earlier.has_its_own_way:
            continue  # its formula holds what other questions ask
        if session.is_finished(earlier) and next(atoms(formula), None) is not None:
            yield formula


def _written(session: Session, question: Question) -> Iterator[Term]:
    """The formulas of the network, for what is not answered by a plain number."""
    if _takes_formula(question):
        yield from (step.formula for step in session.derivation.forward)


def _takes_formula(question: Question) -> bool:
    return question.form is Form.SYMBOLIC or is_matrix(question.value)
