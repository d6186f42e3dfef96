"""Cards of steps with matrices: the rule over the shapes of its factors, then the numbers.

In: a value or a gradient step, the values of its atoms, a `Sheet`. Out: rich `Text`.

    dW  = Xᵀ  · dZ     Z = X·W + b
    3×2   3×4   4×2
        = ⎡…⎤ · ⎡…⎤
        = ⎡…⎤

Of a sum over paths each path has its rule, and the numbers are what each brings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.text import Text

from backtutor.derive import GradientStep, rows_given
from backtutor.graph import Graph
from backtutor.notation import Rounding
from backtutor.ops import Shape
from backtutor.read import Vocabulary
from backtutor.read.shapes import Shapes
from backtutor.terms import Derivative, Symbol, Term, atoms
from backtutor.ui.blocks import Block, beside, text_block
from backtutor.ui.equations import (
    Equation,
    Side,
    fits,
    in_numbers,
    laid_out,
    over_shapes,
    result_block,
    value_block,
)
from backtutor.ui.sheet import Sheet
from backtutor.ui.tables import first_that_fits
from backtutor.ui.theme import Meaning
from backtutor.ui.wrapping import wrapped
from backtutor.values import Point, Value, evaluate, shape_of

SHORT = Rounding(digits=4)
"""Numbers that are put in are written so where they would be too wide in full."""


NARROWER = 6
"""Columns by which a matrix gives way at a time."""


class Form(NamedTuple):
    """The right side of a step as a formula, and what is said beside it."""

    term: Term
    note: str = ""


def has_matrix(step: GradientStep, graph: Graph) -> bool:
    """Whether a gradient step needs a card of matrices."""
    return graph.has_matrix(step.target, *(term.via for term in step.terms))


def shapes_in(graph: Graph) -> Callable[[Term], Shape]:
    """Term → its shape, told from the shapes of the names."""
    shapes = Shapes(Vocabulary(graph.shapes))
    return lambda term: shapes.of(term) or ()


def gradient_card(
    step: GradientStep,
    graph: Graph,
    sheet: Sheet,
    values: Mapping[str, Value],
    forms: Sequence[Form] = (),
) -> Text:
    """The card of one gradient; `forms` are simpler formulas for it."""
    short = graph.has_matrix(step.target) and f"d{step.target}" not in graph.nodes
    left = Derivative(step.loss, step.target, short=short)
    point = _point(step, graph, values)
    if len(step.terms) == 1:
        note = _definition(step.terms[0].via, graph, sheet)
        found = worked(left, [Form(step.formula, note), *forms], step.value, point, sheet)
    else:
        found = _sum_card(left, step, point, sheet)
    if not step.kink:
        return found
    kink = Text(sheet.say("net-kink"), style=Meaning.QUIET)
    return Text("\n", no_wrap=True).join([found, *wrapped(kink, sheet.width)])


def _point(step: GradientStep, graph: Graph, values: Mapping[str, Value]) -> Point:
    """The values of everything that the formula of a step may hold."""
    known: dict[Symbol | Derivative, Value] = {Symbol(n): v for n, v in values.items()}
    known |= {Symbol(name): value for name, value in rows_given(graph).items()}
    return known | {term.upstream: term.upstream_value for term in step.terms}


def _definition(name: str, graph: Graph, sheet: Sheet) -> str:
    formula = graph[name].term
    return f"{sheet.term(Symbol(name))} = {sheet.term(formula)}" if formula is not None else ""


def worked(left: Term, forms: Sequence[Form], value: Value, point: Point, sheet: Sheet) -> Text:
    """`left = formula = formula in numbers = value`, a row a side."""
    head, room = _head(left, value, sheet)
    last = forms[-1].term
    symbols = [Side(over_shapes(term, _shapes(point), sheet), note=note) for term, note in forms]
    result = Side((result_block(value, sheet, room),))

    def equation(brief: Sheet, room: int) -> Equation:
        meanings: dict[Term, Meaning] = {
            atom: Meaning.GRADIENT for atom in atoms(last) if isinstance(atom, Derivative)
        }
        numbers = Side(in_numbers(last, point, brief, room, meanings))
        return Equation(head, (*symbols, *([numbers] if _has_numbers(last) else []), result))

    return _fitted(equation, sheet, room)


def _has_numbers(term: Term) -> bool:
    """Whether putting the numbers in shows more than the result does."""
    return not isinstance(term, Symbol | Derivative) and next(atoms(term), None) is not None


def _head(left: Term, value: Value, sheet: Sheet) -> tuple[Block, int]:
    """What stands left of the equals signs, and how much room that leaves."""
    found = beside(over_shapes(left, lambda atom: shape_of(value), sheet))
    found.lines[0].stylize(Meaning.HEADING)
    return found, sheet.width - found.width - 5


def _shapes(point: Point) -> Callable[[Term], Shape]:
    return lambda atom: shape_of(evaluate(atom, point))


def _fitted(equation: Callable[[Sheet, int], Equation], sheet: Sheet, room: int) -> Text:
    """With all digits where no side has to be broken for it, and on narrow screens with fewer
    columns of the matrices that signs stand around."""
    full = equation(sheet, room)
    if fits(full, sheet.width):
        return laid_out(full, sheet.width)
    brief = sheet if sheet.rounding.decimals is not None else sheet._replace(rounding=SHORT)
    forms = (laid_out(equation(brief, less), sheet.width) for less in range(room, 0, -NARROWER))
    return first_that_fits(forms, sheet.width) or laid_out(equation(brief, 1), sheet.width)


def _sum_card(left: Term, step: GradientStep, point: Point, sheet: Sheet) -> Text:
    """A row a path, then what each brings, then the total."""
    head, room = _head(left, step.value, sheet)
    rules = [
        Side(
            over_shapes(term.formula, _shapes(point), sheet),
            "+" if place else "=",
            sheet.say("net-via", name=sheet.term(Symbol(term.via))),
        )
        for place, term in enumerate(step.terms)
    ]
    result = Side((result_block(step.value, sheet, room),))

    def equation(brief: Sheet, room: int) -> Equation:
        shares = Side(tuple(_added([term.value for term in step.terms], brief, room)))
        return Equation(head, (*rules, shares, result))

    return _fitted(equation, sheet, room)


def _added(values: Sequence[Value], sheet: Sheet, room: int) -> Iterator[Block]:
    for place, value in enumerate(values):
        if place:
            yield text_block(" + ")
        yield value_block(value, sheet, room)._replace(is_atom=True)
