"""The parser: a term from resolved tokens.

A Pratt parser: `sum` reads products, `product` reads powers, `power` reads what stands on its
own (`_PREFIXES`). `^` binds right and tighter than a leading minus, a leading minus looser than
a product. A chain a*b*c without brackets becomes one product of three. What is written is
kept: nothing is simplified, only a minus before a numeral belongs to the number.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from fractions import Fraction

from backtutor.read import calls, matrices
from backtutor.read.bounds import check_power, check_size, decimal
from backtutor.read.calls import ALL_ONES
from backtutor.read.characters import SUPERSCRIPTS
from backtutor.read.cursor import Cursor
from backtutor.read.faults import Unreadable
from backtutor.read.functions import WRAPPERS
from backtutor.read.tokens import CLOSERS, END, Token
from backtutor.terms import Apply, MatrixTerm, Number, Symbol, Term

IMPLIED = "implied"
DOT = "dot"
"""The dot of mathematics, which between matrices is their product; `*` is entry by entry."""

_DOTS = frozenset("·⋅∙•")
_MULTIPLYING = frozenset({"*", "⊙", "/", "@"})
_ROW_OF_ONES = Apply("T", (ALL_ONES,))
_EULER = Apply("e", ())


class Parser(Cursor):
    """Terms from the tokens of one text."""

    def whole(self) -> Term:
        """The term that all tokens up to the next `=` or the end make."""
        start = self.token.start
        term = self.sum()
        check_size(term, self.grammar, start, self.tokens[self.index - 1].end)
        return term

    def sum(self) -> Term:
        start = self.token.start
        first = self._signed(self.product)
        if self.kind not in ("+", "-"):
            return first
        addends = [first]
        while (kind := self.kind) in ("+", "-"):
            self.index += 1
            term = self._signed(self.product)
            addends.append(_negated(term) if kind == "-" else term)
        return self.placed(Apply("add", tuple(addends)), start)

    def product(self) -> Term:
        start = self.token.start
        term, chain, operator = self.power(), False, ""
        while following := self._operator():
            begin = self.index
            right = self._signed(self.power)
            if following == IMPLIED:
                self._check_readings(term, right, operator, begin)
            term, chain = self._combine(term, right, following, chain)
            self.placed(term, start)
            operator = following
        return term

    def power(self) -> Term:
        start = self.token.start
        base = self._postfix(self._primary())
        if self.kind != "^":
            return base
        self.enter(self.token)
        self.index += 1
        bracketed = self.kind in ("(", "{", "[")
        exponent = self._exponent()
        self.depth -= 1
        end = self.tokens[self.index - 1].end
        self._check_run(exponent, start)
        if base == _EULER:
            self.loose = -1 if bracketed else self.index
            return Apply("exp", (exponent,))
        check_power(base, exponent, start, end)
        return Apply("pow", (base, exponent))

    def _signed(self, operand: Callable[[], Term]) -> Term:
        """Any number of signs before an operand."""
        first = self.index
        negative = False
        while (kind := self.kind) in ("-", "+"):
            negative ^= kind == "-"
            self.index += 1
            if self.index - first > self.grammar.depth:
                limit = self.grammar.depth
                raise Unreadable("read-too-deep", self.token.start, self.token.end, limit=limit)
        term = operand()
        return self._minus(term) if negative else term

    def _minus(self, term: Term) -> Term:
        digits = self.digits_of(term)
        if digits is None:
            return _negated(term)
        sign = "" if digits.startswith("-") else "-"
        return self.numeral(_negated(term), sign + digits.removeprefix("-"))

    # products

    def _operator(self) -> str:
        """The operator that goes on with a product, `IMPLIED` for none written, or nothing."""
        token = self.token
        if token.kind in _MULTIPLYING:
            self.index += 1
            return DOT if token.text in _DOTS else token.kind
        if token.kind not in _STARTS or (token.kind == "|" and self.bars):
            return ""
        before = self.tokens[self.index - 1]
        if before.kind == "number" and token.kind == "fraction":
            raise Unreadable("read-mixed-number", before.start, token.end, found=token.text)
        if not self.grammar.answer or token.kind in ("number", "fraction"):
            if token.kind in ("unknown", "function"):
                self._primary()  # the name is what is wrong, not the missing sign
            raise Unreadable("read-missing-operator", token.start, token.end, found=token.text)
        return IMPLIED

    def _check_readings(self, left: Term, right: Term, operator: str, begin: int) -> None:
        """1/2x and e^2x can each be read in two ways."""
        if operator == "/" and isinstance(left, Apply) and left.op == "div":
            top, bottom = left.args
            readings: tuple[Term, Term] = (
                Apply("mul", (left, right)),
                Apply("div", (top, Apply("mul", (bottom, right)))),
            )
        elif begin == self.loose and isinstance(left, Apply):
            inner = left.args[-1] if left.op == "mul" else left
            exponent = inner.args[0] if isinstance(inner, Apply) and inner.args else inner
            readings = (
                Apply("mul", (left, right)),
                Apply("exp", (Apply("mul", (exponent, right)),)),
            )
        else:
            return
        span = (self.tokens[begin - 1].start, self.tokens[self.index - 1].end)
        raise Unreadable("read-two-readings", *span, readings=readings)

    def _combine(self, left: Term, right: Term, operator: str, chain: bool) -> tuple[Term, bool]:
        """The product so far with one more factor, and whether it is an open chain of `*`."""
        if operator == "/":
            return Apply("div", (left, right)), False
        if self.shapes is not None:
            single = () in (self.shapes.of(left), self.shapes.of(right))
            summed = None if single else _summed(left, right, chain)
            if summed is not None:
                return summed, False
            if operator == "@" or (
                operator != "⊙" and self.shapes.multiplies(left, right, operator in (IMPLIED, DOT))
            ):
                if operator != "@":
                    self.remark("read-note-matmul")
                return Apply("matmul", (left, right)), False
        elif operator == "@":
            return Apply("matmul", (left, right)), False
        factors = left.args if chain and isinstance(left, Apply) else (left,)
        return Apply("mul", (*factors, right)), True

    # powers, transposes

    def _exponent(self) -> Term:
        token = self.token
        if token.kind == "{":
            return self._postfix(self._group(token, advance=True))
        return self._signed(self.power)

    def _check_run(self, exponent: Term, start: int) -> None:
        """x^ab, one run of letters, could be x^(ab)."""
        before, token = self.tokens[self.index - 1], self.token
        glued = before.kind == token.kind == "symbol" and before.end == token.start
        if glued and self.tokens[self.index - 2].kind in ("^", "-", "+"):
            inside = Apply("mul", (exponent, Symbol(token.text)))
            raise Unreadable("read-two-readings", start, token.end, readings=(exponent, inside))

    def _postfix(self, term: Term) -> Term:
        """Transposes and superscripts after a value."""
        while True:
            token = self.token
            if token.kind == "T":
                self.index += 1
                term = _transposed(term)
            elif token.kind == "super":
                self.index += 1
                term = self._superscript(term, token)
            elif token.kind in ("'", "`"):
                term = self._quoted(term, token)
            elif token.kind == "^" and (consumed := self._transposes(term)):
                self.index += consumed
                term = _transposed(term)
            else:
                return term

    def _superscript(self, base: Term, token: Token) -> Term:
        text = "".join(SUPERSCRIPTS[character] for character in token.text)
        if not text.lstrip("+-").isdigit() or len(text) - len(text.lstrip("+-")) > 1:
            raise Unreadable("read-number", token.start, token.end, number=token.text)
        digits = decimal(text.lstrip("+-"), token.start)
        exponent = Number(-digits if text[0] == "-" else digits)
        if base == _EULER:
            return Apply("exp", (exponent,))
        check_power(base, exponent, token.start, token.end)
        return Apply("pow", (base, exponent))

    def _quoted(self, term: Term, token: Token) -> Term:
        """x' is the transpose where x is known to be a matrix."""
        if self.shapes is None or not self.shapes.of(term):
            raise Unreadable("read-prime", token.start, token.end, name=token.text)
        self.index += 1
        self.remark("read-note-transpose")
        return _transposed(term)

    def _transposes(self, base: Term) -> int:
        """How many tokens make the ^T here; 0 where it is a power."""
        braced = self.tokens[self.index + 1].kind == "{"
        token = self.tokens[min(self.index + 1 + braced, len(self.tokens) - 1)]
        consumed = 2 + 2 * braced
        if braced and self.tokens[min(self.index + 3, len(self.tokens) - 1)].kind != "}":
            return 0
        if token.kind == "T":
            return consumed
        if token.text != "T" or not self.grammar.answer:
            return 0
        if token.kind == "unknown":
            return consumed
        return consumed if token.kind == "symbol" and self._is_transpose(base, token) else 0

    def _is_transpose(self, base: Term, token: Token) -> bool:
        """Whether ^T transposes although T is a name: no power has a matrix above."""
        assert token.term is not None
        if self.shapes is None or self.shapes.of(base) == ():
            return False
        if self.shapes.of(token.term) == ():
            readings = (Apply("T", (base,)), Apply("pow", (base, token.term)))
            raise Unreadable("read-two-readings", token.start, token.end, readings=readings)
        return True

    # values

    def _primary(self) -> Term:
        token = self.token
        prefix = _PREFIXES.get(token.kind)
        if prefix is None:
            if token.kind in CLOSERS and self.depth:
                raise Unreadable("read-missing-value", token.start, token.end, found=token.text)
            self.refuse()
        self.index += 1
        return prefix(self, token)

    def _number(self, token: Token) -> Term:
        if token.text == "1" and self.shapes is not None and self._is_ones():
            return ALL_ONES
        return self.numeral(Number(decimal(token.text, token.start)), token.text)

    def _is_ones(self) -> bool:
        """Whether the 1 just read is that of 1^T."""
        return self.kind == "T" or (self.kind == "^" and self._transposes(ALL_ONES) > 0)

    def _known(self, token: Token) -> Term:
        assert token.term is not None
        return token.term

    def _prime(self, token: Token) -> Term:
        term = self._known(token)
        self.primes.append(term)
        return term

    def _unknown(self, token: Token) -> Term:
        if token.text in WRAPPERS and self.kind == "(" and self.grammar.answer:
            return matrices.wrapped(self, token)
        self.index -= 1
        self.refuse()

    def _parenthesis(self, token: Token) -> Term:
        return self._group(token)

    def _brace(self, token: Token) -> Term:
        if self.latex:
            return self._group(token)
        raise Unreadable("read-braces", token.start, token.end)

    def _group(self, token: Token, advance: bool = False) -> Term:
        self.index += advance
        bars = self.open(token)
        term = self.sum()
        if self.kind == "," and token.kind == "(":
            term = matrices.tuple_of(self, term, token)
        self.close(token, bars)
        return term

    def _absolute(self, token: Token) -> Term:
        self.enter(token)
        self.bars += 1
        term = self.sum()
        if not self.take("|"):
            if self.kind == END:
                raise Unreadable(
                    "read-never-closed", token.start, token.end, found="|", expected="|"
                )
            self.refuse()
        self.bars -= 1
        self.depth -= 1
        return Apply("abs", (term,))

    def _vulgar(self, token: Token) -> Term:
        """½ is the number one half."""
        top, _, bottom = unicodedata.normalize("NFKC", token.text).partition("⁄")
        if not bottom or not int(bottom):
            raise Unreadable("read-unknown-character", token.start, token.end, found=token.text)
        return Number(Fraction(int(top), int(bottom)))

    def _fraction(self, token: Token) -> Term:
        r"""\frac{a}{b}, and \frac14 with single digits."""
        digits = self.token
        if digits.kind == "number" and len(digits.text) == 2 and digits.text.isdigit():
            middle = digits.start + 1
            self.tokens[self.index : self.index + 1] = [
                Token("number", digits.text[0], digits.start, middle),
                Token("number", digits.text[1], middle, digits.end),
            ]
        self.enter(token)
        top, bottom = self._part(token), self._part(token)
        self.depth -= 1
        return Apply("div", (top, bottom))

    def _part(self, command: Token) -> Term:
        token = self.token
        self.index += 1
        if token.kind == "{":
            return self._group(token)
        if token.kind in ("number", "symbol") and len(token.text) == 1:
            return _PREFIXES[token.kind](self, token)
        raise Unreadable("read-latex", command.start, token.end, found=command.text)

    def _ones(self, token: Token) -> Term:
        if self.shapes is None:
            raise Unreadable("read-ones", token.start, token.end)
        return ALL_ONES


