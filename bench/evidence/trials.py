"""Trials: answers to the questions of random lessons, and the verdicts that they may get.

In: the seed of a lesson. Out: trials of one kind, the same whenever they are run. A trial holds
or does not; what does not is told in one line that runs it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from backtutor.agreement import agree, lone
from backtutor.derive import Derivation
from backtutor.questions import Question, ask
from backtutor.terms import Derivative, Quantity, Symbol, Term, Updated, atoms
from backtutor.verdicts import Right, Unfinished, Unreadable, Verdict, Wrong
from bench.evidence import figures
from bench.evidence.lessons import Sample
from bench.evidence.misses import miss
from bench.evidence.oracle import NoValue, Oracle
from bench.evidence.rewriting import Rewriter, replaced
from bench.evidence.spelling import Speller

EACH = 20
"""How many trials of a kind a lesson gives."""

LONGEST = 480
"""Longer answers are not read at all."""

MOST_STEPS = 6


@dataclass(frozen=True)
class Trial:
    """An answer to a question of a lesson; `allowed` says which verdicts it may get."""

    of: Sample
    question: Question
    typed: str
    allowed: Callable[[Verdict], bool]
    wanted: str = ""

    @property
    def verdict(self) -> Verdict:
        earned = arriving(self.of.derivation, self.question)
        return self.of.judge.judge(self.question, self.typed, earned).verdict

    @property
    def failure(self) -> str | None:
        """What went wrong, in one line."""
        verdict = self.verdict
        if self.allowed(verdict):
            return None
        return f"{self.question.id}: `{self.typed}` is {_said(verdict)}, not {self.wanted}"


def _said(verdict: Verdict) -> str:
    match verdict:
        case Wrong(diagnoses):
            ids = ", ".join(diagnosis.misconception for diagnosis in diagnoses)
            return f"wrong ({ids})"
        case Unreadable(problem):
            return f"unreadable ({problem.message.id})"
    return verdict.name


Replacing = Mapping[Symbol | Derivative, Term]

Allowed = tuple[Callable[[Verdict], bool], str]
"""Which verdicts are good, and what they are called."""

RIGHT: Allowed = (lambda verdict: isinstance(verdict, Right), "right")
UNFINISHED: Allowed = (lambda verdict: isinstance(verdict, Unfinished), "unfinished")
NEVER_RIGHT: Allowed = (
    # unfinished says that an answer agrees too
    lambda verdict: not isinstance(verdict, Right | Unfinished),
    "wrong",
)


def arriving(derivation: Derivation, question: Question) -> frozenset[Derivative]:
    """The gradients that a lone question takes for granted: those that arrive at the name."""
    loss = derivation.graph.loss
    match question.asked:
        case Derivative(of, by, False) if of == loss:
            return frozenset(Derivative(loss, user) for user in derivation.graph.consumers[by])
        case Updated(name):
            return frozenset({Derivative(loss, name)})
    return frozenset()


# -- what is asked


def quantities(derivation: Derivation) -> Iterator[Quantity]:
    """Everything with a right formula: values, slopes, gradients, new parameters."""
    graph = derivation.graph
    yield from (Symbol(step.target) for step in derivation.forward)
    for source, user in derivation.evaluation.terms:
        if not graph.has_matrix(source, user) and {source, user} <= graph.live:
            yield Derivative(user, source, local=True)
    for step in derivation.gradients.values():
        yield from [step.quantity] * 3
    yield from (Updated(step.target) for step in derivation.updates)


def questions(of: Sample) -> list[Question]:
    return [ask(of.derivation, quantity) for quantity in quantities(of.derivation)]


def forms(derivation: Derivation, question: Question) -> list[Term]:
    """Right formulas: as it is taught, with the gradients in it written out, and closed."""
    formula = question.formula
    assert formula is not None
    steps = derivation.gradients
    written: Replacing = {
        step.quantity: step.formula
        for step in steps.values()
        if step.quantity in set(atoms(formula))
    }
    closed: Replacing = {
        step.quantity: step.closed for step in steps.values() if step.closed is not None
    }
    found = [formula, replaced(formula, written), replaced(formula, closed)]
    asked = question.asked
    return [term for term in dict.fromkeys(found) if asked not in set(atoms(term))]


# -- the kinds


def right_formulas(of: Sample, chance: Random) -> Iterator[Trial]:
    """Equivalent rewritings, in every spelling: right, or unfinished where something is owed."""
    oracle = Oracle(of.derivation, of.seed)
    rewriter = Rewriter(oracle, chance)
    asked = questions(of)
    for _ in range(EACH):
        question = chance.choice(asked)
        term = chance.choice(forms(of.derivation, question))
        typed = _spelled(
            rewriter.rewritten(term, chance.randint(0, MOST_STEPS)), term, oracle, chance
        )
        if typed is not None:
            owed = _is_owed(typed[0], arriving(of.derivation, question))
            yield Trial(of, question, typed[1], *(UNFINISHED if owed else RIGHT))


def _spelled(term: Term, right: Term, oracle: Oracle, chance: Random) -> tuple[Term, str] | None:
    """A term and its text, where it fits and is the right one at other points too."""
    try:
        if not oracle.knows(term) or not oracle.same(term, right):
            return None
        text = Speller(chance, oracle.shape).spelled(term)
    except NoValue:
        return None
    return (term, text) if len(text) <= LONGEST else None


def _is_owed(term: Term, earned: frozenset[Derivative]) -> bool:
    found = (atom for atom in atoms(term) if isinstance(atom, Derivative))
    return any(atom.local or atom not in earned for atom in found if atom.of != atom.by)


def right_numbers(of: Sample, chance: Random) -> Iterator[Trial]:
    """Right numbers: exact, rounded to three digits or more, in every spelling."""
    asked = questions(of)
    for _ in range(EACH):
        question = chance.choice(asked)
        typed = figures.right(lone(question.value), chance)
        if len(typed) <= LONGEST and not _is_mistaken(of, question, typed):
            yield Trial(of, question, typed, *RIGHT)


def _is_mistaken(of: Sample, question: Question, typed: str) -> bool:
    """Whether a rounding is exactly what a misconception gives, and the right value is not."""
    judgement = of.judge.judge(question, typed, frozenset())
    value = judgement.value
    if value is None or agree(value, lone(question.value)):
        return False
    return any(agree(value, p.value) for p in of.judge.reasons.predictions(question.asked))


def near_formulas(of: Sample, chance: Random) -> Iterator[Trial]:
    """Near misses: a factor, an index, an addend. None is right."""
    oracle = Oracle(of.derivation, of.seed)
    asked = questions(of)
    for _ in range(EACH):
        question = chance.choice(asked)
        right = chance.choice(forms(of.derivation, question))
        if not oracle.knows(right):
            continue
        wrong = miss(right, oracle, chance)
        if wrong is None or question.asked in set(atoms(wrong)):
            continue
        typed = Speller(chance, oracle.shape, stars=False).spelled(wrong)
        if len(typed) <= LONGEST:
            yield Trial(of, question, typed, *NEVER_RIGHT)


def near_numbers(of: Sample, chance: Random) -> Iterator[Trial]:
    """Numbers with all their digits that are off by a factor of 1.002 or more."""
    asked = questions(of)
    for _ in range(EACH):
        question = chance.choice(asked)
        typed = figures.near(lone(question.value), chance)
        if typed is not None and len(typed) <= LONGEST:
            yield Trial(of, question, typed, *NEVER_RIGHT)


def named_predictions(of: Sample, chance: Random) -> Iterator[Trial]:
    """Every prediction of every misconception, as a number and as a formula."""
    from bench.evidence.naming import named

    return named(of)


NAMED = "named predictions"

KINDS: Mapping[str, Callable[[Sample, Random], Iterator[Trial]]] = {
    "right formulas": right_formulas,
    "right numbers": right_numbers,
    "near formulas": near_formulas,
    "near numbers": near_numbers,
    NAMED: named_predictions,
}
"""What is tried → the trials that a lesson gives."""


def trials(kind: str, of: Sample) -> Iterator[Trial]:
    """The trials of one kind on a lesson."""
    return KINDS[kind](of, Random(f"{kind} {of.seed}"))
