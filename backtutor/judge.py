"""The judge: what an answer is worth, and why a wrong one is wrong.

In: a `Question`, what was typed, and what the learner has earned. Out: a `Verdict`. Numbers are
held against the exact value and its correct roundings (`backtutor.marks`), formulas against the
right one at random points of the whole graph (`backtutor.formulas`); a wrong answer is held
against the author's mistakes and the predictions of the misconceptions. The verdict never
depends on simplification.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from backtutor.agreement import lone
from backtutor.derive import Derivation
from backtutor.disguise import is_disguised
from backtutor.evaluation import Fault
from backtutor.formulas import Formulas, Side, is_formula_asked
from backtutor.lesson import Form
from backtutor.marks import Mark
from backtutor.messages import Message, message
from backtutor.misconceptions.slips import ROUNDED, at_odds
from backtutor.ops import Shape
from backtutor.problems import Problem, Severity, Span
from backtutor.questions import Phase, Question
from backtutor.read import Reading, Vocabulary, read_answer
from backtutor.reasons import Reasons
from backtutor.standards import Standards, typed_in
from backtutor.terms import (
    Apply,
    Derivative,
    Quantity,
    Symbol,
    Term,
    Updated,
    atoms,
)
from backtutor.values import Undefined, Value, evaluate, shape_of
from backtutor.verdicts import (
    Imprecise,
    Judgement,
    Right,
    Unfinished,
    Unreadable,
    Verdict,
    Wrong,
)

if TYPE_CHECKING:
    from backtutor.matrix_formulas import MatrixFormulas


class Judge:
    """Judges answers to the questions of one derivation; what does not change is kept."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.standards = Standards(derivation)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return self.derivation.lesson.vocabulary

    @cached_property
    def formulas(self) -> Formulas | MatrixFormulas:
        """What tells whether a formula is the right one."""
        if self.derivation.graph.scalar:
            return Formulas(self.derivation)
        from backtutor.matrix_formulas import MatrixFormulas

        return MatrixFormulas(self.derivation)

    @cached_property
    def reasons(self) -> Reasons:
        """What tells why an answer is wrong."""
        return Reasons(self.derivation, self.standards, self.formulas)

    def vocabulary_of(self, question: Question) -> Vocabulary:
        """In forward mode every derivative by the input is total: it is the tangent."""
        if question.phase is not Phase.FORWARD_MODE or not isinstance(question.asked, Derivative):
            return self.vocabulary
        by = frozenset({question.asked.by})
        sources = {name: used - by for name, used in self.vocabulary.sources.items()}
        return replace(self.vocabulary, sources=sources)

    def judge(self, question: Question, typed: str, earned: frozenset[Derivative]) -> Judgement:
        """The judgement of `typed` as an answer to `question`."""
        reading = read_answer(typed, self.vocabulary_of(question))
        if isinstance(reading, Problem):
            return Judgement(Unreadable(reading))
        problem = self._refused(question, reading)
        if problem:
            return Judgement(Unreadable(problem), reading.sides[-1])
        if reading.misfit is not None:
            return Judgement(self.reasons.of_misfit(question, reading), reading.sides[-1])
        return self._judge_sides(question, reading, earned)

    def _judge_sides(
        self, question: Question, reading: Reading, earned: frozenset[Derivative]
    ) -> Judgement:
        """Every side of `1.05*1.25 = 1.3125` is judged: one wrong side makes it wrong."""
        judged: list[Judgement] = []
        for index, term in enumerate(reading.sides):
            try:
                value = lone(evaluate(term, self.derivation.evaluation))
            except (Undefined, Fault):
                problem = _problem("R093", "no-value", reading, reading.spans[index])
                return Judgement(Unreadable(problem), term)
            owed = tuple(self._owed(term, reading.primes[index], earned))
            digits = reading.entries[index] or (reading.literals[index],)
            side = Side(reading.text, index, term, digits, value, owed)
            judged.append(self._judge_side(question, side, reading))
        wrong = [one for one in judged if isinstance(one.verdict, Wrong)]
        if wrong:
            return wrong[0] if len(wrong) == len(judged) else _at_odds(judged, wrong[0])
        best = min(judged, key=lambda one: _RANK[type(one.verdict)]).verdict
        if isinstance(best, Right):
            further = [remark for remark in best.remarks if remark not in reading.remarks]
            best = Right((*reading.remarks, *further))
        return judged[-1]._replace(verdict=best)

    def _owed(
        self, term: Term, primed: bool, earned: frozenset[Derivative]
    ) -> Iterator[Derivative | Message]:
        """What may not stand in a finished answer yet: locals and σ'(z) never may."""
        for atom in dict.fromkeys(atoms(term)):
            if isinstance(atom, Derivative) and _is_owed(atom, earned):
                yield atom
        if primed:
            yield message("prime-factor")

    # -- what is refused before it is judged

    def _refused(self, question: Question, reading: Reading) -> Problem | None:
        asked = question.asked
        if reading.left is not None and asked is not None and not _same(reading.left, asked):
            facts = {"typed": _name(reading.left), "asked": _name(asked)}
            return _problem("R090", "left-side-other", reading, reading.left_span, **facts)
        if asked is not None and self._is_echo(question, asked, reading):
            return _problem("R091", "echo", reading, asked=_name(asked))
        if _wants_names(question) and not any(_has_names(side) for side in reading.sides):
            return _problem("R092", "formula-wanted", reading)
        for atom in (atom for side in reading.sides for atom in atoms(side)):
            if isinstance(atom, Derivative) and self._is_jacobian(atom):
                return _problem("R098", "of-a-matrix", reading, typed=atom)
        return None

    def _is_jacobian(self, atom: Derivative) -> bool:
        """Whether a derivative is one of a matrix, which no matrix holds."""
        return self.derivation.graph.has_matrix(atom.of) and atom.of != atom.by

    def _is_echo(self, question: Question, asked: Quantity, reading: Reading) -> bool:
        """The question's own atom anywhere, or σ'(z) alone for the local derivative of σ."""
        if any(_same(atom, asked) for side in reading.sides for atom in atoms(side)):
            return True
        if not reading.prime_only or not isinstance(asked, Derivative):
            return False
        formula = self.derivation.graph[asked.of].term
        if not isinstance(formula, Apply) or formula.args != (Symbol(asked.by),):
            return False
        term = reading.sides[0]
        try:
            value = lone(evaluate(term, self.derivation.evaluation))
        except (Undefined, Fault):
            return False
        side = Side(reading.text, 0, term, (None,), value, ())
        return self.formulas.agreement(question, side) is not None

    # -- one side

    def _judge_side(self, question: Question, side: Side, reading: Reading) -> Judgement:
        if not _has_names(side.term):
            return Judgement(self._judge_number(question, side), side.term, side.value)
        if is_formula_asked(question):
            found = self.formulas.agreement(question, side)
            if found is not None:
                verdict = Unfinished(side.owed) if side.owed else Right(found.remarks)
                return Judgement(verdict, found.term, self._value_here(found.term, side))
        return Judgement(self._judge_other(question, side, reading), side.term, side.value)

    def _value_here(self, term: Term, side: Side) -> Value:
        """What the right formula is worth; read with other sizes, it may be another term."""
        return lone(evaluate(term, self.derivation.evaluation)) if term != side.term else side.value

    def _judge_number(self, question: Question, side: Side) -> Verdict:
        standard = self.standards.of(question, side.value)
        if shape_of(side.value) != standard.shape:
            found = self.reasons.of_number(question, side)
            return Wrong(found, self._misshapen(question, side))
        typed = typed_in(side)
        marks = standard.marks(typed)
        mistaken = any(
            standard.is_mistaken(typed, p.value) for p in self.reasons.foreseen(question)
        )
        if mistaken or Mark.WRONG in marks:
            found = self.reasons.of_number(question, side)
            told = any(one.misconception != ROUNDED for one in found)
            return Wrong(found, None if told else _entries_right(marks, standard.shape))
        if Mark.ROUGH in marks:
            return Imprecise(question.tolerance.min_digits)
        return Right((message("kink-any"),) if standard.at_kink else ())

    def _misshapen(self, question: Question, side: Side) -> Message:
        """Both shapes; a transpose is called one."""
        found, right = shape_of(side.value), shape_of(lone(question.value))
        id = "shape-transposed" if found and found == right[::-1] else "shape-differs"
        asked = _name(question.asked) if question.asked is not None else message("what-is-asked")
        return message(id, found=_shape(found), asked=asked, right=_shape(right))

    def _judge_other(self, question: Question, side: Side, reading: Reading) -> Verdict:
        """A formula that is not the right one: a number in disguise, a subgradient, or wrong."""
        if not is_formula_asked(question):
            return self._judge_number(question, replace(side, digits=_no_digits(side)))
        if self._is_subgradient(question, side):
            return Unfinished(side.owed) if side.owed else Right((message("kink-any"),))
        is_near = self.standards.of(question, side.value).is_near(side.value)
        if not self._is_disguised(question, side):
            return self.reasons.of_formula(question, side, self._why(question, side, is_near))
        if is_near and side.owed:
            return Unfinished(side.owed)
        if is_near and _wants_names(question):
            return Unreadable(_problem("R092", "formula-wanted", reading))
        verdict = self._judge_number(question, replace(side, digits=_no_digits(side)))
        return (
            self.reasons.further(question, side, verdict) if isinstance(verdict, Wrong) else verdict
        )

    def _why(self, question: Question, side: Side, is_near: bool) -> Message | None:
        """What a wrong formula is told beside its diagnosis."""
        if shape_of(side.value) != shape_of(lone(question.value)):
            return self._misshapen(question, side)
        luck = self.formulas.luck(question, side)
        if luck is not None:
            return luck
        by_luck = is_near and not self.formulas.is_multiple(question, side)
        return message("only-here") if by_luck else None

    def _is_disguised(self, question: Question, side: Side) -> bool:
        """Whether numbers stand for names in a formula, so that it is judged as a number."""
        if not is_disguised(self.derivation, question, side.term):
            return False
        return not self.formulas.is_multiple(question, side)

    def _is_subgradient(self, question: Question, side: Side) -> bool:
        """Whether a formula lies between what the outermost slopes at a kink give, everywhere."""
        standard = self.standards.of(question, side.value)
        if not standard.at_kink or not standard.allows(side.value):
            return False
        return self.formulas.is_between_slopes(question, side)


