"""The derivation: forward values and every chain-rule step, symbolic and numeric.

In: a `Lesson`. Out: a `Derivation`, whose steps are values. The number of a step is computed
from the formula of the step, never beside it. `Evaluation` is a graph at one assignment of
numbers; it gives any value or derivative atom, and can be asked what a buggy rule would give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import mul

from backtutor.graph import Graph, Kind, Node
from backtutor.lesson import Lesson
from backtutor.notation import write
from backtutor.ops import OPS, Rule
from backtutor.patterns import Formula, Pattern, Patterns
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
    product,
    substitute,
    total,
)
from backtutor.values import Undefined, Value, apply, evaluate, guarded, settle

MAX_CLOSED = 400
"""Characters beyond which a closed form is not given."""

RuleOf = Callable[[str, int], Rule]
Edge = tuple[str, str]
"""(source, node that uses it)."""


def table_rule(op: str, index: int) -> Rule:
    """The derivative rule of the table of operations."""
    return OPS[op].rule(index)


def local_derivatives(node: Node, rule_of: RuleOf = table_rule) -> dict[str, Term]:
    """Source → the local derivative of `node` by it, in the order of the formula.

    One sweep over the node's own expression with upstream 1. The outermost operation calls
    its output by the node's name, so that σ' reads a*(1 - a).
    """
    found: dict[str, list[Term]] = {}

    def sweep(term: Term, g: Term, out: Term) -> None:
        match term:
            case Symbol(symbol):
                found.setdefault(symbol, []).append(g)
            case Apply(op, args):
                for index, arg in enumerate(args):
                    if names(arg):
                        sweep(arg, rule_of(op, index)(g, out, *args), arg)

    if node.term is not None:
        sweep(node.term, ONE, Symbol(node.name))
    return {source: total(*parts) for source, parts in found.items()}


class Fault(Exception):
    """A value or a local derivative does not exist at these numbers."""

    def __init__(self, node: str, by: str | None, undefined: Undefined) -> None:
        super().__init__(node, by, undefined)
        self.node = node
        self.by = by
        self.undefined = undefined


class LocalTerms(Mapping[Edge, Term]):
    """Edge → its local derivative, in the order of the nodes; a term is made when it is read."""

    def __init__(self, formulas: Mapping[Edge, Formula]) -> None:
        self.formulas = formulas

    @classmethod
    def of(cls, terms: Mapping[Edge, Term]) -> LocalTerms:
        patterns = Patterns()
        return cls({edge: patterns.formula(term) for edge, term in terms.items()})

    def __getitem__(self, edge: Edge) -> Term:
        return self.formulas[edge].term

    def __iter__(self) -> Iterator[Edge]:
        return iter(self.formulas)

    def __len__(self) -> int:
        return len(self.formulas)


def local_terms(graph: Graph, rule_of: RuleOf = table_rule) -> LocalTerms:
    """Every local derivative of a graph, by its constants none. Derived once, evaluated at many
    points."""
    constants = {node.name for node in graph.of_kind(Kind.CONSTANT)}
    if rule_of is table_rule:
        slopes = _slopes_of_table(graph)
        return LocalTerms({edge: found for edge, found in slopes if edge[0] not in constants})
    return LocalTerms.of(
        {
            (source, node.name): term
            for node in graph.computed
            for source, term in local_derivatives(node, rule_of).items()
            if source not in constants
        }
    )


def _slopes_of_table(graph: Graph) -> Iterator[tuple[Edge, Formula]]:
    """The rules of the table see no names: a pattern is differentiated once."""
    patterns = Patterns()
    known: dict[Pattern, list[tuple[int, Pattern, tuple[int, ...]]]] = {}
    for name, (pattern, inputs) in graph.formulas.items():
        if pattern not in known:
            known[pattern] = list(_slopes_of_pattern(pattern, len(inputs), patterns))
        # a derivative may use the node's own name too
        all_names = (*inputs, name)
        for by, slope, places in known[pattern]:
            used = tuple([all_names[place] for place in places])
            yield (inputs[by], name), Formula(slope, used)


def _slopes_of_pattern(
    pattern: Pattern, output: int, patterns: Patterns
) -> Iterator[tuple[int, Pattern, tuple[int, ...]]]:
    """The place of each name, the derivative by it, and the places that this uses."""
    node = Node(str(output), Kind.COMPUTED, 0, pattern.term)
    for source, term in local_derivatives(node).items():
        slope, places = patterns.formula(term)
        yield int(source), slope, tuple(map(int, places))


class Evaluation(Mapping[Symbol | Derivative, Value]):
    """A graph at one assignment of its given values; a `Point` for terms over its names.

    Raises `Fault` where a value does not exist. With other local terms it is the derivation
    of somebody who holds other rules: this is how a misconception is computed.
    """

    def __init__(self, graph: Graph, given: Mapping[str, Value], terms: LocalTerms) -> None:
        self.graph = graph
        self.given = given
        self.terms = terms

    def at(self, given: Mapping[str, Value]) -> Evaluation:
        """The same graph and rules at other numbers."""
        return Evaluation(self.graph, given, self.terms)

    def under(self, terms: LocalTerms) -> Evaluation:
        """The same numbers under other rules."""
        other = Evaluation(self.graph, self.given, terms)
        other.values_by_name = self.values_by_name
        return other

    @cached_property
    def values_by_name(self) -> dict[str, Value]:
        """Every name's value, and what is given beside the graph: the learning rate."""
        found = dict(self.given)
        for name, (pattern, inputs) in self.graph.formulas.items():
            try:
                found[name] = pattern.evaluate([found[source] for source in inputs])
            except Undefined as undefined:
                raise Fault(name, None, undefined) from undefined
        return found

    @cached_property
    def forward(self) -> dict[Symbol | Derivative, Value]:
        """The same as a point for terms."""
        return {Symbol(name): value for name, value in self.values_by_name.items()}

    @cached_property
    def locals(self) -> dict[Edge, Value]:
        """Edge → its local gradient."""
        found: dict[Edge, Value] = {}
        values = self.values_by_name
        for edge, (pattern, inputs) in self.terms.formulas.items():
            try:
                found[edge] = pattern.evaluate([values[source] for source in inputs])
            except Undefined as undefined:
                raise Fault(edge[1], edge[0], undefined) from undefined
        return found

    @cached_property
    def gradients(self) -> dict[str, Value]:
        """Name → the total derivative of the loss by it."""
        return sweep_back(self.graph, self.locals, self.graph.loss)

    def __getitem__(self, atom: Symbol | Derivative) -> Value:
        match atom:
            case Symbol():
                return self.values_by_name[atom.name]
            case Derivative(of, by, True):
                return self.locals.get((by, of), Fraction(0))
            case Derivative(of, by):
                if of == self.graph.loss:
                    return self.gradients.get(by, Fraction(0))
                return sweep_back(self.graph, self.locals, of).get(by, Fraction(0))

    def __iter__(self) -> Iterator[Symbol | Derivative]:
        return iter(self.forward)

    def __len__(self) -> int:
        return len(self.forward)


