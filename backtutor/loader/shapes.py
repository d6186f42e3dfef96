"""The shapes of a lesson's matrices: every formula must fit, and the loss must be a scalar.

In: the nodes in topological order with the shapes of the given ones. Out: whether all fit; what
does not is reported under the characters that meet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as Names

from backtutor.graph import Kind, fitted
from backtutor.graph import Node as GraphNode
from backtutor.loader.declared import Declared, formula_node
from backtutor.loader.faults import Findings
from backtutor.loader.tree import Scalar
from backtutor.messages import Message
from backtutor.ops import Shape
from backtutor.patterns import makes_matrices
from backtutor.read import Vocabulary, misfit_in
from backtutor.read.shapes import Shapes
from backtutor.terms import Apply, Term
from backtutor.values import Value, is_matrix

STRETCHING = frozenset({"add", "mul", "div"})
"""Operations whose two sides may stretch each other; `-` is an addition."""


def fits(
    nodes: Names[str, GraphNode],
    declared: Names[str, Declared],
    loss: str,
    findings: Findings,
    broken: set[str],
    unread: Collection[str] = (),
) -> bool:
    """Whether the shapes of all formulas fit and the loss is a scalar; the nodes that do not
    fit are added to `broken`. Of names whose value could not be read, `unread`, no shape is
    known."""
    if not any(node.shape or (node.term and makes_matrices(node.term)) for node in nodes.values()):
        return True
    before = len(findings.problems)
    found, misfits = fitted(nodes, unread)
    for name, misfit in misfits.items():
        _report(declared[name], Vocabulary(found), misfit, findings)
        broken.add(name)
    shape = found[loss]
    if shape:
        span = formula_node(declared[loss]).span
        findings.report("loss-matrix", span, name=loss, rows=shape[0], columns=shape[1])
    shapes = Shapes(Vocabulary(found))
    for name, node in nodes.items():
        if node.term is not None and name not in misfits:
            _advise_stretching(declared[name], node.term, shapes, findings)
    return len(findings.problems) == before


def _advise_stretching(declared: Declared, term: Term, shapes: Shapes, findings: Findings) -> None:
    """Advice where a column meets a row: a target that was written as one row, as a rule."""
    for part in _operations(term):
        if part.op in STRETCHING:
            column, row = _column_and_row(tuple(map(shapes.of, part.args)))
            if column and row:
                span = formula_node(declared).span
                findings.report("stretched-both", span, rows=column[0], columns=row[1])
                return


def _operations(term: Term) -> Iterator[Apply]:
    if isinstance(term, Apply):
        yield term
        for arg in term.args:
            yield from _operations(arg)


def _column_and_row(found: tuple[Shape | None, ...]) -> tuple[Shape | None, Shape | None]:
    """The first of each among the shapes of arguments."""
    known = [shape for shape in found if shape]
    column = next((shape for shape in known if shape[0] > 1 == shape[1]), None)
    return column, next((shape for shape in known if shape[1] > 1 == shape[0]), None)


def _report(declared: Declared, vocabulary: Vocabulary, label: Message, findings: Findings) -> None:
    node = formula_node(declared)
    span = node.span
    if isinstance(node, Scalar) and declared.term is None:
        located = misfit_in(node.text, vocabulary)
        if located is not None:
            label, start, end = located
            span = node.place(start, end - start)
    findings.report("misfit", span, label=label)


def unit_rows(given: Names[str, Value], nodes: Names[str, GraphNode]) -> frozenset[str]:
    """The data each of whose rows sums to 1, as one-hot rows do; of weights that is chance."""
    return frozenset(
        name
        for name, value in given.items()
        if nodes[name].kind is not Kind.PARAMETER and _has_unit_rows(value)
    )


def _has_unit_rows(value: Value) -> bool:
    if not is_matrix(value):
        return False
    return all(len(row) > 1 and sum(row) == 1 and min(row) >= 0 for row in value.tolist())
