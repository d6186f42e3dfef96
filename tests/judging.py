"""What the tests of the judge share: a verdict on a lone question, and a verdict as one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samples import arriving, derived, judge_of, question

from backtutor.notation import write
from backtutor.terms import Derivative
from backtutor.verdicts import Imprecise, Judgement, Right, Unfinished, Unreadable, Wrong


def judged(text: str, asked: str, typed: str) -> Judgement:
    """A verdict on a lone question: what arrives at the name is earned."""
    derivation = derived(text)
    of = question(derivation, asked)
    return judge_of(text).judge(of, typed, arriving(derivation, of))


def outcome(judgement: Judgement) -> str:
    """`wrong: sign, negated`, `unreadable: echo`, `right (kink-any)`."""
    match judgement.verdict:
        case Right(remarks) as verdict:
            return verdict.name + "".join(f" ({remark.id})" for remark in remarks)
        case Wrong(diagnoses, remark) as verdict:
            ids = ", ".join(diagnosis.misconception for diagnosis in diagnoses)
            return (
                verdict.name + (f": {ids}" if ids else "") + (f" ({remark.id})" if remark else "")
            )
        case Unfinished(missing) as verdict:
            left = ", ".join(write(m) if isinstance(m, Derivative) else m.id for m in missing)
            return f"{verdict.name}: {left}"
        case Imprecise(digits) as verdict:
            return f"{verdict.name}: {digits}"
        case Unreadable(problem) as verdict:
            return f"{verdict.name}: {problem.message.id}"


def rows(text: str, asked: str, table: str) -> Iterator[tuple[str, str, str, str]]:
    """The answers to one question: `typed → verdict` lines; a line without an arrow goes on
    with the verdict above it."""
    for line in re.sub(r"\n *(?=[^→\n]*(\n|$))", " ", table.strip()).splitlines():
        typed, expected = line.split("→")
        yield text, asked, typed.strip(), expected.strip()
