"""The judge: what an answer is worth and why. One row an answer: what is asked, what is typed,
the verdict, and the ids of the diagnoses, likeliest first.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from formulas import same
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import judged, outcome, rows
from samples import (
    AT_A_KINK,
    FORK,
    NEURON,
    SIX_WEIGHTS,
    STEPPED,
    arriving,
    derived,
    everything,
    judge_of,
    question,
)

from backtutor.agreement import is_rounding, significant_digits
from backtutor.derive import Derivation
from backtutor.judge import Judge
from backtutor.lesson import Form, Settings
from backtutor.notation import write
from backtutor.questions import Question
from backtutor.scripts import script
from backtutor.terms import Apply, Number, Symbol, Term, negative, number
from backtutor.text import say
from backtutor.verdicts import Imprecise, Right, Unfinished, Wrong

SLOW = SIX_WEIGHTS.replace("lr: 0.1", "lr: 0.001")
"""A step so short that a new weight is the old one to three digits."""

GATES = "format: 1\ntitle: g\ninputs: {x: -2, y: 5, z: -4}\nnodes:\n  q: x + y\n  f: q*z\n"
ACTIVATION = """\
format: 1
title: an activation inside
inputs: {x: 2}
params: {w: 0.5, w3: 3, w4: -2}
nodes:
  z: w*x
  a: sigmoid(z)
  z1: w3*a
  z2: w4*a
  C: z1^2 + z2^2
"""
TANH = "format: 1\ntitle: t\ninputs: {z: 0.7}\nnodes:\n  a: tanh(z)\n"
RECIPROCAL = "format: 1\ntitle: r\ninputs: {x: 1.37}\nnodes:\n  f: 1/x\n"
FLAT = (
    "format: 1\ntitle: flat\ninputs: {x: 1, t: 4}\nparams: {w: 4}\nnodes:\n  E: 1/2*(t - w*x)^2\n"
)
CLAMPED = "format: 1\ntitle: c\ninputs: {a: 2, b: 2}\nnodes:\n  m: maximum(a, b)\n  L: 3*m\n"
TWO_DIGITS = SIX_WEIGHTS + "tolerance: {rel: 0.005, min_digits: 2}\n"
NAMED_RATE = SIX_WEIGHTS.replace("train: {lr: 0.1}", "constants: {α: 0.1}\ntrain: {lr: α}")
POSITIVE = """\
format: 1
title: positive
inputs: {x: 2, t: 1}
params: {w: 3}
nodes:
  y: w*x
  L: (y - t)^2
