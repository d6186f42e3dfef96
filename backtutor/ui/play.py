"""The study session on a terminal: ask, judge, record, show.

One loop over what the session says comes next. Every event is safe on disk before its verdict
is shown, and changes the session only then. Reads as one linear transcript: nothing is drawn
twice in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rich.text import Text

from backtutor.events import Event
from backtutor.hints import NUDGE, hints, nudge
from backtutor.judge import Imprecise, Judgement, Right, Unfinished, Unreadable, Wrong
from backtutor.lesson import Given, Page, Reveal
from backtutor.messages import message
from backtutor.problems import Exit, Problem
from backtutor.questions import Item, Phase, Question, Show
from backtutor.read import read_number
from backtutor.session import Reply, Session
from backtutor.terms import Derivative, Symbol, Updated, atoms
from backtutor.ui import panels
from backtutor.ui.calculator import calculate
from backtutor.ui.keys import KEYS, Command, Unknown, command
from backtutor.ui.maths import check_line, derivation
from backtutor.ui.plot import curve
from backtutor.ui.problems import brief_problem
from backtutor.ui.prompt import Ask
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.values import Value

DESCENT = 20
"""Steps of gradient descent shown at the end."""


class Recorder(Protocol):
    """Where events are kept: the log of a lesson."""

    def append(self, kind: str, /, **facts: Any) -> Event: ...


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
    legend: str = ""
    menu: Menu | None = None

    # -- the loop

    def run(self) -> Exit:
        """Until the lesson is done or the learner leaves; nothing is lost in either case."""
        self.screen.rounding = self.session.derivation.lesson.rounding
        try:
            self.open()
            while True:
                while (item := self.session.current) is not None:
                    self.step(item)
                if not self.close():
                    break
        except Leave as leave:
            self._stopped()
            return leave.status
        except EOFError:
            self.screen.print()
            self._stopped()
            return Exit.DONE
        except KeyboardInterrupt:
            self.screen.print()
            self._stopped()
            return Exit.INTERRUPTED
        return Exit.DONE

    def _stopped(self) -> None:
        if self.session.current is not None:
            self.screen.print(self.screen.text("stopped", lesson=self.reference), Meaning.QUIET)

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
            text = self.screen.text("finished-before", lesson=self.reference)
        else:
            text = self.screen.text("resumed", solved=self.session.solved, count=count)
        self.screen.print(text, Meaning.QUIET)
        self.screen.print()

    def step(self, item: Item) -> None:
        if isinstance(item, Show):
            self._show(item)
            self.record("read", question=item.id)
        else:
            self._ask(item)

    def record(self, kind: str, **facts: Any) -> None:
        """On disk first, then in the session."""
        event = self.log.append(kind, **facts)
        self.session.apply(event.kind, event.facts)

    # -- pages

    def _show(self, item: Show) -> None:
        screen, at = self.screen, self.session.derivation.evaluation
        match item.step:
            case Page(text):
                screen.print(screen.words(text, at))
            case Given(names):
                found = [
                    f"{screen.sheet.term(Symbol(n))} = {screen.number(at[Symbol(n)])}"
                    for n in names
                ]
                screen.print(screen.text("given-values", facts=", ".join(found)))
            case Reveal(items):
                for shown in items:
                    name = shown.by if isinstance(shown, Derivative) else shown
                    self._card(shown if isinstance(shown, Derivative) else Symbol(name))
        self.ask(f"{screen.text('press-enter')} ")
        screen.print()

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
        screen.drawing(panels.header(session, question, screen))
        if question.phase is Phase.UPDATE:
            screen.drawing(panels.updates(session, question, screen))
        elif not screen.plain or self.drawn is None:
            for line in panels.network(session, question, screen):
                (screen.print if screen.plain else screen.drawing)(line)
        screen.print()
        known = panels.facts(session, question, screen)
        if known:
            screen.print(known)
        self._word(question)
        self.drawn, self.legend = question.id, ""

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
        self.record(reply.kind, **reply.facts)
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
        screen = self.screen
        said, marked, help = brief_problem(problem, screen.lang)
        screen.verdict("?", screen.text("unreadable", why=screen.charset.text(said)), Meaning.HINT)
        if marked:
            screen.drawing(Text("\n").join(Text(f"    {line}") for line in marked.split("\n")))
        if help:
            screen.print(f"  {screen.charset.text(help)}")

    def _tell_right(self, question: Question, reply: Reply) -> None:
        screen = self.screen
        screen.verdict(
            screen.charset.right,
            panels.right_line(question, screen, formula=not reply.splits),
            Meaning.CORRECT,
        )
        self._read_as(reply.judgement)
        if reply.splits:
            screen.print(screen.text("factors-prove"))
        else:
            self._beside(self.session.whole(question))
        screen.print()

    def _read_as(self, judgement: Judgement) -> None:
        """What was read, where it is more than a number."""
        term = judgement.read_as
        if term is not None and self.last is not None and list(atoms(term)):
            text = self.screen.text("read-as", term=term)
            self.screen.print(f"  {text}", Meaning.QUIET)

    def _beside(self, question: Question) -> None:
        """What is shown together with the answer, once no factor of it is asked any more."""
        if not self.session.is_finished(question):
            return
        for line in panels.siblings(self.session, question, self.screen):
            self.screen.print(f"  {line}")
        if question.phase is Phase.UPDATE:
            self.screen.drawing(panels.updates(self.session, None, self.screen))
        if question.phase is Phase.SECOND_FORWARD:
            self.screen.drawing(panels.second_pass(self.session, self.screen))

    def _tell_wrong(self, question: Question, reply: Reply, verdict: Wrong) -> None:
        screen = self.screen
        whys = [screen.say(d.message) for d in verdict.diagnoses[:1]]
        if verdict.remark is not None:
            whys.append(screen.say(verdict.remark))
        text = screen.text("wrong", why="; ".join(whys)) if whys else screen.text("wrong-bare")
        screen.verdict(screen.charset.wrong, text, Meaning.WRONG)
        if not whys:
            self._nudge_asked(question, reply.judgement.value)
        if reply.splits:
            screen.print(screen.text("factors-next"))
            screen.print()
        elif self.session.record(question.id).wrong > 1:
            screen.print(screen.text("offer-reveal"), Meaning.QUIET)

    def _nudge_asked(self, question: Question, claimed: Value | None) -> None:
        """Nothing matches: move the name a little and watch."""
        match question.asked:
            case Derivative(of, by, False) if of == self.session.derivation.graph.loss:
                self._nudge(question, by)
                if claimed is not None:
                    change = self.screen.number(claimed * NUDGE)
                    text = self.screen.text("nudge-slope", loss=Symbol(of), claimed=change)
                    self.screen.print(f"  {text}")

    # -- commands

    @property
    def _commands(self) -> Mapping[str, Callable[[Question, str], None]]:
        return {
            "hint": self._hint,
            "reveal": self._reveal,
            "back": self._back,
            "skip": self._skip,
            "help": self._help,
            "graph": self._graph,
            "table": self._table,
            "formula": self._formula,
            "check": self._check,
            "nudge": self._nudge,
            "calc": self._calc,
            "why": self._why,
            "note": self._note,
            "full": self._full,
            "lang": self._lang,
            "save": self._save,
            "quit": self._quit,
        }

    def _unknown(self, unknown: Unknown) -> None:
        self.screen.print(self.screen.text("unknown-command", typed=unknown.typed))
        if unknown.near:
            self.screen.print(self.screen.text("did-you-mean", name=unknown.near))

    def _hint(self, question: Question, argument: str) -> None:
        found = self.session.hint(question)
        if found is None:
            self.screen.print(self.screen.text("hint-none"), Meaning.HINT)
            return
        level, said = found
        self.record("hint", question=question.id, level=level)
        count = len(hints(self.session.derivation, question))
        text = self.screen.anything(said, self.session.derivation.evaluation)
        self.screen.print(
            self.screen.text("hint", level=level, count=count, text=text), Meaning.HINT
        )

    def _reveal(self, question: Question, argument: str) -> None:
        self.record("reveal", question=question.id)
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
        """The derivation of anything, with its numeric check where it is a gradient."""
        whole = self.session.derivation
        match quantity:
            case Derivative(of, by, False) if of == whole.graph.loss and by in whole.gradients:
                values = {name: whole.evaluation[Symbol(name)] for name in whole.graph.nodes}
                self.screen.drawing(
                    derivation(whole.gradients[by], whole.graph, self.screen.sheet, values=values)
                )
                self._numeric_check(by)
            case _:
                self.screen.print(f"  {panels.equation_of(whole, quantity, self.screen)}")
        note = panels.note_of(whole, quantity)
        if note is not None:
            self.screen.print(f"  {self.screen.words(note, whole.evaluation)}", Meaning.QUIET)

    def _numeric_check(self, by: str) -> None:
        whole = self.session.derivation
        slope = panels.central_difference(whole, by)
        if slope is None:
            return
        agrees = panels.agrees(slope, whole.gradients[by])
        text = panels.difference_text(whole.graph.loss, by, self.screen)
        self.screen.drawing(check_line(text, self.screen.number(slope), agrees, self.screen.sheet))

    def _back(self, question: Question, argument: str) -> None:
        previous = self.session.previous()
        if previous is None:
            self.screen.print(self.screen.text("nothing-before"))
            return
        self.record("back", question=previous.id)
        self.drawn = None

    def _skip(self, question: Question, argument: str) -> None:
        self.record("skip", question=question.part_of or question.id)
        self.screen.print(self.screen.text("skipped"), Meaning.QUIET)
        self.drawn = None

    def _help(self, question: Question, argument: str) -> None:
        self.screen.print(self.screen.text("commands"), Meaning.HEADING)
        for key in KEYS:
            line = Text.assemble(
                (f"  {key.shown:<14}", Meaning.KEY), self.screen.text(f"help-{key.id}")
            )
            self.screen.print(line)

    def _graph(self, question: Question, argument: str) -> None:
        for line in panels.network(self.session, question, self.screen):
            (self.screen.print if self.screen.plain else self.screen.drawing)(line)

    def _table(self, question: Question, argument: str) -> None:
        self.screen.drawing(panels.table(self.session, question, self.screen))

    def _formula(self, question: Question, argument: str) -> None:
        self.screen.print(self.screen.text("formulas"))
        for line in panels.formulas(self.session.derivation, self.screen):
            self.screen.print(line)

    def _check(self, question: Question, argument: str) -> None:
        """Test the value that was typed; the right one is not said."""
        judged = self.last[1] if self.last and self.last[0].id == question.id else None
        if judged is None or judged.value is None:
            self.screen.print(self.screen.text("check-nothing"))
            return
        match question.asked:
            case Derivative(of, by, False) if of == self.session.derivation.graph.loss:
                slope = panels.central_difference(self.session.derivation, by)
                near = slope is not None and panels.near(slope, judged.value)
                self.screen.print(self.screen.text(f"check-typed-{'yes' if near else 'no'}"))
            case _:
                self.screen.print(self.screen.text("check-not-here"))

    def _nudge(self, question: Question, argument: str) -> None:
        whole = self.session.derivation
        if argument not in whole.graph.live:
            self.screen.print(self.screen.text("nudge-which"))
            return
        moves = nudge(whole, argument)
        if not moves:
            self.screen.print(self.screen.text("nudge-none", name=Symbol(argument)))
            return
        walk = panels.walk(moves, self.screen)
        self.screen.print(f"  {self.screen.text('nudge', name=Symbol(argument), walk=walk)}")

    def _calc(self, question: Question, argument: str) -> None:
        said = calculate(self.session, argument)
        self.screen.print(f"  {self.screen.say(said)}")

    def _why(self, question: Question, argument: str) -> None:
        if self.last is None:
            self.screen.print(self.screen.text("why-nothing"))
            return
        asked, judgement = self.last
        match judgement.verdict:
            case Wrong(diagnoses):
                for diagnosis in diagnoses[:1]:
                    self.screen.print(self.screen.say(diagnosis.message))
            case Right():
                self._prove(asked, judgement)
                if asked.asked is not None:
                    self._card(asked.asked)

    def _prove(self, question: Question, judgement: Judgement) -> None:
        """Two forms are equal: sympy says so, loaded only here."""
        match question.asked:
            case Derivative(of, by, False) if judgement.read_as is not None:
                step = self.session.derivation.gradients.get(by)
                closed = step.closed if step and step.loss == of else None
                if closed is None or not list(atoms(judgement.read_as)):
                    return
                if panels.proved(self.session.derivation, judgement.read_as, closed):
                    facts = {"typed": judgement.read_as, "closed": closed}
                    self.screen.print(self.screen.say(message("why-proved", **facts)))

    def _note(self, question: Question, argument: str) -> None:
        if not argument:
            self.screen.print(self.screen.text("note-what"))
            return
        self.record("note", question=question.id, text=argument)
        self.screen.print(self.screen.text("noted"), Meaning.QUIET)

    def _full(self, question: Question, argument: str) -> None:
        self.record("full", question=question.id)
        self.screen.print(self.screen.text("full-on"), Meaning.QUIET)
        self.drawn = None

    def _lang(self, question: Question, argument: str) -> None:
        self.screen.lang = "zh" if self.screen.lang == "en" else "en"
        self._draw(question)

    def _save(self, question: Question, argument: str) -> None:
        path = str(self.screen.environment.home)
        self.screen.print(self.screen.text("saved", path=path), Meaning.QUIET)

    def _quit(self, question: Question, argument: str) -> None:
        raise Leave(Exit.DONE)

    # -- the end

    def close(self) -> bool:
        """How it went; True where the learner wants the missed ones again."""
        self.log.append("done")
        self._summary()
        self._descent(None)
        return self.menu is not None and self.menu.run(self)

    def _summary(self) -> None:
        screen = self.screen
        title = screen.words(self.session.derivation.lesson.title)
        if screen.plain:
            screen.print(f"{title}. {panels.progress_word(self.session, screen)}.")
        else:
            screen.drawing(panels.rule(title, panels.progress_word(self.session, screen), screen))
        for line in panels.summary(self.session, screen):
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
        if not screen.plain:
            screen.print()
            shown = screen.number(train.lr if rate is None else rate)
            screen.drawing(curve(losses, loss, f"{train.lr_name} = {shown}", screen.sheet))

    def replay_missed(self) -> bool:
        """Ask the missed questions once more."""
        missed = self.session.missed
        if not missed:
            self.screen.print(self.screen.text("nothing-to-replay"))
            return False
        for question in missed:
            self.record("again", question=question.id)
        self.screen.print(self.screen.text("replaying"))
        self.screen.print()
        self.drawn = None
        return True

    def try_rate(self) -> None:
        """Another learning rate, and where it leads."""
        typed = self.ask(f"{self.screen.charset.text('η')} = ")
        rate = read_number(typed)
        if isinstance(rate, Problem):
            self.screen.print(self.screen.say(rate.message))
        else:
            self._descent(rate)
