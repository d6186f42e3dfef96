"""Matrices beside a question: the numbers that it builds on, as far as they are earned.

In: a session and its question. Out: named matrices side by side, or a sentence each in plain
mode. The network shows no more of a matrix than its shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.text import Text

from backtutor.derive import Derivation
from backtutor.questions import Phase, Question
from backtutor.session import Session
from backtutor.terms import Apply, Derivative, Quantity, Symbol, Term, Updated
from backtutor.ui.blocks import Block, beside, drawn, filled, text_block
from backtutor.ui.equations import value_block
from backtutor.ui.screen import PROSE_WIDTH, Screen
from backtutor.ui.sheet import Sheet
from backtutor.ui.theme import Meaning
from backtutor.values import Value, is_matrix

MOST_LINES = 6
"""Lines of matrices beside a question, so that all of it fits a screen."""

GAP = 3
"""Columns between matrices."""

LINEAR = frozenset((
    "add", "neg", "mul", "div", "matmul", "T", "sum", "mean", "reshape", "conv1d", "conv2d",
))  # fmt: skip
"""Operations whose gradients never use what came out."""


class Named(NamedTuple):
    """A matrix and what it is called."""

    name: str
    value: Value
    meaning: Meaning = Meaning.VALUE


def pictures(matrices: Iterable[Named], sheet: Sheet, most: int | None = None) -> list[Text]:
    """`X = ⎡…⎤   dZ = ⎡…⎤`, rows of them, no more than `most` lines."""
    room = min(sheet.width, PROSE_WIDTH)
    blocks = [_block(each, sheet, room) for each in matrices]
    rows: list[Block] = []
    for row in filled(blocks, room, GAP):
        if most is not None and sum(len(each.lines) for each in [*rows, row]) > most:
            break
        rows.append(row)
    return [drawn(row) for row in rows]


def _block(named: Named, sheet: Sheet, room: int) -> Block:
    name = text_block(f"{named.name} = ", Meaning.NAME)
    return beside([name, value_block(named.value, sheet, room - name.width, named.meaning)])


def told(matrices: Iterable[Named], screen: Screen, most: int | None = None) -> Iterator[Text]:
    """The pictures, or sentences in plain mode."""
    if screen.plain:
        for each in matrices:
            said = screen.text("spoken-matrix", name=each.name, value=screen.number(each.value))
            yield Text(said)
    else:
        yield from pictures(matrices, screen.sheet, most)


# -- what a question builds on


def beside_question(session: Session, question: Question, screen: Screen) -> Iterator[Text]:
    """The matrices that an answer is worked out from."""
    yield from told(_needed(session, question, screen), screen, MOST_LINES)


def _needed(session: Session, question: Question, screen: Screen) -> Iterator[Named]:
    derivation = session.derivation
    match question.share_of or question.asked:
        case Symbol(name):
            yield from _values(session, derivation.graph[name].sources, screen)
        case Derivative(of, by, False) if of == derivation.graph.loss != by:
            yield from _upstream(session, by, screen)
        case Updated(name) if question.phase is Phase.UPDATE:
            yield from _values(session, (name,), screen)
            yield from _gradients(session, (name,), screen)
        case Updated(name):
            sources = derivation.graph[name].sources
            yield from _new_values(session, sources, screen)


def _upstream(session: Session, by: str, screen: Screen) -> Iterator[Named]:
    """What arrives, then what stands in the formulas that the name is used in."""
    graph = session.derivation.graph
    users = [term.via for term in session.derivation.gradients[by].terms]
    yield from _gradients(session, users, screen)
    sources = [source for user in users for source in graph[user].sources]
    out = [user for user in users if graph.shapes[user] and _bends(graph[user].term)]
    yield from _values(session, dict.fromkeys([*sources, *out]), screen)


def _bends(term: Term | None) -> bool:
    """Whether a formula has a function in it, whose gradient may use what came out."""
    match term:
        case Apply(op, args):
            return op not in LINEAR or any(map(_bends, args))
    return False


def _values(session: Session, names: Iterable[str], screen: Screen) -> Iterator[Named]:
    at = session.derivation.evaluation
    for name in names:
        value = at[Symbol(name)]
        if name in session.known and is_matrix(value):
            yield Named(screen.sheet.term(Symbol(name)), value)


def _gradients(session: Session, names: Iterable[str], screen: Screen) -> Iterator[Named]:
    derivation = session.derivation
    for name in names:
        gradient = derivation.gradient(name)
        value = derivation.evaluation[gradient]
        if session.shows_whole(gradient) and is_matrix(value):
            yield Named(screen.sheet.term(gradient), value, Meaning.GRADIENT)


def _new_values(session: Session, names: Iterable[str], screen: Screen) -> Iterator[Named]:
    whole = session.derivation
    for name in names:
        moves = whole.moves(name)
        value = whole.updated[Symbol(name)]
        if (name in session.updated or not moves) and is_matrix(value):
            symbol = Symbol(f"{name}⁺" if moves else name)
            yield Named(screen.sheet.term(symbol), value)


def found(session: Session, question: Question, screen: Screen) -> Iterator[Text]:
    """The matrix that was asked for, and those that are shown beside it."""
    beside = question.siblings if not screen.plain else ()  # said in sentences
    quantities = [quantity for quantity in (question.asked, *beside) if quantity is not None]
    yield from told(_quantities(session, quantities, screen), screen)


def _quantities(
    session: Session, quantities: Iterable[Quantity], screen: Screen
) -> Iterator[Named]:
    for quantity in quantities:
        match quantity:
            case Symbol(name):
                yield from _values(session, (name,), screen)
            case Derivative(of, by, False) if of == session.derivation.graph.loss:
                yield from _gradients(session, (by,), screen)


# -- everything that is known


def known(session: Session, question: Question | None, screen: Screen) -> Iterator[Text]:
    """Every matrix whose value or gradient may be seen."""
    graph = session.derivation.graph
    asked = question.asked if question is not None else None
    names = [name for name in graph.nodes if Symbol(name) != asked]
    yield from told(_values(session, names, screen), screen)
    if question is None or question.phase not in (Phase.FORWARD, Phase.SIGN):
        graded = [n for n in reversed(graph.nodes) if Derivative(graph.loss, n) != asked]
        yield from told(_gradients(session, graded, screen), screen)


def updated(session: Session, names: Iterable[str], screen: Screen) -> Iterator[Text]:
    """The new values of these parameters."""
    whole = session.derivation
    new = ((name, whole.updated[Symbol(name)]) for name in names)
    written = screen.sheet.term
    found = [Named(written(Symbol(f"{n}⁺")), value) for n, value in new if is_matrix(value)]
    yield from told(found, screen)


def all_given(derivation: Derivation, sheet: Sheet) -> list[Text]:
    """The matrices that a lesson starts from."""
    at, nodes = derivation.evaluation, derivation.graph.nodes.values()
    given = ((node.name, at[Symbol(node.name)]) for node in nodes if node.term is None)
    return pictures([Named(sheet.term(Symbol(n)), v) for n, v in given if is_matrix(v)], sheet)
