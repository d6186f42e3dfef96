"""Misconceptions: each a rewrite of the derivation that predicts a wrong answer.

A row of `TABLE` computes, for any derivative of any graph, what somebody who holds the
misconception would answer: by other derivative rules, a dropped edge, another set of paths,
or another way to join them. Predictions are functions of an `Evaluation`, so one rewrite gives
the wrong number and the wrong formula. To add one: a row here, and its sentences under
`why-<id>` in `backtutor.text.misconception`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import combinations, pairwise
from typing import Any

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Fault, add_up, sweep_back, times
from backtutor.fit import RuleOf
from backtutor.graph import Graph
from backtutor.messages import Message
from backtutor.ops import Rule
from backtutor.slopes import Edge, local_terms, table_rule, upstream_of
from backtutor.terms import (
    ONE,
    Apply,
    Derivative,
    Quantity,
    Symbol,
    Term,
    Updated,
    negative,
    number,
    power,
    product,
    split_coefficient,
    total,
)
from backtutor.values import Undefined, Value, apply
from backtutor.verdicts import Diagnosis

AUTHOR = "author"
"""The id of the mistakes that an author foresaw; they are told before all others."""

SLIP = "slip"
"""The family of the mistakes that a kind of question foresees for itself."""

MAX_PATHS = 6
"""With more paths than this, the arrows out of the name stand for them."""

MAX_EDGES = 60
"""Of more edges than this, those nearest the name are dropped one by one."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One wrong answer: its value at any numbers, and what its sentence may name."""

    at: Callable[[Evaluation], Value]
    facts: Mapping[str, Any] = field(default_factory=dict)
    variant: str = ""


Explain = Callable[[Derivation, str], tuple[Mapping[str, Any], str]]
"""(derivation, by) → facts for the sentence, and which variant of it is true here."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """A row of the table, with its rewrite.

    `guess` yields the wrong answers for ∂loss/∂by, `rule` rewrites the derivative rules,
    `update` gives a wrong new weight from (old weight, gradient, learning rate). A row without
    `update` gives a wrong new weight through its wrong gradient. `explain` finds what the
    sentence may say of these numbers. Rows of one `family` have a sentence in common for when
    they cannot be told apart.
    """

    id: str
    family: str
    guess: Callable[[Derivation, str], Iterable[Guess]] | None = None
    rule: RuleOf | None = None
    update: Callable[[Value, Value, Value], Value] | None = None
    explain: Explain | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a misconception answers to one question."""

    misconception: str
    family: str
    at: Callable[[Evaluation], Value]
    value: Value
    message: Message


# -- chains: what is taken of the edges and the paths


def _local_only(derivation: Derivation, by: str) -> Iterator[Guess]:
    users = _users(derivation.graph, by)
    if not derivation.graph.has_matrix(by, *users):
        facts = {"via": _nodes(users)}
        yield Guess(lambda e: add_up([_slope(e, by, user) for user in users]), facts)


def _slope(e: Evaluation, by: str, user: str) -> Value:
    """The local derivative between two scalars."""
    return e[Derivative(user, by, local=True)]


def _upstream_only(derivation: Derivation, by: str) -> Iterator[Guess]:
    users = _users(derivation.graph, by)
    yield Guess(lambda e: add_up([e.gradients[user] for user in users]), {"via": _nodes(users)})


def _dropped_factor(derivation: Derivation, by: str) -> Iterator[Guess]:
    graph = derivation.graph
    for edge in _edges_between(graph, by)[:MAX_EDGES]:
        if _has_factor(derivation, edge):
            yield Guess(_without(edge, by))


def _has_factor(derivation: Derivation, edge: Edge) -> bool:
    """Whether an arrow brings a factor that can be left out: no other shape comes of it."""
    shapes, (source, user) = derivation.graph.shapes, edge
    passed_on = (ONE, upstream_of(user))
    return shapes[source] == shapes[user] and derivation.evaluation.terms[edge] not in passed_on


def _without(edge: Edge, by: str) -> Callable[[Evaluation], Value]:
    def at(e: Evaluation) -> Value:
        return sweep_back(e.graph, {**e.locals, edge: Fraction(1)}, e.graph.loss)[by]

    return at


