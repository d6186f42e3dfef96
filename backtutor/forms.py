"""Forms: whether a right formula is written in the taught form.

In: a derivation, a question, a term that is right. Out: the taught form where the term is more
than another order of its factors and addends; None where it is the taught one. Told from the
structure alone, without sympy: derivatives are written out, names stay names.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction

from backtutor.agreement import is_numeral_heavy
from backtutor.derive import Derivation, close
from backtutor.questions import Question
from backtutor.terms import (
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Symbol,
    Term,
    atoms,
    substitute,
)

Form = tuple[Fraction, Hashable]
"""A coefficient, and what it stands before."""


def other_form(derivation: Derivation, question: Question, typed: Term) -> Term | None:
    """The taught form, where `typed` is right but of another one; None for a number."""
    formula = question.formula
    if formula is None or formula == typed or not _has_names(formula) or not _is_formula(typed):
        return None
    if question.telling is not None:
        return None  # its own words say in which forms it may be written
    own = _form(_written_out(derivation, typed))
    if any(
        own == _form(_written_out(derivation, taught)) for taught in _taught(derivation, question)
    ):
        return None
    return formula


def _has_names(term: Term) -> bool:
    return next(atoms(term), None) is not None


def _is_formula(term: Term) -> bool:
    """A numeral in it, `1.05*h1`, makes it a number."""
    return _has_names(term) and not is_numeral_heavy(term)


def _taught(derivation: Derivation, question: Question) -> Iterator[Term]:
    """The formula of the step, then the simpler ones that a card of matrices shows."""
    assert question.formula is not None
    yield question.formula
    match question.asked:
        case Derivative(of, by, False) if (
            of == derivation.graph.loss and by in derivation.gradients
        ):
            step = derivation.gradients[by]
            if derivation.graph.has_matrix(by, *(term.via for term in step.terms)):
                from backtutor.cancelling import simplified  # few questions are of matrices

                yield from (form.term for form in simplified(derivation, step))


def _written_out(derivation: Derivation, term: Term) -> Term:
    """Derivatives by their formulas, and numbers that have a name by their value."""
    slopes: dict[Symbol | Derivative, Term] = {}
    for atom in set(atoms(term)):
        if isinstance(atom, Derivative) and (atom.by, atom.of) in derivation.evaluation.terms:
            if atom.local and not derivation.graph.has_matrix(atom.by, atom.of):
                slopes[atom] = derivation.evaluation.terms[atom.by, atom.of]
        elif isinstance(atom, Symbol) and atom.name not in derivation.graph.nodes:
            value = derivation.evaluation.given.get(atom.name)
            if isinstance(value, Fraction):
                slopes[atom] = Number(value)
    inside = substitute(term, slopes)
    return close(inside, derivation) or inside


# -- forms


def _form(term: Term) -> Form:
    """Equal for terms that differ in the order and the signs of factors and addends only."""
    match term:
        case Number(value):
            return value, ()
        case Symbol() | Derivative() | MatrixTerm():
            return Fraction(1), term
        case Apply("neg", (inner,)):
            coefficient, rest = _form(inner)
            return -coefficient, rest
        case Apply("add", args):
            return _sum(args)
        case Apply("mul", args):
            return _product([_form(arg) for arg in args])
        case Apply("div", (top, bottom)):
            return _product([_form(top), _inverse(_form(bottom))])
    return Fraction(1), (term.op, term.axis, *map(_form, term.args))


def _sum(args: tuple[Term, ...]) -> Form:
    """Like addends counted together; the sign of the first in order goes before the whole."""
    counts: dict[Hashable, Fraction] = {}
    for arg in args:
        coefficient, rest = _form(arg)
        counts[rest] = counts.get(rest, Fraction(0)) + coefficient
    addends = sorted(((rest, c) for rest, c in counts.items() if c), key=repr)
    if len(addends) < 2:
        return (addends[0][1], addends[0][0]) if addends else (Fraction(0), ())
    first = addends[0][1]
    return first, ("add", tuple((rest, c / first) for rest, c in addends))


def _product(factors: list[Form]) -> Form:
    coefficient = Fraction(1)
    rest: list[Hashable] = []
    for number, factor in factors:
        coefficient *= number
        if isinstance(factor, tuple) and factor[:1] == ("mul",):
            rest += factor[1]
        elif factor != ():
            rest.append(factor)
    if not coefficient or not rest:
        return coefficient, ()
    return coefficient, rest[0] if len(rest) == 1 else ("mul", tuple(sorted(rest, key=repr)))


def _inverse(form: Form) -> Form:
    number, factor = form
    if not number:
        return Fraction(1), ("over", form)
    return 1 / number, () if factor == () else ("over", factor)
