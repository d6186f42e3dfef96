"""Telling: the diagnoses of a wrong formula, those of the misconceptions among them.

In: a wrong answer, and the predictions of the misconceptions that it agrees with. Out: `Wrong`.
What the structure tells is more specific than what most misconceptions say, and stands first; an
id is listed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, islice
from typing import TYPE_CHECKING

from backtutor.formulas import LEAST_POINTS, Formulas, Side
from backtutor.messages import Message
from backtutor.misconceptions import AUTHOR, FORESEEN, Prediction
from backtutor.questions import Question
from backtutor.read import Reading
from backtutor.structure.answer import Answer, Changes
from backtutor.structure.arrows import by_arrows, by_pairs_of_arrows
from backtutor.structure.chains import says_entrywise
from backtutor.structure.changes import changes
from backtutor.structure.constants import CONSTANT, by_constant
from backtutor.structure.shapes import says_shape
from backtutor.verdicts import Diagnosis, Wrong

if TYPE_CHECKING:
    from backtutor.matrix_formulas import MatrixFormulas

Told = tuple[Diagnosis, ...]

Explain = Callable[[Sequence[Prediction]], Told]
"""What the misconceptions that an answer agrees with are told as."""

MOST_CHANGES = 150
"""So many changed formulas are held against the right one."""

PLACED = frozenset({
    "batch-not-averaged", "bias-not-summed", "dropped-factor", "entrywise-for-product",
    "local-only", "neighbour-weight", "one-path", "order-swapped", "overwrote", "product-one",
    "stopped-early", "transposed", "upstream-only", "weight-not-transposed", "wrong-input",
})  # fmt: skip
"""Misconceptions of which the structure of an answer tells more: the place."""

Kind = Callable[[Answer], Iterator[Diagnosis]]

QUICK: Sequence[Kind] = (by_arrows, by_constant)
LAST: Sequence[Kind] = (by_pairs_of_arrows,)
"""What is looked for first and last; changes are many, and tried in between."""


def wrong_formula(
    formulas: Formulas | MatrixFormulas,
    question: Question,
    side: Side,
    fitting: Sequence[Prediction],
    explain: Explain,
    remark: Message | None,
) -> Wrong:
    """The verdict on a wrong formula."""
    if any(p.misconception == AUTHOR or p.family == FORESEEN for p in fitting):
        return Wrong(explain(fitting), remark)
    answer = Answer(formulas, question, side)
    if not says_entrywise(answer):
        fitting = [p for p in fitting if p.misconception != "entrywise-for-product"]
    found = joined(answer, tuple(structural(answer, _kinds(fitting))), fitting, explain)
    is_said = any(says_shape(diagnosis.message) for diagnosis in found[:1])
    return Wrong(found, None if is_said else remark)


def further(
    formulas: Formulas | MatrixFormulas, question: Question, side: Side, wrong: Wrong
) -> Wrong:
    """The verdict on a formula with figures in it, which was judged as a number: what its
    structure tells, where no mistake foretells that number."""
    if wrong.diagnoses:
        return wrong
    kinds = _kinds(())
    found = tuple(structural(Answer(formulas, question, side), kinds))
    return Wrong(found, None if found else wrong.remark)


def misfitting(formulas: Formulas | MatrixFormulas, question: Question, reading: Reading) -> Wrong:
    """The verdict on a formula whose shapes do not fit."""
    sides = [
        Answer(formulas, question, Side(reading.text, index, term, (None,), Fraction(0), ()))
        for index, term in enumerate(reading.sides)
    ]
    unfitting = (side for side in sides if side.shapes_here.of(side.term) is None)
    # a sum has a shape whatever stands in it
    wrong = next(unfitting, sides[-1])
    return Wrong(tuple(_by_changes(wrong)), reading.misfit)


def _kinds(fitting: Sequence[Prediction]) -> Sequence[Kind]:
    """What is looked for: everything where nothing is known, and where a place can be told."""
    if not fitting:
        return (*QUICK, _by_changes, *LAST)
    return (*QUICK, _by_changes) if any(p.misconception in PLACED for p in fitting) else QUICK


def structural(answer: Answer, kinds: Sequence[Kind]) -> Iterator[Diagnosis]:
    """What the structure of an answer tells: of the first kind that finds anything."""
    if len(answer.points) < LEAST_POINTS:
        return
    found = (tuple(kind(answer)) for kind in kinds)
    yield from next(filter(None, found), ())


def _by_changes(answer: Answer) -> Iterator[Diagnosis]:
    """The first change that puts the formula right."""
    every = chain(_of_matrices(answer), changes(answer))
    for change in islice(every, MOST_CHANGES):
        if answer.would_be_right(change.term):
            yield Diagnosis(change.id, change.message)
            return


def _of_matrices(answer: Answer) -> Changes:
    if answer.graph.scalar:
        return iter(())
    from backtutor.structure.chains import rearranged

    return rearranged(answer)


# -- with the misconceptions


def joined(answer: Answer, found: Told, fitting: Sequence[Prediction], explain: Explain) -> Told:
    """Both together: the more specific first, each id once."""
    ids = {diagnosis.misconception for diagnosis in found}
    turned = [p for p in fitting if p.family == "sign"]
    if turned and _is_sign(found) and not answer.in_step:
        return once((*explain(turned), *explain([p for p in fitting if p.family != "sign"])))
    told = explain(fitting)
    if not told or _by_rows(found):
        return once((*found, *(d for d in told if d.misconception in ids)))
    if found and ids <= {CONSTANT} and any(diagnosis.open for diagnosis in told):
        # by which factor it is off is true of all that it may be
        return tuple(Diagnosis(each.misconception, found[0].message) for each in told)
    if ids <= {CONSTANT} or _is_sign(found):
        return told
    # a misconception that foretells the whole is named exactly; the structure says where
    known = {diagnosis.misconception for diagnosis in told}
    return once((*(d for d in found if d.misconception in known), *told))


def _is_sign(found: Told) -> bool:
    """Whether nothing is wrong but the sign of the whole."""
    return any(diagnosis.message.id == "structure-sign" for diagnosis in found)


def _by_rows(found: Told) -> bool:
    """Whether another number of rows showed what is wrong: at the lesson's own it may look like
    something else, as 1/m with two rows looks like a half."""
    rows = ("structure-not-averaged", "structure-averaged-twice")
    return any(diagnosis.message.id in rows for diagnosis in found)


def once(told: Sequence[Diagnosis]) -> Told:
    """Each id once, where it stands first."""
    by_id = {diagnosis.misconception: diagnosis for diagnosis in reversed(told)}
    return tuple(by_id[id] for id in dict.fromkeys(d.misconception for d in told))
