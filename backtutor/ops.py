"""The table of operations: one row is everything the program knows of an operation.

A row gives the forward rule, one derivative rule an argument, where the operation has a kink,
how it is written, and what it stands for in simpler operations. A derivative rule is a term:
from the upstream gradient `g`, the output `out` and the arguments it builds the contribution
to one argument. Run with `g` = 1 it is the local derivative. The same term is printed,
evaluated, proved and compared. To add an operation, add a row.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from backtutor.terms import (
    ONE,
    ZERO,
    Apply,
    Term,
    negative,
    number,
    power,
    product,
    quotient,
    total,
)

Rule = Callable[..., Term]
"""(g, out, *args) → the contribution to one argument."""

Shape = tuple[int, int] | tuple[()]


@dataclass(frozen=True, slots=True)
class Op:
    """One operation.

    `rule(i)` is the derivative rule for argument i; where there may be any number of
    arguments, `derivative` makes it from i.
    The sign of `branch` says which side of its kink an operation is on, 0 being the kink
    itself, where `subgradient` gives the outermost choices, each with one slope an argument.
    `definition` spells the operation in simpler ones, the same but at a kink; an operation
    without one is known to sympy as `sympy`.
    """

    name: str
    arity: int
    numeric: Callable[..., Any]
    derivative: tuple[Rule, ...] | Callable[[int], Rule]
    branch: Callable[..., Any] | None = None
    subgradient: Callable[..., tuple[tuple[Any, ...], ...]] | None = None
    definition: Callable[..., Term] | None = None
    sympy: str = ""
    pretty: str = ""

    def rule(self, index: int) -> Rule:
        return self.derivative(index) if callable(self.derivative) else self.derivative[index]

    def kink(self, *values: Any) -> bool:
        """Whether the derivative jumps at these argument values."""
        return self.branch is not None and self.branch(*values) == 0

    @property
    def many(self) -> bool:
        """Whether it takes two arguments or more: add and mul."""
        return callable(self.derivative)


def _is_exact(*values: Any) -> bool:
    return float not in map(type, values)


def _exact_at(function: Callable[[float], float], at: int, value: Fraction) -> Callable[..., Any]:
    """`function`, exact at the one rational point where its value is rational."""

    def numeric(x: Fraction | float) -> Fraction | float:
        return value if isinstance(x, Fraction) and x == at else function(float(x))

    return numeric


def _sigmoid(x: float) -> float:
    # both branches keep the exponent negative, so that σ(-800) is 0 and never an overflow
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 + math.exp(x))


def _softplus(x: Fraction | float) -> float:
    x = float(x)
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _sqrt(x: Fraction | float) -> Fraction | float:
    if isinstance(x, Fraction) and x >= 0:
        top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
        if top * top == x.numerator and bottom * bottom == x.denominator:
            return Fraction(top, bottom)
    return math.sqrt(x)


def _power(a: Fraction | float, b: Fraction | float) -> Fraction | float:
    if b == 0:
        return Fraction(1) if _is_exact(a, b) else 1.0
    if a == 0 and b < 0:
        raise ZeroDivisionError
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        if b.denominator == 1:
            bits = max(a.numerator.bit_length(), a.denominator.bit_length())
            if bits * abs(b) <= 4096 or abs(a.numerator) <= 1 == a.denominator:
                return Fraction(a**b.numerator)
        elif b == Fraction(1, 2):
            return _sqrt(a)
    if a < 0 and b != int(b):
        raise ValueError
    return math.pow(a, b)


def _sum(first: Any, *rest: Any) -> Any:
    if len(rest) == 1:
        return first + rest[0]
    # fsum rounds once, so that the order of the addends never shows
    return sum(rest, first) if _is_exact(first, *rest) else math.fsum((first, *rest))


def _product(*values: Any) -> Any:
    return reduce(operator.mul, values)


def _sech(x: float) -> float:
    return 0.0 if abs(x) > 700 else 1 / math.cosh(x)


def _wins(a: Any, b: Any) -> Fraction:
    return Fraction(1, 2) if a == b else Fraction(int(a > b))


def _other_factors(index: int) -> Rule:
    return lambda g, out, *args: product(g, *args[:index], *args[index + 1 :])


def call(op: str, *args: Term) -> Term:
    return Apply(op, args)


def _one_minus(a: Term) -> Term:
    return Apply("add", (ONE, negative(a)))


def _half(a: Term) -> Term:
    return quotient(a, TWO)


def _distance(a: Term, b: Term) -> Term:
    return call("abs", total(a, negative(b)))


TWO = number(2)
HALF = Fraction(1, 2)


def _row(name: str, numeric: Callable[..., Any], *derivative: Rule, **more: Any) -> Op:
    return Op(name, len(derivative), numeric, derivative, **more)


_ROWS: Sequence[Op] = (
    # arithmetic
    Op("add", 2, _sum, lambda index: lambda g, out, *args: g),
    Op("mul", 2, _product, _other_factors),
    _row("neg", lambda a: -a, lambda g, out, a: negative(g)),
    _row(
        "div",
        lambda a, b: a / b,
        lambda g, out, a, b: quotient(g, b),
        lambda g, out, a, b: negative(quotient(product(g, a), power(b, TWO))),
    ),
    _row(
        "pow",
        _power,
        lambda g, out, a, b: product(g, b, power(a, total(b, number(-1)))),
        lambda g, out, a, b: product(g, out, call("log", a)),
    ),
    # entrywise functions
    _row(
        "exp", _exact_at(math.exp, 0, Fraction(1)), lambda g, out, x: product(g, out), sympy="exp"
    ),
    _row("log", _exact_at(math.log, 1, Fraction(0)), lambda g, out, x: quotient(g, x), sympy="log"),
    _row("sqrt", _sqrt, lambda g, out, x: quotient(g, product(TWO, out)), sympy="sqrt", pretty="√"),
    _row(
        "sin",
        _exact_at(math.sin, 0, Fraction(0)),
        lambda g, out, x: product(g, call("cos", x)),
        sympy="sin",
    ),
    _row(
        "cos",
        _exact_at(math.cos, 0, Fraction(1)),
        lambda g, out, x: negative(product(g, call("sin", x))),
        sympy="cos",
    ),
    _row(
        "tanh",
        _exact_at(math.tanh, 0, Fraction(0)),
        lambda g, out, x: product(g, _one_minus(power(out, TWO))),
        sympy="tanh",
    ),
    _row(
        "sigmoid",
        _exact_at(_sigmoid, 0, HALF),
        lambda g, out, x: product(g, out, _one_minus(out)),
        pretty="σ",
        definition=lambda x: quotient(ONE, total(ONE, call("exp", negative(x)))),
    ),
    _row(
        "relu",
        lambda x: max(x, 0 * x),
        lambda g, out, x: product(g, call("step", x)),
        branch=lambda x: x,
        subgradient=lambda x: ((0,), (1,)),
        definition=lambda x: call("maximum", x, ZERO),
    ),
    _row(
        "leaky_relu",
        lambda x, slope: x if x > 0 else slope * x,
        lambda g, out, x, slope: product(
            g, total(slope, product(_one_minus(slope), call("step", x)))
        ),
        lambda g, out, x, slope: product(g, x, _one_minus(call("step", x))),
        branch=lambda x, slope: x,
        subgradient=lambda x, slope: ((slope, 0), (1, 0)),
        definition=lambda x, slope: total(
            call("maximum", x, ZERO), product(slope, call("minimum", x, ZERO))
        ),
    ),
    _row(
        "softplus",
        _softplus,
        lambda g, out, x: product(g, call("sigmoid", x)),
        definition=lambda x: call("log", total(ONE, call("exp", x))),
    ),
    _row(
        "erf",
        _exact_at(math.erf, 0, Fraction(0)),
        lambda g, out, x: product(
            g, quotient(TWO, call("sqrt", call("pi"))), call("exp", negative(power(x, TWO)))
        ),
        sympy="erf",
    ),
    _row(
        "abs",
        abs,
        lambda g, out, x: product(g, call("sign", x)),
        branch=lambda x: x,
        subgradient=lambda x: ((-1,), (1,)),
        sympy="Abs",
    ),
    _row(
        "maximum",
        max,
        lambda g, out, a, b: product(g, call("wins", a, b)),
        lambda g, out, a, b: product(g, call("wins", b, a)),
        branch=lambda a, b: a - b,
        subgradient=lambda a, b: ((1, 0), (0, 1)),
        definition=lambda a, b: _half(total(a, b, _distance(a, b))),
        pretty="max",
    ),
    _row(
        "minimum",
        min,
        lambda g, out, a, b: product(g, call("wins", b, a)),
        lambda g, out, a, b: product(g, call("wins", a, b)),
        branch=lambda a, b: a - b,
        subgradient=lambda a, b: ((1, 0), (0, 1)),
        definition=lambda a, b: _half(total(a, b, negative(_distance(a, b)))),
        pretty="min",
    ),
    # derivative forms
    _row(
        "step",
        lambda x: Fraction(int(x > 0)),
        lambda g, out, x: ZERO,
        branch=lambda x: x,
        definition=lambda x: _half(total(ONE, call("sign", x))),
    ),
    _row(
        "sign",
        lambda x: Fraction((x > 0) - (x < 0)),
        lambda g, out, x: ZERO,
        branch=lambda x: x,
        sympy="sign",
    ),
    _row(
        "sech",
        _exact_at(_sech, 0, Fraction(1)),
        lambda g, out, x: negative(product(g, out, call("tanh", x))),
        sympy="sech",
    ),
    _row(
        "wins",
        _wins,
        lambda g, out, a, b: ZERO,
        lambda g, out, a, b: ZERO,
        branch=lambda a, b: a - b,
        definition=lambda a, b: _half(total(ONE, call("sign", total(a, negative(b))))),
    ),
    # constants
    _row("pi", lambda: math.pi, sympy="pi", pretty="π"),
    _row("e", lambda: math.e, sympy="E"),
)


OPS: dict[str, Op] = {row.name: row for row in _ROWS}
