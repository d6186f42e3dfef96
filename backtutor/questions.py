"""Questions: what is asked, in which order, and what each answer is held against.

In: a `Derivation`. Out: a script, the list of pages and questions of a session. An author's
`steps` are followed; without them the program asks few questions that carry the idea: one
forward value, a sign, one gradient for each shape of step, one update, one second value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from backtutor.derive import Derivation, GradientStep
from backtutor.graph import Kind
from backtutor.lesson import (
    AskExpression,
    AskForward,
    AskGrad,
    AskLocal,
    AskSecondForward,
    AskSign,
    AskUpdate,
    Auto,
    Choose,
    Form,
    Given,
    Option,
    Page,
    Part,
    Reveal,
    Settings,
    Step,
    Tolerance,
    Words,
)
from backtutor.messages import Message, message
from backtutor.notation import write
from backtutor.terms import (
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Quantity,
    Symbol,
    Term,
    Updated,
)
from backtutor.values import Value, evaluate

MAX_PROMPTS = 10
"""What a lesson without `steps` asks at most."""


class Phase(Enum):
    """The part of a session that a question belongs to."""

    FORWARD = "forward"
    SIGN = "sign"
    BACKWARD = "backward"
    UPDATE = "update"
    SECOND_FORWARD = "second_forward"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked.

    `formula` is what the answer is computed from, `value` its number. `given` is shown with
    the question. `siblings` are quantities of the same shape that are shown, and so earned,
    together with the answer.
    """

    id: str
    phase: Phase
    prompt: Message | Words
    asked: Quantity | None
    formula: Term | None
    value: Value
    given: tuple[Quantity, ...] = ()
    siblings: tuple[Quantity, ...] = ()
    choices: tuple[Choice, ...] = ()
    settings: Settings = field(default_factory=Settings)
    tolerance: Tolerance = field(default_factory=Tolerance)
    part_of: str | None = None

    @property
    def form(self) -> Form:
        return self.settings.form

    @property
    def points(self) -> Fraction:
        """What it counts; a prediction counts nothing unless the author says so."""
        if self.settings.points is not None:
            return self.settings.points
        return Fraction(self.phase is not Phase.SIGN)


class Choice(NamedTuple):
    """One option as shown; `why` says what is wrong with it."""

    text: Message | Words | Term
    correct: bool
    why: Message | Words | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """A page, values or derivations shown without asking."""

    id: str
    step: Page | Given | Reveal


Item = Question | Show


def quantity_id(quantity: Quantity) -> str:
    """The stable id of a quantity: `h1`, `dE/dw5`, `local:dy/dw5`, `w5+`."""
    match quantity:
        case Symbol(name):
            return name
        case Updated(name):
            return f"{name}+"
        case Derivative(local=local):
            return f"local:{write(quantity)}" if local else write(quantity)


# -- one question


def ask(derivation: Derivation, quantity: Quantity, settings: Settings | None = None) -> Question:
    """The question after any value or derivative of the lesson."""
    settings = settings or Settings()
    formula, phase = _formula(derivation, quantity)
    return Question(
        id=settings.id or quantity_id(quantity),
        phase=phase,
        prompt=message(f"ask-{phase.value}", asked=_atom(quantity)),
        asked=quantity,
        formula=formula,
        value=derivation.value(quantity),
        settings=settings,
        tolerance=settings.tolerance or derivation.lesson.tolerance,
    )


def _atom(quantity: Quantity) -> Term | Message:
    if isinstance(quantity, Updated):
        return message("updated-name", name=Symbol(quantity.name))
    return quantity


def _formula(derivation: Derivation, quantity: Quantity) -> tuple[Term | None, Phase]:
    """What a quantity is computed from, and the phase it belongs to."""
    graph = derivation.graph
    match quantity:
        case Symbol(name):
            return graph[name].term, Phase.FORWARD
        case Updated(name):
            for update in derivation.updates:
                if update.target == name:
                    return update.formula, Phase.UPDATE
            return graph[name].term, Phase.SECOND_FORWARD
        case Derivative(of, by, True):
            return derivation.evaluation.terms[by, of], Phase.BACKWARD
        case Derivative(of, by):
            step = derivation.gradients.get(by) if of == graph.loss else None
            return step.formula if step else None, Phase.BACKWARD