"""


NUMBERS = [
    *rows(SIX_WEIGHTS, "dE/dw5", """
        1.3125                → right
        21/16                 → right
        1.3138                → right
        1.3139                → wrong: rounded-early
        1.31                  → right
        1.32                  → wrong: rounded-early
        1.30                  → wrong: rounded-early
        1.3                   → imprecise: 3
        1.                    → wrong
        1                     → wrong
        1.0                   → wrong: dropped-factor, upstream-only, product-own-value,
            product-own-value-first, product-one, sibling-gradient
        1.05*1.25             → right
        1.05*1.2              → wrong
        -1.3125               → wrong: sign, negated
        -1.31                 → wrong: sign, negated
        -1.3                  → wrong: sign, negated
        1.25                  → wrong: dropped-factor, local-only, stopped-early
        1.05                  → wrong: dropped-factor, upstream-only, product-own-value,
            product-own-value-first, product-one, sibling-gradient
        2.625                 → wrong: half-ignored
        0.65625               → wrong: two-forgotten, sum-split
        0.13125               → wrong: step-not-gradient
        1e400                 → unreadable: read-number-too-large
        nan                   → unreadable: read-not-finite
        1/0                   → unreadable: no-value
        log(0)                → unreadable: no-value
        (-1)^0.5              → unreadable: no-value
        exp(exp(10))          → unreadable: no-value
        1.9125000000000000000000000000000001 → wrong
        """),
    # a rounded decimal counts by its digits, an integer never as a rounding
    *rows(SIX_WEIGHTS, "dE/dw6", """
        3.99                  → right
        3.989                 → right
        4.0                   → imprecise: 3
        4                     → wrong: rounded-early
        4.                    → wrong: rounded-early
        """),
    *rows(SIX_WEIGHTS, "dE/dx1", """
        2.94                  → right
        0.525                 → wrong: one-path, overwrote, sibling-gradient
        2.415                 → wrong: one-path
        1.267875              → wrong: paths-multiplied
        1.47                  → wrong: paths-averaged, two-forgotten, sum-split
        """),
    *rows(STEPPED, "dE/dx1", """
        -1.36839              → right
        -0.6841965            → wrong: paths-averaged, two-forgotten, sum-split
        """),
    *rows(FORK, "de/db", """
        5                     → right
        5.0                   → right
        2                     → wrong: local-only, one-path, overwrote, product-one,
            sibling-gradient
        3                     → wrong: dropped-factor, one-path, sibling-gradient
        6                     → wrong: paths-multiplied
        2.5                   → wrong: paths-averaged
        """),
    # half up or half even, by size
    *rows(GATES.replace("x: -2", "x: -2.125").replace("y: 5", "y: 0"), "q", """
        -2.125                → right
        -2.13                 → right
        -2.12                 → right
        -2.11                 → wrong: rounded-early
        -2.1                  → imprecise: 3
        """),
    *rows(GATES.replace("x: -2", "x: 2.135").replace("y: 5", "y: 0"), "q", """
        2.14                  → right
        2.13                  → wrong: rounded-early
        """),
    # 0 is exact, but for float noise
    *rows(FLAT, "dE/dw", """
        0                     → right
        0.0000                → right
        -0                    → right
        1e-17                 → right
        0.000001              → right
        0.00001               → wrong
        0.1                   → wrong
        """),
    *rows(FLAT, "E", "0 → right\n1e-7 → right\n0.01 → wrong"),
    *rows(TWO_DIGITS, "dE/dw5", """
        1.3                   → right
        1.306                 → right
        1.3059                → wrong: rounded-early
        1                     → wrong
        """),
]  # fmt: skip

UPDATES = [
    *rows(SIX_WEIGHTS, "w5+", """
        0.86875               → right
        139/160               → right
        0.869                 → right
        0.87                  → imprecise: 3
        0.8689                → wrong: rounded-early
        1                     → wrong: unchanged
        1.0                   → wrong: unchanged
        1.13125               → wrong: sign, negated, uphill
        -0.3125               → wrong: rate-forgotten
        0.13125               → wrong: step-not-gradient
        0.7375                → wrong: half-ignored
        0.895                 → wrong: dropped-factor, upstream-only, product-own-value,
            product-own-value-first, product-one, sibling-gradient
        w5 - 0.1*dE/dw5       → right
        w5 - η*dE/dw5         → right
        w5 - lr*dE/dw5        → right
        w5 - η*(y - t)*h1     → right
        w5 - 0.1*1.3125       → right
        w5 - 0.1*dE/dy*h1     → unfinished: dE/dy
        w5 + η*dE/dw5         → wrong: sign, negated, uphill
        w5 - dE/dw5           → wrong: rate-forgotten
        η*dE/dw5              → wrong: step-not-gradient
        w5                    → wrong: unchanged
        w5+ = 0.86875         → right
        w5 = 0.86875          → unreadable: left-side-other
        """),
    *rows(NAMED_RATE, "w5+", """
        w5 - α*dE/dw5         → right
        w5 - η*dE/dw5         → right
        w5 - 0.1*dE/dw5       → right
        """),
    # judged relative to the change of 0.0013125; 0.999 is three good digits
    *rows(SLOW, "w5+", """
        0.9986875             → right
        0.99869               → right
        0.998688              → right
        0.9987                → right
        0.999                 → right
        0.9999                → wrong: rounded-early
        1.0                   → wrong: unchanged
        1.00                  → wrong: unchanged
        1.000                 → wrong: unchanged
        """),
    *rows(SIX_WEIGHTS, "y+", """
        3.1768328125          → right
        3.18                  → right
        3.2                   → imprecise: 3
        5.05                  → wrong: unchanged
        w5*h1 + w6*h2         → wrong: unchanged
        y                     → wrong: unchanged
        """),
    *rows(SIX_WEIGHTS, "E+", "0.3388 → right\n0.55125 → wrong: unchanged"),
]  # fmt: skip

FORMULAS = [
    *rows(SIX_WEIGHTS, "dE/dw5", """
        dE/dy*h1              → right
        (y - t)*h1            → right
        h1*(y-t)              → right
        h1 y - h1 t           → right
        -(t-y)h1              → right
        (w5*h1 + w6*h2 - t)*(w1*x1 + w2*x2) → right
        (y^2 - t^2)/(y + t)*h1 → right
        dE/dy*1.25            → right
        1.05*h1               → right
        1.05*h2               → wrong: wrong-input, sibling-gradient
        1.0501*h1             → right
        -1.05*h1              → wrong: sign, negated
        1.06*h1               → wrong: rounded-early
        (y - t)*h2            → wrong: wrong-input, sibling-gradient
        (t - y)*h1            → wrong: sign, negated
        -dE/dy*h1             → wrong: sign, negated
        dE/dy                 → wrong: dropped-factor, upstream-only, product-one, sibling-gradient
        h1                    → wrong: dropped-factor, local-only, stopped-early
        2*(y-t)*h1            → wrong: half-ignored
        1/2*(y-t)*h1          → wrong: two-forgotten, sum-split
        η*dE/dy*h1            → wrong: step-not-gradient
        dE/dy*h1/w5           → wrong: extra-factor (only-here)
        (y - t)**h1           → wrong
        dE/dy*dy/dw5          → unfinished: dy/dw5
        dE/dy*dy/dw6          → wrong: wrong-input, sibling-gradient
        dE/dw6*h1/h2          → unfinished: dE/dw6
        dE/dE*dE/dy*h1        → right
        """),
    # x1 = w5 = 1: the number is right, the formula is not
    *rows(SIX_WEIGHTS, "dE/dw1", """
        dE/dh1*x1             → right
        (y-t)*w5*x1           → right
        dE/dy*w5*x1           → unfinished: dE/dy
        dE/dy*x1              → wrong: dropped-factor (only-here)
        dE/dh1                → wrong: dropped-factor, upstream-only, product-one,
            sibling-gradient (only-here)
        """),
    *rows(STEPPED, "dE/dw1", "dE/dy*x1 → wrong: dropped-factor"),
    *rows(FORK, "de/db", """
        d + c                 → right
        de/dc + de/dd         → right
        de/dc*dc/db + de/dd*dd/db → unfinished: dc/db, dd/db
        d                     → wrong: one-path, overwrote, sibling-gradient
        c                     → wrong: one-path, sibling-gradient
        d*c                   → wrong: paths-multiplied
        (c + d)/2             → wrong: paths-averaged
        """),
    *rows(NEURON, "local:da/dz", """
        a(1-a)                → right
        a - a^2               → right
        σ(z)(1-σ(z))          → right
        exp(-z)/(1+exp(-z))^2 → right
        sech(z/2)^2/4         → right
        e^(-z)/(1+e^(-z))^2   → right
        0.222                 → right
        σ'(z)                 → unreadable: echo
        dsigmoid(z)/dz        → unreadable: echo
        tanh'(z)              → wrong
        z(1-z)                → wrong: derivative-of-input
        a                     → wrong: value-for-slope, activation-not-derivative
        """),
    *rows(NEURON, "dE/dz", """
        dE/da*a*(1 - a)       → right
        (a-t)*σ(z)*(1-σ(z))   → right
        (a-t)*σ'(z)           → unfinished: prime-factor
        dE/da*σ'(z)           → unfinished: prime-factor
        dE/da*da/dz           → unfinished: da/dz
        (t-a)*σ'(z)           → wrong: sign, negated
        """),
    *rows(ACTIVATION, "dC/da", "w3*dC/dz1 + w4*dC/dz2 → right"),
    *rows(ACTIVATION, "dC/dz",
          "sigma′(z)*(w3*dC/dz1 + w4*dC/dz2) → unfinished: dC/dz1, dC/dz2, prime-factor"),
    *rows(TANH, "da/dz", """
        1 - a^2               → right
        1-tanh^2(z)           → right
        sech(z)^2             → right
        1/cosh(z)^2           → unreadable: read-unknown-name
        1 if z>0 else 0       → unreadable: read-python
        """),
    *rows(RECIPROCAL, "df/dx", """
        -1/x^2                → right
        -x^-2                 → right
        -x⁻²                  → right
        -f^2                  → right
        -1/1.37²              → right
        1/x^2                 → wrong: negated, wrong-rule
        ¼                     → wrong
        log(-x)               → unreadable: no-value
        """),
    # where a formula has no value at some of the random points, the others decide
    *rows(POSITIVE, "dL/dw", """
        2*(y - t)*x           → right
        2*sqrt(y - t)^2*x     → right
        2*abs(y - t)*x        → wrong (only-here)
        """),
]  # fmt: skip

CHAINS = [
    *rows(SIX_WEIGHTS, "dE/dw5", """
        dE/dw5 = 1.3125                     → right
        = 1.3125                            → right
        ∂E/∂w₅ = 1.3125                     → right
        dE/dw5 = 1.05*1.25 = 1.3125         → right
        dE/dw5 = dE/dy*dy/dw5 = 1.05*1.25 = 1.3125 → right
        1.05*1.25 = 1.3                     → right
        1.05*1.25 = 1.4                     → wrong: slip
        1.05*1.35 = 1.3125                  → wrong: slip
        1.3 = 1.4                           → wrong: slip
        1.3125 = -1.3125                    → wrong: slip
        (t-y)*h1 = 1.3125                   → wrong: sign, negated
        1.3125 = 1/0                        → unreadable: no-value
        dE/dw6 = 1.3125                     → unreadable: left-side-other
        h1 = 1.3125                         → unreadable: left-side-other
        1.05*1.25 ≈ 1.31                    → right (read-note-approximately)
        """),
]  # fmt: skip

REFUSED = [
    *rows(SIX_WEIGHTS, "dE/dw5", """
        dE/dw5                → unreadable: echo
        dE/dw5*1              → unreadable: echo
        dE/dw5*dE/dy/dE/dw5   → unreadable: echo
        dw5                   → unreadable: echo
        2 + dE/dw5 - 2        → unreadable: echo
        1.3125 + 0*dE/dw5     → unreadable: echo
        dE/dw5 = dE/dw5       → unreadable: echo
        k*h1                  → unreadable: read-unknown-name
        1,3125                → unreadable: read-decimal-comma
        """),
    *rows(SIX_WEIGHTS, "y", "y → unreadable: echo\ny = w5*h1 + w6*h2 → right\nw5*h1 + w6*y → "
          "unreadable: echo"),
    *rows(SIX_WEIGHTS, "local:dy/dw5", "dy/dw5 → unreadable: echo\nh1 → right\n1.25 → right"),
    *rows(GATES, "df/dx", """
        -4                    → right
        --4                   → wrong: negated
        z                     → right
        1*z                   → right
        df/dy = -4            → unreadable: left-side-other
        x = -4                → unreadable: left-side-other
        df/dq*dq/dx           → unfinished: dq/dx
        """),
]  # fmt: skip

KINKS = [
    *rows(AT_A_KINK, "dE/dz", """
        0                     → right (kink-any)
        -6                    → right (kink-any)
        -3                    → right (kink-any)
        -6.003                → right (kink-any)
        -7                    → wrong
        1                     → wrong
        dE/dy*2*step(z)       → right
        2*dE/dy               → right (kink-any)
        0*dE/dy               → right (kink-any)
        dE/dy                 → right (kink-any)
        3*dE/dy               → wrong
        -dE/dy                → wrong: sibling-gradient
        dE/dy*dy/dz           → unfinished: dy/dz
        """),
    *rows(AT_A_KINK, "local:dy/dz", "0 → right (kink-any)\n1 → right (kink-any)\n2 → right "
          "(kink-any)\n2.5 → wrong\n-0.1 → wrong"),
    *rows(AT_A_KINK, "dE/dw", "0 → right (kink-any)\n-12 → right (kink-any)\n12 → wrong"),
    *rows(AT_A_KINK, "w+", "0.5 → right (kink-any)\n1.7 → right (kink-any)\n2 → wrong"),
    # of a maximum at a tie the slopes of both sides make 1
    *rows(CLAMPED, "dL/da", "1.5 → right (kink-any)\n3 → right (kink-any)\n0 → right (kink-any)\n"
          "4 → wrong"),
    *rows(CLAMPED.replace("maximum(a, b)", "maximum(a, b) + 0*maximum(a, a)"), "dL/da",
          "3 → right (kink-any)\n3.1 → wrong"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "asked", "typed", "expected"),
    [*NUMBERS, *UPDATES, *FORMULAS, *CHAINS, *REFUSED, *KINKS],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value else "",
)
def test_an_answer_has_its_verdict(text: str, asked: str, typed: str, expected: str) -> None:
    assert outcome(judged(text, asked, typed)) == expected


def test_a_weight_that_hardly_moved_is_unchanged_and_not_right() -> None:
    text = """\
