"""`show --check`, `show --closed-form`, `check --prove`, training: pages and data, literally."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from samples import AT_A_KINK, NEURON, SIX_WEIGHTS, derived, lesson
from test_cli import backtutor
from test_gradcheck import wrong

from backtutor.commands import proving
from backtutor.commands.proving import prove
from backtutor.commands.verify import verify
from backtutor.deadline import Desk
from backtutor.derive import Derivation
from backtutor.environment import Environment, Streams
from backtutor.export import derivation_json
from backtutor.gradcheck import check_all
from backtutor.problems import Exit
from backtutor.text import say
from backtutor.ui.problems import plain_problem
from backtutor.ui.screen import Screen
from backtutor.ui.training import descent, steps_shown

MATRICES = """\
format: 1
title: an affine layer
inputs: {X: [[1, 2], [0, 1]], T: [[1], [2]]}
params: {W: [[1], [-1]], b: [[0.5]]}
nodes:
  Y: X @ W + b
  L: 1/2*sum((Y - T)^2)
"""

TRAINED = """\
format: 1
title: downhill
params: {w: 3}
nodes: {L: w^2}
train: {lr: 0.25, steps: 4}
"""

DIVERGING = """\
format: 1
title: too fast
params: {w: 3}
nodes: {L: w^4}
train: {lr: 10, steps: 50}
"""


def printer(width: int = 80, **settings: Any) -> tuple[Environment, io.StringIO]:
    out = io.StringIO()
    streams = Streams(io.StringIO(), out, io.StringIO())
    return Environment(streams, size=lambda: (width, 24), **settings), out


def page(
    derivation: Derivation, check: bool = True, closed: bool = False, **settings: Any
) -> tuple[Exit, str]:
    """The exit status and what is printed."""
    environment, out = printer(**settings)
    status = verify(environment, derivation, "text", check, closed)
    return status, out.getvalue()


def data(derivation: Derivation, check: bool = True, closed: bool = False) -> Any:
    environment, out = printer()
    verify(environment, derivation, "json", check, closed)
    return json.loads(out.getvalue())


# -- show --check

CHECKS = """\
one neuron

Every gradient against (E(w+ε) − E(w−ε))/2ε, ε = 1e-5

      gradient  difference quotient  relative difference
t  −0.46818777          −0.46818777              5.1e-13  ✓
a   0.46818777           0.46818777              2.5e-12  ✓
z   0.10380326           0.10380326              3.9e-12  ✓
x  0.083042605          0.083042605              1.1e-11  ✓
w   0.15570488           0.15570488              1.5e-11  ✓
b   0.10380326           0.10380326              3.9e-12  ✓

Agree to within 1e-7: 6 of 6. The largest relative difference is 1.5e-11, at w.
As one vector: relative difference 4e-12.
"""

KINK = """\
a unit at its kink

Every gradient against (E(w+epsilon) - E(w-epsilon))/2epsilon, epsilon = 1e-5

   gradient  difference quotient  relative difference
t         3                    3                    0  ok
y        -3                   -3                    0  ok
z         0             -2.99999                    1  kink
x         0           -1.4999975                    1  kink
w         0             -5.99996                    1  kink
b         0             -2.99999                    1  kink

At a kink: z, x, w, b. There the difference is the mean of the slopes on both
sides, and any slope between them is right.
Agree to within 1e-7: 2 of 6. The largest relative difference is 0, at t.
As one vector: relative difference 0.
"""

WRONG = """\
six weights

Every gradient against (E(w+ε) − E(w−ε))/2ε, ε = 1e-5

    gradient  difference quotient  relative difference
