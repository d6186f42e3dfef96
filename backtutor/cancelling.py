"""Cancelling: a formula multiplied out, entry by entry, until nothing in it cancels any more.

In: a formula over matrices, the graph, its numbers. Out: the `Form`s on the way to a simpler one,
each checked at the numbers. This is how P − Y appears: from softmax and cross entropy in pieces

    P ⊙ (dP − sum(dP ⊙ P, axis=1))          with dP = −Y/m/P put in
    = P ⊙ sum(Y, axis=1)/m − Y/m             y/p·p is y
    = (P − Y)/m                              where the rows of Y sum to 1

Nothing here knows of softmax: products are multiplied out, equal factors cancel, what is the same
all along a sum goes before it, and data whose rows are known to sum to 1 do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product as combinations
from typing import NamedTuple

from backtutor.derive import Derivation, GradientStep
from backtutor.notation import write
from backtutor.ops import Shape
from backtutor.read import Vocabulary
from backtutor.read.shapes import Shapes
from backtutor.terms import (
    ONE,
    ZERO,
    Apply,
    Number,
    Symbol,
    Term,
    negative,
    power,
    product,
    quotient,
    total,
)
from backtutor.values import Point, Undefined, Value, entries, evaluate, shape_of, size

MOST_ADDENDS = 24
"""Products that multiplying out may lead to; a larger formula is left as it is."""

MOST_PASSES = 4
"""How often a formula is gone through."""

TOLERANCE = 1e-9

Powers = tuple[tuple[Term, int], ...]
"""Factors that are no sums, each with its exponent, in the order of their appearance."""


class Monomial(NamedTuple):
    """A coefficient and the factors of one product."""

    coefficient: Fraction
    powers: Powers


class Form(NamedTuple):
    """A formula on the way, and the id of what was done to get there."""

    term: Term
    id: str


class TooLong(Exception):
    """Multiplying out leads to too many products."""


def simplified(derivation: Derivation, step: GradientStep) -> tuple[Form, ...]:
    """The forms from the gradient with its upstream put in to a shorter one; none without."""
    start = step.closed
    if start is None or len(step.terms) != 1:
        return ()
    work = _Cancelling(derivation)
    try:
        found = list(work.forms(start))
    except TooLong:
        return ()
    is_shorter = bool(found) and len(write(found[-1].term)) < len(write(step.formula))
    put_in = () if start == step.formula else (Form(start, "cancel-put-in"),)
    forms = (*put_in, *found)
    holds = all(_holds(form.term, step.value, work.point) for form in forms)
    return forms if is_shorter and holds else ()


def _holds(term: Term, value: Value, point: Point) -> bool:
    """Whether a form is worth the gradient, and has its shape."""
    try:
        found = evaluate(term, point)
    except (Undefined, KeyError):
        return False
    if shape_of(found) != shape_of(value):
        return False
    pairs = list(zip(entries(found), entries(value), strict=True))
    return all(size(a - b) <= TOLERANCE * max(1, size(b)) for a, b in pairs)


class _Cancelling:
    """What multiplying out has to know: shapes, and data whose rows sum to 1."""

    def __init__(self, derivation: Derivation) -> None:
        graph = derivation.graph
        self.shapes = Shapes(Vocabulary(graph.shapes))
        self.unit_rows = graph.unit_rows
        self.point: Point = derivation.evaluation.forward
        self.whole: frozenset[Term] = frozenset()

    def forms(self, start: Term) -> Iterator[Form]:
        """What follows from `start`, the known sums of rows apart."""
        cancelled = self.cancelled(start, units=False)
        if cancelled != start:
            yield Form(cancelled, "cancel-entries")
        summed = self.cancelled(cancelled, units=True)
        if summed != cancelled:
            yield Form(summed, "cancel-rows")

    def cancelled(self, term: Term, units: bool) -> Term:
        """Multiplied out; a sum that something is divided by stays whole until that is gone."""
        for _ in range(MOST_PASSES):
            self.whole = frozenset(_sums_below(term))
            found = self.written(self.expanded(term, units))
            if found == term:
                break
            term = found
        return term

    def shape(self, term: Term) -> Shape:
        return self.shapes.of(term) or ()

    # -- multiplying out

    def expanded(self, term: Term, units: bool) -> list[Monomial]:
        """The term as a sum of products, equal ones together."""
        found = _collected(self._monomials(term, units))
        if len(found) > MOST_ADDENDS:
            raise TooLong
        return found

    def _monomials(self, term: Term, units: bool) -> Iterator[Monomial]:
        match term:
            case Number(value):
                yield Monomial(value, ())
            case Apply() if term in self.whole:
                yield Monomial(Fraction(1), ((term, 1),))
            case Apply("ones"):
                yield Monomial(Fraction(1), ())
            case Apply("add", args):
                for arg in args:
                    yield from self.expanded(arg, units)
            case Apply("neg", (arg,)):
                for coefficient, powers in self.expanded(arg, units):
                    yield Monomial(-coefficient, powers)
            case Apply("mul", args):
                factors = [self.expanded(arg, units) for arg in args]
                for choice in combinations(*factors):
                    yield _multiplied(choice)
            case Apply("div", (top, bottom)):
                below = self.expanded(bottom, units)
                for each in self.expanded(top, units):
                    yield _multiplied((each, _inverse(below, bottom)))
            case Apply("sum", (arg,), axis) if axis is not None:
                for each in self.expanded(arg, units):
                    yield self._summed(each, axis, self.shape(arg), units)
            case _:
                yield Monomial(Fraction(1), ((term, 1),))

    def _summed(self, each: Monomial, axis: int, shape: Shape, units: bool) -> Monomial:
        """A product summed along an axis: what is the same all along it goes before the sum."""
        before = tuple((t, n) for t, n in each.powers if self._is_constant(t, axis))
        inside = tuple((t, n) for t, n in each.powers if not self._is_constant(t, axis))
        if not inside:
            length = Fraction(shape[axis] if shape else 1)
            return Monomial(each.coefficient * length, before)
        whole = Apply("sum", (_product_of(inside),), axis)
        if units and axis == 1 and _is_unit(whole, self.unit_rows):
            return Monomial(each.coefficient, before)
        return Monomial(each.coefficient, (*before, (whole, 1)))

    def _is_constant(self, term: Term, axis: int) -> bool:
        shape = self.shape(term)
        return not shape or shape[axis] == 1

    # -- written again

    def written(self, monomials: Iterable[Monomial]) -> Term:
        """The sum, what all products share in front of it."""
        found = list(monomials)
        if not found:
            return ZERO
        shared = _shared([dict(each.powers) for each in found])
        scale = abs(found[0].coefficient)
        if any(abs(each.coefficient) != scale for each in found):
            scale = Fraction(1)
        rest = [Monomial(each.coefficient / scale, _without(each.powers, shared)) for each in found]
        rest.sort(key=lambda each: each.coefficient < 0)
        inner = total(*(_term_of(each) for each in rest))
        return _fraction(scale, inner, shared)


def _sums_below(term: Term) -> Iterator[Term]:
    """The sums that something is divided by."""
    if isinstance(term, Apply):
        if term.op == "div":
            yield from (part for part in _parts(term.args[1]) if _is_sum(part))
        for arg in term.args:
            yield from _sums_below(arg)


def _parts(term: Term) -> tuple[Term, ...]:
    return term.args if isinstance(term, Apply) and term.op == "mul" else (term,)


def _is_sum(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "add"


def _is_unit(term: Apply, unit_rows: frozenset[str]) -> bool:
    (arg,) = term.args
    return isinstance(arg, Symbol) and arg.name in unit_rows


def _collected(monomials: Iterable[Monomial]) -> list[Monomial]:
    """Equal products counted, in the order of their first appearance."""
    counts: dict[frozenset[tuple[Term, int]], Fraction] = {}
    first: dict[frozenset[tuple[Term, int]], Powers] = {}
    for coefficient, powers in monomials:
        key = frozenset(powers)
        first.setdefault(key, powers)
        counts[key] = counts.get(key, Fraction(0)) + coefficient
    return [Monomial(count, first[key]) for key, count in counts.items() if count]


def _multiplied(factors: Iterable[Monomial]) -> Monomial:
    coefficient, powers = Fraction(1), dict[Term, int]()
    for each in factors:
        coefficient *= each.coefficient
        for term, exponent in each.powers:
            powers[term] = powers.get(term, 0) + exponent
    return Monomial(coefficient, tuple((t, n) for t, n in powers.items() if n))


def _inverse(monomials: list[Monomial], term: Term) -> Monomial:
    """1 over a product; a sum stays one factor."""
    if len(monomials) != 1 or not monomials[0].coefficient:
        return Monomial(Fraction(1), ((term, -1),))
    (only,) = monomials
    return Monomial(1 / only.coefficient, tuple((t, -n) for t, n in only.powers))


def _shared(powers: list[dict[Term, int]]) -> dict[Term, int]:
    """The factors that stand in every product."""
    shared: dict[Term, int] = {}
    for term, exponent in powers[0].items():
        least = min((each.get(term, 0) for each in powers), key=abs)
        if all(each.get(term, 0) * exponent > 0 for each in powers):
            shared[term] = least
    return shared


def _without(powers: Powers, shared: Mapping[Term, int]) -> Powers:
    left = ((term, exponent - shared.get(term, 0)) for term, exponent in powers)
    return tuple((term, exponent) for term, exponent in left if exponent)


def _product_of(powers: Powers) -> Term:
    return _fraction(Fraction(1), ONE, dict(powers))


def _term_of(each: Monomial) -> Term:
    found = _fraction(abs(each.coefficient), ONE, dict(each.powers))
    return negative(found) if each.coefficient < 0 else found


def _fraction(scale: Fraction, first: Term, powers: Mapping[Term, int]) -> Term:
    """scale · first · the factors above, over those below."""
    above = [power(t, Number(Fraction(n))) for t, n in powers.items() if n > 0]
    below = [power(t, Number(Fraction(-n))) for t, n in powers.items() if n < 0]
    top = product(Number(scale), *above, first) if first != ONE else product(Number(scale), *above)
    return quotient(top, product(*below)) if below else top
