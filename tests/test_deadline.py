"""Deadlines: answers of another process, and what becomes of questions that never end."""

from __future__ import annotations

import os
import time
from fractions import Fraction

import pytest

from backtutor.deadline import LATE, Desk


def forever() -> None:
    while True:
        time.sleep(1)


def broken() -> None:
    raise RecursionError


def test_answers_come_back_one_after_the_other() -> None:
    with Desk(30) as desk:
        assert desk.ask(Fraction, 1, 3) == Fraction(1, 3)
        assert desk.ask(max, 2, 7) == 7


def test_a_question_that_never_ends_is_late_and_the_next_one_is_answered() -> None:
    with Desk(0.2) as desk:
        assert desk.ask(forever) is LATE
        desk.seconds = 30
        assert desk.ask(max, 2, 7) == 7


def test_a_process_that_dies_is_late_and_the_next_one_is_answered() -> None:
    with Desk(30) as desk:
        assert desk.ask(os._exit, 1) is LATE
        assert desk.ask(max, 2, 7) == 7


def test_the_work_is_done_elsewhere_and_nothing_is_left_running() -> None:
    with Desk(30) as desk:
        assert desk.ask(os.getpid) != os.getpid()
        clerk = desk._clerk
    assert clerk is not None
    assert clerk.process.returncode is not None


def test_work_that_fails_has_no_answer() -> None:
    with Desk(30) as desk:
        number = desk.ask(os.getpid)
        assert desk.ask(broken) is LATE
        assert desk.ask(os.getpid) == number


def test_without_another_process_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "no-such-python")
    with Desk(30) as desk:
        assert desk.ask(max, 2, 7) == 7
        assert desk.ask(broken) is LATE
        assert desk.alone


def test_a_process_that_does_not_come_up_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backtutor.deadline.MODULE", "backtutor.no_such_module")
    with Desk(30) as desk:
        assert desk.ask(max, 2, 7) == 7
        assert desk.alone
