"""Tangent rules: how an operation passes on a small move of one argument.

In: the tangent `t` of one argument, the output and the arguments. Out: the tangent of the output,
a term. A derivative rule takes a gradient back through an operation, a tangent rule takes a
move forward; applied entry by entry the two are the same product, and so they are for softmax,
whose matrix of slopes is symmetric. Every other operation has a row here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backtutor.fit import Fitting
from backtutor.ops import OPS, Rule
from backtutor.terms import (
    ONE,
    ZERO,
    Apply,
    Symbol,
    Term,
    negative,
    product,
    total,
)


@dataclass(frozen=True, slots=True)
class TangentRow:
    """One operation: a rule an argument, (t, out, *args, axis) → the tangent of the output."""

    name: str
    rules: tuple[Rule, ...]
    why: str


def tangent_rule(op: str, index: int) -> Rule:
    """The rule for one argument: that of the row, or the derivative rule."""
    row = TANGENTS.get(op)
    return row.rules[index] if row is not None else OPS[op].rule(index)


def _matmul(a: Term, b: Term) -> Term:
    return Apply("matmul", (a, b))


def _sum(x: Term, axis: int | None = None) -> Term:
    return Apply("sum", (x,), axis)


def _rows(axis: int | None) -> int:
    return 1 if axis is None else axis


def _in_place(op: str, index: int) -> Rule:
    def rule(t: Term, out: Term, *args: Term, axis: int | None = None) -> Term:
        return Apply(op, (*args[:index], t, *args[index + 1 :]), axis)

    return rule


def _linear(op: str) -> TangentRow:
    """f(x + t) − f(x) = f(t)."""
    rules = tuple(_in_place(op, index) for index in range(OPS[op].arity))
    return TangentRow(op, rules, "linear: the move takes the place of what moves")


def _still(op: str) -> TangentRow:
    """A step, a size or a constant does not follow a small move."""
    rule: Rule = lambda t, out, *args, axis=None: ZERO
    return TangentRow(op, (rule,) * OPS[op].arity, "constant: no small move changes it")


def _along_gradient(index: int) -> Rule:
    """Σ t·∂out/∂arg, entry by entry: the output is one number."""
    return lambda t, out, *args: _sum(product(t, OPS["softmax_ce"].rule(index)(ONE, out, *args)))


def _table(rows: Iterable[TangentRow]) -> dict[str, TangentRow]:
    return {row.name: row for row in rows}


TANGENTS = _table(
    (
        *map(_linear, ("matmul", "T", "reshape", "sum", "mean", "trace")),
        *map(_linear, ("conv1d", "conv2d", "fullconv")),
        *map(_still, ("ones", "eye", "is_max")),
        TangentRow(
            "max",
            (lambda t, out, x, axis=None: _sum(product(t, Apply("is_max", (x,), axis)), axis),),
            "the move of the largest entry",
        ),
        TangentRow(
            "log_softmax",
            (
                lambda t, out, x, axis=None: total(
                    t, negative(_sum(product(Apply("softmax", (x,), axis), t), _rows(axis)))
                ),
            ),
            "the move less its mean under the softmax",
        ),
        TangentRow(
            "logsumexp",
            (
                lambda t, out, x, axis=None: _sum(
                    product(Apply("softmax", (x,), axis), t), _rows(axis)
                ),
            ),
            "the mean of the move under the softmax",
        ),
        TangentRow(
            "softmax_ce",
            (_along_gradient(0), _along_gradient(1)),
            "the move times the gradient, summed over the entries",
        ),
        TangentRow(
            "det",
            (lambda t, out, x: product(out, Apply("trace", (_matmul(Apply("inv", (x,)), t),))),),
            "d det X = det X · trace(X⁻¹ dX)",
        ),
        TangentRow(
            "inv",
            (lambda t, out, x: negative(_matmul(_matmul(out, t), out)),),
            "d X⁻¹ = −X⁻¹ dX X⁻¹",
        ),
    )
)


def passed_on(term: Term, out: str, source: str, tangent: Term, fitting: Fitting) -> Term:
    """The tangent of the node `out` while of the names in its formula only `source` moves."""

    def move(here: Term, name: Term) -> Term | None:
        match here:
            case Symbol(symbol):
                return tangent if symbol == source else None
            case Apply(op, args, axis):
                said = {"axis": axis} if OPS[op].axes else {}
                parts: list[Term] = []
                for index, arg in enumerate(args):
                    inner = move(arg, arg)
                    if inner is not None:
                        t = fitting.stretched(inner, fitting.shape(arg))
                        part = tangent_rule(op, index)(t, name, *args, **said)
                        parts.append(fitting.counted(part))
                return fitting.stretched(total(*parts), fitting.shape(here)) if parts else None
        return None

    return fitting.resolved(move(term, Symbol(out)) or ZERO)
