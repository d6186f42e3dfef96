"""Nudges: a small change on its way to the loss, and no answer told by it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from learners import Sitter, at
from matrix_lessons import COLUMNS
from plays import builtin, lesson, sitting, surroundings
from samples import AT_A_KINK, FORK, SIX_WEIGHTS, derived

from backtutor.derive import Derivation
from backtutor.nudges import change, nudge
from backtutor.questions import Question
from backtutor.ui.probes import nudged, walked
from backtutor.ui.screen import Screen
from backtutor.values import Value

DEAD_ROW = """
    format: 1
    title: Dead row
    inputs: {X: [[1, 2], [-3, 1]], T: [[1], [0]]}
    params: {W: [[1], [0.5]], b: [0.25]}
    nodes:
      Z: X @ W + b
      A: relu(Z)
      L: sum((A - T)^2)
"""


def screen() -> Screen:
    return Screen(surroundings())


def shown(derivation: Derivation, name: str, place: tuple[int, int] | None = None) -> str:
    return walked(derivation, name, screen(), place)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (SIX_WEIGHTS, "w5", "w₅ +0.01 → y +0.0125 → E +0.0132"),
        # the node's own formula is held off
        (SIX_WEIGHTS, "h1", "h₁ +0.01 → y +0.01 → E +0.0106"),
        # all that moves at one distance
        (SIX_WEIGHTS, "x1", "x₁ +0.01 → h₁ +0.005, h₂ +0.023 → y +0.028 → E +0.0298"),
        (FORK, "b", "b +0.01 → c +0.01, d +0.01 → e +0.0501"),
        (FORK, "c", "c +0.01 → e +0.02"),
        # what does not move is told where nothing else does
        (AT_A_KINK.replace("b: -1", "b: -3"), "w", "w +0.01 → z +0.02 → y +0 → E +0"),
        (SIX_WEIGHTS, "E", "E +0.01"),
    ],
)
def test_a_change_travels_through_the_network(text: str, name: str, said: str) -> None:
    assert shown(derived(text), name).split("watch: ")[1] == said


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        # of a row that a relu has closed nothing goes on; the other one does
        ("W", (0, 0), "W[1,1] +0.01 → Z[1,1] +0.01, Z[2,1] −0.03 → A[1,1] +0.01 → L +0.0251"),
        ("b", None, "b[1,1] +0.01 → Z[1,1] +0.01, Z[2,1] +0.01 → A[1,1] +0.01 → L +0.0251"),
        ("Z", (1, 0), "Z[2,1] +0.01 → A +0 → L +0"),
    ],
)
def test_of_a_matrix_every_entry_that_moves_is_told(
    name: str, place: tuple[int, int] | None, said: str
) -> None:
    whole = Derivation(lesson(DEAD_ROW))
    assert shown(whole, name, place).split("watch: ")[1] == said


def test_a_long_row_and_a_long_way_are_cut() -> None:
    rows = ", ".join(f"[{n}]" for n in range(1, 9))
    wide = lesson(f"""
        format: 1
        title: Wide
        inputs: {{X: [{rows}]}}
        params: {{b: 1}}
        nodes: {{Z: X + b, L: sum(Z^2)}}
    """)
    said = shown(Derivation(wide), "b").split(" → ")
    assert said[1] == "Z[1,1] +0.01, Z[2,1] +0.01, Z[3,1] +0.01, Z[4,1] +0.01, ⋯"
    nodes = ", ".join(f"n{k}: n{k - 1} + 1" for k in range(1, 12))
    deep = lesson(f"format: 1\ntitle: d\ninputs: {{n0: 1}}\nnodes: {{{nodes}}}\n")
    said = shown(Derivation(deep), "n0").split(" → ")
    assert (len(said), said[4], said[-1]) == (9, "⋯", "n₁₁ +0.01")


def test_over_the_edge_of_what_is_defined_there_is_no_nudge() -> None:
    text = "format: 1\ntitle: l\ninputs: {x: 0.005}\nnodes:\n  L: log(0.01 - x)\n"
    assert nudge(derived(text), "x") == ()
    assert change(derived(text), "x", Fraction(1, 100)) is None
    assert shown(derived(text), "x") == "x has no path to the loss that could be followed here"


# -- nothing is told by it


@pytest.mark.parametrize(
    ("secrets", "said"),
    [
        ([], "Move w₅ by 0.01 and watch: w₅ +0.01 → y +0.0125 → E +0.0132"),
        ([Fraction(1, 100)], "Move w₅ by 0.001 and watch: w₅ +0.001 → y +0.00125 → E +0.00131"),
        ([-0.0125], "Move w₅ by 0.001 and watch: w₅ +0.001 → y +0.00125 → E +0.00131"),
        ([Fraction(132, 10000)], "Move w₅ by 0.001 and watch: w₅ +0.001 → y +0.00125 → E +0.00131"),
        (
            [Fraction(1, 100), Fraction(1, 1000)],
            "Move w₅ by 0.02 and watch: w₅ +0.02 → y +0.025 → E +0.0266",
        ),
        ([Fraction(0)], "Move w₅ by 0.01 and watch: w₅ +0.01 → y +0.0125 → E +0.0132"),
    ],
)
def test_a_number_that_is_asked_is_no_move(secrets: list[Value], said: str) -> None:
    assert walked(derived(SIX_WEIGHTS), "w5", screen(), secrets=secrets) == said


def test_the_numbers_that_are_still_asked_are_the_secrets() -> None:
    sitter = at("dE/dw5")
    asked = {question.id: question.value for question in sitter.session.questions}
    left = ("dE/dw5", "dE/dh1", "dE/dw1", "w5+", "y+")
    assert sitter.session.secrets == [asked[id] for id in left]


# -- after a wrong answer


def entry_question() -> tuple[Derivation, Question]:
    of = lesson(COLUMNS + "    steps:\n      - {grad: W, entries: [[1, 2]]}\n")
    sitter = Sitter(of)
    return sitter.session.derivation, sitter.question


def test_an_entry_that_is_asked_is_the_one_that_moves() -> None:
    derivation, asked = entry_question()
    said = nudged(derivation, asked, Fraction(2), screen())
    assert said == [
        "Move W[1,2] by 0.02 and watch: W[1,2] +0.02 → Y[1,2] +0.02 → L −0.0298",
        "your slope says L would change by 0.04",
    ]


def test_the_entry_that_was_missed_most_moves_where_it_moves_the_loss() -> None:
    sitter = Sitter(lesson(DEAD_ROW + "    steps: [{grad: Z}]\n"))
    derivation, asked = sitter.session.derivation, sitter.question
    right = asked.value
    assert not isinstance(right, Fraction | float)
    wrong = right + 5
    wrong[1, 0] = Fraction(99)
    first, second = nudged(derivation, asked, wrong, screen())
    assert first.startswith("Move Z[1,1] by 0.01")
    assert second == "your slope says L would change by 0.075"
    wrong[0, 0] = right[0, 0]
    assert nudged(derivation, asked, wrong, screen())[0].endswith("Z[2,1] +0.01 → A +0 → L +0")


def test_an_undiagnosed_entry_is_nudged_on_the_screen() -> None:
    of = lesson(COLUMNS + "    steps:\n      - {grad: W, entries: [[1, 2]]}\n")
    assert "  Move W[1,2] by 0.02 and watch: W[1,2] +0.02" in sitting(of, ["7777"]).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (":nudge", "say which name: `:nudge w1`"),
        (":nudge q9", "say which name: `:nudge w1`"),
        (":nudge E", "  Move E by 0.01 and watch: E +0.01"),
        (":nudge t", "  Move t by 0.01 and watch: t +0.01 → E −0.0105"),
    ],
)
def test_a_nudge_can_be_had_at_any_question(typed: str, said: str) -> None:
    for before in ([], ["3.8", "up"], ["3.8", "up", "1.05"]):
        assert said in sitting(builtin("w1-w6"), [*before, typed]).text


# -- what a nudge may say

SQUARE = """
    format: 1
    title: Square
    inputs: {x: 1.15}
    nodes: {L: x^2}
    steps: [{grad: x}]
