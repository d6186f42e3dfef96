"""The sheet: what cards, tables and formulas are printed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backtutor.messages import message
from backtutor.notation import DEFAULT_ROUNDING, Rounding, factor, show, write
from backtutor.terms import Term
from backtutor.text import say
from backtutor.ui.blocks import KEPT, MOST, corners, entry_texts, shape_text
from backtutor.ui.clean import clean
from backtutor.ui.theme import Charset
from backtutor.values import Value, is_matrix, shape_of

if TYPE_CHECKING:
    from backtutor.matrices import Matrix


class Sheet(NamedTuple):
    """Characters, language, width, rounding."""

    charset: Charset
    lang: str
    width: int
    rounding: Rounding = DEFAULT_ROUNDING

    def term(self, term: Term) -> str:
        return self.charset.text(clean(write(term, self.charset.notation)))

    def factor(self, term: Term) -> str:
        return self.charset.text(clean(factor(term, self.charset.notation)))

    def number(self, value: Value) -> str:
        """A number; a matrix as a list of its rows."""
        if not is_matrix(value):
            return self.charset.number(show(value, self.rounding))
        rows = entry_texts(value, self.charset, self.rounding)
        written = (f"[{', '.join(row)}]" for row in rows)
        return f"[{', '.join(written)}]"

    def brief(self, value: Value) -> str:
        """A number; of a matrix its shape."""
        return shape_text(shape_of(value), self.charset) or self.number(value)

    def say(self, id: str, **facts: object) -> str:
        return self.charset.text(say(message(id, **facts), self.lang, self.charset.notation))


def in_product(number: str) -> str:
    """A negative number after a times sign stands in brackets."""
    return f"({number})" if number[0] in "-−" else number


def rows_text(value: Matrix, sheet: Sheet) -> str:
    """`[1, 2]; [3, 4]`, of a large matrix its corners."""
    texts = entry_texts(value, sheet.charset, sheet.rounding)
    dots = sheet.charset.between
    rows = corners(texts, KEPT if len(texts[0]) > MOST else len(texts[0]), sheet.charset)
    return "; ".join(dots[0] if row[0] == dots[1] else f"[{', '.join(row)}]" for row in rows)
