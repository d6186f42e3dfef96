"""Painting: a plan with known rows, channels and columns as characters.

In: what the other modules of the package found. Out: a `Drawing`. Lines are kept as the arms of
each cell, so that they join where they meet; text lies over them. `Drawing.owners` says whose
each cell is: apart from straight crossings no cell belongs to two nets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rich.cells import cell_len

from backtutor.ui.diagram import Box, Port, Tag
from backtutor.ui.layout.channels import Channel, Trunk
from backtutor.ui.layout.columns import Columns
from backtutor.ui.layout.plan import Plan, Point
from backtutor.ui.layout.rows import Rows
from backtutor.ui.theme import Charset, Meaning

Cell = tuple[int, int]
"""(row, column)."""

Owner = tuple[str, str]
"""("from", source): a source's line and trunk; ("into", target): the join before a box."""

LIGHT, HEAVY = 1, 2


class Drawing(NamedTuple):
    """Characters by cell, each with its meaning; a wide character leaves its second cell ""."""

    cells: Mapping[Cell, tuple[str, Meaning]]
    owners: Mapping[Cell, frozenset[Owner]]
    height: int
    width: int


class Canvas:
    """Cells being written: arms of lines by weight, and text over them."""

    def __init__(self) -> None:
        self.arms: dict[Cell, list[int]] = {}
        self.texts: dict[Cell, tuple[str, Meaning]] = {}
        self.owners: dict[Cell, set[Owner]] = {}

    def across(self, row: int, start: int, end: int, weight: int, owner: Owner) -> None:
        for column in range(start, end + 1):
            self._arm((row, column), 2, weight if column > start else 0, owner)
            self._arm((row, column), 3, weight if column < end else 0, owner)

    def down(self, column: int, start: int, end: int, weight: int, owner: Owner) -> None:
        start, end = sorted((start, end))
        for row in range(start, end + 1):
            self._arm((row, column), 0, weight if row > start else 0, owner)
            self._arm((row, column), 1, weight if row < end else 0, owner)

    def _arm(self, cell: Cell, side: int, weight: int, owner: Owner) -> None:
        arms = self.arms.setdefault(cell, [0, 0, 0, 0])
        arms[side] = max(arms[side], weight)
        self.owners.setdefault(cell, set()).add(owner)

    def write(self, row: int, column: int, text: str, meaning: Meaning, owner: Owner) -> int:
        """Text from `column` on; gives the column after it."""
        for character in text:
            second = [""] if cell_len(character) == 2 else []
            for part in (character, *second):
                self.texts[row, column] = part, meaning
                self.owners.setdefault((row, column), set()).add(owner)
                column += 1
        return column


