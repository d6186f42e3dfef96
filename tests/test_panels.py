"""The parts of the study screen, each at one moment of a session."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from learners import Sitter, at
from matrix_lessons import TWO_LAYERS
from plays import DIAMOND, LAYER, PARTS, builtin, lesson, surroundings
from rich.cells import cell_len
from rich.text import Text

from backtutor.derive import Derivation
from backtutor.lesson import Lesson
from backtutor.questions import Question
from backtutor.read import Reading, read_answer
from backtutor.terms import Derivative as Gradient
from backtutor.terms import Updated
from backtutor.ui import examples, panels, probes, workings
from backtutor.ui.calculator import calculate
from backtutor.ui.screen import Screen, columns, filled_lines
from backtutor.ui.summary import summary
from backtutor.ui.wrapping import wrapped

WEIGHTS = builtin("w1-w6")


def screen(width: int = 80, lang: str = "en", unicode: bool = True, plain: bool = False) -> Screen:
    return Screen(surroundings(width, lang, unicode, plain))


def lines(shown: object) -> list[str]:
    assert not isinstance(shown, str)
    return [str(line).rstrip() for text in shown for line in str(text).split("\n")]  # type: ignore[attr-defined]


# -- the header


@pytest.mark.parametrize(
    ("kinds", "header"),
    [
        ({}, "Six weights, one error " + "─" * 25 + " backward 2/4  ███░░░░░  0 wrong"),
        ({"width": 40}, "Six… ─── backward 2/4  ███░░░░░  0 wrong"),
        ({"width": 20}, "backward 2/4  ███░░░░░  0 wrong"),
        (
            {"unicode": False, "width": 60},
            "Six weights, one error ----- backward 2/4  ###.....  0 wrong",
        ),
        (
            {"lang": "zh", "width": 60},
            "六个权重，一个误差 " + "─" * 16 + " 反向 2/4  ███░░░░░  错 0",
        ),
        (
            {"plain": True},
            "Six weights, one error. backward, question 2 of 4. Wrong answers so far: 0.",
        ),
    ],
)  # fmt: skip
def test_the_header_says_where_one_is(kinds: dict[str, bool | int | str], header: str) -> None:
    sitter = at("dE/dw5")
    shown = panels.header(sitter.session, sitter.question, screen(**kinds))  # type: ignore[arg-type]
    assert shown.plain == header
    width = kinds.get("width", 80)
    if "plain" not in kinds and width != 20:
        assert shown.cell_len == width


# -- the legend


@pytest.mark.parametrize(
    ("width", "legend"),
    [
        (80, "Enter submit  ? hint  ! reveal  < back  > skip  :help  :quit"),
        (60, "Enter submit  ? hint  ! reveal  < back  > skip  :help  :quit"),
        (59, "? hint  ! reveal  < back  > skip  :help  :quit"),
        (40, "? hint  ! reveal  < back  :help  :quit"),
        (30, "? hint  ! reveal  :help  :quit"),
        (24, "? hint  ! reveal  :help"),
        (10, "? hint  :help"),
    ],
)
def test_the_legend_has_one_line(width: int, legend: str) -> None:
    sitter = at("dE/dw5")
    assert panels.legend(sitter.question, sitter.session, screen(width)) == legend


def test_the_legend_names_only_what_can_be_done() -> None:
    sitter = at("h2")
    sitter.say("?", "?", "?")
    shown = panels.legend(sitter.question, sitter.session, screen())
    assert shown == "Enter submit  ! reveal  > skip  :help  :quit"


def test_the_legend_of_an_answered_question_goes_on() -> None:
    sitter = at("sign:w5")
    sitter.say("<")
    shown = panels.legend(sitter.question, sitter.session, screen())
    assert shown == "Enter submit  ? hint  ! reveal  > go on  :help  :quit"


# -- what is known, what is asked


@pytest.mark.parametrize(
    ("id", "narrow", "plain"),
    [
        ("h2", False, ["Known: h₂ = w₃·x₁ + w₄·x₂"]),
        (
            "h2",
            True,
            ["Known: h₂ = w₃·x₁ + w₄·x₂, w₃ = 2.3,", "x₁ = 1, w₄ = 3, x₂ = 0.5"],
        ),
        ("sign:w5", False, []),
        ("dE/dy", False, ["Known: E = 1/2·(t − y)²"]),
        ("dE/dw5", False, ["Known: ∂E/∂y = y − t = 1.05, y = w₅·h₁ + w₆·h₂"]),
        ("dE/dw1", False, ["Known: ∂E/∂h₁ = (y − t)·w₅ = 1.05, h₁ = w₁·x₁ + w₂·x₂"]),
        ("w5+", False, ["Known: w₅⁺ = w₅ − η·∂E/∂w₅, η = 0.1"]),
        ("y+", False, ["Known: y⁺ = w₅⁺·h₁⁺ + w₆⁺·h₂⁺"]),
    ],
)
def test_the_facts_are_what_the_question_builds_on(id: str, narrow: bool, plain: list[str]) -> None:
    sitter = at(id)
    assert panels.facts(sitter.session, sitter.question, screen(40 if narrow else 80)) == plain


def test_a_gradient_whose_factors_are_asked_is_known_by_its_number_only() -> None:
    sitter = at("dE/dh1")
    sitter.say("1.05", ">")
    assert sitter.question.id == "dE/dw1"
    facts = panels.facts(sitter.session, sitter.question, screen())
    assert facts == ["Known: ∂E/∂h₁ = 1.05, h₁ = w₁·x₁ + w₂·x₂"]


@pytest.mark.parametrize(
    ("id", "of", "wording"),
    [
        ("h2", WEIGHTS, "What is h₂?  (a number, a fraction or a formula, like 3/4)"),
        (
            "sign:w5",
            WEIGHTS,
            "Before any algebra: raise w₅ a little. What does E do?  (type 1 to 3)",
        ),
        ("dE/dw5", WEIGHTS, "What is ∂E/∂w₅?  (a number, a fraction or a formula, like y − t)"),
        (
            "y+",
            WEIGHTS,
            "Forward again with the new weights: what is y⁺?  (a number, or a calculation like "
            "0.5*1.2)",
        ),
        ("why-chain", lesson(PARTS), "Why is dL/du small?  (type 1 to 3)"),
    ],
)
def test_the_wording_gives_an_example_of_another_quantity(
    id: str, of: Lesson, wording: str
) -> None:
    sitter = at(id, of)
    assert panels.wording(sitter.session, sitter.question, screen()) == wording


def test_an_example_is_never_the_answer() -> None:
    for of in (WEIGHTS, lesson(PARTS), lesson(DIAMOND)):
        sitter = Sitter(of)
        while (question := sitter.waiting) is not None:
            example = examples.example(sitter.session, question, screen())
            assert example != screen().number(question.value)
            assert question.formula is None or example != screen().sheet.term(question.formula)
            sitter.say("=")


@pytest.mark.parametrize(
    ("id", "prompt", "plain"),
    [("dE/dw5", "∂E/∂w₅ › ", "dE/dw5 > "), ("w5+", "w₅⁺ › ", "w5+ > "), ("sign:w5", "› ", "> ")],
)
def test_the_prompt_names_what_is_asked(id: str, prompt: str, plain: str) -> None:
    sitter = at(id)
    assert panels.prompt(sitter.question, screen()) == prompt
    assert panels.prompt(sitter.question, screen(unicode=False)) == plain


# -- tables


def test_the_ledger_leaves_out_where_a_gradient_comes_from_while_its_factors_are_asked() -> None:
    sitter = at("dE/dh1")
    sitter.say("1.05")
    shown = lines(panels.table(sitter.session, sitter.question, screen()))
    assert "✓  y     5.05     1.05    y − t" in shown
    assert "▸  h₁    1.25     1.05" in shown
    assert "✓  h₂    3.8      1.05" in shown
    sitter.say("w5")
    shown = lines(panels.table(sitter.session, sitter.question, screen()))
    assert "✓  h₁    1.25     1.05    ∂E/∂y·w₅" in shown


def test_the_update_table_hides_the_asked_row_and_its_change() -> None:
    sitter = at("w5+")
    assert lines(panels.updates(sitter.session, sitter.question, screen())) == [
        " w  old   ∂E/∂w  −η·∂E/∂w     new",
        "w₁  0.5    1.05    −0.105   0.395",
        "w₂  1.5   0.525   −0.0525  1.4475",
        "w₃  2.3    1.05    −0.105   2.195",
        "w₄    3   0.525   −0.0525  2.9475",
        "w₅    1  1.3125         ?       ?",
        "w₆    1    3.99    −0.399   0.601",
    ]


def test_a_plain_update_table_is_sentences() -> None:
    sitter = at("w5+")
    shown = lines(panels.updates(sitter.session, sitter.question, screen(plain=True)))
    assert shown[4:] == [
        "w₅: old value 1, gradient 1.3125, new value unknown.",
        "w₆: old value 1, gradient 3.99, new value 0.601.",
    ]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, ["forward again:  y  5.05 → 3.17683    E  0.55125 → 0.338802  (−39%)"]),
        (40, ["y goes from 5.05 to 3.17683.", "E goes from 0.55125 to 0.338802."]),
    ],
)
def test_the_second_pass_compares(width: int, shown: list[str]) -> None:
    sitter = at("y+")
    sitter.say("=")
    assert lines(panels.second_pass(sitter.session, screen(width))) == shown


# -- the summary


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        (
            ["="] * 8,
            [
                "first try 8   with help 0   revealed 0",
                "All at the first try.",
                "Due again in 7 days.",
            ],
        ),
        (
            ["2", "=", "=", "=", "?", "=", "=", "=", "=", "="],
            [
                "first try 6   with help 2   revealed 0",
                "Next time: h₂, ∂E/∂w₅",
                "Due again in 3 days.",
            ],
        ),
        (
            ["!", "!", "!", "!", "!", "!", "!", "!"],
            [
                "first try 0   with help 0   revealed 8",
                "Next time: h₂, prediction, ∂E/∂y, ∂E/∂w₅",
                "Due again tomorrow.",
            ],
        ),
    ],
)
def test_the_summary_says_what_to_practise_and_when(replies: list[str], said: list[str]) -> None:
    sitter = Sitter(WEIGHTS)
    sitter.say(*replies, *["="] * 9)
    phases = re.compile(r"\d/\d$")
    shown = [line for line in summary(sitter.session, screen()) if not phases.search(line)]
    assert shown == said


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_phase_of_the_summary_is_broken_between_lines(width: int) -> None:
    sitter = Sitter(WEIGHTS)
    sitter.say(*["="] * 20)
    shown = [line for line in summary(sitter.session, screen(width)) if "/" in line]
    assert all(cell_len(line) <= width for line in shown)
    assert all(re.search(r"\d/\d$", line) for line in shown)
    assert len(re.findall(r"\d/\d", "".join(shown))) == 5


# -- cards and nudges


@pytest.mark.parametrize(
    ("asked", "equation"),
    [
        ("h2", "h₂ = w₃·x₁ + w₄·x₂ = 2.3·1 + 3·0.5 = 3.8"),
        ("dE/dw5", "∂E/∂w₅ = ∂E/∂y·∂y/∂w₅ = ∂E/∂y·h₁ = 1.05·1.25 = 1.3125"),
        ("w5+", "w₅⁺ = w₅ − 0.1·∂E/∂w₅ = 1 − 0.1·1.3125 = 0.86875"),
    ],
)
def test_an_equation_goes_from_symbols_over_numbers_to_the_value(asked: str, equation: str) -> None:
    question = next(q for q in Sitter(WEIGHTS).session.questions if q.id == asked)
    assert question.asked is not None
    derivation = Sitter(WEIGHTS).session.derivation
    assert workings.equation_of(derivation, question.asked, screen()) == equation


def test_an_equation_leaves_out_the_numbers_of_what_is_still_asked() -> None:
    sitter = at("dE/dw5")
    sitter.say(">")
    session = sitter.session
    shown = workings.equation_of(session.derivation, Updated("w5"), screen(), session)
    assert shown == "w₅⁺ = w₅ − 0.1·∂E/∂w₅ = 0.86875"


def question(id: str) -> tuple[Sitter, Question]:
    sitter = at(id)
    return sitter, sitter.question


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        (
            Fraction(7),
            [
                "Move w₅ by 0.01 and watch: w₅ +0.01 → y +0.0125 → E +0.0132",
                "your slope says E would change by 0.07",
            ],
        ),
        (None, ["Move w₅ by 0.01 and watch: w₅ +0.01 → y +0.0125 → E +0.0132"]),
    ],
)
def test_a_nudge_compares_what_happens_with_what_was_claimed(
    claimed: Fraction | None, said: list[str]
) -> None:
    sitter, asked = question("dE/dw5")
    assert probes.nudged(sitter.session.derivation, asked, claimed, screen()) == said


def test_other_questions_have_no_nudge() -> None:
    sitter, asked = question("h2")
    assert probes.nudged(sitter.session.derivation, asked, Fraction(7), screen()) == []


@pytest.mark.parametrize(
    ("claimed", "near"), [("1.3125", True), ("1.31", False), ("1.31251", True), ("-1.3125", False)]
)
def test_the_central_difference_tells_a_typed_slope_from_a_near_one(
    claimed: str, near: bool
) -> None:
    slope = probes.central_difference(Sitter(WEIGHTS).session.derivation, "w5")
    assert slope is not None
    assert probes.near(slope, Fraction(claimed)) is near


def test_the_calculator_refuses_values_that_are_still_asked() -> None:
    sitter = at("h2")
    assert calculate(sitter.session, "h2").id == "calc-unearned"
    assert calculate(sitter.session, "y + 1").id == "calc-unearned"
    assert calculate(sitter.session, "h1*w5").facts["value"] == "1.25"
    assert calculate(sitter.session, "2 +").id != "calc-is"


# -- lines


@pytest.mark.parametrize(
    ("text", "width", "broken"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one two", 3, ["one", "two"]),
        ("", 5, [""]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a  b  c", 5, ["a  b", "c"]),
        ("从 E 回到 w₅，每条箭头", 12, ["从 E 回到", "w₅，每条箭头"]),
        ("每条箭头都带来一个。好", 8, ["每条箭头", "都带来一", "个。好"]),
        ("他说：“好。”", 8, ["他说：", "“好。”"]),
        ("字（一二）", 6, ["字（一", "二）"]),
        ("E = 1/2·(t − y)², y", 12, ["E = 1/2·(t −", "y)², y"]),
    ],
)
def test_lines_are_broken_at_blanks_and_between_chinese_characters(
    text: str, width: int, broken: list[str]
) -> None:
    found = [line.plain for line in wrapped(Text(text), width)]
    assert found == broken
    assert all(cell_len(line) <= width for line in found)


def test_parts_stay_whole_on_filled_lines() -> None:
    parts = ["a = 1", "b = 22", "c = 3"]
    assert filled_lines(parts, 13, "  ") == ["a = 1  b = 22", "c = 3"]
    assert filled_lines(parts, 6, "  ", "  ") == ["a = 1", "  b = 22", "  c = 3"]
    assert filled_lines([], 9, "  ") == []


def test_columns_are_aligned_by_cells() -> None:
    assert columns([("1", "先加", "x"), ("10", "ab", "y")]) == ["1   先加  x", "10  ab    y"]


def test_a_gradient_in_one_line_names_its_chain() -> None:
    derivation, shown = Derivation(builtin("add-then-multiply")), screen(plain=True)
    by_x = workings.equation_of(derivation, Gradient("f", "x"), shown)
    assert by_x == "∂f/∂x = ∂f/∂q·∂q/∂x = ∂f/∂q = −4"
    # where the loss itself is next, there is no chain
    assert workings.equation_of(derivation, Gradient("f", "z"), shown) == "∂f/∂z = q = 3"


@pytest.mark.parametrize(("id", "gradients"), [("h2", {}), ("dE/dy", {"E": "1", "y": "?"})])
def test_the_gradient_of_the_loss_is_given_when_the_backward_pass_begins(
    id: str, gradients: dict[str, str]
) -> None:
    sitter = at(id)
    assert panels.shown(sitter.session, sitter.question, screen()).gradients == gradients


def test_a_factor_that_was_found_is_kept_in_sight() -> None:
    sitter = at("dE/dw5")
    sitter.say("777", "h1")
    assert sitter.question.id == "dE/dw5"
    known = panels.facts(sitter.session, sitter.question, screen())
    assert known == ["Known: ∂E/∂y = y − t = 1.05, y = w₅·h₁ + w₆·h₂, ∂y/∂w₅ = h₁"]


SHARES = """
    format: 1
    title: Shares
    inputs: {x: 2}
    params: {w: 3, b: 0.5}
    nodes: {z: w*x + b, a: z^2, m: 1/2*a, L: m*x}
    train: {lr: 0.1}
