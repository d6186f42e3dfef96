"""Matrices: the many ways in which rows and entries are typed.

In: a cursor at `[`, `(1, 2`, `\\begin{bmatrix}`, or at rows without brackets. Out: a matrix
term, or for `[y - t]` the term in the brackets: one entry without a comma is only grouped.
"""

from __future__ import annotations

from itertools import pairwise

from backtutor.read.bounds import decimal
from backtutor.read.cursor import Cursor
from backtutor.read.faults import Unreadable
from backtutor.read.tokens import END, Token
from backtutor.terms import MatrixTerm, Number, Term

STOPS = frozenset({END, "=", "~", ")", "]", "}", "finish"})
Rows = list[list[Term]]


def bracket(cursor: Cursor, token: Token) -> Term:
    """`[y - t]`, `[1, 2; 3, 4]`, `[[1, 2], [3, 4]]`, `[[1 2]\\n [3 4]]`."""
    bars = cursor.open(token)
    nested = _is_nested(cursor)
    rows, listed = _nested_rows(cursor) if nested else _rows(cursor)
    cursor.close(token, bars)
    if not listed and not nested:
        return rows[0][0]
    return _matrix(cursor, rows, token)


def _is_nested(cursor: Cursor) -> bool:
    """Whether the bracket holds rows in brackets of their own: `[[y - t]*h1]` does not."""
    if cursor.kind != "[":
        return False
    depth = 0
    for index in range(cursor.index, len(cursor.tokens)):
        kind = cursor.tokens[index].kind
        depth += (kind == "[") - (kind == "]")
        if depth == 0:
            return cursor.tokens[index + 1].kind in (",", ";", "[", "]")
    return False


def _nested_rows(cursor: Cursor) -> tuple[Rows, bool]:
    found: Rows = []
    while cursor.kind == "[":
        token = cursor.token
        cursor.index += 1
        bars = cursor.open(token)
        rows, _ = _rows(cursor)
        cursor.close(token, bars)
        found.append([entry for row in rows for entry in row])
        if not cursor.take(","):
            cursor.take(";")
    return found, True


def _rows(cursor: Cursor) -> tuple[Rows, bool]:
    """Rows up to what closes them, and whether anything in them makes a list of them."""
    rows: Rows = [[]]
    listed = False
    while cursor.kind not in STOPS or rows == [[]]:
        entries = number_run(cursor) or [cursor.sum()]
        rows[-1] += entries
        if cursor.take(",") or cursor.take("&"):
            listed = True
        elif cursor.take(";") or cursor.take("\\\\"):
            listed = True
            rows.append([])
        else:
            listed = listed or len(entries) > 1
            break
    if not rows[-1]:
        rows.pop()
    return rows, listed


def number_run(cursor: Cursor) -> list[Term]:
    """Two or more plain numbers with only space between them, or nothing."""
    begin = cursor.index
    numbers: list[Term] = []
    while (length := _literal(cursor, first=not numbers)) > 0:
        sign, token = cursor.tokens[cursor.index], cursor.tokens[cursor.index + length - 1]
        value = decimal(token.text, token.start)
        negative = sign.kind == "-"
        number = Number(-value if negative else value)
        numbers.append(cursor.numeral(number, "-" * negative + token.text))
        cursor.index += length
    if len(numbers) < 2:
        cursor.index = begin
        return []
    return numbers


def _literal(cursor: Cursor, first: bool) -> int:
    """How many tokens the signed number here has; 0 where there is none."""
    token, following = (
        cursor.tokens[cursor.index],
        cursor.tokens[min(cursor.index + 1, _last(cursor))],
    )
    apart = first or cursor.tokens[cursor.index - 1].end < token.start
    if not apart:
        return 0
    if token.kind == "number":
        return 1
    # in [3 -1] of a lesson without matrices the sign subtracts
    signed = token.kind in ("-", "+") and (first or cursor.vocabulary.matrices)
    glued = following.kind == "number" and token.end == following.start
    return 2 if signed and glued else 0


