"""A curve in text: the loss over the steps of gradient descent.

In: the losses from the start on. Out: a rich `Text`: a title with a sparkline, and a plot with
its highest and lowest value at the axis; logarithmic where the values span decades.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from backtutor.notation import Rounding, show
from backtutor.ui.clean import clean
from backtutor.ui.sheet import Sheet
from backtutor.ui.theme import Charset, Meaning

HEIGHT = 6
MAX_STRIDE = 3
LEAST_SPARKS = 8
BRIEF = Rounding(3)
DECADES = 30.0
"""Highest over lowest from which a logarithmic scale shows more."""


def curve(losses: Sequence[float], loss: str, lr: str, sheet: Sheet, height: int = HEIGHT) -> Text:
    """The title line and the plot; only the title where there is nothing to plot."""
    logarithmic = is_logarithmic(losses)
    title = _title(losses, loss, lr, sheet, logarithmic)
    if len(losses) < 2:
        return title
    return Text("\n").join([title, *_plot(losses, sheet, height, logarithmic)])


def is_logarithmic(losses: Sequence[float]) -> bool:
    return bool(losses) and min(losses) > 0 and max(losses) / min(losses) >= DECADES


def _title(losses: Sequence[float], loss: str, lr: str, sheet: Sheet, logarithmic: bool) -> Text:
    scale = "net-curve-log" if logarithmic else "net-curve"
    words = sheet.say(scale, loss=clean(loss), steps=max(0, len(losses) - 1), lr=clean(lr))
    title = Text().append(words, style=Meaning.HEADING)
    if losses:
        first, last = (sheet.charset.number(show(x, BRIEF)) for x in (losses[0], losses[-1]))
        room = sheet.width - title.cell_len - cell_len(first + last) - 8
        title.append("  ").append(
            sparkline(losses, sheet.charset, room, logarithmic), style=Meaning.VALUE
        )
        title.append(f"  {first} {sheet.charset.becomes} {last}", style=Meaning.VALUE)
    return title


def sparkline(
    values: Sequence[float], charset: Charset, room: int, logarithmic: bool = False
) -> str:
    """One character a value, evenly thinned out where there is less room; "" for too little."""
    if not values or room < min(len(values), LEAST_SPARKS):
        return ""
    step = max(1, math.ceil(len(values) / room))
    top = len(charset.levels) - 1
    return "".join(charset.levels[round(top * h)] for h in heights(values[::step], logarithmic))


def heights(values: Sequence[float], logarithmic: bool) -> list[float]:
    """Each value's height between the lowest (0) and the highest (1)."""
    scaled = [math.log(value) for value in values] if logarithmic else list(values)
    # halves, so that no difference of large values overflows
    low, span = min(scaled) / 2, max(scaled) / 2 - min(scaled) / 2
    return [(value / 2 - low) / span if span else 0.0 for value in scaled]


def _plot(losses: Sequence[float], sheet: Sheet, height: int, logarithmic: bool) -> list[Text]:
    high, low = (sheet.charset.number(show(x, BRIEF)) for x in (max(losses), min(losses)))
    margin = max(cell_len(high), cell_len(low))
    room = max(2, sheet.width - margin - 4)
    points = _points(losses, room, height, logarithmic)
    tick, side, corner = sheet.charset.axis
    lines = []
    for row in range(height):
        label = {0: high, height - 1: low}.get(row, "")
        line = Text(" " * (margin - cell_len(label)), no_wrap=True)
        line.append(label, style=Meaning.VALUE)
        line.append(f" {tick if label else side}", style=Meaning.EDGE)
        drawn = (sheet.charset.point if (row, column) in points else " " for column in range(room))
        line.append("".join(drawn).rstrip(), style=Meaning.VALUE)
        lines.append(line)
    used = max(column for _, column in points) + 2
    floor = " " * (margin + 1) + corner + sheet.charset.joint(0, 0, 1, 1) * used
    return [*lines, Text(floor, style=Meaning.EDGE, no_wrap=True)]


def _points(
    losses: Sequence[float], room: int, height: int, logarithmic: bool
) -> set[tuple[int, int]]:
    """The cells of the points: (row from the top, column)."""
    stride = min(float(MAX_STRIDE), (room - 2) / max(1, len(losses) - 1))
    return {
        (round((height - 1) * (1 - share)), 1 + int(i * stride))
        for i, share in enumerate(heights(losses, logarithmic))
    }
