"""Faults of lessons with matrices: the fault, the lesson, and what `check` says."""

from __future__ import annotations

MATRIX_CASES = [
    (
        "misfit",
        """\
format: 1
title: t
inputs: {X: [[1,2,3],[4,5,6]]}
params: {W: [[1,2],[3,4]]}
nodes:
  Y: X @ W
  L: sum(Y)
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:6:6
  |
6 |   Y: X @ W
  |      ^^^^^ X is 2×3 but W is 2×2: inner sizes 3 and 2 differ
""",
    ),
    (
        "misfit",
        """\
format: 1
title: t
inputs: {Y: [[1,0]]}
params: {Z: [[1,2,3]]}
nodes:
  L: softmax_ce(Z, Y)
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:6:6
  |
6 |   L: softmax_ce(Z, Y)
  |      ^^^^^^^^^^^^^^^^ Z is 1×3 and Y is 1×2: they do not fit entry by entry
""",
    ),
    (
        "misfit",
        """\
format: 1
title: t
params: {A: [[1,2],[2,1]], K: [[1,2,3]]}
nodes:
  L: sum(conv2d(A, K))
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:5:10
  |
5 |   L: sum(conv2d(A, K))
  |          ^^^^^^^^^^^^ K is 1×3 and does not fit into A, which is 2×2
""",
    ),
    (
        "misfit",
        """\
format: 1
title: t
params: {z: 3}
nodes:
  L: sum(softmax(z))
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:5:10
  |
5 |   L: sum(softmax(z))
  |          ^^^^^^^^^^ z is a single number: `softmax` takes a matrix
""",
    ),
    (
        "misfit",
        """\
format: 1
title: t
params: {A: [[0,2]]}
nodes:
  L: sum(ones(0, 2)*A)
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:5:10
  |
5 |   L: sum(ones(0, 2)*A)
  |          ^^^^^^^^^^ `ones` takes sizes in figures, whole numbers from 1 on
""",
    ),
    (
        "misfit",
        """\
format: 1
title: t
params: {A: [[0,2]]}
nodes:
  L: sum(ones(10000, 10000))*sum(A)
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:5:10
  |
5 |   L: sum(ones(10000, 10000))*sum(A)
  |          ^^^^^^^^^^^^^^^^^^ this makes a matrix of 100000000 entries, and 200000 is the most
""",
    ),
    (
        "misfit",
        """\
format: 1
title: t
params: {A: [[1,2],[2,1]]}
nodes:
  L: sum(reshape(A, 3, 2))
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:5:10
  |
5 |   L: sum(reshape(A, 3, 2))
  |          ^^^^^^^^^^^^^^^^ A is 2×2: its 4 entries do not make 3×2
""",
    ),
    (
        "misfit",
        """\
format: 1
title: t
params: {A: [[1,2],[2,1]], n: 2}
nodes:
  L: sum(reshape(A, n, 2))
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:5:6
  |
5 |   L: sum(reshape(A, n, 2))
  |      ^^^^^^^^^^^^^^^^^^^^^ `reshape` takes sizes in figures, whole numbers from 1 on
""",
    ),
    (
        "misfit",
        """\
format: 1
title: t
params: {A: [[1,2,3],[2,1,3]]}
nodes:
  L: det(A)
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:5:6
  |
5 |   L: det(A)
  |      ^^^^^^ A is 2×3: `det` takes a square matrix
""",
    ),
    (
        "misfit",
        """\
format: 1
title: t
params: {A: [[1,2,3],[2,1,3]], b: 2}
nodes:
  L: sum(A @ b)
""",
        """\
error[L031]: shapes do not fit
 --> a.yaml:5:10
  |
5 |   L: sum(A @ b)
  |          ^^^^^ A is 2×3 and b is a single number: `@` multiplies two matrices
""",
    ),
    (
        "loss-matrix",
        """\
format: 1
title: t
inputs: {X: [[1,2,3],[4,5,6]]}
params: {W: [[1],[3],[2]]}
nodes:
  Y: X @ W
  L: Y*2
""",
        """\
error[L031]: the loss `L` is 2×1, and a loss is one number
 --> a.yaml:7:6
  |
7 |   L: Y*2
  |      ^^^
  = help: put `sum(…)` or `mean(…)` around the formula
""",
    ),
    (
        "ragged",
        """\
format: 1
title: t
params: {A: [[1,900],[2]]}
nodes:
  L: sum(exp(A))
""",
        """\
error[L033]: this row has 1 entries, the first has 2
 --> a.yaml:3:22
  |
3 | params: {A: [[1,900],[2]]}
  |                      ^^^
  = help: rows of a matrix are equally long
""",
    ),
    (
        "empty-matrix",
        """\
format: 1
title: t
params: {A: []}
nodes:
  L: sum(exp(A))
""",
        """\
error[L033]: a matrix without entries
 --> a.yaml:3:13
  |
3 | params: {A: []}
  |             ^^ expected numbers
""",
    ),
    (
        "figure-shape",
        """\
format: 1
title: t
inputs: {X: [[1,2],[3,4]]}
params: {W: [[1],[2]]}
nodes:
  Y: X @ W
  L: sum(Y)
expect:
  Y: [5, 11]
  L: [[16]]
""",
        """\
error[L071]: `Y` is 2×1, and the figures are 1×2
 --> a.yaml:9:7
  |
9 |   Y: [5, 11]
  |       ^
error[L071]: `L` is a single number, and the figures are 1×1
  --> a.yaml:10:8
   |
10 |   L: [[16]]
   |        ^^
""",
    ),
    (
        "undefined",
        """\
format: 1
title: t
params: {A: [[1,2],[2,4]]}
nodes:
  L: sum(inv(A))
""",
        """\
error[L052]: `L` has no value at these numbers
 --> a.yaml:5:6
  |
5 |   L: sum(inv(A))
  |      ^^^^^^^^^^^ this matrix is singular: it has no inverse
  = help: change the values or the formula
""",
    ),
    (
        "undefined",
        """\
format: 1
title: t
params: {A: [[1,-2],[2,4]]}
nodes:
  L: sum(log(A))
""",
        """\
error[L052]: `L` has no value at these numbers
 --> a.yaml:5:6
  |
5 |   L: sum(log(A))
  |      ^^^^^^^^^^^ the logarithm of -2: only positive numbers have one
  = help: change the values or the formula
""",
    ),
    (
        "undefined",
        """\
format: 1
title: t
params: {A: [[1,0],[2,4]]}
nodes:
  L: sum(1/A)
""",
        """\
error[L052]: `L` has no value at these numbers
 --> a.yaml:5:6
  |
5 |   L: sum(1/A)
  |      ^^^^^^^^ this divides by 0
  = help: change the values or the formula
""",
    ),
    (
        "undefined",
        """\
format: 1
title: t
params: {A: [[1,900],[2,4]]}
nodes:
  L: sum(exp(A))
""",
        """\
error[L052]: `L` has no value at these numbers
 --> a.yaml:5:6
  |
5 |   L: sum(exp(A))
  |      ^^^^^^^^^^^ `exp` becomes too large at 900
  = help: change the values or the formula
""",
    ),
    (
        "undefined",
        """\
format: 1
title: t
params: {A: [[-1,2]]}
nodes:
  L: sum(A^0.5)
""",
        """\
error[L052]: `L` has no value at these numbers
 --> a.yaml:5:6
  |
5 |   L: sum(A^0.5)
  |      ^^^^^^^^^^ this power of a negative number is not real: base and exponent are -1, 0.5
  = help: change the values or the formula
""",
    ),
    (
        "undefined-slope",
        """\
format: 1
title: t
params: {Z: [[0,2,3]]}
nodes:
  L: sum(sqrt(Z))
""",
        """\
error[L053]: dL/dZ does not exist at these numbers
 --> a.yaml:5:6
  |
5 |   L: sum(sqrt(Z))
  |      ^^^^^^^^^^^^ its formula is 1/(2*sqrt(Z))
  = help: change the values or the formula
""",
    ),
    (
        "undefined-update",
        """\
format: 1
title: t
inputs: {X: [[1,2],[3,4]]}
params: {W: [[1],[2]]}
nodes:
  Y: exp(X @ W)
  L: sum(Y)
train: {lr: -100}
""",
        """\
error[L054]: `Y` has no value after the update
 --> a.yaml:6:6
  |
6 |   Y: exp(X @ W)
  |      ^^^^^^^^^^
  = help: choose a smaller learning rate
""",
    ),
    (
        "kink",
        """\
format: 1
title: t
params: {A: [[0,2]]}
nodes:
  L: sum(relu(A))
""",
        """\
advice[L081]: the slope of `L` jumps at exactly these numbers
 --> a.yaml:5:6
  |
5 |   L: sum(relu(A))
  |      ^^^^^^^^^^^^ `relu` stands at its kink, at [[0, 2]]
  = help: change a value, or write `allow: [L081]` where the kink is meant
""",
    ),
    (
        "wrong-kind",
        """\
format: 1
title: t
inputs: {X: [[1,2],[3,4]]}
params: {W: [[1],[2]]}
constants: {eta: [[0.1]]}
nodes:
  Y: X @ W
  L: sum(Y)
train: {lr: eta}
""",
        """\
error[L022]: expected a number
 --> a.yaml:9:13
  |
9 | train: {lr: eta}
  |             ^^^ found `eta`
""",
    ),
    (
        "wrong-kind",
        """\
format: 1
title: t
params: {A: [1, [2]]}
nodes:
  L: sum(exp(A))
""",
        """\
error[L022]: expected a row of numbers, like the others
 --> a.yaml:3:14
  |
3 | params: {A: [1, [2]]}
  |              ^ found `1`
""",
    ),
    (
        "wrong-kind",
        """\
format: 1
title: t
params: {A: [[[1]]]}
nodes:
  L: sum(exp(A))
""",
        """\
error[L022]: expected a number
 --> a.yaml:3:15
  |
3 | params: {A: [[[1]]]}
  |               ^^^ found a list
""",
    ),
    (
        "stretched-both",
        """\
format: 1
title: t
inputs: {X: [[1], [2], [3]], T: [1, 0, 1]}
params: {W: [[0.5]]}
nodes:
  Y: X @ W
  L: mean((Y - T)^2)
""",
        """\
advice[L086]: a column and a row stretch each other to 3×3
 --> a.yaml:7:6
  |
7 |   L: mean((Y - T)^2)
  |      ^^^^^^^^^^^^^^^ a 3×1 column meets a 1×3 row
  = help: a flat list is a row: write a column `[[1], [2]]`, or `.T`; `allow: [L086]` keeps it
""",
    ),
]