def _one_path(derivation: Derivation, by: str) -> Iterator[Guess]:
    parts = _parts(derivation.graph, by)
    for size in range(1, len(parts)):
        for chosen in combinations(parts, size):
            facts = {"count": len(parts), "followed": size}
            yield Guess(_sum_of(chosen), facts, _counted(derivation.graph, by))


def _sum_of(parts: Sequence[Callable[[Evaluation], Value]]) -> Callable[[Evaluation], Value]:
    return lambda e: add_up([part(e) for part in parts])


def _overwrote(derivation: Derivation, by: str) -> Iterator[Guess]:
    if len(_parts(derivation.graph, by)) > 1:
        yield Guess(lambda e: sweep_back(e.graph, e.locals, e.graph.loss, lambda p: p[-1])[by])


def _joined(join: Callable[[Sequence[Value]], Value]) -> Callable[..., Iterator[Guess]]:
    def guess(derivation: Derivation, by: str) -> Iterator[Guess]:
        parts = _parts(derivation.graph, by)
        if len(parts) > 1:
            facts = {"count": len(parts)}
            counted = _counted(derivation.graph, by)
            yield Guess(lambda e: join([part(e) for part in parts]), facts, counted)

    return guess


def _multiplied(parts: Sequence[Value]) -> Value:
    return apply("mul", tuple(parts))


def _averaged(parts: Sequence[Value]) -> Value:
    return apply("div", (add_up(parts), Fraction(len(parts))))


def _negated(derivation: Derivation, by: str) -> Iterator[Guess]:
    yield Guess(lambda e: -e.gradients[by])


def _step(derivation: Derivation, by: str) -> Iterator[Guess]:
    """η times the gradient, where the gradient alone is asked."""
    train = derivation.lesson.train
    if train is not None and any(step.target == by for step in derivation.updates):
        yield Guess(lambda e: times(train.lr, e.gradients[by]), variant="-gradient")


# -- rules: what an operation is thought to do


def _flipped_difference(op: str, index: int) -> Rule:
    """t - y for y - t: every difference passes its gradient back with the other sign."""
    if op != "add":
        return table_rule(op, index)
    return lambda g, out, *args: negative(g) if _is_difference(args) else g


def _half_ignored(op: str, index: int) -> Rule:
    """The ½ in front of a square is taken for 1."""

    def rule(g: Term, out: Term, *args: Term, **said: int | None) -> Term:
        kept = [arg for i, arg in enumerate(args) if i != index and not _is_half(arg)]
        if op == "mul" and any(map(_is_square, args)):
            return product(g, *kept)
        if op == "div" and _is_square(args[index]) and kept == [number(2)]:
            return g
        return table_rule(op, index)(g, out, *args, **said)

    return rule


def _exponent_dropped(op: str, index: int) -> Rule:
    """(u^n)' = u^(n-1): the exponent is lowered but not brought down."""
    if op != "pow" or index:
        return table_rule(op, index)
    return lambda g, out, a, b: product(g, power(a, total(b, number(-1))))


def _is_difference(args: tuple[Term, ...]) -> bool:
    return any(split_coefficient(arg)[0] < 0 for arg in args)


