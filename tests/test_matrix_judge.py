"""The judge on matrices: shapes, entries, formulas read by their shapes, the number of rows.

One row an answer, as in `test_judge`: what is asked, what is typed, the verdict. Formulas are
judged with other sizes than the lesson's, so a square lesson and a batch of two hide nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judging import judged, outcome, rows
from samples import arriving, derived, judge_of, question

from backtutor.agreement import agree, lone
from backtutor.derive import Derivation
from backtutor.judge import Judge
from backtutor.messages import message
from backtutor.notation import write
from backtutor.ops import Shape
from backtutor.questions import Amount, Question, Slip, Telling
from backtutor.terms import Apply, Number, Symbol, Term
from backtutor.text import say
from backtutor.values import Value, entries, shape_of
from backtutor.verdicts import Right, Unfinished, Unreadable, Wrong

AFFINE = """\
format: 1
title: a layer and its upstream gradient
inputs: {x: [[1, 2, -1], [0, 1, 3], [2, -1, 0], [1, 0, 1]]}
params: {W: [[1, 0.5], [-1, 2], [0.5, -1]], b: [[0.5, -1]]}
constants: {G: [[1, -2], [0.5, 3], [-1, 1], [2, 0]]}
nodes: {Z: x @ W + b, L: sum(G*Z)}
train: {lr: 0.1}
"""
"""dW = [[1, 0], [3.5, -2], [2.5, 11]]."""

BATCH = """\
format: 1
title: a batch through a sigmoid
inputs: {X: [[1, 2, 3], [3, 4, -1], [5, 6, 2], [0, 1, 1]], T: [[1, 0], [0, 1], [1, 0], [0, 1]]}
params: {W: [[1, 0.5], [2, -1], [0.3, 0.2]], b: [[0.5, 1]]}
nodes: {Z: X @ W + b, A: sigmoid(Z), L: mean((A - T)^2)}
"""

SQUARE = """\
format: 1
title: everything is two by two
inputs: {X: [[1, 2], [3, 4]], T: [[1, 0.5], [0.2, 1]]}
params: {W: [[1, 0.5], [2, -1]], b: [[0.5, 1]]}
nodes: {Z: X @ W + b, L: sum((Z - T)^2)/(2*2)}
"""

HIDDEN = """\
format: 1
title: a hidden layer with units on and off
inputs: {X: [[1, 2, 3], [3, 4, -1], [5, 6, 2], [0, 1, 1]], T: [[1], [0], [1], [0]]}
params: {W1: [[1, 0.5], [-2, -1], [0.3, 0.2]], b1: [[0.5, 1]], W2: [[1], [2]], b2: 0.5}
nodes: {Z1: X @ W1 + b1, A1: relu(Z1), Z2: A1 @ W2 + b2, L: 1/2*mean((Z2 - T)^2)}
"""

CLASSES = """\
format: 1
title: three examples of two classes
inputs: {X: [[1, 2], [2, -1], [0, 1]], Y: [[1, 0], [0, 1], [1, 0]]}
params: {W: [[2, 1], [-1, 0.5]], b: [[0, 0]]}
nodes: {Z: X @ W + b, L: "softmax_ce(Z, Y)"}
"""

ALL_AT_KINKS = """\
format: 1
title: eight units at their kink
inputs: {X: [[1, 2, 3, 4], [5, 6, 7, 8]], T: [[1, 1, 1, 1], [1, 1, 1, 1]]}
params: {k: 0}
nodes: {Z: k*X, A: relu(Z), L: 1/2*sum((A - T)^2)}
"""

AT_KINKS = """\
format: 1
title: two of three units at their kink
inputs: {X: [[1, 2], [2, -1], [0, 0]], T: [[1], [0], [1]]}
params: {W: [[2], [-1]], b: 0}
nodes: {Z: X @ W + b, A: relu(Z), L: mean((A - T)^2)}
"""

INVERSE = """\
format: 1
title: an inverse and a determinant
inputs: {A: [[2, 1], [1, 3]], v: [[1], [2]]}
nodes: {B: inv(A), q: v.T @ B @ v, L: sum(q) + log(det(A)) + trace(A)}
"""

SCALAR_INSIDE = """\
format: 1
title: a scalar between matrices
inputs: {x: [[1], [2], [3]], y: [[2], [1], [0]]}
nodes: {n: sum(x*y), s: n^2, L: 2*s}
"""

STEPPED = AFFINE.replace("lr: 0.1", "lr: 0.001")
"""So short a step that entries of W hardly move: W+[1,1] is 0.999."""

NUMBERS = [
    *rows(AFFINE, "dL/dW", r"""
        [[1, 0], [3.5, -2], [2.5, 11]]              → right
        [[1, 0], [3.5, -2], [2.5, 11],]             → right
        [1, 0; 3.5, -2; 2.5, 11]                    → right
        1 0; 3.5 -2; 2.5 11                         → right
        [[1 0] [3.5 -2] [2.5 11]]                   → right
        array([[1., 0.], [3.5, -2.], [2.5, 11.]])   → right
        tensor([[1., 0.], [3.5, -2.], [2.5, 11.]])  → right
        \begin{bmatrix}1&0\\3.5&-2\\2.5&11\end{bmatrix} → right
        [[1, 3.5, 2.5], [0, -2, 11]]^T              → right
        dL/dW = [[1, 0], [3.5, -2], [2.5, 11]]      → right
        dW = [[1, 0], [7/2, -2], [5/2, 11]]         → right
        [[2, 0], [7, -4], [5, 22]]/2                → right
        [[1, 0.0000001], [3.5, -2], [2.5, 11]]      → right
        [[1, 0.01], [3.5, -2], [2.5, 11]]           → wrong (entries-right)
        [[1, 0], [3.5, 2], [2.5, 11]]               → wrong (entries-right)
        [[-1, 0], [-3.5, 2], [-2.5, -11]]           → wrong: negated
        [[0.1, 0], [0.35, -0.2], [0.25, 1.1]]       → wrong: step-not-gradient
        [[9, 9], [9, 9], [9, 9]]                    → wrong (no-entry-right)
        [[1, 3.5, 2.5], [0, -2, 11]]                → wrong: transposed (shape-transposed)
        [[1, 0], [3.5, -2]]                         → wrong (shape-differs)
        5                                           → wrong (shape-differs)
        [1, 2, 3]                                   → wrong (shape-differs)
        [[1, 0], [3.5]]                             → unreadable: read-ragged
        [[1/0, 0], [3.5, -2], [2.5, 11]]            → unreadable: no-value
        """),
    *rows(AFFINE, "dL/db", "[2.5, 2] → right\n(2.5, 2) → right\n[[2.5], [2]] → wrong: "
          "transposed (shape-transposed)\n[2.5, 2.01] → wrong: rounded-early (entries-right)"),
    *rows(BATCH, "dL/dW", """
        [[9.57e-06, -0.0368], [0.0127, -0.0569], [0.0127, 0.103]] → right
        [[9.6e-06, -0.037], [0.013, -0.057], [0.013, 0.10]]       → imprecise: 3
        [[9.57e-06, -0.037], [0.0127, -0.0569], [0.0127, 0.103]]  → imprecise: 3
        [[9.57e-06, -0.037], [0.0127, -0.0569], [0.0127, 0.105]]  → wrong (entries-right)
        """),
    # each entry of a new weight is judged by how far it moved
    *rows(STEPPED, "W+", """
        [[0.999, 0.5], [-1.0035, 2.002], [0.4975, -1.011]]     → right
        [[0.999, 0.5], [-1.0035, 2.002], [0.4976, -1.011]] → wrong: rounded-early (entries-right)
        [[1, 0.5], [-1, 2], [0.5, -1]]                         → wrong: unchanged
        [[1.00, 0.50], [-1.00, 2.00], [0.500, -1.01]]       → wrong: rounded-early (entries-right)
        W - η*dW                                               → right
        W - 0.001*dW                                           → right
        W + η*dW                                               → wrong: negated, uphill
        W - dW                                                 → wrong: rate-forgotten
        W                                                      → wrong: unchanged
        """),
    *rows(INVERSE, "dL/dq", "1 → right\n[[1]] → right\nones(1, 1) → right\n[[2]] → wrong"),
]  # fmt: skip

READ_BY_SHAPE = [
    *rows(AFFINE, "dL/dW", r"""
        x^T*G                 → right (read-note-matmul)
        x.T @ G               → right
        x' G                  → right (read-note-transpose) (read-note-matmul)
        x' * G                → right (read-note-transpose) (read-note-matmul)
        x⊤G                   → right (read-note-matmul)
        x^{\mathsf T} G       → right (read-note-matmul)
        dot(x^T, G)           → right
        np.dot(x.T, G)        → right
        transpose(x) @ G      → right
        xᵀ dZ                 → right (read-note-matmul)
        dL/dW = xᵀ dL/dZ      → right (read-note-matmul)
        x.T @ (G*1)           → right
        W.T @ G               → wrong: wrong-input (read-misfit-product)
        W^T G                 → wrong: wrong-input (read-misfit-product)
        G W^T                 → wrong (shape-differs)
        x @ G                 → wrong: order-swapped (read-misfit-product)
        x*G                   → wrong: order-swapped (read-misfit-product)
        G.T @ x               → wrong: transposed
        x.T @ sum(G)          → wrong: extra-sum (read-misfit-scalar)
        x.T @ dZ @ dZ.T @ dZ  → wrong
        x.T                   → wrong (shape-differs)
        dZ                    → wrong: upstream-only (shape-differs)
        -x.T @ dZ             → wrong: negated
        η*x.T @ dZ            → wrong: step-not-gradient
        dL/dZ @ dZ/dW         → unreadable: of-a-matrix
        dZ/dW                 → unreadable: of-a-matrix
        dW                    → unreadable: echo
        x.T @ dZ + 0*dW       → unreadable: echo
        X.T @ G               → unreadable: read-unknown-name
        """),
    *rows(AFFINE, "dL/dx", """
        G W^T                 → right (read-note-matmul)
        G*W                   → wrong: weight-not-transposed (read-misfit-product)
        dZ @ W.T              → right
        dZ @ W                → wrong: weight-not-transposed (read-misfit-product)
        """),
    *rows(AFFINE, "dL/db", """
        1^T G                 → right
        \\vec{1}^T G           → right
        ones^T G              → right
        ones(1, 4) @ G        → right
        sum(G, axis=0)        → right
        m*mean(G, axis=0)     → right
        4*mean(G, axis=0)     → right (rows-in-figures)
        mean(G, axis=0)       → wrong: averaged-twice
        sum(G)                → wrong: wrong-axis
        sum(G, axis=1)        → wrong: wrong-axis
        G                     → wrong: bias-not-summed, upstream-only
        """),
    *rows(AFFINE, "Z", """
        x W + b               → right (read-note-matmul)
        x @ W                 → wrong: addend-forgotten
        W @ x + b             → wrong: order-swapped (read-misfit-product)
        """),
]  # fmt: skip

ROWS_OF_DATA = [
    *rows(BATCH, "dL/dA", """
        (A - T)/m             → right
        (A - T)/n             → right
        2*(A - T)/(m*2)       → right
        (A - T)/4             → right (rows-in-figures)
        2*(A - T)/8           → right (rows-in-figures)
        0.25*(A - T)          → right (rows-in-figures)
        (T - A)/m             → wrong: sign, negated, sibling-gradient
        (A - T)/2             → wrong: batch-not-averaged, constant-factor
        A - T                 → wrong: batch-not-averaged
        """),
    *rows(BATCH, "dL/dW", """
        X.T @ dZ                             → right
        X.T @ (dA*A*(1 - A))                 → unfinished: dA
        X.T @ (dA ⊙ σ'(Z))                   → unfinished: dA, prime-factor
        X.T @ ((A - T)/m*A*(1 - A))          → right
        X.T @ ((A - T)/4*A*(1 - A))          → right (rows-in-figures)
        X.T @ (2*(A - T)/8*A*(1 - A))        → right (rows-in-figures)
        X.T @ ((A - T)*A*(1 - A))            → wrong: batch-not-averaged
        X.T @ dA                             → wrong: dropped-factor
        """),
    *rows(BATCH, "L", "sum((A - T)^2)/(4*2) → right (rows-in-figures)\nmean((A - T)^2) → right\n"
          "sum((A - T)^2)/m → wrong: constant-factor"),
    # the lesson says the rows in figures itself: both ways of writing them are right
    *rows(SQUARE, "dL/dZ", """
        (Z - T)/2             → right
        (Z - T)/m             → right
        2*(Z - T)/(2*m)       → right
        2*(Z - T)/4           → right
        Z - T                 → wrong: constant-factor
        2*(Z - T)             → wrong: constant-factor
        (Z.T - T)/2           → wrong: transposed (shapes-by-luck)
        """),
    # what fits two by two fits no other sizes
    *rows(SQUARE, "dL/dW", """
        X.T @ dZ              → right
        X^T dZ                → right (read-note-matmul)
        X.T @ (Z - T)/2       → right
        X.T @ (Z - T)/m       → right
        dZ @ X.T              → wrong: order-swapped (shapes-by-luck)
        X @ dZ                → wrong: order-swapped (shapes-by-luck)
        X*dZ                  → wrong: entrywise-for-product (shapes-by-luck)
        dZ.T @ X              → wrong: transposed (shapes-by-luck)
        dZ  → wrong: dropped-factor, upstream-only, sibling-gradient (shapes-by-luck)
        """),
]  # fmt: skip

KINDS_OF_DATA = [
    # active and inactive units; the mask may be taken from either side of the relu
    *rows(HIDDEN, "dL/dZ1", """
        dA1*step(Z1)                 → right
        dA1 ⊙ step(A1)               → right
        dA1*relu'(Z1)                → unfinished: prime-factor
        (dZ2 @ W2.T) ⊙ step(Z1)      → unfinished: dZ2
        dA1  → wrong: dropped-factor, upstream-only, relu-ignored, sibling-gradient
        """),
    *rows(HIDDEN, "dL/dA1", "dZ2 @ W2.T → right\ndZ2 W2^T → right (read-note-matmul)\n"
          "W2 @ dZ2 → wrong: order-swapped (read-misfit-product)\nW2.T*dZ2 → right"),
    *rows(HIDDEN, "dL/db2", """
        sum(dZ2)                     → right
        1^T dZ2                      → right
        mean(Z2 - T)                 → right
        sum(Z2 - T)/4                → right (rows-in-figures)
        dZ2                          → wrong: bias-not-summed, upstream-only
        """),
    # one-hot rows stay one-hot: each of them sums to 1
    *rows(CLASSES, "dL/dZ", """
        (softmax(Z) - Y)/m                        → right
        (softmax(Z, axis=1) - Y)/m                → right
        (softmax(Z)*sum(Y, axis=1) - Y)/m         → right
        (softmax(Z) - Y^2)/m                      → right
        (softmax(Z) - Y)/3                        → right (rows-in-figures)
        softmax(Z) - Y                            → wrong: batch-not-averaged
        (Y - softmax(Z))/m                        → wrong: negated, softmax-sign
        (softmax(Z, axis=0) - Y)/m                → wrong: wrong-axis
        """),
    *rows(INVERSE, "dL/dA", """
        -B.T @ dB @ B.T + B.T + eye(2)            → right
        -B.T @ dB @ B.T + B.T + [[1, 0], [0, 1]]  → right
        -B @ dB @ B + B + eye(2)                  → wrong: transposed (only-here)
        B.T + eye(2)                              → wrong: one-path
        """),
    *rows(INVERSE, "dL/dv", "(B + B.T) @ v → right\n2*B @ v → wrong (only-here)"),
    *rows(SCALAR_INSIDE, "dL/dx", "dL/dn*y → right\ndL/dn*dn/dx → unfinished: dn/dx\n"
          "4*n*y → right\n"
          "4*n*x → wrong: wrong-input, product-own-value, product-own-value-first, "
          "neighbour-weight, sibling-gradient"),
]  # fmt: skip

KINKS = [
    *rows(AT_KINKS, "dL/dZ", """
        [[0], [10/3], [0]]             → right (kink-any)
        [[-2/3], [10/3], [-1/3]]       → right (kink-any)
        [[-0.667], [3.33], [-0.1]]     → right (kink-any)
        [[0], [10/3], [1]]             → wrong (entries-right)
        [[-1], [10/3], [0]]            → wrong (entries-right)
        [[0], [3], [0]]                → wrong (entries-right)
        dA*step(Z)                     → right
        dA*(1 - step(-Z))              → right
        """),
    *rows(AT_KINKS, "dL/dW", """
        [[20/3], [-10/3]]              → right (kink-any)
        [[6], [-14/3]]                 → right (kink-any)
        [[5], [-4]]                    → wrong (entries-right)
        X.T @ dZ                       → right
        """),
    *rows(ALL_AT_KINKS, "dL/dk", "0 → right (kink-any)\n-36 → right (kink-any)\n"
          "-18 → right (kink-any)\n-37 → wrong\n1 → wrong"),
    *rows(ALL_AT_KINKS, "dL/dZ", """
        [[0, 0, 0, 0], [0, 0, 0, 0]]             → right (kink-any)
        [[-1, -1, -1, -1], [-1, -1, -1, -1]]     → right (kink-any)
        [[0, -1, 0, -1], [0, -0.5, 0, -1]]       → right (kink-any)
        [[0, 0, 0, 0], [0, 0, 0, 1]]             → wrong (entries-right)
        """),
    *rows(AT_KINKS, "dL/db", "10/3 → right (kink-any)\n2 → right (kink-any)\n1 → wrong"),
]  # fmt: skip

TABLE = [*NUMBERS, *READ_BY_SHAPE, *ROWS_OF_DATA, *KINDS_OF_DATA, *KINKS]


@pytest.mark.parametrize(
    ("text", "asked", "typed", "expected"),
    TABLE,
    ids=lambda value: value if isinstance(value, str) and "\n" not in value else "",
)
def test_an_answer_has_its_verdict(text: str, asked: str, typed: str, expected: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert outcome(judged(text, asked, typed)) == expected


@pytest.mark.parametrize(
    ("text", "typed", "en", "zh"),
    [
        (
            AFFINE,
            "[[1, 3.5, 2.5], [0, -2, 11]]",
            "your answer is 2×3, and dW is 3×2: yours has the shape of its transpose",
            "形状不对。你的答案：2×3；dW：3×2。你写的是它的转置的形状",
        ),
        (
            AFFINE,
            "5",
            "your answer is a single number, and dW is 3×2",
            "形状不对。你的答案：一个数；dW：3×2",
        ),
        (
            AFFINE,
            "[[1, 0], [3.5, 2], [2.5, 11]]",
            "5 of 6 entries are right; look at row 2, column 2",
            "6 个元素里有 5 个是对的；请看第 2 行第 2 列",
        ),
        (
            AFFINE,
            "x @ dZ",
            "x is 4×3 but dZ is 4×2: inner sizes 3 and 4 differ",
            "x 是 4×3，dZ 是 4×2：内侧的 3 与 4 不相等",
        ),
        (
            SQUARE,
            "dZ @ X.T",
            "the shapes fit only because some sizes are equal here; with other sizes "
            "dZ is m×q, X.T is p×m",
            "形状对得上，只是因为这里有些尺寸碰巧相等；换别的尺寸，dZ 是 m×q、X.T 是 p×m",
        ),
        (
            SQUARE,
            "dZ.T @ X",
            "the shapes fit only because some sizes are equal here; with other sizes "
            "dZ.T @ X is q×p, dW is p×q",
            "形状对得上，只是因为这里有些尺寸碰巧相等；换别的尺寸，dZ.T @ X 是 q×p、dW 是 p×q",
        ),
    ],
)
def test_a_wrong_matrix_is_told_what_to_look_at(text: str, typed: str, en: str, zh: str) -> None:
    verdict = judged(text, "dL/dW", typed).verdict
    assert isinstance(verdict, Wrong)
    assert verdict.remark is not None
    assert (say(verdict.remark, "en"), say(verdict.remark, "zh")) == (en, zh)


def test_a_batch_size_in_figures_is_remarked_on() -> None:
    verdict = judged(BATCH, "dL/dA", "(A - T)/4").verdict
    assert isinstance(verdict, Right)
    assert [say(remark, "en") for remark in verdict.remarks] == [
        "4 is the number of rows of the data: with m the formula holds for any batch"
    ]


def test_a_formula_read_as_the_matrix_product_is_echoed_and_valued_as_one() -> None:
    judgement = judged(SQUARE, "dL/dW", "X^T dZ")
    assert judgement.read_as is not None
    assert judgement.value is not None
    assert write(judgement.read_as) == "X.T @ dZ"
    assert entries(judgement.value) == entries(derived(SQUARE).evaluation.gradients["W"])


# -- numbers that nothing in the graph is asked by


def measured(value: Value, scale: Value | None = None, *slips: Slip) -> Question:
    """A number or matrix asked for by itself, as one entry or the number of a check is."""
    return replace(
        question(derived(AFFINE), "dL/dW"),
        asked=None,
        wants=Amount(value, scale=scale),
        telling=Telling(slips=slips),
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3.5", "right"),
        ("7/2", "right"),
        ("sum(x.T @ G) - 12.5", "right"),
        ("x.T @ G", "wrong (shape-differs)"),
        ("2.5", "wrong: turned"),
        ("2", "wrong"),
    ],
)
def test_a_single_entry_is_judged_as_a_number(typed: str, expected: str) -> None:
    slip = Slip("turned", Number(Fraction(5, 2)), message("no-entry-right"))
    asked = measured(Fraction(7, 2), None, slip)
    assert outcome(judge_of(AFFINE).judge(asked, typed, frozenset())) == expected


def test_a_number_with_a_scale_of_its_own_is_judged_by_it() -> None:
    asked = measured(Fraction("0.551381"), Fraction("0.000263"))
    typed = ("0.551381", "0.5513812", "0.55138", "0.5514", "0.5513")
    verdicts = [outcome(judge_of(AFFINE).judge(asked, one, frozenset())) for one in typed]
    assert verdicts == ["right", "right", "right", "right", "wrong: rounded-early"]


# -- the rules of many published examples


def network(nodes: str, loss: str = "L", **shapes: Shape) -> str:
    """A lesson whose given matrices have these shapes, with generic numbers."""
    random = Random(nodes)
    numbers = [n for n in range(-9, 10) if n]
    drawn = {
        name: [[random.choice(numbers) / 4 for _ in range(shape[1])] for _ in range(shape[0])]
        for name, shape in shapes.items()
    }
    given_values = ", ".join(f"{name}: {value}" for name, value in drawn.items())
    return f"format: 1\ntitle: t\ninputs: {{{given_values}}}\nnodes: {{{nodes}}}\nloss: {loss}\n"


X, W, B, V, Y = (4, 3), (3, 2), (1, 2), (2, 2), (4, 2)
RULES = [
    (network("Z: X@W, L: sum(G*Z)", X=X, W=W, G=Y), "Z = G; X = G@W.T; W = X.T@G"),
    (network("Z: X@W, L: sum(Z)", X=X, W=W), "X = ones(4,2)@W.T; W = X.T@ones(4,2)"),
    (network("Z: X@W+b, L: sum(G*Z)", X=X, W=W, b=B, G=Y), "b = sum(G,axis=0); W = X.T@G"),
    (network("Y: W@X+B, L: sum(G*Y)", X=(3, 1), W=(2, 3), B=(2, 1), G=(2, 1)),
     "W = G@X.T; X = W.T@G; B = G"),
    (network("Z: W@X+b, L: sum(G*Z)/3", X=(2, 3), W=V, b=(2, 1), G=(2, 3)),
     'W = G@X.T/3; b = sum(G,axis=1)/3; X = W.T@G/3'),
    (network("H: relu(X@W+b), O: H@V, L: mean((O-Y)^2)", X=X, W=W, b=B, V=V, Y=Y),
     "V = H.T@(2*(O-Y)/8); W = X.T@((2*(O-Y)/8@V.T)*step(H)); "
     "b = sum((2*(O-Y)/8@V.T)*step(H),axis=0)"),
    (network("Z1: X@W+b, A1: sigmoid(Z1), Z2: A1@V, L: sum((Z2-Y)^2)/(2*4)",
             X=X, W=W, b=B, V=V, Y=Y),
     "V = A1.T@((Z2-Y)/4); A1 = ((Z2-Y)/4)@V.T; Z1 = (((Z2-Y)/4)@V.T)*A1*(1-A1); "
     "W = X.T@dZ1; b = sum(dZ1,axis=0)"),
    (network("Z: X+b, L: sum(Z*Z)", X=X, b=(1, 3)), "b = 2*sum(Z,axis=0); X = 2*Z"),
    (network("L: sum(G.T*(W.T@X.T))", X=X, W=W, G=Y), "X = G@W.T; W = X.T@G"),
    (network("L: sum(G/D)", G=Y, D=Y), "G = 1/D; D = -G/D^2"),
    (network('f: "reshape(K,1,4)", z: f@w, L: sum(z^2)', K=V, w=(4, 1)),
     "K = reshape(2*z@w.T,2,2); w = f.T@(2*z)"),
    (network("L: trace(A@X@B)", A=(3, 3), X=(3, 3), B=(3, 3)), "X = A.T@B.T"),
    (network("L: trace(X@X@B)", X=(3, 3), B=(3, 3)), "X = (X@B+B@X).T"),
    (network("L: trace(X.T@B@X@C)", X=(3, 3), B=(3, 3), C=(3, 3)), "X = B@X@C+B.T@X@C.T"),
    (network("L: sum(a.T@X@b)", a=(3, 1), X=(3, 3), b=(3, 1)), "X = a@b.T; a = X@b; b = X.T@a"),
    (network("r: x-B@s, L: sum(r.T@A@r)", x=(3, 1), s=(3, 1), A=(3, 3), B=(3, 3)),
     "x = (A+A.T)@r; s = -B.T@(A+A.T)@r; B = -(A+A.T)@r@s.T"),
    (network("L: sum(a.T@inv(A)@b)", a=(3, 1), A=(3, 3), b=(3, 1)),
     "A = -inv(A).T@a@b.T@inv(A).T"),
    (network("L: sum((A@x-y)^2)", A=(3, 3), x=(3, 1), y=(3, 1)),
     "x = 2*A.T@(A@x-y); A = 2*(A@x-y)@x.T"),
    (network("L: sqrt(sum(X*X))", X=X), "X = X/L"),
    (network('P: "softmax(Z,axis=1)", L: sum(G*P)', Z=(2, 3), G=(2, 3)),
     "Z = P*(G-sum(P*G,axis=1))"),
    (network("Q: X@A, K: X@B, S: Q@K.T/2, P: softmax(S), O: P@(X@C), L: sum(G*O)",
             X=(3, 3), A=W, B=W, C=W, G=(3, 2)),
     "S = P*(dP-sum(dP*P,axis=1)); Q = dS@K/2; K = dS.T@Q/2; A = X.T@dQ"),
    (network("H1: tanh(X1@U+H0@R), H2: tanh(X2@U+H1@R), L: sum(G*H2)",
             X1=B, X2=B, H0=B, U=V, R=V, G=B),
     "R = H1.T@(dH2*(1-H2^2)) + H0.T@(dH1*(1-H1^2))"),
    (network("H: X@W, R: H@W.T, L: sum((R-X)^2)", X=X, W=W),
     "W = X.T@(2*(R-X)@W)+(2*(R-X)).T@H"),
    (network("g: sigmoid(X@w), O: g*(X@A)+(1-g)*(X@B), L: sum(O*O)", X=X, w=(3, 1), A=W, B=W),
     "A = X.T@(2*O*g); B = X.T@(2*O*(1-g))"),
    (network('Y: "conv2d(X,K)", L: sum(G*Y)', X=(3, 3), K=V, G=V),
     "K = conv2d(X,G); X = fullconv(G,K)"),
]  # fmt: skip
"""Rules as matrix calculus tables, lecture notes and papers print them: name = its gradient."""


def printed_rules() -> Iterator[tuple[str, str, str]]:
    for text, rules in RULES:
        for rule in rules.split("; "):
            name, formula = rule.split(" = ")
            yield text, name, formula


@pytest.mark.parametrize(
    ("text", "name", "formula"), list(printed_rules()), ids=lambda v: "" if "\n" in v else v
)
def test_a_published_rule_is_right(text: str, name: str, formula: str) -> None:
    assert isinstance(judged(text, f"dL/d{name}", formula).verdict, Right | Unfinished)


# -- random networks


@st.composite
def networks(draw: st.DrawFn) -> str:
    """A chain of layers with sizes that may be equal, and one of the usual losses."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    count, random = draw(st.integers(1, 3)), Random(draw(st.integers(0, 10**6)))
    shapes: dict[str, Shape] = {"X": (count, sizes[0])}
    nodes, last = [], "X"
    for layer, (before, after) in enumerate(pairwise(sizes), 1):
        bias = draw(st.sampled_from(["", f" + b{layer}"]))
        activation = draw(st.sampled_from(["sigmoid", "tanh", "relu", "exp", ""]))
        shapes[f"W{layer}"] = (before, after)
        if bias:
            shapes[f"b{layer}"] = (1, after)
        nodes.append(f"Z{layer}: {last} @ W{layer}{bias}")
        nodes.append(f"A{layer}: {activation}(Z{layer})" if activation else f"A{layer}: 2*Z{layer}")
        last = f"A{layer}"
    shapes["T"] = (count, sizes[-1])
    nodes.append("L: " + draw(st.sampled_from(LOSSES)).format(A=last, m=count))
    values = ", ".join(f"{n}: {_random_matrix(shape, random)}" for n, shape in shapes.items())
    return f"format: 1\ntitle: t\ninputs: {{{values}}}\nnodes: {{{', '.join(nodes)}}}\n"


LOSSES = (
    "mean(({A} - T)^2)",
    "sum({A}*T)",
    "1/2*sum(({A} - T)^2)/{m}",
    '"softmax_ce({A}, T)"',
    "sum(({A} @ T.T)^2)",
)


def _random_matrix(shape: Shape, random: Random) -> list[list[float]]:
    assert shape
    numbers = [n / 8 for n in range(-9, 10) if n]
    return [[random.choice(numbers) for _ in range(shape[1])] for _ in range(shape[0])]


def _off(term: Term) -> Iterator[Term]:
    """The formula a little too large, and with one factor of a product turned or left out."""
    yield Apply("mul", (Number(Fraction("1.01")), term))
    match term:
        case Apply("matmul", (left, right)):
            yield Apply("matmul", (left, Apply("T", (right,))))
            yield Apply("matmul", (right, left))
            yield left
            yield right
        case Apply("mul", (left, right)):
            yield left
            yield right


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(networks())
def test_the_engines_own_formulas_are_right_and_altered_ones_are_not(text: str) -> None:
    derivation = derived(text)
    judge = Judge(derivation)
    for step in derivation.gradients.values():
        asked = question(derivation, f"dL/d{step.target}")
        earned = arriving(derivation, asked)
        for own in (step.formula, step.closed):
            if own is None:
                continue
            verdict = judge.judge(asked, write(own), earned).verdict
            assert isinstance(verdict, Right | Unfinished), (text, write(own))
            for altered in _off(own):
                judgement = judge.judge(asked, write(altered), earned)
                same = judgement.value is not None and agree(
                    lone(judgement.value), lone(asked.value), 1e-3
                )
                assert same or isinstance(judgement.verdict, Wrong), (text, write(altered))


PIECES = (
    *("X", "x", "W", "W1", "Z", "T", "A", "B", "v", "q", "Y", "b", "m", "dZ", "dA", "dL/dZ"),
    *(
        "1",
        "2",
        "0.5",
        "4",
        "1e300",
        "[[1,2],[3,4]]",
        "[1,2]",
        "dZ/dW",
        "dq/dB",
        "1^T",
        "ones(4,2)",
    ),
    *("+", "-", "*", "/", "^", "@", "⊙", ".T", "^T", "'", "(", ")", "[", "]", ",", ";", "="),
    *("sum(", "mean(", "max(", "axis=0", "softmax(", "relu(", "exp(", "σ(", "inv(", "det("),
    *("trace(", "eye(2)", "reshape(", "conv1d("),
)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([AFFINE, BATCH, SQUARE, HIDDEN, CLASSES, AT_KINKS, INVERSE]),
    st.lists(
        st.sampled_from(PIECES),
        max_size=8,
    ),
)
def test_whatever_is_typed_gets_a_verdict_without_a_warning(text: str, pieces: list[str]) -> None:
    derivation = derived(text)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in derivation.gradients:
            asked = question(derivation, f"dL/d{name}")
            verdict = judge_of(text).judge(asked, " ".join(pieces), frozenset()).verdict
            assert verdict.name in ("right", "wrong", "unfinished", "imprecise", "unreadable")


