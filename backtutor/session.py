"""The session: a fold over events.

In: a derivation and the replies of a learner. Out: what to show next, and events that say what
happened. `Session.apply` is the only place where state changes, and it sees nothing but
events, so that a log replayed gives the same session. Questions can be answered in any order
the learner likes; what may be shown follows from what is solved or revealed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from backtutor.derive import Derivation, GradientStep
from backtutor.events import Event
from backtutor.hints import hints
from backtutor.lesson import Page, Reveal, Words
from backtutor.messages import Message, message
from backtutor.questions import (
    Amount,
    Arrangement,
    Clue,
    Extent,
    Item,
    NextNode,
    OneOf,
    Phase,
    Question,
    Show,
    Wanted,
    factors,
    shown_gradients,
)
from backtutor.scripts import script
from backtutor.terms import TERMS, Apply, Derivative, Quantity, Symbol, Updated, atoms
from backtutor.values import entries
from backtutor.verdicts import Judgement, Right, Wrong

if TYPE_CHECKING:
    from backtutor.judge import Judge

CREDIT = (Fraction(1), Fraction(4, 5), Fraction(1, 2), Fraction(1, 5))
"""Credit of a solved question by how much help it took: wrong answers and hints together."""


class Status(Enum):
    """Where a question stands."""

    OPEN = "open"
    SOLVED = "solved"
    REVEALED = "revealed"


class Record(NamedTuple):
    """What happened with one question. `credit` is earned once and never taken back."""

    status: Status = Status.OPEN
    wrong: int = 0
    hints: int = 0
    typed: str = ""
    diagnoses: tuple[str, ...] = ()
    credit: Fraction = Fraction(0)

    @property
    def first_try(self) -> bool:
        return self.status is Status.SOLVED and self.credit == CREDIT[0]

    def solved(self, typed: str) -> Record:
        """The record after the right answer."""
        earned = CREDIT[min(self.wrong + self.hints, len(CREDIT) - 1)]
        credit = max(earned, self.credit)
        return self._replace(status=Status.SOLVED, typed=typed, credit=credit)


class State(NamedTuple):
    """Everything that a log says: records by question, pages read, what was put off or split."""

    records: Mapping[str, Record] = {}
    read: frozenset[str] = frozenset()
    skipped: tuple[str, ...] = ()
    split: frozenset[str] = frozenset()
    returned_to: str | None = None


class Reply(NamedTuple):
    """A judged answer and the event that records it; the event is applied once it is safe."""

    judgement: Judgement
    kind: str
    facts: Mapping[str, Any]
    splits: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """One rung of the ladder: its number from 1, how many there are, what it says."""

    level: int
    count: int
    said: Message | Words


class Session:
    """One learner at one lesson."""

    def __init__(self, derivation: Derivation, full: bool = False) -> None:
        self.derivation = derivation
        self.state = State()
        self._follow(script(derivation, full))

    @cached_property
    def judge(self) -> Judge:
        from backtutor.judge import Judge  # takes more to load than the first question

        return Judge(self.derivation)

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
        if not waiting:
            return None
        return self._part_of(min(waiting, key=lambda item: self._turn(item, waiting)))

    def _turn(self, item: Item, waiting: list[Item]) -> int:
        """In the order of the script, then what was skipped, then what waits for that."""
        skipped = self.state.skipped
        if item.id in skipped:
            return 1 + skipped.index(item.id)
        return len(skipped) + 1 if isinstance(item, Show) and self._waits(item, waiting) else 0

    def _waits(self, show: Show, waiting: list[Item]) -> bool:
        """Whether a page would tell what is still asked before it, or closes the lesson."""
        place = waiting.index(show)
        if not any(isinstance(item, Question) for item in waiting[:place]):
            return False
        ahead = (item for item in waiting[place:] if isinstance(item, Question))
        return self._tells(show) or all(item.id in self.state.skipped for item in ahead)

    def _tells(self, show: Show) -> bool:
        """Whether a page has numbers in it that are not earned yet."""
        match show.step:
            case Reveal():
                return True
            case Page(text):
                pieces = (piece for _, prose in text.by_language for piece in prose)
                terms = (piece for piece in pieces if isinstance(piece, TERMS))
                return not all(self.is_shown(atom) for term in terms for atom in atoms(term))
        return False

    def is_finished(self, item: Item) -> bool:
        """Done, and so are the factors that it was split into."""
        if not self.is_done(item):
            return False
        return not isinstance(item, Question) or all(map(self.is_done, self.parts(item)))

    def whole(self, question: Question) -> Question:
        """The question that a factor belongs to; any other question is whole."""
        found = self._by_id.get(question.part_of or question.id)
        return found if isinstance(found, Question) else question

    def parts(self, question: Question) -> tuple[Question, ...]:
        """The factors that are asked of a question that was split."""
        return self._parts(question) if question.id in self.state.split else ()

    def _parts(self, question: Question) -> tuple[Question, ...]:
        """The factors of a question that are not answered as questions of their own."""
        asked = {q.asked for q in self.questions if self.is_done(q)}
        found = self._factors.get(question.id, ())
        return tuple(part for part in found if part.asked not in asked)

    def _part_of(self, item: Item) -> Item:
        """The first open factor of a question that was split, else the question."""
        parts = self.parts(item) if isinstance(item, Question) else ()
        return next((part for part in parts if not self.is_done(part)), item)

    def previous(self) -> Question | None:
        """The last question that was answered before the current item of the script."""
        current = self.current
        whole = self.whole(current) if isinstance(current, Question) else current
        here = self.items.index(whole) if whole is not None else len(self.items)
        before = [q for q in self.items[:here] if isinstance(q, Question) and self.is_done(q)]
        return before[-1] if before else None

    # -- what is known

    @property
    def earned(self) -> frozenset[Derivative]:
        """Derivatives of the loss that were answered, revealed or shown beside an answer."""
        return self._gradients(self.is_done)

    @property
    def explained(self) -> frozenset[Derivative]:
        """Those of them whose factors are not asked any more."""
        return self._gradients(self.is_finished)

    def _gradients(self, is_over: Callable[[Item], bool]) -> frozenset[Derivative]:
        """The derivatives of the loss that items which are over have shown."""
        loss = self.derivation.graph.loss
        over = filter(is_over, self.items)
        return frozenset((Derivative(loss, loss), *shown_gradients(over, loss)))

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
        current = self.current
        found: set[str] = set()
        for question in self.questions:
            done = self.is_done(question)
            shown = (question.asked, *question.siblings) if done else ()
            if done or question is current:
                shown = (*shown, *question.given)
            found |= {q.name for q in shown if isinstance(q, Updated)}
        return frozenset(found)

    def is_shown(self, atom: Symbol | Derivative, updated: bool = False) -> bool:
        """Whether the number of an atom may be on the screen; `updated`: after the step."""
        if isinstance(atom, Derivative):
            return atom not in self._asked(self.is_done) and not self.hides_numbers(atom)
        if atom.name not in self.derivation.graph.nodes:
            return True
        if updated:
            return atom.name in self.updated or not self.derivation.moves(atom.name)
        return atom.name in self.known

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
        judgement = self.weigh(question, typed, self._standing(question))
        verdict = judgement.verdict
        diagnoses = verdict.diagnoses if isinstance(verdict, Wrong) else ()
        splits = self._splits(question, judgement)
        facts = {
            **about(question),
            "typed": typed,
            "verdict": verdict.name,
            "diagnoses": [d.misconception for d in diagnoses],
            "split": splits,
        }
        return Reply(judgement, "answer", facts, splits)

    def _splits(self, question: Question, judgement: Judgement) -> bool:
        """Whether the factors are asked: after a second or unexplained error, and after a
        bare right number that a wrong method also gives."""
        if question.id in self.state.split or self.is_done(question):
            return False
        if not self._parts(question):
            return False
        match judgement.verdict:
            case Wrong(diagnoses):
                return not diagnoses or self.record(question.id).wrong >= 1
            case Right() if judgement.read_as is not None:
                bare = next(atoms(judgement.read_as), None) is None
                return bare and self.judge.hides(question)
        return False

    def weigh(self, question: Question, typed: str, earned: frozenset[Derivative]) -> Judgement:
        """What an answer is worth to somebody who has earned these derivatives."""
        match question.wants:
            case Amount():
                return self.judge.judge(question, typed, earned)
            case OneOf():
                from backtutor.asking.choices import judge_choice

                return judge_choice(question, typed, self.derivation)
            case Arrangement() as wanted:
                from backtutor.asking.orders import judge_order

                return judge_order(wanted, typed)
            case NextNode() as wanted:
                from backtutor.asking.sweeps import judge_next

                return judge_next(self.derivation, wanted, typed, {d.by for d in earned})
            case Extent() as wanted:
                from backtutor.asking.shapes import judge_shape

                return judge_shape(wanted, typed, self.derivation.lesson.vocabulary)

    def _standing(self, question: Question) -> frozenset[Derivative]:
        """The derivatives that may stand in an answer: those earned, and in forward mode the
        tangents that the question goes on from."""
        given = (q for q in question.given if isinstance(q, Derivative) and self.is_shown(q))
        return self.earned | frozenset(given)

    def hint(self, question: Question) -> Hint | None:
        """The next hint; None when the ladder is used up."""
        ladder = hints(self.derivation, question)
        level = self.record(question.id).hints
        if level >= len(ladder):
            return None
        return Hint(level + 1, len(ladder), self._guarded(question, ladder[level]))

    def _guarded(self, question: Question, said: Message | Words) -> Message | Words:
        """Numbers that are still asked elsewhere are not filled in."""
        if not isinstance(said, Message) or said.id != "hint-numbers":
            return said
        missing = (*self._missing(question), *self._awaited(question))
        return message("hint-find-first", names=missing) if missing else said

    def _awaited(self, question: Question) -> tuple[Message | Words, ...]:
        """The names of the open questions whose answers this one is made of."""
        rests_on = question.telling.rests_on if question.telling else ()
        waiting = (q for q in self.questions if q.id in rests_on and not self.is_done(q))
        return tuple(q.telling.name for q in waiting if q.telling and q.telling.name)

    def is_settled(self, question: Question) -> bool:
        """Whether the questions are answered whose answers this one is made of."""
        return not self._awaited(question)

    def shows_clue(self, clue: Clue) -> bool:
        """Whether what stands with a question tells nothing that is still asked."""
        open_ids = {question.id for question in self.questions if not self.is_done(question)}
        told = all(map(self.is_shown, clue.needs)) and self.earned.issuperset(clue.earned)
        return told and open_ids.isdisjoint(clue.after)

    def shows_numbers(self, question: Question) -> bool:
        """Whether the numbers that an answer is worked out from may all be shown."""
        return not self._missing(question)

    def shows_formula(self, question: Question) -> bool:
        """Whether a formula may stand beside its value: ∂f/∂w = ∂f/∂s would give away ∂f/∂s."""
        if not self.is_settled(question) or question.asked in self._shared(by_paths=True):
            return False
        return isinstance(question.formula, Apply) or self.shows_numbers(question)

    def shows_whole(self, gradient: Quantity | None) -> bool:
        """Whether a gradient may be shown with all its numbers: no entry of it is asked."""
        match gradient:
            case Derivative(of, _, False) if of == self.derivation.graph.loss:
                return gradient in self.explained and gradient not in self._shared()
        return True

    def hides_numbers(self, quantity: Quantity | None) -> bool:
        """Whether an entry of a gradient is asked: its formula may be known by then."""
        waiting = (q for q in self.questions if not self.is_done(q) and q.formula is None)
        return any(q.share_of == quantity for q in waiting if q.share_of is not None)

    def _shared(self, by_paths: bool = False) -> set[Quantity]:
        """The gradients of which a share or an entry is asked; an entry has no formula."""
        return {
            question.share_of
            for question in self.questions
            if question.share_of is not None and not self.is_done(question)
            if not by_paths or question.formula is not None
        }

    def shows_closed(self, step: GradientStep) -> bool:
        """Whether the closed form of a gradient tells nothing that is still asked."""
        if isinstance(step.closed, Symbol) and not self.is_shown(step.closed):
            return False
        asked = self._asked(self.is_finished) | self._shared()
        names = {step.target, *self._ahead(step.target)}
        return not any(Derivative(step.loss, name) in asked for name in names)

    def _asked(self, is_over: Callable[[Item], bool]) -> set[Quantity]:
        """What the questions that are not over ask for, or will show beside their answers."""
        waiting = (question for question in self.questions if not is_over(question))
        asked = (quantity for q in waiting for quantity in (q.asked, *q.siblings))
        return {quantity for quantity in asked if quantity is not None}

    def _ahead(self, name: str) -> set[str]:
        """The names on the ways from a name to the loss."""
        consumers, found, left = self.derivation.graph.consumers, set[str](), [name]
        while left:
            for user in consumers[left.pop()]:
                if user not in found:
                    found.add(user)
                    left.append(user)
        return found

    def shows_walk(self, name: str) -> bool:
        """Whether the effect of moving a name may be shown: not while a prediction is asked."""
        return not any(_raised(q) == name and not self.is_done(q) for q in self.questions)

    def _missing(self, question: Question) -> tuple[Symbol | Derivative, ...]:
        """What the formula of a question needs and is still asked elsewhere."""
        if question.formula is None:
            return ()
        again = question.phase is Phase.SECOND_FORWARD
        used = dict.fromkeys(atoms(question.formula))
        return tuple(atom for atom in used if not self.is_shown(atom, again))

    # -- the fold

    def replay(self, events: Iterable[Event]) -> None:
        for event in events:
            self.apply(event.kind, event.facts)

    def apply(self, kind: str, facts: Mapping[str, Any]) -> None:
        """The state after one more event; events of other questions or programs are ignored."""
        id = facts.get("question")
        item = self._by_id.get(id) if isinstance(id, str) else None
        match kind, item:
            case "answer" | "hint" | "reveal", Question() if facts == {**facts, **about(item)}:
                # of an edited lesson, only what is still expected counts
                self._apply_reply(kind, item, facts)
            case "read", Show(id=id):
                self.state = self.state._replace(read=self.state.read | {id})
            case "skip", Question(id=id):
                others = tuple(skipped for skipped in self.state.skipped if skipped != id)
                self.state = self.state._replace(skipped=(*others, id), returned_to=None)
            case "back", Question(id=id):
                self.state = self.state._replace(returned_to=id)
            case "again", Question(id=id):
                self._keep(id, Record(credit=self.record(id).credit))
            case "full", _:
                self._follow(script(self.derivation, full=True))
                self.state = self.state._replace(returned_to=None)

    def _apply_reply(self, kind: str, question: Question, facts: Mapping[str, Any]) -> None:
        record = self.record(question.id)
        match kind:
            case "answer":
                self._apply_answer(question.id, facts)
            case "hint":
                self._keep(question.id, record._replace(hints=record.hints + 1))
            case "reveal":
                self._apply_reveal(question.id)

    def _keep(self, id: str, record: Record) -> None:
        self.state = self.state._replace(records={**self.state.records, id: record})

    def _apply_answer(self, id: str, facts: Mapping[str, Any]) -> None:
        record, verdict = self.record(id), facts.get("verdict")
        is_open = record.status is Status.OPEN
        if verdict == "right":
            self.state = self.state._replace(returned_to=None)
            if is_open:
                self._keep(id, record.solved(str(facts.get("typed", ""))))
        elif verdict == "wrong" and is_open:
            told = (*record.diagnoses, *_texts(facts.get("diagnoses")))
            self._keep(id, record._replace(wrong=record.wrong + 1, diagnoses=told))
        if facts.get("split") is True:
            self.state = self.state._replace(split=self.state.split | {id})

    def _apply_reveal(self, id: str) -> None:
        record = self.record(id)
        if record.status is Status.OPEN:
            self._keep(id, record._replace(status=Status.REVEALED))
        # a revealed question needs its factors no longer
        self.state = self.state._replace(returned_to=None, split=self.state.split - {id})

    # -- the end

    @property
    def score(self) -> Fraction:
        """Points earned of the lesson's questions, from 0 to 1."""
        possible = sum((q.points for q in self.questions), Fraction(0))
        earned = sum((q.points * self.record(q.id).credit for q in self.questions), Fraction(0))
        return earned / possible if possible else Fraction(1)


def _raised(question: Question) -> str | None:
    """The name that a prediction raises, or a gradient check moves; None for other questions."""
    moves = question.phase in (Phase.SIGN, Phase.GRADCHECK)
    if not moves or not isinstance(question.prompt, Message):
        return None
    raised = question.prompt.facts["name"]
    return raised.name if isinstance(raised, Symbol) else None


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
        case OneOf(choices):
            return "".join("x" if choice.correct else "-" for choice in choices)
        case Arrangement(items, before):
            return f"{len(items)} {sorted(before)}"
        case NextNode(done):
            return " ".join(sorted(done))
        case Extent(shape):
            return "x".join(map(str, shape))


def _texts(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()
