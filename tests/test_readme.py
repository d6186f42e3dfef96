"""The README's examples: every `$ backtutor …` line of a console block prints what stands below.

The commands of one block share a folder and a home, both new; the lessons are in the folder.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "$ "


@dataclass(frozen=True)
class Example:
    """One command as typed, and what it prints."""

    command: str
    output: str


def blocks(readme: str) -> list[list[Example]]:
    """The console blocks, each a list of commands with their output."""
    return [list(examples(block)) for block in BLOCK.findall(readme)]


def examples(block: str) -> list[Example]:
    pieces = re.split(r"^\$ ", block, flags=re.MULTILINE)
    assert pieces[0] == "", f"a console block starts with {PROMPT!r}, not with {pieces[0]!r}"
    parted = (piece.partition("\n") for piece in pieces[1:])
    return [Example(command, output) for command, _, output in parted]


def run(command: str, folder: Path) -> str:
    """What a command prints, results and talk together, on a plain screen of 80 columns."""
    program, *arguments = shlex.split(command)
    assert program == "backtutor", f"a console block runs backtutor, not {program}"
    settings = {
        "BACKTUTOR_HOME": str(folder / "home"),
        "COLUMNS": "80",
        "LANG": "C.UTF-8",
        "PYTHONIOENCODING": "utf-8",
    }
    ours = re.compile("BACKTUTOR_|LC_|NO_COLOR")
    inherited = {name: value for name, value in os.environ.items() if not ours.match(name)}
    return subprocess.run(
        [sys.executable, "-m", "backtutor", *arguments],
        cwd=folder / "work",
        env=inherited | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
    ).stdout


BLOCKS = blocks((ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_readme_has_examples() -> None:
    assert BLOCKS


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0].command)
def test_an_example_prints_what_the_readme_shows(block: list[Example], tmp_path: Path) -> None:
    for folder in ("lessons", "docs/examples"):
        shutil.copytree(ROOT / folder, tmp_path / "work" / folder)
    for example in block:
        assert run(example.command, tmp_path).rstrip() == example.output.rstrip()


def test_a_block_is_read_command_by_command() -> None:
    readme = (
        "text\n```console\n$ backtutor a\none\n\ntwo\n$ backtutor b 'c d'\n```\n```sh\n$ no\n```\n"
    )
    assert blocks(readme) == [
        [Example("backtutor a", "one\n\ntwo\n"), Example("backtutor b 'c d'", "")]
    ]