# -- the points


def test_points_have_other_sizes_and_follow_the_kind_of_the_data() -> None:
    text = """\
format: 1
title: kinds
inputs: {X: [[1, 2], [3, 4], [2, 1]], Y: [[1, 0], [0, 1], [1, 0]], H: [[1], [0], [0]]}
params: {W: [[1, -2], [0.5, 3]]}
constants: {D: [[1, 0], [0, 1], [1, 1]], k: 2}
nodes: {Z: X @ W*D/k + H, L: "softmax_ce(Z, Y)"}
"""
    points = judge_of(text).formulas.points
    assert len(points) == 12
    for point in points:
        x, w, y, d = (point[Symbol(name)] for name in "XWYD")
        count, features = shape_of(x)
        assert len({3, 2, count, features, shape_of(w)[1]}) == 5
        assert (shape_of(y), shape_of(d)) == ((count, shape_of(w)[1]),) * 2
        assert min(entries(x)) > 0 > min(entries(w))
        assert set(entries(y)) | set(entries(d)) <= {0, 1}
        assert [sum(row) for row in y.tolist()] == [1] * count
        assert point[Symbol("m")] == count


def test_an_entry_of_a_branch_keeps_the_side_that_the_whole_matrix_has() -> None:
    text = network("Z: X@W, A: relu(Z), L: sum(A*G)", X=X, W=W, G=Y)
    active = text.replace("-", "")
    for point in judge_of(active).formulas.points:
        assert min(entries(point[Symbol("Z")])) > 0
    assert outcome(judged(active, "dL/dZ", "G")) == "right"
    assert isinstance(judged(text, "dL/dZ", "G").verdict, Wrong)


