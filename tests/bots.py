"""Bots: learners that hold a misconception, or none.

`Holder` answers every question as somebody who holds one misconception would; where that one
says nothing, or the right thing, it answers right. `sit` takes a bot through a session: what it
said, what it was told, and whether it recovered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from learners import Sitter, right

from backtutor.agreement import agree, lone
from backtutor.derive import Derivation
from backtutor.judge import Judge
from backtutor.kinks import within
from backtutor.lesson import Form
from backtutor.misconceptions import Prediction
from backtutor.questions import Question
from backtutor.session import Reply
from backtutor.structure import entry_predictions
from backtutor.values import Value, entries, is_matrix, shape_of
from backtutor.verdicts import Right

MOST = 400
"""No session takes more answers."""


class RightBot:
    """Knows everything."""

    def wrong(self, question: Question, judge: Judge) -> str | None:
        """What it says first, if that is wrong."""
        return None


@dataclass(frozen=True)
class Holder(RightBot):
    """Holds one misconception."""

    misconception: str

    def wrong(self, question: Question, judge: Judge) -> str | None:
        for prediction in self.predictions(question, judge):
            if not _is_right(prediction.value, question, judge):
                return typed(prediction.value)
        return None

    def predictions(self, question: Question, judge: Judge) -> Iterator[Prediction]:
        """What it answers, as numbers; where a formula is asked for, it has to pass."""
        if question.form is Form.SYMBOLIC:
            return iter(())
        held = (*judge.reasons.predictions(question.asked), *_of_entry(question, judge))
        return (p for p in held if p.misconception == self.misconception)


def _of_entry(question: Question, judge: Judge) -> Iterator[Prediction]:
    if question.asked is not None or question.share_of is None:
        return iter(())
    return iter(entry_predictions(question, judge.reasons.predictions))


def _is_right(value: Value, question: Question, judge: Judge) -> bool:
    """Whether a prediction is right all the same; at a kink many values are."""
    ranges = judge.standards.kink_range(question.asked)
    if ranges is not None and shape_of(value) == shape_of(lone(question.value)):
        return all(map(within, ranges, entries(value)))
    return agree(value, lone(question.value))


def typed(value: Value) -> str:
    """A number, or a matrix of numbers, with all digits."""
    if not is_matrix(value):
        return repr(float(value))
    rows = (", ".join(repr(float(entry)) for entry in row) for row in value.tolist())
    return f"[[{'], ['.join(rows)}]]"


@dataclass
class Account:
    """What came of a session: the wrong answers with their replies, and the state at the end."""

    sitter: Sitter
    wrong: list[tuple[Question, str, Reply]] = field(default_factory=list)
    refused: list[tuple[Question, str, Reply]] = field(default_factory=list)
    factors: int = 0
    """How many factors were asked."""

    @property
    def is_finished(self) -> bool:
        return self.sitter.session.current is None


def sit(bot: RightBot, derivation: Derivation, judge: Judge, full: bool = False) -> Account:
    """A bot at a lesson: each question is answered as it would, and right where that is wrong."""
    account = Account(Sitter(derivation, full))
    session = account.sitter.session
    session.judge = judge  # what it has worked out serves every bot of the lesson
    tried: set[str] = set()
    for _ in range(MOST):
        question = account.sitter.waiting
        if question is None:
            break
        first = question.id not in tried
        tried.add(question.id)
        account.factors += first and question.part_of is not None
        said = bot.wrong(question, judge) if first else None
        reply = session.submit(question, said if said is not None else right(question))
        account.sitter.keep(reply.kind, **reply.facts)
        if said is not None:
            account.wrong.append((question, said, reply))
        elif not isinstance(reply.judgement.verdict, Right):
            account.refused.append((question, right(question), reply))
            break
    return account
