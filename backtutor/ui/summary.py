"""How a session went: first tries, help, what to practise, when it is due.

In: a `Session`. Out: lines of text, for the screen and for the report.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from backtutor.questions import Phase, Question
from backtutor.session import Session, Status
from backtutor.ui.panels import BAR, name_of
from backtutor.ui.screen import PROSE_WIDTH, Screen, filled_lines


def summary(session: Session, screen: Screen) -> Iterator[str]:
    """How it went, by phase, and what to practise."""
    records = [session.record(question.id) for question in session.questions]
    first = sum(record.first_try for record in records)
    revealed = sum(record.status is Status.REVEALED for record in records)
    helped = sum(record.status is Status.SOLVED for record in records) - first
    yield screen.text("summary-score", first=first, helped=helped, revealed=revealed)
    yield from _by_phase(session, screen)
    if session.missed:
        names = tuple(_subject(question, screen) for question in session.missed[:4])
        yield screen.text("summary-next", what=names)
    else:
        yield screen.text("summary-clean")
    days = due_in_days(session)
    yield screen.text("summary-due", days=days) if days > 1 else screen.text("summary-due-one")


def _by_phase(session: Session, screen: Screen) -> Iterator[str]:
    """How many of each phase were right at the first try."""
    parts = []
    for phase in Phase:
        asked = [q for q in session.questions if q.phase is phase]
        if asked:
            clean = sum(session.record(q.id).first_try for q in asked)
            name = screen.text(f"phase-{phase.value}")
            parts.append(f"{name} {_share(clean, len(asked), screen)}{clean}/{len(asked)}")
    if not parts:
        return
    head = f"{screen.text('summary-phases')}  "
    width = min(screen.width, PROSE_WIDTH)
    yield from filled_lines([head + parts[0], *parts[1:]], width, "   ", " " * cell_len(head))


def _share(part: int, whole: int, screen: Screen) -> str:
    """A small bar, of at most as many cells as the header's."""
    if screen.plain:
        return ""
    cells = min(whole, BAR)
    full = part * cells // whole
    return screen.charset.full * full + screen.charset.empty * (cells - full) + " "


def _subject(question: Question, screen: Screen) -> str:
    return name_of(question, screen) or screen.text(f"phase-{question.phase.value}")


def due_in_days(session: Session) -> int:
    """Tomorrow after a reveal, in three days after help, in a week after a clean run."""
    records = [session.record(question.id) for question in session.questions]
    if any(record.status is Status.REVEALED for record in records):
        return 1
    return 7 if all(record.first_try for record in records) else 3


def progress_word(session: Session, screen: Screen) -> str:
    return screen.text("done-count", solved=session.solved, count=len(session.questions))
