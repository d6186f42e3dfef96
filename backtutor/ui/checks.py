"""Gradient checks on the screen: a row a gradient, then what the rows say together.

In: a derivation and its `Checks`. Out: lines of a table, or sentences in plain mode. Of a
matrix the entry with the largest difference stands for all, beside the norm of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backtutor.derive import Derivation
from backtutor.gradcheck import (
    EPSILON,
    KINKS,
    THRESHOLD,
    Agreement,
    Checks,
    GradientCheck,
    Place,
    norm_difference,
)
from backtutor.messages import Message, message
from backtutor.notation import Rounding, show
from backtutor.terms import Symbol
from backtutor.ui.probes import difference_text
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.values import Scalar

FIGURES = Rounding(digits=8)
BRIEF = Rounding(digits=2)
NAMED = 8
"""Names that a sentence lists; of more it says how many."""


EXPLAINED = (
    Agreement.AT_KINK,
    Agreement.CROSSES_KINK,
    Agreement.ROUNDING,
    Agreement.COARSE,
)
"""What needs a sentence, in the order of the sentences."""


class Row(NamedTuple):
    """The check that stands for a name, and the norm of the whole of a matrix."""

    check: GradientCheck
    norm: float | None = None


def check_page(derivation: Derivation, checks: Checks, screen: Screen) -> None:
    """The table and what follows from it."""
    formula = difference_text(derivation.graph.loss, "w", screen)
    screen.print(screen.text("verify-title", difference=formula, eps=_power(EPSILON)))
    screen.print()
    rows = list(rows_of(checks))
    table = [] if screen.plain else list(_table(rows, screen))
    if screen.plain or max(line.cell_len for line in table) > screen.width:
        for sentence in _sentences(rows, screen):
            screen.print(sentence)
    else:
        screen.lines(table)
    screen.print()
    for said, meaning in conclusions(derivation, checks):
        screen.print(screen.say(said), meaning)


def rows_of(checks: Checks) -> Iterator[Row]:
    """A row a name: of a matrix the entry that agrees least."""
    for _, group in groupby(checks.checks, key=lambda check: check.name):
        entries = list(group)
        if entries[0].entry is None:
            yield Row(entries[0])
        else:
            yield Row(max(entries, key=_badness), norm_difference(_smooth(entries)))


def _smooth(entries: Sequence[GradientCheck]) -> list[GradientCheck]:
    return [check for check in entries if check.verdict not in KINKS]


def _badness(check: GradientCheck) -> tuple[bool, bool, Scalar]:
    telling = check.verdict not in EXPLAINED
    return check.verdict is Agreement.DIFFERS, telling, check.difference


# -- the table


def _table(rows: Sequence[Row], screen: Screen) -> Iterator[Text]:
    has_matrix = any(row.norm is not None for row in rows)
    heads = ["", *map(screen.text, ("verify-gradient", "verify-approx", "verify-difference"))]
    heads += [screen.text("verify-norm")] if has_matrix else []
    cells = [_cells(row, has_matrix, screen) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(heads, *cells, strict=True)]
    yield _line(heads, widths, [Meaning.QUIET] * len(heads))
    for row, texts in zip(rows, cells, strict=True):
        line = _line(texts, widths, MEANINGS)
        mark, meaning = _mark(row.check, screen)
        line.append("  ").append(mark, style=meaning)
        if row.check.eps != EPSILON:
            eps = screen.text("verify-eps", eps=_power(row.check.eps))
            line.append(f"  {eps}", style=Meaning.QUIET)
        yield line


MEANINGS = (Meaning.NAME, Meaning.GRADIENT, Meaning.VALUE, Meaning.VALUE, Meaning.VALUE)


def _cells(row: Row, has_matrix: bool, screen: Screen) -> list[str]:
    check = row.check
    texts = [
        screen.anything(named(check)),
        _figure(check.gradient, screen),
        _figure(check.approx, screen),
        _brief(check.difference, screen),
    ]
    if has_matrix:
        texts.append("" if row.norm is None else _brief(row.norm, screen))
    return texts


def _line(texts: Sequence[str], widths: Sequence[int], meanings: Sequence[Meaning]) -> Text:
    """Names to the left, digits under digits."""
    line = Text(no_wrap=True)
    cells = zip(texts, widths, meanings[: len(texts)], strict=True)
    for place, (text, width, meaning) in enumerate(cells):
        room = " " * (width - cell_len(text))
        line.append("  " if place else "").append(room if place else "")
        line.append(text, style=meaning).append("" if place else room)
    return line


def _mark(check: GradientCheck, screen: Screen) -> tuple[str, Meaning]:
    match check.verdict:
        case Agreement.AGREES:
            return screen.charset.right, Meaning.CORRECT
        case Agreement.ROUNDING | Agreement.COARSE:
            return screen.charset.text("≈"), Meaning.CORRECT
        case Agreement.AT_KINK | Agreement.CROSSES_KINK:
            return screen.text("verify-kink"), Meaning.HINT
        case Agreement.DIFFERS:
            return screen.charset.wrong, Meaning.WRONG


def _sentences(rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    for row in rows:
        check = row.check
        yield screen.text(
            "spoken-verified",
            name=named(check),
            gradient=_figure(check.gradient, screen),
            approx=_figure(check.approx, screen),
            difference=_brief(check.difference, screen),
            verdict=message(f"verdict-of-{check.verdict.value}"),
        )


def named(at: GradientCheck | Place) -> Message | Symbol:
    """A name, or an entry: `W₁[2,3]`."""
    if at.entry is None:
        return Symbol(at.name)
    row, column = at.entry
    return message("verify-entry", name=Symbol(at.name), row=row, column=column)


def _figure(value: Scalar, screen: Screen) -> str:
    return screen.charset.number(show(value, FIGURES))


def _brief(value: Scalar, screen: Screen) -> str:
    return screen.charset.number(show(value, BRIEF))


def _power(value: Scalar) -> str:
    """1e-5, not 0.00001."""
    text = f"{float(value):.3g}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


# -- what the rows say together


def conclusions(derivation: Derivation, checks: Checks) -> Iterator[tuple[Message, Meaning | str]]:
    """What disagrees, what cannot be told and why, how near the rest is."""
    loss = Symbol(derivation.graph.loss)
    if checks.failed:
        facts = {"names": _names(checks.failed), "threshold": _power(THRESHOLD)}
        yield message("verify-failed", **facts), Meaning.WRONG
    for verdict in EXPLAINED:
        found = [check for check in checks.checks if check.verdict is verdict]
        if found:
            yield message(f"verify-{verdict.value}", names=_names(found), loss=loss), ""
    if checks.beside:
        yield message("verify-beside", names=_names(checks.beside), loss=loss), ""
    yield from _agreement(checks)
    if checks.left:
        looked = len(checks.checks) + len(checks.beside)
        yield message("verify-left", count=looked, total=looked + checks.left), ""


def _agreement(checks: Checks) -> Iterator[tuple[Message, Meaning | str]]:
    agreeing = [check for check in checks.checks if check.verdict is Agreement.AGREES]
    if not agreeing:
        return
    worst = max(agreeing, key=lambda check: check.difference)
    facts = {
        "threshold": _power(THRESHOLD),
        "count": len(agreeing),
        "total": len(checks.checks) + len(checks.beside),
        "largest": show(worst.difference, BRIEF),
        "name": named(worst),
    }
    yield message("verify-agree", **facts), Meaning.CORRECT
    yield message("verify-as-one", difference=show(norm_difference(checks.smooth), BRIEF)), ""


def _names(places: Sequence[GradientCheck | Place]) -> tuple[Message | Symbol, ...]:
    return shortened([named(place) for place in places])


def shortened(names: Sequence[Message | Symbol]) -> tuple[Message | Symbol, ...]:
    """The first few, and how many more."""
    more = len(names) - NAMED
    return (*names[:NAMED], message("verify-more", count=more)) if more > 0 else tuple(names)
