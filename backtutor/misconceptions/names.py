"""Names: something of another name where this one's is meant.

Each function yields the wrong answers of one misconception to ∂loss/∂by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from backtutor.evaluation import Evaluation, add_up
from backtutor.graph import Kind
from backtutor.misconceptions.forks import one_of
from backtutor.misconceptions.model import Guess
from backtutor.misconceptions.ways import At, Ways, factors_in, slope_of, symbols
from backtutor.slopes import Edge, upstream_of
from backtutor.terms import ONE, Apply, Symbol, Term, names, split_coefficient
from backtutor.values import Value, evaluate

MAX_SIBLINGS = 6
"""Neighbours in one formula that may be mistaken for each other."""

MAX_EXCHANGES = 40
"""Exchanged weights that are tried, those nearest the name first."""

MAX_NAMES = 60
"""Other names whose gradient may be meant; of more, the parameters and those nearest."""


def siblings(ways: Ways, name: str, user: str) -> list[str]:
    """The other parameters in a formula that could stand where a parameter stands."""
    shapes = ways.graph.shapes
    return [
        other
        for other in ways.graph[user].sources
        if other != name and is_parameter(ways, other) and shapes[other] == shapes[name]
    ][:MAX_SIBLINGS]


def parameters_in(ways: Ways, edge: Edge) -> list[str]:
    """The parameters that the slope of an arrow is made of."""
    term = ways.derivation.evaluation.terms.get(edge)
    found = factors_in(term) if term is not None else set()
    return [name for name in sorted(found) if is_parameter(ways, name)]


def is_parameter(ways: Ways, name: str) -> bool:
    """Whether a name is a weight: where nothing is said to be one, whatever is given may be."""
    return name in ways.graph.nodes and ways.graph[name].kind is ways.weights


def neighbour_weight(ways: Ways) -> Iterator[Guess]:
    """On one arrow the weight of the arrow beside it."""
    exchanges = (
        (edge, name, other)
        for edge in ways.nearest
        for name in parameters_in(ways, edge)
        for other in siblings(ways, name, edge[1])
    )
    for edge, name, other in islice(exchanges, MAX_EXCHANGES):
        facts = {"node": Symbol(edge[0]), "user": Symbol(edge[1])}
        yield Guess(_exchanged(ways, edge, name, other), facts)


def _exchanged(ways: Ways, edge: Edge, name: str, other: str) -> At:
    return lambda e: ways.gradient(e, ways.as_if(e, [edge], {name: e[Symbol(other)]}))


def wrong_input(ways: Ways) -> Iterator[Guess]:
    """What a neighbouring parameter is multiplied by, not what this one is."""
    if not is_parameter(ways, ways.by):
        return
    terms = ways.derivation.evaluation.terms
    for edge in ways.first:
        for other in siblings(ways, ways.by, edge[1]):
            beside = (other, edge[1])
            if terms[beside] != terms[edge]:
                yield Guess(_beside(ways, edge, beside), _touched(ways, edge))


def local_beside(ways: Ways, user: str) -> Iterator[Guess]:
    """The slope along the arrow beside this one."""
    terms = ways.derivation.evaluation.terms
    for other in ways.graph[user].sources:
        beside, is_scalar = (other, user), not ways.graph.has_matrix(other, user)
        if is_scalar and beside in terms and terms[beside] != terms[ways.by, user]:
            yield Guess(_slope_of(beside), {"node": Symbol(user)})


def _slope_of(edge: Edge) -> At:
    return lambda e: slope_of(e, edge)


def _beside(ways: Ways, edge: Edge, beside: Edge) -> At:
    return lambda e: ways.gradient(e, {edge: e.locals[beside]})


def _touched(ways: Ways, edge: Edge) -> dict[str, object]:
    return {"node": Symbol(edge[1])}


def sibling_gradient(ways: Ways) -> Iterator[Guess]:
    """The gradient of the loss by another name."""
    for other in _others(ways):
        users = [u for u in ways.graph.consumers[other] if u in ways.graph.live]
        if ways.users == [other]:
            yield Guess(_of(other), {"via": symbols([other])}, like="upstream-only")
        elif _passes_on(ways, other):
            facts, counted = one_of(ways)
            yield Guess(_of(other), facts, counted, like="one-path")
        elif users == ways.users and len(users) == 1 and is_parameter(ways, other):
            facts = _touched(ways, ways.first[0])
            both = is_parameter(ways, ways.by)
            yield Guess(_of(other), facts, like="wrong-input" if both else None)
        else:
            yield Guess(_of(other))


def _passes_on(ways: Ways, user: str) -> bool:
    """Whether what one of the ways brings is the gradient of its first node, unchanged."""
    terms = ways.derivation.evaluation.terms
    direct = (ways.by, user) in ways.first and terms[ways.by, user] in (ONE, upstream_of(user))
    return direct and len(ways.parts) == len(ways.first)


def _of(name: str) -> At:
    return lambda e: e.gradients[name]


def _others(ways: Ways) -> list[str]:
    """The names whose gradient could be given instead."""
    graph, shapes = ways.graph, ways.graph.shapes
    found = [
        name
        for name in graph.nodes
        if name not in (ways.by, ways.loss)
        and name in graph.live
        and graph[name].kind is not Kind.CONSTANT
        and shapes[name] == shapes[ways.by]
    ]
    near = {name for user in ways.users for name in (user, *graph[user].sources)}
    return sorted(found, key=lambda name: name not in near)[:MAX_NAMES]


def gradient_for_weight(ways: Ways) -> Iterator[Guess]:
    """Where an arrow's factor is a weight, that weight's gradient: dz·dW for dz·W."""
    weighted = [edge for edge in ways.arrows if _passes_weight(ways, edge)]
    if not weighted:
        return
    nearest = [edge for edge in weighted if edge[0] == weighted[0][0]]
    facts = {"node": Symbol(nearest[0][0])}
    for edges in (weighted, nearest) if nearest != weighted else (weighted,):
        yield Guess(_with_gradients(ways, edges), facts)
    swapped = {edge: beside for edge in weighted if (beside := _to_weight(ways, edge))}
    if swapped:
        yield Guess(_whole_gradients(ways, swapped), facts)


def _to_weight(ways: Ways, edge: Edge) -> Edge | None:
    """The arrow from the one weight on an arrow to the same node."""
    found = [(name, edge[1]) for name in parameters_in(ways, edge)]
    known = ways.derivation.evaluation.terms
    alone = len(found) == 1 and found[0] in known and not ways.graph.has_matrix(*edge)
    return found[0] if alone else None


def _whole_gradients(ways: Ways, swapped: Mapping[Edge, Edge]) -> At:
    """dE/dw in place of upstream·w: it holds the upstream already."""
    return lambda e: ways.gradient(
        e, {edge: slope_of(e, beside) for edge, beside in swapped.items()}
    )


def _passes_weight(ways: Ways, edge: Edge) -> bool:
    return not is_parameter(ways, edge[0]) and bool(parameters_in(ways, edge))


def _with_gradients(ways: Ways, edges: list[Edge]) -> At:
    used = sorted({name for edge in edges for name in parameters_in(ways, edge)})
    return lambda e: ways.gradient(
        e, ways.as_if(e, edges, {name: e.gradients[name] for name in used})
    )


def constants_kept(ways: Ways) -> Iterator[Guess]:
    """The addends without the name kept: (w1*x1 + w2*x2)' by w1 as x1 + w2*x2."""
    for edge in ways.first:
        kept = _without_name(ways.graph[edge[1]].term, ways.by)
        if kept and not ways.graph.has_matrix(*edge):
            yield Guess(_keeping(ways, edge, kept), {"node": Symbol(edge[1])})


def _without_name(term: Term | None, by: str) -> tuple[Term, ...]:
    match term:
        case Apply("add", args) if all(split_coefficient(arg)[0] > 0 for arg in args):
            return tuple(arg for arg in args if by not in names(arg) and names(arg))
    return ()


def _keeping(ways: Ways, edge: Edge, kept: tuple[Term, ...]) -> At:
    def at(e: Evaluation) -> Value:
        slope = add_up([slope_of(e, edge), *(evaluate(term, e) for term in kept)])
        return ways.gradient(e, {edge: slope})

    return at
