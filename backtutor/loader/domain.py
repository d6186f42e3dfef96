"""The numbers of a lesson: every value and slope must exist; a slope at a kink is advice.

In: the network, read. Out: problems at the formulas of the nodes. A node without a value is
reported once; the nodes after it are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from backtutor.derive import Derivation
from backtutor.evaluation import Fault
from backtutor.graph import Graph, Kind, Node, formulas_of
from backtutor.lesson import AskExpression, Lesson, Option, Step
from backtutor.loader.faults import Findings
from backtutor.loader.network import Network
from backtutor.loader.sameness import figure, same
from backtutor.messages import Message, message
from backtutor.patterns import Formula
from backtutor.problems import Span
from backtutor.slopes import upstream_of
from backtutor.terms import ONE, Apply, Derivative, Symbol, Term, names, substitute
from backtutor.values import (
    Point,
    Undefined,
    Value,
    at_kink,
    evaluate,
    zeros,
)

Values = dict[str, Value]


def check_values(network: Network, findings: Findings) -> Values:
    """One forward pass, in the order of the network's nodes."""
    values: Values = dict(network.given)
    formulas = network.graph.formulas if network.graph else formulas_of(network.nodes)
    for name, formula in formulas.items():
        if name not in network.broken and all(source in values for source in formula.names):
            _check_node(network.nodes[name], formula, values, network, findings)
    return values


def _check_node(
    node: Node, formula: Formula, values: Values, network: Network, findings: Findings
) -> None:
    assert node.span is not None
    try:
        values[node.name] = formula.evaluate(values)
    except Undefined as undefined:
        findings.report("undefined", node.span, label=_why(undefined), name=node.name)
        return
    if formula.pattern.has_branches and network.graph and node.name in network.graph.live:
        point: Point = {Symbol(name): values[name] for name in formula.names}
        for op, args in kinks(formula.term, point):
            findings.report("kink", node.span, name=node.name, op=op, given=args)


def _why(undefined: Undefined) -> Message:
    """Which operation has no value, and at what."""
    given = tuple(figure(value) for value in undefined.arguments)
    match undefined.op, undefined.arguments:
        case ("div", (_, bottom)) if bottom == 0:
            reason = "zero"
        case ("pow", (base, _)) if base == 0:
            reason = "zero"
        case ("pow", (base, _)) if base < 0:
            reason = "root"
        case (("log" | "sqrt") as reason, (x,)) if x <= 0:
            pass
        case ("inv", _):
            reason = "singular"
        case _:
            reason = "large"
    return message(f"lesson:undefined-{reason}", op=undefined.op, given=given)


def check_numbers(lesson: Lesson, values: Values, findings: Findings) -> Derivation:
    """The lesson's derivation, its computed options settled; slopes that do not exist are
    reported. `values` are those that `check_values` found."""
    derivation = Derivation(lesson)
    derivation.evaluation.values_by_name = {**derivation.evaluation.given, **values}
    before = len(findings.problems)
    _check_gradients(derivation, findings)
    if len(findings.problems) == before:
        _check_update(derivation, findings)
    if len(findings.problems) == before and lesson.steps is not None:
        steps = tuple(_settled(step, derivation, findings) for step in lesson.steps)
        derivation.lesson = replace(lesson, steps=steps)
    if len(findings.problems) == before and lesson.steps is not None:
        from backtutor.loader.sense import check_steps  # most lessons have no steps

        check_steps(derivation, findings)
    return derivation


def _check_gradients(derivation: Derivation, findings: Findings) -> None:
    """The backward sweep must stay finite; where it does not, the slopes at fault are told."""
    try:
        _ = derivation.evaluation.gradients
    except (Fault, Undefined):
        before = len(findings.problems)
        for (source, target), term in derivation.evaluation.terms.items():
            _check_slope(Derivative(target, source, local=True), term, derivation, findings)
        if len(findings.problems) == before:
            graph = derivation.graph
            findings.report("undefined-gradient", _span(graph, graph.loss), loss=graph.loss)


def _check_slope(slope: Derivative, term: Term, derivation: Derivation, findings: Findings) -> None:
    graph = derivation.graph
    if slope.of not in graph.live or graph[slope.by].kind is Kind.CONSTANT:
        return
    upstream = upstream_of(slope.of)
    point = {**derivation.evaluation.forward, upstream: zeros(graph.shapes[slope.of])}
    try:
        evaluate(term, point)
    except Undefined:
        arriving = ONE if slope.of == graph.loss else derivation.gradient(slope.of)
        formula = substitute(term, {upstream: arriving})
        findings.report("undefined-slope", _span(graph, slope.of), slope=slope, formula=formula)


def _check_update(derivation: Derivation, findings: Findings) -> None:
    """One step of training must leave every value finite."""
    try:
        _ = derivation.updated.values_by_name if derivation.updates else None
    except (Fault, Undefined) as fault:
        name = fault.node if isinstance(fault, Fault) else derivation.graph.loss
        findings.report("undefined-update", _span(derivation.graph, name), name=name)


def _span(graph: Graph, name: str) -> Span:
    span = graph[name].span
    assert span is not None  # every node of a file has its place
    return span


def _settled(step: Step, derivation: Derivation, findings: Findings) -> Step:
    """A choice among computed options: those are right whose value is the answer's."""
    if not isinstance(step, AskExpression):
        return step
    span = step.settings.span
    assert span is not None
    try:
        answer = evaluate(step.answer, derivation.evaluation)
        options = tuple(_option(option, answer, derivation) for option in step.options)
    except (Fault, Undefined):
        findings.report("undefined-answer", span)
        return step
    if options and not any(option.correct for option in options):
        findings.report("no-option-agrees", span, answer=step.answer, value=figure(answer))
    return step._replace(options=options)


def _option(option: Option, answer: Value, derivation: Derivation) -> Option:
    assert option.term is not None
    return option._replace(correct=same(evaluate(option.term, derivation.evaluation), answer))


def kinks(term: Term, point: Point) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The operations in `term` that stand exactly at a kink, with their arguments."""
    stack: list[Term] = [term]
    while stack:
        match stack.pop():
            case Apply(op, args, axis) as here if names(here):
                values = tuple(evaluate(arg, point) for arg in args)
                if at_kink(op, values, axis):
                    yield op, tuple(figure(value) for value in values)
                stack.extend(reversed(args))
