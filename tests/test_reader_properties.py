"""What holds of the reader whatever is typed: it never raises, points into the text, is quick,
says why in every language, and reads back what the program writes."""

from __future__ import annotations

import math
import time
from fractions import Fraction
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st
from readings import AFFINE, DIAMOND, LESSONS, NEURON, WEIGHTS
from test_reader_answers import CASES as ANSWERS
from test_reader_grammar import CASES as GRAMMAR

from backtutor.notation import ANSWER, PRETTY, write
from backtutor.problems import Problem
from backtutor.read import (
    Reading,
    canonical,
    free_names,
    is_name,
    read_answer,
    read_comparison,
    read_lesson,
    read_number,
    read_quantity,
)
from backtutor.read.functions import ENTRYWISE
from backtutor.read.parser import has_loose_ones
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term
from backtutor.text import LANGUAGES, say
from backtutor.values import Undefined, Value, evaluate

SIGNS = "()[]{}|+-*/^@=,;:.'`$~<>%!_&# \n\t\\0123456789½²⁻ᵀ⊤∂σπ√×·⊙≈（１，−字ŷ∞𝟏\x1b\u200b"
WORDS = (
    "x1 x2 t w1 w5 h1 y E z a b C X W G Z L e d dE dy dw5 dW dZ e3 2e3 1e 1.5 .5 T m n if nan "
    "dE/dy ∂E/∂w₅ sigmoid exp max( min( sum( softmax leaky_relu( ones reshape( sigma tanh ln "
    "dot( axis=0 dim= keepdims=True array( tensor( dtype= np. 1^T ** .* .T ^T [[1,2], σ'( "
    r"\frac \frac{dE}{dy} \partial \sigma \left( \mathbf{W} \vec{1} \hat{y} \boxed{ ^{\top} "
    r"\begin{bmatrix} \end{bmatrix} \\"
)
FRAGMENTS = (*SIGNS, *WORDS.split())

soups = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
typed = st.sampled_from([case[1] for case in (*ANSWERS, *GRAMMAR)])


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """What someone could type, with a slip in it."""
    text = draw(typed)
    for slip in draw(st.lists(st.one_of(typed, st.sampled_from(("", *FRAGMENTS))), max_size=3)):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + slip + text[start + draw(st.integers(0, 2)) :]
    return text


texts = st.one_of(mutants(), soups, st.text(max_size=60))


@settings(max_examples=1500, deadline=None)
@given(texts, st.sampled_from(sorted(LESSONS)))
def test_no_text_makes_the_reader_of_answers_raise(text: str, lesson: str) -> None:
    started = time.process_time()
    reading = read_answer(text, LESSONS[lesson])
    assert time.process_time() - started < 0.5
    if isinstance(reading, Problem):
        points_into(text, reading)
        return
    assert reading.sides
    assert len(reading.sides) == len(reading.literals) == len(reading.primes) == len(reading.spans)
    assert not any(has_loose_ones(side) for side in reading.sides)
    for message in (*reading.remarks, *([reading.misfit] if reading.misfit else [])):
        assert all(say(message, lang) for lang in LANGUAGES)


@settings(max_examples=500, deadline=None)
@given(texts)
def test_no_text_makes_a_strict_reader_raise(text: str) -> None:
    for found in (
        read_lesson(text, WEIGHTS),
        read_lesson(text, AFFINE),
        read_comparison(text, WEIGHTS),
        read_quantity(text, NEURON),
        read_number(text),
    ):
        if isinstance(found, Problem):
            points_into(text, found)
    assert isinstance(free_names(text), tuple)
    assert isinstance(is_name(text), bool)
    assert canonical(canonical(text)) == canonical(text) or not is_name(text)


def points_into(text: str, problem: Problem) -> None:
    """The place is in the text, the source is its line, and both sentences can be said."""
    span = problem.span
    lines = text.split("\n")
    assert 1 <= span.line <= len(lines)
    assert span.source == lines[span.line - 1][:1000]
    assert 1 <= span.column <= len(lines[span.line - 1]) + 1
    assert span.column - 1 + span.length <= len(lines[span.line - 1])
    assert problem.help is not None
    assert all(say(m, lang) for lang in LANGUAGES for m in (problem.message, problem.help))


numbers = st.one_of(
    st.integers(-9, 9).map(Fraction),
    st.fractions(-3, 3, max_denominator=8),
    st.integers(-5000, 5000).map(lambda n: Fraction(n, 1000)),
).map(Number)
NAMES = ("x1", "w5", "h1", "y", "t")
ATOMS: dict[Symbol | Derivative, Value] = {
    **{Symbol(name): Fraction(3 + 2 * i, 4) for i, name in enumerate(NAMES)},
    Derivative("E", "y"): Fraction(21, 20),
    Derivative("y", "w5", local=True): Fraction(5, 4),
    Derivative("E", "w5"): Fraction(-1, 3),
}
exponents = st.one_of(st.integers(-4, 4), st.just(Fraction(1, 2))).map(Fraction).map(Number)


