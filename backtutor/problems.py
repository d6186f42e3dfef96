"""Problems as values: what is wrong, where, and what to do next.

In: facts found by the reader, the loader and the engine. Out: `Problem` values that are
collected, sorted and shown in one place (`backtutor.ui.problems`). A problem never carries
English: `message` and `help` name rows of the text catalogue and the facts that fill them.
`Stop` is the one exception that crosses layers; only the command line catches it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum

from backtutor.messages import Message


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Exit(IntEnum):
    """Every exit status of the program."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    MISSING = 3
    DAMAGED = 4
    INTEGRITY = 5
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters as the author wrote it.

    `line` and `column` count from 1, `length` from 0; columns count characters of the
    line, not terminal cells. `path` is "" for an answer typed at a prompt. `source` is
    the whole line, so that a caret can be drawn without opening a file again.
    """

    path: str
    line: int
    column: int
    length: int
    source: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `code` is stable (L… lesson, P… pack, R… reading)."""

    code: str
    severity: Severity
    message: Message
    span: Span
    label: Message | None = None  # what stands beside the caret
    help: Message | None = None  # what to do next
    related: tuple[tuple[Span, Message], ...] = ()


class Stop(Exception):
    """The command cannot go on; carries what to say and the exit status."""

    def __init__(
        self, message: Message, status: Exit = Exit.MISSING, problems: Iterable[Problem] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.problems = tuple(problems)


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` most likely misspells, or None when none is near.

    Optimal string alignment distance, so that swapped neighbours (`wieght`) count once.
    At most a third of the word may differ, and nothing but the case of a single letter.
    """
    limit = max(1, len(word) // 3) if len(word) > 1 else 0
    best: tuple[int, str] | None = None
    for candidate in candidates:
        if abs(len(candidate) - len(word)) > limit or candidate == word:
            continue
        distance = _edits(word.lower(), candidate.lower())
        if distance <= limit and (best is None or (distance, candidate) < best):
            best = (distance, candidate)
    return best[1] if best else None


def _edits(a: str, b: str) -> int:
    before, previous = [0], list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, previous = previous, row
    return previous[-1]
