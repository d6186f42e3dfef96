"""Graphs: the network as a teacher thinks of it.

A node is what a lesson names: a piece of data, a parameter, a constant, or a computed value
with its formula. An edge runs from each name in a formula to the node. The graph keeps its
nodes in topological order and knows which of them the loss depends on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from backtutor.dimensions import Dimension, Dimensions
from backtutor.messages import Message
from backtutor.ops import Shape
from backtutor.patterns import Formula, Patterns, makes_matrices
from backtutor.problems import Span
from backtutor.read.shapes import Shapes, unsaid_size
from backtutor.read.vocabulary import Vocabulary
from backtutor.terms import Symbol, Term, atoms

ROW_COUNT = ("m", "n")
"""What the number of rows of the data is called, the first that no name has."""


class Kind(Enum):
    DATA = "data"
    PARAMETER = "parameter"
    CONSTANT = "constant"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Node:
    """One named value; `term` is None where it is given, `order` its place in the file.

    `shape` is that of a given value; the graph knows the shapes of the computed ones.
    """

    name: str
    kind: Kind
    order: int
    term: Term | None = None
    span: Span | None = None
    shape: Shape = ()
    sources: tuple[str, ...] = field(init=False, compare=False)
    """The names its formula uses, each once, in the order of the formula."""

    def __post_init__(self) -> None:
        used = atoms(self.term) if self.term is not None else ()
        sources = dict.fromkeys(atom.name for atom in used if isinstance(atom, Symbol))
        object.__setattr__(self, "sources", tuple(sources))


@dataclass(frozen=True)
class Graph:
    """Nodes in topological order (given values first, then file order where free), and the loss.

    `unit_rows` are given matrices each of whose rows sums to 1, as one-hot rows do.
    """

    nodes: dict[str, Node]
    loss: str
    unit_rows: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> Node:
        return self.nodes[name]

    @cached_property
    def consumers(self) -> Mapping[str, tuple[str, ...]]:
        """Name → the nodes whose formula uses it, both in topological order."""
        return {name: tuple([user for _, user in edges]) for name, edges in self.edges.items()}

    @cached_property
    def edges(self) -> dict[str, list[tuple[str, str]]]:
        """Name → its edges (name, user), both in topological order."""
        found: dict[str, list[tuple[str, str]]] = {name: [] for name in self.nodes}
        for name, node in self.nodes.items():
            for source in node.sources:
                found[source].append((source, name))
        return found

    @cached_property
    def formulas(self) -> Mapping[str, Formula]:
        """Computed name → its formula, in topological order."""
        return formulas_of(self.nodes)

    @cached_property
    def scalar(self) -> bool:
        """Whether there is no matrix anywhere."""
        return all(formula.pattern.scalar for formula in self.formulas.values())

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """Name → its shape; () where formulas do not fit, which the loader has reported."""
        if self.scalar:
            return dict.fromkeys(self.nodes, ())
        return {name: shape or () for name, shape in fitted(self.nodes).shapes.items()}

    @cached_property
    def dimensions(self) -> Dimensions:
        """Which axes of the matrices must be equally long."""
        terms = {name: node.term for name, node in self.nodes.items()}
        return Dimensions(terms, self.shapes)

    @cached_property
    def rows(self) -> tuple[Dimension, str] | None:
        """The rows of the data, and the name that formulas write for their number."""
        free = [letter for letter in ROW_COUNT if letter not in self.nodes]
        for node in self.of_kind(Kind.DATA):
            if free and node.shape and node.shape[0] > 1:
                return self.dimensions.names[node.name][0].found, free[0]
        return None

    @property
    def row_count(self) -> int:
        """How many rows the data have; where no data are a matrix, the first matrix given."""
        if self.rows is not None:
            return self.rows[0].length
        given = [node.shape for node in self.nodes.values() if node.shape]
        return given[0][0] if given else 1

    def has_matrix(self, *names: str) -> bool:
        """Whether any of these is a matrix."""
        return not self.scalar and any(self.shapes[name] for name in names)

    @cached_property
    def live(self) -> frozenset[str]:
        """The names that the loss depends on, itself among them."""
        found, stack = {self.loss}, [self.loss]
        while stack:
            for source in self.nodes[stack.pop()].sources:
                if source not in found:
                    found.add(source)
                    stack.append(source)
        return frozenset(found)

    @cached_property
    def depth(self) -> Mapping[str, int]:
        """Name → edges on the longest path from a given value."""
        depths: dict[str, int] = {}
        for name, node in self.nodes.items():
            depths[name] = max((depths[s] + 1 for s in node.sources), default=0)
        return depths

    @cached_property
    def backward_order(self) -> tuple[str, ...]:
        """Live names below the loss in the order of a backward sweep.

        Of the names whose consumers are all done: given values first, then the node with
        the longest path from the inputs, then file order.
        """
        waiting = Counter(source for name in self.live for source in self.nodes[name].sources)
        order: list[str] = []
        ready = [(0, 0, 0, self.loss)]
        while ready:
            name = heappop(ready)[-1]
            order.append(name)
            for source in self.nodes[name].sources:
                waiting[source] -= 1
                if not waiting[source]:
                    node = self.nodes[source]
                    given = node.term is None
                    heappush(ready, (not given, -self.depth[source], node.order, source))
        return tuple(order[1:])

    def of_kind(self, *kinds: Kind) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes.values() if node.kind in kinds)

    @property
    def computed(self) -> tuple[Node, ...]:
        return self.of_kind(Kind.COMPUTED)


def formulas_of(nodes: Mapping[str, Node]) -> dict[str, Formula]:
    """Computed name → its formula, in the order of the nodes, the patterns shared."""
    patterns = Patterns()
    found = {n: patterns.formula(node.term) for n, node in nodes.items() if node.term is not None}
    if any(node.shape for node in nodes.values()) or any(map(makes_matrices, patterns.terms)):
        patterns.use_matrices()
    return found


class Fitted(NamedTuple):
    """The shapes of nodes, None where not known, and what does not fit, by the node."""

    shapes: dict[str, Shape | None]
    misfits: dict[str, Message]


def fitted(nodes: Mapping[str, Node], unread: Collection[str] = ()) -> Fitted:
    """The shapes of nodes in topological order; of given values that are `unread`, none."""
    found = Fitted({}, {})
    vocabulary = Vocabulary(found.shapes)
    for name, node in nodes.items():
        if node.term is None:
            found.shapes[name] = None if name in unread else node.shape
            continue
        shapes = Shapes(vocabulary)
        found.shapes[name] = shapes.of(node.term)
        misfit = shapes.misfit or unsaid_size(node.term)
        if misfit is not None:
            found.misfits[name] = misfit
    return found


class Cycle(Exception):
    """The nodes named need each other."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self.names = names


def topological(nodes: Iterable[Node]) -> dict[str, Node]:
    """The nodes, each after its sources, file order where free; raises `Cycle`."""
    waiting = {node.name: node for node in nodes}
    missing = {name: len(node.sources) for name, node in waiting.items()}
    users: dict[str, list[str]] = {name: [] for name in waiting}
    for node in waiting.values():
        for source in node.sources:
            users[source].append(node.name)
    ready = [(node.order, name) for name, node in waiting.items() if not missing[name]]
    heapify(ready)
    ordered: dict[str, Node] = {}
    while ready:
        name = heappop(ready)[1]
        ordered[name] = waiting.pop(name)
        for user in users[name]:
            missing[user] -= 1
            if not missing[user]:
                heappush(ready, (waiting[user].order, user))
    if waiting:
        raise Cycle(_cycle(waiting))
    return ordered


def _cycle(waiting: Mapping[str, Node]) -> tuple[str, ...]:
    """One cycle among nodes that wait for each other."""
    trail: list[str] = [next(iter(waiting))]
    while True:
        step = next(s for s in waiting[trail[-1]].sources if s in waiting)
        if step in trail:
            return tuple(trail[trail.index(step) :])
        trail.append(step)
