"""Proofreading: printed lines held against a derivation, one after the other.

In: a derivation, and the lines that somebody printed. Out: for each line the `Breach`, the
equals sign that does not hold, or None. What a line prints of a quantity stands for it from then
on, in place of its true value, so that a line which only goes on from a mistake holds. A number
with a decimal point stands for all that rounds to it; a whole number, and a number of the lesson
itself, for what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from backtutor.as_printed import AsPrinted
from backtutor.derive import Derivation
from backtutor.evaluation import Fault
from backtutor.lesson import Equation, Line, Side
from backtutor.numerals import half_unit, is_numeral, with_numbers
from backtutor.terms import (
    Derivative,
    Quantity,
    Term,
    Updated,
    atoms,
    numbers,
)
from backtutor.values import (
    Scalar,
    Undefined,
    Value,
    entries,
    is_matrix,
    magnitude,
    shape_of,
    size,
    written_out,
)

NOISE = 1e-9
"""Relative difference of two ways to compute one number in floats."""


class Printed(NamedTuple):
    """A value as printed, and how far each of its entries may be from what was meant."""

    value: Value
    units: tuple[Scalar, ...]


class Breach(NamedTuple):
    """An equals sign that does not hold: side number `place` is not what stands left of it.

    `found` is what stands left of it, `given` what stands right of it, None where that has no
    value; `stated` are the quantities in the equation that lines before have printed.
    """

    equation: Equation
    place: int
    found: Value | None
    given: Value | None
    stated: tuple[Quantity, ...]

    @property
    def before(self) -> Term | Updated:
        """What stands left of the equals sign."""
        if self.place == 0:
            assert self.equation.left is not None
            return self.equation.left
        return self.equation.sides[self.place - 1].term

    @property
    def side(self) -> Side:
        return self.equation.sides[self.place]


class Proofreader:
    """Reads lines in order and remembers what they print."""

    def __init__(
        self, derivation: Derivation, stated: Mapping[Quantity, Printed] | None = None
    ) -> None:
        self.derivation = derivation
        self.stated = dict(stated or {})
        self.is_true = not self.stated  # while every line has held
        self.point = self._as_printed()

    def read(self, line: Line) -> Breach | None:
        """The first breach in a line; what the line prints is taken as printed."""
        found = None
        for equation in line.equations:
            breach = self.check(equation)
            self._state(equation, breach)
            found = found or breach
        self.is_true = self.is_true and found is None
        return found

    def check(self, equation: Equation) -> Breach | None:
        """The first equals sign that does not hold."""
        claims = self._claims(equation)
        shift = 0 if equation.left is not None else 1
        for place, (left, right) in enumerate(pairwise(claims), shift):
            if not self._agree(left, right):
                used = tuple(self._used(equation))
                return Breach(equation, place, left.value, right.value, used)
        return None

    def worth(self, asked: Term | Updated) -> Value:
        """What a formula or a quantity is worth, the lines so far taken as printed."""
        return self.point.worth(asked)

    def reach(self, asked: Term | Updated) -> list[Scalar]:
        """How far the rounding of the lines so far can move it, entry by entry."""
        return self._spread(Claim(asked, self._value(asked)))

    # -- claims

    def _claims(self, equation: Equation) -> list[Claim]:
        left = () if equation.left is None else (Claim(equation.left, self._value(equation.left)),)
        sides = (self._claim(side) for side in equation.sides)
        return [*left, *sides]

    def _claim(self, side: Side) -> Claim:
        return Claim(side.term, self._value(side.term), side.digits)

    def _value(self, asked: Term | Updated) -> Value | None:
        try:
            return self.worth(asked)
        except (Undefined, Fault):
            return None

    def _agree(self, left: Claim, right: Claim) -> bool:
        """Equal, or no further apart than rounding can bring them."""
        if left.value is None or right.value is None:
            return False
        if not _alike(left.value, right.value):
            return False
        pairs = list(zip(entries(left.value), entries(right.value), strict=True))
        if _fit(pairs, [left.units, right.units]):
            return True
        rooms = [left.units, right.units, self._spread(left), self._spread(right)]
        return _fit(pairs, rooms) or (_touch(pairs, rooms) and self._is_true(left, right))

    def _is_true(self, left: Claim, right: Claim) -> bool:
        """Whether a numeral is what the true value rounds to, however the lines before it that
        hold were rounded."""
        if not self.stated:
            return False
        reader = Proofreader(self.derivation)
        known = Claim(left.term, reader._value(left.term))
        return self.is_true and right.is_numeral and reader._agree(known, right)

    def _used(self, equation: Equation) -> Iterator[Quantity]:
        """The quantities in an equation that stand as printed before."""
        inside = [equation.left, *(atom for side in equation.sides for atom in atoms(side.term))]
        for quantity in dict.fromkeys(inside):
            if quantity is not None and quantity in self.stated:
                yield quantity

    # -- what is printed

    def _state(self, equation: Equation, breach: Breach | None) -> None:
        """Remember what the equation prints of its left side."""
        claims = self._claims(equation)
        last = claims[-1]
        if equation.left is None or last.value is None:
            return
        if last.is_numeral:
            units = last.units
            if any(self._is_exact_as(claim, last.value) for claim in claims[:-1]):
                units = _none_of(units)
            self._take(equation.left, Printed(last.value, units))
        elif breach is not None:
            # a formula that is right follows from what is printed by itself
            self._take(equation.left, Printed(last.value, _none_of(entries(last.value))))

    def _is_exact_as(self, claim: Claim, printed: Value) -> bool:
        """Whether a number is printed with all its digits: of something that is not rounded."""
        if claim.value is None or not _alike(claim.value, printed):
            return False
        pairs = list(zip(entries(claim.value), entries(printed), strict=True))
        return _fit(pairs, [_none_of(pairs)]) and not any(self._spread(claim))

    def _take(self, quantity: Quantity, printed: Printed) -> None:
        name = quantity.by if isinstance(quantity, Derivative) else quantity.name
        if self.derivation.graph.shapes.get(name) == (1, 1) and not is_matrix(printed.value):
            printed = printed._replace(value=written_out([[printed.value]]))
        self.stated[quantity] = printed
        self.point = self._as_printed()

    def _as_printed(self) -> AsPrinted:
        return AsPrinted(self.derivation, {q: p.value for q, p in self.stated.items()})

    # -- rounding

    def _spread(self, claim: Claim) -> list[Scalar]:
        """How far a claim moves when every rounded number in it moves as far as it may."""
        if claim.is_numeral or claim.value is None:
            return [Fraction(0)] * (len(entries(claim.value)) if claim.value is not None else 1)
        moved = [
            _apart(claim.value, self._moved(claim.term, stated, figures))
            for stated, figures in self._moves(claim)
        ]
        # up and down of the same number: the larger counts
        widest = [_largest(pair) for pair in zip(moved[::2], moved[1::2], strict=True)]
        start: list[Scalar] = [Fraction(0)] * len(entries(claim.value))
        for one in widest:
            start = _added(start, one)
        return start

    def _moved(
        self, term: Term | Updated, stated: Mapping[Quantity, Value], figures: Sequence[Scalar]
    ) -> Value | None:
        printed = AsPrinted(self.derivation, stated)
        try:
            if isinstance(term, Updated):
                return printed.worth(term)
            return printed.worth(with_numbers(term, iter(figures)))
        except (Undefined, Fault):
            return None

    def _moves(self, claim: Claim) -> Iterator[tuple[dict[Quantity, Value], list[Scalar]]]:
        """The printed values and the figures of a claim, one number of them moved at a time."""
        stated = {quantity: printed.value for quantity, printed in self.stated.items()}
        figures = claim.figures
        for quantity, printed in self.stated.items():
            for place, unit in enumerate(printed.units):
                for step in (unit, -unit) if unit else ():
                    yield {**stated, quantity: _shifted(printed.value, place, step)}, figures
        for place, digits in enumerate(claim.digits):
            unit = Fraction(0) if self._is_exact(figures[place]) else half_unit(digits)
            for step in (unit, -unit) if unit else ():
                yield stated, [*figures[:place], figures[place] + step, *figures[place + 1 :]]

    def _is_exact(self, figure: Scalar) -> bool:
        """Whether a number is one of the lesson's own, and no rounding of another."""
        if size(figure) in self._exact:
            return True
        printed = (p for p in self.stated.values() if not any(p.units))
        return any(size(figure) == size(entry) for p in printed for entry in entries(p.value))

    @cached_property
    def _exact(self) -> frozenset[Scalar]:
        """The exact numbers of the lesson, without their signs."""
        at, graph = self.derivation.evaluation, self.derivation.graph
        slopes = (slope for slope in at.locals.values() if isinstance(slope, Fraction))
        values = [*at.values_by_name.values(), *at.gradients.values(), *slopes]
        found = {size(entry) for value in values for entry in entries(value)}
        terms = (node.term for node in graph.computed if node.term is not None)
        found |= {size(number.value) for term in terms for number in numbers(term)}
        return frozenset(one for one in found if isinstance(one, Fraction))


