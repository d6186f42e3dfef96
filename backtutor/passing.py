"""Passing: how what arrives at a node comes back through it to a matrix, as a choice.

In: a gradient step with matrices and one consumer. Out: a `Question` with options, each wrong one
with its reason, or None where the node is the loss itself. The right option is told from the form
of the rule, as the first hint is; for a matrix product the other factor is asked. To tell another
kind, add a row to `WAYS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from backtutor.derive import Contribution, Derivation, GradientStep
from backtutor.matrix_hints import KINDS, other_factor
from backtutor.messages import Message, message
from backtutor.questions import Choice, OneOf, Phase, Question, Telling
from backtutor.terms import Symbol

PRODUCT = "product"

WAYS: Mapping[str, str] = {
    "hint-matrix-product": PRODUCT,
    "hint-matrix-sum": "sum",
    "hint-matrix-coupled": "coupled",
    "hint-matrix-entrywise": "entrywise",
}
"""The kind of a rule, by the id of its hint → the option that says so."""

SHOWN = ("as-it-is", "entrywise", "sum", "coupled")
"""The options of a question about a kind, in order."""


def passing(derivation: Derivation, step: GradientStep) -> Question | None:
    """The question, with an id that is replaced by whoever asks it."""
    (part,) = step.terms
    kind = kind_of(derivation, part)
    if kind is None:
        return None
    facts = _facts(derivation, step, part)
    if kind == PRODUCT:
        asked, choices = "ask-beside", _beside(derivation, step, part, facts)
    else:
        asked, choices = "ask-passing", _kinds(kind, facts)
    return Question(
        id=f"passing:{step.target}",
        phase=Phase.BACKWARD,
        prompt=Message(asked, facts),
        asked=None,
        wants=OneOf(tuple(choices)),
        telling=Telling(
            name=Message("passing-name", facts),
            ladder=tuple(Message(f"hint-{asked[4:]}-{n}", facts) for n in ("rule", "form", "test")),
        ),
    )


def kind_of(derivation: Derivation, part: Contribution) -> str | None:
    """How what arrives comes back; None where nothing arrives but 1."""
    if part.upstream.of == part.upstream.by:
        return None
    if part.formula == part.upstream:
        return "as-it-is"
    return next((WAYS[id] for id, holds in KINDS.items() if holds(part, derivation)), None)


def _facts(derivation: Derivation, step: GradientStep, part: Contribution) -> dict[str, Any]:
    return {
        "by": Symbol(step.target),
        "via": Symbol(part.via),
        "upstream": part.upstream,
        "formula": derivation.graph[part.via].term,
    }


def _kinds(kind: str, facts: Mapping[str, Any]) -> Iterator[Choice]:
    """What could happen on the way back; of the wrong ones, when it would."""
    for option in SHOWN:
        said, right = Message(f"passing-{option}", facts), option == kind
        yield Choice(said, right, None if right else Message(f"why-not-{option}", facts))


def _beside(
    derivation: Derivation, step: GradientStep, part: Contribution, facts: Mapping[str, Any]
) -> Iterator[Choice]:
    """The matrices that could stand beside what arrives, in the order of the network."""
    right = other_factor(part, derivation)
    graph = derivation.graph
    near = {step.target, part.via, *graph[part.via].sources}
    for name in graph.nodes:
        symbol = Symbol(name)
        if symbol == right:
            yield Choice(symbol, True)
        elif name in near and graph.has_matrix(name):
            yield Choice(symbol, False, _why_not(name, step, part, facts))


def _why_not(
    name: str, step: GradientStep, part: Contribution, facts: Mapping[str, Any]
) -> Message:
    if name == step.target:
        return Message("why-not-beside-itself", facts)
    id = "why-not-beside-output" if name == part.via else "why-not-beside-other"
    return message(id, **{**facts, "name": Symbol(name)})
