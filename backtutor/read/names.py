"""Names: every name among the tokens resolved to what it stands for.

In: tokens as typed. Out: the same tokens with `symbol` for declared names, `function`, `atom`
for derivatives and constants, `unknown` for the rest. An undeclared run such as `w5x1` is cut
into names where exactly one way of cutting exists.
"""

from __future__ import annotations

import re

from backtutor.read.bounds import Grammar
from backtutor.read.differentials import Differential
from backtutor.read.faults import Unreadable
from backtutor.read.functions import CONSTANTS, PREFIXES, WRAPPERS
from backtutor.read.spelling import canonical
from backtutor.read.tokens import END, Token
from backtutor.read.vocabulary import Vocabulary

_SCIENTIFIC = r"[eE][0-9]+$"


class Resolver:
    """One pass over the tokens of one text."""

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary, grammar: Grammar) -> None:
        self.tokens = tokens
        self.vocabulary = vocabulary
        self.answer = grammar.answer
        self.resolved: list[Token] = []
        self.index = 0

    def run(self) -> list[Token]:
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            if token.kind == "name":
                self._name(token)
            elif token.kind in ("∂", "frac"):
                if not self._differential():
                    self._keep(token)
            else:
                if token.kind == "number" and self.answer:
                    self._check_exponent(token)
                self._keep(token)
        return self.resolved

    def _keep(self, token: Token, consumed: int = 1) -> bool:
        self.resolved.append(token)
        self.index += consumed
        return True

    def _kind(self, ahead: int) -> str:
        place = self.index + ahead
        return self.tokens[place].kind if place < len(self.tokens) else END

    def _check_exponent(self, token: Token) -> None:
        """`2e3` where e3 is a name could be 2000 or 2*e3."""
        found = re.search(_SCIENTIFIC, token.text)
        if found and self.vocabulary.declared(found[0]):
            mantissa = token.text[: found.start()] + "*"
            readings = (mantissa + found[0], mantissa + "10^" + found[0][1:])
            raise Unreadable(
                "read-spelled-like-two", token.start, token.end, name=token.text, readings=readings
            )

    def _name(self, token: Token) -> None:
        if token.text[0] == "d" and self._differential():
            return
        symbol = self.vocabulary.symbol(token.text)
        if symbol is not None:
            self._keep(token._replace(kind="symbol", term=symbol))
            return
        steps = (self._prefix, self._times, self._function, self._constant, self._cut)
        for reading in steps:
            if reading(token):
                return

    def _prefix(self, token: Token) -> bool:
        """np.exp is exp; the prefix goes, and nothing else may be dotted."""
        if token.text not in PREFIXES or self._kind(1) != "." or self._kind(2) != "name":
            return False
        named = self.tokens[self.index + 2]
        function = self.vocabulary.function(named.text, self.answer)
        if function is None and named.text not in WRAPPERS | {"pi", "e"}:
            return False
        self.index += 2
        return True

    def _times(self, token: Token) -> bool:
        """The x of `1.05 x 1.25` where no name is x; in `2 x 1` it could be x1."""
        between = self.answer and self.resolved and self.resolved[-1].kind == "number"
        if token.text not in ("x", "X") or not between or self._kind(1) != "number":
            return False
        if self.vocabulary.declared(token.text + self.tokens[self.index + 1].text) is not None:
            return False
        return self._keep(token._replace(kind="*"))

    def _function(self, token: Token) -> bool:
        function = self.vocabulary.function(token.text, self.answer)
        if function is None:
            return False
        return self._keep(token._replace(kind="function", function=function))

    def _constant(self, token: Token) -> bool:
        constant = CONSTANTS.get(canonical(token.text))
        if constant is None:
            return False
        if token.text in ("e", "E") and self._dangling(token):
            start = self.resolved[-1].start
            number = self.resolved[-1].text + token.text
            raise Unreadable("read-number", start, token.end, number=number)
        return self._keep(token._replace(kind="atom", term=constant))

    def _dangling(self, token: Token) -> bool:
        """`1e` is no number; `2e^(-z)` is a product with Euler's number."""
        glued = bool(self.resolved) and self.resolved[-1].end == token.start
        return glued and self.resolved[-1].kind == "number" and self._kind(1) != "^"

    # derivatives

    def _differential(self) -> bool:
        """Reads `dE/dy`, `∂E/∂y`, `\\frac{dE}{dy}`, `dσ/dz` or `dσ(z)/dz` as one token."""
        pattern = Differential(self.tokens, self.index, self.vocabulary, self.answer)
        found = pattern.match()
        if found is None:
            return False
        self.resolved.append(found)
        self.index = pattern.index
        return True

    # runs of names

    def _cut(self, token: Token) -> bool:
        """The pieces of an undeclared run, or the run itself as `unknown`."""
        gradient = self.vocabulary.gradient(token.text)
        cuts = self._cuts(token) if self.answer else []
        if len(cuts) + (gradient is not None) > 1:
            readings = tuple("*".join(cut) for cut in cuts)
            if gradient is not None:
                readings = (token.text, *readings)
            raise Unreadable(
                "read-spelled-like-two", token.start, token.end, name=token.text, readings=readings
            )
        if gradient is not None:
            return self._keep(token._replace(kind="atom", term=gradient))
        if not cuts:
            return self._keep(token._replace(kind="unknown"))
        self.tokens[self.index : self.index + 1] = _pieces(token, cuts[0])
        return True

    def _cuts(self, token: Token) -> list[tuple[str, ...]]:
        """Up to two ways to cut the run into names, the last piece perhaps a function.

        At most one gradient stands in a run: `dZW` is dZ*W, but `dxdy` is not dx*dy.
        """
        run = token.text
        if token.end - token.start != len(run):
            return []
        # ways[i]: how the first i characters can be cut
        ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in run)]
        for start in range(len(run)):
            if not ways[start]:
                continue
            for end in range(start + 1, min(len(run), start + self.vocabulary.longest) + 1):
                piece = run[start:end]
                if piece != run and self._is_piece(piece, start, end == len(run)):
                    ways[end] = (ways[end] + self._with(piece, ways[start]))[:2]
        return ways[-1]

    def _with(self, piece: str, ways: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        if self.vocabulary.gradient(piece):
            ways = [way for way in ways if not any(map(self.vocabulary.gradient, way))]
        return [(*way, piece) for way in ways]

    def _is_piece(self, piece: str, start: int, last: bool) -> bool:
        if start == 0 and piece == "T" and self._after_power():
            return True
        if self.vocabulary.symbol(piece) is not None or self.vocabulary.gradient(piece):
            return True
        if not last:
            return False
        if self._kind(1) == "/" and piece[0] == "d":
            return self.vocabulary.declared(piece[1:]) is not None
        called = self._kind(1) in ("(", "'", "`", "^", "super")
        return called and self.vocabulary.function(piece, self.answer) is not None

    def _after_power(self) -> bool:
        return bool(self.resolved) and self.resolved[-1].kind == "^"


def _pieces(token: Token, cut: tuple[str, ...]) -> list[Token]:
    pieces: list[Token] = []
    start = token.start
    for text in cut:
        pieces.append(Token("name", text, start, start + len(text)))
        start += len(text)
    return pieces
