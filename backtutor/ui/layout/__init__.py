"""Layout: a diagram of boxes given its place on a grid of terminal cells.

In: a `Diagram` and the room there is. Out: a `Drawing` of characters with their meanings, or
None where it does not fit. Layers run left to right; every edge reaches its target on a row of
its own; a source's edges share one trunk, a target's edges one join.
"""

from __future__ import annotations

from backtutor.ui.diagram import Diagram
from backtutor.ui.layout.channels import Channel, route
from backtutor.ui.layout.columns import Columns
from backtutor.ui.layout.painting import Drawing, Painter
from backtutor.ui.layout.plan import Plan, Spacing, depth
from backtutor.ui.layout.rows import Rows, assign_rows
from backtutor.ui.theme import Charset

LEAST_LAYER = 4
"""Columns that a layer takes at least: `▶(x)`."""


def too_deep(diagram: Diagram, width: int) -> bool:
    """Whether there are more layers than any drawing of this width can hold."""
    return LEAST_LAYER * depth(diagram) > width


def arrange(
    diagram: Diagram, charset: Charset, width: int, height: int, spacing: Spacing
) -> Drawing | None:
    """The drawing, in the fewest rows that keep it as straight as `height` rows would."""
    plan = Plan(diagram, spacing)
    if plan.least_height > height or Columns(plan, charset, {}).least > width:
        return None
    best: tuple[float, Rows, dict[int, Channel]] | None = None
    for rows_allowed in range(plan.least_height, height + 1):
        rows = assign_rows(plan, rows_allowed)
        channels = route(plan, rows) if rows else None
        if rows and channels is not None and Columns(plan, charset, channels).least <= width:
            cost = sum(channel.cost for channel in channels.values()) + 0.3 * rows_allowed
            if best is None or cost < best[0]:
                best = cost, rows, channels
    if best is None:
        return None
    return Painter(plan, charset, best[1], best[2], width).drawing()
