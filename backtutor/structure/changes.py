"""Changes: single repairs of a formula that any lesson may need.

In: an `Answer`. Out: the formulas that it would be with one factor less, one sign turned round or
one name exchanged, each with what is wrong if that one is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from backtutor.graph import Kind
from backtutor.messages import Message, message
from backtutor.structure.answer import Answer, Change, Changes, brief
from backtutor.terms import (
    ONE,
    Apply,
    Derivative,
    Number,
    Symbol,
    Term,
    atoms,
    negative,
    power,
)

MOST_PLACES = 60
"""Of more places than this in a formula, the first are tried."""

MOST_NAMES = 24
"""Of more names than this on the way, the first are put for another."""

Put = Callable[[Term], Term]
"""The whole formula with another term in one place."""


def places(term: Term) -> Iterator[tuple[Term, Put]]:
    """Every part of a formula, outermost first, and how to put another in its place."""
    return islice(_places(term, lambda new: new), MOST_PLACES)


def _places(term: Term, put: Put) -> Iterator[tuple[Term, Put]]:
    yield term, put
    if isinstance(term, Apply):
        for index, arg in enumerate(term.args):
            yield from _places(arg, _inside(term, index, put))


def _inside(term: Apply, index: int, put: Put) -> Put:
    before, after = term.args[:index], term.args[index + 1 :]
    return lambda new: put(Apply(term.op, (*before, new, *after), term.axis))


def changes(answer: Answer) -> Changes:
    """Every repair of this module."""
    yield from _turned(answer)
    yield from _fewer(answer)
    yield from _exchanged(answer)


# -- signs


def _turned(answer: Answer) -> Changes:
    """One addend of a sum with the other sign, or a whole sum inside the formula."""
    for part, put in places(answer.term):
        if not isinstance(part, Apply) or part.op != "add":
            continue
        said = message("structure-sign-in", part=brief(part))
        for index, addend in enumerate(part.args):
            args = (*part.args[:index], negative(addend), *part.args[index + 1 :])
            yield Change(put(Apply("add", args)), "sign", said)
        yield Change(put(negative(part)), "sign", said)


# -- factors


def _fewer(answer: Answer) -> Changes:
    """One factor or one addend less."""
    for part, put in places(answer.term):
        for factor, rest in _without_one(part):
            yield Change(put(rest), "extra-factor", _said_extra(answer, factor))
        if isinstance(part, Apply) and part.op == "add":
            for index, addend in enumerate(part.args):
                said = message("structure-addend", addend=brief(addend))
                yield Change(put(_without(part, index)), "extra-addend", said)


def _without(part: Apply, index: int) -> Term:
    """An operation on one argument less."""
    rest = (*part.args[:index], *part.args[index + 1 :])
    return rest[0] if len(rest) == 1 else Apply(part.op, rest)


def _without_one(part: Term) -> Iterator[tuple[Term, Term]]:
    """A factor, and what is left without it."""
    match part:
        case Apply("mul" | "matmul", args):
            for index, factor in enumerate(args):
                yield factor, _without(part, index)
        case Apply("div", (top, bottom)):
            yield top, Apply("div", (ONE, bottom))
            yield bottom, top
        case Apply("pow", (base, Number(exponent))) if exponent > 1:
            yield base, power(base, Number(exponent - 1))


def _said_extra(answer: Answer, factor: Term) -> Message:
    facts: dict[str, Any] = {"factor": brief(factor)}
    parts = [part for part, _ in places(answer.term)]
    if parts.count(factor) > 1 or any(_is_power(part, factor) for part in parts):
        return Message("structure-factor-again", facts)
    total = answer.total
    if total is None:
        return Message("structure-factor", facts)
    facts |= {"by": Symbol(total.by), "loss": Symbol(total.of)}
    return Message("structure-factor-of-no-arrow", facts)


def _is_power(part: Term, base: Term) -> bool:
    return isinstance(part, Apply) and part.op == "pow" and part.args[0] == base


# -- names


def _exchanged(answer: Answer) -> Changes:
    """One name exchanged for another that is met on the way."""
    met = list(islice(_met(answer), MOST_NAMES))
    for part, put in places(answer.term):
        match part:
            case Symbol():
                for other in met:
                    if other != part and answer.fits(put(other)):
                        yield Change(put(other), _named(answer, other), _said(answer, part))
            case Derivative(of, by, False) if of == answer.graph.loss:
                for node in _nodes(answer):
                    if node != by:
                        said = _said_upstream(answer, part)
                        yield Change(put(Derivative(of, node)), "wrong-upstream", said)


def _nodes(answer: Answer) -> list[str]:
    """The nodes on the way."""
    users = [user for _, user in answer.ways.nearest] if answer.ways is not None else []
    return list(dict.fromkeys(users))[:MOST_NAMES]


def _met(answer: Answer) -> Iterator[Symbol]:
    """The names that the right formula can be made of."""
    terms = answer.derivation.evaluation.terms
    formula = answer.question.formula
    used = [formula] if formula is not None else []
    if answer.ways is not None:
        used = [terms[edge] for edge in answer.ways.nearest if edge in terms]
    for atom in dict.fromkeys(atom for term in used for atom in atoms(term)):
        if isinstance(atom, Symbol) and atom.name in answer.graph.nodes:
            yield atom


_BY_KIND = {
    Kind.PARAMETER: "neighbour-weight",
    Kind.DATA: "wrong-input",
    Kind.CONSTANT: "wrong-input",
    Kind.COMPUTED: "wrong-node",
}


def _named(answer: Answer, right: Symbol) -> str:
    return _BY_KIND[answer.graph[right.name].kind]


def _said(answer: Answer, typed: Symbol) -> Message:
    total = answer.total
    if total is None:
        return message("structure-name", name=typed)
    facts = {"name": typed, "by": Symbol(total.by), "loss": Symbol(total.of)}
    return Message("structure-name-on-the-way", facts)


def _said_upstream(answer: Answer, typed: Derivative) -> Message:
    assert answer.total is not None
    gradient = answer.derivation.gradient(typed.by)
    return message("structure-upstream", gradient=gradient, by=Symbol(answer.total.by))
