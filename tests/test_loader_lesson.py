"""Lessons that are right: what the loader makes of each key."""

import subprocess
import sys
from fractions import Fraction
from hashlib import sha256

import pytest

from backtutor.derive import Derivation
from backtutor.graph import Kind
from backtutor.lesson import (
    AskExpression,
    AskForward,
    AskGrad,
    AskLocal,
    AskSecondForward,
    AskSign,
    AskUpdate,
    Auto,
    Caption,
    Choose,
    Expectation,
    Form,
    Given,
    Lesson,
    Page,
    Part,
    Reveal,
    Tolerance,
    Train,
    Words,
    words,
)
from backtutor.loader import load_lesson, slug
from backtutor.loader.check import check_lesson
from backtutor.notation import Rounding, write
from backtutor.terms import Derivative, Number, Symbol

F = Fraction

NEURON = """\
format: 1
title: One neuron
inputs: {x: 1.5, t: 0.2}
params: {w: 0.8, b: -0.5}
nodes:
  E: 1/2*(a - t)^2
  z: w*x + b
  a: sigmoid(z)
"""


def lesson(text: str, path: str = "a.yaml") -> Lesson:
    loaded = load_lesson(path, text)
    assert loaded.problems == ()
    assert loaded.lesson is not None
    return loaded.lesson


def step(text: str) -> object:
    """The one step of a neuron that trains."""
    steps = lesson(NEURON + "train: {lr: 0.1}\nsteps:\n" + text).steps
    assert steps is not None
    (only,) = steps
    return only


def test_the_network_is_enough() -> None:
    found = lesson(NEURON, "lessons/One Neuron.yaml")
    assert found.id == "one-neuron"
    assert found.title == words("One neuron")
    assert found.given == {"x": F(3, 2), "t": F(1, 5), "w": F(4, 5), "b": F(-1, 2)}
    assert found.graph.loss == "E"
    assert list(found.graph.nodes) == ["x", "t", "w", "b", "z", "a", "E"]
    assert [node.kind for node in found.graph.of_kind(Kind.DATA)] == [Kind.DATA, Kind.DATA]
    assert {n.name: write(n.term) for n in found.graph.computed if n.term} == {
        "z": "w*x + b",
        "a": "sigmoid(z)",
        "E": "1/2*(a - t)^2",
    }
    span = found.graph["z"].span
    assert span is not None
    assert (span.path, span.line, span.column, span.length) == (
        "lessons/One Neuron.yaml",
        7,
        6,
        7,
    )
    assert found.steps is None
    assert found.train is None
    assert found.path == "lessons/One Neuron.yaml"
    assert found.digest == sha256(NEURON.encode()).hexdigest()


def test_everything_a_lesson_may_say_about_itself() -> None:
    found = lesson(
        NEURON.replace("  z: w*x + b", "  z: {expr: w*x + b, label: 和, note: a sum, hint: add}")
        + """\
id: neuron-1
summary: {en: 'the weight is {w}', zh: '权重是 {w}'}
source: a note
level: 2
tags: [first, scalar]
skills: [chain]
loss: E
train: {lr: -1e-1, steps: 3}
show: {decimals: 3, labels: {w: weight}}
tolerance: {rel: 1/100, abs: 0.005, min_digits: 2}
allow: [L081]
expect: {z: 0.7, dE/dw: "0.09862", local:dz/dw: 1.5, w+: 0.81}
x-editor: {anything: [goes]}
"""
    )
    assert found.id == "neuron-1"
    assert found.summary == Words(
        (("en", ("the weight is ", Symbol("w"))), ("zh", ("权重是 ", Symbol("w"))))
    )
    assert found.source == words("a note")
    assert found.level == 2
    assert found.tags == ("first", "scalar")
    assert found.skills == ("chain",)
    assert found.train == Train(F(-1, 10), 3)
    assert found.rounding == Rounding(decimals=3)
    assert found.tolerance == Tolerance(F(1, 100), F(5, 1000), 2)
    assert found.allow == {"L081"}
    assert found.captions == {
        "z": Caption(words("和"), words("a sum"), words("add")),
        "w": Caption(words("weight")),
    }
    assert [(e.key, e.figure) for e in found.expect] == [
        ("z", "0.7"),
        ("dE/dw", "0.09862"),
        ("local:dz/dw", "1.5"),
        ("w+", "0.81"),
    ]


def test_figures_that_hold_are_no_problem() -> None:
    found = lesson(
        NEURON + "train: {lr: 0.1}\nexpect: {z: 0.7, a: 0.6682, dE/dz: .1038, E: 0.1096}\n"
    )
    assert check_lesson(found, Derivation(found).value) == []
    assert isinstance(found.expect[0], Expectation)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.1", F(1, 10)),
        ("1e-3", F(1, 1000)),
        ("012", F(12)),
        ('"1/3"', F(1, 3)),
        ("-2", F(-2)),
    ],
)
def test_numbers_are_exact_and_mean_what_they_say(written: str, value: Fraction) -> None:
    found = lesson(f"format: 1\ntitle: t\nparams: {{w: {written}}}\nnodes: {{E: w}}\n")
    assert found.given == {"w": value}


