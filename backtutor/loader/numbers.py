"""Advice on the numbers of a lesson: what they hide, and what they cannot tell apart.

In: a derivation. Out: at most one advice, at the first number that could be another. It takes
longer than everything else that is checked, so that `check` alone asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from backtutor.derive import Derivation
from backtutor.loader.faults import FAULTS, problem
from backtutor.messages import Message, message
from backtutor.neat import cells
from backtutor.problems import Problem, Span
from backtutor.questions import quantity_id
from backtutor.separation import Separation, asked_of, hiding_zeros, looked_at, separator

FAULT = "numbers-hide"

CONFUSED_OF = 5
"""One pair confused for so many wrong answers is one too many."""

NAMED = 3
"""How many hidden misconceptions are named."""


def advise_numbers(derivation: Derivation) -> list[Problem]:
    """What is told of the numbers, unless the author allows it."""
    if FAULTS[FAULT][0] in derivation.lesson.allow:
        return []
    asked = asked_of(derivation)
    first = looked_at(derivation, asked)
    wrong = separator(derivation, first)
    found = wrong.at(derivation.evaluation)
    if not is_poor(found):
        return []
    zeros = hiding_zeros(derivation, wrong) if found.hidden else ()
    zero = message(f"lesson:{FAULT}/zero", name=zeros[0]) if zeros else None
    return [
        problem(
            FAULT,
            _place(derivation, zeros),
            label=_example(found),
            help=zero or _help(derivation, found, len(first), len(asked)),
            predicted=found.predicted,
            hidden=found.hidden,
            confused=found.confused,
        )
    ]


def is_poor(found: Separation) -> bool:
    """Whether it is worth a word: a few pairs are confused by nearly all numbers."""
    return found.hidden > 0 or found.confused * CONFUSED_OF > found.predicted


def _help(derivation: Derivation, found: Separation, looked_at: int, asked: int) -> Message | None:
    """What to do, where that is not the usual thing."""
    if derivation.lesson.drawn is not None:
        return message(f"lesson:{FAULT}/{'drawn' if found.hidden else 'drawn-alike'}")
    if looked_at < asked:
        return message(f"lesson:{FAULT}/some", count=looked_at, asked=asked)
    return None


def _place(derivation: Derivation, zeros: Sequence[str]) -> Span:
    """A zero that hides something, or the first number that may be another; where there is
    none, the loss."""
    graph = derivation.graph
    name = (*zeros, *(cell.name for cell in cells(derivation)), graph.loss)[0]
    span = graph[name].span
    assert span is not None  # every node of a file has its place
    return span


def _example(found: Separation) -> Message | None:
    """The first question whose right answer hides something, and what; else the first pair that
    is confused."""
    for told in found.questions:
        if told.hidden:
            ids = tuple(dict.fromkeys(told.hidden))
            facts = {"asked": quantity_id(told.asked), "ids": ids[:NAMED]}
            more = "-more" if len(ids) > NAMED else ""
            return message(f"lesson:{FAULT}/example{more}", **facts)
    for told in found.questions:
        for first, second in told.confused:
            facts = {"asked": quantity_id(told.asked), "first": first, "second": second}
            return message(f"lesson:{FAULT}/alike", **facts)
    return None
