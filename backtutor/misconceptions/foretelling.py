"""Foretelling: what each misconception answers to a question.

In: a derivation and what is asked. Out: predictions. `Predictor` keeps what the questions of one
derivation share: the ways, and the slopes under wrong rules, node by node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from backtutor.derive import Derivation, UpdateStep
from backtutor.evaluation import Evaluation, Fault, times
from backtutor.graph import Graph
from backtutor.messages import Message
from backtutor.misconceptions.model import Guess, Misconception, Prediction
from backtutor.misconceptions.table import TABLE, UNCHANGED
from backtutor.misconceptions.ways import At, Ways, symbols
from backtutor.patterns import Formula
from backtutor.slopes import Edge, PatternSlopes, local_terms, upstream_of
from backtutor.terms import ONE, Apply, Derivative, Quantity, Symbol, Term, Updated
from backtutor.values import Undefined, Value, apply

PRODUCTS = frozenset(("matmul",))
"""The operation whose wrong rules may come out in another shape, which no stretching mends."""

EVERYWHERE, HERE, AT_LOSS = "everywhere", "here", "at loss"
"""Where a wrong rule is held: on all the ways, at the arrow that is asked about, or at the node
nearest the loss."""


class Predictor:
    """The predictions for one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self._ways: dict[str, Ways] = {}
        self._wrong: dict[tuple[int, int, str], Mapping[Edge, Formula]] = {}
        self._by_pattern: dict[tuple[int, int], PatternSlopes] = {}
        self._graphs: dict[int, Graph] = {}
        self._ops: dict[str, frozenset[str]] = {}

    def predictions(self, asked: Quantity) -> tuple[Prediction, ...]:
        """Every wrong answer to `asked` that a misconception of the table gives."""
        found = (
            self._prediction(asked, row, guess)
            for row in TABLE
            for guess in self._guesses(asked, row)
        )
        return tuple(prediction for prediction in found if prediction is not None)

    def ways(self, by: str) -> Ways:
        if by not in self._ways:
            self._ways[by] = Ways(self.derivation, by)
        return self._ways[by]

    def _prediction(self, asked: Quantity, row: Misconception, guess: Guess) -> Prediction | None:
        try:
            value = guess.at(self.derivation.evaluation)
        except (Undefined, Fault):
            return None
        facts = {**_common(self.derivation, asked), **guess.facts}
        message = Message(f"why-{guess.like or row.id}{guess.variant}", facts)
        return Prediction(row.id, row.family, guess.at, value, message)

    # -- what is asked

    def _guesses(self, asked: Quantity, row: Misconception) -> Iterable[Guess]:
        match asked:
            case Symbol(name) if self.derivation.graph[name].term is not None:
                return row.value(self.derivation, name) if row.value else ()
            case Derivative(of, by, False) if of == self.derivation.graph.loss != by:
                return self._on_gradient(by, row)
            case Derivative(of, by, True) if (by, of) in self.derivation.evaluation.terms:
                return self._on_local((by, of), row)
            case Updated(name):
                for step in self.derivation.updates:
                    if step.target == name:
                        return self._on_update(step, row)
                if row.id == UNCHANGED:
                    return (Guess(lambda e: e[Symbol(name)], variant="-second"),)
        return ()

    def _on_gradient(self, by: str, row: Misconception) -> Iterable[Guess]:
        if by not in self.derivation.gradients:
            return ()
        ways = self.ways(by)
        if row.guess:
            return row.guess(ways)
        return self._under_rule(ways, row) if row.rule else ()

    def _on_local(self, edge: Edge, row: Misconception) -> Iterator[Guess]:
        ways = self.ways(edge[0])
        if row.local:
            yield from row.local(ways, edge[1])
        if row.rule and HERE in row.scope and edge in self.wrong(row, ways.graph, edge[1]):
            facts, variant = _explained(row, ways, [edge])
            yield Guess(self._slope(row, edge), facts, variant)

    def _slope(self, row: Misconception, edge: Edge) -> At:
        def at(e: Evaluation) -> Value:
            slope = e.slope(edge, self.wrong(row, e.graph, edge[1])[edge], e.values_by_name)
            return times(Fraction(1), slope)

        return at

    def _on_update(self, step: UpdateStep, row: Misconception) -> Iterator[Guess]:
        """A wrong gradient gives a wrong update; and the update has mistakes of its own."""
        old, lr = Symbol(step.target), step.lr
        if row.update:
            update = row.update
            yield Guess(lambda e: update(e[old], e.gradients[step.target], lr))
            return
        for guess in self._on_gradient(step.target, row):
            at = _one_step(old, lr, guess.at)
            yield Guess(at, guess.facts, guess.variant, guess.like)

    # -- wrong rules

    def _under_rule(self, ways: Ways, row: Misconception) -> Iterator[Guess]:
        """The gradient under a wrong rule, for each of the places where it may be held."""
        edges = self.rewritten(row, ways)
        here = [edge for edge in edges if edge in ways.first]
        last = [edge for edge in edges if edge[1] == edges[-1][1]]
        chosen = {EVERYWHERE: edges, HERE: here, AT_LOSS: last}
        groups = [chosen[scope] for scope in row.scope]
        for index, group in enumerate(groups):
            if group and group not in groups[:index]:
                facts, variant = _explained(row, ways, group)
                like = "upstream-only" if self._passes_on(row, ways, group) else None
                at, facts = self._rewriting(row, ways, group), {**facts, "via": symbols(ways.users)}
                yield Guess(at, facts, "" if like else variant, like)

    def _passes_on(self, row: Misconception, ways: Ways, edges: list[Edge]) -> bool:
        """Whether a wrong rule leaves nothing but what arrives."""
        if edges != ways.first or len(edges) > 1 or edges[0][1] == ways.loss:
            return False
        slope = self.wrong(row, ways.graph, edges[0][1])[edges[0]].term
        return slope in (ONE, upstream_of(edges[0][1]))

    def rewritten(self, row: Misconception, ways: Ways) -> list[Edge]:
        """The arrows on the ways whose slope a wrong rule changes."""
        users = dict.fromkeys(user for _, user in ways.arrows)
        changed = {edge for user in users for edge in self.wrong(row, ways.graph, user)}
        return [edge for edge in ways.arrows if edge in changed]

    def _rewriting(self, row: Misconception, ways: Ways, edges: list[Edge]) -> At:
        def at(e: Evaluation) -> Value:
            slopes = {
                edge: e.slope(edge, self.wrong(row, e.graph, edge[1])[edge], e.values_by_name)
                for edge in edges
            }
            return ways.gradient(e, slopes)

        return at

    def wrong(self, row: Misconception, graph: Graph, node: str) -> Mapping[Edge, Formula]:
        """The slopes into a node that a wrong rule changes; of other sizes they are others."""
        if self._known_ops(node).isdisjoint(row.ops):
            return {}
        key = (id(row), id(graph), node)
        if key not in self._wrong:
            self._graphs[id(graph)] = graph  # kept, so that no other gets its id
            self._wrong[key] = self._changed(row, graph, node)
        return self._wrong[key]

    def _changed(self, row: Misconception, graph: Graph, node: str) -> Mapping[Edge, Formula]:
        found = self._slopes(row, graph, node)
        if graph is self.derivation.graph:
            return {edge: f for edge, f in found.items() if self._is_changed(row, edge, f)}
        return {edge: found[edge] for edge in self.wrong(row, self.derivation.graph, node)}

    def _slopes(self, row: Misconception, graph: Graph, node: str) -> Mapping[Edge, Formula]:
        """The slopes into a node under a wrong rule, by its constants too."""
        assert row.rule is not None
        if not graph.scalar:
            return local_terms(graph, row.rule, (graph[node],)).formulas
        key = (id(row), id(graph))
        if key not in self._by_pattern:
            self._by_pattern[key] = PatternSlopes(graph, row.rule)
        return dict(self._by_pattern[key].into(node))

    def _is_changed(self, row: Misconception, edge: Edge, formula: Formula) -> bool:
        if edge not in self.derivation.evaluation.terms:
            return False  # by a constant there is none
        held = row.on is None or row.on(self.derivation.graph, edge)
        if row.ops == PRODUCTS and _is_stretched(formula.term):
            return False  # the shapes do not fit
        return held and formula.term != self.derivation.evaluation.terms[edge]

    def _known_ops(self, node: str) -> frozenset[str]:
        if node not in self._ops:
            self._ops[node] = frozenset(_ops(self.derivation.graph[node].term))
        return self._ops[node]


