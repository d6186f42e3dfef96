"""Checks: the numbers of a gradient check, one question each.

In: a derivation and a `gradcheck` step. Out: questions after J₊, J₋, the difference quotient and
how far it is from the gradient. J₊ and J₋ differ little, so they are judged by their difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, log10
from typing import Any

from backtutor.derive import Derivation
from backtutor.filling import as_shown, fill
from backtutor.gradcheck import EPSILON, GradientCheck, Side, check_gradient
from backtutor.lesson import AskGradCheck, CheckNumber, Tolerance
from backtutor.messages import Message, message
from backtutor.notation import DEFAULT_ROUNDING, Rounding
from backtutor.questions import Amount, Clue, Phase, Question, Slip, Telling
from backtutor.terms import Apply, Derivative, Number, Symbol, Term, atoms
from backtutor.values import Scalar, entry_of, size

ROUGH = Fraction(1, 10)
"""How near the relative difference must be: its size tells, its digits are rounding."""

MOST_DIGITS = 15

LOSSES = (CheckNumber.PLUS, CheckNumber.MINUS)

Facts = Mapping[str, Any]


def gradient_check(derivation: Derivation, step: AskGradCheck) -> list[Question]:
    """The questions of `gradcheck`, in the order asked for; raises `Fault` where the loss has no
    value beside the point."""
    found = measured(derivation, step)
    return [_question(derivation, step, found, number) for number in step.numbers]


def measured(derivation: Derivation, step: AskGradCheck) -> GradientCheck:
    """The check that a step asks about."""
    side = Side.TWO if step.two_sided else Side.ONE
    return check_gradient(derivation, step.wrt, step.eps or EPSILON, side, step.entry)


def id_of(step: AskGradCheck, number: CheckNumber) -> str:
    where = f"[{step.entry[0]},{step.entry[1]}]" if step.entry else ""
    return f"gradcheck:{step.wrt}{where}:{number.value}"


def _question(
    derivation: Derivation, step: AskGradCheck, found: GradientCheck, number: CheckNumber
) -> Question:
    facts = _facts(derivation, found)
    value = _values(found)[number]
    earlier = step.numbers[: step.numbers.index(number)]
    return Question(
        id=id_of(step, number),
        phase=Phase.GRADCHECK,
        prompt=Message(f"ask-{_row(number, found)}", facts),
        asked=None,
        wants=Amount(value, scale=_scale(found, number)),
        settings=step.settings,
        tolerance=step.settings.tolerance or _tolerance(derivation, found, number),
        telling=Telling(
            name=Message(f"name-{_row(number, found)}", facts),
            form=message("form-number"),
            ladder=tuple(_ladder(derivation, found, number, facts)),
            where=Message(f"wrong-{_row(number, found)}", facts),
            clues=tuple(_clues(derivation, step, found, number, facts)),
            slips=tuple(_slips(derivation, found, number, facts)),
            solution=tuple(_solution(found, number, facts)),
            rests_on=tuple(id_of(step, one) for one in earlier),
        ),
    )


def _values(found: GradientCheck) -> Mapping[CheckNumber, Scalar]:
    return {
        CheckNumber.PLUS: found.plus,
        CheckNumber.MINUS: found.minus,
        CheckNumber.APPROX: found.approx,
        CheckNumber.DIFFERENCE: found.difference,
    }


def _row(number: CheckNumber, found: GradientCheck) -> str:
    """The rows of the catalogue for a number; from one side some read otherwise."""
    one_sided = found.side is Side.ONE and number in (CheckNumber.MINUS, CheckNumber.APPROX)
    return f"check-{_ROWS[number]}{'-one' if one_sided else ''}"


_ROWS = {
    CheckNumber.PLUS: "plus",
    CheckNumber.MINUS: "minus",
    CheckNumber.APPROX: "approx",
    CheckNumber.DIFFERENCE: "difference",
}


def _facts(derivation: Derivation, found: GradientCheck) -> Facts:
    """What the sentences name: the loss, what is moved, and by how much."""
    rounding = derivation.lesson.rounding
    name: Symbol | Message = Symbol(found.name)
    if found.entry is not None:
        row, column = found.entry
        name = message("entry-name", item=Symbol(found.name), row=row, column=column)
    eps = as_shown(found.eps, rounding)
    return {"loss": Symbol(derivation.graph.loss), "name": name, "eps": eps}


# -- how near is near enough


def _scale(found: GradientCheck, number: CheckNumber) -> Scalar | None:
    """J₊ and J₋ are told apart by their difference."""
    apart = size(found.plus - found.minus)
    return apart if number in LOSSES and apart else None


def _tolerance(derivation: Derivation, found: GradientCheck, number: CheckNumber) -> Tolerance:
    own = derivation.lesson.tolerance
    if number is CheckNumber.DIFFERENCE:
        return own._replace(rel=max(own.rel, ROUGH), min_digits=1)
    if number not in LOSSES:
        return own
    return own._replace(min_digits=min(own.min_digits + _lost(found), MOST_DIGITS))


def _lost(found: GradientCheck) -> int:
    """The leading digits that J₊ and J₋ have in common, and that their difference loses."""
    apart = size(found.plus - found.minus)
    largest = max(size(found.plus), size(found.minus))
    return ceil(log10(largest / apart)) if largest > apart > 0 else 0


# -- what is said


def _digits(found: GradientCheck, value: Scalar, number: CheckNumber) -> Number:
    """A number with the digits that the next one is worked out from."""
    wanted = Tolerance().min_digits + _lost(found) + 1
    digits = min(wanted, MOST_DIGITS) if number in LOSSES else DEFAULT_ROUNDING.digits
    return as_shown(value, Rounding(digits=digits))


def _clues(
    derivation: Derivation,
    step: AskGradCheck,
    found: GradientCheck,
    number: CheckNumber,
    facts: Facts,
) -> Iterator[Clue]:
    """How far the name is moved and from where, the numbers found so far, the gradient."""
    yield Clue(message("equals", left=message("epsilon"), right=facts["eps"]))
    if number in LOSSES:
        place = found.entry and (found.entry[0] - 1, found.entry[1] - 1)
        value = entry_of(derivation.evaluation[Symbol(found.name)], place)
        start = as_shown(value, derivation.lesson.rounding)
        yield Clue(message("equals", left=facts["name"], right=start), (Symbol(found.name),))
    for one in _NEEDED[number]:
        name = Message(f"name-{_row(one, found)}", facts)
        number_found = _digits(found, _values(found)[one], one)
        after = (id_of(step, one),) if one in step.numbers else ()
        yield Clue(message("equals", left=name, right=number_found), after=after)
    if number is CheckNumber.DIFFERENCE:
        slope = derivation.gradient(found.name)
        gradient = as_shown(found.gradient, derivation.lesson.rounding)
        # the quotient is nearly the gradient, and must not be told by it
        after = (id_of(step, CheckNumber.APPROX),)
        yield Clue(message("equals", left=_slope(slope, found), right=gradient), (slope,), after)


_NEEDED: Mapping[CheckNumber, tuple[CheckNumber, ...]] = {
    CheckNumber.PLUS: (),
    CheckNumber.MINUS: (),
    CheckNumber.APPROX: LOSSES,
    CheckNumber.DIFFERENCE: (CheckNumber.APPROX,),
}
"""The numbers that each is worked out from."""


def _slope(slope: Derivative, found: GradientCheck) -> Derivative | Message:
    if found.entry is None:
        return slope
    return message("entry-name", item=slope, row=found.entry[0], column=found.entry[1])


def _slips(
    derivation: Derivation, found: GradientCheck, number: CheckNumber, facts: Facts
) -> Iterator[Slip]:
    """What is taken for each number: the loss unmoved, the other side, a wrong divisor."""
    apart, eps = found.plus - found.minus, found.eps
    width = 2 * eps if found.side is Side.TWO else eps
    here = entry_of(derivation.evaluation[Symbol(derivation.graph.loss)], None)
    other = 2 * eps if width == eps else eps
    wrong: Mapping[CheckNumber, Mapping[str, Scalar]] = {
        CheckNumber.PLUS: {"not-moved": here, "other-side": found.minus},
        CheckNumber.MINUS: {"not-moved": here, "other-side": found.plus},
        CheckNumber.APPROX: {
            "not-divided": apart,
            "wrong-width": apart / other,
            "sides-swapped": -apart / width,
            "same-side": Fraction(0),
        },
        CheckNumber.DIFFERENCE: {"not-relative": size(found.approx - found.gradient)},
    }
    for id, value in wrong[number].items():
        yield Slip(id, Number(Fraction(value)), Message(f"slip-{id}", facts))


def _ladder(
    derivation: Derivation, found: GradientCheck, number: CheckNumber, facts: Facts
) -> Iterator[Message]:
    row = _row(number, found)
    yield Message(f"hint-{row}", facts)
    yield Message(f"hint-{row}-symbols", facts)
    match number:
        case CheckNumber.PLUS:
            yield _moved(derivation, found, found.eps, facts)
        case CheckNumber.MINUS:
            yield _moved(derivation, found, -found.eps, facts)
        case CheckNumber.APPROX:
            name = Message(f"name-{row}", facts)
            yield message("hint-numbers", left=name, right=_quotient(found))
        case CheckNumber.DIFFERENCE:
            yield Message("hint-check-difference-size", facts)


def _quotient(found: GradientCheck) -> Term:
    """`(7.5175 − 7.11588)/0.02`."""
    width = 2 * found.eps if found.side is Side.TWO else found.eps
    plus = _digits(found, found.plus, CheckNumber.PLUS)
    minus = _digits(found, found.minus, CheckNumber.MINUS)
    apart = Apply("add", (plus, Apply("neg", (minus,))))
    return Apply("div", (apart, Number(width)))


def _solution(found: GradientCheck, number: CheckNumber, facts: Facts) -> Iterator[Message]:
    """Where the quotient comes from, and what the difference says of the gradient."""
    if number is CheckNumber.APPROX:
        name = Message(f"name-{_row(number, found)}", facts)
        yield message("equals", left=name, right=_quotient(found))
    if number is CheckNumber.DIFFERENCE:
        yield Message(f"check-{found.verdict.value}", facts)


def _moved(derivation: Derivation, found: GradientCheck, by: Fraction, facts: Facts) -> Message:
    """The first formula on the way with the moved number in it."""
    graph, at = derivation.graph, derivation.evaluation
    users = [user for user in graph.consumers[found.name] if user in graph.live]
    formula = graph[users[0]].term if users else None
    if found.entry is not None or (found.side is Side.ONE and by < 0) or formula is None:
        return Message("hint-check-onwards", facts)
    values = {atom: at[atom] for atom in atoms(formula)}
    values[Symbol(found.name)] = at[Symbol(found.name)] + by
    right = fill(formula, values, Rounding(digits=10))
    return message("hint-check-first", left=Symbol(users[0]), right=right)
