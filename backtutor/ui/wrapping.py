"""Lines of prose: broken at blanks, and between Chinese characters.

In: a rich `Text` and a width in cells. Out: its lines. Chinese has no blanks, so a line may end
after any wide character, but none begins with a mark that closes what stands before it.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.text import Text

_WIDE = (
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
)
_CLOSING = r"[，。、；：？！）》」』”’…）,.;:?!)\]]"
_OPENING = r"[（《「『“‘(\[]"
_PIECE = rf"\s+|{_OPENING}*(?:{_WIDE}|(?:(?!{_WIDE})\S)+){_CLOSING}*|\S"
"""What is never broken: blanks, a word, a wide character with the marks that belong to it."""


def wrapped(text: Text, width: int) -> list[Text]:
    """The lines of one paragraph."""
    starts: list[int] = []
    used = 0
    for piece in _pieces(text.plain, width):
        size = cell_len(piece[0])
        if used + size > width and used and not piece[0].isspace():
            starts.append(piece.start())
            used = 0
        used += size
    lines = list(text.divide(starts))
    for line in lines:
        line.rstrip()
    return lines


def _pieces(plain: str, width: int) -> list[re.Match[str]]:
    """The pieces of a text, those that no line could hold cut into characters."""
    found: list[re.Match[str]] = []
    # without wide characters a piece is a word, and the long pattern need not be compiled
    pattern = _PIECE if any(cell_len(character) == 2 for character in plain) else r"\s+|\S+"
    for piece in re.finditer(pattern, plain):
        if cell_len(piece[0]) <= width:
            found.append(piece)
        else:
            found += re.compile(r"(?s).").finditer(plain, piece.start(), piece.end())
    return found
