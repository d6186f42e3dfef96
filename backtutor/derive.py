"""The derivation: forward values and every chain-rule step, symbolic and numeric.

In: a `Lesson`. Out: a `Derivation`, whose steps are values. The number of a step is computed
from the formula of the step, never beside it. The slopes come from `backtutor.slopes`, the
numbers from `backtutor.evaluation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from backtutor.evaluation import Evaluation, Fault, PassBack, times
from backtutor.graph import ROW_COUNT, Graph, Kind
from backtutor.lesson import AskGrad, Lesson
from backtutor.notation import write
from backtutor.ops import OPS, Shape
from backtutor.read import Reading, read_answer
from backtutor.slopes import Edge, local_terms, upstream_of
from backtutor.terms import (
    ONE,
    Apply,
    Derivative,
    Number,
    Quantity,
    Symbol,
    Term,
    Updated,
    names,
    negative,
    number,
    product,
    substitute,
    total,
)
from backtutor.values import (
    Scalar,
    Value,
    apply,
    as_floats,
    at_kink,
    evaluate,
    shape_of,
)

MAX_CLOSED = 400
"""Characters beyond which a closed form is not given."""


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """A node's value from its formula."""

    target: str
    formula: Term
    value: Value


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one consumer passes back: upstream · local, or the `rule` where there is a matrix.

    A rule is a term over the upstream gradient, `X.T @ dZ`; there is no local gradient then.
    """

    via: str
    upstream: Derivative
    local: Term | None
    upstream_value: Value
    local_value: Value | None
    value: Value
    forms: Mapping[str, Term | None] = field(compare=False, repr=False)
    rule: Term | None = None

    @property
    def upstream_closed(self) -> Term | None:
        """The upstream gradient without derivative atoms; None where that is too long."""
        return self.forms[self.via]

    @property
    def formula(self) -> Term:
        """upstream · local, ∂E/∂E = 1 left out; or the rule."""
        is_loss = self.upstream.of == self.upstream.by
        return self._after(ONE if is_loss else self.upstream)

    def after(self, upstream: Term | None) -> Term | None:
        """The same with the upstream gradient written out as another term."""
        return None if upstream is None else self._after(upstream)

    def _after(self, upstream: Term) -> Term:
        if self.rule is not None:
            return substitute(self.rule, {upstream_of(self.via): upstream})
        assert self.local is not None
        return chained(upstream, self.local)


def chained(upstream: Term, local: Term) -> Term:
    """upstream · local, a factor of 1 left out."""
    return upstream if local == ONE else product(upstream, local)


@dataclass(frozen=True, slots=True)
class GradientStep:
    """∂loss/∂target, summed over the nodes that use the target."""

    target: str
    loss: str
    terms: tuple[Contribution, ...]
    value: Value
    kink: bool
    forms: Mapping[str, Term | None] = field(compare=False, repr=False)

    @property
    def closed(self) -> Term | None:
        """The gradient without derivative atoms; None past `MAX_CLOSED` characters."""
        return self.forms[self.target]

    @property
    def quantity(self) -> Derivative:
        return Derivative(self.loss, self.target)

    @property
    def formula(self) -> Term:
        parts = [term.formula for term in self.terms]
        return _whole(parts[0] if len(parts) == 1 else total(*parts), shape_of(self.value))


@dataclass(frozen=True, slots=True)
class UpdateStep:
    """w⁺ = w − η·∂E/∂w, all gradients taken at the old values."""

    target: str
    formula: Term
    old: Value
    gradient: Value
    lr: Scalar
    value: Value


@dataclass(frozen=True, slots=True)
class SecondForwardStep:
    """A node's value once every parameter is updated."""

    target: str
    formula: Term
    old: Value
    value: Value


