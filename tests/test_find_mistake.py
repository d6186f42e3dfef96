"""Derivations with a mistake: proofreading, lines of authors, lines that the program breaks, and
the two questions that come of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaks import Watch
from learners import ASIDES, Explorer, Learner, Sitter, right
from mistake_problems import HEAD
from plays import builtin, lesson, sitting, surroundings
from test_cli import backtutor

from backtutor.asking.breaking import Around, Broken, broken
from backtutor.asking.mistakes import line_texts
from backtutor.derive import Derivation
from backtutor.lesson import Equation, Lesson, Line, Side
from backtutor.loader.document import load_lesson
from backtutor.loader.mistakes import pieces
from backtutor.messages import Message
from backtutor.misconceptions import TABLE
from backtutor.numerals import half_unit
from backtutor.problems import Exit, Problem
from backtutor.proofread import Proofreader
from backtutor.questions import Correction, FirstWrong
from backtutor.read import read_answer
from backtutor.session import Session, fingerprint
from backtutor.terms import Derivative, Updated
from backtutor.text import LANGUAGES, say
from backtutor.ui.screen import Screen
from backtutor.verdicts import Judgement, Right, Wrong

NEURON = lesson(HEAD.replace("steps:\n", ""))
MATRICES = lesson("""
    format: 1
    title: Two examples
    inputs: {X: [[1, 0.5], [2, -1]], T: [[4], [1]]}
    params: {W: [[0.5], [1.5]], b: [[0.25]]}
    nodes:
      Y: X @ W + b
      E: 1/2*mean((Y - T)^2)
""")
SLOPE = """\
  - id: slope
    find_mistake:
      lines:
        - the slope of the sigmoid
        - a = sigmoid(z) = 0.6682
        - dE/da = a - t = 0.4682
        - dE/dz = dE/da*a = 0.3128
        - dE/dw = dE/dz*x = 0.4693
      wrong: 4
      answer: dE/da*a*(1 - a)
      why: {en: a is no slope., zh: a 不是斜率。}