def _is_square(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "pow" and term.args[1] == number(2)


def _is_half(term: Term) -> bool:
    return split_coefficient(term) == (Fraction(1, 2), ONE)


UNCHANGED = "unchanged"
"""The one mistake that a value of the second forward pass can show too."""

TABLE: tuple[Misconception, ...] = (
    Misconception("dropped-factor", "chain", guess=_dropped_factor),
    Misconception("local-only", "chain", guess=_local_only),
    Misconception("upstream-only", "chain", guess=_upstream_only),
    Misconception("one-path", "paths", guess=_one_path),
    Misconception("overwrote", "paths", guess=_overwrote),
    Misconception("paths-multiplied", "paths", guess=_joined(_multiplied)),
    Misconception("paths-averaged", "paths", guess=_joined(_averaged)),
    Misconception("sign", "sign", rule=_flipped_difference, explain=lambda d, by: _sides(d, by)),
    Misconception("negated", "sign", guess=_negated),
    Misconception("half-ignored", "rule", rule=_half_ignored),
    Misconception("two-forgotten", "rule", rule=_exponent_dropped),
    Misconception("uphill", "update", update=lambda old, g, lr: add_up((old, times(lr, g)))),
    Misconception("rate-forgotten", "update", update=lambda old, g, lr: add_up((old, -g))),
    Misconception(
        "step-not-gradient",
        "update",
        guess=_step,
        update=lambda old, g, lr: times(lr, g),
    ),
    Misconception(UNCHANGED, "update", update=lambda old, g, lr: old),
)


# -- predictions


def predictions(derivation: Derivation, asked: Quantity) -> tuple[Prediction, ...]:
    """Every wrong answer to `asked` that a misconception of the table gives."""
    found = (
        _prediction(derivation, asked, misconception, guess)
        for misconception in TABLE
        for guess in _guesses(derivation, asked, misconception)
    )
    return tuple(prediction for prediction in found if prediction is not None)


def _prediction(
    derivation: Derivation, asked: Quantity, misconception: Misconception, guess: Guess
) -> Prediction | None:
    try:
        value = guess.at(derivation.evaluation)
    except (Undefined, Fault):
        return None
    facts = {**_common_facts(derivation, asked), **guess.facts}
    message = Message(f"why-{misconception.id}{guess.variant}", facts)
    return Prediction(misconception.id, misconception.family, guess.at, value, message)


def _guesses(
    derivation: Derivation, asked: Quantity, misconception: Misconception
) -> Iterable[Guess]:
    match asked:
        case Derivative(of, by, False) if of == derivation.graph.loss:
            return _gradient_guesses(derivation, by, misconception)
        case Derivative(of, by, True) if misconception.rule:
            if (by, of) not in derivation.evaluation.terms:
                return ()
            terms = local_terms(derivation.graph, misconception.rule)
            explained = _explained(misconception, derivation, by)
            return [Guess(lambda e: _slope(e.under(terms), by, of), *explained)]
        case Updated(name) if any(step.target == name for step in derivation.updates):
            return _update_guesses(derivation, name, misconception)
        case Updated(name) if misconception.id == UNCHANGED:
            return [Guess(lambda e: e[Symbol(name)], variant="-second")]
    return ()


def _gradient_guesses(
    derivation: Derivation, by: str, misconception: Misconception
) -> Iterable[Guess]:
    if by not in derivation.gradients:
        return ()
    if misconception.guess:
        return misconception.guess(derivation, by)
    if misconception.rule:
        terms = local_terms(derivation.graph, misconception.rule)
        explained = _explained(misconception, derivation, by)
        return [Guess(lambda e: e.under(terms).gradients[by], *explained)]
    return ()


def _explained(
    misconception: Misconception, derivation: Derivation, by: str
) -> tuple[Mapping[str, Any], str]:
    return misconception.explain(derivation, by) if misconception.explain else ({}, "")


def _update_guesses(
    derivation: Derivation, name: str, misconception: Misconception
) -> Iterator[Guess]:
    """A wrong gradient gives a wrong update; and the update has mistakes of its own."""
    train = derivation.lesson.train
    assert train is not None
    old, lr = Symbol(name), train.lr
    if misconception.update:
        update = misconception.update
        slope = Derivative(derivation.graph.loss, name)
        yield Guess(lambda e: update(e[old], e[slope], lr))
        return
    for guess in _gradient_guesses(derivation, name, misconception):
        yield Guess(_one_step(old, lr, guess.at), guess.facts, guess.variant)


def _one_step(
    old: Symbol, lr: Value, gradient: Callable[[Evaluation], Value]
) -> Callable[[Evaluation], Value]:
    """w − η·g for somebody's g."""
    return lambda e: apply("add", (e[old], -times(lr, gradient(e))))


def _common_facts(derivation: Derivation, asked: Quantity) -> Mapping[str, Any]:
    by = asked.by if isinstance(asked, Derivative) else asked.name
    of = asked.of if isinstance(asked, Derivative) else derivation.graph.loss
    return {"loss": Symbol(of), "by": Symbol(by)}


def _sides(derivation: Derivation, by: str) -> tuple[Mapping[str, Any], str]:
    """The difference that a flipped sign is about, and which side is larger now."""
    graph, values = derivation.graph, derivation.evaluation
    ahead = {user for _, user in _edges_between(graph, by)}
    for node in reversed(graph.computed):
        pair = _difference(node.term)
        if pair and node.name in ahead and not graph.has_matrix(pair[0].name, pair[1].name):
            left, right = pair
            high, low = (left, right) if values[left] >= values[right] else (right, left)
            tie = values[left] == values[right]
            return {"high": high, "low": low, "node": Symbol(node.name)}, "" if tie else "-between"
    return {}, ""


def _difference(term: Term | None) -> tuple[Symbol, Symbol] | None:
    match term:
        case Apply("add", (Symbol() as left, Apply("neg", (Symbol() as right,)))):
            return left, right
        case Apply(_, args):
            return next((pair for arg in args if (pair := _difference(arg))), None)
    return None


def explain(matches: Sequence[Prediction]) -> tuple[Diagnosis, ...]:
    """One diagnosis a misconception that fits; where several do, all share one message."""
    for match in matches:
        if match.misconception == AUTHOR:
            return (Diagnosis(AUTHOR, match.message),)
    by_id = {match.misconception: match for match in reversed(matches)}
    fitting = [by_id[id] for id in dict.fromkeys(match.misconception for match in matches)]
    if len(fitting) < 2:
        return tuple(Diagnosis(match.misconception, match.message) for match in fitting)
    return tuple(Diagnosis(match.misconception, _shared(fitting)) for match in fitting)


def _shared(fitting: Sequence[Prediction]) -> Message:
    """What mistakes that give the same answer have in common, or what tells them apart."""
    families = {match.family for match in fitting}
    if SLIP in families:
        return Message("why-several-slips")
    facts = fitting[0].message.facts
    if families == {"sign"}:
        # whatever turned it round, the question to ask is the same
        return fitting[0].message
    if "update" in families:
        return Message("why-several-update", facts)
    if len(families) == 1 and families <= {"chain", "paths"}:
        return Message(f"why-several-{families.pop()}", facts)
    return Message("why-several", facts)


# -- the graph between a name and the loss


def _users(graph: Graph, by: str) -> list[str]:
    return [user for user in graph.consumers[by] if user in graph.live]


def _nodes(users: Sequence[str]) -> tuple[Symbol, ...]:
    return tuple(Symbol(user) for user in users)


def _edges_between(graph: Graph, by: str) -> list[Edge]:
    """Every edge on a path from `by` to the loss."""
    reached, edges = {by}, []
    for name in graph.nodes:
        if name in reached:
            for user in _users(graph, name):
                reached.add(user)
                edges.append((name, user))
    return edges


def _parts(graph: Graph, by: str) -> list[Callable[[Evaluation], Value]]:
    """The addends of ∂loss/∂by: its paths where they are few, else its arrows."""
    if count_paths(graph, by) <= MAX_PATHS:
        return [_along(path) for path in paths(graph, by)]
    return [_through(by, user) for user in _users(graph, by)]


def _counted(graph: Graph, by: str) -> str:
    """Which sentence counts the addends of `_parts`: as paths, or as arrows."""
    return "" if count_paths(graph, by) <= MAX_PATHS else "-arrows"


def _along(path: tuple[str, ...]) -> Callable[[Evaluation], Value]:
    edges = tuple(pairwise(path))
    one: Value = Fraction(1)
    return lambda e: reduce(times, [e.locals[edge] for edge in reversed(edges)], one)


def _through(by: str, user: str) -> Callable[[Evaluation], Value]:
    return lambda e: times(e.gradients[user], e.locals[by, user])


def count_paths(graph: Graph, by: str) -> int:
    """How many paths lead from `by` to the loss."""
    counts = {graph.loss: 1}
    for name in reversed(tuple(graph.nodes)):
        if name != graph.loss:
            counts[name] = sum(counts.get(user, 0) for user in graph.consumers[name])
    return counts[by]


def paths(graph: Graph, by: str) -> Iterator[tuple[str, ...]]:
    """Every path from `by` to the loss, as the names on it."""
    stack: list[tuple[str, ...]] = [(by,)]
    while stack:
        path = stack.pop()
        if path[-1] == graph.loss:
            yield path
        else:
            stack.extend((*path, user) for user in reversed(_users(graph, path[-1])))
