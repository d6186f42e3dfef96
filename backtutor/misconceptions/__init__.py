"""Misconceptions: each a rewrite of the derivation that predicts a wrong answer.

A row of `TABLE` computes, for any derivative of any graph, what somebody who holds the
misconception would answer: by other derivative rules, a dropped arrow, another set of paths, or
another way to join them. `predictions` holds the rows against one question; `explain` says what
an answer that agrees with some of them is told. What the rows compute is in `chains`, `forks`,
`losses`, `names`, `gates`, `batches`, `outcomes`, and as wrong derivative rules in `rules` and
`matrix_rules`.
"""

from backtutor.misconceptions.foretelling import Predictor, predictions
from backtutor.misconceptions.model import Guess, Misconception, Prediction
from backtutor.misconceptions.table import AUTHOR, FORESEEN, TABLE, UNCHANGED
from backtutor.misconceptions.telling import explain
from backtutor.misconceptions.ways import Ways

__all__ = [
    "AUTHOR",
    "FORESEEN",
    "TABLE",
    "UNCHANGED",
    "Guess",
    "Misconception",
    "Prediction",
    "Predictor",
    "Ways",
    "explain",
    "predictions",
]
