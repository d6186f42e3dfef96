"""Files of gradients: what somebody's own code computed, in JSON.

In: the bytes of a file and the lesson that they are meant for. Out: `Gradients`, name → figures
as they were printed, and the names that the lesson does not have; `Stop` with every problem.
An object goes from names to values, a list holds the values of the parameters in their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from backtutor.derive import Derivation
from backtutor.diagnosis.figures import Figures
from backtutor.diagnosis.names import Names, asked_names
from backtutor.loader.faults import Findings, status
from backtutor.loader.files import read_bytes
from backtutor.loader.json_tree import MAX_BYTES, parse_json
from backtutor.loader.tree import Mapping, Node, Scalar, Sequence
from backtutor.marks import Typed
from backtutor.messages import message
from backtutor.problems import Span, Stop
from backtutor.terms import Symbol

NOT_FINITE = frozenset({"nan", "inf", "infinity"})
DEEPEST = 2
"""Lists of rows of numbers, and nothing deeper."""


class Gradients(NamedTuple):
    """What a file gives: the lesson's names, and keys that are none."""

    figures: dict[str, Figures]
    extra: tuple[str, ...]
    in_order: bool


def read_gradients(path: str, derivation: Derivation) -> Gradients:
    """The gradients in a file; raises `Stop` with every problem of it."""
    return gradients_of(path, read_bytes(Path(path), MAX_BYTES), derivation)


def gradients_of(path: str, data: bytes, derivation: Derivation) -> Gradients:
    """The gradients in the text of a file."""
    findings = Findings()
    root = parse_json(path, data, findings)
    found = _Gradients(derivation, findings)
    if isinstance(root, Mapping):
        found.by_name(root)
    elif isinstance(root, Sequence):
        found.in_order(root)
    elif root is not None:
        findings.report("gradients-not-object", root.span)
    if findings.failed:
        kept = findings.kept
        raise Stop(message("diagnose-broken", path=path), status(kept), kept)
    return Gradients(found.figures, tuple(found.extra), isinstance(root, Sequence))


class _Gradients:
    """The figures found so far."""

    def __init__(self, derivation: Derivation, findings: Findings) -> None:
        self.derivation = derivation
        self.names = Names(derivation)
        self.findings = findings
        self.figures: dict[str, Figures] = {}
        self.extra: list[str] = []
        self.places: dict[str, Span] = {}

    def by_name(self, root: Mapping) -> None:
        if not root.entries:
            self.findings.report("gradients-empty", root.span)
        for key, value in root.entries:
            name = self.names.meant(key.text)
            if self._is_new(name or key.text, key):
                figures = self.read(value)
                if name is None:
                    self.extra.append(key.text)
                elif figures is not None:
                    self.figures[name] = figures

    def _is_new(self, name: str, key: Scalar) -> bool:
        """Whether this is the first key of its name; `w1` and `dE/dw1` are one."""
        if name in self.places:
            related = ((self.places[name], message("diagnose-first", name=Symbol(name))),)
            self.findings.report("gradients-twice", key.span, related=related, name=Symbol(name))
            return False
        self.places[name] = key.span
        return True

    def in_order(self, root: Sequence) -> None:
        names = asked_names(self.derivation)
        if len(root.items) != len(names):
            self.findings.report(
                "gradients-count",
                root.span,
                count=len(root.items),
                wanted=len(names),
                names=_listed(names),
            )
            return
        for name, value in zip(names, root.items, strict=True):
            figures = self.read(value)
            if figures is not None:
                self.figures[name] = figures

    def read(self, value: Node) -> Figures | None:
        """A number, a list or a list of rows; None where that was reported."""
        depth = _depth(value)
        rows = [list(_leaves(row)) for row in _rows(value)]
        if depth > DEEPEST:
            self._report(_first_at(value, DEEPEST), "gradients-deep")
        elif not rows or not all(rows):
            self._report(value, "gradients-hollow")
        elif len(set(map(len, rows))) > 1:
            other = next(i for i, row in enumerate(rows) if len(row) != len(rows[0]))
            first, length = str(len(rows[0])), str(len(rows[other]))
            place = _items(value)[other]
            self._report(place, "gradients-ragged", row=str(other + 1), first=first, length=length)
        else:
            return self._figures(rows, depth)
        return None

    def _report(self, node: Node, fault: str, **facts: str) -> None:
        self.findings.report(fault, node.span, label=None, help=None, related=(), **facts)

    def _figures(self, rows: list[list[Node]], depth: int) -> Figures | None:
        typed: list[tuple[Typed, ...]] = []
        for row in rows:
            numbers = [_number(node) for node in row]
            if None in numbers:
                self._report_number(row[numbers.index(None)])
                return None
            typed.append(tuple(one for one in numbers if one is not None))
        return Figures(tuple(typed), depth)

    def _report_number(self, node: Node) -> None:
        """What stands where a number should; of a matrix, the first."""
        text = node.text if isinstance(node, Scalar) else ""
        is_quoted = isinstance(node, Scalar) and bool(node.style)
        infinite = text.strip("+-").lower() in NOT_FINITE or text[:1] in "+-.0123456789"
        if infinite and not is_quoted and text:
            self.findings.report("gradients-not-finite", node.span, found=text)
        elif isinstance(node, Scalar):
            self.findings.report("gradients-not-number", node.span)
        else:
            self.findings.report("gradients-mixed", node.span)


def _number(node: Node) -> Typed | None:
    if not isinstance(node, Scalar) or node.style or node.text[-1] not in ".0123456789":
        return None
    try:
        value = float(node.text)
    except ValueError:
        return None
    return Typed(value, node.text) if isfinite(value) else None


def _items(value: Node) -> tuple[Node, ...]:
    return value.items if isinstance(value, Sequence) else (value,)


def _rows(value: Node) -> tuple[Node, ...]:
    """The rows of a matrix; a flat list is one row, and so is a number."""
    nested = [isinstance(item, Sequence) for item in _items(value)]
    return _items(value) if isinstance(value, Sequence) and all(nested) else (value,)


def _leaves(row: Node) -> Iterator[Node]:
    return iter(_items(row))


def _depth(value: Node) -> int:
    """How many brackets the first number stands in; of objects, too many."""
    depth = 0
    while isinstance(value, Sequence) and value.items:
        value, depth = value.items[0], depth + 1
    return DEEPEST + 1 if isinstance(value, Mapping) else depth + isinstance(value, Sequence)


def _first_at(value: Node, depth: int) -> Node:
    for _ in range(depth):
        if isinstance(value, Sequence) and value.items:
            value = value.items[0]
    return value


def _listed(names: tuple[str, ...]) -> tuple[Symbol, ...]:
    return tuple(map(Symbol, names[:12]))
