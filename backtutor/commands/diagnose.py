"""`diagnose`: gradients from somebody's own code, weighed together."""

from __future__ import annotations

from typing import Any

from backtutor.commands.opening import open_lesson
from backtutor.commands.talk import write_json
from backtutor.derive import Derivation
from backtutor.diagnosis.report import Cause, Finding, Report
from backtutor.diagnosis.report import diagnose as weigh
from backtutor.environment import Environment
from backtutor.loader.gradients import Gradients, gradients_of, read_gradients
from backtutor.loader.json_tree import MAX_BYTES
from backtutor.messages import message
from backtutor.problems import Exit
from backtutor.text import say
from backtutor.ui.diagnosis import diagnosis_page
from backtutor.ui.screen import Screen

STANDARD_INPUT = "-"


def diagnose(environment: Environment, reference: str, file: str, as_json: bool) -> Exit:
    """Print which gradients are right, and what explains the others; exit 1 where there are
    others, or where a parameter is missing."""
    _, derivation, _ = open_lesson(reference, environment.seed)
    given = _read(environment, file, derivation)
    report = weigh(derivation, given.figures, given.extra)
    if as_json:
        write_json(environment, report_json(derivation, report, environment.lang))
    else:
        screen = Screen(environment)
        screen.open(derivation.lesson)
        diagnosis_page(derivation, report, _named(environment, file), given.in_order, screen)
    return Exit.DONE if report.is_clean else Exit.PROBLEMS


def _read(environment: Environment, file: str, derivation: Derivation) -> Gradients:
    if file != STANDARD_INPUT:
        return read_gradients(file, derivation)
    text = environment.streams.stdin.read(MAX_BYTES + 1)
    return gradients_of(_named(environment, file), text.encode("utf-8", "replace"), derivation)


def _named(environment: Environment, file: str) -> str:
    return say(message("standard-input"), environment.lang) if file == STANDARD_INPUT else file


def report_json(derivation: Derivation, report: Report, lang: str) -> dict[str, Any]:
    """The report as data; no right value is in it."""
    return {
        "lesson": derivation.lesson.id,
        "loss": derivation.graph.loss,
        "parameters": [_finding(finding, lang) for finding in report.findings],
        "causes": [_cause(cause, lang) for cause in report.causes],
        "unexplained": [say(said, lang) for said in report.unexplained],
        "missing": list(report.missing),
        "extra": [{"name": extra.key, "near": extra.near} for extra in report.extra],
    }


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "name": finding.name,
        "verdict": finding.verdict,
        "explained_by": list(finding.explained_by),
        "message": say(finding.message, lang) if finding.message else None,
    }


def _cause(cause: Cause, lang: str) -> dict[str, Any]:
    return {
        "id": cause.id,
        "site": cause.site,
        "explains": list(cause.explains),
        "message": say(cause.message, lang),
        "group": cause.group,
    }