def _last(cursor: Cursor) -> int:
    return len(cursor.tokens) - 1


def rows_on_lines(cursor: Cursor) -> Term | None:
    """`1 2; 3 4` without brackets, or one row of numbers; None where there is no such thing."""
    first = cursor.token
    if _separated(cursor):
        rows, _ = _rows(cursor)
        return _matrix(cursor, rows, first)
    begin = cursor.index
    numbers = number_run(cursor)
    if not numbers or cursor.kind not in STOPS or not cursor.vocabulary.matrices:
        cursor.index = begin
        return None
    tokens = cursor.tokens[begin : cursor.index]
    if not any(a.kind == b.kind == "number" for a, b in pairwise(tokens)):
        # `1 -2`: a difference, or a row of two
        row = MatrixTerm((tuple(numbers),))
        cursor.index = begin
        readings = (cursor.sum(), row)
        raise Unreadable("read-two-readings", first.start, tokens[-1].end, readings=readings)
    return _matrix(cursor, [numbers], first)


def _separated(cursor: Cursor) -> bool:
    """Whether a `;` or a line break outside all brackets stands before the next `=`."""
    depth = 0
    for token in cursor.tokens[cursor.index :]:
        depth += (token.kind in ("(", "[", "{", "begin")) - (
            token.kind in (")", "]", "}", "finish")
        )
        if depth == 0 and token.kind == ";":
            return cursor.vocabulary.matrices
        if depth == 0 and token.kind in ("=", "~"):
            return False
    return False


def tuple_of(cursor: Cursor, first: Term, opening: Token) -> Term:
    """The rest of `(1, 2, 3)` after its first entry."""
    if not cursor.vocabulary.matrices:
        cursor.refuse()
    cursor.index += 1
    rows = [[first]]
    if cursor.kind != ")":
        more, _ = _rows(cursor)
        rows = [[first, *more[0]], *more[1:]]
    return _matrix(cursor, rows, opening)


def environment(cursor: Cursor, token: Token) -> Term:
    """`\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}`."""
    cursor.enter(token)
    rows, _ = _rows(cursor)
    cursor.depth -= 1
    if not cursor.take("finish"):
        if cursor.kind == END:
            raise Unreadable(
                "read-never-closed", token.start, token.end, found=token.text, expected="\\end"
            )
        cursor.refuse()
    return _matrix(cursor, rows, token)


def wrapped(cursor: Cursor, token: Token) -> Term:
    """`array(…)` and `tensor(…)`: what is inside; a dtype says nothing about the value."""
    opening = cursor.token
    bars = cursor.open(opening)
    cursor.index += 1
    term = cursor.sum()
    while cursor.kind == "," and cursor.tokens[cursor.index + 1].text in _IGNORED:
        cursor.index += 3
        while cursor.kind not in (",", ")", END):
            cursor.index += 1
    cursor.take(",")
    cursor.close(opening, bars)
    return term


_IGNORED = frozenset({"dtype", "requires_grad", "device"})


def _matrix(cursor: Cursor, rows: Rows, first: Token) -> Term:
    """The matrix of these rows; rows that are matrices of one row each are put together."""
    end = cursor.tokens[max(cursor.index, 1) - 1].end
    cells = rows[0] if len(rows) == 1 else [row[0] for row in rows if len(row) == 1]
    if len(rows) in (1, len(cells)) and all(_is_row(cell) for cell in cells):
        rows = [list(cell.rows[0]) for cell in cells if isinstance(cell, MatrixTerm)]
    if any(isinstance(entry, MatrixTerm) for row in rows for entry in row):
        raise Unreadable("read-nested", first.start, end)
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise Unreadable(
                "read-ragged",
                first.start,
                end,
                row=number,
                found=len(row),
                expected=len(rows[0]),
            )
    return MatrixTerm(tuple(map(tuple, rows)))


def _is_row(cell: Term) -> bool:
    return isinstance(cell, MatrixTerm) and len(cell.rows) == 1