class Derivation:
    """Everything that follows from a lesson's graph and numbers; parts are derived when asked."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.graph = lesson.graph
        rate = {lesson.train.lr_name: lesson.train.lr} if lesson.train else {}
        given = {**rows_given(lesson.graph), **rate, **lesson.given}
        self.evaluation = Evaluation(lesson.graph, given, local_terms(lesson.graph))

    @cached_property
    def forward(self) -> tuple[ForwardStep, ...]:
        return tuple(
            ForwardStep(node.name, node.term, self.evaluation[Symbol(node.name)])
            for node in self.graph.computed
            if node.term is not None and node.name in self.graph.live
        )

    @cached_property
    def gradients(self) -> Mapping[str, GradientStep]:
        """Name → its step, in the order of the backward sweep, constants left out."""
        order = self.graph.backward_order
        forms = ClosedForms(self)
        return {
            name: self._gradient_step(name, forms)
            for name in order
            if self.graph[name].kind is not Kind.CONSTANT
        }

    def formula(self, name: str, terms: Mapping[Edge, Term] | None = None) -> Term:
        """What the gradient of `name` is computed from, without the numbers of its step; by
        other local terms, somebody's own, what he computes it from."""
        loss, terms = self.graph.loss, terms or self.evaluation.terms
        parts: list[Term] = []
        for user in self.graph.consumers[name]:
            if user in self.graph.live:
                upstream = ONE if user == loss else self.gradient(user)
                term = terms[name, user]
                if self.graph.has_matrix(name, user):
                    parts.append(substitute(term, {upstream_of(user): upstream}))
                else:
                    parts.append(chained(upstream, term))
        return _whole(total(*parts), self.graph.shapes[name])

    def _gradient_step(self, name: str, forms: Mapping[str, Term | None]) -> GradientStep:
        users = [user for user in self.graph.consumers[name] if user in self.graph.live]
        return GradientStep(
            target=name,
            loss=self.graph.loss,
            terms=tuple(self._contribution(name, user, forms) for user in users),
            value=self.evaluation.gradients[name],
            kink=any(name in self.kinked[user] for user in users),
            forms=forms,
        )

    def _contribution(self, name: str, user: str, forms: Mapping[str, Term | None]) -> Contribution:
        upstream = self.evaluation.gradients[user]
        local = self.evaluation.locals[name, user]
        term, passes = self.evaluation.terms[name, user], isinstance(local, PassBack)
        return Contribution(
            via=user,
            upstream=self.gradient(user),
            local=None if passes else term,
            upstream_value=upstream,
            local_value=None if isinstance(local, PassBack) else local,
            value=times(upstream, local),
            forms=forms,
            rule=term if passes else None,
        )

    def gradient(self, name: str) -> Derivative:
        """∂loss/∂name, written `dW` for a matrix where that can be nothing else."""
        return Derivative(self.graph.loss, name, short=name in self._short)

    @cached_property
    def _short(self) -> frozenset[str]:
        """The matrices whose gradient reads back from `dW`: dxmu could be dx·mu."""
        matrices = [name for name in self.graph.nodes if self.graph.has_matrix(name)]
        readings = {name: read_answer(f"d{name}", self.lesson.vocabulary) for name in matrices}
        return frozenset(
            name
            for name, reading in readings.items()
            if isinstance(reading, Reading)
            and reading.sides == (Derivative(self.graph.loss, name),)
        )

    @cached_property
    def kinked(self) -> Mapping[str, frozenset[str]]:
        """Node → those of its sources that reach it through an operation at its kink."""
        return {
            node.name: frozenset(_kinked(node.term, self.evaluation)) if node.term else frozenset()
            for node in self.graph.nodes.values()
        }

    @property
    def asked_kinds(self) -> tuple[Kind, ...]:
        """Parameters and nodes; the data too where there are no parameters."""
        if self.graph.of_kind(Kind.PARAMETER):
            return (Kind.PARAMETER, Kind.COMPUTED)
        return (Kind.DATA, Kind.COMPUTED)

    @property
    def backward(self) -> tuple[GradientStep, ...]:
        """The gradient steps that a lesson teaches, in order: of what is asked by default, and
        of what its own steps ask."""
        kinds, steps = self.asked_kinds, self.lesson.steps or ()
        own = {name for step in steps if isinstance(step, AskGrad) for name in step.names}
        return tuple(
            step
            for name, step in self.gradients.items()
            if name in own or self.graph[name].kind in kinds
        )

    @cached_property
    def updates(self) -> tuple[UpdateStep, ...]:
        """One step of gradient descent; empty where the lesson does not train."""
        train = self.lesson.train
        if train is None:
            return ()
        return tuple(
            self._update(node.name, train.lr)
            for node in self.graph.of_kind(Kind.PARAMETER)
            if node.name in self.graph.live
        )

    def _update(self, name: str, lr: Scalar) -> UpdateStep:
        gradient = self.gradient(name)
        change = product(Number(Fraction(lr)), gradient)
        formula = Apply("add", (Symbol(name), negative(change)))
        return UpdateStep(
            target=name,
            formula=formula,
            old=self.evaluation[Symbol(name)],
            gradient=self.evaluation[gradient],
            lr=lr,
            value=evaluate(formula, self.evaluation),
        )

    @cached_property
    def updated(self) -> Evaluation:
        """The graph at the parameters after one step."""
        new = {step.target: step.value for step in self.updates}
        return self.evaluation.at({**self.evaluation.given, **new})

    @cached_property
    def second_forward(self) -> tuple[SecondForwardStep, ...]:
        if not self.updates:
            return ()
        return tuple(
            SecondForwardStep(s.target, s.formula, s.value, self.updated[Symbol(s.target)])
            for s in self.forward
            if self.moves(s.target)
        )

    def moves(self, name: str) -> bool:
        """Whether a node depends on a parameter, and so has a new value."""
        return self._fed[name]

    @cached_property
    def _fed(self) -> Mapping[str, bool]:
        fed: dict[str, bool] = {}
        for name, node in self.graph.nodes.items():
            fed[name] = node.kind is Kind.PARAMETER or any(fed[s] for s in node.sources)
        return fed

    def value(self, quantity: Quantity) -> Value:
        """The value of anything that can be asked for."""
        if isinstance(quantity, Updated):
            return self.updated[Symbol(quantity.name)]
        return self.evaluation[quantity]

    def descend(self, steps: int, lr: Value | None = None) -> list[float]:
        """The loss before and after each of `steps` steps of gradient descent, in floats.

        Stops early where the loss stops being finite: the learning rate was too large.
        """
        rate = float(lr if lr is not None else self.lesson.train.lr if self.lesson.train else 0)
        given = {name: as_floats(value) for name, value in self.evaluation.given.items()}
        losses: list[float] = []
        for _ in range(steps + 1):
            at = self.evaluation.at(given)
            try:
                losses.append(float(at[Symbol(self.graph.loss)]))
                for node in self.graph.of_kind(Kind.PARAMETER):
                    slope = at[Derivative(self.graph.loss, node.name)]
                    given[node.name] = apply("add", (given[node.name], times(-rate, slope)))
            except (Fault, ArithmeticError):
                break
        return losses


