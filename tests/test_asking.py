"""Questions that are asked in their own way: what is asked, what is right, what is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from learners import Sitter, at, right
from plays import WAYS, lesson

from backtutor.asking.orders import judge_order, mixed, solution
from backtutor.asking.shapes import read_shape
from backtutor.asking.sweeps import ready
from backtutor.derive import Derivation
from backtutor.lesson import Lesson, words
from backtutor.messages import Message
from backtutor.questions import Amount, Arrangement, Question
from backtutor.scripts import script
from backtutor.session import Session, Status, fingerprint
from backtutor.text import LANGUAGES, say
from backtutor.verdicts import Judgement, Right, Unreadable, Verdict, Wrong

OF_ALL_KINDS = lesson(WAYS, "ways")
FORK = """
    format: 1
    title: Fork
    inputs: {a: 2, b: 1}
    nodes: {c: a + b, d: b + 1, e: c*d}
    steps:
"""


def steps(*lines: str, head: str = FORK) -> Lesson:
    return lesson(head + "".join(f"      - {line}\n" for line in lines))


def questions(*lines: str, head: str = FORK) -> list[Question]:
    items = script(Derivation(steps(*lines, head=head)))
    return [item for item in items if isinstance(item, Question)]


def sitter(*lines: str, head: str = FORK) -> Sitter:
    return Sitter(steps(*lines, head=head))


def judged(of: Sitter, typed: str, question: Question | None = None) -> Judgement:
    return of.session.submit(question or of.question, typed).judgement


def told(verdict: Verdict, lang: str = "en") -> str:
    """The name of a verdict and the first thing that is said with it."""
    match verdict:
        case Wrong(diagnoses, remark):
            said = [d.message for d in diagnoses[:1]] or ([remark] if remark else [])
            ids = ",".join(d.misconception for d in diagnoses)
            return ": ".join(["wrong", *([ids] if ids else []), *(say(m, lang) for m in said)])
        case Unreadable(problem):
            return f"unreadable {problem.code}: {say(problem.message, lang)}"
        case Right(remarks):
            return ": ".join(["right", *(say(remark, lang) for remark in remarks)])
    return verdict.name


# -- every kind


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_of_its_own_kind_has_three_hints_and_a_place_to_look(lang: str) -> None:
    session = Session(Derivation(OF_ALL_KINDS))
    own = [q for q in session.questions if q.telling is not None and q.telling.ladder]
    assert len(own) == 22
    for question in own:
        assert question.telling is not None
        assert len(question.telling.ladder) == 3, question.id
        assert question.telling.where is not None
        said = [*question.telling.ladder, question.telling.where, *question.telling.solution]
        assert all(say(message, lang) for message in said)


def test_the_right_answers_go_through_the_lesson() -> None:
    whole = Sitter(OF_ALL_KINDS)
    whole.say(*["="] * 40)
    assert whole.session.current is None
    assert whole.session.score == 1
    assert whole.session.missed == ()


def test_a_log_replayed_gives_the_same_session() -> None:
    whole = Sitter(OF_ALL_KINDS)
    whole.say("9x9", "?", "=", "=", "!", "=", "=", "7777", "=", ">", "=", "=", "=", "=", "=", "=")
    replayed = whole.replayed()
    assert replayed.state == whole.session.state
    assert replayed.current == whole.session.current


def test_everything_can_be_revealed() -> None:
    whole = Sitter(OF_ALL_KINDS)
    whole.say(*["!"] * 40)
    assert whole.session.current is None
    records = [whole.session.record(q.id).status for q in whole.session.questions]
    assert set(records) == {Status.REVEALED}


def test_ids_are_unique_and_follow_the_step() -> None:
    ids = [q.id for q in Session(Derivation(OF_ALL_KINDS)).questions]
    assert ids == [
        "shape:w", "shape:dE/dw",
        "paths:b-e", "path:b-c-e", "path:b-d-e", "paths:b-e:sum",
        "tangent:dc/db", "tangent:dd/db", "tangent:de/db", "tangent:dE/db", "sweeps:b",
        "next", "dE/de", "after-e",
        "dE/db|via:c", "dE/db|via:d", "dE/db",
        "dE/dw",
        "gradcheck:x:J_plus", "gradcheck:x:J_minus", "gradcheck:x:approx", "gradcheck:x:difference",
        "gradcheck:a:J_minus", "gradcheck:a:approx",
        "sweep",
    ]  # fmt: skip


def test_an_id_of_a_step_with_several_questions_is_numbered() -> None:
    ids = [q.id for q in questions("{grad: b, parts: true, id: both}", "{shape: [a, c], id: s}")]
    assert ids == ["both-1", "both-2", "both-3", "s-1", "s-2"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("shape: a", "shape: c"),
        ("paths: {from: b, to: e}", "paths: {from: a, to: e}"),
        (
            "order: {id: o, prompt: p, items: [x, y, z]}",
            "order: {id: o, prompt: p, items: [x, y, z], free: [[1, 2]]}",
        ),
        ("gradcheck: {wrt: a, eps: 0.1}", "gradcheck: {wrt: a, eps: 0.2}"),
    ],
)
def test_an_edit_that_changes_the_answer_changes_the_fingerprint(before: str, after: str) -> None:
    first, second = questions(before)[0], questions(after)[0]
    assert fingerprint(first) == fingerprint(questions(before)[0])
    assert fingerprint(first) != fingerprint(replace(second, id=first.id)) or before[:5] == "shape"


# -- shape


@pytest.mark.parametrize(
    ("typed", "shape"),
    [
        *((text, (2, 3)) for text in ("2x3", "2X3", "2×3", "2 x 3", "2 by 3", "(2, 3)", "2, 3")),
        *((text, (2, 3)) for text in ("[2,3]", "(2,3,)", "2*3", "2 3", "{2; 3}", "２×３")),
        *((text, (2, 3)) for text in ("（2，3）", "2 乘 3", "torch.Size([2, 3])", "2x3.", "2·3")),
        *((text, (4, 3)) for text in ("m x 3", "mx3", "(n, 3)", "M×3")),
        *((text, ()) for text in ("scalar", "()", "( )", "1", "Scalar", "标量", "a number")),
        ("1x1", (1, 1)),
        ("10 x 784", (10, 784)),
    ],
)
def test_a_shape_is_read(typed: str, shape: tuple[int, ...]) -> None:
    assert read_shape(typed, {"m": 4, "n": 4}) == shape


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "this is no shape"),
        ("3", "one size alone is no shape"),
        ("(3,)", "one size alone is no shape"),
        ("2x3x4", "too many sizes"),
        ("2.5x3", "this is no shape"),
        ("-2x3", "this is no shape"),
        ("q x 3", "a letter that stands for no size here"),
        ("n x 3", "a letter that stands for no size here"),
        ("0x3", "a matrix has one row and one column at least"),
        ("two by three", "this is no shape"),
        ("W", "one size alone is no shape"),
        ("x" * 5000, "this is no shape"),
        ("1" * 5000, "this is no shape"),
    ],
)
def test_what_is_no_shape_is_told_and_costs_nothing(typed: str, said: str) -> None:
    found = read_shape(typed, {"m": 4, "n": None})
    if typed:
        assert isinstance(found, Unreadable)
        assert say(found.problem.message, "en") == said
        assert not found.costs_attempt


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_of_shapes(typed: str) -> None:
    found = read_shape(typed, {"m": 4})
    assert isinstance(found, Unreadable | tuple)


MATRICES = """
    format: 1
    title: Matrices
    inputs: {X: [[1, 2, 3], [4, 5, 6], [7, 8, 10], [1, 0, 2]]}
    params: {W: [[0.5, -1], [1.5, 2], [0.25, 1]], b: [0.5, -0.5]}
    nodes: {Z: X @ W + b, L: mean(Z^2)}
    steps:
