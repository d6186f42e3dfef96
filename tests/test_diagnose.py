"""`diagnose`: gradients of somebody's own code, weighed together; pages and data, literally."""

from __future__ import annotations

import io
import json
import re
import textwrap
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from buggy import BUGS, SKIP, backward
from matrix_lessons import TWO_LAYERS
from samples import AT_A_KINK, LESSONS, SIX_WEIGHTS, STEPPED, derived
from test_cli import backtutor

from backtutor.commands.diagnose import diagnose as command
from backtutor.commands.diagnose import report_json
from backtutor.derive import Derivation
from backtutor.diagnosis.figures import Figures, Fit
from backtutor.diagnosis.hypotheses import Hypotheses, Hypothesis
from backtutor.diagnosis.names import Names, asked_names
from backtutor.diagnosis.passes import right_pass
from backtutor.diagnosis.report import Report, diagnose
from backtutor.environment import Environment, Streams
from backtutor.lesson import Tolerance
from backtutor.loader import load_lesson
from backtutor.loader.gradients import gradients_of
from backtutor.marks import Typed
from backtutor.problems import Exit
from backtutor.text import LANGUAGES
from backtutor.values import Value, is_matrix

SIX = derived(SIX_WEIGHTS)
BATCH = Derivation(LESSONS["batch-mean"])
SKIPPING = derived(SKIP)
NETWORKS: Mapping[str, Derivation] = {
    "six weights": SIX,
    "stepped": derived(STEPPED),
    "batch": BATCH,
    "softmax": Derivation(LESSONS["softmax-cross-entropy"]),
    "two layers": derived(textwrap.dedent(TWO_LAYERS)),
}


def figures(derivation: Derivation, gradients: Any) -> dict[str, Figures]:
    """What a program that dumps these writes."""
    return gradients_of("g.json", json.dumps(gradients).encode(), derivation).figures


def weighed(derivation: Derivation, gradients: Any) -> Report:
    return diagnose(derivation, figures(derivation, gradients))


def listed(value: Value) -> Any:
    """A value as JSON writes it."""
    return value.astype(float).tolist() if is_matrix(value) else float(value)


def right(derivation: Derivation) -> dict[str, Any]:
    found = right_pass(derivation)
    return {name: listed(found.of(name)) for name in asked_names(derivation)}


def causes(report: Report) -> list[tuple[str, set[str], set[tuple[str, str | None]]]]:
    """Group by group: what is explained, and each mistake that may be it with its place."""
    groups: dict[int, tuple[str, set[str], set[tuple[str, str | None]]]] = {}
    for cause in report.causes:
        names = " ".join(cause.explains)
        _, ids, places = groups.setdefault(cause.group, (names, set(), set()))
        ids.add(cause.id)
        places.add((cause.id, cause.site))
    return list(groups.values())


def explained(report: Report) -> list[tuple[str, str]]:
    """What is explained, and the mistakes that may be it."""
    return [(names, " ".join(sorted(ids))) for names, ids, _ in causes(report)]


def verdicts(report: Report) -> str:
    return " ".join(f"{finding.name}:{finding.verdict}" for finding in report.findings)


# -- gradients that numpy computed, with the bugs that people write

ALL = "W1 b1 W2 b2"
FOUND: Mapping[str, list[tuple[str, str]]] = {
    "sign": [(ALL, "negated sign")],
    "mean missing": [(ALL, "batch-not-averaged")],
    "mean missing below": [("W1 b1", "batch-not-averaged")],
    "bias not summed": [("b1 b2", "bias-not-summed upstream-only")],
    "transpose missing": [("W1 b1", "weight-not-transposed")],
    "overwritten": [("W1 b1", "one-path")],
    "mask of the gradient": [("W1 b1", "relu-mask-upstream")],
    "mask of another layer": [],
    "mask forgotten": [("W1 b1", "dropped-factor relu-ignored upstream-only")],
    "one example": [("W1", "one-example")],
    "times the rate": [(ALL, "step-not-gradient")],
    "W2 and b2 halved": [("W2 b2", "sum-split two-forgotten")],
    "W2 turned over": [("W2", "transposed")],
}


