"""Kinks: where a derivative jumps, any subgradient between the two slopes is right.

In: a derivation. Out: the local derivatives under each outermost choice of slopes, and the range
of values that the choices give to what is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from itertools import product as combinations

from backtutor.derive import Derivation, Evaluation, Fault, LocalTerms, RuleOf, local_terms
from backtutor.ops import OPS, Rule
from backtutor.terms import Apply, Derivative, Number, Quantity, Symbol, Term, Updated, product
from backtutor.values import Undefined, Value, evaluate

Range = tuple[Value, Value]
Slopes = tuple[Value, ...]
"""One slope an argument."""

MAX_KINKS = 6
"""Choices multiply; with more kinks than this, the first ones are varied."""


def choices(derivation: Derivation) -> tuple[LocalTerms, ...]:
    """The local derivatives under each outermost choice of slopes; () away from kinks."""
    if not any(derivation.kinked.values()):
        return ()
    kinks = dict(islice(_kinks(derivation), MAX_KINKS))
    return tuple(
        local_terms(derivation.graph, _choosing(dict(zip(kinks, slopes, strict=True))))
        for slopes in combinations(*kinks.values())
    )


def kink_range(derivation: Derivation, asked: Quantity) -> Range | None:
    """The least and the greatest value that subgradients give; None where there is no choice."""
    found = list(_values(derivation, asked))
    return (min(found), max(found)) if found and min(found) != max(found) else None


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


def _kinks(derivation: Derivation) -> Iterator[tuple[Apply, tuple[Slopes, ...]]]:
    """Every operation that stands at its kink and leaves a choice of slopes."""
    for node in derivation.graph.computed:
        if derivation.kinked[node.name] and node.term is not None:
            yield from _kinks_of(node.term, derivation.evaluation)


def _kinks_of(
    term: Term, point: Mapping[Symbol | Derivative, Value]
) -> Iterator[tuple[Apply, tuple[Slopes, ...]]]:
    if isinstance(term, Apply):
        row = OPS[term.op]
        values = [evaluate(arg, point) for arg in term.args]
        if row.subgradient is not None and row.kink(*values):
            yield term, row.subgradient(*values)
        for arg in term.args:
            yield from _kinks_of(arg, point)


def _choosing(slopes: Mapping[Apply, Slopes]) -> RuleOf:
    """The rules of the table, but for the operations whose slopes are chosen."""

    def rule_of(op: str, index: int) -> Rule:
        def rule(g: Term, out: Term, *args: Term) -> Term:
            chosen = slopes.get(Apply(op, args))
            if chosen is None:
                return OPS[op].rule(index)(g, out, *args)
            return product(g, Number(Fraction(chosen[index])))

        return rule

    return rule_of


def within(bounds: Range | None, value: Value) -> bool:
    return bounds is not None and bounds[0] <= value <= bounds[1]
