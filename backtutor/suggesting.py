"""Suggesting: neat numbers for a lesson at which its wrong answers can be told apart.

In: a derivation, and the `Separator` of what is asked. Out: a `Suggestion`: given values at which
the fewest wrong answers are hidden, then the fewest confused, and what is left of both. The
search draws neat numbers and improves them one at a time, first the lesson's own. It is seeded
by the names of the graph and measured in work, not in time: a lesson gets the same suggestion on
every machine. What may change, and into what, is said in `backtutor.neat`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import NamedTuple

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Fault
from backtutor.neat import Cell, cells, decimals
from backtutor.points import branches
from backtutor.separation import Separation, Separator, separator
from backtutor.terms import Apply, Quantity, Symbol, Term
from backtutor.values import (
    Undefined,
    Value,
    as_floats,
    entries,
    evaluate,
    is_matrix,
    size,
    written_out,
)

WORK = 6_000_000
"""About how many microseconds a search takes; it is counted, not measured."""

SAMPLE = 8
"""How many numbers are tried in one place before the best is taken."""

DRAWS = 6
"""Of so many random draws the best is improved."""

APART = 2e-3
"""Values nearer than this are taken for equal: roundings would confuse them."""

LEAST, MOST = Fraction(1, 100), Fraction(50)
"""Sizes of values and gradients that are good to calculate with; 0 is a size of its own."""

LEFT_OVER = (Fraction(1, 3), Fraction(1, 6), Fraction(0))
"""After so much of the work the best numbers are looked at by themselves."""

SATURATED: Mapping[str, float] = {"sigmoid": 3.0, "tanh": 2.0, "erf": 1.5}
"""Beyond these an activation has hardly a slope left."""

REACH = Fraction(1, 20)
"""No number this near to a given one may be beyond a kink."""

Numbers = tuple[Fraction, ...]
"""A number for each cell."""


class Cost(NamedTuple):
    """What is bad about numbers, the worst first."""

    extreme: int
    hidden: int
    confused: int
    digits: int


class Suggestion(NamedTuple):
    """Given values, and what they leave hidden and confused."""

    given: Mapping[str, Value]
    after: Separation


def suggest(
    derivation: Derivation,
    wrong: Separator,
    progress: Callable[[float], object] = lambda done: None,
) -> Suggestion | None:
    """The best numbers found; None where none are better than the lesson's own. `progress` hears
    how much of the work is done, from 0 to 1."""
    places = cells(derivation)
    if not places:
        return None
    before = wrong.at(derivation.evaluation)
    asked = [each.quantity for each in wrong.asked]
    search = Search(derivation, wrong, places, tries(derivation, wrong), progress)
    best: Suggestion | None = None
    for share in LEFT_OVER:
        given = search.given(search.run(int(search.tries * share)))
        search.separator, after = _at_themselves(derivation, asked, given)
        if _badness(after) < _badness(best.after if best else before):
            best = Suggestion(given, after)
        if not any(_badness(after)):
            break
    return best


def _at_themselves(
    derivation: Derivation, asked: Sequence[Quantity], given: Mapping[str, Value]
) -> tuple[Separator, Separation]:
    """What the wrong answers are in a lesson that has these numbers, and what they hide there:
    which misconceptions change anything depends on the signs of the numbers."""
    lesson = derivation.lesson
    other = Derivation(replace(lesson, given={**lesson.given, **given}))
    wrong = separator(other, asked)
    return wrong, wrong.at(other.evaluation)


def _badness(found: Separation) -> tuple[int, int]:
    return found.hidden, found.confused


def tries(derivation: Derivation, separator: Separator) -> int:
    """How many numbers a search tries at most."""
    return WORK // max(1, separator.predicted * _effort(derivation))


def _effort(derivation: Derivation) -> int:
    """About how many microseconds one prediction takes."""
    graph = derivation.graph
    sides = (graph.shapes[name] or (1, 1) for name in graph.nodes)
    numbers = sum(rows * columns for rows, columns in sides)
    return (20 if graph.scalar else 150) + numbers // 20


@dataclass
class Search:
    """One search; `left` counts down the numbers that may still be tried."""

    derivation: Derivation
    separator: Separator
    cells: Sequence[Cell]
    left: int
    progress: Callable[[float], object]
    tries: int = field(init=False)
    random: Random = field(init=False)
    best: Numbers = field(init=False)

    def __post_init__(self) -> None:
        self.tries = self.left
        self.random = Random(",".join(self.derivation.graph.nodes))
        self.best = tuple(cell.own for cell in self.cells)

    def run(self, until: int = 0) -> Numbers:
        """The best numbers of all: the best so far improved, at first the lesson's own, then drawn
        ones, until so much work is left."""
        self.best, least = self.improved(self.best, self.cost(self.best, None))
        while self.left > until and not _is_clean(least):
            drawn, cost = self.drawn()
            numbers, cost = self.improved(drawn, cost)
            if _is_less(cost, least):
                self.best, least = numbers, cost
        return self.best

    def drawn(self) -> tuple[Numbers, Cost | None]:
        """The best of a few random draws."""
        best: Numbers = ()
        least: Cost | None = None
        for _ in range(DRAWS):
            numbers = tuple(self.random.choice(cell.choices) for cell in self.cells)
            cost = self.cost(numbers, least)
            if not best or _is_less(cost, least):
                best, least = numbers, cost
        return best, least

    def improved(self, numbers: Numbers, least: Cost | None) -> tuple[Numbers, Cost | None]:
        """The numbers changed one at a time, until that makes them no better."""
        changed = True
        while changed and self.left > 0:
            changed = False
            for place in self.random.sample(range(len(self.cells)), len(self.cells)):
                for other in self.others(numbers, place):
                    cost = self.cost(other, least)
                    if _is_less(cost, least):
                        numbers, least, changed = other, cost, True
        return numbers, least

    def others(self, numbers: Numbers, place: int) -> Iterator[Numbers]:
        """A sample of the same numbers with another one in one place."""
        choices = self.cells[place].choices
        for choice in self.random.sample(choices, min(SAMPLE, len(choices))):
            if choice != numbers[place] and self.left > 0:
                yield (*numbers[:place], choice, *numbers[place + 1 :])

    def given(self, numbers: Numbers) -> dict[str, Value]:
        """The given values with these numbers in their cells."""
        changed: dict[str, dict[int, Fraction]] = {}
        for cell, number in zip(self.cells, numbers, strict=True):
            changed.setdefault(cell.name, {})[cell.place] = number
        known = self.derivation.evaluation.given
        return {name: _with(known[name], places) for name, places in changed.items()}

    # -- what numbers are worth

    def cost(self, numbers: Numbers, least: Cost | None) -> Cost | None:
        """What is bad about these numbers; None where that is more than `least`, or where they
        will not do at all."""
        self.left -= 1
        self.progress(1 - max(self.left, 0) / self.tries)
        base = self.derivation.evaluation
        given = {**base.given, **self.given(numbers)}
        try:
            exact = base.at(given)
            point = base.at({name: as_floats(value) for name, value in given.items()})
            if not self.keeps_branches(point) or self.is_near_a_kink(point):
                return None
            return self._cost(_extreme(point), _digits(exact, numbers), point, least)
        except (Fault, Undefined):
            return None

    def _cost(
        self, extreme: int, digits: int, point: Evaluation, least: Cost | None
    ) -> Cost | None:
        hidden = confused = 0
        for asked in self.separator.asked:
            if least is not None and (extreme, hidden, confused) > least[:3]:
                return None
            told = asked.told(point, APART)
            hidden, confused = hidden + len(told.hidden), confused + len(told.confused)
        return Cost(extreme, hidden, confused, digits)

    @cached_property
    def branches(self) -> tuple[int, ...]:
        return branches(self.derivation.evaluation)

    def keeps_branches(self, point: Evaluation) -> bool:
        """Whether every relu, abs and max is on the side where the lesson has it, none at a
        kink."""
        if not self.branches:
            return True
        pairs = zip(self.branches, branches(point), strict=True)
        return all(here in (own or here, own) for own, here in pairs)

    def is_near_a_kink(self, point: Evaluation) -> bool:
        """Whether a small change of one given value crosses a kink."""
        if not self.branches:
            return False
        here = branches(point)
        names = dict.fromkeys(cell.name for cell in self.cells)
        return any(
            branches(point.at({**point.given, name: point[Symbol(name)] + off})) != here
            for name in names
            for off in (float(REACH), -float(REACH))
        )


def _is_less(cost: Cost | None, least: Cost | None) -> bool:
    return cost is not None and (least is None or cost < least)


def _is_clean(cost: Cost | None) -> bool:
    return cost is not None and not any(cost[:3])


def _with(value: Value, places: Mapping[int, Fraction]) -> Value:
    """A value with other entries in these places."""
    found = [places.get(place, entry) for place, entry in enumerate(entries(value))]
    if not is_matrix(value):
        return found[0]
    columns = value.shape[1]
    return written_out([found[i : i + columns] for i in range(0, len(found), columns)])


def _extreme(point: Evaluation) -> int:
    """How many values and gradients are too large or too small to calculate with, and how many
    activations are saturated."""
    values = [*point.values_by_name.values(), *point.gradients.values()]
    sizes = (size(entry) for value in values for entry in entries(value))
    saturated = (_saturated(node.term, point) for node in point.graph.computed if node.term)
    return sum(not LEAST <= each <= MOST for each in sizes if each) + sum(saturated)


def _saturated(term: Term, point: Evaluation) -> int:
    """How many entries stand where an activation of the formula is flat."""
    if not isinstance(term, Apply):
        return 0
    found = sum(_saturated(arg, point) for arg in term.args)
    if term.op in SATURATED:
        most = SATURATED[term.op]
        found += sum(size(e) > most for e in entries(evaluate(term.args[0], point.forward)))
    return found


def _digits(exact: Evaluation, numbers: Numbers) -> int:
    """Decimals of the given numbers and of the exact values on the way; the loss, a square as a
    rule, may have as many as it likes."""
    nodes = (node.name for node in exact.graph.computed if node.name != exact.graph.loss)
    found = [entry for name in nodes for entry in entries(exact.values_by_name[name])]
    return sum(decimals(entry) for entry in (*numbers, *found) if isinstance(entry, Fraction))
