"""Sweeps: which node comes next on the way back, and the judgement of what was named.

In: the gradients that are known. A name can come next when the gradients of all nodes that use
it are known; of several such names any is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

from backtutor.derive import Derivation
from backtutor.graph import Graph, Kind
from backtutor.lesson import Settings
from backtutor.messages import Message, message
from backtutor.problems import Problem
from backtutor.questions import NextNode, Phase, Question, Telling
from backtutor.read import Reading, Vocabulary, read_answer
from backtutor.terms import Derivative, Symbol
from backtutor.verdicts import Judgement, Right, Unreadable, Wrong, unreadable

MOVING = (Kind.DATA, Kind.PARAMETER, Kind.COMPUTED)
"""What has a gradient."""


def ready(graph: Graph, done: Set[str]) -> tuple[str, ...]:
    """The names that can come next, in the order of the sweep."""
    return tuple(
        name
        for name in graph.backward_order
        if name not in done and graph[name].kind in MOVING and not waits_for(graph, name, done)
    )


def waits_for(graph: Graph, name: str, done: Set[str]) -> tuple[str, ...]:
    """The nodes whose gradients have to be known before this one's."""
    users = (user for user in graph.consumers[name] if user in graph.live)
    return tuple(user for user in users if user not in done)


def next_node(derivation: Derivation, settings: Settings, done: frozenset[str]) -> Question:
    """The question of `next` once the gradients of `done` are known."""
    graph = derivation.graph
    swept = (name for name in graph.backward_order if name in done)
    known = tuple(map(derivation.gradient, (graph.loss, *swept)))
    return Question(
        id="next",
        phase=Phase.BACKWARD,
        prompt=message("ask-next", known=known),
        asked=None,
        wants=NextNode(done),
        settings=settings,
        telling=Telling(
            name=message("next-name"),
            form=message("form-name", example=graph.loss),
            ladder=tuple(_ladder(graph, done)),
            where=message("wrong-next"),
            solution=tuple(_solution(graph, done)),
        ),
    )


def _ladder(graph: Graph, done: Set[str]) -> Iterator[Message]:
    """The rule, what the known nodes are made of, and one name that has to wait."""
    yield message("hint-next")
    used = (source for name in graph.nodes if name in done for source in graph[name].sources)
    sources = [n for n in dict.fromkeys(used) if n not in done and graph[n].kind in MOVING]
    yield message("hint-next-sources", names=tuple(map(Symbol, sources)))
    for name in graph.backward_order:
        waiting = waits_for(graph, name, done)
        if name not in done and waiting:
            users = tuple(map(Symbol, waiting))
            yield message("hint-next-not", name=Symbol(name), waiting=users)
            return
    yield message("hint-next-any")


def _solution(graph: Graph, done: Set[str]) -> Iterator[Message]:
    names = tuple(map(Symbol, ready(graph, done)))
    yield message("solution-next", names=names)


# -- judging


def judge_next(derivation: Derivation, wanted: NextNode, typed: str, earned: Set[str]) -> Judgement:
    """Right where the name can come next by what the question takes as known, or by what the
    learner has earned."""
    name = _read(typed, derivation.lesson.vocabulary)
    if isinstance(name, Unreadable):
        return Judgement(name)
    graph = derivation.graph
    if name in ready(graph, wanted.done) or name in ready(graph, earned):
        return Judgement(Right((message("right-next", name=Symbol(name)),)), Symbol(name))
    return Judgement(Wrong(remark=_why_not(graph, name, wanted.done)), Symbol(name))


def _read(typed: str, vocabulary: Vocabulary) -> str | Unreadable:
    """`h1`, `dE/dh1`, `∂E/∂h₁`."""
    reading = read_answer(typed, vocabulary)
    if isinstance(reading, Problem):
        return Unreadable(reading)
    match reading:
        case Reading(sides=(Symbol(name),)):
            return name
        case Reading(sides=(Derivative(of, by),)) if of == vocabulary.loss:
            return by
    return unreadable(typed, "R095", "name-wanted")


def _why_not(graph: Graph, name: str, done: Set[str]) -> Message:
    facts = {"name": Symbol(name), "loss": Symbol(graph.loss)}
    for fits, id in _REASONS:
        if fits(graph, name, done):
            return Message(id, facts)
    waiting = tuple(map(Symbol, waits_for(graph, name, done)))
    return Message("next-waits", {**facts, "waiting": waiting})


_REASONS: tuple[tuple[Callable[[Graph, str, Set[str]], bool], str], ...] = (
    (lambda graph, name, done: name == graph.loss, "next-loss"),
    (lambda graph, name, done: name not in graph.nodes, "next-no-node"),
    (lambda graph, name, done: graph[name].kind is Kind.CONSTANT, "next-constant"),
    (lambda graph, name, done: name not in graph.live, "next-dead"),
    (lambda graph, name, done: name in done, "next-done"),
)
"""Why a name never comes next, the first reason that fits; any other name waits for something."""