"""
LATER = "  - grad: b\n"


def read(text: str, of: Lesson) -> Line:
    """A line as the loader reads it."""
    equations = []
    for _, piece in pieces(text):
        reading = read_answer(piece, of.vocabulary)
        assert not isinstance(reading, Problem), say(reading.message, "en")
        sides = zip(reading.sides, reading.numerals, strict=True)
        equations.append(Equation(reading.left, tuple(Side(*side) for side in sides)))
    return Line(tuple(equations))


def breaches(of: Lesson, *texts: str) -> list[int]:
    """The numbers of the lines that do not hold, each read as printed."""
    reader = Proofreader(Derivation(of))
    return [n for n, text in enumerate(texts, 1) if reader.read(read(text, of)) is not None]


# -- proofreading


@pytest.mark.parametrize(
    "lines",
    [
        ("z = w*x + b = 0.8*1.5 - 0.5 = 0.7", "a = sigmoid(0.7) = 0.668188"),
        # figures of two digits hold, and so does what is worked out from them
        ("z = 0.7", "a = 0.67", "dE/da = 0.67 - 0.2 = 0.47", "dE/dz = 0.47*0.67*(1 - 0.67) = 0.10"),
        ("dE/dz = 0.10", "dE/dw = dE/dz*x = 0.15", "dE/dw = 0.16"),
        # the slope of one formula, and the way on from it
        ("da/dz = a*(1 - a) = 0.2217", "dE/dz = dE/da*da/dz = 0.1038"),
        # several equations, and sides without a name
        ("z = 0.7, a = 0.668", "a - t = 0.468; (a - t)^2/2 = 0.1096"),
        # a whole number is no rounding
        ("x*2 = 3",),
        ("dE/da ≈ 0.47",),
    ],
)
def test_true_lines_hold(lines: tuple[str, ...]) -> None:
    assert breaches(NEURON, *lines) == []


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (("z = w*x - b = 1.7",), [1]),
        (("z = 0.8*1.5 - 0.5 = 0.8",), [1]),
        (("z = 0.7", "a = 0.69"), [2]),
        (("dE/da = 0.47", "dE/dw = 0.16", "dE/dw = 0.18"), [3]),
        (("x*2 = 4",), [1]),
        (("a = 1",), [1]),
        (("dE/dz = dE/da*a*(1 - a) = 0.11",), [1]),
        (("z = log(b)",), [1]),
    ],
)
def test_what_is_not_so_is_found(lines: tuple[str, ...], wrong: list[int]) -> None:
    assert breaches(NEURON, *lines) == wrong


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        # a wrong value is gone on from, forwards and backwards
        (("z = w*x - b = 1.7", "a = sigmoid(z) = 0.845535", "dE/da = a - t = 0.645535"), [1]),
        (("z = 1.7", "dE/da = 0.645535", "dE/dw = 0.126467"), [1]),
        (("z = 1.7", "a = 0.668188"), [1, 2]),
        # a wrong gradient, through nodes that no line names
        (("dE/da = 0.9", "dE/dw = dE/db*x = 0.2993"), [1]),
        (("dE/da = 0.9", "dE/dw = 0.1557"), [1, 2]),
        # a wrong slope
        (("da/dz = a = 0.6682", "dE/dz = 0.3128", "dE/dw = dE/dz*x = 0.4693"), [1]),
        # its digits that are not printed may be anything that rounds to them
        (("dE/da = 0.9", "dE/dz = dE/da*a*(1 - a) = 0.21"), [1]),
        (("dE/da = 0.9", "dE/dz = dE/da*a*(1 - a) = 0.23"), [1, 2]),
        # a formula alone is a claim too
        (("dE/dz = dE/da*a", "dE/dw = 0.4693"), [1]),
        # roundings that only touch, at 0.45 and at 0.55, are other figures
        (("dE/dz = -0.5", "dE/db = dE/dz = -0.5"), [1]),
        (("dE/dz = -0.5", "dE/db = dE/dz = -0.4"), [1, 2]),
        (("dE/dz = -0.5", "dE/db = dE/dz = -0.6"), [1, 2]),
        (("dE/dz = -0.5", "dE/db = dE/dz = -0.47"), [1]),
        # not even where the other figure is the true one, 0.1038
        (("dE/dz = 0.2", "dE/db = dE/dz = 0.1"), [1, 2]),
    ],
)
def test_what_follows_from_a_mistake_as_printed_holds(
    lines: tuple[str, ...], wrong: list[int]
) -> None:
    assert breaches(NEURON, *lines) == wrong


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (("Y = [[1.5], [-0.25]]", "dY = (Y - T)/m = [[-1.25], [-0.625]]"), []),
        (("dY = Y - T = [[-2.5], [-1.25]]", "dW = X.T @ dY = [[-5], [0]]"), [1]),
        (("dY = Y - T = [[-2.5], [-1.25]]", "dW = X.T @ dY = [[-2.5], [0]]"), [1, 2]),
        (("db = dY = [[-1.25], [-0.625]]",), [1]),
        (("dW = dY @ X.T = [[1, 2]]", "db = -1.88"), [1]),
    ],
)
def test_matrices_are_proofread_by_entries_and_shape(
    lines: tuple[str, ...], wrong: list[int]
) -> None:
    assert breaches(MATRICES, *lines) == wrong


def test_new_weights_follow_from_a_gradient_as_printed() -> None:
    lines = ("dE/dw5 = 1.0", "w5+ = w5 - 0.1*dE/dw5 = 0.9", "y+ = 3.2159", "w6+ = 0.601")
    assert breaches(builtin("w1-w6"), *lines) == [1]
    assert breaches(builtin("w1-w6"), "w5+ = 1.13125", "w6+ = 0.601") == [1]


@pytest.mark.parametrize(
    ("digits", "half"),
    [("0.3900", "0.00005"), ("5.", "0.5"), ("5", "0"), ("-.5", "0.05"), ("1.2e-3", "0.00005")],
)
def test_a_numeral_says_how_far_it_is_rounded(digits: str, half: str) -> None:
    assert float(half_unit(digits)) == float(half)


# -- lines that the program breaks

W1_W6 = Derivation(builtin("w1-w6"))
IDS = tuple(dict.fromkeys(row.id for row in TABLE))
BREAKABLE = [
    "dropped-factor",
    "local-only",
    "upstream-only",
    "stopped-early",
    "chain-added",
    "sign",
    "negated",
    "half-ignored",
    "two-forgotten",
    "exponent-kept",
    "value-for-slope",
    "output-for-error",
    "target-for-error",
    "product-own-value",
    "product-own-value-first",
    "product-one",
    "product-sum",
    "sum-as-product",
    "sum-split",
    "wrong-input",
    "sibling-gradient",
    "gradient-for-weight",
    "constants-kept",
    "updated-too-soon",
    "new-weight",
    "uphill",
    "rate-forgotten",
    "step-not-gradient",
    "gradient-not-weight",
    "unchanged",
]
"""What changes a number of w1-w6: w5 = w6 = 1 hides the neighbour's weight, and so on."""


