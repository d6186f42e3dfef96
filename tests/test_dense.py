"""Dense networks written out: names, formulas, both forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backtutor.dense import ACTIVATIONS, FORMS, LOSSES, Dense, LongForm, long_form
from backtutor.notation import write
from backtutor.read import Vocabulary, read_lesson

PLAIN = ("identity", "identity")


def formulas(form: LongForm) -> list[str]:
    return [f"{name} = {write(term)}" for name, term in form.nodes.items()]


def test_without_biases_and_activations_it_is_the_network_of_six_weights() -> None:
    form = long_form(Dense((2, 2, 1), PLAIN, bias=False))
    assert list(form.inputs) == ["x1", "x2", "t"]
    assert list(form.params) == ["w1", "w2", "w3", "w4", "w5", "w6"]
    assert formulas(form) == [
        "h1 = w1*x1 + w2*x2",
        "h2 = w3*x1 + w4*x2",
        "y = w5*h1 + w6*h2",
        "E = 1/2*(y - t)^2",
    ]


def test_neurons_are_numbered_on_through_the_layers() -> None:
    form = long_form(Dense((1, 2, 1, 2), ("sigmoid", "identity", "tanh")))
    assert list(form.inputs) == ["x1", "t1", "t2"]
    assert list(form.params) == [*(f"w{i}" for i in range(1, 7)), *(f"b{i}" for i in range(1, 6))]
    assert formulas(form) == [
        "z1 = w1*x1 + b1",
        "z2 = w2*x1 + b2",
        "h1 = sigmoid(z1)",
        "h2 = sigmoid(z2)",
        "h3 = w3*h1 + w4*h2 + b3",
        "z4 = w5*h3 + b4",
        "z5 = w6*h3 + b5",
        "y1 = tanh(z4)",
        "y2 = tanh(z5)",
        "E = 1/2*((y1 - t1)^2 + (y2 - t2)^2)",
    ]


def test_matrices_have_a_layer_each() -> None:
    form = long_form(Dense((2, 3, 1), ("relu", "identity"), form="matrices"), rows=4)
    assert form.inputs == {"X": (4, 2), "T": (4, 1)}
    assert form.params == {"W1": (2, 3), "W2": (3, 1), "b1": (1, 3), "b2": (1, 1)}
    assert formulas(form) == [
        "Z1 = X @ W1 + b1",
        "A1 = relu(Z1)",
        "Z2 = A1 @ W2 + b2",
        "A2 = Z2",
        "L = 1/2*mean(sum((A2 - T)^2, axis=1))",
    ]


def test_without_biases_matrices_are_only_multiplied() -> None:
    form = long_form(Dense((2, 1), ("tanh",), bias=False, form="matrices"))
    assert list(form.params) == ["W1"]
    assert formulas(form)[0] == "Z1 = X @ W1"


@pytest.mark.parametrize(
    ("loss", "activation", "outputs", "neurons", "matrices"),
    [
        (
            "half_mse",
            "identity",
            1,
            "1/2*(y - t)^2",
            "1/2*mean(sum((A1 - T)^2, axis=1))",
        ),
        ("mse", "tanh", 1, "(y - t)^2", "mean(sum((A1 - T)^2, axis=1))"),
        (
            "mse",
            "identity",
            2,
            "(y1 - t1)^2 + (y2 - t2)^2",
            "mean(sum((A1 - T)^2, axis=1))",
        ),
        (
            "bce",
            "sigmoid",
            1,
            "-(t*log(y) + (1 - t)*log(1 - y))",
            "-mean(sum(T*log(A1) + (1 - T)*log(1 - A1), axis=1))",
        ),
        (
            "bce",
            "sigmoid",
            2,
            "-(t1*log(y1) + (1 - t1)*log(1 - y1) + t2*log(y2) + (1 - t2)*log(1 - y2))",
            "-mean(sum(T*log(A1) + (1 - T)*log(1 - A1), axis=1))",
        ),
        (
            "softmax_ce",
            "identity",
            2,
            "(t1 + t2)*log(exp(y1) + exp(y2)) - (t1*y1 + t2*y2)",
            "softmax_ce(A1, T)",
        ),
        (
            "softmax_ce",
            "softmax",
            2,
            "-(t1*log(y1) + t2*log(y2))",
            "-mean(sum(T*log(A1), axis=1))",
        ),
    ],
)
def test_a_loss_is_written_as_it_is_taught(
    loss: str, activation: str, outputs: int, neurons: str, matrices: str
) -> None:
    found = [
        formulas(long_form(Dense((1, outputs), (activation,), True, loss, form)))[-1]
        for form in FORMS
    ]
    assert found == [f"E = {neurons}", f"L = {matrices}"]


@pytest.mark.parametrize(
    ("activation", "neurons", "matrices"),
    [
        ("sigmoid", "sigmoid(z1)", "sigmoid(Z1)"),
        ("tanh", "tanh(z1)", "tanh(Z1)"),
        ("relu", "relu(z1)", "relu(Z1)"),
        ("leaky_relu", "leaky_relu(z1, 0.01)", "leaky_relu(Z1, 0.01)"),
        ("softplus", "softplus(z1)", "softplus(Z1)"),
        ("softmax", "exp(z1)/(exp(z1) + exp(z2))", "softmax(Z1)"),
    ],
)
def test_an_activation_follows_the_sums(activation: str, neurons: str, matrices: str) -> None:
    dense = Dense((1, 2), (activation,))
    assert write(long_form(dense).nodes["y1"]) == neurons
    assert write(long_form(dense._replace(form="matrices")).nodes["A1"]) == matrices


def test_names_are_spelled_as_the_lesson_does() -> None:
    form = long_form(Dense((1, 1), ("identity",)), {"w1": "w_1", "t": "t", "b1": "b₁"})
    assert list(form.params) == ["w_1", "b₁"]
    assert formulas(form)[0] == "y = w_1*x1 + b₁"


def test_a_wide_neuron_is_one_sum_of_products() -> None:
    dense = Dense((784, 100, 10), ("sigmoid", "identity"))
    form = long_form(dense)
    assert dense.size == len(form.inputs) + len(form.params) == 79_510 + 784 + 10
    z1 = form.nodes["z1"]
    assert (z1.op, len(z1.args)) == ("add", 785)  # type: ignore[union-attr]


@st.composite
def networks(draw: st.DrawFn) -> Dense:
    """Any network, its outputs at least two."""
    below = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    sizes = [*below, draw(st.integers(2, 3))]
    activations = tuple(draw(st.sampled_from(ACTIVATIONS)) for _ in sizes[1:])
    return Dense(
        tuple(sizes),
        activations,
        draw(st.booleans()),
        draw(st.sampled_from(LOSSES)),
        draw(st.sampled_from(FORMS)),
    )


@given(networks())
def test_every_formula_reads_back_to_the_term_that_was_built(dense: Dense) -> None:
    form = long_form(dense, rows=2)
    names = {**form.inputs, **form.params, **dict.fromkeys(form.nodes, None)}
    for name, term in form.nodes.items():
        assert read_lesson(write(term), Vocabulary(names)) == term, name
