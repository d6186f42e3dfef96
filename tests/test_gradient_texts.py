"""The texts of gradient formulas, made once a form, are those that `write` makes of each."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from samples import MATRIX_NETWORKS, Network, derived, everything
from test_derive import graphs

from backtutor.derive import Derivation
from backtutor.evaluation import Fault
from backtutor.gradient_texts import gradient_texts
from backtutor.graph import Graph
from backtutor.lesson import Lesson, words
from backtutor.notation import write
from backtutor.values import Undefined, Value
from bench.material import diamonds, random_graph


def assert_texts(derivation: Derivation) -> None:
    expected = {name: write(step.formula) for name, step in derivation.gradients.items()}
    assert dict(gradient_texts(derivation)) == expected


@pytest.mark.parametrize("name", everything())
def test_the_formulas_of_lessons_and_networks(name: str) -> None:
    assert_texts(everything()[name])


@pytest.mark.parametrize("network", MATRIX_NETWORKS, ids=str)
def test_the_formulas_of_matrix_networks(network: Network) -> None:
    assert_texts(network.derivation)


def test_the_formulas_of_large_graphs() -> None:
    assert_texts(random_graph(300))
    assert_texts(diamonds(40))


TWELVE = """\
format: 1
title: more than ten names
params: {a: 1, b: 2, c: 3, d: 4, f: 5, g: 6, h: 7, i: 8, j: 9, k: 10, l: 11, o: 12}
nodes:
  z: a*b*c*d*f*g*h*i*j*k*l*o
  E: z^2 - z*a
"""


def test_a_form_of_more_than_ten_names() -> None:
    assert_texts(derived(TWELVE))


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_the_formulas_of_random_graphs(drawn: tuple[Graph, dict[str, Value]]) -> None:
    graph, values = drawn
    derivation = Derivation(Lesson("r", words("r"), graph, values))
    with suppress(Fault, Undefined):
        # where a value does not exist there is nothing to write
        _ = derivation.gradients
        assert_texts(derivation)
