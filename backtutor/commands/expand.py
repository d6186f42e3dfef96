"""`expand`: the long form of a lesson with `mlp`, a lesson file on standard output."""

from __future__ import annotations

from backtutor.commands.opening import derived
from backtutor.commands.talk import tell
from backtutor.environment import Environment
from backtutor.loader.expansion import expanded
from backtutor.messages import message
from backtutor.packs import find_lesson
from backtutor.problems import Exit
from backtutor.ui.clean import clean


def expand(environment: Environment, reference: str) -> Exit:
    """Print the lesson with every name and node written out."""
    file = find_lesson(reference)
    lesson = derived(file.load(environment.seed), reference).lesson
    text = expanded(str(file.path), lesson.data)
    if text is None:
        tell(environment, message("expand-nothing", lesson=reference))
        text = lesson.data.decode("utf-8").removeprefix("\ufeff")
    # a file gets what was written, a terminal nothing that could steer it
    shown = clean(text, keep="\n\t") if environment.terminal else text
    environment.streams.stdout.write(shown if shown.endswith("\n") else f"{shown}\n")
    return Exit.DONE
