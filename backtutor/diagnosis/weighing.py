"""Weighing: which mistakes explain all the gradients of a file together.

In: a derivation, and name → figures. Out: `Weighed`: a mark a name, and explanations, each with
every hypothesis that fits as well as the others. A hypothesis explains wrong names where it gives
their figures; one that would make a right name wrong is out. The one that explains the most is
believed, then what is left is weighed again on top of it: so the fewest mistakes are found, one
above explaining all below. `WORK` bounds the time: 784-100-10 with 79,510 weights by name takes
some seconds, whatever is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from backtutor.agreement import agree
from backtutor.derive import Derivation
from backtutor.diagnosis.figures import EXACTLY, Figures, Fit
from backtutor.diagnosis.hypotheses import Hypotheses, Hypothesis, Sort, together
from backtutor.diagnosis.offers import CROWD, Budget, Offers
from backtutor.diagnosis.passes import Pass
from backtutor.diagnosis.scales import Match, Scales
from backtutor.kinks import kink_range
from backtutor.marks import Mark
from backtutor.terms import Derivative
from backtutor.values import Value

WORK = 3_000_000
"""What weighing may cost, in about millionths of a second."""

MOST_CAUSES = 4
"""Mistakes on top of each other; with more, nobody can tell them apart."""

BRANCHES = 4
"""Of hypotheses that explain the same names, how many are followed to what they leave."""


class Explanation(NamedTuple):
    """Names, and every hypothesis that explains them equally well."""

    explains: tuple[str, ...]
    alternatives: tuple[Hypothesis, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was found. `marks` has every given name; `unexplained` are the wrong ones left."""

    marks: Mapping[str, Mark]
    explanations: tuple[Explanation, ...]
    unexplained: tuple[str, ...]


class Chain(NamedTuple):
    """Explanations on top of each other, and what they leave."""

    explanations: tuple[Explanation, ...]
    left: frozenset[str]


def weigh(derivation: Derivation, figures: Mapping[str, Figures], work: int = WORK) -> Weighed:
    """Every given name marked, the wrong ones explained together."""
    return Weighing(derivation, figures, work).weighed()