"""


def test_what_a_skipped_gradient_feeds_is_still_told_by_its_formula() -> None:
    sitter = at("dL/da", lesson(SHARES))
    sitter.say(">")
    assert sitter.question.id == "dL/dz"
    assert panels.facts(sitter.session, sitter.question, screen()) == ["Known: a = z²"]


def test_a_skipped_update_can_still_be_worked_out_beside_the_second_pass() -> None:
    sitter = at("w5+")
    sitter.say(">")
    assert panels.facts(sitter.session, sitter.question, screen()) == [
        "Known: y⁺ = w₅⁺·h₁⁺ + w₆⁺·h₂⁺, w₅⁺ = w₅ − η·∂E/∂w₅, η = 0.1, w₅ = 1,",
        "∂E/∂w₅ = (y − t)·h₁ = 1.3125",
    ]


@pytest.mark.parametrize(
    ("id", "lit"), [("dE/dw5", {("w5", "y"), ("h1", "y")}), ("dE/dh1", {("h1", "y")})]
)
def test_a_factor_has_its_arrow_marked_and_the_gradient_stays_asked(
    id: str, lit: set[tuple[str, str]]
) -> None:
    sitter = at(id)
    sitter.say("777")
    shown = panels.shown(sitter.session, sitter.question, screen())
    assert shown.lit == lit
    assert shown.gradients[id.removeprefix("dE/d")] == "?"
    # nothing new is lit by the first hint
    assert not panels.lights(sitter.session, sitter.question)


def test_a_part_of_a_matrix_has_its_arrow_marked_too() -> None:
    of = lesson(TWO_LAYERS)
    sitter = at("dL/dW2", of)
    sitter.say("Z2", "2x2")
    assert sitter.question.id == "dL/dW2|back"
    shown = panels.shown(sitter.session, sitter.question, screen())
    assert (shown.active, shown.gradients["W2"]) == ("W2", "?")
    assert shown.lit == {("W2", "Z2"), ("A1", "Z2")}


def test_matrices_have_no_rows_in_the_update_table() -> None:
    sitter = at("W+", lesson(LAYER))
    assert list(panels.updates(sitter.session, sitter.question, screen())) == []


@pytest.mark.parametrize(
    ("id", "of", "wording"),
    [
        (
            "W+",
            LAYER,
            "One step of gradient descent: what is W⁺?  (numbers row by row, or a formula, like "
            "sum(dZ, axis=0))",
        ),
        ("shape:Z", LAYER, "What shape does Z have?"),
    ],
)
def test_a_matrix_is_asked_for_as_one(id: str, of: str, wording: str) -> None:
    sitter = at(id, lesson(of))
    shown = panels.wording(sitter.session, sitter.question, screen())
    assert shown.startswith(wording)


@pytest.mark.parametrize(
    ("some", "other", "alike"),
    [
        ("w*x", "x*2", False),
        ("w*x", "b*z", True),
        ("w*x + b", "b + z*x", True),
        ("dL/da*z", "w*dL/dm", True),
        ("dL/da*z", "w*x", False),
    ],
)
def test_formulas_are_alike_up_to_names_and_order(some: str, other: str, alike: bool) -> None:
    readings = [read_answer(text, lesson(SHARES).vocabulary) for text in (some, other)]
    first, second = (each.sides[0] for each in readings if isinstance(each, Reading))
    assert (examples.outline(first) == examples.outline(second)) is alike
