"""The table of misconceptions: what each row predicts on several networks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

import pytest
from samples import NEURON, SIX_WEIGHTS, STEPPED, derived, quantity

from backtutor.misconceptions import TABLE, predictions
from backtutor.values import entries, is_matrix

SIGMOIDS = SIX_WEIGHTS.replace("h1: w1*x1 + w2*x2", "h1: sigmoid(w1*x1 + w2*x2)").replace(
    "h2: w3*x1 + w4*x2", "h2: sigmoid(w3*x1 + w4*x2)"
)
GATES = SIX_WEIGHTS.replace("h1: w1*x1 + w2*x2", "z1: w1*x1 + w2*x2\n  h1: relu(z1)")
GATES_STEPPED = STEPPED.replace("h1: w1*x1 + w2*x2", "z1: w1*x1 + w2*x2\n  h1: relu(z1)")
SHUT = GATES.replace("x2: 0.5", "x2: -1")
GATHERED = """\
format: 1
title: the smaller of two
inputs: {x: 3, y: -4, z: 2, w: -1}
nodes:
  f: 2*(x*y + maximum(z, w))
"""
SEED_SIGMOID = """\
format: 1
title: sigmoid in pieces
inputs: {x: 1}
nodes:
  q: 1 + exp(-x)
  f: 1/q
"""
CURVES = """\
format: 1
title: curves
inputs: {x: 0.5}
nodes:
  s: sqrt(x)
  n: sin(s)
  c: cos(n)
  a: abs(c)
  l: log(a + 1)
  t: tanh(l)
"""
BATCH = """\
format: 1
title: a batch of two
inputs:
  X: [[1, 0.5], [2, -1]]
  T: [[4], [1]]
params:
  W1: [[0.5, 2.3], [1.5, 3]]
  b1: [0, 0]
  W2: [[1], [1]]
nodes:
  H: X @ W1 + b1
  Y: H @ W2
  E: 1/2*mean((Y - T)^2)
train: {lr: 0.1}
"""
SOFTMAX = """\
format: 1
title: softmax
inputs:
  Y: [[1, 0, 0]]
params:
  S: [[2, 1, 0.1]]
nodes:
  L: softmax_ce(S, Y)
