"""Cards: the derivation of anything, with its numeric check where it is a gradient.

In: a session, a quantity, a screen. The numbers of what is still asked elsewhere are left out.
"""

from __future__ import annotations

from backtutor.derive import GradientStep
from backtutor.messages import Message
from backtutor.nudges import largest
from backtutor.questions import (
    Amount,
    Arrangement,
    Extent,
    FirstWrong,
    NextNode,
    OneOf,
    Question,
    ask,
)
from backtutor.session import Session
from backtutor.terms import Derivative, Quantity, Symbol, Updated
from backtutor.ui import panels, probes, workings
from backtutor.ui.maths import check_line, derivation
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning


def solution(session: Session, question: Question, screen: Screen) -> None:
    """The right answer of a question and where it comes from."""
    at, telling = session.derivation.evaluation, question.telling
    match question.wants:
        case Amount() if question.asked is not None and (telling is None or not telling.ladder):
            card(session, question.asked, screen)
        case Amount():
            workings.show_worked(session.derivation, question, screen, session)
            _entry(session, question, screen)
        case FirstWrong(choices):
            number, choice = next((n, c) for n, c in enumerate(choices, 1) if c.correct)
            line = screen.anything(choice.text, at)
            screen.print(f"  {screen.text('line-first-wrong', number=number, line=line)}")
        case OneOf(choices):
            for choice in choices:
                if choice.correct:
                    screen.print(f"  {screen.anything(choice.text, at)}")
        case Arrangement() | Extent():
            for said in telling.solution if telling else ():
                screen.print(f"  {screen.anything(said, at)}")
        case NextNode():
            pass  # told beside the answer


def _entry(session: Session, question: Question, screen: Screen) -> None:
    """How one entry of a gradient is worked out."""
    if isinstance(question.share_of, Derivative) and question.formula is None:
        from backtutor.ui.by_entry import print_example  # few questions ask for an entry

        assert isinstance(question.prompt, Message)
        place = question.prompt.facts["row"] - 1, question.prompt.facts["column"] - 1
        print_example(session.derivation, question.share_of.by, place, screen)


def card(session: Session, quantity: Quantity, screen: Screen) -> None:
    """The worked derivation of a value or a derivative, and the author's note on it."""
    whole = session.derivation
    match quantity:
        case Derivative(of, by, False) if of == whole.graph.loss and by in whole.gradients:
            _gradient(session, whole.gradients[by], screen)
            if session.shows_whole(quantity):
                _numeric_check(session, by, screen)
        case _:
            workings.show_equation(whole, quantity, screen, session)
            if isinstance(quantity, Updated):
                for step in panels.steps_owed(session, quantity.name):
                    screen.print(f"  {panels.update_rule(session, step.target, screen)}")
    note = workings.note_of(whole, quantity)
    if note is not None:
        screen.print(f"  {screen.words(note, whole.evaluation)}", Meaning.QUIET)


def _gradient(session: Session, step: GradientStep, screen: Screen) -> None:
    whole = session.derivation
    if screen.plain or not _tells_nothing_else(session, step):
        workings.show_equation(whole, step.quantity, screen, session)
        return
    values = {name: whole.evaluation[Symbol(name)] for name in whole.graph.nodes}
    forms = workings.simpler(whole, step, screen)
    screen.drawing(derivation(step, whole.graph, screen.sheet, values, forms))


def _tells_nothing_else(session: Session, step: GradientStep) -> bool:
    """Whether all that a card shows on the way to its gradient is known."""
    if not session.shows_whole(step.quantity):
        return False
    return session.shows_numbers(ask(session.derivation, step.quantity)) and all(
        session.shows_closed(session.derivation.gradients[term.via])
        for term in step.terms
        if term.via != step.loss
    )


def _numeric_check(session: Session, by: str, screen: Screen) -> None:
    whole = session.derivation
    place = largest(whole.gradients[by].value)
    slope = probes.central_difference(whole, by, place)
    if slope is None:
        return
    step, number = whole.gradients[by], screen.number(slope)
    agrees = probes.agrees(slope, step)
    difference = probes.difference_text(whole.graph.loss, by, screen, place)
    if screen.plain:
        id = "spoken-check" if agrees else "spoken-check-off"
        screen.print(f"  {screen.text(id, difference=difference, slope=number)}")
    else:
        line = check_line(difference, number, agrees, screen.sheet)
        (screen.drawing if line.cell_len <= screen.width else screen.print)(line)
    if step.kink:
        screen.print(f"  {screen.text('numeric-kink')}", Meaning.QUIET)
