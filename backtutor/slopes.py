"""Slopes: the local derivatives of a graph, as terms.

In: a graph, and the derivative rules, which may be somebody's wrong ones. Out: `LocalTerms`, edge
→ the local derivative of a node by one of its sources; between matrices, the contribution that
goes back along the edge. Each form of a formula is differentiated once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

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


def local_terms(
    graph: Graph, rule_of: RuleOf = table_rule, nodes: Iterable[Node] | None = None
) -> LocalTerms:
    """Every local derivative of a graph, by its constants none; or only those of some `nodes`.
    Derived once, evaluated at many points."""
    whose = graph.computed if nodes is None else nodes
    if not graph.scalar:
        found = _fitted(graph, rule_of, whose)
        return LocalTerms.of({e: t for e, t in found if _varies(graph, e[0])}, scalar=False)
    if rule_of is table_rule and nodes is None:
        slopes = PatternSlopes(graph)
        every = (each for name in graph.formulas for each in slopes.into(name))
        return LocalTerms({edge: slope for edge, slope in every if _varies(graph, edge[0])})
    return LocalTerms.of(
        {
            (source, node.name): term
            for node in whose
            for source, term in local_derivatives(node, rule_of).items()
            if _varies(graph, source)
        }
    )


def _varies(graph: Graph, name: str) -> bool:
    return graph[name].kind is not Kind.CONSTANT


class PatternSlopes:
    """The slopes in a graph of scalars under some rules, which see no names: each pattern of a
    formula is differentiated once."""

    def __init__(self, graph: Graph, rule_of: RuleOf = table_rule) -> None:
        self.graph = graph
        self.rule_of = rule_of
        self._patterns = Patterns()
        self._known: dict[Pattern, list[tuple[int, Pattern, tuple[int, ...]]]] = {}

    def into(self, name: str) -> Iterator[tuple[Edge, Formula]]:
        """The slopes of a node by each of its sources, in the order of the formula."""
        pattern, inputs = self.graph.formulas[name]
        if pattern not in self._known:
            self._known[pattern] = list(self._of_pattern(pattern, len(inputs)))
        # a derivative may use the node's own name too
        all_names = (*inputs, name)
        for by, slope, places in self._known[pattern]:
            used = tuple([all_names[place] for place in places])
            yield (inputs[by], name), Formula(slope, used)

    def _of_pattern(
        self, pattern: Pattern, output: int
    ) -> Iterator[tuple[int, Pattern, tuple[int, ...]]]:
        """The place of each name, the derivative by it, and the places that this uses."""
        node = Node(str(output), Kind.COMPUTED, 0, pattern.term)
        for source, term in local_derivatives(node, self.rule_of).items():
            slope, places = self._patterns.formula(term)
            yield int(source), slope, tuple(map(int, places))


def _fitted(graph: Graph, rule_of: RuleOf, nodes: Iterable[Node]) -> Iterator[tuple[Edge, Term]]:
    """Local derivatives between scalars, contributions where a matrix is at either end."""
    shapes = {upstream_of(name).name: shape for name, shape in graph.shapes.items()}
    shapes |= graph.shapes
    fitting = Fitting(shapes, graph.dimensions, graph.rows, graph.unit_rows)
    for node in nodes:
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
