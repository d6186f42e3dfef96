"""Sight: what comes next, and what may be on the screen by then.

In: the progress of a learner. Out: the current item, and of values, derivatives, formulas, cards
whether they tell something that is still asked. Everything that a screen shows is asked here.
"""

from __future__ import annotations

from collections.abc import Callable

from backtutor.derive import GradientStep
from backtutor.lesson import Page, Reveal, Words
from backtutor.messages import Message
from backtutor.progress import Progress
from backtutor.questions import Amount, Clue, Item, Phase, Question, Show, shown_gradients
from backtutor.terms import TERMS, Apply, Derivative, Quantity, Symbol, Updated, atoms
from backtutor.values import Value, is_matrix


class Sight(Progress):
    """What a learner may see."""

    # -- what comes next

    @property
    def current(self) -> Item | None:
        """What comes next; None when everything is done."""
        returned = self.item(self.state.returned_to)
        if returned is not None:
            return self._part_of(returned)
        waiting = [item for item in self.items if not self.is_finished(item)]
        if not waiting:
            return None
        return self._part_of(min(waiting, key=lambda item: self._turn(item, waiting)))

    def _turn(self, item: Item, waiting: list[Item]) -> int:
        """In the order of the script, then what was skipped, then what waits for that."""
        skipped = self.state.skipped
        if isinstance(item, Show) and self._waits(item, waiting):
            return len(skipped) + 1
        if isinstance(item, Question) and self._gives_away(item, waiting):
            return len(skipped) + 1
        return 1 + skipped.index(item.id) if item.id in skipped else 0

    def _gives_away(self, question: Question, waiting: list[Item]) -> bool:
        """Whether the words of a question would tell what is still asked before it."""
        telling = question.telling
        if telling is None or not (telling.follows or telling.tells):
            return False
        before = (item for item in waiting[: waiting.index(question)] if isinstance(item, Question))
        return any(
            item.id in telling.follows or not {item.asked, *item.siblings}.isdisjoint(telling.tells)
            for item in before
        )

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

    def previous(self) -> Question | None:
        """The last question before the current item of the script that was answered or skipped."""
        current = self.current
        whole = self.whole(current) if isinstance(current, Question) else current
        here = self.items.index(whole) if whole is not None else len(self.items)
        before = (q for q in self.items[:here] if isinstance(q, Question))
        seen = [q for q in before if self.is_done(q) or q.id in self.state.skipped]
        return seen[-1] if seen else None

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
            if question is current or question.id in self.state.skipped:
                shown = (*shown, *self._seen_beside(question))
            found |= {q.name for q in shown if isinstance(q, Updated)}
        return frozenset(found)

    def _seen_beside(self, question: Question) -> tuple[Quantity, ...]:
        """The new values that stand in the table with one that is asked or was put off."""
        if question.phase is not Phase.UPDATE:
            return ()
        loss, earned = self.derivation.graph.loss, self.earned
        sisters = (q for q in question.siblings if isinstance(q, Updated))
        return tuple(q for q in sisters if Derivative(loss, q.name) in earned)

    def is_shown(self, atom: Symbol | Derivative, updated: bool = False) -> bool:
        """Whether the number of an atom may be on the screen; `updated`: after the step."""
        if isinstance(atom, Derivative):
            return atom not in self._asked(self.is_done) and not self.hides_numbers(atom)
        if atom.name not in self.derivation.graph.nodes:
            return True
        if updated:
            return atom.name in self.updated or not self.derivation.moves(atom.name)
        return atom.name in self.known

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
        return not any(raised_by(q) == name and not self.is_done(q) for q in self.questions)

    @property
    def secrets(self) -> list[Value]:
        """The numbers that are still asked for."""
        asked = (part for q in self.questions for part in (q, *self.parts(q)))
        waiting = (q for q in asked if isinstance(q.wants, Amount) and not self.is_done(q))
        return [question.value for question in waiting if not is_matrix(question.value)]

    def _missing(self, question: Question) -> tuple[Symbol | Derivative, ...]:
        """What the formula of a question needs and is still asked elsewhere."""
        if question.formula is None:
            return ()
        again = question.phase is Phase.SECOND_FORWARD
        used = dict.fromkeys(atoms(question.formula))
        printed = question.given if question.telling and question.telling.exhibit else ()
        return tuple(a for a in used if a not in printed and not self.is_shown(a, again))


def raised_by(question: Question) -> str | None:
    """The name that a prediction raises, or a gradient check moves; None for other questions."""
    moves = question.phase in (Phase.SIGN, Phase.GRADCHECK)
    if not moves or not isinstance(question.prompt, Message):
        return None
    raised = question.prompt.facts["name"]
    return raised.name if isinstance(raised, Symbol) else None
