"""Shapes: what is read, checked against the sizes of the matrices named.

In: terms as they are built, and the shapes of the names. Out: the shape of each term, () for a
scalar and None where it is not known; the decision whether a `*` between matrices means entry
by entry or the matrix product; and the first place where shapes do not fit, as a message.
"""

from __future__ import annotations

from collections.abc import Callable

from backtutor.messages import Message, message
from backtutor.ops import Shape
from backtutor.read.functions import ENTRYWISE
from backtutor.read.vocabulary import Vocabulary
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term

Known = Shape | None


class Misfit(Exception):
    """Two shapes do not fit; carries the message."""

    def __init__(self, found: Message) -> None:
        super().__init__(found.id)
        self.message = found


class Shapes:
    """The shapes of the terms of one text, each worked out once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.misfit: Message | None = None
        self.misfitting: Term | None = None  # where it is
        # keyed by identity: equal terms are not looked for, and hashing a term walks all of it;
        # the term is kept beside its shape so that its identity stays its own
        self._found: dict[int, tuple[Term, Known]] = {}

    def of(self, term: Term) -> Known:
        """The shape of `term`; None where it is not known or does not fit."""
        known = self._found.get(id(term))
        if known is None:
            known = self._found[id(term)] = (term, self._work_out(term))
        return known[1]

    def _work_out(self, term: Term) -> Known:
        match term:
            case Number():
                return ()
            case Symbol(name):
                return self.vocabulary.names.get(name, ())
            case Derivative(of, by):
                return self._of_derivative(of, by)
            case MatrixTerm(rows):
                return (len(rows), len(rows[0]))
        shapes = tuple(self.of(argument) for argument in term.args)
        try:
            return _bounded(_rule(term.op)(term, shapes))
        except Misfit as misfit:
            if self.misfit is None:
                self.misfit, self.misfitting = misfit.message, term
            return None

    def _of_derivative(self, of: str, by: str) -> Known:
        """A gradient has the shape of what the scalar is differentiated by."""
        top, bottom = self.vocabulary.names.get(of, ()), self.vocabulary.names.get(by, ())
        if top == ():
            return bottom
        return top if bottom == () else None

    def multiplies(self, left: Term, right: Term, implied: bool = False) -> bool:
        """Whether a product of these is the matrix product: entry by entry does not fit.

        Names side by side are a matrix product wherever that fits; entry by entry they are
        read where the shapes are equal, or one axis is stretched as a bias is.
        """
        a, b = self.of(left), self.of(right)
        if not a or not b or a == b:
            return False
        both_ways = (a[0] < b[0]) != (a[1] < b[1]) and a[0] != b[0] and a[1] != b[1]
        if implied and (a[1] == b[0] or both_ways):
            return True
        # a column times a row stretches both ways, which is their matrix product
        outer = a[1] == b[0] == 1 and a[0] > 1 and b[1] > 1
        return outer or stretched(a, b) is None


MAX_ENTRIES = 200_000
"""Of any one matrix, given or on the way."""


def _bounded(shape: Known) -> Known:
    if shape and shape[0] * shape[1] > MAX_ENTRIES:
        facts = {"count": str(shape[0] * shape[1]), "most": str(MAX_ENTRIES)}
        raise Misfit(Message("read-misfit-large", facts))
    return shape


def stretched(a: Shape, b: Shape) -> Shape | None:
    """The shape of an entrywise operation, an axis of length 1 stretched; None: no fit."""
    if not a or not b:
        return a or b
    if any(m != n and m != 1 and n != 1 for m, n in zip(a, b, strict=True)):
        return None
    return (max(a[0], b[0]), max(a[1], b[1]))


def shape_text(shape: Shape) -> str | Message:
    """2×3, or what a scalar is called."""
    return f"{shape[0]}×{shape[1]}" if shape else message("read-scalar")


def _sizes(left: Term, a: Shape, right: Term, b: Shape) -> dict[str, Term | str | Message]:
    return {"left": left, "left_shape": shape_text(a), "right": right, "right_shape": shape_text(b)}


def _entrywise(term: Apply, shapes: tuple[Known, ...]) -> Known:
    found: Known = ()
    for position, shape in enumerate(shapes):
        if found is None or shape is None:
            return None
        fitted = stretched(found, shape)
        if fitted is None:
            left = term.args[0] if position == 1 else Apply(term.op, term.args[:position])
            facts = _sizes(left, found, term.args[position], shape)
            raise Misfit(Message("read-misfit-entrywise", facts))
        found = fitted
    return found


def _matmul(term: Apply, shapes: tuple[Known, ...]) -> Known:
    a, b = shapes
    if a is None or b is None:
        return None
    facts = _sizes(term.args[0], a, term.args[1], b)
    if not a or not b:
        raise Misfit(Message("read-misfit-scalar", facts))
    if a[1] != b[0]:
        raise Misfit(Message("read-misfit-product", {**facts, "m": a[1], "n": b[0]}))
    return (a[0], b[1])


def _transpose(term: Apply, shapes: tuple[Known, ...]) -> Known:
    shape = shapes[0]
    return (shape[1], shape[0]) if shape else shape


def _reduce(term: Apply, shapes: tuple[Known, ...]) -> Known:
    """sum, mean, max: without an axis a scalar, with one that axis kept at length 1."""
    shape = shapes[0]
    if term.axis is None:
        return ()
    if not shape:
        return shape
    return (1, shape[1]) if term.axis == 0 else (shape[0], 1)


def _over_rows(term: Apply, shapes: tuple[Known, ...]) -> Known:
    return _reduce(Apply(term.op, term.args, 1 if term.axis is None else term.axis), shapes)


def _same(term: Apply, shapes: tuple[Known, ...]) -> Known:
    return shapes[0]


def _scalar(term: Apply, shapes: tuple[Known, ...]) -> Known:
    return ()


def _square(term: Apply, shapes: tuple[Known, ...]) -> tuple[Known, ...]:
    """The shapes as they are, of a matrix that must be square."""
    shape = shapes[0]
    if shape and shape[0] != shape[1]:
        facts = {"op": term.op, "left": term.args[0], "left_shape": shape_text(shape)}
        raise Misfit(Message("read-misfit-square", facts))
    return shapes


def _rows_to_rows(term: Apply, shapes: tuple[Known, ...]) -> tuple[Known, ...]:
    """The shapes as they are, the first that of a matrix."""
    if shapes[0] == ():
        raise Misfit(Message("read-misfit-rows", {"op": term.op, "left": term.args[0]}))
    return shapes


def _cross_entropy(term: Apply, shapes: tuple[Known, ...]) -> Known:
    _rows_to_rows(term, shapes)
    return () if _entrywise(term, shapes) is not None else None


def _said(term: Apply, rows: int, columns: int) -> Known:
    """The size that two numeric arguments say; not known where a name says it."""
    match term.args[rows], term.args[columns]:
        case Number(r), Number(c):
            if r.denominator == c.denominator == 1 and r > 0 and c > 0:
                return (int(r), int(c))
            raise Misfit(Message("read-misfit-size", {"op": term.op}))
    return None


def _reshaped(term: Apply, shapes: tuple[Known, ...]) -> Known:
    said, shape = _said(term, 1, 2), shapes[0]
    if said and shape is not None:
        rows, columns = shape or (1, 1)
        if rows * columns != said[0] * said[1]:
            facts = {
                "left": term.args[0],
                "left_shape": shape_text(shape),
                "count": str(rows * columns),
                "rows": str(said[0]),
                "columns": str(said[1]),
            }
            raise Misfit(Message("read-misfit-count", facts))
    return said


def _convolved(term: Apply, shapes: tuple[Known, ...]) -> Known:
    a, b = shapes
    if a is None or b is None:
        return None
    if not a or not b:
        lone = term.args[1 if a else 0]
        raise Misfit(Message("read-misfit-number", {"op": term.op, "left": lone}))
    if a[0] < b[0] or a[1] < b[1]:
        raise Misfit(Message("read-misfit-kernel", _sizes(term.args[0], a, term.args[1], b)))
    return (a[0] - b[0] + 1, a[1] - b[1] + 1)


def _spread(term: Apply, shapes: tuple[Known, ...]) -> Known:
    a, b = shapes
    return (a[0] + b[0] - 1, a[1] + b[1] - 1) if a and b else None


_Rule = Callable[[Apply, tuple[Known, ...]], Known]

_RULES: dict[str, _Rule] = {
    **dict.fromkeys(("add", "mul", "neg", "div", "pow", *ENTRYWISE), _entrywise),
    **dict.fromkeys(("sum", "mean", "max"), _reduce),
    **dict.fromkeys(
        ("softmax", "log_softmax"), lambda term, shapes: _rows_to_rows(term, shapes)[0]
    ),
    **dict.fromkeys(("is_max", "per"), _same),
    **dict.fromkeys(("pi", "e", "count"), _scalar),
    "softmax_ce": _cross_entropy,
    "fullconv": _spread,
    **dict.fromkeys(("trace", "det"), lambda term, shapes: _scalar(term, _square(term, shapes))),
    "inv": lambda term, shapes: _square(term, shapes)[0],
    **dict.fromkeys(("conv1d", "conv2d"), _convolved),
    "logsumexp": lambda term, shapes: _over_rows(term, _rows_to_rows(term, shapes)),
    "matmul": _matmul,
    "T": _transpose,
    "reshape": _reshaped,
    "ones": lambda term, shapes: _said(term, 0, 1) if term.args else None,
    "eye": lambda term, shapes: _said(term, 0, 0),
}


def _rule(op: str) -> _Rule:
    return _RULES.get(op, lambda term, shapes: None)


def unsaid_size(term: Term) -> Message | None:
    """An operation whose size is a name; every size of a lesson is written in figures."""
    stack = [term]
    while stack:
        here = stack.pop()
        if isinstance(here, Apply):
            sizes = _SIZES.get(here.op, slice(0))
            if not all(isinstance(size, Number) for size in here.args[sizes]):
                return message("read-misfit-size", op=here.op)
            stack += here.args
    return None


_SIZES = {"reshape": slice(1, None), "ones": slice(None), "eye": slice(None)}
"""Operation → which of its arguments are sizes."""
