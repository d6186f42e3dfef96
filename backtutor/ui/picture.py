"""The picture: the network above a page, where it is small enough to be looked at."""

from __future__ import annotations

from backtutor.graph import Graph
from backtutor.ui.diagram import Shown
from backtutor.ui.network import network
from backtutor.ui.screen import Screen

MOST_NODES = 500
"""Names beyond which there is no picture: it would show a corner, and take long to make."""


def picture(graph: Graph, shown: Shown, screen: Screen) -> None:
    """The network and an empty line; nothing where it has no drawing."""
    if len(graph.nodes) > MOST_NODES:
        return
    drawn = network(graph, shown, screen.charset, screen.width)
    if drawn is not None:
        screen.drawing(drawn)
        screen.print()