"""
STRAIGHT = """
    format: 1
    title: Straight
    inputs: {x: -2, y: 5, z: -4, k: 0}
    nodes: {q: x + y + k*z, f: q*z}
    steps: [{grad: [q, k]}]
"""


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        # 0.0231 and 0.0231 would tell nothing
        (
            "2.31",
            [
                "Move x by 0.0025 and watch: x +0.0025 → L +0.00576",
                "your slope says L would change by 0.005775",
            ],
        ),
        # nearer than any step can tell
        ("2.3001", []),
        (
            "0.0231",
            ["that is how far L moves when x moves by 0.01; how far is it for each unit of x?"],
        ),
        (
            "7",
            [
                "Move x by 0.01 and watch: x +0.01 → L +0.0231",
                "your slope says L would change by 0.07",
            ],
        ),
    ],
)
def test_what_happens_and_what_was_claimed_are_seen_to_differ(
    claimed: str, said: list[str]
) -> None:
    sitter = Sitter(lesson(SQUARE))
    derivation, asked = sitter.session.derivation, sitter.question
    assert nudged(derivation, asked, Fraction(claimed), screen()) == said


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        (Fraction(7), ["Raise q a little: f falls; by your slope it rises."]),
        (Fraction(0), ["Raise q a little: f falls; by your slope it stays."]),
        (Fraction(-1), ["Raise q a little: f falls faster than your slope says."]),
        (Fraction(-9), ["Raise q a little: f falls, not as fast as your slope says."]),
        (None, ["Raise q a little: f falls."]),
    ],
)
def test_of_a_linear_loss_no_number_is_told(claimed: Fraction | None, said: list[str]) -> None:
    sitter = Sitter(lesson(STRAIGHT))
    assert sitter.question.id == "df/dq"
    assert nudged(sitter.session.derivation, sitter.question, claimed, screen()) == said


def test_of_a_loss_that_stands_still_nothing_is_told() -> None:
    sitter = Sitter(lesson(STRAIGHT.replace("z: -4", "z: 0")))
    assert nudged(sitter.session.derivation, sitter.question, Fraction(7), screen()) == []