class Claim:
    """One side of an equals sign: a formula, a quantity, or a numeral with its rounding."""

    def __init__(
        self, term: Term | Updated, value: Value | None, digits: Sequence[str | None] = ()
    ) -> None:
        self.term = term
        self.value = value
        self.digits = digits
        self.is_numeral = is_numeral(term)

    @property
    def figures(self) -> list[Scalar]:
        """The numbers in it, left to right."""
        if isinstance(self.term, Updated):
            return []
        return [number.value for number in numbers(self.term)]

    @property
    def units(self) -> tuple[Scalar, ...]:
        """How far a numeral may be from what was rounded to it; no other claim may."""
        if self.value is None or not self.is_numeral:
            return _none_of(entries(self.value) if self.value is not None else (Fraction(0),))
        return tuple(map(half_unit, self.digits)) or _none_of(entries(self.value))


# -- entries


def _fit(pairs: Sequence[tuple[Scalar, Scalar]], rooms: Sequence[Sequence[Scalar]]) -> bool:
    """Whether no entry is further from the other than all the `rooms` together let it be; two
    roundings that only touch are two figures."""
    return _touch(pairs, rooms) and not any(
        sum(map(bool, room)) > 1 and _gap(a, b, room) >= -_noise(a, b)
        for (a, b), *room in zip(pairs, *rooms, strict=True)
    )


