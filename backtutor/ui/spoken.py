"""Plain mode: what others see as tables, cards and plots, in whole sentences.

In: the same steps and the same `Shown` and `Hidden` that the drawings get. Out: lines of text.
What is not earned is called unknown, what is asked is said to be asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backtutor.derive import UpdateStep
from backtutor.messages import Message, message
from backtutor.notation import Rounding, show
from backtutor.terms import Symbol
from backtutor.ui.diagram import Shown
from backtutor.ui.screen import Screen
from backtutor.ui.updates import Hidden, Move

BRIEF = Rounding(digits=3)


def rows(
    names: Sequence[str], shown: Shown, sources: Mapping[str, str], screen: Screen
) -> Iterator[str]:
    """The ledger: a sentence a name."""
    for name in names:
        facts = {
            "name": Symbol(name),
            "value": _known(shown.values.get(name)),
            "gradient": _known(shown.gradients.get(name)),
        }
        if name in sources and shown.gradients.get(name) != "?":
            yield screen.text("spoken-row-from", **facts, source=sources[name])
        else:
            yield screen.text("spoken-row", **facts)


def _known(text: str | None) -> str | Message:
    if not text:
        return message("net-unknown")
    return message("net-asked") if text == "?" else text


def updates(steps: Sequence[UpdateStep], hidden: Hidden, screen: Screen) -> Iterator[str]:
    """The update table: a sentence a parameter."""
    unknown = message("net-unknown")
    for step in steps:
        new = unknown if step.target in hidden.values else screen.number(step.value)
        gradient = unknown if step.target in hidden.gradients else screen.number(step.gradient)
        yield screen.text(
            "spoken-update",
            name=Symbol(step.target),
            old=screen.number(step.old),
            gradient=gradient,
            new=new,
        )


def moves(moved: Sequence[Move], screen: Screen) -> Iterator[str]:
    """The second forward pass: a sentence a node."""
    for move in moved:
        yield screen.text(
            "spoken-moved",
            name=Symbol(move.name),
            old=screen.number(move.before),
            new=screen.number(move.after),
        )


def descent(losses: Sequence[float], loss: str, rate: str, screen: Screen) -> str:
    """The plot: where the loss was and where it is."""
    first, last = (screen.charset.number(show(value, BRIEF)) for value in (losses[0], losses[-1]))
    return screen.text(
        "spoken-descent", steps=len(losses) - 1, rate=rate, loss=Symbol(loss), old=first, new=last
    )
