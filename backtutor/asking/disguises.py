"""Disguises: wrong formulas that look like the right one of a step.

In: a derivation, a step of it, and the family of a misconception. Out: formulas, most like the
right one first. Which of them a misconception writes, its number tells. To add one, add it to
the row of its family in `DISGUISES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from backtutor.derive import Derivation, GradientStep, UpdateStep
from backtutor.terms import (
    Apply,
    Derivative,
    Number,
    Symbol,
    Term,
    atoms,
    negative,
    product,
    quotient,
    substitute,
    total,
)

LineStep = GradientStep | UpdateStep

MOST_TERMS = 4
"""Of more addends than this, only single ones are left out."""


def disguises(derivation: Derivation, step: LineStep, family: str) -> Iterator[Term]:
    """What somebody may write for a step."""
    if isinstance(step, UpdateStep):
        return _updates(derivation, step)
    make = DISGUISES.get(family)
    return make(derivation, step) if make else iter(())


def _updates(derivation: Derivation, step: UpdateStep) -> Iterator[Term]:
    """The step taken uphill, without η, or for the new weight; the weight as it was."""
    old, slope = Symbol(step.target), derivation.gradient(step.target)
    change = product(Number(Fraction(step.lr)), slope)
    yield from (total(old, change), total(old, negative(slope)), change, slope, old)


def _chain(derivation: Derivation, step: GradientStep) -> Iterator[Term]:
    """What arrives alone, the slopes alone, the two added."""
    yield total(*(term.upstream for term in step.terms))
    slopes = [term.local for term in step.terms if term.local is not None]
    if len(slopes) == len(step.terms):
        yield total(*slopes)
        yield total(*(part for term in step.terms for part in (term.upstream, term.local) if part))


def _paths(derivation: Derivation, step: GradientStep) -> Iterator[Term]:
    """Some of the paths, or the paths joined in another way."""
    brought = [term.formula for term in step.terms]
    sizes = range(1, len(brought) if len(brought) <= MOST_TERMS else 2)
    yield from (total(*chosen) for size in sizes for chosen in combinations(brought, size))
    yield product(*brought)
    yield quotient(total(*brought), Number(Fraction(len(brought))))


def _sign(derivation: Derivation, step: GradientStep) -> Iterator[Term]:
    yield negative(step.formula)


def _loss(derivation: Derivation, step: GradientStep) -> Iterator[Term]:
    """The loss for its slope; y, or t, for y − t."""
    for term in step.terms:
        if term.via == step.loss:
            yield Symbol(step.loss)
            yield from _addends(term.formula)


def _addends(formula: Term) -> Iterator[Term]:
    if isinstance(formula, Apply) and formula.op == "add":
        for addend in formula.args:
            yield addend.args[0] if isinstance(addend, Apply) and addend.op == "neg" else addend


def _names(derivation: Derivation, step: GradientStep) -> Iterator[Term]:
    """One name for another of its kind, the gradient of a name for the name."""
    graph = derivation.graph
    for atom in dict.fromkeys(atoms(step.formula)):
        if isinstance(atom, Derivative):
            continue
        others: list[Term] = []
        if atom.name in graph.nodes:
            alike = (n.name for n in graph.of_kind(graph[atom.name].kind) if n.name in graph.live)
            others += [Symbol(name) for name in alike if name != atom.name]
        if atom.name in derivation.gradients:
            others.append(derivation.gradient(atom.name))
        yield from (substitute(step.formula, {atom: other}) for other in others)


def _matrix(derivation: Derivation, step: GradientStep) -> Iterator[Term]:
    yield Apply("T", (step.formula,))
    # the bias that was not summed
    yield from (term.upstream for term in step.terms)


def _step(derivation: Derivation, step: GradientStep) -> Iterator[Term]:
    """The step, or the new weight, for the gradient."""
    train = derivation.lesson.train
    if train is not None:
        change = product(Number(Fraction(train.lr)), step.formula)
        yield change
        yield total(Symbol(step.target), negative(change))


DISGUISES: Mapping[str, Callable[[Derivation, GradientStep], Iterator[Term]]] = {
    "chain": _chain,
    "paths": _paths,
    "sign": _sign,
    "loss": _loss,
    "names": _names,
    "matrix": _matrix,
    "update": _step,
}
"""Family of misconceptions → the formulas that they write for a gradient."""
