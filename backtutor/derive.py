"""The derivation: forward values and every chain-rule step, symbolic and numeric.

In: a `Lesson`. Out: a `Derivation`, whose steps are values. The number of a step is computed
from the formula of the step, never beside it. `Evaluation` is a graph at one assignment of
numbers; it gives any value or derivative atom, and can be asked what a buggy rule would give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any, NamedTuple

from backtutor.fit import Fitting, RuleOf
from backtutor.graph import ROW_COUNT, Graph, Kind, Node
from backtutor.lesson import Lesson
from backtutor.notation import write
from backtutor.ops import OPS, Rule
from backtutor.patterns import Formula, Pattern, Patterns
from backtutor.read import Reading, read_answer
from backtutor.terms import (
    ONE,
    UNIT,
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
from backtutor.values import (
    Scalar,
    Undefined,
    Value,
    apply,
    as_floats,
    at_kink,
    evaluate,
    settle,
    zeros,
)

MAX_CLOSED = 400
"""Characters beyond which a closed form is not given."""

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


def upstream_of(name: str) -> Symbol:
    """What stands for the gradient that arrives at a node, in its rules: no name can be it."""
    return Symbol(f"∂{name}")


class Fault(Exception):
    """A value or a local derivative does not exist at these numbers."""

    def __init__(self, node: str, by: str | None, undefined: Undefined) -> None:
        super().__init__(node, by, undefined)
        self.node = node
        self.by = by
        self.undefined = undefined


class LocalTerms(Mapping[Edge, Term]):
    """Edge → its local derivative, in the order of the nodes; a term is made when it is read.

    Between matrices there is none; there stands the contribution to the source, a term over
    `upstream_of` the node: `X.T @ ∂Z`.
    """

    def __init__(self, formulas: Mapping[Edge, Formula]) -> None:
        self.formulas = formulas
        every = formulas.items()
        self.constant = {e: c for e, f in every if (c := f.pattern.constant) is not None}
        """The edges whose slope is a number, such as those of a sum."""
        self.varying = {edge: f for edge, f in every if edge not in self.constant}

    @classmethod
    def of(cls, terms: Mapping[Edge, Term], scalar: bool = True) -> LocalTerms:
        patterns = Patterns(scalar)
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
    if not graph.scalar:
        found = _fitted(graph, rule_of)
        return LocalTerms.of({e: t for e, t in found if e[0] not in constants}, scalar=False)
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


def _fitted(graph: Graph, rule_of: RuleOf) -> Iterator[tuple[Edge, Term]]:
    """Local derivatives between scalars, contributions where a matrix is at either end."""
    shapes = {upstream_of(name).name: shape for name, shape in graph.shapes.items()}
    shapes |= graph.shapes
    fitting = Fitting(shapes, graph.dimensions, graph.rows, graph.unit_rows)
    for node in graph.computed:
        if node.term is None:
            continue
        upstream = upstream_of(node.name)
        passed = fitting.contributions(node.term, node.name, upstream, rule_of)
        local = (
            {}
            if graph.shapes[node.name]
            else fitting.contributions(node.term, node.name, ONE, rule_of)
        )
        for source, term in passed.items():
            is_local = not graph.has_matrix(source, node.name)
            yield (source, node.name), local[source] if is_local else term


class PassBack(NamedTuple):
    """What stands for the local gradient of an edge with a matrix: upstream → contribution."""

    formula: Formula
    values: Mapping[str, Value]
    upstream: str

    def __call__(self, upstream: Value) -> Value:
        return self.formula.evaluate({**self.values, self.upstream: upstream})


Slope = Value | PassBack


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
        for name, formula in self.graph.formulas.items():
            try:
                found[name] = formula.evaluate(found)
            except Undefined as undefined:
                raise Fault(name, None, undefined) from undefined
        return found

    @cached_property
    def forward(self) -> dict[Symbol | Derivative, Value]:
        """The same as a point for terms."""
        return {Symbol(name): value for name, value in self.values_by_name.items()}

    @cached_property
    def locals(self) -> dict[Edge, Slope]:
        """Edge → its local gradient."""
        found: dict[Edge, Slope] = dict(self.terms.constant)
        values = self.values_by_name
        for edge, formula in self.terms.varying.items():
            if not formula.pattern.scalar and self.graph.has_matrix(*edge):
                found[edge] = PassBack(formula, values, upstream_of(edge[1]).name)
                continue
            try:
                found[edge] = formula.evaluate(values)
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
                slope = self.locals.get((by, of), Fraction(0))
                if not isinstance(slope, PassBack):
                    return slope
                if self.graph.has_matrix(of):
                    raise Undefined("local", ())  # of a matrix, there is no one matrix
                return slope(Fraction(1))
            case Derivative(of, by):
                if of == self.graph.loss:
                    return self._gradient(self.gradients, by)
                return self._gradient(sweep_back(self.graph, self.locals, of), by)

    def _gradient(self, gradients: Mapping[str, Value], by: str) -> Value:
        if by in gradients:
            return gradients[by]
        shape = self.graph.shapes[by]
        return zeros(shape) if shape else Fraction(0)

    def __iter__(self) -> Iterator[Symbol | Derivative]:
        return iter(self.forward)

    def __len__(self) -> int:
        return len(self.forward)


def sweep_back(
    graph: Graph,
    local: Mapping[Edge, Slope],
    of: str,
    join: Callable[[Sequence[Value]], Value] | None = None,
    multiply: Callable[[Value, Any], Value] | None = None,
) -> dict[str, Value]:
    """Adjoints: name → ∂of/∂name, for every name that `of` depends on. The one reverse loop.

    `join` (add_up) makes one of what a name's consumers pass back, the last consumer first.
    """
    join, multiply = join or add_up, multiply or times
    adjoint: dict[str, Value] = {of: Fraction(1)}
    for name, edges in reversed(graph.edges.items()):
        parts = [
            # most edges only add
            adjoint[edge[1]] if slope is UNIT else multiply(adjoint[edge[1]], slope)
            for edge in reversed(edges)
            # a constant has no slope
            if edge[1] in adjoint and (slope := local.get(edge)) is not None
        ]
        if parts:
            adjoint[name] = join(parts)
    return adjoint


def times(upstream: Value, local: Slope) -> Value:
    """upstream · local, guarded like every operation of the table; of matrices, their rule."""
    if local is UNIT:
        return upstream
    if type(upstream) is float and type(local) is float:
        product = upstream * local
        if -inf < product < inf:
            return product
    if isinstance(local, PassBack):
        return local(upstream)
    return apply("mul", (upstream, local))


def add_up(parts: Sequence[Value]) -> Value:
    """The sum over paths; exact while exact, and 0 where floats cancel to noise."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        a, b = parts
        if type(a) is float and type(b) is float and a * b > 0 and -inf < a + b < inf:
            return a + b  # of one sign, they cannot cancel
    return settle(apply("add", parts), parts)


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
        return parts[0] if len(parts) == 1 else total(*parts)


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

    def formula(self, name: str) -> Term:
        """What the gradient of `name` is computed from, without the numbers of its step."""
        loss, terms = self.graph.loss, self.evaluation.terms
        parts: list[Term] = []
        for user in self.graph.consumers[name]:
            if user in self.graph.live:
                upstream = ONE if user == loss else self.gradient(user)
                term = terms[name, user]
                if self.graph.has_matrix(name, user):
                    parts.append(substitute(term, {upstream_of(user): upstream}))
                else:
                    parts.append(chained(upstream, term))
        return total(*parts)

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
            found[name] = _short_enough(total(*parts)) if len(parts) == len(closed) else None
        return found

    def __getitem__(self, name: str) -> Term | None:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


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
