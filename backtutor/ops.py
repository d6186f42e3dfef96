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

from backtutor.messages import Message, message
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
    transposed,
)

Rule = Callable[..., Term]
"""(g, out, *args) → the contribution to one argument."""

Shape = tuple[int, int] | tuple[()]
"""(rows, columns), or () of a scalar."""


@dataclass(frozen=True, slots=True)
class Op:
    """One operation.

    `rule(i)` is the derivative rule for argument i; where there may be any number of
    arguments, `derivative` makes it from i.
    The sign of `branch` says which side of its kink an operation is on, 0 being the kink
    itself, where `subgradient` gives the outermost choices, each with one slope an argument.
    `definition` spells the operation in simpler ones, the same but at a kink; an operation
    without one is known to sympy as `sympy`.
    An operation is applied entry by entry unless it works on the `whole` of its matrices.
    `axes`: it may be told an axis, and its functions take `axis=`. `full`: its derivative rules
    need an upstream gradient of the shape of the output, where others stretch a smaller one.
    `called` is False where it is only ever written with signs. With two arguments its name may
    stand for another operation, `pair`: max(0, z) is `maximum`.
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
    whole: bool = False
    axes: bool = False
    full: bool = False
    called: bool = True
    pair: str | None = None

    def rule(self, index: int) -> Rule:
        return self.derivative(index) if callable(self.derivative) else self.derivative[index]

    @property
    def why(self) -> Message:
        """Why its derivative rule is what it is; the words are in `backtutor.text.operation`."""
        return message(f"why-op-{self.name}")

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


def _lazy(name: str) -> Callable[..., Any]:
    """A function of `backtutor.matrices`, which is loaded at the first call."""

    def function(*args: Any, **axis: Any) -> Any:
        from backtutor import matrices

        return getattr(matrices, name)(*args, **axis)

    return function


def _whole(name: str, function: str, *derivative: Rule, **more: Any) -> Op:
    return Op(name, len(derivative), _lazy(function), derivative, whole=True, **more)


def _no_slope(g: Term, out: Term, *args: Term, **axis: Any) -> Term:
    return ZERO


def _count(x: Term, axis: int | None) -> Term:
    return Apply("count", (x,), axis)


def _row_sum(x: Term, axis: int | None) -> Term:
    return Apply("sum", (x,), 1 if axis is None else axis)


def _correlation(name: str) -> Op:
    """A valid cross-correlation; conv1d is conv2d on a single row."""
    return _whole(
        name,
        "correlate",
        lambda g, out, x, kernel: call("fullconv", g, kernel),
        lambda g, out, x, kernel: call(name, x, g),
        full=True,
    )


_ROWS: Sequence[Op] = (
    # arithmetic
    Op("add", 2, _sum, lambda index: lambda g, out, *args: g, called=False),
    Op("mul", 2, _product, _other_factors, called=False),
    _row("neg", lambda a: -a, lambda g, out, a: negative(g), called=False),
    _row(
        "div",
        lambda a, b: a / b,
        lambda g, out, a, b: quotient(g, b),
        lambda g, out, a, b: negative(quotient(product(g, a), power(b, TWO))),
        called=False,
    ),
    _row(
        "pow",
        _power,
        lambda g, out, a, b: product(g, b, power(a, total(b, number(-1)))),
        lambda g, out, a, b: product(g, out, call("log", a)),
        called=False,
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
    # whole matrices
    _whole(
        "matmul",
        "matmul",
        lambda g, out, a, b: call("matmul", g, transposed(b)),
        lambda g, out, a, b: call("matmul", transposed(a), g),
        full=True,
        called=False,
    ),
    _whole("T", "transpose", lambda g, out, x: transposed(g), called=False),
    _whole(
        "reshape",
        "reshape",
        lambda g, out, x, rows, columns: call("reshape", g, _count(x, 0), _count(x, 1)),
        _no_slope,
        _no_slope,
        full=True,
    ),
    _whole("ones", "ones", _no_slope, _no_slope),
    _whole("eye", "eye", _no_slope),
    # reductions
    _whole("sum", "total", lambda g, out, x, axis: g, axes=True),
    _whole("mean", "mean", lambda g, out, x, axis: Apply("per", (g, x), axis), axes=True),
    _whole(
        "max",
        "largest",
        lambda g, out, x, axis: product(g, Apply("is_max", (x,), axis)),
        branch=_lazy("lead"),
        axes=True,
        pair="maximum",
    ),
    _whole("is_max", "is_largest", lambda g, out, x, axis: ZERO, branch=_lazy("lead"), axes=True),
    # rows to rows
    _whole(
        "softmax",
        "softmax",
        lambda g, out, x, axis: product(out, total(g, negative(_row_sum(product(g, out), axis)))),
        axes=True,
        full=True,
    ),
    _whole(
        "log_softmax",
        "log_softmax",
        lambda g, out, x, axis: total(
            g, negative(product(Apply("softmax", (x,), axis), _row_sum(g, axis)))
        ),
        axes=True,
        full=True,
    ),
    _whole(
        "logsumexp",
        "logsumexp",
        lambda g, out, x, axis: product(g, Apply("softmax", (x,), axis)),
        axes=True,
    ),
    # losses
    _whole(
        "softmax_ce",
        "softmax_ce",
        lambda g, out, z, y: Apply(
            "per",
            (
                product(g, total(product(_row_sum(y, 1), call("softmax", z)), negative(y))),
                z,
            ),
            0,
        ),
        lambda g, out, z, y: negative(Apply("per", (product(g, call("log_softmax", z)), z), 0)),
    ),
    # square matrices
    _whole("trace", "trace", lambda g, out, x: product(g, call("eye", _count(x, 0)))),
    _whole("det", "det", lambda g, out, x: product(g, out, transposed(call("inv", x)))),
    _whole(
        "inv",
        "inverse",
        lambda g, out, x: negative(
            call("matmul", call("matmul", transposed(out), g), transposed(out))
        ),
        full=True,
    ),
    # convolutions
    _correlation("conv1d"),
    _correlation("conv2d"),
    _whole(
        "fullconv",
        "convolve",
        lambda g, out, x, kernel: call("conv2d", g, kernel),
        lambda g, out, x, kernel: call("conv2d", g, x),
        full=True,
    ),
    # made by derivative rules; `backtutor.fit` writes them as numbers
    _whole("count", "count", _no_slope, axes=True, called=False),
    _whole(
        "per",
        "per",
        lambda g, out, a, x, axis: Apply("per", (g, x), axis),
        _no_slope,
        axes=True,
        called=False,
    ),
    # constants
    _row("pi", lambda: math.pi, sympy="pi", pretty="π"),
    _row("e", lambda: math.e, sympy="E"),
)


OPS: dict[str, Op] = {row.name: row for row in _ROWS}
