"""What is measured on: long lessons, large graphs and typed answers, the same in every run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from random import Random

from backtutor.derive import Derivation
from backtutor.graph import Graph, Kind, Node, topological
from backtutor.lesson import Lesson, words
from backtutor.loader import load_lesson
from backtutor.terms import Apply, Symbol, Term

SEED = 20270115
HALF = Symbol("w")


@dataclass(frozen=True, slots=True)
class Exercise:
    """A lesson, a parameter, and answers for the loss's derivative, as learners write them.

    `right` and the formulas of the nodes are for a peer that has to be told. The answers in
    `wrong` are each what a misconception gives.
    """

    lesson: str
    parameter: str
    right: str
    typed: tuple[str, ...]
    wrong: tuple[str, ...]
    nodes: Mapping[str, str]

    @property
    def derivation(self) -> Derivation:
        nodes = [f"  {name}: {formula}" for name, formula in self.nodes.items()]
        loaded = load_lesson("exercise.yaml", "\n".join([self.lesson, "nodes:", *nodes, ""]))
        assert loaded.lesson, loaded.problems
        return Derivation(loaded.lesson)


EXERCISES = (
    Exercise(
        lesson="""\
format: 1
title: six weights
inputs: {x1: 1, x2: 0.5, t: 4}
params: {w1: 0.5, w2: 1.5, w3: 2.3, w4: 3, w5: 1, w6: 1}""",
        parameter="w5",
        right="(y - t)*h1",
        typed=("y*h1 - t*h1", "h1*(w5*h1 + w6*h2 - t)", "-(t - y)*(w1*x1 + w2*x2)"),
        wrong=("(t - y)*h1", "2*(y - t)*h1", "(y - t)*h2", "(y - t)^2*h1", "h1", "E*h1"),
        nodes={
            "h1": "w1*x1 + w2*x2",
            "h2": "w3*x1 + w4*x2",
            "y": "w5*h1 + w6*h2",
            "E": "1/2*(t - y)^2",
        },
    ),
    Exercise(
        lesson="""\
format: 1
title: a sigmoid neuron
inputs: {x: 2, t: 1}
params: {w: 0.5, b: -0.3}""",
        parameter="w",
        right="(a - t)*a*(1 - a)*x",
        typed=(
            "x*(a - t)*(a - a^2)",
            "(a - t)*exp(-z)/(1 + exp(-z))^2*x",
            "-(t - sigmoid(w*x + b))*sigmoid(z)*(1 - sigmoid(z))*x",
        ),
        wrong=("(a - t)*a*x", "(t - a)*a*(1 - a)*x", "(a - t)*z*(1 - z)*x", "(a - t)*x"),
        nodes={"z": "w*x + b", "a": "sigmoid(z)", "E": "1/2*(t - a)^2"},
    ),
)


def network(first: int = 24, second: int = 23) -> Derivation:
    """A network of sigmoids whose nodes are about twice as many as its hidden units."""
    chance = Random(SEED)
    sizes, inputs = [4, first, second, 1], ("x1", "x2", "x3", "x4", "t")
    weights = 4 * first + first * second + second
    params = [f"w{i}: {chance.randint(-99, 99) / 100 + 0.005}" for i in range(1, weights + 1)]
    given = [f"{name}: {0.3 + index / 5:g}" for index, name in enumerate((*inputs[:4], inputs[4]))]
    lines = [
        "format: 1",
        "title: a network",
        f"mlp: {{sizes: {sizes}, activation: sigmoid, bias: false}}",
    ]
    lines += [f"inputs: {{{', '.join(given)}}}", f"params: {{{', '.join(params)}}}"]
    loaded = load_lesson("network.yaml", "\n".join([*lines, "train: {lr: 0.1}", ""]))
    assert loaded.lesson, loaded.problems
    return Derivation(loaded.lesson)


def long_lesson(lines: int = 500) -> str:
    """A lesson file of that many lines: parameters, a deep chain of nodes, figures."""
    nodes = (lines - 8) // 2
    head = ["format: 1", "title: a long lesson", "inputs: {x: 1, t: 2}", "params:"]
    params = [f"  w{n}: 0.{n % 9 + 1}" for n in range(nodes)]
    chain = [f"  h{n}: w{n}*h{n - 1} + x" for n in range(1, nodes)]
    end = ["nodes:", "  h0: w0*x", *chain, f"  E: 1/2*(h{nodes - 1} - t)^2", "expect:", "  h0: 0.1"]
    return "\n".join([*head, *params, *end, ""])


def operands(size: int) -> Iterator[tuple[int, int | None]]:
    """A random graph of `size` operations: pairs of earlier nodes to add, single ones to halve.

    Halving every second node keeps all values between 0 and 1; a chain through all nodes keeps
    all of them in use.
    """
    chance = Random(SEED)
    for index in range(size):
        halved = index % 2 == 1
        yield index - 1, None if halved else index - 1 - 2 * chance.randrange(6)


def random_graph(size: int) -> Derivation:
    """The graph of `operands`."""
    return _derivation(_operation(one, other) for one, other in operands(size))


def _operation(one: int, other: int | None) -> Term:
    if other is None:
        return Apply("mul", (_node(one), HALF))
    return Apply("add", (_node(one), _node(other)))


def diamonds(count: int) -> Derivation:
    """`count` diamonds in a row: 2^count paths from the first node to the loss."""
    return _derivation(chain.from_iterable(_diamond(3 * n) for n in range(count)))


def _diamond(index: int) -> tuple[Term, Term, Term]:
    top = _node(index - 1)
    left, right = Apply("mul", (top, HALF)), Apply("mul", (HALF, top))
    return left, right, Apply("add", (_node(index), _node(index + 1)))


def _node(index: int) -> Symbol:
    return Symbol(f"n{index}" if index >= 0 else "x")


def _derivation(terms: Iterable[Term]) -> Derivation:
    given = [Node(name, Kind.PARAMETER, order) for order, name in enumerate(("x", "w"))]
    computed = [Node(f"n{n}", Kind.COMPUTED, n + 2, term) for n, term in enumerate(terms)]
    graph = Graph(topological([*given, *computed]), computed[-1].name)
    return Derivation(Lesson("bench", words("bench"), graph, {"x": 0.5, "w": 0.5}))
