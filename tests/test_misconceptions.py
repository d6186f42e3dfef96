"""Misconceptions: what is told of a wrong answer, and what never is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

import pytest
from samples import SIX_WEIGHTS, STEPPED, derived, everything, quantity

from backtutor.derive import Derivation
from backtutor.judge import Judge
from backtutor.messages import Message
from backtutor.misconceptions import (
    TABLE,
    Prediction,
    Predictor,
    explain,
    predictions,
)
from backtutor.notation import show, write
from backtutor.questions import Question, ask
from backtutor.terms import Derivative, Number, Quantity, Symbol, Term, Updated
from backtutor.text import LANGUAGES, catalogue, say

# -- what is told


def explained(text: str, asked: str, value: str) -> dict[str, str]:
    """Id → sentence for a wrong value."""
    derivation = derived(text)
    right = derivation.value(quantity(derivation, asked))
    matches = [
        p
        for p in predictions(derivation, quantity(derivation, asked))
        if p.value == Fraction(value) != right
    ]
    told = explain(matches, Predictor(derivation), quantity(derivation, asked))
    return {d.misconception: say(d.message, "en") for d in told}


def test_one_misconception_is_told_in_its_own_words() -> None:
    assert explained(SIX_WEIGHTS, "dE/dw5", "21/8") == {
        "half-ignored": (
            "there is a ½ in front of the square; what does it cancel when you differentiate?"
        )
    }


def test_whatever_turned_the_sign_is_told_in_the_words_of_the_first() -> None:
    said = (
        "look at the sign of the difference in E: y is above t now. Raise w5 a little and "
        "follow it: does E rise or fall?"
    )
    assert explained(SIX_WEIGHTS, "dE/dw5", "-21/16") == {"sign": said, "negated": said}


def test_what_is_said_of_two_values_is_true_for_these_numbers() -> None:
    stepped = predictions(derived(STEPPED), Derivative("E", "w5"))
    sign = next(p for p in stepped if p.misconception == "sign")
    assert "t is above y now" in say(sign.message, "en")


def test_at_a_tie_nothing_is_said_of_which_is_larger() -> None:
    text = SIX_WEIGHTS.replace("t: 4", "t: 5.05")
    predicted = predictions(derived(text), Derivative("E", "w5"))
    sign = next(p for p in predicted if p.misconception == "sign")
    assert "above" not in say(sign.message, "en")


def test_a_difference_elsewhere_in_the_graph_is_not_talked_about() -> None:
    text = """\
format: 1
title: two differences
inputs: {x: 2, u: 5, v: 3, t: 1}
nodes:
  d: u - v
  r: x - t
  L: r^2 + d^2
