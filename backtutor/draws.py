"""Drawn values: numbers from a seed, the same on every machine and in every version.

In: what may be drawn (`Draw`), a seed, the number of the attempt, a name. Out: a value, exact.
A name draws from a stream of its own, so that adding or removing a name changes no other; at a
further attempt every name draws anew.

The algorithm has a number and is frozen. Change nothing below that changes a number: add an
algorithm with the next number instead. Algorithm 1: a stream is the SHA-256 digests of
`backtutor draw 1|seed|attempt|name|block` in UTF-8 for block 0, 1, 2 …, each read as four words
of 64 bits, big end first; only integers are computed with, so that no rounding can differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from struct import unpack
from typing import NamedTuple

from backtutor.ops import Shape
from backtutor.read import canonical
from backtutor.values import Value

ALGORITHM = 1

MAX_REDRAWS = 1_000
"""How often one number is drawn again because it is excluded."""

WORD = 1 << 64
HALF = WORD >> 1

Words = Iterator[int]
"""A stream of integers from 0 to 2^64 - 1, all equally likely."""


class Grid(NamedTuple):
    """start, start + step, start + 2·step …: `size` numbers, those in `without` left out."""

    start: Fraction
    step: Fraction
    size: int
    without: frozenset[Fraction] = frozenset()

    @property
    def skipped(self) -> list[int]:
        """The places of the excluded numbers, in order."""
        places = ((number - self.start) / self.step for number in self.without)
        return sorted(int(p) for p in places if p.denominator == 1 and 0 <= p < self.size)


class Choice(NamedTuple):
    """One of these, equally likely."""

    of: tuple[Fraction, ...]


class Normal(NamedTuple):
    """The bell curve, rounded half up to a number of decimals."""

    mean: Fraction
    sd: Fraction
    decimals: int
    without: frozenset[Fraction] = frozenset()


class Mask(NamedTuple):
    """1 with the probability `keep`, else 0."""

    keep: Fraction


class OneHot(NamedTuple):
    """Rows with a single 1, anywhere in the row."""


Kind = Grid | Choice | Normal | Mask | OneHot


class Draw(NamedTuple):
    """What is drawn: numbers of one kind, one of them or a matrix of them."""

    kind: Kind
    shape: Shape = ()


class Nothing(ArithmeticError):
    """Only excluded numbers came: what is allowed is too unlikely."""


def drawn(draw: Draw, seed: int, attempt: int, name: str) -> Value:
    """The value of a name; raises `Nothing`."""
    words = stream(seed, attempt, canonical(name))
    match draw.shape:
        case (rows, columns):
            from backtutor.matrices import matrix  # numpy, for lessons with matrices only

            return matrix([_row(draw.kind, columns, words) for _ in range(rows)])
        case _:
            return _entry(draw.kind, words)


def stream(seed: int, attempt: int, name: str) -> Words:
    """The words that a name draws from."""
    from hashlib import sha256  # slow to load, and most lessons draw nothing

    for block in count():
        key = f"backtutor draw {ALGORITHM}|{seed}|{attempt}|{name}|{block}"
        yield from unpack(">4Q", sha256(key.encode()).digest())


def _row(kind: Kind, columns: int, words: Words) -> list[Fraction]:
    if isinstance(kind, OneHot):
        hot = below(columns, words)
        return [Fraction(int(column == hot)) for column in range(columns)]
    return [_entry(kind, words) for _ in range(columns)]


def _entry(kind: Kind, words: Words) -> Fraction:
    match kind:
        case Grid():
            return _on_grid(kind, words)
        case Choice(of):
            return of[below(len(of), words)]
        case Normal():
            return _normal(kind, words)
        case Mask(keep):
            return Fraction(int(below(keep.denominator, words) < keep.numerator))
        case OneHot():
            return Fraction(1)


def _on_grid(grid: Grid, words: Words) -> Fraction:
    place = below(grid.size - len(grid.skipped), words)
    for skipped in grid.skipped:
        place += place >= skipped
    return grid.start + place * grid.step


def _normal(normal: Normal, words: Words) -> Fraction:
    """mean + sd·z, rounded half up in integers."""
    unit = 10**normal.decimals
    middle, spread = normal.mean * unit + Fraction(1, 2), normal.sd * unit
    common = middle.denominator * spread.denominator
    a, b = middle.numerator * spread.denominator, spread.numerator * middle.denominator
    for _ in range(MAX_REDRAWS):
        found = Fraction((a * WORD + b * deviate(words)) // (common * WORD), unit)
        if found not in normal.without:
            return found
    raise Nothing


def below(bound: int, words: Words) -> int:
    """An integer from 0 to bound - 1, all equally likely: words past the last whole multiple of
    `bound` are passed over."""
    size = -(-bound.bit_length() // 64)
    top = 1 << 64 * size
    while True:
        number = 0
        for _ in range(size):
            number = number << 64 | next(words)
        if number < top - top % bound:
            return number % bound


def deviate(words: Words) -> int:
    """A standard normal number in units of 2^-64, by Karney's algorithm N.

    (C. F. F. Karney, Sampling exactly from the normal distribution, 2016.) It only compares
    uniform numbers, so that it needs no logarithm, whose last digit differs between machines.
    """
    while True:
        whole = 0
        while _survives(HALF, words):
            whole += 1
        if not all(_survives(HALF, words) for _ in range(whole * (whole - 1))):
            continue
        part = next(words)
        halves, rest = divmod(part * (2 * whole * WORD + part) >> 65, HALF)
        if all(_survives(HALF, words) for _ in range(halves)) and _survives(rest, words):
            size = whole * WORD + part
            return size if next(words) < HALF else -size


def _survives(risk: int, words: Words) -> bool:
    """True with the probability exp(-risk / 2^64), for a risk up to 2^64.

    John von Neumann: of uniform numbers that fall, risk > u1 > u2 > …, the run is even with
    just that probability.
    """
    even, last = True, risk
    while (word := next(words)) < last:
        even, last = not even, word
    return even
