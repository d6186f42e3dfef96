"""Kinks: where a derivative jumps, any subgradient between the two slopes is right.

In: a derivation. Out: the local derivatives under each outermost choice of slopes, and the range
of values that the choices give to what is asked, for a matrix entry by entry. An operation on
matrices has a choice at each entry that stands at the kink.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product as combinations

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Fault
from backtutor.fit import RuleOf
from backtutor.ops import OPS, Rule, Shape
from backtutor.slopes import LocalTerms, local_terms
from backtutor.terms import (
    ONE,
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Quantity,
    Symbol,
    Term,
    Updated,
    product,
)
from backtutor.values import Scalar, Undefined, Value, entries, evaluate, is_matrix, sides

Range = tuple[Scalar, Scalar]
"""The least and the greatest value of one number."""

Slopes = tuple[Scalar, ...]
"""One slope an argument."""

MAX_KINKS = 6
"""Choices multiply; with more kinks than this, the first are varied, and all of them together."""


@dataclass(frozen=True, slots=True)
class Kink:
    """One entry of an operation that stands at its kink, and the slopes to choose from."""

    operation: Apply
    place: int
    slopes: tuple[Slopes, ...]


Chosen = Mapping[Apply, Mapping[int, Slopes]]
"""Operation → the slopes chosen at its entries."""


def choices(derivation: Derivation) -> tuple[LocalTerms, ...]:
    """The local derivatives under each outermost choice of slopes; () away from kinks."""
    if not any(derivation.kinked.values()):
        return ()
    kinks = list(dict.fromkeys(_kinks(derivation)))
    return tuple(
        local_terms(derivation.graph, _choosing(chosen, derivation.evaluation))
        for chosen in _chosen(kinks)
    )


def _chosen(kinks: Sequence[Kink]) -> Iterator[Chosen]:
    """Every choice at the first kinks; with more kinks, every one of them the same way too."""
    if len(kinks) > MAX_KINKS:
        for way in (0, -1):
            yield _by_operation(kinks, [kink.slopes[way] for kink in kinks])
    first = kinks[:MAX_KINKS]
    for slopes in combinations(*[kink.slopes for kink in first]) if first else ():
        yield _by_operation(first, slopes)


def _by_operation(kinks: Sequence[Kink], slopes: Sequence[Slopes]) -> Chosen:
    found: dict[Apply, dict[int, Slopes]] = {}
    for kink, chosen in zip(kinks, slopes, strict=True):
        found.setdefault(kink.operation, {})[kink.place] = chosen
    return found


def kink_range(derivation: Derivation, asked: Quantity) -> tuple[Range, ...] | None:
    """The range of each entry of what is asked; None where there is no choice."""
    found = [entries(value) for value in _values(derivation, asked)]
    ranges = tuple((min(entry), max(entry)) for entry in zip(*found, strict=True))
    return ranges if any(low != high for low, high in ranges) else None


def _values(derivation: Derivation, asked: Quantity) -> Iterator[Value]:
    for terms in choices(derivation):
        try:
            yield value_under(derivation, derivation.evaluation.under(terms), asked)
        except (Fault, Undefined):
            continue


def value_under(derivation: Derivation, at: Evaluation, asked: Quantity) -> Value:
    """The value of what is asked where `at` has its own local derivatives."""
    if not isinstance(asked, Updated):
        return at[asked]
    for step in derivation.updates:
        if step.target == asked.name:
            return evaluate(step.formula, at)
    return derivation.value(asked)


def _kinks(derivation: Derivation) -> Iterator[Kink]:
    """Every operation that stands at its kink and leaves a choice of slopes."""
    for node in derivation.graph.computed:
        if derivation.kinked[node.name] and node.term is not None:
            yield from _kinks_of(node.term, derivation.evaluation)


def _kinks_of(term: Term, point: Mapping[Symbol | Derivative, Value]) -> Iterator[Kink]:
    if isinstance(term, Apply):
        row = OPS[term.op]
        if row.subgradient is not None:
            values = [evaluate(arg, point) for arg in term.args]
            for place, side in enumerate(sides(term.op, values, term.axis)):
                if side == 0:
                    at = [entry[place] for entry in _aligned(values)]
                    yield Kink(term, place, row.subgradient(*at))
        for arg in term.args:
            yield from _kinks_of(arg, point)


def _aligned(values: Sequence[Value]) -> list[list[Scalar]]:
    """The entries of each value, all stretched to one shape."""
    shape = _shape(values)
    if not shape:
        return [entries(value) for value in values]
    from backtutor.matrices import stretched

    return [entries(stretched(value, shape)) for value in values]


def _shape(values: Sequence[Value]) -> Shape:
    """The shape that an operation entry by entry has."""
    shapes = [value.shape for value in values if is_matrix(value)]
    return (max(s[0] for s in shapes), max(s[1] for s in shapes)) if shapes else ()


def _choosing(chosen: Chosen, point: Evaluation) -> RuleOf:
    """The rules of the table, but for the operations whose slopes are chosen."""

    def rule_of(op: str, index: int) -> Rule:
        def rule(g: Term, out: Term, *args: Term, **said: int | None) -> Term:
            here = chosen.get(Apply(op, args, said.get("axis")))
            if here is None:
                return OPS[op].rule(index)(g, out, *args, **said)
            return product(g, _slopes(op, index, args, here, point))

        return rule

    return rule_of


def _slopes(
    op: str, index: int, args: tuple[Term, ...], chosen: Mapping[int, Slopes], point: Evaluation
) -> Term:
    """The slope of an operation, at the entries at its kink the one chosen."""
    shape = _shape([evaluate(arg, point) for arg in args])
    if not shape:
        return _number(chosen[0][index])
    from backtutor.matrices import stretched

    table = evaluate(OPS[op].rule(index)(ONE, Apply(op, args), *args), point)
    found = entries(stretched(table, shape))
    for place, slopes in chosen.items():
        found[place] = slopes[index]
    numbers = tuple(map(_number, found))
    columns = shape[1]
    return MatrixTerm(tuple(numbers[i : i + columns] for i in range(0, len(numbers), columns)))


def _number(slope: Scalar) -> Number:
    return Number(Fraction(slope))


def within(bounds: Range | None, value: Scalar) -> bool:
    return bounds is not None and bounds[0] <= value <= bounds[1]
