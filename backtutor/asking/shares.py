"""Shares: a gradient by the paths that bring it, or by single entries of its matrix.

In: the derivation and a name. Out: for a name that several nodes use a question for each of
them, and then the gradient itself, which is their sum; or a question for each entry. All are
judged like any number or formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from backtutor.derive import Contribution, Derivation, GradientStep
from backtutor.filling import with_numbers, worked_out
from backtutor.lesson import Entry, Settings
from backtutor.matrix_hints import BLANK
from backtutor.messages import Message, message
from backtutor.questions import Amount, Clue, Phase, Question, Slip, Telling, ask, quantity_id
from backtutor.terms import Apply, Derivative, Number, Symbol, atoms
from backtutor.values import entry_of, shape_of


def shared(derivation: Derivation, name: str, settings: Settings) -> list[Question]:
    """The questions of `grad: name, parts: true`."""
    step = derivation.gradients[name]
    whole = ask(derivation, step.quantity, settings)
    if len(step.terms) < 2:
        return [whole]
    shares = [_share(derivation, step, term, settings) for term in step.terms]
    brought = tuple(
        Clue(
            worked_out(
                _name(derivation, step, term), term.formula, term.value, derivation.lesson.rounding
            ),
            after=(share.id,),
        )
        for term, share in zip(step.terms, shares, strict=True)
    )
    added = Telling(clues=brought, rests_on=tuple(share.id for share in shares))
    return [*shares, replace(whole, telling=added)]


def _share(
    derivation: Derivation, step: GradientStep, term: Contribution, settings: Settings
) -> Question:
    return Question(
        id=f"{quantity_id(step.quantity)}|via:{term.via}",
        phase=Phase.BACKWARD,
        prompt=message("ask-share", name=Symbol(step.target), via=Symbol(term.via)),
        asked=None,
        wants=Amount(term.value, term.formula),
        settings=settings,
        tolerance=settings.tolerance or derivation.lesson.tolerance,
        share_of=step.quantity,
        telling=Telling(
            name=_name(derivation, step, term),
            ladder=tuple(_ladder(derivation, step, term)),
            where=message("wrong-share", name=Symbol(step.target), via=Symbol(term.via)),
            clues=tuple(_clues(derivation, step, term)),
            slips=tuple(_slips(step, term)),
        ),
    )


def _name(derivation: Derivation, step: GradientStep, term: Contribution) -> Message:
    gradient = derivation.gradient(step.target)
    return message("share-name", gradient=gradient, via=Symbol(term.via))


def _clues(derivation: Derivation, step: GradientStep, term: Contribution) -> Iterator[Clue]:
    """What arrives at the node that is passed through, and its formula."""
    if term.via != step.loss:
        yield Clue(term.upstream, earned=(term.upstream,))
    formula = derivation.graph[term.via].term
    yield Clue(message("equals", left=Symbol(term.via), right=formula))


def _slips(step: GradientStep, term: Contribution) -> Iterator[Slip]:
    """What is taken for a share: another one, the sum, one factor alone."""
    facts = {
        "via": Symbol(term.via),
        "by": Symbol(step.target),
        "name": Symbol(step.target),
        "loss": Symbol(step.loss),
    }
    for other in step.terms:
        if other.via != term.via:
            said = Message("slip-other-path", {**facts, "other": Symbol(other.via)})
            yield Slip("other-path", other.formula, said)
    yield Slip("whole-gradient", step.formula, Message("slip-whole-gradient", facts))
    if term.via != step.loss:
        yield Slip("upstream-only", term.upstream, Message("why-upstream-only", facts))
        if term.local is not None:
            yield Slip("local-only", term.local, Message("why-local-only", facts))


def _ladder(derivation: Derivation, step: GradientStep, term: Contribution) -> Iterator[Message]:
    via, name = Symbol(term.via), Symbol(step.target)
    said = _name(derivation, step, term)
    formula = derivation.graph[term.via].term
    if term.via == step.loss:
        yield message("hint-share-loss", via=via, name=name)
        yield message("hint-formula", left=via, right=formula, by=name)
    elif term.local is None:
        yield message("hint-share", via=via, name=name)
        facts = {"left": via, "right": formula, "name": name}
        yield Message("hint-share-rule", {**facts, "upstream": derivation.gradient(term.via)})
    else:
        yield message("hint-share", via=via, name=name)
        yield message("hint-symbols", left=said, right=Apply("mul", (term.upstream, BLANK)))
    at, rounding = derivation.evaluation, derivation.lesson.rounding
    yield with_numbers(said, term.formula, term.value, at, rounding)


# -- single entries


def entries(
    derivation: Derivation, name: str, wanted: tuple[Entry, ...], settings: Settings
) -> list[Question]:
    """The questions of `grad: name, entries: […]`."""
    return [_entry(derivation, derivation.gradients[name], entry, settings) for entry in wanted]


def _entry(
    derivation: Derivation, step: GradientStep, entry: Entry, settings: Settings
) -> Question:
    row, column = entry
    item, by = derivation.gradient(step.target), Symbol(step.target)
    facts = {"item": item, "row": row, "column": column, "by": by}
    name = Message("entry-name", facts)
    return Question(
        id=f"{quantity_id(step.quantity)}[{row},{column}]",
        phase=Phase.BACKWARD,
        prompt=Message("ask-entry", facts),
        asked=None,
        wants=Amount(entry_of(step.value, (row - 1, column - 1))),
        settings=settings,
        tolerance=settings.tolerance or derivation.lesson.tolerance,
        share_of=step.quantity,
        telling=Telling(
            name=name,
            form=message("form-number"),
            ladder=tuple(_entry_ladder(step, facts)),
            where=Message("wrong-entry", facts),
            clues=tuple(_rules(derivation, step)),
            slips=tuple(_entry_slips(step, entry, facts)),
        ),
    )


def _entry_ladder(step: GradientStep, facts: Mapping[str, Any]) -> Iterator[Message]:
    yield Message("hint-entry", facts)
    yield Message("hint-entry-product", facts)
    used = tuple(dict.fromkeys(atoms(step.formula)))
    yield Message("hint-entry-numbers", {**facts, "names": used})


def _rules(derivation: Derivation, step: GradientStep) -> Iterator[Clue]:
    """The gradient as a whole, where nobody is asked for it; and what its rule takes."""
    yield Clue(
        message("equals", left=derivation.gradient(step.target), right=step.formula),
        (step.quantity,),
    )
    for atom in dict.fromkeys(atoms(step.formula)):
        if isinstance(atom, Derivative):
            yield Clue(atom, earned=(atom,))


def _entry_slips(step: GradientStep, entry: Entry, facts: Mapping[str, Any]) -> Iterator[Slip]:
    """Row and column taken for each other."""
    row, column = entry
    shape = shape_of(step.value)
    if row != column and shape and row <= shape[1] and column <= shape[0]:
        turned = Number(Fraction(entry_of(step.value, (column - 1, row - 1))))
        yield Slip("entry-turned", turned, Message("slip-entry-turned", facts))
