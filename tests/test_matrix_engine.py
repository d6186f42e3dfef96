"""The engine on matrices: cases from outside, formulas that read back, and random graphs of
matrices against HIPS autograd.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import autograd.numpy as anp
import pytest
from autograd import grad
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from samples import MATRIX_NETWORKS, Network, close, derived, largest_of, matrix_lessons, quantity

from backtutor.derive import Derivation
from backtutor.graph import Graph, Kind, Node, topological
from backtutor.lesson import Lesson, words
from backtutor.matrices import matrix
from backtutor.notation import write
from backtutor.problems import Problem
from backtutor.read import read_answer
from backtutor.session import Session
from backtutor.tangents import tangents
from backtutor.terms import Apply, Derivative, Symbol, Term, negative, number
from backtutor.values import Value, entries, evaluate, shape_of
from bench.evidence.oracle import log_softmax, value_of

each_network = pytest.mark.parametrize("network", MATRIX_NETWORKS, ids=str)


@each_network
def test_a_network_has_the_values_that_other_programs_find(network: Network) -> None:
    derivation = network.derivation
    found = {key: derivation.value(quantity(derivation, key)) for key in network.values}
    largest = largest_of(network.values.values())
    wrong = {k: v for k, v in found.items() if not close(v, network.values[k], largest)}
    assert wrong == {}


@each_network
def test_forward_mode_finds_what_reverse_mode_finds(network: Network) -> None:
    derivation = network.derivation
    loss = derivation.graph.loss
    for node in derivation.graph.of_kind(Kind.DATA, Kind.PARAMETER):
        slopes = derivation.evaluation[Derivative(loss, node.name)]
        if node.name not in derivation.graph.live:
            continue
        rows, columns = node.shape or (1, 1)
        for i, j in product(range(rows), range(columns)):
            wrt = f"{node.name}[{i + 1},{j + 1}]" if node.shape else node.name
            found = tangents(derivation, wrt)[-1].value
            expected = float(entries(slopes)[i * columns + j])
            largest = max(map(abs, map(float, entries(slopes))))
            assert close(found, expected, largest), wrt


def read_back(text: str, derivation: Derivation) -> Value:
    reading = read_answer(text, derivation.lesson.vocabulary)
    assert not isinstance(reading, Problem), text
    assert reading.misfit is None, text
    return evaluate(reading.sides[-1], derivation.evaluation)


def assert_same(found: Value, expected: Value) -> None:
    assert shape_of(found) == shape_of(expected)
    assert [*map(float, entries(found))] == pytest.approx([*map(float, entries(expected))])


@each_network
def test_every_formula_reads_back_to_its_value(network: Network) -> None:
    derivation = network.derivation
    for step in derivation.gradients.values():
        assert_same(read_back(write(step.formula), derivation), step.value)
        if step.closed is not None:
            assert_same(read_back(write(step.closed), derivation), step.value)
    for forward in derivation.forward:
        assert_same(read_back(write(forward.formula), derivation), forward.value)


def case(id: str) -> Derivation:
    return next(network for network in MATRIX_NETWORKS if network.id == id).derivation


@pytest.mark.parametrize(
    ("id", "by", "formula"),
    [
        ("mm_linear", "W", "X.T @ dZ"),
        ("mm_linear", "X", "dZ @ W.T"),
        ("mm_sum", "W", "X.T @ dZ"),
        ("mm_sum", "Z", "ones(4, 2)"),
        ("affine_batch_sum", "b", "sum(dZ, axis=0)"),
        ("affine_col_convention", "W", "dY @ X.T"),
        ("affine_col_convention", "X", "W.T @ dY"),
        ("affine_col_batch", "b", "sum(dZ, axis=1)"),
        ("softmax_ce_fused", "Z", "(softmax(Z) - Y)/m"),
        ("softmax_large_logits", "Z", "softmax(Z) - Y"),
        ("softmax_jacobian_row", "Z", "P*(dP - sum(dP*P, axis=1))"),
        ("softmax_linear_classifier", "W", "X.T @ dZ + lam*W"),
        ("mlp_tanh_3layer", "O", "2*(O - t)/m"),
        ("mean_axis0", "X", "dm/n*ones(4, 3)"),
        ("mc_tr_AXB", "X3", "A.T @ B.T"),
        ("mc_tr_X2", "X3", "2*X3.T"),
        ("conv2d", "K", "conv2d(Xc, dYc)"),
        ("conv2d", "Xc", "fullconv(dYc, K)"),
        ("reshape_flatten", "K", "reshape(df, 2, 2)"),
        ("max_axis", "X", "dm*is_max(X, axis=1)"),
        ("attention_head", "S", "P*(dP - sum(dP*P, axis=1))"),
        ("attention_head", "X", "dQ @ Wq.T + dK @ Wk.T + dVv @ Wv.T"),
        ("rnn_matrix_bptt", "Wh", "H0.T @ (dH1*(1 - H1^2)) + H1.T @ (dH2*(1 - H2^2))"),
        ("linear_autoencoder_tied", "W", "X.T @ dH + dR.T @ H"),
        ("batchnorm_steps", "gamma", "sum(dO*xh, axis=0)"),
        ("batchnorm_steps", "mu", "-sum(dxc, axis=0)"),
        ("dropout_mask", "A1", "dA2/keep*D"),
    ],
)
def test_a_step_has_the_rule_that_a_teacher_writes(id: str, by: str, formula: str) -> None:
    assert write(case(id).gradients[by].formula) == formula


@pytest.mark.parametrize("lesson", matrix_lessons())
def test_the_formulas_of_a_lesson_read_back(lesson: str) -> None:
    derivation = matrix_lessons()[lesson]
    for step in derivation.gradients.values():
        assert_same(read_back(write(step.formula), derivation), step.value)


SOFT_LABELS = """\
format: 1
title: rows of Y that do not sum to 1
inputs: {Y: [[1, 0.5, 0], [0, 0, 2]]}
params: {Z: [[2, 1, 0.1], [0.5, 2.5, -1]]}
nodes: {L: "softmax_ce(Z, Y)"}
"""


def test_the_fused_gradient_counts_rows_that_do_not_sum_to_one() -> None:
    derivation = derived(SOFT_LABELS)
    step = derivation.gradients["Z"]
    assert write(step.formula) == "(sum(Y, axis=1)*softmax(Z) - Y)/m"
    expected = grad(lambda z: -anp.mean(anp.sum(soft_targets() * log_softmax(z), axis=1)))
    found = expected(anp.array([[2, 1, 0.1], [0.5, 2.5, -1]]))
    assert close(step.value, found.tolist())


def soft_targets() -> Any:
    return anp.array([[1, 0.5, 0], [0, 0, 2]])


# -- random graphs

SIZES = (2, 3, 4)
ENTRYWISE = ("tanh", "sigmoid", "relu", "sin", "softplus", "exp")

Shaped = tuple[Term, tuple[int, int]]


@st.composite
def matrix_graphs(draw: st.DrawFn) -> tuple[Graph, dict[str, Value]]:
    """Given matrices, up to six nodes of one or two operations each, and a scalar loss."""
    shapes: dict[str, tuple[int, int]] = {}
    given: dict[str, Value] = {}
    nodes: list[Node] = []
    for i, name in enumerate("PQRS"):
        shape = (draw(st.sampled_from((1, *SIZES))), draw(st.sampled_from((1, *SIZES))))
        shapes[name] = shape
        entry = st.floats(-1.5, 1.5).map(lambda x: round(x, 4))
        given[name] = matrix(
            [[draw(entry) + 0.01 * r for _ in range(shape[1])] for r in range(shape[0])]
        )
        nodes.append(Node(name, Kind.PARAMETER, i, None, None, shape))
    for index in range(draw(st.integers(1, 6))):
        names = st.sampled_from(list(shapes))
        term, shape = draw(_operation(shapes, names))
        name = f"n{index}"
        shapes[name] = shape
        nodes.append(Node(name, Kind.COMPUTED, 10 + index, term))
    last = Apply("mean", (Apply("tanh", (Apply("add", _all(shapes)),)),))
    nodes.append(Node("L", Kind.COMPUTED, 99, last))
    return Graph(topological(nodes), "L"), given


def _all(shapes: Mapping[str, tuple[int, int]]) -> tuple[Term, ...]:
    """Every node is used: its sum, or the mean of its square."""
    return tuple(
        Apply("sum", (Symbol(name),)) if i % 2 else Apply("mean", (_square(name),))
        for i, name in enumerate(shapes)
    )


def _square(name: str) -> Term:
    return Apply("mul", (Symbol(name), Symbol(name)))


@st.composite
def _operation(
    draw: st.DrawFn, shapes: Mapping[str, tuple[int, int]], names: st.SearchStrategy[str]
) -> Shaped:
    name = draw(names)
    a, shape = Symbol(name), shapes[name]
    kinds = ["entrywise", "T", "sum", "mean", "softmax", "log_softmax", "logsumexp", "max", "pair"]
    kind = draw(st.sampled_from([*kinds, "matmul", "matmul"]))
    axis = draw(st.sampled_from([0, 1]))
    match kind:
        case "entrywise":
            op = draw(st.sampled_from(ENTRYWISE))
            return Apply(op, (Apply("tanh", (a,)) if op == "exp" else a,)), shape
        case "T":
            return Apply("T", (a,)), shape[::-1]
        case "sum" | "mean" | "max":
            return Apply(kind, (a,), axis), (1, shape[1]) if axis == 0 else (shape[0], 1)
        case "softmax" | "log_softmax":
            return Apply(kind, (a,)), shape
        case "logsumexp":
            return Apply(kind, (a,)), (shape[0], 1)
        case "matmul":
            fitting = [n for n, s in shapes.items() if s[0] == shape[1]]
            if fitting:
                b = draw(st.sampled_from(fitting))
                return Apply("matmul", (a, Symbol(b))), (shape[0], shapes[b][1])
    stretching = [n for n, s in shapes.items() if _stretches(s, shape)]
    b = draw(st.sampled_from(stretching))
    op = draw(st.sampled_from(["add", "mul", "minus"]))
    right: Term = negative(Symbol(b)) if op == "minus" else Symbol(b)
    found = shapes[b]
    out = (max(found[0], shape[0]), max(found[1], shape[1]))
    return Apply("add" if op == "minus" else op, (a, right)), out


def _stretches(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return all(m == n or 1 in (m, n) for m, n in zip(a, b, strict=True))


@settings(max_examples=150, deadline=None)
@given(matrix_graphs())
def test_random_graphs_of_matrices_have_the_gradients_of_autograd(
    drawn: tuple[Graph, dict[str, Value]],
) -> None:
    graph, values = drawn
    derivation = Derivation(Lesson("r", words("r"), graph, values))
    # at a kink the conventions differ
    assume(not any(derivation.kinked.values()))

    def loss(given: list[Any]) -> Any:
        at: dict[Any, Any] = dict(zip(map(Symbol, values), given, strict=True))
        for node in graph.computed:
            assert node.term is not None
            at[Symbol(node.name)] = value_of(node.term, at)
        return at[Symbol("L")]

    arrays = [anp.array(value, dtype=float) for value in values.values()]
    for name, expected in zip(values, grad(loss)(arrays), strict=True):
        assert close(derivation.evaluation[Derivative("L", name)], expected.tolist()), name


@settings(max_examples=60, deadline=None)
@given(matrix_graphs())
def test_the_formulas_of_random_graphs_read_back(drawn: tuple[Graph, dict[str, Value]]) -> None:
    graph, values = drawn
    derivation = Derivation(Lesson("r", words("r"), graph, values))
    for step in derivation.gradients.values():
        assert_same(read_back(write(step.formula), derivation), step.value)


def test_a_gradient_of_zeros_keeps_its_shape_in_its_formula() -> None:
    text = (
        "format: 1\ntitle: t\ninputs: {G: [[1, 2], [3, 4]]}\nparams: {X: [[1, -2], [3, 4]]}\n"
        "nodes: {L: sum(G*step(X))}\n"
    )
    step = derived(text).gradients["X"]
    assert write(step.formula) == "0*ones(2, 2)"
    assert step.closed is not None
    assert write(step.closed) == "0*ones(2, 2)"


@pytest.mark.parametrize(
    "nodes",
    ["{L: 'softmax_ce(Z, Y)'}", "{P: logsumexp(Z), L: sum(P)}", "{P: softmax(Z), L: sum(P*Y)}"],
)
@pytest.mark.parametrize("logits", ["[[1000, 998, 995]]", "[[-1000, -1001, -1005]]"])
def test_a_session_on_large_logits_begins(nodes: str, logits: str) -> None:
    text = f"format: 1\ntitle: t\ninputs: {{Y: [[0, 1, 0]]}}\nparams: {{Z: {logits}}}\n"
    session = Session(derived(f"{text}nodes: {nodes}\n"))
    assert session.current is not None


def test_a_count_is_a_number_where_it_is_not_the_rows_of_the_data() -> None:
    text = "format: 1\ntitle: t\nparams: {W: [[1, 2, 3], [4, 5, 6]]}\nnodes: {L: mean(W)}\n"
    assert write(derived(text).gradients["W"].formula) == "1/6*ones(2, 3)"


def test_numbers_stay_exact_where_they_can_be() -> None:
    text = (
        "format: 1\ntitle: t\ninputs: {X: [[0.1, 1/3]], T: [[0.3]]}\n"
        "params: {W: [[2], [3]]}\nnodes: {Y: X @ W, L: 1/2*sum((Y - T)^2)}\n"
    )
    derivation = derived(text)
    assert entries(derivation.evaluation[Symbol("Y")]) == [number(6).value / 5]
    assert entries(derivation.evaluation[Derivative("L", "W")])[1] == number(3).value / 10
