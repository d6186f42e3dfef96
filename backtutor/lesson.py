"""Lessons as values: a graph, its numbers, and what the author wants asked.

The loader makes a `Lesson` from YAML; everything above reads it. A lesson holds no answers:
`steps` say what to ask, and the engine derives the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from backtutor.graph import Graph
from backtutor.notation import DEFAULT_ROUNDING, Rounding
from backtutor.ops import Shape
from backtutor.problems import Span
from backtutor.read import Vocabulary
from backtutor.terms import Derivative, Quantity, Symbol, Term
from backtutor.values import Scalar, Value

Entry = tuple[int, int]
"""Row and column of a matrix, from 1."""

Prose = tuple[str | Term, ...]
"""Text with formulas in it: `{w5}` is a term whose value is filled in when shown."""


class Words(NamedTuple):
    """One text in the languages its author gave, the first given being the fallback."""

    by_language: tuple[tuple[str, Prose], ...]

    def prose(self, lang: str) -> Prose:
        found = dict(self.by_language)
        return found[lang] if lang in found else self.by_language[0][1]


def words(text: str) -> Words:
    """Text without formulas, the same in every language."""
    return Words((("", (text,)),))


class Tolerance(NamedTuple):
    """How near a number must be: relative, absolute, and the digits of a rounding."""

    rel: Fraction = Fraction(1, 1000)
    abs: Fraction = Fraction(1, 10**12)
    min_digits: int = 3


class Form(Enum):
    """What kind of answer a step takes."""

    NUMBER = "number"
    SYMBOLIC = "symbolic"
    BOTH = "both"


class Part(Enum):
    """The parts of a lesson whose questions the program can generate (`auto:`)."""

    FORWARD = "forward"
    LOCAL = "local"
    GRAD = "grad"
    UPDATE = "update"
    SECOND_FORWARD = "second_forward"
    REST = "rest"


class Mistake(NamedTuple):
    """An author's own diagnosis: this wrong answer gets this sentence."""

    answer: Term
    say: Words
    span: Span | None = None


class Option(NamedTuple):
    """One option of a choice: text with the reason it is wrong, or a computed expression."""

    text: Words
    correct: bool
    why: Words | None = None
    term: Term | None = None


class Settings(NamedTuple):
    """What any step may say about itself."""

    id: str | None = None
    points: Fraction | None = None
    hints: tuple[Words, ...] = ()
    form: Form = Form.BOTH
    tolerance: Tolerance | None = None
    mistakes: tuple[Mistake, ...] = ()
    span: Span | None = None


class Page(NamedTuple):
    """`text:` a page to read."""

    text: Words
    settings: Settings = Settings()


class Given(NamedTuple):
    """`given:` values shown without asking."""

    names: tuple[str, ...]
    settings: Settings = Settings()


class Reveal(NamedTuple):
    """`reveal:` values or derivations shown without asking."""

    items: tuple[str | Derivative, ...]
    settings: Settings = Settings()


class Auto(NamedTuple):
    """`auto:` the generated questions of one part."""

    part: Part
    settings: Settings = Settings()


class AskForward(NamedTuple):
    """`forward:` values of the forward pass."""

    names: tuple[str, ...]
    settings: Settings = Settings()


class AskLocal(NamedTuple):
    """`local:` derivatives along single edges."""

    edges: tuple[Derivative, ...]
    settings: Settings = Settings()


class AskGrad(NamedTuple):
    """`grad:` derivatives of the loss, in reverse order.

    `parts`: what each path brings is asked first. `entries`: of a matrix only these, row and
    column from 1.
    """

    names: tuple[str, ...]
    settings: Settings = Settings()
    parts: bool = False
    entries: tuple[Entry, ...] = ()


class AskShape(NamedTuple):
    """`shape:` the rows and columns of values or gradients."""

    items: tuple[Symbol | Derivative, ...]
    settings: Settings = Settings()


class AskPaths(NamedTuple):
    """`paths:` how many ways lead from a name to a node, what each brings, and their sum."""

    start: str
    end: str
    settings: Settings = Settings()


class AskForwardMode(NamedTuple):
    """`forward_mode:` the tangents by one input, and how many sweeps all inputs would take."""

    wrt: str
    settings: Settings = Settings()


class AskNext(NamedTuple):
    """`next:` which node comes next in the backward sweep."""

    settings: Settings = Settings()


class CheckNumber(Enum):
    """The numbers of a gradient check."""

    PLUS = "J_plus"
    MINUS = "J_minus"
    APPROX = "approx"
    DIFFERENCE = "difference"


class AskGradCheck(NamedTuple):
    """`gradcheck:` a gradient held against a difference of the loss; of a matrix, one entry."""

    wrt: str
    numbers: tuple[CheckNumber, ...]
    eps: Fraction | None = None
    two_sided: bool = True
    entry: Entry | None = None
    settings: Settings = Settings()


class AskExpression(NamedTuple):
    """`ask:` anything that an expression of values and derivatives computes."""

    prompt: Words
    answer: Term
    options: tuple[Option, ...] = ()
    settings: Settings = Settings()


