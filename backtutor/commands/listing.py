"""`list`: lessons with how far the learner is."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backtutor.commands.opening import store_of
from backtutor.commands.seeds import load_as_studied
from backtutor.commands.talk import tell_problems, write_json, write_line
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.evaluation import Evaluation
from backtutor.events import Event
from backtutor.lesson import Words
from backtutor.messages import Message, message
from backtutor.packs import LessonFile, Pack, builtin_folder, builtin_pack, read_pack
from backtutor.problems import Exit
from backtutor.session import Session
from backtutor.store import Store
from backtutor.ui.screen import Screen, columns


@dataclass(frozen=True, slots=True)
class Entry:
    """One lesson of the list."""

    file: LessonFile
    title: Words | None
    summary: Words | None
    at: Evaluation | None
    solved: int
    count: int | None
    finished: bool
    missing: tuple[str, ...]

    @property
    def state(self) -> str:
        if self.title is None:
            return "broken"
        if self.finished:
            return "finished"
        return "started" if self.solved else "new"


def entries(pack: Pack, store: Store) -> list[Entry]:
    """The lessons of a pack with what the store says of them."""
    found: list[Entry] = []
    # the lessons that come with the program are known to be whole
    ours = pack.path == builtin_folder()
    for file in pack.lessons:
        finished = {entry.file.id for entry in found if entry.finished}
        missing = tuple(id for id in file.after if id not in finished)
        events = store.read(file.key).events
        heading = file.heading() if ours and not events else None
        found.append(
            Entry(file, heading.title, heading.summary, None, 0, None, False, missing)
            if heading is not None
            else _worked_out(file, events, missing)
        )
    return found


def _worked_out(file: LessonFile, events: tuple[Event, ...], missing: tuple[str, ...]) -> Entry:
    """The entry of a lesson that has to be loaded whole."""
    derivation = load_as_studied(file, events)
    done, count, finished = standing(derivation, events)
    if derivation is None:
        return Entry(file, None, None, None, done, count, finished, missing)
    lesson, at = derivation.lesson, derivation.evaluation
    return Entry(file, lesson.title, lesson.summary, at, done, count, finished, missing)


def standing(
    derivation: Derivation | None, events: tuple[Event, ...]
) -> tuple[int, int | None, bool]:
    """Questions done, of how many, and whether none is left: the session's own fold."""
    if derivation is None or not events:
        return 0, None, False
    session = Session(derivation)
    session.replay(events)
    return session.solved, len(session.questions), session.current is None


def list_lessons(environment: Environment, pack: str | None, as_json: bool) -> Exit:
    """Print the lessons of a pack, the built-in one unless a folder is named."""
    chosen = read_pack(Path(pack)) if pack else builtin_pack()
    tell_problems(environment, chosen.problems)
    found = entries(chosen, store_of(environment))
    if as_json:
        write_json(environment, _as_json(chosen, found, environment.lang))
    else:
        _as_text(environment, chosen, found)
    return Exit.DONE


def _as_json(pack: Pack, found: list[Entry], lang: str) -> dict[str, Any]:
    return {
        "pack": pack.name,
        "lessons": [
            {
                "id": entry.file.id,
                "key": entry.file.key,
                "title": plain_title(entry.title, lang),
                "path": str(entry.file.path),
                "state": entry.state,
                "done": entry.solved,
                "questions": entry.count,
                "after": list(entry.file.after),
                "locked": list(entry.missing),
            }
            for entry in found
        ],
    }


def plain_title(title: Words | None, lang: str) -> str | None:
    if title is None:
        return None
    return "".join(piece for piece in title.prose(lang) if isinstance(piece, str))


def _as_text(environment: Environment, pack: Pack, found: list[Entry]) -> None:
    screen = Screen(environment)
    if not found:
        write_line(environment, screen.text("list-empty", path=str(pack.path)))
        return
    heads = ("", *(screen.text(f"list-{head}") for head in ("lesson", "title", "done", "state")))
    rows = [heads, *(row(entry, number, screen) for number, entry in enumerate(found, 1))]
    for line in columns(rows):
        write_line(environment, line)
    write_line(environment)
    first = next((e for e in found if e.state != "finished"), found[0])
    inside = "" if pack.path == builtin_pack().path else f"{pack.path}/"
    lesson = shlex.quote(f"{inside}{first.file.id}")
    write_line(environment, screen.text("list-how", lesson=lesson))


def row(entry: Entry, number: int, screen: Screen) -> tuple[str, ...]:
    """Number, id, title, how far, state."""
    title = screen.words(entry.title) if entry.title else ""
    far = f"{entry.solved}/{entry.count}" if entry.count else ""
    return str(number), entry.file.id, title, far, screen.say(state_of(entry))


def state_of(entry: Entry) -> Message:
    """How far a lesson is, or what comes before it."""
    if entry.missing and entry.state == "new":
        return message("state-locked", lessons=entry.missing)
    return message(f"state-{entry.state}")
