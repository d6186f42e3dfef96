"""Hints: a ladder for every kind of question, and never the answer on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

import pytest
from samples import (
    AT_A_KINK,
    FORK,
    SIX_WEIGHTS,
    STEPPED,
    arriving,
    derived,
    everything,
    question,
)

from backtutor.derive import Derivation
from backtutor.factors import factors
from backtutor.filling import fill
from backtutor.hints import hints, path
from backtutor.judge import Judge
from backtutor.lesson import Words, words
from backtutor.messages import Message
from backtutor.notation import Rounding, show, write
from backtutor.questions import Amount, Phase, Question, ask, ask_sign
from backtutor.scripts import script
from backtutor.terms import Derivative, Number, Symbol, Term
from backtutor.text import LANGUAGES, say
from backtutor.verdicts import Imprecise, Right


def told(text: str, key: str) -> list[str]:
    return sentences(derived(text), question(derived(text), key))


def sentences(derivation: Derivation, asked: Question) -> list[str]:
    return [_sentence(hint) for hint in hints(derivation, asked)]


def _sentence(hint: Message | Words, lang: str = "en") -> str:
    if isinstance(hint, Message):
        return say(hint, lang)
    return "".join(piece if isinstance(piece, str) else write(piece) for piece in hint.prose(lang))


@pytest.mark.parametrize(
    ("text", "key", "ladder"),
    [
        (
            STEPPED,
            "dE/dw5",
            [
                "chain rule: go from w5 to E along w5, y, E. What arrives at y, times how y reacts "
                "to w5",
                "in symbols: dE/dw5 = dE/dy*□",
                "with numbers: dE/dw5 = (-0.823167)*1.11875",
            ],
        ),
        (
            STEPPED,
            "dE/dx1",
            [
                "x1 is used 2 times, by h1, h2: one product for each, and the products are added",
                "in symbols: dE/dx1 = dE/dh1*□ + dE/dh2*□",
                "with numbers: dE/dx1 = (-0.715126)*0.395 + (-0.494723)*2.195",
            ],
        ),
        (
            STEPPED,
            "dE/dy",
            [
                "y stands in the formula of E itself: differentiate that formula by y, and hold "
                "everything else fixed",
                "differentiate E = 1/2*(t - y)^2 by y",
                "with numbers: dE/dy = 3.17683 - 4",
            ],
        ),
        # 1.05*1: the answer would stand among the numbers
        (
            SIX_WEIGHTS,
            "dE/dh1",
            [
                "chain rule: go from h1 to E along h1, y, E. What arrives at y, times how y reacts "
                "to h1",
                "in symbols: dE/dh1 = dE/dy*□",
                "take the numbers of dE/dy, w5 from the screen and put them in",
            ],
        ),
        (
            FORK,
            "de/da",
            [
                "chain rule: go from a to e along a, c, e. What arrives at c, times how c reacts "
                "to a",
                "in symbols: de/da = de/dc*□",
                "when a moves by 1 and nothing else does, how far does c move?",
            ],
        ),
        (
            SIX_WEIGHTS,
            "local:dy/dw5",
            [
                "only one arrow: how does y react when w5 alone moves? Held fixed: h1, w6, h2",
                "differentiate y = w5*h1 + w6*h2 by w5",
                "when w5 moves by 1 and nothing else does, how far does y move?",
            ],
        ),
        (
            "format: 1\ntitle: t\ninputs: {z: 1}\nnodes:\n  a: sigmoid(z)\n",
            "local:da/dz",
            [
                "only one arrow: how does a react when z moves?",
                "differentiate a = sigmoid(z) by z",
                "with numbers: da/dz = 0.731059*(1 - 0.731059)",
            ],
        ),
        (
            FORK,
            "local:dc/da",
            [
                "only one arrow: how does c react when a alone moves? Held fixed: b",
                "differentiate c = a + b by a",
                "the formula is linear here: its slope is the same everywhere",
            ],
        ),
        (
            SIX_WEIGHTS,
            "h2",
            [
                "put the values of the names that lead into h2 into its formula",
                "its formula: h2 = w3*x1 + w4*x2",
                "with numbers: h2 = 2.3*1 + 3*0.5",
            ],
        ),
        (
            SIX_WEIGHTS,
            "w5+",
            [
                "a step against the gradient: the old w5, minus η times the slope of E by w5",
                "its formula: w5⁺ = w5 - □*dE/dw5",
                "with numbers: w5⁺ = 1 - 0.1*1.3125",
            ],
        ),
        (
            SIX_WEIGHTS,
            "y+",
            [
                "the same formula as before, with the updated values",
                "its formula: y⁺ = w5*h1 + w6*h2",
                "with numbers: y⁺ = 0.86875*1.11875 + 0.601*3.66875",
            ],
        ),
        (
            SIX_WEIGHTS,
            "dy/dw1",
            [
                "go from w1 to y along the arrows: multiply along a path, add over the paths",
                "in symbols: dy/dw1 = dy/dh1*□",
                "for each of h1: how far does it move when w1 moves by 1, times how far y moves "
                "when it moves by 1",
            ],
        ),
    ],
)
def test_a_question_has_its_ladder(text: str, key: str, ladder: list[str]) -> None:
    assert told(text, key) == ladder


def test_a_sign_is_followed_along_the_arrows() -> None:
    derivation = derived(SIX_WEIGHTS)
    assert sentences(derivation, ask_sign(derivation, "w5")) == [
        "follow w5, y, E",
        "in symbols: w5 + → y □ → E □. Put + or - for each blank: does it rise or fall with the "
        "one before?",
        "when w5 rises, y rises; go on from there",
    ]


def test_of_a_single_arrow_the_way_is_not_told() -> None:
    text = "format: 1\ntitle: g\ninputs: {x: -2, y: 5, z: -4}\nnodes:\n  q: x + y\n  f: q*z\n"
    derivation = derived(text)
    assert sentences(derivation, ask_sign(derivation, "z")) == [
        "follow z, f",
        "look at f = q*z: hold everything else fixed and let only z grow",
        "with z = -3.9, a little more than now, f = 3*(-3.9): is that more than now?",
    ]


def own_question(step: str) -> list[str]:
    text = SIX_WEIGHTS + f"steps: [{step}]\n"
    (asked,) = script(derived(text))
    assert isinstance(asked, Question)
    return sentences(derived(text), asked)


@pytest.mark.parametrize(
    ("answer", "ladder"),
    [
        (
            "y - t",
            [
                "all it takes is y, t: find them on the screen first",
                "it is put together like this: □ - t",
                "with numbers: 5.05 - 4",
            ],
        ),
        (
            "exp(y - t)",
            [
                "all it takes is y, t: find them on the screen first",
                "it is put together like this: exp(□ - t)",
                "with numbers: exp(5.05 - 4)",
            ],
        ),
        (
            "y",
            [
                "all it takes is y: find them on the screen first",
                "no calculation is needed: it stands on the screen under its name",
                "take the numbers of y from the screen and put them in",
            ],
        ),
        (
            "6",
            [
                "say in your own words first what is counted or measured here",
                "take it apart: which steps lead to it, and what does each need?",
                "do it for a smaller case first, then the same way here",
            ],
        ),
    ],
)
def test_an_expression_has_its_ladder(answer: str, ladder: list[str]) -> None:
    assert own_question(f"{{ask: {{prompt: how far, answer: {answer}}}}}") == ladder


@pytest.mark.parametrize(
    ("options", "ladder"),
    [
        (
            2,
            [
                "say what you expect before you compare; then look for the option that says it",
                "find the word in which the options differ, and ask which one the network shows",
                "test each option on a step that you have worked out already: does it hold there?",
            ],
        ),
        (
            3,
            [
                "say what you expect before you compare; then look for the option that says it",
                "it is not option 3",
                "test each option on a step that you have worked out already: does it hold there?",
            ],
        ),
        (
            5,
            [
                "say what you expect before you compare; then look for the option that says it",
                "it is not option 4",
                "it is not option 5",
            ],
        ),
    ],
)
def test_a_choice_rules_options_out_as_long_as_two_are_left(
    options: int, ladder: list[str]
) -> None:
    wrong = ", ".join(f"{{text: w{n}}}" for n in range(1, options))
    options_text = f"[{{text: r, correct: true}}, {wrong}]"
    step = f"{{choose: {{prompt: p, shuffle: false, options: {options_text}}}}}"
    assert own_question(step) == ladder


# -- what authors say

CAPTIONED = SIX_WEIGHTS.replace(
    "  y: w5*h1 + w6*h2", "  y: {expr: w5*h1 + w6*h2, hint: two arrows lead into y}"
)


@pytest.mark.parametrize("key", ["y", "y+", "dE/dy", "local:dy/dw5"])
def test_the_hint_of_a_node_comes_first_in_every_question_about_it(key: str) -> None:
    assert told(CAPTIONED, key) == ["two arrows lead into y", *told(SIX_WEIGHTS, key)]


@pytest.mark.parametrize("key", ["h1", "dE/dw5", "local:dE/dy", "E+"])
def test_the_hint_of_a_node_is_for_no_other(key: str) -> None:
    assert told(CAPTIONED, key) == told(SIX_WEIGHTS, key)


def test_the_sign_of_a_node_has_its_hint() -> None:
    derivation = derived(CAPTIONED)
    assert sentences(derivation, ask_sign(derivation, "y"))[0] == "two arrows lead into y"


def test_the_hints_of_a_step_take_the_place_of_the_ladder() -> None:
    text = CAPTIONED + "steps: [{grad: [y, w5], hint: [first, second]}]\n"
    ladders = {
        item.id: sentences(derived(text), item)
        for item in script(derived(text))
        if isinstance(item, Question)
    }
    assert ladders == {
        "dE/dy": ["two arrows lead into y", "first", "second"],
        "dE/dw5": ["first", "second"],
    }


# -- over every lesson


def every_question(derivation: Derivation) -> Iterator[Question]:
    items = (*script(derivation), *script(derivation, full=True))
    for item in items:
        if isinstance(item, Question) and not item.settings.hints:
            yield item
            yield from factors(derivation, item)
    live = [n.name for n in derivation.graph.nodes.values() if n.name in derivation.graph.live]
    for name in live:
        if name != derivation.graph.loss and name in derivation.gradients:
            yield ask_sign(derivation, name)


@pytest.mark.parametrize("name", everything())
def test_no_hint_holds_the_right_number(name: str) -> None:
    derivation = everything()[name]
    for asked in every_question(derivation):
        right = show(abs(asked.value), derivation.lesson.rounding)
        for hint in hints(derivation, asked) if isinstance(asked.wants, Amount) else ():
            assert isinstance(hint, Message)
            for lang in LANGUAGES:
                assert right not in _numbers(_sentence(hint, lang), hint), (asked.id, hint)


@pytest.mark.parametrize("name", everything())
def test_no_hint_holds_a_formula_that_is_the_answer(name: str) -> None:
    derivation = everything()[name]
    judge = Judge(derivation)
    for asked in every_question(derivation):
        # the formula of a node is the lesson's own, and stands beside the network
        if asked.phase in (Phase.BACKWARD, Phase.UPDATE):
            for hint in hints(derivation, asked):
                assert isinstance(hint, Message)
                for term in _terms(hint):
                    assert not _answers(judge, asked, term), (asked.id, hint)


def _numbers(sentence: str, hint: Message) -> list[str]:
    """The numbers that stand alone in a sentence; those of the lesson's own formulas are none."""
    if hint.id in ("hint-slope", "hint-formula", "hint-is", "hint-sign-loss", "hint-paths"):
        return []
    return re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", sentence)


