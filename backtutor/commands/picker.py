"""The picker: `backtutor` alone, and `study` without a lesson or with a folder."""

from __future__ import annotations

from pathlib import Path

from backtutor.commands.listing import Entry, entries, list_lessons, state_of
from backtutor.commands.opening import store_of
from backtutor.environment import Environment
from backtutor.packs import builtin_pack, read_pack
from backtutor.problems import Exit
from backtutor.ui.chooser import Row
from backtutor.ui.keypress import key_reader
from backtutor.ui.picking import Picker, pick_moving, pick_still
from backtutor.ui.screen import Screen


def pick(environment: Environment, folder: Path | None = None, full: bool = False) -> Exit:
    """Let the learner choose; without a terminal, print the list."""
    if not environment.interactive:
        return list_lessons(environment, str(folder) if folder else None, as_json=False)
    pack = read_pack(folder) if folder else builtin_pack()
    screen = Screen(environment)
    found = entries(pack, store_of(environment))
    try:
        picked = _picked(environment, screen, found)
    except EOFError:
        return Exit.DONE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    if not picked:
        return Exit.DONE
    from backtutor.commands.study import study

    path = next(entry.file.path for entry in found if entry.file.id == picked)
    return study(environment, str(path) if folder else picked, full, screen.lang)


def _picked(environment: Environment, screen: Screen, found: list[Entry]) -> str:
    """The id of a lesson, or "" to leave."""
    picker = Picker(lambda shown: [_row(entry, shown) for entry in found], screen)
    choose = pick_moving if environment.moving else pick_still
    return choose(picker, key_reader(environment))


def _row(entry: Entry, screen: Screen) -> Row:
    return Row(
        id=entry.file.id,
        title=screen.words(entry.title) if entry.title else entry.file.id,
        summary=screen.words(entry.summary, entry.at) if entry.summary else "",
        solved=entry.solved,
        count=entry.count,
        state=screen.say(state_of(entry)),
    )
