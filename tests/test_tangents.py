"""Forward mode: tangents by literal steps, against reverse mode on every network and every
operation, and what both modes cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from formulas import same
from samples import FORK, SIX_WEIGHTS, derived, everything

from backtutor.derive import Derivation
from backtutor.graph import Graph, Kind, Node, topological
from backtutor.lesson import Lesson, words
from backtutor.matrices import matrix
from backtutor.notation import show, write
from backtutor.ops import OPS, Op, Shape
from backtutor.problems import Problem
from backtutor.read import read_answer
from backtutor.tangent_rules import TANGENTS
from backtutor.tangents import (
    Cost,
    Start,
    TangentStep,
    asked_inputs,
    forward_cost,
    in_reverse_mode,
    reverse_cost,
    start_at,
    tangents,
)
from backtutor.terms import Apply, Symbol, Term, atoms, number
from backtutor.values import Value, entries, evaluate, shape_of

AFFINE = """\
format: 1
title: affine
inputs: {X: [[1, 2], [3, 4], [5, 6]], T: [[1], [0], [1]]}
params: {W: [[1], [2]], b: 0.5}
nodes:
  Y: X @ W + b
  L: mean((Y - T)^2)
"""
CHAIN = """\
format: 1
title: a chain that comes back to its input
inputs: {x: 3, k: 2}
constants: {c: 5}
nodes:
  p: x^2
  q: p*x
  r: k*c
  e: q + r
"""


def rows(derivation: Derivation, wrt: str) -> list[tuple[str, str, str]]:
    """Each node with the formula and the value of its tangent."""
    return [(s.target, write(s.formula), show(s.value)) for s in tangents(derivation, wrt)]


@pytest.mark.parametrize(
    ("text", "wrt", "steps"),
    [
        (
            FORK,
            "b",
            [("c", "1", "1"), ("d", "1", "1"), ("e", "d*dc/db + c*dd/db", "5")],
        ),
        (FORK, "a", [("c", "1", "1"), ("d", "0", "0"), ("e", "d*dc/da", "2")]),
        (FORK, "c", [("d", "0", "0"), ("e", "d", "2")]),
        (
            CHAIN,
            "x",
            [("p", "2*x", "6"), ("q", "x*dp/dx + p", "27"), ("r", "0", "0"), ("e", "dq/dx", "27")],
        ),
        (
            SIX_WEIGHTS,
            "x1",
            [
                ("h1", "w1", "0.5"),
                ("h2", "w3", "2.3"),
                ("y", "w5*dh1/dx1 + w6*dh2/dx1", "2.8"),
                ("E", "(y - t)*dy/dx1", "2.94"),
            ],
        ),
        (
            AFFINE,
            "W[2,1]",
            [
                ("Y", "X @ dW/dW[2,1]", "[[2], [4], [6]]"),
                ("L", "mean(2*dY/dW[2,1]*(Y - T))", "102.667"),
            ],
        ),
        (
            AFFINE,
            "b",
            [
                ("Y", "ones(3, 1)", "[[1], [1], [1]]"),
                ("L", "mean(2*dY/db*(Y - T))", "21.6667"),
            ],
        ),
    ],
)
def test_tangents_go_from_the_input_to_the_loss(
    text: str, wrt: str, steps: list[tuple[str, str, str]]
) -> None:
    assert rows(derived(text), wrt) == steps


def test_a_tangent_says_what_each_source_passes_on() -> None:
    step = tangents(derived(SIX_WEIGHTS), "x1")[2]
    assert write(step.quantity) == "dy/dx1"
    assert step.closed is not None
    assert write(step.closed) == "w5*w1 + w6*w3"
    assert [(p.via, write(p.formula), p.local_value, p.tangent_value) for p in step.terms] == [
        ("h1", "w5*dh1/dx1", 1, Fraction("0.5")),
        ("h2", "w6*dh2/dx1", 1, Fraction("2.3")),
    ]


def test_the_start_of_a_sweep_can_be_an_entry_of_a_matrix() -> None:
    graph = derived(AFFINE).graph
    found = {typed: start_at(graph, typed) for typed in ("b", "W", "W[2,1]", "W [ 2 , 1 ]")}
    assert found == {
        "b": Start("b"),
        "W": Start("W", (1, 1)),
        "W[2,1]": Start("W", (2, 1)),
        "W [ 2 , 1 ]": Start("W", (2, 1)),
    }
    assert [start_at(graph, typed) for typed in ("q", "b[1,1]", "W[3,1]", "W[0,1]")] == [None] * 4
    assert found["W[2,1]"] is not None
    assert found["W[2,1]"].label == "W[2,1]"
    with pytest.raises(KeyError):
        tangents(derived(AFFINE), "W[3,1]")


# -- beside reverse mode


def starts(graph: Graph, name: str) -> Iterator[str]:
    """A name, or each of its entries."""
    shape = graph.shapes[name]
    if not shape:
        yield name
    else:
        for row in range(1, shape[0] + 1):
            yield from (f"{name}[{row},{column}]" for column in range(1, shape[1] + 1))


def by_name(steps: tuple[TangentStep, ...]) -> dict[str, TangentStep]:
    return {step.target: step for step in steps}


COMPOSED = {
    "shared weights through time": """
