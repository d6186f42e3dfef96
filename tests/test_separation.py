"""What the numbers of a lesson hide and confuse: counts, the advice, and better numbers."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import AT_A_KINK, FORK, NEURON, SIX_WEIGHTS, STEPPED, derived
from test_cli import ROOT, backtutor

from backtutor.commands.suggestions import propose
from backtutor.derive import Derivation
from backtutor.environment import Environment, Streams
from backtutor.evaluation import Evaluation
from backtutor.loader import load_lesson
from backtutor.loader.numbers import advise_numbers
from backtutor.neat import cells
from backtutor.packs import builtin_pack
from backtutor.points import branches
from backtutor.problems import Exit
from backtutor.questions import quantity_id
from backtutor.separation import (
    Asked,
    Confusion,
    Separation,
    Wrong,
    alike,
    asked_of,
    hiding_zeros,
    looked_at,
    separator,
)
from backtutor.suggesting import suggest
from backtutor.terms import Derivative, Quantity, Symbol
from backtutor.ui.problems import plain_problem
from backtutor.values import Value, entries

GENERIC = SIX_WEIGHTS.replace("{x1: 1, x2: 0.5, t: 4}", "{x1: 1.2, x2: 3, t: 4}").replace(
    "{w1: 0.5, w2: 1.5, w3: 2.3, w4: 3, w5: 1, w6: 1}",
    "{w1: -0.8, w2: 0.5, w3: 2, w4: -1.5, w5: 3, w6: -2.5}",
)
"""Numbers that have nothing in common."""

ALL_LEAVES = [Derivative("E", name) for name in ("w1", "w2", "w3", "w4", "w5", "w6", "x1", "x2")]

ONE_PRODUCT = """\
format: 1
title: One product
inputs: {x: 1, t: 3}
params: {w: 2}
nodes:
  y: w*x
  E: 1/2*(y - t)^2
"""

ONES = """\
format: 1
title: A layer
inputs: {X: [[1, 1], [1, 1]], T: [[1, 0], [0, 1]]}
params: {W: [[1, 1], [1, 1]], b: [0, 0]}
nodes:
  Z: X @ W + b
  L: softmax_ce(Z, T)
steps:
  - grad: [W, b]
