"""Figures: numbers as they are typed, right ones and near ones.

In: an exact value and a seed. Out: its text: exact, as a fraction, with all digits, correctly
rounded to three digits or more, in powers of ten, with the dashes and brackets that people use.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from random import Random

from backtutor.values import Scalar, Value, entries, is_matrix, shape_of, size

FAR = (1.002, 1.002, 1 / 1.002 - 1e-6, 1.003, 1.01, 0.99, 1.1, 0.5, 2.0, -1.0)
UNROUND = 1 + 1.37e-9
LEAST = 1e-3
"""Of smaller numbers nothing is said: rounding to three places may be all that is asked."""

DIGITS = Context(prec=60)


def right(value: Value, chance: Random) -> str:
    """A right answer to a question after a value."""
    write = chance.choice((_exact, _full, _rounded, _rounded, _scientific))
    if is_matrix(value):
        return _matrix([_plain(write(e, chance)) for e in entries(value)], shape_of(value), chance)
    return _dressed(write(value, chance), chance)


def near(value: Value, chance: Random) -> str | None:
    """All the digits of a number that is off by a factor of 1.002 or more; of a matrix, one."""
    found = entries(value)
    far = [place for place, entry in enumerate(found) if size(entry) > LEAST]
    if not far:
        return None
    place, factor = chance.choice(far), chance.choice(FAR)
    texts = [full(float(entry)) for entry in found]
    # all its digits: a short one might be a correct rounding
    texts[place] = full(float(found[place]) * factor * UNROUND)
    return _matrix(texts, shape_of(value), chance) if is_matrix(value) else texts[0]


def full(value: float) -> str:
    """Every digit of a float."""
    return format(Decimal(repr(value)), "f")


def _exact(value: Scalar, chance: Random) -> str:
    return str(value) if len(str(value)) < 36 else _full(value, chance)


def _full(value: Scalar, chance: Random) -> str:
    return full(float(value))


def _rounded(value: Scalar, chance: Random) -> str:
    """Correctly rounded, with three digits or more, of which one stands after the point."""
    exact = _decimal(value)
    if not exact:
        return "0"
    kept = chance.randint(3, 8)
    places = max(1, kept - 1 - exact.adjusted())
    way = chance.choice((ROUND_HALF_UP, ROUND_HALF_EVEN))
    return format(exact.quantize(Decimal(1).scaleb(-places), way, DIGITS), "f")


def _scientific(value: Scalar, chance: Random) -> str:
    exact = _decimal(value)
    if not exact:
        return "0"
    power = exact.adjusted()
    mantissa = exact.scaleb(-power).quantize(Decimal(1).scaleb(-chance.randint(5, 9)))
    sign = chance.choice(("e{}", "E{}", "e{:+03d}"))
    return f"{mantissa}{sign.format(power)}"


def _decimal(value: Scalar) -> Decimal:
    if isinstance(value, Fraction):
        return DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(repr(float(value)))


def _plain(text: str) -> str:
    """A numeral for a matrix without commas: a fraction is no numeral."""
    return text if "/" not in text else full(float(Fraction(text)))


Dress = Callable[[str], str]

DRESSES: tuple[Dress, ...] = (
    str, str, str, lambda t: f" {t} ", lambda t: f"= {t}", lambda t: f"≈ {t}", lambda t: f"({t})",
    lambda t: t.replace("-", "−"), lambda t: t.replace("-", "–"), lambda t: t.replace("-", "－"),
    lambda t: f"${t}$", lambda t: f"\\boxed{{{t}}}", lambda t: f"`{t}`",
    lambda t: t.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    lambda t: t if t.startswith("-") else f"+{t}",
)  # fmt: skip
"""What stands around a number, and other characters in it."""


def _dressed(text: str, chance: Random) -> str:
    return chance.choice(DRESSES)(text)


def _matrix(texts: list[str], shape: tuple[int, ...], chance: Random) -> str:
    rows = [texts[i * shape[1] : (i + 1) * shape[1]] for i in range(shape[0])]
    match chance.choice(("lists", "lists", "semicolons", "numpy", "latex", "array")):
        case "semicolons" if len(rows) > 1:
            return "; ".join(" ".join(row) for row in rows)
        case "numpy":
            return "[" + "\n ".join(f"[{' '.join(row)}]" for row in rows) + "]"
        case "latex":
            inside = r" \\ ".join(" & ".join(row) for row in rows)
            return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"
        case "array":
            return f"array({_listed(rows)})"
    return _listed(rows)


def _listed(rows: list[list[str]]) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"
