"""The shapes of a lesson's matrices: every formula must fit, and the loss must be a scalar.

In: the nodes in topological order with the shapes of the given ones. Out: whether all fit; what
does not is reported under the characters that meet.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Names

from backtutor.graph import Node as GraphNode
from backtutor.loader.declared import Declared, formula_node
from backtutor.loader.faults import Findings
from backtutor.loader.tree import Scalar
from backtutor.messages import message
from backtutor.ops import Shape
from backtutor.patterns import makes_matrices
from backtutor.read import Vocabulary, misfit_in
from backtutor.read.shapes import Shapes
from backtutor.terms import Apply, Number, Term
from backtutor.values import Value, is_matrix


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
    found: dict[str, Shape | None] = {}
    shapes = Shapes(Vocabulary(found))
    before = len(findings.problems)
    for name, node in nodes.items():
        if node.term is None:
            found[name] = None if name in unread else node.shape
        else:
            found[name] = shapes.of(node.term)
        if shapes.misfit is None and node.term and (op := _unsaid_size(node.term)):
            shapes.misfit = message("read-misfit-size", op=op)
        if shapes.misfit is not None:
            _report(declared[name], Vocabulary(found), shapes, findings)
            shapes = Shapes(Vocabulary(found))
            broken.add(name)
    shape = found[loss]
    if shape:
        span = formula_node(declared[loss]).span
        findings.report("loss-matrix", span, name=loss, rows=shape[0], columns=shape[1])
    return len(findings.problems) == before


def _unsaid_size(term: Term) -> str | None:
    """An operation whose size is a name; every size of a lesson is written in figures."""
    stack = [term]
    while stack:
        here = stack.pop()
        if isinstance(here, Apply):
            sizes = _SIZES.get(here.op, slice(0))
            if not all(isinstance(size, Number) for size in here.args[sizes]):
                return here.op
            stack += here.args
    return None


_SIZES = {"reshape": slice(1, None), "ones": slice(None), "eye": slice(None)}
"""Operation → which of its arguments are sizes."""


def _report(declared: Declared, vocabulary: Vocabulary, shapes: Shapes, findings: Findings) -> None:
    node = formula_node(declared)
    span, label = node.span, shapes.misfit
    if isinstance(node, Scalar) and declared.term is None:
        located = misfit_in(node.text, vocabulary)
        if located is not None:
            label, start, end = located
            span = node.place(start, end - start)
    findings.report("misfit", span, label=label)


def unit_rows(given: Names[str, Value]) -> frozenset[str]:
    """The matrices each of whose rows sums to 1, as one-hot rows do."""
    return frozenset(name for name, value in given.items() if _has_unit_rows(value))


def _has_unit_rows(value: Value) -> bool:
    if not is_matrix(value):
        return False
    return all(sum(row) == 1 and min(row) >= 0 for row in value.tolist())
