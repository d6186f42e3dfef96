"""Learners for the tests: they look at the session and decide what to type next.

`Learner` answers right; `Explorer` tries everything that can be typed, by a seed, and answers in
the end. Both are iterators that `plays.sitting` takes for replies; `look` shows them the session.
`Sitter` has no screen: it talks to the session and keeps its events.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from plays import Tape, builtin

from backtutor.asking.orders import solution
from backtutor.derive import Derivation
from backtutor.lesson import Lesson
from backtutor.notation import write
from backtutor.questions import Arrangement, Extent, NextNode, OneOf, Question, Show
from backtutor.session import Session, about
from backtutor.terms import Derivative, Symbol
from backtutor.values import is_matrix

WRONG = ("7777", "-7777", "0.7777", "x +", "7777*7777", "up and down", "9")
ASIDES = (
    "?", "!", "<", ">", "", ":help", ":graph", ":table", ":formula", ":check", ":why", ":full",
    ":calc {asked}", ":nudge {name}", ":note hm", ":lang", ":save", ":nosuch", "？", "＞",
)  # fmt: skip


def right(question: Question) -> str:
    """The right answer, as a fraction or with all digits."""
    match question.wants:
        case OneOf(choices):
            return str([choice.correct for choice in choices].index(True) + 1)
        case Arrangement() as wanted:
            return solution(wanted)
        case Extent(shape):
            return "x".join(map(str, shape)) or "scalar"
        case NextNode():
            assert question.telling is not None
            names: tuple[Symbol, ...] = question.telling.solution[0].facts["names"]
            return names[-1].name
    if is_matrix(question.value) and question.form.value != "symbolic":
        rows = (", ".join(map(str, row)) for row in question.value.tolist())
        return f"[[{'], ['.join(rows)}]]"
    if question.form.value == "symbolic":
        assert question.formula is not None
        return write(question.formula)
    exact = str(question.value)
    return exact if len(exact) < 40 else repr(float(question.value))


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


class Sitter:
    """A learner at a session whose every event is kept."""

    def __init__(self, of: Lesson | Derivation, full: bool = False) -> None:
        derivation = of if isinstance(of, Derivation) else Derivation(of)
        self.session = Session(derivation, full)
        self.tape = Tape()

    def keep(self, kind: str, **facts: object) -> None:
        event = self.tape.append(kind, **facts)
        self.session.apply(event.kind, event.facts)

    @property
    def waiting(self) -> Question | None:
        """The current question; pages before it are read."""
        while isinstance(item := self.session.current, Show):
            self.keep("read", question=item.id)
        return item

    @property
    def question(self) -> Question:
        assert self.waiting is not None
        return self.waiting

    def say(self, *replies: str) -> None:
        """Answers, or `?` `!` `<` `>` as at the prompt, until all is done; `=` is right."""
        for typed in replies:
            if (question := self.waiting) is None:
                return
            match typed:
                case "?":
                    self.keep("hint", **about(question))
                case "!":
                    self.keep("reveal", **about(question))
                case ">":
                    self.keep("skip", **about(self.session.whole(question)))
                case "<":
                    if (previous := self.session.previous()) is not None:
                        self.keep("back", **about(previous))
                case "again":
                    for missed in self.session.missed:
                        self.keep("again", **about(missed))
                case ":full":
                    self.keep("full", question=question.id)
                case "=":
                    self.say(right(question))
                case _:
                    reply = self.session.submit(question, typed)
                    self.keep(reply.kind, **reply.facts)

    def to(self, id: str) -> Sitter:
        """Answers right up to a question."""
        while self.question.id != id:
            self.say("=")
        return self

    def replayed(self) -> Session:
        session = Session(self.session.derivation)
        session.replay(self.tape.events)
        return session


def at(id: str, of: Lesson | None = None) -> Sitter:
    """A sitter who is at a question of a lesson, of w1-w6 where none is given."""
    return Sitter(of or builtin("w1-w6")).to(id)
