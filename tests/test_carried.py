"""Carried forward: what follows correctly from an earlier wrong answer is recognised as that."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from learners import Sitter
from plays import LAYER, PARTS, WAYS, builtin, lesson, sitting, surroundings

from backtutor.lesson import Lesson
from backtutor.questions import Question
from backtutor.session import Session
from backtutor.text import LANGUAGES, say
from backtutor.verdicts import Right, Wrong

CHAIN = lesson("""
    format: 1
    title: Chain
    inputs: {x: 2, t: 1.3}
    params: {u: 0.7, v: -1.1}
    nodes:
      p: u*x
      q: p + v
      r: q*q
      E: 1/2*(r - t)^2
    train: {lr: 0.1}
    steps:
      - forward: [p, q, r, E]
      - local: [dr/dq]
      - grad: [r, q, p, u]
      - update: u
      - second_forward: [p, q]
""")

COLUMNS = lesson("""
    format: 1
    title: Columns
    inputs: {X: [[1, 2], [3, -1]], T: [[0, 1], [2, 0]]}
    params: {W: [[0.5, 1.5], [-1, 2]], b: [0.25, -0.75]}
    nodes:
      Z: X @ W
      Y: Z + b
      L: 0.5*sum((Y - T)^2)
    steps:
      - forward: [Z, Y]
      - grad: [Y, Z, W, b]
      - {grad: W, entries: [[1, 2]]}
