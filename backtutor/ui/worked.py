"""The worked derivation: everything at once, for `show` and `derive`."""

from __future__ import annotations

from collections.abc import Sequence

from backtutor.derive import Derivation, GradientStep
from backtutor.paths import between
from backtutor.terms import Derivative, Symbol, Updated
from backtutor.ui import gallery, panels, spoken, workings
from backtutor.ui.by_entry import by_entry_page
from backtutor.ui.diagram import Shown
from backtutor.ui.ledger import ledger
from backtutor.ui.maths import derivation as card
from backtutor.ui.network import network, sentences
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.ui.training import descent
from backtutor.ui.updates import NOTHING_HIDDEN, update_table
from backtutor.ui.worked_matrices import has_matrix
from backtutor.values import is_matrix


def worked_derivation(
    whole: Derivation, screen: Screen, wrt: str | None = None, entries: bool = False
) -> None:
    """Network, forward values, one card a gradient, updates, the second forward pass.

    With `wrt` only what leads to the gradient by that name; with `entries` the gradients of
    matrices entry by entry too.
    """
    screen.open(whole.lesson)
    screen.print(screen.words(whole.lesson.title), Meaning.HEADING)
    screen.print()
    _network(whole, screen)
    _forward(whole, screen)
    if wrt is not None and wrt not in whole.graph.live:
        facts = {"start": Symbol(wrt), "end": Symbol(whole.graph.loss)}
        slope = Derivative(whole.graph.loss, wrt)
        screen.print(screen.text("paths-none", **facts, slope=slope))
        return
    _backward(whole, screen, _gradients(whole, wrt), entries)
    if whole.updates and wrt is None:
        _updates(whole, screen)


def _network(whole: Derivation, screen: Screen) -> None:
    at = whole.evaluation
    values = {name: panels.seen(at[Symbol(name)], screen) for name in whole.graph.nodes}
    gradients = {n: panels.seen_gradient(s.value, screen) for n, s in whole.gradients.items()}
    seen = Shown(values, {whole.graph.loss: "1", **gradients})
    if screen.plain:
        for sentence in sentences(whole.graph, seen):
            screen.print(screen.say(sentence))
    else:
        drawn = network(whole.graph, seen, screen.charset, screen.width)
        screen.drawing(drawn or ledger(whole.graph, seen, {}, screen.sheet))
        if given := gallery.all_given(whole, screen.sheet):
            screen.print()
            screen.lines(given)
    screen.print()


def _forward(whole: Derivation, screen: Screen) -> None:
    screen.print(screen.text("show-forward"), Meaning.HEADING)
    for step in whole.forward:
        workings.show_equation(whole, Symbol(step.target), screen)
    screen.print()


def _gradients(whole: Derivation, wrt: str | None) -> Sequence[GradientStep]:
    """The steps that the lesson teaches, or those on the way to one name."""
    if wrt is None:
        return whole.backward
    way = between(whole.graph, wrt, whole.graph.loss)
    return [step for name, step in whole.gradients.items() if name in way]


def _backward(
    whole: Derivation, screen: Screen, steps: Sequence[GradientStep], entries: bool
) -> None:
    screen.print(screen.text("show-backward"), Meaning.HEADING)
    values = {name: whole.evaluation[Symbol(name)] for name in whole.graph.nodes}
    for step in steps:
        if screen.plain:
            workings.show_equation(whole, step.quantity, screen)
            if step.kink:
                screen.print(f"  {screen.text('net-kink')}", Meaning.QUIET)
        else:
            sheet = screen.sheet._replace(width=screen.width - 2)
            forms = workings.simpler(whole, step, screen)
            screen.drawing(workings.indented(card(step, whole.graph, sheet, values, forms)))
        if entries and has_matrix(step, whole.graph):
            by_entry_page(whole, step.target, screen)
    screen.print()


def _updates(whole: Derivation, screen: Screen) -> None:
    train = whole.lesson.train
    assert train is not None
    facts = {"name": train.lr_name, "lr": screen.number(train.lr)}
    screen.print(screen.text("show-update", **facts), Meaning.HEADING)
    scalars = [step for step in whole.updates if not is_matrix(step.value)]
    if screen.plain:
        screen.lines(spoken.updates(whole.updates, NOTHING_HIDDEN, screen))
    elif scalars:
        screen.drawing(update_table(scalars, whole.graph.loss, screen.sheet, train.lr_name))
    for step in whole.updates:
        if is_matrix(step.value) and not screen.plain:
            workings.show_equation(whole, Updated(step.target), screen)
    screen.print()
    screen.print(screen.text("show-second"), Meaning.HEADING)
    for moved in whole.second_forward:
        workings.show_equation(whole, Updated(moved.target), screen)
    if train.steps > 1:
        descent(whole, whole.descend(train.steps), train.lr, train.steps, screen)
