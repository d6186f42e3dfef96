"""Hints: help that never contains the answer.

A ladder of three for each kind of question: the rule in words with the path, the chain in
symbols with a blank, the numbers filled in but not worked out. Where the answer would stand
among the numbers, the ladder only says which to take. What an author says of the node comes
first. Matrices and choices have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from backtutor.choice_hints import expression_hints, option_hints, sign_hints, total_hints
from backtutor.derive import Derivation, GradientStep
from backtutor.filling import with_numbers
from backtutor.lesson import Words
from backtutor.matrix_hints import BLANK, matrix_hints
from backtutor.messages import Message, message
from backtutor.questions import Phase, Question
from backtutor.terms import (
    Apply,
    Derivative,
    Number,
    Symbol,
    Term,
    Updated,
)


def hints(derivation: Derivation, question: Question) -> tuple[Message | Words, ...]:
    """The ladder of a question: the node's own hint, then the step's or the program's."""
    caption = derivation.lesson.captions.get(_about(question) or "")
    own = (caption.hint,) if caption and caption.hint else ()
    return (*own, *(question.settings.hints or _ladder(derivation, question)))


def _about(question: Question) -> str | None:
    """The node that a question is about: of a local derivative, the one whose formula it is."""
    match question.asked:
        case Derivative(of, by, local):
            return of if local else by
        case Symbol(name) | Updated(name):
            return name
    return _raised(question) if question.phase is Phase.SIGN else None


def _raised(question: Question) -> str:
    """The name that a sign question raises."""
    assert isinstance(question.prompt, Message)
    raised: Symbol = question.prompt.facts["name"]
    return raised.name


def _ladder(derivation: Derivation, question: Question) -> Iterator[Message]:
    if question.telling is not None and question.telling.ladder:
        return iter(question.telling.ladder)
    match question.asked:
        case Derivative(of, by, False) if (
            of == derivation.graph.loss and by in derivation.gradients
        ):
            return _gradient_hints(derivation, question, by)
        case Derivative(of, by, False):
            return total_hints(derivation, question, of, by)
        case Derivative():
            return _local_hints(derivation, question)
        case Updated() if question.phase is Phase.UPDATE:
            return _update_hints(derivation, question)
        case Symbol() | Updated():
            return _value_hints(derivation, question)
    if question.phase is Phase.SIGN:
        return sign_hints(derivation, path(derivation, _raised(question)))
    return option_hints(question) if question.choices else expression_hints(derivation, question)


def _gradient_hints(derivation: Derivation, question: Question, by: str) -> Iterator[Message]:
    step = derivation.gradients[by]
    if derivation.graph.has_matrix(by, *(term.via for term in step.terms)):
        yield from matrix_hints(derivation, step)
        yield _numbers(derivation, question)
        return
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
    if [term.via for term in step.terms] == [step.loss]:
        yield _formula_hint(derivation, step.loss, by)
    else:
        yield message("hint-symbols", left=step.quantity, right=_blanks(step))
    yield _numbers(derivation, question, step.terms[0].via if len(step.terms) == 1 else None)


def _blanks(step: GradientStep) -> Term:
    """The chain in symbols, a blank for each local derivative."""
    blanks: list[Term] = [
        Apply("mul", (term.upstream, BLANK)) if term.via != step.loss else BLANK
        for term in step.terms
    ]
    return blanks[0] if len(blanks) == 1 else Apply("add", tuple(blanks))


def _formula_hint(derivation: Derivation, of: str, by: str) -> Message:
    formula = derivation.graph[of].term
    return message("hint-formula", left=Symbol(of), right=formula, by=Symbol(by))


def _local_hints(derivation: Derivation, question: Question) -> Iterator[Message]:
    assert isinstance(question.asked, Derivative)
    of, by = question.asked.of, question.asked.by
    others = _others(derivation, of, by)
    id = "hint-local" if others else "hint-local-alone"
    yield message(id, of=Symbol(of), by=Symbol(by), others=others)
    yield _formula_hint(derivation, of, by)
    yield _numbers(derivation, question, of)


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


def _named(question: Question) -> Term | Message:
    if isinstance(question.asked, Updated):
        return message("updated-name", name=Symbol(question.asked.name))
    assert question.asked is not None
    return question.asked


def _numbers(derivation: Derivation, question: Question, via: str | None = None) -> Message:
    """The formula with its numbers, not worked out.

    Where it is a lone name or number, or a number in it is the answer, only the way to it is
    told: how far does `via` move with what the slope is taken by?
    """
    formula = question.formula
    assert formula is not None
    if isinstance(formula, Number):
        return message("hint-constant")
    if not isinstance(formula, Apply) and via is not None:
        assert isinstance(question.asked, Derivative)
        return message("hint-slope", via=Symbol(via), by=Symbol(question.asked.by))
    at = derivation.evaluation
    if isinstance(question.asked, Updated) and question.phase is not Phase.UPDATE:
        at = derivation.updated
    return with_numbers(_named(question), formula, question.value, at, derivation.lesson.rounding)


def path(derivation: Derivation, by: str) -> tuple[str, ...]:
    """The longest path from a name to the loss, the one that is lit; the name alone without one."""
    graph = derivation.graph
    length: dict[str, int] = {graph.loss: 0}
    for name in reversed(tuple(graph.nodes)):
        ahead = [length[user] + 1 for user in graph.consumers[name] if user in length]
        if ahead and name != graph.loss:
            length[name] = max(ahead)
    walk = [by]
    while walk[-1] != graph.loss and by in length:
        users = [user for user in graph.consumers[walk[-1]] if user in length]
        walk.append(max(users, key=lambda user: length[user]))
    return tuple(walk)