class Weighing:
    """The marks, and the search for what explains them."""

    def __init__(
        self, derivation: Derivation, figures: Mapping[str, Figures], work: int = WORK
    ) -> None:
        self.derivation = derivation
        self.figures = figures
        self.hypotheses = Hypotheses(derivation)
        self.tolerance = derivation.lesson.tolerance
        budget = Budget(work)
        self.offers = Offers(self.hypotheses, figures, budget)
        self.scales = Scales(self.hypotheses, figures, budget)

    def weighed(self) -> Weighed:
        right = self.hypotheses.right
        marks = {name: self.mark(name, right.of(name)) for name in self.figures}
        wrong = [name for name, mark in marks.items() if mark is Mark.WRONG]
        chain = self.explain(right, frozenset(wrong), MOST_CAUSES)
        return Weighed(marks, chain.explanations, tuple(n for n in wrong if n in chain.left))

    # -- right or wrong

    def mark(self, name: str, right: Value) -> Mark:
        """Right where every entry is, or an imprecise print of it."""
        figures, asked = self.figures[name], Derivative(self.derivation.graph.loss, name)
        if not figures.fits(self.derivation.graph.shapes[name]):
            return Mark.WRONG
        ranges = kink_range(self.derivation, asked) if self._has_kinks else None
        marks = set(figures.marks(right, ranges, self.tolerance))
        if Mark.WRONG in marks or (not ranges and self._is_mistaken(figures, asked, right)):
            return Mark.WRONG
        return Mark.ROUGH if Mark.ROUGH in marks else Mark.RIGHT

    @cached_property
    def _has_kinks(self) -> bool:
        return any(self.derivation.kinked.values())

    def _is_mistaken(self, figures: Figures, asked: Derivative, right: Value) -> bool:
        """Whether a mistake gives these very figures, where the right ones are only near."""
        if figures.fit(right, EXACTLY) is Fit.EXACT or asked.by not in self.hypotheses.graph.live:
            return False
        foretold = [one.prediction for one in self.offers.at(asked.by) if not one.in_step]
        return any(figures.is_nearer(one.value, right) for one in foretold if one is not None)

    # -- what explains the wrong ones

    def explain(self, base: Pass, left: frozenset[str], causes: int) -> Chain:
        """The fewest mistakes on top of `base` that explain the most of what is left."""
        best = self.best(base, left) if left and causes else []
        chains = (self._chain(match, best, left, causes) for match in _branches(best, left))
        return min(chains, key=_cost, default=Chain((), left))

    def _chain(
        self, match: Match, best: Sequence[Match], left: frozenset[str], causes: int
    ) -> Chain:
        """What follows if this is believed: it, with all that say the same, and the rest."""
        rest = left - match.covers
        after = self.explain(match.after, rest, causes - 1)
        alike = [m.hypothesis for m in best if m.rank == match.rank and _is_alike(m, match, left)]
        names = tuple(name for name in self.figures if name in match.covers)
        return Chain((Explanation(names, tuple(alike)), *after.explanations), after.left)

    def best(self, base: Pass, left: frozenset[str]) -> list[Match]:
        """The hypotheses that explain the most names; of the same names, those that do it best."""
        found = self.scales.matches(self.offers.factors(base, left), base, left)
        found += self.scales.matches(self.offers.named(left, of_all=True), base, left)
        whole = [match.hypothesis.sort for match in found if match.covers == left]
        if Sort.NAMED not in whole and not (whole and len(left) > CROWD):
            found += self.scales.matches(self.offers.named(left, of_all=False), base, left)
        found += self._each(found, base, left)
        found += self.scales.matches(self._own(base, left, found), base, left)
        found = [match for match in found if not self.offers.is_luck(match.covers, left)]
        most = max((len(match.covers) for match in found), default=0)
        ranks: dict[frozenset[str], tuple[bool, Sort]] = {}
        for match in found:
            ranks[match.covers] = min(match.rank, ranks.get(match.covers, match.rank))
        widest = [match for match in found if len(match.covers) == most]
        return [match for match in widest if match.rank == ranks[match.covers]]

    def _each(self, found: Iterable[Match], base: Pass, left: frozenset[str]) -> list[Match]:
        """The same misconception in several gradients, each of which it explains alone."""
        by_id: dict[str, dict[str, Hypothesis]] = {}
        for match in found:
            one = match.hypothesis
            if one.sort is Sort.NAMED and match.covers == {one.site}:
                by_id.setdefault(one.id, {}).setdefault(next(iter(match.covers)), one)
        several = [together(list(ones.values())) for ones in by_id.values() if len(ones) > 1]
        return self.scales.matches(several, base, left)

    def _own(
        self, base: Pass, left: frozenset[str], found: Sequence[Match]
    ) -> Iterator[Hypothesis]:
        """The wrong node nearest the loss as it is, where nothing explains it."""
        top = next((site for site in self.hypotheses.sites if site in left), None)
        if top is None or any(top in match.covers for match in found):
            return
        figures = self.figures[top]
        if figures.fits(self.derivation.graph.shapes[top]):
            yield self.hypotheses.own(top, figures.as_value(self.derivation.graph.shapes[top]))


def _branches(matches: Sequence[Match], left: frozenset[str]) -> list[Match]:
    """Those that explain other names, or leave something else behind."""
    found: list[Match] = []
    for match in sorted(matches, key=lambda match: match.rank):
        if len(found) < BRANCHES and not any(_is_alike(match, other, left) for other in found):
            found.append(match)
    return found


def _is_alike(a: Match, b: Match, left: frozenset[str]) -> bool:
    """Whether two hypotheses explain the same names, and say the same of the others."""
    if a.covers != b.covers:
        return False
    return all(agree(a.after.of(name), b.after.of(name)) for name in left - a.covers)


def _cost(chain: Chain) -> tuple[int, int, int]:
    """The least is the best: what is left, how many mistakes, how little is known of them."""
    sorts = sum(explanation.alternatives[0].sort for explanation in chain.explanations)
    return len(chain.left), len(chain.explanations), sorts
