"""What there is to prove in a derivation: every local derivative, and whole gradients.

In: a derivation. Out: `Slope` and `Network` values, plain data that can be handed to another
process, and functions that prove them: `prove_slope`, `prove_whole`. Of the slopes of one form
in a large network (`families`) one stands for all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from backtutor.derive import Derivation
from backtutor.graph import Graph
from backtutor.ops import Shape
from backtutor.patterns import Formula
from backtutor.proof import unrolled
from backtutor.proof.identities import Truth, all_of, zero
from backtutor.proof.symbolic import dummy, to_sympy
from backtutor.slopes import Edge, upstream_of
from backtutor.terms import ONE, Derivative, Symbol, Term, atoms, number, substitute

ARRIVING = Symbol("∂")
"""The gradient that arrives at the output of a slope; no name is written so."""

MAX_ENTRIES = 40
"""Larger matrices are not taken apart."""


class TooLarge(Exception):
    """A matrix has too many entries to be taken apart."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the names: shapes of matrices, numbers that formulas call by a name (the
    row count), and matrices each of whose rows sums to 1."""

    shapes: tuple[tuple[str, Shape], ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    unit_rows: frozenset[str] = frozenset()

    def symbols(self, names: Iterable[str]) -> dict[Symbol | Derivative, Any]:
        """A symbol for each name, of a matrix one for each entry."""
        shapes = dict(self.shapes)
        if sum(rows * columns for rows, columns in filter(None, shapes.values())) > MAX_ENTRIES:
            raise TooLarge
        known: dict[Symbol | Derivative, Any] = {Symbol(n): self._one(n, shapes) for n in names}
        return known | {Symbol(n): to_sympy(number(value), {}) for n, value in self.numbers}

    def _one(self, name: str, shapes: Mapping[str, Shape]) -> Any:
        if not (shape := shapes.get(name)):
            return dummy(name)
        rows, columns = shape
        whole = unrolled.grid(rows, columns, lambda r, c: dummy(f"{name}{r},{c}"))
        if name not in self.unit_rows:
            return whole
        return tuple((*row[:-1], 1 - sum(row[:-1])) for row in whole)


@dataclass(frozen=True, slots=True)
class Slope:
    """The claim that `passed` is what `output` = `formula` passes back to `by`: between scalars
    the local derivative, else a term over `ARRIVING`."""

    output: str
    formula: Term
    by: str
    passed: Term
    given: Given


@dataclass(frozen=True, slots=True)
class Network:
    """The claim that ∂loss/∂by follows from the steps: `nodes` with their formulas, None where
    they are given, and the gradient of each name with its own, consumers first."""

    loss: str
    nodes: tuple[tuple[str, Term | None], ...]
    steps: tuple[tuple[str, Term], ...]
    given: Given


@dataclass(frozen=True, slots=True)
class Equality:
    """The claim that `a` and `b` are equal in a network; `slopes` are its local derivatives."""

    a: Term
    b: Term
    network: Network
    slopes: tuple[tuple[Derivative, Term], ...]
    scalar: bool


# -- the slopes of a derivation


def families(derivation: Derivation) -> list[list[Edge]]:
    """The edges of the nodes that the loss depends on, those with slopes of one form together."""
    graph = derivation.graph
    found: dict[Hashable, list[Edge]] = {}
    for edge, passed in derivation.evaluation.terms.formulas.items():
        if edge[1] in graph.live:
            form = _form(graph, graph.formulas[edge[1]], edge, passed)
            found.setdefault(form, []).append(edge)
    return list(found.values())


def _form(graph: Graph, formula: Formula, edge: Edge, passed: Formula) -> Hashable:
    """Equal for edges whose claims differ in their names only."""
    by, output = edge
    places = {name: place for place, name in enumerate((*formula.names, output))}
    places[upstream_of(output).name] = len(places)
    # what is no name of the formula is the row count, called the same everywhere
    used = tuple([places.get(name, name) for name in passed.names])
    form = (formula.pattern, places[by], passed.pattern, used)
    if graph.scalar:
        return form
    shapes = tuple([graph.shapes[name] for name in (*formula.names, output)])
    return (*form, shapes, tuple([name in graph.unit_rows for name in formula.names]))


def slope_of(derivation: Derivation, edge: Edge) -> Slope:
    """The slope along an edge, its names numbered."""
    graph, (by, output) = derivation.graph, edge
    formula, passed = graph[output].term, derivation.evaluation.terms[edge]
    assert formula is not None
    used = dict.fromkeys((by, *graph[output].sources, output))
    numbered = {name: str(place) for place, name in enumerate(used)}
    rename: dict[Symbol | Derivative, Term] = {
        Symbol(n): Symbol(new) for n, new in numbered.items()
    }
    rename[upstream_of(output)] = ARRIVING
    return Slope(
        output=numbered[output],
        formula=substitute(formula, rename),
        by=numbered[by],
        passed=substitute(passed, rename),
        given=_given(derivation, numbered, by),
    )


def network(derivation: Derivation) -> Network:
    """The whole gradients of a derivation, to be proved in one piece each."""
    graph = derivation.graph
    live = [node for node in graph.nodes.values() if node.name in graph.live]
    return Network(
        loss=graph.loss,
        nodes=tuple((node.name, node.term) for node in live),
        steps=tuple((name, step.formula) for name, step in derivation.gradients.items()),
        given=_given(derivation, {node.name: node.name for node in live}),
    )


def _given(derivation: Derivation, names: Mapping[str, str], free: str = "") -> Given:
    """What is known of these names; the rows of `free` may sum to anything."""
    graph = derivation.graph
    if graph.scalar:
        return Given()
    rows = graph.rows
    return Given(
        shapes=tuple((new, graph.shapes[name]) for name, new in names.items()),
        numbers=((rows[1], rows[0].length),) if rows else (),
        unit_rows=frozenset(names[n] for n in graph.unit_rows if n in names and n != free),
    )


# -- their proofs


def prove_slope(claim: Slope) -> Truth:
    """Whether the derivative of the formula is what is claimed, entry by entry."""
    unknown = [a.name for a in (*atoms(claim.formula), Symbol(claim.by)) if isinstance(a, Symbol)]
    known = claim.given.symbols(dict.fromkeys(unknown))
    output = known[Symbol(claim.output)] = to_sympy(claim.formula, known)
    arriving = _arriving(claim, output)
    known[ARRIVING] = arriving
    pairs = zip(unrolled.entries(arriving), unrolled.entries(output), strict=True)
    whole = sum(factor * entry for factor, entry in pairs)
    return _slope_is(whole, known[Symbol(claim.by)], to_sympy(claim.passed, known))


def _arriving(claim: Slope, output: Any) -> Any:
    """A symbol for each entry of the output; between scalars 1, the local derivative's own."""
    if not unrolled.is_grid(output) and ARRIVING not in atoms(claim.passed):
        return to_sympy(ONE, {})
    return unrolled.each(lambda entry: dummy("arriving"), [output])


