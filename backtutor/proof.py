"""Proofs by sympy: the independent second opinion on what the engine derives.

Terms are turned into sympy objects by constructors, with symbols made here; no text is ever
parsed. sympy is imported inside the functions: it costs as much as everything else together,
and nothing between a lesson and its questions needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backtutor.derive import Derivation
from backtutor.ops import OPS
from backtutor.terms import Apply, Derivative, Number, Symbol, Term, atoms

MAX_OPERATIONS = 400
"""Formulas with more operations are not simplified: that could take minutes."""


def prove_local(formula: Term, by: str, local: Term, output: str) -> bool:
    """Whether `local` is the derivative of `formula` by `by`; `output` names the formula."""
    symbols = _symbols(formula, local)
    whole = to_sympy(formula, symbols)
    claimed = to_sympy(local, {**symbols, Symbol(output): whole})
    return _is_zero(whole.diff(symbols[Symbol(by)]) - claimed)


def prove_equal(derivation: Derivation, a: Term, b: Term) -> bool:
    """Whether two formulas over the names of a graph are equal, names taken apart first."""
    symbols = _symbols(a, b)
    difference = to_sympy(a, symbols) - to_sympy(b, symbols)
    if _is_zero(difference):
        return True
    known = _taken_apart(derivation)
    return _is_zero(to_sympy(a, known) - to_sympy(b, known))


def prove_gradient(derivation: Derivation, by: str) -> bool:
    """Whether ∂loss/∂by is the derivative of the whole loss, `by` held as independent."""
    known = _taken_apart(derivation, by)
    slope = Derivative(derivation.graph.loss, by)
    whole = known[Symbol(slope.of)].diff(known[Symbol(by)])
    return _is_zero(whole - known[slope])


def _symbols(*terms: Term) -> dict[Symbol | Derivative, Any]:
    """A real sympy symbol for each atom, numbered: no name can clash with sympy's own."""
    from sympy import Dummy

    found: dict[Symbol | Derivative, Any] = {}
    for term in terms:
        for atom in atoms(term):
            if atom not in found:
                found[atom] = Dummy(f"v{len(found)}", real=True)
    return found


def _taken_apart(derivation: Derivation, free: str = "") -> dict[Symbol | Derivative, Any]:
    """Every name and derivative in the given values alone; the name `free` stays a symbol."""
    from sympy import Dummy

    known: dict[Symbol | Derivative, Any] = {}
    for node in derivation.graph.nodes.values():
        if node.term is None or node.name == free:
            known[Symbol(node.name)] = Dummy(node.name, real=True)
        else:
            known[Symbol(node.name)] = to_sympy(node.term, known)
    for edge, local in derivation.evaluation.terms.items():
        known[Derivative(edge[1], edge[0], local=True)] = to_sympy(local, known)
    # consumers come first, so that every step finds what arrives
    for step in derivation.gradients.values():
        known[step.quantity] = to_sympy(step.formula, known)
    return known


def to_sympy(term: Term, symbols: Mapping[Symbol | Derivative, Any]) -> Any:
    """A term as a sympy expression."""
    import sympy

    match term:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Symbol() | Derivative():
            return symbols[term]
        case Apply("add", args):
            return sympy.Add(*(to_sympy(arg, symbols) for arg in args))
        case Apply("mul", args):
            return sympy.Mul(*(to_sympy(arg, symbols) for arg in args))
        case Apply("neg", (a,)):
            return -to_sympy(a, symbols)
        case Apply("div", (a, b)):
            return to_sympy(a, symbols) / to_sympy(b, symbols)
        case Apply("pow", (a, b)):
            return to_sympy(a, symbols) ** to_sympy(b, symbols)
        case Apply(op, args):
            return _call(op, args, symbols)
    raise TypeError(term)


def _call(op: str, args: tuple[Term, ...], symbols: Mapping[Symbol | Derivative, Any]) -> Any:
    import sympy

    row = OPS[op]
    if row.definition is not None:
        return to_sympy(row.definition(*args), symbols)
    known = getattr(sympy, row.sympy)
    return known(*(to_sympy(arg, symbols) for arg in args)) if args else known


def _is_zero(expression: Any) -> bool:
    from sympy import count_ops, exp, simplify

    if expression == 0:
        return True
    if count_ops(expression) > MAX_OPERATIONS:
        return False
    # sech and tanh meet the sigmoid only as exponentials
    return bool(simplify(expression) == 0 or simplify(expression.rewrite(exp)) == 0)