@cache
def of_w1_w6(id: str) -> Broken | None:
    return broken(W1_W6, (id,), "step-1")


def confirm(derivation: Derivation, found: Broken) -> None:
    """What a broken derivation claims, held against the engine as an author's would be."""
    reader = Proofreader(derivation)
    wrong = [n for n, line in enumerate(found.lines, 1) if reader.read(line) is not None]
    assert wrong == [found.wrong]


@pytest.mark.parametrize("id", IDS)
def test_every_misconception_that_can_break_w1_w6_does(id: str) -> None:
    found = of_w1_w6(id)
    assert (found is not None) == (id in BREAKABLE)
    if found is not None:
        assert found.prediction.misconception == id
        confirm(W1_W6, found)


@pytest.mark.parametrize("name", ["batch-mean", "softmax-cross-entropy", "affine-layer", "fork"])
def test_matrices_and_forks_are_broken_too(name: str) -> None:
    derivation = Derivation(builtin(name))
    for key in ("step-1", "step-2", "step-3"):
        found = broken(derivation, (), key)
        assert found is not None
        confirm(derivation, found)


def texts(found: Broken) -> list[str]:
    said = line_texts(found.lines)
    return [say(line, "en") for line in said if isinstance(line, Message)]


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("half-ignored", "dE/dy = 2*(y - t) = 2.1"),
        ("output-for-error", "dE/dy = y = 5.05"),
        ("gradient-for-weight", "dE/dh1 = dE/dy*dE/dw5 = 1.37813"),
    ],
)
def test_the_wrong_formula_stands_in_the_wrong_line(id: str, line: str) -> None:
    found = of_w1_w6(id)
    assert found is not None
    assert texts(found)[found.wrong - 1] == line


def test_the_same_step_is_always_broken_at_the_same_place() -> None:
    first, again = broken(W1_W6, (), "step-1"), broken(W1_W6, (), "step-1")
    assert first is not None
    assert again is not None
    assert first.lines == again.lines
    others = {str(broken(W1_W6, (), f"step-{n}").lines) for n in range(8)}  # type: ignore[union-attr]
    assert len(others) > 3


def test_what_is_asked_elsewhere_is_left_alone() -> None:
    asked = frozenset(Derivative("E", name) for name in ("y", "w5", "w6", "h1", "h2"))
    found = broken(W1_W6, ("upstream-only",), "step-1", Around(later=asked))
    assert found is not None
    lefts = [line.equations[0].left for line in found.lines]
    assert asked.isdisjoint(lefts)
    known = broken(W1_W6, ("uphill",), "s", Around(known=frozenset({Updated("w1")})))
    assert known is not None
    assert known.lines[known.wrong - 1].equations[0].left != Updated("w1")


@pytest.mark.parametrize("id", ["step-1", "step-2", "slope", "last"])
def test_a_line_in_the_middle_is_broken_where_there_is_one(id: str) -> None:
    for derivation in (Derivation(NEURON), W1_W6):
        found = broken(derivation, (), id)
        assert found is not None
        assert 1 < found.wrong < len(found.lines)


def test_what_written_lines_print_is_left_alone() -> None:
    lines = "[dE/dz = 0.9, dE/dw = dE/dz*x = 1.35, dE/db = dE/dz = 0.9, a = 0.668]"
    written = f"  - find_mistake: {{lines: {lines}, wrong: 1}}\n"
    made = "  - find_mistake: {from: auto}\n"
    for steps in (written + made, made + written):
        sitter = Sitter(lesson(HEAD + steps))
        asked = [q.asked for q in sitter.session.questions if isinstance(q.wants, Correction)]
        assert sorted(map(str, asked)) == sorted(
            map(str, (Derivative("E", "z"), Derivative("E", "a")))
        )


