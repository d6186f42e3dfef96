"""Every operation on whole matrices against two independent oracles: central differences of the
program's own values, and HIPS autograd over numpy's functions. And what they do at their borders.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from samples import close

from backtutor.derive import Derivation
from backtutor.graph import Graph, Kind, Node, topological
from backtutor.lesson import Lesson, words
from backtutor.matrices import Matrix, matrix, rows_of
from backtutor.ops import OPS
from backtutor.terms import Apply, Derivative, Symbol, Term, number
from backtutor.values import Undefined, Value, apply, entries, is_matrix, shape_of

X = [[0.5, -1.2, 2.0], [1.5, 0.3, -0.7]]
SQUARE = [[2.0, 1.0, 0.5], [-1.0, 3.0, 0.2], [0.4, -0.6, 1.5]]
ROW = [[0.5, -1.0, 2.0, 0.25, 1.5]]
KERNEL = [[1.0, -0.5]]
IMAGE = [[1.0, 2.0, 0.5, -1.0], [0.0, 1.5, 3.0, 0.2], [2.0, -1.0, 1.0, 0.7]]


class Sample(NamedTuple):
    """An operation with its arguments, numbers that are not differentiated, and numpy's way."""

    op: str
    matrices: tuple[list[list[float]], ...]
    by_numpy: Callable[..., Any]
    numbers: tuple[int, ...] = ()
    axis: int | None = None

    def __str__(self) -> str:
        return self.op if self.axis is None else f"{self.op} axis={self.axis}"


def reduced(function: Any, axis: int | None) -> Callable[[Any], Any]:
    return lambda a: function(a, axis=axis, keepdims=axis is not None)


def log_softmax(z: Any, axis: int = 1) -> Any:
    return z - anp.log(anp.sum(anp.exp(z), axis=axis, keepdims=True))


def correlate(a: Any, k: Any) -> Any:
    rows, columns = (n - m + 1 for n, m in zip(a.shape, k.shape, strict=True))
    return sum(
        a[i : i + rows, j : j + columns] * k[i, j]
        for i in range(k.shape[0])
        for j in range(k.shape[1])
    )


def spread(a: Any, k: Any) -> Any:
    rows, columns = k.shape[0] - 1, k.shape[1] - 1
    return correlate(anp.pad(a, ((rows, rows), (columns, columns)), "constant"), k[::-1, ::-1])


SAMPLES = (
    Sample("matmul", (X, SQUARE), anp.dot),
    Sample("T", (X,), anp.transpose),
    Sample("reshape", (X,), lambda a: anp.reshape(a, (3, 2)), numbers=(3, 2)),
    *(Sample("sum", (X,), reduced(anp.sum, axis), axis=axis) for axis in (None, 0, 1)),
    *(Sample("mean", (X,), reduced(anp.mean, axis), axis=axis) for axis in (None, 0, 1)),
    *(Sample("max", (X,), reduced(anp.max, axis), axis=axis) for axis in (None, 0, 1)),
    *(
        Sample("softmax", (X,), lambda a, axis=axis: anp.exp(log_softmax(a, axis)), axis=axis)
        for axis in (0, 1)
    ),
    *(
        Sample("log_softmax", (X,), lambda a, axis=axis: log_softmax(a, axis), axis=axis)
        for axis in (0, 1)
    ),
    *(
        Sample(
            "logsumexp",
            (X,),
            lambda a, axis=axis: anp.log(anp.sum(anp.exp(a), axis=axis, keepdims=True)),
            axis=axis,
        )
        for axis in (0, 1)
    ),
    Sample(
        "softmax_ce",
        (X, [[0.2, 0.3, 0.5], [0.0, 2.0, 1.0]]),
        lambda z, y: -anp.sum(y * log_softmax(z)) / len(z),
    ),
    Sample("trace", (SQUARE,), anp.trace),
    Sample("det", (SQUARE,), anp.linalg.det),
    Sample("inv", (SQUARE,), anp.linalg.inv),
    Sample("conv1d", (ROW, KERNEL), correlate),
    Sample("conv2d", (IMAGE, [[1.0, -0.5], [0.3, 2.0]]), correlate),
    Sample("fullconv", (X, [[1.0, -0.5], [0.3, 2.0]]), spread),
    Sample("per", (X, X), lambda a, x: a / x.size + 0 * anp.sum(x)),
)
CONSTANT = frozenset({"ones", "eye", "count", "is_max"})
"""Operations whose slope is 0 everywhere: they have nothing to be held against."""

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=str)


def test_every_operation_on_whole_matrices_has_a_sample() -> None:
    whole = {op.name for op in OPS.values() if op.whole}
    assert whole == {sample.op for sample in SAMPLES} | CONSTANT


def weights(shape: tuple[int, ...]) -> Any:
    """Upstream gradients that no two entries share."""
    return np.linspace(0.4, 1.9, int(np.prod(shape))).reshape(shape) if shape else 0.7


def derivation_of(sample: Sample, arguments: tuple[Value, ...]) -> Derivation:
    """L = sum(G*op(...)): every entry of the output has its own upstream gradient."""
    names = [f"A{i}" for i in range(len(arguments))]
    given = dict(zip(names, arguments, strict=True))
    term: Term = Apply(sample.op, (*map(Symbol, names), *map(number, sample.numbers)), sample.axis)
    fixed = tuple(Fraction(n) for n in sample.numbers)
    out = shape_of(apply(sample.op, (*arguments, *fixed), sample.axis))
    upstream = weights(out)
    given["G"] = matrix(upstream.tolist()) if out else upstream
    nodes = [
        Node(n, Kind.PARAMETER, i, shape=shape_of(v)) for i, (n, v) in enumerate(given.items())
    ]
    product = Apply("mul", (Symbol("G"), Symbol("Z")))
    nodes.append(Node("Z", Kind.COMPUTED, 10, term))
    nodes.append(Node("L", Kind.COMPUTED, 11, Apply("sum", (product,)) if out else product))
    return Derivation(Lesson("op", words("op"), Graph(topological(nodes), "L"), given))


