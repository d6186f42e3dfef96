"""Tangents: forward mode, from one input on to everything that it moves.

In: a derivation and the name of an input, of a matrix one entry, `W[1,2]`. Out: a `TangentStep` a
node, in the order of the forward pass: its derivative by that input, from the local derivatives
and the tangents of its sources. Between matrices the rule of the operation takes the place of
the product. `forward_cost` and `reverse_cost` count what all gradients take in either mode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

from backtutor.derive import MAX_CLOSED, Derivation
from backtutor.evaluation import PassBack, add_up, times
from backtutor.fit import Fitting
from backtutor.graph import Graph, Kind
from backtutor.notation import write
from backtutor.ops import Shape
from backtutor.slopes import upstream_of
from backtutor.tangent_rules import passed_on
from backtutor.terms import (
    ONE,
    ZERO,
    Apply,
    Derivative,
    MatrixTerm,
    Symbol,
    Term,
    atoms,
    number,
    product,
    substitute,
    total,
)
from backtutor.values import Scalar, Value, entries, evaluate, shape_of, zeros


@dataclass(frozen=True, slots=True)
class Start:
    """What moves: a name, or one entry of a matrix, rows and columns counted from 1."""

    name: str
    entry: tuple[int, int] | None = None

    @property
    def label(self) -> str:
        """How it is written: `b`, `W[1,2]`."""
        return self.name if self.entry is None else f"{self.name}[{self.entry[0]},{self.entry[1]}]"

    def term(self, shape: Shape) -> Term:
        """Its own tangent: 1, or a matrix with one 1."""
        if not shape:
            return ONE
        rows, columns = range(1, shape[0] + 1), range(1, shape[1] + 1)
        return MatrixTerm(
            tuple(tuple(number(int((r, c) == self.entry)) for c in columns) for r in rows)
        )


_ENTRY = re.compile(r"(.+?)\s*\[\s*(\d{1,6})\s*,\s*(\d{1,6})\s*\]")


def start_at(graph: Graph, typed: str) -> Start | None:
    """`b`, `W[1,2]`; `W` alone is its first entry. None where there is no such name or entry."""
    entry = _ENTRY.fullmatch(typed)
    name = entry[1] if entry else typed
    if name not in graph.nodes:
        return None
    shape = graph.shapes[name]
    if not shape:
        return None if entry else Start(name)
    row, column = (int(entry[2]), int(entry[3])) if entry else (1, 1)
    inside = 1 <= row <= shape[0] and 1 <= column <= shape[1]
    return Start(name, (row, column)) if inside else None


@dataclass(frozen=True, slots=True)
class TangentPart:
    """What one source passes on: local · tangent, or the `rule` where there is a matrix."""

    via: str
    local: Term | None
    tangent: Derivative
    local_value: Value | None
    tangent_value: Value
    value: Value
    rule: Term | None = None

    @property
    def formula(self) -> Term:
        """local · tangent, or the rule, ∂b/∂b = 1 left out."""
        return self.after(ONE if self.tangent.of == self.tangent.by else self.tangent)

    def after(self, tangent: Term) -> Term:
        """The same with the tangent of the source written as `tangent`."""
        if self.local is None:
            assert self.rule is not None
            return substitute(self.rule, {self.tangent: tangent})
        return tangent if self.local == ONE else product(self.local, tangent)


@dataclass(frozen=True, slots=True)
class TangentStep:
    """∂target/∂wrt, summed over the sources that the input moves; 0 where there are none."""

    target: str
    wrt: str
    terms: tuple[TangentPart, ...]
    value: Value
    closed: Term | None

    @property
    def quantity(self) -> Derivative:
        return Derivative(self.target, self.wrt)

    @property
    def formula(self) -> Term:
        parts = [term.formula for term in self.terms]
        return parts[0] if len(parts) == 1 else total(*parts)


def tangents(derivation: Derivation, wrt: str) -> tuple[TangentStep, ...]:
    """The tangent of every node that the loss depends on, in the order of the forward pass.

    `wrt` is a name of the lesson, or an entry of a matrix; KeyError where it is neither.
    """
    start = start_at(derivation.graph, wrt)
    if start is None:
        raise KeyError(wrt)
    return _Sweep(derivation, start).steps()


def in_reverse_mode(derivation: Derivation, wrt: str) -> Scalar:
    """The derivative of the loss by the same input, as the sweep back finds it."""
    start = start_at(derivation.graph, wrt)
    if start is None:
        raise KeyError(wrt)
    gradient = derivation.evaluation[Derivative(derivation.graph.loss, start.name)]
    shape = shape_of(gradient)
    if not shape or start.entry is None:
        return entries(gradient)[0]
    row, column = start.entry
    return entries(gradient)[(row - 1) * shape[1] + column - 1]


class _Sweep:
    """One sweep forward: the tangents so far, and their closed forms."""

    def __init__(self, derivation: Derivation, start: Start) -> None:
        self.derivation = derivation
        self.graph = derivation.graph
        self.start = start
        own = start.term(self.graph.shapes[start.name])
        self.values: dict[str, Value] = {start.name: evaluate(own, {})}
        self.closed: dict[str, Term | None] = {start.name: own}
        self.fitting = fitting_of(self.graph) if not self.graph.scalar else None

    def steps(self) -> tuple[TangentStep, ...]:
        live = (node for node in self.graph.computed if node.name in self.graph.live)
        return tuple(self._step(node.name) for node in live if node.name != self.start.name)

    def _step(self, name: str) -> TangentStep:
        moving = [source for source in self.graph[name].sources if source in self.values]
        terms = tuple(self._part(source, name) for source in moving)
        if not terms:
            still = zeros(self.graph.shapes[name])
            return TangentStep(name, self.start.label, (), still, ZERO)
        value = self.values[name] = add_up([term.value for term in terms])
        closed = self.closed[name] = _closed(terms, self.closed)
        return TangentStep(name, self.start.label, terms, value, closed)

    def _part(self, source: str, target: str) -> TangentPart:
        tangent = Derivative(source, self.start.label)
        moves = self.values[source]
        local = self.derivation.evaluation.locals[source, target]
        if isinstance(local, PassBack):
            rule = self._rule(source, target)
            point = {**self.derivation.evaluation.forward, tangent: moves}
            return TangentPart(source, None, tangent, None, moves, evaluate(rule, point), rule)
        term = self.derivation.evaluation.terms[source, target]
        return TangentPart(source, term, tangent, local, moves, times(moves, local))

    def _rule(self, source: str, target: str) -> Term:
        assert self.fitting is not None
        return tangent_term(self.graph, source, target, self.start.label, self.fitting)


def fitting_of(graph: Graph) -> Fitting:
    """The shapes of the names of a graph, and of what arrives at each on the way back."""
    shapes = {upstream_of(name).name: shape for name, shape in graph.shapes.items()}
    return Fitting({**shapes, **graph.shapes}, graph.dimensions, graph.rows, graph.unit_rows)


def tangent_term(graph: Graph, source: str, target: str, wrt: str, fitting: Fitting) -> Term:
    """What `source` passes on to `target` where there is a matrix, a term over ∂source/∂wrt."""
    formula = graph[target].term
    assert formula is not None
    return passed_on(formula, target, source, Derivative(source, wrt), fitting)


def _closed(terms: Iterable[TangentPart], known: Mapping[str, Term | None]) -> Term | None:
    """The tangent without derivative atoms; None past `MAX_CLOSED` characters."""
    parts: list[Term] = []
    for term in terms:
        tangent = known[term.via]
        if tangent is None:
            return None
        parts.append(term.after(tangent))
    closed = total(*parts)
    return closed if len(write(closed)) <= MAX_CLOSED else None


# -- what either mode costs


@dataclass(frozen=True, slots=True)
class Cost:
    """Sweeps through the graph, and the multiplications and additions in all of them.

    A sweep goes along every arrow once, which is one multiplication; where arrows meet, their
    contributions are added. Between matrices an arrow costs what its rule does, entry by entry.
    """

    sweeps: int
    operations: int


def forward_cost(derivation: Derivation) -> Cost:
    """All gradients by forward mode: a sweep an input, of a matrix a sweep an entry."""
    graph = derivation.graph
    arrows = _arrows(graph)
    each = _work(derivation, arrows, forward=True) + _meetings(graph, [to for _, to in arrows])
    sweeps = sum(_size(graph.shapes[name]) for name in asked_inputs(derivation))
    return Cost(sweeps, sweeps * each)


def reverse_cost(derivation: Derivation) -> Cost:
    """All gradients by reverse mode: one sweep."""
    graph = derivation.graph
    arrows = _arrows(graph)
    each = _work(derivation, arrows, forward=False) + _meetings(graph, [by for by, _ in arrows])
    return Cost(1, each)


def asked_inputs(derivation: Derivation) -> tuple[str, ...]:
    """The given names that gradients are asked for: parameters, or data where there are none."""
    kind = derivation.asked_kinds[0]
    graph = derivation.graph
    return tuple(node.name for node in graph.of_kind(kind) if node.name in graph.live)


def _arrows(graph: Graph) -> list[tuple[str, str]]:
    """The arrows that derivatives go along: none from constants, none past the loss."""
    return [
        (source, name)
        for name in graph.nodes
        if name in graph.live
        for source in graph[name].sources
        if graph[source].kind is not Kind.CONSTANT
    ]


def _meetings(graph: Graph, ends: Iterable[str]) -> int:
    """The additions where arrows meet: one less than the arrows, for each entry."""
    counted: dict[str, int] = {}
    for end in ends:
        counted[end] = counted.get(end, 0) + 1
    return sum((count - 1) * _size(graph.shapes[name]) for name, count in counted.items())


def _work(derivation: Derivation, arrows: list[tuple[str, str]], forward: bool) -> int:
    """What passing along the arrows costs: 1 between scalars, else what the rules do."""
    graph = derivation.graph
    if graph.scalar:
        return len(arrows)
    fitting = fitting_of(graph)
    found = 0
    for source, target in arrows:
        moving: Symbol | Derivative = Derivative(source, "") if forward else upstream_of(target)
        if not graph.has_matrix(source, target):
            found += 1
        elif forward:
            found += operations(tangent_term(graph, source, target, "", fitting), moving, fitting)
        else:
            term = derivation.evaluation.terms[source, target]
            found += operations(term, moving, fitting)
    return found


def operations(rule: Term, moving: Symbol | Derivative, fitting: Fitting) -> int:
    """The multiplications and additions of a rule on what passes through it.

    What does not depend on `moving` is known from the forward pass and counts nothing.
    """
    if not isinstance(rule, Apply) or moving not in atoms(rule):
        return 0
    inside = sum(operations(arg, moving, fitting) for arg in rule.args)
    moves = sum(moving in atoms(arg) for arg in rule.args)
    sizes = [_size(fitting.shape(arg)) for arg in rule.args]
    return inside + _own_operations(rule.op, _size(fitting.shape(rule)), sizes, moves)


def _own_operations(op: str, out: int, sizes: Sequence[int], moves: int) -> int:
    """Those of one operation, from the numbers of entries and how many arguments move."""
    match op:
        case "T" | "reshape" | "neg":
            return 0
        case "add":
            return out * (moves - 1)
        case "sum":
            return sizes[0] - out
        case "mean":
            return sizes[0]
        case "trace":
            return isqrt(sizes[0]) - 1
        case "matmul":
            # of m×k and k×n: k products and k - 1 sums for each entry; k² is mk·kn/mn
            return out * (2 * isqrt(sizes[0] * sizes[1] // out) - 1)
        case "conv1d" | "conv2d":
            return out * (2 * sizes[1] - 1)
        case "fullconv":
            return 2 * sizes[0] * sizes[1] - out
    return out


def _size(shape: Shape) -> int:
    return shape[0] * shape[1] if shape else 1
