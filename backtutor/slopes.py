"""Slopes: the local derivatives of a graph, as terms.

In: a graph, and the derivative rules, which may be somebody's wrong ones. Out: `LocalTerms`, edge
→ the local derivative of a node by one of its sources; between matrices, the contribution that
goes back along the edge. Each form of a formula is differentiated once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backtutor.fit import Fitting, RuleOf
from backtutor.graph import Graph, Kind, Node
from backtutor.ops import OPS, Rule
from backtutor.patterns import Formula, Pattern, Patterns
from backtutor.terms import (
    ONE,
    Apply,
    Symbol,
    Term,
    names,
    total,
)

Edge = tuple[str, str]
"""(source, node that uses it)."""


def table_rule(op: str, index: int) -> Rule:
    """The derivative rule of the table of operations."""
    return OPS[op].rule(index)


def local_derivatives(node: Node, rule_of: RuleOf = table_rule) -> dict[str, Term]:
    """Source → the local derivative of `node` by it, in the order of the formula.

    One sweep over the node's own expression with upstream 1. The outermost operation calls
    its output by the node's name, so that σ' reads a*(1 - a).
    """
    found: dict[str, list[Term]] = {}

    def sweep(term: Term, g: Term, out: Term) -> None:
        match term:
            case Symbol(symbol):
                found.setdefault(symbol, []).append(g)
            case Apply(op, args):
                for index, arg in enumerate(args):
                    if names(arg):
                        sweep(arg, rule_of(op, index)(g, out, *args), arg)

    if node.term is not None:
        sweep(node.term, ONE, Symbol(node.name))
    return {source: total(*parts) for source, parts in found.items()}


def upstream_of(name: str) -> Symbol:
    """What stands for the gradient that arrives at a node, in its rules: no name can be it."""
    return Symbol(f"∂{name}")


class LocalTerms(Mapping[Edge, Term]):
    """Edge → its local derivative, in the order of the nodes; a term is made when it is read.

    Between matrices there is none; there stands the contribution to the source, a term over
    `upstream_of` the node: `X.T @ ∂Z`.
    """

    def __init__(self, formulas: Mapping[Edge, Formula]) -> None:
        self.formulas = formulas
        every = formulas.items()
        self.constant = {e: c for e, f in every if (c := f.pattern.constant) is not None}
        """The edges whose slope is a number, such as those of a sum."""
        self.varying = {edge: f for edge, f in every if edge not in self.constant}

    @classmethod
    def of(cls, terms: Mapping[Edge, Term], scalar: bool = True) -> LocalTerms:
        patterns = Patterns(scalar)
        return cls({edge: patterns.formula(term) for edge, term in terms.items()})

    def __getitem__(self, edge: Edge) -> Term:
        return self.formulas[edge].term

    def __iter__(self) -> Iterator[Edge]:
        return iter(self.formulas)

    def __len__(self) -> int:
        return len(self.formulas)


def local_terms(graph: Graph, rule_of: RuleOf = table_rule) -> LocalTerms:
    """Every local derivative of a graph, by its constants none. Derived once, evaluated at many
    points."""
    constants = {node.name for node in graph.of_kind(Kind.CONSTANT)}
    if not graph.scalar:
        found = _fitted(graph, rule_of)
        return LocalTerms.of({e: t for e, t in found if e[0] not in constants}, scalar=False)
    if rule_of is table_rule:
        slopes = _slopes_of_table(graph)
        return LocalTerms({edge: found for edge, found in slopes if edge[0] not in constants})
    return LocalTerms.of(
        {
            (source, node.name): term
            for node in graph.computed
            for source, term in local_derivatives(node, rule_of).items()
            if source not in constants
        }
    )


def _slopes_of_table(graph: Graph) -> Iterator[tuple[Edge, Formula]]:
    """The rules of the table see no names: a pattern is differentiated once."""
    patterns = Patterns()
    known: dict[Pattern, list[tuple[int, Pattern, tuple[int, ...]]]] = {}
    for name, (pattern, inputs) in graph.formulas.items():
        if pattern not in known:
            known[pattern] = list(_slopes_of_pattern(pattern, len(inputs), patterns))
        # a derivative may use the node's own name too
        all_names = (*inputs, name)
        for by, slope, places in known[pattern]:
            used = tuple([all_names[place] for place in places])
            yield (inputs[by], name), Formula(slope, used)


def _slopes_of_pattern(
    pattern: Pattern, output: int, patterns: Patterns
) -> Iterator[tuple[int, Pattern, tuple[int, ...]]]:
    """The place of each name, the derivative by it, and the places that this uses."""
    node = Node(str(output), Kind.COMPUTED, 0, pattern.term)
    for source, term in local_derivatives(node).items():
        slope, places = patterns.formula(term)
        yield int(source), slope, tuple(map(int, places))


def _fitted(graph: Graph, rule_of: RuleOf) -> Iterator[tuple[Edge, Term]]:
    """Local derivatives between scalars, contributions where a matrix is at either end."""
    shapes = {upstream_of(name).name: shape for name, shape in graph.shapes.items()}
    shapes |= graph.shapes
    fitting = Fitting(shapes, graph.dimensions, graph.rows, graph.unit_rows)
    for node in graph.computed:
        if node.term is None:
            continue
        upstream = upstream_of(node.name)
        passed = fitting.contributions(node.term, node.name, upstream, rule_of)
        local = (
            {}
            if graph.shapes[node.name]
            else fitting.contributions(node.term, node.name, ONE, rule_of)
        )
        for source, term in passed.items():
            is_local = not graph.has_matrix(source, node.name)
            yield (source, node.name), local[source] if is_local else term