format: 1
title: hardly
inputs: {x: 0.00249}
params: {w: 0.25}
nodes:
  E: w*x
train: {lr: 0.1}
"""
    assert derived(text).updates[0].value == Fraction("0.249751")
    typed = ("0.25", "0.250", "0.249751", "0.24975", "0.2498")
    assert [outcome(judged(text, "w+", one)) for one in typed] == [
        "wrong: unchanged",
        "wrong: unchanged",
        "right",
        "right",
        "right",
    ]


@pytest.mark.parametrize(
    ("verdict", "costs"),
    [(Right(), True), (Wrong(), True), (Unfinished(()), False), (Imprecise(3), False)],
)
def test_only_right_and_wrong_answers_cost_an_attempt(verdict: Right, costs: bool) -> None:
    assert verdict.costs_attempt is costs


def test_an_unreadable_answer_never_costs_an_attempt() -> None:
    assert not judged(SIX_WEIGHTS, "dE/dw5", "(").verdict.costs_attempt


def test_a_judgement_says_what_was_read_and_what_it_is_worth() -> None:
    judgement = judged(SIX_WEIGHTS, "dE/dw5", "dE/dw5 = 1.05*1.25 = 21/16")
    assert judgement.value == Fraction(21, 16)
    assert judgement.read_as is not None
    assert write(judgement.read_as) == "21/16"


def test_of_a_chain_the_wrong_side_is_the_one_that_is_told() -> None:
    judgement = judged(SIX_WEIGHTS, "dE/dw5", "1.05*1.35 = 1.3125")
    assert judgement.read_as is not None
    assert write(judgement.read_as) == "1.05*1.35"


# -- what a step says about itself


def asked_with(settings: Settings, asked: str = "dE/dw5", text: str = SIX_WEIGHTS) -> Question:
    return replace(question(derived(text), asked), settings=settings)


@pytest.mark.parametrize(
    ("form", "typed", "expected"),
    [
        (Form.SYMBOLIC, "1.3125", "unreadable: formula-wanted"),
        (Form.SYMBOLIC, "1.05*1.25", "unreadable: formula-wanted"),
        (Form.SYMBOLIC, "1.05*h1", "unreadable: formula-wanted"),
        (Form.SYMBOLIC, "dE/dy*h1", "right"),
        (Form.SYMBOLIC, "dE/dy*h1 = 1.3125", "right"),
        (Form.SYMBOLIC, "1.06*h1", "wrong: rounded-early"),
        (Form.NUMBER, "1.3125", "right"),
        (Form.NUMBER, "dE/dy*h1", "right"),
        (Form.BOTH, "1.3125", "right"),
        (Form.BOTH, "dE/dy*h1", "right"),
    ],
)
def test_the_form_of_a_step_says_what_may_be_typed(form: Form, typed: str, expected: str) -> None:
    asked = asked_with(Settings(form=form))
    earned = arriving(derived(SIX_WEIGHTS), asked)
    assert outcome(judge_of(SIX_WEIGHTS).judge(asked, typed, earned)) == expected


def test_where_the_formula_is_a_number_a_number_is_a_formula() -> None:
    asked = asked_with(Settings(form=Form.SYMBOLIC), "local:dq/dx", GATES)
    assert outcome(judge_of(GATES).judge(asked, "1", frozenset())) == "right"


MISTAKEN = (
    SIX_WEIGHTS
    + """\
