"""Scripts: what a session shows and asks, in order.

In: a `Derivation`. Out: the list of pages and questions of a session. An author's `steps` are
followed; without them the program asks few questions that carry the idea: one forward value, a
sign, one gradient for each shape of step, one update, one second value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from backtutor.derive import Derivation
from backtutor.lesson import (
    AskExpression,
    AskForward,
    AskForwardMode,
    AskGrad,
    AskGradCheck,
    AskLocal,
    AskNext,
    AskPaths,
    AskSecondForward,
    AskShape,
    AskSign,
    AskUpdate,
    Auto,
    Choose,
    FindMistake,
    Given,
    MakeMistake,
    Order,
    Page,
    Part,
    Reveal,
    Settings,
    Step,
)
from backtutor.messages import Message
from backtutor.questions import (
    Item,
    Question,
    Show,
    Telling,
    ask,
    ask_sign,
    quantity_id,
    shown_gradients,
)
from backtutor.selection import automatic, generated
from backtutor.terms import Derivative, Quantity, Symbol, Updated


def script(derivation: Derivation, full: bool = False) -> tuple[Item, ...]:
    """Everything that a session shows and asks, in order."""
    steps = derivation.lesson.steps
    if steps is None or full:
        return tuple(generated(derivation, full))
    items: list[Item] = []
    for index, step in enumerate(steps):
        if isinstance(step, Auto) and step.part is Part.REST:
            items += _rest(derivation, items)
        else:
            items += _items(derivation, step, index, items)
    return tuple(_unique(items))


def _rest(derivation: Derivation, earlier: Sequence[Item]) -> Iterator[Question]:
    """Of the questions that the program would ask by itself, those that are left."""
    known = {id for item in earlier for id in _told(item)}
    for question in generated(derivation, full=False):
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


def _items(
    derivation: Derivation, step: Step, index: int, earlier: Sequence[Item]
) -> Iterable[Item]:
    id = step.settings.id or f"step-{index + 1}"
    match step:
        case Page() | Given() | Reveal():
            return (Show(id, step),)
        case Auto(part):
            return automatic(derivation, part)
        case AskForward(names):
            return _each(derivation, step, [Symbol(name) for name in names])
        case AskSecondForward(names) | AskUpdate(names):
            return _each(derivation, step, [Updated(name) for name in names])
        case AskLocal(edges):
            return _each(derivation, step, [Derivative(e.of, e.by, local=True) for e in edges])
        case AskGrad(parts=False, entries=()):
            loss = derivation.graph.loss
            swept = _backward(derivation, step.names)
            return _each(derivation, step, [Derivative(loss, name) for name in swept])
        case AskSign(name, settings):
            return (ask_sign(derivation, name, settings),)
        case _:
            return named(_in_its_own_way(derivation, step, id, earlier), step.settings)


def _each(
    derivation: Derivation, step: Step, quantities: Sequence[Quantity]
) -> tuple[Question, ...]:
    plain = step.settings._replace(id=None)
    return named([ask(derivation, quantity, plain) for quantity in quantities], step.settings)


Worded = AskExpression | Choose | Order
Worked = AskPaths | AskForwardMode | AskGradCheck
Mistaken = FindMistake | MakeMistake
OwnWay = Worded | Worked | Mistaken | AskGrad | AskShape | AskNext


def _in_its_own_way(
    derivation: Derivation, step: OwnWay, id: str, earlier: Sequence[Item]
) -> Sequence[Question]:
    """The kinds that few lessons have: each is loaded where it is asked."""
    settings = step.settings._replace(id=None)
    match step:
        case AskExpression() | Choose() | Order():
            return [_in_words(derivation, step, id)]
        case AskPaths() | AskForwardMode() | AskGradCheck():
            return _worked_out(derivation, step._replace(settings=settings))
        case AskGrad(names):
            return _in_parts(derivation, step, _backward(derivation, names), settings)
        case AskShape(items):
            from backtutor.asking.shapes import dimensions

            return [dimensions(derivation, item, settings) for item in items]
        case FindMistake() | MakeMistake():
            return _with_mistake(derivation, step, id, earlier)
        case AskNext():
            from backtutor.asking.sweeps import next_node

            return [next_node(derivation, settings, _known(derivation, earlier))]


def _in_words(derivation: Derivation, step: Worded, id: str) -> Question:
    """What an author words himself."""
    from backtutor.asking.choices import ask_expression, choose
    from backtutor.asking.orders import order

    match step:
        case AskExpression():
            return ask_expression(derivation, step, id)
        case Choose():
            return choose(step, id)
        case Order():
            return order(step, id)


def _worked_out(derivation: Derivation, step: Worked) -> Sequence[Question]:
    """Paths, tangents and difference quotients: several questions that build on each other."""
    match step:
        case AskPaths():
            from backtutor.asking.routes import routes

            return routes(derivation, step)
        case AskForwardMode():
            from backtutor.asking.tangents import forward_mode

            return forward_mode(derivation, step)
        case AskGradCheck():
            from backtutor.asking.checks import gradient_check

            return gradient_check(derivation, step)


def _with_mistake(
    derivation: Derivation, step: Mistaken, id: str, earlier: Sequence[Item]
) -> list[Question]:
    """A line that is wrong; which one the program breaks depends on what else is asked."""
    from backtutor.asking.breaking import Around
    from backtutor.asking.mistakes import find_mistake

    known = frozenset((*_quantities(earlier), *_printed(derivation)))
    later = frozenset() if isinstance(step, FindMistake) else _asked_after(derivation, step)
    return find_mistake(derivation, step, id, Around(later, known))


def _printed(derivation: Derivation) -> Iterator[Quantity]:
    """What the lines of authors are about, before a step and after it."""
    for step in derivation.lesson.steps or ():
        if isinstance(step, FindMistake):
            equations = (equation for line in step.lines for equation in line.equations)
            yield from (each.left for each in equations if each.left is not None)


def _asked_after(derivation: Derivation, step: Mistaken) -> frozenset[Quantity]:
    """What the steps after this one ask, those aside that depend on the order themselves."""
    steps = derivation.lesson.steps or ()
    following = [
        later
        for later in steps[steps.index(step) + 1 :]
        if not isinstance(later, FindMistake | MakeMistake | AskNext)
        and later != Auto(Part.REST, later.settings)
    ]
    items = [item for later in following for item in _items(derivation, later, 0, ())]
    return frozenset(_quantities(items))


def _quantities(items: Iterable[Item]) -> Iterator[Quantity]:
    """What items ask, show beside an answer, or show without asking."""
    for item in items:
        match item:
            case Question(asked=asked, siblings=siblings):
                yield from (asked, *siblings) if asked is not None else siblings
            case Show(_, Reveal(revealed)):
                yield from (Symbol(one) if isinstance(one, str) else one for one in revealed)
            case Show():
                pass


def _in_parts(
    derivation: Derivation, step: AskGrad, names: Sequence[str], settings: Settings
) -> list[Question]:
    """`grad` by its paths, or by some entries of its matrix."""
    from backtutor.asking.shares import entries, shared

    found: list[Question] = []
    for name in names:
        if step.entries:
            found += entries(derivation, name, step.entries, settings)
        else:
            found += shared(derivation, name, settings)
    return found


def _known(derivation: Derivation, earlier: Sequence[Item]) -> frozenset[str]:
    """The names whose gradients are known after these items."""
    loss = derivation.graph.loss
    return frozenset((loss, *(gradient.by for gradient in shown_gradients(earlier, loss))))


def named(questions: Sequence[Question], settings: Settings) -> tuple[Question, ...]:
    """The questions of one step under its id; where it asks several things, the id is numbered."""
    if settings.id is None:
        return tuple(questions)
    several = len(questions) > 1
    ids = {
        question.id: f"{settings.id}-{place}" if several else settings.id
        for place, question in enumerate(questions, 1)
    }
    return tuple(
        replace(question, id=ids[question.id], telling=_renamed(question.telling, ids))
        for question in questions
    )


def _renamed(telling: Telling | None, ids: Mapping[str, str]) -> Telling | None:
    """What is said with a question speaks of the others by their ids."""
    if telling is None:
        return None
    clues = tuple(
        clue._replace(after=tuple(ids.get(id, id) for id in clue.after)) for clue in telling.clues
    )
    rests_on = tuple(ids.get(id, id) for id in telling.rests_on)
    follows = tuple(ids.get(id, id) for id in telling.follows)
    return replace(telling, clues=clues, rests_on=rests_on, follows=follows)


def _backward(derivation: Derivation, names: Sequence[str]) -> list[str]:
    """Names in the order of the backward sweep; the loss itself, whose gradient is 1, is given."""
    order = derivation.graph.backward_order
    return sorted((name for name in names if name in order), key=order.index)
