"""Questions: one thing asked, what its answer has to be, and what is said around it.

`Question.wants` is the kind of answer: a number or formula, a choice, an order, a node, a
shape. `ask` makes the question after any value or derivative; the other kinds are made in
`backtutor.asking`, a module each, and `backtutor.scripts` puts the questions of a lesson in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from backtutor.derive import Derivation
from backtutor.lesson import Form, Given, Page, Reveal, Settings, Tolerance, Words
from backtutor.messages import Message, message
from backtutor.notation import write
from backtutor.ops import Shape
from backtutor.terms import Derivative, Quantity, Symbol, Term, Updated
from backtutor.values import Value, entry_of


class Phase(Enum):
    """The part of a session that a question belongs to."""

    FORWARD = "forward"
    SIGN = "sign"
    FORWARD_MODE = "forward_mode"
    PATHS = "paths"
    BACKWARD = "backward"
    GRADCHECK = "gradcheck"
    MISTAKE = "mistake"
    UPDATE = "update"
    SECOND_FORWARD = "second_forward"
    OTHER = "other"


# -- what an answer has to be


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a formula that is worth it.

    `formula` is what it is computed from. `scale` is what a tolerance is relative to, where that
    is not the number itself.
    """

    value: Value
    formula: Term | None = None
    scale: Value | None = None
    name = "amount"


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the options."""

    choices: tuple[Choice, ...]
    name = "choice"


@dataclass(frozen=True, slots=True)
class FirstWrong(OneOf):
    """One of the lines of a printed derivation; `printed` are the lines as text."""

    printed: str = ""


@dataclass(frozen=True, slots=True)
class Correction(Amount):
    """What a printed line should say in place of what is `printed` there on line `number`."""

    printed: Value | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The items in order: as shown, and the pairs of them whose first has to come before."""

    items: tuple[Words, ...]
    before: frozenset[tuple[int, int]]
    name = "order"


@dataclass(frozen=True, slots=True)
class NextNode:
    """A node whose gradient can be found once those of `done` are known."""

    done: frozenset[str]
    name = "node"


@dataclass(frozen=True, slots=True)
class Extent:
    """A shape; `rows` is the number of rows of the data, which `m` stands for."""

    shape: Shape
    rows: int | None = None
    name = "shape"


Wanted = Amount | OneOf | Arrangement | NextNode | Extent


class Choice(NamedTuple):
    """One option as shown; `why` says what is wrong with it."""

    text: Message | Words | Term
    correct: bool
    why: Message | Words | None = None


# -- what is said around a question


class Clue(NamedTuple):
    """Something that stands with a question, unless it would tell what is asked.

    `needs` are atoms that nobody is asked for any more, `earned` gradients that were found, and
    `after` questions that are done. A derivative is shown with its value.
    """

    said: Message | Derivative
    needs: tuple[Symbol | Derivative, ...] = ()
    after: tuple[str, ...] = ()
    earned: tuple[Derivative, ...] = ()


class Slip(NamedTuple):
    """A wrong answer that is foreseen for one kind of question: what it is worth, what to say."""

    id: str
    answer: Term
    said: Message