"""

DRAWN = ONE_PRODUCT.replace("w: 2", "w: {draw: integer, from: 2, to: 5}")


LINKS = ", ".join(f"h{n}: w{n}*h{n - 1} + b{n}" for n in range(2, 41))

CHAIN = f"""\
format: 1
title: a chain of forty
inputs: {{x: 1}}
params: {{{", ".join(f"w{n}: 1, b{n}: 1" for n in range(1, 41))}}}
nodes: {{h1: w1*x + b1, {LINKS}}}
"""


def loaded(text: str, path: str = "a.yaml") -> Derivation:
    found = load_lesson(path, text)
    assert found.derivation is not None, found.problems
    return found.derivation


def counted(text: str, asked: list[Quantity] | None = None) -> Separation:
    derivation = derived(text)
    chosen = asked if asked is not None else asked_of(derivation)
    return separator(derivation, chosen).at(derivation.evaluation)


def hidden(found: Separation) -> dict[str, set[str]]:
    return {quantity_id(told.asked): set(told.hidden) for told in found.questions if told.hidden}


# -- counting


def test_the_numbers_of_the_notes_hide_most_and_generic_ones_nothing() -> None:
    notes, stepped, generic = (
        counted(text, list(ALL_LEAVES)) for text in (SIX_WEIGHTS, STEPPED, GENERIC)
    )
    assert notes.predicted == stepped.predicted == generic.predicted > 200
    assert notes.hidden > stepped.hidden > generic.hidden == 0
    assert notes.confused > stepped.confused > generic.confused
    assert generic.confused <= 20


def test_what_is_hidden_is_told_by_question() -> None:
    found = hidden(counted(SIX_WEIGHTS, list(ALL_LEAVES)))
    # w5 = 1 and x1 = 1: a factor that is left out, or a one for it, changes nothing
    assert {"dropped-factor", "upstream-only", "product-one", "neighbour-weight"} <= found["dE/dw1"]
    assert "dropped-factor" in found["dE/dw2"]
    assert "upstream-only" not in found["dE/dw2"]
    assert "upstream-only" not in found.get("dE/dw5", set())


def test_what_is_the_right_function_is_no_mistake() -> None:
    # a flipped difference changes nothing where nothing is subtracted, at any numbers
    plain = SIX_WEIGHTS.replace("1/2*(t - y)^2", "1/2*(t + y)^2")
    assert "sign" not in {id for ids in hidden(counted(plain)).values() for id in ids}


def test_two_names_of_one_function_are_not_confused() -> None:
    pairs = {pair for told in counted(GENERIC).questions for pair in told.confused}
    assert Confusion("sign", "negated") not in pairs


def test_of_a_matrix_every_entry_must_be_equal() -> None:
    found = counted(ONES)
    assert {"negated", "sum-split"} <= hidden(found)["dL/dW"]  # 0 in every entry
    other = ONES.replace("X: [[1, 1], [1, 1]]", "X: [[1, 1], [1, 2]]")
    assert "negated" not in hidden(counted(other)).get("dL/dW", set())


def test_at_a_kink_no_choice_of_slopes_is_a_mistake() -> None:
    kept = derived(AT_A_KINK)
    found = separator(kept, [Derivative("E", "z")])
    # relu taken for the identity is one of its slopes at the kink
    assert "relu-ignored" not in {wrong.misconception for wrong in found.asked[0].wrong}


Names = Mapping[str, float]


def _wrong(id: str, kind: int, weights: Names) -> Wrong:
    def at(e: Evaluation) -> Value:
        return sum(Fraction(f) * e[Symbol(name)] for name, f in weights.items())

    return Wrong(id, at, (kind,))


BY_HAND = Asked(
    Derivative("e", "b"),
    lambda e: e[Symbol("a")],
    (
        _wrong("same-as-right", 1, {"b": 2}),
        _wrong("one", 2, {"a": 1, "b": 1}),
        _wrong("other", 3, {"b": 3}),
        _wrong("other", 4, {"a": 1.5}),
        _wrong("twin", 4, {"a": 1.5}),
        _wrong("alone", 5, {"a": 7}),
    ),
)
"""At a = 2, b = 1: a is 2, and so is 2b; a + b, 3b and 1.5a are 3, 7a is 14."""


def test_pairs_are_counted_by_misconception_and_function() -> None:
    told = BY_HAND.told(derived(FORK).evaluation)
    assert told.predicted == 6
    assert told.hidden == ("same-as-right",)
    # neither `other` with itself, nor the two that are one function
    assert sorted(told.confused) == [
        ("one", "other"),
        ("one", "other"),
        ("one", "twin"),
        ("other", "twin"),
    ]


VALUES = st.lists(
    st.none() | st.integers(-3, 3).map(lambda n: Fraction(n, 2)) | st.sampled_from([0.5, 1.5, 0.1])
)


@given(VALUES)
def test_equal_values_are_found_together(values: list[Value | None]) -> None:
    groups = alike(values)
    assert sorted(place for group in groups for place in group) == [
        place for place, value in enumerate(values) if value is not None
    ]
    for group in groups:
        assert len({values[place] for place in group}) == 1
    assert len({values[group[0]] for group in groups}) == len(groups)


def test_matrices_are_equal_in_shape_and_entries() -> None:
    from backtutor.matrices import matrix

    row, column = matrix([[Fraction(1), Fraction(2)]]), matrix([[Fraction(1)], [Fraction(2)]])
    other = matrix([[Fraction(2), Fraction(1)]])
    assert sorted(map(sorted, alike([row, column, other, row * 1, None]))) == [[0, 3], [1], [2]]


# -- what is looked at


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (NEURON, ["dE/da", "dE/dz", "dE/dw", "dE/db"]),
        (FORK, ["de/dc", "de/da", "de/dd", "de/db"]),
        (NEURON + "steps: [{forward: a}, {grad: w}, {update: w}]\n", ["dE/dw"]),
        (NEURON + "steps: [{local: da/dz}, {update: w}]\n", ["local:da/dz", "w+"]),
        (NEURON + "steps: [{grad: w, form: symbolic}]\n", []),
        (NEURON + "steps: [{grad: x}]\n", ["dE/dx"]),
    ],
)
def test_what_is_asked_as_a_number_is_looked_at(text: str, asked: list[str]) -> None:
    text = text.replace("{forward: a}", "{forward: [a]}").replace("{update: w}", "{update: [w]}")
    assert [quantity_id(each) for each in asked_of(loaded(text))] == asked


def network(sizes: str) -> str:
    draw = "draw: {default: {draw: decimal, from: -2, to: 2, not: [0]}}"
    return f"format: 1\ntitle: t\nmlp: {{sizes: {sizes}, activation: tanh}}\n{draw}\n"


@pytest.mark.parametrize(
    ("sizes", "asked", "looked"),
    [("[2, 3, 1]", 21, 21), ("[4, 6, 6, 2]", 114, 8), ("[40, 60]", 2580, 0)],
)
def test_of_a_large_network_few_questions_are_looked_at(
    sizes: str, asked: int, looked: int
) -> None:
    derivation = loaded(network(sizes))
    every = asked_of(derivation)
    assert (len(every), len(looked_at(derivation, every))) == (asked, looked)


# -- the advice


def advice(text: str) -> list[str]:
    return [plain_problem(found) for found in advise_numbers(loaded(text))]


def test_numbers_that_hide_are_advised_of_once_a_lesson() -> None:
    (said,) = advice(ONE_PRODUCT)
    assert said == (
        "advice[L085]: of 35 wrong answers these numbers hide 7, pairs confused: 28\n"
        " --> a.yaml:3:13\n"
        "  |\n"
        "3 | inputs: {x: 1, t: 3}\n"
        "  |             ^ dE/dy is right with exponent-kept, sibling-gradient too\n"
        "  = help: `check --suggest` looks for other numbers; `allow: [L085]` keeps these"
    )


def test_what_the_author_allows_is_not_said() -> None:
    assert advice(ONE_PRODUCT + "allow: [L085]\n") == []


def test_numbers_that_tell_mistakes_apart_get_no_advice() -> None:
    assert advice(GENERIC) == []


def test_of_drawn_values_the_advice_is_to_draw_others() -> None:
    (said,) = advice(DRAWN)
    assert said.endswith(
        "= help: `draw: {separates: all}` draws again until none is hidden; "
        "`allow: [L085]` keeps these"
    )


def test_what_is_confused_is_named_where_nothing_is_hidden() -> None:
    text = """\
