"""Notation: what is printed, and that it reads back to the same value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from formulas import POINT, SMALL, TERMS, same
from hypothesis import assume, given
from hypothesis import strategies as st

from backtutor.notation import PRETTY, Rounding, factor, name, plain, show, write
from backtutor.problems import Problem
from backtutor.read import Vocabulary, read_answer, read_number
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term
from backtutor.values import Undefined, evaluate

VOCABULARY = Vocabulary(
    dict.fromkeys(["w1", "w5", "h1", "y", "t", "E"], ()),
    {"y": frozenset({"w5", "h1"}), "E": frozenset({"y", "t"})},
    loss="E",
)
a, b, w1 = Symbol("a"), Symbol("b"), Symbol("w1")
slope = Derivative("E", "y")
HALF, THIRD = Number(Fraction(1, 2)), Number(Fraction(1, 3))


def call(op: str, *args: Term) -> Apply:
    return Apply(op, args)


@given(TERMS)
def test_what_is_written_reads_back_to_the_same_value(term: Term) -> None:
    try:
        expected = evaluate(term, POINT)
    except Undefined:
        assume(False)
    reading = read_answer(write(term), VOCABULARY)
    # towers of powers are refused, whoever writes them
    assume(not isinstance(reading, Problem) or reading.code != "R021")
    assert not isinstance(reading, Problem), write(term)
    assert same(evaluate(reading.sides[0], POINT), expected), write(term)


@pytest.mark.parametrize(
    ("term", "answer", "pretty"),
    [
        (w1, "w1", "w₁"),
        (Symbol("w_12"), "w_12", "w₁₂"),
        (Symbol("12"), "12", "12"),
        (slope, "dE/dy", "∂E/∂y"),
        (call("mul", slope, Symbol("h1")), "dE/dy*h1", "∂E/∂y·h₁"),
        (call("add", a, call("neg", b)), "a - b", "a − b"),
        (call("add", a, Number(Fraction(-2))), "a - 2", "a − 2"),
        (call("add", a, call("add", a, b)), "a + (a + b)", "a + (a + b)"),
        (call("add", call("neg", a), b), "-a + b", "−a + b"),
        (call("neg", call("add", a, b)), "-(a + b)", "−(a + b)"),
        (call("neg", call("neg", a)), "-(-a)", "−(−a)"),
        (call("mul", call("add", a, b), a), "(a + b)*a", "(a + b)·a"),
        (call("mul", a, call("div", a, b)), "a*(a/b)", "a·(a/b)"),
        (call("mul", call("div", a, b), a), "a/b*a", "a/b·a"),
        (call("mul", a, Number(Fraction(-2))), "a*(-2)", "a·(−2)"),
        (call("mul", HALF, THIRD), "0.5*(1/3)", "0.5·(1/3)"),
        (call("div", a, call("mul", a, b)), "a/(a*b)", "a/(a·b)"),
        (call("div", a, slope), "a/(dE/dy)", "a/(∂E/∂y)"),
        (call("div", a, THIRD), "a/(1/3)", "a/(1/3)"),
        (call("pow", a, Number(Fraction(2))), "a^2", "a²"),
        (call("pow", a, Number(Fraction(-12))), "a^(-12)", "a⁻¹²"),
        (call("pow", call("neg", a), Number(Fraction(2))), "(-a)^2", "(−a)²"),
        (call("pow", call("pow", a, b), a), "(a^b)^a", "(a^b)^a"),
        (call("pow", a, call("pow", b, a)), "a^(b^a)", "a^(b^a)"),
        (call("pow", THIRD, a), "(1/3)^a", "(1/3)^a"),
        (call("sigmoid", a), "sigmoid(a)", "σ(a)"),
        (call("sqrt", call("add", a, b)), "sqrt(a + b)", "√(a + b)"),
        (call("abs", a), "abs(a)", "|a|"),
        (call("maximum", a, b), "maximum(a, b)", "max(a, b)"),
        (call("pi"), "pi", "π"),
        (call("e"), "e", "e"),
        (call("T", a), "a.T", "aᵀ"),
        (call("matmul", a, call("T", b)), "a @ b.T", "a·bᵀ"),
        (Apply("sum", (a,), 0), "sum(a, axis=0)", "sum(a, axis=0)"),
        (MatrixTerm(((a, b), (THIRD, a))), "[[a, b], [1/3, a]]", "[[a, b], [1/3, a]]"),
    ],
)
def test_a_term_is_written(term: Term, answer: str, pretty: str) -> None:
    assert write(term) == answer
    assert write(term, PRETTY) == pretty


def test_a_factor_has_brackets_where_a_product_needs_them() -> None:
    assert factor(call("add", a, b)) == "(a + b)"
    assert factor(call("mul", a, b)) == "a*b"


def test_only_final_digits_are_subscripts() -> None:
    assert [name(text, PRETTY) for text in ("w1", "net_h1", "a2b", "x")] == [
        "w₁",
        "net_h₁",
        "a2b",
        "x",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("3", "3"),
        ("-3", "-3"),
        ("1/2", "0.5"),
        ("-1/8", "-0.125"),
        ("1/3", "1/3"),
        ("-2/3", "-2/3"),
        ("1/1000000000000", "0.000000000001"),
        ("0.7071067811865476", "0.7071067811865476"),
        ("1/10000000000000000000000", "1/10000000000000000000000"),
    ],
)
def test_an_exact_number_is_a_decimal_where_it_ends_soon(value: str, text: str) -> None:
    assert plain(Fraction(value)) == text


@given(SMALL)
def test_an_exact_number_reads_back_exactly(value: Fraction) -> None:
    assert read_number(plain(value)) == value


@pytest.mark.parametrize(
    ("value", "rounding", "text"),
    [
        ("0", Rounding(), "0"),
        ("21/16", Rounding(), "1.3125"),
        ("1/3", Rounding(), "0.333333"),
        ("2/3", Rounding(), "0.666667"),
        ("0.125", Rounding(2), "0.13"),
        ("-0.125", Rounding(2), "-0.13"),
        ("2.5", Rounding(1), "3"),
        ("0.125", Rounding(decimals=2), "0.13"),
        ("0.135", Rounding(decimals=2), "0.14"),
        ("-0.004", Rounding(decimals=2), "0"),
        ("999999.5", Rounding(), "1000000"),
        ("123456789", Rounding(), "123457000"),
        ("1234567891", Rounding(), "1.23457e9"),
        ("0.00001", Rounding(), "0.00001"),
        ("0.0000012345678", Rounding(), "1.23457e-6"),
        ("1e30", Rounding(decimals=2), "1" + "0" * 30),
        ("1e300", Rounding(), "1e300"),
    ],
)
def test_a_value_is_shown_half_up(value: str, rounding: Rounding, text: str) -> None:
    assert show(Fraction(value), rounding) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (-0.0, "0"), (0.145, "0.145"), (1e-320, "1e-320"), (1e308, "1e308")],
)
def test_a_float_is_shown_by_its_shortest_decimal(value: float, text: str) -> None:
    assert show(value) == text


@given(st.fractions(max_denominator=10**6), st.integers(1, 12))
def test_what_is_shown_is_the_nearest_number_of_so_many_digits(
    value: Fraction, digits: int
) -> None:
    shown = Fraction(show(value, Rounding(digits)))
    size = Decimal(abs(value).numerator) / Decimal(abs(value).denominator) if value else Decimal(1)
    unit = Fraction(10) ** (size.adjusted() - digits + 1)
    assert abs(shown - value) <= unit / 2
    assert abs(shown - value) < unit / 2 or abs(shown) > abs(value)
