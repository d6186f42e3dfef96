"""Dimensions: which axes of a graph's matrices must be equally long.

In: nodes in topological order, and the shapes of the given ones. Out: a `Dimension` for each
axis of each name. Axes that an operation ties together share one; a length that a formula says
in figures, and a length of 1, is fixed. This tells the rows of the data (`m`) from another
axis that happens to be as long, and which sizes may be changed together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from backtutor.ops import OPS, Shape
from backtutor.read.shapes import Shapes
from backtutor.read.vocabulary import Vocabulary
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term


class Dimension:
    """A length that several axes share; compared by identity once `found`."""

    def __init__(self, length: int, fixed: bool = False) -> None:
        self.length = length
        self.fixed = fixed or length == 1
        self._same: Dimension | None = None

    @property
    def found(self) -> Dimension:
        """The one that stands for all that were tied to it."""
        here = self
        while here._same is not None:
            here = here._same
        return here

    def tie(self, other: Dimension) -> None:
        a, b = self.found, other.found
        if a is not b:
            a._same = b
            b.fixed = b.fixed or a.fixed


Axes = tuple[Dimension, ...]
"""Rows and columns, or nothing for a scalar."""


class Dimensions:
    """The dimensions of the names of a graph, and of any term over them."""

    def __init__(self, terms: Mapping[str, Term | None], shapes: Mapping[str, Shape]) -> None:
        self.names: dict[str, Axes] = {}
        self._shapes = Shapes(Vocabulary(shapes))
        for name, term in terms.items():
            self.names[name] = _free(shapes[name]) if term is None else self.of(term)

    def of(self, term: Term) -> Axes:
        """The axes of `term`; working them out ties what its operations tie."""
        match term:
            case Symbol(name):
                return self.names.get(name, ())
            case Derivative(_, by):
                return self.names.get(by, ())
            case MatrixTerm(rows):
                return (Dimension(len(rows), fixed=True), Dimension(len(rows[0]), fixed=True))
            case Apply(op, args):
                axes = [self.of(arg) for arg in args]
                if OPS[op].whole:
                    return _TIES.get(op, _literal)(term, axes, self._shapes.of(term) or ())
                return _entrywise(axes)
            case Number():
                return ()

    @cached_property
    def free(self) -> tuple[Dimension, ...]:
        """Those whose length may be changed, in the order of the names."""
        every = [axis.found for axes in self.names.values() for axis in axes]
        return tuple(dict.fromkeys(axis for axis in every if not axis.fixed))

    def resized(self, lengths: Mapping[Dimension, int], names: Iterable[str]) -> dict[str, Shape]:
        """The shapes of `names` once some lengths are changed."""
        return {
            name: _shape([lengths.get(axis.found, axis.length) for axis in self.names[name]])
            for name in names
        }


def _free(shape: Shape) -> Axes:
    return tuple(Dimension(length) for length in shape)


def _shape(lengths: list[int]) -> Shape:
    return (lengths[0], lengths[1]) if lengths else ()


def _entrywise(axes: Iterable[Axes]) -> Axes:
    """Axes are tied but for those of length 1, which are stretched."""
    matrices = [each for each in axes if each]
    if not matrices:
        return ()
    return tuple(_longest([each[place] for each in matrices]) for place in (0, 1))


def _longest(axes: list[Dimension]) -> Dimension:
    long = [axis for axis in axes if axis.length > 1]
    for other in long[1:]:
        long[0].tie(other)
    return long[0] if long else axes[0]


_Tie = Callable[[Apply, list[Axes], Shape], Axes]
_ONE = Dimension(1)


def _literal(term: Apply, axes: list[Axes], shape: Shape) -> Axes:
    """A length that is said in figures, or that follows from another by a sum, fixes all."""
    for each in axes:
        for axis in each:
            axis.found.fixed = True
    return tuple(Dimension(length, fixed=True) for length in shape)


def _matmul(term: Apply, axes: list[Axes], shape: Shape) -> Axes:
    (rows, inner), (other, columns) = axes
    inner.tie(other)
    return (rows, columns)


def _reduce(term: Apply, axes: list[Axes], shape: Shape) -> Axes:
    if not shape or not axes[0]:
        return ()
    rows, columns = axes[0]
    axis = 1 if term.axis is None else term.axis
    return (_ONE, columns) if axis == 0 else (rows, _ONE)


def _same(term: Apply, axes: list[Axes], shape: Shape) -> Axes:
    return axes[0]


def _square(term: Apply, axes: list[Axes], shape: Shape) -> Axes:
    if axes[0]:
        axes[0][0].tie(axes[0][1])
    return axes[0] if shape else ()


def _scalar(term: Apply, axes: list[Axes], shape: Shape) -> Axes:
    _entrywise(axes)
    return ()


_TIES: dict[str, _Tie] = {
    "matmul": _matmul,
    "T": lambda term, axes, shape: axes[0][::-1],
    **dict.fromkeys(("sum", "mean", "max", "logsumexp"), _reduce),
    **dict.fromkeys(("softmax", "log_softmax", "is_max", "per"), _same),
    **dict.fromkeys(("trace", "det", "inv"), _square),
    "softmax_ce": _scalar,
    "count": lambda term, axes, shape: (),
}
"""What ties axes on whole matrices; any other operation fixes them (`_literal`)."""