def test_every_bug_is_in_the_table() -> None:
    assert set(FOUND) == set(BUGS)


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_in_numpy_is_named(bug: str) -> None:
    assert explained(weighed(SKIPPING, backward(bug))) == FOUND[bug]


def test_a_right_backward_pass_is_right() -> None:
    report = weighed(SKIPPING, backward(nodes=True))
    assert verdicts(report) == "W1:right b1:right W2:right b2:right Z1:right A1:right S:right"
    assert report.is_clean


@pytest.mark.parametrize(
    ("bugs", "found"),
    [
        (
            "sign+overwritten",
            [("W2 b2", "negated sign"), ("W1 b1", "one-path")],
        ),
        (
            "bias not summed+mean missing",
            [("W1 W2", "batch-not-averaged"), ("b1 b2", "bias-not-summed upstream-only")],
        ),
        (
            "sign+mask forgotten",
            [
                ("W2 b2", "negated sign"),
                ("W1 b1", "dropped-factor relu-ignored upstream-only"),
            ],
        ),
    ],
)
def test_two_bugs_are_two_causes_one_on_top_of_the_other(
    bugs: str, found: list[tuple[str, str]]
) -> None:
    assert explained(weighed(SKIPPING, backward(bugs))) == found


def test_float32_and_a_print_of_four_decimals_are_read_for_what_they_are() -> None:
    import numpy as np

    gradients = backward("sign")
    single = {name: np.float32(value).tolist() for name, value in gradients.items()}
    printed = {name: np.round(value, 4).tolist() for name, value in gradients.items()}
    assert explained(weighed(SKIPPING, single)) == FOUND["sign"]
    assert explained(weighed(SKIPPING, printed)) == FOUND["sign"]
    assert weighed(SKIPPING, {n: np.float32(v).tolist() for n, v in backward().items()}).is_clean


def test_the_gradients_of_nodes_say_where_it_begins() -> None:
    report = weighed(SKIPPING, backward("overwritten", nodes=True))
    assert [places for _, _, places in causes(report)] == [{("one-path", "A1")}]


def test_a_wrong_gradient_of_a_node_that_nothing_explains_still_explains_what_follows() -> None:
    report = weighed(SKIPPING, backward("sign+mask of another layer", nodes=True))
    assert explained(report) == [("W2 b2 A1 S", "negated sign"), ("W1 b1 Z1", "own")]
    assert causes(report)[1][2] == {("own", "Z1")}
    assert not report.unexplained


# -- every mistake of the table, at every place


def mistakes(derivation: Derivation) -> list[Hypothesis]:
    known = Hypotheses(derivation)
    at_nodes = [one for site in known.sites for one in known.at(site)]
    return [one for one in [*at_nodes, *known.everywhere] if one.in_step]


@pytest.mark.parametrize("network", NETWORKS)
def test_every_wrong_rule_at_every_node_is_found_there(network: str) -> None:
    derivation = NETWORKS[network]
    before, told = right_pass(derivation), 0
    for mistake in mistakes(derivation):
        after = mistake.after(before)
        if after is None:
            continue
        wrong = {name: listed(after.of(name)) for name in asked_names(derivation)}
        report = weighed(derivation, wrong)
        if report.is_clean:
            continue  # these numbers hide it
        told += 1
        ((_, _, places),) = causes(report)
        assert (mistake.id, mistake.site) in places
        assert not report.unexplained
    assert told > 5


@pytest.mark.parametrize("network", NETWORKS)
def test_no_number_is_told(network: str) -> None:
    derivation = NETWORKS[network]
    for factor in (-1, 3, 0.5, 1.7, 0):
        gradients = {name: scaled(value, factor) for name, value in right(derivation).items()}
        report = weighed(derivation, gradients)
        for lang in LANGUAGES:
            told = json.dumps(report_json(derivation, report, lang))
            assert set(re.findall(r"\d+\.\d+", told)) <= {"0.001"}


def scaled(value: Any, factor: float) -> Any:
    return [scaled(one, factor) for one in value] if isinstance(value, list) else factor * value


