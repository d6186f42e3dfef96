"""`show`: the whole worked derivation, forward mode or the paths, as text or JSON."""

from __future__ import annotations

from backtutor.commands.modes import REVERSE, must_be_mode, show_mode, start_of
from backtutor.commands.opening import open_lesson
from backtutor.commands.talk import write_json
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.export import derivation_json
from backtutor.messages import message
from backtutor.problems import Exit, Stop
from backtutor.ui.screen import Screen
from backtutor.ui.worked import worked_derivation

FORMATS = ("text", "json")


def show(
    environment: Environment,
    reference: str,
    format: str,
    mode: str = REVERSE,
    wrt: str | None = None,
    check: bool = False,
    closed_form: bool = False,
    entries: bool = False,
) -> Exit:
    """Print the derivation of a lesson, or its gradients verified."""
    must_be_format(format)
    must_be_mode(mode)
    verified = check or closed_form
    if verified and (mode != REVERSE or wrt is not None or entries):
        raise Stop(message("verify-with-mode"), Exit.USAGE)
    _, derivation, _ = open_lesson(reference, environment.seed)
    if verified:
        from backtutor.commands.verify import verify  # sympy's side of the program

        return verify(environment, derivation, format, check, closed_form)
    show_derivation(environment, derivation, format, mode, wrt, entries)
    return Exit.DONE


def must_be_format(format: str) -> None:
    if format not in FORMATS:
        raise Stop(message("bad-format", format=format), Exit.USAGE)


def show_derivation(
    environment: Environment,
    derivation: Derivation,
    format: str,
    mode: str = REVERSE,
    wrt: str | None = None,
    entries: bool = False,
) -> None:
    """In reverse mode the data hold every gradient, the page those on the way to `wrt`."""
    if mode != REVERSE:
        show_mode(environment, derivation, format, mode, wrt)
        return
    start = start_of(derivation, wrt) if wrt is not None else None
    if format == "json":
        asked = {"mode": mode, "wrt": start} if start is not None else {}
        write_json(environment, {**derivation_json(derivation), **asked})
    else:
        worked_derivation(derivation, Screen(environment), start, entries)