format: 1
title: t
inputs: [x, t]
params: [w, b, v]
nodes: {z: w*x + b, h: relu(z), y: v*h, E: 1/2*(y - t)^2}
draw: {seed: 5, default: {draw: decimal, from: -3, to: 3, step: 0.1, not: [0]}, separates: all}
"""
    (said,) = advice(text)
    assert said.splitlines()[4:] == [
        "  |          ^ dE/dy: two-forgotten and sibling-gradient give one wrong answer",
        "  = help: drawn from more numbers, fewer are alike; `allow: [L085]` keeps these",
    ]


GATE = """\
format: 1
title: a gate
inputs: {x: 1, t: 2}
params: {w: 1, b: 1, v: 1}
nodes: {z: w*x + b, h: relu(z), y: v*h, E: 1/2*(y - t)^2}
"""
ZERO = GATE.replace("t: 2", "t: 0")


@pytest.mark.parametrize("drawn", [False, True])
def test_a_zero_that_hides_is_what_the_advice_points_at(drawn: bool) -> None:
    text = ZERO
    if drawn:
        text = text.replace("{w: 1, b: 1, v: 1}", "[w, b, v]")
        text += "draw: {seed: 3, default: {draw: decimal, from: 1, to: 3}}\n"
    (said,) = advice(text)
    assert (
        said.splitlines()[3:]
        == [
            "3 | inputs: {x: 1, t: 0}",
            "  |                   ^ dE/dy is right with value-for-slope, output-for-error, "
            "sibling-gradient too",
            "  = help: a 0 hides mistakes whatever the other numbers are: give `t` another value; "
            "`allow: [L085]` keeps it",
        ]
        or drawn
    )
    assert said.splitlines()[1] == " --> a.yaml:3:19"


def test_a_zero_that_hides_nothing_is_no_cause() -> None:
    # beside another target a 0 tells as much as any number
    text = GATE.replace("1/2*(y - t)^2", "1/2*(y - 3 - t)^2")
    zero = text.replace("t: 2", "t: 0")
    derivation = loaded(zero)
    assert hiding_zeros(derivation, separator(derivation, asked_of(derivation))) == ()


def test_advice_on_a_large_network_says_what_was_looked_at() -> None:
    (said,) = advice(CHAIN)
    assert "= help: looked at: the first 10 of 119 questions; " in said


def test_the_lessons_that_come_with_the_program_mean_their_numbers() -> None:
    loads = [file.load(0).derivation for file in builtin_pack().lessons]
    assert [advise_numbers(derivation) for derivation in loads if derivation] == [[]] * len(loads)


def test_advice_never_fails_and_is_for_check_alone(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ONE_PRODUCT, encoding="utf-8")
    ran = backtutor("check", "a.yaml", "--strict", cwd=tmp_path)
    assert ran.status == Exit.DONE
    assert "L085" in ran.out
    assert "L085" not in backtutor("show", "a.yaml", cwd=tmp_path).err


# -- better numbers


def test_six_weights_can_be_told_apart() -> None:
    derivation = derived(SIX_WEIGHTS)
    wrong = separator(derivation, list(ALL_LEAVES))
    found = suggest(derivation, wrong)
    assert found is not None
    assert found.after.hidden == 0
    assert found.after.confused <= 20
    assert found == suggest(derivation, wrong)


def test_numbers_are_neat_and_keep_what_they_are() -> None:
    text = (
        "format: 1\ntitle: t\n"
        "inputs:\n"
        "  {X: [[1, 0.5], [-2, 0]], M: [[1, 0], [0, 0]], T: [[0, 1], [1, 0]], p: 0.5, n: -3}\n"
        "params: {W: [[1, 0], [2, -1]], unused: 3}\n"
        "constants: {λ: 2}\n"
        "nodes:\n  Z: M*(X @ W)*n*p*λ\n  L: softmax_ce(Z, T)\n"
    )
    found: dict[str, list[tuple[Fraction, ...]]] = {}
    for cell in cells(loaded(text)):
        found.setdefault(cell.name, []).append(cell.choices)
    assert {name: len(each) for name, each in found.items()} == {"X": 3, "p": 1, "n": 1, "W": 4}
    assert all(0 < choice < 1 for choice in found["p"][0])
    assert all(choice < 0 for choice in found["n"][0])
    assert all(10 % choice.denominator == 0 and abs(choice) <= 5 for choice in found["W"][0])
    assert {choice > 0 for choice in found["W"][0]} == {True, False}


@pytest.mark.parametrize(("target", "may_change"), [("0.2", True), ("0", False), ("1", False)])
def test_the_target_of_a_sigmoid_stays_one(target: str, may_change: bool) -> None:
    found = {cell.name: cell for cell in cells(derived(NEURON.replace("t: 0.2", f"t: {target}")))}
    assert found.keys() == {"x", "w", "b"} | ({"t"} if may_change else set())
    assert all(0 < choice < 1 for choice in (found["t"].choices if may_change else ()))


RELU = """\
format: 1
title: gates
inputs: {x: 1, t: 1}
params: {w: 1, v: -1, u: 1}
nodes:
  a: relu(w*x)
  b: relu(v*x)
  y: u*(a + b)
  E: (y - t)^2
