"""Hypotheses: one mistake, made at one place, as a change of somebody's backward pass.

In: a derivation, and the names that were given. Out: `Hypothesis` values: a rule of the table of
misconceptions held at one node or wherever it occurs; a wrong gradient of one name, which all
below it follow; gradients that are a multiple of the right ones; gradients that are nobody's.
A new row of `backtutor.misconceptions` is a hypothesis at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from backtutor.derive import Derivation
from backtutor.diagnosis.passes import Pass, right_pass
from backtutor.evaluation import Fault, times
from backtutor.messages import Message
from backtutor.misconceptions import TABLE, Misconception, Prediction, Predictor
from backtutor.patterns import Formula
from backtutor.slopes import Edge, LocalTerms
from backtutor.terms import Derivative, Symbol
from backtutor.values import Undefined, Value, shape_of

Ratio = Fraction | float

MISNAMED = frozenset({"sibling-gradient"})
"""Mistakes about whose gradient was written down; no backward pass goes on from those."""


class Sort(IntEnum):
    """What kind of explanation, the best first."""

    NAMED = 0  # a misconception at one place, or everywhere
    EACH = 1  # the same misconception in the last step of several gradients
    FACTOR = 2  # a factor that no misconception gives, at one place
    FACTORS = 3  # the same factor in several gradients
    OWN = 4  # a wrong gradient of which nothing more is known


class Held(NamedTuple):
    """Other rules in the backward steps of some nodes."""

    terms: LocalTerms

    def __call__(self, before: Pass, only: frozenset[str] | None) -> Pass:
        return before.under(self.terms, only)


class Fixed(NamedTuple):
    """Wrong gradients: name → its value, from the pass without them."""

    wrong: Mapping[str, Callable[[Pass], Value]]

    def __call__(self, before: Pass, only: frozenset[str] | None) -> Pass:
        wrong = {name: at(before) for name, at in self.wrong.items()}
        return before.with_gradients(wrong, only)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """`site` is the node whose backward step is wrong (`in_step`), or the name whose gradient
    is; None where it is everywhere. `reach` are the names that it may change.

    `prediction` carries the words of a misconception, `ratio` a factor.
    """

    sort: Sort
    id: str
    site: str | None
    reach: frozenset[str]
    change: Held | Fixed
    prediction: Prediction | None = None
    ratio: Ratio | None = None

    @property
    def in_step(self) -> bool:
        """Whether a wrong rule is held, and not a gradient wrong."""
        return isinstance(self.change, Held)

    def after(self, before: Pass, only: frozenset[str] | None = None) -> Pass | None:
        """The pass of somebody who makes this mistake too; None where it has no value."""
        try:
            return self.change(before, only)
        except (Undefined, Fault):
            return None


class Hypotheses:
    """The hypotheses about one derivation, made when they are asked for and kept."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.graph = derivation.graph
        self.right = right_pass(derivation)
        self.predictor = Predictor(derivation)
        self._at: dict[str, tuple[Hypothesis, ...]] = {}
        self._reach: dict[str, frozenset[str]] = {}

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """The nodes that pass something back, the nearest to the loss first."""
        nodes = reversed(self.graph.computed)
        return tuple(node.name for node in nodes if node.name in self.graph.live)

    def at(self, name: str) -> tuple[Hypothesis, ...]:
        """The misconceptions in the backward step of a node and in its own gradient."""
        if name not in self._at:
            self._at[name] = (*self._in_step(name), *self._of_gradient(name))
        return self._at[name]

    def knows(self, name: str) -> bool:
        """Whether those have been made already."""
        return name in self._at

    def reach(self, name: str) -> frozenset[str]:
        """What changes with the gradient of a name."""
        if name not in self._reach:
            self._reach[name] = self.right.below.of(name) | {name}
        return self._reach[name]

    # -- misconceptions

    def _in_step(self, site: str) -> Iterator[Hypothesis]:
        """Every wrong rule in the backward step of one node."""
        for row in TABLE:
            wrong = self._wrong(row, site)
            if wrong:
                yield self._held(row, site, wrong)

    @cached_property
    def everywhere(self) -> tuple[Hypothesis, ...]:
        """Every wrong rule in each of the steps where it makes a difference: more than one."""
        found: list[Hypothesis] = []
        for row in TABLE:
            by_site = [wrong for site in self.sites if (wrong := self._wrong(row, site))]
            if len(by_site) > 1:
                merged = {edge: f for wrong in by_site for edge, f in wrong.items()}
                found.append(self._held(row, None, merged))
        return tuple(found)

    def _wrong(self, row: Misconception, site: str) -> Mapping[Edge, Formula]:
        if row.rule is None or self.graph[site].term is None:
            return {}
        return self.predictor.wrong(row, self.graph, site)

    def _held(
        self, row: Misconception, site: str | None, wrong: Mapping[Edge, Formula]
    ) -> Hypothesis:
        edges = list(wrong)
        reach = frozenset[str]().union(*(self.reach(source) for source, _ in edges))
        return Hypothesis(
            Sort.NAMED,
            row.id,
            site,
            reach,
            Held(LocalTerms(wrong)),
            self._told(row, edges),
        )

    def _told(self, row: Misconception, edges: Sequence[Edge]) -> Prediction:
        """The words of a wrong rule at these arrows, about the name that most follows from."""
        source, node = max(edges, key=lambda edge: len(self.reach(edge[0])))
        ways = self.predictor.ways(source)
        found, variant = row.explain(ways, edges) if row.explain else ({}, row.variant)
        facts = {
            "loss": Symbol(self.graph.loss),
            "by": Symbol(source),
            "node": Symbol(node),
            "source": Symbol(source),
            **found,
        }
        said = Message(f"why-{row.id}{variant}", facts)
        return Prediction(row.id, row.family, lambda e: e.gradients[source], Fraction(0), said)

    def _of_gradient(self, name: str) -> Iterator[Hypothesis]:
        """Every wrong gradient of one name; what lies below follows from it."""
        inner = bool(self.graph[name].sources)
        for found in self.predictor.predictions(Derivative(self.graph.loss, name)):
            goes_on = shape_of(found.value) == self.graph.shapes[name]
            if not inner or (goes_on and found.misconception not in MISNAMED):
                yield Hypothesis(
                    Sort.NAMED,
                    found.misconception,
                    name,
                    self.reach(name),
                    Fixed({name: _foretold(found)}),
                    found,
                )

    # -- what no misconception gives

    def factor(self, site: str, ratio: Ratio) -> Hypothesis:
        """The gradient of a name is a multiple of the right one."""

        change = Fixed({site: lambda before: times(before.of(site), ratio)})
        return Hypothesis(Sort.FACTOR, "factor", site, self.reach(site), change, ratio=ratio)

    def own(self, site: str, value: Value) -> Hypothesis:
        """The gradient of a name is what the file says it is."""
        change = Fixed({site: lambda before: value})
        return Hypothesis(Sort.OWN, "own", site, self.reach(site), change)


def _foretold(found: Prediction) -> Callable[[Pass], Value]:
    return lambda before: found.at(before.evaluation)


def together(parts: Sequence[Hypothesis]) -> Hypothesis:
    """The same mistake in the last step of several gradients."""
    first = parts[0]
    sort = Sort.EACH if first.sort is Sort.NAMED else Sort.FACTORS
    changes = [part.change for part in parts if isinstance(part.change, Fixed)]
    wrong = {name: at for change in changes for name, at in change.wrong.items()}
    reach = frozenset[str]().union(*(part.reach for part in parts))
    return Hypothesis(sort, first.id, None, reach, Fixed(wrong), first.prediction, first.ratio)
