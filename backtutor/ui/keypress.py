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
        return _terminal_key
    ask = asker(environment)
    return lambda: _named(ask("> ").strip()[:1].lower())


def _named(text: str) -> str:
    return _SEQUENCES.get(text) or _NAMES.get(text, text)


def _terminal_key() -> str:
    """One key press of a POSIX terminal, without waiting for Enter."""
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        # an arrow key arrives as one burst of bytes
        data = os.read(descriptor, 32)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
    if not data or data == b"\x04":
        raise EOFError
    text = data.decode("utf-8", "replace")
    return _named(text if text in _SEQUENCES else text[:1].lower())
