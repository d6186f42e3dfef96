"""Characters: every character that can be typed, folded to one of a few classes.

In: the text as typed. Out: a text of the same length in which `×` is `*`, `－` is `-`, a letter
of any script outside ASCII is LETTER, an invisible character is CONTROL. Positions never move,
so a message can point at what was really typed. To read another sign, add it to `_SIGNS`.
"""

from __future__ import annotations

import unicodedata

(
    LETTER, MARK, SUBSCRIPT, SUPERSCRIPT, FRACTION, PARTIAL, ENTRYWISE, TRANSPOSE, ROOT, ONES,
    STOP, TIMES, CONTROL, OTHER,
) = map(chr, range(0xE000, 0xE00E))  # fmt: skip
"""Classes are private-use characters: a text that holds one of them itself folds it to OTHER."""

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))

_SIGNS = {
    "-": "‐‑‒–—―−﹘﹣－˗➖⁃",
    "+": "＋﹢➕",
    TIMES: "×·⋅∙•∗✕✖⨯・\u0387",
    "/": "÷⁄∕➗",
    "~": "≈≃≅≒∼",
    "'": "′ʹ’‘´",
    ",": "，、﹐",
    "[": "【",
    "]": "】",
    "|": "∣",
    ">": "≥",
    "<": "≤≠",
    " ": "\u3000\u00a0",
    SUPERSCRIPT: "".join(SUPERSCRIPTS),
    SUBSCRIPT: "₀₁₂₃₄₅₆₇₈₉",
    PARTIAL: "∂𝜕𝛛𝝏",
    ENTRYWISE: "⊙∘",
    TRANSPOSE: "ᵀ⊤⊺",
    ROOT: "√",
    ONES: "𝟏𝟙",
    STOP: "。",
    # marks and letters that leave no trace on the screen
    CONTROL: "\u034f\u115f\u1160\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10))),
}

_CATEGORIES = {
    "Zs": " ",
    "Cc": CONTROL,
    "Cf": CONTROL,
    "Cs": CONTROL,
    "Zl": CONTROL,
    "Zp": CONTROL,
    "Mn": MARK,
    "Mc": MARK,
    "Lu": LETTER,
    "Ll": LETTER,
    "Lt": LETTER,
    "Lo": LETTER,
    "Lm": LETTER,
}


def _class(character: str) -> str:
    """The class of a character that no table names; one of the classes themselves is OTHER."""
    decomposition = unicodedata.decomposition(character)
    if decomposition.startswith("<fraction>"):
        return FRACTION
    if decomposition.startswith("<super>") or "\u02b0" <= character <= "\u02ff":
        return OTHER
    return _CATEGORIES.get(unicodedata.category(character), OTHER)


class _Fold(dict[int, str]):
    """A table for `str.translate` that works out what it does not hold."""

    def __missing__(self, code: int) -> str:
        return chr(code) if code < 128 else _class(chr(code))


_FOLD = _Fold({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
_FOLD.update({ord(sign): folded for folded, signs in _SIGNS.items() for sign in signs})


def fold(text: str) -> str:
    """`text` in classes, character by character."""
    return text if text.isascii() else text.translate(_FOLD)


def hidden(folded: str) -> int | None:
    """Where the first control or invisible character stands, if any."""
    if folded.isprintable():
        return None
    return next((place for place, character in enumerate(folded) if _is_hidden(character)), None)


def _is_hidden(character: str) -> bool:
    return character in ("\x7f", CONTROL) or (character < " " and character not in "\t\n\r")


def shown(character: str) -> str:
    """A character made visible: the escape character is ‹1B›."""
    return character if character.isprintable() else f"‹{ord(character):02X}›"