"""


def predicted(text: str, asked: str) -> Mapping[str, list[str]]:
    """Id → the wrong values it gives, with eight digits, each once; of a matrix entry by entry."""
    derivation = derived(text)
    found: dict[str, list[str]] = defaultdict(list)
    for prediction in predictions(derivation, quantity(derivation, asked)):
        value = prediction.value
        digits = 5 if is_matrix(value) else 8
        written = ",".join(f"{float(entry) + 0.0:.{digits}g}" for entry in entries(value))
        if written not in found[prediction.misconception]:
            found[prediction.misconception].append(written)
    return found


@pytest.mark.parametrize(
    ("id", "asked", "first", "stepped"),
    [
        # the edges are dropped from the name on: w1 → h1, h1 → y, y → E
        ("dropped-factor", "dE/dw1", "1.05 1", "-0.71512649 -0.82316719 0.86875"),
        ("dropped-factor", "dE/dw5", "1.05 1.25", "-0.82316719 1.11875"),
        ("dropped-factor", "dE/dw2", "1.05 0.525 0.5", "-0.71512649 -0.41158359 0.434375"),
        ("local-only", "dE/dw1", "1", "1"),
        ("local-only", "dE/dw5", "1.25", "1.11875"),
        ("upstream-only", "dE/dw1", "1.05", "-0.71512649"),
        ("upstream-only", "dE/dw5", "1.05", "-0.82316719"),
        ("whole-gradient", "local:dh1/dw1", "1.05", "-0.71512649"),
        ("wrong-input", "local:dh1/dw1", "0.5 1.5", "0.395 0.5 1.4475"),
        ("stopped-early", "dE/dw1", "1", "0.86875"),
        ("chain-added", "dE/dw1", "3.05", "1.0455828"),
        ("one-path", "dE/dx1", "0.525 2.415", "-0.28247497 -1.085918"),
        ("overwrote", "dE/dx1", "0.525", "-0.28247497"),
        ("paths-multiplied", "dE/dx1", "1.267875", "0.30674466"),
        ("paths-averaged", "dE/dx1", "1.47", "-0.6841965"),
        ("sign", "dE/dw1", "-1.05", "0.71512649"),
        ("negated", "dE/dw1", "-1.05", "0.71512649"),
        ("half-ignored", "dE/dw1", "2.1", "-1.430253"),
        ("two-forgotten", "dE/dw1", "0.525", "-0.35756325"),
        ("exponent-kept", "dE/dw1", "-1.1025 1.1025", "-0.58866866 0.58866866"),
        ("value-for-slope", "dE/dw1", "0.55125", "0.29433433"),
        ("output-for-error", "dE/dw1", "5.05", "2.7598735"),
        ("target-for-error", "dE/dw1", "4", "3.475"),
        ("product-own-value", "dE/dw1", "0.65625", "-0.36376272"),
        ("product-own-value-first", "dE/dw1", "0.525", "-0.28247497"),
        # everywhere, then at w1's own product alone
        ("product-one", "dE/dw1", "1.05", "-0.82316719 -0.71512649"),
        ("product-sum", "dE/dw1", "3.54375 1.575", "-2.2822825 -0.99760146"),
        ("sum-as-product", "dE/dw1", "2.9925 0.7875", "-1.141206 -0.5175728"),
        ("sum-split", "dE/dw1", "0.2625 0.525", "-0.17878162 -0.35756325"),
        ("neighbour-weight", "dE/dw1", "1.05", "-0.49472348"),
        ("wrong-input", "dE/dw1", "0.525", "-0.35756325"),
        ("constants-kept", "dE/dw1", "1.8375", "-1.2326993"),
        ("gradient-for-weight", "dE/dw1", "1.378125 1.3125", "0.75806972 -0.92091829"),
        ("new-weight", "dE/dw1", "0.395", "0.46651265"),
        ("updated-too-soon", "dE/dw1", "0.9121875", "-0.79093347"),
        ("updated-too-soon", "w1+", "0.40878125", "0.47409335"),
        ("updated-too-soon", "dE/dw5", "", ""),
        ("step-not-gradient", "dE/dw1", "0.105", "-0.071512649"),
        ("uphill", "w1+", "0.605", "0.32348735"),
        ("rate-forgotten", "w1+", "-0.55", "1.1101265"),
        ("step-not-gradient", "w1+", "0.105", "-0.071512649"),
        ("gradient-not-weight", "w1+", "1.05", "-0.71512649"),
        ("unchanged", "w1+", "0.5", "0.395"),
        ("unchanged", "y+", "5.05", "3.1768328"),
        ("sign", "w1+", "0.605", "0.32348735"),
        ("one-path", "dE/dw5", "", ""),
        ("overwrote", "dE/dw5", "", ""),
        ("uphill", "dE/dw5", "", ""),
        ("unchanged", "dE/dw5", "", ""),
        ("sign", "local:dE/dy", "-1.05", "0.82316719"),
        ("half-ignored", "local:dE/dy", "2.1", "-1.6463344"),
        ("value-for-slope", "local:dE/dy", "0.55125", "0.33880211"),
        ("another-value", "h1", "3.8 5.05 0.55125", "3.66875 3.1768328 0.33880211"),
        ("addend-forgotten", "h1", "0.75 0.5", "0.72375 0.395"),
        ("neighbour-weight", "h1", "3.05 3.75 1.75 1.65 2 1", None),
    ],
)
def test_a_misconception_predicts_on_the_six_weights(
    id: str, asked: str, first: str, stepped: str | None
) -> None:
    assert predicted(SIX_WEIGHTS, asked)[id] == first.split()
    if stepped is not None:
        assert predicted(STEPPED, asked)[id] == stepped.split()


@pytest.mark.parametrize(
    ("id", "text", "asked", "wrong"),
    [
        ("activation-not-derivative", SIGMOIDS, "dE/dw1", "-1.7447128"),
        ("derivative-of-input", SIGMOIDS, "dE/dw1", "0.70143169"),
        ("derivative-of-output", SIGMOIDS, "dE/dw1", "-0.48424324"),
        ("derivative-twice", SIGMOIDS, "dE/dw1", "-0.067259482"),
        ("derivative-half", SIGMOIDS, "dE/dw1", "-0.49986859"),
        ("activation-forgotten", SIGMOIDS, "h1", "1.25"),
        ("relu-passes-value", GATES, "dE/dw1", "1.3125"),
        ("relu-ignored", SHUT, "dE/dw1", "-4.7"),
        ("relu-mask-upstream", GATES_STEPPED, "dE/dw1", "0"),
        ("max-both", GATHERED, "df/dw", "2"),
        ("max-both", GATHERED, "df/dz", "2 0"),
        ("wrong-rule", SEED_SIGMOID, "df/dq", "0.53444665 0.31326169"),
        ("wrong-rule", SEED_SIGMOID, "local:dq/dx", "0.13533528 -1"),
        ("wrong-rule", CURVES, "local:ds/dx", "1.4142136"),
        ("wrong-rule", CURVES, "local:dn/ds", "-0.7602446"),
        ("wrong-rule", CURVES, "local:dc/dn", "0.60489734"),
        ("wrong-rule", CURVES, "local:dl/da", "0.58573092 1.7963035"),
        ("wrong-rule", CURVES, "local:dt/dl", None),
    ],
)
def test_a_misconception_predicts_on_other_networks(
    id: str, text: str, asked: str, wrong: str | None
) -> None:
    found = predicted(text, asked)[id]
    assert len(found) == 4 if wrong is None else found == wrong.split()


@pytest.mark.parametrize(
    ("id", "asked", "wrong"),
    [
        ("batch-not-averaged", "dE/dW1", "1.25,1.25,0.425,0.425"),
        ("averaged-twice", "dE/dW1", "0.3125,0.3125,0.10625,0.10625"),
        ("one-example", "dE/dW1", "0.525,0.525,0.2625,0.2625 0.1,0.1,-0.05,-0.05"),
        ("transposed", "dE/dW1", "0.625,0.2125,0.625,0.2125"),
        # X·dH, Xᵀ and dH the other way round, dH·X
        (
            "order-swapped",
            "dE/dW1",
            "0.55,0.55,1,1 0.7875,0.525,0.075,0.05 1.575,-0.2625,0.15,-0.025",
        ),
        ("entrywise-for-product", "dE/dW1", "0.525,0.2625,0.1,-0.05"),
        ("bias-not-summed", "dE/db1", "0.525,0.525,0.05,0.05"),
        ("weight-not-transposed", "dE/dX", "1.05,2.7825,0.1,0.265"),
        ("gradient-for-weight", "dE/dX", "0.88799,0.30192,0.08457,0.028754 "
         "0.65625,0.22312,0.0625,0.02125"),
        ("half-ignored", "dE/dW1", "1.25,1.25,0.425,0.425"),
        ("upstream-only", "dE/db1", "0.525,0.525,0.05,0.05"),
    ],
)  # fmt: skip
def test_a_misconception_predicts_on_a_batch(id: str, asked: str, wrong: str) -> None:
    assert predicted(BATCH, asked)[id] == wrong.split()


@pytest.mark.parametrize(
    ("id", "wrong"),
    [
        ("softmax-no-target", "0.659,0.24243,0.098566"),
        ("softmax-sign", "0.341,-0.24243,-0.098566"),
        ("softmax-diagonal", "-0.341,0,0"),
    ],
)
def test_a_misconception_predicts_on_softmax_with_cross_entropy(id: str, wrong: str) -> None:
    assert predicted(SOFTMAX, "dL/dS")[id] == [wrong]


@pytest.mark.parametrize("asked", ["dE/dE", "dh1/dx1", "dh2/dw1"])
def test_what_no_misconception_is_about_has_no_predictions(asked: str) -> None:
    assert predicted(SIX_WEIGHTS, asked) == {}


def test_a_half_that_stands_before_no_square_is_not_ignored() -> None:
    text = "format: 1\ntitle: h\ninputs: {x: 3}\nnodes:\n  L: 1/2*x + (x - 1)^3\n"
    assert derived(text).evaluation.gradients["x"] == Fraction("12.5")
    assert "half-ignored" not in predicted(text, "dL/dx")


def test_every_misconception_of_the_table_has_an_example_here() -> None:
    def ids(test: object) -> set[str]:
        (mark,) = test.pytestmark  # type: ignore[attr-defined]
        return {row[0] for row in mark.args[1]}

    shown = (
        ids(test_a_misconception_predicts_on_the_six_weights)
        | ids(test_a_misconception_predicts_on_other_networks)
        | ids(test_a_misconception_predicts_on_a_batch)
        | ids(test_a_misconception_predicts_on_softmax_with_cross_entropy)
    )
    assert {row.id for row in TABLE} - shown == {"sibling-gradient"}


def test_a_sibling_gradient_is_that_of_any_other_name() -> None:
    found = predicted(SIX_WEIGHTS, "dE/dw1")["sibling-gradient"]
    gradients = derived(SIX_WEIGHTS).evaluation.gradients
    others = {f"{float(g):.8g}" for name, g in gradients.items() if name not in ("w1", "E")}
    assert set(found) == others


# -- many paths

DIAMONDS = "".join(
    f"  l{i}: w*n{i}\n  r{i}: n{i} + 1\n  n{i + 1}: l{i} + r{i}\n" for i in range(60)
)
MANY_PATHS = f"""\
format: 1
title: diamonds
inputs: {{w: 0.5}}
nodes:
  n0: w*w
{DIAMONDS}loss: n60
"""


def test_with_very_many_paths_the_arrows_stand_for_them() -> None:
    found = predicted(MANY_PATHS, "dn60/dn0")
    assert len(found["one-path"]) == 2
    assert len(found["dropped-factor"]) <= 60


def test_a_neuron_has_the_same_misconceptions() -> None:
    asked = derived(NEURON)
    found = {p.misconception: p.value for p in predictions(asked, quantity(asked, "dE/dw"))}
    right = asked.evaluation.gradients["w"]
    assert found["sign"] == -right
    assert found["half-ignored"] == pytest.approx(2 * right)
    assert found["step-not-gradient"] == pytest.approx(0.2 * right)
