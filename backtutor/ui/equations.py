"""Equations between matrices: the names over their shapes, then the numbers in brackets.

In: terms, the values of their atoms, a `Sheet`. Out: blocks, and an equation as rich `Text`,
broken after equals signs and then between factors where it is too wide:

    dW  = Xᵀ  · dZ
    3×2   3×4   4×2
        = ⎡1  0  2  1⎤    ⎡…⎤
          ⎢2  1  0  3⎥  · ⎢…⎥
          ⎣0  1  1  2⎦3×4 ⎣…⎦4×2
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.text import Text

from backtutor.notation import write
from backtutor.ops import Shape
from backtutor.read import Vocabulary
from backtutor.read.shapes import Shapes
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term
from backtutor.ui.blocks import (
    Block,
    beside,
    drawn,
    matrix_block,
    padded,
    shape_text,
    text_block,
)
from backtutor.ui.clean import clean
from backtutor.ui.sheet import Sheet, in_product
from backtutor.ui.theme import Meaning
from backtutor.values import Point, Value, evaluate, is_matrix, shape_of

FIRST_MARK = 0xE000
"""Characters of private use stand for atoms while a term is written."""

_MARKS = re.compile("([\ue000-\uf8ff])")

AtomBlock = Callable[[Term], Block]


class Side(NamedTuple):
    """What stands after a sign of an equation, and a note beside it."""

    blocks: tuple[Block, ...]
    sign: str = "="
    note: str = ""


class Equation(NamedTuple):
    """What stands left of the first sign, and the sides right of each."""

    head: Block
    sides: tuple[Side, ...]


def pieces(
    term: Term, shape: Callable[[Term], Shape], block: AtomBlock, sheet: Sheet
) -> tuple[Block, ...]:
    """The text of `term` with its atoms as blocks, in the order in which it is written."""
    marks: dict[str, Term] = {}
    marked = _marked(term, marks)
    shapes = Shapes(Vocabulary({mark: shape(atom) for mark, atom in marks.items()}))
    notation = sheet.charset.notation._replace(is_matrix=lambda part: bool(shapes.of(part)))
    found: list[Block] = []
    for text in _MARKS.split(write(marked, notation)):
        if text in marks:
            found.append(block(marks[text])._replace(is_atom=True))
        elif text:
            found += _signs(sheet.charset.text(clean(text)))
    return tuple(found)


_ENDS = re.compile(r"(?:, axis=[01]|[)²³ᵀ]|\^[0-9]+|\.T)+")
"""What belongs to the atom before it."""


def _signs(text: str) -> Iterator[Block]:
    """The text between two atoms, what ends the first apart from what leads to the second."""
    end = _ENDS.match(text)
    if end is not None:
        yield text_block(end[0])._replace(is_end=True)
    if rest := text[end.end() if end else 0 :]:
        yield text_block(rest if end else _spaced(rest))


def _spaced(text: str) -> str:
    """A lone sign between two blocks stands free."""
    return f" {text} " if text in "·*/" else text


def _marked(term: Term, marks: dict[str, Term]) -> Term:
    """`term` with each atom, a transposed one included, as a symbol of one character."""
    match term:
        case Symbol() | Derivative() | MatrixTerm() | Apply("T", (Symbol() | Derivative(),)):
            mark = chr(FIRST_MARK + len(marks))
            marks[mark] = term
            return Symbol(mark)
        case Apply(op, args, axis):
            return Apply(op, tuple(_marked(arg, marks) for arg in args), axis)
        case Number():
            return term


def over_shapes(term: Term, shape: Callable[[Term], Shape], sheet: Sheet) -> tuple[Block, ...]:
    """The formula in symbols, each matrix over its shape."""

    def block(atom: Term) -> Block:
        name = Text(sheet.term(atom))
        under = shape_text(shape(atom), sheet.charset)
        return Block((name, Text(under, style=Meaning.QUIET)) if under else (name,))

    return pieces(term, shape, block, sheet)


def in_numbers(
    term: Term,
    values: Point,
    sheet: Sheet,
    room: int,
    meanings: Mapping[Term, Meaning] | None = None,
) -> tuple[Block, ...]:
    """The formula with its numbers put in, nothing worked out."""

    def block(atom: Term) -> Block:
        value = evaluate(atom, values)
        bare = atom.args[0] if isinstance(atom, Apply) else atom
        return value_block(value, sheet, room, (meanings or {}).get(bare, Meaning.VALUE))

    return pieces(term, lambda atom: shape_of(evaluate(atom, values)), block, sheet)


def value_block(
    value: Value, sheet: Sheet, room: int, meaning: Meaning | str = Meaning.VALUE
) -> Block:
    """A number, or a matrix in brackets."""
    if is_matrix(value):
        return matrix_block(value, sheet.charset, sheet.rounding, room, meaning)
    return text_block(in_product(sheet.number(value)), meaning)


def result_block(value: Value, sheet: Sheet, room: int) -> Block:
    """What comes out."""
    if is_matrix(value):
        return value_block(value, sheet, room, Meaning.TOTAL)
    return text_block(sheet.number(value), Meaning.TOTAL)


def laid_out(equation: Equation, width: int) -> Text:
    """A row a side, those that are too wide broken between factors."""
    rows: list[Block] = []
    for place, side in enumerate(equation.sides):
        sign = text_block(f" {side.sign} ")
        lead = _blank(equation.head.width) if place else padded(equation.head)
        head = beside([lead, sign])
        parts = _broken(side.blocks, width - head.width)
        first = beside([head, *parts[0]])
        rows += _noted(first, side.note, head.width, width) if side.note else [first]
        rows += (beside([_blank(head.width), *part]) for part in parts[1:])
    return Text("\n", no_wrap=True).join(map(drawn, rows))


def fits(equation: Equation, width: int) -> bool:
    """Whether no side has to be broken."""
    widest = max(beside(side.blocks).width + len(side.sign) + 2 for side in equation.sides)
    return equation.head.width + widest <= width


def _blank(width: int) -> Block:
    return text_block(" " * width)


def _noted(block: Block, note: str, margin: int, width: int) -> list[Block]:
    """The note at the end of the base line, or below where there is room only there."""
    said = text_block(note, Meaning.QUIET)
    beyond = beside([padded(block), _blank(4), said])
    if beyond.width <= width:
        return [beyond]
    below = beside([_blank(margin), said])
    return [block, below] if below.width <= width else [block]


def _broken(side: Sequence[Block], room: int) -> list[Sequence[Block]]:
    """The side on one row, or on several: each atom stays with the signs before it."""
    rows: list[list[Block]] = [[]]
    for unit in _units(side):
        if rows[-1] and beside([*rows[-1], *unit]).width > room:
            rows.append([])
        rows[-1] += unit
    return list(rows)


def _units(side: Sequence[Block]) -> list[list[Block]]:
    """What is never broken: signs and the atom after them, the last with what closes it."""
    units: list[list[Block]] = [[]]
    for piece, following in pairwise([*side, text_block("")]):
        units[-1].append(piece)
        ended = piece.is_atom or (piece.is_end and len(units[-1]) > 1)
        if ended and not following.is_end:
            units.append([])
    last = units.pop()
    if units and not any(piece.is_atom for piece in last):
        units[-1] += last
        return units
    return [*units, last]