@each_sample
def test_a_rule_agrees_with_autograd(sample: Sample) -> None:
    derivation = derivation_of(sample, tuple(map(matrix, sample.matrices)))
    upstream = weights(derivation.graph.shapes["Z"])
    for index in range(len(sample.matrices)):

        def loss(*arguments: Any) -> Any:
            return anp.sum(upstream * sample.by_numpy(*arguments))

        expected = grad(loss, index)(*map(anp.array, sample.matrices))
        assert close(derivation.evaluation[Derivative("L", f"A{index}")], expected.tolist())


@each_sample
def test_a_rule_agrees_with_central_differences(sample: Sample) -> None:
    given = tuple(map(matrix, sample.matrices))
    derivation = derivation_of(sample, given)
    for index, rows in enumerate(sample.matrices):
        slopes = derivation.evaluation[Derivative("L", f"A{index}")]
        assert is_matrix(slopes)
        for i, row in enumerate(rows):
            for j in range(len(row)):
                difference = [nudged(derivation, f"A{index}", (i, j), h) for h in (1e-6, -1e-6)]
                expected = (difference[0] - difference[1]) / 2e-6
                assert float(slopes[i, j]) == pytest.approx(expected, rel=1e-6, abs=1e-7)


def nudged(derivation: Derivation, name: str, place: tuple[int, int], by: float) -> float:
    moved = np.array(derivation.evaluation.given[name], dtype=float)
    moved[place] += by
    at = derivation.evaluation.at({**derivation.evaluation.given, name: moved})
    return float(at[Symbol("L")])


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.op != "per"], ids=str)
def test_a_value_agrees_with_numpy(sample: Sample) -> None:
    arguments = (*map(matrix, sample.matrices), *(Fraction(n) for n in sample.numbers))
    found = apply(sample.op, arguments, sample.axis)
    expected = sample.by_numpy(*map(np.array, sample.matrices))
    assert close(found, expected.tolist() if np.ndim(expected) else float(expected))


# -- exactness, and what has no value


def exact(text: str) -> Matrix:
    return matrix([[Fraction(x) for x in row.split()] for row in text.split(";")])


@pytest.mark.parametrize(
    ("op", "arguments", "axis", "expected"),
    [
        ("matmul", ("1/3 1; 2 3", "3; 1/2"), None, "3/2; 15/2"),
        ("sum", ("1/3 1; 2/3 3",), 0, "1 4"),
        ("mean", ("1/3 1; 2/3 3",), 1, "2/3; 11/6"),
        ("max", ("1/3 1; 2/3 3",), 1, "1; 3"),
        ("inv", ("2 0; 1 4",), None, "1/2 0; -1/8 1/4"),
        ("conv1d", ("1 2 3", "1 1/2"), None, "2 7/2"),
        ("is_max", ("1 5 5; 5 2 0",), None, "0 1/3 1/3; 1/3 0 0"),
        ("is_max", ("1 5 5; 5 2 0",), 1, "0 1 0; 1 0 0"),
        ("relu", ("1/3 -1",), None, "1/3 0"),
        ("add", ("1 2", "1/3; 1/2"), None, "4/3 7/3; 3/2 5/2"),
    ],
)
def test_fractions_stay_exact(
    op: str, arguments: tuple[str, ...], axis: int | None, expected: str
) -> None:
    found = apply(op, tuple(map(exact, arguments)), axis)
    assert is_matrix(found)
    assert rows_of(found) == rows_of(exact(expected))


def test_a_determinant_is_exact() -> None:
    assert apply("det", (exact("1/3 1; 2 3"),)) == -1


@pytest.mark.parametrize(
    ("op", "arguments"),
    [
        ("inv", ([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(4)]],)),
        ("inv", ([[0.1, 0.2], [0.2, 0.4]],)),
        ("div", ([[1.0, 2.0]], [[1.0, 0.0]])),
        ("div", ([[Fraction(1)]], [[Fraction(0)]])),
        ("log", ([[1.0, -1.0]],)),
        ("exp", ([[1000.0]],)),
        ("matmul", ([[1e200]], [[1e200]])),
        ("mul", ([[1e200]], [[1e200]])),
        ("sum", ([[1.5e308, 1.5e308]],)),
        ("pow", ([[-8.0]], [[1 / 3]])),
    ],
)
@pytest.mark.filterwarnings("error")
def test_what_has_no_finite_value_is_undefined(op: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(Undefined):
        apply(op, tuple(map(matrix, arguments)))


@pytest.mark.filterwarnings("error")
def test_large_logits_do_not_overflow() -> None:
    logits, target = matrix([[1000.0, 998.0, 995.0]]), matrix([[0.0, 1.0, 0.0]])
    assert float(apply("softmax_ce", (logits, target))) == pytest.approx(2.1328, abs=1e-4)
    assert sum(map(float, entries(apply("softmax", (logits,))))) == pytest.approx(1)


def test_what_cancels_is_zero_and_not_noise() -> None:
    tenths = matrix([[0.1, 0.2, -0.3]])
    one = matrix([[1.0], [1.0], [1.0]])
    assert apply("sum", (tenths,)) == 0
    assert entries(apply("matmul", (tenths, one))) == [0]
