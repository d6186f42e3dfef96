"""The study session on a terminal: ask, judge, record, show.

One loop over what the session says comes next. Every event is safe on disk before its verdict
is shown, and changes the session only then. Reads as one linear transcript: nothing is drawn
twice in place. What can be typed besides an answer is a row of `keys.KEYS` and of `_commands`.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rich.text import Text

from backtutor.derive import GradientStep
from backtutor.events import Event
from backtutor.lesson import Given, Page, Reveal
from backtutor.messages import Message, message
from backtutor.problems import Exit, Problem
from backtutor.questions import Item, Phase, Question, Show, ask
from backtutor.read import read_number
from backtutor.session import Reply, Session, about
from backtutor.terms import Derivative, Symbol, Updated, atoms
from backtutor.text import LANGUAGES
from backtutor.ui import panels, probes, spoken
from backtutor.ui.keys import KEYS, Command, Unknown, command
from backtutor.ui.maths import check_line, derivation
from backtutor.ui.prompt import Ask
from backtutor.ui.screen import Screen
from backtutor.ui.summary import progress_word, summary
from backtutor.ui.theme import Meaning
from backtutor.values import Value
from backtutor.verdicts import Imprecise, Judgement, Right, Unfinished, Unreadable, Wrong

DESCENT = 20
"""Steps of gradient descent shown at the end."""

PLOT_WIDTH = 60
"""On narrower screens a sentence says what the plot would show."""


class Recorder(Protocol):
    """Where events are kept: the log of a lesson."""

    def append(self, kind: str, /, **facts: Any) -> Event: ...

    def take_notices(self) -> tuple[Message, ...]: ...


class Menu(Protocol):
    """What the learner may do once the lesson is done."""

    def run(self, play: Play) -> bool:
        """True to go on with the session."""
        ...


class Leave(Exception):
    """The learner leaves; carries the exit status."""

    def __init__(self, status: Exit) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class Play:
    """One sitting at one lesson."""

    session: Session
    log: Recorder
    screen: Screen
    ask: Ask
    reference: str
    last: tuple[Question, Judgement] | None = None
    drawn: str | None = None
    described: bool = False
    legend: str = ""
    menu: Menu | None = None
    following: Callable[[], str] = lambda: ""
    ended: bool = False

    # -- the loop

    def run(self) -> Exit:
        """Until the lesson is done or the learner leaves; nothing is lost in either case."""
        self.screen.rounding = self.session.derivation.lesson.rounding
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
        while (item := self.session.current) is not None:
            self.step(item)
        if was_open:
            self._keep("done")
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

    def step(self, item: Item) -> None:
        if isinstance(item, Show):
            self._read(item)
        else:
            self._ask(item)

    def record(self, kind: str, item: Item, **facts: Any) -> None:
        """On disk first, then in the session."""
        which = about(item) if isinstance(item, Question) else {"question": item.id}
        self._keep(kind, **{**which, **facts})

    def _keep(self, kind: str, **facts: Any) -> None:
        event = self.log.append(kind, **facts)
        for notice in self.log.take_notices():
            self.screen.print(self.screen.say(notice), Meaning.WRONG)
        self.session.apply(event.kind, event.facts)

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
                self._commands[id](item, argument)
            case Unknown() as found:
                self._unknown(found)

    def _show(self, item: Show) -> None:
        screen, at = self.screen, self.session.derivation.evaluation
        match item.step:
            case Page(text):
                screen.print(screen.words(text, at))
            case Given(names):
                screen.print(panels.given(names, self.session, screen))
            case Reveal(items):
                for shown in items:
                    self._card(shown if isinstance(shown, Derivative) else Symbol(shown))

    # -- one question

    def _ask(self, question: Question) -> None:
        if self.drawn != question.id:
            self._draw(question)
        self._show_legend(question)
        typed = self.ask(panels.prompt(question, self.screen))
        found = command(typed)
        match found:
            case None:
                self._answer(question, typed)
            case Command("submit", _):
                self._asked_again(question)
            case Command(id, argument):
                self._commands[id](question, argument)
            case Unknown():
                self._unknown(found)

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
        self._keep(reply.kind, **reply.facts)
        self.last = (question, reply.judgement)
        self._tell(question, reply)

    # -- verdicts

    def _tell(self, question: Question, reply: Reply) -> None:
        screen, verdict = self.screen, reply.judgement.verdict
        match verdict:
            case Right(remarks):
                self._tell_right(question, reply)
                for remark in remarks:
                    screen.print(f"  {screen.say(remark)}", Meaning.QUIET)
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

    def _tell_right(self, question: Question, reply: Reply) -> None:
        screen = self.screen
        screen.verdict(
            screen.charset.right,
            panels.right_line(self.session, question, screen),
            Meaning.CORRECT,
        )
        self._read_as(question, reply.judgement)
        if reply.splits:
            screen.print(screen.text("factors-prove"))
        else:
            self._beside(self.session.whole(question))
        screen.print()

    def _read_as(self, question: Question, judgement: Judgement) -> None:
        """What was read, where it is neither a number nor just what stands above."""
        term = judgement.read_as
        if term is not None and term != question.formula and list(atoms(term)):
            text = self.screen.text("read-as", term=term)
            self.screen.print(f"  {text}", Meaning.QUIET)

    def _beside(self, question: Question) -> None:
        """What is shown together with the answer, once no factor of it is asked any more."""
        if not self.session.is_finished(question):
            return
        for line in panels.siblings(self.session, question, self.screen):
            self.screen.print(f"  {line}")
        if question.phase is Phase.UPDATE:
            self.screen.lines(panels.updates(self.session, None, self.screen))
        if question.phase is Phase.SECOND_FORWARD:
            self.screen.lines(panels.second_pass(self.session, self.screen))

    def _tell_wrong(self, question: Question, reply: Reply, verdict: Wrong) -> None:
        screen = self.screen
        whys = panels.whys(verdict, question, screen)
        text = screen.text("wrong", why=screen.list_of(whys)) if whys else screen.text("wrong-bare")
        screen.verdict(screen.charset.wrong, text, Meaning.WRONG)
        if not verdict.diagnoses and verdict.remark is None:
            self._nudge_asked(question, reply.judgement.value)
        if reply.splits:
            screen.print(screen.text("factors-next"))
            screen.print()
        elif not whys or self.session.record(question.id).wrong > 1:
            screen.print(panels.offer(self.session, question, screen), Meaning.QUIET)

    def _nudge_asked(self, question: Question, claimed: Value | None) -> None:
        """Nothing explains the answer: what moving the name does, where that is not asked."""
        if isinstance(question.asked, Derivative) and self.session.shows_walk(question.asked.by):
            whole = self.session.derivation
            for line in probes.nudged(whole, question, claimed, self.screen):
                self.screen.print(f"  {line}")

    # -- commands

    @property
    def _commands(self) -> Mapping[str, Callable[[Item, str], None]]:
        return {
            "hint": self._on_question(self._hint),
            "reveal": self._on_question(self._reveal),
            "skip": self._on_question(self._skip),
            "check": self._on_question(self._check),
            "back": self._back,
            "help": self._help,
            "graph": self._graph,
            "table": self._table,
            "formula": self._formula,
            "nudge": self._nudge,
            "calc": self._calc,
            "why": self._why,
            "note": self._note,
            "full": self._full,
            "lang": self._lang,
            "save": self._save,
            "quit": self._quit,
        }

    def _on_question(self, run: Callable[[Question, str], None]) -> Callable[[Item, str], None]:
        """A command about a question; a page has nothing to hint at, reveal or skip."""

        def guarded(item: Item, argument: str) -> None:
            if isinstance(item, Question):
                run(item, argument)
            else:
                self.screen.print(self.screen.text("nothing-asked"))

        return guarded

    def _unknown(self, unknown: Unknown) -> None:
        self.screen.print(self.screen.text("unknown-command", typed=unknown.typed))
        if unknown.near:
            self.screen.print(self.screen.text("did-you-mean", name=unknown.near))

    def _hint(self, question: Question, argument: str) -> None:
        found = self.session.hint(question)
        if found is None:
            self.screen.print(self.screen.text("hint-none"), Meaning.HINT)
            return
        self.record("hint", question, level=found.level)
        if found.level == 1 and panels.lights(self.session, question) and not self.screen.plain:
            self.screen.lines(panels.network(self.session, question, self.screen))
        text = self.screen.anything(found.said, self.session.derivation.evaluation)
        facts = {"level": found.level, "count": found.count, "text": text}
        self.screen.print(self.screen.text("hint", **facts), Meaning.HINT)

    def _reveal(self, question: Question, argument: str) -> None:
        self.record("reveal", question)
        screen = self.screen
        screen.print(screen.text("revealed"), Meaning.HEADING)
        if question.asked is not None:
            self._card(question.asked)
        else:
            self._right_options(question)
        self._beside(question)
        screen.print()

    def _right_options(self, question: Question) -> None:
        at = self.session.derivation.evaluation
        for choice in question.choices:
            if choice.correct:
                self.screen.print(f"  {self.screen.anything(choice.text, at)}")
        if not question.choices and question.formula is not None:
            term = self.screen.sheet.term(question.formula)
            self.screen.print(f"  {term} = {self.screen.number(question.value)}")

    def _card(self, quantity: Symbol | Derivative | Updated) -> None:
        """The derivation of anything, with its numeric check where it is a gradient.

        The numbers of what is still asked elsewhere are left out.
        """
        whole, screen = self.session.derivation, self.screen
        equation = panels.equation_of(whole, quantity, screen, self.session)
        match quantity:
            case Derivative(of, by, False) if of == whole.graph.loss and by in whole.gradients:
                step = whole.gradients[by]
                if screen.plain or not self._tells_nothing_else(step):
                    screen.print(f"  {equation}")
                else:
                    values = {name: whole.evaluation[Symbol(name)] for name in whole.graph.nodes}
                    screen.drawing(derivation(step, whole.graph, screen.sheet, values=values))
                self._numeric_check(by)
            case _:
                screen.print(f"  {equation}")
        note = panels.note_of(whole, quantity)
        if note is not None:
            screen.print(f"  {screen.words(note, whole.evaluation)}", Meaning.QUIET)

    def _tells_nothing_else(self, step: GradientStep) -> bool:
        """Whether all that a card shows on the way to its gradient is known."""
        session = self.session
        return session.shows_numbers(ask(session.derivation, step.quantity)) and all(
            session.shows_closed(session.derivation.gradients[term.via])
            for term in step.terms
            if term.via != step.loss
        )

    def _numeric_check(self, by: str) -> None:
        whole, screen = self.session.derivation, self.screen
        slope = probes.central_difference(whole, by)
        if slope is None:
            return
        step, number = whole.gradients[by], screen.number(slope)
        agrees = probes.agrees(slope, step)
        difference = probes.difference_text(whole.graph.loss, by, screen)
        if screen.plain:
            id = "spoken-check" if agrees else "spoken-check-off"
            screen.print(f"  {screen.text(id, difference=difference, slope=number)}")
        else:
            line = check_line(difference, number, agrees, screen.sheet)
            (screen.drawing if line.cell_len <= screen.width else screen.print)(line)
        if step.kink:
            screen.print(f"  {screen.text('numeric-kink')}", Meaning.QUIET)

    def _back(self, item: Item, argument: str) -> None:
        previous = self.session.previous()
        if previous is None:
            self.screen.print(self.screen.text("nothing-before"))
            return
        self.record("back", previous)
        self._turn_page()

    def _skip(self, question: Question, argument: str) -> None:
        if not self.session.is_done(question):
            self.screen.print(self.screen.text("skipped"), Meaning.QUIET)
        self.record("skip", self.session.whole(question))
        self._turn_page()

    def _turn_page(self) -> None:
        """The next item is drawn, even if it is the same one."""
        self.drawn = None
        self.screen.print()

    def _help(self, item: Item, argument: str) -> None:
        self.screen.print(self.screen.text("commands"), Meaning.HEADING)
        width = 1 if self.screen.plain else 14
        for key in KEYS:
            said = Text(self.screen.text(f"help-{key.id}"))
            self.screen.beside((f"{key.shown:<{width}} ", Meaning.KEY), said, "  ")

    def _graph(self, item: Item, argument: str) -> None:
        self.screen.lines(panels.network(self.session, asked_in(item), self.screen))

    def _table(self, item: Item, argument: str) -> None:
        self.screen.lines(panels.table(self.session, asked_in(item), self.screen))

    def _formula(self, item: Item, argument: str) -> None:
        self.screen.print(self.screen.text("formulas"))
        for line in panels.formulas(self.session.derivation, self.screen):
            self.screen.print(line)

    def _check(self, question: Question, argument: str) -> None:
        """Test the value that was typed; the right one is not said."""
        judged = self.last[1] if self.last and self.last[0].id == question.id else None
        match question.asked:
            case Derivative(of, by, False) if of == self.session.derivation.graph.loss:
                slope = probes.central_difference(self.session.derivation, by)
            case _:
                self.screen.print(self.screen.text("check-not-here"))
                return
        if judged is None or judged.value is None:
            self.screen.print(self.screen.text("check-nothing"))
        elif slope is None:
            self.screen.print(self.screen.text("nudge-none", name=Symbol(by)))
        else:
            near = probes.near(slope, judged.value)
            self.screen.print(self.screen.text(f"check-typed-{'yes' if near else 'no'}"))

    def _nudge(self, item: Item, argument: str) -> None:
        name = probes.name_of(argument, self.session.derivation)
        if name is None:
            self.screen.print(self.screen.text("nudge-which"))
        elif not self.session.shows_walk(name):
            self.screen.print(self.screen.text("nudge-after", name=Symbol(name)))
        else:
            self.screen.print(f"  {probes.walked(self.session.derivation, name, self.screen)}")

    def _calc(self, item: Item, argument: str) -> None:
        from backtutor.ui.calculator import calculate  # used once in a while

        said = calculate(self.session, argument)
        self.screen.print(f"  {self.screen.say(said)}")

    def _why(self, item: Item, argument: str) -> None:
        if self.last is None:
            self.screen.print(self.screen.text("why-nothing"))
            return
        asked, judgement = self.last
        match judgement.verdict:
            case Right() if not self.session.is_finished(asked):
                self.screen.print(self.screen.text("factors-prove"))
            case Right():
                self._prove(asked, judgement)
                if asked.asked is not None:
                    self._card(asked.asked)
            case Wrong() as verdict:
                whys = panels.whys(verdict, asked, self.screen)
                self.screen.print(self.screen.list_of(whys) or self.screen.text("why-unknown"))
            case _:
                self.screen.print(self.screen.text("why-nothing"))

    def _prove(self, question: Question, judgement: Judgement) -> None:
        """Two forms are equal: sympy says so, loaded only here."""
        match question.asked:
            case Derivative(of, by, False) if judgement.read_as is not None:
                step = self.session.derivation.gradients.get(by)
                closed = step.closed if step and step.loss == of else None
                if closed is None or not list(atoms(judgement.read_as)):
                    return
                if probes.proved(self.session.derivation, judgement.read_as, closed):
                    facts = {"typed": judgement.read_as, "closed": closed}
                    self.screen.print(self.screen.say(message("why-proved", **facts)))

    def _note(self, item: Item, argument: str) -> None:
        if not argument:
            self.screen.print(self.screen.text("note-what"))
            return
        self.record("note", item, text=argument)
        self.screen.print(self.screen.text("noted"), Meaning.QUIET)

    def _full(self, item: Item, argument: str) -> None:
        self.record("full", item)
        self.screen.print(self.screen.text("full-on"), Meaning.QUIET)
        self._turn_page()

    def _lang(self, item: Item, argument: str) -> None:
        self.screen.lang = other_language(self.screen.lang)
        self.described = False
        self._turn_page()

    def _save(self, item: Item, argument: str) -> None:
        path = str(self.screen.environment.home)
        self.screen.print(self.screen.text("saved", path=path), Meaning.QUIET)

    def _quit(self, item: Item, argument: str) -> None:
        raise Leave(Exit.DONE)

    # -- the end

    def close(self) -> bool:
        """How it went; True where the learner wants the missed ones again."""
        self.summarise()
        return self.menu is not None and self.menu.run(self)

    def summarise(self) -> None:
        """The score, what to practise, how the loss goes on falling, the next lesson."""
        self._summary()
        self._descent(None)
        if following := self.following():
            self.screen.print(self.screen.text("next-lesson", lesson=following))

    def _summary(self) -> None:
        screen = self.screen
        title = screen.words(self.session.derivation.lesson.title)
        far = progress_word(self.session, screen)
        plain = Text(screen.text("spoken-done", title=title, far=far))
        screen.lines([plain if screen.plain else panels.rule(title, far, screen)])
        for line in summary(self.session, screen):
            screen.print(line)

    def _descent(self, rate: Value | None) -> None:
        """Did the loss fall, and how it goes on, at the lesson's learning rate or another."""
        whole, screen = self.session.derivation, self.screen
        train = whole.lesson.train
        if train is None:
            return
        losses = whole.descend(DESCENT, rate)
        loss = whole.graph.loss
        fell = len(losses) > 1 and losses[1] < losses[0]
        screen.print(screen.text("fell" if fell else "rose", loss=Symbol(loss)))
        shown = f"{train.lr_name} = {screen.number(train.lr if rate is None else rate)}"
        if screen.plain or screen.width < PLOT_WIDTH:
            screen.print(spoken.descent(losses, loss, shown, screen))
        else:
            from backtutor.ui.plot import curve  # only at the end

            screen.print()
            screen.drawing(curve(losses, loss, shown, screen.sheet))

    def replay_missed(self) -> bool:
        """Ask the missed questions once more."""
        missed = self.session.missed
        if not missed:
            self.screen.print(self.screen.text("nothing-to-replay"))
            return False
        for question in missed:
            self.record("again", question)
        self.screen.print(self.screen.text("replaying"))
        self._turn_page()
        return True

    def try_rate(self) -> None:
        """Another learning rate, and where it leads."""
        train = self.session.derivation.lesson.train
        typed = self.ask(f"{self.screen.charset.text(train.lr_name if train else '')} = ")
        match command(typed):
            case Command("quit", _):
                raise Leave(Exit.DONE)
            case Command() | Unknown():
                return
        rate = read_number(typed)
        if isinstance(rate, Problem):
            self.screen.print(self.screen.say(rate.message))
        else:
            self._descent(rate)


def asked_in(item: Item) -> Question | None:
    """The question that an item is, if it is one."""
    return item if isinstance(item, Question) else None


def other_language(lang: str) -> str:
    return LANGUAGES[1 - LANGUAGES.index(lang)]
