"""Trying things on the network: nudges, central differences, proofs.

In: a `Derivation` and a name. Out: values, or lines of text. Nothing here knows what is earned:
whoever shows a probe asks the session first, and says which numbers may not be on the screen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

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
    (by, place), slope = found, _entry(claimed, found[1], question)
    trials = _trials(derivation, by, place, secrets)
    if not trials[0].stages:
        return [_told(by, trials[0], screen)]
    asked = _Slope(
        entry_symbol(by, place),
        Symbol(derivation.graph.loss),
        entry_of(derivation.evaluation[derivation.gradient(by)], place),
        slope,
    )
    if undivided := [trial for trial in trials if slope is not None and trial.shows(slope)]:
        facts = {"name": asked.name, "loss": asked.loss}
        return [screen.text("nudge-undivided", **facts, step=screen.number(undivided[0].step))]
    if not is_matrix(question.value):
        trials = [trial for trial in trials if not trial.tells(asked.right, screen)]
    if not trials:
        return [screen.say(said) for said in asked.ways]
    return _compared(by, trials, asked, screen)


def _compared(by: str, trials: Sequence[Trial], asked: _Slope, screen: Screen) -> list[str]:
    """The walk and what was claimed, where the two are seen to differ; the walk alone where
    nothing was claimed."""
    if asked.claimed is None:
        return [_told(by, trials[0], screen)]
    for trial in trials:
        if trial.parts(asked.right, asked.claimed):
            claim = screen.number(asked.claimed * trial.step)
            said = screen.text("nudge-slope", loss=asked.loss, claimed=claim)
            return [_told(by, trial, screen), said]
    return []


class _Slope(NamedTuple):
    """A slope that is asked: by what, of what, how much it is, and what was claimed."""

    name: Symbol
    loss: Symbol
    right: Scalar
    claimed: Scalar | None

    @property
    def ways(self) -> tuple[Message, ...]:
        """Which way the loss goes, and how fast it is beside what was claimed: no number. Of a
        loss that stands still this would be the answer."""
        if not self.right:
            return ()
        facts = {"name": self.name, "loss": self.loss, "way": _way(self.right)}
        if self.claimed is None:
            return (Message("nudge-way", facts),)
        if _way(self.claimed) != facts["way"]:
            return (Message("nudge-against", {**facts, "claimed": _way(self.claimed)}),)
        is_faster = size(self.right) > size(self.claimed)
        return (Message("nudge-faster" if is_faster else "nudge-slower", facts),)


def _way(slope: Scalar) -> Message:
    return message("way-up" if slope > 0 else "way-down" if slope < 0 else "way-still")


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
    return _told(name, _trials(derivation, name, place, secrets)[0], screen)


class Trial(NamedTuple):
    """How far a name was moved, and what moved with it."""

    step: Fraction
    stages: tuple[Stage, ...]

    @property
    def change(self) -> Scalar:
        """By how much the loss moves."""
        return self.stages[-1][-1].change

    def shows(self, number: Scalar) -> bool:
        """Whether the change of the loss looks like a number."""
        return bool(self.stages and self.change) and _brief(number) == _brief(self.change)

    def tells(self, right: Scalar, screen: Screen) -> bool:
        """Whether the change as shown, for each unit, is the slope as shown: it is linear."""
        return screen.number(Fraction(_brief(self.change)) / self.step) == screen.number(right)

    def parts(self, right: Scalar, claimed: Scalar) -> bool:
        """Whether the change is seen to be the slope's, and not what was claimed."""
        if not self.stages or self.shows(claimed * self.step):
            return False
        off = (size(self.change - slope * self.step) for slope in (right, claimed))
        return next(off) < next(off)


def _trials(
    derivation: Derivation, name: str, place: Place | None, secrets: Secrets
) -> Sequence[Trial]:
    """The steps on whose way no number is a secret; the first of all where each has one."""
    trials = [Trial(step, nudge(derivation, name, step, place)) for step in STEPS]
    return [trial for trial in trials if not _has_secret(trial, secrets)] or trials[:1]


def _has_secret(trial: Trial, secrets: Secrets) -> bool:
    return any(_is_secret(move.change, secrets) for stage in trial.stages for move in stage)


def _is_secret(number: Scalar, secrets: Secrets) -> bool:
    answers = (size(entry) for answer in secrets for entry in entries(answer))
    return any(answer and size(size(number) - answer) <= SECRET * answer for answer in answers)


def _told(name: str, trial: Trial, screen: Screen) -> str:
    if not trial.stages:
        return screen.text("nudge-none", name=Symbol(name))
    moved, said = screen.number(trial.step), walk(trial.stages, screen)
    return screen.text("nudge", name=trial.stages[0][0].symbol, step=moved, walk=said)


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
    text = screen.charset.number(_brief(change))
    return text if change < 0 else f"+{text}"


def _brief(change: Scalar) -> str:
    return show(change, Rounding(digits=3))


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