def test_drawn_numbers_are_broken_at_every_seed() -> None:
    text = """\
format: 1
title: Any numbers
inputs: {x: {draw: choice, of: [-2, 2, 3]}, t: 1}
params: [w, b]
nodes: {y: w*x + b, E: 1/2*(y - t)^2}
draw: {default: {draw: decimal, from: -2, to: 2, step: 0.5, not: [0]}, require: ["abs(y - t) > 1"]}
steps: [{find_mistake: {from: auto}}]
"""
    for seed in range(8):
        derivation = load_lesson("a.yaml", text, seed).derivation
        assert derivation is not None
        found = broken(derivation, (), "step-1")
        assert found is not None
        confirm(derivation, found)


def test_rounding_follows_what_the_lesson_shows() -> None:
    rough = lesson(HEAD.replace("steps:\n", "show: {decimals: 2}\n"))
    for id in ("local-only", "activation-not-derivative", "negated"):
        found = broken(Derivation(rough), (id,), "")
        assert found is not None
        confirm(Derivation(rough), found)
        assert all(len(text.rpartition(" = ")[2].lstrip("-−")) <= 4 for text in texts(found))


# -- the two questions


def at_mistake(steps: str = SLOPE) -> Sitter:
    return Sitter(lesson(HEAD + steps))


def told(judged: Judgement, lang: str = "en") -> str:
    verdict = judged.verdict
    assert isinstance(verdict, Wrong)
    said = [one.message for one in verdict.diagnoses[:1]] + [verdict.remark]  # type: ignore[operator]
    return "; ".join(say(message, lang) for message in said if message)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1", "line 1 claims no number; it cannot be the wrong one"),
        ("2", "line 2 holds: put the numbers into sigmoid(z), and it comes to what is printed"),
        (
            "5",
            "line 5 follows from what is printed above it; whatever is wrong with it came from "
            "there. Look further up",
        ),
    ],
)
def test_another_line_is_told_why_it_is_not_the_first(typed: str, said: str) -> None:
    sitter = at_mistake()
    assert told(sitter.session.submit(sitter.question, typed).judgement) == said


def test_the_line_then_its_correction() -> None:
    sitter = at_mistake()
    session = sitter.session
    assert [q.id for q in session.questions] == ["slope-1", "slope-2"]
    assert isinstance(sitter.question.wants, FirstWrong)
    sitter.say("4")
    assert isinstance(sitter.question.wants, Correction)
    assert say(sitter.question.prompt, "en") == (  # type: ignore[arg-type]
        "Line 4 is wrong. What should it say: dE/dz = ?"
    )
    assert told(session.submit(sitter.question, "0.3128").judgement) == (
        "at a you used the value of the activation; what is its slope there?; "
        "that is what line 4 says already"
    )
    for answer in ("0.1038", "dE/da*a*(1 - a)", "(a - t)*a*(1 - a)", "0.4682*0.6682*0.3318"):
        assert isinstance(session.submit(sitter.question, answer).judgement.verdict, Right)
    sitter.say("=")
    assert session.current is None


def test_who_goes_on_from_rounded_lines_is_right() -> None:
    sitter = at_mistake("""\
  - find_mistake:
      lines: [a = 0.67, dE/da = 0.47, dE/dz = dE/da*a = 0.31, dE/dw = 0.47]
      wrong: 3
""")
    sitter.say("3")
    for typed, verdict in (("0.47*0.67*0.33", Right), ("0.31", Wrong), ("0.09", Wrong)):
        assert isinstance(sitter.session.submit(sitter.question, typed).judgement.verdict, verdict)


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("x = 1.6", "1.5"),
        ("a - t = 0.6", "a - t"),
        ("local:da/dz = a = 0.668", "a*(1 - a)"),
        ("a = 0.8", "sigmoid(0.7)"),
    ],
)
def test_a_line_may_be_about_anything_that_has_a_value(line: str, typed: str) -> None:
    sitter = at_mistake(f"  - find_mistake:\n      lines: [the start, {line}]\n      wrong: 2\n")
    sitter.say("2")
    hint = sitter.session.hint(sitter.question)
    assert hint is not None
    assert hint.count == 3
    verdict = sitter.session.submit(sitter.question, typed).judgement.verdict
    assert isinstance(verdict, Right)