# -- factors


@pytest.mark.parametrize(
    ("changed", "factor", "sites"),
    [
        ("w1 w2 w3 w4 w5 w6", 3, {"E", "y"}),
        ("w1 w2", 3, {"h1"}),
        ("w3 w4", Fraction(1, 5), {"h2"}),
        ("w1 w2", 1.2345678, {"h1"}),
        ("w1 w3", 3, {None}),
    ],
)
def test_a_common_factor_is_placed_where_the_right_ones_allow(
    changed: str, factor: float, sites: set[str | None]
) -> None:
    derivation = NETWORKS["stepped"]
    gradients = {
        name: float(value * (factor if name in changed.split() else 1))
        for name, value in right(derivation).items()
    }
    ((_, ids, places),) = causes(weighed(derivation, gradients))
    assert ids == {"factor"}
    assert {site for _, site in places} == sites


def test_a_factor_of_one_number_is_no_evidence() -> None:
    report = weighed(NETWORKS["stepped"], {**right(NETWORKS["stepped"]), "w1": 17.3})
    assert not report.causes
    assert [said.id for said in report.unexplained] == ["diagnose-unexplained", "diagnose-check"]


# -- right or wrong


@pytest.mark.parametrize(
    ("w1", "verdict"),
    [
        (1.05, "right"),
        (1.0500001, "right"),
        (1.0509, "right"),
        (1.052, "wrong"),
        (1.1, "imprecise"),
        ([1.05], "right"),
        ([[1.05]], "right"),
        ([1.05, 1.05], "wrong"),
    ],
)
def test_numbers_are_held_to_the_tolerance_of_answers(w1: Any, verdict: str) -> None:
    assert verdicts(weighed(SIX, {"w1": w1})) == f"w1:{verdict}"


def test_a_mistake_that_gives_these_very_figures_is_not_taken_for_the_right_value() -> None:
    lesson = SIX_WEIGHTS.replace("x1: 1,", "x1: 0.9995,")
    derivation = derived(lesson)
    slope = float(right_pass(derivation).of("h1"))  # what arrives, without x1
    assert verdicts(weighed(derivation, {"w1": slope})) == "w1:wrong"


@pytest.mark.parametrize(
    ("b", "verdict"), [(0, "right"), (-3, "right"), (-6, "right"), (1, "wrong")]
)
def test_at_a_kink_any_subgradient_is_right(b: float, verdict: str) -> None:
    gradients = {"w": 2 * b, "b": b}
    assert verdicts(weighed(derived(AT_A_KINK), gradients)) == f"w:{verdict} b:{verdict}"


@pytest.mark.parametrize(
    ("value", "shape", "fit"),
    [
        ([1, 2], (1, 2), Fit.EXACT),
        ([1, 2], (2, 1), Fit.EXACT),
        ([[1, 2]], (1, 2), Fit.EXACT),
        ([[1, 2]], (2, 1), Fit.NOT),
        ([[1], [2]], (2, 1), Fit.EXACT),
        ([1, 2, 3], (1, 2), Fit.NOT),
    ],
)
def test_a_flat_list_is_a_row_or_a_column(value: Any, shape: tuple[int, int], fit: Fit) -> None:
    from backtutor.matrices import matrix

    rows = value if isinstance(value[0], list) else [value]
    typed = tuple(tuple(Typed(float(one), str(one)) for one in row) for row in rows)
    entries = [Fraction(1), Fraction(2)]
    wanted = matrix([entries] if shape == (1, 2) else [[entry] for entry in entries])
    found = Figures(typed, 2 if isinstance(value[0], list) else 1)
    assert found.fit(wanted, Tolerance()) is fit


# -- names


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("w1", "w1"),
        ("w_1", "w1"),
        ("w₁", "w1"),
        (" w1 ", "w1"),
        ("dw1", "w1"),
        ("d_w1", "w1"),
        ("dE/dw1", "w1"),
        ("dE / dw_1", "w1"),
        ("∂E/∂w₁", "w1"),
        ("dE_dw1", "w1"),
        ("dEdw1", "w1"),
        ("grad_w1", "w1"),
        ("w1.grad", "w1"),
        ("w1_grad", "w1"),
        ("dL/dw1", None),
        ("W1", None),
        ("w7", None),
        ("", None),
        ("d", None),
    ],
)
def test_a_key_is_read_as_a_gradient(key: str, name: str | None) -> None:
    assert Names(SIX).meant(key) == name


