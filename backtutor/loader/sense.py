"""Steps against the numbers: what can be read and yet cannot be asked.

In: the derivation of a lesson. Out: problems at the steps: a gradient check beside whose point
the loss has no value, a `next` after which nothing is left, lines that are not what is claimed.
"""

from __future__ import annotations

from backtutor.asking.checks import measured
from backtutor.asking.sweeps import ready
from backtutor.derive import Derivation
from backtutor.evaluation import Fault
from backtutor.lesson import (
    AskForwardMode,
    AskGradCheck,
    AskNext,
    FindMistake,
    MakeMistake,
    Step,
)
from backtutor.loader.claims import check_broken, check_told, check_written
from backtutor.loader.faults import Findings
from backtutor.problems import Span
from backtutor.questions import NextNode, Question
from backtutor.scripts import script
from backtutor.values import Undefined


def check_steps(derivation: Derivation, findings: Findings) -> None:
    """Every step that the lesson's numbers make impossible."""
    steps = derivation.lesson.steps or ()
    before = len(findings.problems)
    for step in steps:
        match step:
            case AskGradCheck():
                _check_gradcheck(derivation, step, findings)
            case AskForwardMode() if not derivation.graph.scalar:
                # tangents of matrices would be tables of four sides
                findings.report("scalars-only", _span(step), kind="forward_mode")
            case FindMistake():
                check_written(derivation, step, findings)
            case MakeMistake():
                check_broken(derivation, step, findings)
    if len(findings.problems) == before and any(isinstance(step, AskNext) for step in steps):
        _check_next(derivation, findings)
    mistaken = FindMistake | MakeMistake
    if len(findings.problems) == before and any(isinstance(step, mistaken) for step in steps):
        check_told(script(derivation), findings)


def _check_gradcheck(derivation: Derivation, step: AskGradCheck, findings: Findings) -> None:
    try:
        measured(derivation, step)
    except (Fault, Undefined):
        findings.report(
            "gradcheck-undefined", _span(step), name=step.wrt, loss=derivation.graph.loss
        )


def _check_next(derivation: Derivation, findings: Findings) -> None:
    """What the questions before it have told leaves something to name."""
    for item in script(derivation):
        if isinstance(item, Question) and isinstance(item.wants, NextNode):
            span = item.settings.span
            if not ready(derivation.graph, item.wants.done) and span is not None:
                findings.report("nothing-next", span)


def _span(step: Step) -> Span:
    span = step.settings.span
    assert span is not None  # every step of a file has its place
    return span
