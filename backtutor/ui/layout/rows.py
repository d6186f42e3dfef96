"""Rows: where each item of a plan stands, top to bottom.

In: a `Plan` and how many rows there are. Out: `Rows`, or None where they do not suffice. Each
layer is placed by a small dynamic program that keeps its items apart and its edges straight,
from the tallest layer outward and back again; then outer ports are stretched to their sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from backtutor.ui.layout.plan import Item, Plan, Point, least_rows

BENT = 0.6
STRETCHED = 0.2


class Rows(NamedTuple):
    """Point → row, and box → the rows of its ports."""

    of: Mapping[Point, int]
    ports: Mapping[Point, tuple[int, ...]]

    def end(self, point: Point, port: int) -> int:
        """The row on which an edge reaches a box's port or a lane."""
        return self.ports[point][port] if point in self.ports else self.of[point]


def assign_rows(plan: Plan, height: int) -> Rows | None:
    """A row for every point, seeded at the tallest layer and spread from there."""
    rows: dict[Point, int] = {}
    tallest = max(range(plan.last + 1), key=lambda i: least_rows(plan.columns[i], plan.spacing.gap))
    outward = [*range(tallest, plan.last + 1), *range(tallest - 1, -1, -1)]
    pulls = {layer: _pulls(plan, layer) for layer in outward}
    for layer in [*outward, *reversed(outward), *outward]:
        column = plan.columns[layer]
        placed = _place(column, _cost(column, pulls[layer], rows, height), plan, height)
        if placed is None:
            return None
        rows.update({item.point: row for item, row in zip(column, placed, strict=True)})
    ports: dict[Point, tuple[int, ...]] = {}
    for column in plan.columns:
        ports.update(_stretched(plan, column, rows, height))
    return Rows(rows, ports)


Pull = tuple[Point, Point, int, bool]
"""(own point, neighbour, port offset, whether the neighbour is the source)."""


def _pulls(plan: Plan, layer: int) -> list[Pull]:
    found: list[Pull] = []
    offsets = {item.point: item.ports for column in plan.columns for item in column}
    if layer:
        for start, ends in plan.nets(layer - 1):
            found += [(e, start, _offset(offsets[e], port), True) for e, port in ends]
    if layer < plan.last:
        for start, ends in plan.nets(layer):
            found += [(start, e, _offset(offsets[e], port), False) for e, port in ends]
    return found


def _offset(ports: tuple[int, ...], port: int) -> int:
    return ports[port] if ports else 0


def _cost(
    column: Sequence[Item], pulls: Iterable[Pull], rows: Mapping[Point, int], height: int
) -> Callable[[int, int], float]:
    """(place in the column, row) → how much the edges to placed neighbours would bend."""
    by_point: dict[Point, list[tuple[int, int, bool]]] = {}
    for own, other, offset, from_source in pulls:
        if other in rows:
            by_point.setdefault(own, []).append((rows[other], offset, from_source))
    share = height / len(column)

    def cost(place: int, row: int) -> float:
        total = 0.02 * abs(row - (place + 0.5) * share + 0.5)
        for other, offset, from_source in by_point.get(column[place].point, ()):
            total += bend(other, row, offset) if from_source else bend(row, other, offset)
        return total

    return cost


def bend(source: int, target: int, offset: int) -> float:
    """What an edge from row `source` to the port at `target + offset` costs.

    An outer port can be stretched outward to its source at little cost.
    """
    away = source - target - offset
    if away * offset > 0:
        return STRETCHED * abs(away)
    return abs(away) + BENT * (away != 0)


def _place(
    column: Sequence[Item], cost: Callable[[int, int], float], plan: Plan, height: int
) -> list[int] | None:
    """The cheapest rows of a column that keep its items apart, item by item."""
    best: list[tuple[float, list[int]] | None] = [None] * height
    for place, item in enumerate(column):
        top = max(-item.top, item.above)
        bottom = height - 1 - max(item.bottom, item.below)
        apart = column[place - 1].rows_to(item, plan.spacing.gap) if place else 0
        after: list[tuple[float, list[int]] | None] = [None] * height
        cheapest: tuple[float, list[int]] | None = (0.0, []) if not place else None
        for row in range(height):
            before = best[row - apart] if place and row >= apart else None
            if before and (cheapest is None or before[0] < cheapest[0]):
                cheapest = before
            if cheapest is not None and top <= row <= bottom:
                after[row] = cheapest[0] + cost(place, row), [*cheapest[1], row]
        best = after
    found = [entry for entry in best if entry]
    return min(found)[1] if found else None


def _stretched(
    plan: Plan, column: Sequence[Item], rows: Mapping[Point, int], height: int
) -> dict[Point, tuple[int, ...]]:
    """Box → its port rows, outer ports moved outward where that makes their edge straight."""
    ports = {i.point: [rows[i.point] + o for o in i.ports] for i in column if i.box is not None}
    floors = [_top(item, rows, ports) - 1 for item in column[1:]] + [height - 1]
    ceiling = 0
    for item, floor in zip(column, floors, strict=True):
        if len(item.ports) > 1:
            limits = ceiling, floor - item.foot, 1 + item.foot
            _stretch(ports[item.point], _wanted(plan, item, rows), rows[item.point], *limits)
        ceiling = _bottom(item, rows, ports) + 1
    return {point: tuple(own) for point, own in ports.items()}


def _top(item: Item, rows: Mapping[Point, int], ports: Mapping[Point, list[int]]) -> int:
    return min(rows[item.point], *ports.get(item.point, ()), 10**6)


def _bottom(item: Item, rows: Mapping[Point, int], ports: Mapping[Point, list[int]]) -> int:
    return max(rows[item.point], *(row + item.foot for row in ports.get(item.point, ())), 0)


def _wanted(plan: Plan, item: Item, rows: Mapping[Point, int]) -> list[int | None]:
    """The row of each port's source; None for a stub."""
    name, layer = item.point
    return [rows[p.source, layer - 1] if p.source else None for p in plan.ports[name]]


def _stretch(
    own: list[int],
    wanted: Sequence[int | None],
    row: int,
    ceiling: int,
    floor: int,
    pitch: int,
) -> None:
    for i, goal in enumerate(wanted):
        least = own[i - 1] + pitch if i else ceiling
        if goal is not None and least <= goal < own[i] < row:
            own[i] = goal
    for i, goal in reversed(list(enumerate(wanted))):
        most = own[i + 1] - pitch if i + 1 < len(own) else floor
        if goal is not None and row < own[i] < goal <= most:
            own[i] = goal