steps:
  - grad: w5
    mistakes:
      - {answer: dE/dy*h2, say: {en: "that is the arrow of w6, {w6}", zh: "那是 w6 的箭头，{w6}"}}
      - {answer: "-1.3125", say: which way is down?}
"""
)


@pytest.mark.parametrize(
    ("typed", "en", "zh"),
    [
        ("3.99", "that is the arrow of w6, 1", "那是 w6 的箭头，1"),
        ("(y - t)*h2", "that is the arrow of w6, 1", "那是 w6 的箭头，1"),
        ("-1.3125", "which way is down?", "which way is down?"),
        ("-1.31", "which way is down?", "which way is down?"),
    ],
)
def test_the_authors_mistakes_are_told_before_all_others(typed: str, en: str, zh: str) -> None:
    (asked,) = script(derived(MISTAKEN))
    assert isinstance(asked, Question)
    verdict = judge_of(MISTAKEN).judge(asked, typed, frozenset()).verdict
    assert isinstance(verdict, Wrong)
    (diagnosis,) = verdict.diagnoses
    assert diagnosis.misconception == "author"
    assert (say(diagnosis.message, "en"), say(diagnosis.message, "zh")) == (en, zh)


def test_an_expression_is_judged_like_any_other_answer() -> None:
    text = SIX_WEIGHTS + 'steps:\n  - ask: {prompt: "how far is y from t?", answer: y - t}\n'
    (asked,) = script(derived(text))
    assert isinstance(asked, Question)
    verdicts = [
        outcome(judge_of(text).judge(asked, typed, frozenset()))
        for typed in ("1.05", "y - t", "w5*h1 + w6*h2 - t", "t - y", "-1.05", "dE/dy")
    ]
    assert verdicts == [
        *["right"] * 3,
        "wrong: sign",
        "wrong: slip",
        "unfinished: dE/dy",
    ]


# -- roundings


@pytest.mark.parametrize(
    ("literal", "right", "expected"),
    [
        ("1.31", "1.3125", True),
        ("1.3125", "1.3125", True),
        ("1.3", "1.3125", True),
        ("1.", "1.3125", False),
        ("1", "1.3125", False),
        (None, "1.3125", False),
        ("0.13", "0.125", True),
        ("0.12", "0.125", True),
        ("0.11", "0.115", False),
        ("0.12", "0.115", True),
        ("-0.13", "-0.125", True),
        ("-0.12", "-0.125", True),
        ("1.31e5", "131450", True),
        ("1.32e5", "131450", False),
        ("13e-1", "1.3125", False),
        ("0.00", "0.0004", True),
        ("1.31", "-1.3125", False),
        ("0.3333333333333333333333333333333333", "1/3", True),
        ("0.3333333333333333333333333333333334", "1/3", False),
    ],
)
def test_a_decimal_is_a_rounding(literal: str | None, right: str, expected: bool) -> None:
    assert is_rounding(literal, Fraction(right)) is expected


@pytest.mark.parametrize(
    ("literal", "digits"),
    [("1.31", 3), ("0.0500", 3), ("-.5", 1), ("100", 3), ("1.50e-7", 3), ("0.0", 0)],
)
def test_significant_digits_begin_at_the_first_that_is_not_zero(literal: str, digits: int) -> None:
    assert significant_digits(literal) == digits


# -- over every lesson and network

EVERY_GRADIENT = [
    (name, step.target)
    for name, derivation in everything().items()
    for step in derivation.backward
    if step.value and abs(step.value) > 1e-5
]


def judge_for(name: str) -> Judge:
    if name not in _judges:
        _judges[name] = Judge(everything()[name])
    return _judges[name]


_judges: dict[str, Judge] = {}


def gradient_question(name: str, target: str) -> tuple[Judge, Question]:
    judge = judge_for(name)
    return judge, question(judge.derivation, f"d{judge.derivation.graph.loss}/d{target}")


@pytest.mark.parametrize(("name", "target"), EVERY_GRADIENT, ids=str)
def test_the_right_number_is_right_and_a_near_miss_is_not(name: str, target: str) -> None:
    judge, asked = gradient_question(name, target)
    exact = Fraction(asked.value)
    assert outcome(judge.judge(asked, _typed(exact), frozenset())).startswith("right")
    if judge.standards.kink_range(asked.asked) is None:
        for factor in (1 + 2 * asked.tolerance.rel, 1 - 2 * asked.tolerance.rel):
            verdict = judge.judge(asked, _typed(exact * factor), frozenset()).verdict
            assert isinstance(verdict, Wrong)


def _typed(value: Fraction) -> str:
    """A decimal of 20 digits: no rounding of anything near."""
    return f"{value.numerator * 10**25 // value.denominator}e-25"


@pytest.mark.parametrize(("name", "target"), EVERY_GRADIENT, ids=str)
def test_a_right_formula_in_any_form_is_never_called_wrong(name: str, target: str) -> None:
    judge, asked = gradient_question(name, target)
    step = judge.derivation.gradients[target]
    earned = arriving(judge.derivation, asked)
    random = Random(f"{name} {target}")
    for right in (step.formula, step.closed):
        for _ in range(2 if right is not None else 0):
            assert right is not None
            typed = write(_rewritten(right, judge.derivation, random))
            if len(typed) <= 450:
                assert outcome(judge.judge(asked, typed, earned)).startswith("right"), typed


def _rewritten(term: Term, derivation: Derivation, random: Random, times: int = 4) -> Term:
    """An equal formula, written in another way."""
    for _ in range(times):
        term = _somewhere(term, derivation, random)
    return term


def _somewhere(term: Term, derivation: Derivation, random: Random) -> Term:
    """One rewriting, at the top or in one argument."""
    if isinstance(term, Apply) and term.op != "pow" and random.random() < 0.6:
        index = random.randrange(len(term.args))
        args = list(term.args)
        args[index] = _somewhere(args[index], derivation, random)
        return Apply(term.op, tuple(args))
    return random.choice(REWRITINGS)(term, derivation)


def _turned_around(term: Term, derivation: Derivation) -> Term:
    match term:
        case Apply("add" | "mul" as op, args):
            return Apply(op, tuple(reversed(args)))
    return term


def _negated_twice(term: Term, derivation: Derivation) -> Term:
    return Apply("neg", (negative(term),))


def _distributed(term: Term, derivation: Derivation) -> Term:
    match term:
        case Apply("mul", (Apply("add", addends), *rest)):
            return Apply("add", tuple(Apply("mul", (addend, *rest)) for addend in addends))
    return term


def _spelled_out(term: Term, derivation: Derivation) -> Term:
    if isinstance(term, Symbol) and term.name in derivation.graph.nodes:
        return derivation.graph[term.name].term or term
    return term


def _doubled_and_halved(term: Term, derivation: Derivation) -> Term:
    return Apply("div", (Apply("mul", (number(2), term)), number(2)))


def _something_added(term: Term, derivation: Derivation) -> Term:
    name = Symbol(next(iter(derivation.graph.nodes)))
    return Apply("add", (term, name, Apply("neg", (name,))))


REWRITINGS = (
    _turned_around,
    _negated_twice,
    _distributed,
    _spelled_out,
    _doubled_and_halved,
    _something_added,
)


@pytest.mark.parametrize(("name", "target"), EVERY_GRADIENT, ids=str)
def test_a_formula_that_is_a_little_off_is_never_right(name: str, target: str) -> None:
    judge, asked = gradient_question(name, target)
    closed = judge.derivation.gradients[target].closed
    if closed is None or judge.standards.kink_range(asked.asked) is not None:
        return
    off = write(Apply("mul", (Number(1 + 2 * asked.tolerance.rel), closed)))
    if len(off) <= 450:
        assert isinstance(judge.judge(asked, off, frozenset()).verdict, Wrong)


@settings(max_examples=60, deadline=None)
@given(st.text("wxyhtE0123456789.+-*/^() =d∂σ'", max_size=30))
def test_whatever_is_typed_gets_a_verdict(typed: str) -> None:
    assert judged(SIX_WEIGHTS, "dE/dw5", typed).verdict.name in (
        "right",
        "wrong",
        "unfinished",
        "imprecise",
        "unreadable",
    )


def test_verdicts_do_not_depend_on_what_was_judged_before() -> None:
    of = question(derived(SIX_WEIGHTS), "dE/dw5")
    earned = arriving(derived(SIX_WEIGHTS), of)
    typed = ["dE/dy*h1", "(t-y)*h1", "h1", "1.3", "dE/dy*x1"]
    used, fresh = Judge(derived(SIX_WEIGHTS)), [Judge(derived(SIX_WEIGHTS)) for _ in typed]
    before = [outcome(used.judge(of, text, earned)) for text in typed]
    after = [outcome(used.judge(of, text, earned)) for text in reversed(typed)]
    alone = [outcome(judge.judge(of, t, earned)) for judge, t in zip(fresh, typed, strict=True)]
    assert before == list(reversed(after)) == alone


def test_the_points_follow_the_kind_of_the_data_and_the_branches_of_the_lesson() -> None:
    text = """\
