"""Naming: whoever answers what a misconception predicts is told that one.

In: a random lesson. Out: trials, for every gradient and every new weight and every prediction of
the table: the number with all its digits, and its formula where it has one. Predictions with the
same value are listed together; one that is the right value says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backtutor.agreement import AGREE, agree, is_numeral_heavy, lone
from backtutor.evaluation import Evaluation, Fault
from backtutor.misconceptions import Prediction
from backtutor.notation import write
from backtutor.questions import Question, ask
from backtutor.terms import Quantity, Term, Updated, atoms
from backtutor.values import Undefined, Value, is_matrix
from backtutor.verdicts import Verdict, Wrong
from bench.evidence.lessons import Sample
from bench.evidence.oracle import NoValue, Oracle, close
from bench.evidence.trials import LONGEST, Trial
from bench.evidence.written import written

APART = 1e-6
"""Predictions that differ by less, but differ, are told apart by no float."""

NOTHING = 1e-9
"""What is smaller everywhere is 0: sums that cancel leave noise."""

TOLERANCE = 2e-3
"""A formula whose number is this near the right one may be right as a number."""


def named(of: Sample, formulas: bool = True, updates: bool = True) -> Iterator[Trial]:
    """The trials of one lesson; without `formulas`, or without `updates`, fewer."""
    quantities: list[Quantity] = [step.quantity for step in of.derivation.gradients.values()]
    if updates:
        quantities += [Updated(step.target) for step in of.derivation.updates]
    for quantity in quantities:
        question = ask(of.derivation, quantity)
        found = of.judge.reasons.predictions(question.asked)
        yield from _numbers(of, question, found)
        if formulas and of.scalar:
            yield from _formulas(of, question, found)


def _numbers(of: Sample, question: Question, found: Sequence[Prediction]) -> Iterator[Trial]:
    right, seen = lone(question.value), list[Value]()
    for prediction in found:
        value = prediction.value
        is_known = agree(value, right, APART) or any(agree(value, other) for other in seen)
        if is_known or len(figures(value)) > LONGEST:
            continue
        seen.append(value)
        same = [p for p in found if agree(p.value, value)]
        if len(same) == sum(agree(p.value, value, APART) for p in found):
            yield _expecting(of, question, figures(value), same)


def figures(value: Value) -> str:
    """Every digit."""
    if not is_matrix(value):
        return repr(float(value))
    rows = (", ".join(repr(float(entry)) for entry in row) for row in value.tolist())
    return f"[[{'], ['.join(rows)}]]"


def _expecting(of: Sample, question: Question, typed: str, *same: Sequence[Prediction]) -> Trial:
    """The answer is wrong, and all of one of these sets are told."""
    sets = [{prediction.misconception for prediction in each} for each in same]

    def allowed(verdict: Verdict) -> bool:
        if not isinstance(verdict, Wrong):
            return False
        told = [diagnosis.misconception for diagnosis in verdict.diagnoses]
        return len(told) == len(set(told)) and set(told) in sets

    wanted = " or ".join(f"wrong ({', '.join(sorted(ids))})" for ids in sets)
    return Trial(of, question, typed, allowed, wanted)


# -- formulas


def _formulas(of: Sample, question: Question, found: Sequence[Prediction]) -> Iterator[Trial]:
    """What misconceptions write: those that are the same function are named together."""
    oracle = Oracle(of.derivation, of.seed)
    answers = [_answers(prediction, oracle) for prediction in found]
    seen: list[Term] = []
    for prediction, own in zip(found, answers, strict=True):
        if all(answer is None or abs(answer) < NOTHING for answer in own):
            continue
        term = written(prediction, of.derivation.evaluation)
        if term is None or term in seen or not _is_answer(term, question, oracle):
            continue
        seen.append(term)
        same = [p for p, other in zip(found, answers, strict=True) if _alike(own, other)]
        if len(same) < sum(_alike(own, other, APART) for other in answers):
            continue
        alike = [p for p in found if agree(p.value, prediction.value)]
        # with figures in it, it may be read as the number that it is
        yield _expecting(
            of, question, write(term), same, *([alike] if is_numeral_heavy(term) else [])
        )


def _answers(prediction: Prediction, oracle: Oracle) -> list[float | None]:
    """What a misconception answers at every point."""
    return [_answer(prediction, oracle.evaluations[place]) for place in range(len(oracle.points))]


def _answer(prediction: Prediction, at: Evaluation) -> float | None:
    try:
        return float(prediction.at(at))
    except (Fault, Undefined):
        return None


def _alike(some: list[float | None], others: list[float | None], within: float = AGREE) -> bool:
    pairs = zip(some, others, strict=True)
    return all(a is not None and b is not None and close(a, b, within) for a, b in pairs)


def _is_answer(term: Term, question: Question, oracle: Oracle) -> bool:
    """Whether a formula can be typed, is another one than the right one, and not its number."""
    used, right = set(atoms(term)), question.formula
    assert right is not None
    if not used or question.asked in used or len(write(term)) > LONGEST:
        return False
    try:
        return not oracle.same(term, right) and not oracle.same_here(term, right, TOLERANCE)
    except NoValue:
        return False