_RANK: Mapping[type, int] = {Right: 0, Imprecise: 1, Unfinished: 2, Unreadable: 3}
"""Of several sides the best one counts, where none is wrong."""


def _at_odds(judged: Sequence[Judgement], wrong: Judgement) -> Judgement:
    """One side of a chain of equations is right and another is not: a slip between the two."""
    assert isinstance(wrong.verdict, Wrong)
    assert wrong.read_as is not None
    if wrong.verdict.diagnoses and _has_names(wrong.read_as):
        return wrong
    return wrong._replace(verdict=Wrong(at_odds(wrong.read_as), wrong.verdict.remark))


def _no_digits(side: Side) -> tuple[str | None, ...]:
    return (None,) * len(side.digits)


def _entries_right(marks: list[Mark], shape: Shape) -> Message | None:
    """How many entries of a matrix are right, and where the first is that is not."""
    if not shape or Mark.WRONG not in marks:
        return None
    right = sum(mark is not Mark.WRONG for mark in marks)
    if not right:
        return message("no-entry-right")
    row, column = divmod(marks.index(Mark.WRONG), shape[1])
    facts = {"right": right, "count": len(marks), "row": row + 1, "column": column + 1}
    return Message("entries-right", facts)


def _same(a: Quantity, b: Quantity) -> bool:
    """The same quantity; a local derivative and a total one that are typed alike are one."""
    if isinstance(a, Derivative) and isinstance(b, Derivative):
        return (a.of, a.by) == (b.of, b.by)
    return a == b


def _is_owed(atom: Derivative, earned: frozenset[Derivative]) -> bool:
    return atom.of != atom.by and (atom.local or atom not in earned)


def _has_names(term: Term) -> bool:
    return next(atoms(term), None) is not None


def _wants_names(question: Question) -> bool:
    """Whether a formula is asked for, and the right one has names in it."""
    formula = question.formula
    return question.form is Form.SYMBOLIC and (formula is None or _has_names(formula))


# -- problems and names


def _name(quantity: Quantity) -> Term | Message:
    if isinstance(quantity, Updated):
        return message("updated-name", name=Symbol(quantity.name))
    return quantity


def _shape(shape: Shape) -> str | Message:
    return f"{shape[0]}×{shape[1]}" if shape else message("read-scalar")


def _problem(
    code: str, id: str, reading: Reading, span: Span | None = None, **facts: Term | Message
) -> Problem:
    span = span or Span("", 1, 1, len(reading.text), reading.text)
    return Problem(
        code, Severity.ERROR, Message(id, facts), span, help=Message(f"{id}-help", facts)
    )
