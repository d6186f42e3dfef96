"""The session: a fold over events.

In: a derivation and the replies of a learner. Out: what to show next, and events that say what
happened. `Session.apply` is the only place where state changes, and it sees nothing but
events, so that a log replayed gives the same session. Questions can be answered in any order
the learner likes; what is earned follows from what is solved or revealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from typing import Any

from backtutor.derive import Derivation
from backtutor.events import Event
from backtutor.hints import hints
from backtutor.judge import Judge, Judgement, Right, Unreadable, Wrong
from backtutor.lesson import Reveal, Words
from backtutor.messages import Message, message
from backtutor.problems import Problem, Severity, Span
from backtutor.questions import (
    Item,
    Phase,
    Question,
    Show,
    factors,
    script,
)
from backtutor.terms import Derivative, Symbol, Updated, atoms

CREDIT = (Fraction(1), Fraction(4, 5), Fraction(1, 2), Fraction(1, 5))
"""Credit of a solved question by how much help it took: wrong answers and hints together."""


class Status(Enum):
    """Where a question stands."""

    OPEN = "open"
    SOLVED = "solved"
    REVEALED = "revealed"


@dataclass(frozen=True, slots=True)
class Record:
    """What happened with one question."""

    status: Status = Status.OPEN
    wrong: int = 0
    hints: int = 0
    typed: str = ""
    diagnoses: tuple[str, ...] = ()

    @property
    def credit(self) -> Fraction:
        if self.status is not Status.SOLVED:
            return Fraction(0)
        return CREDIT[min(self.wrong + self.hints, len(CREDIT) - 1)]

    @property
    def first_try(self) -> bool:
        return self.status is Status.SOLVED and not self.wrong and not self.hints


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a log says: records by question, pages read, what was put off or split."""

    records: Mapping[str, Record] = field(default_factory=dict)
    read: frozenset[str] = frozenset()
    skipped: tuple[str, ...] = ()
    split: frozenset[str] = frozenset()
    returned_to: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A judged answer and the event that records it; the event is applied once it is safe."""

    judgement: Judgement
    kind: str
    facts: Mapping[str, Any]
    splits: bool


class Session:
    """One learner at one lesson."""

    def __init__(self, derivation: Derivation, full: bool = False) -> None:
        self.derivation = derivation
        self.judge = Judge(derivation)
        self.state = State()
        self._follow(script(derivation, full))

    # -- the script

    def _follow(self, items: tuple[Item, ...]) -> None:
        """Take `items` for the script; `questions` are those that may be split into factors."""
        self.items = items
        self.questions = tuple(item for item in items if isinstance(item, Question))
        self._factors = {q.id: factors(self.derivation, q) for q in self.questions}
        parts = [part for group in self._factors.values() for part in group]
        self._by_id: Mapping[str, Item] = {item.id: item for item in (*items, *parts)}

    def record(self, id: str) -> Record:
        return self.state.records.get(id, Record())

    def is_done(self, item: Item) -> bool:
        if isinstance(item, Show):
            return item.id in self.state.read
        return self.record(item.id).status is not Status.OPEN

    @property
    def current(self) -> Item | None:
        """What comes next; None when everything is done."""
        if self.state.returned_to is not None:
            return self._by_id[self.state.returned_to]
        waiting = [item for item in self.items if not self.is_finished(item)]
        for item in sorted(waiting, key=lambda item: item.id in self.state.skipped):
            return self._part_of(item)
        return None

    def is_finished(self, item: Item) -> bool:
        """Done, and so are the factors that it was split into."""
        if not self.is_done(item):
            return False
        return item.id not in self.state.split or all(
            self.is_done(part) for part in self._factors.get(item.id, ())
        )

    def whole(self, question: Question) -> Question:
        """The question that a factor belongs to; any other question is whole."""
        found = self._by_id.get(question.part_of or question.id)
        return found if isinstance(found, Question) else question

    def _part_of(self, item: Item) -> Item:
        """The first open factor of a question that was split, else the question."""
        if item.id in self.state.split:
            for part in self._factors[item.id]:
                if not self.is_done(part):
                    return part
        return item

    def previous(self) -> Question | None:
        """The last question answered before the current one."""
        current = self.current
        ids = [question.id for question in self.questions]
        here = ids.index(current.id) if current and current.id in ids else len(ids)
        before = [q for q in self.questions[:here] if self.is_done(q)]
        return before[-1] if before else None

    # -- what is known

    @property
    def earned(self) -> frozenset[Derivative]:
        """Derivatives of the loss that were answered, revealed or shown beside an answer."""
        loss = self.derivation.graph.loss
        found = {Derivative(loss, loss)}
        for question in self.questions:
            if self.is_done(question):
                shown = (question.asked, *question.siblings)
                found |= {q for q in shown if isinstance(q, Derivative)}
        for item in self.items:
            if isinstance(item, Show) and isinstance(item.step, Reveal) and self.is_done(item):
                found |= {q for q in item.step.items if isinstance(q, Derivative)}
        return frozenset(found)

    @property
    def known(self) -> frozenset[str]:
        """Names whose value may be shown: all but those still asked, and what is computed
        from those."""
        asked = {
            question.asked.name
            for question in self.questions
            if isinstance(question.asked, Symbol) and not self.is_done(question)
        }
        hidden: set[str] = set(asked)
        for name, node in self.derivation.graph.nodes.items():
            if hidden.intersection(node.sources):
                hidden.add(name)
        return frozenset(self.derivation.graph.nodes) - hidden

    @property
    def updated(self) -> frozenset[str]:
        """Names whose value after the step may be shown."""
        found: set[str] = set()
        for question in self.questions:
            done = self.is_done(question)
            shown = (question.asked, *question.siblings) if done else ()
            current = self.current
            if current is not None and current.id == question.id:
                shown = (*shown, *question.given)
            found |= {q.name for q in shown if isinstance(q, Updated)}
        return frozenset(found)

    def position(self, question: Question) -> tuple[int, int]:
        """Which question of its phase this is, and of how many."""
        whole = self.whole(question)
        phase = [q.id for q in self.questions if q.phase is whole.phase]
        return phase.index(whole.id) + 1, len(phase)

    @property
    def wrong(self) -> int:
        return sum(record.wrong for record in self.state.records.values())

    @property
    def solved(self) -> int:
        """How many questions are done, revealed ones included."""
        return sum(self.is_done(question) for question in self.questions)

    @property
    def missed(self) -> tuple[Question, ...]:
        """The questions that were not right at the first try."""
        return tuple(q for q in self.questions if not self.record(q.id).first_try)

    # -- replies

    def submit(self, question: Question, typed: str) -> Reply:
        """Judge an answer; nothing changes until the event is applied."""
        if question.choices:
            judgement = self._judge_choice(question, typed)
        else:
            judgement = self.judge.judge(question, typed, self.earned)
        verdict = judgement.verdict
        diagnoses = verdict.diagnoses if isinstance(verdict, Wrong) else ()
        splits = self._splits(question, judgement)
        facts = {
            "question": question.id,
            "typed": typed,
            "verdict": verdict.name,
            "diagnoses": [d.misconception for d in diagnoses],
            "split": splits,
            "expects": fingerprint(question),
        }
        return Reply(judgement, "answer", facts, splits)

    def _splits(self, question: Question, judgement: Judgement) -> bool:
        """Whether the factors are asked: after a second or unexplained error, and after a
        bare right number that a wrong method also gives."""
        if not self._factors.get(question.id) or question.id in self.state.split:
            return False
        match judgement.verdict:
            case Wrong(diagnoses):
                return not diagnoses or self.record(question.id).wrong >= 1
            case Right() if judgement.read_as is not None:
                bare = next(atoms(judgement.read_as), None) is None
                return bare and self.judge.hides(question)
        return False

    def _judge_choice(self, question: Question, typed: str) -> Judgement:
        index = chosen(question, typed)
        if index is None:
            return Judgement(Unreadable(_no_such_choice(question, typed)))
        choice = question.choices[index]
        if choice.correct:
            return Judgement(Right())
        why = choice.why if isinstance(choice.why, Message) else None
        return Judgement(Wrong(remark=why))

    def hint(self, question: Question) -> tuple[int, Message | Words] | None:
        """The next hint and its number from 1; None when the ladder is used up."""
        ladder = hints(self.derivation, question)
        level = self.record(question.id).hints
        return (level + 1, ladder[level]) if level < len(ladder) else None

    # -- the fold

    def replay(self, events: Iterable[Event]) -> None:
        for event in events:
            self.apply(event.kind, event.facts)

    def apply(self, kind: str, facts: Mapping[str, Any]) -> None:
        """The state after one more event; events of other questions or programs are ignored."""
        id = facts.get("question", "")
        if id not in self._by_id:
            return
        match kind:
            case "answer":
                self._apply_answer(id, facts)
            case "hint":
                record = self.record(id)
                self._keep(id, replace(record, hints=record.hints + 1))
            case "reveal":
                self._apply_reveal(id)
            case "read":
                self.state = replace(self.state, read=self.state.read | {id})
            case "skip":
                skipped = (*self.state.skipped, id)
                self.state = replace(self.state, skipped=skipped, returned_to=None)
            case "back":
                self.state = replace(self.state, returned_to=id)
            case "again":
                self._keep(id, Record())
            case "full":
                self._follow(script(self.derivation, full=True))

    def _keep(self, id: str, record: Record) -> None:
        self.state = replace(self.state, records={**self.state.records, id: record})

    def _apply_answer(self, id: str, facts: Mapping[str, Any]) -> None:
        question = self._by_id[id]
        if not isinstance(question, Question) or facts.get("expects") != fingerprint(question):
            # the lesson was edited and the answer is another one now: ask again
            return
        record = replace(self.record(id), typed=str(facts.get("typed", "")))
        match facts.get("verdict"):
            case "right":
                self._keep(id, replace(record, status=Status.SOLVED))
                self.state = replace(self.state, returned_to=None)
            case "wrong":
                told = (*record.diagnoses, *facts.get("diagnoses", ()))
                self._keep(id, replace(record, wrong=record.wrong + 1, diagnoses=told))
        if facts.get("split"):
            self.state = replace(self.state, split=self.state.split | {id})

    def _apply_reveal(self, id: str) -> None:
        record = self.record(id)
        if record.status is Status.OPEN:
            self._keep(id, replace(record, status=Status.REVEALED))
        # a revealed question needs its factors no longer
        self.state = replace(self.state, returned_to=None, split=self.state.split - {id})

    # -- the end

    @property
    def score(self) -> Fraction:
        """Points earned of the lesson's questions, from 0 to 1."""
        possible = sum((q.points for q in self.questions), Fraction(0))
        earned = sum((q.points * self.record(q.id).credit for q in self.questions), Fraction(0))
        return earned / possible if possible else Fraction(1)


