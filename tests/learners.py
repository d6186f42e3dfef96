"""Learners for the tests: they look at the session and decide what to type next.

`Learner` answers right; `Explorer` tries everything that can be typed, by a seed, and answers in
the end. Both are iterators that `plays.sitting` takes for replies; `look` shows them the session.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from backtutor.notation import write
from backtutor.questions import Question
from backtutor.session import Session
from backtutor.terms import Derivative, Symbol

WRONG = ("7777", "-7777", "0.7777", "x +", "7777*7777", "up and down", "9")
ASIDES = (
    "?", "!", "<", ">", "", ":help", ":graph", ":table", ":formula", ":check", ":why", ":full",
    ":calc {asked}", ":nudge {name}", ":note hm", ":lang", ":save", ":nosuch", "？", "＞",
)  # fmt: skip


def right(question: Question) -> str:
    """The right answer, as a fraction or with all digits."""
    for number, choice in enumerate(question.choices, 1):
        if choice.correct:
            return str(number)
    if question.form.value == "symbolic":
        assert question.formula is not None
        return write(question.formula)
    return str(question.value)


class Learner:
    """Answers right at once; pages are read."""

    def __init__(self) -> None:
        self.session: Session | None = None

    def look(self, session: Session, printed: str) -> None:
        self.session = session

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        assert self.session is not None
        item = self.session.current
        return self.answer(item) if isinstance(item, Question) else ""

    def answer(self, question: Question) -> str:
        return right(question)


class Explorer(Learner):
    """Does `moves` things by chance before it begins to answer."""

    def __init__(self, seed: int, moves: int = 60, asides: tuple[str, ...] = ASIDES) -> None:
        super().__init__()
        self.chance = random.Random(seed)
        self.moves = moves
        self.asides = asides

    def __next__(self) -> str:
        self.moves -= 1
        if self.moves < 0 or self.chance.random() < 0.25:
            return super().__next__()
        assert self.session is not None
        names = list(self.session.derivation.graph.live)
        item = self.session.current
        asked = item.asked if isinstance(item, Question) else None
        named = write(asked) if isinstance(asked, Symbol | Derivative) else names[-1]
        aside = self.chance.choice((*self.asides, *WRONG))
        return aside.format(asked=named, name=self.chance.choice(names))
