"""Breaking: the true derivation with one line that follows from a misconception.

In: a derivation, and the misconceptions that may be used. Out: a `Broken`: lines of the backward
pass and of the updates as the lesson prints its numbers, the number of the first wrong one, and
what it comes from; None where nothing changes visibly. The lines before the wrong one are true,
those after it are worked out from what it prints. What is chosen depends on the lesson's seed and
the step's id alone: the same on every run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import NamedTuple

from backtutor.agreement import agree
from backtutor.as_printed import AsPrinted
from backtutor.asking.disguises import LineStep, disguises
from backtutor.derive import Derivation, GradientStep
from backtutor.evaluation import Fault
from backtutor.lesson import Equation, Line, Side
from backtutor.misconceptions import TABLE, Prediction, Predictor
from backtutor.notation import Rounding, show
from backtutor.proofread import Proofreader
from backtutor.slopes import Edge
from backtutor.terms import (
    Derivative,
    MatrixTerm,
    Number,
    Quantity,
    Term,
    Updated,
    atoms,
)
from backtutor.values import Scalar, Undefined, Value, entries, evaluate, is_matrix

BEFORE, AFTER = 3, 2
"""Lines that stand above and below the wrong one, where there are so many."""

LARGEST = 9
"""Entries of a matrix that a line has room for."""


class Broken(NamedTuple):
    """Lines of which number `wrong`, from 1, is the first that does not hold."""

    lines: tuple[Line, ...]
    wrong: int
    prediction: Prediction


class Around(NamedTuple):
    """What the rest of the lesson asks: later, and before, so that it is known by now."""

    later: frozenset[Quantity] = frozenset()
    known: frozenset[Quantity] = frozenset()


class _Wrong(NamedTuple):
    """A wrong value for a step, whose idea it is, and the formula that gives it, if one does."""

    value: Value
    prediction: Prediction
    formula: Term | None


def broken(
    derivation: Derivation, kinds: Sequence[str], key: str, around: Around | None = None
) -> Broken | None:
    """The derivation broken at one line, by one of `kinds` or by any misconception."""
    return _Breaking(derivation, kinds, key, around or Around()).found()


def quantity_of(step: LineStep) -> Quantity:
    return step.quantity if isinstance(step, GradientStep) else Updated(step.target)


class _Breaking:
    """The search for a line to break: one that nothing else of the lesson tells, if there is one,
    and one whose wrong formula can be written."""

    def __init__(
        self, derivation: Derivation, kinds: Sequence[str], key: str, around: Around
    ) -> None:
        self.derivation = derivation
        self.kinds = frozenset(kinds)
        self.around = around
        drawn = derivation.lesson.drawn
        self.seed = f"{drawn.seed if drawn else 0}/{key}"
        every: tuple[LineStep, ...] = (*derivation.backward, *derivation.updates)
        self.steps = tuple(step for step in every if len(entries(step.value)) <= LARGEST)
        self.predictor = Predictor(derivation)
        self._used = {quantity_of(step): frozenset(atoms(step.formula)) for step in self.steps}
        self._wrong: dict[Quantity, tuple[_Wrong, ...]] = {}

    def found(self) -> Broken | None:
        told = self.around.later | self.around.known
        for is_told in (False, True):
            steps = [step for step in self.steps if (quantity_of(step) in told) == is_told]
            steps.sort(key=lambda step: (self._at_an_end(step), self._lot(quantity_of(step))))
            for with_formula in (True, False):
                for step in steps:
                    for wrong in self._wrong_values(step):
                        if (wrong.formula is not None) == with_formula:
                            lines = self._lines(step, wrong)
                            if lines is not None:
                                return lines
        return None

    def _at_an_end(self, step: LineStep) -> int:
        """How bad the place of a step is: at worst no other step goes on from it, for a mistake
        that travels teaches more; a first line leaves nothing above it that holds."""
        asked = quantity_of(step)
        if not any(asked in used for used in self._used.values()):
            return 2
        place = self.steps.index(step)
        return int(all(quantity_of(s) in self.around.later for s in self.steps[:place]))

    def _lot(self, *what: object) -> float:
        """A number drawn for something: a new misconception moves no other's."""
        return Random(f"{self.seed}/{'/'.join(map(str, what))}").random()

    # -- wrong values

    def _wrong_values(self, step: LineStep) -> tuple[_Wrong, ...]:
        """The visibly wrong values of a step, in the order of their lots."""
        asked = quantity_of(step)
        if asked not in self._wrong:
            rounding = self.derivation.lesson.rounding
            found = [
                p
                for p in self.predictor.predictions(asked)
                if (not self.kinds or p.misconception in self.kinds)
                and len(entries(p.value)) <= LARGEST
                and show(p.value, rounding) != show(step.value, rounding)
            ]
            found.sort(key=lambda p: self._lot(asked, p.misconception, show(p.value, rounding)))
            self._wrong[asked] = tuple(_Wrong(p.value, p, self._formula(step, p)) for p in found)
        return self._wrong[asked]

    def _formula(self, step: LineStep, prediction: Prediction) -> Term | None:
        """A formula that gives the predicted value: by a wrong rule, or one that looks like the
        right one."""
        for formula in (
            *self._by_rules(step, prediction),
            *disguises(self.derivation, step, prediction.family),
        ):
            try:
                if agree(evaluate(formula, self.derivation.evaluation), prediction.value):
                    return formula
            except (Undefined, Fault):
                continue
        return None

    def _by_rules(self, step: LineStep, prediction: Prediction) -> Iterator[Term]:
        """What a step is under the wrong rules of a misconception, its upstream gradient right."""
        if not isinstance(step, GradientStep):
            return
        graph, terms = self.derivation.graph, self.derivation.evaluation.terms
        edges = [(step.target, term.via) for term in step.terms]
        for row in TABLE:
            if row.id != prediction.misconception or row.rule is None:
                continue
            changed: dict[Edge, Term] = {
                edge: formula.term
                for _, user in edges
                for edge, formula in self.predictor.wrong(row, graph, user).items()
                if edge in edges
            }
            if changed:
                own = {edge: terms[edge] for edge in edges} | changed
                yield self.derivation.formula(step.target, own)

    # -- lines

    def _lines(self, step: LineStep, wrong: _Wrong) -> Broken | None:
        """The lines around the wrong one; None where they would not be what is claimed."""
        try:
            chosen = self._chosen(step)
            point = AsPrinted(self.derivation, {quantity_of(step): wrong.value})
            lines = tuple(self._line(one, step, wrong, point) for one in chosen)
            place = chosen.index(step) + 1
            reader = Proofreader(self.derivation)
            breaches = [n for n, line in enumerate(lines, 1) if reader.read(line) is not None]
        except (Undefined, Fault, ArithmeticError, ValueError):
            return None  # a matrix of another shape cannot be gone on from
        if len(lines) < 2 or breaches != [place]:
            return None
        return Broken(lines, place, wrong.prediction)

    def _chosen(self, step: LineStep) -> list[LineStep]:
        """The steps that are printed: those that the broken one needs, those that need it, and
        their neighbours; none that is asked later."""
        place = self.steps.index(step)
        before = [s for s in self.steps[:place] if quantity_of(s) not in self.around.later]
        after = [s for s in self.steps[place + 1 :] if quantity_of(s) not in self.around.later]
        needed = self._needs(step)
        before.sort(key=lambda s: (quantity_of(s) in needed, self.steps.index(s)))
        asked = quantity_of(step)
        after.sort(key=lambda s: (asked not in self._needs(s), self.steps.index(s)))
        kept = [*before[-BEFORE:], step, *after[:AFTER]]
        return sorted(kept, key=self.steps.index)

    def _needs(self, step: LineStep) -> frozenset[Quantity]:
        return self._used[quantity_of(step)]

    def _line(self, one: LineStep, step: LineStep, wrong: _Wrong, point: AsPrinted) -> Line:
        """`dE/dh1 = dE/dy*w5 = 1.05`; all lines have their formulas, or none has."""
        asked = quantity_of(one)
        formula, value = one.formula, point.worth(asked)
        if one is step and wrong.formula is not None:
            formula = wrong.formula
        sides = [] if wrong.formula is None or isinstance(formula, Number) else [Side(formula)]
        if isinstance(asked, Derivative):
            asked = self.derivation.gradient(asked.by)
        figure = printed(value, self.derivation.lesson.rounding)
        return Line((Equation(asked, (*sides, figure)),))


def printed(value: Value, rounding: Rounding) -> Side:
    """A value as the lesson prints it, with the digits that say how far it is rounded."""
    if not is_matrix(value):
        number, digits = _figure(value, rounding)
        return Side(number, (digits,))
    rows = [[_figure(entry, rounding) for entry in row] for row in value.tolist()]
    term = MatrixTerm(tuple(tuple(number for number, _ in row) for row in rows))
    return Side(term, tuple(digits for row in rows for _, digits in row))


def _figure(value: Scalar, rounding: Rounding) -> tuple[Number, str]:
    """A number as shown; what was rounded to a whole number says so with its zeros."""
    text = show(value, rounding)
    number = Number(Fraction(text))
    if number.value == value or "." in text or "e" in text:
        return number, text
    places = rounding.decimals
    if places is None:
        places = max(rounding.digits - len(text.lstrip("-")), 1)
    return number, f"{text}.{'0' * places}"