@pytest.mark.parametrize("written", ["12:30", ".inf", ".nan", "true", "1" * 1000, "0x10"])
def test_what_is_no_number_is_refused(written: str) -> None:
    text = f"format: 1\ntitle: t\nparams: {{w: {written}}}\nnodes: {{E: w}}\n"
    loaded = load_lesson("a.yaml", text)
    assert loaded.lesson is None
    assert [(p.code[0], p.span.line) for p in loaded.problems] == [("R", 3)]


def test_words_that_yaml_takes_for_booleans_are_names() -> None:
    found = lesson("format: 1\ntitle: t\nnodes: {no: 1, on: 2*no, y: 3*on}\n")
    assert list(found.graph.nodes) == ["no", "on", "y"]


def test_names_of_other_scripts_and_spellings_are_read() -> None:
    found = lesson(
        "format: 1\ntitle: t\nparams: {w_1: 2, 权重: 3}\nconstants: {eta: 4}\n"
        "nodes: {E: w1*权重*η}\ntrain: {lr: η}\n"
    )
    assert found.train == Train(F(4), 1, "eta")
    assert found.graph["E"].sources == ("w_1", "权重", "eta")


def test_hostile_formulas_are_not_run(capfd: pytest.CaptureFixture[str]) -> None:
    hostile = "\"__import__('os').system('echo pwned')\""
    loaded = load_lesson("a.yaml", f"format: 1\ntitle: t\nnodes: {{E: {hostile}}}\n")
    assert loaded.lesson is None
    assert len(loaded.problems) == 1
    assert capfd.readouterr().out == ""


# text


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("plain", ("plain",)),
        (
            "'w is {w}, dE/dw {dE/dw}.'",
            ("w is ", Symbol("w"), ", dE/dw ", Derivative("E", "w"), "."),
        ),
        ("'{{w}} is no hole, {w} is'", ("{", "w", "}", " is no hole, ", Symbol("w"), " is")),
        ("'{w_{1}} {w₁}'", (Symbol("w1"), " ", Symbol("w1"))),
        ("'left } alone'", ("left ", "}", " alone")),
        ("|\n  two\n  lines\n\n", ("two\nlines",)),
        ("'{lr}'", (Number(F(1, 2)),)),
        ("'[bold]{w}[/bold]'", ("[bold]", Symbol("w"), "[/bold]")),
    ],
)
def test_braces_in_text_hold_formulas(text: str, prose: tuple[object, ...]) -> None:
    found = lesson(
        "format: 1\ntitle: t\nparams: {w: 1, w1: 2}\nnodes: {E: w*w1}\ntrain: {lr: 0.5}\n"
        f"summary: {text}\n"
    )
    assert found.summary == Words((("", prose),))


def test_a_language_that_is_missing_falls_back_to_the_first() -> None:
    title = lesson(NEURON.replace("One neuron", "{zh: 神经元}")).title
    assert title.prose("zh") == title.prose("en") == ("神经元",)


# steps


STEPS: list[tuple[str, object]] = [
    ("  - text: a page", Page(words("a page"))),
    ("  - given: [x, w]", Given(("x", "w"))),
    ("  - given: all", Given(("x", "t", "w", "b", "z", "a", "E"))),
    ("  - reveal: [z, dE/da]", Reveal(("z", Derivative("E", "a")))),
    ("  - auto: second_forward", Auto(Part.SECOND_FORWARD)),
    ("  - forward: all", AskForward(("z", "a", "E"))),
    ("  - forward: z", AskForward(("z",))),
    ("  - local: da/dz", AskLocal((Derivative("a", "z", True),))),
    (
        "  - local: [dE/da, dz/dw]",
        AskLocal((Derivative("E", "a", True), Derivative("z", "w", True))),
    ),
    ("  - grad: w", AskGrad(("w",))),
    ("  - grad: [w, x]", AskGrad(("w", "x"))),
    ("  - grad: all", AskGrad(("a", "z", "w", "b"))),
    ("  - sign: w", AskSign("w")),
    ("  - update: [w]", AskUpdate(("w",))),
    ("  - update", AskUpdate(("w", "b"))),
    ("  - second_forward:", AskSecondForward(("z", "a", "E"))),
    ("  - second_forward: [E]", AskSecondForward(("E",))),
]


@pytest.mark.parametrize(("text", "expected"), STEPS, ids=[case[0].strip(" -") for case in STEPS])
def test_each_kind_of_step_is_read(text: str, expected: object) -> None:
    found = step(text)
    assert type(found) is type(expected)
    for field in type(expected)._fields:  # type: ignore[attr-defined]
        if field != "settings":
            assert getattr(found, field) == getattr(expected, field)


