"""The cases that lie beside the repository, where they do: graphs with their gradients, published
examples, and what people really type, all through the loader, the reader and the judge.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from samples import Network, arriving, close, derived, judge_of, quantity, question

from backtutor.judge import Judge
from backtutor.questions import ask

CASES = Path(__file__).parents[2] / "shared" / "cases"


def read(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return cases


def is_scalar(case: Mapping[str, Any]) -> bool:
    numbers = not any(isinstance(value, list) for value in case["inputs"].values())
    return numbers and case.get("kind") != "matrix" and not any(case.get("shapes", {}).values())


def network(case: Mapping[str, Any]) -> Network:
    """A case of either file as a network with its figures."""
    slopes = {f"d{case['loss']}/d{n}": v for n, v in case.get("expected_value", {}).items()}
    found = {**case.get("forward", {}), **slopes, **case.get("recomputed", {})}
    return Network(
        id=case["id"],
        given={name: repr(value) for name, value in case["inputs"].items()},
        nodes={node["name"]: node["expr"] for node in case["nodes"]},
        loss=case["loss"],
        trained=case.get("params") or (),
        rate=repr(case["lr"]) if case.get("lr") is not None else None,
        # some sources print the negated gradient
        values={k.removeprefix("-"): -v if k.startswith("-") else v for k, v in found.items()},
    )


GATES = "format: 1\ntitle: g\ninputs: {x: -2, y: 5, z: -4}\nnodes:\n  q: x + y\n  f: q*z\n"
SIX = """\
format: 1
title: six
inputs: {x1: 1, x2: 0.5, t: 4}
params: {w1: 0.5, w2: 1.5, w3: 2.3, w4: 3, w5: 1, w6: 1}
nodes: {h1: w1*x1 + w2*x2, h2: w3*x1 + w4*x2, y: w5*h1 + w6*h2, E: 1/2*(t - y)^2}
"""
UNIT = """\
format: 1
title: unit
inputs: {x: 2, t: 3}
params: {w: 0.5}
nodes: {z: w*x, a: sigmoid(z), C: 1/2*(a - t)^2}
"""
NEXT = """\
format: 1
title: next
inputs: {x: 2}
params: {w: 0.5, w2: 3}
nodes: {z: w*x, a: sigmoid(z), C: w2*a}
"""
FAN = """\
format: 1
title: fan
inputs: {x: 2}
params: {w: 0.5, w3: 3, w4: -2}
nodes: {z: w*x, a: sigmoid(z), z1: w3*a, z2: w4*a, C: z1^2 + z2^2}
"""
TANH = "format: 1\ntitle: t\ninputs: {z: 0.7}\nnodes: {a: tanh(z)}\n"
RECIPROCAL = "format: 1\ntitle: r\ninputs: {x: 1.37}\nnodes: {f: 1/x}\n"

AFFINE = """\
format: 1
title: affine
inputs: {X: [[1, 2, -1], [0, 1, 3], [2, -1, 0], [1, 0, 1]], x: [[1], [2], [0], [1]]}
params: {W: [[1, 0.5], [-1, 2], [0.5, -1]]}
constants: {G: [[1, -2], [0.5, 3], [-1, 1], [2, 0]]}
nodes: {Z: X @ W + x, L: sum(G*Z)}
"""

QUESTIONS = {
    "df/dx = -4": (GATES, "df/dx"),
    "dE/dw5 = (y-t)*h1 = 1.3125": (SIX, "dE/dw5"),
    "dsigma/dz at z: sigma(z)(1-sigma(z)) = 0.1966 (z=1)": (UNIT, "local:da/dz"),
    "da/dz chain = sigma'(z)*w2": (NEXT, "dC/dz"),
    "dC/dz (seed 2)": (FAN, "dC/dz"),
    "activation derivatives": (TANH, "da/dz"),
    "numbers and powers": (RECIPROCAL, "df/dx"),
    "dL/dW = x^T G ; dL/dX = G W^T": (AFFINE, "dL/dW"),
}
"""The questions of the answers, as lessons."""

READ = {True: ("right", "wrong", "unfinished", "imprecise"), False: ("unreadable",)}

if CASES.is_dir():
    EXAMPLES = [*read("engine"), *read("worked_examples")]
    NETWORKS = [network(case) for case in EXAMPLES if is_scalar(case)]
    ANSWERS = [case for case in read("answers") if case["quantity"] in QUESTIONS]
    ATTACKS = [case for case in read("attacks") if case["surface"] == "answer"]

    @pytest.mark.parametrize("case", NETWORKS, ids=str)
    def test_a_case_has_its_values_and_its_right_answers_are_right(case: Network) -> None:
        derivation = case.derivation
        judge = Judge(derivation)
        largest = max(map(abs, case.values.values()))
        for key, value in case.values.items():
            asked = ask(derivation, quantity(derivation, key))
            assert close(asked.value, value, largest), key
            verdict = judge.judge(asked, repr(value), frozenset()).verdict
            assert verdict.name == "right", (key, value)

    @pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case["typed"])
    def test_what_people_type_gets_a_verdict(case: Mapping[str, Any]) -> None:
        text, key = QUESTIONS[case["quantity"]]
        asked = question(derived(text), key)
        verdict = judge_of(text).judge(asked, case["typed"], arriving(derived(text), asked)).verdict
        allowed = READ.get(case["should_parse"], (*READ[True], *READ[False]))
        assert verdict.name in allowed

    @pytest.mark.parametrize("case", ATTACKS, ids=range(len(ATTACKS)))
    @pytest.mark.parametrize("text", [GATES, SIX])
    def test_an_attack_is_never_right_and_leaves_nothing_behind(
        text: str, case: Mapping[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        asked = question(derived(text), "df/dx" if text == GATES else "dE/dw5")
        verdict = judge_of(text).judge(asked, case["input"], frozenset()).verdict
        assert verdict.name != "right"
        # x, y and z are names of the other lesson, where some of these are plain algebra
        if text == SIX and case["expect"] in ("reject", "refuse-as-echo", "parse-then-undefined"):
            assert verdict.name == "unreadable"
        assert list(tmp_path.iterdir()) == []
