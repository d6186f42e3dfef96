"""Entry by entry: a matrix rule taken apart into the sums that it stands for.

In: a derivation and the name of a gradient. Out: a `View` for each node that passes something
back: the node's formula for one entry, how that entry reacts to one entry of the source, and the
chain rule summed over all that is reached; an `Example` is one entry of it in numbers. For
Z = X @ W + b and W:

    Z[i,j] = Σ_k(X[i,k]·W[k,j]) + b[1,j]
    ∂Z[k,j]/∂W[i,j] = X[k,i]
    ∂L/∂W[i,j] = Σ_k(∂L/∂Z[k,j]·X[k,i])

To take another operation apart, add its rows to `operations`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from backtutor.by_entry.letters import COLUMN, FIRST, ROW, Inseparable, reindexed
from backtutor.by_entry.numbers import Reckoner
from backtutor.by_entry.operations import TABLES
from backtutor.by_entry.taking import Reach, Taking, View
from backtutor.derive import Derivation
from backtutor.terms import Term
from backtutor.values import Scalar, Undefined, entries, entry_of, shape_of, size

__all__ = ["FIRST", "Example", "Inseparable", "Reach", "View", "example", "telling_place", "views"]

TOLERANCE = Fraction(1, 10**9)
"""Relative difference that floats may show between a sum of entries and the whole rule."""

MOST_TRIED = 40
"""Entries of a gradient among which the most telling one is looked for."""

Place = tuple[int, int]
"""Row and column, from 0."""


class Example(NamedTuple):
    """One entry in numbers: which, what is added, the same in numbers, and the sum."""

    left: Term
    addends: tuple[Term, ...]
    filled: tuple[Term, ...]
    value: Scalar


def views(derivation: Derivation, name: str) -> list[View]:
    """The contributions to a gradient, entry by entry; raises `Inseparable`."""
    parts = derivation.gradients[name].terms
    return [Taking(derivation, name, part, TABLES).view() for part in parts]


def example(derivation: Derivation, view: View, place: Place | None) -> Example:
    """One entry of a contribution in numbers; raises `Inseparable` where it does not come out."""
    reckoner = Reckoner(derivation, view)
    left, whole = (_at(side, place) for side in view.chain)
    addends = tuple(reckoner.addends(whole))
    found = [reckoner.value(addend) for addend in addends]
    value = entry_of(view.part.value, place)
    if size(sum(found, Fraction(0)) - value) > TOLERANCE * max(1, *map(size, found)):
        raise Inseparable(view.part.via)
    return Example(left, addends, tuple(map(reckoner.filled, addends)), value)


def _at(term: Term, place: Place | None) -> Term:
    """A side of the chain rule for one entry."""
    letters = {} if place is None else {ROW: str(place[0] + 1), COLUMN: str(place[1] + 1)}
    return reindexed(term, letters)


def telling_place(derivation: Derivation, name: str) -> Place | None:
    """The entry of a gradient that shows most: unlike any other, off the diagonal, where row and
    column cannot be taken for each other, and of the most addends; None for a scalar."""
    value = derivation.gradients[name].value
    rows, columns = shape_of(value) or (0, 1)
    places = [divmod(place, columns) for place in range(min(MOST_TRIED, rows * columns))]
    counted = Counter(map(size, entries(value)))
    taken = _taken(derivation, name)

    def tells(place: Place) -> tuple[bool, bool, bool, int]:
        entry = entry_of(value, place)
        is_apart = place[0] != place[1] or 1 in (rows, columns)
        is_alone = counted[size(entry)] == 1
        return entry != 0, is_alone, is_apart, sum(_addends(derivation, taken, place))

    return max(places, key=tells, default=None)


def _taken(derivation: Derivation, name: str) -> list[View]:
    try:
        return views(derivation, name)
    except Inseparable:
        return []


def _addends(derivation: Derivation, taken: Sequence[View], place: Place) -> Iterator[int]:
    """1 for each addend of an entry that is not 0."""
    for view in taken:
        reckoner = Reckoner(derivation, view)
        try:
            yield from (
                int(reckoner.value(a) != 0) for a in reckoner.addends(_at(view.chain[1], place))
            )
        except Undefined:
            # exp(1000) of one entry, where the whole softmax has a value
            return