@pytest.mark.parametrize(
    ("key", "near"),
    [("W1", "w1"), ("dL/dw1", "w1"), ("dW1", "w1"), ("w7", "w1"), ("something", None)],
)
def test_a_name_that_there_is_not_gets_the_nearest(key: str, near: str | None) -> None:
    assert Names(SIX).nearest(key) == near


def test_a_name_of_the_lesson_beats_a_reading_of_it() -> None:
    lesson = "format: 1\ntitle: d\nparams: {w: 2}\nnodes: {dw: w^2, E: 3*dw}\n"
    assert Names(derived(lesson)).meant("dw") == "dw"


def test_what_is_missing_and_what_is_too_much_is_said() -> None:
    gradients = {"w1": 1.05, "zz": 1, "W2": 2}
    found = gradients_of("g.json", json.dumps(gradients).encode(), SIX)
    report = diagnose(SIX, found.figures, found.extra)
    assert report.missing == ("w2", "w3", "w4", "w5", "w6")
    assert [(extra.key, extra.near) for extra in report.extra] == [("zz", None), ("W2", "w2")]
    assert not report.is_clean


def test_a_list_is_read_in_the_order_of_the_parameters() -> None:
    assert weighed(SIX, [1.05, 0.525, 1.05, 0.525, 1.3125, 3.99]).is_clean


# -- pages


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("skip.yaml").write_text(SKIP, encoding="utf-8")
    return tmp_path


def page(gradients: Any, reference: str = "skip.yaml", **settings: Any) -> tuple[Exit, str]:
    """The exit status and what is printed at 80 columns."""
    out = io.StringIO()
    streams = Streams(io.StringIO(), out, io.StringIO())
    Path("g.json").write_text(json.dumps(gradients), encoding="utf-8")
    status = command(Environment(streams, **settings), reference, "g.json", False)
    return status, out.getvalue()


TWO_CAUSES = """\
Two layers and a skip: the gradients of L in g.json

✗ W₁  is exactly 4× what it should be
✗ b₁  has the shape 4×3, b₁ has 1×3
✗ W₂  is exactly 4× what it should be
✗ b₂  has the shape 4×3, b₂ has 1×3

One mistake explains all of W₁, W₂, in the step back through L:
  the loss is a mean: by what is it divided, and does your answer keep that?

One mistake explains all of b₁, b₂, in the last step of each:
  b₁ was added to every row of Z₁: what is done with what comes back from all of
  them?
"""

TWO_CAUSES_ZH = """\
Two layers and a skip：g.json 里 L 的梯度

✗ W₁  恰好是应有值的 4 倍
✗ b₁  形状是 4×3，而 b₁ 是 1×3
✗ W₂  恰好是应有值的 4 倍
✗ b₂  形状是 4×3，而 b₂ 是 1×3

W₁、W₂ 都可由同一处差错解释，出在反向经过 L 的那一步：
  损失是一个平均：它除以了什么？你的答案里还有这一项吗？

b₁、b₂ 都可由同一处差错解释，在各自的最后一步都出了：
  b₁ 加到了 Z₁ 的每一行上：从各行传回来的要怎样处理？
"""

BELOW_THE_MEAN = """\
Two layers and a skip: the gradients of L in g.json

✗ W₁  is exactly 4× what it should be
✗ b₁  is exactly 4× what it should be
✓ W₂
✓ b₂

One mistake explains all of W₁, b₁, in the gradient of A₁ or in the gradient of
Z₁:
  the loss is a mean: by what is it divided, and does your answer keep that?
"""

NOT_SUMMED = """\
Two layers and a skip: the gradients of L in g.json

✓ W₁
✓ b₁
✓ W₂
✗ b₂  b₂ was added to every row of Z₂: what is done with what comes back from
      all of them?
"""

