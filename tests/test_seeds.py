"""Seeds on the command line: sessions keep the values that they began with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_cli import Ran, backtutor

from backtutor.problems import Exit

DRAWN = """\
format: 1
title: drawn
inputs: {x: 3, t: 1}
params: {w: {draw: integer, from: 1, to: 1000000}}
nodes: {y: w*x, E: 1/2*(y - t)^2}
steps: [{grad: [y, w]}]
draw: {seed: fresh}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drawn.yaml").write_text(DRAWN, encoding="utf-8")
    (tmp_path / "right.yaml").write_text("dE/dy: y - t\n", encoding="utf-8")
    (tmp_path / "rest.yaml").write_text("dE/dw: (y - t)*x\n", encoding="utf-8")
    return tmp_path


def shown(folder: Path, *options: str) -> Any:
    return backtutor("show", "drawn.yaml", "--format", "json", *options, cwd=folder).json["values"]


def events(folder: Path) -> list[dict[str, Any]]:
    (log,) = (folder / "home").rglob("*.jsonl")
    return [json.loads(line) for line in log.read_text().splitlines()]


def study(folder: Path, answers: str = "right.yaml", *options: str) -> Ran:
    return backtutor("study", "drawn.yaml", "--answers", answers, "--json", *options, cwd=folder)


def seeds(folder: Path) -> list[int]:
    return [event["facts"]["seed"] for event in events(folder) if event["kind"] == "drawn"]


def done(folder: Path) -> str:
    listed = backtutor("list", ".", "--json", cwd=folder).json["lessons"]
    (entry,) = (one for one in listed if one["id"] == "drawn")
    return f"{entry['done']}/{entry['questions']}"


def test_show_and_try_use_seed_0_unless_told(folder: Path) -> None:
    assert shown(folder) == shown(folder, "--seed", "0")
    assert shown(folder) != shown(folder, "--seed", "1")
    right = str(shown(folder, "--seed", "1")["y"] - 1)
    verdicts = [
        backtutor("try", "drawn.yaml", "dE/dy", right, "--json", *options, cwd=folder).json
        for options in (["--seed", "1"], [])
    ]
    assert [verdict["verdict"] for verdict in verdicts] == ["right", "wrong"]


def test_a_session_logs_what_was_drawn_before_anything_else(folder: Path) -> None:
    assert study(folder, "right.yaml", "--seed", "7").status == Exit.DONE
    first = events(folder)[0]
    assert first["kind"] == "drawn"
    w = str(shown(folder, "--seed", "7")["w"])
    assert first["facts"] == {"algorithm": 1, "seed": 7, "attempt": 0, "values": {"w": w}}


def test_a_session_that_is_taken_up_again_has_the_same_numbers(folder: Path) -> None:
    study(folder)
    study(folder, "rest.yaml")
    assert len(seeds(folder)) == 1
    assert done(folder) == "2/2"


def test_a_new_session_draws_a_seed_of_its_own(folder: Path) -> None:
    found = []
    for _ in range(2):
        study(folder)
        found += seeds(folder)
        backtutor("progress", "reset", "drawn.yaml", cwd=folder)
        for archived in (folder / "home").rglob("*.jsonl"):
            archived.unlink()
    assert len(set(found)) == 2


def test_a_seed_that_is_asked_for_begins_anew(folder: Path) -> None:
    study(folder, "right.yaml", "--seed", "1")
    study(folder, "rest.yaml", "--seed", "2")
    assert seeds(folder) == [1, 2]
    assert done(folder) == "1/2"


def test_the_seed_of_the_lesson_is_nobodys_to_change(folder: Path) -> None:
    fixed = DRAWN.replace("fresh", "7")
    (folder / "drawn.yaml").write_text(fixed, encoding="utf-8")
    assert shown(folder) == shown(folder, "--seed", "1")
    study(folder)
    assert seeds(folder) == [7]


def test_progress_is_counted_at_the_numbers_of_the_session(folder: Path) -> None:
    study(folder)
    assert done(folder) == "1/2"
    account = backtutor("progress", "--json", cwd=folder).json["lessons"]
    assert [(one["answers"], one["right"]) for one in account] == [(1, 1)]


# -- check


def check(folder: Path, *options: str, more: str = "") -> Ran:
    (folder / "drawn.yaml").write_text(DRAWN + more, encoding="utf-8")
    return backtutor("check", "drawn.yaml", *options, cwd=folder)


def test_check_looks_at_as_many_draws_as_it_is_told(folder: Path) -> None:
    figure = f"expect: {{w: {shown(folder)['w']}}}\n"
    assert check(folder, more=figure).status == Exit.DONE
    ran = check(folder, "--draws", "5", more=figure)
    assert ran.status == Exit.PROBLEMS
    assert ran.out.count("error[L071]") == 1
    assert "drawn with `--seed 1`" in ran.out


def test_identities_hold_at_every_draw(folder: Path) -> None:
    ran = check(folder, "--draws", "20", more="expect: {dE/dw: dE/dy*x}\n")
    assert (ran.status, ran.out) == (Exit.DONE, "1 lesson, no problems\n")


def test_draws_are_at_least_one(folder: Path) -> None:
    assert check(folder, "--draws", "0").status == Exit.USAGE
