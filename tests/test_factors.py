"""Factors: what a gradient question is split into, of matrices too."""

from __future__ import annotations

import pytest
from learners import Sitter, at
from matrix_lessons import ALL, TWO_LAYERS
from plays import LAYER, builtin, lesson, sitting
from samples import MATRIX_NETWORKS, SIX_WEIGHTS, derived, question

from backtutor.derive import Derivation
from backtutor.factors import factors
from backtutor.lesson import Form, Settings
from backtutor.messages import Message
from backtutor.notation import write
from backtutor.passing import passing
from backtutor.questions import OneOf, Question, ask
from backtutor.session import Session
from backtutor.terms import Term
from backtutor.text import LANGUAGES, say

FORMULAS = lesson(TWO_LAYERS + "    steps: [{grad: [Z2, W2, b2, A1, Z1], form: symbolic}]\n")
SHARED = lesson(LAYER.split("steps:")[0] + "steps: [{grad: [D, Z, W], form: symbolic}]\n")


def split(of: Derivation, name: str) -> list[str]:
    asked = ask(of, of.gradient(name), Settings(form=Form.SYMBOLIC))
    return [part.id for part in factors(of, asked)]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        # into the loss nothing arrives but 1
        ("Z2", ["dL/dZ2|shape"]),
        ("W2", ["dL/dW2|shape", "dL/dW2|back"]),
        ("b2", ["dL/db2|shape", "dL/db2|back"]),
        ("Z1", ["dL/dZ1|shape", "dL/dZ1|back"]),
    ],
)
def test_a_matrix_is_asked_by_its_shape_and_the_way_back(name: str, ids: list[str]) -> None:
    assert split(Derivation(FORMULAS), name) == ids


def test_of_several_consumers_each_is_asked_for_what_it_brings() -> None:
    assert split(Derivation(SHARED), "W") == [
        "dL/dW|shape", "dL/dW|via:Z", "dL/dW|via:L",
    ]  # fmt: skip


def test_scalars_have_their_local_derivatives() -> None:
    derivation = derived(SIX_WEIGHTS)
    parts = factors(derivation, question(derivation, "dE/dx1"))
    assert [part.id for part in parts] == ["dE/dx1|local:dh1/dx1", "dE/dx1|local:dh2/dx1"]


@pytest.mark.parametrize(
    ("name", "asked", "right"),
    [
        ("W2", "Which matrix is it multiplied with on the way to W2?", "A1"),
        ("b2", "How does it come back to b2?", "added up over places that use the same entry"),
        ("Z1", "How does it come back to Z1?", "each entry times a slope of its own"),
    ],
)
def test_the_way_back_is_a_choice(name: str, asked: str, right: str) -> None:
    derivation = Derivation(FORMULAS)
    found = passing(derivation, derivation.gradients[name])
    assert found is not None
    assert isinstance(found.prompt, Message)
    assert say(found.prompt, "en").endswith(asked)
    assert [in_words(c.text) for c in found.choices if c.correct] == [right]


def in_words(said: object, lang: str = "en") -> str:
    if isinstance(said, Message):
        return say(said, lang)
    assert isinstance(said, Term)
    return write(said)


def every_choice() -> list[tuple[str, Question]]:
    derivations = {id: Derivation(lesson(text)) for id, text in ALL.items()}
    derivations |= {network.id: network.derivation for network in MATRIX_NETWORKS}
    return [
        (f"{id} {name}", part)
        for id, derivation in derivations.items()
        for name, step in derivation.gradients.items()
        for part in factors(derivation, ask(derivation, step.quantity))
        if isinstance(part.wants, OneOf)
    ]


def test_every_choice_has_one_right_option_and_a_reason_against_each_other_one() -> None:
    found = every_choice()
    assert len(found) > 50
    for where, part in found:
        assert sum(choice.correct for choice in part.choices) == 1, where
        assert len(part.choices) >= 2, where
        for lang in LANGUAGES:
            for choice in part.choices:
                assert in_words(choice.text, lang)
                assert choice.correct or (choice.why and in_words(choice.why, lang)), where


# -- in the session


def test_an_undiagnosed_formula_splits_a_matrix_question() -> None:
    sitter = Sitter(FORMULAS).to("dL/dW2")
    sitter.say("dL/dZ2.T @ X")
    assert sitter.question.id == "dL/dW2|shape"
    sitter.say("2x2")
    assert sitter.question.id == "dL/dW2|back"
    sitter.say("1")
    assert sitter.session.record("dL/dW2|back").wrong == 1
    sitter.say("=")
    assert sitter.question.id == "dL/dW2"
    sitter.say("=")
    assert sitter.question.id == "dL/db2"
    assert sitter.replayed().state == sitter.session.state


def test_what_was_asked_before_is_not_asked_again() -> None:
    sitter = Sitter(lesson(TWO_LAYERS)).to("dL/dW2")
    assert sitter.session.record("shape:dL/dW2").first_try
    sitter.say("dZ2.T @ X", "dZ2.T @ X")
    assert sitter.question.id == "dL/dW2|back"


def test_paths_are_found_before_their_sum() -> None:
    sitter = Sitter(SHARED).to("dL/dW")
    sitter.say("X.T @ D @ W.T @ X.T @ D", "3*X.T @ D")
    sitter.say("=")
    assert sitter.question.id == "dL/dW|via:Z"
    sitter.say("=", "=")
    assert sitter.question.id == "dL/dW"
    session: Session = sitter.session
    assert [q.id for q in session.parts(session.whole(sitter.question))][-1] == "dL/dW|via:L"


def test_the_screen_asks_them_one_by_one() -> None:
    shown = sitting(FORMULAS, ["=", "!", "", "dZ2.T @ X", "2x2", "1", "2"]).text
    assert "What shape does dW₂ have?" in shown
    assert "dZ₂ arrives at Z₂ = A₁·W₂ + b₂. Which matrix is it multiplied with" in shown
    assert "✗ Not yet: W₂ itself is what moves" in shown


# -- a right number that a slip gives too


def test_a_step_shape_is_proved_once() -> None:
    sitter = Sitter(builtin("w1-w6"), full=True).to("dE/dh2")
    assert sitter.session.state.proved == {"dE/dh1", "dE/dw1"}
    sitter.say("1.05")
    assert sitter.question.part_of is None
    sitter.to("w1+")
    assert sitter.session.state.proved == {"dE/dh1", "dE/dw1"}


def test_another_shape_of_step_is_proved_again() -> None:
    sitter = at("dE/dh1")
    sitter.say("1.05", "w5", "1.05")
    assert sitter.session.state.proved == {"dE/dh1", "dE/dw1"}


def test_an_error_that_split_a_step_is_no_proof_of_it() -> None:
    sitter = at("dE/dh1")
    sitter.say("777")
    assert sitter.session.state.split == {"dE/dh1"}
    assert sitter.session.state.proved == frozenset()
