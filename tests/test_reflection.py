"""Reflection: one small question about the step that was revealed, which never stops anybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from learners import Sitter, at
from matrix_lessons import TWO_LAYERS
from plays import LAYER, PARTS, WAYS, builtin, lesson, sitting, surroundings
from samples import LESSONS
from test_study_from_file import study as from_file

from backtutor.derive import Derivation
from backtutor.lesson import Lesson
from backtutor.messages import Message
from backtutor.notation import write
from backtutor.questions import Question
from backtutor.reflection import chosen, letters, reflection, rule_of
from backtutor.scripts import script
from backtutor.session import Session
from backtutor.terms import Term
from backtutor.text import LANGUAGES, say

OWN = {"parts": PARTS, "ways": WAYS, "layer": LAYER, "two layers": TWO_LAYERS}


def every_lesson() -> dict[str, Lesson]:
    return {**LESSONS, **{name: lesson(text) for name, text in OWN.items()}}


def asked_after(of: Lesson, id: str) -> Question:
    derivation = Derivation(of)
    found = next(item for item in script(derivation) if item.id == id)
    assert isinstance(found, Question)
    asked = reflection(derivation, found)
    assert asked is not None
    return asked


def in_words(said: object, lang: str = "en") -> str:
    if isinstance(said, Message):
        return say(said, lang)
    assert isinstance(said, Term)
    return write(said)


def right_of(question: Question, lang: str = "en") -> str:
    (right,) = (choice for choice in question.choices if choice.correct)
    return in_words(right.text, lang)


@pytest.mark.parametrize(
    ("of", "id", "question", "right"),
    [
        ("w1-w6", "h2", "which of these has to be known before h2?", "x2"),
        (
            "w1-w6",
            "dE/dy",
            "in E = 1/2*(t - y)^2, which rule gives dE/dy?",
            "the power rule: the exponent comes down in front",
        ),
        (
            "w1-w6",
            "dE/dw5",
            "in y = w5*h1 + w6*h2, which rule gives dy/dw5?",
            "the product rule: the other factor stays",
        ),
        ("w1-w6", "w5+", "why is the step subtracted?",
         "the gradient points to where E grows, and E is to fall"),
        ("w1-w6", "y+", "which values does the second forward pass take?",
         "the new values of all parameters"),
        ("fork", "de/db", "b is used 2 times. Why are the parts added?",
         "b moves e on every way at once, and small changes add up"),
        ("parts", "dL/dp", "in q = p + v, which rule gives dq/dp?",
         "the sum rule: a move is passed on as it is"),
        ("layer", "dL/dW", "W is used 2 times. Why is nothing divided by 2?",
         "every use feels the whole move of W: nothing is shared out"),
        ("two layers", "dL/dW2",
         "dZ2 arrives at Z2 = A1 @ W2 + b2. Which matrix is it multiplied with on the way to W2?",
         "A1"),
        ("two layers", "shape:dL/dW2", "why has dW2 just this shape?",
         "L has one slope by each number of W2"),
    ],
)  # fmt: skip
def test_it_is_about_the_principle_of_the_step(of: str, id: str, question: str, right: str) -> None:
    asked = asked_after(every_lesson()[of], id)
    assert (in_words(asked.prompt), right_of(asked)) == (question, right)


@pytest.mark.parametrize(
    ("formula", "by", "rule"),
    [
        ("x + v", "x", "sum"),
        ("-x", "x", "factor"),
        ("3*x/4 - 2", "x", "factor"),
        ("x/v + b", "x", "product"),
        ("x*v + b", "x", "product"),
        ("1/2*(v - x)^2", "x", "power"),
        ("v/x", "x", "quotient"),
        ("2^x", "x", "function"),
        ("tanh(2*x + v)", "x", "function"),
        # more than one rule
        ("tanh(x*v)", "x", None),
        ("x*v + x", "x", None),
    ],
)
def test_the_rule_of_a_slope(formula: str, by: str, rule: str | None) -> None:
    of = lesson(f"format: 1\ntitle: r\ninputs: {{x: 2, v: 3, b: 1}}\nnodes: {{f: {formula}}}\n")
    term = of.graph["f"].term
    assert term is not None
    assert rule_of(term, by) == rule


@pytest.mark.parametrize("name", every_lesson())
def test_one_option_is_right_and_every_other_has_its_reason(name: str) -> None:
    derivation = Derivation(every_lesson()[name])
    for item in (*script(derivation), *script(derivation, full=True)):
        asked = reflection(derivation, item) if isinstance(item, Question) else None
        if asked is None:
            continue
        assert asked.points == 0
        assert 2 <= len(asked.choices) <= 5
        assert [choice.why is None for choice in asked.choices] == [
            choice.correct for choice in asked.choices
        ]
        assert sum(choice.correct for choice in asked.choices) == 1
        for lang in LANGUAGES:
            texts = [in_words(choice.text, lang) for choice in asked.choices]
            assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("typed", "place"), [("a", 0), (" B ", 1), ("c", 2), ("e", None), ("ab", None), ("1", None)]
)
def test_a_letter_chooses(typed: str, place: int | None) -> None:
    asked = asked_after(builtin("w1-w6"), "w5+")
    assert letters(asked) == "abc"
    expected = None if place is None else asked.choices[place]
    assert chosen(asked, typed) == expected


# -- in the session


def test_it_waits_from_the_reveal_on_until_something_else_happens() -> None:
    sitter = at("dE/dy")
    assert sitter.session.pondered is None
    sitter.say("-1.05", "!")
    pondered = sitter.session.pondered
    assert pondered is not None
    assert pondered.revealed.id == "dE/dy"
    assert sitter.replayed().pondered == pondered
    sitter.say("=")
    assert sitter.session.pondered is None


def test_its_event_ends_it_and_changes_nothing_else() -> None:
    sitter = at("dE/dy")
    sitter.say("!")
    before = sitter.session.state
    sitter.keep("reflect", question="dE/dy", chosen="a", right=True)
    assert sitter.session.pondered is None
    assert sitter.session.state == before._replace(pondered=None)


def test_of_a_revealed_factor_the_whole_step_is_asked_once_its_factors_are_done() -> None:
    sitter = Sitter(builtin("fork")).to("de/db")
    sitter.say("777", "!")
    assert sitter.session.pondered is None
    sitter.say("=")
    pondered = sitter.session.pondered
    assert pondered is not None
    assert (pondered.revealed.id, sitter.question.id) == ("de/db", "de/db")


def test_a_slope_that_is_asked_later_is_not_told_by_it() -> None:
    sitter = Sitter(
        lesson(
            PARTS.replace("- local: [dq/dp, dm/dq]", "- grad: [m, q]").replace(
                "- auto: grad", "- local: [dm/dq]"
            )
        )
    ).to("dL/dq")
    sitter.say("!")
    assert sitter.session.pondered is None


def test_a_log_from_before_it_was_asked_still_goes_on() -> None:
    sitter = at("dE/dy")
    sitter.say("!", "=", "=")
    session = Session(sitter.session.derivation)
    session.replay(event for event in sitter.tape.events if event.kind != "reflect")
    assert session.pondered is None


def test_a_file_of_answers_is_not_asked(tmp_path: Path) -> None:
    ran = from_file(tmp_path, "h2: 7\n")
    assert "To think about" not in ran.out


# -- on the screen


def told(*typed: str, lang: str = "en", **look: bool) -> str:
    """What is printed between the last of `typed` and the next prompt, of the update."""
    seen: list[str] = []
    before = ("3.8", "up", "1.05", "1.3125", "1.05", "1", "1.05", "1", "!")
    environment = surroundings(lang=lang, **look)
    sitting(
        builtin("w1-w6"), [*before, *typed], environment, watch=lambda _, text: seen.append(text)
    )
    return "\n".join(line.rstrip() for line in seen[-1][len(seen[-2]) :].split("\n")[1:])


ASKED = """\
To think about, no points: why is the step subtracted?  (a b c; Enter goes on)
  a  because E holds a difference
  b  the gradient points to where E grows, and E is to fall
  c  weights are to become smaller
