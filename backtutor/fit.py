"""Fitting: derivative rules on matrices, and the shapes that they must come out in.

In: the formula of one node, the shapes of its names and the upstream gradient. Out: for each
name the contribution to its gradient, a term of its own shape: `X.T @ dZ`, `dZ @ W.T`,
`sum(dZ, axis=0)`. The rules of the table speak of the operation alone; here an axis that the
forward pass stretched is summed (the rule of the bias), one that it summed is stretched, and a
mean's division is written by the name of the number of rows, `m`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from backtutor.dimensions import Dimension, Dimensions
from backtutor.ops import OPS, Rule, Shape
from backtutor.read.shapes import Shapes
from backtutor.read.vocabulary import Vocabulary
from backtutor.terms import (
    ONE,
    Apply,
    Number,
    Symbol,
    Term,
    build,
    names,
    negative,
    number,
    product,
    quotient,
    split_coefficient,
    total,
)

RuleOf = Callable[[str, int], Rule]


class Fitting:
    """What fitting needs to know of a graph: shapes, dimensions, and what is known of the data.

    `rows` is the dimension of the rows of the data with the name that is written for it.
    `unit_rows` are data whose rows sum to 1, as one-hot rows do.
    """

    def __init__(
        self,
        shapes: dict[str, Shape],
        dimensions: Dimensions,
        rows: tuple[Dimension, str] | None,
        unit_rows: frozenset[str],
    ) -> None:
        self.names = shapes
        self.shapes = Shapes(Vocabulary(shapes))
        self.dimensions = dimensions
        self.rows = rows
        self.unit_rows = unit_rows

    def contributions(
        self, term: Term, out: str, upstream: Term, rule_of: RuleOf
    ) -> dict[str, Term]:
        """Name in `term` → what reaches it from the node `out`, in the order of the formula."""
        found: dict[str, list[Term]] = {}

        def sweep(here: Term, g: Term, name: Term) -> None:
            match here:
                case Symbol(symbol):
                    found.setdefault(symbol, []).append(self.resolved(g))
                case Apply(op, args, axis):
                    row, shape = OPS[op], self.shape(here)
                    arriving = self.stretched(g, shape) if row.full else g
                    said = {"axis": axis} if row.axes else {}
                    for index, arg in enumerate(args):
                        if names(arg):
                            part = rule_of(op, index)(arriving, name, *args, **said)
                            part = self.counted(part)
                            part = part if row.whole else self.summed(part, shape, self.shape(arg))
                            sweep(arg, part, arg)

        sweep(term, upstream, Symbol(out))
        return {
            name: self.stretched(total(*parts), self.names[name]) for name, parts in found.items()
        }

    def shape(self, term: Term) -> Shape:
        return self.shapes.of(term) or ()

    def stretched(self, g: Term, shape: Shape) -> Term:
        """`g` repeated along the axes of `shape` that it lacks."""
        if not shape or self.shape(g) == shape:
            return g
        ones = Apply("ones", (number(shape[0]), number(shape[1])))
        return ones if g == ONE else Apply("mul", (g, ones))

    def summed(self, part: Term, out: Shape, to: Shape) -> Term:
        """`part` of the shape `out` summed over the axes that were stretched: Σ rows dZ."""
        if out == to or not out:
            return part
        if split_coefficient(part)[0] < 0:
            return negative(self.summed(negative(part), out, to))
        full = self.stretched(part, out)
        if not to:
            return Apply("sum", (full,))
        for axis in (0, 1):
            if to[axis] == 1 and out[axis] > 1:
                full = Apply("sum", (full,), axis)
        return full

    # -- what rules leave open: sizes, means, rows that sum to 1

    def counted(self, term: Term) -> Term:
        """`count(X)` as the number that it is."""
        match term:
            case Apply("count", (x,), axis):
                shape = self.shape(x) or (1, 1)
                return number(shape[0] * shape[1] if axis is None else shape[axis])
            case Apply(op, args, axis):
                new = tuple(map(self.counted, args))
                return term if new == args else build(op, new, axis)
        return term

    def resolved(self, term: Term) -> Term:
        """`term` with each mean's division written out, and known sums and identities used."""
        top, counts = self._means_apart(term)
        for x, axis in counts:
            top = self._divided(top, x, axis)
        return top

    def _means_apart(self, term: Term) -> tuple[Term, list[tuple[Term, int | None]]]:
        """A product without its divisions by counts, and what they count."""
        match term:
            case Apply("per", (inner, x), axis):
                top, counts = self._means_apart(inner)
                return top, [*counts, (x, axis)]
            case Apply("neg", (inner,)):
                top, counts = self._means_apart(inner)
                return negative(top), counts
            case Apply("mul", args):
                pairs = [self._means_apart(arg) for arg in args]
                tops = [top for top, _ in pairs]
                return product(*tops), [each for _, counts in pairs for each in counts]
            case Apply("sum", (Symbol(name),), 1) if name in self.unit_rows:
                return ONE, []
            case Apply(op, args, axis):
                return self._identity_dropped(op, tuple(map(self.resolved, args)), axis), []
        return term, []

    def _identity_dropped(self, op: str, args: tuple[Term, ...], axis: int | None) -> Term:
        """A @ (c*eye(n)) is c*A."""
        if op == "matmul":
            for place, other in ((0, 1), (1, 0)):
                scale = self._scale_of_identity(args[place])
                if scale is not None:
                    return product(scale, args[other])
        return build(op, args, axis)

    def _scale_of_identity(self, term: Term) -> Term | None:
        match term:
            case Apply("eye"):
                return ONE
            case Apply("mul", (*scales, Apply("eye"))) if not any(map(self.shape, scales)):
                return product(*scales)
        return None

    def _divided(self, top: Term, x: Term, axis: int | None) -> Term:
        """`top` over the count of the entries of `x`, the rows of the data by their name."""
        shape, figure = self.shape(x), Fraction(1)
        axes = self.dimensions.of(x)
        letter: Term | None = None
        for place in (0, 1) if axis is None else (axis,):
            if not shape:
                continue
            if self.rows and letter is None and axes[place].found is self.rows[0].found:
                letter = Symbol(self.rows[1])
            else:
                figure *= shape[place]
        coefficient, rest = split_coefficient(top)
        ratio = coefficient / figure
        if letter is None:
            return product(Number(ratio), rest)
        top = product(number(ratio.numerator), rest)
        return quotient(top, product(number(ratio.denominator), letter))
