"""`check --prove`: sympy's proof of every local derivative, and of whole gradients.

In: a derivation, and a desk where questions may be put that never end. Out: a `Proof`. What
cannot be proved in time is checked by differences; a gradient that cannot be taken in one piece
holds step by step, since all of its steps are proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, NamedTuple

from backtutor.deadline import LATE, Desk
from backtutor.derive import Derivation
from backtutor.gradcheck import Checks, check_all
from backtutor.loader.faults import problem
from backtutor.messages import Message, message
from backtutor.problems import Problem, Span
from backtutor.proof.claims import Network, families, network, prove_slope, prove_whole, slope_of
from backtutor.proof.closed import written_out
from backtutor.proof.identities import Truth
from backtutor.slopes import Edge
from backtutor.terms import Symbol

SECONDS = 2.0
"""For one proof."""

PATIENCE = 20.0
"""For the local derivatives of a lesson, and again for its whole gradients."""


class Local(NamedTuple):
    """The edges whose local derivative is proved, agrees numerically, is refuted, or was left
    alone: a network can be too large for all of them."""

    proved: tuple[Edge, ...]
    numerically: tuple[Edge, ...]
    failed: tuple[Edge, ...]
    left: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved of a lesson: edges, and names that the whole loss was differentiated by.
    `problems` are what is refuted, each at the formula whose slope it is."""

    lesson: str
    path: str
    local: Local
    whole: Mapping[Truth, Sequence[str]]
    problems: tuple[Problem, ...]

    @property
    def told(self) -> list[Message]:
        """What is proved, counted: sentences for one line."""
        proved, count = len(self.local.proved), sum(map(len, self.local))
        facts = {"lesson": self.lesson, "count": count}
        if proved == count:
            said = [message("proved-locals", **facts)]
        else:
            said = [message("proved-some-locals", **facts, proved=proved)]
        for id, what in (
            ("proved-numerically", self.local.numerically),
            ("proved-left", self.local.left),
            ("proved-not", self.problems),
            ("proved-whole", self.whole[Truth.PROVED]),
            ("proved-by-step", self.whole[Truth.OPEN]),
        ):
            said += [message(id, count=len(what))] if what else []
        return said

    @property
    def record(self) -> dict[str, Any]:
        """The same as data for `check --json`."""
        return {
            "lesson": self.lesson,
            "path": self.path,
            "local": {kind: _keys(edges) for kind, edges in self.local._asdict().items()},
            "whole": list(self.whole[Truth.PROVED]),
            "step_by_step": list(self.whole[Truth.OPEN]),
            "failed": list(self.whole[Truth.REFUTED]),
        }


def _keys(edges: Sequence[Edge]) -> list[str]:
    return [f"d{of}/d{by}" for by, of in edges]


def prove(derivation: Derivation, desk: Desk) -> Proof:
    """Every local derivative; every gradient in one piece, where that is quick."""
    local, whole = _local(derivation, desk), _whole(derivation, desk)
    return Proof(
        lesson=derivation.lesson.id,
        path=derivation.lesson.path,
        local=local,
        whole=whole,
        problems=tuple(_problems(derivation, local.failed, whole[Truth.REFUTED])),
    )


def _problems(
    derivation: Derivation, edges: Sequence[Edge], names: Sequence[str]
) -> Iterator[Problem]:
    for by, of in edges:
        yield problem("proof-slope", _span(derivation, of), of=Symbol(of), by=Symbol(by))
    loss = derivation.graph.loss
    for name in names:
        at = _span(derivation, loss)
        yield problem("proof-gradient", at, of=Symbol(loss), by=Symbol(name))


def _span(derivation: Derivation, name: str) -> Span:
    return derivation.graph[name].span or Span(derivation.lesson.path, 1, 1, 0, "")


def _local(derivation: Derivation, desk: Desk) -> Local:
    found: dict[Truth, list[Edge]] = {truth: [] for truth in Truth}
    end = monotonic() + PATIENCE
    for edges in families(derivation):
        in_time = monotonic() < end
        answer = desk.ask(prove_slope, slope_of(derivation, edges[0])) if in_time else LATE
        found[Truth.OPEN if answer is LATE else answer] += edges
    proved, refuted, undecided = (found[t] for t in (Truth.PROVED, Truth.REFUTED, Truth.OPEN))
    checks = check_all(derivation) if undecided else Checks(())
    wrong = _first_differing(derivation, checks)
    looked_at = {check.name for check in checks.checks} - wrong
    decided = looked_at | wrong
    order = {edge: place for place, edge in enumerate(derivation.evaluation.terms)}
    return Local(
        proved=_sorted(proved, order),
        numerically=_sorted([edge for edge in undecided if edge[0] in looked_at], order),
        failed=_sorted([*refuted, *(edge for edge in undecided if edge[0] in wrong)], order),
        left=_sorted([edge for edge in undecided if edge[0] not in decided], order),
    )


def _sorted(edges: list[Edge], order: Mapping[Edge, int]) -> tuple[Edge, ...]:
    return tuple(sorted(edges, key=order.__getitem__))


def _first_differing(derivation: Derivation, checks: Checks) -> set[str]:
    """The names whose gradient differs while all that arrives is right: it goes wrong there."""
    differing = {check.name for check in checks.failed}
    consumers = derivation.graph.consumers
    return {name for name in differing if differing.isdisjoint(consumers[name])}


def _whole(derivation: Derivation, desk: Desk) -> dict[Truth, list[str]]:
    """Of matrices none: their entries are proved along each edge."""
    found: dict[Truth, list[str]] = {truth: [] for truth in Truth}
    scalar = derivation.graph.scalar
    claim = network(derivation) if scalar else None
    forms = written_out(derivation) if scalar else {}
    end = monotonic() + PATIENCE
    for step in derivation.backward:
        small = forms.get(step.target) is not None
        answer = _asked(desk, claim, step.target) if small and monotonic() < end else Truth.OPEN
        found[answer].append(step.target)
    return found


def _asked(desk: Desk, claim: Network | None, name: str) -> Truth:
    answer = desk.ask(prove_whole, claim, name)
    return Truth.OPEN if answer is LATE else answer
