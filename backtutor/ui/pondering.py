"""Thinking over: the question about the principle of a step that was just revealed.

In: a desk and what there is to ponder. One prompt, worth nothing: a letter answers it, Enter goes
past it, and so does anything else. What is typed there may be meant for the next question: where
answers come from a file it is kept for that, and a person at a terminal is told once what fits.
"""

from __future__ import annotations

from backtutor.questions import Choice
from backtutor.reflection import chosen, letters
from backtutor.session import Pondered
from backtutor.ui.asides import ASIDES
from backtutor.ui.desk import Desk
from backtutor.ui.keys import Command, Unknown, command
from backtutor.ui.theme import Meaning

PASSING = frozenset(("submit", "skip", "reveal", "hint"))
"""Commands that go past it; `<` goes back, which is past it too."""


def ponder(desk: Desk, pondered: Pondered) -> None:
    """Ask, tell what is right or why not, and go on; an empty line is enough."""
    _word(desk, pondered)
    warned = False
    while desk.session.pondered is not None:
        typed = desk.ask(_prompt(desk))
        match command(typed):
            case Command(id, _) if id in PASSING:
                _past(desk, pondered)
            case Command(id, argument):
                ASIDES[id](desk, pondered.revealed, argument)
            case Unknown():
                desk.screen.print(_again(desk, pondered), Meaning.QUIET)
            case None:
                warned = _answer(desk, pondered, typed, warned)


def _answer(desk: Desk, pondered: Pondered, typed: str, warned: bool) -> bool:
    """A letter is told; of anything else a person is warned once, which is what is returned."""
    option = chosen(pondered.asked, typed)
    interactive = desk.screen.environment.interactive
    if option is not None:
        _tell(desk, pondered, option)
    elif interactive and not warned:
        desk.screen.print(_again(desk, pondered), Meaning.QUIET)
        return True
    else:
        desk.typed_ahead = None if interactive else typed
        _past(desk, pondered)
    return warned


def _word(desk: Desk, pondered: Pondered) -> None:
    screen, asked = desk.screen, pondered.asked
    form = screen.text("reflect-form", letters=" ".join(letters(asked)))
    question = screen.anything(asked.prompt)
    screen.print(f"{screen.text('reflect', question=question)}  {form}", Meaning.HINT)
    for letter, choice in zip(letters(asked), asked.choices, strict=True):
        screen.print(f"  {letter}  {screen.anything(choice.text)}")


def _prompt(desk: Desk) -> str:
    sign = "›" if desk.screen.environment.unicode else ">"
    return f"{desk.screen.text('reflect-name')} {sign} "


def _again(desk: Desk, pondered: Pondered) -> str:
    return desk.screen.text("reflect-again", letters=" ".join(letters(pondered.asked)))


def _tell(desk: Desk, pondered: Pondered, option: Choice) -> None:
    """Right, or the reason of the wrong option and the right one; either way it goes on."""
    screen = desk.screen
    right = next(choice for choice in pondered.asked.choices if choice.correct)
    said = screen.text("reflect-right", said=screen.anything(right.text))
    letter = letters(pondered.asked)[pondered.asked.choices.index(option)]
    desk.record("reflect", pondered.revealed, chosen=letter, right=option.correct)
    if option.correct:
        screen.verdict(screen.charset.right, said, Meaning.CORRECT)
    elif option.why is not None:
        why = screen.text("reflect-wrong", why=screen.anything(option.why))
        screen.verdict(screen.charset.wrong, why, Meaning.WRONG)
        screen.print(f"  {screen.text('reflect-is', said=screen.anything(right.text))}")
    screen.print()


def _past(desk: Desk, pondered: Pondered) -> None:
    desk.record("reflect", pondered.revealed, chosen="")
    desk.screen.print()
