"""The prompt: one line from the learner.

On a terminal the built-in `input` with readline, so that editing and history work; its colour
codes are wrapped in \\x01…\\x02, which readline takes to be of no width. Elsewhere lines are read
from the stream, and the prompt is printed for the transcript.
"""

from __future__ import annotations

from collections.abc import Callable

from backtutor.environment import Environment
from backtutor.ui.clean import clean

Ask = Callable[[str], str]
"""Prompt → the line typed. Raises EOFError at the end, KeyboardInterrupt at Ctrl-C."""


def asker(environment: Environment) -> Ask:
    """The way to ask in this environment."""
    if environment.interactive:
        return _ask_terminal(environment)
    return _ask_stream(environment)


def _ask_terminal(environment: Environment) -> Ask:
    try:
        import readline
    except ImportError:  # Windows: the terminal's own line editing
        pass
    else:
        # pasted text is an answer: it is never run as keys
        readline.parse_and_bind("set enable-bracketed-paste on")
    bold = ("\x01\x1b[1m\x02", "\x01\x1b[0m\x02") if environment.color else ("", "")

    def ask(prompt: str) -> str:
        return input(f"{bold[0]}{prompt}{bold[1]}")

    return ask


def _ask_stream(environment: Environment) -> Ask:
    stdin, stdout = environment.streams.stdin, environment.streams.stdout

    def ask(prompt: str) -> str:
        stdout.write(prompt)
        stdout.flush()
        line = stdin.readline()
        if not line:
            stdout.write("\n")
            raise EOFError
        # a transcript shows what was answered
        stdout.write(clean(line.rstrip("\n")) + "\n")
        return line.rstrip("\n")

    return ask
