"""Written: the formula of a prediction, where it can be written as one.

In: a prediction, which is a function of an evaluation. Out: the term that it computes. The
evaluation that it is given holds numbers that remember how they came about: `Written` is a
fraction with a term, and every sum and product of such numbers is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from backtutor.evaluation import Evaluation, Fault, Slope, sweep_back
from backtutor.misconceptions import Prediction
from backtutor.patterns import Formula
from backtutor.rows import figures
from backtutor.slopes import Edge
from backtutor.terms import (
    ONE,
    Derivative,
    Number,
    Symbol,
    Term,
    negative,
    product,
    quotient,
    total,
)
from backtutor.values import Undefined, Value, evaluate
from bench.evidence.rewriting import replaced

BITS = 2**40
"""How finely the numbers are known: enough to tell which of two is larger."""

LARGEST = 10**6
"""No denominator in a formula that somebody writes is larger."""


class Written(Fraction):
    """A number, and the term that it is the value of."""

    term: Term

    def __new__(cls, value: Any, term: Term) -> Written:
        self = super().__new__(cls, round(float(value) * BITS), BITS)
        self.term = term
        return self

    def __add__(self, other: Any) -> Any:
        return Written(float(self) + float(other), total(self.term, term_of(other)))

    def __radd__(self, other: Any) -> Any:
        return Written(float(self) + float(other), total(term_of(other), self.term))

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return other + -self

    def __mul__(self, other: Any) -> Any:
        return Written(float(self) * float(other), product(self.term, term_of(other)))

    def __rmul__(self, other: Any) -> Any:
        return Written(float(self) * float(other), product(term_of(other), self.term))

    def __truediv__(self, other: Any) -> Any:
        return Written(float(self) / float(other), quotient(self.term, term_of(other)))

    def __rtruediv__(self, other: Any) -> Any:
        return Written(float(other) / float(self), quotient(term_of(other), self.term))

    def __neg__(self) -> Any:
        return Written(-float(self), negative(self.term))


def term_of(value: Any) -> Term:
    return value.term if isinstance(value, Written) else Number(Fraction(value))


class Remembering(Evaluation):
    """An evaluation whose values remember their terms: names of nodes, slopes of arrows."""

    @classmethod
    def of(cls, at: Evaluation) -> Remembering:
        found = cls(at.graph, at.given, at.terms)
        named = {name: Written(value, Symbol(name)) for name, value in at.values_by_name.items()}
        found.values_by_name = dict(named)
        return found

    def under(self, terms: Any) -> Remembering:
        other = Remembering(self.graph, self.given, terms)
        other.values_by_name = self.values_by_name
        return other

    @cached_property
    def locals(self) -> dict[Edge, Slope]:
        return {
            edge: self.slope(edge, formula, self.values_by_name)
            for edge, formula in self.terms.formulas.items()
        }

    def slope(self, edge: Edge, formula: Formula, values: Mapping[str, Value]) -> Slope:
        if formula.term == ONE:
            return Fraction(1)
        written: dict[Symbol | Derivative, Term] = {
            Symbol(name): term_of(value) for name, value in values.items()
        }
        return Written(formula.evaluate(_plain(values)), replaced(formula.term, written))

    def __getitem__(self, atom: Symbol | Derivative) -> Value:
        match atom:
            case Derivative(of, by, False) if of != self.graph.loss:
                return self._gradient(sweep_back(self.graph, self.locals, of), by)
        return super().__getitem__(atom)


def _plain(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: float(value) for name, value in values.items()}


def written(prediction: Prediction, at: Evaluation) -> Term | None:
    """The formula of a prediction; None where it has none, as for a matrix."""
    if not at.graph.scalar:
        return None
    try:
        found = prediction.at(Remembering.of(at))
        if not isinstance(found, Written):
            return None
        if any(value.denominator > LARGEST for value in figures(found.term)):
            return None  # a number on the way was not made of names
        here = evaluate(found.term, at)
    except (Undefined, Fault, ArithmeticError, ValueError, KeyError):
        return None
    same = abs(float(here) - float(prediction.value)) <= 1e-9 * max(1.0, abs(float(here)))
    return found.term if same else None
