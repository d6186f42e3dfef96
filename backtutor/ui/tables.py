"""Tables that keep their columns, and long rows of parts that give up their middle.

In: cells, each a text and its meaning. Out: rich `Text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backtutor.ui.screen import Screen
from backtutor.ui.sheet import Sheet
from backtutor.ui.theme import Meaning
from backtutor.values import Value, is_matrix

LONGEST = 44
"""Characters beyond which a matrix in a table is given by its shape."""


LONGEST_FORMULA = 200
"""Characters beyond which a formula of a table is cut."""


class Cell(NamedTuple):
    """A text of a table, what it means, and whether it stands at the right of its column."""

    text: str
    meaning: Meaning | str = ""
    right: bool = False


Row = Sequence[Cell]


def aligned(rows: Sequence[Row], indent: str = "  ", gaps: Sequence[str] = ()) -> Text:
    """Rows with their columns one under another, empty columns left out.

    `gaps` stand before the columns after the first, "  " where none is given.
    """
    widths = [max(cell_len(cell.text) for cell in column) for column in zip(*rows, strict=True)]
    before = [gaps[i] if i < len(gaps) else "  " for i in range(len(widths))]
    before[0] = indent
    return Text("\n").join(_line(row, widths, before) for row in rows)


def _line(row: Row, widths: Sequence[int], before: Sequence[str]) -> Text:
    line = Text(no_wrap=True)
    for cell, width, gap in zip(row, widths, before, strict=True):
        if width:
            filler = " " * (width - cell_len(cell.text))
            line.append(gap + (filler if cell.right else ""))
            line.append(cell.text, style=cell.meaning)
            line.append("" if cell.right else filler)
    line.rstrip()
    return line


def width_of(text: Text) -> int:
    """The longest line."""
    return max(line.cell_len for line in text.split("\n"))


def first_that_fits(forms: Iterable[Text], width: int) -> Text | None:
    """The first form no wider than the screen."""
    return next((form for form in forms if width_of(form) <= width), None)


def elided(parts: Sequence[str], joint: str, room: int, more: str) -> str:
    """The parts joined; where they do not fit, as many from both ends as do."""
    whole = joint.join(parts)
    kept = len(parts) - 1
    while cell_len(whole) > room and kept >= 2:
        last = kept // 2
        whole = joint.join([*parts[: kept - last], more, *parts[-last:]])
        kept -= 1
    return whole


def put(screen: Screen, text: Text) -> None:
    """A table as it is where the screen is wide enough; else its lines are broken at words."""
    if width_of(text) <= screen.width:
        screen.drawing(text)
    else:
        screen.print(text)


def brief(value: Value, sheet: Sheet) -> str:
    """A number; a small matrix as its rows, a large one by its shape."""
    text = sheet.number(value)
    return sheet.brief(value) if is_matrix(value) and len(text) > LONGEST else text


def cut(formula: str, sheet: Sheet) -> str:
    """A formula as it is, or its beginning: a node may add up hundreds of products."""
    if len(formula) <= LONGEST_FORMULA:
        return formula
    return f"{formula[:LONGEST_FORMULA].rpartition(' ')[0]} {sheet.charset.more}"
