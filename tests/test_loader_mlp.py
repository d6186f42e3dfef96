"""`mlp` in a lesson: one line, a whole network."""

from __future__ import annotations

from fractions import Fraction
from time import process_time

import pytest
from samples import SIX_WEIGHTS, derived, lesson, quantity

from backtutor.derive import Derivation
from backtutor.graph import Kind
from backtutor.loader import load_lesson
from backtutor.notation import write
from backtutor.values import entries, shape_of

SIX = """\
format: 1
title: six weights
mlp: {sizes: [2, 2, 1], bias: false}
inputs: {x1: 1, x2: 0.5, t: 4}
params: {w1: 0.5, w2: 1.5, w3: 2.3, w4: 3, w5: 1, w6: 1}
train: {lr: 0.1}
"""


def formula(text: str, name: str) -> str:
    term = lesson(text).graph[name].term
    assert term is not None
    return write(term)


def head(mlp: str, rest: str = "") -> str:
    default = "draw: {seed: 1, default: {draw: decimal, from: -1, to: 1}}\n"
    return f"format: 1\ntitle: t\nmlp: {mlp}\n{rest or default}"


def codes(text: str) -> list[str]:
    return [problem.code for problem in load_lesson("a.yaml", text).problems]


def test_the_line_is_the_network_that_is_written_out() -> None:
    short, long = derived(SIX), derived(SIX_WEIGHTS)
    for key in ("h1", "h2", "y", "E", "dE/dw1", "dE/dw6", "dE/dx2", "w5+", "y+", "E+"):
        value = short.value(quantity(short, key))
        assert value == long.value(quantity(long, key)), key
    assert list(short.gradients) == list(long.gradients)
    assert {n.name: n.kind for n in short.graph.nodes.values()} == {
        n.name: n.kind for n in long.graph.nodes.values()
    }


def test_what_is_left_out_is_a_plain_network_of_neurons_with_biases() -> None:
    text = head("{sizes: [1, 1, 1]}")
    assert formula(text, "h1") == "w1*x1 + b1"
    assert formula(text, "y") == "w2*h1 + b2"
    assert formula(text, "E") == "1/2*(y - t)^2"


@pytest.mark.parametrize(
    ("activation", "nodes"),
    [
        ("sigmoid", ["z1", "h1", "z2", "y", "E"]),
        ("[sigmoid, identity]", ["z1", "h1", "y", "E"]),
        ("identity", ["h1", "y", "E"]),
    ],
)
def test_one_activation_is_for_all_layers_a_list_for_one_each(
    activation: str, nodes: list[str]
) -> None:
    text = head(f"{{sizes: [1, 1, 1], activation: {activation}}}")
    assert [node.name for node in lesson(text).graph.computed] == nodes


def test_names_keep_the_spelling_of_the_author() -> None:
    text = head("{sizes: [1, 1]}", "inputs: {x_1: 2, t: 1}\nparams: {w₁: 3, b_1: 1}\n")
    assert formula(text, "y") == "w₁*x_1 + b_1"
    assert lesson(text).given == {"x_1": 2, "t": 1, "w₁": 3, "b_1": 1}


def test_more_nodes_may_stand_beside_the_network() -> None:
    more = "constants: {c: 0.1}\nnodes: {L: E + c*w1^2}\n"
    found = lesson(head("{sizes: [1, 1], bias: no}", f"{SIX_VALUES}{more}"))
    assert found.graph.loss == "L"
    assert Derivation(found).evaluation.gradients["w1"] == Fraction("2.6")


SIX_VALUES = "inputs: {x1: 1, t: 1}\nparams: {w1: 3}\n"


def test_a_name_of_the_network_is_taken() -> None:
    text = head("{sizes: [1, 1], bias: no}", f"{SIX_VALUES}nodes: {{y_1: w1, E: w1}}\n")
    assert "L043" in codes(text)


@pytest.mark.parametrize(
    ("mlp", "code", "place"),
    [
        ("relu", "L022", 6),
        ("{}", "L021", 1),
        ("{size: [1, 1]}", "L020", 7),
        ("{sizes: 3}", "L022", 14),
        ("{sizes: []}", "L100", 14),
        ("{sizes: [1, 0]}", "L029", 18),
        ("{sizes: [1, two]}", "L022", 18),
        ("{sizes: [1, 1], activation: rely}", "L028", 34),
        ("{sizes: [1, 1], activation: [relu, relu]}", "L100", 34),
        ("{sizes: [1, 1], loss: mae}", "L028", 28),
        ("{sizes: [1, 1], form: tensors}", "L028", 28),
        ("{sizes: [1, 1], bias: maybe}", "L028", 28),
        ("{sizes: [2, 1, 1], activation: [softmax, identity]}", "L101", 37),
        ("{sizes: [9000, 9000, 1]}", "L102", 14),
    ],
)
def test_a_line_that_describes_no_network_is_told_at_its_place(
    mlp: str, code: str, place: int
) -> None:
    text = head(mlp, SIX_VALUES)
    found = [p for p in load_lesson("a.yaml", text).problems if p.span.line == 3]
    assert [(p.code, p.span.column) for p in found] == [(code, place)]


