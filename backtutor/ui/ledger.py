"""The ledger: one row a name, with its value, its gradient and where the gradient comes from.

In: a `Graph`, what is `Shown` of it, and the formulas that were earned. Out: a rich `Text`.
It stands beside the network on wide screens and instead of it on narrow ones, or where the
network can't be drawn: `scene` decides. Whatever is not earned stays blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from backtutor.graph import Graph
from backtutor.ui.clean import clean
from backtutor.ui.diagram import Shown, graded, printed
from backtutor.ui.network import MAX_ROWS, MAX_WIDTH, network
from backtutor.ui.sheet import Sheet
from backtutor.ui.theme import Charset, Meaning

WIDE = 110
NARROW = 70
MARGIN = 2
LEAST_ROWS = 8
"""Rows of a drawing that leaves room for matrices below it."""
MAX_ROWS_BESIDE = 14


class Entry(NamedTuple):
    """A row: the sign of its state, the name, the value, the gradient, where that comes from."""

    sign: str
    name: str
    value: str
    gradient: str
    source: str
    active: bool

    def cells(self) -> tuple[str, ...]:
        return self.sign, self.name, self.value, self.gradient, self.source


def entries(
    graph: Graph, shown: Shown, sources: Mapping[str, str], charset: Charset
) -> list[Entry]:
    """The loss, then the names in the order of the backward sweep, then the given data."""
    backward = [graph.loss, *graph.backward_order]
    order = [*backward, *(name for name in graph.nodes if name not in graph.live)]
    asked = graded(graph)
    order.sort(key=lambda name: name not in asked)
    return [_entry(name, shown, sources, charset) for name in order]


def _entry(name: str, shown: Shown, sources: Mapping[str, str], charset: Charset) -> Entry:
    gradient = charset.number(clean(shown.gradients.get(name, "")))
    active = name == shown.active
    done = gradient not in ("", "?")
    sign = charset.pointer if active else charset.right if done else charset.open
    return Entry(
        sign,
        printed(name, charset),
        charset.number(clean(shown.values.get(name, ""))),
        gradient,
        charset.text(clean(sources.get(name, ""))),
        active,
    )


def ledger(
    graph: Graph, shown: Shown, sources: Mapping[str, str], sheet: Sheet, height: int = MAX_ROWS
) -> Text:
    """The table, at most `height` rows with its heading: those around the active name."""
    rows = entries(graph, shown, sources, sheet.charset)
    loss = sheet.charset.text(clean(graph.loss))
    d = sheet.charset.d
    heads = (
        "",
        sheet.say("net-name"),
        sheet.say("net-value"),
        f"{d}{loss}/{d}{sheet.charset.open}",
        sheet.say("net-from"),
    )
    seen, hidden = _around(rows, height - 1)
    widths = _widths([heads, *(row.cells() for row in seen)], sheet.width)
    lines = [_row(_cut(heads, widths, sheet.charset), widths, (Meaning.HEADING,) * len(heads))]
    lines += [
        _row(_cut(row.cells(), widths, sheet.charset), widths, _meanings(row)) for row in seen
    ]
    if hidden:
        lines.append(Text(sheet.say("net-more", count=hidden), style=Meaning.QUIET))
    return Text("\n").join(lines)


def _around(rows: Sequence[Entry], room: int) -> tuple[Sequence[Entry], int]:
    """The rows that fit, the active one among them, and how many do not."""
    if len(rows) <= room:
        return rows, 0
    room -= 1
    active = next((i for i, row in enumerate(rows) if row.active), 0)
    start = max(0, min(active - room // 2, len(rows) - room))
    return rows[start : start + room], len(rows) - room


def _widths(rows: Sequence[tuple[str, ...]], width: int) -> list[int]:
    """Column widths; the last column gives way where the screen is narrow."""
    found = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    others = sum(found[:-1]) + 2 * (len(found) - 1)
    return [*found[:-1], max(0, min(found[-1], width - others))]


def _meanings(row: Entry) -> tuple[Meaning, ...]:
    name = Meaning.ACTIVE if row.active else Meaning.NAME
    value = Meaning.ASKED if row.value == "?" else Meaning.VALUE
    gradient = Meaning.ASKED if row.gradient == "?" else Meaning.GRADIENT
    return Meaning.CORRECT, name, value, gradient, Meaning.QUIET


def _row(cells: Sequence[str], widths: Sequence[int], meanings: Sequence[Meaning]) -> Text:
    line = Text(no_wrap=True)
    for place, (text, width, meaning) in enumerate(zip(cells, widths, meanings, strict=True)):
        line.append("  " if place else "")
        line.append(text, style=meaning)
        line.append(" " * (width - cell_len(text)))
    line.rstrip()
    return line


def _cut(cells: tuple[str, ...], widths: Sequence[int], charset: Charset) -> tuple[str, ...]:
    """A row whose last cell ends in dots where it is too wide."""
    last, room = cells[-1], widths[-1]
    if cell_len(last) <= room:
        return cells
    dots = charset.more[:room]
    return (*cells[:-1], set_cell_size(last, room - cell_len(dots)) + dots)


def scene(graph: Graph, shown: Shown, sources: Mapping[str, str], sheet: Sheet) -> Text:
    """The network, the ledger, or both side by side, as the width allows."""
    rows = MAX_ROWS if graph.scalar else LEAST_ROWS
    wide = sheet.width >= NARROW
    drawn = network(graph, shown, sheet.charset, sheet.width, rows) if wide else None
    if drawn is None:
        return ledger(graph, shown, sources, sheet)
    if sheet.width < WIDE:
        return drawn
    table = ledger(graph, shown, sources, _right_part(sheet), MAX_ROWS_BESIDE)
    return side_by_side(drawn, table, MAX_WIDTH + MARGIN)


def _right_part(sheet: Sheet) -> Sheet:
    return Sheet(sheet.charset, sheet.lang, sheet.width - MAX_WIDTH - MARGIN, sheet.rounding)


def side_by_side(left: Text, right: Text, column: int) -> Text:
    """Two texts beside each other, the second from `column` on."""
    lefts, rights = left.split("\n"), right.split("\n")
    lines = []
    for i in range(max(len(lefts), len(rights))):
        line = lefts[i].copy() if i < len(lefts) else Text(no_wrap=True)
        if i < len(rights):
            line.append(" " * (column - line.cell_len)).append_text(rights[i])
        lines.append(line)
    return Text("\n").join(lines)
