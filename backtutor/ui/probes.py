"""Trying things on the network: nudges, central differences, proofs.

In: a `Derivation` and a name. Out: values, or lines of text. Nothing here knows what is earned:
whoever shows a probe asks the session first, and says which numbers may not be on the screen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from fractions import Fraction

from backtutor.derive import Derivation, GradientStep
from backtutor.messages import Message, message
from backtutor.notation import Rounding, show
from backtutor.nudges import NUDGE, Place, Stage, change, entry_symbol, largest, nudge, places
from backtutor.questions import Question
from backtutor.read import read_quantity
from backtutor.terms import Derivative, Symbol
from backtutor.ui.screen import Screen
from backtutor.values import Scalar, Value, apply, entries, entry_of, is_matrix, shape_of, size

SECRET = Fraction(1, 200)
"""A number that is nearer to an answer than this share of it tells the answer."""

STEPS = (NUDGE, NUDGE / 10, NUDGE * 2, NUDGE / 4, NUDGE * 3)
"""How far a name is moved: the first by which no number on the way is an open answer."""

MOST_MOVES = 4
"""What is shown of all that moves at one distance."""

MOST_STAGES = 8
"""Of longer ways the middle is left out."""

Secrets = Collection[Value]
"""The answers to what is still asked."""


def nudged(
    derivation: Derivation,
    question: Question,
    claimed: Value | None,
    screen: Screen,
    secrets: Secrets = (),
) -> list[str]:
    """Nothing explains a wrong gradient: move the name a little and watch."""
    found = _slope_asked(derivation, question, claimed)
    if found is None:
        return []
    (by, place), loss = found, derivation.graph.loss
    step, stages = _moved(derivation, by, place, screen, secrets)
    lines = [_told(by, step, stages, screen)]
    slope = _entry(claimed, place, question)
    if slope is not None and stages:
        claim = screen.number(slope * step)
        lines.append(screen.text("nudge-slope", loss=Symbol(loss), claimed=claim))
    return lines


def _slope_asked(
    derivation: Derivation, question: Question, claimed: Value | None
) -> tuple[str, Place | None] | None:
    """The name to move, and of a matrix the entry that is asked or was missed."""
    loss, prompt = derivation.graph.loss, question.prompt
    match question.asked, question.share_of:
        case Derivative(of, by, False), _ if of == loss and by in derivation.graph.live:
            return by, _differs(derivation.evaluation[Derivative(of, by)], claimed)
        case None, Derivative(of, by) if question.formula is None and isinstance(prompt, Message):
            return by, (prompt.facts["row"] - 1, prompt.facts["column"] - 1)
    return None


def _entry(claimed: Value | None, place: Place | None, question: Question) -> Scalar | None:
    """The slope that was claimed for the entry that is moved."""
    if claimed is None:
        return None
    if question.asked is None:
        return None if is_matrix(claimed) else claimed
    return entry_of(claimed, place) if is_matrix(claimed) == (place is not None) else None


def _differs(right: Value, claimed: Value | None) -> Place | None:
    """The entry of a matrix that was missed by most, among those that move the loss where one
    of them was missed; without a matrix the steepest."""
    if claimed is None or not is_matrix(right) or shape_of(claimed) != shape_of(right):
        return largest(right)
    apart = apply("add", (claimed, apply("neg", (right,))))
    found = zip(entries(apart), entries(right), places(right), strict=True)
    return max(found, key=lambda one: (bool(one[0] and one[1]), size(one[0])))[2]


def walked(
    derivation: Derivation,
    name: str,
    screen: Screen,
    place: Place | None = None,
    secrets: Secrets = (),
) -> str:
    """Move a name by 0.01 and follow the change to the loss."""
    step, stages = _moved(derivation, name, place, screen, secrets)
    return _told(name, step, stages, screen)


def _moved(
    derivation: Derivation, name: str, place: Place | None, screen: Screen, secrets: Secrets
) -> tuple[Fraction, tuple[Stage, ...]]:
    """The change by the first step on whose way no number is a secret."""
    for step in STEPS:
        stages = nudge(derivation, name, step, place)
        if not any(_is_secret(move.change, secrets) for stage in stages for move in stage):
            return step, stages
    return STEPS[0], nudge(derivation, name, STEPS[0], place)


def _is_secret(number: Scalar, secrets: Secrets) -> bool:
    answers = (size(entry) for answer in secrets for entry in entries(answer))
    return any(answer and size(size(number) - answer) <= SECRET * answer for answer in answers)


def _told(name: str, step: Fraction, stages: tuple[Stage, ...], screen: Screen) -> str:
    if not stages:
        return screen.text("nudge-none", name=Symbol(name))
    moved = screen.number(step)
    return screen.text("nudge", name=stages[0][0].symbol, step=moved, walk=walk(stages, screen))


def walk(stages: tuple[Stage, ...], screen: Screen) -> str:
    """`w₅ +0.01 → y +0.0125 → E +0.0132`; what moves side by side stands in a row."""
    arrow, dots = f" {screen.charset.becomes} ", screen.charset.between[0]
    said = [", ".join(_moves(stage, screen)) for stage in stages]
    if len(said) > MOST_STAGES:
        half = MOST_STAGES // 2
        said = [*said[:half], dots, *said[-half:]]
    return arrow.join(said)


def _moves(stage: Stage, screen: Screen) -> Iterator[str]:
    """What moves at one distance, the largest moves where there are too many."""
    largest = sorted(stage, key=lambda move: size(move.change), reverse=True)[:MOST_MOVES]
    for move in stage:
        if move in largest:
            yield f"{screen.sheet.term(move.symbol)} {_signed(move.change, screen)}"
    if len(stage) > MOST_MOVES:
        yield screen.charset.between[0]


def _signed(change: Scalar, screen: Screen) -> str:
    text = screen.charset.number(show(change, Rounding(digits=3)))
    return text if change < 0 else f"+{text}"


_ENTRY = re.compile(r"(.+?)\s*\[\s*([0-9]{1,6})\s*[,，]\s*([0-9]{1,6})\s*\]")


def name_of(typed: str, derivation: Derivation) -> tuple[str, Place | None] | None:
    """The name that was typed after `:nudge`, in any spelling, and of a matrix the entry that
    was said; None for anything else."""
    said = _ENTRY.fullmatch(typed.strip())
    found = read_quantity(said[1] if said else typed, derivation.lesson.vocabulary)
    if not isinstance(found, Symbol) or found.name not in derivation.graph.live:
        return None
    if said is None:
        return found.name, None
    row, column = int(said[2]) - 1, int(said[3]) - 1
    rows, columns = derivation.graph.shapes[found.name] or (0, 0)
    inside = 0 <= row < rows and 0 <= column < columns
    return (found.name, (row, column)) if inside else None


def which_name(typed: str, derivation: Derivation) -> Message:
    """What to write after `:nudge`: a name of this lesson, or an entry that is there."""
    said = _ENTRY.fullmatch(typed.strip())
    named = name_of(said[1], derivation) if said else None
    if named is not None and (shape := derivation.graph.shapes[named[0]]):
        facts = {"shape": "×".join(map(str, shape)), "example": f"{named[0]}[1,1]"}
        return message("nudge-entries", name=Symbol(named[0]), **facts)
    return message("nudge-example", name=_example(derivation))


def _example(derivation: Derivation) -> str:
    """A name that is given, of the kind that is asked for."""
    kinds, graph = derivation.asked_kinds, derivation.graph
    given = (n.name for n in graph.of_kind(*kinds) if n.term is None and n.name in graph.live)
    return next(given, graph.loss)


EPSILON = Fraction(1, 10**5)


def central_difference(
    derivation: Derivation, by: str, place: Place | None = None
) -> Scalar | None:
    """(E(w+ε) − E(w−ε))/2ε at ε = 1e-5, of one entry of a matrix; None where the loss has no
    value beside the point."""
    above = change(derivation, by, EPSILON, place)
    below = change(derivation, by, -EPSILON, place)
    if above is None or below is None:
        return None
    return (above - below) / (2 * EPSILON)


def near(slope: Scalar, claimed: Scalar) -> bool:
    """Whether a claimed gradient is the slope, as far as a difference in floats can tell."""
    return bool(size(slope - claimed) <= 1e-4 * max(1, size(slope)))


def slope_agrees(derivation: Derivation, by: str, claimed: Value | None) -> bool | None:
    """Whether a central difference agrees with what was claimed; of a matrix where it is
    furthest off. None where the loss has no value beside the point."""
    right = derivation.evaluation[derivation.gradient(by)]
    if claimed is None or shape_of(claimed) != shape_of(right):
        return False
    place = _differs(right, claimed)
    slope = central_difference(derivation, by, place)
    return None if slope is None else near(slope, entry_of(claimed, place))


def agrees(slope: Scalar, step: GradientStep) -> bool:
    """Of a matrix it is the steepest entry that is held against the slope."""
    return step.kink or near(slope, entry_of(step.value, largest(step.value)))


def difference_text(loss: str, by: str, screen: Screen, place: Place | None = None) -> str:
    """`(E(w₅+ε) − E(w₅−ε))/2ε`."""
    loss_text, name = screen.sheet.term(Symbol(loss)), screen.sheet.term(entry_symbol(by, place))
    minus = screen.charset.minus
    epsilon = screen.charset.text("ε")
    return f"({loss_text}({name}+{epsilon}) {minus} {loss_text}({name}{minus}{epsilon}))/2{epsilon}"
