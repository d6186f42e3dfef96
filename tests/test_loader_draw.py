"""Drawn values in a lesson: what may be drawn, and what the draw must satisfy."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backtutor.derive import Derivation
from backtutor.lesson import Lesson, Seeding
from backtutor.loader import load_lesson
from backtutor.loader.check import check_lesson
from backtutor.loader.numbers import advise_numbers
from backtutor.misconceptions import TABLE, predictions
from backtutor.separation import separator
from backtutor.terms import Symbol
from backtutor.ui.problems import plain_problem
from backtutor.values import Value, entries, shape_of

NODES = "nodes: {y: w*x, E: 1/2*(y - t)^2}\n"


def text(params: str, draw: str = "{}", more: str = NODES) -> str:
    return f"format: 1\ntitle: t\ninputs: {{x: 3, t: 1}}\nparams: {params}\n{more}draw: {draw}\n"


def loaded(params: str, draw: str = "{}", more: str = NODES, seed: int = 0) -> Lesson:
    found = load_lesson("a.yaml", text(params, draw, more), seed)
    assert found.lesson is not None, found.problems
    return found.lesson


def values(spec: str, count: int = 60, more: str = NODES) -> set[Value]:
    """What `w` is drawn as, at many seeds."""
    return {loaded(f"{{w: {spec}}}", "{}", more, seed).given["w"] for seed in range(count)}


def halves(*numbers: int) -> set[Fraction]:
    return {Fraction(number, 2) for number in numbers}


THIRDS = {Fraction(1, 3), Fraction(2, 3)}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{draw: integer, from: -1, to: 1}", {-1, 0, 1}),
        ("{draw: integer, from: 0.5, to: 2.5}", {1, 2}),
        ("{draw: integer, from: -1, to: 1, not: [0]}", {-1, 1}),
        ("{draw: decimal, from: -1, to: 1, step: 0.5, not: [0]}", halves(-2, -1, 1, 2)),
        ("{draw: decimal, from: 0.5, to: 2, step: 1}", halves(1, 3)),
        ("{draw: decimal, from: 0, to: 0.2}", {Fraction(n, 10) for n in range(3)}),
        ("{draw: choice, of: [1/3, 2, 5e-1], not: [2]}", {Fraction(1, 3), Fraction(1, 2)}),
        ("{draw: fraction, of: [2, 3], from: 0, to: 1}", {*halves(0, 1, 2), *THIRDS}),
        ("{draw: fraction, of: [3], from: 0.1, to: 0.9}", THIRDS),
        ("{draw: mask, keep: 0.5}", {0, 1}),
        ("{draw: mask, keep: 1}", {1}),
        ("{draw: normal, mean: 2, sd: 0}", {2}),
    ],
)
def test_a_kind_draws_what_it_says(spec: str, expected: set[Fraction]) -> None:
    assert values(spec) == expected


def test_a_bell_curve_has_two_decimals_unless_it_says_so() -> None:
    found = values("{draw: normal, not: [0]}")
    assert len(found) > 40
    assert all(100 % Fraction(value).denominator == 0 for value in found)


def test_matrices_are_drawn_by_shape() -> None:
    more = "nodes: {E: sum(w*x)}\n"
    found = loaded("{w: {draw: integer, from: 1, to: 9, shape: [2, 3]}}", "{}", more)
    assert shape_of(found.given["w"]) == (2, 3)
    hot = loaded("{w: {draw: onehot, shape: [4, 3]}}", "{}", more)
    numbers = entries(hot.given["w"])
    assert [sum(numbers[at : at + 3]) for at in (0, 3, 6, 9)] == [1, 1, 1, 1]
    assert hot.graph.unit_rows == frozenset()  # of weights that is chance
    data = "constants: {y: {draw: onehot, shape: [4, 3]}}\n" + more.replace("w*x", "w*x*y")
    assert loaded("{w: 1}", "{}", data).graph.unit_rows == {"y"}


# -- seeds and defaults


def test_a_list_of_names_draws_from_the_default() -> None:
    found = loaded("[w, b]", "{default: {draw: choice, of: [7]}}", NODES.replace("w*x", "w*x + b"))
    assert found.given == {"x": 3, "t": 1, "w": 7, "b": 7}
    assert found.drawn is not None
    assert found.drawn.names == ("w", "b")


def test_each_section_may_have_its_own_default() -> None:
    default = "{params: {draw: choice, of: [7]}, inputs: {draw: choice, of: [8]}}"
    short = text("[w]", f"{{default: {default}}}").replace("{x: 3, t: 1}", "[x, t]")
    found = load_lesson("a.yaml", short).lesson
    assert found is not None
    assert found.given == {"x": 8, "t": 8, "w": 7}


WIDE = "{draw: integer, from: 1, to: 1000000}"
DRAWN_7 = 715724


def test_the_seed_of_a_lesson_goes_before_any_other() -> None:
    fixed = [loaded(f"{{w: {WIDE}}}", "{seed: 7}", seed=seed).given["w"] for seed in (0, 1)]
    assert fixed == [DRAWN_7, DRAWN_7]


@pytest.mark.parametrize("seed", ["fresh", "per-student"])
def test_other_lessons_are_drawn_with_the_seed_that_is_given(seed: str) -> None:
    first, again, other = (
        loaded(f"{{w: {WIDE}}}", f"{{seed: {seed}}}", seed=number) for number in (7, 7, 8)
    )
    assert first.given["w"] == again.given["w"] == DRAWN_7
    assert other.given["w"] != DRAWN_7
    assert first.drawn is not None
    assert first.drawn.seeding is Seeding(seed)


def test_adding_a_name_changes_no_other() -> None:
    alone = loaded(f"{{w: {WIDE}}}").given["w"]
    more = NODES.replace("w*x", "a*w*x")
    assert loaded(f"{{a: {WIDE}, w: {WIDE}}}", more=more).given["w"] == alone


# -- what a draw must satisfy

COARSE = "{draw: decimal, from: -3, to: 3, step: 0.25}"
TRAINED = NODES + "train: {lr: 0.1}\n"


def many(params: str, draw: str, more: str = NODES) -> list[Derivation]:
    return [Derivation(loaded(params, draw, more, seed)) for seed in range(25)]


def test_nice_binds_every_exact_value() -> None:
    for derivation in many(f"{{w: {COARSE}}}", "{nice: {decimals: 2, max: 9}}", TRAINED):
        exact = [
            *derivation.evaluation.values_by_name.values(),
            *derivation.evaluation.gradients.values(),
            *derivation.updated.values_by_name.values(),
        ]
        assert all(100 % Fraction(value).denominator == 0 for value in exact)
        assert all(abs(value) <= 9 for value in exact)


def test_nice_leaves_floats_alone() -> None:
    more = NODES.replace("w*x", "sigmoid(w*x)")
    assert many(f"{{w: {COARSE}}}", "{nice: {decimals: 2, max: 9}}", more)


def test_requirements_hold() -> None:
    draw = '{require: ["1 < abs(t - y) <= 5", "dE/dw != 0", "w >= -1"]}'
    for derivation in many(f"{{w: {COARSE}}}", draw):
        values = derivation.evaluation.values_by_name
        assert 1 < abs(1 - values["y"]) <= 5
        assert derivation.evaluation.gradients["w"] != 0
        assert values["w"] >= -1


def test_requirements_of_matrices_hold_at_every_entry() -> None:
    params = "{w: {draw: integer, from: -9, to: 9, shape: [1, 3]}}"
    for derivation in many(params, '{require: ["abs(w) > 2"]}', "nodes: {E: sum(w*x)}\n"):
        assert all(abs(entry) > 2 for entry in entries(derivation.lesson.given["w"]))


def test_values_that_do_not_exist_are_drawn_again() -> None:
    more = "nodes: {y: log(w), E: y*x}\n"
    found = many("{w: {draw: integer, from: -3, to: 2}}", "{}", more)
    assert {derivation.lesson.given["w"] for derivation in found} == {1, 2}


def separated(misconceptions: str) -> list[set[str]]:
    """The misconceptions that give a right answer, at many draws of numbers that invite it."""
    draw = f"{{separates: {misconceptions}}}"
    small = "{draw: integer, from: -2, to: 2}"
    found = []
    for derivation in many(f"{{w: {small}, v: {small}}}", draw, HIDING):
        hidden = set()
        for step in derivation.backward:
            for guess in predictions(derivation, step.quantity):
                if guess.value == step.value:
                    hidden.add(guess.misconception)
        found.append(hidden)
    return found


HIDING = "nodes: {h: w*x, y: v*h, E: 1/2*(y - t)^2}\n"


def test_no_named_misconception_gives_a_right_answer() -> None:
    assert any("negated" in hidden for hidden in separated("[]"))
    assert all(not hidden & {"negated", "upstream-only"} for hidden in separated(NAMED))


NAMED = "[negated, upstream-only]"


def test_all_misconceptions_can_be_kept_apart() -> None:
    draw = "{separates: all}"
    wide = "{draw: decimal, from: -3, to: 3, step: 0.25}"
    for derivation in many(f"{{w: {wide}, v: {wide}}}", draw, HIDING):
        assert 0 not in [step.value for step in derivation.backward]


def test_separating_draws_only_where_there_are_values() -> None:
    more = "nodes: {y: log(w - 0.5), E: y*x}\n"
    for derivation in many("{w: {draw: decimal, from: -1, to: 3}}", "{separates: all}", more):
        assert derivation.lesson.given["w"] > Fraction(1, 2)
        assert derivation.evaluation.gradients["w"] != 0


def hides(derivation: Derivation) -> set[str]:
    """The misconceptions that give a right answer at these numbers."""
    found = separator(derivation, [step.quantity for step in derivation.backward])
    return {id for told in found.at(derivation.evaluation).questions for id in told.hidden}


LAYER = "nodes: {Z: X @ W + b, L: 'softmax_ce(Z, T)'}"


def layers(draw: str) -> list[Derivation]:
    small = "{draw: integer, from: -1, to: 1, shape: [2, 2]}"
    params = f"{{X: {small}, W: {small}, b: [0, 1], T: {{draw: onehot, shape: [2, 2]}}}}"
    text = f"format: 1\ntitle: t\ninputs: {params}\n{LAYER}\ndraw: {draw}\n"
    found = [load_lesson("a.yaml", text, seed) for seed in range(6)]
    assert [one.problems for one in found] == [()] * 6
    return [one.derivation for one in found if one.derivation is not None]


def test_matrices_are_kept_apart_too() -> None:
    assert any(hides(derivation) for derivation in layers("{}"))
    kept = layers("{separates: all}")
    assert [hides(derivation) for derivation in kept] == [set()] * 6


@pytest.mark.parametrize("id", [row.id for row in TABLE])
def test_every_misconception_can_be_named(id: str) -> None:
    wide = "{draw: decimal, from: -3, to: 3, step: 0.1, not: [0]}"
    found = Derivation(loaded(f"{{w: {wide}, v: {wide}}}", f"{{separates: [{id}]}}", HIDING))
    assert id not in hides(found)


def test_what_is_right_at_any_numbers_is_not_kept_apart() -> None:
    # nothing is subtracted, and no name has two paths
    assert loaded(f"{{w: {COARSE}}}", "{separates: [sign, one-path]}", "nodes: {E: w*x}\n")


GATED = """\
format: 1
title: t
inputs: [x, t]
params: [w, b, v]
nodes: {z: w*x + b, h: relu(z), y: v*h, E: 1/2*(y - t)^2}
draw: {default: {draw: decimal, from: -3, to: 3, step: 0.1, not: [0]}, SEPARATES}
"""


@pytest.mark.parametrize("plan", ["separates: all", 'separates: all, require: ["z > 0"]'])
def test_open_and_shut_gates_are_kept_apart_each_by_its_own_slope(plan: str) -> None:
    # through an open relu a forgotten slope changes nothing, and is no mistake
    for seed in range(4):
        found = load_lesson("a.yaml", GATED.replace("SEPARATES", plan), seed)
        assert found.problems == ()
        assert found.derivation is not None
        assert hides(found.derivation) == set()


def test_what_passes_is_what_check_finds_nothing_hidden_in() -> None:
    text = GATED.replace("SEPARATES", "separates: all")
    shut = set()
    for seed in range(16):
        derivation = load_lesson("a.yaml", text, seed).derivation
        assert derivation is not None
        shut.add(derivation.evaluation[Symbol("z")] < 0)
        advice = [found.message.facts["hidden"] for found in advise_numbers(derivation)]
        assert set(advice) <= {0}
    assert shut == {True, False}


def test_the_reason_that_blocks_goes_before_the_most_frequent_one() -> None:
    params = "{w: {draw: integer, from: -4, to: 1, not: [0]}}"
    plan = '{require: ["w > 0"], separates: [upstream-only]}'
    (found,) = load_lesson("a.yaml", text(params, plan).replace("x: 3", "x: 1")).problems
    said = plain_problem(found).splitlines()
    # w is above 0 for one draw in five, and each of those fails
    assert said[4] == "  | ^^^^ 99 times `upstream-only` gave a right answer"
    assert said[8] == "  |                  ------- 401 times `w > 0` was not true"


def test_the_misconceptions_to_choose_from_are_listed_once() -> None:
    found = load_lesson("a.yaml", text("{w: {draw: normal}}", "{separates: [qqqqq]}")).problems
    assert found[0].help is not None
    choices = found[0].help.facts["choices"]
    assert len(choices) == len(set(choices))


def test_what_stays_hidden_at_every_draw_is_named() -> None:
    # x = 1 as it is given: a forgotten x shows at no w
    draw = text("{w: {draw: integer, from: 2, to: 5}}", "{separates: [upstream-only]}")
    found = load_lesson("a.yaml", draw.replace("x: 3", "x: 1")).problems
    assert [plain_problem(problem) for problem in found] == [
        "error[L113]: none of 500 draws suits the lesson\n"
        " --> a.yaml:6:1\n"
        "  |\n"
        "6 | draw: {separates: [upstream-only]}\n"
        "  | ^^^^ 500 times `upstream-only` gave a right answer\n"
        "  = help: ask less of the values, let them come from more numbers, or raise `tries`"
    ]


def test_an_unknown_misconception_names_the_nearest() -> None:
    found = load_lesson("a.yaml", text("{w: {draw: normal}}", "{separates: [upstream-olny]}"))
    assert plain_problem(found.problems[0]).splitlines()[4] == (
        "  |                    ^^^^^^^^^^^^^ did you mean `upstream-only`?"
    )


def test_a_learning_rate_may_be_drawn() -> None:
    more = NODES + "constants: {η: {draw: choice, of: [0.5]}}\ntrain: {lr: η}\n"
    found = Derivation(loaded("{w: 1}", "{nice: {decimals: 3}}", more))
    assert found.updates[0].value == 1 - Fraction(1, 2) * found.evaluation.gradients["w"]


# -- what is wrong


@pytest.mark.parametrize(
    ("params", "draw", "said"),
    [
        ("{w: {draw: integer}}", "{}", [("L021", 4), ("L021", 4)]),
        ("{w: {draw: whole, from: 1, to: 2}}", "{}", [("L028", 4)]),
        ("{w: {draw: integer, from: 1, to: 2, step: 1}}", "{}", [("L020", 4)]),
        ("{w: {draw: integer, from: 0, to: 0, not: [0]}}", "{}", [("L110", 4)]),
        ("{w: {draw: integer, from: 0.2, to: 0.8}}", "{}", [("L110", 4)]),
        ("{w: {draw: decimal, from: 0, to: 1, step: 0}}", "{}", [("L110", 4)]),
        ("{w: {draw: choice, of: []}}", "{}", [("L110", 4)]),
        ("{w: {draw: choice, of: [one]}}", "{}", [("R018", 4)]),
        ("{w: {draw: fraction, of: [0], from: 0, to: 1}}", "{}", [("L029", 4)]),
        ("{w: {draw: normal, sd: -1}}", "{}", [("L029", 4)]),
        ("{w: {draw: mask, keep: 1.5}}", "{}", [("L029", 4)]),
        ("{w: {draw: mask, shape: [2, 0]}}", "{}", [("L029", 4)]),
        ("{w: 1}", "{seed: now}", [("L028", 6)]),
        ("[w]", "{default: {params: 3}}", [("L022", 6)]),
        ("[w]", "{default: 3}", [("L112", 4), ("L022", 6)]),
        ("[w, [v]]", "{default: {draw: normal}}", [("L022", 4)]),
        ("{w: {draw: normal}}", "{tries: 0}", [("L029", 6)]),
        ("{w: {draw: normal}}", "{nice: {places: 2}}", [("L020", 6)]),
        ("{w: {draw: normal}}", "{require: [w]}", [("R038", 6)]),
        ("{w: {draw: normal}}", "{require: [v > 0]}", [("R008", 6)]),
        ("{w: {draw: normal}}", "{separates: [sing]}", [("L028", 6)]),
        ("{w: {draw: normal}}", "{seeds: 7}", [("L020", 6)]),
    ],
)
def test_what_cannot_be_drawn_is_told_at_its_line(
    params: str, draw: str, said: list[tuple[str, int]]
) -> None:
    found = load_lesson("a.yaml", text(params, draw)).problems
    assert [(problem.code, problem.span.line) for problem in found] == said


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        ("{nice: {decimals: 0}}", "lesson:draw-not-nice"),
        ('{require: ["y > 0", "y < 0"]}', "lesson:draw-not-met"),
        ("{separates: [negated], require: [dE/dw == 0]}", "lesson:draw-not-met"),
    ],
)
def test_where_nothing_suits_the_usual_obstacle_is_told(draw: str, why: str) -> None:
    params = "{w: {draw: choice, of: [0.5, 1.5]}}"
    (found,) = load_lesson("a.yaml", text(params, draw)).problems
    assert found.code == "L113"
    assert found.label is not None
    assert found.label.facts["why"].id == why


# -- expect


@pytest.mark.parametrize("seed", range(5))
def test_identities_hold_at_every_draw(seed: int) -> None:
    identities = "expect: {dE/dw: dE/dy*x, y: (w)*x, w+: w - η*dE/dw, dE/dt: t - y, x: 3}\n"
    found = loaded(f"{{w: {COARSE}}}", "{}", TRAINED + identities, seed)
    assert len(found.expect) == 5
    assert check_lesson(found, Derivation(found).value) == []


def test_what_is_no_identity_is_told_with_both_values() -> None:
    found = loaded(f"{{w: {COARSE}}}", "{}", NODES + "expect: {dE/dw: dE/dy}\n")
    (problem,) = check_lesson(found, Derivation(found).value)
    assert problem.code == "L072"


def test_a_lesson_without_draws_asserts_figures_only() -> None:
    plain = f"format: 1\ntitle: t\ninputs: {{x: 3, t: 1}}\nparams: {{w: 1}}\n{NODES}"
    found = load_lesson("a.yaml", plain + "expect: {dE/dw: dE/dy*x}\n").problems
    assert [problem.code for problem in found] == ["L070"]


def test_a_learning_rate_is_one_number() -> None:
    rate = "constants: {r: {draw: normal, shape: [1, 2]}}\ntrain: {lr: r}\n"
    found = load_lesson("a.yaml", text("{w: 1}", "{}", NODES + rate)).problems
    assert [(problem.code, problem.span.line) for problem in found] == [("L022", 7)]


TOKENS = st.lists(
    st.sampled_from(
        [
            *("{", "}", "[", "]", ", ", ": ", "w", "0", "-1", "1e300", "1/3", "two", "\n", "  "),
            *(
                "mlp: ",
                "sizes: ",
                "[2, 1]",
                "activation: ",
                "softmax",
                "form: matrices",
                "loss: bce",
            ),
            *("draw: ", "{draw: normal}", "{draw: onehot}", "integer", "from: 1", "to: 3", "of: "),
            *("default: ", "nice: {decimals: 1}", "require: [w > 0]", "separates: all", "tries: 2"),
            *("shape: [2, 2]", "not: [0]", "seed: ", "fresh", "inputs: ", "params: ", "nodes: "),
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(TOKENS, TOKENS)
def test_no_text_makes_the_loader_raise(one: str, two: str) -> None:
    for lesson in (
        text(one, two),
        f"format: 1\ntitle: t\n{one}\n{two}\n",
        f"format: 1\ntitle: t\nmlp: {one}\ndraw: {two}\n",
        f"format: 1\ntitle: t\nmlp: {{sizes: [2, 1], {one}}}\ndraw: {{default: {two}}}\n",
        f"format: 1\ntitle: t\nmlp: {{sizes: [2, 2], form: matrices}}\ninputs: {{X: {one}}}\n"
        f"draw: {{default: {{draw: normal}}, {two}}}\n",
    ):
        load_lesson("a.yaml", lesson)
