"""Offers: which hypotheses are tried on a file, and what that may cost.

In: the hypotheses about a derivation, the figures, and a budget. Out: those that could explain
what is left, one after the other. A network has names × rows of them: the nodes nearest the loss
come first, and a place that costs more than what is left of the budget is passed over, so that a
large network is weighed by the mistakes that explain the most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from backtutor.diagnosis.figures import Figures
from backtutor.diagnosis.hypotheses import Hypotheses, Hypothesis, together
from backtutor.diagnosis.passes import Pass
from backtutor.diagnosis.ratios import Ratio, alike, can_show_a_ratio, ratio_of

PREDICTING = 1_500
"""What it costs to foretell the wrong gradients of one name, for each arrow on its ways."""

RULES = 500
"""What it costs to find the wrong rules of one arrow."""

CROWD = 20
"""Of more wrong numbers than this for each that agrees with a mistake, it does so by luck."""


@dataclass
class Budget:
    """What weighing may still cost, in about millionths of a second."""

    left: int

    def affords(self, cost: int) -> bool:
        """Whether this can be paid; if so, it is."""
        if cost > self.left:
            return False
        self.left -= cost
        return True


class Offers:
    """The hypotheses that are tried."""

    def __init__(
        self, hypotheses: Hypotheses, figures: Mapping[str, Figures], budget: Budget
    ) -> None:
        self.hypotheses = hypotheses
        self.graph = hypotheses.graph
        self.figures = figures
        self.budget = budget

    def is_luck(self, names: Collection[str], left: frozenset[str]) -> bool:
        """Whether so many numbers are left that some agree with anything."""
        is_number = not any(self.graph.shapes[name] for name in names)
        return is_number and CROWD * len(names) < len(left)

    # -- misconceptions

    def named(self, left: frozenset[str], of_all: bool) -> Iterator[Hypothesis]:
        """Misconceptions whose place lies above everything that is left; or those of the others."""
        for hypothesis in self._everywhere():
            if (left <= hypothesis.reach) == of_all:
                yield hypothesis
        for name in self._places(left):
            reach = self.hypotheses.reach(name)
            if reach & left and (left <= reach) == of_all:
                yield from self.at(name)

    def _everywhere(self) -> tuple[Hypothesis, ...]:
        """What is held everywhere, where the whole network can be looked at."""
        rules = sum(map(self._rules, self.hypotheses.sites))
        return self.hypotheses.everywhere if rules < self.budget.left else ()

    def _rules(self, name: str) -> int:
        """What the wrong rules of a node cost: a long sum has long ones."""
        count = len(self.graph[name].sources)
        return RULES * count + 3 * count * count

    def at(self, name: str) -> tuple[Hypothesis, ...]:
        """The misconceptions at a place, unless they cost too much."""
        if not self.hypotheses.knows(name) and not self._affords(name):
            return ()
        return self.hypotheses.at(name)

    def _affords(self, name: str) -> bool:
        search = 10 * len(self.graph.nodes)  # for what is looked for in all of them
        if not self.budget.affords(search):
            return False
        ways = self.hypotheses.predictor.ways(name)
        users = {name, *(user for _, user in ways.arrows)}
        return self.budget.affords(PREDICTING * len(ways.arrows) + sum(map(self._rules, users)))

    def _places(self, left: frozenset[str]) -> Iterator[str]:
        """Where mistakes are made: at nodes from the loss on, then at the wrong names."""
        yield from self.hypotheses.sites
        others = left.difference(self.hypotheses.sites)
        yield from (name for name in self.figures if name in others)

    # -- factors

    def factors(self, base: Pass, left: frozenset[str]) -> Iterator[Hypothesis]:
        """A common factor, at each place where it could come in."""
        groups: dict[str, tuple[Ratio, set[str]]] = {}
        for name in self.figures:
            if name in left and (ratio := self._ratio(name, base)) is not None:
                groups.setdefault(alike(ratio), (ratio, set()))[1].add(name)
        for ratio, names in groups.values():
            shows = len(names) > 1 or can_show_a_ratio(base.of(next(iter(names))))
            if shows and not self.is_luck(names, left):
                yield from self._factor_at(ratio, names)

    def _ratio(self, name: str, base: Pass) -> Ratio | None:
        return ratio_of(
            self.figures[name], base.of(name), self.hypotheses.derivation.lesson.tolerance
        )

    def _factor_at(self, ratio: Ratio, names: set[str]) -> Iterator[Hypothesis]:
        """The places that bring a factor to all of these; and each of them by itself."""
        alone = names if len(names) == 1 else ()
        for place in dict.fromkeys([*self.hypotheses.sites, *alone]):
            if names <= self.hypotheses.reach(place):
                yield self.hypotheses.factor(place, ratio)
        if len(names) > 1:
            yield together([self.hypotheses.factor(n, ratio) for n in self.figures if n in names])
