"""Talk: results go to standard output, everything else to standard error."""

from __future__ import annotations

from typing import Any

from backtutor.environment import Environment
from backtutor.messages import Message, message
from backtutor.problems import Exit, Problem, Stop
from backtutor.text import say
from backtutor.ui.clean import clean
from backtutor.ui.theme import charset


def tell(environment: Environment, said: Message) -> None:
    """One sentence on standard error."""
    characters = charset(environment.unicode)
    text = clean(say(said, environment.lang, characters.notation), keep="\n")
    environment.streams.stderr.write(characters.text(text) + "\n")


def tell_problems(environment: Environment, problems: tuple[Problem, ...]) -> None:
    if not problems:
        return
    from backtutor.ui.problems import plain_problem  # most lessons have no problems

    for problem in problems:
        environment.streams.stderr.write(plain_problem(problem, environment.lang) + "\n\n")


def tell_stop(environment: Environment, stop: Stop) -> Exit:
    """Why the command cannot go on."""
    tell_problems(environment, stop.problems)
    tell(environment, stop.message)
    return stop.status


def tell_fault(environment: Environment, fault: Exception) -> Exit:
    """A fault of the program: it says so, and where."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    tell(environment, message("our-fault", kind=type(fault).__name__, place=place, text=str(fault)))
    return Exit.PROBLEMS


def write_json(environment: Environment, data: Any) -> None:
    """Data as JSON on standard output."""
    import json  # few commands print it

    text = json.dumps(data, ensure_ascii=not environment.unicode, indent=2)
    environment.streams.stdout.write(text + "\n")


def write_line(environment: Environment, text: str = "") -> None:
    """One line of a result."""
    environment.streams.stdout.write(clean(text, keep="\n") + "\n")
