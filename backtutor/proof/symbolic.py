"""Terms as sympy expressions, and back.

In: a term, and a sympy object for each of its atoms: an expression, or for a matrix a grid of
them. Out: an expression or a grid. Operations at a kink may stay opaque: functions that sympy
knows nothing of, so that what comes back has the conventions of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from backtutor.ops import OPS
from backtutor.proof import unrolled
from backtutor.terms import (
    ONE,
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Symbol,
    Term,
    negative,
    power,
    product,
    quotient,
    total,
)

Known = Mapping[Symbol | Derivative, Any]
"""Atom → its sympy object."""


class Unreadable(Exception):
    """sympy gave something that the answer language has no word for."""


def dummy(name: str) -> Any:
    """A real sympy symbol that is equal to no other: no name can clash with sympy's own."""
    from sympy import Dummy

    return Dummy(name, real=True)


def to_sympy(term: Term, known: Known, opaque: Collection[str] = ()) -> Any:
    """A term as a sympy expression, or a grid of them; operations in `opaque` stay functions."""
    match term:
        case Number(value):
            return _rational(value)
        case Symbol() | Derivative():
            return known[term]
        case MatrixTerm(rows):
            return tuple(tuple(to_sympy(e, known, opaque) for e in row) for row in rows)
        case Apply(op, args, axis):
            parts = [to_sympy(arg, known, opaque) for arg in args]
            if OPS[op].whole:
                return unrolled.whole(op, parts, axis)
            return unrolled.each(lambda *entry: _applied(op, entry, opaque), parts)


def _rational(value: Fraction) -> Any:
    from sympy import Rational

    return Rational(value.numerator, value.denominator)


def _applied(op: str, args: Sequence[Any], opaque: Collection[str]) -> Any:
    """One operation of the table on expressions."""
    import sympy

    if op in opaque:
        return sympy.Function(op, real=True)(*args)
    if op in _ARITHMETIC:
        return _ARITHMETIC[op](sympy, *args)
    row = OPS[op]
    if row.definition is not None:
        places = [Symbol(str(place)) for place in range(len(args))]
        known: dict[Symbol | Derivative, Any] = dict(zip(places, args, strict=True))
        return to_sympy(row.definition(*places), known, opaque)
    function = getattr(sympy, row.sympy)
    return function(*args) if args else function


_ARITHMETIC: Mapping[str, Callable[..., Any]] = {
    "add": lambda sympy, *args: sympy.Add(*args),
    "mul": lambda sympy, *args: sympy.Mul(*args),
    "neg": lambda sympy, a: -a,
    "div": lambda sympy, a, b: a / b,
    "pow": lambda sympy, a, b: a**b,
}


# -- back


def from_sympy(expression: Any, names: Mapping[Any, Symbol]) -> Term:
    """An expression in the program's own notation; raises `Unreadable`."""
    import sympy

    match expression:
        case sympy.Symbol():
            return names[expression]
        case sympy.Rational():
            return _rational_term(expression)
        case sympy.Add():
            return _sum(expression, names)
        case sympy.Mul():
            return _quotient(expression, names)
        case sympy.Pow():
            return _power(expression, names)
    return _call(expression, names)


def _sum(expression: Any, names: Mapping[Any, Symbol]) -> Term:
    """Positive addends first: y − t, not −t + y."""
    addends = expression.as_ordered_terms()
    ordered = sorted(addends, key=lambda addend: bool(addend.could_extract_minus_sign()))
    return total(*(from_sympy(addend, names) for addend in ordered))


def _quotient(expression: Any, names: Mapping[Any, Symbol]) -> Term:
    """Powers below zero under one line; exponentials stay above it: exp(-z)/(1 + exp(-z))^2."""
    from sympy import cosh, sech

    coefficient, factors = expression.as_coeff_mul()
    above, below = [], []
    for factor in factors:
        base, exponent = factor.as_base_exp()
        if factor.is_Pow and exponent.is_Rational and exponent < 0:
            if isinstance(base, cosh):
                above.append(sech(*base.args) ** -exponent)
            else:
                below.append(base**-exponent)
        else:
            above.append(factor)
    top = product(_rational_term(coefficient), _product(above, names))
    return quotient(top, _product(below, names))


def _product(factors: Sequence[Any], names: Mapping[Any, Symbol]) -> Term:
    from sympy import Mul

    ordered = Mul(*factors).as_ordered_factors()
    return product(*(from_sympy(factor, names) for factor in ordered))


def _rational_term(value: Any) -> Term:
    return Number(Fraction(int(value.p), int(value.q)))


def _power(expression: Any, names: Mapping[Any, Symbol]) -> Term:
    from sympy import Rational

    base, exponent = expression.as_base_exp()
    if exponent.is_Rational and exponent < 0:
        return quotient(ONE, from_sympy(base**-exponent, names))
    if exponent == Rational(1, 2):
        return Apply("sqrt", (from_sympy(base, names),))
    return power(from_sympy(base, names), from_sympy(exponent, names))


def _call(expression: Any, names: Mapping[Any, Symbol]) -> Term:
    """A function of the table, by its own name or sympy's; hyperbolic ones spelled out."""
    name = type(expression).__name__
    args = tuple(from_sympy(arg, names) for arg in expression.args)
    if name in _SPELLED:
        return _SPELLED[name](*args)
    for row in OPS.values():
        if name in (row.name, row.sympy) and len(args) == row.arity and not row.whole:
            return Apply(row.name, args)
    raise Unreadable(name)


def _exp(x: Term) -> Term:
    return Apply("exp", (x,))


_HALF = Number(Fraction(1, 2))
_SPELLED: Mapping[str, Callable[..., Term]] = {
    "Pi": lambda: Apply("pi", ()),
    "Exp1": lambda: Apply("e", ()),
    "cosh": lambda x: product(_HALF, total(_exp(x), _exp(negative(x)))),
    "sinh": lambda x: product(_HALF, total(_exp(x), negative(_exp(negative(x))))),
    "tan": lambda x: quotient(Apply("sin", (x,)), Apply("cos", (x,))),
}
