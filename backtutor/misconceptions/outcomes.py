"""Outcomes: a right gradient, and then something done to it that was not asked.

Each function yields the wrong answers of one misconception to ∂loss/∂by.
"""

from __future__ import annotations

from collections.abc import Iterator

from backtutor.derive import UpdateStep
from backtutor.evaluation import Evaluation, add_up, times
from backtutor.misconceptions.model import Guess
from backtutor.misconceptions.names import parameters_in
from backtutor.misconceptions.ways import At, Ways
from backtutor.terms import Derivative, Symbol
from backtutor.values import Value, apply


def negated(ways: Ways) -> Iterator[Guess]:
    """The direction of descent."""
    yield Guess(lambda e: apply("neg", (e.gradients[ways.by],)))


def local_negated(ways: Ways, user: str) -> Iterator[Guess]:
    """The local gradient with the other sign."""
    yield Guess(_turned(ways.by, user), {"node": Symbol(user)}, "-local")


def _turned(by: str, user: str) -> At:
    return lambda e: apply("neg", (e[Derivative(user, by, local=True)],))


def step(ways: Ways) -> Iterator[Guess]:
    """η times the gradient, where the gradient alone is asked."""
    update = _update(ways)
    if update:
        yield Guess(lambda e: times(update.lr, e.gradients[ways.by]), variant="-gradient")


def new_weight(ways: Ways) -> Iterator[Guess]:
    """The weight after the step, where the gradient is asked."""
    update = _update(ways)
    if update:
        yield Guess(lambda e: moved(e, ways.by, update))


def _update(ways: Ways) -> UpdateStep | None:
    """How the name is trained, if it is."""
    return next((step for step in ways.derivation.updates if step.target == ways.by), None)


def moved(e: Evaluation, name: str, update: UpdateStep) -> Value:
    """A parameter after one step of gradient descent from these numbers."""
    return add_up((e[Symbol(name)], times(-update.lr, e.gradients[name])))


def updated_too_soon(ways: Ways) -> Iterator[Guess]:
    """The weights on the way already updated, the forward values still the old ones."""
    updates = {update.target: update for update in ways.derivation.updates}
    edges = [edge for edge in ways.arrows if updates.keys() & parameters_in(ways, edge)]
    used = sorted({n for edge in edges for n in parameters_in(ways, edge)} & updates.keys())
    if edges:
        facts = {"weights": tuple(map(Symbol, used))}

        def at(e: Evaluation) -> Value:
            new = {name: moved(e, name, updates[name]) for name in used}
            return ways.gradient(e, ways.as_if(e, edges, new))

        yield Guess(at, facts)


def transposed(ways: Ways) -> Iterator[Guess]:
    """The right matrix turned over."""
    shape = ways.graph.shapes[ways.by]
    if shape and shape != (1, 1):
        facts = {"rows": shape[0], "columns": shape[1]}
        yield Guess(lambda e: apply("T", (e.gradients[ways.by],)), facts)