t      −1.05                −1.05                    0  ✓
y       1.05                 1.05                    0  ✓
w₅    1.3125               1.3125                    0  ✓
w₆      3.99                 3.99                    0  ✓
h₁       2.1                 1.05                 0.33  ✗
w₁       2.1                 1.05                 0.33  ✗
w₂      1.05                0.525                 0.33  ✗
h₂      1.05                 1.05                    0  ✓
x₁     3.465                 2.94                0.082  ✗
x₂       6.3                4.725                 0.14  ✗
w₃      1.05                 1.05                    0  ✓
w₄     0.525                0.525                    0  ✓

These disagree by more than 1e-7: h₁, w₁, w₂, x₁, x₂.
Agree to within 1e-7: 7 of 12. The largest relative difference is 0, at t.
As one vector: relative difference 0.14.
"""

ENTRIES = """\
an affine layer

每个梯度与 (L(w+ε) − L(w−ε))/2ε 对照，ε = 1e-5

        梯度  差商  相对差  整个矩阵
T[1,1]   1.5   1.5       0         0  ✓
Y[1,1]  −1.5  −1.5       0         0  ✓
X[1,1]  −1.5  −1.5       0         0  ✓
W[1,1]  −1.5  −1.5       0         0  ✓
b[1,1]    −4    −4       0         0  ✓

吻合（界限 1e-7）：11 个中的 11 个。最大的相对差是 0，在 T[1,1] 处。
合成一个向量：相对差 0。
"""

SPOKEN = """\
a unit at its kink

Every gradient against (E(w+ε) − E(w−ε))/2ε, ε = 1e-5

t: gradient 3, difference quotient 3, relative difference 0: agrees.
y: gradient −3, difference quotient −3, relative difference 0: agrees.
z: gradient 0, difference quotient −2.99999, relative difference 1: at a kink.
x: gradient 0, difference quotient −1.4999975, relative difference 1: at a kink.
w: gradient 0, difference quotient −5.99996, relative difference 1: at a kink.
b: gradient 0, difference quotient −2.99999, relative difference 1: at a kink.

At a kink: z, x, w, b. There the difference is the mean of the slopes on both
sides, and any slope between them is right.
Agree to within 1e-7: 2 of 6. The largest relative difference is 0, at t.
As one vector: relative difference 0.
"""


@pytest.mark.parametrize(
    ("derivation", "settings", "status", "printed"),
    [
        (derived(NEURON), {}, Exit.DONE, CHECKS),
        (derived(AT_A_KINK), {"unicode": False}, Exit.DONE, KINK),
        (wrong(SIX_WEIGHTS, "h1", "y"), {}, Exit.PROBLEMS, WRONG),
        (derived(MATRICES), {"lang": "zh"}, Exit.DONE, ENTRIES),
        (derived(AT_A_KINK), {"plain": True}, Exit.DONE, SPOKEN),
    ],
    ids=["agrees", "kink", "wrong", "entries", "plain"],
)
def test_a_page_of_checks(
    derivation: Derivation, settings: dict[str, Any], status: Exit, printed: str
) -> None:
    assert page(derivation, **settings) == (status, printed)


def test_on_a_narrow_screen_the_table_is_told() -> None:
    _, printed = page(derived(NEURON), width=40)
    assert max(map(len, printed.splitlines())) <= 40
    assert "a: gradient 0.46818777, difference\nquotient 0.46818777" in printed


def test_checks_are_data() -> None:
    found = data(derived(SIX_WEIGHTS))["check"]
    checks = {check["name"]: check for check in found.pop("checks")}
    assert found == {
        "eps": 1e-05, "threshold": 1e-07, "largest": 0.0, "norm": 0.0,
        "failed": [], "no_value": [], "left": 0,
    }  # fmt: skip
    assert checks["w5"] == {
        "name": "w5",
        "entry": None,
        "asks": "dE/dw5",
        "eps": 1e-05,
        "side": "two",
        "plus": 0.551263125078125,
        "minus": 0.551236875078125,
        "approx": 1.3125,
        "gradient": 1.3125,
        "difference": 0,
        "verdict": "agrees",
    }


def test_what_disagrees_is_named_in_the_data() -> None:
    found = data(wrong(SIX_WEIGHTS, "h1", "y"))["check"]
    assert [place["name"] for place in found["failed"]] == ["h1", "w1", "w2", "x1", "x2"]
    assert found["largest"] == pytest.approx(1 / 3)
    entries = data(derived(MATRICES))["check"]["checks"]
    assert [c["entry"] for c in entries if c["name"] == "W"] == [[1, 1], [2, 1]]


# -- show --closed-form

CLOSED = """\
one neuron

