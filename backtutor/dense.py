"""Dense networks: what one line `mlp: {sizes: [2, 2, 1]}` stands for.

In: a `Dense`. Out: a `LongForm`: the names of its data and parameters with their shapes, and its
nodes with their terms, the loss last; in scalars (`neurons`) or in matrices. The terms are built,
not read, so that size is no matter: a neuron with 784 inputs is one sum of 784 products. Names
are those of the lesson format; `spelled` has those that an author writes otherwise.

To add an activation or a loss, add a row to the tables below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from backtutor.ops import Shape
from backtutor.terms import ONE, Apply, Number, Symbol, Term, number

SLOPE = Number(Fraction(1, 100))
"""The slope of leaky_relu below 0."""

Spelled = Mapping[str, str]
"""A name as the format writes it → as the lesson does, where that differs."""

Symbols = list[Symbol]


class Dense(NamedTuple):
    """A network of full layers: how many values each has, the inputs first, and what follows
    each layer's sums."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    bias: bool = True
    loss: str = "half_mse"
    form: str = "neurons"

    @property
    def size(self) -> int:
        """How many numbers it has: parameters, inputs and targets."""
        parameters = sum((below + self.bias) * width for below, width in pairwise(self.sizes))
        return parameters + self.sizes[0] + self.sizes[-1]


class LongForm(NamedTuple):
    """The network written out."""

    inputs: dict[str, Shape]
    params: dict[str, Shape]
    nodes: dict[str, Term]


def long_form(dense: Dense, spelled: Spelled | None = None, rows: int = 1) -> LongForm:
    """The network written out; one of matrices, over `rows` examples."""
    names = _Names(spelled or {})
    if dense.form == "neurons":
        return _neurons(dense, names)
    return _matrices(dense, names, rows)


class _Names(NamedTuple):
    """The lesson's symbols by the names of the format."""

    spelled: Spelled

    def one(self, name: str) -> Symbol:
        return Symbol(self.spelled.get(name, name))

    def many(self, letter: str, count: int, before: int = 0) -> Symbols:
        """x1, x2 …, or going on after the `before` first."""
        return [self.one(f"{letter}{before + i}") for i in range(1, count + 1)]

    def outer(self, letter: str, count: int) -> Symbols:
        """Outputs and targets: y1, y2 …, or y alone."""
        return self.many(letter, count) if count > 1 else [self.one(letter)]


OWN = _Names({})
"""The names of nodes, which are nobody's to spell."""


# -- neurons: one node each


def _neurons(dense: Dense, names: _Names) -> LongForm:
    below = inputs = names.many("x", dense.sizes[0])
    targets = names.outer("t", dense.sizes[-1])
    weights: Symbols = []
    biases: Symbols = []
    nodes: dict[str, Term] = {}
    done = 0  # neurons of the layers before
    for layer, activation in enumerate(dense.activations, 1):
        width, last = dense.sizes[layer], layer == len(dense.activations)
        own = names.many("w", width * len(below), len(weights))
        offsets = names.many("b", width, done) if dense.bias else []
        outputs = OWN.outer("y", width) if last else OWN.many("h", width, done)
        sums = _weighted_sums(own, below, offsets, width)
        nodes |= _layer(activation, sums, OWN.many("z", width, done), outputs)
        weights, biases, below, done = weights + own, biases + offsets, outputs, done + width
    return LongForm(
        inputs={symbol.name: () for symbol in inputs + targets},
        params={symbol.name: () for symbol in weights + biases},
        nodes={**nodes, "E": NEURON_LOSSES[_loss_row(dense)](below, targets)},
    )


def _weighted_sums(weights: Symbols, below: Symbols, biases: Symbols, width: int) -> list[Term]:
    """w1·x1 + w2·x2 + b1 for each neuron, the weights neuron by neuron."""
    fan = len(below)
    sums = []
    for i in range(width):
        own = weights[i * fan : (i + 1) * fan]
        products = [Apply("mul", pair) for pair in zip(own, below, strict=True)]
        sums.append(_sum([*products, *biases[i : i + 1]]))
    return sums


def _layer(activation: str, sums: list[Term], before: Symbols, after: Symbols) -> dict[str, Term]:
    """The nodes of a layer: the sums themselves, or z1 … and what is made of them."""
    if activation == "identity":
        return _named(after, sums)
    return {**_named(before, sums), **_named(after, NEURON_ACTIVATIONS[activation](before))}


def _named(symbols: Symbols, terms: Sequence[Term]) -> dict[str, Term]:
    return {symbol.name: term for symbol, term in zip(symbols, terms, strict=True)}


# -- matrices: one node a layer, one row an example


