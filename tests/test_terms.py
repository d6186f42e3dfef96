"""Terms: the smart constructors simplify a little, keep the order of the chain, and never
change a value.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from formulas import POINT, TERMS, same
from hypothesis import assume, given

from backtutor.notation import write
from backtutor.read import Vocabulary, read_lesson
from backtutor.terms import (
    ONE,
    ZERO,
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Symbol,
    Term,
    atoms,
    build,
    names,
    negative,
    number,
    power,
    product,
    quotient,
    split_coefficient,
    substitute,
    total,
)
from backtutor.values import Undefined, evaluate

a, b, c = Symbol("a"), Symbol("b"), Symbol("c")
ABC = Vocabulary(dict.fromkeys("abc", ()))


def rebuilt(term: Term) -> Term:
    """A term through the smart constructors, from the inside out."""
    if isinstance(term, Apply):
        return build(term.op, tuple(map(rebuilt, term.args)))
    return term


def read(text: str) -> Term:
    term = read_lesson(text, ABC)
    assert isinstance(term, Number | Symbol | Apply), term
    return term


@given(TERMS)
def test_the_smart_constructors_keep_the_value(term: Term) -> None:
    try:
        expected = evaluate(term, POINT)
    except Undefined:
        assume(False)
    assert same(evaluate(rebuilt(term), POINT), expected)


@given(TERMS)
def test_rebuilding_twice_is_rebuilding_once(term: Term) -> None:
    once = rebuilt(term)
    assert substitute(once, {}) == once


@given(TERMS)
def test_a_coefficient_and_the_rest_make_the_term(term: Term) -> None:
    coefficient, rest = split_coefficient(term)
    try:
        expected = evaluate(term, POINT)
    except Undefined:
        assume(False)
    assert same(evaluate(product(Number(coefficient), rest), POINT), expected)


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (total(a, ZERO, b), "a + b"),
        (total(), "0"),
        (total(a), "a"),
        (total(a, a), "2*a"),
        (total(a, b, negative(a)), "b"),
        (total(a, negative(a)), "0"),
        (total(a, total(b, c)), "a + b + c"),
        (total(number(1), number(2), a), "3 + a"),
        (product(a, ONE, b), "a*b"),
        (product(), "1"),
        (product(a, ZERO, b), "0"),
        (product(a, number(3), b, number(Fraction(1, 2))), "1.5*a*b"),
        (product(b, a), "b*a"),
        (product(a, negative(b)), "-a*b"),
        (product(negative(a), negative(b)), "a*b"),
        (product(number(-1), a), "-a"),
        (product(a, product(b, c)), "a*b*c"),
        (negative(negative(a)), "a"),
        (negative(number(2)), "-2"),
        (negative(total(a, negative(b))), "b - a"),
        (negative(total(negative(a), b)), "a - b"),
        (negative(total(a, b)), "-(a + b)"),
        (negative(product(total(a, negative(b)), c)), "(b - a)*c"),
        (negative(product(number(-2), a)), "2*a"),
        (negative(product(number(2), a)), "-2*a"),
        (quotient(a, ONE), "a"),
        (quotient(ZERO, a), "0"),
        (quotient(number(1), number(4)), "0.25"),
        (quotient(a, number(2)), "0.5*a"),
        (quotient(negative(a), b), "-a/b"),
        (quotient(product(number(-3), a), b), "-3*a/b"),
        (power(a, ONE), "a"),
        (power(a, ZERO), "1"),
        (power(a, number(2)), "a^2"),
    ],
)
def test_the_smart_constructors_build(built: Term, text: str) -> None:
    assert write(built) == text


@pytest.mark.parametrize(
    ("text", "coefficient", "rest"),
    [
        ("3", 3, "1"),
        ("a", 1, "a"),
        ("-a", -1, "a"),
        ("-2*a*b", -2, "a*b"),
        ("a/4", Fraction(1, 4), "a"),
        ("a*2", 1, "a*2"),
    ],
)
def test_the_coefficient_stands_in_front(text: str, coefficient: Fraction, rest: str) -> None:
    found, left = split_coefficient(read(text))
    assert (found, write(left)) == (coefficient, rest)


def test_atoms_come_from_left_to_right_with_repeats() -> None:
    slope = Derivative("E", "y")
    term = Apply("mul", (slope, Apply("add", (b, a)), MatrixTerm(((a, ONE), (c, b))), slope))
    assert list(atoms(term)) == [slope, b, a, a, c, b, slope]
    assert names(term) == {"a", "b", "c"}


def test_substitution_rebuilds_only_what_changes() -> None:
    untouched = Apply("add", (ZERO, a))
    term = Apply("mul", (untouched, b))
    assert substitute(term, {c: ONE}) is term
    assert write(substitute(term, {b: negative(c)})) == "-(0 + a)*c"


def test_substitution_goes_into_matrices() -> None:
    term = MatrixTerm(((a, b),))
    assert substitute(term, {a: number(2)}) == MatrixTerm(((number(2), b),))
