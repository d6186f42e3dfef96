"""Formulas diagnosed as formulas: by the arrow that has no factor, the order, the transposes.

One row an answer in `data/structure.txt`: what is typed, the first diagnosis, what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judging import judged
from samples import FORK, NEURON, SIX_WEIGHTS, derived, judge_of, matrix_lessons
from test_matrix_judge import AFFINE, BATCH, CLASSES, HIDDEN, SQUARE

from backtutor.derive import Derivation
from backtutor.formulas import Side
from backtutor.judge import Judge
from backtutor.notation import write
from backtutor.questions import Question, ask
from backtutor.scripts import script
from backtutor.structure.answer import Answer
from backtutor.structure.arrows import by_arrows, by_pairs_of_arrows
from backtutor.structure.chains import arrangements
from backtutor.structure.constants import by_constant
from backtutor.terms import ONE, Derivative, Term
from backtutor.text import say
from backtutor.values import evaluate
from backtutor.verdicts import Diagnosis, Right, Unfinished, Wrong

COLUMNS = """\
format: 1
title: columns are samples
inputs: {X: [[1, 2], [0, 1], [2, -1]], G: [[1, 3], [0.5, 1]]}
params: {W: [[0.5, -1, 2], [1, 0.5, -1]], b: [[0.5], [-1]]}
nodes: {Y: W @ X + b, L: sum(G*Y)}
"""

TWO_LAYERS = """\
format: 1
title: two layers without bias
inputs: {X: [[1, 0.5], [2, -1], [0, 3]], T: [[4], [1], [2]]}
params: {W1: [[0.5, 2.3], [1.5, 3]], W2: [[1], [1]]}
nodes: {H: X @ W1, Y: H @ W2, E: 1/2*mean((Y - T)^2)}
train: {lr: 0.1}
"""

TWINS = """\
format: 1
title: two arrows with one slope
inputs: {x: 2}
params: {w: 3}
nodes: {a: w*x, b: w*a, c: w*b, L: c^2}
"""

LONG = """\
format: 1
title: a long path
inputs: {x: 2}
params: {a: 2, b: 3, c: 4, d: 5, e: 6}
nodes: {p: a*x, q: b*p, r: c*q, s: d*r, u: e*s, L: u^2}
"""

LESSONS = {
    "AFFINE": AFFINE,
    "BATCH": BATCH,
    "CLASSES": CLASSES,
    "COLUMNS": COLUMNS,
    "FORK": FORK,
    "HIDDEN": HIDDEN,
    "LONG": LONG,
    "NEURON": NEURON,
    "SIX_WEIGHTS": SIX_WEIGHTS,
    "SQUARE": SQUARE,
    "TWINS": TWINS,
    "TWO_LAYERS": TWO_LAYERS,
}

TABLE = Path(__file__).parent / "data" / "structure.txt"
"""Under `== LESSON asked` what is typed, and indented below it `id: sentence`."""


def rows() -> Iterator[tuple[str, str, str, str]]:
    lesson = asked = typed = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            _, lesson, asked = line.split()
        elif line.startswith("    "):
            yield lesson, asked, typed, line.strip()
        else:
            typed = line


def first(text: str, asked: str, typed: str) -> Diagnosis:
    verdict = judged(text, asked, typed).verdict
    assert isinstance(verdict, Wrong), verdict
    assert verdict.diagnoses, verdict.remark
    return verdict.diagnoses[0]


@pytest.mark.parametrize(("lesson", "asked", "typed", "expected"), list(rows()))
def test_what_is_wrong_is_named_by_its_place(
    lesson: str, asked: str, typed: str, expected: str
) -> None:
    told = first(LESSONS[lesson], asked, typed)
    assert f"{told.misconception}: {say(told.message, 'en')}" == expected


@pytest.mark.parametrize(
    ("text", "asked", "typed", "zh"),
    [
        (SIX_WEIGHTS, "dE/dw1", "dE/dy*x1",
         "路径 w1 → h1 → y → E 有 3 条箭头，你的答案里只有其中 2 条的因子：请看 h1 → y"),
        (SIX_WEIGHTS, "dE/dw1", "dE/dh1*w5*x1",
         "h1 → y 在你的答案里算了两次：沿一条路径，每条箭头只带来一次因子"),
        (SIX_WEIGHTS, "dE/dx1", "dE/dh2*w3",
         "x1 影响 E 的路不止一条；你的和里缺了经过 x1 → h1 的那一条"),
        (AFFINE, "dL/dW", "x @ dZ",
         "因子对，顺序也对，但少了一个转置；dW 应当是 3×2，与 W 相同"),
        (AFFINE, "dL/dW", "dZ.T @ x",
         "这是所求的转置；你的是 2×3，而 dW 应当是 3×2，与 W 相同"),
        (BATCH, "dL/dA", "A - T",
         "差一个因子 m，即行数：途中有一个平均，而平均要做除法"),
    ],
)  # fmt: skip
def test_it_is_said_in_chinese(text: str, asked: str, typed: str, zh: str) -> None:
    assert say(first(text, asked, typed).message, "zh") == zh


def ids(text: str, asked: str, typed: str) -> list[str]:
    verdict = judged(text, asked, typed).verdict
    assert isinstance(verdict, Wrong)
    return [diagnosis.misconception for diagnosis in verdict.diagnoses]


def test_an_id_that_is_found_both_ways_is_listed_once() -> None:
    found = ids(SIX_WEIGHTS, "dE/dw1", "dE/dy*x1")
    assert found[0] == "dropped-factor"
    assert len(found) == len(set(found))


def test_a_sign_turned_round_is_told_as_a_sign_and_as_nothing_else() -> None:
    for typed in ("(t - y)*w5*x1", "-dE/dh1*x1"):
        assert {"sign", "negated"} <= set(ids(SIX_WEIGHTS, "dE/dw1", typed))
        assert "dropped-factor" not in ids(SIX_WEIGHTS, "dE/dw1", typed)


def test_two_rows_of_data_are_not_taken_for_the_two_of_a_square() -> None:
    text = BATCH.replace("[[1, 2, 3], [3, 4, -1], [5, 6, 2], [0, 1, 1]]", "[[1, 2, 3], [3, 4, -1]]")
    text = text.replace("[[1, 0], [0, 1], [1, 0], [0, 1]]", "[[1, 0], [0, 1]]")
    assert ids(text, "dL/dA", "(A - T)/m/m") == ["averaged-twice"]
    assert ids(text, "dL/dA", "A - T") == ["batch-not-averaged"]


def test_a_sign_and_a_forgotten_mean_are_both_listed() -> None:
    assert ids(CLASSES, "dL/dZ", "Y - softmax(Z)") == ["batch-not-averaged", "sign"]


@pytest.mark.parametrize(
    ("text", "asked", "typed", "remark"),
    [
        # the diagnosis tells both shapes
        (AFFINE, "dL/dW", "dZ.T @ x", None),
        # which sizes do not meet
        (AFFINE, "dL/dW", "x @ dZ", "read-misfit-product"),
        # the shapes in letters
        (SQUARE, "dL/dW", "X @ dZ", "shapes-by-luck"),
    ],
)
def test_a_remark_stays_where_it_tells_more(
    text: str, asked: str, typed: str, remark: str | None
) -> None:
    verdict = judged(text, asked, typed).verdict
    assert isinstance(verdict, Wrong)
    assert (verdict.remark.id if verdict.remark else None) == remark


def test_a_long_part_of_an_answer_is_named_by_its_beginning() -> None:
    told = first(SIX_WEIGHTS, "dE/dw1", "(y-t)*w5*x1*(w1*w2*w3*w4*w5*w6 + x1*x2*h1*h2*t)")
    assert say(told.message, "en") == (
        "one factor too many in your answer: between w1 and E no arrow is left for "
        "w1*w2*w3*w4*w5*w6 + x1*x2*h1*h2*t"
    )
    told = first(SIX_WEIGHTS, "dE/dw1", "(y-t)*w5*x1*(w1*w2*w3*w4*w5*w6 + x1*x2*h1*h2*t*w1*w2*w3)")
    assert say(told.message, "en") == (
        "one factor too many in your answer: between w1 and E no arrow is left for "
        "w1*w2*w3*w4*w5*w6 + x1*x2*h1*h2*t*w1*w2…"
    )


# -- matrices of numbers, and their entries


@pytest.mark.parametrize(
    ("typed", "id", "sentence"),
    [
        ("[[3.5, -2], [1, 0], [2.5, 11]]", "rows-moved",
         "the right rows in the wrong order: which row belongs to which?"),
        ("[[0, 1], [-2, 3.5], [11, 2.5]]", "columns-moved",
         "the right columns in the wrong order: which column belongs to which?"),
        ("[[7, 0], [24.5, -14], [17.5, 77]]", "constant-factor",
         "every entry is off by the same factor: look for a constant, as a mean or a square "
         "brings one"),
    ],
)  # fmt: skip
def test_what_all_entries_of_a_matrix_have_in_common(typed: str, id: str, sentence: str) -> None:
    told = first(AFFINE, "dL/dW", typed)
    assert (told.misconception, say(told.message, "en")) == (id, sentence)


def test_a_value_that_is_transposed_is_called_so() -> None:
    told = first(AFFINE, "Z", "[[-1, 1, 3.5, 2], [4.5, -2, -2, -1.5]]")
    assert (told.misconception, say(told.message, "en")) == (
        "transposed",
        "the right numbers in the wrong places: rows and columns are exchanged",
    )


def entry(derivation: Derivation, id: str) -> Question:
    found = [item for item in script(derivation) if item.id == id]
    assert isinstance(found[0], Question)
    return found[0]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("10", []), ("-10", ["negated"]), ("8.5", [])],
)
def test_a_single_entry_has_the_mistakes_of_its_matrix(typed: str, expected: list[str]) -> None:
    derivation = matrix_lessons()["affine-layer"]
    asked = entry(derivation, "dL/dW[2,1]")
    verdict = Judge(derivation).judge(asked, typed, frozenset()).verdict
    found = verdict.diagnoses if isinstance(verdict, Wrong) else ()
    assert [diagnosis.misconception for diagnosis in found] == expected


# -- random networks


@st.composite
def scalar_networks(draw: st.DrawFn) -> str:
    """Layers of units that are all joined, with and without an activation."""
    random = Random(draw(st.integers(0, 10**6)))
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    activation = draw(st.sampled_from(["sigmoid", "tanh", ""]))
    before, nodes, weights = [f"x{i}" for i in range(1, sizes[0] + 1)], [], []
    given = [f"{name}: {_figure(random)}" for name in before]
    for layer, size in enumerate((*sizes[1:], 1), 1):
        here = [f"n{layer}{'abc'[i]}" for i in range(size)]
        for name in here:
            terms = []
            for source in before:
                weights.append(f"w{len(weights) + 1}: {_figure(random)}")
                terms.append(f"w{len(weights)}*{source}")
            nodes.append(f"  {name}: {activation}({' + '.join(terms)})")
        before = here
    nodes.append(f"  E: 1/2*({before[0]} - t)^2")
    head = f"inputs: {{{', '.join(given)}, t: 0.3}}\nparams: {{{', '.join(weights)}}}"
    return f"format: 1\ntitle: random\n{head}\nnodes:\n" + "\n".join(nodes) + "\n"


def _figure(random: Random) -> float:
    return random.choice((-1, 1)) * random.randint(3, 19) / 10


SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SLOW
@given(text=scalar_networks(), at=st.integers(0, 1000))
def test_a_dropped_or_doubled_factor_is_recognised(text: str, at: int) -> None:
    derivation = derived(text)
    weights = [name for name in derivation.gradients if name.startswith("w")]
    step = derivation.gradients[weights[at % len(weights)]]
    (term,) = step.terms
    upstream, local, asked = write(term.upstream), write(term.local or ONE), f"dE/d{step.target}"
    assert isinstance(judged(text, asked, f"{upstream}*({local})").verdict, Right | Unfinished)
    assert "dropped-factor" in ids(text, asked, upstream)
    doubled = first(text, asked, f"{upstream}*({local})*({local})")
    assert doubled.misconception in ("extra-factor", "derivative-twice")


@SLOW
@given(text=scalar_networks())
def test_a_right_formula_has_nothing_wrong_in_its_structure(text: str) -> None:
    derivation = derived(text)
    for step in derivation.gradients.values():
        for formula in (step.formula, step.closed):
            assert formula is None or _structural(text, step.quantity, formula) == []


def _structural(text: str, asked: Derivative, formula: Term) -> list[Diagnosis]:
    """What the structure would tell, were the formula wrong."""
    derivation = derived(text)
    value = evaluate(formula, derivation.evaluation)
    side = Side(write(formula), 0, formula, (None,), value, ())
    answer = Answer(judge_of(text).formulas, ask(derivation, asked), side)
    return [*by_arrows(answer), *by_constant(answer), *by_pairs_of_arrows(answer)]


@st.composite
def matrix_networks(draw: st.DrawFn) -> str:
    """A layer and a loss, of sizes that may be equal."""
    rows, inputs, outputs = (draw(st.integers(2, 4)) for _ in range(3))
    random = Random(draw(st.integers(0, 10**6)))
    values = {
        "X": [[_figure(random) for _ in range(inputs)] for _ in range(rows)],
        "W": [[_figure(random) for _ in range(outputs)] for _ in range(inputs)],
        "T": [[_figure(random) for _ in range(outputs)] for _ in range(rows)],
    }
    loss = draw(st.sampled_from(["sum((Z - T)^2)", "mean((Z - T)^2)", "sum(tanh(Z)*T)"]))
    given = ", ".join(f"{name}: {value}" for name, value in values.items() if name != "W")
    return (
        f"format: 1\ntitle: random\ninputs: {{{given}}}\nparams: {{W: {values['W']}}}\n"
        f"nodes: {{Z: X @ W, L: {loss}}}\n"
    )


@SLOW
@given(
    text=matrix_networks(),
    row=st.sampled_from(
        [
            ("dL/dW", "X.T @ dZ", "right"),
            ("dL/dX", "dZ @ W.T", "right"),
            ("dL/dW", "X @ dZ", "order-swapped"),
            ("dL/dW", "X.T @ dZ.T", "order-swapped"),
            ("dL/dW", "dZ @ X.T", "order-swapped"),
            ("dL/dW", "dZ @ X", "order-swapped"),
            ("dL/dW", "dZ.T @ X", "transposed"),
            ("dL/dX", "dZ @ W", "weight-not-transposed"),
            ("dL/dX", "W.T @ dZ", "order-swapped"),
            ("dL/dX", "W @ dZ.T", "transposed"),
            ("dL/dW", "X.T @ dZ/m", "averaged-twice"),
            ("dL/dW", "X.T @ dZ*m", "batch-not-averaged"),
        ]
    ),
)
def test_orders_and_transposes_are_recognised_at_any_sizes(
    text: str, row: tuple[str, str, str]
) -> None:
    asked, typed, expected = row
    if expected == "right":
        assert isinstance(judged(text, asked, typed).verdict, Right)
    else:
        assert expected in ids(text, asked, typed)


def test_arrangements_start_with_the_smallest_change() -> None:
    found = arrangements(3)
    assert len(found) == 6 * 8
    assert found[0].cost == (False, 0)
    assert [one.cost for one in found] == sorted(one.cost for one in found)
    assert [one.order for one in found if one.is_transposed] == [(2, 1, 0)]
