"""Single keys: what a menu or the picker reads on a terminal.

Arrow keys come as `up` and `down`, Enter as `enter`; keys that nobody reads as `other`. Ctrl-C
and Ctrl-D raise as at a prompt. Where keys cannot be read one by one, a line is read and its
first character counts.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable

from backtutor.environment import Environment
from backtutor.ui.prompt import asker

ReadKey = Callable[[], str]

_NAMES = {
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1bOA": "up",
    "\x1bOB": "down",
    "\r": "enter",
    "\n": "enter",
    "\x1b": "escape",
    "\x7f": "backspace",
    "\b": "backspace",
}
_ONE_KEY = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)|.", re.DOTALL)
"""What a terminal sends for one key: an escape sequence, or a character."""


def key_reader(environment: Environment) -> ReadKey:
    """The way to read a key in this environment."""
    if environment.interactive and sys.platform != "win32":
        return _TerminalKeys().read
    ask = asker(environment)
    return lambda: named(ask("> ").strip()[:1] or "\n")


def named(text: str) -> str:
    """The name of what a terminal sent for one key; letters stand for themselves."""
    found = _NAMES.get(text, text.lower())
    return "other" if found.startswith("\x1b") else found


class _TerminalKeys:
    """The keys of a POSIX terminal, without waiting for Enter; keys typed ahead are kept."""

    def __init__(self) -> None:
        self.waiting = ""

    def read(self) -> str:
        if not self.waiting:
            self.waiting = self._burst()
        found = _ONE_KEY.match(self.waiting)
        text = found[0] if found else ""
        self.waiting = self.waiting[len(text) :]
        if text == "\x04":
            raise EOFError
        return named(text)

    def _burst(self) -> str:
        """What was typed since; an arrow key arrives as several characters at once."""
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        try:
            # not the default, which throws away what was typed ahead
            tty.setcbreak(descriptor, termios.TCSADRAIN)
            data = os.read(descriptor, 64)
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        if not data:
            raise EOFError
        return data.decode("utf-8", "replace")
