"""The desk: what a sitting works with, and how its events are kept.

In: a session, a log, a screen, a way to ask. `Play` sits at it and runs the loop; the asides and
the end of a lesson are functions of a desk. Every event is on disk before the session changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from backtutor.events import Event
from backtutor.messages import Message
from backtutor.problems import Exit
from backtutor.questions import Item, Question
from backtutor.session import Session, about
from backtutor.ui import panels
from backtutor.ui.prompt import Ask
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.verdicts import Judgement


class Recorder(Protocol):
    """Where events are kept: the log of a lesson."""

    def append(self, kind: str, /, **facts: Any) -> Event: ...

    def take_notices(self) -> tuple[Message, ...]: ...


class Leave(Exception):
    """The learner leaves; carries the exit status."""

    def __init__(self, status: Exit) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class Desk:
    """`last` is the last answer, `drawn` the item whose picture stands on the screen, and
    `typed_ahead` an answer that was given before its question was asked."""

    session: Session
    log: Recorder
    screen: Screen
    ask: Ask
    reference: str
    last: tuple[Question, Judgement] | None = None
    drawn: str | None = None
    described: bool = False
    typed_ahead: str | None = None
    following: Callable[[], str] = lambda: ""

    def record(self, kind: str, item: Item, **facts: Any) -> None:
        """On disk first, then in the session."""
        which = about(item) if isinstance(item, Question) else {"question": item.id}
        self.keep(kind, **{**which, **facts})

    def keep(self, kind: str, **facts: Any) -> None:
        event = self.log.append(kind, **facts)
        for notice in self.log.take_notices():
            self.screen.print(self.screen.say(notice), Meaning.WRONG)
        self.session.apply(event.kind, event.facts)

    def turn_page(self) -> None:
        """The next item is drawn, even if it is the same one."""
        self.drawn = None
        self.screen.print()

    def show_beside(self, question: Question, revealed: bool = False) -> None:
        """What is shown together with the answer, once no factor of it is asked any more."""
        if self.session.is_finished(question):
            beside = panels.siblings(self.session, question, self.screen)
            for line in (*beside, *panels.told(self.session, question, self.screen)):
                self.screen.print(f"  {line}")
            self.screen.lines(panels.after(self.session, question, self.screen, revealed))
