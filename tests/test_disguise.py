"""Numbers in disguise and near misses: which formulas are judged as the number they are, and
which are formulas, however near their number is.
"""

from __future__ import annotations

import pytest
from judging import judged, outcome, rows
from samples import SIX_WEIGHTS, STEPPED

SMALL_WEIGHT = """\
format: 1
title: a weight that changes by more than it is
inputs: {x: 1, t: 5}
params: {w: 0.52}
nodes: {y: w*x, E: 1/2*(y - t)^2}
train: {lr: 0.1}
"""
THIRDS = """\
format: 1
title: a third
inputs: {a: 2, b: 1.25}
nodes: {s: a*b, L: s/3}
"""
BRANCHES = """\
format: 1
title: a smaller of two
inputs: {x: -1.7}
params: {v: -0.258, u: 1.45, k: 1.3}
nodes:
  h: sqrt(v^2 + u^2)
  z: k*h + v
  a: minimum(z, h)
  L: a*z*v*x
"""
MATRICES = """\
format: 1
title: an affine layer
inputs: {X: [[1.5, 2], [-0.5, 3.25], [4, -1.75]], T: [[1, 0], [0, 1], [1, 1]]}
params: {W: [[0.5, -1], [1.25, 2]], c: 0.25}
nodes: {Z: X @ W + c, L: 1/2*sum((Z - T)^2)}
train: {lr: 0.1}
"""


@pytest.mark.parametrize(
    ("text", "asked", "typed", "expected"),
    [
        # a number for a name: judged as the number
        *rows(
            STEPPED,
            "dE/dw5",
            """
            -0.823167125*h1    → right
            (y - t)*1.11875    → right
            -0.8231*h1         → right
            -0.82*h1           → wrong: rounded-early
            """,
        ),
        # off by a factor: another formula, however near the factor is to 1
        *rows(
            STEPPED,
            "dE/dw5",
            """
            1.001*(y - t)*h1   → wrong: constant-factor
            (y - t)*h1/1.001   → wrong: constant-factor
            0.9999*dE/dy*h1    → wrong: constant-factor
            1.001*dE/dy*dy/dw5 → wrong: constant-factor
            1.1*(y - t)*h1     → wrong: constant-factor
            """,
        ),
        *rows(
            THIRDS,
            "dL/da",
            """
            b/3       → right
            0.333*b   → wrong: constant-factor
            """,
        ),
        # a figure of the lesson's own stands for no name
        *rows(
            SIX_WEIGHTS,
            "w5+",
            """
            w5 - 0.1*dE/dw5        → right
            1 - 0.1*dE/dw5         → right
            w5 - 0.1*1.3125        → right
            w6 - 0.1*dE/dw5        → wrong (only-here)
            w5 - 0.1*dE/dy*h1      → unfinished: dE/dy
            1 - 0.1*(y - t)*h1     → right
            """,
        ),
        *rows(
            MATRICES,
            "c+",
            """
            c - 0.1*dL/dc    → right
            0.25 - 0.1*dL/dc → right
            """,
        ),
    ],
)
def test_a_formula_with_figures_is_a_number_only_where_they_stand_for_names(
    text: str, asked: str, typed: str, expected: str
) -> None:
    assert outcome(judged(text, asked, typed)) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("0.968", "right"), ("0.9684", "right"), ("0.97", "imprecise: 3"), ("0.969936", "wrong")],
)
def test_a_new_value_that_is_less_than_its_change_has_no_more_room_than_any_number(
    typed: str, expected: str
) -> None:
    assert outcome(judged(SMALL_WEIGHT, "w+", typed)).startswith(expected)


def test_a_formula_that_fits_every_point_but_the_lessons_own_is_not_right() -> None:
    """At the points v is positive, where h never exceeds a*z*v*x."""
    assert outcome(judged(BRANCHES, "local:da/dz", "0")) == "right"
    assert outcome(judged(BRANCHES, "local:da/dz", "wins(h, v)")).startswith("wrong")
