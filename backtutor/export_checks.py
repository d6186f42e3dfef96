"""Verified derivations as data: gradient checks and closed forms beside the derivation's JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backtutor.derive import Derivation
from backtutor.export import plain_number
from backtutor.gradcheck import (
    EPSILON,
    THRESHOLD,
    Checks,
    GradientCheck,
    Place,
    norm_difference,
)
from backtutor.notation import write
from backtutor.proof.closed import ClosedForm
from backtutor.questions import quantity_id
from backtutor.terms import Derivative


def checks_json(derivation: Derivation, checks: Checks) -> dict[str, Any]:
    """The checks, and what they say together."""
    worst = checks.worst
    return {
        "eps": float(EPSILON),
        "threshold": float(THRESHOLD),
        "largest": float(worst.difference) if worst else None,
        "norm": norm_difference(checks.smooth),
        "failed": [_place(check) for check in checks.failed],
        "no_value": [_place(place) for place in checks.beside],
        "left": checks.left,
        "checks": [_check(derivation, check) for check in checks.checks],
    }


def _place(at: GradientCheck | Place) -> dict[str, Any]:
    return {"name": at.name, "entry": list(at.entry) if at.entry else None}


def _check(derivation: Derivation, check: GradientCheck) -> dict[str, Any]:
    return {
        **_place(check),
        "asks": quantity_id(Derivative(derivation.graph.loss, check.name)),
        "eps": float(check.eps),
        "side": check.side.value,
        "plus": plain_number(check.plus),
        "minus": plain_number(check.minus),
        "approx": plain_number(check.approx),
        "gradient": plain_number(check.gradient),
        "difference": plain_number(check.difference),
        "verdict": check.verdict.value,
    }


def with_closed_forms(data: dict[str, Any], forms: Iterable[ClosedForm]) -> dict[str, Any]:
    """The JSON of a derivation, each gradient step with its closed form."""
    found = {form.target: form for form in forms}
    return {**data, "steps": [_with_form(step, found) for step in data["steps"]]}


def _with_form(step: dict[str, Any], forms: dict[str, ClosedForm]) -> dict[str, Any]:
    form = forms.get(step["target"]) if step["kind"] == "grad" else None
    if form is None:
        return step
    text = write(form.term) if form.term is not None else None
    return {**step, "closed_form": text, "closed_form_state": form.finish.value}