def test_a_wrong_line_may_end_in_something_without_a_value() -> None:
    sitter = at_mistake("  - find_mistake: {lines: [z = 0.7 = log(b), x = 1.5], wrong: 1}\n")
    sitter.say("1")
    verdict = sitter.session.submit(sitter.question, "0.7").judgement.verdict
    assert isinstance(verdict, Right)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_are_three_hints_for_each_and_none_tells(lang: str) -> None:
    sitter = at_mistake()
    for answer in ("4", "0.1038"):
        question = sitter.question
        said = []
        while (hint := sitter.session.hint(question)) is not None:
            assert isinstance(hint.said, Message)
            said.append(say(hint.said, lang))
            sitter.say("?")
        assert len(said) == 3
        assert all(answer not in text for text in said)
        sitter.say(answer)


@pytest.mark.parametrize("typed", ["line 4", "Line 4", "4", "第 4 行", "第4行"])
def test_a_line_may_be_called_a_line(typed: str) -> None:
    sitter = at_mistake()
    assert isinstance(sitter.session.submit(sitter.question, typed).judgement.verdict, Right)


def test_the_last_hint_takes_what_the_lines_print_for_known() -> None:
    sitter = at_mistake(SLOPE + "  - grad: a\n")
    sitter.say("4", "?", "?")
    hint = sitter.session.hint(sitter.question)
    assert hint is not None
    assert isinstance(hint.said, Message)
    # line 3 prints dE/da, although the lesson asks for it later
    assert say(hint.said, "en") == "with numbers: dE/dz = 0.468188*0.668188*(1 - 0.668188)"


def test_a_skipped_line_is_not_told_by_its_correction() -> None:
    sitter = at_mistake(SLOPE + "  - grad: b\n")
    sitter.say(">")
    assert sitter.question.id == "dE/db"
    sitter.say(">")
    assert sitter.question.id == "slope-1"
    sitter.say(">")
    assert sitter.question.id == "dE/db"
    sitter.say("=", "=")
    assert sitter.question.id == "slope-2"


def test_lines_wait_for_what_was_skipped_before_them() -> None:
    sitter = at_mistake("  - grad: a\n" + SLOPE + "  - grad: b\n")
    sitter.say(">")
    # line 3 says what dE/da is
    assert sitter.question.id == "dE/db"
    sitter.say("=")
    assert sitter.question.id == "dE/da"


def test_an_edited_line_is_asked_again() -> None:
    def fingerprints(text: str) -> list[str]:
        return [fingerprint(q) for q in Session(Derivation(lesson(HEAD + text))).questions]

    before = fingerprints(SLOPE)
    assert fingerprints(SLOPE) == before
    after = fingerprints(SLOPE.replace("dE/dw = dE/dz*x = 0.4693", "dE/dw = 0.4693"))
    assert [a == b for a, b in zip(before, after, strict=True)] == [False, True]


def test_a_log_replayed_gives_the_same_session() -> None:
    sitter = Sitter(builtin("one-slope-too-many"))
    sitter.say("=", "=", "4", "?", "=", "0.562", "!", "=")
    replayed = sitter.replayed()
    assert replayed.state == sitter.session.state


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("which", ["own", "builtin"])
def test_nothing_is_told_before_it_is_earned(which: str, seed: int) -> None:
    of = builtin("one-slope-too-many") if which == "builtin" else lesson(HEAD + SLOPE + LATER)
    environment = surroundings(width=40 if seed % 2 else 80, unicode=seed < 2)
    asides = tuple(aside for aside in ASIDES if aside != ":full")
    explorer, watch = Explorer(seed, asides=asides), Watch(Screen(environment))

    def look(session: Session, printed: str) -> None:
        explorer.look(session, printed)
        watch.look(session, printed)

    sitting(of, explorer, environment, watch=look)
    assert watch.found == []


