"""Problems on the screen, in the form that compilers have taught everyone.

In: `Problem` values and a language. Out: rich `Text` or plain text; the place as
`path:line:column`, the line as it was written, and carets under the exact characters, counted
in terminal cells. Control characters are shown as ‹1B›, so that no file can steer a terminal.
`problem_record` is the same as data, for `check --json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from backtutor.problems import Problem, Severity, Span
from backtutor.text import LANGUAGES, say

SEVERITIES = {
    Severity.ERROR: ("error", "错误"),
    Severity.WARNING: ("warning", "警告"),
    Severity.ADVICE: ("advice", "建议"),
}
TAB = 4
MAX_CELLS = 100
"""Wider lines are cut around the carets."""

Piece = tuple[str, str]
"""A text and the meaning that styles it; "" for none."""

# C0, DEL and C1 controls, direction marks, zero-width characters, surrogates
_INVISIBLE = "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"


def problem_text(problem: Problem, lang: str = "en") -> Text:
    """A problem with its styles: `problem.error`, `problem.place`, `problem.help` …"""
    return Text.assemble(*_pieces(problem, lang))


def plain_problem(problem: Problem, lang: str = "en") -> str:
    """A problem as plain text, without a line break at the end."""
    return "".join(text for text, _ in _pieces(problem, lang))


def problem_record(problem: Problem, lang: str = "en") -> dict[str, str | int | None]:
    """A problem as data for `check --json`."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "path": problem.span.path,
        "line": problem.span.line,
        "column": problem.span.column,
        "length": problem.span.length,
        "message": say(problem.message, lang),
        "label": say(problem.label, lang) if problem.label else None,
        "help": say(problem.help, lang) if problem.help else None,
    }


def brief_problem(problem: Problem, lang: str = "en") -> tuple[str, str, str]:
    """A problem of an answer just typed: what is wrong, the answer with marks, what to do.

    The marks are left out where they would stand under all of it.
    """
    before, meant, after = _cut(problem.span)
    marked = ""
    if problem.span.length < len(problem.span.source.strip()):
        marks = " " * cell_len(before) + "^" * max(1, cell_len(meant))
        marked = f"{before}{meant}{after}\n{marks}"
    help = visible(say(problem.help, lang)) if problem.help else ""
    return visible(say(problem.message, lang)), marked, help


def visible(text: str) -> str:
    """`text` with what a terminal would obey or hide shown as ‹1B›."""
    return re.sub(_INVISIBLE, lambda found: f"‹{ord(found[0]):02X}›", text)


def _pieces(problem: Problem, lang: str) -> Iterator[Piece]:
    severity = problem.severity.value
    word = SEVERITIES[problem.severity][LANGUAGES.index(lang)]
    yield f"{word}[{problem.code}]", f"problem.{severity}"
    yield f": {visible(say(problem.message, lang))}", "problem.message"
    spans = [problem.span, *(span for span, _ in problem.related)]
    gutter = max(len(str(span.line)) for span in spans)
    label = say(problem.label, lang) if problem.label else ""
    yield from _place(problem.span, "^", label, gutter, f"problem.{severity}")
    for span, note in problem.related:
        yield from _place(span, "-", say(note, lang), gutter, "problem.related")
    if problem.help:
        help_word = ("help", "提示")[LANGUAGES.index(lang)]
        yield "\n" + " " * (gutter + 1) + "= ", "problem.gutter"
        yield f"{help_word}: {visible(say(problem.help, lang))}", "problem.help"


def _place(span: Span, mark: str, label: str, gutter: int, style: str) -> Iterator[Piece]:
    """The place, its line, and the marks under the characters meant."""
    yield "\n" + " " * gutter + "--> ", "problem.gutter"
    # what was typed on the command line is in no file
    file = f"{visible(span.path)}:" if span.path else ""
    yield f"{file}{span.line}:{span.column}", "problem.place"
    if not span.source and not label:
        return  # it is about the whole file
    before, meant, after = _cut(span)
    line = f"{before}{meant}{after}".rstrip()
    yield f"\n{' ' * (gutter + 1)}|\n{span.line:>{gutter}} |{' ' if line else ''}", "problem.gutter"
    yield line, "problem.source"
    yield f"\n{' ' * (gutter + 1)}| ", "problem.gutter"
    marks = mark * max(1, cell_len(meant))
    said = f" {visible(label)}" if label else ""
    yield " " * cell_len(before) + marks + said, style


def _cut(span: Span) -> tuple[str, str, str]:
    """The line before, under and after the marks, as shown; a long line is cut around them."""
    start = span.column - 1
    end = start + span.length
    source = span.source
    before = _shown(source[:start])
    meant = _shown(source[start:end], cell_len(before))
    after = _shown(source[end:], cell_len(before) + cell_len(meant))
    if cell_len(before + meant + after) <= MAX_CELLS:
        return before, meant, after
    meant = _keep(meant, MAX_CELLS // 2, at_end=False)
    before = _keep(before, MAX_CELLS // 4, at_end=True)
    after = _keep(after, MAX_CELLS - cell_len(before) - cell_len(meant), at_end=False)
    return before, meant, after


def _keep(text: str, cells: int, at_end: bool) -> str:
    """At most `cells` of `text`, its end or its beginning, with … where something is missing."""
    if cell_len(text) <= cells:
        return text
    # a line may be a whole file long, and characters are cut off one by one
    text = text[-4 * cells :] if at_end else text[: 4 * cells]
    while cell_len(text) > cells - 1:
        text = text[1:] if at_end else text[:-1]
    return f"…{text}" if at_end else f"{text}…"


def _shown(text: str, column: int = 0) -> str:
    """`text` from a terminal column on, tabs as spaces."""
    shown = ""
    for part in re.split("(\t)", text):
        if part == "\t":
            shown += " " * (TAB - (column + cell_len(shown)) % TAB)
        else:
            shown += visible(part)
    return shown
