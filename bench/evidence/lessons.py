"""Random lessons: whole YAML files, of single numbers (`single`) and of matrices (`matrices`).

In: a seed. Out: a `Sample`, the text and what is derived from it. Values stay of a size at which
floats say something, and no operation is near its kink; a draw that breaks this is drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Fault
from backtutor.judge import Judge
from backtutor.loader import load_lesson
from backtutor.ops import OPS
from backtutor.terms import Apply, Term
from backtutor.values import Undefined, entries, evaluate, magnitude
from bench.evidence.matrices import matrix_text
from bench.evidence.single import scalar_text

SMALLEST, LARGEST = 0.02, 60.0
"""Between these all values lie, and a hundred times as far the gradients."""

FROM_KINK = 0.05
"""No argument of a kinked operation is nearer to its kink."""


@dataclass(frozen=True)
class Sample:
    """A random lesson."""

    seed: int
    text: str
    derivation: Derivation

    @cached_property
    def judge(self) -> Judge:
        return Judge(self.derivation)

    @property
    def scalar(self) -> bool:
        return self.derivation.graph.scalar


def sample(seed: int) -> Sample:
    """The lesson of a seed: of two, one is of single numbers and one of matrices."""
    chance = Random(seed)
    write = scalar_text if seed % 2 == 0 else matrix_text
    while True:
        text = write(chance)
        derivation = usable(text)
        if derivation is not None:
            return Sample(seed, text, derivation)


def usable(text: str) -> Derivation | None:
    """What is derived from a lesson, where it is one and its numbers are of a fair size."""
    lesson = load_lesson("random.yaml", text).lesson
    if lesson is None:
        return None
    derivation = Derivation(lesson)
    at = derivation.evaluation
    try:
        values = [at.values_by_name[node.name] for node in derivation.graph.computed]
        slopes = [step.value for step in derivation.gradients.values()]
        far = all(
            size > FROM_KINK for node in derivation.graph.computed for size in _kinks(node.term, at)
        )
        _ = [step.value for step in derivation.second_forward]
    except (Fault, Undefined):
        return None
    sized = all(SMALLEST < magnitude(value) < LARGEST for value in values)
    steep = all(SMALLEST / 100 < magnitude(slope) < LARGEST * 100 for slope in slopes)
    return derivation if far and sized and steep else None


def _kinks(term: Term | None, at: Evaluation) -> Iterator[float]:
    """How far the arguments of kinked operations are from the kink."""
    if not isinstance(term, Apply):
        return
    row = OPS[term.op]
    if row.branch is not None:
        values = [evaluate(arg, at) for arg in term.args]
        if row.whole:
            yield from (abs(float(e)) for e in entries(row.branch(*values, axis=term.axis)))
        elif len(values) == 1 or term.op == "leaky_relu":
            yield from (abs(float(e)) for e in entries(values[0]))
        else:
            yield from (abs(float(e)) for e in entries(values[0] - values[1]))
    for arg in term.args:
        yield from _kinks(arg, at)
