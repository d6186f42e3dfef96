"""Ladders: three hints for every question of every lesson, and the answer on none of them.

Asked are the questions of each lesson's own script, of the full one, the factors of both, what is
thought over after a reveal aside, and a prediction for every name that has a slope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from matrix_lessons import ALL
from plays import DIAMOND, LAYER, PARTS, WAYS, lesson
from samples import LESSONS, MATRIX_NETWORKS, everything

from backtutor.asking.orders import solution
from backtutor.derive import Derivation, close
from backtutor.factors import factors
from backtutor.hints import hints
from backtutor.lesson import Words
from backtutor.messages import Message
from backtutor.notation import plain, show, write
from backtutor.questions import Amount, Arrangement, Extent, Question, ask_sign
from backtutor.scripts import script
from backtutor.terms import Derivative, Symbol, Updated, atoms
from backtutor.text import LANGUAGES, say
from backtutor.values import is_matrix

OWN = {"diamond": DIAMOND, "parts": PARTS, "ways": WAYS, "layer": LAYER, **ALL}
NUMBER = re.compile(r"(?<![\w.⁺'])\d+(?:\.\d+)?(?:/\d+)?(?![\w.]*\d)")


@cache
def every_lesson() -> dict[str, Derivation]:
    matrices = {id: Derivation(of) for id, of in LESSONS.items() if not of.graph.scalar}
    networks = {network.id: network.derivation for network in MATRIX_NETWORKS}
    own = {f"own {id}": Derivation(lesson(text, id)) for id, text in OWN.items()}
    return {**everything(), **matrices, **networks, **own}


def every_question(derivation: Derivation) -> Iterator[Question]:
    asked = (*script(derivation), *script(derivation, full=True))
    for question in asked:
        if isinstance(question, Question):
            yield question
            yield from factors(derivation, question)
    for name in derivation.gradients:
        if name in derivation.graph.live and not derivation.graph.has_matrix(name):
            yield ask_sign(derivation, name)


def own_words(derivation: Derivation, question: Question) -> bool:
    """Whether an author has written the hints, or some of them."""
    return any(isinstance(hint, Words) for hint in hints(derivation, question))


def in_words(hint: Message | Words, lang: str) -> str:
    assert isinstance(hint, Message)
    return say(hint, lang)


@pytest.mark.parametrize("name", every_lesson())
def test_every_question_has_three_hints_that_differ(name: str) -> None:
    derivation = every_lesson()[name]
    for question in every_question(derivation):
        if own_words(derivation, question):
            continue
        ladder = hints(derivation, question)
        assert len(ladder) == 3, (question.id, ladder)
        for lang in LANGUAGES:
            said = [in_words(hint, lang) for hint in ladder]
            assert all(said)
            assert len(set(said)) == 3, (question.id, said)


@pytest.mark.parametrize("name", every_lesson())
def test_no_hint_contains_the_answer(name: str) -> None:
    derivation = every_lesson()[name]
    for question in every_question(derivation):
        if own_words(derivation, question):
            continue
        for lang in LANGUAGES:
            for hint in hints(derivation, question):
                said = in_words(hint, lang)
                told = [text for text in answers(derivation, question) if tells(text, said)]
                other = lawful(derivation, question)
                told = [t for t in told if not any(is_part(t, whole) for whole in other)]
                assert told == [], (question.id, said)


def answers(derivation: Derivation, question: Question) -> Iterator[str]:
    """The answer as shown, as an exact number, as its formula."""
    rounding = derivation.lesson.rounding
    match question.wants:
        case Amount(value, formula):
            if not is_matrix(value):
                yield show(abs(value), rounding)
                if not isinstance(value, float):
                    yield plain(abs(value))
            if isinstance(question.asked or question.share_of, Derivative):
                for term in (formula, formula and close(formula, derivation)):
                    if term is not None and len(list(atoms(term))) > 1:
                        yield write(term)
        case Extent(shape):
            yield "×".join(map(str, shape))
        case Arrangement() as wanted:
            yield " ".join(solution(wanted))


def tells(text: str, said: str) -> bool:
    """Whether a number stands in a sentence by itself, or a formula anywhere."""
    if re.fullmatch(r"[\d./]+", text):
        return text in NUMBER.findall(said)
    return bool(text) and text in said


def is_part(text: str, whole: str) -> bool:
    """Whether a formula is part of another; of a number only the whole counts."""
    return text == whole if re.fullmatch(r"[\d./]+", text) else text in whole


def lawful(derivation: Derivation, question: Question) -> set[str]:
    """What stands in a hint for another reason: figures of the formulas, counts, places; and
    a formula that is also a node's own."""
    named = [node.term for node in derivation.graph.computed if node.term is not None]
    own = [*named, question.formula] if isinstance(question.asked, Symbol | Updated) else named
    figures = {text for term in own if term for text in NUMBER.findall(write(term))}
    counted = {str(len(step.terms)) for step in derivation.gradients.values()}
    places = question.prompt.facts if isinstance(question.prompt, Message) else {}
    return {*figures, *counted, *(write(term) for term in named), *map(str, places.values())}
