"""Derivations as data: the JSON of `show` and `derive`.

Formulas are in the answer notation and read back to the value beside them. Numbers are plain
JSON numbers; `exact` holds the fractions. Fields may be added, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from backtutor.derive import (
    Contribution,
    Derivation,
    GradientStep,
)
from backtutor.graph import Kind
from backtutor.notation import write
from backtutor.questions import quantity_id
from backtutor.terms import Quantity, Symbol, Term, Updated
from backtutor.values import Value

FORMAT = 1


def derivation_json(derivation: Derivation) -> dict[str, Any]:
    """The whole derivation of a lesson."""
    graph, at = derivation.graph, derivation.evaluation
    live = [node for node in graph.nodes.values() if node.name in graph.live]
    values = {node.name: at[Symbol(node.name)] for node in live}
    gradients = {
        node.name: at.gradients[node.name] for node in live if node.kind is not Kind.CONSTANT
    }
    data: dict[str, Any] = {
        "format": FORMAT,
        "lesson": derivation.lesson.id,
        "loss": graph.loss,
        "values": _numbers(values),
        "shapes": {name: [] for name in values},
        "exact": _exact(derivation, values, gradients),
        "gradients": _numbers(gradients),
    }
    if derivation.lesson.train is not None:
        data["updated"] = _numbers(_updated(derivation))
    data["steps"] = list(_steps(derivation))
    return data


def plain_number(value: Value) -> int | float:
    """A JSON number: whole where the value is exactly whole."""
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return float(value)


def _numbers(values: Mapping[str, Value]) -> dict[str, int | float]:
    return {name: plain_number(value) for name, value in values.items()}


def _exact(
    derivation: Derivation, values: Mapping[str, Value], gradients: Mapping[str, Value]
) -> dict[str, str]:
    loss = derivation.graph.loss
    updated = _updated(derivation) if derivation.lesson.train is not None else {}
    named = {
        **values,
        **{f"d{loss}/d{name}": value for name, value in gradients.items()},
        **{f"{name}+": value for name, value in updated.items()},
    }
    return {name: str(value) for name, value in named.items() if isinstance(value, Fraction)}


def _updated(derivation: Derivation) -> dict[str, Value]:
    new = {step.target: step.value for step in derivation.updates}
    return new | {step.target: step.value for step in derivation.second_forward}


def _steps(derivation: Derivation) -> Iterator[dict[str, Any]]:
    for step in derivation.forward:
        yield _step("forward", step.target, Symbol(step.target), step.formula, step.value)
    yield from map(_gradient, derivation.backward)
    for kind, steps in (
        ("update", derivation.updates),
        ("second_forward", derivation.second_forward),
    ):
        for new in steps:
            yield _step(kind, new.target, Updated(new.target), new.formula, new.value)


def _step(kind: str, target: str, asks: Quantity, formula: Term, value: Value) -> dict[str, Any]:
    """What every kind of step has."""
    return {
        "kind": kind,
        "target": target,
        "asks": quantity_id(asks),
        "formula": write(formula),
        "value": plain_number(value),
    }


def _gradient(step: GradientStep) -> dict[str, Any]:
    return _step("grad", step.target, step.quantity, step.formula, step.value) | {
        "closed": write(step.closed) if step.closed is not None else None,
        "terms": [_term(term) for term in step.terms],
        "kink": step.kink,
    }


def _term(term: Contribution) -> dict[str, Any]:
    return {
        "via": term.via,
        "upstream": write(term.upstream),
        "local": write(term.local),
        "upstream_value": plain_number(term.upstream_value),
        "local_value": plain_number(term.local_value),
        "value": plain_number(term.value),
    }
