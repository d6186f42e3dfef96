"""Differentials: `dE/dy`, `∂E/∂y`, `\\frac{dE}{dy}`, `dσ(z)/dz` as one token.

In: tokens as typed, at what may be a differential. Out: one `atom` token with the derivative,
one `prime` token with a function's derivative spelled out, or None where it is something else.
They are put together before anything is divided, so that they can never cancel as fractions.
"""

from __future__ import annotations

from backtutor.read.faults import Unreadable
from backtutor.read.functions import Function, derivative
from backtutor.read.tokens import Token
from backtutor.read.vocabulary import Vocabulary
from backtutor.read.words import unknown_name
from backtutor.terms import Apply, Symbol, Term


class Differential:
    """A quotient of differentials, read token by token from `index` on."""

    def __init__(
        self, tokens: list[Token], index: int, vocabulary: Vocabulary, answer: bool
    ) -> None:
        self.tokens = tokens
        self.begin = index
        self.index = index
        self.vocabulary = vocabulary
        self.answer = answer

    def match(self) -> Token | None:
        fraction = self._take("frac")
        if fraction and not self._take("{"):
            return None
        of = self._differential()
        if of is None:
            return None
        argument = self._argument()
        between = ("}", "{") if fraction else ("/",)
        if not all(self._take(kind) for kind in between):
            return None
        by = self._differential()
        if by is None or (fraction and not self._take("}")):
            return None
        return self._atom(of, argument, by)

    def _take(self, kind: str) -> bool:
        if self.tokens[self.index].kind != kind:
            return False
        self.index += 1
        return True

    def _differential(self) -> Token | None:
        """What is differentiated: the y of `dy` (a token of kind `d`), of `d y` and of `∂y`."""
        token = self.tokens[self.index]
        if token.kind == "∂" or (token.kind == "name" and token.text == "d"):
            after = self.tokens[self.index + 1]
            if after.kind == "name" and (token.kind == "∂" or not self._declared(token)):
                self.index += 2
                return after
        if token.kind == "name" and token.text[0] == "d" and len(token.text) > 1:
            self.index += 1
            return token._replace(kind="d", text=token.text[1:], start=token.start + 1)
        return None

    def _declared(self, token: Token) -> bool:
        return self.vocabulary.declared(token.text) is not None

    def _argument(self) -> Token | None:
        """The z of `dσ(z)/dz`."""
        kinds = [token.kind for token in self.tokens[self.index : self.index + 3]]
        if kinds != ["(", "name", ")"]:
            return None
        self.index += 3
        return self.tokens[self.index - 2]

    def _atom(self, of: Token, argument: Token | None, by: Token) -> Token | None:
        source = self.vocabulary.declared(by.text)
        target = self.vocabulary.declared(of.text)
        function = self.vocabulary.function(of.text, self.answer) if target is None else None
        if self._are_names(of, by):
            if source is not None and target is not None:
                raise self._two_readings(of, by)
            return None
        if target is None and function is None:
            if self._is_name(of) or (of.kind == "d" and source is None):
                return None
            raise self._unknown(of, "read-unknown-name-loss")
        if source is None:
            if self._is_name(by):
                return None
            raise self._unknown(by)
        if target is not None and argument is None:
            return self._token("atom", self.vocabulary.derivative(target, source))
        if function is not None and self.answer:
            return self._of_function(function, argument, source)
        return None

    def _is_name(self, token: Token) -> bool:
        """Whether what looks like a differential is a word of its own: delta, det, dx."""
        whole = "d" + token.text
        known = self.vocabulary.symbol(whole) or self.vocabulary.function(whole, self.answer)
        return token.kind == "d" and known is not None

    def _are_names(self, of: Token, by: Token) -> bool:
        return self._is_name(of) and self._is_name(by)

    def _two_readings(self, of: Token, by: Token) -> Unreadable:
        """`dE/dy` where dE and dy are declared too."""
        start, name = self.tokens[self.begin].start, f"d{of.text}/d{by.text}"
        readings = (f"(d{of.text})/(d{by.text})", f"∂{of.text}/∂{by.text}")
        return Unreadable("read-spelled-like-two", start, by.end, name=name, readings=readings)

    def _of_function(self, function: Function, argument: Token | None, source: str) -> Token:
        """dσ/dz and dσ(z)/dz are σ'(z)."""
        start, end = self.tokens[self.begin].start, self.tokens[self.index - 1].end
        same = argument is None or self.vocabulary.declared(argument.text) == source
        call = Apply(function.op, (Symbol(source),))
        term = derivative(function, call, call.args) if same and function.arity == 1 else None
        if term is None:
            raise Unreadable("read-prime", start, end, name=function.op)
        return self._token("prime", term)

    def _token(self, kind: str, term: Term) -> Token:
        first, last = self.tokens[self.begin], self.tokens[self.index - 1]
        return Token(kind, first.text, first.start, last.end, term)

    def _unknown(self, token: Token, help: str = "") -> Unreadable:
        fault = unknown_name(token.text, token.start, token.end, self.vocabulary)
        if help and fault.help == "read-unknown-name-help" and self.vocabulary.loss:
            fault.help = help
            fault.facts["loss"] = self.vocabulary.loss
        return fault
