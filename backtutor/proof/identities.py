"""Whether an expression is zero everywhere: proved, refuted, or left open.

In: a sympy expression. Out: a `Truth`. Numbers are tried before any simplification: they refute
at once what none could prove, and never count as a proof.
"""

from __future__ import annotations

from enum import Enum
from random import Random
from typing import Any

MAX_OPERATIONS = 2_000
"""Expressions with more operations are not simplified: that could take minutes."""

TRIES = 3
DIGITS = 20
TINY = 1e-15
"""What twenty digits leave of a zero."""


class Truth(Enum):
    PROVED = "proved"
    REFUTED = "refuted"
    OPEN = "open"


def zero(expression: Any) -> Truth:
    """Whether an expression is 0 wherever it is defined."""
    from sympy import expand

    if expression == 0 or expand(expression) == 0:
        return Truth.PROVED
    if _is_elsewhere_zero(expression):
        return Truth.PROVED if _simplifies(expression) else Truth.OPEN
    return Truth.REFUTED


def all_of(truths: list[Truth]) -> Truth:
    """Proved where all are, refuted where any is."""
    for worst in (Truth.REFUTED, Truth.OPEN):
        if worst in truths:
            return worst
    return Truth.PROVED


def _is_elsewhere_zero(expression: Any) -> bool:
    """Whether numbers leave it possible that it is 0; points where it has no value say nothing."""
    from sympy import Rational

    unknowns = sorted(expression.free_symbols, key=lambda symbol: (symbol.name, symbol.dummy_index))
    random = Random(len(unknowns))
    for _ in range(TRIES):
        point = {symbol: Rational(random.randint(30, 213), 97) for symbol in unknowns}
        value = expression.evalf(DIGITS, subs=point, maxn=60)
        if value.is_number and value.is_finite and abs(value) > TINY:
            return False
    return True


def _simplifies(expression: Any) -> bool:
    """The cheap ways first; `simplify` only where they are not enough."""
    from sympy import count_ops, exp, simplify

    if count_ops(expression) > MAX_OPERATIONS:
        return False
    # sech and tanh meet the sigmoid only as exponentials
    powers = expression.rewrite(exp)
    return _numerator(powers) == 0 or bool(simplify(expression) == 0 or simplify(powers) == 0)


def _numerator(expression: Any) -> Any:
    """What stands over the common denominator, multiplied out."""
    from sympy import expand, fraction, together

    top, _ = fraction(together(expression))
    return expand(top)
