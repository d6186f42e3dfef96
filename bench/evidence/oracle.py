"""The oracle: values and gradients by numpy and HIPS autograd, at points of its own.

In: a derivation. Out: what a term is worth at the lesson's numbers and at a few others near them,
and whether two terms are the same function. Only the graph is taken from the program; no value,
no slope and no point. Data keep their kind: zeros, ones and rows that sum to 1 stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any

import autograd.numpy as np  # type: ignore[import-untyped]
from autograd import grad
from autograd.extend import defvjp, primitive  # type: ignore[import-untyped]

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation
from backtutor.graph import Graph, Kind
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term, atoms
from backtutor.values import entries, is_matrix, shape_of

POINTS = 3
NEAR = 1e-7
"""Functions that differ by less than this at every point are the same."""

NOISE = 1e-12
"""What is smaller is left of a sum that cancels."""

Array = Any


class NoValue(Exception):
    """A term has no value: shapes that do not fit, a logarithm of a negative number."""


@primitive  # type: ignore[untyped-decorator]
def erf(x: Array) -> Array:
    return np.vectorize(math.erf)(x) if np.ndim(x) else math.erf(x)


defvjp(erf, lambda ans, x: lambda g: g * 2 / math.sqrt(math.pi) * np.exp(-(x**2)))


def _reduced(function: Callable[..., Array]) -> Callable[..., Array]:
    """A reduction that keeps the axis it is told, and gives a number without one."""

    def reduce(x: Array, axis: int | None = None) -> Array:
        if not np.ndim(x):
            return x
        return function(x, axis=axis, keepdims=axis is not None)

    return reduce


def _shifted(x: Array, axis: int) -> Array:
    # so that the exponentials of large logits stay finite
    return x - np.max(x, axis=axis, keepdims=True)


def log_softmax(x: Array, axis: int | None = None) -> Array:
    axis = 1 if axis is None else axis
    shifted = _shifted(x, axis)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


def logsumexp(x: Array, axis: int | None = None) -> Array:
    axis = 1 if axis is None else axis
    top = np.max(x, axis=axis, keepdims=True)
    return top + np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True))


def _softmax(x: Array, axis: int | None = None) -> Array:
    return np.exp(log_softmax(x, axis))


def _cross_entropy(z: Array, y: Array) -> Array:
    return -np.mean(np.sum(y * log_softmax(z), axis=1))


def _matmul(a: Array, b: Array) -> Array:
    if np.ndim(a) != 2 or np.ndim(b) != 2:
        raise NoValue
    return np.dot(a, b)


def _is_max(x: Array, axis: int | None = None) -> Array:
    return np.where(x == np.max(x, axis=axis, keepdims=True), 1.0, 0.0) + 0 * x


FUNCTIONS: Mapping[str, Callable[..., Array]] = {
    "add": lambda *a: sum(a[1:], a[0]),
    "mul": lambda *a: math.prod(a[1:], start=a[0]),
    "neg": lambda a: -a,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "relu": lambda a: np.maximum(a, 0.0),
    "leaky_relu": lambda a, slope: np.where(a > 0, a, slope * a),
    "softplus": lambda a: np.log(1 + np.exp(a)),
    "erf": erf,
    "abs": np.abs,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "step": lambda a: np.where(a > 0, 1.0, 0.0) + 0 * a,
    "sign": lambda a: np.sign(a) + 0 * a,
    "sech": lambda a: 1 / np.cosh(a),
    "wins": lambda a, b: np.where(a > b, 1.0, np.where(a < b, 0.0, 0.5)) + 0 * (a + b),
    "matmul": _matmul,
    "T": np.transpose,
    "sum": _reduced(np.sum),
    "mean": _reduced(np.mean),
    "max": _reduced(np.max),
    "is_max": _is_max,
    "softmax": _softmax,
    "log_softmax": log_softmax,
    "logsumexp": logsumexp,
    "softmax_ce": _cross_entropy,
    "ones": lambda rows, columns: np.ones((int(rows), int(columns))),
    "eye": lambda size: np.eye(int(size)),
    "trace": np.trace,
    "pi": lambda: math.pi,
    "e": lambda: math.e,
}
"""Operation → what it is in numpy."""

KINKED = frozenset(
    ("relu", "leaky_relu", "abs", "maximum", "minimum", "step", "sign", "wins", "max", "is_max")
)

AXES = frozenset(("sum", "mean", "max", "is_max", "softmax", "log_softmax", "logsumexp"))


def value_of(term: Term, at: Mapping[Symbol | Derivative, Array]) -> Array:
    """The value of a term, for HIPS autograd to differentiate."""
    match term:
        case Number(value):
            return float(value)
        case Symbol() | Derivative():
            return at[term]
        case MatrixTerm(rows):
            return np.array([[value_of(entry, at) for entry in row] for row in rows])
        case Apply(op, args, axis):
            if op not in FUNCTIONS:
                raise NoValue
            said = {"axis": axis} if op in AXES else {}
            return FUNCTIONS[op](*(value_of(arg, at) for arg in args), **said)
    raise TypeError(term)


class Point(Mapping[Symbol | Derivative, Array]):
    """Every atom of a graph at one assignment of its given values."""

    def __init__(self, graph: Graph, given: Mapping[str, Array]) -> None:
        self.graph = graph
        self.given = given
        self._totals: dict[str, Mapping[str, Array]] = {}

    @cached_property
    def values(self) -> dict[Symbol | Derivative, Array]:  # type: ignore[override]
        return self._run({})

    def _run(self, pushed: Mapping[str, Array]) -> dict[Symbol | Derivative, Array]:
        """All values; what is in `pushed` is added on the way."""
        at: dict[Symbol | Derivative, Array] = {
            Symbol(name): value + pushed[name] if name in pushed else value
            for name, value in self.given.items()
        }
        for node in self.graph.computed:
            assert node.term is not None
            found = value_of(node.term, at)
            at[Symbol(node.name)] = found + pushed[node.name] if node.name in pushed else found
        return at

    def __getitem__(self, atom: Symbol | Derivative) -> Array:
        match atom:
            case Symbol():
                return self.values[atom]
            case Derivative(of, by, True):
                return self._local(of, by)
            case Derivative(of, by):
                if of not in self._totals:
                    self._totals[of] = self._total(of)
                return self._totals[of][by]

    def _total(self, of: str) -> Mapping[str, Array]:
        """d of / d every name: a push at each is added to its value, and differentiated."""
        names = (name for name in self.graph.nodes)
        still = {name: 0.0 * self.values[Symbol(name)] for name in names}
        found: Mapping[str, Array] = grad(lambda pushed: self._run(pushed)[Symbol(of)])(still)
        return found

    def _local(self, of: str, by: str) -> Array:
        term = self.graph[of].term
        assert term is not None
        return grad(lambda x: value_of(term, {**self.values, Symbol(by): x}))(
            float(self.values[Symbol(by)])
        )

    def __iter__(self) -> Any:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def sides(self) -> tuple[float, ...]:
        """On which side of their kinks the operations of the graph are."""
        terms = (node.term for node in self.graph.computed if node.term is not None)
        return tuple(side for term in terms for side in self.sides_of(term))

    def sides_of(self, term: Term) -> tuple[float, ...]:
        """The same of the operations in a term."""
        found: list[float] = []
        self._collect(term, found)
        return tuple(found)

    def _collect(self, term: Term, found: list[float]) -> None:
        if not isinstance(term, Apply):
            return
        if term.op in KINKED:
            first, *rest = (value_of(arg, self.values) for arg in term.args)
            if term.op in ("max", "is_max"):
                first = first - np.max(first, axis=term.axis, keepdims=True)
            apart = first - rest[0] if rest and term.op != "leaky_relu" else first
            found += np.sign(np.ravel(apart)).tolist()
        for arg in term.args:
            self._collect(arg, found)


class Oracle:
    """One graph at the lesson's numbers, and at points near them."""

    def __init__(self, derivation: Derivation, seed: int = 0) -> None:
        self.derivation = derivation
        self.graph = derivation.graph
        self.chance = Random(seed)

    @cached_property
    def here(self) -> Point:
        given = self.derivation.evaluation.given
        return Point(self.graph, {name: array_of(value) for name, value in given.items()})

    @cached_property
    def points(self) -> Sequence[Point]:
        """The lesson's numbers, and others on the same side of every kink."""
        found, width = [self.here], 0.2
        while len(found) <= POINTS:
            point = Point(self.graph, {n: self._moved(n, width) for n in self.here.given})
            if point.sides == self.here.sides:
                found.append(point)
            else:
                width *= 0.8
        return found

    @cached_property
    def evaluations(self) -> Sequence[Evaluation]:
        """The program's own evaluations at the points."""
        return [self.derivation.evaluation.at(dict(point.given)) for point in self.points]

    def _moved(self, name: str, width: float) -> Array:
        value = self.here.given[name]
        node = self.graph.nodes.get(name)
        if node is None or name in self.graph.unit_rows:
            return value
        if node.kind is not Kind.PARAMETER and set(np.ravel(value).tolist()) <= {0.0, 1.0}:
            return (
                value if np.ndim(value) or node.kind is Kind.CONSTANT else self._near(value, width)
            )
        if not np.ndim(value):
            return self._near(value, width)
        return np.array([[self._near(e, width) for e in row] for row in value.tolist()])

    def _near(self, value: float, width: float) -> float:
        return value * (1 + width * (self.chance.random() * 2 - 1))

    def at(self, term: Term, point: Point) -> Array:
        """What a term is worth at a point; raises `NoValue`."""
        try:
            with np.errstate(all="ignore"):
                found = value_of(term, point)
        except (ValueError, ArithmeticError, KeyError, TypeError) as fault:
            raise NoValue from fault
        if not np.all(np.isfinite(found)):
            raise NoValue
        return found

    def shape(self, term: Term) -> tuple[int, ...]:
        return tuple(np.shape(self.at(term, self.here)))

    def is_matrix(self, term: Term) -> bool:
        return bool(self.shape(term))

    def same(self, a: Term, b: Term) -> bool:
        """Whether two terms are the same function, as far as the points tell on which `a` is on
        the side of its own kinks that it is on at the lesson's numbers."""
        side = self.here.sides_of(a)
        points = [point for point in self.points if point.sides_of(a) == side]
        return all(close(self.at(a, point), self.at(b, point)) for point in points)

    def same_here(self, a: Term, b: Term, within: float = NEAR) -> bool:
        """Whether two terms have the same value at the lesson's numbers."""
        return close(self.at(a, self.here), self.at(b, self.here), within)

    def knows(self, term: Term) -> bool:
        """Whether every atom of a term has a value at every point."""
        try:
            return all(
                np.all(np.isfinite(point[atom])) for point in self.points for atom in atoms(term)
            )
        except (KeyError, TypeError, NoValue):
            return False


def close(a: Array, b: Array, within: float = NEAR) -> bool:
    """The same shape, and the same entries but for `within` of the largest; what cancels is 0,
    and a matrix of one entry is that number."""
    a, b = (x[0, 0] if np.shape(x) == (1, 1) else x for x in (a, b))
    if np.shape(a) != np.shape(b):
        return False
    largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
    return bool(np.max(np.abs(np.subtract(a, b))) <= within * largest or largest < NOISE)


def array_of(value: Any) -> Array:
    """A value of the program as a float, or an array of floats."""
    if not is_matrix(value):
        return float(value)
    return np.array([float(entry) for entry in entries(value)]).reshape(shape_of(value))
