"""Peers that need a few lines of their own: the same work, done by somebody else's program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from bench.material import TYPED, operands
from bench.measure import Unmeasured


def simplify_differences() -> None:
    """sympy's way to judge `TYPED`: simplify the difference to the right answer."""
    import sympy
    from sympy.core.cache import clear_cache

    clear_cache()  # it would hand out what it found the last time
    names = {str(name): name for name in sympy.symbols("w1 w2 w5 w6 x1 x2 h1 h2 y t")}
    y, h1 = names["y"], names["h1"]
    output = names["w5"] * h1 + names["w6"] * names["h2"]
    hidden = names["w1"] * names["x1"] + names["w2"] * names["x2"]
    for typed in TYPED:
        answer = sympy.sympify(typed.replace("dE/dy", "(y - t)"), locals=names)
        difference = (answer - (y - names["t"]) * h1).subs(y, output).subs(h1, hidden)
        if sympy.simplify(difference) != 0:
            raise Unmeasured(f"sympy does not find `{typed}` right")


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