def _terms(hint: Message) -> Iterator[Term]:
    """Formulas in a hint that could be typed as the answer: none with all numbers in."""
    if hint.id in ("hint-numbers", "hint-formula"):
        return
    for fact in hint.facts.values():
        for one in fact if isinstance(fact, tuple) else (fact,):
            if isinstance(one, Term) and not isinstance(one, Symbol | Derivative):
                yield one


def _answers(judge: Judge, asked: Question, term: Term) -> bool:
    earned = arriving(judge.derivation, asked)
    return isinstance(judge.judge(asked, write(term), earned).verdict, Right | Imprecise)


# -- numbers put in


@pytest.mark.parametrize(
    ("value", "rounding", "text"),
    [
        (Fraction(21, 16), Rounding(), "1.3125*2"),
        (Fraction(1, 3), Rounding(), "1/3*2"),
        (Fraction(-1, 3), Rounding(), "-1/3*2"),
        (0.19661193324148185, Rounding(), "0.196612*2"),
        (0.19661193324148185, Rounding(decimals=2), "0.2*2"),
        (Fraction(123456789, 1000000), Rounding(), "123.457*2"),
    ],
)
def test_numbers_are_put_in_as_they_are_shown(
    value: Fraction | float, rounding: Rounding, text: str
) -> None:
    term = question(derived(FORK), "e").formula
    assert term is not None
    filled = fill(term, {Symbol("c"): value, Symbol("d"): Fraction(2)}, rounding)
    assert write(filled).replace("(", "").replace(")", "") == text


def test_a_number_put_in_is_a_term() -> None:
    assert fill(Symbol("c"), {Symbol("c"): 0.5}) == Number(Fraction(1, 2))


# -- paths


def test_the_longest_path_is_lit() -> None:
    assert path(derived(SIX_WEIGHTS), "w1") == ("w1", "h1", "y", "E")
    assert path(derived(FORK), "b") == ("b", "c", "e")
    assert path(derived(AT_A_KINK), "E") == ("E",)


def test_a_name_apart_from_the_loss_has_no_path() -> None:
    text = FORK.replace("  e: c*d", "  apart: a*a\n  e: c*d") + "loss: e\n"
    assert path(derived(text), "apart") == ("apart",)
    asked = ask(derived(text), Derivative("e", "apart"))
    assert sentences(derived(text), asked) == [
        "go from apart to e along the arrows: multiply along a path, add over the paths",
        "where do the arrows that leave apart lead: does one of them end in e?",
        "then think: apart moves by 1. How far does that move e?",
    ]


def test_words_without_formulas_are_the_same_in_every_language() -> None:
    assert _sentence(words("look"), "zh") == "look"
