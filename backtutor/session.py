"""The session: a fold over events.

In: a derivation and the replies of a learner. Out: what to show next, and events that say what
happened. `Session.apply` is the only place where state changes, and it sees nothing but
events, so that a log replayed gives the same session. Questions can be answered in any order
the learner likes; what may be shown follows from what is solved or revealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from backtutor.events import Event
from backtutor.factors import proves
from backtutor.hints import hints
from backtutor.lesson import Words
from backtutor.messages import Message, message
from backtutor.questions import (
    Amount,
    Arrangement,
    Correction,
    Extent,
    Item,
    NextNode,
    OneOf,
    Question,
    Show,
)
from backtutor.records import Record, State, Status, about, fingerprint
from backtutor.scripts import script
from backtutor.selection import step_shape
from backtutor.sight import Sight, raised_by
from backtutor.terms import Derivative, Quantity, atoms
from backtutor.verdicts import Diagnosis, Judgement, Right, Wrong

if TYPE_CHECKING:
    from backtutor.carried import Mistake
    from backtutor.judge import Judge

__all__ = [
    "Hint", "Pondered", "Record", "Reply", "Session", "State", "Status", "about", "fingerprint",
    "raised_by",
]  # fmt: skip

WITH_NUMBERS = frozenset(("hint-numbers", "hint-expression-numbers", "hint-sign-try"))
"""Hints that are guarded: the numbers in them may be asked elsewhere."""


class Reply(NamedTuple):
    """A judged answer and the event that records it; the event is applied once it is safe.

    `again`: the same wrong answer was given before.
    """

    judgement: Judgement
    kind: str
    facts: Mapping[str, Any]
    splits: bool
    again: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """One rung of the ladder: its number from 1, how many there are, what it says."""

    level: int
    count: int
    said: Message | Words


class Pondered(NamedTuple):
    """A question that was revealed, and one to think over about its step."""

    revealed: Question
    asked: Question


class Session(Sight):
    """One learner at one lesson."""

    @cached_property
    def judge(self) -> Judge:
        from backtutor.judge import Judge  # takes more to load than the first question

        return Judge(self.derivation)

    # -- replies

    def submit(self, question: Question, typed: str) -> Reply:
        """Judge an answer; nothing changes until the event is applied."""
        judgement = self.weigh(question, typed, self._standing(question))
        judgement = self._not_asked_twice(self._carried(question, typed, judgement))
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
        before = {mistake.strip() for mistake in self.record(question.id).mistakes}
        again = isinstance(verdict, Wrong) and typed.strip() in before
        return Reply(judgement, "answer", facts, splits, again)

    def _carried(self, question: Question, typed: str, judgement: Judgement) -> Judgement:
        """A wrong answer that follows from an earlier one says so: first, while that one still
        stands; after the other diagnoses, once the right one has been seen."""
        verdict = judgement.verdict
        if not isinstance(verdict, Wrong) or not isinstance(question.wants, Amount):
            return judgement
        mistakes = list(self._mistakes(question))
        if not mistakes or "author" in (d.misconception for d in verdict.diagnoses):
            return judgement
        from backtutor.carried import found  # few answers follow from a wrong one

        carried = found(self.derivation, question, typed, mistakes)
        if carried is None:
            return judgement
        own, others = (carried.diagnosis,), verdict.diagnoses
        diagnoses = (*others, *own) if carried.mended else (*own, *others)
        return judgement._replace(verdict=Wrong(diagnoses))

    def _not_asked_twice(self, judgement: Judgement) -> Judgement:
        """The question that tells mistakes apart is no help once its answer is known."""
        verdict = judgement.verdict
        if not isinstance(verdict, Wrong):
            return judgement
        told = tuple(map(self._beyond, verdict.diagnoses))
        return judgement._replace(verdict=replace(verdict, diagnoses=told))

    def _beyond(self, diagnosis: Diagnosis) -> Diagnosis:
        asked = diagnosis.message.facts.get("asked")
        if diagnosis.message.id != "why-tell-apart" or not self._is_known(asked):
            return diagnosis
        return diagnosis._replace(message=message("why-known", asked=asked), open=False)

    def _is_known(self, asked: object) -> bool:
        """Whether a derivative was found: with an answer of its own, or as a factor."""
        answered = (self.item(id) for id in self.state.records)
        done = (q for q in answered if isinstance(q, Question) and self.is_done(q))
        return asked in self.earned or any(question.asked == asked for question in done)

    def _mistakes(self, question: Question) -> Iterator[Mistake]:
        """The wrong answers to other questions, of each the last one first."""
        for id, record in self.state.records.items():
            item = self.item(id)
            if record.mistakes and id != question.id and isinstance(item, Question):
                from backtutor.carried import mistake

                mended = record.status is not Status.OPEN
                found = (mistake(self.derivation, item, each, mended) for each in record.mistakes)
                yield from (one for one in found if one is not None)

    def _splits(self, question: Question, judgement: Judgement) -> bool:
        """Whether the factors are asked: after a second or unexplained error, after one that
        several mistakes explain, and after a bare right number that a wrong method also gives,
        once for each shape of step. Not where the way was right, and an earlier answer wrong."""
        if question.id in self.state.split or self.is_done(question):
            return False
        parts = self._parts(question)
        match judgement.verdict:
            case Wrong((Diagnosis(misconception="carried-forward"), *_)):
                return False
            case Wrong(diagnoses) if parts:
                is_open = any(diagnosis.open for diagnosis in diagnoses)
                return not diagnoses or is_open or self.record(question.id).wrong >= 1
            case Right() if judgement.read_as is not None and any(map(proves, parts)):
                bare = next(atoms(judgement.read_as), None) is None
                return (
                    bare and not self._has_proved(question) and self.judge.reasons.hides(question)
                )
        return False

    def _has_proved(self, question: Question) -> bool:
        """Whether a step of the same shape was shown by its factors before."""
        shape = self._shape_of(question)
        before = (self._shape_of(self.item(id)) for id in self.state.proved)
        return shape is not None and shape in before

    def _shape_of(self, item: Item | None) -> object:
        match item:
            case Question(asked=Derivative(by=by, local=False)) if by in self.derivation.gradients:
                return step_shape(self.derivation.gradients[by], self.derivation)
        return None

    def weigh(self, question: Question, typed: str, earned: frozenset[Derivative]) -> Judgement:
        """What an answer is worth to somebody who has earned these derivatives."""
        match question.wants:
            case Correction():
                from backtutor.asking.mistakes import judge_correction

                judged = judge_correction(self.judge, question, typed, earned)
                return self._remarked(question, judged)
            case Amount():
                return self._remarked(question, self.judge.judge(question, typed, earned))
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

    def _remarked(self, question: Question, judgement: Judgement) -> Judgement:
        """A right formula in another form than the taught one says what it is equal to."""
        verdict, typed = judgement.verdict, judgement.read_as
        if not isinstance(verdict, Right) or typed is None:
            return judgement
        from backtutor.forms import other_form  # numbers have one form

        taught = other_form(self.derivation, question, typed)
        if taught is None:
            return judgement
        told = message("other-form", typed=typed, taught=taught)
        remark = told if self._may_teach(question) else message("other-form-plain")
        return judgement._replace(verdict=Right((*verdict.remarks, remark)))

    def _may_teach(self, question: Question) -> bool:
        """Whether the formula of a question may be said once it is answered."""
        if question.id in self.state.split and not all(map(self.is_done, self.parts(question))):
            return False
        return self.shows_formula(question)

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
        if not isinstance(said, Message) or said.id not in WITH_NUMBERS:
            return said
        needs = (atom for atom in said.facts.get("needs", ()) if not self.is_shown(atom))
        missing = (*self._missing(question), *needs, *self._awaited(question))
        return message("hint-find-first", names=missing) if missing else said

    # -- the fold

    def replay(self, events: Iterable[Event]) -> None:
        for event in events:
            self.apply(event.kind, event.facts)

    def apply(self, kind: str, facts: Mapping[str, Any]) -> None:
        """The state after one more event; events of other questions or programs are ignored."""
        id = facts.get("question")
        item = self.item(id) if isinstance(id, str) else None
        match kind, item:
            case "answer" | "hint" | "reveal", Question() if facts == {**facts, **about(item)}:
                # of an edited lesson, only what is still expected counts
                self._apply_reply(kind, item, facts)
            case "read", Show(id=id):
                self.state = self.state._replace(read=self.state.read | {id})
            case "skip", Question(id=id):
                self.state = self.state.put_off(id)
            case "back", Question(id=id):
                self.state = self.state._replace(returned_to=id)
            case "again", Question(id=id):
                self.state = self.state.again(id)
            case "full", _:
                self._follow(script(self.derivation, full=True))
                self.state = self.state._replace(returned_to=None)
        self._go_past(kind, item)

    def _apply_reply(self, kind: str, question: Question, facts: Mapping[str, Any]) -> None:
        match kind:
            case "answer":
                self.state = self.state.answered(question.id, facts)
                self._come_back(facts.get("verdict") == "right")
            case "hint":
                self.state = self.state.hinted(question.id)
            case "reveal":
                self.state = self.state.revealed(question.id, self.whole(question).id)
                self._come_back(True)

    def _come_back(self, over: bool) -> None:
        """Who went back to a question goes on where he was once he is through with it."""
        returned = self.item(self.state.returned_to)
        if over and returned is not None and self.is_finished(returned):
            self.state = self.state._replace(returned_to=None)

    def _go_past(self, kind: str, item: Item | None) -> None:
        """What was revealed is thought over before anything else happens, or not at all."""
        whole = self.whole(item) if isinstance(item, Question) else None
        waits = kind == "answer" and whole is not None and whole.id == self.state.pondered
        if kind in _GOING_ON and not waits:
            self.state = self.state._replace(pondered=None)

    @property
    def pondered(self) -> Pondered | None:
        """What to think over now: the step of what was revealed, once its factors are done."""
        revealed = self.item(self.state.pondered)
        if not isinstance(revealed, Question) or not self._is_told(revealed):
            return None
        from backtutor.reflection import reflection  # few questions are revealed

        asked = reflection(self.derivation, revealed)
        return Pondered(revealed, asked) if asked is not None else None

    def _is_told(self, question: Question) -> bool:
        """Whether no factor of a question is asked any more, here or as a question of its own."""
        if not all(map(self.is_done, self.parts(question))):
            return False
        match question.asked:
            case Derivative(of, by, False) if of == self.derivation.graph.loss:
                return self._asked(self.is_done).isdisjoint(self._locals(by))
        return True

    def _locals(self, by: str) -> set[Quantity]:
        users = self.derivation.graph.consumers[by]
        return {Derivative(user, by, local=True) for user in users}

    # -- the end

    @property
    def score(self) -> Fraction:
        """Points earned of the lesson's questions, from 0 to 1."""
        possible = sum((q.points for q in self.questions), Fraction(0))
        earned = sum((q.points * self.record(q.id).credit for q in self.questions), Fraction(0))
        return earned / possible if possible else Fraction(1)


_GOING_ON = frozenset(("answer", "read", "skip", "back", "again", "full", "reflect", "done"))
"""Events after which a learner is past what was revealed before."""
