"""The cursor: where the parser stands among the tokens, and what is common to all its parts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NoReturn

from backtutor.messages import Message, message
from backtutor.ops import OPS
from backtutor.read.bounds import Grammar
from backtutor.read.faults import Unreadable
from backtutor.read.shapes import Shapes
from backtutor.read.tokens import CLOSERS, END, OPENERS, Token
from backtutor.read.vocabulary import Vocabulary
from backtutor.read.words import unknown_name
from backtutor.terms import Term


class Cursor(ABC):
    """Tokens and a position, brackets, and the sentences for what does not fit."""

    def __init__(
        self, tokens: list[Token], vocabulary: Vocabulary, grammar: Grammar, latex: bool
    ) -> None:
        self.tokens = tokens
        self.index = 0
        self.vocabulary = vocabulary
        self.grammar = grammar
        self.latex = latex
        self.depth = 0
        self.bars = 0  # open |…| at this bracket level: there, a bar closes
        self.loose = -1  # where an unbracketed exponent of e ended: e^2x has two readings
        self.primes: list[Term] = []  # what each σ'(z) was spelled out as
        self.remarks: dict[str, Message] = {}
        # the digits of plain numerals as typed, by identity; the term keeps its identity its own
        self.numerals: dict[int, tuple[Term, str]] = {}
        # where operations stand, by identity: equal terms stand in several places
        self.places: dict[int, tuple[int, int]] = {}
        matrices = grammar.answer and (vocabulary.matrices or any(map(_is_of_matrices, tokens)))
        self.shapes = Shapes(vocabulary) if matrices else None

    @abstractmethod
    def sum(self) -> Term:
        """The loosest expression: a sum of products."""

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    @property
    def kind(self) -> str:
        return self.tokens[self.index].kind

    def placed(self, term: Term, start: int) -> Term:
        """`term`, its place remembered: from `start` to the last token gone past."""
        self.places[id(term)] = (start, self.tokens[self.index - 1].end)
        return term

    def numeral(self, term: Term, text: str) -> Term:
        """`term`, its digits remembered as they were typed."""
        self.numerals[id(term)] = (term, text)
        return term

    def digits_of(self, term: Term) -> str | None:
        """What was typed for a term that is one plain numeral: its sign, then its digits."""
        _, text = self.numerals.get(id(term), (term, None))
        return text

    def take(self, kind: str) -> bool:
        """Goes past the next token if it is of that kind."""
        if self.tokens[self.index].kind != kind:
            return False
        self.index += 1
        return True

    def enter(self, token: Token) -> None:
        """One level deeper, up to the limit."""
        self.depth += 1
        if self.depth > self.grammar.depth:
            raise Unreadable("read-too-deep", token.start, token.end, limit=self.grammar.depth)

    def open(self, token: Token) -> int:
        """Enters a bracket; gives back the bars that were open outside it."""
        self.enter(token)
        bars, self.bars = self.bars, 0
        return bars

    def close(self, opening: Token, bars: int) -> None:
        """Goes past the bracket that closes `opening`."""
        self.depth -= 1
        self.bars = bars
        closer = OPENERS[opening.kind]
        if self.take(closer):
            return
        found = self.token
        if found.kind in CLOSERS:
            raise Unreadable(
                "read-wrong-bracket", found.start, found.end, found=found.text, expected=closer
            )
        if found.kind in (END, "=", "~"):
            raise Unreadable(
                "read-never-closed", opening.start, opening.end, found=opening.text, expected=closer
            )
        self.refuse()

    def remark(self, id: str, **facts: object) -> None:
        self.remarks.setdefault(id, message(id, **facts))

    def refuse(self) -> NoReturn:
        """Says why the next token can't stand where it stands."""
        token = self.token
        if token.kind == "unknown":
            raise unknown_name(token.text, token.start, token.end, self.vocabulary)
        if token.kind == "function":
            raise Unreadable("read-function-alone", token.start, token.end, name=token.text)
        if token.kind == "," and self._is_decimal_comma():
            self.refuse_decimal_comma()
        if token.kind == "^" and not self.index:
            # `**-4**` is pasted from a page: no formula begins with a power
            raise Unreadable(
                _VALUE_EXPECTED, token.start, token.end, help="read-missing-value-bold-help"
            )
        id = _REFUSALS.get(token.kind, "read-unknown-character")
        raise Unreadable(id, token.start, token.end, found=token.text)

    def _is_decimal_comma(self) -> bool:
        return self.index > 0 and self.is_decimal_comma(self.index)

    def is_decimal_comma(self, index: int) -> bool:
        """Whether the comma at `index` stands between two numbers without a space: 1,25."""
        before, comma, after = self.tokens[index - 1 : index + 2]
        glued = before.end == comma.start and comma.end == after.start
        return glued and before.kind == after.kind == "number"

    def refuse_decimal_comma(self) -> NoReturn:
        before, _, after = self.tokens[self.index - 1 : self.index + 2]
        whole, places = before.text, after.text
        raise Unreadable(
            "read-decimal-comma",
            before.start,
            after.end,
            found=f"{whole},{places}",
            point=whole + places if "." in places else f"{whole}.{places}",
        )


def _is_of_matrices(token: Token) -> bool:
    """Whether a token means a matrix, or an operation on whole matrices."""
    whole = token.function is not None and OPS[token.function.op].whole
    return whole or token.kind in ("[", ";", "begin", "@")


_VALUE_EXPECTED = "read-missing-value"

_REFUSALS = {
    **dict.fromkeys(("+", "-", "*", "/", "^", "@", "⊙", "|", END), _VALUE_EXPECTED),
    **dict.fromkeys(("T", "super"), _VALUE_EXPECTED),
    **dict.fromkeys((")", "]", "}"), "read-never-opened"),
    **dict.fromkeys(("<", ">"), "read-comparison"),
    **dict.fromkeys(("command", "finish", "&", "\\\\"), "read-latex"),
    **dict.fromkeys(("=", "~"), "read-equation"),
    **dict.fromkeys((",", ";"), "read-comma"),
    **dict.fromkeys(("'", "`"), "read-prime"),
    **dict.fromkeys(
        ("number", "symbol", "atom", "prime", "(", "[", "begin"), "read-missing-operator"
    ),
    "%": "read-percent",
    "backslash": "read-backslash",
    ".": "read-attribute",
    "。": "read-unknown-character",
    "{": "read-braces",
    "∂": "read-derivative",
    "frac": "read-latex",
    "fraction": "read-missing-operator",
    "ones": "read-ones",
}
"""Kind of token → the fault of its standing where nothing of the kind can stand."""