def ask_sign(derivation: Derivation, name: str, settings: Settings | None = None) -> Question:
    """Raise a name a little: does the loss go up or down?"""
    settings = settings or Settings()
    slope = derivation.evaluation[Derivative(derivation.graph.loss, name)]
    loss = Symbol(derivation.graph.loss)
    facts = {"name": Symbol(name), "loss": loss}
    options = (("up", slope > 0), ("down", slope < 0), ("still", slope == 0))
    return Question(
        id=settings.id or f"sign:{name}",
        phase=Phase.SIGN,
        prompt=Message("ask-sign", facts),
        asked=None,
        formula=None,
        value=slope,
        choices=tuple(
            Choice(Message(f"sign-{way}", facts), right, Message("why-not-sign", facts))
            for way, right in options
        ),
        settings=settings,
    )


def _ask_expression(derivation: Derivation, step: AskExpression, id: str) -> Question:
    value = evaluate(step.answer, derivation.evaluation)
    question = Question(
        id=id,
        phase=Phase.OTHER,
        prompt=step.prompt,
        asked=None,
        formula=step.answer,
        value=value,
        settings=step.settings,
        tolerance=step.settings.tolerance or derivation.lesson.tolerance,
    )
    if not step.options:
        return question
    return replace(question, choices=tuple(_option(derivation, o, value) for o in step.options))


def _option(derivation: Derivation, option: Option, right: Value) -> Choice:
    """A computed option is correct when its value is the answer's."""
    if option.term is None:
        return Choice(option.text, option.correct, option.why)
    correct = evaluate(option.term, derivation.evaluation) == right
    return Choice(option.term, correct, option.why)


def _choose(step: Choose, id: str) -> Question:
    options = shuffled(step.options, id) if step.shuffle else step.options
    return Question(
        id=id,
        phase=Phase.OTHER,
        prompt=step.prompt,
        asked=None,
        formula=None,
        value=Fraction(0),
        choices=tuple(Choice(o.text, o.correct, o.why) for o in options),
        settings=step.settings,
    )


def shuffled(options: Sequence[Option], key: str) -> tuple[Option, ...]:
    """The options in an order that depends on the step's id alone: the same on every run."""
    turn = sum(map(ord, key)) % len(options)
    return (*options[turn:], *options[:turn])


def factors(derivation: Derivation, question: Question) -> tuple[Question, ...]:
    """The local gradients that a gradient question is made of, as questions of their own."""
    match question.asked:
        case Derivative(of, by, False) if of == derivation.graph.loss != by:
            step = derivation.gradients[by]
        case _:
            return ()
    return tuple(
        replace(
            ask(derivation, Derivative(term.via, by, local=True)),
            id=f"{question.id}|local:{write(Derivative(term.via, by))}",
            part_of=question.id,
        )
        for term in step.terms
        # of E itself the local gradient is the answer
        if term.via != of
    )


# -- the script of a lesson


def script(derivation: Derivation, full: bool = False) -> tuple[Item, ...]:
    """Everything that a session shows and asks, in order."""
    steps = derivation.lesson.steps
    if steps is None or full:
        return tuple(_generated(derivation, full))
    items: list[Item] = []
    for index, step in enumerate(steps):
        if isinstance(step, Auto) and step.part is Part.REST:
            items += _rest(derivation, items)
        else:
            items += _items(derivation, step, index)
    return tuple(_unique(items))


def _rest(derivation: Derivation, earlier: Sequence[Item]) -> Iterator[Question]:
    """Of the questions that the program would ask by itself, those that are left."""
    known = {id for item in earlier for id in _told(item)}
    for question in _generated(derivation, full=False):
        if question.id not in known:
            left = tuple(q for q in question.siblings if quantity_id(q) not in known)
            yield replace(question, siblings=left)


def _told(item: Item) -> Iterator[str]:
    """The ids of what an item asks, or shows without asking."""
    match item:
        case Question(asked=None, id=id, prompt=Message("ask-sign", facts)):
            yield from (id, f"sign:{facts['name'].name}")
        case Question(asked=None, id=id):
            yield id
        case Question(asked=asked, id=id):
            assert asked is not None
            yield from (id, quantity_id(asked))
        case Show(_, Given(names)):
            yield from names
        case Show(_, Reveal(items)):
            yield from (item if isinstance(item, str) else quantity_id(item) for item in items)
        case Show():
            pass


def _unique(items: Iterable[Item]) -> Iterator[Item]:
    """A thing asked twice keeps two ids, so that each has its own progress."""
    seen: dict[str, int] = {}
    for item in items:
        seen[item.id] = seen.get(item.id, 0) + 1
        count = seen[item.id]
        yield item if count == 1 else replace(item, id=f"{item.id}#{count}")


