"""Faults: why a text can't be read, and where.

Inside this package a fault is raised as `Unreadable`, with positions in the text as typed; the
functions that others call turn it into a `Problem`. Every kind of fault has a row in `CODES`
and two sentences in `backtutor.text.reading`: what was found, and (`…-help`) what to write.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from backtutor.messages import Message
from backtutor.problems import Problem, Severity, Span

CODES = {
    "read-empty": "R001",
    "read-too-long": "R002",
    "read-control-character": "R003",
    "read-unknown-character": "R004",
    "read-never-opened": "R005",
    "read-never-closed": "R005",
    "read-wrong-bracket": "R005",
    "read-missing-value": "R006",
    "read-missing-operator": "R007",
    "read-unknown-name": "R008",
    "read-spelled-like-two": "R009",
    "read-two-readings": "R010",
    "read-decimal-comma": "R011",
    "read-percent": "R012",
    "read-words": "R013",
    "read-attribute": "R014",
    "read-python": "R015",
    "read-function-alone": "R016",
    "read-arity": "R017",
    "read-number": "R018",
    "read-number-too-large": "R019",
    "read-not-finite": "R020",
    "read-power-too-large": "R021",
    "read-too-deep": "R022",
    "read-ragged": "R023",
    "read-mixed-number": "R024",
    "read-comparison": "R025",
    "read-latex": "R026",
    "read-backslash": "R026",
    "read-prime": "R027",
    "read-answers-only": "R028",
    "read-equation": "R029",
    "read-not-a-quantity": "R030",
    "read-axis": "R031",
    "read-ones": "R032",
    "read-no-edge": "R033",
    "read-comma": "R034",
    "read-too-many": "R035",
    "read-braces": "R036",
    "read-derivative": "R037",
    "read-comparison-missing": "R038",
    "read-nested": "R039",
}
"""Kind of fault → its stable code."""


class Unreadable(Exception):
    """The characters from `start` to `end` can't be read."""

    def __init__(self, id: str, start: int, end: int, help: str = "", **facts: Any) -> None:
        super().__init__(id)
        self.id = id
        self.start = start
        self.end = end
        self.help = help or f"{id}-help"
        self.facts = facts


_LONGEST = 1000
"""Characters of a line that a problem keeps: the line may be anything that was pasted."""


class Source(NamedTuple):
    """A text and where it stands: at `at` in a file, or typed at a prompt."""

    text: str
    at: Span | None = None

    def span(self, start: int, end: int) -> Span:
        """The characters from `start` to `end`, up to the end of their line."""
        before = self.text.rfind("\n", 0, start) + 1
        after = self.text.find("\n", start)
        stop = len(self.text) if after < 0 else after
        line, column = self.text.count("\n", 0, start) + 1, start - before + 1
        length = max(0, min(end, stop) - start)
        if self.at is None:
            return Span("", line, column, length, self.text[before:stop][:_LONGEST])
        if line == 1:
            column += self.at.column - 1
        return Span(self.at.path, self.at.line + line - 1, column, length, self.at.source)

    def problem(self, fault: Unreadable) -> Problem:
        return Problem(
            CODES[fault.id],
            Severity.ERROR,
            Message(fault.id, fault.facts),
            self.span(fault.start, fault.end),
            help=Message(fault.help, fault.facts),
        )
