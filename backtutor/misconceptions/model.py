"""What a misconception is, and what it predicts.

A `Misconception` is a row of the table: a rewrite of the derivation. A `Guess` is one wrong
answer that it gives to a question, as a function of an `Evaluation`, so that one rewrite gives
the wrong number and the wrong formula. A `Prediction` is a guess at this lesson's numbers,
with what is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backtutor.derive import Derivation
from backtutor.fit import RuleOf
from backtutor.graph import Graph
from backtutor.messages import Message
from backtutor.misconceptions.ways import At, Ways
from backtutor.slopes import Edge
from backtutor.values import Value


@dataclass(frozen=True, slots=True)
class Guess:
    """One wrong answer, and what its sentence may name.

    The sentence is `why-<id><variant>`; where another misconception gives the same answer by the
    nature of the question, it is that one's, `like`.
    """

    at: At
    facts: Mapping[str, Any] = field(default_factory=dict)
    variant: str = ""
    like: str | None = None


Guesses = Callable[[Ways], Iterable[Guess]]
"""The wrong answers to ∂loss/∂by, from the ways between the two."""

ValueGuesses = Callable[[Derivation, str], Iterable[Guess]]
"""The wrong answers to the value of a node."""

LocalGuesses = Callable[[Ways, str], Iterable[Guess]]
"""The wrong answers to ∂user/∂by, the local gradient along one arrow."""

Update = Callable[[Value, Value, Value], Value]
"""(old weight, gradient, learning rate) → the wrong new weight."""

Explain = Callable[[Ways, Iterable[Edge]], tuple[Mapping[str, Any], str]]
"""(ways, the arrows that are rewritten) → facts for the sentence, and which variant is true."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """A row of the table.

    `rule` rewrites the derivative rules of the operations `ops`, on all arrows or on those that
    `on` picks; its holder may hold it everywhere, or have the upstream gradient right and slip
    at the arrow that is asked about: `scope`. `guess` yields wrong answers to a gradient, `local`
    to a local gradient, `value` to the value of a node, `update` a wrong new weight. A row
    without `update` gives a wrong new weight through its wrong gradient. Rows of one `family`
    have a sentence in common for when
    they cannot be told apart. A misconception may have several rows.
    """

    id: str
    family: str
    guess: Guesses | None = None
    local: LocalGuesses | None = None
    value: ValueGuesses | None = None
    update: Update | None = None
    rule: RuleOf | None = None
    ops: frozenset[str] = frozenset()
    on: Callable[[Graph, Edge], bool] | None = None
    scope: tuple[str, ...] = ("everywhere", "here")
    explain: Explain | None = None
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a misconception answers to one question."""

    misconception: str
    family: str
    at: At
    value: Value
    message: Message
