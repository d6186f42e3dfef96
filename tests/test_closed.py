"""Closed forms: over the given names alone, as short as they come, and never another number."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from samples import AT_A_KINK, FORK, NEURON, SIX_WEIGHTS, derived, everything

from backtutor.derive import Derivation
from backtutor.notation import write
from backtutor.proof.closed import (
    ClosedForm,
    Finish,
    closed_forms,
    efforts,
    near,
    shorter,
    written_out,
)
from backtutor.read import Reading, read_answer
from backtutor.terms import Derivative, Symbol, Term, atoms, number
from backtutor.values import evaluate

PIECES = """\
format: 1
title: a sigmoid in pieces
params: {w: 0.5}
nodes:
  e: exp(-w)
  a: 1/(1 + e)
"""

TANGENT = """\
format: 1
title: a tangent
params: {w: 0.5}
nodes:
  n: exp(w) - exp(-w)
  d: exp(w) + exp(-w)
  a: n/d
"""

AFFINE = """\
format: 1
title: an affine layer
inputs: {X: [[1, 2], [0, 1]], T: [[1], [2]]}
params: {W: [[1], [-1]]}
nodes:
  Y: X @ W
  L: 1/2*sum((Y - T)^2)
"""


def shorten(term: Term) -> tuple[list[Term], bool]:
    """With all the time in the world."""
    return [form for effort in efforts(term) for form in shorter(term, effort)], True


def never(term: Term) -> tuple[Sequence[Term], bool]:
    return (), False


def forms(text: str) -> dict[str, str | None]:
    found = closed_forms(derived(text), shorten)
    return {form.target: write(form.term) if form.term else None for form in found}


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        (SIX_WEIGHTS, "y", "w1*w5*x1 + w2*w5*x2 + w3*w6*x1 + w4*w6*x2 - t"),
        (SIX_WEIGHTS, "w1", "w5*x1*(w1*w5*x1 + w2*w5*x2 + w3*w6*x1 + w4*w6*x2 - t)"),
        (NEURON, "a", "sigmoid(w*x + b) - t"),
        (NEURON, "b", "(sigmoid(w*x + b) - t)*sigmoid(w*x + b)*(1 - sigmoid(w*x + b))"),
        (FORK, "a", "b + 1"),
        (PIECES, "w", "exp(w)/(exp(w) + 1)^2"),
        (AT_A_KINK, "w", "2*(2*relu(w*x + b) - t)*step(w*x + b)*x"),
        (AFFINE, "W", "X.T @ (X @ W - T)"),
    ],
)
def test_a_closed_form(text: str, name: str, form: str) -> None:
    assert forms(text)[name] == form


@pytest.mark.parametrize("text", [SIX_WEIGHTS, NEURON, FORK, PIECES, TANGENT, AT_A_KINK, AFFINE])
def test_a_closed_form_has_given_names_only_and_reads_back_to_the_gradient(text: str) -> None:
    derivation = derived(text)
    for name, form in forms(text).items():
        assert form is not None
        reading = read_answer(form, derivation.lesson.vocabulary)
        assert isinstance(reading, Reading), form
        used = set(atoms(reading.sides[0]))
        assert all(isinstance(a, Symbol) and derivation.graph[a.name].term is None for a in used)
        slope = Derivative(derivation.graph.loss, name)
        assert near(evaluate(reading.sides[0], derivation.evaluation), derivation.evaluation[slope])


def test_what_there_is_no_time_for_is_written_out() -> None:
    found = list(closed_forms(derived(NEURON), never))
    assert {form.finish for form in found} == {Finish.WRITTEN_OUT}
    assert [form.target for form in found] == ["a", "z", "w", "b"]
    assert write(found[0].term or number(0)) == "sigmoid(w*x + b) - t"


def test_a_form_that_is_not_the_gradient_is_never_shown() -> None:
    def lie(term: Term) -> tuple[Sequence[Term], bool]:
        return (number(0), Symbol("t"), Symbol("nobody")), True

    honest = {form.target: form.term for form in closed_forms(derived(NEURON), never)}
    assert {form.target: form.term for form in closed_forms(derived(NEURON), lie)} == honest


def test_matrices_are_written_out_without_asking_sympy() -> None:
    def refuse(term: Term) -> tuple[Sequence[Term], bool]:
        raise AssertionError

    (found,) = (f for f in closed_forms(derived(AFFINE), refuse) if f.target == "W")
    assert found.finish is Finish.MATRIX


def test_what_doubles_with_every_node_is_too_large_and_costs_nothing() -> None:
    nodes = "\n".join(f"  n{i}: n{i - 1}*n{i - 1} + a" for i in range(1, 61))
    text = f"format: 1\ntitle: diamonds\nparams: {{a: 0.1}}\nnodes:\n  n0: a\n{nodes}\n"
    derivation = derived(text)
    assert next(iter(closed_forms(derivation, never))) == ClosedForm("n59", None, Finish.TOO_LARGE)


@pytest.mark.parametrize("name", everything())
def test_what_is_written_out_has_the_value_of_the_gradient(name: str) -> None:
    derivation: Derivation = everything()[name]
    for target, term in written_out(derivation).items():
        slope = Derivative(derivation.graph.loss, target)
        if term is not None:
            assert near(evaluate(term, derivation.evaluation), derivation.evaluation[slope])