def _items(derivation: Derivation, step: Step, index: int) -> Iterable[Item]:
    id = step.settings.id or f"step-{index + 1}"
    match step:
        case Page() | Given() | Reveal():
            return (Show(id, step),)
        case Auto(part):
            return _automatic(derivation, part)
        case (
            AskForward(names, settings)
            | AskSecondForward(names, settings)
            | AskUpdate(names, settings)
        ):
            second = not isinstance(step, AskForward)
            quantities: list[Quantity] = [Updated(n) if second else Symbol(n) for n in names]
        case AskLocal(edges, settings):
            quantities = [Derivative(edge.of, edge.by, local=True) for edge in edges]
        case AskGrad(names, settings):
            quantities = [
                Derivative(derivation.graph.loss, name) for name in _backward(derivation, names)
            ]
        case AskExpression():
            return (_ask_expression(derivation, step, id),)
        case AskSign(name, settings):
            return (ask_sign(derivation, name, settings),)
        case Choose():
            return (_choose(step, id),)
    return [
        ask(derivation, q, _own_settings(settings, i, len(quantities)))
        for i, q in enumerate(quantities)
    ]


def _own_settings(settings: Settings, index: int, count: int) -> Settings:
    """Where one step asks several things, its id is numbered."""
    if settings.id is None or count == 1:
        return settings
    return settings._replace(id=f"{settings.id}-{index + 1}")


def _backward(derivation: Derivation, names: Sequence[str]) -> list[str]:
    """Names in the order of the backward sweep; the loss itself, whose gradient is 1, is given."""
    order = derivation.graph.backward_order
    return sorted((name for name in names if name in order), key=order.index)


def _automatic(derivation: Derivation, part: Part) -> Iterator[Question]:
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


def _generated(derivation: Derivation, full: bool) -> Iterator[Question]:
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
    groups = _groups((s.target, _shape(s.formula, derivation)) for s in derivation.forward)
    if groups:
        largest = max(groups, key=len)
        name = largest[-1] if len(largest) > 1 else derivation.forward[0].target
        yield ask(derivation, Symbol(name))


def _sign_questions(derivation: Derivation) -> Iterator[Question]:
    """The first leaf of the backward sweep, where its gradient is not zero."""
    leaves = (s for s in derivation.backward if derivation.graph[s.target].term is None and s.value)
    for step in leaves:
        yield ask_sign(derivation, step.target)
        return


def _gradient_questions(derivation: Derivation, most: int) -> Iterator[Question]:
    """One question for each shape of step; its sisters are shown beside the answer."""
    steps = {step.target: step for step in derivation.backward}
    groups = _groups((name, _step_shape(step, derivation)) for name, step in steps.items())
    if len(groups) > most:
        groups = _merged(groups, steps, derivation)[:most]
        groups.sort(key=lambda group: list(steps).index(group[0]))
    loss = derivation.graph.loss
    for group in groups:
        siblings = tuple(Derivative(loss, name) for name in group[1:])
        yield replace(ask(derivation, Derivative(loss, group[0])), siblings=siblings)


def _merged(
    groups: list[list[str]], steps: Mapping[str, GradientStep], derivation: Derivation
) -> list[list[str]]:
    """Too many groups: first those that show a rule for the first time, then the rest."""
    seen: set[object] = set()
    first: list[list[str]] = []
    again: list[list[str]] = []
    for group in groups:
        shape = _shape(steps[group[0]].formula, derivation)
        (again if shape in seen else first).append(group)
        seen.add(shape)
    return first + again


def _local_questions(derivation: Derivation) -> Iterator[Question]:
    for step in derivation.backward:
        for term in step.terms:
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
    given = tuple(Updated(name) for name in names[: names.index(asked)])
    after = tuple(Updated(name) for name in names[names.index(asked) + 1 :])
    yield replace(ask(derivation, Updated(asked)), given=given, siblings=after)


# -- shapes of steps


def _groups(named: Iterable[tuple[str, object]]) -> list[list[str]]:
    """Names of equal shape together, in the order of first appearance."""
    groups: dict[object, list[str]] = {}
    for name, shape in named:
        groups.setdefault(shape, []).append(name)
    return list(groups.values())


def _step_shape(step: GradientStep, derivation: Derivation) -> object:
    """Steps of one shape ask the same idea: the same rules, between the same layers."""
    depth = derivation.graph.depth
    layers = tuple(depth[term.via] for term in step.terms)
    is_leaf = derivation.graph[step.target].term is None
    return _shape(step.formula, derivation), layers, is_leaf


def _shape(term: Term | None, derivation: Derivation) -> object:
    """A term up to the names in it; what kind of name it is (data, parameter …) counts."""
    match term:
        case Symbol(name):
            return "computed" if derivation.graph[name].kind is Kind.COMPUTED else "given"
        case Derivative():
            return "gradient"
        case Number(value):
            return value
        case Apply(op, args):
            return (op, *(_shape(arg, derivation) for arg in args))
        case MatrixTerm() | None:
            return "matrix"
