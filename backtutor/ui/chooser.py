"""The picker's screen: lessons in rows, the chosen one described below.

In: `Row`s and which is chosen. Out: a rich `Text`. No input here: the picker reads the keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from backtutor.ui.panels import rule
from backtutor.ui.screen import PROSE_WIDTH, Screen, filled_lines
from backtutor.ui.theme import Meaning
from backtutor.ui.wrapping import wrapped

BAR = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One lesson: its id, title and summary, how far it is, its state in words."""

    id: str
    title: str
    summary: str
    solved: int
    count: int | None
    state: str


def chooser(rows: list[Row], chosen: int, screen: Screen, filter: str | None) -> Text:
    """The whole picker."""
    found = screen.text("picker-title-one" if len(rows) == 1 else "picker-title", count=len(rows))
    lines = [rule("backtutor", found, screen), Text()]
    lines += _rows(rows, chosen, screen)
    lines += [Text(), *_described(rows, chosen, screen), Text()]
    if filter is not None:
        lines.append(Text.assemble("/", (filter, Meaning.KEY)))
    keys = filled_lines(screen.text("picker-keys").split("  "), screen.width, "  ")
    lines += [Text(line, style=Meaning.QUIET) for line in keys]
    return Text("\n").join(lines)


def spoken_rows(rows: list[Row], screen: Screen) -> Iterator[str]:
    """The lessons for plain mode, a sentence each."""
    for place, row in enumerate(rows, 1):
        facts = {"number": place, "lesson": row.id, "title": row.title, "state": row.state}
        yield screen.text("picker-row", **facts)
    if not rows:
        yield screen.text("picker-empty")


def _rows(rows: list[Row], chosen: int, screen: Screen) -> list[Text]:
    """As many rows as the screen has room for, the chosen one among them."""
    room = max(3, screen.environment.height - 10)
    start = max(0, min(chosen - room // 2, len(rows) - room))
    width = max((cell_len(row.title) for row in rows), default=0)
    return [
        _row(row, place, place == chosen, width, screen)
        for place, row in enumerate(rows)
        if start <= place < start + room
    ]


def _row(row: Row, place: int, chosen: bool, width: int, screen: Screen) -> Text:
    sign = screen.charset.pointer if chosen else " "
    padded = row.title + " " * (width - cell_len(row.title))
    line = Text(f"{sign} {place + 1:>2}  ")
    line.append(padded, style=Meaning.ACTIVE if chosen else "")
    line.append("  ").append(_far(row, screen), style=Meaning.VALUE)
    line.append(f"  {row.state}", style=Meaning.QUIET)
    line.truncate(screen.width)
    return line


def _far(row: Row, screen: Screen) -> str:
    if not row.count:
        return screen.charset.empty * BAR + " " * 6
    full = BAR * row.solved // row.count
    bar = screen.charset.full * full + screen.charset.empty * (BAR - full)
    return f"{bar} {row.solved}/{row.count}".ljust(BAR + 6)


def _described(rows: list[Row], chosen: int, screen: Screen) -> list[Text]:
    """The summary of the chosen lesson, three lines at most."""
    if not rows:
        return [Text(screen.text("picker-empty"))]
    room = min(screen.width, PROSE_WIDTH)
    paragraphs = Text(rows[chosen].summary).split("\n")
    return [line for paragraph in paragraphs for line in wrapped(paragraph, room)][:3]
