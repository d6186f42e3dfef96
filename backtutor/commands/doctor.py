"""`doctor`: what the program sees of its surroundings."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from backtutor import __version__
from backtutor.commands.talk import write_json, write_line
from backtutor.environment import Environment
from backtutor.messages import message
from backtutor.packs import builtin_pack
from backtutor.problems import Exit
from backtutor.ui.screen import Screen

LIBRARIES = ("typer", "rich", "sympy", "mpmath", "PyYAML", "platformdirs")
RULER = ("0123456789", "∂−₅✓─·▶½⁺²", "两个字占四格")
"""Lines of ten, ten and twelve cells where the terminal measures as the program does."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that `doctor` looks at."""

    libraries: dict[str, str]
    terminal: str
    encoding: str
    home: Path
    writable: bool
    pack: Path
    lessons: int


def examine(environment: Environment) -> Findings:
    pack = builtin_pack()
    return Findings(
        libraries={name: _version(name) for name in LIBRARIES},
        terminal=os.environ.get("TERM", "") if environment.terminal else "-",
        encoding=environment.streams.stdout.encoding or "-",
        home=environment.home,
        writable=_writable(environment.home),
        pack=pack.path,
        lessons=len(pack.lessons),
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _writable(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that exists, can be written."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)


def doctor(environment: Environment, as_json: bool) -> Exit:
    """Print what was found."""
    found = examine(environment)
    if as_json:
        write_json(environment, _as_json(environment, found))
    else:
        _as_text(environment, found)
    return Exit.DONE


def _as_json(environment: Environment, found: Findings) -> dict[str, Any]:
    return {
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": found.libraries,
        "terminal": found.terminal,
        "width": environment.width,
        "height": environment.height,
        "color": environment.color,
        "unicode": environment.unicode,
        "plain": environment.plain,
        "encoding": found.encoding,
        "language": environment.lang,
        "home": str(found.home),
        "writable": found.writable,
        "lessons": {"path": str(found.pack), "count": found.lessons},
    }


def _as_text(environment: Environment, found: Findings) -> None:
    screen = Screen(environment)
    color = message("yes" if environment.color else "no")
    state = message("doctor-writable" if found.writable else "doctor-not-writable")
    libraries = ", ".join(f"{name} {number}" for name, number in found.libraries.items())
    lines = (
        message("doctor-version", version=__version__, python=platform.python_version()),
        message("doctor-libraries", libraries=libraries),
        message(
            "doctor-terminal",
            terminal=found.terminal,
            width=environment.width,
            height=environment.height,
            color=color,
            encoding=found.encoding,
        ),
        message("doctor-language", lang=environment.lang),
        message("doctor-home", path=str(found.home), state=state),
        message("doctor-lessons", path=str(found.pack), count=found.lessons),
        message("doctor-ruler"),
    )
    for line in lines:
        write_line(environment, screen.say(line))
    for ruler in RULER[: None if environment.unicode else 1]:
        write_line(environment, f"  {ruler}|")
