"""The picker: `backtutor` alone, and `study` without a lesson."""

from __future__ import annotations

from pathlib import Path

from backtutor.commands.listing import Entry, entries, list_lessons, row
from backtutor.commands.opening import store_of
from backtutor.commands.study import study
from backtutor.environment import Environment
from backtutor.packs import Pack, builtin_pack, read_pack
from backtutor.problems import Exit
from backtutor.ui import panels
from backtutor.ui.prompt import asker
from backtutor.ui.screen import Screen, columns
from backtutor.ui.theme import Meaning


def pick(environment: Environment, folder: Path | None = None) -> Exit:
    """Let the learner choose; without a terminal, print the list."""
    if not environment.interactive:
        return list_lessons(environment, str(folder) if folder else None, as_json=False)
    pack = read_pack(folder) if folder else builtin_pack()
    screen = Screen(environment)
    ask = asker(environment)
    while True:
        found = entries(pack, store_of(environment))
        _draw(screen, pack, found)
        try:
            typed = ask("› " if environment.unicode else "> ").strip().lower()
        except EOFError:
            screen.print()
            return Exit.DONE
        except KeyboardInterrupt:
            screen.print()
            return Exit.INTERRUPTED
        if typed in ("q", ":q", ":quit"):
            return Exit.DONE
        if typed == "l":
            screen.lang = "zh" if screen.lang == "en" else "en"
            continue
        chosen = _chosen(found, typed)
        if chosen is None:
            screen.print(screen.text("picker-none", typed=typed, count=len(found)))
            continue
        return study(environment, str(chosen.file.path) if folder else chosen.file.id)


def _draw(screen: Screen, pack: Pack, found: list[Entry]) -> None:
    title = "backtutor"
    count = screen.text("picker-title", count=len(found))
    screen.drawing(panels.rule(title, count, screen))
    rows = [row(entry, number, screen) for number, entry in enumerate(found, 1)]
    for line in columns(rows):
        screen.print(f"  {line}")
    screen.print()
    screen.print(screen.text("picker-prompt"), Meaning.QUIET)


def _chosen(found: list[Entry], typed: str) -> Entry | None:
    """By number, by id; an empty line opens the first lesson that is not finished."""
    if not typed:
        return next((e for e in found if e.state != "finished"), found[0] if found else None)
    for number, entry in enumerate(found, 1):
        if typed in (str(number), entry.file.id):
            return entry
    return None