def test_a_value_that_does_not_exist_is_told_at_the_line() -> None:
    values = "inputs: {x1: 1, t: 1}\nparams: {w1: 100, b1: 0}\n"
    text = head("{sizes: [1, 1], activation: sigmoid, loss: bce}", values)
    (found,) = load_lesson("a.yaml", text).problems
    assert (found.code, found.span.line, found.span.column) == ("L052", 3, 1)


# -- matrices

BATCH = """\
format: 1
title: a batch
mlp: {sizes: [2, 2, 1], bias: no, form: matrices}
inputs: {X: [[1, 0.5], [2, -1]], T: [[4], [1]]}
params: {W1: [[0.5, 2.3], [1.5, 3]], W2: [[1], [1]]}
"""


def test_matrices_average_over_the_rows() -> None:
    found = derived(BATCH).evaluation
    assert found.values_by_name["L"] == Fraction("0.278125")
    assert entries(found.gradients["W2"]) == [Fraction("0.63125"), Fraction("2.075")]
    assert entries(found.gradients["W1"]) == [
        *(Fraction("0.625"), Fraction("0.625")),
        *(Fraction("0.2125"), Fraction("0.2125")),
    ]


def test_one_row_of_matrices_is_the_network_of_neurons() -> None:
    one = derived(BATCH.replace("[[1, 0.5], [2, -1]]", "[1, 0.5]").replace("[[4], [1]]", "[4]"))
    neurons = derived(SIX)
    weights = [neurons.evaluation.gradients[f"w{i}"] for i in (1, 3, 2, 4)]
    assert entries(one.evaluation.gradients["W1"]) == weights


def test_drawn_targets_have_as_many_rows_as_the_data() -> None:
    text = head(
        "{sizes: [2, 3], loss: softmax_ce, form: matrices}",
        "inputs: {T: {draw: onehot}, X: {draw: integer, from: 1, to: 9, shape: [4, 2]}}\n"
        "draw: {seed: 1, default: {params: {draw: normal}}}\n",
    )
    found = lesson(text)
    shapes = {name: shape_of(value) for name, value in found.given.items()}
    assert shapes == {"X": (4, 2), "T": (4, 3), "W1": (2, 3), "b1": (1, 3)}
    assert found.graph.unit_rows == {"T"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("inputs: {X: [1, 2], T: [[1], [2]]}", ["L105"]),
        ("inputs: {X: [1, 2, 3], T: [1]}", ["L105"]),
        ("inputs: {X: 1, T: [1]}", ["L105"]),
    ],
)
def test_a_value_of_another_shape_is_told_once(values: str, said: list[str]) -> None:
    text = head(
        "{sizes: [2, 1], bias: no, form: matrices}", f"{values}\nparams: {{W1: [[1], [2]]}}\n"
    )
    assert codes(text) == said


def test_a_matrix_is_no_value_of_a_neuron() -> None:
    assert codes(head("{sizes: [1, 1], bias: no}", SIX_VALUES.replace("3", "[3]"))) == ["L105"]


# -- size

BIG = """\
format: 1
title: digits
mlp: {sizes: [784, 100, 10], activation: [sigmoid, identity], loss: softmax_ce}
draw: {seed: 1, default: {draw: normal, mean: 0, sd: 0.1, decimals: 3}}
"""


def test_a_network_for_digits_loads_and_derives_every_gradient() -> None:
    found = load_lesson("big.yaml", BIG)
    assert found.derivation is not None, found.problems
    gradients = found.derivation.evaluation.gradients
    given = found.derivation.graph.of_kind(Kind.DATA, Kind.PARAMETER)
    assert len(given) == 80_304
    assert {node.name for node in given} <= gradients.keys()


def test_cost_grows_with_size_and_no_faster() -> None:
    def seconds(inputs: int) -> float:
        begin = process_time()
        assert load_lesson("big.yaml", BIG.replace("784", str(inputs))).lesson
        return process_time() - begin

    small, large = min(seconds(40) for _ in range(2)), seconds(400)
    assert large < 25 * small  # ten times the numbers
