"""Channels: the trunks between two layers, from left to right.

In: a `Plan` and its `Rows`. Out: a `Channel` after each layer, or None where trunks block each
other in a circle. A trunk may cross another's lines, but never turn on another's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from backtutor.ui.layout.plan import Plan
from backtutor.ui.layout.rows import Rows


class Trunk(NamedTuple):
    """A vertical of one net: from the row it starts on to the rows it serves."""

    net: str
    row: int
    ends: tuple[int, ...]

    @property
    def top(self) -> int:
        return min(self.row, *self.ends)

    @property
    def bottom(self) -> int:
        return max(self.row, *self.ends)

    @property
    def split(self) -> bool:
        """Whether it needs two columns, so that its branching is not mistaken for a crossing."""
        return self.row in self.ends and self.top < self.row < self.bottom

    @property
    def width(self) -> int:
        return 3 if self.split else 2


class Channel(NamedTuple):
    """The trunks between two layers from left to right, and what they cost to look at."""

    trunks: tuple[Trunk, ...] = ()
    cost: float = 0

    @property
    def width(self) -> int:
        return sum(trunk.width for trunk in self.trunks)


def route(plan: Plan, rows: Rows) -> dict[int, Channel] | None:
    """Layer → the channel after it; None where trunks block each other for good."""
    found: dict[int, Channel] = {}
    for layer in range(plan.last):
        nets = [
            Trunk(start[0], rows.of[start], tuple(rows.end(e, port) for e, port in ends))
            for start, ends in plan.nets(layer)
        ]
        channel = _channel(nets)
        if channel is None:
            return None
        found[layer] = channel
    return found


def _channel(nets: Sequence[Trunk]) -> Channel | None:
    order = ordered([net for net in nets if any(end != net.row for end in net.ends)])
    if order is None:
        return None
    crossed = sum(_crossed(a, b) for i, a in enumerate(order) for b in order[i + 1 :])
    bends = sum(end != net.row for net in nets for end in net.ends)
    return Channel(tuple(order), crossed + 2 * bends)


def _before(a: Trunk, b: Trunk) -> bool:
    """Whether `a` must stand left of `b`: `b` takes over the row that `a` leaves."""
    return a.row in b.ends


def ordered(trunks: Sequence[Trunk]) -> list[Trunk] | None:
    """Trunks from left to right with few crossings; None where some wait in a circle."""
    waiting, order = list(trunks), list[Trunk]()
    while waiting:
        free = [t for t in waiting if not any(_before(o, t) for o in waiting if o is not t)]
        if not free:
            return None
        chosen = min(free, key=lambda t: sum(_crossed(t, o) - _crossed(o, t) for o in waiting))
        order.append(chosen)
        waiting.remove(chosen)
    return _improved(order)


def _improved(order: list[Trunk]) -> list[Trunk]:
    """Neighbours swapped while that removes crossings."""
    swapped = True
    while swapped:
        swapped = False
        for i, (a, b) in enumerate(pairwise(order)):
            if not _before(a, b) and _crossed(b, a) < _crossed(a, b):
                order[i], order[i + 1] = b, a
                swapped = True
                break
    return order


def _crossed(a: Trunk, b: Trunk) -> int:
    """Crossings where `a` stands left of `b`."""
    return sum(b.top < end < b.bottom for end in a.ends) + (a.top < b.row < a.bottom)
