"""Paths on the screen: each with its product, their sum, and what they share written once.

    x₁ → h₁ → y → E    w₁ · w₅ · (y − t) = 0.5 × 1 × 1.05 = 0.525
    x₁ → h₂ → y → E    w₃ · w₆ · (y − t) = 2.3 × 1 × 1.05 = 2.415
                                                            ─────
    ∂E/∂x₁                                                   2.94

In: a derivation and two names. Out: rich `Text`, or sentences in plain mode. A table that is too
wide loses its numbers, then stands with two lines a path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backtutor import paths
from backtutor.derive import Derivation
from backtutor.messages import Message, message
from backtutor.notation import show
from backtutor.slopes import Edge
from backtutor.terms import Apply, Derivative, Symbol, Term
from backtutor.ui.blocks import text_block
from backtutor.ui.diagram import Shown
from backtutor.ui.equations import Equation, Side, laid_out, over_shapes, result_block
from backtutor.ui.picture import picture
from backtutor.ui.screen import Screen, filled_lines
from backtutor.ui.sheet import Sheet, in_product
from backtutor.ui.tables import Cell, Row, aligned, brief, elided, first_that_fits, put
from backtutor.ui.theme import Meaning
from backtutor.ui.worked_matrices import shapes_in

MOST = 12
"""Paths that are listed one by one."""

MOST_NAMES = 5
"""Names that a sentence lists."""

LONGEST_COUNT = 80
"""Bits beyond which a number of paths is shown rounded."""


class Printed(NamedTuple):
    """One path as printed: its names, a factor an arrow, their numbers, the product."""

    names: tuple[str, ...]
    factors: tuple[str, ...]
    numbers: tuple[str, ...]
    value: str


def paths_page(whole: Derivation, start: str, screen: Screen) -> None:
    """All about the paths from `start` to the loss."""
    end, sheet = whole.graph.loss, screen.sheet
    ways = paths.count(whole.graph, start, end)
    if not ways:
        facts = {"start": Symbol(start), "end": Symbol(end), "slope": Derivative(end, start)}
        screen.print(screen.text("paths-none", **facts))
        return
    if not screen.plain:
        picture(whole.graph, _seen(whole, start, sheet), screen)
    facts = {"start": Symbol(start), "end": Symbol(end), "count": counted(ways, sheet)}
    screen.print(screen.text("paths-count", **facts), Meaning.HEADING)
    screen.print()
    if screen.plain:
        screen.lines(spoken(whole, start, end, screen))
    elif _has_matrix(whole, start):
        screen.drawing(path_cards(whole, start, end, sheet))
    else:
        put(screen, path_table(whole, start, end, sheet))
    screen.print()
    rule = "paths-rule-matrices" if _has_matrix(whole, start) else "paths-rule"
    screen.print(screen.text(rule), Meaning.QUIET)
    if ways > 1:
        screen.print()
        _shared(whole, start, screen)


def _seen(whole: Derivation, start: str, sheet: Sheet) -> Shown:
    """The network with the paths lit."""
    graph = whole.graph
    values = {name: sheet.brief(whole.evaluation[Symbol(name)]) for name in graph.nodes}
    arrows = paths.between(graph, start, graph.loss)
    lit = frozenset((name, user) for name, users in arrows.items() for user in users)
    return Shown(values, active=start, lit=lit)


def counted(ways: int, sheet: Sheet) -> str:
    """A number of paths, rounded where it is astronomical."""
    if ways.bit_length() <= LONGEST_COUNT:
        return str(ways)
    return sheet.charset.text("≈ ") + show(Fraction(ways), sheet.rounding)


# -- the table


def path_table(
    derivation: Derivation, start: str, end: str, sheet: Sheet, most: int = MOST
) -> Text:
    """The first `most` paths with their products, and the sum over all."""
    listed = _listed(derivation, start, end, sheet, most)
    hidden = paths.count(derivation.graph, start, end) - len(listed)
    more = sheet.say("paths-more", count=counted(hidden, sheet)) if hidden else ""
    total = brief(paths.total_value(derivation, start, end), sheet)
    head = sheet.term(Derivative(end, start))
    forms = (_flat(listed, more, head, total, sheet, numbers) for numbers in (True, False))
    return first_that_fits(forms, sheet.width) or _upright(listed, more, head, total, sheet)


def _listed(derivation: Derivation, start: str, end: str, sheet: Sheet, most: int) -> list[Printed]:
    found = islice(paths.listing(derivation.graph, start, end), most)
    return [printed_path(derivation, path, sheet) for path in found]


def printed_path(derivation: Derivation, path: paths.Path, sheet: Sheet) -> Printed:
    """The texts of one path; through matrices it has one factor, the rules put together."""
    names = tuple(sheet.term(Symbol(name)) for name in path)
    value = brief(paths.path_value(derivation, path), sheet)
    if derivation.graph.has_matrix(*path):
        brought = paths.path_contribution(derivation, path)
        formula = sheet.charset.more if brought is None else sheet.term(brought)
        return Printed(names, (formula,), (), value)
    terms = [derivation.evaluation.terms[edge] for edge in pairwise(path)]
    slopes = [derivation.evaluation[slope_of(edge)] for edge in pairwise(path)]
    numbers = [sheet.number(slope) for slope in slopes]
    return Printed(
        names=names,
        factors=tuple(map(sheet.term if len(terms) == 1 else sheet.factor, terms)),
        numbers=tuple(in_product(text) if i else text for i, text in enumerate(numbers)),
        value=value,
    )


def slope_of(edge: Edge) -> Derivative:
    """∂target/∂source, as the local derivative."""
    return Derivative(edge[1], edge[0], local=True)


def _arrow(sheet: Sheet) -> str:
    return f" {sheet.charset.becomes} "


def _flat(
    listed: Sequence[Printed], more: str, head: str, total: str, sheet: Sheet, numbers: bool
) -> Text:
    """A row a path, a rule, the total."""
    rows = [_row(path, sheet, numbers) for path in listed]
    if more:
        rows.append([Cell(f"{sheet.charset.more} {more}", Meaning.QUIET), *[Cell("")] * 4])
    if len(listed) > 1 or more:
        widest = max(cell_len(text) for text in (*(path.value for path in listed), total))
        rule = Cell(sheet.charset.joint(0, 0, 1, 1) * widest, Meaning.EDGE)
        rows.append([*[Cell("")] * 4, rule])
        last = Cell(total, Meaning.TOTAL, right=True)
        rows.append([Cell(head, Meaning.HEADING), *[Cell("")] * 3, last])
    return aligned(rows, gaps=("", "   ", " ", " ", " "))


def _row(path: Printed, sheet: Sheet, numbers: bool) -> Row:
    factors = f" {sheet.charset.product} ".join(path.factors)
    filled = f" {sheet.charset.times} ".join(path.numbers) if len(path.numbers) > 1 else ""
    return [
        Cell(_arrow(sheet).join(path.names), Meaning.NAME),
        Cell(factors, Meaning.FACTOR_2),
        Cell(f"= {filled}" if filled and numbers else ""),
        Cell("="),
        Cell(path.value, Meaning.GRADIENT, right=True),
    ]


def _upright(listed: Sequence[Printed], more: str, head: str, total: str, sheet: Sheet) -> Text:
    """Two lines a path, each with its middle left out where it is too long."""
    lines: list[Text] = []
    dots, room = sheet.charset.more, sheet.width - 2
    for path in listed:
        names = elided(path.names, _arrow(sheet), room, dots)
        lines.append(Text("  ").append(names, style=Meaning.NAME))
        value = f" = {path.value}"
        factors = elided(path.factors, f" {sheet.charset.product} ", room - 4 - len(value), dots)
        line = Text("    = ").append(factors, style=Meaning.FACTOR_2)
        lines.append(line.append(value, style=Meaning.GRADIENT))
    if more:
        lines.append(Text(f"  {dots} {more}", style=Meaning.QUIET))
    if len(listed) > 1 or more:
        last = Text("  ").append(head, style=Meaning.HEADING).append(" = ")
        lines.append(last.append(total, style=Meaning.TOTAL))
    return Text("\n").join(lines)


# -- through matrices


def path_cards(derivation: Derivation, start: str, end: str, sheet: Sheet) -> Text:
    """The first paths, each with its rules put together and its matrix, and the sum over all."""
    shape = shapes_in(derivation.graph)
    room = sheet.width - 4
    margin = text_block("   ")
    lines: list[Text] = []
    listed = list(islice(paths.listing(derivation.graph, start, end), MOST))
    for path in listed:
        names = [sheet.term(Symbol(name)) for name in path]
        text = elided(names, _arrow(sheet), room, sheet.charset.more)
        lines.append(Text("  ").append(text, style=Meaning.NAME))
        brought = paths.path_contribution(derivation, path)
        formula = [] if brought is None else [Side(tuple(over_shapes(brought, shape, sheet)))]
        value = result_block(paths.path_value(derivation, path), sheet, room)
        lines.append(laid_out(Equation(margin, (*formula, Side((value,)))), sheet.width))
    hidden = paths.count(derivation.graph, start, end) - len(listed)
    if hidden:
        more = sheet.say("paths-more", count=counted(hidden, sheet))
        lines.append(Text(f"  {sheet.charset.more} {more}", style=Meaning.QUIET))
    if len(listed) > 1:
        total = result_block(paths.total_value(derivation, start, end), sheet, room)
        head = text_block(f"  {sheet.term(Derivative(end, start))}", Meaning.HEADING)
        lines.append(laid_out(Equation(head, (Side((total,)),)), sheet.width))
    return Text("\n").join(lines)


# -- what paths share


def _has_matrix(whole: Derivation, start: str) -> bool:
    return whole.graph.has_matrix(*paths.between(whole.graph, start, whole.graph.loss))


def _shared(whole: Derivation, start: str, screen: Screen) -> None:
    """What the paths have in common, and what a sweep saves by it."""
    arrows = paths.between(whole.graph, start, whole.graph.loss)
    uses, count = paths.factors(whole.graph, start, whole.graph.loss), _count(arrows)
    if uses == count:
        screen.print(screen.text("paths-apart"))
        return
    if not _has_matrix(whole, start):
        form = paths.factored(whole, start, whole.graph.loss)
        if form is None:
            screen.print(screen.text("paths-too-long", arrows=count))
            return
        _formula(whole, start, form, screen)
        screen.print()
    inner = paths.unavoidable(arrows)[1:-1]
    if inner:
        through = "paths-through-matrices" if _has_matrix(whole, start) else "paths-through"
        screen.print(screen.text(through, names=_some(inner)))
    screen.print(screen.text("paths-uses", uses=counted(uses, screen.sheet), arrows=count))


def _count(arrows: paths.Arrows) -> int:
    return sum(map(len, arrows.values()))


def _some(names: Sequence[str]) -> tuple[Term, ...] | Message:
    """The first names, and how many more there are."""
    listed = tuple(Symbol(name) for name in names[:MOST_NAMES])
    hidden = len(names) - len(listed)
    return message("paths-and-more", names=listed, count=hidden) if hidden else listed


def _formula(whole: Derivation, start: str, form: Term, screen: Screen) -> None:
    """`∂E/∂x₁ = (w₁·w₅ + w₃·w₆)·(y − t) = 2.94`, broken between factors where it is long."""
    end, sheet = whole.graph.loss, screen.sheet
    head = sheet.term(Derivative(end, start))
    value = sheet.number(paths.total_value(whole, start, end))
    if screen.plain:
        equation = f"{head} = {sheet.term(form)} = {value}"
        screen.print(screen.text("spoken-factored", equation=equation))
        return
    screen.print(screen.text("paths-factored"), Meaning.HEADING)
    margin = " " * (cell_len(head) + 5)
    lines = filled_lines(_pieces(form, sheet), screen.width - cell_len(margin), "")
    lines[-1] += f" = {value}"
    first = Text("  ").append(head, style=Meaning.HEADING).append(f" = {lines[0]}")
    put(screen, Text("\n").join([first, *(Text(margin + line) for line in lines[1:])]))


def _pieces(form: Term, sheet: Sheet) -> list[str]:
    """The factors of a product, each with the sign that follows it."""
    if not (isinstance(form, Apply) and form.op == "mul"):
        return [sheet.term(form)]
    texts = [sheet.factor(factor) for factor in form.args]
    return [*(text + sheet.charset.product for text in texts[:-1]), texts[-1]]


# -- in sentences


def spoken(derivation: Derivation, start: str, end: str, screen: Screen) -> Iterator[str]:
    """A sentence a path, and one for the sum."""
    sheet = screen.sheet
    listed = _listed(derivation, start, end, sheet, MOST)
    for place, path in enumerate(listed, 1):
        signs = ((sheet.charset.product, path.factors), (sheet.charset.times, path.numbers))
        products = [f" {sign} ".join(texts) for sign, texts in signs if texts]
        equation = " = ".join(dict.fromkeys([*products, path.value]))
        said = "spoken-path" if path.numbers or len(path.names) == 1 else "spoken-path-matrices"
        yield screen.text(said, number=place, names=path.names, product=equation)
    hidden = paths.count(derivation.graph, start, end) - len(listed)
    if hidden:
        yield screen.text("paths-more", count=counted(hidden, sheet))
    if len(listed) == 1:
        return
    total = brief(paths.total_value(derivation, start, end), sheet)
    equation = f"{sheet.term(Derivative(end, start))} = {total}"
    yield screen.text("spoken-sum", equation=equation)
