"""`show --check` and `show --closed-form`: gradients held against differences, and in one piece."""

from __future__ import annotations

from time import monotonic
from typing import Any

from backtutor.commands.talk import write_json
from backtutor.deadline import LATE, Desk
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.export import derivation_json
from backtutor.export_checks import checks_json, with_closed_forms
from backtutor.gradcheck import Checks, check_all
from backtutor.problems import Exit
from backtutor.proof.closed import ClosedForm, Effort, closed_forms, efforts, shorter
from backtutor.terms import Term
from backtutor.ui.checks import check_page
from backtutor.ui.closed import closed_page
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning

SECONDS = 2.0
"""For one formula."""

PATIENCE = 20.0
"""For all formulas of a lesson; those after it are written out and left at that."""


def verify(
    environment: Environment, derivation: Derivation, format: str, check: bool, closed: bool
) -> Exit:
    """Print what was asked for; a gradient that disagrees with its difference fails."""
    forms = simplified(derivation) if closed else None
    checks = check_all(derivation) if check else None
    if format == "json":
        write_json(environment, _data(derivation, checks, forms))
    else:
        screen = Screen(environment)
        screen.open(derivation.lesson)
        _pages(screen, derivation, checks, forms)
    return Exit.PROBLEMS if checks is not None and checks.failed else Exit.DONE


def _data(
    derivation: Derivation, checks: Checks | None, forms: list[ClosedForm] | None
) -> dict[str, Any]:
    data = with_closed_forms(derivation_json(derivation), forms or ())
    if checks is not None:
        data["check"] = checks_json(derivation, checks)
    return data


def _pages(
    screen: Screen, derivation: Derivation, checks: Checks | None, forms: list[ClosedForm] | None
) -> None:
    screen.print(screen.words(derivation.lesson.title), Meaning.HEADING)
    screen.print()
    if forms is not None:
        closed_page(derivation, forms, screen)
    if forms is not None and checks is not None:
        screen.print()
    if checks is not None:
        check_page(derivation, checks, screen)


def simplified(derivation: Derivation) -> list[ClosedForm]:
    """Every closed form, in bounded time."""
    end = monotonic() + PATIENCE
    with Desk(SECONDS) as desk:

        def shorten(term: Term) -> tuple[list[Term], bool]:
            found: list[Term] = []
            for effort in efforts(term):
                forms = desk.ask(shorter, term, effort) if monotonic() < end else LATE
                if forms is LATE:
                    # with σ by its name it is simplified already
                    return found, effort is Effort.SPELLED_OUT
                found += forms
            return found, True

        return list(closed_forms(derivation, shorten))
