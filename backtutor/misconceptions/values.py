"""Values: what a forward pass may go wrong in.

Each function yields the wrong answers of one misconception to the value of a node.
"""

from __future__ import annotations

from collections.abc import Iterator

from backtutor.derive import Derivation
from backtutor.graph import Kind
from backtutor.misconceptions.model import Guess
from backtutor.misconceptions.ways import At
from backtutor.ops import OPS
from backtutor.terms import Apply, Symbol, Term, names, substitute, total
from backtutor.values import evaluate

MAX_OTHERS = 60
"""Other nodes whose value may be given instead."""

MAX_EXCHANGED = 40
"""Exchanged weights that are tried in one formula."""


def another_value(derivation: Derivation, name: str) -> Iterator[Guess]:
    """The value of another node."""
    shapes = derivation.graph.shapes
    others = [n.name for n in derivation.graph.computed if n.name != name]
    before = _under_function(derivation.graph[name].term)
    for other in others[:MAX_OTHERS]:
        if shapes[other] == shapes[name]:
            # what goes into the function of a node may be a node itself
            like = "activation-forgotten" if before == Symbol(other) else None
            yield Guess(_worth(Symbol(other)), like=like)


def addend_forgotten(derivation: Derivation, name: str) -> Iterator[Guess]:
    """The value without one of the addends."""
    term = derivation.graph[name].term
    inner = _under_function(term)
    if term is not None and isinstance(inner, Apply) and inner.op == "add":
        for place in range(len(inner.args)):
            fewer = total(*inner.args[:place], *inner.args[place + 1 :])
            yield Guess(_worth(_with(term, inner, fewer)))


def activation_forgotten(derivation: Derivation, name: str) -> Iterator[Guess]:
    """What goes into the last function of a node, not what comes out."""
    term = derivation.graph[name].term
    inner = _under_function(term)
    if inner is not None and inner is not term:
        yield Guess(_worth(inner))


def neighbour_weight(derivation: Derivation, name: str) -> Iterator[Guess]:
    """The value with one weight of another node in place of its own: rows taken for columns."""
    graph, term = derivation.graph, derivation.graph[name].term
    if term is None:
        return
    weights = [node.name for node in graph.of_kind(Kind.PARAMETER)]
    own = [weight for weight in weights if weight in names(term)]
    exchanged = [
        (weight, other)
        for weight in own
        for other in weights
        if other not in own and graph.shapes[other] == graph.shapes[weight]
    ]
    for weight, other in exchanged[:MAX_EXCHANGED]:
        wrong = substitute(term, {Symbol(weight): Symbol(other)})
        yield Guess(_worth(wrong), variant="-forward")


def _under_function(term: Term | None) -> Term | None:
    """What the outermost function of a formula is taken of; the formula itself without one."""
    match term:
        case Apply(op, (inner,), None) if OPS[op].called and not OPS[op].whole:
            return inner
    return term


def _with(term: Term, inner: Term, other: Term) -> Term:
    return other if term is inner else Apply(term.op, (other,)) if isinstance(term, Apply) else term


def _worth(term: Term) -> At:
    return lambda e: evaluate(term, e)
