"""What can be done at the end of a lesson, one key each.

The rows of `ENTRIES` are the menu's line and its keys; a new entry is a row and what it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backtutor.problems import Exit
from backtutor.ui import panels
from backtutor.ui.asides import ASIDES, CLOSED, other_language
from backtutor.ui.clean import clean
from backtutor.ui.desk import Leave
from backtutor.ui.ending import replay_missed, summarise, try_rate
from backtutor.ui.keypress import Keys
from backtutor.ui.keys import Command, Unknown, command
from backtutor.ui.play import Play
from backtutor.ui.screen import PROSE_WIDTH, filled_lines
from backtutor.ui.summary import summary
from backtutor.ui.theme import Meaning


def _always(play: Play) -> bool:
    return True


def _missed(play: Play) -> bool:
    return bool(play.session.missed)


def _trains(play: Play) -> bool:
    return play.session.derivation.lesson.train is not None


ENTRIES: tuple[tuple[str, str, Callable[[Play], bool]], ...] = (
    ("enter", "leave", _always),
    ("w", "again", _missed),
    ("e", "rate", _trains),
    ("s", "report", _always),
    ("l", "language", _always),
    (":", "command", _always),
    ("q", "quit", _always),
)
"""Key, what it does, and when it is there."""


@dataclass(frozen=True, slots=True)
class EndMenu:
    """Replay, another learning rate, a report, leave; `lessons`: Enter leads to the picker."""

    keys: Keys
    reports: Path
    lessons: bool = False

    def run(self, play: Play) -> bool:
        """Until the learner leaves or replays; True to go on with the session."""
        while True:
            with self.keys:
                self._show(play)
                key = self.keys.read()
            valid = {entry: id for entry, id, when in ENTRIES if when(play)}
            match valid.get({"escape": "enter", "：": ":"}.get(key, key)):
                case "leave":
                    return False
                case "again":
                    return replay_missed(play)
                case "rate":
                    try_rate(play)
                case "report":
                    save_report(play, self.reports)
                case "language":
                    play.screen.lang = other_language(play.screen.lang)
                    summarise(play)
                case "command":
                    run_command(play, self.keys.rest())
                    if play.session.current is not None:
                        return True
                case "quit":
                    raise Leave(Exit.DONE)

    def _show(self, play: Play) -> None:
        width = min(play.screen.width, PROSE_WIDTH)
        for line in filled_lines(self._entries(play), width, "  "):
            play.screen.print(line, Meaning.QUIET)

    def _entries(self, play: Play) -> Iterator[str]:
        train = play.session.derivation.lesson.train
        for _, id, when in ENTRIES:
            if when(play):
                named = "lessons" if id == "leave" and self.lessons else id
                facts = {"rate": train.lr_name} if id == "rate" and train else {}
                yield play.screen.text(f"menu-{named}", **facts)


def run_command(play: Play, begun: str) -> None:
    """A command is typed as a whole line, some of it perhaps already: `:why` is no four keys."""
    line, ended, _ = begun.partition("\n")
    typed = f":{line}" if ended else f":{line}{play.ask(f':{line}')}"
    match command(typed):
        case Command(id, argument) if id != "submit":
            ASIDES[id](play, CLOSED, argument)
        case Unknown() as unknown:
            play.unknown(unknown)


def save_report(play: Play, folder: Path) -> None:
    """The session as Markdown: the score, and every question with what was answered."""
    path = folder / f"{play.session.derivation.lesson.id}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(_report(play)), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        play.screen.print(play.screen.text("report-not-saved", path=str(path), reason=reason))
        return
    play.screen.print(play.screen.text("report-saved", path=str(path)))


def _report(play: Play) -> Iterator[str]:
    screen, session = play.screen, play.session
    yield from (f"# {screen.words(session.derivation.lesson.title)}", "")
    yield from (f"- {line}" for line in _unbroken(summary(session, screen)))
    yield ""
    for question in session.questions:
        record = session.record(question.id)
        name = panels.name_of(question, screen) or question.id
        said = screen.text(f"status-{record.status.value}")
        typed = f" `{clean(record.typed)}`" if record.typed else ""
        yield f"- {name}:{typed} ({said})"
    yield ""


def _unbroken(lines: Iterable[str]) -> list[str]:
    """Lines that were set on under the one before are put back behind it."""
    found: list[str] = []
    for line in lines:
        if line.startswith(" "):
            found[-1] += f"   {line.strip()}"
        else:
            found.append(line)
    return found
