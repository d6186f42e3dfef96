"""Misconceptions: what each predicts on two sets of numbers, what is told, and what never is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

import pytest
from samples import FORK, NEURON, SIX_WEIGHTS, STEPPED, derived, everything, quantity

from backtutor.derive import Derivation
from backtutor.judge import Judge
from backtutor.messages import Message
from backtutor.misconceptions import (
    TABLE,
    Prediction,
    count_paths,
    explain,
    paths,
    predictions,
)
from backtutor.notation import show, write
from backtutor.questions import Question, ask
from backtutor.terms import Derivative, Number, Quantity, Symbol, Term, Updated
from backtutor.text import LANGUAGES, catalogue, say


def predicted(text: str, asked: str) -> dict[str, list[str]]:
    """Id → the wrong values it gives, as shown with eight digits."""
    derivation = derived(text)
    found: dict[str, list[str]] = defaultdict(list)
    for prediction in predictions(derivation, quantity(derivation, asked)):
        found[prediction.misconception].append(f"{float(prediction.value):.8g}")
    return found


@pytest.mark.parametrize(
    ("id", "asked", "first", "stepped"),
    [
        # the edges are dropped from the name on: w1 → h1, h1 → y, y → E
        ("dropped-factor", "dE/dw1", "1.05 1.05 1", "-0.71512649 -0.82316719 0.86875"),
        ("dropped-factor", "dE/dw5", "1.05 1.25", "-0.82316719 1.11875"),
        ("dropped-factor", "dE/dw2", "1.05 0.525 0.5", "-0.71512649 -0.41158359 0.434375"),
        ("local-only", "dE/dw1", "1", "1"),
        ("local-only", "dE/dw5", "1.25", "1.11875"),
        ("upstream-only", "dE/dw1", "1.05", "-0.71512649"),
        ("upstream-only", "dE/dw5", "1.05", "-0.82316719"),
        ("one-path", "dE/dx1", "0.525 2.415", "-0.28247497 -1.085918"),
        ("overwrote", "dE/dx1", "0.525", "-0.28247497"),
        ("paths-multiplied", "dE/dx1", "1.267875", "0.30674466"),
        ("paths-averaged", "dE/dx1", "1.47", "-0.6841965"),
        ("sign", "dE/dw1", "-1.05", "0.71512649"),
        ("half-ignored", "dE/dw1", "2.1", "-1.430253"),
        ("two-forgotten", "dE/dw1", "0.525", "-0.35756325"),
        ("step-not-gradient", "dE/dw1", "0.105", "-0.071512649"),
        ("uphill", "w1+", "0.605", "0.32348735"),
        ("rate-forgotten", "w1+", "-0.55", "1.1101265"),
        ("step-not-gradient", "w1+", "0.105", "-0.071512649"),
        ("unchanged", "w1+", "0.5", "0.395"),
        ("unchanged", "y+", "5.05", "3.1768328"),
        ("sign", "w1+", "0.605", "0.32348735"),
        ("one-path", "dE/dw5", "", ""),
        ("overwrote", "dE/dw5", "", ""),
        ("uphill", "dE/dw5", "", ""),
        ("unchanged", "dE/dw5", "", ""),
    ],
)
def test_a_misconception_predicts(id: str, asked: str, first: str, stepped: str) -> None:
    assert predicted(SIX_WEIGHTS, asked)[id] == first.split()
    assert predicted(STEPPED, asked)[id] == stepped.split()


@pytest.mark.parametrize("asked", ["h1", "y", "E", "dE/dE", "dh1/dx1", "dh1/dx2", "dh2/dw1"])
def test_what_no_misconception_is_about_has_no_predictions(asked: str) -> None:
    assert predicted(SIX_WEIGHTS, asked) == {}


def test_a_local_derivative_is_mistaken_by_its_own_rule_only() -> None:
    assert predicted(SIX_WEIGHTS, "local:dE/dy") == {
        "sign": ["-1.05"],
        "half-ignored": ["2.1"],
        "two-forgotten": ["0.525"],
    }


def test_a_half_that_stands_before_no_square_is_not_ignored() -> None:
    text = "format: 1\ntitle: h\ninputs: {x: 3}\nnodes:\n  L: 1/2*x + (x - 1)^3\n"
    assert derived(text).evaluation.gradients["x"] == Fraction("12.5")
    assert predicted(text, "dL/dx")["half-ignored"] == ["12.5"]


def test_every_misconception_of_the_table_is_predicted_somewhere() -> None:
    asked = ("dE/dw1", "dE/dx1", "w1+")
    found = {id for one in asked for id in predicted(STEPPED, one)}
    assert found == {misconception.id for misconception in TABLE}


# -- paths


def test_paths_are_counted_and_listed() -> None:
    graph = derived(FORK).graph
    assert count_paths(graph, "b") == 2
    assert list(paths(graph, "b")) == [("b", "c", "e"), ("b", "d", "e")]
    assert list(paths(graph, "a")) == [("a", "c", "e")]


DIAMONDS = "".join(
    f"  l{i}: w*n{i}\n  r{i}: n{i} + 1\n  n{i + 1}: l{i} + r{i}\n" for i in range(60)
)
MANY_PATHS = f"""\
format: 1
title: diamonds
inputs: {{w: 0.5}}
nodes:
  n0: w*w
{DIAMONDS}loss: n60
"""


def test_with_very_many_paths_the_arrows_stand_for_them() -> None:
    derivation = derived(MANY_PATHS)
    assert count_paths(derivation.graph, "n0") == 2**60
    found = predicted(MANY_PATHS, "dn60/dn0")
    assert len(found["one-path"]) == 2
    assert len(found["dropped-factor"]) <= 60


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
    return {d.misconception: say(d.message, "en") for d in explain(matches)}


def test_one_misconception_is_told_in_its_own_words() -> None:
    assert explained(SIX_WEIGHTS, "dE/dw5", "21/8") == {
        "half-ignored": (
            "there is a ½ in front of the square; what does it cancel when you differentiate?"
        )
    }


def test_two_mistakes_with_the_sign_are_told_in_the_words_of_the_first() -> None:
    said = (
        "look at the sign of the difference in E: y is above t now. Raise w5 a little and "
        "follow it: does E rise or fall?"
    )
    assert explained(SIX_WEIGHTS, "dE/dw5", "-21/16") == {"sign": said, "negated": said}


def test_what_is_said_of_two_values_is_true_for_these_numbers() -> None:
    stepped = predictions(derived(STEPPED), Derivative("E", "w5"))
    (sign,) = (p for p in stepped if p.misconception == "sign")
    assert "t is above y now" in say(sign.message, "en")


def test_at_a_tie_nothing_is_said_of_which_is_larger() -> None:
    text = SIX_WEIGHTS.replace("t: 4", "t: 5.05")
    predicted = predictions(derived(text), Derivative("E", "w5"))
    (sign,) = (p for p in predicted if p.misconception == "sign")
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
    (sign,) = (p for p in predictions(derived(text), Derivative("L", "x"))
               if p.misconception == "sign")  # fmt: skip
    assert "difference in r" in say(sign.message, "en")


def test_misconceptions_of_one_family_share_a_sentence() -> None:
    told = explained(SIX_WEIGHTS, "dE/dw5", "5/4")
    assert list(told) == ["dropped-factor", "local-only"]
    assert set(told.values()) == {
        "your product is missing a factor: from E back to w5 every arrow brings one. Write them "
        "all down, then compare"
    }


def test_misconceptions_of_several_families_are_asked_apart() -> None:
    told = explained(SIX_WEIGHTS, "dE/dx1", "1.47")
    assert list(told) == ["paths-averaged", "two-forgotten"]
    assert set(told.values()) == {
        "more than one slip leads to this answer, so name the factors one by one: one for each "
        "arrow from E back to x1"
    }


def test_where_nothing_fits_nothing_is_said() -> None:
    assert explain([]) == ()


def test_a_mistake_that_gives_the_right_number_is_silent_but_known_to_hide() -> None:
    derivation = derived(SIX_WEIGHTS)
    judge = Judge(derivation)
    hidden = ask(derivation, Derivative("E", "w1"))
    assert explained(SIX_WEIGHTS, "dE/dw1", "1.05") == {}
    assert judge.hides(hidden)
    assert not Judge(derived(STEPPED)).hides(ask(derived(STEPPED), Derivative("E", "w5")))


def test_a_rewrite_that_changes_nothing_hides_nothing() -> None:
    """Of f = q*z no sign can be flipped, and what arrives at q goes on to x unchanged."""
    text = "format: 1\ntitle: g\ninputs: {x: -2, y: 5, z: -4}\nnodes:\n  q: x + y\n  f: q*z\n"
    judge = Judge(derived(text))
    for name in ("x", "q", "z"):
        assert not judge.hides(ask(derived(text), Derivative("f", name)))


# -- over every lesson: hints, never the answer

FACTS_THAT_COUNT = {"count", "followed"}


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
    assert {f"why-{misconception.id}" for misconception in TABLE} <= set(catalogue())


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


def test_a_neuron_has_the_same_misconceptions() -> None:
    asked = derived(NEURON)
    found = {p.misconception: p.value for p in predictions(asked, Derivative("E", "w"))}
    right = asked.evaluation.gradients["w"]
    assert found["sign"] == -right
    assert found["half-ignored"] == pytest.approx(2 * right)
    assert found["step-not-gradient"] == pytest.approx(0.2 * right)
