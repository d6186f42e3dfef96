"""Asides: what each command at a prompt does.

In: a desk, the item that is shown, what stands behind the command. To add a command, add a row
to `ASIDES` and one to `keys.KEYS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rich.text import Text

from backtutor.lesson import Page, words
from backtutor.problems import Exit
from backtutor.questions import Item, Question, Show
from backtutor.terms import Derivative, Symbol
from backtutor.text import LANGUAGES
from backtutor.ui import panels, probes
from backtutor.ui.cards import solution
from backtutor.ui.desk import Desk, Leave
from backtutor.ui.keys import KEYS
from backtutor.ui.proving import proof_of
from backtutor.ui.theme import Meaning
from backtutor.verdicts import Imprecise, Right, Unfinished, Unreadable, Wrong

Aside = Callable[[Desk, Item, str], None]

CLOSED = Show("closed", Page(words("")))
"""What stands at the prompt when nothing is asked any more."""

AT_THE_END = tuple(key for key in KEYS if key.typed.startswith(":") and key.id != "check")
"""What can be typed there: commands that are about no question."""


def _on_question(run: Callable[[Desk, Question, str], None]) -> Aside:
    """A command about a question; a page has nothing to hint at, reveal or skip."""

    def guarded(desk: Desk, item: Item, argument: str) -> None:
        if isinstance(item, Question):
            run(desk, item, argument)
        else:
            desk.screen.print(desk.screen.text("nothing-asked"))

    return guarded


# -- help with the question


def _hint(desk: Desk, question: Question, argument: str) -> None:
    screen, session = desk.screen, desk.session
    found = session.hint(question)
    if found is None:
        screen.print(screen.text("hint-none"), Meaning.HINT)
        return
    desk.record("hint", question, level=found.level)
    if found.level == 1 and panels.lights(session, question) and not screen.plain:
        screen.lines(panels.network(session, question, screen))
    text = screen.anything(found.said, session.derivation.evaluation)
    facts = {"level": found.level, "count": found.count, "text": text}
    screen.print(screen.text("hint", **facts), Meaning.HINT)


def _reveal(desk: Desk, question: Question, argument: str) -> None:
    desk.record("reveal", question)
    screen = desk.screen
    screen.print(screen.text("revealed"), Meaning.HEADING)
    solution(desk.session, question, screen)
    desk.show_beside(question, revealed=True)
    screen.print()


def _check(desk: Desk, question: Question, argument: str) -> None:
    """Test the value that was typed; the right one is not said."""
    screen, whole = desk.screen, desk.session.derivation
    judged = desk.last[1] if desk.last and desk.last[0].id == question.id else None
    match question.asked:
        case Derivative(of, by, False) if of == whole.graph.loss:
            agrees = probes.slope_agrees(whole, by, judged.value if judged else None)
        case _:
            screen.print(screen.text("check-not-here"))
            return
    if judged is None or judged.value is None:
        screen.print(screen.text("check-nothing"))
    elif agrees is None:
        screen.print(screen.text("nudge-none", name=Symbol(by)))
    else:
        screen.print(screen.text(f"check-typed-{'yes' if agrees else 'no'}"))


def _why(desk: Desk, item: Item, argument: str) -> None:
    screen = desk.screen
    if desk.last is None:
        screen.print(screen.text("why-nothing"))
        return
    asked, judgement = desk.last
    whole = desk.session.whole
    if not isinstance(item, Question) or whole(asked) is not whole(item):
        # the answer was right, or the learner has gone on without one
        name = panels.name_of(asked, screen)
        screen.print(screen.text("why-about" if name else "why-about-last", name=name))
    match judgement.verdict:
        case Right() if not desk.session.is_finished(asked):
            screen.print(screen.text("factors-prove"))
        case Right():
            for said in proof_of(desk.session.derivation, asked, judgement):
                screen.print(f"  {screen.say(said)}")
            solution(desk.session, asked, screen)
        case Wrong() as verdict:
            for why in panels.whys(verdict, asked, screen) or [screen.text("why-unknown")]:
                screen.print(why)
        case Unfinished(missing):
            screen.print(screen.text("unfinished", missing=missing))
        case Imprecise(digits):
            screen.print(screen.text("imprecise", digits=digits))
        case Unreadable(problem):
            screen.print(screen.text("unreadable", why=screen.say(problem.message)))


# -- going about


def _back(desk: Desk, item: Item, argument: str) -> None:
    previous = desk.session.previous()
    if previous is None:
        desk.screen.print(desk.screen.text("nothing-before"))
        return
    desk.record("back", previous)
    desk.turn_page()


def _skip(desk: Desk, question: Question, argument: str) -> None:
    if not desk.session.is_done(question):
        desk.screen.print(desk.screen.text("skipped"), Meaning.QUIET)
    desk.record("skip", desk.session.whole(question))
    desk.turn_page()


def _full(desk: Desk, item: Item, argument: str) -> None:
    desk.record("full", item)
    desk.screen.print(desk.screen.text("full-on"), Meaning.QUIET)
    desk.turn_page()


def _quit(desk: Desk, item: Item, argument: str) -> None:
    raise Leave(Exit.DONE)


# -- looking at the network


def asked_in(item: Item) -> Question | None:
    """The question that an item is, if it is one."""
    return item if isinstance(item, Question) else None


def _graph(desk: Desk, item: Item, argument: str) -> None:
    desk.screen.lines(panels.network(desk.session, asked_in(item), desk.screen))


def _table(desk: Desk, item: Item, argument: str) -> None:
    desk.screen.lines(panels.table(desk.session, asked_in(item), desk.screen))


def _formula(desk: Desk, item: Item, argument: str) -> None:
    desk.screen.print(desk.screen.text("formulas"))
    for line in panels.formulas(desk.session.derivation, desk.screen):
        desk.screen.print(line)


def _entries(desk: Desk, item: Item, argument: str) -> None:
    """A gradient that is earned, entry by entry: the one that was named, or the last."""
    from backtutor.ui.by_entry import by_entry_page  # used once in a while

    screen, session = desk.screen, desk.session
    graph = session.derivation.graph
    found = probes.name_of(argument, session.derivation) if argument else None
    matrices = [n for n in session.derivation.gradients if graph.has_matrix(n)]
    example = next((s.target for s in session.derivation.backward if s.target in matrices), "")
    known = [n for n in matrices if session.derivation.gradient(n) in session.explained]
    name = found[0] if found else known[-1] if known and not argument else None
    if not matrices:
        screen.print(screen.text("by-entry-scalars"))
    elif name is None or name not in matrices:
        screen.print(screen.text("by-entry-which", name=example))
    elif name not in known:
        gradient = session.derivation.gradient(name)
        screen.print(screen.text("by-entry-later", gradient=gradient))
    else:
        whole = session.shows_whole(session.derivation.gradient(name))
        by_entry_page(session.derivation, name, screen, numbers=whole)


def _nudge(desk: Desk, item: Item, argument: str) -> None:
    screen, session = desk.screen, desk.session
    found = probes.name_of(argument, session.derivation)
    if found is None:
        screen.print(screen.say(probes.which_name(argument, session.derivation)))
    elif not session.shows_walk(found[0]):
        screen.print(screen.text("nudge-after", name=Symbol(found[0])))
    else:
        name, place = found
        walked = probes.walked(session.derivation, name, screen, place, session.secrets)
        screen.print(f"  {walked}")


def _calc(desk: Desk, item: Item, argument: str) -> None:
    from backtutor.ui.calculator import calculate  # used once in a while

    said = calculate(desk.session, argument)
    desk.screen.print(f"  {desk.screen.say(said)}")


# -- around the lesson


def _help(desk: Desk, item: Item, argument: str) -> None:
    screen = desk.screen
    screen.print(screen.text("commands"), Meaning.HEADING)
    width = 1 if screen.plain else 14
    for key in KEYS if item != CLOSED else AT_THE_END:
        said = Text(screen.text(f"help-{key.id}"))
        screen.beside((f"{key.shown:<{width}} ", Meaning.KEY), said, "  ")


def _note(desk: Desk, item: Item, argument: str) -> None:
    if not argument:
        desk.screen.print(desk.screen.text("note-what"))
        return
    desk.record("note", item, text=argument)
    desk.screen.print(desk.screen.text("noted"), Meaning.QUIET)


def _lang(desk: Desk, item: Item, argument: str) -> None:
    desk.screen.lang = other_language(desk.screen.lang)
    desk.described = False
    desk.turn_page()


def other_language(lang: str) -> str:
    return LANGUAGES[1 - LANGUAGES.index(lang)]


def _save(desk: Desk, item: Item, argument: str) -> None:
    path = str(desk.screen.environment.home)
    desk.screen.print(desk.screen.text("saved", path=path), Meaning.QUIET)


ASIDES: Mapping[str, Aside] = {
    "hint": _on_question(_hint),
    "reveal": _on_question(_reveal),
    "skip": _on_question(_skip),
    "check": _on_question(_check),
    "back": _back,
    "help": _help,
    "graph": _graph,
    "table": _table,
    "formula": _formula,
    "entries": _entries,
    "nudge": _nudge,
    "calc": _calc,
    "why": _why,
    "note": _note,
    "full": _full,
    "lang": _lang,
    "save": _save,
    "quit": _quit,
}
"""The id of a key → what it does; an empty line asks again, which the loop does itself."""