def applied(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """Every operation of the table that has a scalar value, applied to `terms`."""
    unary = sorted(name for name, function in ENTRYWISE.items() if function.arity == 1)
    binary = sorted(name for name, function in ENTRYWISE.items() if function.arity == 2)
    return st.one_of(
        st.tuples(st.sampled_from(["add", "mul"]), st.lists(terms, min_size=2, max_size=4)),
        st.tuples(st.just("neg"), st.tuples(terms)),
        st.tuples(st.just("div"), st.tuples(terms, terms)),
        st.tuples(st.just("pow"), st.tuples(terms, exponents)),
        st.tuples(st.sampled_from(unary), st.tuples(terms)),
        st.tuples(st.sampled_from(binary), st.tuples(terms, terms)),
        st.tuples(st.sampled_from(["pi", "e"]), st.just(())),
    ).map(lambda made: Apply(made[0], tuple(made[1])))


terms = st.recursive(
    st.one_of(numbers, st.sampled_from([*ATOMS]).map(lambda atom: atom)), applied, max_leaves=12
)


@settings(max_examples=600, deadline=None)
@given(terms)
def test_what_is_written_reads_back_to_the_same_value(term: Term) -> None:
    for notation in (ANSWER, PRETTY):
        text = write(term, notation)
        reading = read_answer(text, WEIGHTS)
        if isinstance(reading, Problem):
            assert reading.code in ("R002", "R021", "R022"), text
            continue
        assert reading.left is None
        assert agree(term, reading.sides[0]), text
        again = read_answer(write(reading.sides[0], notation), WEIGHTS)
        assert isinstance(again, Reading)
        assert again.sides == reading.sides, text


@settings(max_examples=300, deadline=None)
@given(terms)
def test_a_lesson_reads_back_what_is_written(term: Term) -> None:
    read = read_lesson(write(term), WEIGHTS)
    if isinstance(read, Problem):
        assert read.code in ("R002", "R021", "R022"), write(term)
    else:
        assert agree(term, read), write(term)


def agree(a: Term, b: Term) -> bool:
    """Whether two terms have the same value, or neither has one."""
    return same(value(a), value(b))


def value(term: Term) -> Value | None:
    try:
        return evaluate(term, ATOMS)
    except Undefined:
        return None


def same(a: Value | None, b: Value | None) -> bool:
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


matrices = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(numbers, min_size=width, max_size=width).map(tuple), min_size=1, max_size=3
    ).map(lambda rows: MatrixTerm(tuple(rows)))
)


@settings(max_examples=200, deadline=None)
@given(matrices)
def test_a_matrix_reads_back_to_the_same_matrix(matrix: MatrixTerm) -> None:
    expected = [[value(entry) for entry in row] for row in matrix.rows]
    plain = [[f"{float(v or 0)!r}" for v in row] for row in expected]
    listed = "[" + ",\n ".join("[" + ", ".join(row) + "]" for row in plain) + "]"
    ways = {
        "answer": write(matrix),
        "pretty": write(matrix, PRETTY),
        "numpy": "[" + "\n ".join("[" + "  ".join(row) + "]" for row in plain) + "]",
        "repr": f"array({listed})",
        "torch": f"tensor({listed}, dtype=torch.float64)",
        "semicolons": "[" + "; ".join(", ".join(row) for row in plain) + ";]",
        "latex": "\\begin{bmatrix}"
        + r" \\ ".join(" & ".join(row) for row in plain)
        + "\\end{bmatrix}",
    }
    for name, text in ways.items():
        reading = read_answer(text, AFFINE)
        assert isinstance(reading, Reading), (name, text)
        read = reading.sides[0]
        assert isinstance(read, MatrixTerm), (name, text)
        found = [[value(entry) for entry in row] for row in read.rows]
        assert list(map(len, found)) == list(map(len, expected)), (name, text)
        pairs = zip(chain(*found), chain(*expected), strict=True)
        assert all(same(a, b) for a, b in pairs), (name, text)


@given(st.sampled_from(sorted(DIAMOND.names)), st.sampled_from(sorted(DIAMOND.names)))
def test_a_derivative_is_local_along_an_edge_and_total_elsewhere(of: str, by: str) -> None:
    expected = Derivative(of, by, of != "e" and by in DIAMOND.sources.get(of, ()))
    for text in (f"d{of}/d{by}", f"∂{of}/∂{by}", rf"\frac{{\partial {of}}}{{\partial {by}}}"):
        reading = read_answer(text, DIAMOND)
        assert isinstance(reading, Reading), text
        assert reading.sides == (expected,)
