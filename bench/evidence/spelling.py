"""Spelling: the many ways in which one term is typed.

In: a term and a seed. Out: a text, in one of the styles that answers may have: signs and dashes
of every kind, implied products, subscripts, LaTeX, numpy. A writer of its own, so that what the
reader is held against is not the program's own notation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from random import Random

from backtutor.terms import Apply, Derivative, Number, Symbol, Term

SUM, SIGNED, PRODUCT, POWER, WHOLE = range(5)
"""How strongly a text binds, loosest first."""

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

Text = tuple[str, int]


class Speller:
    """One style of typing."""

    def __init__(
        self, chance: Random, shape: Callable[[Term], tuple[int, ...]], stars: bool = True
    ) -> None:
        self.shape = shape
        self.latex = chance.random() < 0.2
        tex = self.latex
        self.times = chance.choice(
            (r" \cdot ", r" \times ", "*") if tex else ("*", " * ", "·", "×", "⋅", "∙", "•", "＊")
        )
        signs = (r" \odot ", "*") if tex else (" ⊙ ", "∘", ".*", "*")
        # of square matrices a star may be read as what fits at other sizes
        self.entrywise = chance.choice(signs if stars else signs[:-1])
        self.matmul = chance.choice(("@",) if tex else ("@", " @ ", "np.dot", "np.matmul", "·"))
        self.minus = chance.choice(("-",) if tex else ("-", " - ", "−", "–", "－"))
        self.plus = chance.choice(("+",) if tex else ("+", " + ", "＋"))
        self.power = chance.choice(("^", "^{}") if tex else ("^", "**", "²"))
        self.slash = chance.choice(("frac", "/") if tex else ("/", " / ", "÷", "∕"))
        self.d = chance.choice((r"\partial ", "d") if tex else ("d", "∂"))
        self.over = chance.choice(("frac", "/") if tex else ("/",))
        self.index = chance.choice(("_{}", "_", "") if tex else ("", "", "_", "_{}", "₁"))
        self.sigmoid = chance.choice((r"\sigma",) if tex else ("sigmoid", "σ", "sig"))
        self.log = chance.choice((r"\ln", r"\log") if tex else ("log", "ln", "np.log"))
        self.exp = chance.choice((r"\exp",) if tex else ("exp", "np.exp", "e^"))
        self.transpose = chance.choice(("^T", r"^{\top}") if tex else (".T", "ᵀ", "^T", "⊤"))
        self.brackets = chance.choice(
            (r"\left( \right)",) if tex else ("( )", "( )", "[ ]", "（ ）")
        )
        self.half = chance.choice(("0.5", r"\frac{1}{2}") if tex else ("0.5", "1/2", "½", ".5"))
        self.implied = chance.random() < 0.3
        self.quotes = chance.choice(("$ $", r"\( \)", " ") if tex else (" ", " ", " ", "` `", "= "))

    def spelled(self, term: Term) -> str:
        """The text of a whole answer."""
        before, _, after = self.quotes.partition(" ")
        return f"{before}{self._text(term)[0]}{after}"

    def _text(self, term: Term) -> Text:
        match term:
            case Number(value):
                return self._number(value)
            case Symbol(name):
                return self.name(name), WHOLE
            case Derivative(of, by):
                return self._derivative(of, by)
            case Apply("add", args):
                return self._sum(args), SUM
            case Apply("neg", (a,)):
                return self.minus + self._in(a, PRODUCT), SIGNED
            case Apply("mul", args):
                return self._product(args), PRODUCT
            case Apply("matmul", (a, b)):
                return self._matmul(a, b)
            case Apply("div", (a, b)):
                return self._quotient(a, b)
            case Apply("pow", (a, b)):
                return self._power(a, b)
            case Apply("T", (a,)):
                return self._in(a, WHOLE) + self.transpose, POWER
        assert isinstance(term, Apply)
        return self._call(term)

    def _in(self, term: Term, least: int) -> str:
        text, strength = self._text(term)
        return text if strength >= least else self._bracketed(text)

    def _bracketed(self, text: str) -> str:
        # two square brackets begin a matrix
        left, right = ("(", ")") if text.startswith("[") else self.brackets.split()
        return f"{left}{text}{right}"

    # -- atoms

    def name(self, name: str) -> str:
        found = re.fullmatch(r"([^\W\d_]+)_?(\d+)", name)
        if found is None or not self.index:
            return name
        stem, digits = found[1], found[2]
        if self.index == "₁":
            return stem + digits.translate(SUBSCRIPTS)
        return f"{stem}_{{{digits}}}" if self.index == "_{}" else f"{stem}_{digits}"

    def _derivative(self, of: str, by: str) -> Text:
        top, bottom = f"{self.d}{self.name(of)}", f"{self.d}{self.name(by)}"
        if self.over == "frac":
            return rf"\frac{{{top}}}{{{bottom}}}", WHOLE
        # a quotient beside other factors would be read as it is meant; brackets cost nothing
        return f"{top}/{bottom}", POWER

    def _number(self, value: Fraction) -> Text:
        if value < 0:
            return self.minus + self._number(-value)[0], SIGNED
        if value == Fraction(1, 2):
            return self.half, PRODUCT if self.half == "1/2" else WHOLE
        if value.denominator == 1:
            return str(value.numerator), WHOLE
        if 10**6 % value.denominator == 0:
            return f"{float(value):.6f}".rstrip("0"), WHOLE
        return f"{value.numerator}/{value.denominator}", PRODUCT

    # -- operations

    def _sum(self, args: tuple[Term, ...]) -> str:
        text = self._in(args[0], SIGNED)
        for arg in args[1:]:
            match arg:
                case Apply("neg", (inner,)):
                    text += self.minus + self._in(inner, PRODUCT)
                case Number(value) if value < 0:
                    text += self.minus + self._in(Number(-value), PRODUCT)
                case _:
                    text += self.plus + self._in(arg, PRODUCT)
        return text

    def _product(self, args: tuple[Term, ...]) -> str:
        text = self._in(args[0], PRODUCT)
        for before, arg in pairwise(args):
            following = self._in(arg, POWER)
            text += self._sign(before, arg, text, following) + following
        return text

    def _sign(self, before: Term, arg: Term, text: str, following: str) -> str:
        if self.shape(before) and self.shape(arg):
            return self.entrywise
        plain = not (self.shape(before) or self.shape(arg)) and not set("/÷⁄∕") & set(
            text + following
        )
        glued = text[-1] in ")]）" or isinstance(before, Symbol)
        if self.implied and plain and glued and following[0] in "(（":
            return ""
        counted = isinstance(before, Number) and before.value.denominator == 1
        if (
            self.implied
            and plain
            and counted
            and not (following[0].isnumeric() or following[0] == ".")
        ):
            return " " if following[0] in "eE" else ""
        # the dot is the product of matrices between matrices only
        return self.times

    def _matmul(self, a: Term, b: Term) -> Text:
        if "." in self.matmul:
            return f"{self.matmul}({self._text(a)[0]}, {self._text(b)[0]})", WHOLE
        # between matrices of one shape a dot may be read entry by entry
        sign = "@" if self.matmul == "·" and self.shape(a) == self.shape(b) else self.matmul
        return self._in(a, PRODUCT) + sign + self._in(b, POWER), PRODUCT

    def _quotient(self, a: Term, b: Term) -> Text:
        if self.slash == "frac":
            return rf"\frac{{{self._text(a)[0]}}}{{{self._text(b)[0]}}}", WHOLE
        bottom = self._in(b, WHOLE if isinstance(b, Derivative) else POWER)
        return self._in(a, PRODUCT) + self.slash + bottom, PRODUCT

    def _power(self, a: Term, b: Term) -> Text:
        base, exponent = self._in(a, WHOLE), self._in(b, WHOLE)
        whole = isinstance(b, Number) and b.value.denominator == 1
        if self.power == "²" and isinstance(b, Number) and whole:
            return base + str(b.value.numerator).translate(SUPERSCRIPTS), POWER
        if self.power == "^{}":
            return f"{base}^{{{self._text(b)[0]}}}", POWER
        return base + ("^" if self.power == "²" else self.power) + exponent, POWER

    def _call(self, term: Apply) -> Text:
        if not term.args:
            return rf"\{term.op}" if self.latex else term.op, WHOLE
        inner = ", ".join(self._text(arg)[0] for arg in term.args)
        axis = f", axis={term.axis}" if term.axis is not None else ""
        match term.op:
            case "exp" if self.exp == "e^":
                return f"e^({inner})", POWER
            case "abs" if not self.latex and "|" not in inner:
                return f"|{inner}|", WHOLE
            case "maximum" | "minimum" if not self.latex:
                return f"{term.op[:3]}({inner})", WHOLE
        names = {"sigmoid": self.sigmoid, "log": self.log, "exp": self.exp}
        name = names.get(term.op, term.op)
        return f"{name}({inner}{axis})", WHOLE
