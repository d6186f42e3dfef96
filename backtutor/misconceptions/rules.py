"""Wrong rules: what somebody may think that the derivative of an operation is.

Each is the rules of the table with those of one operation changed: (op, index) → rule. Run over
a network they give the wrong number and the wrong formula of whoever holds them. The docstring
of each is the wrong rule itself. Those of whole matrices are in `matrix_rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from backtutor.fit import RuleOf
from backtutor.ops import Rule
from backtutor.slopes import table_rule
from backtutor.terms import (
    ONE,
    Apply,
    Term,
    names,
    negative,
    number,
    power,
    product,
    quotient,
    split_coefficient,
    total,
)

TWO = number(2)


def only(**rules: Rule | tuple[Rule, ...]) -> RuleOf:
    """The rules of the table, but for some operations: op → a rule for all arguments, or each."""

    def rule_of(op: str, index: int) -> Rule:
        found = rules.get(op)
        if found is None:
            return table_rule(op, index)
        return found[index] if isinstance(found, tuple) else found

    return rule_of


# -- the loss: differences and squares


def flipped_difference(op: str, index: int) -> Rule:
    """t - y for y - t: every difference passes its gradient back with the other sign."""
    if op != "add":
        return table_rule(op, index)
    return lambda g, out, *args: negative(g) if is_difference(args) else g


def is_difference(args: tuple[Term, ...]) -> bool:
    return any(split_coefficient(arg)[0] < 0 for arg in args)


inner_sign = only(neg=lambda g, out, a: g)
"""(-u)' = u': the minus inside is forgotten."""


def half_ignored(op: str, index: int) -> Rule:
    """(½u²)' = 2u: the ½ in front of a square, or of a sum or mean of squares, is taken for 1."""

    def rule(g: Term, out: Term, *args: Term) -> Term:
        kept = [arg for i, arg in enumerate(args) if i != index and not _is_half(arg)]
        if op == "mul" and any(map(_is_square, args)):
            return product(g, *kept)
        if op == "div" and _is_square(args[index]) and kept == [TWO]:
            return g
        return table_rule(op, index)(g, out, *args)

    return rule if op in ("mul", "div") else table_rule(op, index)


def _is_square(term: Term) -> bool:
    match term:
        case Apply("pow", (_, exponent)):
            return exponent == TWO
        case Apply("sum" | "mean", (inner,)):
            return _is_square(inner)
        case Apply("add", addends):
            return all(map(_is_square, addends))
    return False


def _is_half(term: Term) -> bool:
    return split_coefficient(term) == (Fraction(1, 2), ONE)


exponent_not_brought_down = only(
    pow=(
        lambda g, out, a, b: product(g, power(a, total(b, number(-1)))),
        lambda g, out, a, b: table_rule("pow", 1)(g, out, a, b),
    )
)
"""(u^n)' = u^(n-1)"""

exponent_kept = only(
    pow=(
        lambda g, out, a, b: product(g, b, power(a, b)),
        lambda g, out, a, b: table_rule("pow", 1)(g, out, a, b),
    )
)
"""(u^n)' = n·u^n"""


def exponent_kept_turned(op: str, index: int) -> Rule:
    """((t - y)²)' = 2·(y - t)²: the exponent kept, and the difference turned round first."""
    return only(pow=(_kept_turned, table_rule("pow", 1)))(op, index)


def _kept_turned(g: Term, out: Term, a: Term, b: Term) -> Term:
    kept = product(g, b, power(a, b))
    turned = isinstance(a, Apply) and a.op == "add" and is_difference(a.args) and b == TWO
    return negative(kept) if turned else kept


# -- products and sums


def _products(slope: Callable[[Term, tuple[Term, ...]], Term]) -> RuleOf:
    """For products with names in two factors or more: from a factor and the others, its slope."""

    def rule_of(op: str, index: int) -> Rule:
        def rule(g: Term, out: Term, *args: Term) -> Term:
            others = tuple(arg for i, arg in enumerate(args) if i != index)
            if not any(map(names, others)):
                return table_rule(op, index)(g, out, *args)
            return product(g, slope(args[index], others))

        return rule if op == "mul" else table_rule(op, index)

    return rule_of


product_own_value = _products(lambda own, others: own)
"""(u·v)' by u = u"""

product_one = _products(lambda own, others: ONE)
"""(u·v)' = u'·v', so 1 by either"""

product_sum = _products(lambda own, others: total(own, *others))
"""(u·v)' by u = u + v"""


