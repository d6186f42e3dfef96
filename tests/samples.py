"""What the tests of the core share: lessons as text, networks with figures from outside, and
the shortest way from a lesson's text to its derivation and its judge.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from backtutor.derive import Derivation
from backtutor.judge import Judge
from backtutor.lesson import Lesson
from backtutor.loader import load_lesson
from backtutor.packs import builtin_pack
from backtutor.problems import Problem
from backtutor.questions import Question, ask
from backtutor.read import read_quantity
from backtutor.terms import Derivative, Quantity, Updated
from backtutor.values import Value, entries, shape_of

SIX_WEIGHTS = """\
format: 1
title: six weights
inputs: {x1: 1, x2: 0.5, t: 4}
params: {w1: 0.5, w2: 1.5, w3: 2.3, w4: 3, w5: 1, w6: 1}
nodes:
  h1: w1*x1 + w2*x2
  h2: w3*x1 + w4*x2
  y: w5*h1 + w6*h2
  E: 1/2*(t - y)^2
train: {lr: 0.1}
"""

STEPPED = SIX_WEIGHTS.replace(
    "{w1: 0.5, w2: 1.5, w3: 2.3, w4: 3, w5: 1, w6: 1}",
    "{w1: 0.395, w2: 1.4475, w3: 2.195, w4: 2.9475, w5: 0.86875, w6: 0.601}",
)
"""The same network after one step of training: no two of its numbers are alike."""

FORK = """\
format: 1
title: a fork
inputs: {a: 2, b: 1}
nodes:
  c: a + b
  d: b + 1
  e: c*d
"""

NEURON = """\
format: 1
title: one neuron
inputs: {x: 1.5, t: 0.2}
params: {w: 0.8, b: -0.5}
nodes:
  z: w*x + b
  a: sigmoid(z)
  E: 1/2*(a - t)^2
train: {lr: 0.2}
"""

AT_A_KINK = """\
format: 1
title: a unit at its kink
inputs: {x: 2, t: 3}
params: {w: 0.5, b: -1}
nodes:
  z: w*x + b
  y: 2*relu(z)
  E: 1/2*(y - t)^2
train: {lr: 0.1}
"""


@cache
def lesson(text: str) -> Lesson:
    loaded = load_lesson("sample.yaml", text)
    assert loaded.lesson is not None, loaded.problems
    return loaded.lesson


@cache
def derived(text: str) -> Derivation:
    return Derivation(lesson(text))


@cache
def judge_of(text: str) -> Judge:
    return Judge(derived(text))


def quantity(derivation: Derivation, key: str) -> Quantity:
    """What a key means; `local:dy/dw5` is a local derivative, `dy/dw5` a total one."""
    found = read_quantity(key, derivation.lesson.vocabulary)
    assert not isinstance(found, Problem), (key, found)
    if isinstance(found, Derivative) and not key.startswith("local:"):
        return Derivative(found.of, found.by)
    return found


def question(derivation: Derivation, key: str) -> Question:
    return ask(derivation, quantity(derivation, key))


def arriving(derivation: Derivation, asked: Question) -> frozenset[Derivative]:
    """The derivatives that a lone question takes for granted: those that arrive at the name."""
    loss = derivation.graph.loss
    match asked.asked:
        case Derivative(_, by):
            users = derivation.graph.consumers[by]
            return frozenset(Derivative(loss, name) for name in users)
        case Updated(name):
            return frozenset({Derivative(loss, name)})
    return frozenset()


@cache
def matrix_lessons() -> dict[str, Derivation]:
    """The lessons with matrices that come with the program."""
    return {id: Derivation(found) for id, found in LESSONS.items() if not found.graph.scalar}


Figures = float | list[list[float]]
"""A number, or a matrix row by row."""


@dataclass(frozen=True)
class Network:
    """A network with values that another program computed: `h1`, `dE/dw5`, `y+`."""

    id: str
    given: Mapping[str, str]
    nodes: Mapping[str, str]
    loss: str
    trained: Sequence[str] = ()
    rate: str | None = None
    values: Mapping[str, Figures] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The network as a lesson."""
        data = {name: text for name, text in self.given.items() if name not in self.trained}
        lines = ["format: 1", f"title: {self.id}"]
        lines += [f"inputs: {_flow(data)}"] if data else []
        lines += (
            [f"params: {_flow({n: self.given[n] for n in self.trained})}"] if self.trained else []
        )
        lines += ["nodes:", *(f"  {name}: {formula}" for name, formula in self.nodes.items())]
        lines += [f"loss: {self.loss}"]
        lines += [f"train: {{lr: {self.rate}}}"] if self.rate else []
        return "\n".join([*lines, ""])

    @cached_property
    def derivation(self) -> Derivation:
        return derived(self.text)

    def __str__(self) -> str:
        return self.id


def _flow(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {text}" for name, text in values.items()) + "}"


DATA = Path(__file__).parent / "data"


def _networks(file: str) -> list[Network]:
    return [Network(**entry) for entry in json.loads((DATA / file).read_text("utf-8"))]


NETWORKS = _networks("networks.json")
MATRIX_NETWORKS = _networks("matrices.json")
LESSONS: dict[str, Lesson] = {
    file.id: loaded for file in builtin_pack().lessons if (loaded := file.load().lesson)
}


@cache
def everything() -> dict[str, Derivation]:
    """Every lesson of single numbers that comes with the program, every such network, and the
    samples above; those of matrices are `MATRIX_NETWORKS` and `matrix_lessons`."""
    own = {
        "six": SIX_WEIGHTS,
        "stepped": STEPPED,
        "fork": FORK,
        "neuron": NEURON,
        "at a kink": AT_A_KINK,
    }
    return {
        **{
            f"lesson {id}": Derivation(lesson)
            for id, lesson in LESSONS.items()
            if lesson.graph.scalar
        },
        **{network.id: network.derivation for network in NETWORKS},
        **{name: derived(text) for name, text in own.items()},
    }


def close(found: Value, expected: Figures, largest: float = 1.0) -> bool:
    """Of the same shape, and equal to 1e-9 of the largest entry, or of 1."""
    rows = expected if isinstance(expected, list) else [[expected]]
    if shape_of(found) != ((len(rows), len(rows[0])) if isinstance(expected, list) else ()):
        return False
    figures = [figure for row in rows for figure in row]
    reach = 1e-9 * max(1.0, largest)
    pairs = zip(entries(found), figures, strict=True)
    return all(abs(float(entry) - figure) <= reach for entry, figure in pairs)


def largest_of(values: Iterable[Figures]) -> float:
    """The largest absolute figure."""
    rows = [row for v in values for row in (v if isinstance(v, list) else [[v]])]
    return max(abs(figure) for row in rows for figure in row)
