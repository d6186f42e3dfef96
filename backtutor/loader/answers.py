"""Files of answers: question → answer, or → a list of attempts, in YAML.

In: a file. Out: `Answers`, every text as it was written, with its place.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from backtutor.loader.faults import Findings, problem, status
from backtutor.loader.files import read_bytes
from backtutor.loader.tree import Mapping, Node, Scalar, Sequence, parse
from backtutor.messages import message
from backtutor.problems import Problem, Span, Stop, nearest


class Entry(NamedTuple):
    """One question of the file and what was answered, attempt after attempt."""

    question: str
    attempts: tuple[str, ...]
    span: Span


class Answers(NamedTuple):
    """A whole file."""

    path: str
    entries: tuple[Entry, ...]

    def unknown(self, entry: Entry, known: tuple[str, ...]) -> Problem:
        """The problem of an entry that names no question."""
        near = nearest(entry.question, known)
        return problem(
            "answers-unknown", entry.span, question=entry.question, near=near or known[0]
        )


def read_answers(path: Path) -> Answers:
    """The answers in a file; raises `Stop` with every problem of it."""
    findings = Findings()
    root = parse(str(path), read_bytes(path), findings)
    entries: tuple[Entry, ...] = ()
    if isinstance(root, Mapping):
        entries = tuple(_entry(key, value, findings) for key, value in root.entries)
    elif not findings.failed:
        span = root.span if root is not None else Span(str(path), 1, 1, 0, "")
        findings.report("answers-not-a-mapping", span)
    if findings.failed:
        kept = findings.kept
        raise Stop(message("answers-broken", path=str(path)), status(kept), kept)
    return Answers(str(path), entries)


def _entry(key: Scalar, value: Node, findings: Findings) -> Entry:
    items = value.items if isinstance(value, Sequence) else (value,)
    attempts = [item.text for item in items if isinstance(item, Scalar)]
    if len(attempts) < len(items):
        findings.report("answers-not-text", value.span, question=key.text)
    return Entry(key.text, tuple(attempts), key.span)
