"""The end of a lesson: the score, how the loss goes on falling, another learning rate, replays.

In: a desk. What can be chosen here is a row of `menu.ENTRIES`.
"""

from __future__ import annotations

from rich.text import Text

from backtutor.problems import Exit, Problem
from backtutor.read import read_number
from backtutor.ui import panels
from backtutor.ui.desk import Desk, Leave
from backtutor.ui.keys import Command, Unknown, command
from backtutor.ui.summary import progress_word, summary
from backtutor.ui.training import descent, first_step, steps_shown
from backtutor.values import Value


def summarise(desk: Desk) -> None:
    """The score, what to practise, how the loss goes on falling, the next lesson."""
    _summary(desk)
    _descent(desk, None)
    if following := desk.following():
        desk.screen.print(desk.screen.text("next-lesson", lesson=following))


def _summary(desk: Desk) -> None:
    screen = desk.screen
    title = screen.words(desk.session.derivation.lesson.title)
    far = progress_word(desk.session, screen)
    plain = Text(screen.text("spoken-done", title=title, far=far))
    screen.lines([plain if screen.plain else panels.rule(title, far, screen)])
    for line in summary(desk.session, screen):
        screen.print(line)


def _descent(desk: Desk, rate: Value | None) -> None:
    """Did the loss fall, and how it goes on, at the lesson's learning rate or another."""
    whole, screen = desk.session.derivation, desk.screen
    train = whole.lesson.train
    if train is None:
        return
    taken, steps = train.lr if rate is None else rate, steps_shown(train)
    losses = whole.descend(steps, taken)
    screen.print(first_step(losses, whole.graph.loss, taken, screen, train.lr_name))
    descent(whole, losses, taken, steps, screen)


def replay_missed(desk: Desk) -> bool:
    """Ask the missed questions once more."""
    missed = desk.session.missed
    if not missed:
        desk.screen.print(desk.screen.text("nothing-to-replay"))
        return False
    for question in missed:
        desk.record("again", question)
    desk.screen.print(desk.screen.text("replaying"))
    desk.turn_page()
    return True


def try_rate(desk: Desk) -> None:
    """Another learning rate, and where it leads."""
    train = desk.session.derivation.lesson.train
    typed = desk.ask(f"{desk.screen.charset.text(train.lr_name if train else '')} = ")
    match command(typed):
        case Command("quit", _):
            raise Leave(Exit.DONE)
        case Command() | Unknown():
            return
    rate = read_number(typed)
    if isinstance(rate, Problem):
        desk.screen.print(desk.screen.say(rate.message))
    else:
        _descent(desk, rate)