def sweep_back(
    graph: Graph,
    local: Mapping[Edge, Value],
    of: str,
    join: Callable[[Sequence[Value]], Value] | None = None,
    multiply: Callable[[Value, Value], Value] | None = None,
) -> dict[str, Value]:
    """Adjoints: name → ∂of/∂name, for every name that `of` depends on. The one reverse loop.

    `join` (add_up) makes one of what a name's consumers pass back, the last consumer first.
    """
    join, multiply = join or add_up, multiply or times
    adjoint: dict[str, Value] = {}
    parts: dict[str, list[Value]] = {of: [Fraction(1)]}
    for name, node in reversed(graph.nodes.items()):
        if name in parts:
            upstream = adjoint[name] = join(parts[name])
            for source in node.sources:
                slope = local.get((source, name))
                if slope is not None:  # a constant has none
                    parts.setdefault(source, []).append(multiply(upstream, slope))
    return adjoint


def times(upstream: Value, local: Value) -> Value:
    """upstream · local, guarded like every operation of the table."""
    # most edges only add, and a factor of 1 is quickly left out
    return upstream if local == 1 else guarded("mul", mul, (upstream, local))


def add_up(parts: Sequence[Value]) -> Value:
    """The sum over paths; exact while exact, and 0 where floats cancel to noise."""
    return settle(apply("add", parts), parts) if len(parts) > 1 else parts[0]


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """A node's value from its formula."""

    target: str
    formula: Term
    value: Value


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one consumer passes back: upstream · local."""

    via: str
    upstream: Derivative
    local: Term
    upstream_value: Value
    local_value: Value
    value: Value
    upstream_closed: Term | None

    @property
    def formula(self) -> Term:
        """upstream · local, ∂E/∂E = 1 left out."""
        if self.upstream.of == self.upstream.by:
            return product(self.local)
        return self.upstream if self.local == ONE else product(self.upstream, self.local)


@dataclass(frozen=True, slots=True)
class GradientStep:
    """∂loss/∂target, summed over the nodes that use the target."""

    target: str
    loss: str
    terms: tuple[Contribution, ...]
    value: Value
    closed: Term | None
    kink: bool

    @property
    def quantity(self) -> Derivative:
        return Derivative(self.loss, self.target)

    @property
    def formula(self) -> Term:
        parts = [term.formula for term in self.terms]
        return parts[0] if len(parts) == 1 else total(*parts)


@dataclass(frozen=True, slots=True)
class UpdateStep:
    """w⁺ = w − η·∂E/∂w, all gradients taken at the old values."""

    target: str
    formula: Term
    old: Value
    gradient: Value
    lr: Value
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
        given = {**rate, **lesson.given}
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
        steps: dict[str, GradientStep] = {}
        closed: dict[str, Term | None] = {self.graph.loss: ONE}
        for name in self.graph.backward_order:
            if self.graph[name].kind is not Kind.CONSTANT:
                steps[name] = self._gradient_step(name, closed)
                closed[name] = steps[name].closed
        return steps

    def _gradient_step(self, name: str, closed: Mapping[str, Term | None]) -> GradientStep:
        users = [user for user in self.graph.consumers[name] if user in self.graph.live]
        terms = tuple(self._contribution(name, user, closed[user]) for user in users)
        return GradientStep(
            target=name,
            loss=self.graph.loss,
            terms=terms,
            value=self.evaluation.gradients[name],
            closed=_closed(terms),
            kink=any(name in self.kinked[user] for user in users),
        )

    def _contribution(self, name: str, user: str, closed: Term | None) -> Contribution:
        upstream = self.evaluation.gradients[user]
        local = self.evaluation.locals[name, user]
        return Contribution(
            via=user,
            upstream=Derivative(self.graph.loss, user),
            local=self.evaluation.terms[name, user],
            upstream_value=upstream,
            local_value=local,
            value=times(upstream, local),
            upstream_closed=closed,
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
        """The gradient steps that a lesson teaches, in order."""
        kinds = self.asked_kinds
        return tuple(s for n, s in self.gradients.items() if self.graph[n].kind in kinds)

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

    def _update(self, name: str, lr: Value) -> UpdateStep:
        gradient = Derivative(self.graph.loss, name)
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
        given: dict[str, Value] = {n: float(value) for n, value in self.lesson.given.items()}
        losses: list[float] = []
        for _ in range(steps + 1):
            at = self.evaluation.at(given)
            try:
                losses.append(float(at[Symbol(self.graph.loss)]))
                for node in self.graph.of_kind(Kind.PARAMETER):
                    given[node.name] -= rate * float(at.gradients.get(node.name, 0))
            except (Fault, OverflowError):
                break
        return losses


def _closed(terms: Iterable[Contribution]) -> Term | None:
    """The gradient with derivative atoms replaced; None past `MAX_CLOSED` characters."""
    parts: list[Term] = []
    for term in terms:
        if term.upstream_closed is None:
            return None
        upstream = term.upstream_closed
        parts.append(upstream if term.local == ONE else product(upstream, term.local))
    closed = total(*parts)
    return closed if len(write(closed)) <= MAX_CLOSED else None


def _kinked(term: Term, point: Mapping[Symbol | Derivative, Value]) -> set[str]:
    found: set[str] = set()
    if isinstance(term, Apply):
        row = OPS[term.op]
        if row.branch is not None and row.kink(*(evaluate(arg, point) for arg in term.args)):
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