inputs: {X: [[1, 2, 0.5], [0, -1, 2]], h0: [[0, 0], [0, 0]]}
params: {W: [[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]], U: [[0.2, -0.1], [0.4, 0.3]]}
nodes:
  H: tanh(X @ W + h0 @ U)
  K: tanh(X @ W + H @ U)
  L: sum(K^2)
""",
    "a batch through softmax": """
inputs: {X: [[1, 2], [3, 4], [-1, 1]], Y: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}
params: {W: [[0.1, 0.2, -0.3], [0.3, -0.4, 0.2]], b: [0.1, 0, -0.2]}
nodes:
  Z: X @ W + b
  L: softmax_ce(Z, Y)
""",
    "a batch that is normalised": """
inputs: {X: [[1, 2], [3, 5], [-1, 1]], G: [[1, -2], [0.5, 1], [2, 3]]}
params: {g: [1.5, 0.5], b: [0.1, -0.2]}
nodes:
  u: mean(X, axis=0)
  v: mean((X - u)^2, axis=0)
  N: g*(X - u)/sqrt(v + 0.001) + b
  L: sum(N*G)
""",
    "one head of attention": """
inputs: {X: [[1, 0, 2], [0.5, -1, 1]]}
params: {Q: [[0.1, 0.2], [0.3, -0.1], [0.2, 0.4]], K: [[0.2, 0.1], [-0.3, 0.5], [0.4, 0]]}
nodes:
  S: (X @ Q) @ (X @ K).T/sqrt(2)
  A: softmax(S)
  O: A @ X
  L: sum(O*O)
""",
    "a convolution and a maximum": """
inputs: {X: [[1, 2, 0], [0, -1, 3], [2, 1, 1]]}
params: {k: [[0.5, -1], [1, 0.2]], s: 0.3}
nodes:
  C: conv2d(X, k) + s
  R: relu(C)
  m: max(R, axis=1)
  L: sum(m^2)
""",
}


def composed(name: str) -> Derivation:
    if name in COMPOSED:
        return derived(f"format: 1\ntitle: {name}{COMPOSED[name]}")
    return everything()[name]


each_network = pytest.mark.parametrize("name", [*COMPOSED, *everything()])


@each_network
def test_forward_mode_is_reverse_mode(name: str) -> None:
    derivation = composed(name)
    graph = derivation.graph
    for node in graph.of_kind(Kind.DATA, Kind.PARAMETER):
        for wrt in starts(graph, node.name) if node.name in graph.live else ():
            found = by_name(tangents(derivation, wrt))[graph.loss].value
            expected = in_reverse_mode(derivation, wrt)
            assert abs(float(found) - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))


@each_network
def test_a_closed_tangent_reads_back_to_its_value(name: str) -> None:
    derivation = composed(name)
    graph = derivation.graph
    for node in graph.of_kind(Kind.DATA, Kind.PARAMETER):
        first = next(starts(graph, node.name))
        for step in tangents(derivation, first):
            if step.closed is not None and step.terms:
                read = read_answer(write(step.closed), derivation.lesson.vocabulary)
                assert not isinstance(read, Problem), write(step.closed)
                assert alike(evaluate(read.sides[0], derivation.evaluation), step.value)


def alike(a: Value, b: Value) -> bool:
    """Of one shape, and equal entry by entry, but for the rounding of floats."""
    return shape_of(a) == shape_of(b) and all(
        same(x, y) for x, y in zip(entries(a), entries(b), strict=True)
    )


# -- every operation: the tangent rule of each is the transpose of its derivative rule

SQUARE: Shape = (2, 2)
SHAPES: dict[str, tuple[Shape, ...]] = {
    "matmul": ((2, 3), (3, 2)),
    "trace": (SQUARE,),
    "det": (SQUARE,),
    "inv": (SQUARE,),
    "conv1d": ((1, 4), (1, 2)),
    "conv2d": ((3, 3), (2, 2)),
    "fullconv": ((2, 2), (2, 2)),
}
"""The shapes of the arguments; 2×3 where nothing is said."""

SIZES: dict[str, tuple[Term, ...]] = {"reshape": (number(3), number(2))}
"""Arguments that are numbers, after the matrix."""

CONSTANT = ("ones", "eye", "pi", "e")
"""Operations without an argument that can move."""

MADE = ("count", "per")
"""Operations that derivative rules make and that no formula of a lesson has."""


def variants(op: Op) -> Iterator[tuple[Op, int | None]]:
    for axis in (None, 0, 1) if op.axes else (None,):
        yield op, axis


VARIANTS = [v for op in OPS.values() if op.name not in (*CONSTANT, *MADE) for v in variants(op)]


def filled(shape: Shape, place: int) -> Value:
    """A matrix of positive numbers, no two alike."""
    assert shape
    entry = iter(range(1, 100))
    shuffled = [
        [Fraction(7 * next(entry) % 31 + 3 * place, 20) for _ in range(shape[1])]
        for _ in range(shape[0])
    ]
    return matrix(shuffled)


def around(op: Op, axis: int | None) -> Derivation:
    """Σ of the operation's output, each entry times a weight of its own."""
    count = 2 if op.many else op.arity - len(SIZES.get(op.name, ()))
    shapes = SHAPES.get(op.name, ((2, 3),) * count)
    given: dict[str, Value] = {f"x{i}": filled(shape, i) for i, shape in enumerate(shapes)}
    names = tuple(Symbol(name) for name in given)
    out = Apply(op.name, (*names, *SIZES.get(op.name, ())), axis)
    nodes = [
        Node(name, Kind.PARAMETER, i, shape=shape_of(value))
        for i, (name, value) in enumerate(given.items())
    ]
    nodes.append(Node("out", Kind.COMPUTED, 8, out))
    shape = Graph(topological(nodes), "out").shapes["out"]
    given["G"] = filled(shape, 5) if shape else Fraction(3)
    nodes.append(Node("G", Kind.DATA, 7, shape=shape))
    weighted = Apply("mul", (Symbol("out"), Symbol("G")))
    loss = Apply("sum", (weighted,)) if shape else weighted
    nodes.append(Node("L", Kind.COMPUTED, 9, loss))
    graph = Graph(topological(nodes), "L")
    return Derivation(Lesson("one", words("one"), graph, given))


