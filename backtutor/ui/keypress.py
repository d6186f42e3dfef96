"""Single keys: what a menu or the picker reads on a terminal.

Arrow keys come as `up` and `down`, Enter as `enter`; Ctrl-C and Ctrl-D raise as at a prompt.
Where keys cannot be read one by one, a line is read and its first character counts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from backtutor.environment import Environment
from backtutor.ui.prompt import asker

ReadKey = Callable[[], str]

_SEQUENCES = {"\x1b[A": "up", "\x1b[B": "down", "\x1bOA": "up", "\x1bOB": "down"}
_NAMES = {"\r": "enter", "\n": "enter", "": "enter", "\x1b": "escape"}


def key_reader(environment: Environment) -> ReadKey:
    """The way to read a key in this environment."""
    if environment.interactive and sys.platform != "win32":
        return _TerminalKeys().read
    ask = asker(environment)
    return lambda: _named(ask("> ").strip()[:1].lower())


def _named(text: str) -> str:
    return _SEQUENCES.get(text) or _NAMES.get(text, text)


class _TerminalKeys:
    """The keys of a POSIX terminal, without waiting for Enter; keys typed ahead are kept."""

    def __init__(self) -> None:
        self.waiting = ""

    def read(self) -> str:
        if not self.waiting:
            self.waiting = self._burst()
        size = 3 if self.waiting[:3] in _SEQUENCES else 1
        text, self.waiting = self.waiting[:size], self.waiting[size:]
        if text == "\x04":
            raise EOFError
        return _named(text if size > 1 else text.lower())

    def _burst(self) -> str:
        """What was typed since; an arrow key arrives as three characters at once."""
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor)
            data = os.read(descriptor, 64)
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        if not data:
            raise EOFError
        return data.decode("utf-8", "replace")
