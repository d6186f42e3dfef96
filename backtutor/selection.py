"""Selection: the few questions that the program asks by itself.

In: a `Derivation`. Out: questions for one part of a lesson, or for a whole one. Steps of one
shape ask the same idea, so one of them is asked and its sisters are shown beside the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from backtutor.derive import Derivation, GradientStep
from backtutor.graph import Kind
from backtutor.lesson import Form, Part, Settings
from backtutor.questions import Question, ask, ask_sign
from backtutor.terms import Apply, Derivative, MatrixTerm, Number, Symbol, Term, Updated

MAX_PROMPTS = 10
"""What a lesson without `steps` asks at most."""


def automatic(derivation: Derivation, part: Part) -> Iterator[Question]:
    """The questions of one part; what is left of all of them, `rest`, is found by `script`."""
    match part:
        case Part.FORWARD:
            yield from _forward_questions(derivation)
        case Part.LOCAL:
            yield from _local_questions(derivation)
        case Part.GRAD:
            yield from _gradient_questions(derivation, MAX_PROMPTS)
        case Part.UPDATE:
            yield from _update_questions(derivation)
        case Part.SECOND_FORWARD:
            yield from _second_questions(derivation)


def generated(derivation: Derivation, full: bool) -> Iterator[Question]:
    if full:
        yield from (ask(derivation, Symbol(step.target)) for step in derivation.forward)
        yield from (ask(derivation, step.quantity) for step in derivation.backward)
        yield from (ask(derivation, Updated(step.target)) for step in derivation.updates)
        yield from (ask(derivation, Updated(step.target)) for step in derivation.second_forward)
        return
    rest = [*_update_questions(derivation), *_second_questions(derivation)]
    opening = [*_forward_questions(derivation), *_sign_questions(derivation)]
    yield from opening
    yield from _gradient_questions(derivation, MAX_PROMPTS - len(opening) - len(rest))
    yield from rest


def _forward_questions(derivation: Derivation) -> Iterator[Question]:
    """One value: the last of the shape that occurs most, so that its sisters are examples."""
    groups = groups_of((s.target, form_of(s.formula, derivation)) for s in derivation.forward)
    if groups:
        largest = max(groups, key=len)
        name = largest[-1] if len(largest) > 1 else derivation.forward[0].target
        if derivation.graph.has_matrix(name):
            from backtutor.asking.shapes import dimensions

            yield dimensions(derivation, Symbol(name), Settings())
        else:
            yield ask(derivation, Symbol(name))


def _sign_questions(derivation: Derivation) -> Iterator[Question]:
    """The first leaf of the backward sweep that is a single number, where its gradient is not 0."""
    graph = derivation.graph
    leaves = (s for s in derivation.backward if graph[s.target].term is None)
    for step in leaves:
        if not graph.has_matrix(step.target) and step.value:
            yield ask_sign(derivation, step.target)
            return


def _gradient_questions(derivation: Derivation, most: int) -> Iterator[Question]:
    """One question for each shape of step; its sisters are shown beside the answer."""
    steps = {step.target: step for step in derivation.backward}
    groups = groups_of((name, step_shape(step, derivation)) for name, step in steps.items())
    room = most - (CLOSELY if _looked_at(groups, derivation) else 0)
    kept = _merged(groups, steps, derivation)[:room]
    asked = [group for group in groups if group in kept]
    looked_at = _looked_at(asked, derivation)
    for group, beside in zip(asked, _told_after(groups, asked), strict=True):
        siblings = tuple(map(derivation.gradient, [*group[1:], *beside]))
        question = replace(_gradient_question(derivation, group[0]), siblings=siblings)
        yield from _closely(derivation, question, group[0]) if group == looked_at else (question,)


def _told_after(groups: Sequence[list[str]], asked: Sequence[list[str]]) -> list[list[str]]:
    """For each group that is asked, what is not asked before the next: it is shown instead."""
    found: list[list[str]] = []
    for group in groups:
        if group in asked:
            found.append([])
        elif found:
            found[-1] += group
    return found


def _gradient_question(derivation: Derivation, name: str) -> Question:
    """A gradient; of a matrix its formula is asked."""
    form = Form.SYMBOLIC if derivation.graph.has_matrix(name) else Form.BOTH
    return ask(derivation, derivation.gradient(name), Settings(form=form))


CLOSELY = 2
"""Questions more that looking closely at one matrix takes."""


def _looked_at(groups: list[list[str]], derivation: Derivation) -> list[str] | None:
    """The first matrix that is given, whose gradient is asked by shape, formula and entry."""
    graph = derivation.graph
    given = (group for group in groups if graph[group[0]].term is None)
    return next((group for group in given if graph.has_matrix(group[0])), None)


def _closely(derivation: Derivation, question: Question, name: str) -> Iterator[Question]:
    """Its shape, then the formula, then one entry."""
    from backtutor.asking.shapes import dimensions
    from backtutor.asking.shares import entries
    from backtutor.by_entry import telling_place

    yield dimensions(derivation, derivation.gradient(name), Settings())
    yield question
    row, column = telling_place(derivation, name) or (0, 0)
    yield from entries(derivation, name, ((row + 1, column + 1),), Settings())


def _merged(
    groups: list[list[str]], steps: Mapping[str, GradientStep], derivation: Derivation
) -> list[list[str]]:
    """Too many groups: first those that show a rule for the first time, then the rest."""
    seen: set[object] = set()
    first: list[list[str]] = []
    again: list[list[str]] = []
    for group in groups:
        shape = form_of(steps[group[0]].formula, derivation)
        (again if shape in seen else first).append(group)
        seen.add(shape)
    return first + again


def _local_questions(derivation: Derivation) -> Iterator[Question]:
    for step in derivation.backward:
        for term in step.terms:
            if term.local is not None:
                yield ask(derivation, Derivative(term.via, step.target, local=True))


def _update_questions(derivation: Derivation) -> Iterator[Question]:
    """One update, the parameter nearest the loss; the others are shown with it."""
    order = [s.target for s in derivation.backward]
    updates = sorted(derivation.updates, key=lambda s: order.index(s.target))
    if updates:
        siblings = tuple(Updated(s.target) for s in updates[1:])
        yield replace(ask(derivation, Updated(updates[0].target)), siblings=siblings)


def _second_questions(derivation: Derivation) -> Iterator[Question]:
    """The value that the loss is computed from, once the parameters are updated."""
    names = [step.target for step in derivation.second_forward]
    if not names:
        return
    sources = derivation.graph[derivation.graph.loss].sources
    asked = ([name for name in names if name in sources] or names)[-1]
    if derivation.graph.has_matrix(asked):
        asked = names[-1]  # the loss itself, which is one number
    given = tuple(Updated(name) for name in names[: names.index(asked)])
    after = tuple(Updated(name) for name in names[names.index(asked) + 1 :])
    yield replace(ask(derivation, Updated(asked)), given=given, siblings=after)


# -- shapes of steps


def groups_of(named: Iterable[tuple[str, object]]) -> list[list[str]]:
    """Names of equal shape together, in the order of first appearance."""
    groups: dict[object, list[str]] = {}
    for name, shape in named:
        groups.setdefault(shape, []).append(name)
    return list(groups.values())


def step_shape(step: GradientStep, derivation: Derivation) -> object:
    """Steps of one shape ask the same idea: the same rules, between the same layers."""
    depth = derivation.graph.depth
    layers = tuple(depth[term.via] for term in step.terms)
    is_leaf = derivation.graph[step.target].term is None
    return form_of(step.formula, derivation), layers, is_leaf


def form_of(term: Term | None, derivation: Derivation) -> object:
    """A term up to the names in it; what kind of name it is (data, parameter …) counts."""
    match term:
        case Symbol(name):
            node = derivation.graph.nodes.get(name)  # none stands for `m`
            return "computed" if node and node.kind is Kind.COMPUTED else "given"
        case Derivative():
            return "gradient"
        case Number(value):
            return value
        case Apply(op, args):
            return (op, *(form_of(arg, derivation) for arg in args))
        case MatrixTerm() | None:
            return "matrix"
