"""The derivation: values and gradients against other programs, formulas against their numbers,
and every local derivative against sympy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from samples import (
    FORK,
    NETWORKS,
    SIX_WEIGHTS,
    Network,
    close,
    derived,
    everything,
    lesson,
    quantity,
)

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Fault
from backtutor.graph import Graph, Kind, Node, topological
from backtutor.lesson import Lesson, Train, words
from backtutor.notation import write
from backtutor.ops import OPS
from backtutor.problems import Problem
from backtutor.proof import prove_local
from backtutor.read import read_answer
from backtutor.terms import Apply, Derivative, Number, Symbol, Term, Updated
from backtutor.values import Undefined, Value, evaluate
from bench.evidence.oracle import FUNCTIONS, value_of

each_network = pytest.mark.parametrize("network", NETWORKS, ids=str)
each_derivation = pytest.mark.parametrize("name", everything())


@each_network
def test_a_network_has_the_values_that_other_programs_find(network: Network) -> None:
    derivation = network.derivation
    largest = max(map(abs, network.values.values()))
    found = {key: derivation.value(quantity(derivation, key)) for key in network.values}
    wrong = {k: v for k, v in found.items() if not close(v, network.values[k], largest)}
    assert wrong == {}


# -- random graphs against HIPS autograd


ENTRYWISE = sorted(op.name for op in OPS.values() if op.arity and not op.whole)


def test_autograd_knows_every_operation_that_can_be_written() -> None:
    assert set(ENTRYWISE) <= set(FUNCTIONS)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Graph, dict[str, Value]]:
    """Three given values and up to eight nodes, each of one or two operations on earlier names."""
    given: dict[str, Value] = {
        name: draw(st.fractions(-2, 2, max_denominator=7)) for name in ("p", "q", "r")
    }
    nodes = [Node(name, Kind.PARAMETER, i) for i, name in enumerate(given)]
    for index in range(draw(st.integers(1, 8))):
        names = st.sampled_from([node.name for node in nodes]).map(Symbol)
        inner = st.one_of(names, names, _operation(names), st.integers(1, 3).map(_number))
        term = draw(_operation(st.one_of(names, inner)))
        nodes.append(Node(f"n{index}", Kind.COMPUTED, len(nodes), term))
    return Graph(topological(nodes), nodes[-1].name), given


def _number(value: int) -> Term:
    return Number(Fraction(value, 2))


def _operation(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.sampled_from(ENTRYWISE).flatmap(
        lambda op: st.tuples(*[terms] * OPS[op].arity).map(lambda args: Apply(op, args))
    )


def peer(graph: Graph, given: Mapping[str, Value]) -> dict[str, float]:
    """The gradients as autograd computes them."""
    names = list(given)

    def run(values: Any) -> Any:
        known: dict[Any, Any] = {Symbol(name): values[i] for i, name in enumerate(names)}
        for node in graph.computed:
            assert node.term is not None
            known[Symbol(node.name)] = value_of(node.term, known)
        return known[Symbol(graph.loss)] + 0 * values[0]

    with np.errstate(all="ignore"):
        found = grad(run)(anp.array([float(value) for value in given.values()]))
    return dict(zip(names, found, strict=True))


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_random_graphs_have_the_gradients_of_autograd(
    drawn: tuple[Graph, dict[str, Value]],
) -> None:
    graph, given = drawn
    derivation = Derivation(Lesson("random", words("random"), graph, given))
    try:
        gradients = derivation.evaluation.gradients
    except (Fault, Undefined):
        assume(False)
    assume(not any(derivation.kinked.values()))
    expected = peer(graph, given)
    assume(all(abs(value) < 1e8 for value in expected.values()))
    largest = max(abs(value) for value in [*expected.values(), *map(float, gradients.values())])
    for name, value in expected.items():
        assert close(gradients.get(name, 0), value, largest), name


# -- formulas and their numbers


def printed(derivation: Derivation) -> Iterator[tuple[Term | None, Value, Evaluation]]:
    """Every formula that is printed, the number beside it, and where it holds."""
    at = derivation.evaluation
    for step in derivation.forward:
        yield step.formula, step.value, at
    for gradient in derivation.gradients.values():
        yield gradient.formula, gradient.value, at
        yield gradient.closed, gradient.value, at
        for term in gradient.terms:
            yield term.local, term.local_value, at
            yield term.upstream, term.upstream_value, at
            yield term.formula, term.value, at
    for update in derivation.updates:
        yield update.formula, update.value, at
    for second in derivation.second_forward:
        yield second.formula, second.value, derivation.updated


@each_derivation
def test_every_printed_formula_reads_back_to_the_number_beside_it(name: str) -> None:
    derivation = everything()[name]
    for term, value, at in printed(derivation):
        if term is not None:
            reading = read_answer(write(term), derivation.lesson.vocabulary)
            assert not isinstance(reading, Problem), write(term)
            assert close(evaluate(reading.sides[0], at), float(value)), write(term)


@each_derivation
def test_sympy_proves_every_local_derivative(name: str) -> None:
    derivation = everything()[name]
    for (source, target), local in derivation.evaluation.terms.items():
        formula = derivation.graph[target].term
        assert formula is not None
        assert prove_local(formula, source, local, target), (target, source, write(local))


def test_sympy_refutes_a_wrong_local_derivative() -> None:
    graph = lesson(SIX_WEIGHTS).graph
    formula = graph["y"].term
    assert formula is not None
    assert not prove_local(formula, "w5", Symbol("h2"), "y")


@each_derivation
def test_gradients_agree_with_central_differences(name: str) -> None:
    derivation = everything()[name]
    at, loss = derivation.evaluation, Symbol(derivation.graph.loss)
    given = {n: float(value) for n, value in at.given.items()}
    if any(derivation.kinked.values()):
        return
    for node in derivation.graph.nodes.values():
        if node.term is None and node.name in at.gradients:
            h = 1e-6 * max(1.0, abs(given[node.name]))
            up, down = (
                float(at.at({**given, node.name: given[node.name] + s})[loss]) for s in (h, -h)
            )
            expected = (up - down) / (2 * h)
            assert float(at.gradients[node.name]) == pytest.approx(expected, rel=1e-5, abs=1e-6)


# -- the taught form


def test_the_steps_of_the_six_weights_come_in_the_order_of_the_sweep() -> None:
    steps = derived(SIX_WEIGHTS).backward
    assert " ".join(step.target for step in steps) == "y w5 w6 h1 w1 w2 h2 w3 w4"


@pytest.mark.parametrize(
    ("target", "formula", "closed", "exact"),
    [
        ("y", "y - t", "y - t", "21/20"),
        ("w5", "dE/dy*h1", "(y - t)*h1", "21/16"),
        ("w6", "dE/dy*h2", "(y - t)*h2", "399/100"),
        ("h1", "dE/dy*w5", "(y - t)*w5", "21/20"),
        ("w1", "dE/dh1*x1", "(y - t)*w5*x1", "21/20"),
        ("w2", "dE/dh1*x2", "(y - t)*w5*x2", "21/40"),
        ("h2", "dE/dy*w6", "(y - t)*w6", "21/20"),
        ("w3", "dE/dh2*x1", "(y - t)*w6*x1", "21/20"),
        ("w4", "dE/dh2*x2", "(y - t)*w6*x2", "21/40"),
        ("x1", "dE/dh1*w1 + dE/dh2*w3", "(y - t)*w5*w1 + (y - t)*w6*w3", "147/50"),
        ("t", "t - y", "t - y", "-21/20"),
    ],
)
def test_a_step_of_the_six_weights(target: str, formula: str, closed: str, exact: str) -> None:
    step = derived(SIX_WEIGHTS).gradients[target]
    assert step.closed is not None
    assert (write(step.formula), write(step.closed)) == (formula, closed)
    assert step.value == Fraction(exact)


@pytest.mark.parametrize(
    ("formula", "by", "local"),
    [
        ("1/2*(a - t)^2", "a", "a - t"),
        ("1/2*(t - a)^2", "a", "a - t"),
        ("(t - a)^2/2", "a", "a - t"),
        ("(a - t)^2", "a", "2*(a - t)"),
        ("(t - a)^2", "t", "2*(t - a)"),
        ("sigmoid(a)", "a", "L*(1 - L)"),
        ("tanh(a)", "a", "1 - L^2"),
        ("exp(a)", "a", "L"),
        ("exp(-a)", "a", "-L"),
        ("1/a", "a", "-1/a^2"),
        ("sqrt(a)", "a", "1/(2*L)"),
        ("log(a)", "a", "1/a"),
        ("a*a", "a", "2*a"),
        ("a^3", "a", "3*a^2"),
        ("a*t + a", "a", "t + 1"),
        ("relu(a)", "a", "step(a)"),
        ("a*sigmoid(t)", "t", "a*sigmoid(t)*(1 - sigmoid(t))"),
        ("-t*log(a) - (1 - t)*log(1 - a)", "a", "-t/a + (1 - t)/(1 - a)"),
    ],
)
def test_a_local_derivative_is_written_as_it_is_taught(formula: str, by: str, local: str) -> None:
    text = f"format: 1\ntitle: x\ninputs: {{a: 0.5, t: 0.25}}\nnodes:\n  L: {formula}\n"
    assert write(derived(text).evaluation.terms[by, "L"]) == local


def test_a_node_with_two_consumers_shows_what_each_passes_back() -> None:
    step = derived(FORK).gradients["b"]
    assert [(t.via, t.upstream_value, t.local_value, t.value) for t in step.terms] == [
        ("c", 2, 1, 2),
        ("d", 3, 1, 3),
    ]


def test_updates_use_the_old_gradients_for_all_parameters_at_once() -> None:
    updates = {step.target: step for step in derived(SIX_WEIGHTS).updates}
    assert [str(updates[f"w{i}"].value) for i in (1, 5, 6)] == ["79/200", "139/160", "601/1000"]
    assert write(updates["w5"].formula) == "w5 - 0.1*dE/dw5"
    assert derived(SIX_WEIGHTS).value(Updated("y")) == Fraction("3.1768328125")


def test_descent_is_one_update_after_the_other() -> None:
    losses = derived(SIX_WEIGHTS).descend(2)
    assert losses[0] == pytest.approx(0.55125)
    assert losses[1] == pytest.approx(0.33880210928833)
    assert losses == sorted(losses, reverse=True)


def test_descent_stops_where_the_loss_runs_away() -> None:
    losses = derived(SIX_WEIGHTS).descend(200, Fraction(30))
    assert len(losses) < 200
    assert all(loss < float("inf") for loss in losses)


def test_a_gradient_that_cancels_is_zero_and_no_noise() -> None:
    text = """\
