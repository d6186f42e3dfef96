"""Targets of a cross entropy: lone numbers that are the shares of one whole.

In: a graph and its given values. Out: groups of data that multiply logarithms in one sum and
together make 1, as `y1` and `y2` in `-(y1*log(p1) + y2*log(p2))`. They stay such wherever a
formula is tried out: `p - y` holds for nothing else, as with the one-hot rows of a matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backtutor.graph import Graph, Kind
from backtutor.terms import Apply, Symbol, Term
from backtutor.values import Value, is_matrix

Group = tuple[str, ...]


def shares_of_one(graph: Graph, given: Mapping[str, Value]) -> tuple[Group, ...]:
    """The groups of targets; a name is in one at most."""
    groups = (group for node in graph.computed for group in _groups(node.term, graph))
    found: dict[str, Group] = {}
    for group in groups:
        if _makes_one(group, given) and found.keys().isdisjoint(group):
            found.update(dict.fromkeys(group, group))
    return tuple(dict.fromkeys(found.values()))


def _groups(term: Term | None, graph: Graph) -> Iterator[Group]:
    """The data that multiply logarithms, sum by sum."""
    if not isinstance(term, Apply):
        return
    if term.op == "add":
        found = [name for arg in term.args for name in _weighing(arg, graph)]
        if len(found) > 1:
            yield tuple(dict.fromkeys(found))
    for arg in term.args:
        yield from _groups(arg, graph)


def _weighing(addend: Term, graph: Graph) -> Iterator[str]:
    match addend:
        case Apply("neg", (inner,)):
            yield from _weighing(inner, graph)
        case Apply("mul", factors) if any(map(_is_logarithm, factors)):
            for factor in factors:
                if isinstance(factor, Symbol) and graph[factor.name].kind is Kind.DATA:
                    yield factor.name


def _is_logarithm(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "log"


def _makes_one(group: Group, given: Mapping[str, Value]) -> bool:
    values = [given[name] for name in group]
    scalars = [value for value in values if not is_matrix(value)]
    return len(scalars) == len(group) > 1 and min(scalars) >= 0 and sum(scalars) == 1
