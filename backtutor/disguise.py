"""Numbers in disguise: formulas in which numbers stand for names, `1.05*h1` for (y - t)*h1.

In: a question and a formula that is not the right one. Out: whether it is judged as the number
that it is. Small integers and halves say nothing, and neither does a figure that the lesson has
in its own formulas: `w6 - 0.1*dE/dw5` is no number because of its learning rate. With nothing
but such figures, the numbers must be those of the names they stand for: `0.5 - 0.1*dE/dw1`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backtutor.agreement import agree, is_telling, lone
from backtutor.derive import Derivation, close
from backtutor.questions import Question
from backtutor.terms import (
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Symbol,
    Term,
    Updated,
    atoms,
    substitute,
)
from backtutor.values import Undefined, Value, apply, evaluate

TRIES = 3
"""How many changes of the names that are left must leave a formula what it stands for."""


def is_disguised(derivation: Derivation, question: Question, term: Term) -> bool:
    """Whether numbers stand for names in a formula."""
    found = set(_numerals(term))
    if not found:
        return False
    forms = list(_forms(derivation, question))
    if not found <= set(_own(derivation, forms)):
        return True
    return any(_fills(derivation, form, term) for form in forms)


def _numerals(term: Term) -> Iterator[Fraction | MatrixTerm]:
    """The numerals that say something, without their sign, and the matrices written out."""
    match term:
        case Number(value) if is_telling(value):
            yield abs(value)
        case MatrixTerm():
            yield term
        case Apply(_, args):
            for arg in args:
                yield from _numerals(arg)


def _own(derivation: Derivation, forms: list[Term]) -> Iterator[Fraction | MatrixTerm]:
    """The figures in the lesson's own formulas, and in what follows from them."""
    if derivation.lesson.train is not None:
        yield Fraction(derivation.lesson.train.lr)
    for node in derivation.graph.computed:
        if node.term is not None:
            yield from _numerals(node.term)
    for form in forms:
        yield from _numerals(form)


def _forms(derivation: Derivation, question: Question) -> Iterator[Term]:
    """The right formula: as it is taught, and without derivatives."""
    if question.formula is None:
        return
    yield question.formula
    closed = close(question.formula, derivation)
    if closed is not None:
        yield closed
    match question.asked:
        case Updated(name) if name in derivation.gradients:
            yield from _one_step_back(derivation, name, question.formula)


def _one_step_back(derivation: Derivation, name: str, formula: Term) -> Iterator[Term]:
    """w - η·(dE/dh·x): the gradient by its own formula."""
    step = derivation.gradients[name]
    yield substitute(formula, {step.quantity: step.formula})


def _fills(derivation: Derivation, form: Term, term: Term) -> bool:
    """Whether a formula is a form with some names filled in: however those that are left are
    changed, the two have the same value."""
    left = dict.fromkeys(atoms(term))
    at = derivation.evaluation
    known: dict[Symbol | Derivative, Value] = {atom: at[atom] for atom in (*left, *atoms(form))}
    for change in range(1, TRIES + 1):
        moved = {atom: _moved(known[atom], change + place) for place, atom in enumerate(left)}
        try:
            typed, right = (lone(evaluate(each, {**known, **moved})) for each in (term, form))
        except Undefined:
            return False
        if not agree(typed, right):
            return False
    return True


def _moved(value: Value, by: int) -> Value:
    """A value a little larger: near enough to stay on its side of every kink."""
    return apply("add", (apply("mul", (value, 1 + Fraction(by, 9973))), Fraction(by, 99991)))