class AskSign(NamedTuple):
    """`sign:` raise a name a little: does the loss go up or down?"""

    name: str
    settings: Settings = Settings()


class AskUpdate(NamedTuple):
    """`update:` the new value of these parameters."""

    names: tuple[str, ...]
    settings: Settings = Settings()


class AskSecondForward(NamedTuple):
    """`second_forward:` these values once the parameters are updated."""

    names: tuple[str, ...]
    settings: Settings = Settings()


class Choose(NamedTuple):
    """`choose:` a choice with a reason for each wrong option."""

    prompt: Words
    options: tuple[Option, ...]
    shuffle: bool = True
    settings: Settings = Settings()


class Order(NamedTuple):
    """`order:` steps to be put in order; of the pairs in `free`, from 0, either may come first."""

    prompt: Words
    items: tuple[Words, ...]
    free: frozenset[tuple[int, int]] = frozenset()
    settings: Settings = Settings()


class Side(NamedTuple):
    """One side of an equation that somebody printed.

    `digits` are those of the numbers in it, left to right, as printed; `span` is its place.
    """

    term: Term
    digits: tuple[str | None, ...] = ()
    span: Span | None = None


class Equation(NamedTuple):
    """`left = side = side`; `left` is the lone quantity that it begins with, where it does."""

    left: Quantity | None
    sides: tuple[Side, ...]
    left_span: Span | None = None


class Line(NamedTuple):
    """A line of a printed derivation: equations, or words that claim nothing."""

    equations: tuple[Equation, ...] = ()
    words: Words | None = None
    span: Span | None = None


class FindMistake(NamedTuple):
    """`find_mistake:` lines of which `wrong`, from 1, is the first that does not hold.

    `answer` is the author's correction of that line, `why` what he says of it.
    """

    lines: tuple[Line, ...]
    wrong: int
    answer: Equation | None = None
    why: Words | None = None
    settings: Settings = Settings()


class MakeMistake(NamedTuple):
    """`find_mistake: {from: auto}`: the program breaks its own derivation by one of these
    misconceptions, by any where none is named."""

    kinds: tuple[str, ...] = ()
    settings: Settings = Settings()


Step = (
    Page | Given | Reveal | Auto | AskForward | AskLocal | AskGrad | AskExpression
    | AskSign | AskUpdate | AskSecondForward | Choose
    | AskShape | AskPaths | AskForwardMode | AskNext | AskGradCheck | Order
    | FindMistake | MakeMistake
)  # fmt: skip


class Train(NamedTuple):
    """`train:` plain gradient descent: the learning rate and how many steps."""

    lr: Scalar
    steps: int = 1
    lr_name: str = "η"


class Seeding(Enum):
    """Where the seed of drawn values comes from: the lesson, each session, each student."""

    FIXED = "fixed"
    FRESH = "fresh"
    PER_STUDENT = "per-student"


class Drawn(NamedTuple):
    """How the values of these names came about: seed, attempt and algorithm give them again."""

    names: tuple[str, ...]
    seed: int
    seeding: Seeding
    attempt: int
    algorithm: int


class Expectation(NamedTuple):
    """A figure that the author asserts: of what, the key and the text as written, its place.

    One of the figures of a matrix says its `entry` (row and column, from 0) and the `shape`
    that is asserted. `identity` is the formula that a lesson with drawn values may assert
    instead of a figure.
    """

    quantity: Quantity
    key: str
    figure: str
    span: Span
    entry: tuple[int, int] | None = None
    shape: Shape = ()
    identity: Term | None = None


class Caption(NamedTuple):
    """What an author says of a node."""

    label: Words | None = None
    note: Words | None = None
    hint: Words | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything a lesson file says; `data` are its bytes."""

    id: str
    title: Words
    graph: Graph
    given: Mapping[str, Value]
    summary: Words | None = None
    source: Words | None = None
    level: int | None = None
    tags: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    train: Train | None = None
    steps: tuple[Step, ...] | None = None
    rounding: Rounding = DEFAULT_ROUNDING
    captions: Mapping[str, Caption] = field(default_factory=dict)
    tolerance: Tolerance = field(default_factory=Tolerance)
    allow: frozenset[str] = frozenset()
    expect: tuple[Expectation, ...] = ()
    drawn: Drawn | None = None
    path: str = ""
    data: bytes = b""

    @property
    def digest(self) -> str:
        """Changes with any byte of the file."""
        from hashlib import sha256  # slow to load, and a session begins without it

        return sha256(self.data).hexdigest()

    @property
    def vocabulary(self) -> Vocabulary:
        """The names that may be used in what is typed about the lesson."""
        nodes = self.graph.nodes.values()
        return Vocabulary(
            names=self.graph.shapes,
            sources={node.name: frozenset(node.sources) for node in nodes},
            loss=self.graph.loss,
            learning_rate=self.train.lr_name if self.train else None,
        )