"""
    found = predictions(derived(text), Derivative("L", "x"))
    sign = next(p for p in found if p.misconception == "sign")
    assert "difference in r" in say(sign.message, "en")


def test_misconceptions_that_are_the_same_here_share_the_better_sentence() -> None:
    told = explained(SIX_WEIGHTS, "dE/dw5", "5/4")
    assert list(told) == ["dropped-factor", "local-only", "stopped-early"]
    assert set(told.values()) == {
        "that is how y reacts when w5 moves; how does E react when y moves? The chain needs both"
    }


def test_misconceptions_of_several_families_are_asked_apart() -> None:
    told = explained(SIX_WEIGHTS, "dE/dw5", "1.05")
    assert list(told) == [
        "dropped-factor",
        "upstream-only",
        "product-own-value",
        "product-own-value-first",
        "product-one",
        "sibling-gradient",
    ]
    assert set(told.values()) == {
        "more than one slip leads to this answer; one question tells them apart: what is dy/dw5?"
    }


def test_a_missing_factor_is_named_by_its_place() -> None:
    found = predictions(derived(STEPPED), Derivative("E", "w1"))
    dropped = [say(p.message, "en") for p in found if p.misconception == "dropped-factor"]
    assert dropped == [
        "that is the gradient that arrives at h1; how h1 itself reacts to w1 is still missing",
        *2
        * [
            "the path w1 → h1 → y → E has 3 arrows, and your product has a factor for 2 of them: "
            "walk back from E and name one for each"
        ],
    ]


def test_where_nothing_fits_nothing_is_said() -> None:
    assert explain([]) == ()


def test_a_mistake_that_gives_the_right_number_is_silent_but_known_to_hide() -> None:
    derivation = derived(SIX_WEIGHTS)
    judge = Judge(derivation)
    hidden = ask(derivation, Derivative("E", "w1"))
    assert explained(SIX_WEIGHTS, "dE/dw1", "1.05") == {}
    assert judge.reasons.hides(hidden)
    assert not Judge(derived(STEPPED)).reasons.hides(ask(derived(STEPPED), Derivative("E", "w5")))


def test_a_rewrite_that_changes_nothing_hides_nothing() -> None:
    """Of f = q*z no sign can be flipped, and what arrives at q goes on to x unchanged."""
    text = "format: 1\ntitle: g\ninputs: {x: -2, y: 5, z: -4}\nnodes:\n  q: x + y\n  f: q*z\n"
    judge = Judge(derived(text))
    for name in ("x", "q", "z"):
        assert not judge.reasons.hides(ask(derived(text), Derivative("f", name)))


# -- over every lesson: hints, never the answer

FACTS_THAT_COUNT = {"count", "followed", "arrows", "kept", "rows", "columns"}


def questions(derivation: Derivation) -> Iterator[Question]:
    quantities: list[Quantity] = [step.quantity for step in derivation.backward]
    quantities += [Updated(step.target) for step in derivation.updates]
    quantities += [Updated(step.target) for step in derivation.second_forward]
    quantities += [Derivative(t, s, local=True) for s, t in derivation.evaluation.terms]
    return (ask(derivation, asked) for asked in quantities)


def told(derivation: Derivation, asked: Question) -> Iterator[Message]:
    """Every sentence that a wrong answer to a question may get, shared ones included."""
    found = predictions(derivation, _asked(asked))
    for prediction in found:
        yield prediction.message
    for one, other in pairwise(found):
        yield from (diagnosis.message for diagnosis in explain([one, other]))


def _asked(question: Question) -> Quantity:
    assert question.asked is not None
    return question.asked


@pytest.mark.parametrize("name", everything())
def test_no_sentence_holds_the_right_number_or_formula(name: str) -> None:
    derivation = everything()[name]
    for asked in questions(derivation):
        right = {show(asked.value), show(-asked.value)}
        for message in told(derivation, asked):
            assert not _formulas(message) & _right_formulas(derivation, asked), message
            for lang in LANGUAGES:
                assert not _numbers(say(_without_counts(message), lang)) & right, message


def _right_formulas(derivation: Derivation, asked: Question) -> set[str]:
    """The right answer in symbols, where it is more than a name that the sentence must use."""
    formulas = {asked.formula} if asked.formula is not None else set()
    match asked.asked:
        case Derivative(of, by, False) if of == derivation.graph.loss:
            formulas |= {derivation.gradients[by].closed}
    return {write(f) for f in formulas if f is not None and not isinstance(f, Symbol | Number)}


def _formulas(message: Message) -> set[str]:
    facts = [
        f for fact in message.facts.values() for f in (fact if isinstance(fact, tuple) else [fact])
    ]
    return {write(fact) for fact in facts if isinstance(fact, Term)}


def _without_counts(message: Message) -> Message:
    hidden = dict.fromkeys(FACTS_THAT_COUNT & set(message.facts), "some")
    return Message(message.id, {**message.facts, **hidden})


def _numbers(sentence: str) -> set[str]:
    """The numbers of a sentence; digits in names are none."""
    return set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])", sentence))


@pytest.mark.parametrize("name", everything())
def test_every_prediction_has_its_sentence_in_both_languages(name: str) -> None:
    derivation = everything()[name]
    for asked in questions(derivation):
        for message in told(derivation, asked):
            for lang in LANGUAGES:
                assert say(message, lang)


def test_every_row_of_the_table_has_its_sentences() -> None:
    assert {f"why-{row.id}{row.variant}" for row in TABLE} <= set(catalogue())


def test_a_wrong_formula_is_a_function_of_all_numbers() -> None:
    """A prediction made at the notes' numbers is right about any other numbers too."""
    here, there = derived(SIX_WEIGHTS), derived(STEPPED)
    asked = Derivative("E", "x1")

    def values(found: tuple[Prediction, ...]) -> Mapping[str, list[object]]:
        by_id: dict[str, list[object]] = defaultdict(list)
        for prediction in found:
            by_id[prediction.misconception].append(prediction.at(there.evaluation))
        return by_id

    assert values(predictions(here, asked)).items() <= values(predictions(there, asked)).items()
