"""The study session on a terminal: ask, judge, record, show.

One loop over what the session says comes next. Every event is safe on disk before its verdict
is shown, and changes the session only then. Reads as one linear transcript: nothing is drawn
twice in place. What can be typed besides an answer is a row of `keys.KEYS` and of `asides.ASIDES`.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Protocol

from rich.text import Text

from backtutor.lesson import Given, Page, Reveal
from backtutor.messages import Message
from backtutor.notation import write
from backtutor.problems import Exit, Problem
from backtutor.questions import (
    Amount,
    Arrangement,
    Extent,
    Item,
    NextNode,
    OneOf,
    Phase,
    Question,
    Show,
)
from backtutor.session import Pondered, Reply
from backtutor.terms import Derivative, Symbol, atoms
from backtutor.ui import panels, probes
from backtutor.ui.asides import ASIDES
from backtutor.ui.cards import card
from backtutor.ui.clean import clean
from backtutor.ui.desk import Desk, Leave
from backtutor.ui.ending import summarise
from backtutor.ui.keys import Command, Unknown, command
from backtutor.ui.theme import Meaning
from backtutor.values import Value
from backtutor.verdicts import Imprecise, Right, Unfinished, Unreadable, Wrong


class Menu(Protocol):
    """What the learner may do once the lesson is done."""

    def run(self, play: Play) -> bool:
        """True to go on with the session."""
        ...


@dataclass(slots=True)
class Play(Desk):
    """One sitting at one lesson."""

    legend: str = ""
    menu: Menu | None = None
    ended: bool = False

    # -- the loop

    def run(self) -> Exit:
        """Until the lesson is done or the learner leaves; nothing is lost in either case."""
        self.screen.open(self.session.derivation.lesson)
        try:
            self.open()
            while self._sitting():
                pass
            self.ended = True
        except Leave as leave:
            return self._stopped(leave.status)
        except EOFError:
            self.screen.print()
            return self._stopped(Exit.DONE)
        except KeyboardInterrupt:
            self.screen.print()
            return self._stopped(Exit.INTERRUPTED)
        return Exit.DONE

    def _sitting(self) -> bool:
        """All that is open, and the end; True to go on after it."""
        was_open = self.session.current is not None
        while (item := self.session.current) is not None or self.session.pondered is not None:
            if (pondered := self.session.pondered) is not None:
                self._ponder(pondered)
            elif item is not None:
                self.step(item)
        if was_open:
            self.keep("done")
        return self.close()

    def _stopped(self, status: Exit) -> Exit:
        """How to go on; a quiz is kept nowhere and cannot."""
        if self.session.current is not None and self.reference:
            resume = f"backtutor study {shlex.quote(self.reference)}"
            self.screen.print(self.screen.text("stopped", command=resume), Meaning.QUIET)
        return status

    def open(self) -> None:
        """The question of the lesson, or where the learner stopped."""
        lesson, screen = self.session.derivation.lesson, self.screen
        screen.print()
        if self.session.solved:
            self._resumed()
            return
        screen.print(screen.words(lesson.title), Meaning.HEADING)
        if lesson.summary is not None:
            screen.print(screen.words(lesson.summary, self.session.derivation.evaluation))
        screen.print()

    def _resumed(self) -> None:
        count = len(self.session.questions)
        if self.session.current is None:
            reset = f"backtutor progress reset {shlex.quote(self.reference)}"
            text = self.screen.text("finished-before", command=reset)
        else:
            text = self.screen.text("resumed", solved=self.session.solved, count=count)
        self.screen.print(text, Meaning.QUIET)
        self.screen.print()

    def _ponder(self, pondered: Pondered) -> None:
        from backtutor.ui.pondering import ponder  # few questions are revealed

        ponder(self, pondered)

    def step(self, item: Item) -> None:
        if isinstance(item, Show):
            self._read(item)
        else:
            self._ask(item)

    # -- pages

    def _read(self, item: Show) -> None:
        """A page, until Enter; commands work here too."""
        if self.drawn != item.id:
            self._show(item)
            self.drawn = item.id
        match command(self.ask(f"{self.screen.text('press-enter')} ")):
            case None | Command("submit", _):
                self.record("read", item)
                self.screen.print()
            case Command(id, argument):
                ASIDES[id](self, item, argument)
            case Unknown() as found:
                self.unknown(found)

    def _show(self, item: Show) -> None:
        screen, at = self.screen, self.session.derivation.evaluation
        match item.step:
            case Page(text):
                screen.print(screen.words(text, at))
            case Given(names):
                screen.print(panels.given(names, self.session, screen))
            case Reveal(items):
                for shown in items:
                    quantity = shown if isinstance(shown, Derivative) else Symbol(shown)
                    card(self.session, quantity, screen)

    # -- one question

    def _ask(self, question: Question) -> None:
        if self.drawn != question.id:
            self._draw(question)
        self._show_legend(question)
        typed = self._typed(panels.prompt(question, self.screen))
        found = command(typed)
        match found:
            case None:
                self._answer(question, typed)
            case Command("submit", _):
                self._asked_again(question)
            case Command(id, argument):
                ASIDES[id](self, question, argument)
            case Unknown():
                self.unknown(found)

    def _typed(self, prompt: str) -> str:
        """What was typed ahead, else what is typed now."""
        typed, self.typed_ahead = self.typed_ahead, None
        if typed is None:
            return self.ask(prompt)
        self.screen.print(f"{prompt}{clean(typed)}")
        return typed

    def _draw(self, question: Question) -> None:
        """Header, network, what is known, the question."""
        screen, session = self.screen, self.session
        screen.lines([panels.header(session, question, screen)])
        if question.phase is Phase.UPDATE:
            screen.lines(panels.updates(session, question, screen))
        elif not (screen.plain and self.described):
            screen.lines(panels.network(session, question, screen))
            self.described = True
        screen.print()
        for line in panels.facts(session, question, screen):
            screen.print(line)
        if session.is_done(question):
            screen.print(panels.answered(session, question, screen))
        self._word(question)
        self.drawn = question.id
        if not screen.plain:
            self.legend = ""

    def _show_legend(self, question: Question) -> None:
        """The keys, with each new question and whenever other keys are valid."""
        keys = panels.legend(question, self.session, self.screen)
        if keys != self.legend:
            self.screen.print(keys, Meaning.QUIET)
            self.legend = keys

    def _word(self, question: Question) -> None:
        self.screen.print(panels.wording(self.session, question, self.screen), Meaning.HEADING)
        for option in panels.options(self.session, question, self.screen):
            self.screen.print(option)

    def _asked_again(self, question: Question) -> None:
        self._word(question)

    def _answer(self, question: Question, typed: str) -> None:
        reply = self.session.submit(question, typed)
        self.keep(reply.kind, **reply.facts)
        self.last = (question, reply.judgement)
        self._tell(question, reply)

    # -- verdicts

    def _tell(self, question: Question, reply: Reply) -> None:
        screen, verdict = self.screen, reply.judgement.verdict
        match verdict:
            case Right(remarks):
                self._tell_right(question, reply, remarks)
            case Unfinished(missing):
                screen.print(screen.text("unfinished", missing=missing), Meaning.HINT)
            case Imprecise(digits):
                screen.print(screen.text("imprecise", digits=digits), Meaning.HINT)
            case Wrong():
                self._tell_wrong(question, reply, verdict)
            case Unreadable(problem):
                self._tell_unreadable(problem)

    def _tell_unreadable(self, problem: Problem) -> None:
        """What could not be read, with the place marked; it cost nothing."""
        from backtutor.ui.problems import brief_problem  # few answers cannot be read

        screen = self.screen
        said, marked, help = brief_problem(problem, screen.lang)
        screen.verdict("?", screen.text("unreadable", why=screen.charset.text(said)), Meaning.HINT)
        if marked and not screen.plain:
            screen.drawing(Text("\n").join(Text(f"    {line}") for line in marked.split("\n")))
        if help:
            screen.print(f"  {screen.charset.text(help)}")

    def _tell_right(self, question: Question, reply: Reply, remarks: tuple[Message, ...]) -> None:
        screen = self.screen
        screen.verdict(
            screen.charset.right,
            panels.right_line(self.session, question, screen),
            Meaning.CORRECT,
        )
        self._read_as(question, reply)
        for remark in remarks:
            screen.print(f"  {screen.say(remark)}", Meaning.QUIET)
        if reply.splits:
            screen.print(screen.text("factors-prove"))
        else:
            self.show_beside(self.session.whole(question))
        screen.print()

    def _read_as(self, question: Question, reply: Reply) -> None:
        """What was read, where it is neither a number nor just what stands above or below."""
        if any(remark.id == "other-form" for remark in _remarks(reply)):
            return
        term, echo = reply.judgement.read_as, reply.judgement.echo
        match question.wants:
            case Amount(formula=formula):
                tells = term is not None and term != formula and bool(list(atoms(term)))
            case Arrangement() | NextNode():
                said = write(term) if term is not None else echo
                tells = said != str(reply.facts["typed"]).strip()
            case OneOf() | Extent():
                tells = False
        if tells:
            text = self.screen.text("read-as", term=echo or term)
            self.screen.print(f"  {text}", Meaning.QUIET)

    def _tell_wrong(self, question: Question, reply: Reply, verdict: Wrong) -> None:
        screen = self.screen
        whys = [] if reply.again else panels.whys(verdict, question, screen)
        first = self._once_more(question, reply) if reply.again else "".join(whys[:1])
        text = screen.text("wrong", why=first) if first else screen.text("wrong-bare")
        screen.verdict(screen.charset.wrong, text, Meaning.WRONG)
        for why in whys[1:]:
            screen.print(f"  {why}")
        self._read_with_matrices(reply)
        if not reply.again and not verdict.diagnoses and verdict.remark is None:
            self._nudge_asked(question, reply.judgement.value)
        if reply.splits:
            screen.print(screen.text("factors-next"))
            screen.print()
        elif not reply.again and (not whys or self.session.record(question.id).wrong > 1):
            screen.print(panels.offer(self.session, question, screen), Meaning.QUIET)

    def _once_more(self, question: Question, reply: Reply) -> str:
        """The same wrong answer again: what was said of it is not said twice."""
        if reply.splits:
            return self.screen.text("wrong-again")
        has_hint = self.session.hint(question) is not None
        return self.screen.text("wrong-again-hint" if has_hint else "wrong-again-reveal")

    def _read_with_matrices(self, reply: Reply) -> None:
        """What a wrong formula was taken for, where that is not what was typed: between
        matrices `X dH` is read entry by entry."""
        term, typed = reply.judgement.read_as, "".join(str(reply.facts["typed"]).split())
        if term is None or self.session.derivation.graph.scalar or not list(atoms(term)):
            return
        written = self.screen.sheet.term(term)
        if typed not in ("".join(text.split()) for text in (written, write(term))):
            self.screen.print(f"  {self.screen.text('read-as', term=term)}", Meaning.QUIET)

    def _nudge_asked(self, question: Question, claimed: Value | None) -> None:
        """Nothing explains the answer: what moving the name does, where that is not asked."""
        asked, session = question.share_of or question.asked, self.session
        if isinstance(asked, Derivative) and session.shows_walk(asked.by):
            secrets = session.secrets
            for line in probes.nudged(session.derivation, question, claimed, self.screen, secrets):
                self.screen.print(f"  {line}")

    def unknown(self, unknown: Unknown) -> None:
        self.screen.print(self.screen.text("unknown-command", typed=unknown.typed))
        if unknown.near:
            self.screen.print(self.screen.text("did-you-mean", name=unknown.near))

    # -- the end

    def close(self) -> bool:
        """How it went; True where the learner wants the missed ones again."""
        summarise(self)
        return self.menu is not None and self.menu.run(self)


def _remarks(reply: Reply) -> tuple[Message, ...]:
    verdict = reply.judgement.verdict
    return verdict.remarks if isinstance(verdict, Right) else ()