Closed forms: only what is given

∂E/∂a = σ(w·x + b) − t
∂E/∂z = (σ(w·x + b) − t)·σ(w·x + b)·(1 − σ(w·x + b))
∂E/∂w = (σ(w·x + b) − t)·σ(w·x + b)·(1 − σ(w·x + b))·x
∂E/∂b = (σ(w·x + b) − t)·σ(w·x + b)·(1 − σ(w·x + b))
"""


def test_a_page_of_closed_forms() -> None:
    assert page(derived(NEURON), check=False, closed=True) == (Exit.DONE, CLOSED)


def test_matrices_are_said_to_be_written_out_only() -> None:
    _, printed = page(derived(MATRICES), check=False, closed=True, unicode=False)
    assert printed.endswith(
        "= X.T @ (X @ W + b - T)\n"
        "dL/db = sum(X @ W + b - T, axis=0)\n"
        "\n"
        "Matrices are written out, not simplified.\n"
    )


def test_closed_forms_stand_in_the_gradient_steps() -> None:
    steps = data(derived(NEURON), check=False, closed=True)["steps"]
    forms = {s["asks"]: s.get("closed_form") for s in steps if s["kind"] == "grad"}
    assert forms["dE/da"] == "sigmoid(w*x + b) - t"
    assert {s.get("closed_form_state") for s in steps} == {"simplified", None}


def test_both_together_have_one_title() -> None:
    status, printed = page(derived(NEURON), closed=True)
    assert (status, printed) == (Exit.DONE, CLOSED + CHECKS.removeprefix("one neuron\n"))


def test_the_command_line_knows_them(tmp_path: Path) -> None:
    ran = backtutor("show", "w1-w6", "--check", "--closed-form", "--format", "json", cwd=tmp_path)
    assert (ran.status, ran.json["check"]["failed"]) == (Exit.DONE, [])
    assert all("closed_form" in step for step in ran.json["steps"] if step["kind"] == "grad")
    for mode in (("--mode", "forward"), ("--wrt", "x1")):
        refused = backtutor("show", "w1-w6", "--check", *mode, cwd=tmp_path)
        assert (refused.status, refused.out) == (Exit.USAGE, "")
        assert "go with reverse mode" in refused.err


# -- check --prove


def test_every_local_derivative_and_every_gradient_of_a_lesson_is_proved(tmp_path: Path) -> None:
    (tmp_path / "neuron.yaml").write_text(NEURON, encoding="utf-8")
    (tmp_path / "affine.yaml").write_text(MATRICES, encoding="utf-8")
    ran = backtutor("check", "neuron.yaml", "affine.yaml", "--prove", cwd=tmp_path)
    assert (ran.status, ran.out) == (
        Exit.DONE,
        "neuron: all 6 local derivatives proved; whole gradients proved: 4\n"
        "affine: all 5 local derivatives proved; step by step: 3\n"
        "2 lessons, no problems\n",
    )
    found = backtutor("check", "neuron.yaml", "--prove", "--json", cwd=tmp_path).json
    assert found["proved"] == [
        {
            "lesson": "neuron",
            "path": "neuron.yaml",
            "local": {
                "proved": ["dz/dw", "dz/dx", "dz/db", "da/dz", "dE/da", "dE/dt"],
                "numerically": [],
                "failed": [],
                "left": [],
            },
            "whole": ["a", "z", "w", "b"],
            "step_by_step": [],
            "failed": [],
        }
    ]


def test_without_prove_the_data_are_as_before(tmp_path: Path) -> None:
    ran = backtutor("check", "--json", cwd=tmp_path)
    assert ran.status == Exit.USAGE
    (tmp_path / "neuron.yaml").write_text(NEURON, encoding="utf-8")
    assert backtutor("check", "neuron.yaml", "--json", cwd=tmp_path).json == {
        "problems": [],
        "lessons": 1,
    }


def test_a_refuted_slope_is_a_problem_at_its_formula() -> None:
    with Desk(30) as desk:
        proof = prove(wrong(SIX_WEIGHTS, "h1", "y"), desk)
    slope, *gradients = map(plain_problem, proof.problems)
    assert slope == (
        "error[L075]: the derivative of y by h1 is refuted\n"
        " --> sample.yaml:8:6\n"
        "  |\n"
        "8 |   y: w5*h1 + w6*h2\n"
        "  |      ^^^^^^^^^^^^^\n"
        "  = help: this is a fault of backtutor, not of the lesson: please report it with this file"
    )
    assert [text.splitlines()[0] for text in gradients] == [
        f"error[L076]: the gradient of E by {name}, taken in one piece, is refuted"
        for name in ("h1", "w1", "w2")
    ]
    assert [say(sentence, "en") for sentence in proof.told] == [
        "sample: 13 of 14 local derivatives proved",
        "not proved: 4",
        "whole gradients proved: 6",
    ]


def test_what_there_is_no_time_for_holds_step_by_step() -> None:
    with Desk(0) as desk:
        proof = prove(derived(NEURON), desk)
    assert [say(sentence, "en") for sentence in proof.told] == [
        "sample: 0 of 6 local derivatives proved",
        "checked numerically: 6",
        "step by step: 4",
    ]
    assert proof.problems == ()


def test_what_no_proof_was_found_for_still_has_to_agree_with_differences() -> None:
    with Desk(0) as desk:
        proof = prove(wrong(SIX_WEIGHTS, "h1", "y"), desk)
    assert [plain_problem(found).splitlines()[0] for found in proof.problems] == [
        "error[L075]: the derivative of y by h1 is refuted"
    ]


def test_what_a_network_is_too_large_for_is_counted_as_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proving, "check_all", lambda derivation: check_all(derivation, work=60))
    with Desk(0) as desk:
        proof = prove(derived(SIX_WEIGHTS), desk)
    assert [say(sentence, "en") for sentence in proof.told] == [
        "sample: 0 of 14 local derivatives proved",
        "checked numerically: 5",
        "left alone, too many: 9",
        "step by step: 9",
    ]


# -- training


def test_the_curve_of_the_loss_is_data() -> None:
    # w is halved four times
    assert derivation_json(derived(TRAINED))["curve"] == [9.0, 2.25, 0.5625, 0.140625, 0.03515625]
    assert "curve" not in derivation_json(derived(NEURON))


def told(text: str, **settings: Any) -> str:
    environment, out = printer(**settings)
    whole = derived(text)
    train = lesson(text).train
    assert train is not None
    steps = steps_shown(train)
    descent(whole, whole.descend(steps), train.lr, steps, Screen(environment))
    return out.getvalue()


def test_as_many_steps_are_shown_as_the_lesson_takes() -> None:
    assert told(TRAINED, plain=True) == (
        "After 4 steps with η = 0.25, L has gone from 9 to 0.0352.\n"
    )


def test_a_curve_that_runs_away_says_so() -> None:
    assert told(DIVERGING, plain=True) == (
        "After 3 steps with η = 10, L has gone from 81 to 6.2e134.\n"
        "After 4 of 50 steps L is no finite number any more: the learning rate is too\n"
        "large.\n"
    )
    assert len(derivation_json(derived(DIVERGING))["curve"]) == 4
