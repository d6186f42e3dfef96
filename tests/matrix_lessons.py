"""Lessons with matrices for the tests of screens: row and column convention, softmax fused and in
pieces, batch norm, attention, a convolution, a matrix too large to be shown whole."""

from __future__ import annotations

TWO_LAYERS = """
    format: 1
    title: {en: Two affine layers, zh: 两个仿射层}
    summary: {en: "Row convention: a row of X is a sample.", zh: "按行约定：X 的一行是一个样本。"}
    inputs:
      X: [[1, 2, -1], [0, 1, 3], [2, -1, 1], [-1, 0.5, 2]]
      Y: [[1, 0], [0, 1], [1, 0], [0, 1]]
    params:
      W1: [[0.5, -1], [1, 0.5], [-0.5, 1]]
      b1: [0.5, -0.25]
      W2: [[1, -0.5], [0.5, 1]]
      b2: [0.25, -0.5]
    nodes:
      Z1: X @ W1 + b1
      A1: relu(Z1)
      Z2: A1 @ W2 + b2
      L: softmax_ce(Z2, Y)
    train: {lr: 0.1}
"""

COLUMNS = """
    format: 1
    title: An affine layer, columns are samples
    inputs: {X: [[1, 2], [0, 1], [2, -1]], T: [[1, 0], [0, 1]]}
    params: {W: [[0.5, -1, 2], [1, 0.5, -1]], B: [[0.5], [-1]]}
    nodes:
      Y: W @ X + B
      L: 1/2*sum((Y - T)^2)
"""

PIECES = """
    format: 1
    title: Softmax and cross entropy in pieces
    inputs: {Y: [[1, 0, 0], [0, 0, 1]]}
    params: {Z: [[1, 2, 0.5], [0, -1, 1.5]]}
    nodes:
      P: softmax(Z)
      L: -mean(sum(Y*log(P), axis=1))
"""

SOFT_LABELS = """
    format: 1
    title: Rows of Y that do not sum to 1
    inputs: {Y: [[1, 0.5, 0], [0.25, 0, 1]]}
    params: {Z: [[1, 2, 0.5], [0, -1, 1.5]]}
    nodes:
      P: softmax(Z)
      C: -sum(Y*log(P), axis=1)
      L: mean(C)
"""

SIGMOIDS = """
    format: 1
    title: Sigmoid and cross entropy
    inputs: {X: [[1, 2], [0, 1], [2, -1]], Y: [[1], [0], [1]]}
    params: {W: [[0.5], [-1]], b: 0.25}
    nodes:
      Z: X @ W + b
      A: sigmoid(Z)
      L: -mean(Y*log(A) + (1 - Y)*log(1 - A))
"""

BATCH_NORM = """
    format: 1
    title: Batch norm
    inputs: {X: [[1, 2], [3, 5], [-1, 0.5]], T: [[0, 1], [1, 0], [0, 0]]}
    params: {gamma: [1, 2], beta: [0.5, -0.5]}
    constants: {eps: 0.001}
    nodes:
      mu: mean(X, axis=0)
      xmu: X - mu
      var: mean(xmu^2, axis=0)
      ivar: 1/sqrt(var + eps)
      xhat: xmu*ivar
      out: gamma*xhat + beta
      L: 1/2*sum((out - T)^2)
"""

ATTENTION = """
    format: 1
    title: One attention head
    inputs:
      X: [[1, 0, 2], [0, 1, -1], [1, 1, 0], [2, -1, 1]]
      T: [[1, 0], [0, 1], [1, 1], [0, 0]]
    params:
      Wq: [[0.5, 0], [1, -0.5], [0, 1]]
      Wk: [[1, 0.5], [0, 1], [-1, 0]]
      Wv: [[1, 0], [0.5, 1], [0, -1]]
    nodes:
      Q: X @ Wq
      K: X @ Wk
      V: X @ Wv
      S: Q @ K.T/sqrt(2)
      A: softmax(S)
      O: A @ V
      L: 1/2*mean((O - T)^2)
"""

CONVOLUTION = """
    format: 1
    title: A convolution
    inputs:
      X: [[1, 2, 0, 1], [0, 1, 3, -1], [2, 0, 1, 1], [1, -1, 0, 2]]
      T: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    params: {K: [[1, -0.5], [0.5, 2]], b: 0.25}
    nodes:
      Z: conv2d(X, K) + b
      A: relu(Z)
      L: 1/2*sum((A - T)^2)
"""

WIDE = """
    format: 1
    title: A wide layer
    inputs:
      X: [[1, 2, 3, 4, 5, 6, 7, 8], [0.5, 0.25, -1, -2, -3, 1, 0, 2]]
      T: [[1, 0], [0, 1]]
    params:
      W: [[1, 2], [3, 4], [5, 6], [7, 8], [-1, -2], [-3, -4], [-5, -6], [-7, -8]]
      b: [0.5, -0.5]
    nodes:
      Z: X @ W + b
      L: 1/2*mean((Z - T)^2)
"""

ALL = {
    "two-layers": TWO_LAYERS,
    "columns": COLUMNS,
    "pieces": PIECES,
    "soft-labels": SOFT_LABELS,
    "sigmoids": SIGMOIDS,
    "batch-norm": BATCH_NORM,
    "attention": ATTENTION,
    "convolution": CONVOLUTION,
    "wide": WIDE,
}
