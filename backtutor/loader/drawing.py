"""Drawing: values for the names of a lesson that have none, until they suit it.

In: a lesson, what its names draw from, the plan, a seed. Out: the lesson with its values, or
None once it is reported that no draw suits, with what stands in the way most often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any, NamedTuple

from backtutor.derive import Derivation
from backtutor.draws import ALGORITHM, Draw, Nothing, drawn
from backtutor.evaluation import Evaluation, Fault
from backtutor.graph import Graph
from backtutor.lesson import Drawn, Lesson, Seeding
from backtutor.loader.faults import Findings
from backtutor.loader.plan import Nice, Plan, Requirement
from backtutor.loader.shapes import unit_rows
from backtutor.messages import Message, message
from backtutor.problems import Span
from backtutor.slopes import LocalTerms
from backtutor.terms import Quantity, Updated
from backtutor.values import Undefined, Value, entries, evaluate, is_matrix

if TYPE_CHECKING:
    from backtutor.separation import Asked

SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne,
}  # fmt: skip

WITNESSED = 4
"""Around so many draws it is seen which functions are the right one."""


class Obstacle(NamedTuple):
    """Why a draw does not suit, and where in the file that is asked."""

    why: Message
    span: Span


def draw_lesson(
    lesson: Lesson, draws: Mapping[str, Draw], plan: Plan, seed: int, findings: Findings
) -> Lesson | None:
    """The lesson at the first attempt that suits; a seed in the plan goes before `seed`."""
    search = Search(lesson, draws, plan, plan.seed if plan.seeding is Seeding.FIXED else seed)
    met: Counter[str] = Counter()
    obstacles: dict[str, Obstacle] = {}
    for attempt in range(plan.tries):
        found = search.attempt(attempt)
        if isinstance(found, Lesson):
            return found
        key = repr(found.why)
        met[key] += 1
        obstacles.setdefault(key, found)
    ((worst, count),) = met.most_common(1)
    why, span = obstacles[worst]
    findings.report("no-draw", span, tries=plan.tries, count=count, why=why)
    return None


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
            return Obstacle(message("lesson:draw-excluded"), self.plan.span)
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
        rows = unit_rows(given)
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
                yield Obstacle(message("lesson:draw-not-nice"), plan.span)
            for requirement in plan.require:
                if not _holds(requirement, derivation):
                    why = message("lesson:draw-not-met", text=requirement.text)
                    yield Obstacle(why, requirement.span)
            for asked in self.kept_apart:
                for mistake in asked.told(derivation.evaluation).hidden:
                    yield Obstacle(message("lesson:draw-hides", mistake=mistake), plan.span)
        except (Fault, Undefined):
            yield Obstacle(message("lesson:draw-undefined"), plan.span)

    @cached_property
    def kept_apart(self) -> tuple[Asked, ...]:
        """The wrong answers that the draw must keep apart from the right ones.

        A rewrite that gives the right answer at any numbers changes nothing in this network,
        and cannot be told apart. Which these are is seen around the first draws that have values.
        """
        if not self.plan.separates:
            return ()
        from backtutor.separation import separator, witnesses_of  # seldom asked for

        first = list(islice(self._derivations(), WITNESSED))
        if not first:
            return ()
        witnesses = [point for derivation in first for point in witnesses_of(derivation)]
        found = separator(first[0], self._asked(first[0]), witnesses).asked
        return tuple(asked.only(self.plan.separates) for asked in found)

    def _derivations(self) -> Iterator[Derivation]:
        """The attempts that have values."""
        for number in range(self.plan.tries):
            lesson = self._lesson(number)
            try:
                derivation = Derivation(lesson) if isinstance(lesson, Lesson) else None
                if derivation is not None and derivation.gradients:
                    yield derivation
            except (Fault, Undefined):
                continue

    def _asked(self, derivation: Derivation) -> Iterator[Quantity]:
        yield from (step.quantity for step in derivation.backward)
        train = self.lesson.train
        # predictions of a new weight know the rate by its value
        if train is not None and train.lr_name not in self.draws:
            yield from (Updated(step.target) for step in derivation.updates)


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
