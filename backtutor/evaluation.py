"""Evaluation: a graph at one assignment of numbers.

In: a graph, the given values, the local derivatives. Out: any value or derivative atom, found when
it is asked for: the forward pass, the local gradients, and the one reverse loop of the program,
`sweep_back`. With other local derivatives it is the derivation of somebody who holds other rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any, NamedTuple, Protocol

from backtutor.graph import Graph
from backtutor.patterns import Formula
from backtutor.slopes import Edge, LocalTerms, upstream_of
from backtutor.terms import (
    UNIT,
    Derivative,
    Symbol,
)
from backtutor.values import (
    Undefined,
    Value,
    apply,
    settle,
    zeros,
)


class Fault(Exception):
    """A value or a local derivative does not exist at these numbers."""

    def __init__(self, node: str, by: str | None, undefined: Undefined) -> None:
        super().__init__(node, by, undefined)
        self.node = node
        self.by = by
        self.undefined = undefined


class PassBack(NamedTuple):
    """What stands for the local gradient of an edge with a matrix: upstream → contribution."""

    formula: Formula
    values: Mapping[str, Value]
    upstream: str

    def __call__(self, upstream: Value) -> Value:
        return self.formula.evaluate({**self.values, self.upstream: upstream})


Slope = Value | PassBack


class Evaluation(Mapping[Symbol | Derivative, Value]):
    """A graph at one assignment of its given values; a `Point` for terms over its names.

    Raises `Fault` where a value does not exist. With other local terms it is the derivation
    of somebody who holds other rules: this is how a misconception is computed.
    """

    def __init__(self, graph: Graph, given: Mapping[str, Value], terms: LocalTerms) -> None:
        self.graph = graph
        self.given = given
        self.terms = terms

    def at(self, given: Mapping[str, Value]) -> Evaluation:
        """The same graph and rules at other numbers."""
        return Evaluation(self.graph, given, self.terms)

    def under(self, terms: LocalTerms) -> Evaluation:
        """The same numbers under other rules."""
        other = Evaluation(self.graph, self.given, terms)
        other.values_by_name = self.values_by_name
        return other

    def passing(self, locals: Mapping[Edge, Slope], gradients: Mapping[str, Value]) -> Evaluation:
        """The same values with another backward pass, somebody's own."""
        other = self.under(self.terms)
        other.locals, other.gradients = dict(locals), dict(gradients)
        return other

    @cached_property
    def values_by_name(self) -> dict[str, Value]:
        """Every name's value, and what is given beside the graph: the learning rate."""
        found = dict(self.given)
        for name, formula in self.graph.formulas.items():
            try:
                found[name] = formula.evaluate(found)
            except Undefined as undefined:
                raise Fault(name, None, undefined) from undefined
        return found

    @cached_property
    def forward(self) -> dict[Symbol | Derivative, Value]:
        """The same as a point for terms."""
        return {Symbol(name): value for name, value in self.values_by_name.items()}

    @cached_property
    def locals(self) -> dict[Edge, Slope]:
        """Edge → its local gradient."""
        found: dict[Edge, Slope] = dict(self.terms.constant)
        for edge, formula in self.terms.varying.items():
            found[edge] = self.slope(edge, formula, self.values_by_name)
        return found

    def slope(self, edge: Edge, formula: Formula, values: Mapping[str, Value]) -> Slope:
        """The local gradient along an edge by a formula of its own, or at other values."""
        if not formula.pattern.scalar and self.graph.has_matrix(*edge):
            return PassBack(formula, values, upstream_of(edge[1]).name)
        try:
            return formula.evaluate(values)
        except Undefined as undefined:
            raise Fault(edge[1], edge[0], undefined) from undefined

    @cached_property
    def gradients(self) -> dict[str, Value]:
        """Name → the total derivative of the loss by it."""
        return sweep_back(self.graph, self.locals, self.graph.loss)

    def __getitem__(self, atom: Symbol | Derivative) -> Value:
        match atom:
            case Symbol():
                return self.values_by_name[atom.name]
            case Derivative(of, by, True):
                slope = self.locals.get((by, of), Fraction(0))
                if not isinstance(slope, PassBack):
                    return slope
                if self.graph.has_matrix(of):
                    raise Undefined("local", ())  # of a matrix, there is no one matrix
                return slope(Fraction(1))
            case Derivative(of, by):
                if of == self.graph.loss:
                    return self._gradient(self.gradients, by)
                return self._gradient(sweep_back(self.graph, self.locals, of), by)

    def _gradient(self, gradients: Mapping[str, Value], by: str) -> Value:
        if by in gradients:
            return gradients[by]
        shape = self.graph.shapes[by]
        return zeros(shape) if shape else Fraction(0)

    def __iter__(self) -> Iterator[Symbol | Derivative]:
        return iter(self.forward)

    def __len__(self) -> int:
        return len(self.forward)


class HasEdges(Protocol):
    """A graph, or a part of one: name → its edges, both in topological order."""

    @property
    def edges(self) -> dict[str, list[Edge]]: ...


def sweep_back(
    graph: HasEdges,
    local: Mapping[Edge, Slope],
    of: str,
    join: Callable[[Sequence[Value]], Value] | None = None,
    multiply: Callable[[Value, Any], Value] | None = None,
    known: Mapping[str, Value] | None = None,
) -> dict[str, Value]:
    """Adjoints: name → ∂of/∂name, for every name that `of` depends on. The one reverse loop.

    `join` (add_up) makes one of what a name's consumers pass back, the last consumer first.
    Adjoints that are `known` are taken as they are.
    """
    join, multiply = join or add_up, multiply or times
    adjoint: dict[str, Value] = {of: Fraction(1), **(known or {})}
    for name, edges in reversed(graph.edges.items()):
        if known is not None and name in known:
            continue
        parts = [
            # most edges only add
            adjoint[edge[1]] if slope is UNIT else multiply(adjoint[edge[1]], slope)
            for edge in reversed(edges)
            # a constant has no slope
            if edge[1] in adjoint and (slope := local.get(edge)) is not None
        ]
        if parts:
            adjoint[name] = join(parts)
    return adjoint


def times(upstream: Value, local: Slope) -> Value:
    """upstream · local, guarded like every operation of the table; of matrices, their rule."""
    if local is UNIT:
        return upstream
    if isinstance(local, PassBack):
        return local(upstream)
    # one float makes a float of a product, and most weights are fractions
    if (type(upstream) is float and isinstance(local, (float, Fraction))) or (
        type(local) is float and isinstance(upstream, (float, Fraction))
    ):
        product = float(upstream) * float(local)
        if -inf < product < inf:
            return product
    return apply("mul", (upstream, local))


def add_up(parts: Sequence[Value]) -> Value:
    """The sum over paths; exact while exact, and 0 where floats cancel to noise."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        a, b = parts
        if type(a) is float and type(b) is float and a * b > 0 and -inf < a + b < inf:
            return a + b  # of one sign, they cannot cancel
    return settle(apply("add", parts), parts)
