"""The picker: `backtutor` alone, and `study` without a lesson or with a folder."""

from __future__ import annotations

from pathlib import Path

from backtutor.commands.listing import Entry, entries, list_lessons, state_of
from backtutor.commands.opening import store_of
from backtutor.commands.study import sit
from backtutor.environment import Environment
from backtutor.packs import builtin_pack, read_pack
from backtutor.problems import Exit
from backtutor.ui.chooser import Row
from backtutor.ui.keypress import key_reader
from backtutor.ui.picking import Picker, pick_moving, pick_still
from backtutor.ui.prompt import asker
from backtutor.ui.screen import Screen


def pick(environment: Environment, folder: Path | None = None, full: bool = False) -> Exit:
    """Let the learner choose, again after each lesson; without a terminal, print the list."""
    if not environment.interactive:
        return list_lessons(environment, str(folder) if folder else None, as_json=False)
    pack = read_pack(folder) if folder else builtin_pack()
    screen = Screen(environment)
    picked = ""
    while True:
        try:
            found = entries(pack, store_of(environment))
            picked = _picked(environment, screen, found, picked)
        except EOFError:
            return Exit.DONE
        except KeyboardInterrupt:
            return Exit.INTERRUPTED
        if not picked:
            return Exit.DONE
        reference = f"{folder}/{picked}" if folder else picked
        status, goes_on = sit(environment, reference, full, screen.lang, lessons=True)
        if not goes_on:
            return status
        screen.print()


def _picked(environment: Environment, screen: Screen, found: list[Entry], last: str) -> str:
    """The id of a lesson, or "" to leave; the one after the last is pointed at."""
    ids = [entry.file.id for entry in found]
    start = (ids.index(last) + 1) % len(ids) if last in ids else 0
    picker = Picker(lambda shown: [_row(entry, shown) for entry in found], screen, start)
    if environment.moving:
        return pick_moving(picker, key_reader(environment))
    return pick_still(picker, asker(environment))


def _row(entry: Entry, screen: Screen) -> Row:
    return Row(
        id=entry.file.id,
        title=screen.words(entry.title) if entry.title else entry.file.id,
        summary=screen.words(entry.summary, entry.at) if entry.summary else "",
        solved=entry.solved,
        count=entry.count,
        state=screen.say(state_of(entry)),
    )
