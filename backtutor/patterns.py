"""Patterns: what all formulas of one form have in common, worked out once.

In: terms. Out: `Formula`s. `w*x + b` and `v*h + c` are the same pattern, in which places stand
for the names, over (w, x, b) and (v, h, c). A large network has many formulas and few patterns:
a pattern is differentiated once, and turned into a function of its names' values once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import inf
from operator import add, mul
from typing import NamedTuple

from backtutor.ops import OPS
from backtutor.terms import Apply, MatrixTerm, Number, Symbol, Term
from backtutor.values import Value, apply, guarded, written_out

Program = Callable[[Mapping[str, Value], Sequence[str]], Value]
"""The values of all names, and the names that stand in the places → the value."""


class Pattern:
    """A term whose names are places: `0`, `1` … in the order of their first use."""

    def __init__(self, term: Term, scalar: bool = True) -> None:
        self.term = term
        self.scalar = scalar

    @cached_property
    def constant(self) -> Fraction | None:
        """The number that it is, where it is one: the slope of a sum."""
        return self.term.value if isinstance(self.term, Number) else None

    @cached_property
    def evaluate(self) -> Program:
        """The value from the values of the names; raises `Undefined`."""
        return program(self.term, self.scalar)

    @cached_property
    def has_branches(self) -> bool:
        """Whether it can stand at a kink."""
        return _has_branches(self.term)


class Formula(NamedTuple):
    """A pattern, and the names that stand in its places."""

    pattern: Pattern
    names: tuple[str, ...]

    def evaluate(self, values: Mapping[str, Value]) -> Value:
        """Its value from those of all names; raises `Undefined`."""
        constant = self.pattern.constant
        if constant is not None:
            return constant
        return self.pattern.evaluate(values, self.names)

    @property
    def term(self) -> Term:
        return _renamed(self.pattern.term, lambda place: self.names[int(place)])


class Patterns:
    """Formulas by term, the patterns shared among them; `scalar`: no value is a matrix."""

    def __init__(self, scalar: bool = True) -> None:
        self._known: dict[Hashable, Pattern] = {}
        self.scalar = scalar

    @property
    def terms(self) -> Iterator[Term]:
        return (pattern.term for pattern in self._known.values())

    def use_matrices(self) -> None:
        """Lets the values be matrices; before any is computed."""
        self.scalar = False
        for pattern in self._known.values():
            pattern.scalar = False

    def formula(self, term: Term) -> Formula:
        places: dict[str, int] = {}
        key = _key(term, places)
        pattern = self._known.get(key)
        if pattern is None:
            pattern = Pattern(_renamed(term, lambda name: str(places[name])), self.scalar)
            self._known[key] = pattern
        return Formula(pattern, tuple(places))


def _key(term: Term, places: dict[str, int]) -> Hashable:
    """Equal for terms of one pattern only; numbers the names in `places`."""
    match term:
        case Symbol(name):
            return places.setdefault(name, len(places))
        case Apply(op, args, axis):
            return op, axis, tuple([_key(arg, places) for arg in args])
        case Number(value):
            return value.numerator, value.denominator
        case MatrixTerm(rows):
            return tuple([tuple([_key(entry, places) for entry in row]) for row in rows])
    return term


def _renamed(term: Term, rename: Callable[[str], str]) -> Term:
    match term:
        case Symbol(name):
            return Symbol(rename(name))
        case Apply(op, args, axis):
            return Apply(op, tuple([_renamed(arg, rename) for arg in args]), axis)
        case MatrixTerm(rows):
            return MatrixTerm(tuple(tuple(_renamed(e, rename) for e in row) for row in rows))
    return term


def _has_branches(term: Term) -> bool:
    return isinstance(term, Apply) and (
        OPS[term.op].branch is not None or any(map(_has_branches, term.args))
    )


def makes_matrices(term: Term) -> bool:
    """Whether a term over scalars may have a matrix on the way."""
    if isinstance(term, Apply):
        return OPS[term.op].whole or any(map(makes_matrices, term.args))
    return isinstance(term, MatrixTerm)


def program(term: Term, scalar: bool = True) -> Program:
    """`evaluate` for a pattern's term, its form looked at once and for all."""
    match term:
        case Number(value):
            return lambda values, names: value
        case Symbol(text):
            place = int(text)
            return lambda values, names: values[names[place]]
        case Apply(op, args, axis):
            parts = [program(arg, scalar) for arg in args]
            if not scalar:
                return lambda values, names: apply(op, [p(values, names) for p in parts], axis)
            return _on_scalars(op, args, parts)
        case MatrixTerm(rows):
            table = [[program(entry, scalar) for entry in row] for row in rows]
            return lambda values, names: written_out([[e(values, names) for e in r] for r in table])
    raise TypeError(term)


def _on_scalars(op: str, args: Sequence[Term], parts: Sequence[Program]) -> Program:
    """An operation of the table on scalars. Two names, the usual arguments in a large network,
    have a way of their own, for this is where its time goes."""
    numeric, quick = OPS[op].numeric, _QUICK.get(op)
    match args:
        case (Symbol(first), Symbol(second)) if quick is not None:
            i, j = int(first), int(second)
        case _:
            return lambda values, names: guarded(op, numeric, [p(values, names) for p in parts])

    def of_two_names(values: Mapping[str, Value], names: Sequence[str]) -> Value:
        a, b = values[names[i]], values[names[j]]
        if type(a) is float and type(b) is float:
            found: float = quick(a, b)
            if -inf < found < inf:
                return found
        return guarded(op, numeric, (a, b))

    return of_two_names


_QUICK: Mapping[str, Callable[[float, float], float]] = {"add": add, "mul": mul}
"""What needs no more guard than a look at its result."""