def _negated(term: Term) -> Term:
    return Number(-term.value) if isinstance(term, Number) else Apply("neg", (term,))


def _transposed(term: Term) -> Term:
    return Apply("T", (term,))


def _summed(left: Term, right: Term, chain: bool) -> Term | None:
    """1^T G is the sum over the rows of G, G 1 the sum over its columns."""
    if right == ALL_ONES:
        return Apply("sum", (left,), 1)
    if left == _ROW_OF_ONES:
        return Apply("sum", (right,), 0)
    if chain and isinstance(left, Apply) and left.args[-1] == _ROW_OF_ONES:
        return Apply("mul", (*left.args[:-1], Apply("sum", (right,), 0)))
    return None


_PREFIXES: dict[str, Callable[[Parser, Token], Term]] = {
    "number": Parser._number,
    "symbol": Parser._known,
    "atom": Parser._known,
    "prime": Parser._prime,
    "function": calls.call,
    "unknown": Parser._unknown,
    "(": Parser._parenthesis,
    "[": matrices.bracket,
    "{": Parser._brace,
    "|": Parser._absolute,
    "fraction": Parser._vulgar,
    "frac": Parser._fraction,
    "begin": matrices.environment,
    "ones": Parser._ones,
}
"""Kind of token → how to read a value that begins with it."""

_STARTS = frozenset(_PREFIXES)


def has_loose_ones(term: Term) -> bool:
    """Whether a vector of ones is left that nothing gives a length."""
    stack: list[Term] = [term]
    while stack:
        match stack.pop():
            case Apply("ones", ()):
                return True
            case Apply(_, args):
                stack.extend(args)
            case MatrixTerm(rows):
                stack.extend(entry for row in rows for entry in row)
            case _:
                pass
    return False
