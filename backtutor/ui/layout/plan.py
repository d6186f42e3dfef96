"""The plan of a drawing: a diagram's boxes in layers, each layer in its order.

In: a `Diagram` and a `Spacing`. Out: a `Plan`, whose columns hold `Item`s: boxes, and lanes for
the edges that pass a layer. A layer is put in the order of its neighbours' mean places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from backtutor.ui.diagram import Box, Diagram, Port, Tag

Point = tuple[str, int]
"""A box in its layer, or the lane of a box's edges through a later layer."""


class Spacing(NamedTuple):
    """How much room the drawing takes: rows between boxes, rows kept for gradients to come,
    and whether gradients stand beside the values instead of below."""

    gap: int = 1
    reserve: bool = True
    beside: bool = False


class Item(NamedTuple):
    """What stands in a layer: a box with its ports, or a lane. Rows count from its own row."""

    point: Point
    box: Box | None = None
    ports: tuple[int, ...] = ()
    above: int = 0
    below: int = 0
    foot: int = 0

    @property
    def top(self) -> int:
        return min((0, *self.ports))

    @property
    def bottom(self) -> int:
        return max((0, *(row + self.foot for row in self.ports)))

    def rows_to(self, other: Item, gap: int) -> int:
        """The least distance to the item below."""
        joins = self.bottom - other.top
        boxes = self.below + other.above
        return 1 + max(joins, boxes) + (gap if self.box and other.box else 0)


class Plan:
    """A diagram in layers, with the lanes of edges that pass a layer."""

    def __init__(self, diagram: Diagram, spacing: Spacing) -> None:
        self.diagram, self.spacing = diagram, spacing
        self.users = diagram.consumers()
        self.layer = layers(diagram, self.users)
        self.last = max(self.layer.values())
        self.columns = [self._column(layer) for layer in range(self.last + 1)]
        reorder(self)
        self.ports = {box.name: self._port_order(box) for box in diagram.boxes.values()}

    @property
    def least_height(self) -> int:
        return max(least_rows(column, self.spacing.gap) for column in self.columns)

    def _column(self, layer: int) -> list[Item]:
        boxes = [b for b in self.diagram.boxes.values() if self.layer[b.name] == layer]
        lanes = [
            Item((name, layer))
            for name, own in self.layer.items()
            if own < layer < max((self.layer[u] for u in self.users[name]), default=0)
        ]
        return [self._item(box, layer) for box in boxes] + lanes

    def _item(self, box: Box, layer: int) -> Item:
        spacing = self.spacing
        below = 0 if spacing.beside else int(bool(box.gradient) or (spacing.reserve and box.graded))
        above = int(bool(box.value) or box.graded or (spacing.beside and bool(box.gradient)))
        foot = int(any(self.has_foot(port.tag) for port in box.ports))
        offsets = port_offsets(len(box.ports), 1 + foot)
        return Item((box.name, layer), box, offsets, above, below, foot)

    def has_foot(self, tag: Tag | None) -> bool:
        """Whether a row is kept below the tag for its gradient."""
        if tag is None or self.spacing.beside:
            return False
        return bool(tag.gradient) or (self.spacing.reserve and tag.graded)

    def nets(self, layer: int) -> list[tuple[Point, list[tuple[Point, int]]]]:
        """The nets of the channel after `layer`: (start, [(end, port index or 0)])."""
        found = []
        for item in self.columns[layer]:
            name = item.point[0]
            ends: list[tuple[Point, int]] = []
            for after in self.columns[layer + 1]:
                if after.box is None and after.point[0] == name:
                    ends.append((after.point, 0))
                elif after.box is not None:
                    ports = self.ports[after.point[0]]
                    ends += [(after.point, i) for i, p in enumerate(ports) if p.source == name]
            if ends:
                found.append((item.point, ends))
        return found

    def _port_order(self, box: Box) -> tuple[Port, ...]:
        """Ports from top to bottom: as their sources stand, stubs last."""
        layer = self.layer[box.name]
        before = [item.point[0] for item in self.columns[layer - 1]] if layer else []
        place = {name: i for i, name in enumerate(before)}
        return tuple(
            sorted(box.ports, key=lambda p: len(before) if p.source is None else place[p.source])
        )


def port_offsets(count: int, pitch: int) -> tuple[int, ...]:
    """Rows of the ports around the box's own row: one port on it, more above and below it."""
    if count == 1:
        return (0,)
    above = (count + 1) // 2
    upper = [-1 - pitch * i for i in reversed(range(above))]
    return (*upper, *(1 + pitch * i for i in range(count - above)))


def layers(diagram: Diagram, users: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Box → its layer: one past its last source; what has no source, just before its first use."""
    found: dict[str, int] = {}
    for box in diagram.boxes.values():
        found[box.name] = max((found[s] + 1 for s in box.sources), default=0)
    for box in diagram.boxes.values():
        if not box.sources and users[box.name]:
            found[box.name] = min(found[user] for user in users[box.name]) - 1
    return found


def depth(diagram: Diagram) -> int:
    """How many layers there are."""
    return 1 + max(layers(diagram, diagram.consumers()).values())


def least_rows(column: Sequence[Item], gap: int) -> int:
    first, last = column[0], column[-1]
    steps = sum(a.rows_to(b, gap) for a, b in pairwise(column))
    return steps + 1 + max(-first.top, first.above) + max(last.bottom, last.below)


def reorder(plan: Plan, sweeps: int = 4) -> None:
    """Put each layer in the order of its neighbours' mean places; keep the fewest crossings."""
    best = [list(column) for column in plan.columns]
    fewest = crossings(plan)
    for sweep in range(sweeps):
        forward = sweep % 2 == 0
        span = range(1, plan.last + 1) if forward else range(plan.last - 1, -1, -1)
        for layer in span:
            _sort_by_neighbours(plan, layer, -1 if forward else 1)
        count = crossings(plan)
        if count < fewest:
            best, fewest = [list(column) for column in plan.columns], count
    plan.columns = best


def links(plan: Plan, layer: int) -> list[tuple[int, int]]:
    """(place in `layer`, place in the next) of each edge between them."""
    return [
        (i, j)
        for i, item in enumerate(plan.columns[layer])
        for j, after in enumerate(plan.columns[layer + 1])
        if _leads(item, after)
    ]


def _leads(item: Item, after: Item) -> bool:
    name = item.point[0]
    return name in after.box.sources if after.box is not None else name == after.point[0]


def crossings(plan: Plan) -> int:
    count = 0
    for layer in range(plan.last):
        pairs = links(plan, layer)
        count += sum((a - c) * (b - d) < 0 for a, b in pairs for c, d in pairs) // 2
    return count


def _sort_by_neighbours(plan: Plan, layer: int, step: int) -> None:
    column = plan.columns[layer]
    pairs = links(plan, min(layer, layer + step))
    if step < 0:
        pairs = [(j, i) for i, j in pairs]
    places: dict[int, list[int]] = {}
    for own, other in pairs:
        places.setdefault(own, []).append(other)
    mean = {i: sum(p) / len(p) for i, p in places.items()}
    order = sorted(range(len(column)), key=lambda i: mean.get(i, i))
    plan.columns[layer] = [column[i] for i in order]
