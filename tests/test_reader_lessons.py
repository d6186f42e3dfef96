"""The strict readers: lesson expressions, requirements, quantities, numbers, spelling."""

from __future__ import annotations

from fractions import Fraction

import pytest
from readings import WEIGHTS, place, quantity

from backtutor.notation import write
from backtutor.problems import Problem, Span
from backtutor.read import (
    RESERVED,
    Comparison,
    Vocabulary,
    canonical,
    free_names,
    is_name,
    read_comparison,
    read_lesson,
    read_number,
    read_quantity,
)
from backtutor.read.faults import CODES
from backtutor.text import LANGUAGES, say
from backtutor.text.reading import ROWS

AT = Span("net.yaml", 9, 6, 0, "  z: …")

EXPRESSIONS = (
    ("w5*h1 + w6*h2", "w5*h1 + w6*h2"),
    ("1/2*(y - t)**2", "1/2*(y - t)^2"),
    ("1e-3*y", "0.001*y"),
    ("y.T @ t", "y.T @ t"),
    ("sigma(y) + σ(y) + sig(y)", "sigmoid(y) + sigmoid(y) + sigmoid(y)"),
    ("ln(y)*pi*e^y", "log(y)*pi*exp(y)"),
    ("h_{1} + h₁ + h_1", "h1 + h1 + h1"),
    ("sum(y, axis=0) + max(y)", "sum(y, axis=0) + max(y)"),
    ("reshape(y, 2, 2) + ones(2, 2) + eye(2)", "reshape(y, 2, 2) + ones(2, 2) + eye(2)"),
    ("np.exp(y)", "exp(y)"),
    ("dE/dw5 + ∂E/∂w6", "dE/dw5 + dE/dw6"),
    ("lr", "η"),
    ("y\n+ t", "y + t"),
    ("leaky_relu(y, 0.1)", "leaky_relu(y, 0.1)"),
    ("wins(y, t)", "wins(y, t)"),
    ("", "R001 9:6+0"),
    ("w5 h1", "R007 9:9+2"),
    ("2x1", "R007 9:7+2"),
    ("w5x1", "R008 9:6+4"),
    ("w5×h1", "R028 9:8+1"),
    ("½*y", "R028 9:6+1"),
    ("y²", "R028 9:7+1"),
    ("[y]", "R028 9:6+1"),
    ("|y|", "R028 9:6+1"),
    ("σ'(y)", "R028 9:7+1"),
    ("（y）", "R028 9:6+1"),
    ("－y", "R028 9:6+1"),
    ("１", "R028 9:6+1"),
    ("yᵀ", "R028 9:7+1"),
    ("\\frac{1}{2}", "R028 9:6+5"),
    ("y^T", "R008 9:8+1"),
    ("max(0, y)", "R017 9:6+9"),
    ("min(t, y)", "R008 9:6+3"),
    ("y = 2", "R029 9:8+1"),
    ("y > 0", "R025 9:8+1"),
    ("y; t", "R034 9:7+1"),
    ("sum(y, dim=0)", "R031 9:13+5"),
    ("sum(y, axis=2)", "R031 9:13+6"),
    ("exp(y, axis=0)", "R031 9:6+14"),
    ("sigmoid(y", "R005 9:13+1"),
    ("y.grad", "R014 9:7+1"),
    ("x1*", "R006 9:9+0"),
    ("y\u200b", "R003 9:7+1"),
    ("y" * 401, "R002 9:406+1"),
    ("(" * 24 + "y" + ")" * 24, "y"),
    ("(" * 25 + "y" + ")" * 25, "R022 9:30+1"),
    ("x1^64", "x1^64"),
    ("x1^65", "R021 9:6+5"),
    ("10^2^3", "R021 9:6+6"),
    ("10^2^2", "10^(2^2)"),
)


@pytest.mark.parametrize(
    ("text", "expected"), EXPRESSIONS, ids=[text[:40] for text, _ in EXPRESSIONS]
)
def test_a_lesson_is_read_strictly(text: str, expected: str) -> None:
    term = read_lesson(text, WEIGHTS, AT)
    assert (place(term) if isinstance(term, Problem) else write(term)) == expected
    if isinstance(term, Problem):
        assert (term.span.path, term.span.source) == ("net.yaml", "  z: …")
        assert all(say(m, lang) for lang in LANGUAGES for m in (term.message, term.help) if m)


QUANTITIES = (
    ("h1", "h1"),
    ("w_5", "w5"),
    ("dE/dw5", "dE/dw5"),
    ("∂E/∂w₅", "dE/dw5"),
    ("dy/dw5", "dy/dw5"),
    ("local:dy/dw5", "local:dy/dw5"),
    ("local: dy/dw5", "local:dy/dw5"),
    ("dw5", "dE/dw5"),
    ("w5+", "w5+"),
    ("E+", "E+"),
    ("local:dE/dw5", "R033 1:7+6"),
    ("local:h1", "R030 1:1+8"),
    ("h1*2", "R030 1:1+4"),
    ("lr", "R030 1:1+2"),
    ("foo", "R008 1:1+3"),
    ("dE/dfoo", "R008 1:5+3"),
    ("h1 + foo", "R008 1:6+3"),
    ("", "R001 1:1+0"),
    ("local:", "R001 1:7+0"),
)


