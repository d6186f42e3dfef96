"""The shapes of a lesson's matrices: every formula must fit, and the loss must be a scalar.

In: the nodes in topological order with the shapes of the given ones. Out: whether all fit; what
does not is reported under the characters that meet.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Names

from backtutor.graph import Node as GraphNode
from backtutor.graph import fitted
from backtutor.loader.declared import Declared, formula_node
from backtutor.loader.faults import Findings
from backtutor.loader.tree import Scalar
from backtutor.messages import Message
from backtutor.patterns import makes_matrices
from backtutor.read import Vocabulary, misfit_in
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
    before = len(findings.problems)
    found, misfits = fitted(nodes, unread)
    for name, misfit in misfits.items():
        _report(declared[name], Vocabulary(found), misfit, findings)
        broken.add(name)
    shape = found[loss]
    if shape:
        span = formula_node(declared[loss]).span
        findings.report("loss-matrix", span, name=loss, rows=shape[0], columns=shape[1])
    return len(findings.problems) == before


def _report(declared: Declared, vocabulary: Vocabulary, label: Message, findings: Findings) -> None:
    node = formula_node(declared)
    span = node.span
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
