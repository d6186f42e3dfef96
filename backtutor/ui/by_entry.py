"""Entry by entry on the screen: a matrix gradient as the sums that its rule stands for.

In: a derivation and a name. Out: an equation a line, with what it says beside it, or below it
where the line is too short.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from backtutor.by_entry import FIRST, Example, Inseparable, View, example, telling_place, views
from backtutor.derive import Derivation
from backtutor.filling import as_shown
from backtutor.messages import Message, message
from backtutor.notation import Rounding
from backtutor.terms import Apply, Number, Symbol, Term
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.values import Undefined

MOST_ADDENDS = 6
"""Addends of an entry that are all written; of more the first ones and the last."""


def by_entry_page(derivation: Derivation, name: str, screen: Screen, numbers: bool = True) -> None:
    """A gradient taken apart, each node that passes something back by itself; without its
    `numbers` while an entry is asked."""
    gradient = derivation.gradient(name)
    rule = derivation.gradients[name].formula
    try:
        taken = views(derivation, name)
    except Inseparable:
        screen.print(f"  {screen.text('by-entry-none', rule=rule)}", Meaning.QUIET)
        return
    screen.print(f"  {screen.text('by-entry-title', gradient=gradient)}", Meaning.HEADING)
    for view in taken:
        via = Symbol(view.part.via) if len(taken) > 1 else None
        for equation, note in _lines(view, via, screen):
            _print(equation, note, screen)
        if numbers:
            _print_example(derivation, name, view, via, screen)
    if not numbers:
        screen.print(f"  {screen.text('by-entry-asked')}", Meaning.QUIET)
    _print(_equation([gradient, rule], screen), screen.text("by-entry-all"), screen)


def print_example(
    derivation: Derivation, name: str, place: tuple[int, int], screen: Screen
) -> None:
    """One entry of a gradient, what each node passes back to it."""
    try:
        taken = views(derivation, name)
        found = [example(derivation, view, place) for view in taken]
    except Inseparable:
        return
    for view, each in zip(taken, found, strict=True):
        via = Symbol(view.part.via) if len(taken) > 1 else None
        screen.print(f"  {_worked(each, via, screen)}")


def _lines(view: View, via: Symbol | None, screen: Screen) -> Iterator[tuple[str, str]]:
    """The lines of one contribution, each with its note; of several each says by which node."""
    part = view.part
    yield (
        _equation(view.forward, screen),
        screen.text("by-entry-one", name=Symbol(part.via)),
    )
    if view.local is not None:
        yield _equation(view.local, screen), screen.say(_reached(view))
    source = _source(view)
    summed = isinstance(view.chain[1], Apply) and view.chain[1].op.startswith("Σ")
    said = message("by-entry-chain", source=source) if summed else message("by-entry-alone")
    left = _left(view.chain[0], via, screen)
    yield f"{left} = {screen.sheet.term(view.chain[1])}", screen.say(said)


def _print_example(
    derivation: Derivation, name: str, view: View, via: Symbol | None, screen: Screen
) -> None:
    try:
        found = example(derivation, view, telling_place(derivation, name))
    except (Inseparable, Undefined):
        return  # an entry may have no number, exp(1000), where the whole has one
    _print(_worked(found, via, screen), "", screen)


def _reached(view: View) -> Message:
    """What of the node one entry of the source reaches."""
    facts = {"source": _source(view), "name": Symbol(view.part.via)}
    assert view.local is not None
    row, column = view.reach
    if (row is None and column in (None, FIRST)) or (column is None and row == FIRST):
        return Message("by-entry-every", facts)
    if column is None:
        return Message("by-entry-row", {**facts, "letter": row})
    if row is None:
        return Message("by-entry-column", {**facts, "letter": column})
    return Message("by-entry-only", {**facts, "reached": Symbol(view.local[0].of)})


def _source(view: View) -> Symbol:
    """The entry that the gradient is by."""
    return Symbol(view.chain[0].by)


def _left(gradient: Term, via: Symbol | None, screen: Screen) -> str:
    """`∂L/∂W[i,j]`, or what of it comes by way of one node."""
    if via is None:
        return screen.sheet.term(gradient)
    return screen.text("share-name", gradient=gradient, via=via)


def _worked(found: Example, via: Symbol | None, screen: Screen) -> str:
    """`∂L/∂W[1,2] = … = 0.1·2 + 0.3·1 = 0.5`."""
    numbers = tuple(_shown(each, screen.rounding) for each in found.filled)
    sides = [_left(found.left, via, screen), _added(found.addends, screen), _added(numbers, screen)]
    return " = ".join(dict.fromkeys([*sides, screen.number(found.value)]))


def _added(addends: tuple[Term, ...], screen: Screen) -> str:
    if len(addends) <= MOST_ADDENDS:
        return screen.sheet.term(Apply("add", addends) if len(addends) > 1 else addends[0])
    first = screen.sheet.term(Apply("add", addends[: MOST_ADDENDS - 2]))
    return f"{first} + {screen.charset.between[0]} + {screen.sheet.factor(addends[-1])}"


def _shown(term: Term, rounding: Rounding) -> Term:
    """The term with its numbers as the screen shows them."""
    match term:
        case Number(value):
            return as_shown(value, rounding)
        case Apply(op, args, axis):
            return Apply(op, tuple(_shown(arg, rounding) for arg in args), axis)
    return term


def _equation(sides: tuple[Term, Term] | list[Term], screen: Screen) -> str:
    return " = ".join(screen.sheet.term(side) for side in sides)


def _print(equation: str, note: str, screen: Screen) -> None:
    """An equation and its note, on one line where they fit."""
    if screen.plain or not note:
        screen.print(f"    {equation}" + (f" ({note})" if note else ""))
    elif cell_len(equation) + cell_len(note) + 8 <= screen.width:
        line = Text(f"    {equation}    ", no_wrap=True).append(note, style=Meaning.QUIET)
        screen.drawing(line)
    else:
        screen.print(f"    {equation}")
        screen.print(f"      {note}", Meaning.QUIET)
