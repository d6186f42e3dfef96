"""The session on the screen: whole transcripts, and nothing told before it is earned.

The transcripts in `screens/` are compared whole; `python tests/test_play.py` writes them anew.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from leaks import Watch
from learners import ASIDES, WRONG, Explorer, Learner
from plays import DIAMOND, PARTS, RIGHT, Sitting, Tape, builtin, lesson, sitting, surroundings
from rich.cells import cell_len

from backtutor.environment import Environment
from backtutor.lesson import Lesson
from backtutor.messages import message
from backtutor.packs import builtin_pack
from backtutor.problems import Exit
from backtutor.session import Session
from backtutor.ui.keys import KEYS
from backtutor.ui.screen import Screen

SCREENS = Path(__file__).parent / "screens"
MODES = {
    "unicode": {"unicode": True},
    "ascii": {"unicode": False},
    "plain": {"plain": True},
}
WIDTHS = (60, 80, 120, 200)
WANDERING = (
    "2", "?", "?", "?", "?", "!",  # h₂: wrong, every hint, revealed
    "4", "down", "<", "3.8", "up",  # the prediction, with a look back
    "x +", "-1.05", "y - t",
    ">",  # ∂E/∂w₅ put off
    "777", "w5", "=1.05",  # ∂E/∂h₁ by its factors
    "", ":table", ":calc dE/dw5", ":check", ":why", "dE/dh1*x1",
    "1", "1", "0.86875", "y+", "3.18",
    "-1.3125", ":check", "h1", "h1", "1.3125",  # back at the end
)  # fmt: skip
"""Every kind of reply, on the way through w1-w6."""


def own_lessons() -> Iterator[Lesson]:
    yield from (builtin(file.id) for file in builtin_pack().lessons)
    yield lesson(DIAMOND, "diamond")
    yield lesson(PARTS, "parts")


LESSONS = {of.id: of for of in own_lessons()}


# -- whole transcripts


def right_sitting(lang: str, mode: str, width: int) -> str:
    environment = surroundings(width, lang, **MODES[mode])
    return sitting(builtin("w1-w6"), RIGHT, environment).text


def wandering_sitting(lang: str, mode: str) -> str:
    return sitting(builtin("w1-w6"), WANDERING, surroundings(80, lang, **MODES[mode])).text


def screens() -> dict[str, Callable[[], str]]:
    """The name of every transcript and what makes it."""
    right = {
        f"right-{lang}-{mode}-{width}": lambda a=(lang, mode, width): right_sitting(*a)
        for lang, mode, width in itertools.product(("en", "zh"), MODES, WIDTHS)
    }
    wandering = {
        f"wandering-{lang}-{mode}": lambda a=(lang, mode): wandering_sitting(*a)
        for lang, mode in itertools.product(("en", "zh"), MODES)
    }
    return right | wandering


@pytest.mark.parametrize("name", screens())
def test_a_session_looks_like_this(name: str) -> None:
    assert screens()[name]() == (SCREENS / f"{name}.txt").read_text(encoding="utf-8")


def write_screens() -> None:
    SCREENS.mkdir(exist_ok=True)
    for name, make in screens().items():
        (SCREENS / f"{name}.txt").write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write_screens()
