"""Derivations as data: the fields of `show --format json`, whole for one lesson, and their
promises for all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from samples import AT_A_KINK, FORK, SIX_WEIGHTS, close, derived, everything

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation
from backtutor.export import derivation_json, plain_number
from backtutor.graph import Kind
from backtutor.problems import Problem
from backtutor.read import read_answer
from backtutor.values import evaluate

WEIGHT_STEPS = """\
format: 1
title: one weight
id: one-weight
inputs: {x: 2, t: 4}
params: {w: 3}
constants: {c: 1}
nodes:
  y: w*x
  E: 1/2*c*(y - t)^2
  apart: w*w
loss: E
train: {lr: 0.1}
"""


def test_a_derivation_as_json() -> None:
    assert derivation_json(derived(WEIGHT_STEPS)) == {
        "format": 1,
        "lesson": "one-weight",
        "loss": "E",
        "values": {"x": 2, "t": 4, "w": 3, "c": 1, "y": 6, "E": 2},
        "shapes": {"x": [], "t": [], "w": [], "c": [], "y": [], "E": []},
        "exact": {
            "x": "2",
            "t": "4",
            "w": "3",
            "c": "1",
            "y": "6",
            "E": "2",
            "dE/dx": "6",
            "dE/dt": "-2",
            "dE/dw": "4",
            "dE/dy": "2",
            "dE/dE": "1",
            "w+": "13/5",
            "y+": "26/5",
            "E+": "18/25",
        },
        "gradients": {"x": 6, "t": -2, "w": 4, "y": 2, "E": 1},
        "updated": {"w": 2.6, "y": 5.2, "E": 0.72},
        "steps": [
            {"kind": "forward", "target": "y", "asks": "y", "formula": "w*x", "value": 6},
            {
                "kind": "forward",
                "target": "E",
                "asks": "E",
                "formula": "1/2*c*(y - t)^2",
                "value": 2,
            },
            {
                "kind": "grad",
                "target": "y",
                "asks": "dE/dy",
                "formula": "c*(y - t)",
                "closed": "c*(y - t)",
                "value": 2,
                "terms": [
                    {
                        "via": "E",
                        "upstream": "dE/dE",
                        "local": "c*(y - t)",
                        "upstream_value": 1,
                        "local_value": 2,
                        "value": 2,
                    }
                ],
                "kink": False,
            },
            {
                "kind": "grad",
                "target": "w",
                "asks": "dE/dw",
                "formula": "dE/dy*x",
                "closed": "c*(y - t)*x",
                "value": 4,
                "terms": [
                    {
                        "via": "y",
                        "upstream": "dE/dy",
                        "local": "x",
                        "upstream_value": 2,
                        "local_value": 2,
                        "value": 4,
                    }
                ],
                "kink": False,
            },
            {
                "kind": "update",
                "target": "w",
                "asks": "w+",
                "formula": "w - 0.1*dE/dw",
                "value": 2.6,
            },
            {
                "kind": "second_forward",
                "target": "y",
                "asks": "y+",
                "formula": "w*x",
                "value": 5.2,
            },
            {
                "kind": "second_forward",
                "target": "E",
                "asks": "E+",
                "formula": "1/2*c*(y - t)^2",
                "value": 0.72,
            },
        ],
    }


def test_the_figures_of_the_six_weights() -> None:
    data = derivation_json(derived(SIX_WEIGHTS))
    assert (data["values"]["h1"], data["values"]["E"]) == (1.25, 0.55125)
    assert (data["exact"]["h1"], data["exact"]["dE/dw5"]) == ("5/4", "21/16")
    assert [data["gradients"][n] for n in ("E", "w5", "h1", "x1")] == [1, 1.3125, 1.05, 2.94]
    assert (data["updated"]["w5"], data["updated"]["y"]) == (0.86875, 3.1768328125)
    assert data["updated"]["E"] == pytest.approx(0.33880210928833)
    (w5,) = (s for s in data["steps"] if s["asks"] == "dE/dw5")
    assert (w5["formula"], w5["closed"]) == ("dE/dy*h1", "(y - t)*h1")


def test_without_training_nothing_is_updated() -> None:
    data = derivation_json(derived(FORK))
    assert "updated" not in data
    assert {step["kind"] for step in data["steps"]} == {"forward", "grad"}


def test_a_step_at_a_kink_is_marked() -> None:
    steps = derivation_json(derived(AT_A_KINK))["steps"]
    assert {s["target"]: s["kink"] for s in steps if s["kind"] == "grad"} == {
        "y": False,
        "z": True,
        "w": False,
        "b": False,
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(3), "3"), (Fraction(-5, 4), "-1.25"), (0.5, "0.5"), (2.0, "2.0"), (1e-7, "1e-07")],
)
def test_numbers_are_plain_json_numbers(value: Fraction | float, text: str) -> None:
    assert json.dumps(plain_number(value)) == text


@pytest.mark.parametrize("name", everything())
def test_values_and_gradients_cover_all_that_the_loss_depends_on(name: str) -> None:
    derivation = everything()[name]
    data = derivation_json(derivation)
    live = derivation.graph.live
    assert set(data["values"]) == set(data["shapes"]) == live
    constants = {node.name for node in derivation.graph.of_kind(Kind.CONSTANT)}
    assert set(data["gradients"]) == live - constants
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def written(derivation: Derivation) -> Iterator[tuple[str | None, float, Evaluation]]:
    """Every formula of the JSON, the number beside it, and where it holds."""
    at = derivation.evaluation
    for step in derivation_json(derivation)["steps"]:
        second = step["kind"] == "second_forward"
        yield step["formula"], step["value"], derivation.updated if second else at
        yield step.get("closed"), step["value"], at
        terms: list[dict[str, Any]] = step.get("terms", [])
        for term in terms:
            yield term["upstream"], term["upstream_value"], at
            yield term["local"], term["local_value"], at


@pytest.mark.parametrize("name", everything())
def test_every_formula_of_the_json_reads_back_to_the_number_beside_it(name: str) -> None:
    derivation = everything()[name]
    for formula, value, at in written(derivation):
        if formula is not None:
            reading = read_answer(formula, derivation.lesson.vocabulary)
            assert not isinstance(reading, Problem), formula
            assert close(evaluate(reading.sides[0], at), value), formula


@pytest.mark.parametrize("name", everything())
def test_exact_numbers_are_the_fractions_of_the_plain_ones(name: str) -> None:
    data = derivation_json(everything()[name])
    loss = data["loss"]
    plain = {
        **data["values"],
        **{f"d{loss}/d{n}": v for n, v in data["gradients"].items()},
        **{f"{n}+": v for n, v in data.get("updated", {}).items()},
    }
    for key, text in data["exact"].items():
        assert float(Fraction(text)) == pytest.approx(plain[key], rel=1e-15)
