"""Tables of training: the update of every parameter, and the second forward pass.

In: steps of the derivation (values), and what of them is `Hidden`. Out: rich `Text`. Matrices
have no place in a row; what is said of them is their shape.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backtutor.derive import UpdateStep
from backtutor.evaluation import times
from backtutor.terms import Derivative, Symbol
from backtutor.ui.clean import clean
from backtutor.ui.sheet import Sheet
from backtutor.ui.theme import Charset, Meaning
from backtutor.values import Value


class Hidden(NamedTuple):
    """What an update table may not show yet: names of new values, names of gradients."""

    values: Collection[str] = ()
    gradients: Collection[str] = ()


NOTHING_HIDDEN = Hidden()


def update_table(
    steps: Sequence[UpdateStep],
    loss: str,
    sheet: Sheet,
    lr_name: str = "η",
    hidden: Hidden = NOTHING_HIDDEN,
) -> Text:
    """Old values, gradients, changes, new values; `?` for what is hidden."""
    gradient = sheet.term(Derivative(loss, "w"))
    rate = sheet.charset.text(clean(lr_name))
    change = f"{sheet.charset.minus}{rate}{sheet.charset.product}{gradient}"
    heads = ("w", sheet.say("net-old"), gradient, change, sheet.say("net-new"))
    rows = [_update_row(step, sheet, hidden) for step in steps]
    widths = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [_cells(heads, widths, (Meaning.HEADING,) * 5)]
    for row in rows:
        new = Meaning.ASKED if row[-1] == "?" else Meaning.TOTAL
        lines.append(_cells(row, widths, (*_UPDATE_MEANINGS, new)))
    return Text("\n").join(lines)


_UPDATE_MEANINGS = (Meaning.NAME, Meaning.VALUE, Meaning.GRADIENT, Meaning.GRADIENT)


def _update_row(step: UpdateStep, sheet: Sheet, hidden: Hidden) -> tuple[str, ...]:
    """The change would give the new value away, and the gradient: it is hidden with either."""
    gradient = "?" if step.target in hidden.gradients else sheet.brief(step.gradient)
    new = "?" if step.target in hidden.values else sheet.brief(step.value)
    change = "?" if "?" in (gradient, new) else sheet.brief(times(-step.lr, step.gradient))
    return sheet.term(Symbol(step.target)), sheet.brief(step.old), gradient, change, new


def _cells(texts: Sequence[str], widths: Sequence[int], meanings: Sequence[Meaning]) -> Text:
    """A table's row, right-aligned so that digits stand under digits."""
    line = Text(no_wrap=True)
    for place, (text, width, meaning) in enumerate(zip(texts, widths, meanings, strict=True)):
        line.append("  " if place else "").append(" " * (width - cell_len(text)))
        line.append(text, style=meaning)
    return line


class Move(NamedTuple):
    """A node's value before and after an update."""

    name: str
    before: Value
    after: Value


def forward_again(moves: Sequence[Move], sheet: Sheet) -> Text:
    """`forward again:  y  5.05 → 3.1768    E  0.55125 → 0.3388  (−39%)`, the loss last."""
    line = Text().append(sheet.say("net-forward-again"), style=Meaning.HEADING)
    for move in moves:
        line.append("  " if move is moves[0] else "    ")
        line.append(sheet.term(Symbol(move.name)), style=Meaning.NAME)
        line.append("  ").append(sheet.number(move.before), style=Meaning.VALUE)
        line.append(f" {sheet.charset.becomes} ").append(
            sheet.number(move.after), style=Meaning.VALUE
        )
    if moves and moves[-1].before:
        line.append(f"  ({_percent(moves[-1], sheet.charset)})", style=Meaning.TOTAL)
    return line


def _percent(move: Move, charset: Charset) -> str:
    change = 100 * (float(move.after) - float(move.before)) / abs(float(move.before))
    rounded = round(change)
    return f"+{rounded}%" if rounded > 0 else f"{charset.number(str(rounded))}%"