@pytest.mark.parametrize(("text", "expected"), QUANTITIES)
def test_a_quantity_is_total_unless_it_says_local(text: str, expected: str) -> None:
    found = read_quantity(text, WEIGHTS)
    assert (place(found) if isinstance(found, Problem) else quantity(found)) == expected


NUMBERS = (
    ("1", Fraction(1)),
    (" -1 ", Fraction(-1)),
    ("+4", Fraction(4)),
    ("0.1", Fraction(1, 10)),
    ("5.", Fraction(5)),
    (".5", Fraction(1, 2)),
    ("1e-3", Fraction(1, 1000)),
    ("1E+2", Fraction(100)),
    ("012", Fraction(12)),
    ("1/3", Fraction(1, 3)),
    ("-1 / 3", Fraction(-1, 3)),
    ("1e308", Fraction(10**308)),
    ("1" * 40, Fraction(int("1" * 40))),
)


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_is_exact(text: str, value: Fraction) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nan", "R018 9:6+3"),
        (" inf", "R018 9:7+3"),
        ("1:30", "R018 9:6+4"),
        ("1_000", "R018 9:6+5"),
        ("1,5", "R018 9:6+3"),
        ("no", "R018 9:6+2"),
        ("", "R018 9:6+0"),
        ("１", "R018 9:6+1"),
        ("1/0", "R018 9:8+1"),
        ("1e309", "R019 9:6+5"),
        ("1e-99999999999999999999999999999999999999999999", "R019 9:6+47"),
        ("1" * 41, "R019 9:6+41"),
        ("1" * 9999, "R002 9:406+1"),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_number_is_refused(text: str, expected: str) -> None:
    problem = read_number(text, AT)
    assert isinstance(problem, Problem)
    assert place(problem) == expected


REQUIREMENTS = (
    ("abs(t - y) > 0.2", "abs(t - y) > 0.2"),
    ("0.2 < y <= 1", "0.2 < y <= 1"),
    ("y != t", "y != t"),
    ("y == t", "y == t"),
    ("y", "R038 9:6+1"),
    ("y > foo", "R008 9:10+3"),
    ("y >", "R001 9:9+0"),
)


@pytest.mark.parametrize(("text", "expected"), REQUIREMENTS)
def test_a_requirement_compares(text: str, expected: str) -> None:
    found = read_comparison(text, WEIGHTS, AT)
    if isinstance(found, Comparison):
        pairs = zip(found.signs, map(write, found.terms[1:]), strict=True)
        assert write(found.terms[0]) + "".join(f" {s} {t}" for s, t in pairs) == expected
    else:
        assert place(found) == expected


SPELLINGS = (
    ("w1", "w1"),
    ("w_1", "w1"),
    ("w_{1}", "w1"),
    ("w₁", "w1"),
    ("ｗ₁", "w1"),
    ("w_{12}", "w12"),
    ("w_1_2", "w_1_2"),
    ("w__1", "w__1"),
    ("W1", "W1"),
    ("eta", "η"),
    ("sigma1", "σ1"),
    ("sigma_1", "σ1"),
    ("xmu", "xmu"),
    ("mu_B", "μ_B"),
    ("\u00b5", "μ"),
    ("Sigma", "Σ"),
    ("e\u0301", "é"),
)


@pytest.mark.parametrize(("name", "key"), SPELLINGS)
def test_spellings_of_one_name_have_one_key(name: str, key: str) -> None:
    assert canonical(name) == key
    assert canonical(key) == key


@pytest.mark.parametrize(
    "name", ["w", "w1", "w_1", "w_{1}", "w₁", "权重1", "ŷ", "y\u0302", "λ", "_h", "E", "dW"]
)
def test_letters_digits_and_underscores_make_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "1w", "w x", "x²", "xᵀ", "_", "_1", "√", "w-1", "w.T", "½", "w\u200b", "w\n", "a'"]
)
def test_nothing_else_makes_a_name(name: str) -> None:
    assert not is_name(name)


def test_free_names_are_those_that_a_formula_leaves_open() -> None:
    text = "f*(x + y)*exp(z_1) + w_{2} + pi + x + sum(q, axis=0)"
    assert free_names(text) == ("f", "x", "y", "z_1", "w_{2}", "q")
    assert free_names("dx/dy") == ("dx", "dy")
    assert free_names("") == free_names("1.2.3") == ()


def test_function_names_are_reserved_and_nothing_else_is() -> None:
    assert {"exp", "sigmoid", "sum", "reshape", "wins", "ones"} <= RESERVED
    assert not {"E", "e", "I", "S", "Q", "d", "beta", "lambda", "pi", "σ", "T"} & RESERVED


def test_a_lesson_without_a_loss_has_no_gradients() -> None:
    assert isinstance(read_lesson("dW", Vocabulary({"W": ()})), Problem)


@pytest.mark.parametrize("id", CODES)
def test_every_fault_has_a_sentence_and_says_what_to_write(id: str) -> None:
    assert id in ROWS
    assert f"{id}-help" in ROWS


def test_every_sentence_belongs_to_a_fault_a_remark_or_a_misfit() -> None:
    stems = (*CODES, "read-note-", "read-misfit-", "read-scalar")
    assert [id for id in ROWS if not id.startswith(stems)] == []
