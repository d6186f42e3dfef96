"""Verdicts: what can come of an answer.

Values only, so that a session can be played up to its first answer before the judge is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from backtutor.messages import Message
from backtutor.problems import Problem, Severity, Span
from backtutor.terms import Derivative, Term
from backtutor.values import Value


class Diagnosis(NamedTuple):
    """A misconception that explains a wrong answer; `open` where others explain it as well, and
    the message asks what tells them apart."""

    misconception: str
    message: Message
    open: bool = False


@dataclass(frozen=True, slots=True)
class Right:
    """Agrees."""

    remarks: tuple[Message, ...] = ()
    name = "right"
    costs_attempt = True


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Agrees, but holds derivatives that are not earned yet, or a σ'(z)."""

    missing: tuple[Derivative | Message, ...]
    name = "unfinished"
    costs_attempt = False


@dataclass(frozen=True, slots=True)
class Imprecise:
    """Agrees as far as it goes, with too few digits."""

    digits: int
    name = "imprecise"
    costs_attempt = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """Does not agree; `diagnoses` likeliest first, none where nothing fits."""

    diagnoses: tuple[Diagnosis, ...] = ()
    remark: Message | None = None
    name = "wrong"
    costs_attempt = True


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Could not be read, names something unknown, echoes the question, or has no value."""

    problem: Problem
    name = "unreadable"
    costs_attempt = False


def unreadable(typed: str, code: str, id: str, **facts: Any) -> Unreadable:
    """The verdict on an answer that cannot be read as a whole."""
    span = Span("", 1, 1, len(typed), typed)
    help = Message(f"{id}-help", facts)
    return Unreadable(Problem(code, Severity.ERROR, Message(id, facts), span, help=help))


Verdict = Right | Unfinished | Imprecise | Wrong | Unreadable


class Judgement(NamedTuple):
    """A verdict, and what was read and computed on the way to it; `echo` says what was read where
    that is no term, or a term that the screen would not show."""

    verdict: Verdict
    read_as: Term | None = None
    value: Value | None = None
    echo: str | None = None
