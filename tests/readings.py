"""What the reader tests share: the vocabularies of four lessons, and a reading as one line."""

from __future__ import annotations

from backtutor.notation import write
from backtutor.ops import Shape
from backtutor.problems import Problem
from backtutor.read import Vocabulary, read_answer
from backtutor.terms import Derivative, Quantity, Symbol, Updated


def vocabulary(
    loss: str, formulas: dict[str, str], scalars: str = "", **shapes: Shape | None
) -> Vocabulary:
    """Scalars, matrices with their shapes, and the names that each formula uses."""
    names: dict[str, Shape | None] = {**dict.fromkeys([*scalars.split(), *formulas], ()), **shapes}
    sources = {name: frozenset(used.split()) for name, used in formulas.items()}
    return Vocabulary(names, sources, loss, learning_rate="η")


WEIGHTS = vocabulary(
    "E",
    {"h1": "w1 x1 w2 x2", "h2": "w3 x1 w4 x2", "y": "w5 h1 w6 h2", "E": "y t"},
    "x1 x2 t w1 w2 w3 w4 w5 w6",
)
GATES = vocabulary("f", {"q": "x y", "f": "q z"}, "x y z")
NEURON = vocabulary("C", {"z": "w b", "a": "z", "C": "a y"}, "w w2 w3 w4 b y z1 z2 x")
AFFINE = vocabulary("L", {"L": "Z"}, X=(4, 3), x=(4, 3), W=(3, 2), B=(1, 2), G=(4, 2), Z=(4, 2))
DIAMOND = vocabulary("e", {"c": "a b", "d": "b", "e": "c d"}, "a b")

LESSONS = {
    "weights": WEIGHTS,
    "gates": GATES,
    "neuron": NEURON,
    "affine": AFFINE,
    "diamond": DIAMOND,
}


def outcome(text: str, vocabulary: Vocabulary) -> str:
    """`left := side = side`, then `# remark` and `! misfit`; or the code and place of a problem."""
    reading = read_answer(text, vocabulary)
    if isinstance(reading, Problem):
        return place(reading)
    line = " = ".join(map(write, reading.sides))
    if reading.left is not None:
        line = f"{quantity(reading.left)} := {line}"
    notes = "".join(f" # {remark.id}" for remark in reading.remarks)
    return line + notes + (f" ! {reading.misfit.id}" if reading.misfit else "")


def place(problem: Problem) -> str:
    """`R011 1:2+3`: code, line, column and length."""
    span = problem.span
    return f"{problem.code} {span.line}:{span.column}+{span.length}"


def quantity(found: Quantity) -> str:
    match found:
        case Symbol(name):
            return name
        case Updated(name):
            return f"{name}+"
        case Derivative(local=local):
            return ("local:" if local else "") + write(found)
