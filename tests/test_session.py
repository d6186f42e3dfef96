"""The session as a fold: what replies do to it, and that a log replayed gives the same session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from learners import Sitter, at
from plays import DIAMOND, PARTS, builtin, lesson

from backtutor.derive import Derivation
from backtutor.lesson import Lesson
from backtutor.questions import Amount
from backtutor.session import Session, Status, about, fingerprint
from backtutor.terms import Derivative
from backtutor.text import say
from backtutor.verdicts import Right, Unreadable, Wrong

WEIGHTS = builtin("w1-w6")
LESSONS = (WEIGHTS, builtin("fork"), lesson(PARTS), lesson(DIAMOND))
DERIVATIONS = tuple(map(Derivation, LESSONS))


# -- credit


@pytest.mark.parametrize(
    ("replies", "credit"),
    [
        ("=", Fraction(1)),
        ("2 =", Fraction(4, 5)),
        ("? =", Fraction(4, 5)),
        ("2 ? =", Fraction(1, 2)),
        ("? ? ? =", Fraction(1, 5)),
        ("2 2 2 2 2 =", Fraction(1, 5)),
        ("!", Fraction(0)),
        ("2 ? !", Fraction(0)),
        ("x+ 3.8.8 =", Fraction(1)),
        ("4 > = = = = = = = = = = =", Fraction(4, 5)),
    ],
)
def test_credit_falls_with_every_error_and_hint(replies: str, credit: Fraction) -> None:
    sitter = at("h2")
    sitter.say(*replies.split())
    assert sitter.session.record("h2").credit == credit


@pytest.mark.parametrize("reply", ["2", "?", "!", "<", ">", "x +", "3.8"])
def test_what_is_earned_stays_when_the_learner_goes_back(reply: str) -> None:
    sitter = at("sign:w5")
    sitter.say("<", reply)
    record = sitter.session.record("h2")
    assert (record.status, record.credit, record.typed) == (Status.SOLVED, 1, "19/5")


def test_a_revealed_question_earns_nothing_when_it_is_answered_later() -> None:
    sitter = at("h2")
    sitter.say("!", "<", "3.8")
    assert sitter.session.record("h2").status is Status.REVEALED
    assert sitter.session.record("h2").credit == 0
    assert sitter.question.id == "sign:w5"


def test_replaying_the_missed_ones_can_only_raise_the_score() -> None:
    sitter = at("h2")
    sitter.say("2", "=", "!")
    assert [sitter.session.record(id).credit for id in ("h2", "sign:w5")] == [Fraction(4, 5), 0]
    sitter.say("again")
    assert sitter.question.id == "h2"
    sitter.say("2", "2", "2", "=", "1")
    assert [sitter.session.record(id).credit for id in ("h2", "sign:w5")] == [Fraction(4, 5), 1]


def test_the_score_counts_points() -> None:
    of = lesson("""
        format: 1
        title: Points
        inputs: {x: 2, y: 3}
        nodes: {f: x*y}
        steps:
          - {forward: [f], points: 3}
          - {grad: [x], points: 1}
    """)
    sitter = Sitter(of)
    sitter.say("6", "!")
    assert sitter.session.score == Fraction(3, 4)


# -- where it goes


def test_back_and_an_answer_go_on_where_the_learner_was() -> None:
    sitter = at("dE/dw5")
    sitter.say("<", "<")
    assert sitter.question.id == "sign:w5"
    sitter.say("up")
    assert sitter.question.id == "dE/dw5"


def test_a_wrong_retry_asks_again_and_skipping_it_goes_on() -> None:
    sitter = at("dE/dw5")
    sitter.say("<", "7")
    assert sitter.question.id == "dE/dy"
    sitter.say(">")
    assert sitter.question.id == "dE/dw5"


def test_before_the_first_answer_there_is_nothing_to_go_back_to() -> None:
    assert at("h2").session.previous() is None


def test_what_is_skipped_comes_back_at_the_end_in_the_order_it_was_skipped() -> None:
    sitter = at("h2")
    sitter.say(">", ">", "=", "=", "=", "=", "=", "=")
    assert [sitter.session.record(id).status for id in ("h2", "sign:w5")] == [Status.OPEN] * 2
    while sitter.question.id != "h2":
        sitter.say("=")
    sitter.say(">")
    assert sitter.question.id == "sign:w5"
    sitter.say(">")
    assert sitter.question.id == "h2"
    sitter.say("=", "=")
    assert sitter.session.current is None


def test_pages_at_the_end_wait_for_what_was_skipped() -> None:
    sitter = at("at-most-a-quarter", builtin("sigmoid-one-node"))
    sitter.say(">")
    assert sitter.session.current == sitter.session.questions[-1]


def test_a_derivation_is_not_shown_while_a_question_before_it_is_open() -> None:
    sitter = at("de/dc", builtin("fork"))
    sitter.say(">", "=")
    assert sitter.question.id == "de/db"


def test_full_asks_every_step_and_keeps_what_was_answered() -> None:
    sitter = at("dE/dw5")
    sitter.say("<", "<", ":full")
    asked = [question.id for question in sitter.session.questions]
    assert asked[:4] == ["h1", "h2", "y", "E"]
    assert len(asked) == 23
    assert sitter.session.record("h2").credit == 1
    assert sitter.question.id == "h1"


# -- factors


def split(sitter: Sitter, id: str) -> bool:
    return id in sitter.session.state.split


def test_an_undiagnosed_error_splits_the_question_into_its_factors() -> None:
    sitter = at("dE/dw5")
    sitter.say("777")
    assert split(sitter, "dE/dw5")
    assert sitter.question.id == "dE/dw5|local:dy/dw5"
    sitter.say("h1")
    assert sitter.question.id == "dE/dw5"
    sitter.say("=")
    assert sitter.question.id == "dE/dh1"


def test_the_second_diagnosed_error_splits_it() -> None:
    sitter = at("dE/dw5")
    sitter.say("-1.3125")
    assert not split(sitter, "dE/dw5")
    sitter.say("-1.3125")
    assert split(sitter, "dE/dw5")


def test_a_bare_right_number_that_a_slip_also_gives_is_asked_for_its_factors() -> None:
    sitter = at("dE/dh1")
    sitter.say("1.05")
    assert sitter.session.record("dE/dh1").credit == 1
    assert sitter.question.id == "dE/dh1|local:dy/dh1"


def test_a_right_formula_proves_itself() -> None:
    sitter = at("dE/dh1")
    sitter.say("dE/dy*w5")
    assert not split(sitter, "dE/dh1")


def test_a_right_number_that_nothing_else_gives_is_enough() -> None:
    sitter = at("dE/dw5")
    sitter.say("1.3125")
    assert not split(sitter, "dE/dw5")


def test_a_reveal_needs_no_factors() -> None:
    sitter = at("dE/dw5")
    sitter.say("777", "h1", "!")
    assert sitter.question.id == "dE/dh1"


def test_a_factor_that_was_a_question_of_its_own_is_not_asked_again() -> None:
    sitter = at("dL/dq", lesson(PARTS))
    sitter.say("777")
    assert [part.id for part in sitter.session.parts(sitter.session.questions[5])] == []


def test_skipping_a_factor_puts_its_question_off() -> None:
    sitter = at("dE/dw5")
    sitter.say("777", ">")
    assert sitter.question.id == "dE/dh1"


def test_a_factor_belongs_to_the_place_of_its_question() -> None:
    sitter = at("dE/dw5")
    sitter.say("777")
    session = sitter.session
    assert session.position(sitter.question) == session.position(session.whole(sitter.question))


# -- what may be shown


def test_values_that_are_asked_and_what_they_feed_are_hidden() -> None:
    sitter = at("h2")
    hidden = set(WEIGHTS.graph.nodes) - sitter.session.known
    assert hidden == {"h2", "y", "E"}
    sitter.say("=")
    assert sitter.session.known == set(WEIGHTS.graph.nodes)


def test_siblings_are_earned_with_the_answer() -> None:
    sitter = at("dE/dw5")
    assert {d.by for d in sitter.session.earned} == {"E", "y"}
    sitter.say("=")
    assert {d.by for d in sitter.session.earned} == {"E", "y", "w5", "w6"}


def test_a_gradient_is_explained_when_its_factors_are_answered() -> None:
    sitter = at("dE/dh1")
    sitter.say("1.05")
    gradient = Derivative("E", "h1")
    assert gradient in sitter.session.earned
    assert gradient not in sitter.session.explained
    sitter.say("w5")
    assert gradient in sitter.session.explained


def test_new_values_are_known_once_asked_and_those_before_the_asked_one_are_given() -> None:
    sitter = at("w5+")
    # they stand in the table
    assert sitter.session.updated == {"w1", "w2", "w3", "w4", "w6"}
    sitter.say("=")
    weights = {f"w{i}" for i in range(1, 7)}
    assert sitter.question.id == "y+"
    assert sitter.session.updated == weights | {"h1", "h2"}


def test_numbers_of_skipped_questions_are_not_filled_into_hints() -> None:
    sitter = at("h2")
    sitter.say(">", "=", "=", "=")
    assert sitter.question.id == "dE/dh1"
    sitter.to("w5+")
    sitter.say("<", "<", "<")
    assert sitter.question.id == "dE/dw5"
    sitter.say(">", "?", "?")
    assert not sitter.session.shows_numbers(sitter.session.questions[-1])


def test_a_hint_whose_numbers_are_asked_elsewhere_says_what_to_find_first() -> None:
    sitter = at("dE/dy", WEIGHTS)
    sitter.say(">")
    assert sitter.question.id == "dE/dw5"
    sitter.say("?", "?")
    hint = sitter.session.hint(sitter.question)
    assert hint is not None
    assert (hint.level, hint.count) == (3, 3)
    assert say(hint.said, "en") == "find dE/dy first, then put the numbers in"  # type: ignore[arg-type]


def test_a_prediction_is_not_tried_with_a_number_that_is_still_asked() -> None:
    sitter = at("q", builtin("add-then-multiply"))
    sitter.say(">", "?", "?")
    assert sitter.question.id == "sign:z"
    hint = sitter.session.hint(sitter.question)
    assert hint is not None
    assert say(hint.said, "en") == "find q first, then put the numbers in"  # type: ignore[arg-type]


# -- choices


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("1", Right),
        ("up", Right),
        ("U", Right),
        ("+", Right),
        ("上升", Right),
        ("2", Wrong),
        ("down", Wrong),
        ("-", Wrong),
        ("不变", Wrong),
        ("0", Unreadable),
        ("4", Unreadable),
        ("sideways", Unreadable),
        ("", Unreadable),
    ],
)
def test_a_prediction_is_typed_as_a_number_or_a_word(typed: str, verdict: type) -> None:
    sitter = at("sign:w5")
    assert isinstance(sitter.session.submit(sitter.question, typed).judgement.verdict, verdict)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "x is 3, not small at all."), ("zh", "x 是 3，一点也不小。")]
)
def test_a_wrong_option_tells_the_authors_reason(lang: str, said: str) -> None:
    sitter = at("why-chain", lesson(PARTS))
    verdict = sitter.session.submit(sitter.question, "2").judgement.verdict
    assert isinstance(verdict, Wrong)
    assert verdict.remark is not None
    assert say(verdict.remark, lang) == said


def test_a_wrong_option_without_a_reason_is_just_wrong() -> None:
    sitter = at("why-chain", lesson(PARTS))
    assert sitter.session.submit(sitter.question, "3").judgement.verdict == Wrong()


def test_an_authors_mistake_is_told_in_his_words() -> None:
    sitter = at("double", lesson(PARTS))
    verdict = sitter.session.submit(sitter.question, "m").judgement.verdict
    assert isinstance(verdict, Wrong)
    assert [(d.misconception, say(d.message, "en")) for d in verdict.diagnoses] == [
        ("author", "that is m once")
    ]


# -- logs


def same(a: Session, b: Session) -> bool:
    return (a.state, a.items, a.current) == (b.state, b.items, b.current)


@pytest.mark.parametrize(
    "replies",
    [
        "= = = = = = = = = =",
        "2 ? ? = ! -1.05 777 h1 > < < = =",
        "> > > > > > > > > = = =",
        "= :full = = < 7 = ! !",
        "2 = = again = =",
    ],
)
def test_a_log_replayed_gives_the_same_session(replies: str) -> None:
    sitter = Sitter(WEIGHTS)
    sitter.say(*replies.split())
    assert same(sitter.replayed(), sitter.session)


def edited(number: Fraction) -> Lesson:
    """The lesson after its author has changed x1."""
    return replace(WEIGHTS, given={**WEIGHTS.given, "x1": number})


@pytest.mark.parametrize(
    ("x1", "open"),
    [
        (Fraction(1), []),
        (Fraction(2), ["h2", "dE/dy", "dE/dw5", "dE/dh1", "dE/dw1", "w5+", "y+"]),
    ],
)
def test_an_edited_lesson_asks_again_what_has_another_answer_now(
    x1: Fraction, open: list[str]
) -> None:
    sitter = Sitter(WEIGHTS)
    sitter.say("!", "=", "=", "=", "!", *["="] * 10)
    session = Session(Derivation(edited(x1)))
    session.replay(sitter.tape.events)
    assert [q.id for q in session.questions if not session.is_done(q)] == open


def test_the_last_digits_of_floats_do_not_matter_to_a_log() -> None:
    question = Session(Derivation(lesson(DIAMOND))).questions[2]
    other = replace(question, wants=Amount(float(question.value) * (1 + 1e-14)))
    assert fingerprint(other) == fingerprint(question)
    third = replace(question, wants=Amount(float(question.value) * 1.001))
    assert fingerprint(third) != fingerprint(other)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("answer", {"question": "nowhere", "verdict": "right"}),
        ("answer", {"question": "h2", "verdict": "right"}),
        ("answer", {"question": "h2", "verdict": "right", "expects": "000000000000"}),
        ("answer", {"question": ["h2"], "verdict": "right"}),
        ("answer", {}),
        ("reveal", {"question": "h2"}),
        ("graduate", {"question": "h2"}),
        ("read", {"question": "h2"}),
        ("back", {"question": "step-1"}),
        ("done", {}),
    ],
)
def test_events_of_other_lessons_and_programs_are_ignored(
    kind: str, facts: dict[str, object]
) -> None:
    session = Session(Derivation(WEIGHTS))
    before = session.state
    session.apply(kind, facts)
    assert session.state == before


def test_nonsense_in_an_event_does_no_harm() -> None:
    session = Session(Derivation(WEIGHTS))
    question = session.questions[0]
    facts = {**about(question), "verdict": "wrong", "diagnoses": 7, "split": "yes", "typed": 3}
    session.apply("answer", facts)
    assert session.record("h2").wrong == 1
    assert session.state.split == frozenset()


# -- whatever is typed

REPLIES = st.lists(
    st.sampled_from(
        ["=", "=", "=", "?", "!", "<", ">", "777", "-1.05", "0", "1", "x +", "again", ":full"]
    ),
    max_size=40,
)


def credits(session: Session, ids: Iterable[str]) -> dict[str, Fraction]:
    return {id: session.record(id).credit for id in ids}


@given(REPLIES, st.sampled_from(range(len(LESSONS))))
@settings(max_examples=60, deadline=None)
def test_no_sequence_of_replies_raises_or_takes_back_what_was_earned(
    replies: list[str], which: int
) -> None:
    sitter = Sitter(DERIVATIONS[which])
    session = sitter.session
    for typed in replies:
        before = credits(session, session.state.records)
        sitter.say(typed)
        assert all(session.record(id).credit >= credit for id, credit in before.items())
        assert 0 <= session.score <= 1
    assert same(sitter.replayed(), session)


@given(REPLIES, st.sampled_from(range(len(LESSONS))))
@settings(max_examples=20, deadline=None)
def test_right_answers_always_lead_to_the_end(replies: list[str], which: int) -> None:
    sitter = Sitter(DERIVATIONS[which])
    sitter.say(*replies, *["="] * 80)
    assert sitter.session.current is None


# -- what the review of a student found


def test_back_reaches_what_was_skipped_and_goes_on_from_there() -> None:
    sitter = at("h2")
    sitter.say(">", "up", "<", "<")
    assert sitter.question.id == "h2"
    sitter.say("7")
    assert sitter.question.id == "h2"
    sitter.say("3.8")
    assert sitter.question.id == "dE/dy"


def test_a_skipped_question_that_was_gone_back_to_is_split_like_any_other() -> None:
    sitter = at("dE/dw5")
    sitter.say(">", "<", "777")
    assert sitter.question.id == "dE/dw5|local:dy/dw5"
    sitter.say("h1")
    assert sitter.question.id == "dE/dw5"
    sitter.say("dE/dy*h1")
    assert sitter.question.id == "dE/dh1"


def test_a_bare_number_is_proved_before_going_on() -> None:
    sitter = at("dE/dh1")
    sitter.say(">", "<", "1.05")
    assert sitter.question.id == "dE/dh1|local:dy/dh1"
    sitter.say("w5")
    assert sitter.question.id == "dE/dw1"


def test_who_skips_what_he_went_back_to_goes_on_where_he_was() -> None:
    sitter = at("h2")
    sitter.say(">", "up", "<", "<", ">")
    assert sitter.question.id == "dE/dy"


def why(sitter: Sitter, typed: str) -> list[str]:
    verdict = sitter.session.submit(sitter.question, typed).judgement.verdict
    assert isinstance(verdict, Wrong)
    return [say(diagnosis.message, "en") for diagnosis in verdict.diagnoses[:1]]


def test_what_tells_mistakes_apart_is_not_asked_once_it_is_known() -> None:
    sitter = at("dE/dw5")
    assert why(sitter, "1.05") == [
        "more than one slip leads to this answer; one question tells them apart: what is dy/dw5?"
    ]
    sitter.say("777", "h1")
    assert sitter.question.id == "dE/dw5"
    assert why(sitter, "1.05") == [
        "more than one slip leads to this answer; dy/dw5 is known by now: is it in your answer?"
    ]


def test_a_replay_counts_its_errors_from_nothing_and_splits_anew() -> None:
    sitter = at("dE/dw5")
    sitter.say("777", "7", "h1", "777", "=", "1.05", "777", "w5", "=")
    assert sitter.session.wrong == 4
    sitter.say("again")
    assert sitter.session.wrong == 0
    while sitter.question.id != "dE/dw5":
        sitter.say("=")
    sitter.say("777")
    assert sitter.question.id == "dE/dw5|local:dy/dw5"
    assert sitter.session.wrong == 1


def test_after_a_skipped_update_its_sisters_are_known() -> None:
    sitter = at("w5+")
    sitter.say(">")
    assert sitter.question.id == "y+"
    assert sitter.session.updated == {"w1", "w2", "w3", "w4", "w6", "h1", "h2"}


@pytest.mark.parametrize("typed", ["2", " 2 "])
def test_the_same_wrong_answer_again_is_noticed(typed: str) -> None:
    sitter = at("h2")
    assert not sitter.session.submit(sitter.question, typed).again
    sitter.say("2", "7")
    assert sitter.session.submit(sitter.question, typed).again
    assert not sitter.session.submit(sitter.question, "3.8").again
