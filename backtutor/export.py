"""Derivations as data: the JSON of `show` and `derive`.

Formulas are in the answer notation and read back to the value beside them. Numbers are plain
JSON numbers; `exact` holds the fractions. Fields may be added, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from backtutor.derive import Contribution, Derivation, GradientStep
from backtutor.gradient_texts import gradient_texts
from backtutor.graph import Kind
from backtutor.notation import write
from backtutor.questions import quantity_id
from backtutor.terms import Quantity, Symbol, Updated
from backtutor.values import Value, entries, is_matrix

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
        "shapes": {name: list(graph.shapes[name]) for name in values},
        "exact": _exact(derivation, values, gradients),
        "gradients": _numbers(gradients),
    }
    if derivation.lesson.train is not None:
        data["updated"] = _numbers(_updated(derivation))
        if derivation.lesson.train.steps > 1:
            data["curve"] = derivation.descend(derivation.lesson.train.steps)
    data["steps"] = list(_steps(derivation))
    return data


Json = int | float | list[Any]


def plain_number(value: Value) -> Json:
    """A JSON number, whole where the value is exactly whole; of a matrix, the list of its rows."""
    if is_matrix(value):
        return [[plain_number(entry) for entry in row] for row in value.tolist()]
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return float(value)


def _numbers(values: Mapping[str, Value]) -> dict[str, Json]:
    return {name: plain_number(value) for name, value in values.items()}


def _exact(
    derivation: Derivation, values: Mapping[str, Value], gradients: Mapping[str, Value]
) -> dict[str, str | list[Any]]:
    loss = derivation.graph.loss
    updated = _updated(derivation) if derivation.lesson.train is not None else {}
    named = {
        **values,
        **{f"d{loss}/d{name}": value for name, value in gradients.items()},
        **{f"{name}+": value for name, value in updated.items()},
    }
    return {name: text for name, value in named.items() if (text := _exactly(value)) is not None}


def _exactly(value: Value) -> str | list[Any] | None:
    """The fraction, or the rows of fractions; None for floats."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, float) or isinstance(entries(value)[0], float):
        return None
    return [[str(entry) for entry in row] for row in value.tolist()]


def _updated(derivation: Derivation) -> dict[str, Value]:
    new = {step.target: step.value for step in derivation.updates}
    return new | {step.target: step.value for step in derivation.second_forward}


def _steps(derivation: Derivation) -> Iterator[dict[str, Any]]:
    for step in derivation.forward:
        yield _step("forward", step.target, Symbol(step.target), write(step.formula), step.value)
    texts = dict(gradient_texts(derivation))
    for gradient in derivation.backward:
        yield _gradient(gradient, texts[gradient.target])
    for kind, steps in (
        ("update", derivation.updates),
        ("second_forward", derivation.second_forward),
    ):
        for new in steps:
            yield _step(kind, new.target, Updated(new.target), write(new.formula), new.value)


def _step(kind: str, target: str, asks: Quantity, formula: str, value: Value) -> dict[str, Any]:
    """What every kind of step has."""
    return {
        "kind": kind,
        "target": target,
        "asks": quantity_id(asks),
        "formula": formula,
        "value": plain_number(value),
    }


def _gradient(step: GradientStep, formula: str) -> dict[str, Any]:
    return _step("grad", step.target, step.quantity, formula, step.value) | {
        "closed": write(step.closed) if step.closed is not None else None,
        "terms": [_term(term) for term in step.terms],
        "kink": step.kink,
    }


def _term(term: Contribution) -> dict[str, Any]:
    rule = {} if term.rule is None else {"rule": write(term.formula)}
    return {
        "via": term.via,
        "upstream": write(term.upstream),
        "local": None if term.local is None else write(term.local),
        **rule,
        "upstream_value": plain_number(term.upstream_value),
        "local_value": None if term.local_value is None else plain_number(term.local_value),
        "value": plain_number(term.value),
    }