UNEXPLAINED = """\
Two layers and a skip: the gradients of L in g.json

✗ W₁  2 of 6 entries are right; the first that is not is W₁[1,1]
✗ b₁  1 of 3 entries are right; the first that is not is b₁[1,1]
✓ W₂
✓ b₂

No known mistake explains W₁, b₁.
All of these come from the gradient of Z₁, and nothing that is right does: begin
there.
Check W₁[1,1] first: raise it by 0.001, and compare the change of L with 0.001
times your gradient.
Check b₁[1,1] first: raise it by 0.001, and compare the change of L with 0.001
times your gradient.
"""

EITHER = """\
Two layers and a skip: the gradients of L in g.json

✗ W₁  no entry is right
✗ b₁  no entry is right
✓ W₂
✓ b₂

One of these explains W₁, b₁, and these numbers cannot tell which:
  in the step back through A₁: there is a gate at A₁: with these numbers, is it
  open or shut?
  in the gradient of Z₁: that is the gradient that arrives at A₁; how A₁ itself
  reacts to Z₁ is still missing
"""

FOLLOWING = """\
Two layers and a skip: the gradients of L in g.json

W1: wrong, 2 of 6 entries are right; the first that is not is W1[1,1].
b1: wrong, 1 of 3 entries are right; the first that is not is b1[1,1].
W2: right.
b2: right.
Z1: wrong, 10 of 12 entries are right; the first that is not is Z1[1,3].
A1: right.
S: right.

From the wrong gradient of Z1 follows what is wrong with W1, b1.
  the steps below Z1 are right for W1, b1; look at how the gradient of Z1 is
  made
"""


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("gradients", "settings", "expected"),
    [
        (backward("bias not summed+mean missing"), {}, TWO_CAUSES),
        (backward("bias not summed+mean missing"), {"lang": "zh"}, TWO_CAUSES_ZH),
        (backward("mean missing below"), {}, BELOW_THE_MEAN),
        ({**backward(), "b2": backward("bias not summed")["b2"]}, {}, NOT_SUMMED),
        (backward("mask of another layer"), {}, UNEXPLAINED),
        (backward("mask forgotten"), {}, EITHER),
        (
            backward("mask of another layer", nodes=True),
            {"plain": True, "unicode": False},
            FOLLOWING,
        ),
    ],
    ids=["two causes", "Chinese", "below", "bias", "unexplained", "either", "plain ASCII"],
)
def test_a_page(gradients: Any, settings: dict[str, Any], expected: str) -> None:
    assert page(gradients, **settings) == (Exit.PROBLEMS, expected)


SCALARS = """\
Six weights, one error: the gradients of E in g.json

✗ w₁  is not right
✗ w₂  is not right
✓ w₃
✗ w₄  is not right
✗ w₅  is not right

Exactly 3× what they should be: w₁, w₂.
  what arrives at h₁ has it already, so look at the gradient of h₁

6 mistakes explain w₅ equally well, so none is named:
  give the gradients of the nodes on the way too, they tell more

No known mistake explains w₄.
Check w₄ first: raise it by 0.001, and compare the change of E with 0.001 times
your gradient.

Missing: w₆.
No name of this lesson: `W6`; did you mean `w6`?
"""

IN_ORDER = """\
Six weights, one error: the gradients of E in g.json
A list without names, read in this order: w₁, w₂, w₃, w₄, w₅, w₆.

✓ w₁
✓ w₂
✓ w₃
✓ w₄
✓ w₅
✓ w₆
"""


@pytest.mark.usefixtures("folder")
def test_the_page_of_a_network_of_numbers() -> None:
    gradients = {"w1": 3.15, "w2": 1.575, "w3": 1.05, "dw4": 7, "w5": 1.05, "W6": 3.99}
    assert page(gradients, "w1-w6") == (Exit.PROBLEMS, SCALARS)


@pytest.mark.usefixtures("folder")
def test_right_gradients_in_a_list() -> None:
    gradients = [1.05, 0.525, 1.05, 0.525, 1.3125, 3.99]
    assert page(gradients, "w1-w6") == (Exit.DONE, IN_ORDER)


