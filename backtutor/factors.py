"""Factors: the small questions that a gradient question is split into after an error.

In: a derivation and a question. Out: questions of their own that belong to it (`part_of`), asked
one by one before it is asked again. Between scalars they are the local derivatives. A gradient
with matrices has none: of it are asked its shape, what each of several paths brings, and how
what arrives comes back through the one node that uses it (`backtutor.passing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from backtutor.derive import Derivation, GradientStep
from backtutor.lesson import Settings
from backtutor.notation import write
from backtutor.questions import Extent, Question, ask
from backtutor.terms import Derivative


def factors(derivation: Derivation, question: Question) -> tuple[Question, ...]:
    """The questions that a gradient question is made of; () for all other questions."""
    if question.telling is not None:
        return ()
    match question.asked:
        case Derivative(of, by, False) if of == derivation.graph.loss != by:
            step = derivation.gradients[by]
        case _:
            return ()
    if derivation.graph.has_matrix(by, *(term.via for term in step.terms)):
        return tuple(_of_matrices(derivation, step, question))
    return tuple(
        replace(
            ask(derivation, Derivative(term.via, by, local=True)),
            id=f"{question.id}|local:{write(Derivative(term.via, by))}",
            part_of=question.id,
        )
        for term in step.terms
        # of E itself the local gradient is the answer
        if term.via != of
    )


def _of_matrices(
    derivation: Derivation, step: GradientStep, question: Question
) -> Iterator[Question]:
    """The shape, then each path or the way through the one consumer."""
    if derivation.graph.has_matrix(step.target):
        from backtutor.asking.shapes import dimensions  # only after an error

        shape = dimensions(derivation, step.quantity, Settings())
        yield replace(shape, id=f"{question.id}|shape", part_of=question.id)
    if len(step.terms) > 1:
        from backtutor.asking.shares import shared

        for share in shared(derivation, step.target, Settings())[:-1]:
            via = share.id.rpartition("|")[2]
            yield replace(share, id=f"{question.id}|{via}", part_of=question.id)
        return
    from backtutor.passing import passing

    asked = passing(derivation, step)
    if asked is not None:
        yield replace(asked, id=f"{question.id}|back", part_of=question.id)


def proves(part: Question) -> bool:
    """Whether a part shows that a right answer was no luck: its shape was seen already."""
    return not isinstance(part.wants, Extent)