def rows_given(graph: Graph) -> dict[str, Value]:
    """The number of rows of the data, by the names that answers may call it."""
    if graph.scalar:
        return {}
    free = [letter for letter in ROW_COUNT if letter not in graph.nodes]
    return dict.fromkeys(free, Fraction(graph.row_count))


class ClosedForms(Mapping[str, Term | None]):
    """Name → its gradient with derivative atoms replaced, None past `MAX_CLOSED` characters.

    Found for all names at once, in the order of the backward sweep, when the first is read.
    """

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation

    @cached_property
    def _found(self) -> dict[str, Term | None]:
        loss = self._derivation.graph.loss
        found: dict[str, Term | None] = {loss: ONE}
        for name, step in self._derivation.gradients.items():
            closed = [term.after(found[term.via]) for term in step.terms]
            parts = [part for part in closed if part is not None]
            whole = _whole(total(*parts), shape_of(step.value))
            found[name] = _short_enough(whole) if len(parts) == len(closed) else None
        return found

    def __getitem__(self, name: str) -> Term | None:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _whole(formula: Term, shape: Shape) -> Term:
    """A number where a matrix is meant, with its shape: 0*ones(3, 4)."""
    if not shape or not isinstance(formula, Number):
        return formula
    ones = Apply("ones", (number(shape[0]), number(shape[1])))
    return Apply("mul", (formula, ones))


def _short_enough(closed: Term) -> Term | None:
    return closed if len(write(closed)) <= MAX_CLOSED else None


def _kinked(term: Term, point: Mapping[Symbol | Derivative, Value]) -> set[str]:
    found: set[str] = set()
    if isinstance(term, Apply):
        if OPS[term.op].branch is not None:
            values = [evaluate(arg, point) for arg in term.args]
            if at_kink(term.op, values, term.axis):
                found |= names(term)
        for arg in term.args:
            found |= _kinked(arg, point)
    return found


def close(formula: Term, derivation: Derivation) -> Term | None:
    """A formula with every derivative of the loss in it replaced by its closed form."""
    replace: dict[Symbol | Derivative, Term] = {}
    for name, step in derivation.gradients.items():
        if step.closed is None:
            continue
        replace[Derivative(step.loss, name)] = step.closed
    return substitute(formula, replace)