def test_all_locals_are_the_edges_along_which_something_can_change() -> None:
    steps = lesson(
        "format: 1\ntitle: t\nconstants: {c: 2}\nparams: {w: 3}\nnodes: {y: c*w, E: y^2}\n"
        "steps:\n  - local: all\n"
    ).steps
    assert steps is not None
    assert isinstance(steps[0], AskLocal)
    assert steps[0].edges == (Derivative("y", "w", True), Derivative("E", "y", True))


def test_the_data_are_asked_where_nothing_is_trained() -> None:
    steps = lesson(
        "format: 1\ntitle: t\ninputs: {x: 3}\nnodes: {y: 2*x, E: y^2}\nsteps:\n  - grad: all\n"
        "  - reveal: all\n"
    ).steps
    assert steps is not None
    assert isinstance(steps[0], AskGrad)
    assert steps[0].names == ("y", "x")
    assert isinstance(steps[1], Reveal)
    assert steps[1].items == ("y", "E", Derivative("E", "y"), Derivative("E", "x"))


def test_a_step_says_how_it_is_asked() -> None:
    found = step("""\
  - grad: w
    id: slope_of-w
    points: 1/4
    hint: [first, {en: second, zh: 第二}]
    form: symbolic
    tolerance: {rel: 0.01}
    mistakes:
      - {answer: dE/da, say: 'that is the slope of {a}'}
""")
    assert isinstance(found, AskGrad)
    settings = found.settings
    assert settings.id == "slope_of-w"
    assert settings.points == F(1, 4)
    assert settings.hints == (words("first"), Words((("en", ("second",)), ("zh", ("第二",)))))
    assert settings.form is Form.SYMBOLIC
    assert settings.tolerance == Tolerance(rel=F(1, 100))
    (mistake,) = settings.mistakes
    assert mistake.answer == Derivative("E", "a")
    assert mistake.say == Words((("", ("that is the slope of ", Symbol("a"))),))
    assert settings.span is not None
    assert (settings.span.line, settings.span.column) == (11, 5)


def test_a_question_of_the_author_computes_its_options() -> None:
    found = step("""\
  - ask:
      prompt: how far does w move?
      answer: -lr*dE/dw
      options: [-0.1*dE/dw, dE/dw, -dE/dw]
      hint: opposite the slope
    id: move
""")
    assert isinstance(found, AskExpression)
    assert found.settings.id == "move"
    assert found.settings.hints == (words("opposite the slope"),)
    assert [option.correct for option in found.options] == [True, False, False]
    assert [option.text for option in found.options] == [
        words("-0.1*dE/dw"),
        words("dE/dw"),
        words("-dE/dw"),
    ]


def test_a_choice_has_reasons_for_what_is_wrong() -> None:
    found = step("""\
  - choose:
      id: first
      prompt: what comes first?
      options:
        - {text: the loss, correct: yes}
        - {text: the data, why: the sweep goes backward}
      shuffle: no
""")
    assert isinstance(found, Choose)
    assert found.settings.id == "first"
    assert not found.shuffle
    right, wrong = found.options
    assert (right.text, right.correct, right.why) == (words("the loss"), True, None)
    assert (wrong.correct, wrong.why) == (False, words("the sweep goes backward"))


# advice


def test_advice_that_the_author_means_is_not_told_again() -> None:
    text = "format: 1\ntitle: t\nparams: {w: 0}\nnodes: {E: relu(w)}\n"
    assert [p.code for p in load_lesson("a.yaml", text).problems] == ["L081"]
    assert lesson(text + "allow: [L081]\n").allow == {"L081"}


def test_a_name_that_only_a_text_or_a_question_uses_is_used() -> None:
    text = "format: 1\ntitle: '{c}'\nconstants: {c: 1, k: 2}\nparams: {w: 1}\nnodes: {E: w}\n"
    found = lesson(text + "steps:\n  - ask: {prompt: p, answer: k*w}\n")
    assert found.given["k"] == 2


@pytest.mark.parametrize(
    ("path", "id"),
    [
        ("w1-w6.yaml", "w1-w6"),
        ("folder/My Lesson.v2.yaml", "my-lesson-v2"),
        ("C:\\lessons\\Eins.yml", "eins"),
        ("权重.yaml", "--"),
        (".yaml", "lesson"),
        ("a" * 60 + ".yaml", "a" * 48),
    ],
)
def test_a_file_names_its_lesson(path: str, id: str) -> None:
    assert slug(path) == id


def test_loading_needs_none_of_the_heavy_packages() -> None:
    program = (
        "import sys; from backtutor.loader import load_lesson; "
        f"assert load_lesson('a.yaml', {NEURON!r}).lesson; "
        "print([m for m in ('numpy', 'rich', 'sympy', 'typer', 'mpmath') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