def _touch(pairs: Sequence[tuple[Scalar, Scalar]], rooms: Sequence[Sequence[Scalar]]) -> bool:
    """The same where it is enough that two roundings touch, as 0.4 and 0.5 do at 0.45."""
    return all(
        _gap(a, b, room) <= _noise(a, b) for (a, b), *room in zip(pairs, *rooms, strict=True)
    )


def _gap(a: Scalar, b: Scalar, room: Sequence[Scalar]) -> Fraction:
    """How much further apart two numbers are than they may be."""
    return abs(Fraction(a) - Fraction(b)) - sum((Fraction(one) for one in room), Fraction(0))


def _noise(a: Scalar, b: Scalar) -> Fraction:
    """What floats may lose; exact numbers lose nothing."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return Fraction(0)
    return Fraction(NOISE * max(abs(float(a)), abs(float(b)), NOISE))


def _alike(a: Value, b: Value) -> bool:
    """The same shape; one entry in brackets is a number."""
    return shape_of(a) == shape_of(b) or {shape_of(a), shape_of(b)} == {(), (1, 1)}


def _added(a: Sequence[Scalar], b: Sequence[Scalar]) -> list[Scalar]:
    return [x + y for x, y in zip(a, b, strict=True)]


def _none_of(found: Sequence[object]) -> tuple[Scalar, ...]:
    return (Fraction(0),) * len(found)


def _apart(a: Value, b: Value | None) -> list[Scalar]:
    """How far each entry has moved; where the value is gone, as far as it is large."""
    if b is None or shape_of(b) != shape_of(a):
        return [magnitude(a)] * len(entries(a))
    return [size(x - y) for x, y in zip(entries(a), entries(b), strict=True)]


def _largest(pair: tuple[list[Scalar], list[Scalar]]) -> list[Scalar]:
    return [max(x, y) for x, y in zip(*pair, strict=True)]


def _shifted(value: Value, place: int, step: Scalar) -> Value:
    """A value with one entry moved."""
    if not is_matrix(value):
        return value + step
    from backtutor.matrices import with_entry

    row, column = divmod(place, value.shape[1])
    return with_entry(value, (row, column), entries(value)[place] + step)