def fingerprint(question: Question) -> str:
    """A digest of what the question expects: it changes when an edit changes the answer."""
    options = "".join("x" if choice.correct else "-" for choice in question.choices)
    return sha256(f"{question.id}={question.value}{options}".encode()).hexdigest()[:12]


def chosen(question: Question, typed: str) -> int | None:
    """Which option was typed: its number from 1, or the name of a direction."""
    text = typed.strip().lower()
    if text.isdecimal() and 1 <= int(text) <= len(question.choices):
        return int(text) - 1
    if question.phase is Phase.SIGN:
        for index, choice in enumerate(question.choices):
            assert isinstance(choice.text, Message)
            if text and text in SIGN_WORDS[choice.text.id]:
                return index
    return None


SIGN_WORDS: Mapping[str, frozenset[str]] = {
    "sign-up": frozenset({"up", "u", "+", "rises", "升", "上升", "增大", "变大"}),
    "sign-down": frozenset({"down", "d", "-", "−", "falls", "降", "下降", "减小", "变小"}),
    "sign-still": frozenset({"same", "s", "0", "stays", "不变"}),
}
"""What may be typed for each direction, besides its number."""


def _no_such_choice(question: Question, typed: str) -> Problem:
    span = Span("", 1, 1, len(typed), typed)
    facts = {"count": len(question.choices)}
    return Problem(
        "R094",
        Severity.ERROR,
        Message("no-such-choice", facts),
        span,
        help=message("no-such-choice-help", count=len(question.choices)),
    )
