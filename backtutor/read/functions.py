"""Functions: what can be called, by which names, with how many arguments.

All come from the table of operations; here are their other names.
"""

from __future__ import annotations

from typing import NamedTuple

from backtutor.ops import OPS
from backtutor.terms import ONE, Apply, Term


class Function(NamedTuple):
    """One function: its operation, how many arguments it takes, whether an axis may be said.

    `pair` is the operation that the same name stands for with two arguments: max(0, z).
    """

    op: str
    arity: int
    axis: bool = False
    pair: str | None = None


CONSTANTS: dict[str, Term] = {"π": Apply("pi", ()), "e": Apply("e", ())}
"""Canonical name → constant, where no declared name beats it."""

FUNCTIONS = {
    op.name: Function(op.name, op.arity, op.axes, op.pair)
    for op in OPS.values()
    if op.arity and op.called
}
"""Reserved name → function."""

ENTRYWISE = {name: known for name, known in FUNCTIONS.items() if not OPS[name].whole}

RESERVED = frozenset(FUNCTIONS)

ALIASES = {"σ": FUNCTIONS["sigmoid"], "sig": FUNCTIONS["sigmoid"], "ln": FUNCTIONS["log"]}
"""Other names of functions, by canonical name; a declared name beats them."""

ANSWER_ALIASES = {
    "√": FUNCTIONS["sqrt"],
    "ReLU": FUNCTIONS["relu"],
    "heaviside": FUNCTIONS["step"],
    "min": FUNCTIONS["minimum"],
    "dot": Function("matmul", 2),
    "matmul": Function("matmul", 2),
    "transpose": Function("T", 1),
}
"""Names that are functions in answers only."""

PREFIXES = frozenset({"np", "numpy", "math", "torch"})
"""`np.exp` is `exp`; no other dotted name is read, `.T` apart."""

WRAPPERS = frozenset({"array", "tensor"})
"""`array([[1, 2]])` is the matrix inside."""


def derivative(function: Function, call: Term, arguments: tuple[Term, ...]) -> Term | None:
    """σ'(z) from the table's own rule, for an entrywise function; None for any other."""
    if function.op not in ENTRYWISE or (function.arity > 1 and function.op != "leaky_relu"):
        return None
    return OPS[function.op].rule(0)(ONE, call, *arguments)