# -- data, and the command line


def test_the_report_as_data() -> None:
    gradients = {name: -value for name, value in right(SIX).items() if name != "w6"}
    data = report_json(SIX, weighed(SIX, gradients), "en")
    message = (
        "look at the sign of the difference in E: y is above t now. Raise y a little and follow "
        "it: does E rise or fall?"
    )
    assert data["parameters"][0] == {
        "name": "w1",
        "verdict": "wrong",
        "explained_by": ["sign", "negated"],
        "message": "the sign is turned round",
    }
    assert data["causes"][0] == {
        "id": "sign",
        "site": "E",
        "explains": ["w1", "w2", "w3", "w4", "w5"],
        "message": message,
        "group": 1,
    }
    assert (data["missing"], data["extra"], data["unexplained"]) == (["w6"], [], [])


RUNS = (
    (("w1-w6", "right.json"), None, Exit.DONE),
    (("w1-w6", "wrong.json"), None, Exit.PROBLEMS),
    (("w1-w6", "wrong.json", "--json"), None, Exit.PROBLEMS),
    (("w1-w6", "some.json"), None, Exit.PROBLEMS),
    (("w1-w6", "broken.json"), None, Exit.PROBLEMS),
    (("w1-w6", "binary.json"), None, Exit.MISSING),
    (("w1-w6", "nothing.json"), None, Exit.MISSING),
    (("w1-w7", "right.json"), None, Exit.MISSING),
    (("w1-w6",), None, Exit.USAGE),
    (("w1-w6", "-"), "[1.05, 0.525, 1.05, 0.525, 1.3125, 3.99]", Exit.DONE),
    (("w1-w6", "-"), "[1.05,", Exit.PROBLEMS),
)


@pytest.mark.parametrize(("arguments", "typed", "status"), RUNS)
def test_exit_statuses(
    arguments: tuple[str, ...], typed: str | None, status: Exit, tmp_path: Path
) -> None:
    values = right(SIX)
    texts = {
        "right.json": json.dumps(values).encode(),
        "wrong.json": json.dumps({**values, "w1": 7}).encode(),
        "some.json": json.dumps({"w1": values["w1"]}).encode(),
        "broken.json": b"{'w1': 1}",
        "binary.json": b"\xff\xfe{}",
    }
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text)
    ran = backtutor("diagnose", *arguments, cwd=tmp_path, stdin=typed)
    assert ran.status == status, ran.err


# -- large networks

NEURONS = """\
format: 1
title: neurons
mlp: {sizes: [30, 20, 3], activation: [sigmoid, identity], loss: half_mse, form: neurons}
draw: {seed: 7, default: {draw: decimal, from: -1, to: 1, step: 0.125, not: [0]}}
"""


def test_a_network_of_many_neurons_is_weighed_by_what_is_nearest_the_loss() -> None:
    derivation = load_lesson("n.yaml", NEURONS).derivation
    assert derivation is not None
    values = right(derivation)
    report = weighed(derivation, {name: -value for name, value in values.items()})
    assert ("sign", "E") in causes(report)[0][2]
    assert len(report.causes[0].explains) == len(values) == 683


def test_work_is_bounded_and_what_there_is_none_left_for_is_unexplained() -> None:
    derivation = NETWORKS["stepped"]
    gradients = figures(derivation, {n: -value for n, value in right(derivation).items()})
    report = diagnose(derivation, gradients, work=0)
    assert not report.causes
    assert report.unexplained


@pytest.mark.usefixtures("folder")
def test_of_many_names_the_wrong_ones_are_listed_and_the_others_counted() -> None:
    Path("n.yaml").write_text(NEURONS, encoding="utf-8")
    derivation = load_lesson("n.yaml", NEURONS).derivation
    assert derivation is not None
    values = right(derivation)
    _, text = page({**values, "w1": values["w1"] + 17.25}, "n.yaml")
    assert text.splitlines()[2:4] == ["✗ w₁  is not right", "Right: 682 of 683."]
