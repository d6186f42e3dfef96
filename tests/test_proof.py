"""sympy's second opinion: what it proves, what it refutes, and that no text reaches it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from samples import MATRIX_NETWORKS, NEURON, SIX_WEIGHTS, Network, derived, everything

from backtutor.derive import Derivation
from backtutor.notation import write
from backtutor.proof import prove_equal, prove_gradient, prove_local
from backtutor.proof.claims import (
    ARRIVING,
    Slope,
    TooLarge,
    families,
    prove_slope,
    slope_of,
)
from backtutor.proof.identities import Truth
from backtutor.read import Reading, read_answer
from backtutor.slopes import LocalTerms
from backtutor.terms import Apply, Number, Symbol, Term, number, product

TESTS = Path(__file__).parent


def term(text: str, typed: str) -> Term:
    reading = read_answer(typed, derived(text).lesson.vocabulary)
    assert isinstance(reading, Reading), typed
    return reading.sides[0]


@pytest.mark.parametrize(
    ("text", "a", "b", "equal"),
    [
        (SIX_WEIGHTS, "(y - t)*h1", "y*h1 - t*h1", True),
        (SIX_WEIGHTS, "dE/dy*h1", "(w5*h1 + w6*h2 - t)*(w1*x1 + w2*x2)", True),
        (SIX_WEIGHTS, "dE/dy*dy/dw5", "(y - t)*h1", True),
        (SIX_WEIGHTS, "dE/dy*h1", "dE/dy*h2", False),
        (SIX_WEIGHTS, "dE/dy*x1", "dE/dh1*x1", False),
        (NEURON, "a*(1 - a)", "exp(-z)/(1 + exp(-z))^2", True),
        (NEURON, "a*(1 - a)", "sech(z/2)^2/4", True),
        (NEURON, "a*(1 - a)", "z*(1 - z)", False),
    ],
)
def test_two_forms_are_proved_equal_or_not(text: str, a: str, b: str, equal: bool) -> None:
    assert prove_equal(derived(text), term(text, a), term(text, b)) is equal


@pytest.mark.parametrize("formula", ["relu(w)", "abs(w)", "maximum(w, 2*w)", "leaky_relu(w, 0.1)"])
def test_slopes_beside_a_kink_are_proved(formula: str) -> None:
    derivation = derived(f"format: 1\ntitle: k\nparams: {{w: 2}}\nnodes:\n  L: {formula}\n")
    whole, local = derivation.graph["L"].term, derivation.evaluation.terms["w", "L"]
    assert whole is not None
    assert prove_local(whole, "w", local, "L")
    assert not prove_local(whole, "w", product(number(2), local), "L")


@pytest.mark.parametrize(
    "name", ["E", "I", "S", "N", "Q", "pi", "beta", "lambda", "oo", "zoo", "nan"]
)
def test_a_name_of_the_lesson_is_never_one_of_sympys(name: str) -> None:
    formula = Apply("pow", (Symbol(name), Number(number(3).value)))
    local = product(number(3), Apply("pow", (Symbol(name), number(2))))
    assert prove_local(formula, name, local, "L")


def test_a_formula_too_large_to_simplify_is_not_proved() -> None:
    x = Symbol("x")
    powers = Apply("add", tuple(Apply("sin", (product(x, number(i)),)) for i in range(2, 300)))
    assert not prove_local(Apply("mul", (x, powers)), "x", powers, "L")


def whole_gradients() -> list[tuple[str, str]]:
    """Gradients of small graphs, which sympy can take in one piece."""
    return [
        (name, step.target)
        for name, derivation in everything().items()
        for step in derivation.backward
        if len(derivation.graph.nodes) <= 6 and not any(derivation.kinked.values())
    ]


@pytest.mark.parametrize(("name", "target"), whole_gradients())
def test_a_whole_gradient_is_proved(name: str, target: str) -> None:
    derivation = everything()[name]
    step = derivation.gradients[target]
    assert step.closed is not None
    assert prove_gradient(derivation, target)
    assert prove_equal(derivation, step.formula, step.closed), write(step.closed)


def test_a_wrong_whole_gradient_is_not_proved() -> None:
    derivation = Derivation(derived(SIX_WEIGHTS).lesson)
    terms = {**derivation.evaluation.terms, ("h1", "y"): Symbol("w6")}
    derivation.evaluation = derivation.evaluation.under(LocalTerms.of(terms))
    assert prove_gradient(derivation, "w5")
    assert not prove_gradient(derivation, "w1")


def test_nothing_between_a_lesson_and_its_verdict_loads_sympy() -> None:
    program = (
        "import sys\n"
        "from backtutor.packs import find_lesson\n"
        "from backtutor.judge import Judge\n"
        "from backtutor.questions import ask\n"
        "from backtutor.terms import Derivative\n"
        "judge = Judge(find_lesson('w1-w6').load().derivation)\n"
        "asked = ask(judge.derivation, Derivative('E', 'w5'))\n"
        "for typed in ('1.3', '(t-y)*h1', 'h1*y - h1*t', '1.05*h1', '-1.3125'):\n"
        "    judge.judge(asked, typed, frozenset())\n"
        "print(sorted({'sympy', 'mpmath', 'numpy'} & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=TESTS, check=True
    )
    assert run.stdout == "[]\n"


def test_a_derivation_is_needed_only_to_take_names_apart() -> None:
    derivation: Derivation = derived(SIX_WEIGHTS)
    assert prove_equal(derivation, term(SIX_WEIGHTS, "y - t + t"), term(SIX_WEIGHTS, "y"))


# -- matrices, entry by entry

HARD = {"max", "is_max", "det", "inv"}
"""Not smooth, or not simplified in a short time: proved apart, or held against differences."""


def operations(term: Term) -> set[str]:
    match term:
        case Apply(op, args):
            return {op}.union(*map(operations, args))
    return set()


@pytest.mark.parametrize("network", MATRIX_NETWORKS, ids=str)
def test_every_slope_of_a_network_of_matrices_is_proved(network: Network) -> None:
    for edge, *_ in families(network.derivation):
        claim = slope_of(network.derivation, edge)
        if not HARD & (operations(claim.formula) | operations(claim.passed)):
            assert prove_slope(claim) is Truth.PROVED, edge


def layer(
    formula: str, shapes: str = "params: {X: [[1, 2], [0, 3]], W: [[1, 1], [2, -1]]}"
) -> Slope:
    """The slope of a layer Y by its W."""
    text = f"format: 1\ntitle: t\n{shapes}\nnodes: {{Y: {formula}, L: sum(Y^2)}}\n"
    return slope_of(derived(text), ("W", "Y"))


@pytest.mark.parametrize(
    "formula",
    ["X @ W", "W @ X", "X * W", "inv(W)", "det(W)*X", "trace(X @ W)", "softmax(X @ W)", "W.T @ X"],
)
def test_a_slope_between_matrices_is_proved_and_twice_it_refuted(formula: str) -> None:
    claim = layer(formula)
    assert prove_slope(claim) is Truth.PROVED
    twice = replace(claim, passed=product(number(2), claim.passed))
    assert prove_slope(twice) is Truth.REFUTED


def test_a_transposed_factor_is_refuted() -> None:
    claim = layer("X @ W")
    assert write(claim.passed) == "1.T @ ∂"
    wrong = Apply("matmul", (Symbol("1"), ARRIVING))
    assert prove_slope(replace(claim, passed=wrong)) is Truth.REFUTED


def test_a_bias_that_is_not_summed_over_the_rows_is_refuted() -> None:
    claim = layer("X + W", "params: {X: [[1, 2], [0, 3]], W: [[1, 1]]}")
    assert write(claim.passed) == "sum(∂, axis=0)"
    assert prove_slope(claim) is Truth.PROVED
    assert prove_slope(replace(claim, passed=ARRIVING)) is Truth.REFUTED


def test_slopes_of_one_form_are_proved_once() -> None:
    assert families(derived(SIX_WEIGHTS)) == [
        [("w1", "h1"), ("w3", "h2"), ("w5", "y")],
        [("x1", "h1"), ("x1", "h2"), ("h1", "y")],
        [("w2", "h1"), ("w4", "h2"), ("w6", "y")],
        [("x2", "h1"), ("x2", "h2"), ("h2", "y")],
        [("t", "E")],
        [("y", "E")],
    ]


def test_large_matrices_are_not_taken_apart() -> None:
    row = "[" + ", ".join(["1"] * 50) + "]"
    with pytest.raises(TooLarge):
        prove_slope(layer("X * W", f"params: {{X: [{row}], W: [{row}]}}"))
