"""Drawing: values for the names of a lesson that have none, until they suit it.

In: a lesson, what its names draw from, the plan, a seed. Out: the lesson with its values, or
None once it is reported that no draw suits, with what stands in the way most often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any, NamedTuple

from backtutor.derive import Derivation
from backtutor.draws import ALGORITHM, Draw, Nothing, drawn
from backtutor.evaluation import Evaluation, Fault
from backtutor.graph import Graph
from backtutor.lesson import AskLocal, Drawn, Lesson, Seeding
from backtutor.loader.faults import Findings
from backtutor.loader.plan import Nice, Plan, Requirement
from backtutor.loader.shapes import unit_rows
from backtutor.messages import Message, message
from backtutor.points import branches
from backtutor.problems import Span
from backtutor.slopes import LocalTerms
from backtutor.terms import Quantity, Updated
from backtutor.values import Undefined, Value, entries, evaluate, is_matrix

if TYPE_CHECKING:
    from backtutor.separation import Separator

SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne,
}  # fmt: skip

NAMED = 3
"""So many reasons are told why no draw suits."""


class Obstacle(NamedTuple):
    """Why a draw does not suit, every reason of one kind, and where in the file that is asked;
    what has a lower `order` is looked at before it."""

    order: int
    whys: tuple[Message, ...]
    span: Span


def draw_lesson(
    lesson: Lesson, draws: Mapping[str, Draw], plan: Plan, seed: int, findings: Findings
) -> Lesson | None:
    """The lesson at the first attempt that suits; a seed in the plan goes before `seed`."""
    search = Search(lesson, draws, plan, plan.seed if plan.seeding is Seeding.FIXED else seed)
    met: list[Obstacle] = []
    for attempt in range(plan.tries):
        found = search.attempt(attempt)
        if isinstance(found, Lesson):
            return found
        met.append(found)
    _report(met, plan.tries, findings)
    return None


def _report(met: Sequence[Obstacle], tries: int, findings: Findings) -> None:
    """The reason that stands in the way of nearly all that come to it, then the others."""
    worst = _worst(met)
    counts: Counter[tuple[bool, str]] = Counter()
    told: dict[tuple[bool, str], tuple[Span, Message]] = {}
    for obstacle in met:
        for key, why in {repr(why): why for why in obstacle.whys}.items():
            counts[obstacle.order != worst, key] += 1
            told.setdefault((obstacle.order != worst, key), (obstacle.span, why))
    ranked = sorted(counts, key=lambda key: (key[0], -counts[key]))[:NAMED]
    related = tuple(
        (told[key][0], message("lesson:no-draw/label", count=counts[key], why=told[key][1]))
        for key in ranked[1:]
    )
    span, why = told[ranked[0]]
    count = counts[ranked[0]]
    findings.report("no-draw", span, related=related, tries=tries, count=count, why=why)


def _worst(met: Sequence[Obstacle]) -> int:
    """What the largest part of those fail at that come to it."""
    failed = Counter(obstacle.order for obstacle in met)
    reached = {order: sum(failed[other] for other in failed if other >= order) for order in failed}
    # one more: that a single draw came so far and failed says little
    return max(failed, key=lambda order: failed[order] / (reached[order] + 1))


@dataclass(frozen=True)
class Search:
    """The attempts to draw one lesson with one seed."""

    lesson: Lesson
    draws: Mapping[str, Draw]
    plan: Plan
    seed: int

    def attempt(self, number: int) -> Lesson | Obstacle:
        """The lesson at the values of one attempt, or why these do not suit."""
        lesson = self._lesson(number)
        return lesson if isinstance(lesson, Obstacle) else next(self._obstacles(lesson), lesson)

    def _lesson(self, number: int) -> Lesson | Obstacle:
        """The lesson at the values of one attempt, whether they suit or not."""
        try:
            values = {name: drawn(d, self.seed, number, name) for name, d in self.draws.items()}
        except Nothing:
            return Obstacle(0, (message("lesson:draw-excluded"),), self.plan.span)
        drawn_so = Drawn(tuple(values), self.seed, self.plan.seeding, number, ALGORITHM)
        return replace(self._at(values), drawn=drawn_so)

    def _at(self, values: Mapping[str, Value]) -> Lesson:
        """The lesson at these values, the others as they are."""
        lesson = self.lesson
        known = {**lesson.given, **values}
        train = lesson.train
        rate = values.get(train.lr_name) if train else None
        if train and rate is not None and not is_matrix(rate):
            train = train._replace(lr=rate)
        given = {name: known[name] for name in lesson.graph.nodes if name in known}
        return replace(lesson, graph=self._graph(given), given=given, train=train)

    def _graph(self, given: Mapping[str, Value]) -> Graph:
        """The graph at these values, which know whether rows sum to 1; kept, so that what was
        worked out of it at one draw is known at the next."""
        graph = self.lesson.graph
        if graph.scalar:
            return graph
        rows = unit_rows(given, graph.nodes)
        if rows not in self._graphs:
            self._graphs[rows] = replace(graph, unit_rows=rows)
        return self._graphs[rows]

    @cached_property
    def _graphs(self) -> dict[frozenset[str], Graph]:
        return {}

    def _obstacles(self, lesson: Lesson) -> Iterator[Obstacle]:
        plan = self.plan
        try:
            _ = Evaluation(lesson.graph, lesson.given, LocalTerms({})).values_by_name
            if plan.any_draw_will_do:
                return  # of a large network, everything else takes its time
            derivation = Derivation(lesson)
            if plan.nice is not None and not _are_nice(_results(derivation), plan.nice):
                yield Obstacle(1, (message("lesson:draw-not-nice"),), plan.span)
            for place, requirement in enumerate(plan.require, 2):
                if not _holds(requirement, derivation):
                    why = message("lesson:draw-not-met", text=requirement.text)
                    yield Obstacle(place, (why,), requirement.span)
            hidden = self._hidden(derivation)
            if hidden:
                whys = tuple(message("lesson:draw-hides", mistake=mistake) for mistake in hidden)
                yield Obstacle(len(plan.require) + 2, whys, plan.span)
        except (Fault, Undefined):
            yield Obstacle(0, (message("lesson:draw-undefined"),), plan.span)

    def _hidden(self, derivation: Derivation) -> list[str]:
        """The misconceptions to be kept apart that give a right answer at this draw.

        A rewrite that gives the right answer at any numbers on these branches changes nothing
        here, and cannot be told apart. What another draw on the same branches has shown goes
        first; a draw that passes is looked at by itself, as `check` looks at any lesson.
        """
        if not self.plan.separates:
            return []
        point = derivation.evaluation
        branch = (derivation.graph.unit_rows, branches(point))
        is_known = branch in self._kept_apart
        if not is_known:
            self._kept_apart[branch] = self._separator(derivation)
        hidden = _hidden_at(self._kept_apart[branch], point)
        if hidden or not is_known:
            return hidden
        return _hidden_at(self._separator(derivation), point)

    @cached_property
    def _kept_apart(self) -> dict[object, Separator]:
        return {}

    def _separator(self, derivation: Derivation) -> Separator:
        """The wrong answers that the draw must keep apart from the right ones."""
        from backtutor.separation import Separator, separator  # seldom asked for

        found = separator(derivation, dict.fromkeys(self._asked(derivation))).asked
        return Separator(tuple(asked.only(self.plan.separates) for asked in found))

    def _asked(self, derivation: Derivation) -> Iterator[Quantity]:
        yield from (step.quantity for step in derivation.backward)
        for step in self.lesson.steps or ():
            if isinstance(step, AskLocal):
                yield from step.edges
        train = self.lesson.train
        # predictions of a new weight know the rate by its value
        if train is not None and train.lr_name not in self.draws:
            yield from (Updated(step.target) for step in derivation.updates)


def _hidden_at(separator: Separator, point: Evaluation) -> list[str]:
    questions = separator.at(point).questions
    return list(dict.fromkeys(mistake for told in questions for mistake in told.hidden))


# -- what is asked of a draw


def _results(derivation: Derivation) -> Iterator[Value]:
    """Every value that is drawn or computed: of nodes, gradients, the step of training."""
    lesson, values = derivation.lesson, derivation.evaluation.values_by_name
    yield from (values[name] for name in (lesson.drawn.names if lesson.drawn else ()))
    yield from (values[node.name] for node in derivation.graph.computed)
    yield from derivation.evaluation.gradients.values()
    yield from (step.value for step in derivation.updates)
    yield from (step.value for step in derivation.second_forward)


def _are_nice(values: Iterator[Value], nice: Nice) -> bool:
    numbers = (number for value in values for number in entries(value))
    return all(_is_nice(number, nice) for number in numbers if isinstance(number, Fraction))


def _is_nice(number: Fraction, nice: Nice) -> bool:
    if nice.max is not None and abs(number) > nice.max:
        return False
    return nice.decimals is None or 10**nice.decimals % number.denominator == 0


def _holds(requirement: Requirement, derivation: Derivation) -> bool:
    """Whether a comparison is true, of matrices at every entry."""
    terms, signs = requirement.comparison
    sides = [entries(evaluate(term, derivation.evaluation)) for term in terms]
    return all(
        SIGNS[sign](a, b)
        for left, sign, right in zip(sides, signs, sides[1:], strict=False)
        for a, b in _paired(left, right)
    )


def _paired(left: list[Any], right: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Entry by entry; a number is compared with every entry."""
    count = max(len(left), len(right))
    return zip(left * (count // len(left)), right * (count // len(right)), strict=True)
