"""Records: what a log says of each question, and the steps of the fold that make it.

In: a `State` and one more thing that happened. Out: the next `State`. Everything here is a value,
so that a log replayed gives the same session; `Session.apply` says which event is which step.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from backtutor.questions import (
    Amount,
    Arrangement,
    Extent,
    FirstWrong,
    NextNode,
    OneOf,
    Question,
    Wanted,
)
from backtutor.values import entries

CREDIT = (Fraction(1), Fraction(4, 5), Fraction(1, 2), Fraction(1, 5))
"""Credit of a solved question by how much help it took: wrong answers and hints together."""

KEPT = 3
"""Wrong answers of one question that are remembered, the last ones."""


class Status(Enum):
    """Where a question stands."""

    OPEN = "open"
    SOLVED = "solved"
    REVEALED = "revealed"


class Record(NamedTuple):
    """What happened with one question. `credit` is earned once and never taken back; `mistakes`
    are the wrong answers as typed, the last one first."""

    status: Status = Status.OPEN
    wrong: int = 0
    hints: int = 0
    typed: str = ""
    diagnoses: tuple[str, ...] = ()
    credit: Fraction = Fraction(0)
    mistakes: tuple[str, ...] = ()

    @property
    def first_try(self) -> bool:
        return self.status is Status.SOLVED and self.credit == CREDIT[0]

    def solved(self, typed: str) -> Record:
        """The record after the right answer."""
        earned = CREDIT[min(self.wrong + self.hints, len(CREDIT) - 1)]
        credit = max(earned, self.credit)
        return self._replace(status=Status.SOLVED, typed=typed, credit=credit)

    def mistaken(self, typed: str, diagnoses: tuple[str, ...]) -> Record:
        """The record after a wrong answer."""
        before = tuple(other for other in self.mistakes if other != typed)
        return self._replace(
            wrong=self.wrong + 1,
            diagnoses=(*self.diagnoses, *diagnoses),
            mistakes=(typed, *before)[:KEPT],
        )


class State(NamedTuple):
    """Everything that a log says: records by question, pages read, what was put off or split.

    `proved` are the questions whose right number had to be shown by its factors, `pondered` the
    one whose derivation was revealed last, until its step was thought over. `forgiven` are the
    wrong answers on record that were given before a replay.
    """

    records: Mapping[str, Record] = {}
    read: frozenset[str] = frozenset()
    skipped: tuple[str, ...] = ()
    split: frozenset[str] = frozenset()
    proved: frozenset[str] = frozenset()
    pondered: str | None = None
    returned_to: str | None = None
    forgiven: int = 0

    def record(self, id: str) -> Record:
        return self.records.get(id, Record())

    def keep(self, id: str, record: Record) -> State:
        return self._replace(records={**self.records, id: record})

    def answered(self, id: str, facts: Mapping[str, object]) -> State:
        """After an answer was judged; of a question that is done, nothing counts any more."""
        state, record, verdict = self, self.record(id), facts.get("verdict")
        typed = str(facts.get("typed", ""))
        is_open = record.status is Status.OPEN
        if verdict == "right" and is_open:
            state = state.keep(id, record.solved(typed))
        elif verdict == "wrong" and is_open:
            state = state.keep(id, record.mistaken(typed, _texts(facts.get("diagnoses"))))
        return state._split(id, verdict) if facts.get("split") is True else state

    def _split(self, id: str, verdict: object) -> State:
        proved = {id} if verdict == "right" else set[str]()
        return self._replace(split=self.split | {id}, proved=self.proved | proved)

    def hinted(self, id: str) -> State:
        record = self.record(id)
        return self.keep(id, record._replace(hints=record.hints + 1))

    def revealed(self, id: str, whole: str) -> State:
        """A revealed question needs its factors no longer; its step is to be thought over."""
        state, record = self, self.record(id)
        if record.status is Status.OPEN:
            state = state.keep(id, record._replace(status=Status.REVEALED))
        return state._replace(split=self.split - {id}, pondered=whole)

    def put_off(self, id: str) -> State:
        others = tuple(skipped for skipped in self.skipped if skipped != id)
        return self._replace(skipped=(*others, id), returned_to=None)

    def again(self, id: str) -> State:
        """Asked anew, its factors too; the errors made so far are counted no more."""
        factors = [other for other in self.records if other.rpartition("|")[0] == id]
        anew = {each: Record(credit=self.record(each).credit) for each in (id, *factors)}
        state = self._replace(records={**self.records, **anew}, split=self.split - {id})
        return state._replace(forgiven=state.wrong)

    @property
    def wrong(self) -> int:
        """All wrong answers that are on record."""
        return sum(record.wrong for record in self.records.values())


def _texts(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()


# -- what an event is about


def about(question: Question) -> dict[str, str]:
    """The facts that every event about a question begins with."""
    return {"question": question.id, "expects": fingerprint(question)}


def fingerprint(question: Question) -> str:
    """A digest of what the question expects: it changes when an edit changes the answer.

    Nine digits, because the last ones of a float differ between machines.
    """
    from hashlib import sha256  # slow to load, and needed from the first answer on

    return sha256(f"{question.id}={_expected(question.wants)}".encode()).hexdigest()[:12]


def _expected(wanted: Wanted) -> str:
    """What an answer has to be, as text."""
    match wanted:
        case Amount(value):
            return " ".join(f"{float(entry):.9g}" for entry in entries(value))
        case FirstWrong(choices, printed):
            place = [choice.correct for choice in choices].index(True)
            return f"{place} of {printed}"
        case OneOf(choices):
            return "".join("x" if choice.correct else "-" for choice in choices)
        case Arrangement(items, before):
            return f"{len(items)} {sorted(before)}"
        case NextNode(done):
            return " ".join(sorted(done))
        case Extent(shape):
            return "x".join(map(str, shape))