format: 1
title: kinds
inputs: {x: 2, n: -3}
params: {w: 0.5}
constants: {mask: 1, keep: 0.5}
nodes:
  z: w*x
  a: relu(z)*mask/keep
  L: a*n
"""
    points = judge_of(text).formulas.points
    assert len(points) == 12
    for point in points:
        assert point[Symbol("x")] > 0
        assert point[Symbol("z")] > 0
        assert point[Symbol("mask")] in (0, 1)
    assert {point[Symbol("mask")] for point in points} == {0, 1}
    assert len({point[Symbol("n")] for point in points}) == 12


def test_a_lesson_on_a_narrow_branch_still_has_points() -> None:
    nodes = "".join(f"  r{i}: relu(w{i}*x - {i})\n" for i in range(1, 13))
    total = " + ".join(f"r{i}" for i in range(1, 13))
    params = ", ".join(f"w{i}: {i + 0.5}" for i in range(1, 13))
    given = f"inputs: {{x: 1}}\nparams: {{{params}}}"
    text = f"format: 1\ntitle: narrow\n{given}\nnodes:\n{nodes}  L: {total}\n"
    assert len(judge_of(text).formulas.points) == 12
    assert outcome(judged(text, "dL/dw3", "x")) == "right"
    assert outcome(judged(text, "dL/dw3", "w3*x")) == "wrong: extra-factor"


CROSS_ENTROPY = """\
format: 1
title: two classes
inputs: {a: 0.4, y1: 1, y2: 0}
params: {v: 0.3, w: -0.1}
nodes:
  p1: exp(v*a)/(exp(v*a) + exp(w*a))
  p2: exp(w*a)/(exp(v*a) + exp(w*a))
  L: -(y1*log(p1) + y2*log(p2))
