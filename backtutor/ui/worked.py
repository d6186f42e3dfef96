"""The worked derivation: everything at once, for `show` and `derive`."""

from __future__ import annotations

from rich.text import Text

from backtutor.derive import Derivation
from backtutor.terms import Symbol, Updated
from backtutor.ui import panels, spoken
from backtutor.ui.diagram import Shown
from backtutor.ui.ledger import ledger
from backtutor.ui.maths import NOTHING_HIDDEN, update_table
from backtutor.ui.maths import derivation as card
from backtutor.ui.network import network, sentences
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning


def worked_derivation(whole: Derivation, screen: Screen) -> None:
    """Network, forward values, one card a gradient, updates, the second forward pass."""
    screen.rounding = whole.lesson.rounding
    screen.print(screen.words(whole.lesson.title), Meaning.HEADING)
    screen.print()
    _network(whole, screen)
    _forward(whole, screen)
    _backward(whole, screen)
    if whole.updates:
        _updates(whole, screen)


def _network(whole: Derivation, screen: Screen) -> None:
    at = whole.evaluation
    values = {name: screen.number(at[Symbol(name)]) for name in whole.graph.nodes}
    gradients = {name: screen.number(step.value) for name, step in whole.gradients.items()}
    seen = Shown(values, {whole.graph.loss: "1", **gradients})
    if screen.plain:
        for sentence in sentences(whole.graph, seen):
            screen.print(screen.say(sentence))
    else:
        drawn = network(whole.graph, seen, screen.charset, screen.width)
        screen.drawing(drawn or ledger(whole.graph, seen, {}, screen.sheet))
    screen.print()


def _forward(whole: Derivation, screen: Screen) -> None:
    screen.print(screen.text("show-forward"), Meaning.HEADING)
    for step in whole.forward:
        screen.print(f"  {panels.equation_of(whole, Symbol(step.target), screen)}")
    screen.print()


def _backward(whole: Derivation, screen: Screen) -> None:
    screen.print(screen.text("show-backward"), Meaning.HEADING)
    values = {name: whole.evaluation[Symbol(name)] for name in whole.graph.nodes}
    for step in whole.backward:
        if screen.plain:
            screen.print(f"  {panels.equation_of(whole, step.quantity, screen)}")
            continue
        found = card(step, whole.graph, screen.sheet, values=values)
        screen.drawing(Text("\n").join(Text("  ").append_text(line) for line in found.split("\n")))
    screen.print()


def _updates(whole: Derivation, screen: Screen) -> None:
    train = whole.lesson.train
    assert train is not None
    facts = {"name": train.lr_name, "lr": screen.number(train.lr)}
    screen.print(screen.text("show-update", **facts), Meaning.HEADING)
    if screen.plain:
        screen.lines(spoken.updates(whole.updates, NOTHING_HIDDEN, screen))
    else:
        screen.drawing(update_table(whole.updates, whole.graph.loss, screen.sheet, train.lr_name))
    screen.print()
    screen.print(screen.text("show-second"), Meaning.HEADING)
    for step in whole.second_forward:
        screen.print(f"  {panels.equation_of(whole, Updated(step.target), screen)}")
