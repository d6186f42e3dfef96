"""Ratios: the one factor by which all entries of a gradient are off.

In: figures and the value they should be. Out: the factor, exact where it is a simple one; None
where the entries are not off by one factor.
"""

from __future__ import annotations

from fractions import Fraction
from math import isfinite, prod

from backtutor.derive import Derivation
from backtutor.diagnosis.figures import Figures, Fit
from backtutor.lesson import Tolerance
from backtutor.values import Value, apply, entries, shape_of

Ratio = Fraction | float

SMALL = 12
"""Numerators and denominators up to this are simple, and so are the lengths of the axes."""

LARGEST = 1000
"""No ratio with a larger denominator is taken for an exact one."""

CLOSE = 1e-4
"""A ratio that is nearer to 1 than this is none."""


def ratio_of(figures: Figures, value: Value, tolerance: Tolerance) -> Ratio | None:
    """The factor by which figures are a multiple of a value, other than 1."""
    if not figures.fits(shape_of(value)):
        return None
    given = [float(typed.value) for typed in figures.flat]
    pairs = list(zip(given, map(float, entries(value)), strict=True))
    weight = sum(p * p for _, p in pairs)
    if not weight or not isfinite(weight):
        return None
    found = sum(a * p for a, p in pairs) / weight
    if not isfinite(found) or abs(found - 1) <= CLOSE:
        return None
    ratio = _snapped(found)
    return ratio if figures.fit(apply("mul", (value, ratio)), tolerance) is not Fit.NOT else None


def _snapped(ratio: float) -> Ratio:
    simple = Fraction(ratio).limit_denominator(LARGEST)
    return simple if abs(float(simple) - ratio) <= 1e-5 * abs(ratio) else ratio


def alike(ratio: Ratio) -> str:
    """The same text for ratios that are one but for noise."""
    return str(ratio) if isinstance(ratio, Fraction) else f"{ratio:.4g}"


def is_simple(ratio: Ratio, derivation: Derivation) -> bool:
    """Whether a ratio says something: 3, -1/2, or a length of this network's matrices."""
    if not isinstance(ratio, Fraction) or not ratio:
        return False
    known: set[int] = set()
    for shape in derivation.graph.shapes.values():
        known |= {*shape, prod(shape)}
    parts = (abs(ratio.numerator), ratio.denominator)
    return all(part <= SMALL or part in known for part in parts)


def can_show_a_ratio(value: Value) -> bool:
    """Whether a value has two entries to compare; of one number, any other is a multiple."""
    return sum(entry != 0 for entry in entries(value)) > 1
