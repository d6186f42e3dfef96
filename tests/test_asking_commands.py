"""`try` and `study --answers` with questions that are asked in their own way."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from plays import WAYS
from test_cli import Ran, backtutor

from backtutor.problems import Exit

ANSWERS = """\
"shape:w": scalar
"shape:dw": ["2x2", "()"]
"paths:b-e": [3, 2]
"path:b-c-e": d
"path:b-d-e": w*c
"paths:b-e:sum": d + w*c
"tangent:dc/db": 1
"tangent:dd/db": w
"tangent:de/db": d*dc/db + c*dd/db
"tangent:dE/db": (e - k)*de/db
"sweeps:b": 4
next: dE/de
dE/de: e - k
after-e: [a, c]
"dE/db|via:c": d*(e - k)
"dE/db|via:d": dE/de*c*w
dE/db: d*(e - k) + c*w*(e - k)
dE/dw: dE/de*c*b
"gradcheck:x:J_plus": 25.92
"gradcheck:x:J_minus": 24.85125
"gradcheck:x:approx": 53.4375
"gradcheck:x:difference": 0
"gradcheck:a:J_minus": 11.162
"gradcheck:a:approx": 1
sweep: ["e d c b a", "a b c"]
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    (tmp_path / "ways.yaml").write_text(dedent(WAYS), encoding="utf-8")
    return tmp_path


def attempt(folder: Path, question: str, answer: str, *options: str) -> Ran:
    return backtutor("try", "ways.yaml", question, answer, *options, cwd=folder)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("shape:w", "2x2", "✗ shape of w: 2x2: wrong\n  look at the formulas that use w: which "
         "sizes does it have to fit there?\n"),
        ("shape:dw", "()", "✓ shape of ∂E/∂w: (): right\n"),
        ("paths:b-e", "3", "✗ paths b → e: 3: wrong\n  read as 3\n  go along the arrows from b; "
         "where an arrow forks, the ways part, and all that\n  arrive at e count\n"),
        ("next", "c", "✗ next: c: wrong\n  read as c\n  c still waits for e\n"),
        ("tangent:de/db", "d*dc/db + c*dd/db", "✓ ∂e/∂b: d*dc/db + c*dd/db: right\n  read as "
         "d·∂c/∂b + c·∂d/∂b\n"),
        ("dE/db|via:c", "dE/dc", "✓ ∂E/∂b via c: dE/dc: right\n  read as ∂E/∂c\n"),
        ("dE/db", "dE/dc + dE/dd*w", "✓ ∂E/∂b: dE/dc + dE/dd*w: right\n  read as "
         "∂E/∂c + ∂E/∂d·w\n"),
        ("after-e", "q", "✗ next: q: unreadable (no attempt lost)\n  nothing here is called "
         "`q`\n  the names here are a, b, x, w, k, c, d, e, E\n"),
    ],
)  # fmt: skip
def test_a_step_is_tried_by_its_id(question: str, answer: str, told: str, lesson: Path) -> None:
    ran = attempt(lesson, question, answer)
    assert (ran.status, ran.out) == (Exit.DONE, told)


def test_what_is_read_is_echoed_as_data(lesson: Path) -> None:
    read = attempt(lesson, "sweep", "1,2,3,4,5", "--json").json
    assert (read["wants"], read["read_as"], read["value"]) == ("order", "a b c d e", None)
    assert attempt(lesson, "shape:w", "( 2 , 3 )", "--json").json["read_as"] == "2×3"
    assert attempt(lesson, "next", "dE/de", "--json").json["read_as"] == "e"


def test_a_file_answers_questions_of_every_kind(lesson: Path) -> None:
    (lesson / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    ran = backtutor("study", "ways.yaml", "--answers", "answers.yaml", "--json", cwd=lesson)
    verdicts: dict[str, list[str]] = {}
    for answer in ran.json["answers"]:
        verdicts.setdefault(answer["question"], []).append(answer["verdict"])
    assert ran.json["missing"] == []
    assert {id: found for id, found in verdicts.items() if found != ["right"]} == {
        "shape:dE/dw": ["wrong", "right"],
        "paths:b-e": ["wrong", "right"],
        "after-e": ["wrong", "right"],
        "gradcheck:a:J_minus": ["wrong"],
        "gradcheck:a:approx": ["wrong"],
        "sweep": ["wrong", "unreadable"],
    }
