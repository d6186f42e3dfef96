"""Passes: a backward pass as somebody does it.

In: a derivation. Out: a `Pass`, the local gradients that somebody uses and the gradients that
they fixed by hand, and from them every gradient below. A mistake makes another `Pass` of one, so
that mistakes can be put on top of each other. Only what lies below a change is swept anew, so
that a mistake far down in a large network costs little.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Slope, sweep_back
from backtutor.graph import Graph
from backtutor.slopes import Edge, LocalTerms
from backtutor.values import Value, zeros


class Below:
    """What every name is computed from, directly or not; found once for each."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._places = {name: place for place, name in enumerate(graph.nodes)}
        self._known: dict[frozenset[str], frozenset[str]] = {}

    def of(self, *names: str) -> frozenset[str]:
        key = frozenset(names)
        if key not in self._known:
            self._known[key] = self._found(key)
        return self._known[key]

    def _found(self, names: frozenset[str]) -> frozenset[str]:
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            for source in self.graph[waiting.pop()].sources:
                if source not in found:
                    found.add(source)
                    waiting.append(source)
        return frozenset(found)

    def part(self, names: Iterable[str], only: frozenset[str] | None) -> Part:
        """The graph below these names, or what of it is among some."""
        below = self.of(*names)
        order = sorted(below if only is None else below & only, key=self._places.__getitem__)
        return Part({name: self.graph.edges[name] for name in order})


class Part(NamedTuple):
    """A part of a graph: name → its edges, both in topological order."""

    edges: dict[str, list[Edge]]


class Pass:
    """`gradients` are all that somebody finds, `fixed` those that follow from nothing."""

    def __init__(
        self,
        derivation: Derivation,
        below: Below,
        slopes: Mapping[Edge, Slope],
        gradients: Mapping[str, Value],
        fixed: Mapping[str, Value],
    ) -> None:
        self.derivation = derivation
        self.below = below
        self.slopes = slopes
        self.gradients = gradients
        self.fixed = fixed

    def of(self, name: str) -> Value:
        """The gradient of a name, 0 where the loss does not depend on it."""
        found = self.gradients.get(name)
        return zeros(self.derivation.graph.shapes[name]) if found is None else found

    @cached_property
    def evaluation(self) -> Evaluation:
        """The pass as a point for the predictions of misconceptions."""
        return self.derivation.evaluation.passing(self.slopes, self.gradients)

    def under(self, terms: LocalTerms, only: frozenset[str] | None = None) -> Pass:
        """The same with other rules at the nodes that `terms` differentiate.

        Where only the gradients of some names are wanted, `only` has all nodes between them and
        the loss. Raises `Fault` or `Undefined` where a gradient has no value then.
        """
        changed = self.derivation.evaluation.under(terms).locals
        nodes = {user for _, user in changed}
        slopes = ChainMap(changed, self.slopes)  # type: ignore[arg-type]
        return self._swept(slopes, self.fixed, nodes, only)

    def with_gradients(
        self, wrong: Mapping[str, Value], only: frozenset[str] | None = None
    ) -> Pass:
        """The same with wrong gradients of some names; what follows from them follows."""
        return self._swept(self.slopes, {**self.fixed, **wrong}, set(wrong), only)

    def _swept(
        self,
        slopes: Mapping[Edge, Slope],
        fixed: Mapping[str, Value],
        changed: set[str],
        only: frozenset[str] | None,
    ) -> Pass:
        """What lies below a change anew, from what arrives there."""
        part = self.below.part(changed, only)
        arriving = {user for edges in part.edges.values() for _, user in edges}
        known = {name: self.gradients[name] for name in arriving if name in self.gradients}
        known = {name: g for name, g in known.items() if name not in part.edges} | dict(fixed)
        swept = sweep_back(part, slopes, self.derivation.graph.loss, known=known)
        new = {name: swept[name] for name in (*part.edges, *changed) if name in swept}
        gradients = ChainMap(new, self.gradients)  # type: ignore[arg-type]
        return Pass(self.derivation, self.below, slopes, gradients, fixed)


def right_pass(derivation: Derivation) -> Pass:
    """The pass without a mistake."""
    e = derivation.evaluation
    found = Pass(derivation, Below(derivation.graph), e.locals, e.gradients, {})
    found.evaluation = e
    return found
