"""Proofs on request: whether a right answer is the taught formula, by sympy and in bounded time.

In: a derivation, a question and its judgement. Out: sentences. sympy works in a process of its
own (`backtutor.deadline`), so that a session never waits for it longer than `SECONDS`.
"""

from __future__ import annotations

from collections.abc import Iterator

from backtutor.derive import Derivation
from backtutor.messages import Message, message
from backtutor.questions import Question
from backtutor.terms import Term, atoms
from backtutor.verdicts import Judgement

SECONDS = 4.0


def proof_of(derivation: Derivation, question: Question, judgement: Judgement) -> Iterator[Message]:
    """That what was typed is the taught formula, or that no proof of it was found."""
    typed, taught = judgement.read_as, _taught(derivation, question)
    if typed is None or taught is None or typed == taught or next(atoms(typed), None) is None:
        return
    if _is_proved(derivation, typed, taught):
        yield message("why-proved", typed=typed, closed=taught)
    else:
        yield message("why-agrees", typed=typed, taught=taught, seconds=f"{SECONDS:g}")


def _taught(derivation: Derivation, question: Question) -> Term | None:
    """The formula of the step; nothing is said of a number's."""
    formula = question.formula
    return formula if formula is not None and next(atoms(formula), None) is not None else None


def _is_proved(derivation: Derivation, typed: Term, taught: Term) -> bool:
    from backtutor.deadline import Desk  # starts a process, for a proof only
    from backtutor.proof.claims import equality, prove_equality

    with Desk(SECONDS) as desk:
        return desk.ask(prove_equality, equality(derivation, typed, taught)) is True
