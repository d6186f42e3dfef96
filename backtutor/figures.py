"""Figures: numbers as a source prints them, held against computed values.

In: the text of a figure (`0.3900`, `-.53`, `5.`, `1.05e-3`, `21/16`) and a value. Out:
whether the value, rounded to the digits that were written, is the figure.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from backtutor.notation import plain, show
from backtutor.values import Value

MOST_DIGITS = 12
"""A figure of more significant digits than this holds when it agrees to this many."""

_DECIMAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_FRACTION = r"([+-]?[0-9]{1,40})/([0-9]{1,40})"


def figure_value(text: str) -> Fraction | None:
    """The number that a figure writes, or None where it writes none."""
    text = _plain(text)
    if fraction := re.fullmatch(_FRACTION, text):
        bottom = int(fraction[2])
        return Fraction(int(fraction[1]), bottom) if bottom else None
    if len(text) > 60 or not re.fullmatch(_DECIMAL, text):
        return None
    return Fraction(Decimal(text))


def check_figure(text: str, value: Value, within: Fraction = Fraction(0)) -> bool:
    """Whether `value` rounds to the figure `text`, half up or half even, or is `within` reach."""
    written = figure_value(text)
    if written is None:
        return False
    # the shortest decimal of a float is what its last digits mean: 0.145 is a tie, 0.1449… is not
    computed = value if isinstance(value, Fraction) else Fraction(repr(value))
    miss = abs(computed - written)
    unit = _last_unit(_plain(text), value)
    if miss <= within or 2 * miss < unit:
        return True
    is_up = abs(written) > abs(computed)
    return bool(unit) and 2 * miss == unit and (is_up or written / unit % 2 == 0)


def _last_unit(text: str, value: Value) -> Fraction:
    """One unit in the last digit that counts; 0 where the figure has to be met exactly."""
    if re.fullmatch(_FRACTION, text):
        if isinstance(value, Fraction):
            return Fraction(0)
        return _unit(Decimal(repr(value)).adjusted() - MOST_DIGITS + 1)
    figure = Decimal(text)
    last = int(figure.as_tuple().exponent)
    return _unit(max(last, figure.adjusted() - MOST_DIGITS + 1))


def _unit(exponent: int) -> Fraction:
    return Fraction(10) ** exponent


def _plain(text: str) -> str:
    return text.strip().replace("−", "-")


def to_one_digit_more(text: str, value: Value) -> str:
    """`value` with one digit more than the figure `text` has, half up."""
    text = _plain(text)
    if re.fullmatch(_FRACTION, text):
        return plain(value) if isinstance(value, Fraction) else repr(value)
    computed = value if isinstance(value, Fraction) else Fraction(repr(value))
    unit = _last_unit(text, value) / 10
    count = (2 * abs(computed) + unit) // (2 * unit)
    if not count and computed:
        return show(value)  # too small for these digits: rounded it would read 0
    exponent = Decimal(unit.numerator) / Decimal(unit.denominator)
    rounded = Decimal(int(count)).scaleb(exponent.adjusted())
    return format(rounded.copy_sign(-1 if computed < 0 else 1), "f")