def _sums(slope: Callable[[tuple[Term, ...]], Term]) -> RuleOf:
    """For sums of names that subtract nothing: from the other addends, the slope."""

    def rule_of(op: str, index: int) -> Rule:
        def rule(g: Term, out: Term, *args: Term) -> Term:
            others = tuple(arg for i, arg in enumerate(args) if i != index)
            if is_difference(args) or not any(map(names, others)):
                return g
            return product(g, slope(others))

        return rule if op == "add" else table_rule(op, index)

    return rule_of


sum_as_product = _sums(lambda others: product(*others))
"""(u + v)' by u = v"""

sum_split = _sums(lambda others: quotient(ONE, number(len(others) + 1)))
"""(u + v)' by u = 1/2"""


# -- activations


def _logistic(a: Term) -> Term:
    return product(a, total(ONE, negative(a)))


def _one_minus_square(a: Term) -> Term:
    return total(ONE, negative(power(a, TWO)))


activation_not_derivative = only(
    sigmoid=lambda g, out, x: product(g, out),
    tanh=lambda g, out, x: product(g, out),
    softplus=lambda g, out, x: product(g, out),
)
"""σ'(z) = σ(z)"""

derivative_of_input = only(sigmoid=lambda g, out, x: product(g, _logistic(x)))
"""σ'(z) = z·(1 - z)"""

derivative_of_output = only(
    sigmoid=lambda g, out, x: product(g, _logistic(Apply("sigmoid", (out,)))),
    tanh=lambda g, out, x: product(g, _one_minus_square(Apply("tanh", (out,)))),
)
"""σ'(a): the slope at the output a, not at z"""

derivative_twice = only(
    sigmoid=lambda g, out, x: product(g, power(_logistic(out), TWO)),
    tanh=lambda g, out, x: product(g, power(_one_minus_square(out), TWO)),
)
"""σ'(z) counted twice"""

derivative_half = only(sigmoid=lambda g, out, x: product(g, total(ONE, negative(out))))
"""σ'(z) = 1 - a"""

tanh_not_squared = only(tanh=lambda g, out, x: product(g, total(ONE, negative(out))))
"""tanh'(z) = 1 - tanh(z)"""

tanh_of_input = only(tanh=lambda g, out, x: product(g, _one_minus_square(x)))
"""tanh'(z) = 1 - z²"""

tanh_as_sech = only(tanh=lambda g, out, x: product(g, Apply("sech", (x,))))
"""tanh'(z) = sech(z), the square forgotten"""

tanh_as_sigmoid = only(tanh=lambda g, out, x: product(g, _logistic(out)))
"""tanh'(z) = a·(1 - a), the rule of the sigmoid"""


# -- gates

relu_passes_value = only(
    relu=lambda g, out, x: product(g, Apply("relu", (x,))),
)
"""relu'(z) = relu(z)"""

relu_ignored = only(relu=lambda g, out, x: g, leaky_relu=(lambda g, out, x, s: g,) * 2)
"""relu'(z) = 1"""

max_both = only(
    maximum=lambda g, out, a, b: g, minimum=lambda g, out, a, b: g, max=lambda g, out, x, axis: g
)
"""max(a, b) passes the gradient to both"""


def max_swapped(op: str, index: int) -> Rule:
    """max(a, b) passes the gradient to the smaller"""
    swapped = {"maximum": "minimum", "minimum": "maximum"}.get(op, op)
    return table_rule(swapped, index)


# -- functions with a rule of their own

reciprocal_sign = only(
    div=(
        lambda g, out, a, b: quotient(g, b),
        lambda g, out, a, b: quotient(product(g, a), power(b, TWO)),
    )
)
"""(1/q)' = 1/q²"""

reciprocal_log = only(
    div=(
        lambda g, out, a, b: quotient(g, b),
        lambda g, out, a, b: product(g, a, Apply("log", (b,))),
    )
)
"""(1/q)' = ln q"""

exp_as_power = only(
    exp=lambda g, out, x: product(g, x, Apply("exp", (total(x, number(-1)),))),
)
"""(e^n)' = n·e^(n-1)"""

exp_of_one = only(exp=lambda g, out, x: g)
"""(e^n)' = 1"""

log_kept = only(log=lambda g, out, x: product(g, Apply("log", (x,))))
"""(ln x)' = ln x"""

log_as_value = only(log=lambda g, out, x: product(g, x))
"""(ln x)' = x"""

cosine_sign = only(cos=lambda g, out, x: product(g, Apply("sin", (x,))))
"""cos'(x) = sin(x)"""

sine_sign = only(sin=lambda g, out, x: negative(product(g, Apply("cos", (x,)))))
"""sin'(x) = -cos(x)"""

root_half = only(sqrt=lambda g, out, x: quotient(g, out))
"""(√x)' = 1/√x"""

abs_one = only(abs=lambda g, out, x: g)
"""|x|' = 1"""
