"""Tangents: forward mode as questions, from one input on, and the count of its sweeps.

In: a derivation and the name of an input. Out: a question for each shape of tangent, in the
order of the forward pass, its sisters shown beside it; then how many sweeps all gradients take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from backtutor.asking.routes import EXACT
from backtutor.derive import Derivation
from backtutor.filling import with_numbers
from backtutor.graph import Kind
from backtutor.lesson import AskForwardMode, Settings
from backtutor.matrix_hints import BLANK
from backtutor.messages import Message, message
from backtutor.questions import Amount, Clue, Phase, Question, Telling, ask
from backtutor.selection import form_of, groups_of
from backtutor.tangents import TangentStep, asked_inputs, forward_cost, reverse_cost, tangents
from backtutor.terms import Apply, Derivative, Number, Symbol, Term
from backtutor.values import entries

MOST = 4
"""Tangents that are asked, the loss's among them; the others are shown."""


def forward_mode(derivation: Derivation, step: AskForwardMode) -> list[Question]:
    """The questions of `forward_mode: {wrt}`."""
    found = {one.target: one for one in tangents(derivation, step.wrt) if one.terms}
    groups = _chosen(derivation, found)
    asked = [_tangent(derivation, found, group, step.settings) for group in groups]
    return [*_in_turn(asked, found), _sweeps(derivation, step)]


def _chosen(derivation: Derivation, found: Mapping[str, TangentStep]) -> list[list[str]]:
    """Of each shape one, the loss among them; too many shapes: the first ones and the loss."""
    depth = derivation.graph.depth
    groups = groups_of(
        (name, (form_of(step.formula, derivation), depth[name])) for name, step in found.items()
    )
    last = [group for group in groups if derivation.graph.loss in group]
    first = [group for group in groups if group not in last]
    return [*first[: MOST - len(last)], *last]


def _tangent(
    derivation: Derivation, found: Mapping[str, TangentStep], group: list[str], settings: Settings
) -> Question:
    step = found[group[0]]
    moved = tuple(term.tangent for term in step.terms if term.tangent.of != step.wrt)
    plain = ask(derivation, step.quantity, settings)
    return replace(
        plain,
        id=f"tangent:{plain.id}",
        phase=Phase.FORWARD_MODE,
        prompt=message("ask-tangent", asked=step.quantity, by=Symbol(step.wrt)),
        wants=Amount(step.value, step.formula),
        given=moved,
        siblings=tuple(found[name].quantity for name in group[1:]),
        telling=Telling(
            ladder=tuple(_ladder(derivation, step)),
            where=message("wrong-tangent", of=Symbol(step.target), by=Symbol(step.wrt)),
            clues=(_seed(step.wrt), _formula(derivation, step.target)),
        ),
    )


def _seed(wrt: str) -> Clue:
    return Clue(message("equals", left=Derivative(wrt, wrt), right=Number(Fraction(1))))


def _formula(derivation: Derivation, name: str) -> Clue:
    return Clue(message("equals", left=Symbol(name), right=derivation.graph[name].term))


def _in_turn(asked: list[Question], found: Mapping[str, TangentStep]) -> Iterator[Question]:
    """Every question with the tangents that it goes on from, once they are no secret: those that
    are asked once they are, the others once every tangent before them is."""
    before: list[str] = []
    for question in asked:
        assert question.telling is not None
        after = tuple(before)
        clues = [
            Clue(tangent, (tangent,), after) for tangent in question.given
            if isinstance(tangent, Derivative)
        ]  # fmt: skip
        yield replace(
            question, telling=replace(question.telling, clues=(*question.telling.clues, *clues))
        )
        before.append(question.id)


def _ladder(derivation: Derivation, step: TangentStep) -> Iterator[Message]:
    names = tuple(Symbol(term.via) for term in step.terms)
    yield message("hint-tangent", of=Symbol(step.target), by=Symbol(step.wrt), names=names)
    yield message("hint-symbols", left=step.quantity, right=_blanks(step))
    yield with_numbers(
        step.quantity, step.formula, step.value, derivation.evaluation, derivation.lesson.rounding
    )


def _blanks(step: TangentStep) -> Term:
    """The sum over the sources, a blank for each local derivative."""
    parts: list[Term] = [
        BLANK if term.tangent.of == step.wrt else Apply("mul", (BLANK, term.tangent))
        for term in step.terms
    ]
    return parts[0] if len(parts) == 1 else Apply("add", tuple(parts))


# -- how many sweeps


def _sweeps(derivation: Derivation, step: AskForwardMode) -> Question:
    """How many sweeps forward what one sweep back gives would take."""
    names = _inputs(derivation, step.wrt)
    exact = Fraction(sum(len(entries(derivation.evaluation[Symbol(name)])) for name in names))
    inputs = tuple(map(Symbol, names))
    return Question(
        id=f"sweeps:{step.wrt}",
        phase=Phase.FORWARD_MODE,
        prompt=message(
            "ask-sweeps", wrt=Symbol(step.wrt), loss=Symbol(derivation.graph.loss), inputs=inputs
        ),
        asked=None,
        wants=Amount(exact, Number(exact)),
        settings=step.settings,
        tolerance=EXACT,
        telling=Telling(
            name=message("sweeps-name"),
            form=message("form-count"),
            ladder=(
                message("hint-sweeps", wrt=Symbol(step.wrt)),
                message("hint-sweeps-each"),
                message("hint-sweeps-count", inputs=inputs),
            ),
            where=message("wrong-sweeps"),
            solution=(_cost(derivation, int(exact)),),
        ),
    )


def _inputs(derivation: Derivation, wrt: str) -> tuple[str, ...]:
    """The names whose gradients are asked; all that are given, where they are few or others."""
    graph, asked = derivation.graph, asked_inputs(derivation)
    if wrt in asked and len(asked) > 1:
        return asked
    given = graph.of_kind(Kind.DATA, Kind.PARAMETER)
    return tuple(node.name for node in given if node.name in graph.live)


def _cost(derivation: Derivation, sweeps: int) -> Message:
    """What forward and backward cost, a sweep forward costing always the same."""
    forward, reverse = forward_cost(derivation), reverse_cost(derivation)
    one = forward.operations // max(forward.sweeps, 1)
    return message(
        "solution-sweeps", sweeps=sweeps, forward=one * sweeps, reverse=reverse.operations
    )