@pytest.mark.parametrize(
    ("op", "axis"), VARIANTS, ids=[f"{op.name}-{axis}" for op, axis in VARIANTS]
)
def test_a_tangent_rule_is_the_transpose_of_the_derivative_rule(op: Op, axis: int | None) -> None:
    derivation = around(op, axis)
    graph = derivation.graph
    for name in graph.nodes:
        if name.startswith("x"):
            for wrt in starts(graph, name):
                found = by_name(tangents(derivation, wrt))["L"].value
                assert same(found, in_reverse_mode(derivation, wrt)), wrt


def test_every_row_is_an_operation_and_gives_its_reason() -> None:
    assert set(TANGENTS) <= set(OPS)
    for name, row in TANGENTS.items():
        assert (row.name, len(row.rules)) == (name, OPS[name].arity)
        assert row.why


@pytest.mark.parametrize("name", ["sum", "mean", "T", "trace", "reshape"])
def test_a_linear_operation_works_on_the_tangent_as_on_the_matrix(name: str) -> None:
    step = tangents(around(OPS[name], None), "x0[1,1]")[0]
    moved = [atom for atom in atoms(step.formula) if atom != Symbol("x0")]
    assert [write(atom) for atom in moved] == ["dx0/dx0[1,1]"]
    assert isinstance(step.formula, Apply)
    assert step.formula.op == name


# -- what the modes cost


@pytest.mark.parametrize(
    ("text", "inputs", "forward", "reverse"),
    [
        # five arrows; two meet in c, two in e, and on the way back two in b
        (FORK, ("a", "b"), Cost(2, 2 * 7), Cost(1, 6)),
        # fourteen arrows, ten of which meet others; on the way back x1 and x2 have two each
        (SIX_WEIGHTS, ("w1", "w2", "w3", "w4", "w5", "w6"), Cost(6, 6 * 24), Cost(1, 16)),
        # no derivative goes along the arrow of the constant
        (CHAIN, ("x", "k"), Cost(2, 2 * 8), Cost(1, 7)),
    ],
)
def test_forward_mode_costs_a_sweep_an_input_and_reverse_mode_one(
    text: str, inputs: tuple[str, ...], forward: Cost, reverse: Cost
) -> None:
    derivation = derived(text)
    assert asked_inputs(derivation) == inputs
    assert (forward_cost(derivation), reverse_cost(derivation)) == (forward, reverse)


def test_the_rules_of_matrices_are_counted_entry_by_entry() -> None:
    derivation = derived(AFFINE)
    # dX @ W and X @ dW: 3 entries of 2 products and 1 sum; db stretched: 3; three meet in Y: 6;
    # 2·dY ⊙ (Y − T), its mean, the same for T with a minus: 3 + 3 each; two meet in L: 1
    assert forward_cost(derivation) == Cost(3, 3 * (9 + 9 + 3 + 6 + 6 + 6 + 1))
    # 2·dL·(Y − T)/m, a product and a division an entry: 6, and 6 for T; then dY @ W.T, 6 entries
    # of 1 product; X.T @ dY, 2 of 3 products and 2 sums; Σ dY: 2
    assert reverse_cost(derivation) == Cost(1, 6 + 6 + 6 + 10 + 2)
