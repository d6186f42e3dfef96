"""Peers that need a few lines of their own: the same work, done by somebody else's program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from bench.material import Exercise, operands
from bench.measure import Unmeasured


def simplify(exercise: Exercise, typed: str, right: bool = True) -> None:
    """sympy's way to judge an answer: simplify the difference to the right one."""
    import sympy
    from sympy.core.cache import clear_cache

    clear_cache()  # it would hand out what it found the last time
    z = sympy.Symbol("z")
    known = {"sigmoid": sympy.Lambda(z, 1 / (1 + sympy.exp(-z)))}
    difference = sympy.sympify(f"{typed} - ({exercise.right})", locals=known)
    for node, formula in reversed(list(exercise.nodes.items())):
        difference = difference.subs(sympy.Symbol(node), sympy.sympify(formula, locals=known))
    if (sympy.simplify(difference) == 0) is not right:
        raise Unmeasured(f"sympy does not find `{typed}` {'right' if right else 'wrong'}")


def micrograd(size: int) -> Callable[[], None]:
    """micrograd building the graph of `operands`, and running backward."""
    try:
        value: Any = import_module("micrograd.engine").Value
    except ImportError:
        raise Unmeasured("pip install micrograd") from None

    def build_and_run() -> None:
        half, nodes = value(0.5), [value(0.5)]
        for one, other in operands(size):
            first = nodes[max(one + 1, 0)]
            nodes.append(first * half if other is None else first + nodes[max(other + 1, 0)])
        nodes[-1].backward()

    # its backward calls itself once for every node of a chain
    sys.setrecursionlimit(4 * size + 1000)
    return build_and_run


def autograd(size: int) -> Callable[[], None]:
    """HIPS autograd tracing the graph of `operands`, and running backward."""
    try:
        grad: Any = import_module("autograd").grad
    except ImportError:
        raise Unmeasured("pip install autograd") from None

    def run(x: Any) -> Any:
        nodes = [x]
        for one, other in operands(size):
            first = nodes[max(one + 1, 0)]
            nodes.append(first * 0.5 if other is None else first + nodes[max(other + 1, 0)])
        return nodes[-1]

    return lambda: grad(run)(0.5)


def sympy_steps(size: int) -> Callable[[], None]:
    """sympy differentiating every node of the graph of `operands` by each name in its formula,
    and writing each product of the chain rule as text."""
    import sympy

    names = [sympy.Symbol("x"), *(sympy.Symbol(f"n{i}") for i in range(size))]
    half, upstream = sympy.Symbol("w"), sympy.Symbol("g")
    formulas = [
        names[one + 1] * half if other is None else names[one + 1] + names[max(other + 1, 0)]
        for one, other in operands(size)
    ]

    def differentiate() -> None:
        from sympy.core.cache import clear_cache

        clear_cache()
        for formula in formulas:
            for name in formula.free_symbols:
                str(upstream * formula.diff(name))

    return differentiate
