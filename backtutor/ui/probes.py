"""Trying things on the network: nudges, central differences, proofs.

In: a `Derivation` and a name. Out: values, or lines of text. Nothing here knows what is earned:
whoever shows a probe has to ask the session first.
"""

from __future__ import annotations

import re
from fractions import Fraction

from backtutor.derive import Derivation, GradientStep
from backtutor.hints import NUDGE, Moved, Place, entry_symbol, largest, nudge
from backtutor.notation import Rounding, show
from backtutor.questions import Question
from backtutor.read import read_quantity
from backtutor.terms import Derivative, Symbol, Term
from backtutor.ui.screen import Screen
from backtutor.values import Scalar, Value, apply, entry_of, is_matrix, shape_of, size


def nudged(
    derivation: Derivation, question: Question, claimed: Value | None, screen: Screen
) -> list[str]:
    """Nothing explains a wrong gradient: move the name a little and watch."""
    match question.asked:
        case Derivative(of, by, False) if of == derivation.graph.loss:
            place = _differs(derivation.evaluation[question.asked], claimed)
            lines = [walked(derivation, by, screen, place)]
            if claimed is not None and is_matrix(claimed) == (place is not None):
                change = screen.number(entry_of(claimed, place) * NUDGE)
                lines.append(screen.text("nudge-slope", loss=Symbol(of), claimed=change))
            return lines
    return []


def _differs(right: Value, claimed: Value | None) -> Place | None:
    """The entry of a matrix that was missed by most; without a matrix the steepest."""
    if claimed is None or not is_matrix(right) or shape_of(claimed) != shape_of(right):
        return largest(right)
    return largest(apply("add", (claimed, apply("neg", (right,)))))


def walked(derivation: Derivation, name: str, screen: Screen, place: Place | None = None) -> str:
    """Move a name by 0.01 and follow the change to the loss."""
    moves = nudge(derivation, name, place=place)
    if not moves:
        return screen.text("nudge-none", name=Symbol(name))
    return screen.text("nudge", name=moves[0].symbol, walk=walk(moves, screen))


def walk(moves: tuple[Moved, ...], screen: Screen) -> str:
    """`w₅ +0.01 → y +0.0125 → E +0.0132`; of a matrix the entry that moves most."""
    arrow = f" {screen.charset.becomes} "
    return arrow.join(f"{screen.sheet.term(m.symbol)} {_signed(m.change, screen)}" for m in moves)


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


EPSILON = Fraction(1, 10**5)


def central_difference(
    derivation: Derivation, by: str, place: Place | None = None
) -> Scalar | None:
    """(E(w+ε) − E(w−ε))/2ε at ε = 1e-5, of one entry of a matrix; None where the loss has no
    value beside the point."""
    above = nudge(derivation, by, EPSILON, place)
    below = nudge(derivation, by, -EPSILON, place)
    if not above or not below:
        return None
    return (above[-1].change - below[-1].change) / (2 * EPSILON)


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


def proved(derivation: Derivation, a: Term, b: Term) -> bool:
    """Whether sympy proves two formulas of a graph equal; it is loaded here and nowhere before."""
    from backtutor.proof import prove_equal

    return prove_equal(derivation, a, b)
