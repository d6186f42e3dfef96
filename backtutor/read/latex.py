"""LaTeX: the subset of commands that answers may use.

In: a backslash in folded text. Out: the tokens it stands for, as (kind, text, start, end), and
where reading goes on. To read another command, add it to one of the tables.
"""

from __future__ import annotations

import re
import unicodedata

from backtutor.read.characters import LETTER, SUBSCRIPT
from backtutor.read.functions import ALIASES, ANSWER_ALIASES, FUNCTIONS
from backtutor.read.spelling import GREEK

Piece = tuple[str, str, int, int]

_SIGNS = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "odot": "⊙",
    "circ": "⊙",
    "div": "/",
    "partial": "∂",
    "top": "T",
    "intercal": "T",
    "prime": "'",
    "approx": "~",
    "sim": "~",
    "simeq": "~",
    "frac": "frac",
    "dfrac": "frac",
    "tfrac": "frac",
    "lvert": "|",
    "rvert": "|",
    "vert": "|",
    "lbrack": "[",
    "rbrack": "]",
    "\\": "\\\\",
}
"""Command → the kind of its token."""

_LOOKS = "left right big Big bigl bigr Bigl Bigr quad qquad displaystyle textstyle boxed , ; ! :"
_NOTHING = frozenset(_LOOKS.split()) | {" "}
"""Commands that change only the looks."""

_STYLES = "mathbf mathrm mathsf mathit mathcal mathbb boldsymbol bm text textbf operatorname vec"
_FONTS = frozenset(_STYLES.split())
_ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}

_ARGUMENT = rf"\s*(?:\{{\s*([A-Za-z{LETTER}][\w{LETTER}]*|1)\s*\}}|([A-Za-z1]))"
_INDEX = rf"(?:_(?:\{{[A-Za-z0-9{LETTER}]+\}}|[A-Za-z0-9{LETTER}]+)|[0-9{SUBSCRIPT}]+)?"
_ENVIRONMENT = r"\\(begin|end)\{([a-zA-Z]*matrix)\}"

DELIMITERS = (("`", "`"), ("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
"""Pairs that may stand around a whole answer."""


def command(folded: str, text: str, start: int, end: int, stop: int) -> tuple[list[Piece], int]:
    """The tokens of the command at `start`, and where the text goes on."""
    word = folded[start + 1 : end]
    if word in _SIGNS:
        return [(_SIGNS[word], text[start:end], start, end)], end
    if word.isdigit():
        return [("backslash", "\\", start, start + 1)], start + 1
    if word in _NOTHING:
        return [], end
    if environment := re.compile(_ENVIRONMENT).match(folded, start, stop):
        kind = "begin" if environment[1] == "begin" else "finish"
        return [(kind, text[start : environment.end()], start, environment.end())], (
            environment.end()
        )
    if word in _FONTS or word in _ACCENTS:
        return _styled(word, folded, text, start, end, stop)
    if word in GREEK or word in FUNCTIONS or word in ANSWER_ALIASES or word in ALIASES:
        return _name(GREEK.get(word, word), folded, text, start, end, stop)
    return [("command", text[start:end], start, end)], end


def _styled(
    word: str, folded: str, text: str, start: int, end: int, stop: int
) -> tuple[list[Piece], int]:
    r"""`\mathbf{W}_1` is the name W_1, `\hat{y}` is ŷ, `\vec{1}` the vector of ones."""
    found = re.compile(_ARGUMENT).match(folded, end, stop)
    if found is None:
        return [("command", text[start:end], start, end)], end
    argument = text[found.start(found.lastindex or 0) : found.end(found.lastindex or 0)]
    if argument == "1":
        return [("ones", text[start : found.end()], start, found.end())], found.end()
    styled = unicodedata.normalize("NFC", argument + _ACCENTS.get(word, ""))
    return _name(styled, folded, text, start, found.end(), stop)


def _name(
    name: str, folded: str, text: str, start: int, end: int, stop: int
) -> tuple[list[Piece], int]:
    index = re.compile(_INDEX).match(folded, end, stop)
    after = index.end() if index else end
    return [("name", name + text[end:after], start, after)], after
