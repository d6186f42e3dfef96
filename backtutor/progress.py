"""Progress: where a learner stands in the script of a lesson.

In: a derivation and the `State` that its log says. Out: what is done, the factors that a question
was split into, the counts of a header. What comes next, and what may be shown, is `Sight`.
"""

from __future__ import annotations

from collections.abc import Mapping

from backtutor.derive import Derivation
from backtutor.factors import factors, proves
from backtutor.questions import Item, Question, Show
from backtutor.records import Record, State, Status
from backtutor.scripts import script


class Progress:
    """The script of a session, and how far it has been gone through."""

    def __init__(self, derivation: Derivation, full: bool = False) -> None:
        self.derivation = derivation
        self.state = State()
        self._follow(script(derivation, full))

    def _follow(self, items: tuple[Item, ...]) -> None:
        """Take `items` for the script; `questions` are those that may be split into factors."""
        self.items = items
        self.questions = tuple(item for item in items if isinstance(item, Question))
        self._by_id: Mapping[str, Item] = {item.id: item for item in items}
        self._factors: dict[str, tuple[Question, ...]] = {}

    def item(self, id: str | None) -> Item | None:
        """An item of the script, or a factor of one of its questions."""
        found = self._by_id.get(id or "")
        if found is not None or id is None:
            return found
        whole = self._by_id.get(id.rpartition("|")[0])
        parts = self.factors(whole) if isinstance(whole, Question) else ()
        return next((part for part in parts if part.id == id), None)

    def factors(self, question: Question) -> tuple[Question, ...]:
        """What a question can be split into; found when it is first asked for."""
        if question.id not in self._factors:
            self._factors[question.id] = factors(self.derivation, question)
        return self._factors[question.id]

    def record(self, id: str) -> Record:
        return self.state.record(id)

    def is_done(self, item: Item) -> bool:
        if isinstance(item, Show):
            return item.id in self.state.read
        return self.record(item.id).status is not Status.OPEN

    def is_finished(self, item: Item) -> bool:
        """Done, and so are the factors that it was split into."""
        if not self.is_done(item):
            return False
        return not isinstance(item, Question) or all(map(self.is_done, self.parts(item)))

    def whole(self, question: Question) -> Question:
        """The question that a factor belongs to; any other question is whole."""
        found = self.item(question.part_of or question.id)
        return found if isinstance(found, Question) else question

    def parts(self, question: Question) -> tuple[Question, ...]:
        """The factors that are asked of a question that was split."""
        return self._parts(question) if question.id in self.state.split else ()

    def _parts(self, question: Question) -> tuple[Question, ...]:
        """The factors of a question that are not answered as questions of their own; of a right
        answer only those that prove something."""
        done = [q for q in self.questions if self.is_done(q)]
        solved = self.record(question.id).status is Status.SOLVED
        return tuple(
            part
            for part in self.factors(question)
            if not any(_same(part, other) for other in done) and (proves(part) or not solved)
        )

    def _part_of(self, item: Item) -> Item:
        """The first open factor of a question that was split, else the question."""
        parts = self.parts(item) if isinstance(item, Question) else ()
        return next((part for part in parts if not self.is_done(part)), item)

    def position(self, question: Question) -> tuple[int, int]:
        """Which question of its phase this is, and of how many."""
        whole = self.whole(question)
        phase = [q.id for q in self.questions if q.phase is whole.phase]
        return phase.index(whole.id) + 1, len(phase)

    @property
    def wrong(self) -> int:
        """Wrong answers, since the last replay began."""
        return self.state.wrong - self.state.forgiven

    @property
    def solved(self) -> int:
        """How many questions are done, revealed ones included."""
        return sum(self.is_done(question) for question in self.questions)

    @property
    def missed(self) -> tuple[Question, ...]:
        """The questions that were not right at the first try."""
        return tuple(q for q in self.questions if not self.record(q.id).first_try)


def _same(part: Question, other: Question) -> bool:
    """Whether a factor is what another question asks."""
    if part.asked is None:
        return part.prompt == other.prompt
    return part.asked == other.asked
