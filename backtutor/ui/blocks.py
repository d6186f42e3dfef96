"""Blocks: lines of a formula that stand side by side, and matrices drawn as blocks.

In: texts and values. Out: a `Block`, and rows of blocks as rich `Text`. A block knows the line
on which a formula runs through it, so that `dW = ⎡⎤ · ⎡⎤` can be put together from its pieces:

        ⎡1  0⎤
    2 · ⎢2  1⎥ · ⎡ 0.5⎤
        ⎣3  2⎦3×2⎣−0.5⎦2×1

A large matrix shows its corners; its shape always stands at its foot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backtutor.notation import Rounding, show
from backtutor.ops import Shape
from backtutor.ui.theme import Charset, Meaning

if TYPE_CHECKING:
    from backtutor.matrices import Matrix

MOST = 6
"""Rows and columns of a matrix that are all shown; of a larger one the first and the last."""

KEPT = 3
"""How many of the first rows or columns a large matrix shows."""


class Block(NamedTuple):
    """Lines that begin in one column; `base` is the one on which a formula runs through them.

    `is_atom`: it stands for a name or a number of a formula, and not for the signs between;
    `is_end`: it closes what stands before it.
    """

    lines: tuple[Text, ...]
    base: int = 0
    is_atom: bool = False
    is_end: bool = False

    @property
    def width(self) -> int:
        return max((line.cell_len for line in self.lines), default=0)

    @property
    def below(self) -> int:
        return len(self.lines) - 1 - self.base


def text_block(text: str, meaning: Meaning | str = "") -> Block:
    """A piece of a formula on one line."""
    return Block((Text(text, style=meaning, no_wrap=True),))


def beside(blocks: Sequence[Block], gap: int = 0) -> Block:
    """The blocks in a row, their bases on one line.

    Without a gap they come as near as they can: what stands at the foot of one reaches under
    the signs that follow it.
    """
    above = max((block.base for block in blocks), default=0)
    below = max((block.below for block in blocks), default=0)
    lines = [Text(no_wrap=True) for _ in range(above + 1 + below)]
    for place, block in enumerate(blocks):
        first = above - block.base
        taken = lines[first : first + len(block.lines)]
        start = max(_next_free(line, line is lines[above]) for line in taken)
        if gap and place:
            start = max(line.cell_len for line in lines) + gap
        for line, own in zip(taken, block.lines, strict=True):
            line.append(" " * (start - line.cell_len)).append_text(own)
    return Block(tuple(lines), above)


def _next_free(line: Text, is_base: bool) -> int:
    """Where the next block may begin; above and below the base line one column stays free."""
    return line.cell_len if is_base or not line.cell_len else line.cell_len + 1


def padded(block: Block) -> Block:
    """The block with its base line as long as the longest."""
    lines = [line.copy() for line in block.lines]
    lines[block.base].append(" " * (block.width - lines[block.base].cell_len))
    return block._replace(lines=tuple(lines))


def drawn(block: Block) -> Text:
    """The lines as they are printed."""
    lines = [line.copy() for line in block.lines]
    for line in lines:
        line.rstrip()
    return Text("\n", no_wrap=True).join(lines)


def filled(blocks: Sequence[Block], room: int, gap: int = 0) -> list[Block]:
    """As many blocks beside each other as there is room for, then on to the next row."""
    rows: list[list[Block]] = []
    for block in blocks:
        if rows and beside([*rows[-1], block], gap).width <= room:
            rows[-1].append(block)
        else:
            rows.append([block])
    return [beside(row, gap) for row in rows]


# -- matrices


def shape_text(shape: Shape, charset: Charset) -> str:
    """`4×3`; nothing for a scalar."""
    return charset.by.join(map(str, shape))


def bracket(charset: Charset, place: int, rows: int) -> tuple[str, str]:
    """The brackets beside row `place` of a matrix of `rows` rows."""
    left, right, single = charset.brackets
    if rows == 1:
        return single[0], single[1]
    part = 0 if place == 0 else 2 if place == rows - 1 else 1
    return left[part], right[part]


def matrix_block(
    value: Matrix,
    charset: Charset,
    rounding: Rounding,
    room: int,
    meaning: Meaning | str = Meaning.VALUE,
) -> Block:
    """A matrix in brackets with its shape at its foot, no wider than `room` where that can be."""
    texts = entry_texts(value, charset, rounding)
    shape = shape_text(value.shape, charset)
    columns = len(texts[0])
    kept = [columns] if columns <= MOST else []
    for first in (*kept, *range(min(KEPT, columns - 2), 0, -1)):
        block = _bracketed(corners(texts, first, charset), shape, charset, meaning)
        if block.width <= room:
            return block
    return text_block(shape, meaning)


def entry_texts(value: Matrix, charset: Charset, rounding: Rounding) -> list[list[str]]:
    return [[charset.number(show(entry, rounding)) for entry in row] for row in value.tolist()]


def corners(texts: Sequence[Sequence[str]], first: int, charset: Charset) -> list[list[str]]:
    """The first rows and columns and the last ones, dots between."""
    rows = [_cut(row, first, charset.between[0]) for row in texts]
    if len(rows) <= MOST:
        return rows
    gap = [charset.between[1]] * len(rows[0])
    if len(rows[0]) < len(texts[0]):
        gap[first] = charset.between[2]
    return [*rows[:KEPT], gap, rows[-1]]


def _cut(row: Sequence[str], first: int, dots: str) -> list[str]:
    return list(row) if first >= len(row) else [*row[:first], dots, row[-1]]


def _bracketed(
    rows: Sequence[Sequence[str]], shape: str, charset: Charset, meaning: Meaning | str
) -> Block:
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for place, row in enumerate(rows):
        left, right = bracket(charset, place, len(rows))
        cells = (" " * (w - cell_len(text)) + text for text, w in zip(row, widths, strict=True))
        line = Text(left, no_wrap=True).append("  ".join(cells), style=meaning).append(right)
        lines.append(line)
    lines[-1].append(shape, style=Meaning.QUIET)
    return Block(tuple(lines), (len(rows) - 1) // 2)
