"""Tokens: a text cut into numbers, names, signs and LaTeX commands.

In: the text as typed and its folded form. Out: tokens with their positions in the text. The
kind of a sign is the ASCII sign itself. Nothing fails here except a malformed number: what
can't be used where it stands is refused by the parser, in the order of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from backtutor.read import latex
from backtutor.read.characters import (
    ENTRYWISE,
    FRACTION,
    LETTER,
    ONES,
    PARTIAL,
    ROOT,
    STOP,
    SUBSCRIPT,
    SUPERSCRIPT,
    TIMES,
    TRANSPOSE,
)
from backtutor.read.faults import Unreadable
from backtutor.read.functions import Function
from backtutor.read.spelling import NAME
from backtutor.terms import Term


class Token(NamedTuple):
    """One token: `text` as looked up, `term` or `function` once names are resolved."""

    kind: str
    text: str
    start: int
    end: int
    term: Term | None = None
    function: Function | None = None


_TOKEN = re.compile(
    r"[ \t\r]+"
    r"|(?P<number>(?:[0-9]+(?:\.(?!T\b|\*)[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>{NAME})"
    rf"|(?P<T>\.T(?![A-Za-z0-9_{LETTER}{SUBSCRIPT}]))"
    rf"|(?P<super>{SUPERSCRIPT}+)"
    r"|(?P<command>\\(?:[A-Za-z]+|.|$))"
    r"|(?P<two>\*\*|\.\*|==)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_TIMES_LETTER = r"[ \t]*[xX][ \t]*(?=\.?[0-9])"
_MALFORMED = r"(?:_+|[.:])[0-9][0-9_.:]*"

_KINDS = {
    "**": "^",
    ".*": "⊙",
    "==": "=",
    ENTRYWISE: "⊙",
    TIMES: "*",
    TRANSPOSE: "T",
    FRACTION: "fraction",
    PARTIAL: "∂",
    ONES: "ones",
    ROOT: "name",
    STOP: "。",
}

OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = frozenset(OPENERS.values())
SEPARATORS = frozenset({",", ";", "&", "\\\\"})
END = "end"


def tokenize(text: str, folded: str, begin: int, stop: int, letter_x: bool = False) -> list[Token]:
    """The tokens between two positions, an `end` token last.

    `letter_x` says that an x between two numbers can only be a times sign.
    """
    tokens: list[Token] = []
    position = begin
    while position < stop:
        found = _TOKEN.match(folded, position, stop)
        assert found is not None  # the last alternative matches any character
        kind, position = found.lastgroup, found.end()
        if kind is None:
            continue
        if kind == "command":
            tokens_of, position = latex.command(folded, text, found.start(), position, stop)
            tokens += [Token(*piece) for piece in tokens_of]
            continue
        tokens.append(_token(kind, text, folded, found.start(), position))
        if kind == "number":
            _well_formed(folded, text, found.start(), position)
            if letter_x and (times := re.compile(_TIMES_LETTER).match(folded, position, stop)):
                tokens.append(Token("*", "x", position, times.end()))
                position = times.end()
    tokens.append(Token(END, "", stop, stop))
    return tokens if "\n" not in folded else _rows(tokens)


def _token(kind: str, text: str, folded: str, start: int, end: int) -> Token:
    if kind == "number":
        return Token(kind, folded[start:end], start, end)
    if kind in ("sign", "two"):
        sign = folded[start:end]
        return Token(_KINDS.get(sign, sign), text[start:end], start, end)
    return Token(kind, text[start:end], start, end)


def _well_formed(folded: str, text: str, start: int, end: int) -> None:
    """Refuses 1_312, 1.2.3 and 1:30, which other programs read in other ways."""
    goes_on = folded[end : end + 1] in ("_", ".", ":")
    if goes_on and (rest := re.compile(_MALFORMED).match(folded, end)):
        raise Unreadable("read-number", start, rest.end(), number=text[start : rest.end()])


_CONTINUES_AFTER = frozenset({"+", "-", "*", "/", "^", "@", "⊙", "=", "~", "(", "[", "{"}) | (
    SEPARATORS
)
_CONTINUES_BEFORE = frozenset({"*", "/", "^", "@", "⊙", "=", "~", END, "\n"}) | (
    SEPARATORS | CLOSERS
)


def _rows(tokens: list[Token]) -> list[Token]:
    """Line breaks between rows become `;`, all others go: after an operator, inside brackets."""
    kept: list[Token] = []
    brackets: list[str] = []
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.kind in OPENERS or token.kind == "begin":
            brackets.append(token.kind)
        elif (token.kind in CLOSERS or token.kind == "finish") and brackets:
            brackets.pop()
        if token.kind != "\n":
            kept.append(token)
        elif kept and not _continues(kept[-1].kind, following.kind, brackets):
            kept.append(token._replace(kind=";", text="↵"))
    return kept


def _continues(before: str, after: str, brackets: list[str]) -> bool:
    inside = brackets not in ([], ["["])
    return inside or before in _CONTINUES_AFTER or after in _CONTINUES_BEFORE