""")


def at(of: Lesson, before: Sequence[str], id: str) -> Sitter:
    """A sitter who has typed `before` and then right answers, up to a question."""
    sitter = Sitter(of)
    sitter.say(*before)
    return sitter.to(id)


def diagnosed(sitter: Sitter, typed: str) -> list[str]:
    verdict = sitter.session.submit(sitter.question, typed).judgement.verdict
    assert isinstance(verdict, Wrong), verdict
    return [diagnosis.misconception for diagnosis in verdict.diagnoses]


def told(sitter: Sitter, typed: str, lang: str = "en") -> str:
    verdict = sitter.session.submit(sitter.question, typed).judgement.verdict
    assert isinstance(verdict, Wrong), verdict
    return say(verdict.diagnoses[0].message, lang)


# the right values: p = 1.4, q = 0.3, r = 0.09, E = 0.73205, dE/dr = -1.21, dE/dq = -0.726,
# dE/du = -1.452, u+ = 0.8452


@pytest.mark.parametrize(
    ("before", "id", "typed"),
    [
        # a value in the next value, then in all that is computed from it
        (["1.5"], "q", "0.4"),
        (["1.5", ">", ">"], "r", "0.16"),
        # the wrong value in a local derivative and in a gradient
        (["=", "0.4", "="], "dr/dq-of-chain", "0.8"),
        (["=", "=", "0.2", "="], "dE/dr", "-1.1"),
        # a gradient in the gradients before it
        (["=", "=", "=", "=", "=", "1.3", "="], "dE/dq", "0.78"),
        (["=", "=", "=", "=", "=", "1.3", ">", ">", ">"], "dE/du", "1.56"),
        # a local derivative in the gradient
        (["=", "=", "=", "=", "0.5", "="], "dE/dq", "-0.605"),
        # a gradient in the update, the update in the second pass
        (["=", "=", "=", "=", "=", "=", "=", "=", "1.5", "="], "u+", "0.55"),
        (["=", "=", "=", "=", "=", "=", "=", "=", "=", "0.6", "="], "p+", "1.2"),
        # rounded as the learner would
        (["=", "=", "=", "=", "=", "1.33", "="], "dE/dq", "0.798"),
        (["=", "=", "=", "=", "=", "4/3", "="], "dE/dq", "0.80"),
        # written as a calculation
        (["=", "=", "=", "=", "=", "1.3", "="], "dE/dq", "1.3*2*0.3"),
    ],
)
def test_an_answer_that_follows_from_an_earlier_mistake(
    before: list[str], id: str, typed: str
) -> None:
    id = "local:dr/dq" if id == "dr/dq-of-chain" else id
    assert "carried-forward" in diagnosed(at(CHAIN, before, id), typed)


@pytest.mark.parametrize(
    ("before", "id", "typed"),
    [
        (["[[9, 5], [2, 2]]"], "Y", "[[9.25, 4.25], [2.25, 1.25]]"),
        (["=", "=", "[[1, 2], [3, 4]]", "="], "dL/dW", "[[10, 14], [-1, 0]]"),
        (["=", "=", "[[1, 2], [3, 4]]", "="], "dL/db", "[[4, 6]]"),
        (["=", "=", "[[1, 2], [3, 4]]", "="], "dL/dW[1,2]", "14"),
    ],
)
def test_matrices_are_carried_on_too(before: list[str], id: str, typed: str) -> None:
    assert "carried-forward" in diagnosed(at(COLUMNS, before, id), typed)


def test_what_a_path_brings_is_carried_into_the_sum() -> None:
    sitter = Sitter(lesson(WAYS)).to("dE/db|via:c")
    right = float(sitter.question.value)
    other = float(sitter.session.derivation.gradients["b"].terms[1].value)
    sitter.say(f"{right + 3:.6f}", "=")
    sitter.to("dE/db")
    assert diagnosed(sitter, f"{right + 3 + other:.6f}")[-1] == "carried-forward"


def test_what_was_not_mended_is_told_first_and_what_was_comes_last() -> None:
    still = at(CHAIN, ["=", "=", "=", "=", "=", "1.21", ">"], "dE/dq")
    assert diagnosed(still, "0.726")[0] == "carried-forward"
    mended = at(CHAIN, ["=", "=", "=", "=", "=", "1.21", "="], "dE/dq")
    assert diagnosed(mended, "0.726")[0] != "carried-forward"
    assert diagnosed(mended, "0.726")[-1] == "carried-forward"


@pytest.mark.parametrize(
    ("then", "lang", "said"),
    [
        (
            ">",
            "en",
            "right way, but it rests on your earlier answer for dE/dr, which was wrong: go back "
            "and mend that first",
        ),
        (">", "zh", "方法对了，但用的是你之前答错的 dE/dr：先回去改正它"),
        (
            "!",
            "en",
            "right way, but it still rests on your wrong answer for dE/dr: take what dE/dr "
            "turned out to be",
        ),
        ("!", "zh", "方法对了，但用的还是你之前答错的 dE/dr：请换成 dE/dr 后来的正确结果"),
    ],
)
def test_it_names_the_earlier_question_and_no_number(then: str, lang: str, said: str) -> None:
    assert lang in LANGUAGES
    sitter = at(CHAIN, ["=", "=", "=", "=", "=", "1.7", then], "dE/dq")
    assert told(sitter, "1.02", lang) == said


def test_it_costs_an_attempt_as_any_error_does() -> None:
    sitter = at(CHAIN, ["1.5", ">"], "q")
    sitter.say("0.4")
    record = sitter.session.record("q")
    assert (record.wrong, record.diagnoses) == (1, ("carried-forward",))


@pytest.mark.parametrize(
    ("before", "id", "typed"),
    [
        # nothing was wrong before
        ([], "q", "0.4"),
        # it does not follow
        (["1.5"], "q", "0.5"),
        # what the right value gives too is no mistake that was carried on
        (["1.4001"], "q", "0.5"),
        # a formula of names holds nothing of an earlier number
        (["=", "=", "=", "=", "=", "1.3", "="], "dE/dq", "q*r"),
        # the same number again is no way
        (["=", "777", "="], "r", "777"),
    ],
)
def test_what_does_not_follow_is_not_carried(before: list[str], id: str, typed: str) -> None:
    assert "carried-forward" not in diagnosed(at(CHAIN, before, id), typed)


def test_the_same_number_counts_where_passing_it_on_is_the_rule() -> None:
    before = ["=", "=", "=", "=", "=", "=", "0.5", ">"]
    assert "carried-forward" in diagnosed(at(CHAIN, before, "dE/dp"), "0.5")


def test_a_right_answer_is_right_whatever_was_wrong_before() -> None:
    sitter = at(CHAIN, ["1.5", ">"], "q")
    assert isinstance(sitter.session.submit(sitter.question, "0.3").judgement.verdict, Right)


def test_an_authors_own_words_come_before_everything() -> None:
    sitter = at(lesson(PARTS), ["", "2.9"], "double")
    assert diagnosed(sitter, "m") == ["author"]


def test_a_replayed_log_remembers_the_mistakes() -> None:
    sitter = at(CHAIN, ["1.5", ">"], "q")
    again = sitter.replayed()
    question = again.current
    assert isinstance(question, Question)
    verdict = again.submit(question, "0.4").judgement.verdict
    assert isinstance(verdict, Wrong)
    assert [d.misconception for d in verdict.diagnoses] == ["carried-forward"]


def test_only_the_last_mistakes_of_a_question_are_kept() -> None:
    sitter = Sitter(CHAIN)
    sitter.say("5", "6", "7", "8", "6")
    assert sitter.session.record("p").mistakes == ("6", "8", "7")


def test_asking_again_forgets_them() -> None:
    sitter = Sitter(builtin("w1-w6"))
    sitter.say("5", "=", "again")
    assert sitter.session.record("h2").mistakes == ()


def test_a_mistake_that_nobody_could_go_on_from_is_passed_over() -> None:
    of = lesson(LAYER)
    sitter = Sitter(of)
    sitter.say("9x9", "=", "=", "=", "=", "=", "=", "[[1]]", ">")
    session: Session = sitter.session
    assert isinstance(session.current, Question)
    assert session.submit(session.current, "[[7, 7]]").judgement.verdict.name == "wrong"


def test_the_screen_tells_it() -> None:
    shown = sitting(CHAIN, ["1.5", ">", "0.4"], surroundings()).text
    assert (
        "✗ Not yet: right way, but it rests on your earlier answer for p, which was\n"
        "  wrong: go back and mend that first\n"
    ) in shown


def test_it_splits_nothing_and_its_question_can_be_reached() -> None:
    sitter = at(CHAIN, ["=", "=", "=", "=", "=", "1.7", ">"], "dE/dq")
    for _ in range(2):
        reply = sitter.session.submit(sitter.question, "1.02")
        assert isinstance(reply.judgement.verdict, Wrong)
        assert reply.judgement.verdict.diagnoses[0].misconception == "carried-forward"
        assert not reply.splits
        sitter.say("1.02")
    sitter.say("<")
    assert sitter.question.id == "dE/dr"
