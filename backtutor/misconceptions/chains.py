"""Chains: what is taken of the arrows of one path, and how they are joined.

Each function yields the wrong answers of one misconception to ∂loss/∂by.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backtutor.evaluation import add_up
from backtutor.misconceptions.model import Guess
from backtutor.misconceptions.ways import At, Ways, slope_of, symbols
from backtutor.paths import path_words
from backtutor.slopes import Edge, upstream_of
from backtutor.terms import ONE, Apply, Derivative, Symbol, Term


def local_only(ways: Ways) -> Iterator[Guess]:
    """Σ of the first arrows' local gradients, no upstream."""
    if not ways.graph.has_matrix(ways.by, *ways.users):
        facts = {"via": symbols(ways.users)}
        yield Guess(lambda e: add_up([slope_of(e, edge) for edge in ways.first]), facts)


def upstream_only(ways: Ways) -> Iterator[Guess]:
    """Σ of what arrives at the nodes that use the name."""
    if ways.users == [ways.loss]:
        return  # ∂E/∂E = 1 is no gradient that arrives
    at: At = lambda e: add_up([e.gradients[u] for u in ways.users])
    if _is_summed(ways):
        # what arrives at the rows, and not their sum
        yield Guess(at, {"node": Symbol(ways.users[0])}, like="bias-not-summed")
    else:
        yield Guess(at, {"via": symbols(ways.users)})


def _is_summed(ways: Ways) -> bool:
    """Whether the one arrow from a name sums what arrives, and does nothing else to it."""
    terms = [ways.derivation.evaluation.terms.get(edge) for edge in ways.first]
    match terms:
        case [Apply("sum", (arrived,))]:
            return arrived == upstream_of(ways.users[0])
    return False


def dropped_factor(ways: Ways) -> Iterator[Guess]:
    """One arrow's factor taken for 1."""
    for edge in ways.nearest:
        if _has_factor(ways, edge):
            at = _without(ways, edge)
            if ways.users == [edge[1]] and edge[1] != ways.loss:
                # without its own slope, what arrives is left
                yield Guess(at, {"via": symbols(ways.users)}, like="upstream-only")
            elif ways.lone and ways.lone[1:] == [edge]:
                # of two arrows without the second the first is left
                yield Guess(at, {"via": symbols(ways.users)}, like="local-only")
            else:
                yield Guess(at, _place(ways, edge), _variant(ways))


def _variant(ways: Ways) -> str:
    """Which sentence names the place: of one arrow, of one path, or of several."""
    if not ways.lone:
        return "-fork"
    return "-lone" if len(ways.lone) == 1 else ""


def _has_factor(ways: Ways, edge: Edge) -> bool:
    """Whether an arrow brings a factor that can be left out: no other shape comes of it."""
    shapes, (source, user) = ways.graph.shapes, edge
    passed_on = (ONE, upstream_of(user))
    terms = ways.derivation.evaluation.terms
    return edge in terms and shapes[source] == shapes[user] and terms[edge] not in passed_on


def _place(ways: Ways, edge: Edge) -> dict[str, object]:
    path = ways.through(edge)
    return {"path": path_words(path), "arrows": len(path) - 1, "kept": len(path) - 2}


def _without(ways: Ways, edge: Edge) -> At:
    return lambda e: ways.gradient(e, {edge: Fraction(1)})


def stopped_early(ways: Ways) -> Iterator[Guess]:
    """The derivative of what the loss is made of, not of the loss."""
    if ways.has_matrix():
        return
    for name in ways.graph[ways.loss].sources:
        if name in ways.edges and name != ways.by:
            like = "local-only" if ways.users == [name] else None
            facts = {"stop": Symbol(name), "via": symbols([name])}
            yield Guess(_of(name, ways.by), facts, like=like)


def _of(name: str, by: str) -> At:
    return lambda e: e[Derivative(name, by)]


def chain_added(ways: Ways) -> Iterator[Guess]:
    """Σ of the factors along the path, not their product."""
    lone = ways.lone
    if lone and len(lone) > 1 and not ways.has_matrix():
        edges = lone
        facts = {"path": path_words(ways.through(edges[0]))}
        yield Guess(lambda e: add_up([slope_of(e, edge) for edge in edges]), facts)


def value_for_slope(ways: Ways) -> Iterator[Guess]:
    """The loss itself where its slope is meant."""
    into = [edge for edge in ways.arrows if edge[1] == ways.loss]
    if not ways.graph.has_matrix(*(source for source, _ in into)):
        facts = {"node": Symbol(ways.loss), "source": Symbol(into[0][0])}
        like = "activation-not-derivative" if _is_activation(ways.graph[ways.loss].term) else None
        yield Guess(_from_value(ways, into), facts, like=like)


def _from_value(ways: Ways, into: list[Edge]) -> At:
    return lambda e: ways.gradient(e, dict.fromkeys(into, e[Symbol(ways.loss)]))


def local_value(ways: Ways, user: str) -> Iterator[Guess]:
    """The value of a node where its slope is meant."""
    facts = {"node": Symbol(user), "source": Symbol(ways.by)}
    if _is_activation(ways.graph[user].term):
        yield Guess(lambda e: e[Symbol(user)], facts, like="activation-not-derivative")
    else:
        yield Guess(lambda e: e[Symbol(user)], facts, "-local")


def whole_gradient(ways: Ways, user: str) -> Iterator[Guess]:
    """The gradient of the loss where one arrow of its chain is asked."""
    if user != ways.loss:
        facts = {"node": Symbol(user), "top": Symbol(ways.loss)}
        yield Guess(lambda e: e.gradients[ways.by], facts)


def _is_activation(term: Term | None) -> bool:
    return isinstance(term, Apply) and term.op in ("sigmoid", "tanh", "softplus")
