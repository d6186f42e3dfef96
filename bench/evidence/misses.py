"""Misses: formulas that are nearly the right one.

In: a right term. Out: the term with one thing wrong: off by a factor, another index, an addend or
a factor dropped, a sign, a transpose or an order. The oracle sorts out those that are the same
function after all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from random import Random

from backtutor.terms import Apply, Derivative, Number, Symbol, Term, atoms
from bench.evidence.oracle import NoValue, Oracle
from bench.evidence.rewriting import at, op, paths, put

FACTORS: Sequence[Fraction] = tuple(
    map(Fraction, ("1001/1000", "1001/1000", "1000/1001", "1.002", "1.01", "0.99", "1.1", "2"))
)

MUCH = 2e-3
"""A formula with figures in it is judged as a number where it is nearer than this."""

Spoil = Callable[[Term, Oracle, Random], Term | None]


def scaled(term: Term, oracle: Oracle, chance: Random) -> Term | None:
    """Off by a factor of 1.001 or more; of a part, where that makes as much of the whole."""
    factor = chance.choice(FACTORS)
    if chance.random() < 0.6:
        return _times(factor, term)
    path = chance.choice(list(paths(term)))
    found = put(term, path, _times(factor, at(term, path)))
    return None if oracle.same_here(found, term, MUCH) else found


def _times(factor: Fraction, term: Term) -> Term:
    if factor.denominator == 1001:
        return op("div", term, Number(1 / factor))
    return op("mul", Number(factor), term)


def reindexed(term: Term, oracle: Oracle, chance: Random) -> Term | None:
    """One name for another: w6 for w5, x2 for x1, dE/dh2 for dE/dh1."""
    places = [path for path in paths(term) if isinstance(at(term, path), Symbol | Derivative)]
    if not places:
        return None
    path = chance.choice(places)
    part = at(term, path)
    match part:
        case Symbol(name):
            return put(term, path, Symbol(chance.choice(list(_others(name, oracle)))))
        case Derivative(of, by, local):
            other = chance.choice(list(_others(by, oracle)))
            return None if local else put(term, path, Derivative(of, other))
    return None


def _others(name: str, oracle: Oracle) -> Iterator[str]:
    """The other names, those first that differ in the index only."""
    nodes = [other for other in oracle.graph.nodes if other != name]
    stem = re.sub(r"\d+$", "", name)
    alike = [other for other in nodes if re.sub(r"\d+$", "", other) == stem]
    yield from alike or nodes


def dropped(term: Term, oracle: Oracle, chance: Random) -> Term | None:
    """An addend or a factor left out."""
    places = [p for p in paths(term) if _has_parts(at(term, p))]
    if not places:
        return None
    path = chance.choice(places)
    part = at(term, path)
    assert isinstance(part, Apply)
    if part.op in ("neg", "pow", "T"):
        return put(term, path, part.args[0])
    if part.op == "div":
        return put(
            term, path, chance.choice((part.args[0], op("div", Number(Fraction(1)), part.args[1])))
        )
    gone = chance.randrange(len(part.args))
    rest = (*part.args[:gone], *part.args[gone + 1 :])
    return put(term, path, rest[0] if len(rest) == 1 else Apply(part.op, rest))


def _has_parts(term: Term) -> bool:
    return isinstance(term, Apply) and term.op in ("add", "mul", "matmul", "neg", "pow", "div", "T")


def turned(term: Term, oracle: Oracle, chance: Random) -> Term | None:
    """The sign of one part."""
    path = chance.choice(list(paths(term)))
    return put(term, path, op("neg", at(term, path)))


def swapped(term: Term, oracle: Oracle, chance: Random) -> Term | None:
    """Factors of a matrix product in the wrong order, entry by entry, or transposed."""
    places = [p for p in paths(term) if isinstance(at(term, p), Apply)]
    path = chance.choice(places) if places else ()
    match at(term, path):
        case Apply("matmul", (a, b)):
            orders = (op("matmul", b, a), op("mul", a, b), op("matmul", op("T", a), b))
            return put(term, path, chance.choice(orders))
        case Apply("sum" | "mean" | "softmax" as name, args, axis):
            other = 1 - axis if axis is not None else chance.choice((0, 1))
            if name == "softmax":
                other = 0
            return put(term, path, Apply(name, args, other))
        case Apply() as part if oracle.is_matrix(part):
            return put(term, path, op("T", part))
    return None


SPOILS: Sequence[Spoil] = (scaled, reindexed, reindexed, dropped, dropped, turned, swapped)


def miss(term: Term, oracle: Oracle, chance: Random, tries: int = 20) -> Term | None:
    """A near miss: another function than `term`, and one that has a value here."""
    for _ in range(tries):
        try:
            found = chance.choice(SPOILS)(term, oracle, chance)
            if found is not None and _is_readable(found, oracle) and not oracle.same(found, term):
                return found
        except NoValue:
            continue
    return None


def _is_readable(term: Term, oracle: Oracle) -> bool:
    """Whether it is no bare number, and has a value at every point."""
    if next(atoms(term), None) is None:
        return False
    return all(oracle.at(term, point) is not None for point in oracle.points)
