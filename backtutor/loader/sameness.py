"""Sameness: whether two ways to a number come to the same, and that number in a message."""

from __future__ import annotations

import math
from fractions import Fraction

from backtutor.notation import plain, show
from backtutor.values import Scalar, Value, entries, is_matrix, shape_of


def same(a: Value, b: Value, within: float = 1e-12) -> bool:
    """Equal exactly, or to the precision of floats; of matrices, entry by entry."""
    if shape_of(a) != shape_of(b):
        return False
    return all(_same(x, y, within) for x, y in zip(entries(a), entries(b), strict=True))


def _same(a: Scalar, b: Scalar, within: float) -> bool:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    return math.isclose(a, b, rel_tol=within, abs_tol=within / 1000)


def figure(value: Value) -> str:
    """A value for a message: exact where that is short."""
    if is_matrix(value) or isinstance(value, float):
        return show(value)
    text = plain(value)
    return text if len(text) <= 20 else show(value)
