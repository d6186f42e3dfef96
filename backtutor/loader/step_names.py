"""The names that a step takes: which it may take, and what `all` stands for.

In: nodes of the tree, the network. Out: names in the lesson's spelling; others are reported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from backtutor.graph import Kind
from backtutor.lesson import Train
from backtutor.loader.fields import Fields
from backtutor.loader.network import Network
from backtutor.loader.tree import Node, Scalar
from backtutor.messages import message
from backtutor.problems import Span


class Kinds(NamedTuple):
    """The kinds of names that a step takes, and the fault of any other."""

    allowed: tuple[Kind, ...]
    fault: str


ANY = Kinds(tuple(Kind), "")
COMPUTED = Kinds((Kind.COMPUTED,), "not-computed")
PARAMETER = Kinds((Kind.PARAMETER,), "not-a-parameter")
VARIABLE = Kinds((Kind.DATA, Kind.PARAMETER, Kind.COMPUTED), "constant-gradient")


def is_all(node: Node) -> bool:
    """Whether a step takes everything: `all`, or nothing more than its kind."""
    return isinstance(node, Scalar) and (node.text == "all" or node.empty)


class StepNames:
    """Reads names over the network of one lesson."""

    def __init__(self, fields: Fields, network: Network, train: Train | None) -> None:
        self.fields = fields
        self.network = network
        self.train = train

    def names(
        self, node: Node, everything: Callable[[], tuple[str, ...]], kinds: Kinds
    ) -> tuple[str, ...]:
        """`all`, one name or a list of names, each of one of the kinds."""
        if is_all(node):
            return everything()
        found = self.fields.names(node)
        return tuple(name for name, span in found if self.suits(name, span, kinds))

    def suits(self, name: str, span: Span, kinds: Kinds) -> bool:
        kind = self.network.kind(name)
        if kind in kinds.allowed:
            return True
        self.fields.findings.report(
            kinds.fault, span, name=name, section=message(f"lesson:{kind.value}")
        )
        return False

    def live(self, *kinds: Kind) -> tuple[str, ...]:
        """Names that the loss depends on, in topological order."""
        graph = self.network.graph
        return tuple(n.name for n in graph.of_kind(*kinds) if n.name in graph.live) if graph else ()

    def backward(self) -> tuple[str, ...]:
        """Parameters and nodes in the order of the sweep; the data where nothing is trained."""
        graph = self.network.graph
        if graph is None:
            return ()
        data = Kind.PARAMETER if graph.of_kind(Kind.PARAMETER) else Kind.DATA
        return tuple(n for n in graph.backward_order if graph[n].kind in (data, Kind.COMPUTED))

    def trained(self) -> tuple[str, ...]:
        """Live nodes whose value moves when the parameters do."""
        moved: set[str] = set()
        for node in self.network.nodes.values():
            if node.kind is Kind.PARAMETER or moved.intersection(self.network.sources[node.name]):
                moved.add(node.name)
        return tuple(name for name in self.live(Kind.COMPUTED) if name in moved)