def _matrices(dense: Dense, names: _Names, rows: int) -> LongForm:
    below, targets = names.one("X"), names.one("T")
    inputs: dict[str, Shape] = {
        below.name: (rows, dense.sizes[0]),
        targets.name: (rows, dense.sizes[-1]),
    }
    weights: dict[str, Shape] = {}
    biases: dict[str, Shape] = {}
    nodes: dict[str, Term] = {}
    for layer, activation in enumerate(dense.activations, 1):
        w, b = names.one(f"W{layer}"), names.one(f"b{layer}")
        z, a = OWN.one(f"Z{layer}"), OWN.one(f"A{layer}")
        weights[w.name] = (dense.sizes[layer - 1], dense.sizes[layer])
        nodes[z.name] = Apply("matmul", (below, w))
        if dense.bias:
            biases[b.name] = (1, dense.sizes[layer])
            nodes[z.name] = Apply("add", (nodes[z.name], b))
        nodes[a.name] = MATRIX_ACTIVATIONS[activation](z)
        below = a
    nodes["L"] = MATRIX_LOSSES[_loss_row(dense)](below, targets)
    return LongForm(inputs, {**weights, **biases}, nodes)


# -- activations


def _call(op: str, *args: Term) -> Term:
    return Apply(op, args)


def _softmax(zs: Symbols) -> list[Term]:
    """e^z of each over the sum of all."""
    bottom = _sum([_call("exp", z) for z in zs])
    return [_call("div", _call("exp", z), bottom) for z in zs]


def _each(function: Callable[[Term], Term]) -> Callable[[Symbols], list[Term]]:
    return lambda zs: [function(z) for z in zs]


ENTRYWISE: Mapping[str, Callable[[Term], Term]] = {
    "identity": lambda z: z,
    "sigmoid": lambda z: _call("sigmoid", z),
    "tanh": lambda z: _call("tanh", z),
    "relu": lambda z: _call("relu", z),
    "leaky_relu": lambda z: _call("leaky_relu", z, SLOPE),
    "softplus": lambda z: _call("softplus", z),
}
MATRIX_ACTIVATIONS: Mapping[str, Callable[[Term], Term]] = {
    **ENTRYWISE,
    "softmax": lambda z: _call("softmax", z),
}
NEURON_ACTIVATIONS: Mapping[str, Callable[[Symbols], list[Term]]] = {
    **{name: _each(function) for name, function in ENTRYWISE.items()},
    "softmax": _softmax,
}
ACTIVATIONS = tuple(MATRIX_ACTIVATIONS)


# -- losses


def _sum(terms: Sequence[Term]) -> Term:
    return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))


def _difference(a: Term, b: Term) -> Term:
    return _call("add", a, _call("neg", b))


def _square_of_difference(y: Term, t: Term) -> Term:
    return _call("pow", _difference(y, t), number(2))


def _half_of(term: Term) -> Term:
    # as 1/2*… is read: the taught form
    return _call("mul", _call("div", ONE, number(2)), term)


def _two_logs(y: Term, t: Term) -> list[Term]:
    """The addends of t·log y + (1 − t)·log(1 − y)."""
    return [
        _call("mul", t, _call("log", y)),
        _call("mul", _difference(ONE, t), _call("log", _difference(ONE, y))),
    ]


def _squares(ys: Symbols, ts: Symbols) -> Term:
    return _sum([_square_of_difference(y, t) for y, t in zip(ys, ts, strict=True)])


def _bce(ys: Symbols, ts: Symbols) -> Term:
    return _call("neg", _sum([log for y, t in zip(ys, ts, strict=True) for log in _two_logs(y, t)]))


def _cross_entropy(ys: Symbols, ts: Symbols) -> Term:
    """−Σ t·log y."""
    pairs = zip(ys, ts, strict=True)
    return _call("neg", _sum([_call("mul", t, _call("log", y)) for y, t in pairs]))


def _softmax_ce(ys: Symbols, ts: Symbols) -> Term:
    """−Σ t·log softmax(y), as Σt · log Σe^y − Σ t·y: each output stands in it twice only."""
    log_of_sum = _call("log", _sum([_call("exp", y) for y in ys]))
    pairs = zip(ys, ts, strict=True)
    return _difference(
        _call("mul", _sum(ts), log_of_sum), _sum([_call("mul", t, y) for y, t in pairs])
    )


def _mean_over_rows(entries: Term) -> Term:
    return _call("mean", Apply("sum", (entries,), 1))


def _loss_row(dense: Dense) -> str:
    """After softmax the cross entropy is taken of its probabilities, not of scores."""
    of_probabilities = dense.activations[-1] == "softmax"
    return "cross_entropy" if dense.loss == "softmax_ce" and of_probabilities else dense.loss


NEURON_LOSSES: Mapping[str, Callable[[Symbols, Symbols], Term]] = {
    "half_mse": lambda ys, ts: _half_of(_squares(ys, ts)),
    "mse": _squares,
    "bce": _bce,
    "softmax_ce": _softmax_ce,
    "cross_entropy": _cross_entropy,
}
MATRIX_LOSSES: Mapping[str, Callable[[Symbol, Symbol], Term]] = {
    "half_mse": lambda a, t: _half_of(_mean_over_rows(_square_of_difference(a, t))),
    "mse": lambda a, t: _mean_over_rows(_square_of_difference(a, t)),
    "bce": lambda a, t: _call("neg", _mean_over_rows(_sum(_two_logs(a, t)))),
    "softmax_ce": lambda a, t: _call("softmax_ce", a, t),
    "cross_entropy": lambda a, t: _call("neg", _mean_over_rows(_call("mul", t, _call("log", a)))),
}
LOSSES = ("half_mse", "mse", "bce", "softmax_ce")
FORMS = ("neurons", "matrices")
