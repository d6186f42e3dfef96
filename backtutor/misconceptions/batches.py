"""Batches: rows of the data that are left out, not summed, or not averaged.

Each function yields the wrong answers of one misconception to ∂loss/∂by.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backtutor.dimensions import Dimension
from backtutor.evaluation import Evaluation, times
from backtutor.misconceptions.model import Guess
from backtutor.misconceptions.ways import At, Ways
from backtutor.slopes import Edge, upstream_of
from backtutor.terms import Apply, Symbol, Term
from backtutor.values import Value, apply, evaluate

MAX_EXAMPLES = 8
"""Examples that are taken for the whole batch one by one."""


def one_example(ways: Ways) -> Iterator[Guess]:
    """What one row of the batch brings, not all."""
    rows = ways.graph.rows
    if rows is None or len(ways.first) != 1 or _is_row_of(ways.by, ways, rows[0]):
        return
    edge, length = ways.first[0], rows[0].length
    if _is_row_of(edge[1], ways, rows[0]):
        for row in range(min(length, MAX_EXAMPLES)):
            yield Guess(_from_row(edge, row), {"rows": length, "node": Symbol(edge[1])})


def _is_row_of(name: str, ways: Ways, rows: Dimension) -> bool:
    """Whether a matrix has a row for each row of the data."""
    return (
        bool(ways.graph.shapes[name]) and ways.graph.dimensions.names[name][0].found is rows.found
    )


def _from_row(edge: Edge, row: int) -> At:
    def at(e: Evaluation) -> Value:
        upstream = e.gradients[edge[1]]
        return times(apply("mul", (upstream, _mask(e, edge[1], row))), e.locals[edge])

    return at


def _mask(e: Evaluation, name: str, row: int) -> Value:
    """1 in one row, 0 in the others."""
    from backtutor.matrices import matrix  # loads numpy, which lessons of scalars do without

    shape = e.graph.shapes[name]
    assert shape
    return matrix([[Fraction(place == row % shape[0])] for place in range(shape[0])])


def bias_not_summed(ways: Ways) -> Iterator[Guess]:
    """What arrives at every row, not their sum."""
    for edge in ways.first:
        inner = _summed(ways, edge)
        if inner is not None and len(ways.first) == 1:
            yield Guess(_of_rows(edge), {"node": Symbol(edge[1])})


def _summed(ways: Ways, edge: Edge) -> Term | None:
    """What is summed over an axis on the way back along an arrow."""
    return _inner(ways.derivation.evaluation.terms.get(edge))


def _inner(term: Term | None) -> Term | None:
    match term:
        case Apply("sum", (inner,)):
            return inner
        case Apply("neg", (Apply("sum", (inner,)),)):
            return Apply("neg", (inner,))
    return None


def _of_rows(edge: Edge) -> At:
    upstream = Symbol(upstream_of(edge[1]).name)

    def at(e: Evaluation) -> Value:
        inner = _inner(e.terms[edge])
        assert inner is not None
        return evaluate(inner, {**e.forward, upstream: e.gradients[edge[1]]})

    return at


def averaged_again(ways: Ways) -> Iterator[Guess]:
    """The gradient divided once more by the number of rows."""
    if ways.graph.rows is not None and ways.graph.rows[0].length > 1:
        variant = "" if any(map(_has_mean, (node.term for node in ways.graph.computed))) else "-sum"
        facts = {"rows": ways.graph.rows[0].length}
        yield Guess(_over_rows(ways.by), facts, variant)


def _over_rows(name: str) -> At:
    return lambda e: apply("div", (e.gradients[name], Fraction(e.graph.row_count)))


def _has_mean(term: Term | None) -> bool:
    if not isinstance(term, Apply):
        return False
    return term.op in ("mean", "softmax_ce") or any(map(_has_mean, term.args))
