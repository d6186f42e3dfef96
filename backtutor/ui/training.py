"""Training on the screen: how the loss goes on falling, or that it does not.

In: a derivation, how many steps, at which learning rate. Out: a plot, or a sentence where there
is no room for one; and where the loss grew past all numbers, that it did.
"""

from __future__ import annotations

from math import inf

from backtutor.derive import Derivation
from backtutor.lesson import Train
from backtutor.terms import Symbol
from backtutor.ui import spoken
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.values import Value, entry_of

DESCENT = 20
"""Steps that are shown of a lesson that takes only one."""

PLOT_WIDTH = 60
"""On narrower screens a sentence says what the plot would show."""


def steps_shown(train: Train) -> int:
    return train.steps if train.steps > 1 else DESCENT


def descent(
    whole: Derivation, losses: list[float], rate: Value, steps: int, screen: Screen
) -> None:
    """The curve of the loss, and where it ended before all `steps` were taken."""
    train, loss = whole.lesson.train, whole.graph.loss
    assert train is not None
    shown = f"{train.lr_name} = {screen.number(rate)}"
    if screen.plain or screen.width < PLOT_WIDTH:
        screen.print(spoken.descent(losses, loss, shown, screen))
    else:
        from backtutor.ui.plot import curve  # only at the end

        screen.print()
        screen.drawing(curve(losses, loss, shown, screen.sheet))
    if len(losses) <= steps:
        facts = {"loss": Symbol(loss), "done": len(losses), "steps": steps, "rate": train.lr_name}
        id = "train-uphill" if entry_of(rate, None) < 0 else "train-diverged"
        screen.print(screen.text(id, **facts), Meaning.WRONG)


def first_step(losses: list[float], loss: str, rate: Value, screen: Screen, name: str) -> str:
    """What the first step did to the loss, and where it grew, why."""
    after = losses[1] if len(losses) > 1 else inf
    if after < losses[0]:
        id = "fell"
    elif after == losses[0]:
        id = "stayed"
    else:
        id = "rose-uphill" if entry_of(rate, None) < 0 else "rose-long"
    return screen.text(id, loss=Symbol(loss), rate=name)