"""


def test_targets_that_make_one_are_tried_out_as_such() -> None:
    assert outcome(judged(CROSS_ENTROPY, "dL/dw", "(p2 - y2)*a")) == "right"
    assert outcome(judged(CROSS_ENTROPY, "dL/dw", "p2*a")) == "wrong (only-here)"
    assert outcome(judged(CROSS_ENTROPY, "dL/dw", "(p2 - y1)*a")).startswith("wrong")
    halves = CROSS_ENTROPY.replace("y1: 1, y2: 0", "y1: 0.5, y2: 0.5")
    assert outcome(judged(halves, "dL/dv", "(p1 - y1)*a")) == "right"
    others = CROSS_ENTROPY.replace("y1: 1, y2: 0", "y1: 0.5, y2: 0.7")
    assert outcome(judged(others, "dL/dv", "(p1 - y1)*a")).startswith("wrong")


def test_values_that_floats_cannot_tell_apart_are_looked_at_in_fifty_digits() -> None:
    text = (
        "format: 1\ntitle: far\ninputs: {x: 2}\nparams: {w: 1}\nnodes:\n  z: 6*w*x\n  L: tanh(z)\n"
    )
    assert outcome(judged(text, "dL/dz", "sech(z)^2")) == "right"
    assert outcome(judged(text, "dL/dz", "1 - tanh(z)^2")) == "right"
    assert outcome(judged(text, "dL/dz", "(1 - L)*(1 + L)*1.01")) == "wrong: constant-factor"


def test_a_new_weight_is_right_where_the_network_has_no_value_after_the_step() -> None:
    text = """\