def test_where_no_draw_of_other_sizes_fits_the_lessons_own_are_kept() -> None:
    units = "".join(f", A{i}: relu(Z - {i}*k)" for i in range(1, 6))
    total = " + ".join(f"sum(A{i}*G)" for i in range(1, 6))
    text = f"""\
format: 1
title: a thin branch
inputs: {{X: [[1, 2], [2, 1]], G: [[1, 2], [3, 5]]}}
params: {{W: [[3, -1.2], [-1, 3]], k: 0.02}}
nodes: {{Z: X @ W{units}, L: {total}}}
"""
    points = judge_of(text).formulas.points
    assert len(points) == 12
    assert {shape_of(point[Symbol("X")]) for point in points} == {(2, 2)}
    assert outcome(judged(text, "dL/dA1", "G")) == "right"
    assert outcome(judged(text, "dL/dW", "X.T @ dZ")) == "right"
    assert isinstance(judged(text, "dL/dW", "dZ @ X.T").verdict, Wrong)


def test_mistakes_are_foreseen_without_a_crash_on_every_kind_of_graph() -> None:
    for text in (AFFINE, BATCH, SQUARE, HIDDEN, CLASSES, AT_KINKS, INVERSE, SCALAR_INSIDE):
        derivation: Derivation = derived(text)
        judge = Judge(derivation)
        for name in derivation.gradients:
            asked = question(derivation, f"dL/d{name}")
            for prediction in judge.reasons.predictions(asked.asked):
                assert agree(lone(prediction.at(derivation.evaluation)), prediction.value)


