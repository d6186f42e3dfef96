"""Shapes: what a wrong product comes out as, and what is needed.

In: an `Answer` and the id of a sentence. Out: the sentence with the shape that is needed after
it, and the shape typed where it is another one.
"""

from __future__ import annotations

from backtutor.messages import Message, message
from backtutor.ops import Shape
from backtutor.read.shapes import shape_text
from backtutor.structure.answer import Answer
from backtutor.terms import Derivative, Symbol, Term, Updated

SHAPED = "structure-shaped"


def needed(answer: Answer, id: str) -> Message:
    """`<what is wrong>; yours is 2×3, and dW has to be 3×2, like W`."""
    shape = _shapes(answer)
    return Message(id) if shape is None else message(SHAPED, said=Message(id), shape=shape)


def says_shape(said: Message) -> bool:
    """Whether a sentence tells the shape typed, so that nobody else need."""
    return said.id == SHAPED and "found" in said.facts["shape"].facts


def _shapes(answer: Answer) -> Message | None:
    """None where the shape is as it should be: another sentence says why that is luck."""
    right, name = _right(answer), _name(answer)
    typed = answer.shapes_here.of(answer.term)
    if right is None or name is None or typed == right:
        return None
    facts = {"asked": name, "right": _like(answer, right)}
    if typed is None:
        return Message("structure-needs", facts)
    return Message("structure-comes-out", {**facts, "found": shape_text(typed)})


def _right(answer: Answer) -> Shape | None:
    match answer.question.asked:
        case Symbol() | Derivative() as asked:
            return answer.shapes_here.of(asked)
        case Updated(name):
            return answer.shapes_here.of(Symbol(name))
    return None


def _name(answer: Answer) -> Term | Message | None:
    match answer.question.asked:
        case Updated(name):
            return message("updated-name", name=Symbol(name))
        case asked:
            return asked


def _like(answer: Answer, shape: Shape) -> str | Message:
    """A gradient has the shape of what it belongs to."""
    match answer.question.asked:
        case Derivative(_, by):
            return message("structure-like", shape=shape_text(shape), by=Symbol(by))
    return shape_text(shape)
