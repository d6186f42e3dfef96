"""Resizing: the graph of a lesson with matrices of other sizes.

In: a graph, and the dimensions to keep. Out: the same graph with every other length changed, no
two alike and none as in the lesson, so that what holds there holds for any sizes: not because a
matrix happens to be square, and not because the batch happens to have two rows. A length that
formulas can only say in figures, as the number of columns in a mean over all entries, is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from backtutor.dimensions import Dimension
from backtutor.graph import Graph
from backtutor.terms import Apply, Term

FIRST_LENGTH = 3
"""No changed length is shorter: of two, too many things are true."""

Lengths = Mapping[Dimension, int]


def changeable(graph: Graph) -> tuple[Dimension, ...]:
    """The dimensions whose length no formula says in figures."""
    counted = {axis for axes in _counts(graph) for axis in _in_figures(axes, graph)}
    return tuple(each for each in graph.dimensions.free if each not in counted)


def other_lengths(graph: Graph, kept: frozenset[Dimension]) -> Lengths:
    """A new length for every dimension that may be changed and is not kept."""
    every = {axis.found for axes in graph.dimensions.names.values() for axis in axes}
    taken = {axis.length for axis in every}
    fresh = (length for length in count(FIRST_LENGTH) if length not in taken)
    changed = [each for each in changeable(graph) if each not in kept]
    return dict(zip(changed, fresh, strict=False))


def resized(graph: Graph, lengths: Lengths) -> Graph:
    """The graph with these lengths."""
    given = [name for name, node in graph.nodes.items() if node.term is None]
    shapes = graph.dimensions.resized(lengths, given)
    nodes = {n: replace(node, shape=shapes.get(n, ())) for n, node in graph.nodes.items()}
    return Graph(nodes, graph.loss, graph.unit_rows)


def rows_of_data(graph: Graph) -> Dimension | None:
    """The dimension that `m` counts."""
    if graph.rows is not None:
        return graph.rows[0].found
    shaped = [name for name, node in graph.nodes.items() if node.term is None and node.shape]
    return graph.dimensions.names[shaped[0]][0].found if shaped else None


def _in_figures(axes: tuple[Dimension, ...], graph: Graph) -> list[Dimension]:
    """Of the axes that a mean counts, those that its gradient says in figures: the rows of the
    data have a name there, once."""
    found = [axis.found for axis in axes]
    if graph.rows is not None and graph.rows[0].found in found:
        found.remove(graph.rows[0].found)
    return found


def _counts(graph: Graph) -> Iterator[tuple[Dimension, ...]]:
    """The axes that each mean in the graph counts."""
    for node in graph.computed:
        if node.term is not None:
            yield from _counts_in(node.term, graph)


def _counts_in(term: Term, graph: Graph) -> Iterator[tuple[Dimension, ...]]:
    if not isinstance(term, Apply):
        return
    axis = _COUNTED.get(term.op, term.axis)
    if term.op == "mean" or term.op in _COUNTED:
        axes = graph.dimensions.of(term.args[0])
        yield axes if axis is None else axes[axis : axis + 1]
    for arg in term.args:
        yield from _counts_in(arg, graph)


_COUNTED = {"softmax_ce": 0}
"""Operations with a mean in them, and the axis it is over."""