@dataclass(frozen=True, slots=True)
class Telling:
    """What a question of its own kind says, where the program's usual words do not fit.

    `name` stands for what is asked, `form` says what may be typed, `ladder` are the hints,
    `where` is told after a wrong answer that nothing explains, `solution` stands below the
    answer. `rests_on` are the questions whose answers the last hint and the solution contain.
    `exhibit` are lines that are on show with the question, of which number `flagged` is wrong.
    What the words of the question give away has to be over before it is asked: the questions
    that it `follows`, and those earlier ones that ask for what it `tells`.
    """

    name: Message | None = None
    form: Message | None = None
    ladder: tuple[Message, ...] = ()
    where: Message | None = None
    clues: tuple[Clue, ...] = ()
    slips: tuple[Slip, ...] = ()
    solution: tuple[Message | Words, ...] = ()
    rests_on: tuple[str, ...] = ()
    exhibit: tuple[Message | Words, ...] = ()
    flagged: int = 0
    follows: tuple[str, ...] = ()
    tells: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked.

    `asked` is what is earned with the answer. `given` is shown with the question, and in forward
    mode may stand in the answer. `siblings` are
    quantities of the same shape that are shown, and so earned, together with the answer.
    `share_of` is the gradient that the answer is an addend of; `part_of` the question that was
    split into this one and others.
    """

    id: str
    phase: Phase
    prompt: Message | Words
    asked: Quantity | None
    wants: Wanted
    given: tuple[Quantity, ...] = ()
    siblings: tuple[Quantity, ...] = ()
    settings: Settings = field(default_factory=Settings)
    tolerance: Tolerance = field(default_factory=Tolerance)
    part_of: str | None = None
    share_of: Derivative | None = None
    telling: Telling | None = None

    @property
    def form(self) -> Form:
        return self.settings.form

    @property
    def value(self) -> Value:
        """The number that is asked for; 0 where no number is."""
        return self.wants.value if isinstance(self.wants, Amount) else Fraction(0)

    @property
    def formula(self) -> Term | None:
        """What the number is computed from."""
        return self.wants.formula if isinstance(self.wants, Amount) else None

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.wants.choices if isinstance(self.wants, OneOf) else ()

    @property
    def has_its_own_way(self) -> bool:
        """Whether an answer is worked out otherwise than backwards along the consumers."""
        return self.telling is not None and bool(self.telling.ladder)

    @property
    def points(self) -> Fraction:
        """What it counts; a prediction counts nothing unless the author says so."""
        if self.settings.points is not None:
            return self.settings.points
        return Fraction(self.phase is not Phase.SIGN)


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
        case Derivative(of, by, local):
            written = write(Derivative(of, by))
            return f"local:{written}" if local else written


# -- one question


def ask(derivation: Derivation, quantity: Quantity, settings: Settings | None = None) -> Question:
    """The question after any value or derivative of the lesson."""
    settings = settings or Settings()
    quantity = _as_written(derivation, quantity)
    formula, phase = _formula(derivation, quantity)
    return Question(
        id=settings.id or quantity_id(quantity),
        phase=phase,
        prompt=message(f"ask-{phase.value}", asked=_atom(quantity)),
        asked=quantity,
        wants=Amount(derivation.value(quantity), formula),
        settings=settings,
        tolerance=settings.tolerance or derivation.lesson.tolerance,
    )


def _as_written(derivation: Derivation, quantity: Quantity) -> Quantity:
    """The gradient of a matrix is written `dW`."""
    match quantity:
        case Derivative(of, by, False) if of == derivation.graph.loss:
            return derivation.gradient(by)
    return quantity


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
    slope = entry_of(derivation.evaluation[Derivative(derivation.graph.loss, name)], None)
    loss = Symbol(derivation.graph.loss)
    facts = {"name": Symbol(name), "loss": loss}
    options = (("up", slope > 0), ("down", slope < 0), ("still", slope == 0))
    return Question(
        id=settings.id or f"sign:{name}",
        phase=Phase.SIGN,
        prompt=Message("ask-sign", facts),
        asked=None,
        wants=OneOf(
            tuple(
                Choice(Message(f"sign-{way}", facts), right, Message("why-not-sign", facts))
                for way, right in options
            )
        ),
        settings=settings,
    )


def shown_gradients(items: Iterable[Item], loss: str) -> Iterator[Derivative]:
    """The derivatives of the loss that are known once these items are over."""
    for item in items:
        match item:
            case Question(asked=asked, siblings=siblings):
                shown: tuple[object, ...] = (asked, *siblings)
            case Show(step=Reveal(items=revealed)):
                shown = revealed
            case Show():
                shown = ()
        for quantity in shown:
            if isinstance(quantity, Derivative) and quantity.of == loss and not quantity.local:
                yield quantity
