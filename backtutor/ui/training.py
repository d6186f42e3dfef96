"""Training on the screen: how the loss goes on falling, or that it does not.

In: a derivation, how many steps, at which learning rate. Out: a plot, or a sentence where there
is no room for one; and where the loss grew past all numbers, that it did.
"""

from __future__ import annotations

from backtutor.derive import Derivation
from backtutor.lesson import Train
from backtutor.terms import Symbol
from backtutor.ui import spoken
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.values import Value

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
        facts = {"loss": Symbol(loss), "done": len(losses), "steps": steps}
        screen.print(screen.text("train-diverged", **facts), Meaning.WRONG)
