"""Random formulas for property tests: terms over the names of one lesson, and points for them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from backtutor.ops import OPS
from backtutor.terms import Apply, Derivative, Number, Symbol, Term
from backtutor.values import Value

SMALL = st.one_of(
    st.integers(-9, 9).map(Fraction),
    st.builds(Fraction, st.integers(-30, 30), st.sampled_from([2, 3, 4, 5, 7, 8, 10, 16])),
)
NUMBERS = SMALL.map(Number)
NAMES = st.sampled_from(["w1", "w5", "h1", "y", "t"]).map(Symbol)
DERIVATIVES = st.sampled_from(
    [Derivative("E", "y"), Derivative("E", "w5"), Derivative("y", "h1", local=True)]
)
FUNCTIONS = [
    op.name
    for op in OPS.values()
    if op.arity and not op.whole and op.name not in ("add", "mul", "neg", "div", "pow")
]
POINT: dict[Symbol | Derivative, Value] = {
    Symbol("w1"): Fraction(2, 3),
    Symbol("w5"): Fraction(-5, 4),
    Symbol("h1"): Fraction(7, 8),
    Symbol("y"): Fraction(3),
    Symbol("t"): Fraction(-1, 2),
    Derivative("E", "y"): Fraction(7, 2),
    Derivative("E", "w5"): Fraction(-9, 7),
    Derivative("y", "h1", local=True): Fraction(-5, 4),
}


def _applied(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    several = st.lists(terms, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Apply, st.sampled_from(["add", "mul"]), several),
        st.builds(lambda a: Apply("neg", (a,)), terms),
        st.builds(lambda a, b: Apply("div", (a, b)), terms, terms),
        st.builds(lambda a, n: Apply("pow", (a, Number(Fraction(n)))), terms, st.integers(-3, 3)),
        st.builds(lambda a, b: Apply("pow", (a, b)), terms, NAMES),
        st.sampled_from(FUNCTIONS).flatmap(lambda op: _called(op, terms)),
    )


def _called(op: str, terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    arguments = st.tuples(*[terms] * OPS[op].arity)
    return st.builds(lambda args: Apply(op, args), arguments)


TERMS: st.SearchStrategy[Term] = st.recursive(
    st.one_of(NUMBERS, NAMES, DERIVATIVES), _applied, max_leaves=8
)


def same(a: Value, b: Value) -> bool:
    """Equal, but for the rounding of floats."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    return abs(a - b) <= 1e-9 * max(1.0, abs(float(a)), abs(float(b)))
