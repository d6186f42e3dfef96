"""Notation: terms and numbers as text.

Two notations. `ANSWER` is what a learner types and JSON carries (`dE/dy*h1`, `(y - t)^2`); it
reads back to the same value. `PRETTY` is what a screen shows (`∂E/∂y·h₁`, `(y − t)²`).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from backtutor.ops import OPS
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term

if TYPE_CHECKING:
    from backtutor.values import Value


class Notation(NamedTuple):
    """How terms are written. `is_matrix` tells which are matrices: their entrywise product has
    a sign of its own in pretty notation."""

    times: str
    minus: str
    d: str
    pretty: bool
    entrywise: str = "⊙"
    is_matrix: Callable[[Term], bool] | None = None


ANSWER = Notation(times="*", minus="-", d="d", pretty=False)
PRETTY = Notation(times="·", minus="−", d="∂", pretty=True)

_SUB = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPER = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

ADD, NEG, MUL, POW, ATOM = range(5)
"""Binding strengths, loosest first."""


def write(term: Term, notation: Notation = ANSWER) -> str:
    """The text of `term`."""
    return _write(term, notation)[0]


def name(symbol: str, notation: Notation = ANSWER) -> str:
    """A name, or an entry of it; pretty: with its final digits as subscripts (w₁, W₁[2,1])."""
    if not notation.pretty:
        return symbol
    if symbol.endswith("⁺"):
        return name(symbol[:-1], notation) + "⁺"
    if symbol.endswith("]"):
        stem, _, place = symbol.partition("[")
        return f"{name(stem, notation)}[{place}"
    stem = symbol.rstrip("0123456789")
    if not stem or stem == symbol:
        return symbol
    return stem.rstrip("_") + symbol[len(stem) :].translate(_SUB)


def factor(term: Term, notation: Notation = ANSWER) -> str:
    """The text of `term` as a factor of a product: in brackets where it needs them."""
    return _wrap(term, MUL, notation)


def _write(term: Term, n: Notation) -> tuple[str, int]:
    match term:
        case Number(value):
            return _number(value, n)
        case Symbol(symbol):
            return name(symbol, n), ATOM
        case Derivative(_, by, short=True):
            return f"d{name(by, n)}", ATOM
        case Derivative(of, by):
            return f"{n.d}{name(of, n)}/{n.d}{name(by, n)}", ATOM
        case MatrixTerm(rows):
            text = ", ".join(f"[{', '.join(write(e, n) for e in row)}]" for row in rows)
            return f"[{text}]", ATOM
        case Apply("add", args):
            return _addends(args, n), ADD
        case Apply("neg", (a,)):
            return n.minus + _wrap(a, MUL, n), NEG
        case Apply("mul", args):
            return _factors(args, n), MUL
        case Apply("matmul", (a, b)):
            times = "·" if n.pretty else " @ "
            return f"{_wrap(a, MUL, n)}{times}{_wrap(b, POW, n)}", MUL
        case Apply("div", (a, b)):
            return f"{_wrap(a, MUL, n)}/{_wrap(b, POW, n, divisor=True)}", MUL
        case Apply("pow", (a, b)):
            return _power(a, b, n), POW
        case Apply("T", (a,)):
            return _wrap(a, ATOM, n) + ("ᵀ" if n.pretty else ".T"), POW
    return _call(term, n), ATOM


def _number(value: Fraction, n: Notation) -> tuple[str, int]:
    text = plain(abs(value))
    strength = MUL if "/" in text else ATOM
    return (n.minus + text, NEG) if value < 0 else (text, strength)


def _wrap(term: Term, least: int, n: Notation, divisor: bool = False) -> str:
    text, strength = _write(term, n)
    if strength < least or (divisor and isinstance(term, Derivative)):
        return f"({text})"
    return text


def _addends(args: tuple[Term, ...], n: Notation) -> str:
    pieces = [_wrap(args[0], NEG, n)]
    for arg in args[1:]:
        piece, strength = _write(arg, n)
        if strength == ADD:
            pieces.append(f" + ({piece})")
        elif piece.startswith(n.minus):
            pieces.append(f" {n.minus} {piece[len(n.minus) :]}")
        else:
            pieces.append(f" + {piece}")
    return "".join(pieces)


def _factors(args: tuple[Term, ...], n: Notation) -> str:
    text = _wrap(args[0], MUL, n)
    for before, arg in pairwise(args):
        # a quotient or a fraction in later place needs brackets: c*(a/b)
        text += _times(before, arg, n) + _wrap(arg, POW, n)
    return text


def _times(a: Term, b: Term, n: Notation) -> str:
    if n.pretty and n.is_matrix and n.is_matrix(a) and n.is_matrix(b):
        return f" {n.entrywise} "
    return n.times


def _power(a: Term, b: Term, n: Notation) -> str:
    base = _wrap(a, ATOM, n)
    if n.pretty and isinstance(b, Number) and b.value.denominator == 1:
        return base + str(b.value.numerator).translate(_SUPER)
    return f"{base}^{_wrap(b, ATOM, n)}"


def _call(term: Apply, n: Notation) -> str:
    shown = term.op
    if n.pretty and term.op in OPS:
        shown = OPS[term.op].pretty or term.op
    if not term.args:
        return shown
    if n.pretty and term.op == "abs":
        return f"|{write(term.args[0], n)}|"
    inner = ", ".join(write(arg, n) for arg in term.args)
    axis = f", axis={term.axis}" if term.axis is not None else ""
    return f"{shown}({inner}{axis})"


MAX_PLACES = 20
"""A float that an author copied, 0.7071067811865476, stays a decimal."""


def plain(value: Fraction) -> str:
    """An exact number: a decimal where it ends within 20 places, a fraction where it does not."""
    if value.denominator == 1:
        return str(value.numerator)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > MAX_PLACES:
        return f"{value.numerator}/{value.denominator}"
    scaled = abs(value.numerator) * 10**places // value.denominator
    digits = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


class Rounding(NamedTuple):
    """How many digits a screen shows: decimal places or significant digits."""

    digits: int = 6
    decimals: int | None = None


DEFAULT_ROUNDING = Rounding()


def show(value: Value, rounding: Rounding = DEFAULT_ROUNDING) -> str:
    """A value for reading: half up, trailing zeros dropped, powers of ten past 1e9 and 1e-5.

    A matrix is written as a list of its rows.
    """
    if not isinstance(value, (Fraction, float)):
        rows = (", ".join(show(entry, rounding) for entry in row) for row in value.tolist())
        return f"[{', '.join(f'[{row}]' for row in rows)}]"
    exact = _decimal(value)
    if rounding.decimals is not None:
        unit = Decimal(1).scaleb(-rounding.decimals)
        return _trim(exact.quantize(unit, ROUND_HALF_UP, Context(prec=400)))
    if exact == 0:
        return "0"
    kept = Context(prec=rounding.digits, rounding=ROUND_HALF_UP).plus(exact)
    magnitude = kept.adjusted()
    if -5 <= magnitude < max(9, rounding.digits):
        return _trim(kept)
    mantissa = _trim(kept.scaleb(-magnitude))
    return f"{mantissa}e{magnitude}"


def _decimal(value: Fraction | float) -> Decimal:
    if isinstance(value, Fraction):
        # 60 digits are far past any rounding asked for, so no double rounding can be seen
        return Context(prec=60).divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(repr(value))


def _trim(value: Decimal) -> str:
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