"""


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("shape: dW", "3x2", "right"),
        (
            "shape: dW",
            "2x3",
            "wrong: turned round, like the transpose: rows come first, then columns",
        ),
        ("shape: dW", "4x2", "wrong"),
        ("shape: Z", "m x 2", "right"),
        ("shape: Z", "(4, 2)", "right"),
        ("shape: dL/dZ", "n x 2", "right"),
        ("shape: b", "1x2", "right"),
        (
            "shape: b",
            "2x1",
            "wrong: turned round, like the transpose: rows come first, then columns",
        ),
        ("shape: L", "scalar", "right"),
        (
            "shape: L",
            "1x1",
            "right: a single number and a matrix of one entry count as the same here",
        ),
        ("shape: L", "4x2", "wrong"),
    ],
)
def test_a_shape_is_judged(step: str, typed: str, said: str) -> None:
    assert told(judged(sitter(step, head=MATRICES), typed).verdict) == said


def test_m_is_no_size_where_no_data_have_rows() -> None:
    head = MATRICES.replace("[[1, 2, 3], [4, 5, 6], [7, 8, 10], [1, 0, 2]]", "[1, 2, 3]")
    said = told(judged(sitter("shape: Z", head=head), "m x 2").verdict)
    assert said == "unreadable R097: a letter that stands for no size here"


# -- entries


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("{right}", "right"),
        ("{turned}", "wrong: entry-turned,transposed: rows first: row 1, column 2; yours stands "
         "across the diagonal"),
        ("7777", "wrong"),
    ],
)  # fmt: skip
def test_an_entry_is_judged_by_its_number(typed: str, said: str) -> None:
    of = sitter("{grad: W, entries: [[1, 2], [3, 1]]}", head=MATRICES)
    gradient = of.session.derivation.gradients["W"].value.tolist()  # type: ignore[union-attr]
    numbers = {"right": str(gradient[0][1]), "turned": str(gradient[1][0])}
    assert [q.id for q in of.session.questions] == ["dL/dW[1,2]", "dL/dW[3,1]"]
    assert told(judged(of, typed.format(**numbers)).verdict) == said


# -- shares


def test_each_path_is_asked_and_then_the_sum() -> None:
    found = questions("{grad: b, parts: true}")
    assert [(q.id, q.value) for q in found] == [
        ("de/db|via:c", Fraction(2)),
        ("de/db|via:d", Fraction(3)),
        ("de/db", Fraction(5)),
    ]


def test_a_name_that_one_node_uses_is_asked_as_a_plain_gradient() -> None:
    assert [q.id for q in questions("{grad: a, parts: true}")] == ["de/da"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2", "right"),
        ("de/dc", "right"),
        ("d", "right"),
        ("de/dc*dc/db", "unfinished"),
        ("3", "wrong: other-path: that is what comes back through d; asked is the way through c"),
        ("c", "wrong: other-path: that is what comes back through d; asked is the way through c"),
        (
            "5",
            "wrong: whole-gradient: that is the whole gradient, all ways together; asked is the "
            "way through c alone",
        ),
        (
            "1",
            "wrong: local-only: that is how c reacts when b moves; how does e react when c moves? "
            "The chain needs both",
        ),
    ],
)
def test_a_share_is_judged_like_any_formula(typed: str, said: str) -> None:
    of = sitter("grad: [c, d]", "{grad: b, parts: true}").to("de/db|via:c")
    assert told(judged(of, typed).verdict) == said


def test_shares_are_credited_one_by_one() -> None:
    of = sitter("{grad: b, parts: true}")
    of.say("7777", "=", "=", "=")
    records = [of.session.record(q.id).credit for q in of.session.questions]
    assert records == [Fraction(4, 5), 1, 1]


def test_the_sum_does_not_tell_the_shares_that_are_still_asked() -> None:
    of = sitter("grad: [c, d]", "{grad: b, parts: true}").to("de/db|via:c")
    of.say(">", ">")
    assert of.question.id == "de/db"
    hints = []
    for _ in range(3):
        hint = of.session.hint(of.question)
        assert hint is not None
        assert isinstance(hint.said, Message)
        hints.append(say(hint.said, "en"))
        of.say("?")
    assert hints[2] == "find de/db via c, de/db via d first, then put the numbers in"
    assert not of.session.shows_formula(of.question)
    of.say("=", "=", "=")
    assert of.session.current is None


# -- paths


def test_few_paths_are_counted_multiplied_and_added() -> None:
    found = questions("paths: {from: b, to: e}")
    assert [(q.id, q.value) for q in found] == [
        ("paths:b-e", 2),
        ("path:b-c-e", 2),
        ("path:b-d-e", 3),
        ("paths:b-e:sum", 5),
    ]


def test_of_one_path_the_sum_is_the_product() -> None:
    assert [q.id for q in questions("paths: {from: a, to: e}")] == ["paths:a-e", "paths:a-e:sum"]


DIAMONDS = "\n".join(
    f"      p{i + 1}: u{i} + v{i}\n      u{i}: 2*p{i}\n      v{i}: 3*p{i}" for i in range(60)
)


def test_of_many_paths_the_factored_form_is_told_with_the_sum() -> None:
    head = (
        f"    format: 1\n    title: D\n    inputs: {{p0: 1}}\n    nodes:\n{DIAMONDS}\n    steps:\n"
    )
    count, added = questions("paths: {from: p0, to: p60}", head=head)
    assert (count.value, added.value) == (2**60, 5**60)
    assert added.telling is not None
    assert say(added.telling.solution[-1], "en").startswith(
        "with what the paths share written once: "
    )
    of = sitter("paths: {from: p0, to: p60}", head=head)
    assert told(judged(of, "2^60").verdict) == "right"
    assert told(judged(of, "2^60 + 1").verdict) == "wrong"


@pytest.mark.parametrize(
    ("id", "typed", "said"),
    [
        ("paths:b-e", "2", "right"),
        ("paths:b-e", "1 + 1", "right"),
        ("paths:b-e", "2.001", "wrong"),
        ("paths:b-e", "two", "unreadable R013: `two` is a word, not a formula"),
        ("path:b-c-e", "d", "right"),
        ("path:b-c-e", "dc/db*de/dc", "unfinished"),
        ("path:b-c-e", "c", "wrong: other-path: that belongs to another path: b → d → e"),
        (
            "path:b-c-e",
            "c + d",
            "wrong: whole-gradient: that is the sum over all paths; asked is b → c → e alone",
        ),
        (
            "path:b-c-e",
            "1 + d",
            "wrong: path-added: you added along b → c → e; what is done with the factors of one "
            "path?",
        ),
        ("paths:b-e:sum", "c + d", "right"),
        ("paths:b-e:sum", "5", "right"),
    ],
)
def test_paths_are_judged(id: str, typed: str, said: str) -> None:
    of = sitter("paths: {from: b, to: e}").to(id)
    assert told(judged(of, typed).verdict) == said


# -- forward mode


def test_a_tangent_of_each_shape_is_asked_and_then_the_sweeps() -> None:
    found = questions("forward_mode: {wrt: b}")
    assert [(q.id, q.value, [s.of for s in q.siblings]) for q in found] == [  # type: ignore[union-attr]
        ("tangent:dc/db", 1, ["d"]),
        ("tangent:de/db", 5, []),
        ("sweeps:b", 2, []),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("d*dc/db + c*dd/db", "right"),
        ("d + c", "right"),
        ("5", "right"),
        ("de/dc*dc/db + de/dd*dd/db", "unfinished"),
        ("de/db", "unreadable R091: de/db is the question itself: write what it equals"),
    ],
)
def test_a_tangent_goes_on_from_the_tangents_before_it(typed: str, said: str) -> None:
    of = sitter("forward_mode: {wrt: b}").to("tangent:de/db")
    assert told(judged(of, typed).verdict) == said


def test_in_forward_mode_a_derivative_by_the_input_is_total() -> None:
    head = FORK.replace("{c: a + b, d: b + 1, e: c*d}", "{d: b + a, c: d*b, e: c*d}")
    of = sitter("forward_mode: {wrt: b}", head=head).to("tangent:de/db")
    assert told(judged(of, "d*dc/db + c*dd/db").verdict) == "right"


def test_a_tangent_that_is_not_earned_may_not_stand_in_an_answer() -> None:
    of = sitter("forward_mode: {wrt: b}")
    of.say(">")
    assert of.question.id == "tangent:de/db"
    assert told(judged(of, "d*dc/db + c*dd/db").verdict) == "unfinished"


# -- next


def test_a_node_can_come_once_all_that_uses_it_is_known() -> None:
    graph = Derivation(OF_ALL_KINDS).graph
    assert ready(graph, {"E"}) == ("e",)
    assert ready(graph, {"E", "e"}) == ("c", "d")
    assert set(ready(graph, {"E", "e", "d"})) == {"c", "w", "x"}
    assert set(ready(graph, {"E", "e", "c", "d"})) == {"a", "b", "w", "x"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("c", "right: all that uses c is known"),
        ("d", "right: all that uses d is known"),
        ("dE/dd", "right: all that uses d is known"),
        ("∂E/∂c", "right: all that uses c is known"),
        ("a", "wrong: a still waits for c"),
        ("b", "wrong: the gradient of b is known already"),
        ("e", "wrong: the gradient of e is known already"),
        ("E", "wrong: E is where the way back begins; its gradient is 1"),
        ("k", "wrong: k is a constant: nothing is differentiated by it"),
        ("q", "unreadable R008: nothing here is called `q`"),
        ("c, d", "unreadable R034: `,` outside a list"),
        ("c + d", "unreadable R095: this question asks for one name"),
        ("3", "unreadable R095: this question asks for one name"),
    ],
)
def test_any_node_that_can_come_next_is_right(typed: str, said: str) -> None:
    of = at("after-e", OF_ALL_KINDS)
    assert told(judged(of, typed).verdict) == said


def test_a_dead_name_never_comes_next() -> None:
    head = FORK.replace("e: c*d}", "e: c*d, g: 2*a}").replace(
        "title: Fork", "title: Fork\n    loss: e"
    )
    assert (
        told(judged(sitter("next", head=head), "g").verdict) == "wrong: nothing leads from g to e"
    )


# -- gradient checks


NEURON = """
    format: 1
    title: Neuron
    inputs: {x: 1.5, t: 0.2}
    params: {w: 0.8, b: -0.5}
    nodes: {z: w*x + b, a: sigmoid(z), E: 1/2*(a - t)^2}
    steps:
