"""`show`: the whole worked derivation, as text or JSON."""

from __future__ import annotations

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


def show(environment: Environment, reference: str, format: str) -> Exit:
    """Print the derivation of a lesson."""
    must_be_format(format)
    _, derivation, _ = open_lesson(reference)
    show_derivation(environment, derivation, format)
    return Exit.DONE


def must_be_format(format: str) -> None:
    if format not in FORMATS:
        raise Stop(message("bad-format", format=format), Exit.USAGE)


def show_derivation(environment: Environment, derivation: Derivation, format: str) -> None:
    if format == "json":
        write_json(environment, derivation_json(derivation))
    else:
        worked_derivation(derivation, Screen(environment))
