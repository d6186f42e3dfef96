"""Columns: how wide each layer and each channel is, and where they start.

In: a `Plan`, its `Channel`s and a charset. Out: `Columns`; width to spare goes into the channels.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from rich.cells import cell_len

from backtutor.ui.diagram import Box, Tag
from backtutor.ui.layout.channels import Channel
from backtutor.ui.layout.plan import Plan, Spacing
from backtutor.ui.theme import Charset

MAX_PAD = 6


class Columns:
    """Where each layer starts; spare width goes into the channels."""

    def __init__(self, plan: Plan, charset: Charset, channels: Mapping[int, Channel]) -> None:
        self.plan, self.charset, self.channels = plan, charset, channels

    @cached_property
    def least(self) -> int:
        return sum(self._layer_width(layer) for layer in range(self.plan.last + 1)) + sum(
            self.channel_width(layer, 0) for layer in range(self.plan.last)
        )

    def pad(self, width: int) -> int:
        return min(MAX_PAD, (width - self.least) // max(1, self.plan.last))

    def starts(self, pad: int) -> list[int]:
        """Layer → the column of its tags."""
        found = [0]
        for layer in range(self.plan.last):
            step = self._layer_width(layer) + self.channel_width(layer, pad)
            found.append(found[-1] + step)
        return found

    def channel_width(self, layer: int, pad: int) -> int:
        """A piece of line, then the trunks, each with room after it."""
        trunks = self.channels[layer].width if layer in self.channels else 0
        return 1 + trunks + pad

    def _layer_width(self, layer: int) -> int:
        return self.join(layer) + self.arrow(layer) + self.box(layer)

    def join(self, layer: int) -> int:
        """Columns from the tags to the box: the tags, the join, the arrow."""
        return self.tags(layer) + int(self.joined(layer))

    def arrow(self, layer: int) -> int:
        return int(any(item.ports for item in self.plan.columns[layer]))

    def joined(self, layer: int) -> bool:
        return any(len(item.ports) > 1 for item in self.plan.columns[layer])

    def tags(self, layer: int) -> int:
        """A space, the tag, a space and a piece of line."""
        spacing = self.plan.spacing
        widths = [
            tag_width(port.tag, spacing, self.charset)
            for item in self.plan.columns[layer]
            for port in (item.box.ports if item.box else ())
            if port.tag
        ]
        return max(widths) + 3 if widths else 0

    def box(self, layer: int) -> int:
        widths = [
            box_width(item.box, self.plan.spacing, self.charset)
            for item in self.plan.columns[layer]
            if item.box
        ]
        return max(widths, default=1)


def beside(value: str, gradient: str, charset: Charset) -> str:
    """A value and its gradient on one row: `0.15 ∂0.0004`."""
    return f"{value} {charset.d}{gradient}".strip() if gradient else value


def tag_text(tag: Tag, spacing: Spacing, charset: Charset) -> tuple[str, str]:
    """The name on an edge, and the number after it."""
    gradient = tag.gradient if spacing.beside else ""
    return tag.label, beside(tag.value, gradient, charset)


def tag_width(tag: Tag, spacing: Spacing, charset: Charset) -> int:
    label, number = tag_text(tag, spacing, charset)
    below = 0 if spacing.beside else cell_len(tag.gradient)
    after = max(cell_len(number), below)
    return cell_len(label) + (1 + after if after else 0)


def box_width(box: Box, spacing: Spacing, charset: Charset) -> int:
    if spacing.beside:
        return max(cell_len(box.label), 2 + cell_len(beside(box.value, box.gradient, charset)))
    # a number stands above or below the name, inside its brackets, and a column stays free
    numbers = max(cell_len(box.value), cell_len(box.gradient))
    return max(cell_len(box.label), 1 + numbers)
