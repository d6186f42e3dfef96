"""What would give an answer away.

A printed text leaks the answer to an open question where it says `asked = value` or
`asked = formula`, where the value stands in it as a number of its own, or where the formula of a
gradient stands in it, alone or with its derivatives put in. What the screen may show for another
reason is no leak: a number that is also a value, a gradient or a new weight which is on the
screen, a figure of the author's texts, a count; a formula that is also part of a node's formula
or of a gradient that is explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backtutor.asking.orders import solution
from backtutor.derive import close
from backtutor.factors import factors
from backtutor.lesson import Form, Words
from backtutor.messages import Message
from backtutor.notation import show
from backtutor.questions import Amount, Arrangement, Phase, Question
from backtutor.session import Session
from backtutor.terms import TERMS, Derivative, Symbol, Term, Updated, atoms
from backtutor.ui.examples import EXAMPLES
from backtutor.ui.panels import name_of
from backtutor.ui.screen import Screen
from backtutor.values import Value

NUMBER = re.compile(r"(?<![\w.⁺'])[-−]?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.]*\d)")
COUNTS = 13
"""Positions, options, hints and percentages are small whole numbers."""


class Watch:
    """Looks at what was printed since the last prompt, at all of it when more is asked."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.seen = 0
        self.asked: frozenset[str] = frozenset()
        self.found: list[str] = []

    def look(self, session: Session, printed: str) -> None:
        asked = frozenset(question.id for question in _open(session))
        start = self.seen if asked <= self.asked else 0
        self.found += leaks(session, self.screen, printed[start:])
        # the line that is being written is looked at again
        self.seen, self.asked = printed.rfind("\n") + 1, asked


def leaks(session: Session, screen: Screen, printed: str) -> list[str]:
    """Every answer that `printed` gives away while its question is still open."""
    numbers = {_plain(found[0]) for found in NUMBER.finditer(printed)}
    lawful = set(map(_plain, _lawful_numbers(session, screen)))
    texts = list(_lawful_formulas(session, screen))
    return [
        f"{question.id}: {given_away!r}"
        for question in _open(session)
        for given_away in (
            *_told_numbers(question, screen, numbers - lawful),
            *_told_formulas(session, question, screen, printed, texts),
            *_told_equations(session, question, screen, printed),
            *_told_orders(question, printed),
        )
    ]


def _plain(number: str) -> str:
    return number.replace("−", "-")


def _open(session: Session) -> Iterator[Question]:
    """The questions, and the factors of those that were split, that are not done."""
    asked = [part for q in session.questions for part in (q, *session.parts(q))]
    # a factor can be a question of its own too: once answered, it is no secret
    done = {question.asked for question in asked if session.is_done(question)} - {None}
    yield from (q for q in asked if not session.is_done(q) and q.asked not in done)


def _told_numbers(question: Question, screen: Screen, numbers: set[str]) -> Iterator[str]:
    # where a formula is wanted its number is no answer
    if not isinstance(question.wants, Amount) or question.form is Form.SYMBOLIC:
        return
    text = _plain(show(question.value, screen.rounding))
    if text in numbers:
        yield text


def _lawful_numbers(session: Session, screen: Screen) -> Iterator[str]:
    derivation = session.derivation
    yield from map(str, range(COUNTS))
    yield from EXAMPLES
    values: list[Value] = [derivation.evaluation[Symbol(name)] for name in session.known]
    values += [derivation.evaluation[gradient] for gradient in session.earned]
    values += [derivation.value(Updated(name)) for name in session.updated]
    values += [step.value for step in derivation.second_forward if step.target in session.updated]
    train = derivation.lesson.train
    if train is not None:
        values += [train.lr]
        earned = {gradient.by for gradient in session.earned}
        steps = (step for step in derivation.updates if step.target in earned)
        values += [-(train.lr * step.gradient) for step in steps]
    # factors that were answered stay earned, though a reveal asks for them no longer
    asked = (part for q in session.questions for part in (q, *factors(derivation, q)))
    done = [question for question in asked if session.is_done(question)]
    values += [question.value for question in done if isinstance(question.wants, Amount)]
    for value in values:
        yield show(value, screen.rounding)
    for prose in _prose(session):
        yield from (found[0] for found in NUMBER.finditer(prose))
    for node in derivation.graph.computed:
        yield from (found[0] for found in NUMBER.finditer(screen.sheet.term(node.term)))  # type: ignore[arg-type]


def _prose(session: Session) -> Iterator[str]:
    """The author's own words."""
    lesson = session.derivation.lesson
    texts: list[object] = [lesson.title, lesson.summary]
    for question in session.questions:
        texts += [question.prompt, *(choice.text for choice in question.choices)]
        texts += [choice.why for choice in question.choices]
    for text in texts:
        if isinstance(text, Words):
            for _, prose in text.by_language:
                yield "".join(piece for piece in prose if isinstance(piece, str))


def _told_formulas(
    session: Session, question: Question, screen: Screen, printed: str, lawful: list[str]
) -> Iterator[str]:
    """The formula of a gradient or of a share, where it is more than a name or a number."""
    if not isinstance(question.asked or question.share_of, Derivative) or not question.formula:
        return
    for term in (question.formula, close(question.formula, session.derivation)):
        if term is None or len(list(atoms(term))) < 2:
            continue
        text = screen.sheet.term(term)
        if text in printed and not any(text in other for other in lawful):
            yield text


def _lawful_formulas(session: Session, screen: Screen) -> Iterator[str]:
    derivation = session.derivation
    for node in derivation.graph.computed:
        assert node.term is not None
        yield screen.sheet.term(node.term)
    for gradient in session.explained:
        if gradient.by in derivation.gradients:
            step = derivation.gradients[gradient.by]
            yield screen.sheet.term(step.formula)
            if step.closed is not None:
                yield screen.sheet.term(step.closed)
    for question in session.questions:
        for part in session.parts(question):
            if session.is_done(part) and part.formula is not None:
                yield screen.sheet.term(part.formula)


def _told_equations(
    session: Session, question: Question, screen: Screen, printed: str
) -> Iterator[str]:
    """`asked = …` with the formula or the value behind it; nodes' formulas are no secret."""
    if question.phase is Phase.SIGN and isinstance(question.prompt, Message):
        yield from _told_walks(question, screen, printed)
    left = name_of(question, screen)
    if not left or not isinstance(question.wants, Amount):
        return
    right: list[str] = [show(question.value, screen.rounding)]
    if question.formula is not None and not isinstance(question.asked, Symbol | Updated):
        right.append(screen.sheet.term(question.formula))
    for text in right:
        equation = f"{left} = {screen.charset.number(text)}"
        # not the end of a longer formula, nor the beginning of a longer number
        if re.search(rf"(?<![\w/∂·*])(?<![-+−·*] ){re.escape(equation)}(?![\w.·*])", printed):
            yield equation


def _told_walks(question: Question, screen: Screen, printed: str) -> Iterator[str]:
    """Of a prediction, what happens when the name is moved."""
    assert isinstance(question.prompt, Message)
    name: Term = question.prompt.facts["name"]
    assert isinstance(name, TERMS)
    walk = f"{screen.sheet.term(name)} +0.01 {screen.charset.becomes}"
    if walk in printed:
        yield walk


def _told_orders(question: Question, printed: str) -> Iterator[str]:
    """A right order of the letters."""
    if isinstance(question.wants, Arrangement):
        letters = " ".join(solution(question.wants))
        if letters in printed:
            yield letters