format: 1
title: a root
inputs: {x1: 0.23, t: 1.3}
params: {w1: 1.51, w2: -1.89, w3: 2.6}
nodes:
  h1: 0.5*x1 + w1
  h2: h1*x1*h1
  z1: 1/h1
  a1: sqrt(z1)
  z2: w2*h2 + w3*a1
  E: (z2 - t)^2
train: {lr: 0.1}
"""
    slope = "2*(z2 - t)*w2*(x1*h1 + h1*x1) + 2*(t - z2)*w3*(1/(2*a1))*(1/(1/2*x1 + w1)^2)"
    assert outcome(judged(text, "w1+", f"w1 - 0.1*({slope})")) == "right"


def test_gradients_keep_their_fifty_digits_on_the_way_back() -> None:
    text = """\
format: 1
title: nearly equal terms
inputs: {x: 0.44, t: 0.7}
nodes:
  z1: x^2 + x
  z2: 3*z1 - x
  z3: softplus(z2)
  a1: z3/z2
  y: sigmoid(a1)
  E: -t*log(y) - (1 - t)*log(1 - y)
"""
    right = "3*(dE/dz3*sigmoid(z2)) + 3*(-dE/da1*z3/z2^2)"
    assert outcome(judged(text, "dE/dz1", right)) == "unfinished: dE/dz3, dE/da1"
    assert outcome(judged(text, "dE/dz2", "-(dE/da1*z3/z2^2) + sigmoid(z2)*dE/da1/z2")) == "right"


def test_a_prediction_is_worth_its_value_at_the_lessons_numbers() -> None:
    for name, target in EVERY_GRADIENT:
        judge, asked = gradient_question(name, target)
        for prediction in judge.reasons.predictions(asked.asked):
            at = prediction.at(judge.derivation.evaluation)
            assert same(at, prediction.value), prediction.misconception


@pytest.mark.parametrize("typed", ["(y-t)@h2", "dE/dy@h2", "2@3", "w5@(h1+1)"])
def test_of_lone_numbers_there_is_no_product_of_matrices(typed: str) -> None:
    assert outcome(judged(SIX_WEIGHTS, "dE/dw6", typed)) == "wrong (read-misfit-scalar)"
