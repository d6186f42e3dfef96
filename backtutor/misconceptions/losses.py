"""Errors of the loss: the prediction or the target alone where their difference is meant.

Each function yields the wrong answers of one misconception to ∂loss/∂by.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from backtutor.evaluation import Evaluation
from backtutor.graph import Kind
from backtutor.misconceptions.model import Guess
from backtutor.misconceptions.ways import At, Ways
from backtutor.slopes import Edge
from backtutor.terms import Apply, Symbol, Term, atoms
from backtutor.values import Value, apply, evaluate, shape_of, zeros


class Error(NamedTuple):
    """A difference between an output and a target of the data, in the formula of a node."""

    node: str
    output: str
    target: str


def output_for_error(ways: Ways) -> Iterator[Guess]:
    """y where y − t is meant."""
    for error in errors(ways):
        yield Guess(_without(ways, error, error.target), _facts(error))


def target_for_error(ways: Ways) -> Iterator[Guess]:
    """t where y − t is meant."""
    for error in errors(ways):
        at = _without(ways, error, error.output)
        yield Guess(_negated(at), _facts(error))


def errors(ways: Ways) -> list[Error]:
    """The differences with a target on the ways."""
    found = (Error(node, *pair) for node in ways.edges for pair in _pairs(ways, node))
    return list(found)


def _pairs(ways: Ways, node: str) -> Iterator[tuple[str, str]]:
    for left, right in differences(ways.graph[node].term):
        for output, target in ((left, right), (right, left)):
            kinds = ways.graph[output].kind, ways.graph[target].kind
            if output in ways.edges and kinds[1] is Kind.DATA is not kinds[0]:
                yield output, target


def differences(term: Term | None) -> Iterator[tuple[str, str]]:
    """The names that are subtracted from each other in a formula: left, right."""
    match term:
        case Apply("add", (Symbol(left), Apply("neg", (Symbol(right),)))):
            yield left, right
        case Apply(_, args):
            for arg in args:
                yield from differences(arg)


def _without(ways: Ways, error: Error, name: str) -> At:
    """The gradient where one of the two is left out of the difference, in the slopes of its node
    and of what uses it, if it is nothing but the difference."""
    edges = [edge for edge in ways.arrows if _speaks_of(ways, edge, error)]

    def at(e: Evaluation) -> Value:
        other = {name: _nothing(e, name)}
        term = e.graph[error.node].term
        if isinstance(term, Apply) and term.op == "add":
            other[error.node] = evaluate(term, {**e.forward, Symbol(name): other[name]})
        return ways.gradient(e, ways.as_if(e, edges, other))

    return at


def _speaks_of(ways: Ways, edge: Edge, error: Error) -> bool:
    """Whether the slope of an arrow is made of the error."""
    used = {
        atom.name
        for atom in atoms(ways.derivation.evaluation.terms[edge])
        if isinstance(atom, Symbol)
    }
    if edge[1] == error.node:
        return bool(used & {error.output, error.target})
    return error.node in used


def _nothing(e: Evaluation, name: str) -> Value:
    shape = shape_of(e[Symbol(name)])
    return zeros(shape) if shape else Fraction(0)


def _negated(at: At) -> At:
    return lambda e: apply("neg", (at(e),))


def _facts(error: Error) -> dict[str, object]:
    return {
        "output": Symbol(error.output),
        "target": Symbol(error.target),
        "node": Symbol(error.node),
    }
