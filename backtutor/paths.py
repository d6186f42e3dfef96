"""Paths: the ways by which one name acts on another, and the sum over them.

In: a graph or its derivation, and two names. Out: how many paths lead from one to the other,
the paths one by one, the product of the local derivatives along a path, and the total derivative
as a formula in which what paths share is written once: `(α + β + γ)*(δ + ε + ζ)` for nine paths.
An arrow is a factor, and factors stand in the order of the arrows. A name that a formula uses
twice has one arrow there, whose local derivative is the sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from operator import itemgetter

from backtutor.derive import Derivation
from backtutor.evaluation import times
from backtutor.graph import Graph, Kind
from backtutor.messages import Message, message
from backtutor.slopes import Edge, upstream_of
from backtutor.terms import ONE, Derivative, Symbol, Term, atoms, product, substitute, total
from backtutor.values import Value

MAX_ARROWS = 1000
"""Factors beyond which a factored form is not given: nobody reads it."""

MAX_ATOMS = 200
"""Names beyond which what a path brings through matrices is not written out."""

MAX_NESTED = 50
"""Brackets within brackets beyond which it is not given either."""

Path = tuple[str, ...]
"""The names along a path, both ends among them."""

Arrows = Mapping[str, tuple[str, ...]]
"""Name → the names that its arrows lead to, in topological order."""


# -- counting and listing


def counts(graph: Graph, end: str) -> Iterator[tuple[str, int]]:
    """Every name that `end` depends on, with its number of paths to it, from the end backwards.

    Each arrow is looked at once: a name has the paths of all its consumers.
    """
    waiting = {end: 1}
    for name, node in reversed(graph.nodes.items()):
        ways = waiting.pop(name, 0)
        if ways:
            yield name, ways
            for source in node.sources:
                waiting[source] = waiting.get(source, 0) + ways


def count(graph: Graph, start: str, end: str) -> int:
    """How many paths lead from `start` to `end`; from a name to itself there is one."""
    return next((ways for name, ways in counts(graph, end) if name == start), 0)


def factors(graph: Graph, start: str, end: str) -> int:
    """How many factors stand in the products of all paths together: an arrow counts in each."""
    ways = dict(counts(graph, end))
    arriving = {start: 1}
    found = 0
    for name, users in between(graph, start, end).items():
        before = arriving.pop(name)
        for user in users:
            arriving[user] = arriving.get(user, 0) + before
            found += before * ways[user]
    return found


def busiest(graph: Graph) -> str | None:
    """The given name with the most paths to the loss, the first in the file among equals."""
    found = [
        (-ways, graph[name].order, name)
        for name, ways in counts(graph, graph.loss)
        if graph[name].kind in (Kind.DATA, Kind.PARAMETER)
    ]
    return min(found)[-1] if found else None


def between(graph: Graph, start: str, end: str) -> Arrows:
    """The arrows on the paths from `start` to `end`, names in topological order."""
    leading = {name for name, _ in counts(graph, end)}
    reached = {start} & leading
    arrows: dict[str, tuple[str, ...]] = {}
    for name in graph.nodes:
        if name in reached:
            arrows[name] = tuple(user for user in graph.consumers[name] if user in leading)
            reached.update(arrows[name])
    return arrows


def listing(graph: Graph, start: str, end: str) -> Iterator[Path]:
    """The paths one by one, each made when it is asked for: there may be 2^60."""
    arrows = between(graph, start, end)
    path, branches = ([start], [iter(arrows[start])]) if arrows else ([], [])
    while path:
        if path[-1] == end:
            yield tuple(path)
        step = next(branches[-1], None)
        if step is None:
            path.pop()
            branches.pop()
        else:
            path.append(step)
            branches.append(iter(arrows[step]))


# -- one path


def path_words(path: Path) -> Message | Symbol:
    """`b → c → e`."""
    if len(path) == 1:
        return Symbol(path[0])
    return message("arrow", first=Symbol(path[0]), rest=path_words(path[1:]))


def path_product(derivation: Derivation, path: Path) -> Term:
    """The local derivatives along a path between scalars, multiplied: `w1*w5*(y - t)`."""
    return product(*(derivation.evaluation.terms[edge] for edge in pairwise(path)))


def path_contribution(derivation: Derivation, path: Path) -> Term | None:
    """What a path to a scalar brings to the gradient of its first name.

    Between scalars that is the product; matrices have none, there the rules of the arrows are
    put into one another from the end on: `2*(Y - T) @ W.T`. None where that gets too long.
    """
    graph = derivation.graph
    if not graph.has_matrix(*path):
        return path_product(derivation, path)
    brought: Term = ONE
    for source, target in reversed(list(pairwise(path))):
        term = derivation.evaluation.terms[source, target]
        if graph.has_matrix(source, target):
            brought = substitute(term, {upstream_of(target): brought})
        else:
            brought = product(brought, term)
        if sum(1 for _ in atoms(brought)) > MAX_ATOMS:
            return None
    return brought


def path_value(derivation: Derivation, path: Path) -> Value:
    """The number of a path to a scalar; of the shape of its first name."""
    value: Value = Fraction(1)
    for edge in reversed(list(pairwise(path))):
        value = times(value, derivation.evaluation.locals[edge])
    return value


# -- the sum over all paths


def total_value(derivation: Derivation, start: str, end: str) -> Value:
    """The sum over all paths, which is the total derivative of `end` by `start`."""
    return derivation.evaluation[Derivative(end, start)]


def expanded(derivation: Derivation, start: str, end: str) -> Term:
    """The sum written out, a product a path: only where there are few."""
    paths = listing(derivation.graph, start, end)
    return total(*(path_product(derivation, path) for path in paths))


def factored(derivation: Derivation, start: str, end: str) -> Term | None:
    """The sum with what paths share written once; None where even so it is too long to read,
    and where there are matrices on the way.

    It is a product over the stretches between names that lie on every path, and within such a
    stretch nested as far as it goes.
    """
    arrows = between(derivation.graph, start, end)
    if not arrows:
        return total()
    if sum(map(len, arrows.values())) > MAX_ARROWS or derivation.graph.has_matrix(*arrows):
        return None
    terms = derivation.evaluation.terms
    stretches = [_Stretch(part, terms).weight() for part in _stretches(arrows)]
    found = [weight.term for weight in stretches if weight is not None]
    return product(*found) if len(found) == len(stretches) else None


def unavoidable(arrows: Arrows) -> list[str]:
    """The names that lie on every path: no arrow leads past them."""
    place = {name: i for i, name in enumerate(arrows)}
    found: list[str] = []
    furthest = 0
    for name, after in arrows.items():
        if furthest <= place[name]:
            found.append(name)
        furthest = max((furthest, *(place[user] for user in after)))
    return found


def _stretches(arrows: Arrows) -> Iterator[Arrows]:
    """The arrows from each unavoidable name to the next."""
    ends = unavoidable(arrows)[1:]
    stretch: dict[str, tuple[str, ...]] = {}
    for name, after in arrows.items():
        if ends and name == ends[0]:
            yield stretch
            stretch, ends = {}, ends[1:]
        stretch[name] = after


@dataclass(frozen=True, slots=True)
class _Weight:
    """What an arrow carries: a sum of products, each with the place of its first step.

    The places keep the addends in the order in which the paths are listed.
    """

    addends: tuple[tuple[int, Term], ...]
    size: int
    nested: int

    @property
    def term(self) -> Term:
        return total(*(addend for _, addend in self.addends))

    def beside(self, other: _Weight) -> _Weight:
        """Two arrows side by side are one, with the sum."""
        addends = sorted(self.addends + other.addends, key=itemgetter(0))
        nested = max(self.nested, other.nested)
        return _Weight(tuple(addends), self.size + other.size, nested)

    def then(self, other: _Weight) -> _Weight:
        """Two arrows one after the other are one, with the product."""
        addend = (self.addends[0][0], product(self.term, other.term))
        nested = max(w.nested + (len(w.addends) > 1) for w in (self, other))
        return _Weight((addend,), self.size + other.size, nested)


class _Stretch:
    """The arrows between two names, whose inner names are taken out one by one.

    Taking a name out joins every arrow into it with every arrow out of it. Where one of each
    is left, nothing is written twice; the name that makes the formula grow least goes first.
    """

    def __init__(self, arrows: Arrows, terms: Mapping[Edge, Term]) -> None:
        self.start, *self.inner = arrows
        self.after: dict[str, dict[str, _Weight]] = {name: {} for name in arrows}
        self.before: dict[str, dict[str, _Weight]] = {name: {} for name in arrows}
        self.size = 0
        places = {name: i for i, name in enumerate(arrows)}
        for name, users in arrows.items():
            for user in users:
                place = places.get(user, len(places))
                self._join(name, user, _Weight(((place, terms[name, user]),), 1, 0))

    def weight(self) -> _Weight | None:
        """What the one arrow carries that is left."""
        while self.inner:
            name = min(self.inner, key=self._growth)
            if self.size + self._growth(name) > MAX_ARROWS or self._nested(name) > MAX_NESTED:
                return None
            self.inner.remove(name)
            self._take_out(name)
        (weight,) = self.after[self.start].values()
        return weight

    def _growth(self, name: str) -> int:
        into, out = self.before[name].values(), self.after[name].values()
        return (len(out) - 1) * sum(w.size for w in into) + (len(into) - 1) * sum(
            w.size for w in out
        )

    def _nested(self, name: str) -> int:
        return max(w.nested for w in (*self.before[name].values(), *self.after[name].values()))

    def _take_out(self, name: str) -> None:
        into, out = self.before.pop(name), self.after.pop(name)
        self.size += -sum(w.size for w in (*into.values(), *out.values()))
        for source, first in into.items():
            del self.after[source][name]
            for target, second in out.items():
                self._join(source, target, first.then(second))
        for target in out:
            del self.before[target][name]

    def _join(self, source: str, target: str, weight: _Weight) -> None:
        self.size += weight.size
        beside = self.after[source].get(target)
        joined = beside.beside(weight) if beside else weight
        self.after[source][target] = joined
        self.before.setdefault(target, {})[source] = joined
