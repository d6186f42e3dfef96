"""Mistakes: which line of a printed derivation is the first wrong one, and what it should say.

In: a derivation and a step, its lines written by an author or broken by the program. Out: two
questions. The first is a choice among the lines: a wrong choice is told that the line holds, or
follows from what stands above it. The second asks for the value of the wrong line's quantity,
and is judged as any question of it; what the line prints already is told as that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from backtutor.agreement import agree
from backtutor.asking.breaking import Around, broken
from backtutor.derive import Derivation
from backtutor.evaluation import Fault
from backtutor.filling import with_numbers
from backtutor.judge import Judge
from backtutor.lesson import (
    Equation,
    FindMistake,
    Form,
    Line,
    MakeMistake,
    Settings,
    Side,
    Tolerance,
    Words,
)
from backtutor.messages import Message, message
from backtutor.notation import plain, write
from backtutor.numerals import is_numeral
from backtutor.proofread import Breach, Proofreader
from backtutor.questions import Choice, Correction, FirstWrong, Phase, Question, Telling, ask
from backtutor.terms import Derivative, Number, Quantity, Symbol, Term, Updated, atoms
from backtutor.values import Undefined, Value, entries, magnitude, size
from backtutor.verdicts import Judgement, Wrong

SPARED = 2
"""The last hint leaves so many lines to choose from."""


class Exhibit(NamedTuple):
    """The lines, the breach in the first wrong one, and what is told of it in the end."""

    lines: tuple[Line, ...]
    wrong: int
    breach: Breach
    reader: Proofreader
    """Has read the lines before the wrong one."""
    printed: Value | None
    """What the wrong line says, where that has a value."""
    told: tuple[Message | Words, ...]

    @property
    def asked(self) -> Term | Updated:
        """What the wrong line is about."""
        return self.breach.equation.left or self.breach.equation.sides[0].term


def find_mistake(
    derivation: Derivation, step: FindMistake | MakeMistake, id: str, around: Around
) -> list[Question]:
    """Both questions of a step; none where the program finds nothing to break."""
    match step:
        case FindMistake(lines, wrong, _, why):
            shown = _exhibit(derivation, lines, wrong, (why,) if why else ())
        case MakeMistake(kinds):
            made = broken(derivation, kinds, id, around)
            if made is None:
                return []
            told = message("mistake-made", why=made.prediction.message)
            shown = _exhibit(derivation, made.lines, made.wrong, (told,))
    first = _which(derivation, shown, id, step.settings)
    return [first, _correction(derivation, shown, id, first, step.settings)]


def _exhibit(
    derivation: Derivation, lines: tuple[Line, ...], wrong: int, told: tuple[Message | Words, ...]
) -> Exhibit:
    reader = Proofreader(derivation)
    for line in lines[: wrong - 1]:
        reader.read(line)
    before = Proofreader(derivation, reader.stated)
    breach = reader.read(lines[wrong - 1])
    assert breach is not None  # the loader has seen to it
    try:
        printed = Proofreader(derivation, reader.stated).worth(breach.equation.sides[-1].term)
    except (Undefined, Fault):
        printed = None
    return Exhibit(lines, wrong, breach, before, printed, told)


# -- which line


def _which(derivation: Derivation, shown: Exhibit, id: str, settings: Settings) -> Question:
    said = line_texts(shown.lines)
    choices = [
        Choice(text, number == shown.wrong, _why_not(shown, number))
        for number, text in enumerate(said, 1)
    ]
    return Question(
        id=f"{id}-1",
        phase=Phase.MISTAKE,
        prompt=message("ask-mistake"),
        asked=None,
        wants=FirstWrong(tuple(choices), _as_text(shown.lines)),
        settings=settings._replace(id=None, form=Form.BOTH, tolerance=None, mistakes=()),
        telling=Telling(
            name=message("mistake-name"),
            form=message("form-line", count=len(shown.lines)),
            ladder=tuple(_which_ladder(shown)),
            tells=_told(derivation, shown),
        ),
    )


def _why_not(shown: Exhibit, number: int) -> Message:
    """What is told to whoever takes another line for the wrong one."""
    equations = shown.lines[number - 1].equations
    if not equations:
        return message("line-claims-nothing", number=number)
    if number > shown.wrong:
        return message("line-follows", number=number)
    formula = next((s.term for s in equations[-1].sides if not is_numeral(s.term)), None)
    if formula is not None:
        return message("line-holds", number=number, formula=formula)
    left = equations[-1].left
    return message("line-holds-alone", number=number, left=_named(left) if left else "")


def _which_ladder(shown: Exhibit) -> Iterator[Message]:
    """How to look; what to look at first; lines that it is not."""
    yield message("hint-mistake")
    yield message("hint-mistake-numbers")
    claiming = [n for n, line in enumerate(shown.lines, 1) if line.equations]
    others = [number for number in claiming if number != shown.wrong]
    spared = others[shown.wrong % len(others)] if others else 0
    out = tuple(number for number in others if number != spared)
    if len(claiming) > SPARED:
        yield message("hint-mistake-not", numbers=out)
    else:
        yield message("hint-mistake-first", number=claiming[0])


# -- what it should say


def _correction(
    derivation: Derivation, shown: Exhibit, id: str, first: Question, settings: Settings
) -> Question:
    asked = _askable(derivation, shown.asked)
    plain = settings._replace(id=None, hints=())
    base = ask(derivation, asked, plain) if asked else _of_formula(derivation, shown, plain)
    assert base.telling is None or not asked
    facts = {"number": shown.wrong, "asked": _named(shown.asked)}
    printed = _told(derivation, shown, with_formulas=False)
    return replace(
        base,
        id=f"{id}-2",
        prompt=Message("ask-correction", facts),
        wants=Correction(base.value, base.formula, None, shown.printed, shown.wrong),
        given=printed,
        tolerance=_tolerance(base, shown),
        telling=replace(
            base.telling or Telling(),
            exhibit=line_texts(shown.lines),
            flagged=shown.wrong,
            follows=(first.id,),
            tells=_told(derivation, shown),
            solution=shown.told,
        ),
    )


def _askable(derivation: Derivation, asked: Term | Updated) -> Quantity | None:
    """A quantity that the program asks for by itself, with its hints and diagnoses."""
    graph = derivation.graph
    match asked:
        case Symbol(name) if name in graph.nodes and graph[name].term is not None:
            return asked
        case Updated(name) if derivation.moves(name):
            return asked
        case Derivative(of, by, True) if not graph.has_matrix(of, by):
            return asked if (by, of) in derivation.evaluation.terms else None
        case Derivative(of, by, False) if of == graph.loss and by in derivation.gradients:
            return asked
    return None


def _of_formula(derivation: Derivation, shown: Exhibit, settings: Settings) -> Question:
    """The question after anything else that a line may be about: a given value, y − t."""
    asked, at = shown.asked, derivation.evaluation
    value = Proofreader(derivation).worth(asked)
    formula = None if isinstance(asked, Updated) else asked
    left = _named(asked)
    names = tuple(dict.fromkeys(atoms(formula))) if formula is not None else ()
    rounding = derivation.lesson.rounding
    look = message("hint-correction-look", asked=left, names=names)
    numbers = with_numbers(left, formula, value, at, rounding) if formula is not None else look
    return Question(
        id="",
        phase=Phase.MISTAKE,
        prompt=message("mistake-name"),
        asked=None,
        wants=Correction(value, formula),
        settings=settings,
        tolerance=settings.tolerance or derivation.lesson.tolerance,
        telling=Telling(
            name=message("correction-name", number=shown.wrong),
            ladder=(message("hint-correction", asked=left), look, numbers),
            where=message("hint-correction", asked=left),
        ),
    )


def _tolerance(question: Question, shown: Exhibit) -> Tolerance:
    """Who goes on from the lines as printed may be off by their rounding, and still be nearer to
    the right value than to the printed one."""
    reach = max(shown.reader.reach(shown.asked))
    right = entries(question.value)
    printed = entries(shown.printed) if shown.printed is not None else []
    if len(right) == len(printed):
        apart = max(size(a - b) for a, b in zip(right, printed, strict=True))
        reach = min(reach, apart / 4)
    known = question.tolerance
    if not reach or reach <= known.rel * magnitude(question.value):
        return known
    return known._replace(abs=max(known.abs, Fraction(reach)))


def judge_correction(
    judge: Judge, question: Question, typed: str, earned: frozenset[Derivative]
) -> Judgement:
    """As any answer; what the line prints already is told as that, beside what explains it."""
    judged = judge.judge(question, typed, earned)
    wanted = question.wants
    assert isinstance(wanted, Correction)
    if not isinstance(judged.verdict, Wrong) or judged.value is None or wanted.printed is None:
        return judged
    if not agree(judged.value, wanted.printed):
        return judged
    said = message("line-repeated", number=wanted.number)
    return judged._replace(verdict=replace(judged.verdict, remark=said))


# -- what the lines tell


def _told(
    derivation: Derivation, shown: Exhibit, with_formulas: bool = True
) -> tuple[Quantity, ...]:
    """The quantities whose right value stands in the lines, or else whose right formula does."""
    found: dict[Quantity, None] = {}
    for equation in (equation for line in shown.lines for equation in line.equations):
        left, sides = equation.left, equation.sides
        if left not in (None, shown.asked) and any(
            Proofreader(derivation).check(Equation(left, (side,))) is None
            for side in (sides if with_formulas else sides[-1:])
        ):
            assert left is not None
            found[left] = None
    return tuple(found)


# -- lines as texts


def line_texts(lines: Sequence[Line]) -> tuple[Message | Words, ...]:
    return tuple(line.words or _line_text(line) for line in lines)


def _line_text(line: Line) -> Message:
    return message("line", equations=tuple(map(_equation_text, line.equations)))


def _equation_text(equation: Equation) -> Message | Term | str:
    parts = list(map(_side_text, equation.sides))
    if equation.left is not None:
        parts.insert(0, _named(equation.left))
    *rest, last = parts
    for part in reversed(rest):
        last = message("equals", left=part, right=last)
    return last


def _side_text(side: Side) -> Term | Message | str:
    """A numeral as it was printed, 0.3900 with its zeros; a formula in the screen's notation."""
    match side:
        case Side(Number(value), (str(digits),)) if plain(value) != digits:
            return message("minus", digits=digits[1:]) if digits.startswith("-") else digits
    return side.term


def _named(asked: Term | Updated) -> Term | Message:
    if isinstance(asked, Updated):
        return message("updated-name", name=Symbol(asked.name))
    return asked


def _as_text(lines: Sequence[Line]) -> str:
    """The lines for a fingerprint: a line that is edited is another question."""
    equations = [equation for line in lines for equation in line.equations]
    sides = ((*side.digits, write(side.term)) for e in equations for side in e.sides)
    return repr([[str(e.left) for e in equations], list(sides)])
