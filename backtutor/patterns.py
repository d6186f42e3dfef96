"""Patterns: what all formulas of one form have in common, worked out once.

In: terms. Out: `Formula`s. `w*x + b` and `v*h + c` are the same pattern, in which places stand
for the names, over (w, x, b) and (v, h, c). A large network has many formulas and few patterns:
a pattern is differentiated once, and turned into a function of its names' values once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from backtutor.ops import OPS
from backtutor.terms import Apply, Number, Symbol, Term
from backtutor.values import Value, evaluate, guarded

Program = Callable[[Sequence[Value]], Value]
"""The values of a formula's names, in their order → its own value."""


class Pattern:
    """A term whose names are places: `0`, `1` … in the order of their first use."""

    def __init__(self, term: Term) -> None:
        self.term = term

    @cached_property
    def evaluate(self) -> Program:
        """The value from the values of the names; raises `Undefined`."""
        return program(self.term)

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
        return self.pattern.evaluate([values[name] for name in self.names])

    @property
    def term(self) -> Term:
        return _renamed(self.pattern.term, lambda place: self.names[int(place)])


class Patterns:
    """Formulas by term, the patterns shared among them."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Pattern] = {}

    def formula(self, term: Term) -> Formula:
        places: dict[str, int] = {}
        key = _key(term, places)
        pattern = self._known.get(key)
        if pattern is None:
            pattern = Pattern(_renamed(term, lambda name: str(places[name])))
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
    return term


def _renamed(term: Term, rename: Callable[[str], str]) -> Term:
    match term:
        case Symbol(name):
            return Symbol(rename(name))
        case Apply(op, args, axis):
            return Apply(op, tuple([_renamed(arg, rename) for arg in args]), axis)
    return term


def _has_branches(term: Term) -> bool:
    return isinstance(term, Apply) and (
        OPS[term.op].branch is not None or any(map(_has_branches, term.args))
    )


def program(term: Term) -> Program:
    """`evaluate` for a pattern's term, its form looked at once and for all."""
    match term:
        case Number(value):
            return lambda values: value
        case Symbol(place):
            return itemgetter(int(place))
        case Apply(op, args):
            numeric = OPS[op].numeric
            parts = [program(arg) for arg in args]
            return lambda values: guarded(op, numeric, [part(values) for part in parts])
    return lambda values: evaluate(term, {})
