"""Bounds: how large what is read may be, checked before any work that grows with it.

`Grammar` holds the limits of a kind of text and whether it is an answer, which may be written
more freely than a lesson.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from backtutor.read.characters import hidden, shown
from backtutor.read.faults import Unreadable
from backtutor.terms import Apply, MatrixTerm, Number, Term


class Grammar(NamedTuple):
    """Limits of one kind of text: characters, nested brackets, and how deep and large a term."""

    answer: bool
    characters: int
    depth: int
    term_depth: int
    nodes: int = 400


# `a/b/c` nests its term without a bracket, and a bracket may nest it by up to three
# operations, so that terms get more room than brackets; the writer and the evaluator
# recurse over terms, and stay far from Python's own limit
LESSON = Grammar(answer=False, characters=400, depth=24, term_depth=72)
ANSWER = Grammar(answer=True, characters=500, depth=60, term_depth=120)


def check_length(text: str, grammar: Grammar) -> None:
    """Refuses a text that is too long; blanks around it count only where there are very many."""
    limit = grammar.characters
    count = len(text.strip()) if len(text) <= 4 * limit else len(text)
    if count > limit:
        raise Unreadable("read-too-long", limit, limit + 1, count=count, limit=limit)


def check_visible(text: str, folded: str) -> None:
    """Refuses characters that can't be seen."""
    position = hidden(folded)
    if position is not None:
        character = shown(text[position])
        raise Unreadable("read-control-character", position, position + 1, character=character)


DIGITS = 40
EXPONENT = 308
POWER = 64
TOWER = 1e6


def decimal(text: str, start: int) -> Fraction:
    """The exact value of a decimal or scientific literal that stands at `start`."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, places = mantissa.partition(".")
    if len(whole) + len(places) > DIGITS:
        raise _too_large(text, start)
    if not exponent and not places:
        return Fraction(int(whole))
    return Fraction(int(whole + places)) * _power_of_ten(exponent, len(places), text, start)


def _too_large(text: str, start: int) -> Unreadable:
    end = start + len(text)
    return Unreadable("read-number-too-large", start, end, digits=DIGITS, exponent=EXPONENT)


def _power_of_ten(exponent: str, places: int, text: str, start: int) -> Fraction:
    # the length first: int() of a very long text is slow, then refused
    if len(exponent) > DIGITS or abs(int(exponent or "0")) > EXPONENT:
        raise _too_large(text, start)
    shift = int(exponent or "0") - places
    return Fraction(10**shift) if shift >= 0 else Fraction(1, 10**-shift)


def measure(term: Term) -> tuple[int, int]:
    """How many nodes `term` has, and how deep it is."""
    count, deepest = 0, 0
    stack = [(term, 1)]
    while stack:
        found, depth = stack.pop()
        count += 1
        if depth > deepest:
            deepest = depth
        if isinstance(found, Apply):
            depth += 1
            stack += [(argument, depth) for argument in found.args]
        elif isinstance(found, MatrixTerm):
            stack += [(entry, depth + 1) for row in found.rows for entry in row]
    return count, deepest


def check_size(term: Term, grammar: Grammar, start: int, end: int) -> None:
    """Refuses a term that is too large or too deep."""
    count, depth = measure(term)
    if count > grammar.nodes:
        raise Unreadable("read-too-many", start, end, limit=grammar.nodes)
    if depth > grammar.term_depth:
        raise Unreadable("read-too-deep", start, end, limit=grammar.depth)


def check_power(base: Term, exponent: Term, start: int, end: int) -> None:
    """Refuses what no one can mean and no one should compute: x^100, 9^9^9, 2^(20000*x)."""
    value = _literal(exponent)
    size = _largest(exponent) if value is None else abs(value)
    if not size <= POWER:  # the size may be NaN
        raise Unreadable("read-power-too-large", start, end, limit=POWER)
    bottom = _literal(base)
    if value is None or bottom is None or not (_has_power(base) or _has_power(exponent)):
        return
    if _float_power(abs(bottom), value) > TOWER:
        raise Unreadable("read-power-too-large", start, end, limit=POWER)


def _literal(term: Term) -> float | None:
    """The rough value of a term without names; None for any other."""
    match term:
        case Number(value):
            return _float(value)
        case Apply("neg" | "add" | "mul" | "div" | "pow" as op, args):
            values = [_literal(argument) for argument in args]
            known = [value for value in values if value is not None]
            return _ROUGHLY[op](known) if len(known) == len(values) else None
    return None


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _float_power(base: float, exponent: float) -> float:
    try:
        value = base**exponent
    except (OverflowError, ZeroDivisionError):
        return float("inf")
    return value if isinstance(value, float) else float("inf")


def _rough_product(values: list[float]) -> float:
    product = 1.0
    for value in values:
        product *= value
    return product


_ROUGHLY = {
    "neg": lambda v: -v[0],
    "add": sum,
    "mul": _rough_product,
    "div": lambda v: v[0] / v[1] if v[1] else float("inf"),
    "pow": lambda v: _float_power(v[0], v[1]),
}


def _largest(term: Term) -> float:
    """The largest numeral in a term."""
    match term:
        case Number(value):
            return abs(_float(value))
        case Apply(_, args):
            return max(map(_largest, args), default=0.0)
    return 0.0


def _has_power(term: Term) -> bool:
    match term:
        case Apply("pow", _):
            return True
        case Apply(_, args):
            return any(map(_has_power, args))
    return False
