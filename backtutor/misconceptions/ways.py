"""The ways from a name to the loss: what a misconception rewrites.

In: a derivation and a name. Out: the arrows that its gradient comes back along, and that gradient
once some of them are rewritten. Only what lies between the two is swept, so that a question in a
large network costs what its ways cost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, reduce
from itertools import pairwise
from typing import Any

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Slope, sweep_back, times
from backtutor.graph import Kind
from backtutor.paths import Path, between, count, listing
from backtutor.patterns import Formula
from backtutor.slopes import Edge, LocalTerms
from backtutor.terms import UNIT, Apply, Derivative, Symbol, Term
from backtutor.values import Value

At = Callable[[Evaluation], Value]
"""A wrong answer at any numbers. Raises `Fault` or `Undefined` where there is none."""

MAX_PATHS = 6
"""With more paths than this, the arrows out of the name stand for them."""

MAX_EDGES = 60
"""Of more arrows than this, those nearest the name are looked at one by one."""


class Ways:
    """Everything between a name and the loss."""

    def __init__(self, derivation: Derivation, by: str) -> None:
        self.derivation = derivation
        self.graph = derivation.graph
        self.loss = derivation.graph.loss
        self.by = by
        self._formulas: dict[tuple[int, Edge, frozenset[str]], tuple[Formula, LocalTerms]] = {}

    @cached_property
    def edges(self) -> dict[str, list[Edge]]:
        """Name → its arrows on the ways, both in topological order."""
        found = between(self.graph, self.by, self.loss)
        return {name: [(name, user) for user in users] for name, users in found.items()}

    @cached_property
    def arrows(self) -> list[Edge]:
        """Every arrow on the ways, from the name on."""
        return [edge for edges in self.edges.values() for edge in edges]

    @cached_property
    def weights(self) -> Kind:
        """What the weights of the lesson are."""
        is_trained = any(node.kind is Kind.PARAMETER for node in self.graph.nodes.values())
        return Kind.PARAMETER if is_trained else Kind.DATA

    @property
    def nearest(self) -> list[Edge]:
        """The arrows that are looked at one by one."""
        return self.arrows[:MAX_EDGES]

    @property
    def first(self) -> list[Edge]:
        """The arrows that leave the name."""
        return self.edges[self.by]

    @property
    def users(self) -> list[str]:
        """The nodes that those arrows lead to."""
        return [user for _, user in self.first]

    @cached_property
    def count(self) -> int:
        """How many paths there are."""
        return count(self.graph, self.by, self.loss)

    @property
    def lone(self) -> list[Edge] | None:
        """The arrows of the only path; None where there are several."""
        return None if self.count != 1 else self.arrows

    @cached_property
    def parts(self) -> list[At]:
        """The addends of the gradient: its paths where they are few, else its arrows."""
        if self.has_few_paths:
            return [_along(path) for path in listing(self.graph, self.by, self.loss)]
        return [_through(edge) for edge in self.first]

    @property
    def has_few_paths(self) -> bool:
        return self.count <= MAX_PATHS

    def has_matrix(self) -> bool:
        """Whether a matrix stands on any of the ways."""
        return self.graph.has_matrix(*self.edges)

    def through(self, edge: Edge) -> Path:
        """One path that takes an arrow."""
        return (*self._back(edge[0]), *self._ahead(edge[1]))

    def _back(self, name: str) -> list[str]:
        """One path from `by` to a name."""
        came_from = {edge[1]: edge[0] for edge in reversed(self.arrows)}
        trail = [name]
        while trail[-1] != self.by:
            trail.append(came_from[trail[-1]])
        return trail[::-1]

    def _ahead(self, name: str) -> list[str]:
        trail = [name]
        while trail[-1] != self.loss:
            trail.append(self.edges[trail[-1]][0][1])
        return trail

    def swept(
        self,
        e: Evaluation,
        changed: Mapping[Edge, Slope],
        join: Callable[[Sequence[Value]], Value] | None = None,
        multiply: Callable[[Value, Any], Value] | None = None,
    ) -> dict[str, Value]:
        """Name → its adjoint, with the slopes of some arrows changed."""
        local = {edge: e.locals[edge] for edge in self.arrows if edge in e.locals}
        return sweep_back(self, {**local, **changed}, self.loss, join, multiply)

    def as_if(
        self, e: Evaluation, edges: Sequence[Edge], other: Mapping[str, Value]
    ) -> dict[Edge, Slope]:
        """The slopes of arrows as if some of their factors had other values."""
        values = {**e.values_by_name, **{stand_in(name): new for name, new in other.items()}}
        return {
            edge: e.slope(edge, self._exchanged(e, edge, frozenset(other)), values)
            for edge in edges
        }

    def _exchanged(self, e: Evaluation, edge: Edge, names: frozenset[str]) -> Formula:
        key = (id(e.terms), edge, names)
        if key not in self._formulas:
            term = with_factors(e.terms[edge], names)
            found = LocalTerms.of({edge: term}, scalar=self.graph.scalar)
            # the terms are kept, so that no others get their id
            self._formulas[key] = (found.formulas[edge], e.terms)
        return self._formulas[key][0]

    def gradient(self, e: Evaluation, changed: Mapping[Edge, Slope]) -> Value:
        """∂loss/∂by with the slopes of some arrows changed."""
        return self.swept(e, changed)[self.by]


def slope_of(e: Evaluation, edge: Edge) -> Value:
    """The local gradient along an arrow between two scalars."""
    return e[Derivative(edge[1], edge[0], local=True)]


FACTORS = frozenset(("mul", "neg", "add", "div", "matmul", "T", "sum", "per"))
"""What a factor of a slope may stand under; inside a step or an activation it is no factor."""


def factors_in(term: Term) -> set[str]:
    """The names that multiply a slope, not those that decide a gate or a curve."""
    match term:
        case Symbol(name):
            return {name}
        case Apply(op, args) if op in FACTORS:
            return set[str]().union(*map(factors_in, args))
    return set()


def with_factors(term: Term, names: Collection[str]) -> Term:
    """A slope with some of its factors called by another name, `stand_in`."""
    match term:
        case Symbol(name) if name in names:
            return Symbol(stand_in(name))
        case Apply(op, args, axis) if op in FACTORS:
            return Apply(op, tuple(with_factors(arg, names) for arg in args), axis)
    return term


def stand_in(name: str) -> str:
    """What stands for a name that has another value as a factor: no name can be it."""
    return f"{name}′"


def symbols(names: Sequence[str]) -> tuple[Symbol, ...]:
    return tuple(map(Symbol, names))


def _along(path: tuple[str, ...]) -> At:
    edges = tuple(reversed(tuple(pairwise(path))))
    one: Value = UNIT
    return lambda e: reduce(times, [e.locals[edge] for edge in edges], one)


def _through(edge: Edge) -> At:
    return lambda e: times(e.gradients[edge[1]], e.locals[edge])
