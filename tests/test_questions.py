"""Questions: few, each with an idea in it, in the order of the sweep."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest
from samples import (
    AT_A_KINK,
    FORK,
    LESSONS,
    NETWORKS,
    NEURON,
    SIX_WEIGHTS,
    Network,
    derived,
    everything,
    question,
)

from backtutor.asking.choices import shuffled
from backtutor.derive import Derivation
from backtutor.factors import factors
from backtutor.lesson import Form, Option, words
from backtutor.messages import Message
from backtutor.notation import write
from backtutor.questions import (
    Item,
    Phase,
    Question,
    Show,
    ask,
    ask_sign,
    quantity_id,
)
from backtutor.scripts import script
from backtutor.selection import MAX_PROMPTS
from backtutor.terms import Derivative, Term, Updated
from backtutor.text import LANGUAGES, say


def ids(text: str, steps: str = "", full: bool = False) -> list[str]:
    lines = f"steps: [{steps}]\n" if steps else ""
    return [item.id for item in script(derived(text + lines), full)]


def asked(items: tuple[Item, ...]) -> Iterator[Question]:
    return (item for item in items if isinstance(item, Question))


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        (SIX_WEIGHTS, "h2 sign:w5 dE/dy dE/dw5 dE/dh1 dE/dw1 w5+ y+"),
        (FORK, "c sign:a de/dc de/da de/db"),
        (NEURON, "z sign:w dE/da dE/dz dE/dw dE/db w+ a+"),
    ],
)
def test_the_program_asks_few_questions_by_itself(text: str, plan: str) -> None:
    assert ids(text) == plan.split()


MATRICES = """\
format: 1
title: matrices
inputs: {X: [[1, 2], [3, 4], [5, 7]]}
params: {W: [[0.5, -1], [1.5, 2]], b: [0.5, -0.5]}
nodes: {Z: X @ W + b, A: sigmoid(Z), L: mean(A^2)}
train: {lr: 0.1}
"""


def test_of_a_matrix_the_shape_is_asked_then_the_formula_then_one_entry() -> None:
    plan = "shape:Z dL/dA dL/dZ shape:dL/dW dL/dW dL/dW[1,2] dL/db W+ L+"
    found = list(asked(script(derived(MATRICES))))
    assert [question.id for question in found] == plan.split()
    forms = {question.id: question.form for question in found}
    assert {id for id, form in forms.items() if form is Form.SYMBOLIC} == {
        "dL/dA", "dL/dZ", "dL/dW", "dL/db",
    }  # fmt: skip


def test_the_phases_follow_each_other() -> None:
    phases = [question.phase for question in asked(script(derived(SIX_WEIGHTS)))]
    assert phases == [
        Phase.FORWARD,
        Phase.SIGN,
        *[Phase.BACKWARD] * 4,
        Phase.UPDATE,
        Phase.SECOND_FORWARD,
    ]


def test_of_steps_of_one_shape_one_is_asked_and_the_others_are_shown_beside_it() -> None:
    siblings = {
        q.id: [quantity_id(s) for s in q.siblings] for q in asked(script(derived(SIX_WEIGHTS)))
    }
    assert siblings == {
        "h2": [],
        "sign:w5": [],
        "dE/dy": [],
        "dE/dw5": ["dE/dw6"],
        "dE/dh1": ["dE/dh2"],
        "dE/dw1": ["dE/dw2", "dE/dw3", "dE/dw4"],
        "w5+": ["w6+", "w1+", "w2+", "w3+", "w4+"],
        "y+": ["E+"],
    }


def test_every_gradient_is_asked_or_shown() -> None:
    for name, derivation in everything().items():
        if derivation.lesson.steps is None and len(derivation.backward) <= 8:
            seen = {q for one in asked(script(derivation)) for q in (one.asked, *one.siblings)}
            assert {step.quantity for step in derivation.backward} <= seen, name


def test_the_second_forward_value_comes_with_the_values_on_the_way() -> None:
    last = list(asked(script(derived(SIX_WEIGHTS))))[-1]
    assert last.given == (Updated("h1"), Updated("h2"))


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_a_network_is_asked_in_at_most_ten_prompts(network: Network) -> None:
    items = script(network.derivation)
    assert 1 <= len(items) <= MAX_PROMPTS
    assert len({item.id for item in items}) == len(items)


def random_lesson(seed: int) -> str:
    """A layered network of random shape, with one unit of each kind or many."""
    random = Random(seed)
    layer = [f"x{i}" for i in range(random.randint(1, 4))]
    given = [*layer, "t"]
    nodes: list[str] = []
    params: list[str] = []
    for depth in range(random.randint(1, 4)):
        units = [f"a{depth}u{i}" for i in range(random.randint(1, 4))]
        for unit in units:
            terms = []
            for source in layer:
                params.append(f"w{len(params)}")
                terms.append(f"{params[-1]}*{source}")
            total = " + ".join(terms)
            function = random.choice(["{}", "sigmoid({})", "tanh({})", "exp({})", "({})^2", "{}"])
            nodes.append(f"  {unit}: {function.format(total)}")
        layer = units
    nodes.append("  L: " + " + ".join(f"1/2*({unit} - t)^2" for unit in layer))
    inputs = ", ".join(f"{name}: {random.randint(1, 9)}/10" for name in given)
    weights = ", ".join(f"{name}: {random.randint(-9, 9)}/10" for name in params)
    head = f"format: 1\ntitle: random\ninputs: {{{inputs}}}\nparams: {{{weights}}}\n"
    train = "train: {lr: 0.1}\n" if random.random() < 0.7 else ""
    return head + "nodes:\n" + "\n".join(nodes) + "\n" + train


@pytest.mark.parametrize("seed", range(40))
def test_a_random_lesson_is_asked_in_at_most_ten_prompts(seed: int) -> None:
    items = script(derived(random_lesson(seed)))
    assert 4 <= len(items) <= MAX_PROMPTS
    assert len({item.id for item in items}) == len(items)


@pytest.mark.parametrize("name", everything())
def test_a_question_expects_what_its_formula_computes(name: str) -> None:
    derivation = everything()[name]
    for one in asked(script(derivation, full=True)):
        assert one.asked is not None
        assert one.value == derivation.value(one.asked)
        assert one.id == quantity_id(one.asked)
        for lang in LANGUAGES:
            assert isinstance(one.prompt, Message)
            assert say(one.prompt, lang)


def test_full_asks_everything() -> None:
    assert " ".join(ids(SIX_WEIGHTS, full=True)) == (
        "h1 h2 y E dE/dy dE/dw5 dE/dw6 dE/dh1 dE/dw1 dE/dw2 dE/dh2 dE/dw3 dE/dw4 "
        "w1+ w2+ w3+ w4+ w5+ w6+ h1+ h2+ y+ E+"
    )


def test_without_parameters_the_inputs_are_asked() -> None:
    assert {"de/da", "de/db"} <= set(ids(FORK))


# -- steps


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("forward: all", "h1 h2 y E"),
        ("{forward: [y, h1]}", "y h1"),
        ("local: dy/dw5", "local:dy/dw5"),
        ("{grad: [w1, w5, y]}", "dE/dy dE/dw5 dE/dw1"),
        ("sign: w3", "sign:w3"),
        ("update: all", "w1+ w2+ w3+ w4+ w5+ w6+"),
        ("update: [w2]", "w2+"),
        ("second_forward: all", "h1+ h2+ y+ E+"),
        ("auto: forward", "h2"),
        ("auto: grad", "dE/dy dE/dw5 dE/dh1 dE/dw1"),
        ("auto: update", "w5+"),
        ("auto: second_forward", "y+"),
        ("auto: rest", "h2 sign:w5 dE/dy dE/dw5 dE/dh1 dE/dw1 w5+ y+"),
        ("{text: hello}, {forward: [y]}", "step-1 y"),
        ("{given: [h1]}, {reveal: [y]}, {forward: [E]}", "step-1 step-2 E"),
        ("{forward: [y], id: first}", "first"),
        ("{forward: [y, E], id: value}", "value-1 value-2"),
        ("{forward: [y]}, {grad: [w5]}, {forward: [y]}", "y dE/dw5 y#2"),
    ],
)
def test_the_steps_of_an_author_are_followed(steps: str, expected: str) -> None:
    assert ids(SIX_WEIGHTS, steps) == expected.split()


def test_all_local_derivatives_come_in_the_order_of_the_sweep() -> None:
    assert ids(FORK, "auto: local") == (
        ["local:de/dc", "local:dc/da", "local:de/dd", "local:dc/db", "local:dd/db"]
    )


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ("{grad: [w5]}", "h2 sign:w5 dE/dy dE/dh1 dE/dw1 w5+ y+"),
        ("{grad: [w5], id: first}", "h2 sign:w5 dE/dy dE/dh1 dE/dw1 w5+ y+"),
        ("{grad: all}", "h2 sign:w5 w5+ y+"),
        ("{forward: all}, {sign: w5}", "dE/dy dE/dw5 dE/dh1 dE/dw1 w5+ y+"),
        ("{sign: w5, id: which-way}", "h2 dE/dy dE/dw5 dE/dh1 dE/dw1 w5+ y+"),
        ("{given: all}", "sign:w5 dE/dy dE/dw5 dE/dh1 dE/dw1 w5+ y+"),
        ("{reveal: [dE/dy, h2]}", "sign:w5 dE/dw5 dE/dh1 dE/dw1 w5+ y+"),
        ("{auto: grad}, {auto: update}", "h2 sign:w5 y+"),
        ("{local: dy/dw5}", "h2 sign:w5 dE/dy dE/dw5 dE/dh1 dE/dw1 w5+ y+"),
    ],
)
def test_the_rest_is_what_earlier_steps_have_left(steps: str, left: str) -> None:
    before = len(ids(SIX_WEIGHTS, steps))
    assert ids(SIX_WEIGHTS, f"{steps}, {{auto: rest}}")[before:] == left.split()


def test_what_was_asked_is_not_shown_beside_the_rest() -> None:
    items = script(derived(SIX_WEIGHTS + "steps: [{grad: [w6]}, {auto: rest}]\n"))
    (one,) = (q for q in asked(items) if q.id == "dE/dw5")
    assert one.siblings == ()


def test_a_step_gives_its_settings_to_its_questions() -> None:
    step = "{grad: [w5], form: symbolic, points: 3, tolerance: {rel: 0.01}, hint: look}"
    (one,) = asked(script(derived(SIX_WEIGHTS + f"steps: [{step}]\n")))
    assert (one.form, one.points, one.tolerance.rel) == (Form.SYMBOLIC, 3, Fraction(1, 100))
    (hint,) = one.settings.hints
    assert hint.prose("en") == ("look",)


# -- single questions


@pytest.mark.parametrize(
    ("key", "formula", "phase"),
    [
        ("h1", "w1*x1 + w2*x2", Phase.FORWARD),
        ("dE/dw5", "dE/dy*h1", Phase.BACKWARD),
        ("dE/dx1", "dE/dh1*w1 + dE/dh2*w3", Phase.BACKWARD),
        ("local:dy/dw5", "h1", Phase.BACKWARD),
        ("w5+", "w5 - 0.1*dE/dw5", Phase.UPDATE),
        ("y+", "w5*h1 + w6*h2", Phase.SECOND_FORWARD),
    ],
)
def test_any_quantity_can_be_asked(key: str, formula: str, phase: Phase) -> None:
    one = question(derived(SIX_WEIGHTS), key)
    assert one.formula is not None
    assert (one.id, write(one.formula), one.phase) == (key, formula, phase)


def test_a_derivative_along_several_edges_can_be_asked_too() -> None:
    one = ask(derived(SIX_WEIGHTS), Derivative("y", "w1"))
    assert (one.id, one.value, one.formula) == ("dy/dw1", 1, None)


@pytest.mark.parametrize(
    ("text", "name", "way"),
    [
        (SIX_WEIGHTS, "w5", "sign-up"),
        (SIX_WEIGHTS, "t", "sign-down"),
        (AT_A_KINK, "w", "sign-still"),
    ],
)
def test_a_sign_question_has_one_right_direction(text: str, name: str, way: str) -> None:
    right = [choice.text for choice in ask_sign(derived(text), name).choices if choice.correct]
    assert [text.id for text in right if isinstance(text, Message)] == [way]


def test_the_factors_of_a_gradient_are_the_local_derivatives_of_its_step() -> None:
    derivation = derived(SIX_WEIGHTS)
    parts = factors(derivation, question(derivation, "dE/dx1"))
    assert [(p.id, p.value, p.part_of) for p in parts] == [
        ("dE/dx1|local:dh1/dx1", Fraction(1, 2), "dE/dx1"),
        ("dE/dx1|local:dh2/dx1", Fraction(23, 10), "dE/dx1"),
    ]
    assert factors(derivation, question(derivation, "dE/dy")) == ()
    assert factors(derivation, question(derivation, "h1")) == ()


def test_computed_options_are_right_where_their_value_is() -> None:
    text = SIX_WEIGHTS + (
        "steps: [{ask: {prompt: which, answer: dE/dw5, options: [dE/dy*h1, dE/dy*h2, 21/16]}}]\n"
    )
    (one,) = asked(script(derived(text)))
    assert [choice.correct for choice in one.choices] == [True, False, True]
    texts = [choice.text for choice in one.choices if isinstance(choice.text, Term)]
    assert [write(text) for text in texts] == ["dE/dy*h1", "dE/dy*h2", "21/16"]


def test_options_are_shuffled_by_the_id_alone() -> None:
    options = [Option(words(letter), correct=letter == "a") for letter in "abcd"]
    first = shuffled(options, "step-1")
    assert shuffled(options, "step-1") == first
    assert sorted(o.text.prose("en")[0] for o in first) == ["a", "b", "c", "d"]
    assert len({shuffled(options, f"step-{i}") for i in range(9)}) > 1


@pytest.mark.parametrize("id", LESSONS)
def test_the_lessons_of_the_program_have_scripts_without_repeats(id: str) -> None:
    items = script(Derivation(LESSONS[id]))
    assert len({item.id for item in items}) == len(items)
    assert all(isinstance(item, Question | Show) for item in items)
