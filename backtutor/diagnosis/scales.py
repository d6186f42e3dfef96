"""Scales: one hypothesis held against all figures.

In: a hypothesis, the pass that it is put on top of, and the wrong names that are left. Out: a
`Match`, which of them it explains; None where it explains none, or would make a name wrong that
is accounted for. What changes very many names is tried on a few of them first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from backtutor.diagnosis.figures import Figures, Fit
from backtutor.diagnosis.hypotheses import Hypotheses, Hypothesis, Sort
from backtutor.diagnosis.offers import Budget
from backtutor.diagnosis.passes import Pass
from backtutor.gradcheck import downstream

SWEEPING = 30
"""What one hypothesis costs, besides what each name below it does."""

LARGE = 300
"""Names below a place, of which a few are looked at before all are."""

PROBES = 12
"""How many."""


class Match(NamedTuple):
    """A hypothesis, the wrong names that it explains, and whether to the last float."""

    hypothesis: Hypothesis
    covers: frozenset[str]
    exact: bool
    after: Pass

    @property
    def rank(self) -> tuple[bool, Sort]:
        """The least is the best: to the last float, and by a known mistake."""
        return not self.exact, self.hypothesis.sort


class Scales:
    """The figures on one side, hypotheses on the other."""

    def __init__(
        self, hypotheses: Hypotheses, figures: Mapping[str, Figures], budget: Budget
    ) -> None:
        self.hypotheses = hypotheses
        self.figures = figures
        self.tolerance = hypotheses.derivation.lesson.tolerance
        self.budget = budget
        self._known_probes: dict[frozenset[str], tuple[list[str], list[str]]] = {}
        self._known_between: dict[str, frozenset[str]] = {}

    def matches(
        self, hypotheses: Iterable[Hypothesis], base: Pass, left: frozenset[str]
    ) -> list[Match]:
        """Those that explain something."""
        found = (self._match(hypothesis, base, left) for hypothesis in hypotheses)
        return [match for match in found if match is not None]

    def _match(self, hypothesis: Hypothesis, base: Pass, left: frozenset[str]) -> Match | None:
        if not hypothesis.reach & left or self._is_ruled_out(hypothesis, base):
            return None
        if len(hypothesis.reach) > LARGE and self._fails_a_probe(hypothesis, base, left):
            return None
        after = self._after(hypothesis, base)
        if after is None or self._breaks(hypothesis, base, after, left):
            return None
        reached = hypothesis.reach & left
        fits = {name: self._fit(name, after) for name in reached}
        covers = frozenset(name for name, fit in fits.items() if fit is not Fit.NOT)
        if not covers or (hypothesis.sort is Sort.OWN and len(covers) < 2):
            return None
        exact = all(fits[name] is Fit.EXACT for name in covers)
        return Match(hypothesis, covers, exact, after)

    def _after(
        self, hypothesis: Hypothesis, base: Pass, only: frozenset[str] | None = None
    ) -> Pass | None:
        """The pass with this mistake too, if it can be had."""
        swept = hypothesis.reach if only is None else only
        if not self.budget.affords(SWEEPING + SWEEPING * len(swept) // 4):
            return None
        return hypothesis.after(base, only)

    def _is_ruled_out(self, hypothesis: Hypothesis, base: Pass) -> bool:
        """Whether what is foretold of a name that nothing follows from is not what is given."""
        site, foretold = hypothesis.site, hypothesis.prediction
        if base is not self.hypotheses.right or foretold is None or hypothesis.in_step:
            return False
        if site is None or hypothesis.reach != {site}:
            return False
        return self.figures[site].fit(foretold.value, self.tolerance) is Fit.NOT

    def _fails_a_probe(self, hypothesis: Hypothesis, base: Pass, left: frozenset[str]) -> bool:
        """Whether a few of the names that a hypothesis would change tell that it is not it."""
        wrong, fine = self._probes(left)
        reached = [name for name in (*wrong, *fine) if name in hypothesis.reach]
        only = frozenset[str]().union(*map(self._between, reached))
        after = self._after(hypothesis, base, only)
        if after is None:
            return True
        explained = any(self._fit(n, after) is not Fit.NOT for n in wrong if n in reached)
        broken = (n for n in fine if n in reached and self._fit(n, base) is not Fit.NOT)
        return not explained or any(self._fit(n, after) is Fit.NOT for n in broken)

    def _probes(self, left: frozenset[str]) -> tuple[list[str], list[str]]:
        """A few names of what is left and of what is accounted for, spread evenly."""
        if left not in self._known_probes:
            wrong = [name for name in self.figures if name in left]
            fine = [name for name in self.figures if name not in left]
            self._known_probes[left] = _spread(wrong), _spread(fine)
        return self._known_probes[left]

    def _between(self, name: str) -> frozenset[str]:
        """A name and every node between it and the loss."""
        if name not in self._known_between:
            self._known_between[name] = frozenset((name, *downstream(self.hypotheses.graph, name)))
        return self._known_between[name]

    def _breaks(
        self, hypothesis: Hypothesis, base: Pass, after: Pass, left: frozenset[str]
    ) -> bool:
        """Whether a name that is accounted for would come out otherwise."""
        reached = (hypothesis.reach & self.figures.keys()) - left
        return any(
            self._fit(name, after) is Fit.NOT and self._fit(name, base) is not Fit.NOT
            for name in reached
        )

    def _fit(self, name: str, somebody: Pass) -> Fit:
        return self.figures[name].fit(somebody.of(name), self.tolerance)


def _spread(names: Sequence[str]) -> list[str]:
    """At most `PROBES` of these, evenly."""
    return list(names[:: max(1, -(-len(names) // PROBES))])
