"""Functions: what can be called, by which names, with how many arguments.

The entrywise functions come from the table of operations; those on whole matrices have a row
here. To let the reader know another matrix function, add a row to `MATRIX_FUNCTIONS`.
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


MATRIX_FUNCTIONS = {
    row.op: row
    for row in (
        Function("sum", 1, axis=True),
        Function("mean", 1, axis=True),
        Function("max", 1, axis=True, pair="maximum"),
        Function("softmax", 1, axis=True),
        Function("log_softmax", 1, axis=True),
        Function("logsumexp", 1, axis=True),
        Function("softmax_ce", 2),
        Function("trace", 1),
        Function("det", 1),
        Function("inv", 1),
        Function("reshape", 3),
        Function("conv1d", 2),
        Function("conv2d", 2),
        Function("ones", 2),
        Function("eye", 1),
    )
}

# operations that are written with signs, never called by their own name
_SIGNS = frozenset({"add", "neg", "mul", "div", "pow", "matmul", "T"})

CONSTANTS: dict[str, Term] = {"π": Apply("pi", ()), "e": Apply("e", ())}
"""Canonical name → constant, where no declared name beats it."""

ENTRYWISE = {
    op.name: Function(op.name, op.arity)
    for op in OPS.values()
    if op.arity and op.name not in _SIGNS and op.name not in MATRIX_FUNCTIONS
}

FUNCTIONS = {**ENTRYWISE, **MATRIX_FUNCTIONS}
"""Reserved name → function."""

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
