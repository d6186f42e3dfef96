"""The generated documentation is what the program would write now."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

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


def links(text: str) -> list[str]:
    """The relative links of a page, without their anchors."""
    pieces = (piece.split(")")[0].split("#")[0] for piece in text.split("](")[1:])
    return [piece for piece in pieces if piece and "://" not in piece]