def test_the_lines_stand_with_both_questions() -> None:
    learner = Learner()
    seen = sitting(lesson(HEAD + SLOPE), learner, surroundings(), watch=learner.look).text
    assert (
        """\
Somebody worked this out. Which line is the first wrong one?  (1 to 5)
  1  the slope of the sigmoid
  2  a = σ(z) = 0.6682
  3  ∂E/∂a = a − t = 0.4682
  4  ∂E/∂z = ∂E/∂a·a = 0.3128
  5  ∂E/∂w = ∂E/∂z·x = 0.4693
"""
        in seen
    )
    assert (
        """\
  1  the slope of the sigmoid
  2  a = σ(z) = 0.6682
  3  ∂E/∂a = a − t = 0.4682
✗ 4  ∂E/∂z = ∂E/∂a·a = 0.3128
  5  ∂E/∂w = ∂E/∂z·x = 0.4693
"""
        in seen
    )
    assert "  a is no slope.\n" in seen


def test_every_line_of_a_broken_derivation_answers_for_itself() -> None:
    sitter = Sitter(lesson(HEAD + "  - find_mistake: {from: auto}\n"))
    first = sitter.question
    place = int(right(first))
    for number in range(1, len(first.choices) + 1):
        verdict = sitter.session.submit(first, str(number)).judgement.verdict
        assert isinstance(verdict, Right if number == place else Wrong)
    sitter.say("=", "=")
    assert sitter.session.current is None


# -- the command line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.yaml").write_text(HEAD + SLOPE, encoding="utf-8")
    return tmp_path


def test_try_takes_the_id_of_the_step(folder: Path) -> None:
    assert backtutor("try", "m.yaml", "slope", "4", cwd=folder).out == "✓ wrong line: 4: right\n"
    ran = backtutor("try", "m.yaml", "slope-2", "0.3128", cwd=folder)
    assert ran.out.endswith("  that is what line 4 says already\n")
    ran = backtutor("try", "m.yaml", "dE/dz", "0.3128", "--json", cwd=folder)
    assert ran.json["question"] == "dE/dz"


def test_what_is_no_question_is_told_the_questions(folder: Path) -> None:
    ran = backtutor("try", "m.yaml", "find_mistake-2", "4", cwd=folder)
    assert (ran.status, ran.out) == (Exit.USAGE, "")
    assert ran.err == "this lesson has no `find_mistake-2`; its questions are slope-1, slope-2\n"


def test_study_from_a_file_answers_both(folder: Path) -> None:
    (folder / "answers.yaml").write_text("slope-1: [5, 4]\nslope-2: 0.1038\n", encoding="utf-8")
    ran = backtutor("study", "m.yaml", "--answers", "answers.yaml", "--pass", "0.9", cwd=folder)
    assert ran.status == Exit.DONE


# -- no lines make it fall

TOKENS = st.lists(st.sampled_from([*"z=aEwxtbη5*+-/^(),;≈@", "0.7", "dE/da", "w+"]), max_size=7)
LEFTS = st.sampled_from(
    ["z", "a", "x", "E", "dE/da", "dE/dz", "dE/dw", "local:da/dz", "da/dz", "w+", "E+", "a - t"]
)
SIDES = st.sampled_from(
    ["0.7", "0.67", "0.4682", "dE/da*a", "a*(1 - a)", "w*x + b", "log(b)", "1/(x - 1.5)", "1e-400"]
)
EQUATIONS = st.builds(lambda *sides: " = ".join(sides), LEFTS, SIDES, SIDES)
LINES = EQUATIONS | TOKENS.map(" ".join) | SIDES.map("= {}".format)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=2, max_size=4), st.integers(1, 3), LINES, st.booleans())
def test_no_lines_make_the_loader_raise(
    lines: list[str], wrong: int, answer: str, trains: bool
) -> None:
    quoted = ", ".join(f"'{line}'" for line in lines)
    head = HEAD.replace("steps:", "train: {lr: 0.1}\nsteps:") if trains else HEAD
    text = f"{head}  - find_mistake: {{lines: [{quoted}], wrong: {wrong}, answer: '{answer}'}}\n"
    loaded = load_lesson("a.yaml", text)
    assert all(0 <= p.span.column - 1 <= len(p.span.source) for p in loaded.problems)
    assert all(say(p.message, lang) for p in loaded.problems for lang in LANGUAGES)
    if loaded.derivation is not None:
        Sitter(loaded.derivation).say("=", "?", "?", "?", "=")
