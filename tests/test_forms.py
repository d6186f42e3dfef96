"""Forms: a right formula in an unusual form is told what it is equal to, and `:why` proves it."""

from __future__ import annotations

import pytest
from learners import Sitter, at
from plays import lesson, sitting
from samples import NEURON, SIX_WEIGHTS, derived, question

from backtutor.forms import other_form
from backtutor.notation import write
from backtutor.read import Reading, read_answer
from backtutor.terms import Term
from backtutor.text import say
from backtutor.ui import proving
from backtutor.verdicts import Right


def term(text: str, key: str, typed: str) -> Term | None:
    derivation = derived(text)
    reading = read_answer(typed, derivation.lesson.vocabulary)
    assert isinstance(reading, Reading), reading
    return other_form(derivation, question(derivation, key), reading.sides[0])


@pytest.mark.parametrize(
    ("text", "key", "typed"),
    [
        (SIX_WEIGHTS, "dE/dw5", "dE/dy*h1"),
        (SIX_WEIGHTS, "dE/dw5", "h1*dE/dy"),
        (SIX_WEIGHTS, "dE/dw5", "(y - t)*h1"),
        (SIX_WEIGHTS, "dE/dw5", "-h1*(t - y)"),
        (SIX_WEIGHTS, "dE/dy", "-t + y"),
        (SIX_WEIGHTS, "dE/dw1", "(y - t)*x1*w5"),
        (SIX_WEIGHTS, "dE/dw1", "dE/dy*w5*x1"),
        (SIX_WEIGHTS, "dE/dx1", "w3*dE/dh2 + dE/dh1*w1"),
        (SIX_WEIGHTS, "h2", "x2*w4 + x1*w3"),
        (SIX_WEIGHTS, "w5+", "w5 - η*dE/dw5"),
        (SIX_WEIGHTS, "w5+", "w5 - η*h1*(y - t)"),
        (NEURON, "dE/dz", "(1 - a)*a*dE/da"),
        (NEURON, "dE/dz", "(a - t)*(1 - a)*a"),
        # a number has one form
        (SIX_WEIGHTS, "dE/dw5", "1.05*1.25"),
        (SIX_WEIGHTS, "dE/dw5", "1.05*h1"),
    ],
)
def test_another_order_is_no_other_form(text: str, key: str, typed: str) -> None:
    assert term(text, key, typed) is None


@pytest.mark.parametrize(
    ("text", "key", "typed", "taught"),
    [
        (NEURON, "local:da/dz", "sigmoid(z)*(1 - sigmoid(z))", "a*(1 - a)"),
        (NEURON, "local:da/dz", "exp(-z)/(1 + exp(-z))^2", "a*(1 - a)"),
        (NEURON, "dE/dz", "dE/da*(a - a^2)", "dE/da*a*(1 - a)"),
        (SIX_WEIGHTS, "dE/dw5", "y*h1 - t*h1", "dE/dy*h1"),
        (SIX_WEIGHTS, "dE/dw5", "(w5*h1 + w6*h2 - t)*h1", "dE/dy*h1"),
        (SIX_WEIGHTS, "h2", "w3*x1 + 2*w4*x2/2 + x1 - x1", ""),
    ],
)
def test_what_is_written_otherwise_is_told_the_taught_form(
    text: str, key: str, typed: str, taught: str
) -> None:
    found = term(text, key, typed)
    assert (write(found) if found is not None else "") == taught


SIGMOID = lesson(NEURON + "steps: [{local: [da/dz]}, {grad: [a, z]}]\n", "neuron")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "exp(-z)/(1 + exp(-z))^2 is equal to a*(1 - a); `:why` proves it"),
        ("zh", "exp(-z)/(1 + exp(-z))^2 等于 a*(1 - a)；输入 `:why` 看证明"),
    ],
)
def test_the_remark_stands_with_the_verdict(lang: str, said: str) -> None:
    sitter = Sitter(SIGMOID)
    verdict = sitter.session.submit(sitter.question, "exp(-z)/(1 + exp(-z))^2").judgement.verdict
    assert isinstance(verdict, Right)
    assert [say(remark, lang) for remark in verdict.remarks] == [said]


def test_a_form_that_is_still_asked_is_not_told() -> None:
    sitter = at("dE/dw5")
    sitter.say("777")
    whole = sitter.session.whole(sitter.question)
    verdict = sitter.session.submit(whole, "y*h1 - t*h1").judgement.verdict
    assert isinstance(verdict, Right)
    assert [remark.id for remark in verdict.remarks] == ["other-form-plain"]


def shown(*typed: str) -> str:
    """What the last of `typed` printed."""
    seen: list[str] = []
    sitting(SIGMOID, typed, watch=lambda _, text: seen.append(text))
    return "\n".join(line.rstrip() for line in seen[-1][len(seen[-2]) :].split("\n")[1:])


def test_one_quiet_line_says_both_forms() -> None:
    told = shown("exp(-z)/(1 + exp(-z))^2").split("\n\n")[0]
    assert told == (
        "✓ Right: ∂a/∂z = a·(1 − a) = 0.221713\n"
        "  exp(−z)/(1 + exp(−z))² is equal to a·(1 − a); `:why` proves it"
    )


def test_why_proves_it_and_says_which_question_it_is_about() -> None:
    told = shown("exp(-z)/(1 + exp(-z))^2", ":why").split("\n")
    assert told[:2] == [
        "About ∂a/∂z, your last answer:",
        "  exp(−z)/(1 + exp(−z))² and a·(1 − a) are equal: proved symbolically",
    ]


def test_without_a_proof_in_time_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "SECONDS", 0.0)
    told = shown("exp(-z)/(1 + exp(-z))^2", ":why").split("\n")
    assert " ".join(" ".join(told[1:3]).split()) == (
        "exp(−z)/(1 + exp(−z))² and a·(1 − a) agree at random points; no proof was found in 0 "
        "seconds"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2 +", "Not counted: "),
        ("dE/da*da/dz", "Right chain; now its factors: put in ∂a/∂z"),
        ("-7777", "no known slip leads to that answer; `?` gives a hint"),
    ],
)
def test_why_is_about_the_answer_that_stands_there(typed: str, said: str) -> None:
    # ∂E/∂z is asked then
    told = shown("0.221713", "a - t", typed, ":why")
    assert told.startswith(said), told


def test_a_number_is_proved_by_nothing() -> None:
    assert "proved" not in shown("0.221713", ":why")
