"""A two-layer network with a skip connection and its backward pass, written out in numpy, with
the bugs that people write. The program is no part of it: this is what the diagnosis is held
against.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# ruff: noqa: N806 - the names are those of the mathematics

SKIP = """\
format: 1
title: Two layers and a skip
inputs:
  X: [[1, 2], [0.5, -1], [-1.5, 1], [2, 0.25]]
  T: [[1, 0, 0.5], [0, 1, -1], [0.5, 0.5, 0], [1, -1, 2]]
params:
  W1: [[0.5, -1, 0.75], [1, 0.5, -0.5]]
  b1: [0.5, -0.25, 0.1]
  W2: [[1, -0.5, 0.25], [0.5, 1.5, -1], [-2, 0.3, 0.7]]
  b2: [0.25, -0.5, 0.3]
nodes:
  Z1: X @ W1 + b1
  A1: relu(Z1)
  Z2: A1 @ W2 + b2
  S: Z2 + A1
  L: 1/2*mean(sum((S - T)^2, axis=1))
train: {lr: 0.15}
"""

Gradients = dict[str, Any]


def backward(bug: str = "", nodes: bool = False) -> Gradients:
    """The gradients as lists, with one bug or, as `a+b`, two."""
    bugs = set(bug.split("+"))
    X = np.array([[1, 2], [0.5, -1], [-1.5, 1], [2, 0.25]])
    T = np.array([[1, 0, 0.5], [0, 1, -1], [0.5, 0.5, 0], [1, -1, 2]])
    W1, b1 = np.array([[0.5, -1, 0.75], [1, 0.5, -0.5]]), np.array([0.5, -0.25, 0.1])
    W2 = np.array([[1, -0.5, 0.25], [0.5, 1.5, -1], [-2, 0.3, 0.7]])
    b2 = np.array([0.25, -0.5, 0.3])
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2 + b2
    S = Z2 + A1
    m = len(X)

    dS = (S - T) / (1 if "mean missing" in bugs else m)
    if "sign" in bugs:
        dS = (T - S) / m
    dZ2 = dS
    dW2 = A1.T @ dZ2
    db2 = dZ2 if "bias not summed" in bugs else dZ2.sum(axis=0)
    dA1 = dZ2 @ (W2 if "transpose missing" in bugs else W2.T)
    dA1 = dS if "overwritten" in bugs else dA1 + dS
    if "mean missing below" in bugs:
        dA1 = dA1 * m
    mask: Any = Z1 > 0
    if "mask of the gradient" in bugs:
        mask = dA1 > 0
    if "mask of another layer" in bugs:
        mask = Z2 > 0
    if "mask forgotten" in bugs:
        mask = 1
    dZ1 = dA1 * mask
    dW1 = X.T @ dZ1
    db1 = dZ1 if "bias not summed" in bugs else dZ1.sum(axis=0)
    if "one example" in bugs:
        dW1 = X[1:2].T @ dZ1[1:2]
    if "times the rate" in bugs:
        dW1, db1, dW2, db2 = (0.15 * g for g in (dW1, db1, dW2, db2))
    if "W2 and b2 halved" in bugs:
        dW2, db2 = dW2 / 2, db2 / 2
    if "W2 turned over" in bugs:
        dW2 = dW2.T
    found = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
    found |= {"dS": dS, "dA1": dA1, "dZ1": dZ1} if nodes else {}
    return {name: gradient.tolist() for name, gradient in found.items()}


BUGS = (
    "sign",
    "mean missing",
    "mean missing below",
    "bias not summed",
    "transpose missing",
    "overwritten",
    "mask of the gradient",
    "mask of another layer",
    "mask forgotten",
    "one example",
    "times the rate",
    "W2 and b2 halved",
    "W2 turned over",
)
