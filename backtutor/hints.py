"""Hints and nudges: help that never contains the answer.

A ladder of three for each kind of question: the rule in words with the path, the chain in
symbols with a blank, the numbers filled in but not worked out. A nudge moves the asked name by
a little and follows the change to the loss.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from backtutor.derive import Derivation, Fault
from backtutor.lesson import Words
from backtutor.messages import Message, message
from backtutor.questions import Phase, Question
from backtutor.terms import (
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Symbol,
    Term,
    Updated,
    atoms,
)
from backtutor.values import Undefined, Value, evaluate

BLANK = Symbol("□")
NUDGE = Fraction(1, 100)


def hints(derivation: Derivation, question: Question) -> tuple[Message | Words, ...]:
    """The ladder of a question: the author's own hints first where there are any."""
    if question.settings.hints:
        return question.settings.hints
    match question.asked:
        case Derivative(_, by, local) if not local and by in derivation.gradients:
            return tuple(_gradient_hints(derivation, question, by))
        case Derivative():
            return tuple(_local_hints(derivation, question))
        case Symbol():
            return tuple(_value_hints(derivation, question))
        case Updated() if question.phase is Phase.UPDATE:
            return tuple(_update_hints(derivation, question))
        case Updated():
            return tuple(_value_hints(derivation, question))
    if question.phase is Phase.SIGN:
        return tuple(_sign_hints(derivation, question))
    return (message("hint-expression"),) if question.formula else ()


def _gradient_hints(derivation: Derivation, question: Question, by: str) -> Iterator[Message]:
    step = derivation.gradients[by]
    facts = {
        "by": Symbol(by),
        "loss": Symbol(step.loss),
        "path": tuple(Symbol(name) for name in path(derivation, by)),
        "via": tuple(Symbol(term.via) for term in step.terms),
        "count": len(step.terms),
    }
    if len(step.terms) > 1:
        yield Message("hint-paths", facts)
    elif step.terms[0].via == step.loss:
        yield Message("hint-loss", facts)
    else:
        yield Message("hint-chain", facts)
    blanks: list[Term] = [
        Apply("mul", (term.upstream, BLANK)) if term.via != step.loss else BLANK
        for term in step.terms
    ]
    shown = blanks[0] if len(blanks) == 1 else Apply("add", tuple(blanks))
    yield message("hint-symbols", left=step.quantity, right=shown)
    yield _numbers(derivation, question)


def _local_hints(derivation: Derivation, question: Question) -> Iterator[Message]:
    assert isinstance(question.asked, Derivative)
    of, by = question.asked.of, question.asked.by
    term = derivation.graph[of].term
    yield message("hint-local", of=Symbol(of), by=Symbol(by), others=_others(derivation, of, by))
    if term is not None:
        yield message("hint-formula", left=Symbol(of), right=term, by=Symbol(by))
    yield _numbers(derivation, question)


def _others(derivation: Derivation, of: str, by: str) -> tuple[Symbol, ...]:
    return tuple(Symbol(name) for name in derivation.graph[of].sources if name != by)


def _value_hints(derivation: Derivation, question: Question) -> Iterator[Message]:
    assert question.asked is not None
    assert question.formula is not None
    second = isinstance(question.asked, Updated)
    yield message("hint-second" if second else "hint-forward", name=_named(question))
    yield message("hint-is", left=_named(question), right=question.formula)
    yield _numbers(derivation, question)


def _update_hints(derivation: Derivation, question: Question) -> Iterator[Message]:
    assert isinstance(question.asked, Updated)
    name = Symbol(question.asked.name)
    loss = derivation.graph.loss
    yield message("hint-update", name=name, loss=Symbol(loss))
    step = Apply("mul", (BLANK, Derivative(loss, name.name)))
    right = Apply("add", (name, Apply("neg", (step,))))
    yield message("hint-is", left=_named(question), right=right)
    yield _numbers(derivation, question)


def _sign_hints(derivation: Derivation, question: Question) -> Iterator[Message]:
    assert isinstance(question.prompt, Message)
    name = question.prompt.facts["name"].name
    walk = path(derivation, name)
    yield message("hint-sign", path=tuple(Symbol(step) for step in walk))
    local = derivation.evaluation.locals[walk[0], walk[1]]
    way = message("way-up" if local > 0 else "way-down" if local < 0 else "way-still")
    yield message("hint-sign-edge", name=Symbol(name), next=Symbol(walk[1]), way=way)


def _named(question: Question) -> Term | Message:
    if isinstance(question.asked, Updated):
        return message("updated-name", name=Symbol(question.asked.name))
    assert question.asked is not None
    return question.asked


def _numbers(derivation: Derivation, question: Question) -> Message:
    """The formula with its numbers, not worked out; a lone name is only pointed at."""
    formula = question.formula
    assert formula is not None
    if isinstance(formula, Number):
        return message("hint-constant")
    if isinstance(formula, Symbol | Derivative):
        return message("hint-read-off", name=formula)
    at = derivation.evaluation
    if isinstance(question.asked, Updated) and question.phase is not Phase.UPDATE:
        at = derivation.updated
    filled = fill(formula, {atom: at[atom] for atom in atoms(formula)})
    return message("hint-numbers", left=_named(question), right=filled)


def fill(term: Term, values: dict[Symbol | Derivative, Value]) -> Term:
    """`term` with its atoms replaced by their numbers, nothing worked out."""
    match term:
        case Symbol() | Derivative():
            return Number(Fraction(values[term]).limit_denominator(10**6))
        case Number() | MatrixTerm():
            return term
        case Apply(op, args, axis):
            return Apply(op, tuple(fill(arg, values) for arg in args), axis)


def path(derivation: Derivation, by: str) -> tuple[str, ...]:
    """The longest path from a name to the loss: the one that is lit."""
    graph = derivation.graph
    length: dict[str, int] = {graph.loss: 0}
    for name in reversed(tuple(graph.nodes)):
        ahead = [length[user] + 1 for user in graph.consumers[name] if user in length]
        if ahead and name != graph.loss:
            length[name] = max(ahead)
    walk = [by]
    while walk[-1] != graph.loss:
        users = [user for user in graph.consumers[walk[-1]] if user in length]
        walk.append(max(users, key=lambda user: length[user]))
    return tuple(walk)


@dataclass(frozen=True, slots=True)
class Moved:
    """A name on the way and by how much it moves."""

    name: str
    change: Value


def nudge(derivation: Derivation, name: str, by: Value = NUDGE) -> tuple[Moved, ...]:
    """Move a name a little, hold its own formula off, and follow the change to the loss."""
    at = derivation.evaluation.forward
    values = dict(at)
    values[Symbol(name)] = at[Symbol(name)] + by
    try:
        for node in derivation.graph.nodes.values():
            if node.term is not None and node.name != name:
                values[Symbol(node.name)] = evaluate(node.term, values)
    except (Undefined, Fault):
        return ()
    walk = path(derivation, name)
    return tuple(Moved(step, values[Symbol(step)] - at[Symbol(step)]) for step in walk)
