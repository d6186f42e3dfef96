"""The start: what a command does not need yet is not loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

LATER = {
    "first answer": ("judge", "misconceptions", "points", "agreement", "kinks"),
    "asked for": ("proof", "precise", "export", "ui.calculator", "ui.plot"),
    "a problem": ("ui.problems", "text.lesson", "text.reading"),
    "another command": ("commands.answering", "commands.listing", "loader.answers"),
    "another lesson": (
        "dense",
        "draws",
        "loader.draw",
        "loader.drawing",
        "loader.mlp",
        "loader.plan",
    ),
    "outside": ("sympy", "mpmath", "numpy", "hashlib", "platformdirs"),
}
"""When, and what is loaded then at the earliest."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The modules that are loaded when the first question of a lesson has been shown."""
    program = (
        "import sys\n"
        "from backtutor.cli import run\n"
        "assert run(['study', 'w1-w6']) == 0\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    home = str(tmp_path_factory.mktemp("home"))
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "BACKTUTOR_HOME": home},
        cwd=Path(__file__).parents[1],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert "h₂ › " in ended.stdout
    return frozenset(ended.stderr.split())


@pytest.mark.parametrize("when", LATER)
def test_the_first_question_needs_nothing_that_comes_later(
    when: str, loaded: frozenset[str]
) -> None:
    assert [name for name in LATER[when] if {name, f"backtutor.{name}"} & loaded] == []


@pytest.mark.parametrize("when", list(LATER)[:-1])
def test_what_comes_later_is_there(when: str) -> None:
    assert [name for name in LATER[when] if find_spec(f"backtutor.{name}") is None] == []