"""


def test_a_suggestion_stays_on_its_branches_and_away_from_kinks() -> None:
    derivation = derived(RELU)
    found = suggest(derivation, separator(derivation, asked_of(derivation)))
    assert found is not None
    at = derivation.evaluation.at({**derivation.evaluation.given, **found.given})
    assert branches(at) == branches(derivation.evaluation) == (1, -1)
    values = [at[Symbol("a")], -at[Symbol("w")], at[Symbol("v")]]
    assert all(abs(float(entries(value)[0])) > 0.05 for value in values)


def pasted(text: str) -> tuple[Any, Any]:
    """What a suggestion promises, and what the lesson has once it is pasted in."""
    found = propose(quiet(), loaded(text))
    for line in (line for line in found.told if isinstance(line, str)):
        section = line.partition(":")[0]
        text = "\n".join(line if old.startswith(section) else old for old in text.splitlines())
    again = propose(quiet(), loaded(text + "\n"))
    return found.record("en")["after"], again.record("en")["before"]


@pytest.mark.parametrize("text", [GATE, ZERO, RELU, NEURON.replace("x: 1.5", "x: 1")])
def test_what_is_promised_is_what_comes_of_it(text: str) -> None:
    promised, found = pasted(text)
    assert promised == found


def test_nothing_stays_hidden_behind_a_gate() -> None:
    promised, _ = pasted(GATE)
    assert (promised["hidden"], promised["confused"]) == (0, 0)


@pytest.mark.parametrize(("op", "most"), [("sigmoid", 3), ("tanh", 2)])
def test_no_activation_is_saturated(op: str, most: float) -> None:
    text = NEURON.replace("sigmoid", op).replace("x: 1.5", "x: 1").replace("0.8", "1")
    derivation = loaded(text.replace("-0.5", "1"))
    found = suggest(derivation, separator(derivation, asked_of(derivation)))
    assert found is not None
    at = derivation.evaluation.at({**derivation.evaluation.given, **found.given})
    assert abs(float(entries(at[Symbol("z")])[0])) <= most


def test_a_search_counts_its_work() -> None:
    derivation = derived(SIX_WEIGHTS)
    told: list[float] = []
    suggest(derivation, separator(derivation, list(ALL_LEAVES)), told.append)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1


# -- the command


SUGGESTED = """\
a: wrong answers 35, hidden 7, pairs confused 28
with these numbers: hidden 0, pairs confused 0
inputs: {x: 1.3, t: 2}
params: {w: -4}
"""


def suggested(text: str, tmp_path: Path, *options: str) -> str:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    ran = backtutor(*options, "check", "a.yaml", "--suggest", cwd=tmp_path)
    assert (ran.status, ran.err) == (Exit.DONE, "")
    return ran.out


def test_the_lines_that_are_suggested_can_be_pasted_in(tmp_path: Path) -> None:
    allowed = ONE_PRODUCT + "allow: [L085]\n"
    out = suggested(allowed, tmp_path)
    assert out == f"{SUGGESTED}\n1 lesson, no problems\n"
    lines = [line for line in out.splitlines() if line.startswith(("inputs:", "params:"))]
    other = allowed.replace("inputs: {x: 1, t: 3}\nparams: {w: 2}", "\n".join(lines))
    assert suggested(other, tmp_path) == (
        "a: wrong answers 35, hidden 0, pairs confused 0\n"
        "they can all be told apart\n"
        "\n"
        "1 lesson, no problems\n"
    )


def test_the_example_in_the_documentation_is_what_is_printed(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "lesson-format.md").read_text(encoding="utf-8")
    example = page.partition("$ backtutor check one-product.yaml --suggest\n")[2]
    (tmp_path / "one-product.yaml").write_text(ONE_PRODUCT, encoding="utf-8")
    ran = backtutor("check", "one-product.yaml", "--suggest", cwd=tmp_path)
    assert ran.out == example.partition("```")[0]


def test_a_suggestion_is_told_in_chinese(tmp_path: Path) -> None:
    out = suggested(ONE_PRODUCT + "allow: [L085]\nexpect: {y: 2}\n", tmp_path, "--lang", "zh")
    assert out == (
        "a：错误答案 35 个，被掩盖 7 个，混淆 28 对\n"
        "换成下面的数字：被掩盖 0 个，混淆 0 对\n"
        "inputs: {x: 1.3, t: 2}\n"
        "params: {w: -4}\n"
        "`expect` 里的数值属于原来的数字，请一并更新\n"
        "\n"
        "1 课，没有问题\n"
    )


def test_suggestions_are_data_too(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ONE_PRODUCT, encoding="utf-8")
    data = backtutor("check", "a.yaml", "--suggest", "--json", cwd=tmp_path).json
    assert data["suggestions"] == [
        {
            "lesson": "a",
            "path": "a.yaml",
            "before": {"predicted": 35, "hidden": 7, "confused": 28},
            "after": {"predicted": 35, "hidden": 0, "confused": 0},
            "inputs": {"x": 1.3, "t": 2},
            "params": {"w": -4},
            "left": [],
            "notes": [],
        }
    ]
    assert "suggestions" not in backtutor("check", "a.yaml", "--json", cwd=tmp_path).json


FIXED = """\
format: 1
title: nothing may change
inputs: {t: 1}
constants: {c: 2}
nodes:
  a: sigmoid(c*t)
  L: (a - t)^2