def prove_whole(claim: Network, by: str) -> Truth:
    """Whether ∂loss/∂by is the derivative of the whole loss, `by` held as independent."""
    known = taken_apart(claim, by)
    slope = known[Derivative(claim.loss, by)]
    return _slope_is(known[Symbol(claim.loss)], known[Symbol(by)], slope)


def taken_apart(claim: Network, free: str = "") -> dict[Symbol | Derivative, Any]:
    """Every name and gradient in the given values alone; the name `free` stays a symbol."""
    given = [name for name, term in claim.nodes if term is None or name == free]
    known = replace(claim.given, unit_rows=claim.given.unit_rows - {free}).symbols(given)
    for name, term in claim.nodes:
        if term is not None and name != free:
            known[Symbol(name)] = to_sympy(term, known)
    # consumers come first, so that every step finds what arrives
    for name, formula in claim.steps:
        known[Derivative(claim.loss, name)] = to_sympy(formula, known)
        if name == free:
            break
    return known


def _slope_is(whole: Any, by: Any, claimed: Any) -> Truth:
    """Whether the derivative of `whole` by each entry of `by` is that of `claimed`."""
    rows, columns = unrolled.shape(by)
    places = ((r, c) for r in range(rows) for c in range(columns))
    return all_of([
        zero(whole.diff(unrolled.at(by, r, c)) - unrolled.at(claimed, r, c)) for r, c in places
    ])  # fmt: skip


# -- one question at a time


def prove_local(formula: Term, by: str, local: Term, output: str) -> bool:
    """Whether `local` is the derivative of `formula` by `by`; `output` names the formula."""
    return prove_slope(Slope(output, formula, by, local, Given())) is Truth.PROVED


def prove_gradient(derivation: Derivation, by: str) -> bool:
    return prove_whole(network(derivation), by) is Truth.PROVED


def prove_equal(derivation: Derivation, a: Term, b: Term) -> bool:
    """Whether two formulas over the names of a graph are equal, names taken apart first."""
    return prove_equality(equality(derivation, a, b))


def equality(derivation: Derivation, a: Term, b: Term) -> Equality:
    """The claim that two formulas are equal wherever the network has values."""
    graph = derivation.graph
    slopes = tuple(
        (Derivative(of, by, local=True), local)
        for (by, of), local in derivation.evaluation.terms.items()
        if not graph.has_matrix(by, of)
    )
    return Equality(a, b, network(derivation), slopes, graph.scalar)


def prove_equality(claim: Equality) -> bool:
    """Whether two formulas are equal, as they stand or once their names are taken apart."""
    names = {*atoms(claim.a), *atoms(claim.b)}
    if claim.scalar and _equal(claim.a, claim.b, {atom: dummy("v") for atom in names}):
        return True
    try:
        known = taken_apart(claim.network)
        for slope, local in claim.slopes:
            known[slope] = to_sympy(local, known)
        return _equal(claim.a, claim.b, known)
    except (TooLarge, unrolled.NotSmooth):
        return False


def _equal(a: Term, b: Term, known: Mapping[Symbol | Derivative, Any]) -> bool:
    one, other = to_sympy(a, known), to_sympy(b, known)
    if unrolled.shape(one) != unrolled.shape(other):
        return False
    apart = unrolled.each(lambda x, y: x - y, [one, other])
    return all(zero(entry) is Truth.PROVED for entry in unrolled.entries(apart))
