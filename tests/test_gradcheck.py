"""Gradient checks: exact figures, every verdict, and random networks against HIPS autograd."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from samples import AT_A_KINK, SIX_WEIGHTS, derived, everything
from test_derive import graphs, peer
from test_matrix_engine import matrix_graphs

from backtutor.derive import Derivation
from backtutor.evaluation import Fault
from backtutor.gradcheck import (
    EPSILON,
    Agreement,
    Checks,
    GradientCheck,
    Place,
    Side,
    check_all,
    check_gradient,
    norm_difference,
    places_of,
    relative_difference,
)
from backtutor.graph import Graph
from backtutor.lesson import Lesson, words
from backtutor.slopes import LocalTerms
from backtutor.terms import number, product
from backtutor.values import Undefined, Value

HUNDREDTH = Fraction(1, 100)


def lesson(node: str, **params: str) -> Derivation:
    """One formula of some parameters."""
    values = ", ".join(f"{name}: {value}" for name, value in params.items())
    return derived(f"format: 1\ntitle: t\nparams: {{{values}}}\nnodes: {{L: {node}}}\n")


def derivation_of(graph: Graph, values: dict[str, Value]) -> Derivation:
    return Derivation(Lesson("random", words("random"), graph, values))


def wrong(text: str, by: str, of: str) -> Derivation:
    """The derivation of somebody who doubles one local derivative."""
    derivation = Derivation(derived(text).lesson)
    terms = dict(derivation.evaluation.terms)
    terms[by, of] = product(number(2), terms[by, of])
    derivation.evaluation = derivation.evaluation.under(LocalTerms.of(terms))
    return derivation


# -- exact figures


def test_a_two_sided_check_of_a_quadratic_loss_is_exact() -> None:
    assert check_gradient(derived(SIX_WEIGHTS), "w5", HUNDREDTH) == GradientCheck(
        name="w5",
        entry=None,
        eps=HUNDREDTH,
        side=Side.TWO,
        plus=Fraction("1.0625") ** 2 / 2,
        minus=Fraction("1.0375") ** 2 / 2,
        approx=Fraction("1.3125"),
        gradient=Fraction("1.3125"),
        difference=Fraction(0),
        verdict=Agreement.AGREES,
    )


def test_a_one_sided_check_starts_from_the_loss_itself() -> None:
    assert check_gradient(derived(SIX_WEIGHTS), "w5", HUNDREDTH, Side.ONE) == GradientCheck(
        name="w5",
        entry=None,
        eps=HUNDREDTH,
        side=Side.ONE,
        plus=Fraction("1.0625") ** 2 / 2,
        minus=Fraction("0.55125"),
        approx=Fraction("1.3203125"),
        gradient=Fraction("1.3125"),
        difference=Fraction("0.0078125") / Fraction("2.6328125"),
        verdict=Agreement.COARSE,
    )


@pytest.mark.parametrize(("name", "slope"), [("h1", "1.05"), ("y", "1.05"), ("x2", "4.725")])
def test_a_node_and_an_input_are_moved_like_a_parameter(name: str, slope: str) -> None:
    found = check_gradient(derived(SIX_WEIGHTS), name)
    assert (found.approx, found.gradient) == (Fraction(slope), Fraction(slope))


def test_a_node_is_moved_whatever_feeds_it() -> None:
    # h1 moved by a tenth while w1, w2, x1 and x2 stay: y is 5.15, and 4.95
    found = check_gradient(derived(SIX_WEIGHTS), "h1", Fraction(1, 10))
    assert (found.plus, found.minus) == (Fraction("1.15") ** 2 / 2, Fraction("0.95") ** 2 / 2)


def test_an_entry_of_a_matrix_is_moved_alone() -> None:
    text = (
        "format: 1\ntitle: t\ninputs: {X: [[1, 2]]}\nparams: {W: [[3, 0], [-1, 0.5]]}\n"
        "nodes: {Y: X @ W, L: sum(Y^2)}\n"
    )
    found = check_gradient(derived(text), "W", HUNDREDTH, entry=(2, 2))
    # the second entry of Y is 1, and 2 more for each of W's lower right one
    assert (found.plus, found.minus) == (1 + Fraction("1.02") ** 2, 1 + Fraction("0.98") ** 2)
    assert (found.approx, found.entry) == (4, (2, 2))
    assert [place.entry for place in places_of(derived(text), "W")] == [
        (1, 1), (1, 2), (2, 1), (2, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("approx", "gradient", "difference"),
    [(1, 1, Fraction(0)), (0, 0, Fraction(0)), (1, 3, Fraction(1, 2)), (1, -1, 1), (0, 5, 1)],
)
def test_a_relative_difference(approx: int, gradient: int, difference: Fraction) -> None:
    assert relative_difference(Fraction(approx), Fraction(gradient)) == difference


def test_the_norms_are_those_of_all_gradients_as_one_vector() -> None:
    pairs = [(3, 0), (4, 0)]
    checks = [
        GradientCheck(
            "w", None, EPSILON, Side.TWO, Fraction(0), Fraction(0), Fraction(a), Fraction(g),
            Fraction(1), Agreement.DIFFERS,
        )
        for a, g in pairs
    ]  # fmt: skip
    assert norm_difference(checks) == 1.0
    assert norm_difference([]) == 0.0


# -- verdicts


@pytest.mark.parametrize(
    ("derivation", "name", "verdict"),
    [
        (lesson("w^3", w="2"), "w", Agreement.AGREES),
        (lesson("exp(-40*w)", w="1"), "w", Agreement.AGREES),
        (lesson("log(w)", w="1e-8"), "w", Agreement.AGREES),
        (lesson("w^2 + b", w="1e9", b="0"), "w", Agreement.AGREES),
        (lesson("sin(1000*w)", w="1"), "w", Agreement.AGREES),
        # the slope 0 of a cubic: every difference is ε², all of it relative to 0
        (lesson("w^3", w="0"), "w", Agreement.COARSE),
        # e^-40 beside 1 is past the digits of a float
        (lesson("b + exp(-40*w)*w", w="1", b="1"), "w", Agreement.ROUNDING),
        (lesson("cos(w) - 1", w="0"), "w", Agreement.AGREES),
        (derived(AT_A_KINK), "w", Agreement.AT_KINK),
        (derived(AT_A_KINK), "y", Agreement.AGREES),
        (lesson("abs(w)", w="0"), "w", Agreement.AT_KINK),
        (lesson("abs(w - 1)", w="1.000000000001"), "w", Agreement.CROSSES_KINK),
        (lesson("abs(w - 1)", w="1.000001"), "w", Agreement.AGREES),
        (lesson("b*relu(w)", w="0", b="0"), "w", Agreement.AT_KINK),
        (lesson("max(w)", w="[[1, 2]]"), "w", Agreement.AGREES),
        (lesson("max(w)", w="[[2, 2]]"), "w", Agreement.AT_KINK),
        (wrong(SIX_WEIGHTS, "h1", "y"), "w5", Agreement.AGREES),
        (wrong(SIX_WEIGHTS, "h1", "y"), "h1", Agreement.DIFFERS),
        (wrong(SIX_WEIGHTS, "h1", "y"), "w2", Agreement.DIFFERS),
    ],
)
def test_a_verdict(derivation: Derivation, name: str, verdict: Agreement) -> None:
    found = [check for check in check_all(derivation).checks if check.name == name]
    assert {check.verdict for check in found} == {verdict}


@pytest.mark.parametrize(
    ("derivation", "verdict"),
    [
        (lesson("exp(w)", w="1"), Agreement.COARSE),
        (lesson("w^2", w="1"), Agreement.AGREES),
        (lesson("abs(w)", w="0.005"), Agreement.CROSSES_KINK),
        (
            wrong("format: 1\ntitle: t\nparams: {w: 1}\nnodes: {L: w^2}\n", "w", "L"),
            Agreement.DIFFERS,
        ),
    ],
)
def test_a_check_at_a_coarse_epsilon_is_told_apart_from_a_wrong_gradient(
    derivation: Derivation, verdict: Agreement
) -> None:
    assert check_gradient(derivation, "w", HUNDREDTH).verdict is verdict


def test_where_the_loss_has_no_value_beside_the_point_there_is_no_check() -> None:
    derivation = lesson("w^1.5", w="0")
    with pytest.raises(Fault):
        check_gradient(derivation, "w")
    assert check_all(derivation) == Checks((), (Place("w"),))


def test_what_would_take_too_long_is_drawn_evenly_and_counted() -> None:
    checks = check_all(derived(SIX_WEIGHTS), work=60)
    assert (len(checks.checks), checks.left) == (4, 8)
    assert checks == check_all(derived(SIX_WEIGHTS), work=60)


# -- everything that the program knows


@pytest.mark.parametrize("name", everything())
def test_no_gradient_of_a_lesson_or_a_network_disagrees(name: str) -> None:
    derivation = everything()[name]
    checks = check_all(derivation)
    places = [
        place for gradient in derivation.gradients for place in places_of(derivation, gradient)
    ]
    assert [Place(check.name, check.entry) for check in checks.checks] == places
    assert checks.failed == ()


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_differences_of_random_graphs_are_the_gradients_of_autograd(
    drawn: tuple[Graph, dict[str, Value]],
) -> None:
    derivation = derivation_of(*drawn)
    try:
        checks = check_all(derivation)
    except (Fault, Undefined):
        assume(False)
    expected = peer(*drawn)
    for check in checks.checks:
        assert check.verdict is not Agreement.DIFFERS, check
        # autograd has no number for some slopes that exist, 0^0 on the way for one
        oracle = expected.get(check.name, math.nan)
        if check.verdict is Agreement.AGREES and math.isfinite(oracle):
            assert float(check.approx) == pytest.approx(oracle, rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(matrix_graphs())
def test_no_entry_of_a_random_graph_of_matrices_disagrees(
    drawn: tuple[Graph, dict[str, Value]],
) -> None:
    assert check_all(derivation_of(*drawn)).failed == ()