"""


LARGE = f"""\
format: 1
title: many numbers
inputs: {{X: [{", ".join(["[1" + ", 1" * 49 + "]"] * 60)}]}}
params: {{w: 2}}
nodes: {{L: sum(w*X)}}
"""

NOTES = [
    (DRAWN, "the values of a are drawn: `draw: {separates: all}` draws again until none is hidden"),
    (
        ONE_PRODUCT + "expect: {y: 2}\n",
        "the figures under `expect` hold for the numbers as they are: renew them too",
    ),
    (
        ONE_PRODUCT
        + "steps: [{find_mistake: {lines: [y = 2, dE/dy = 1], wrong: 2}}, {grad: [y, w]}]\n",
        "the lines of `find_mistake` are printed with the numbers as they are: renew them too",
    ),
    (
        ZERO,
        "what is 0 among the data stays: give t another value, for with 0 some wrong answers are "
        "hidden whatever the other numbers are",
    ),
    (ONE_PRODUCT + "steps: [{forward: [y]}]\n", "a asks no derivative as a number"),
    (FIXED, "no neat numbers were found that are better"),
    (LARGE, "a is too large for a search"),
    (CHAIN, "looked at: the first 10 of 119 questions"),
]


def quiet() -> Environment:
    return Environment(Streams(io.StringIO(), io.StringIO(), io.StringIO()))


@pytest.mark.parametrize(("text", "note"), NOTES)
def test_why_there_is_no_suggestion_is_said(text: str, note: str) -> None:
    assert propose(quiet(), loaded(text)).record("en")["notes"] == [note]


def test_a_matrix_is_written_as_a_lesson_has_it() -> None:
    found = propose(quiet(), loaded(ONES))
    lines = [line for line in found.told if isinstance(line, str)]
    assert lines == [
        "inputs: {X: [[1, 1], [2, 3]], T: [[1, 0], [0, 1]]}",
        "params: {W: [[2.6, 1], [1, 1]], b: [0, 0]}",
    ]
    record: Any = json.loads(json.dumps(found.record("en")))
    assert record["params"]["b"] == [[0, 0]]
    assert record["after"]["hidden"] < record["before"]["hidden"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_how_far_the_search_is() -> None:
    errors = Terminal()
    streams = Streams(io.StringIO(), io.StringIO(), errors)
    propose(Environment(streams, moving=True), loaded(ONE_PRODUCT))
    assert errors.getvalue().startswith("\ra: 0 %\x1b[K\r")
    assert errors.getvalue().endswith("\r\x1b[K")
