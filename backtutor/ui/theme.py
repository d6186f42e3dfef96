"""How things look: the palette, the styles by meaning, and the characters of a terminal.

In: whether the background is dark or light, and what the terminal can print. Out: a rich
`Theme` and a `Charset`. Code that draws names a meaning (`Meaning.GRADIENT`), never a colour, and
a character's role, never the character. A new meaning is one row of `STYLES`. Colour is never
the only sign: what is active is bracketed, what is asked is `?`, a lit path is drawn heavy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from rich.style import Style
from rich.theme import Theme

from backtutor.notation import ANSWER, PRETTY, Notation


class Meaning(StrEnum):
    """What a piece of text is; the name of its style."""

    NAME = "node.name"
    VALUE = "node.value"
    GRADIENT = "node.gradient"
    ASKED = "node.asked"
    ACTIVE = "node.active"
    EDGE = "edge"
    LIT = "edge.lit"
    HEADING = "heading"
    QUIET = "quiet"
    CORRECT = "verdict.correct"
    WRONG = "verdict.wrong"
    HINT = "hint"
    KEY = "key"
    TOTAL = "total"
    FACTOR_1 = "factor.1"
    FACTOR_2 = "factor.2"


class Background(StrEnum):
    DARK = "dark"
    LIGHT = "light"


BLUE = {Background.DARK: "#56b4e9", Background.LIGHT: "#0060a0"}
ORANGE = {Background.DARK: "#e69f00", Background.LIGHT: "#a04a00"}
PLAIN = {Background.DARK: "default", Background.LIGHT: "default"}
"""Blue carries values and orange gradients: apart for every kind of colour vision."""

STYLES: Mapping[Meaning, tuple[Mapping[Background, str], str]] = {
    Meaning.NAME: (PLAIN, "bold"),
    Meaning.VALUE: (BLUE, ""),
    Meaning.GRADIENT: (ORANGE, ""),
    Meaning.ASKED: (PLAIN, "bold reverse"),
    Meaning.ACTIVE: (PLAIN, "bold underline"),
    Meaning.EDGE: (PLAIN, "dim"),
    Meaning.LIT: (ORANGE, "bold"),
    Meaning.HEADING: (PLAIN, "bold"),
    Meaning.QUIET: (PLAIN, "dim"),
    Meaning.CORRECT: (BLUE, "bold"),
    Meaning.WRONG: (ORANGE, "bold"),
    Meaning.HINT: (PLAIN, "italic"),
    Meaning.KEY: (PLAIN, "bold"),
    Meaning.TOTAL: (PLAIN, "bold"),
    Meaning.FACTOR_1: (ORANGE, ""),
    Meaning.FACTOR_2: (BLUE, ""),
}
"""Meaning → its colour and its attributes."""


def theme(background: Background = Background.DARK) -> Theme:
    """The styles by meaning. A console without colour keeps the attributes and drops the rest."""
    return Theme(
        {
            str(meaning): Style.parse(f"{attributes} {colour[background]}")
            for meaning, (colour, attributes) in STYLES.items()
        }
    )


class Charset(NamedTuple):
    """The characters a terminal can print, by role.

    `lines` holds the joints of lines by the weights (0 none, 1 light, 2 heavy) of their arms
    up, down, left, right, read as a number in base 3.
    """

    notation: Notation
    lines: str
    crossing: Mapping[tuple[int, int], str]
    rounded: Mapping[str, str]
    arrow: str
    double: str
    more: str
    minus: str
    d: str
    times: str
    by: str
    product: str
    becomes: str
    right: str
    wrong: str
    pointer: str
    open: str
    full: str
    empty: str
    point: str
    levels: str
    axis: tuple[str, str, str]
    brackets: tuple[str, str, str]
    between: tuple[str, str, str]
    spell: Mapping[int, str]

    def joint(self, up: int, down: int, left: int, right: int) -> str:
        """The character whose arms have these weights; where two lines cross, the crossing."""
        if up and down and left and right:
            found = self.crossing.get((up, left))
            if found and up == down and left == right:
                return found
        corner = self.lines[27 * up + 9 * down + 3 * left + right]
        return self.rounded.get(corner, corner)

    def number(self, text: str) -> str:
        """A shown number with this terminal's minus sign."""
        return self.minus + self.text(text[1:]) if text.startswith("-") else self.text(text)

    def text(self, text: str) -> str:
        """`text` with mathematical characters spelled out where they can't be printed."""
        return text.translate(self.spell)


