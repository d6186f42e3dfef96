"""Slips: numbers that are nearly the right one, by no misconception.

In: the right number, the typed one and its digits. Out: what slipped, if that can be seen: the
decimal point, two digits, the sign, or a number that was rounded on the way. These come last,
when no misconception explains an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from backtutor.agreement import equal
from backtutor.marks import Typed
from backtutor.messages import message
from backtutor.terms import Term
from backtutor.values import Scalar, size
from backtutor.verdicts import Diagnosis

SLIP = "slip"
ROUNDED = "rounded-early"

NEAR = Fraction(1, 100)
"""How far off, relatively, a number may be that was rounded on the way."""

POWERS = (1, 2, 3)
"""Places that a decimal point slips by."""


def slipped(typed: Sequence[Typed], right: Sequence[Scalar]) -> tuple[Diagnosis, ...]:
    """What slipped in an answer of the right shape: in every entry that is not right."""
    if len(typed) == 1 and (found := _slip(typed[0], right[0])):
        return (Diagnosis(SLIP, message(f"why-{SLIP}-{found}")),)
    if all(map(_is_close, typed, right)):
        return (Diagnosis(ROUNDED, message(f"why-{ROUNDED}")),)
    return ()


def at_odds(side: Term) -> tuple[Diagnosis, ...]:
    """Of several sides that should be equal, one is right and this one is not."""
    return (Diagnosis(SLIP, message(f"why-{SLIP}-sides", side=side)),)


def _slip(typed: Typed, right: Scalar) -> str | None:
    """Which slip makes the typed number of the right one."""
    if right == 0:
        return None
    if equal(typed.value, -right):
        return "sign"
    for power in POWERS:
        if any(
            equal(typed.value, right * shift)
            for shift in (Fraction(10) ** power, Fraction(1, 10**power))
        ):
            return "point"
    if typed.digits and _is_swap(typed.digits, right):
        return "digits"
    return None


def _is_swap(digits: str, right: Scalar) -> bool:
    """Whether two neighbouring digits of a rounding of the right number are exchanged."""
    places = len(digits.partition(".")[2])
    meant = f"{Decimal(str(float(right))):.{places}f}"
    if len(meant) != len(digits):
        return False
    differ = [index for index, (a, b) in enumerate(zip(meant, digits, strict=True)) if a != b]
    if len(differ) != 2:
        return False
    first, second = differ
    between = meant[first + 1 : second].strip(".")
    return not between and meant[first] == digits[second] and meant[second] == digits[first]


def _is_close(typed: Typed, right: Scalar) -> bool:
    return size(typed.value - right) <= NEAR * size(right)
