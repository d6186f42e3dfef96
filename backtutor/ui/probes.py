"""Trying things on the network: nudges, central differences, proofs.

In: a `Derivation` and a name. Out: values, or lines of text. Nothing here knows what is earned:
whoever shows a probe has to ask the session first.
"""

from __future__ import annotations

from fractions import Fraction

from backtutor.derive import Derivation, GradientStep
from backtutor.hints import NUDGE, Moved, nudge
from backtutor.notation import Rounding, show
from backtutor.questions import Question
from backtutor.read import read_quantity
from backtutor.terms import Derivative, Symbol, Term
from backtutor.ui.screen import Screen
from backtutor.values import Value, size


def nudged(
    derivation: Derivation, question: Question, claimed: Value | None, screen: Screen
) -> list[str]:
    """Nothing explains a wrong gradient: move the name a little and watch."""
    match question.asked:
        case Derivative(of, by, False) if of == derivation.graph.loss:
            lines = [walked(derivation, by, screen)]
            if claimed is not None:
                change = screen.number(claimed * NUDGE)
                lines.append(screen.text("nudge-slope", loss=Symbol(of), claimed=change))
            return lines
    return []


def walked(derivation: Derivation, name: str, screen: Screen) -> str:
    """Move a name by 0.01 and follow the change to the loss."""
    moves = nudge(derivation, name)
    if not moves:
        return screen.text("nudge-none", name=Symbol(name))
    return screen.text("nudge", name=Symbol(name), walk=walk(moves, screen))


def walk(moves: tuple[Moved, ...], screen: Screen) -> str:
    """`w₅ +0.01 → y +0.0125 → E +0.0132`."""
    arrow = f" {screen.charset.becomes} "
    return arrow.join(
        f"{screen.sheet.term(Symbol(m.name))} {_signed(m.change, screen)}" for m in moves
    )


def _signed(change: Value, screen: Screen) -> str:
    text = screen.charset.number(show(change, Rounding(digits=3)))
    return text if change < 0 else f"+{text}"


def name_of(typed: str, derivation: Derivation) -> str | None:
    """The name that was typed after `:nudge`, in any spelling; None for anything else."""
    found = read_quantity(typed, derivation.lesson.vocabulary)
    live = isinstance(found, Symbol) and found.name in derivation.graph.live
    return found.name if isinstance(found, Symbol) and live else None


EPSILON = Fraction(1, 10**5)


def central_difference(derivation: Derivation, by: str) -> Value | None:
    """(E(w+ε) − E(w−ε))/2ε at ε = 1e-5; None where the loss has no value beside the point."""
    above, below = nudge(derivation, by, EPSILON), nudge(derivation, by, -EPSILON)
    if not above or not below:
        return None
    return (above[-1].change - below[-1].change) / (2 * EPSILON)


def near(slope: Value, claimed: Value) -> bool:
    """Whether a claimed gradient is the slope, as far as a difference in floats can tell."""
    return bool(size(slope - claimed) <= 1e-4 * max(1, size(slope)))


def agrees(slope: Value, step: GradientStep) -> bool:
    return step.kink or near(slope, step.value)


def difference_text(loss: str, by: str, screen: Screen) -> str:
    """`(E(w₅+ε) − E(w₅−ε))/2ε`."""
    loss_text, name = screen.sheet.term(Symbol(loss)), screen.sheet.term(Symbol(by))
    minus = screen.charset.minus
    epsilon = screen.charset.text("ε")
    return f"({loss_text}({name}+{epsilon}) {minus} {loss_text}({name}{minus}{epsilon}))/2{epsilon}"


def proved(derivation: Derivation, a: Term, b: Term) -> bool:
    """Whether sympy proves two formulas of a graph equal; it is loaded here and nowhere before."""
    from backtutor.proof import prove_equal

    return prove_equal(derivation, a, b)