def test_a_bad_matrix_is_unreadable_and_costs_nothing() -> None:
    verdict = judged(AFFINE, "dL/dW", "[[1, 2], [3]]").verdict
    assert isinstance(verdict, Unreadable)
    assert not verdict.costs_attempt


ONE_ROW = """\
format: 1
title: a recurrent layer, one example
inputs: {x: [[0.5, -1]], G: [[1, 2]]}
params: {h: [[1, 2]], U: [[0.5, 0.2], [-0.3, 0.1]]}
nodes: {k: "tanh(h @ U)", L: sum(G*k)}
"""


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("dk*(1 - k^2) @ U.T", "right"),
        ("(dk*(1 - k^2)) U^T", "right"),
        ("dk ⊙ (1 − k²)·Uᵀ", "right"),
        ("U dk", "wrong"),
    ],
)
def test_names_side_by_side_and_dots_are_the_matrix_product(typed: str, verdict: str) -> None:
    derivation = derived(ONE_ROW)
    asked = question(derivation, "dL/dh")
    earned = arriving(derivation, asked)
    assert judge_of(ONE_ROW).judge(asked, typed, earned).verdict.name == verdict


ONES = """\
format: 1
title: weights that happen to be one
inputs: {X: [[1, 0.5], [2, -1]], T: [[4], [1]]}
params: {W1: [[0.5, 2.3], [1.5, 3]], W2: [[1], [1]]}
nodes:
  H: X @ W1
  Y: H @ W2
  E: 1/2*mean((Y - T)^2)
"""


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        ("dE/dW1", "X^T dH W2^T"),
        ("dE/dW1", "X.T @ (dH * W2.T)"),
        ("dE/dW2", "H^T dY * W2"),
        ("dE/dH", "dY W2^T * W2^T"),
        ("dE/dH", "dY @ ones(1, 2)"),
    ],
)
def test_weights_whose_rows_make_one_by_chance_are_tried_out_at_other_numbers(
    asked: str, typed: str
) -> None:
    assert outcome(judged(ONES, asked, typed)).startswith("wrong")


def test_side_by_side_is_taken_for_a_product_of_matrices_when_it_is_told_what_is_wrong() -> None:
    assert outcome(judged(ONES, "dE/dH", "dY W2")) == "wrong: weight-not-transposed"
    assert outcome(judged(ONES, "dE/dH", "dY * W2")) == "wrong: entrywise-for-product"


def test_a_sign_before_the_number_of_rows_in_figures_is_a_sign() -> None:
    assert outcome(judged(ONES, "dE/dY", "(T-Y)/2")).startswith("wrong: sign")
