"""Learner bots: the right one finishes every lesson with full credit; whoever holds a
misconception is told so at every question where it shows, and finishes too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import matrix_lessons
import pytest
from bots import Account, Holder, RightBot, sit
from plays import WAYS, lesson
from samples import AT_A_KINK, FORK, LESSONS, NEURON, SIX_WEIGHTS, STEPPED

from backtutor.derive import Derivation
from backtutor.judge import Judge
from backtutor.misconceptions import TABLE
from backtutor.questions import Question
from backtutor.verdicts import Wrong

GATES = """
    format: 1
    title: Units that are off, and the larger of two
    inputs: {x: 1.5, t: 2}
    params: {w: -0.8, u: 0.7, v: 0.4}
    nodes:
      z: w*x
      a: relu(z)
      s: u*x
      m: maximum(s, v)
      y: a + m
      r: relu(y)
      E: 1/2*(r - t)^2
    steps:
      - local: dz/dw
      - grad: [r, y, m, v, s, a, z, w]
"""
SQUARES = """
    format: 1
    title: Square matrices, where every wrong order fits
    inputs: {X: [[1, 2], [3, -1]], T: [[1, 0], [0, 1]]}
    params: {W: [[0.5, -1], [1.25, 2]], V: [[1, 0.5], [-1, 2]]}
    nodes:
      H: X @ W
      Y: H @ V
      L: 1/2*sum((Y - T)^2)
    steps:
      - {grad: [Y, H, V, W], form: number}
"""
TEXTS = {
    "gates": GATES,
    "squares": SQUARES,
    "six weights": SIX_WEIGHTS,
    "after a step": STEPPED,
    "fork": FORK,
    "neuron": NEURON,
    "at a kink": AT_A_KINK,
    "ways": WAYS,
    **{f"matrices {id}": text for id, text in matrix_lessons.ALL.items()},
}
EVERY = [*(f"lesson {id}" for id in LESSONS), *TEXTS]
IDS = list(dict.fromkeys(row.id for row in TABLE))
each_lesson = pytest.mark.parametrize("name", EVERY)


@cache
def judge_of(name: str) -> Judge:
    """The judge of a lesson, which keeps what it has worked out."""
    built_in = LESSONS.get(name.removeprefix("lesson "))
    return Judge(Derivation(built_in or lesson(TEXTS[name])))


def account(bot: RightBot, name: str, full: bool = False) -> Account:
    judge = judge_of(name)
    return sit(bot, judge.derivation, judge, full)


def questions(name: str) -> tuple[Question, ...]:
    return account(RightBot(), name).sitter.session.questions


@each_lesson
@pytest.mark.parametrize("full", [False, True])
def test_the_right_bot_finishes_with_full_credit(name: str, full: bool) -> None:
    done = account(RightBot(), name, full)
    session = done.sitter.session
    assert done.refused == []
    assert done.is_finished
    assert all(session.record(question.id).first_try for question in session.questions)


def holders(name: str) -> Iterator[Holder]:
    """Those whose misconception shows at some question of a lesson."""
    judge = judge_of(name)
    asked = [question.asked for question in questions(name)]
    held = {p.misconception for one in asked for p in judge.reasons.predictions(one)}
    return (Holder(id) for id in IDS if id in held)


@each_lesson
def test_a_holder_is_told_at_every_question_and_finishes(name: str) -> None:
    for bot in holders(name):
        done = account(bot, name)
        assert done.refused == [], bot
        assert done.is_finished, bot
        for question, said, reply in done.wrong:
            verdict = reply.judgement.verdict
            assert isinstance(verdict, Wrong), (bot, question.id, said)
            ids = [diagnosis.misconception for diagnosis in verdict.diagnoses]
            assert bot.misconception in ids, (question.id, said, ids)


def test_every_misconception_shows_in_some_lesson() -> None:
    shown = {
        bot.misconception for name in EVERY for bot in holders(name) if account(bot, name).wrong
    }
    assert shown == set(IDS)


@pytest.mark.parametrize(
    ("misconception", "question"),
    [("upstream-only", "dE/dh1"), ("product-one", "dE/dh1"), ("dropped-factor", "dE/dh1")],
)
def test_who_is_right_by_a_wrong_method_is_asked_for_the_factors(
    misconception: str, question: str
) -> None:
    """w5 is 1: whoever leaves it out has the right number."""
    bot = Holder(misconception)
    done = account(bot, "lesson w1-w6")
    assert question in done.sitter.session.state.split
    assert done.is_finished