"""


@pytest.mark.parametrize(
    ("id", "typed", "said"),
    [
        ("J_plus", "0.111158", "right"),
        ("J_plus", "0.111", "imprecise"),
        ("J_plus", "0.1096", "wrong: not-moved: that is E where w has not moved"),
        ("J_plus", "0.108044", "wrong: other-side: that is the other side: which way does w move "
         "here?"),
        ("approx", "0.1557", "right"),
        ("approx", "0.3114", "wrong: wrong-width: how far apart are the two places of w that the "
         "losses belong to?"),
        ("approx", "0", "wrong: same-side: a loss less itself is nothing: at which other place of "
         "w is the second loss taken?"),
        ("approx", "-0.1557", "wrong: sides-swapped: which of the two losses belongs to the larger "
         "w? It comes first"),
    ],
)  # fmt: skip
def test_the_numbers_of_a_gradient_check_are_judged(id: str, typed: str, said: str) -> None:
    of = sitter("gradcheck: {wrt: w, eps: 0.01}", head=NEURON)
    question = next(q for q in of.session.questions if q.id.endswith(id))
    assert told(judged(of, typed, question).verdict) == said


def test_j_plus_and_j_minus_are_judged_by_their_difference() -> None:
    of = sitter("gradcheck: {wrt: w, eps: 1e-4}", head=NEURON)
    plus, minus = (q.value for q in of.session.questions[:2])
    reach = float(abs(plus - minus)) / 1000
    for off, name in ((0.5, "right"), (2, "wrong")):
        typed = repr(float(plus) + off * reach)
        assert told(judged(of, typed).verdict).split(":")[0] == name


def test_a_check_from_one_side_starts_from_the_loss_itself() -> None:
    found = questions("gradcheck: {wrt: w, eps: 0.01, side: one}", head=NEURON)
    here = Derivation(steps("next", head=NEURON)).evaluation.values_by_name["E"]
    assert found[1].value == here
    assert found[2].value == pytest.approx((found[0].value - here) / Fraction(1, 100))


def test_the_last_hint_waits_for_the_numbers_that_it_contains() -> None:
    of = sitter("gradcheck: {wrt: w, eps: 0.01, ask: [J_plus, J_minus, approx]}", head=NEURON)
    of.say(">", "=")
    assert of.question.id == "gradcheck:w:approx"
    of.say("?", "?")
    hint = of.session.hint(of.question)
    assert hint is not None
    assert isinstance(hint.said, Message)
    assert say(hint.said, "en") == "find E(w + ε) first, then put the numbers in"


def test_a_gradient_check_is_not_told_by_moving_its_name() -> None:
    of = sitter("gradcheck: {wrt: w, eps: 0.01, ask: [J_plus]}", head=NEURON)
    assert not of.session.shows_walk("w")
    of.say("=")
    assert of.session.shows_walk("w")


# -- order


ITEMS = tuple(words(text) for text in ("forward", "loss", "backward", "update"))


def arranged(*free: tuple[int, int], count: int = 4) -> Arrangement:
    pairs = frozenset(combinations(range(count), 2)) - {(a - 1, b - 1) for a, b in free}
    return Arrangement(ITEMS[:count], pairs)


@pytest.mark.parametrize(
    "typed",
    [
        *("a b c d", "abcd", "1 2 3 4", "1234", "A, B, C, D", "(1, 2, 3, 4)", "[a,b,c,d]"),
        *("a → b → c → d", "a>b>c>d", "a-b-c-d", "ａｂｃｄ", "1、2、3、4"),
    ],
)
def test_an_order_is_read(typed: str) -> None:
    assert judge_order(arranged(), typed).verdict == Right()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("b a c d", "wrong: “loss” cannot come before “forward”"),
        ("a b d c", "wrong: “update” cannot come before “backward”"),
        ("d c b a", "wrong: “update” cannot come before “backward”"),
        ("a b c", "unreadable R096: a letter is missing"),
        ("a b c c", "unreadable R096: a letter stands there twice"),
        ("a b c e", "unreadable R096: something stands there that is none of the letters"),
        ("0123", "unreadable R096: something stands there that is none of the letters"),
        ("forward", "unreadable R096: something stands there that is none of the letters"),
        ("", "unreadable R096: a letter is missing"),
    ],
)
def test_an_order_is_judged_by_the_first_pair_that_is_out_of_place(typed: str, said: str) -> None:
    assert told(judge_order(arranged(), typed).verdict) == said


def test_a_free_pair_may_be_swapped() -> None:
    wanted = arranged((2, 3))
    fits = ["".join(p) for p in permutations("abcd") if _is_right(wanted, "".join(p))]
    assert fits == ["abcd", "acbd"]


def _is_right(wanted: Arrangement, typed: str) -> bool:
    return isinstance(judge_order(wanted, typed).verdict, Right)


@given(st.integers(2, 7), st.data())
def test_the_solution_is_right_and_what_is_shown_is_not(count: int, data: st.DataObject) -> None:
    pairs = list(combinations(range(count), 2))
    before = data.draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    places = mixed(count, before, data.draw(st.text(max_size=5)))
    shown = {item: place for place, item in enumerate(places)}
    wanted = Arrangement(
        tuple(words(str(item)) for item in places),
        frozenset((shown[a], shown[b]) for a, b in before),
    )
    assert _is_right(wanted, solution(wanted))
    assert not _is_right(wanted, "abcdefg"[:count])


def test_the_items_are_mixed_by_the_id_alone() -> None:
    line = "order: {{id: {id}, prompt: p, items: [one, two, three, four, five]}}"
    first, again, other = (
        [w.prose("en") for w in questions(line.format(id=id))[0].wants.items]  # type: ignore[union-attr]
        for id in ("mine", "mine", "yours")
    )
    assert first == again != other


# -- settings


def test_every_question_of_a_step_has_its_settings() -> None:
    found = questions("{paths: {from: b, to: e}, points: 3, hint: look}")
    assert {question.points for question in found} == {3}
    session = Session(Derivation(steps("{paths: {from: b, to: e}, points: 3, hint: look}")))
    hint = session.hint(session.questions[0])
    assert hint is not None
    assert (hint.count, hint.said) == (1, words("look"))


def test_a_right_answer_to_any_question_is_right() -> None:
    for question in _everything():
        session = Session(Derivation(OF_ALL_KINDS))
        verdict = session.submit(question, right(question)).judgement.verdict
        assert isinstance(verdict, Right), (question.id, verdict)


def _everything() -> Iterator[Question]:
    yield from Session(Derivation(OF_ALL_KINDS)).questions


def test_a_wrong_number_is_wrong_everywhere() -> None:
    for question in _everything():
        if isinstance(question.wants, Amount):
            session = Session(Derivation(OF_ALL_KINDS))
            verdict = session.submit(question, "-98765").judgement.verdict
            assert isinstance(verdict, Wrong), question.id
