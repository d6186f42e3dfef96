"""Closed forms on the screen: `∂E/∂w₅ = …` over the given names, a paragraph a gradient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from backtutor.derive import Derivation
from backtutor.messages import Message, message
from backtutor.proof.closed import ClosedForm, Finish
from backtutor.terms import Symbol
from backtutor.ui.checks import shortened
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning


def closed_page(derivation: Derivation, forms: Sequence[ClosedForm], screen: Screen) -> None:
    """Every form, and what could not be done."""
    screen.print(screen.text("closed-title"))
    screen.print()
    for form in forms:
        if form.term is not None:
            head = screen.sheet.term(derivation.gradients[form.target].quantity)
            screen.beside((f"{head} = ", Meaning.HEADING), Text(screen.sheet.term(form.term)))
    notes = list(_notes(forms))
    if notes:
        screen.print()
    for note in notes:
        screen.print(screen.say(note), Meaning.QUIET)


def _notes(forms: Sequence[ClosedForm]) -> Iterator[Message]:
    if any(form.finish is Finish.MATRIX for form in forms):
        yield message("closed-matrix")
    if names := _targets(forms, Finish.WRITTEN_OUT):
        yield message("closed-written-out", names=names)
    if names := _targets(forms, Finish.TOO_LARGE):
        yield message("closed-too-large", names=names)


def _targets(forms: Sequence[ClosedForm], finish: Finish) -> tuple[Message | Symbol, ...]:
    names = [Symbol(form.target) for form in forms if form.finish is finish]
    return shortened(names)
