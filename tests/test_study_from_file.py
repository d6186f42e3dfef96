"""`study LESSON --answers FILE`: a session without a terminal, by the same judge and log."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli import Ran, backtutor

from backtutor.problems import Exit

ALL_RIGHT = """\
h2: 3.8
dE/dy: y - t
∂E/∂w₅: 1.05*1.25
dE/dh1: dE/dy*w5
dE/dw1: (y - t)*w5*x1
w5+: 0.86875
y+: 3.1768
"""


def study(tmp_path: Path, answers: str, *options: str) -> Ran:
    (tmp_path / "answers.yaml").write_text(answers, encoding="utf-8")
    return backtutor("study", "w1-w6", "--answers", "answers.yaml", *options, cwd=tmp_path)


def test_right_answers_give_the_whole_score(tmp_path: Path) -> None:
    ran = study(tmp_path, ALL_RIGHT, "--json", "--pass", "100%")
    assert ran.status == Exit.DONE
    assert (ran.json["score"], ran.json["passed"], ran.json["missing"]) == (1, True, [])
    assert [answer["verdict"] for answer in ran.json["answers"]] == ["right"] * 7
    assert ran.json["answers"][2]["question"] == "dE/dw5"


@pytest.mark.parametrize(
    ("mark", "status"),
    [("0.2", Exit.PROBLEMS), ("10%", Exit.DONE), ("10", Exit.DONE), ("1/2", Exit.PROBLEMS)],
)
def test_below_the_mark_the_exit_status_says_so(mark: str, status: Exit, tmp_path: Path) -> None:
    assert study(tmp_path, "h2: 3.8\n", "--pass", mark).status == status


@pytest.mark.parametrize("mark", ["high", "-1", "101%", ""])
def test_a_mark_that_is_none_is_refused(mark: str, tmp_path: Path) -> None:
    ran = study(tmp_path, "h2: 3.8\n", "--pass", mark)
    assert (ran.status, ran.out) == (Exit.USAGE, "")
    assert "0.8" in ran.err


def test_a_wrong_answer_is_diagnosed_and_a_second_attempt_counts_less(tmp_path: Path) -> None:
    ran = study(tmp_path, "dE/dw5: ['-1.3125', 21/16]\n", "--json")
    first, second = ran.json["answers"]
    assert [found["id"] for found in first["diagnoses"]] == ["sign", "negated"]
    assert (first["verdict"], second["verdict"]) == ("wrong", "right")
    assert ran.json["score"] == pytest.approx(0.8 / 7)


def test_the_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    backwards = "".join(reversed(ALL_RIGHT.splitlines(keepends=True)))
    assert study(tmp_path, backwards, "--json").json["score"] == 1


def test_one_unknown_question_takes_nothing_from_the_others(tmp_path: Path) -> None:
    ran = study(tmp_path, ALL_RIGHT + "dE/dw7: 1\n", "--json")
    assert ran.status == Exit.PROBLEMS
    assert ran.json["score"] == 1
    (problem,) = ran.json["problems"]
    assert (problem["code"], problem["line"], problem["column"]) == ("A003", 8, 1)


def test_what_the_lesson_does_not_ask_is_judged_and_not_counted(tmp_path: Path) -> None:
    ran = study(tmp_path, "dE/dw6: 3.99\ndE/dx1: 2.94\n", "--json")
    assert [(a["verdict"], a["asked"]) for a in ran.json["answers"]] == [("right", False)] * 2
    assert ran.json["score"] == 0


def test_unreadable_answers_cost_nothing(tmp_path: Path) -> None:
    ran = study(tmp_path, "h2: ['1/2x', 'three', 3.8]\n", "--json")
    assert [a["verdict"] for a in ran.json["answers"]] == ["unreadable", "unreadable", "right"]
    assert ran.json["score"] == pytest.approx(1 / 7)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ("- 3.8\n", "A001"),
        ("h2: {a: 1}\n", "A002"),
        ("h2: 3.8\nh2: 4\n", "L006"),
        ("h2: [3.8\n", "L004"),
    ],
)
def test_a_file_that_is_no_answers_is_explained(answers: str, code: str, tmp_path: Path) -> None:
    ran = study(tmp_path, answers)
    assert (ran.status, ran.out) == (Exit.PROBLEMS, "")
    assert f"error[{code}]" in ran.err


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    ran = backtutor("study", "w1-w6", "--answers", "none.yaml", cwd=tmp_path)
    assert ran.status == Exit.MISSING
    assert "none.yaml" in ran.err


def test_the_session_goes_on_where_the_file_stopped(tmp_path: Path) -> None:
    study(tmp_path, "h2: 3.8\ndE/dy: 1.05\n")
    resumed = backtutor("study", "w1-w6", cwd=tmp_path, stdin="up\n")
    assert "2 of 8 done" in resumed.out
    assert "What is ∂E/∂w₅?" in resumed.out