format: 1
title: residue
inputs: {x: 0.3}
nodes:
  s: exp(x)
  u: 0.1*s
  v: 0.2*s
  w: -0.3*s
  L: u + v + w
"""
    assert derived(text).gradients["s"].value == 0
    assert derived(text).gradients["x"].value == 0


def test_constants_are_never_differentiated() -> None:
    text = "format: 1\ntitle: c\nparams: {w: 3}\nconstants: {k: 2}\nnodes:\n  L: k*w^2\n"
    derivation = derived(text)
    assert set(derivation.gradients) == {"w"}
    assert set(derivation.evaluation.gradients) == {"L", "w"}
    assert derivation.evaluation[Derivative("L", "k", local=True)] == 0


def test_closed_forms_end_where_they_get_long() -> None:
    nodes = "".join(f"  h{i}: w{i}*h{i - 1} + h{i - 1}\n" for i in range(1, 90))
    params = ", ".join(f"w{i}: 0.5" for i in range(90))
    text = f"format: 1\ntitle: long\nparams: {{{params}}}\nnodes:\n  h0: w0*w0\n{nodes}"
    steps = derived(text).gradients
    lengths = [len(write(step.closed)) for step in steps.values() if step.closed is not None]
    assert max(lengths) <= 400
    assert steps["w0"].closed is None


def test_an_evaluation_says_where_a_value_does_not_exist() -> None:
    derivation = derived("format: 1\ntitle: log\ninputs: {x: 2}\nnodes:\n  z: x - 1\n  L: log(z)\n")
    with pytest.raises(Fault) as caught:
        _ = derivation.evaluation.at({"x": Fraction(1)}).forward
    assert (caught.value.node, caught.value.by) == ("L", None)


def test_a_rate_with_a_name_has_its_value_in_formulas() -> None:
    given: dict[str, Value] = {"w": Fraction(3)}
    graph = Graph(
        topological([
            Node("w", Kind.PARAMETER, 0),
            Node("L", Kind.COMPUTED, 1, Apply("mul", (Symbol("w"), Symbol("w")))),
        ]),
        "L",
    )  # fmt: skip
    derivation = Derivation(Lesson("x", words("x"), graph, given, train=Train(Fraction(1, 4))))
    assert derivation.evaluation[Symbol("η")] == Fraction(1, 4)
