"""Forward mode and paths as data: what `show --mode` adds to the JSON of a derivation.

In: a derivation and the name that was asked for. Out: fields beside those of `backtutor.export`.
In a tangent's formula a derivative by that name is the total one, which is the tangent.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from backtutor import paths
from backtutor.derive import Derivation
from backtutor.export import plain_number
from backtutor.notation import show, write
from backtutor.questions import quantity_id
from backtutor.tangents import (
    Cost,
    TangentPart,
    TangentStep,
    asked_inputs,
    forward_cost,
    reverse_cost,
    tangents,
)
from backtutor.terms import Term

MOST_PATHS = 100
"""Paths that are listed one by one; `count` is of all."""

MOST_BITS = 10_000
"""Past this many bits a count is text, 1.5e4000: Python and others write no such number."""


def forward_json(derivation: Derivation, wrt: str) -> dict[str, Any]:
    """The tangents from one input on, and what all gradients cost in either mode."""
    return {
        "tangents": [_tangent(step) for step in tangents(derivation, wrt)],
        "cost": {
            "inputs": list(asked_inputs(derivation)),
            "forward": _cost(forward_cost(derivation)),
            "reverse": _cost(reverse_cost(derivation)),
        },
    }


def _tangent(step: TangentStep) -> dict[str, Any]:
    return {
        "target": step.target,
        "asks": quantity_id(step.quantity),
        "formula": write(step.formula),
        "closed": _written(step.closed),
        "value": plain_number(step.value),
        "terms": [_part(part) for part in step.terms],
    }


def _part(part: TangentPart) -> dict[str, Any]:
    return {
        "via": part.via,
        "local": _written(part.local),
        "rule": _written(part.rule),
        "tangent": write(part.tangent),
        "local_value": None if part.local_value is None else plain_number(part.local_value),
        "tangent_value": plain_number(part.tangent_value),
        "value": plain_number(part.value),
    }


def _cost(cost: Cost) -> dict[str, int]:
    return {"sweeps": cost.sweeps, "operations": cost.operations}


def paths_json(derivation: Derivation, start: str) -> dict[str, Any]:
    """The paths from one name to the loss: how many, the first of them, their sum."""
    graph, end = derivation.graph, derivation.graph.loss
    return {
        "paths": {
            "from": start,
            "to": end,
            "count": plain_count(paths.count(graph, start, end)),
            "listed": list(_listed(derivation, start, end)),
            "factored": _written(paths.factored(derivation, start, end)),
            "value": plain_number(paths.total_value(derivation, start, end)),
        }
    }


def plain_count(ways: int) -> int | str:
    """A whole number, as long as it can be written as one."""
    return ways if ways.bit_length() <= MOST_BITS else show(Fraction(ways))


def _listed(derivation: Derivation, start: str, end: str) -> Iterator[dict[str, Any]]:
    for path in islice(paths.listing(derivation.graph, start, end), MOST_PATHS):
        yield {
            "path": list(path),
            "product": _written(paths.path_contribution(derivation, path)),
            "value": plain_number(paths.path_value(derivation, path)),
        }


def _written(term: Term | None) -> str | None:
    return write(term) if term is not None else None
