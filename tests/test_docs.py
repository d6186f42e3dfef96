"""The generated documentation is what the program would write now."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from plays import lesson

from backtutor.commands.attempt import consumers_of
from backtutor.commands.opening import find_question
from backtutor.derive import Derivation
from backtutor.session import Session
from backtutor.verdicts import Right

ROOT = Path(__file__).parents[1]


def load_generator() -> ModuleType:
    """`docs/generate.py`, which is a script and no part of the package."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up while it is being executed
    sys.modules["generate"] = module
    spec.loader.exec_module(module)
    return module


GENERATE = load_generator()


@pytest.mark.parametrize("path", GENERATE.PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_up_to_date(path: Path) -> None:
    wanted = GENERATE.PAGES[path]()
    assert path.read_text(encoding="utf-8") == wanted, "run: python docs/generate.py"


def test_the_guide_points_only_at_pages_that_exist() -> None:
    for page in (ROOT / "README.md", *ROOT.glob("docs/**/*.md"), ROOT / "lessons" / "README.md"):
        for target in links(page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


BATCH = lesson("""
    format: 1
    title: A batch
    inputs: {X: [[1.2, -0.7], [0.3, 2.1], [1.9, 0.4]], T: [[0.5], [1.4], [-0.6]]}
    params: {W: [[0.7], [1.1]], b: [0.3]}
    nodes: {Y: X @ W + b, L: mean((Y - T)^2)}
""")
ROWS_ASK = ("dL/dW", "dL/dW", "dL/db", "dL/dY", "dL/dY", "Y")
"""What the rows of the table of matrices in docs/answers.md answer."""


def matrix_answers() -> list[tuple[str, str]]:
    """Every example of that table, with what it answers."""
    page = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    table = page.partition("## Matrices")[2].partition("|---|---|\n")[2].partition("\n\n")[0]
    rows = [re.findall(r"`([^`]+)`", row.split("|")[1]) for row in table.splitlines()]
    return [(a, typed) for a, row in zip(ROWS_ASK, rows, strict=True) for typed in row]


@pytest.mark.parametrize(("asked", "typed"), matrix_answers())
def test_what_the_guide_says_of_matrices_is_read(asked: str, typed: str) -> None:
    session = Session(Derivation(BATCH))
    question = find_question(session, asked)
    earned = consumers_of(session.derivation, question)
    assert isinstance(session.weigh(question, typed, earned).verdict, Right)


def links(text: str) -> list[str]:
    """The relative links of a page, without their anchors."""
    pieces = (piece.split(")")[0].split("#")[0] for piece in text.split("](")[1:])
    return [piece for piece in pieces if piece and "://" not in piece]