def _is_stretched(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "mul" and _makes_ones(term.args[-1])


def _makes_ones(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "ones"


def _ops(term: Term | None) -> Iterator[str]:
    """The operations in a formula."""
    if isinstance(term, Apply):
        yield term.op
        for arg in term.args:
            yield from _ops(arg)


def _explained(row: Misconception, ways: Ways, edges: list[Edge]) -> tuple[Mapping[str, Any], str]:
    """What the sentence may say of the arrows that are rewritten: the nearest to the name."""
    source, node = edges[0]
    facts = {"node": Symbol(node), "source": Symbol(source)}
    found, variant = row.explain(ways, edges) if row.explain else ({}, row.variant)
    return {**facts, **found}, variant


def _one_step(old: Symbol, lr: Value, gradient: At) -> At:
    """w − η·g for somebody's g."""
    return lambda e: apply("add", (e[old], apply("neg", (times(lr, gradient(e)),))))


def _common(derivation: Derivation, asked: Quantity) -> Mapping[str, Any]:
    by = asked.by if isinstance(asked, Derivative) else asked.name
    of = asked.of if isinstance(asked, Derivative) else derivation.graph.loss
    return {"loss": Symbol(of), "by": Symbol(by)}


def predictions(derivation: Derivation, asked: Quantity) -> tuple[Prediction, ...]:
    """Every wrong answer to `asked` that a misconception of the table gives."""
    return Predictor(derivation).predictions(asked)