why ›"""

ASKED_ZH = """\
想一想（不计分）：为什么要减去这一步？  （a b c；按回车继续）
  a  因为 E 里有一个差
  b  梯度指向 E 增大的方向，而我们要 E 下降
  c  权重应当变小
为什么 ›"""


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(("lang", "asked"), [("en", ASKED), ("zh", ASKED_ZH)])
def test_it_stands_below_the_reveal(lang: str, asked: str, plain: bool) -> None:
    assert told(lang=lang, plain=plain).endswith(asked)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("b", "✓ Yes: the gradient points to where E grows, and E is to fall."),
        (
            "a",
            "✗ Not that: the sign is the same for every loss\n"
            "  It is the gradient points to where E grows, and E is to fall.",
        ),
        ("", ""),
    ],
)
def test_a_letter_is_told_and_a_line_goes_past(typed: str, said: str) -> None:
    head, gap, following = told(typed).partition("\nSix weights, one error")
    assert gap
    assert head.strip() == said
    assert "what is y⁺?" in following.lower().replace("\n", " ")


def test_what_was_meant_for_the_next_question_is_kept_for_it() -> None:
    shown = sitting(builtin("w1-w6"), ["!", "up", "1.05"])
    assert [event.kind for event in shown.tape.events] == ["reveal", "reflect", "answer", "answer"]
    assert [e.facts["verdict"] for e in shown.tape.events[2:]] == ["right", "right"]
    assert "› up\n✓ Right." in shown.text


@pytest.mark.parametrize(
    ("typed", "events"),
    [
        ("a", {"chosen": "a", "right": False}),
        ("c", {"chosen": "c", "right": True}),
        ("", {"chosen": ""}),
        ("?", {"chosen": ""}),
        ("!", {"chosen": ""}),
        (">", {"chosen": ""}),
    ],
)
def test_it_is_kept_as_an_event(typed: str, events: dict[str, object]) -> None:
    last = sitting(builtin("w1-w6"), ["!", typed]).tape.events[-1]
    assert last.kind == "reflect"
    assert {key: last.facts[key] for key in events} == events
    assert last.facts["question"] == "h2"


@pytest.mark.parametrize(
    "typed", [":help", ":formula", ":graph", ":nudge w1", ":nosuch", ":note x"]
)
def test_commands_work_there_and_it_is_still_asked(typed: str) -> None:
    assert told(typed).endswith("why ›")
    assert told(typed, "b").startswith("✓ Yes")


def test_going_back_goes_past_it() -> None:
    assert "You have seen its derivation." in told("<")


def test_leaving_there_loses_nothing_and_it_is_asked_again() -> None:
    first = sitting(builtin("w1-w6"), ["!", ":q"])
    second = sitting(builtin("w1-w6"), [], events=first.tape.events)
    assert "why ›" in second.text


@pytest.mark.parametrize(
    ("of", "id", "wrong"),
    [
        # a sum stands in h1 = w1*x1 + w2*x2 too: it is no wrong answer to the question
        ("w1-w6", "dE/dw1", ["rule-function", "rule-power"]),
        ("w1-w6", "dE/dy", ["rule-quotient"]),
        ("parts", "dL/dp", ["rule-function", "rule-power", "rule-product"]),
    ],
)
def test_no_wrong_option_has_a_part_in_the_slope(of: str, id: str, wrong: list[str]) -> None:
    asked = asked_after(every_lesson()[of], id)
    others = [choice.text for choice in asked.choices if not choice.correct]
    assert sorted(said.id for said in others if isinstance(said, Message)) == wrong