_ARMS = " ╶╺╴─╼╸╾━╷┌┍┐┬┮┑┭┯╻┎┏┒┰┲┓┱┳╵└┕┘┴┶┙┵┷│├┝┤┼┾┥┽┿╽┟┢┧╁╆┪╅╈╹┖┗┚┸┺┛┹┻╿┞┡┦╀╄┩╃╇┃┠┣┨╂╊┫╉╋"

UNICODE = Charset(
    notation=PRETTY,
    lines=_ARMS,
    crossing={},
    rounded={"┌": "╭", "┐": "╮", "└": "╰", "┘": "╯"},
    arrow="▶",
    double="═",
    more="⋯",
    minus="−",
    d="∂",
    times="×",
    by="×",
    product="·",
    becomes="→",
    right="✓",
    wrong="✗",
    pointer="▸",
    open="·",
    full="█",
    empty="░",
    point="●",
    levels="▁▂▃▄▅▆▇█",
    axis=("┤", "│", "└"),
    brackets=("⎡⎢⎣", "⎤⎥⎦", "[]"),
    between=("⋯", "⋮", "⋱"),
    spell={},
)

_TO_ASCII = {"─╶╴╼╾": "-", "━╺╸": "=", "│╷╵╽╿": "|", "┃╻╹": "!", "┌┍┎┏┐┑┒┓": ".", "└┕┖┗┘┙┚┛": "'"}


def _ascii_arm(arm: str) -> str:
    return next((plain for arms, plain in _TO_ASCII.items() if arm in arms), "+")


_SPELLINGS = """
∂ d   − -   · *   × x   → ->   ✓ ok   ✗ x   ─ -   … ...   ⋯ ..   ½ 1/2   □ [ ]   ⁻ ^-
⁺ +   ‹ <   › >   ≈ ~   ≤ <=   ≥ >=   ≠ !=   █ #   ░ .   ● *   ↑ up   ↓ down   ᵀ .T   √ sqrt   Σ sum
₀ 0   ₁ 1   ₂ 2   ₃ 3   ₄ 4   ₅ 5   ₆ 6   ₇ 7   ₈ 8   ₉ 9
⁰ ^0   ¹ ^1   ² ^2   ³ ^3   ⁴ ^4   ⁵ ^5   ⁶ ^6   ⁷ ^7   ⁸ ^8   ⁹ ^9
α alpha   β beta   γ gamma   δ delta   ε epsilon   ζ zeta   η eta   θ theta   ι iota   κ kappa
λ lambda   μ mu   ν nu   ξ xi   ο omicron   π pi   ρ rho   σ sigma   τ tau   υ upsilon
φ phi   χ chi   ψ psi   ω omega
"""
"""What is written where mathematical characters can't be printed; three blanks between pairs."""


def _spelled() -> Iterator[tuple[str, str]]:
    for row in _SPELLINGS.strip().splitlines():
        for pair in row.split("   "):
            character, text = pair.split(" ", 1)
            yield character, text


ASCII = Charset(
    notation=ANSWER,
    lines=" " + "".join(_ascii_arm(arm) for arm in _ARMS[1:]),
    # a crossing is a bridge, so that a plus is always a joint: -|-
    crossing={(1, 1): "|", (1, 2): "|", (2, 1): "!", (2, 2): "!"},
    rounded={},
    arrow=">",
    double="=",
    more="..",
    minus="-",
    d="d",
    times="*",
    by="x",
    product="*",
    becomes="->",
    right="ok",
    wrong="x",
    pointer=">",
    open=".",
    full="#",
    empty=".",
    point="*",
    levels="_.-=*%#@",
    axis=("+", "|", "+"),
    brackets=("[[[", "]]]", "[]"),
    between=("..", ":", ":"),
    spell=str.maketrans(dict(_spelled())),
)


def charset(can_print_unicode: bool) -> Charset:
    """The characters for a terminal that was probed once."""
    return UNICODE if can_print_unicode else ASCII


PROBE = "∂−₅✓─╭▶"
"""What an output must be able to encode to be given `UNICODE`."""


def can_encode(encoding: str | None) -> bool:
    """Whether an output of this encoding can print `PROBE`."""
    try:
        PROBE.encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