class Painter:
    """Paints a plan whose rows, channels and columns are known."""

    def __init__(
        self,
        plan: Plan,
        charset: Charset,
        rows: Rows,
        channels: Mapping[int, Channel],
        width: int,
    ) -> None:
        self.plan, self.charset, self.rows, self.channels = plan, charset, rows, channels
        self.columns = Columns(plan, charset, channels)
        self.padding = self.columns.pad(width)
        self.starts = self.columns.starts(self.padding)
        self.canvas = Canvas()

    def drawing(self) -> Drawing:
        for layer, column in enumerate(self.plan.columns):
            for item in column:
                if item.box is None:
                    self._lane(item.point)
                else:
                    self._box(item.box, layer)
        for layer in range(self.plan.last):
            self._channel(layer)
        return self._finished()

    def weight(self, source: str, target: str) -> int:
        return HEAVY if (source, target) in self.plan.diagram.lit else LIGHT

    def carried(self, source: str, layer: int) -> int:
        """The weight of a source's line once it has passed `layer`."""
        later = (u for u in self.plan.users[source] if self.plan.layer[u] > layer)
        return max(self.weight(source, user) for user in later)

    def box_column(self, layer: int) -> int:
        return self.starts[layer] + self.columns.join(layer) + self.columns.arrow(layer)

    def _lane(self, point: Point) -> None:
        name, layer = point
        end = self.box_column(layer) + self.columns.box(layer)
        weight = self.carried(name, layer)
        self.canvas.across(self.rows.of[point], self.starts[layer], end, weight, ("from", name))

    def _box(self, box: Box, layer: int) -> None:
        row, column = self.rows.of[box.name, layer], self.box_column(layer)
        self._ports(box, layer)
        owner = "from", box.name
        meaning = Meaning.ACTIVE if box.active else Meaning.NAME
        end = self.canvas.write(row, column, box.label, meaning, owner)
        if self.plan.users[box.name]:
            edge = column + self.columns.box(layer)
            weight = self.carried(box.name, layer)
            self.canvas.across(row, end - 1, edge, weight, owner)
        if self.plan.spacing.beside:
            end = self._number(row - 1, column + 1, box.value, Meaning.VALUE, owner)
            self._beside(row - 1, end, box.gradient, owner)
        else:
            self._number(row - 1, column + 1, box.value, Meaning.VALUE, owner)
            self._number(row + 1, column + 1, box.gradient, Meaning.GRADIENT, owner)

    def _number(self, row: int, column: int, text: str, meaning: Meaning, owner: Owner) -> int:
        shown = Meaning.ASKED if text == "?" else meaning
        return self.canvas.write(row, column, text, shown, owner)

    def _beside(self, row: int, column: int, gradient: str, owner: Owner) -> int:
        if not gradient:
            return column
        sign = self.canvas.write(row, column, f" {self.charset.d}", Meaning.GRADIENT, owner)
        return self._number(row, sign, gradient, Meaning.GRADIENT, owner)

    def _ports(self, box: Box, layer: int) -> None:
        """The join before a box: each port's row, the vertical, the arrow."""
        if not box.ports:
            return
        row, owner = self.rows.of[box.name, layer], ("into", box.name)
        join = self.starts[layer] + self.columns.tags(layer)
        tip = self.box_column(layer) - 1
        rows = self.rows.ports[box.name, layer]
        end = tip if len(rows) == 1 else join
        for port, at in zip(self.plan.ports[box.name], rows, strict=True):
            weight = self.weight(port.source or "", box.name)
            self._port(port, at, layer, end, weight, owner)
            if len(rows) > 1:
                self.canvas.down(join, at, row, weight, owner)
        strongest = max(self.weight(p.source or "", box.name) for p in box.ports)
        self.canvas.across(row, end, tip + 1, strongest, owner)
        meaning = Meaning.LIT if strongest == HEAVY else Meaning.EDGE
        arrow = self.charset.double if box.bundle else self.charset.arrow
        self.canvas.write(row, tip, arrow, meaning, owner)

    def _port(self, port: Port, row: int, layer: int, end: int, weight: int, into: Owner) -> None:
        start = self.starts[layer]
        owner = into if port.source is None else ("from", port.source)
        after = start
        if port.tag is not None:
            after = self._tag(port.tag, row, start + 1, owner)
        # a stub's line starts under the blank after its tag, so that it starts with a full dash
        line_from = after - 1 if port.source is None else start
        self.canvas.across(row, min(line_from, end), end, weight, owner)

    def _tag(self, tag: Tag, row: int, column: int, owner: Owner) -> int:
        label = self._blank(row, column - 1, owner)
        meaning = Meaning.ACTIVE if tag.active else Meaning.NAME
        number = self.canvas.write(row, label, tag.label, meaning, owner)
        after = number
        if tag.value:
            number = self._blank(row, number, owner)
            after = self._number(row, number, tag.value, Meaning.VALUE, owner)
        if self.plan.spacing.beside:
            after = self._beside(row, after, tag.gradient, owner)
        elif tag.gradient:
            number = number if tag.value else number + 1
            self._number(row + 1, number, tag.gradient, Meaning.GRADIENT, owner)
        return self._blank(row, after, owner)

    def _blank(self, row: int, column: int, owner: Owner) -> int:
        return self.canvas.write(row, column, " ", Meaning.EDGE, owner)

    def _channel(self, layer: int) -> None:
        """The lines between two layers: straight ones, and those that leave their row."""
        left = self.box_column(layer) + self.columns.box(layer)
        right = self.starts[layer + 1]
        trunks = dict(self._trunk_columns(layer, left))
        for (name, _), ends in self.plan.nets(layer):
            row, owner = self.rows.of[name, layer], ("from", name)
            for point, port in ends:
                end = self.rows.end(point, port)
                is_box = point in self.rows.ports
                weight = self.weight(name, point[0]) if is_box else self.carried(name, layer + 1)
                turn = left
                if end != row:
                    trunk, turn = trunks[name]
                    turn += int(trunk.split and end > row)
                    self.canvas.across(row, left, turn, weight, owner)
                    self.canvas.down(turn, row, end, weight, owner)
                self.canvas.across(end, turn, right, weight, owner)

    def _trunk_columns(self, layer: int, left: int) -> Iterator[tuple[str, tuple[Trunk, int]]]:
        """Net → its trunk and the trunk's column."""
        at = left + 1 + (self.padding + 1) // 2
        for trunk in self.channels[layer].trunks:
            yield trunk.net, (trunk, at)
            at += trunk.width

    def _finished(self) -> Drawing:
        """Lines as characters, text over them, empty rows at the top and bottom left out."""
        cells = {
            cell: (self.charset.joint(*arms), Meaning.LIT if HEAVY in arms else Meaning.EDGE)
            for cell, arms in self.canvas.arms.items()
            if any(arms)
        }
        cells.update(self.canvas.texts)
        rows = [row for (row, _), (text, _) in cells.items() if text.strip()]
        top = min(rows)
        return Drawing(
            {(row - top, column): found for (row, column), found in cells.items()},
            {(row - top, c): frozenset(o) for (row, c), o in self.canvas.owners.items()},
            max(rows) - top + 1,
            max(column for _, column in cells) + 1,
        )


def painted(drawing: Drawing) -> Iterator[list[tuple[str, Meaning]]]:
    """Rows of (character, meaning), blanks filled in, from the top."""
    for row in range(drawing.height):
        columns = [column for at, column in drawing.cells if at == row]
        blank = " ", Meaning.EDGE
        yield [drawing.cells.get((row, c), blank) for c in range(max(columns, default=-1) + 1)]
