"""Single keys: what a menu or the picker reads on a terminal.

`Keys` are read inside `with`, which makes the terminal give them one by one. Arrow keys come as
`up` and `down`, Enter as `enter`; keys that nobody reads as `other`. Ctrl-C and Ctrl-D raise as
at a prompt. Where keys cannot be read one by one, a line is read and its first character counts.
"""

from __future__ import annotations

import os
import re
import sys
from types import TracebackType
from typing import Any, Protocol

from backtutor.environment import Environment
from backtutor.ui.prompt import Ask, asker

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
_GLANCE = 0.2
"""Seconds after which a Ctrl-C is noticed that came just before the wait for a key began."""

_ONE_KEY = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)|.", re.DOTALL)
"""What a terminal sends for one key: an escape sequence, or a character."""


def named(text: str) -> str:
    """The name of what a terminal sent for one key; letters stand for themselves."""
    found = _NAMES.get(text, text.lower())
    return "other" if found.startswith("\x1b") else found


class Keys(Protocol):
    """Where keys come from."""

    def read(self) -> str: ...

    def rest(self) -> str:
        """What was typed of the same line behind the last key, its end too if it has come."""
        ...

    def __enter__(self) -> Any: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def key_reader(environment: Environment) -> Keys:
    """The keys of this environment."""
    if environment.interactive and sys.platform != "win32":
        return TerminalKeys()
    return LineKeys(asker(environment))


class LineKeys:
    """A line for every key."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._line = ""

    def read(self) -> str:
        self._line = self._ask("> ").strip()
        return named(self._line[:1] or "\n")

    def rest(self) -> str:
        return f"{self._line[1:]}\n"

    def __enter__(self) -> LineKeys:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass


class TerminalKeys:
    """The keys of a POSIX terminal, without waiting for Enter; keys typed ahead are kept."""

    def __init__(self) -> None:
        self._waiting = ""
        self._before: list[Any] = []

    def __enter__(self) -> TerminalKeys:
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        self._before = termios.tcgetattr(descriptor)
        # not the default, which throws away what was typed ahead
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        import termios

        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._before)

    def read(self) -> str:
        if not self._waiting:
            self._waiting = _burst()
        found = _ONE_KEY.match(self._waiting)
        text = found[0] if found else ""
        self._waiting = self._waiting[len(text) :]
        if text == "\x04":
            raise EOFError
        return named(text)

    def rest(self) -> str:
        line, end, after = self._waiting.replace("\r", "\n").partition("\n")
        self._waiting = after
        return line + end


def _burst() -> str:
    """What was typed since; an arrow key arrives as several characters at once."""
    import select  # on Windows it knows no terminals

    # a signal that comes before the system call begins does not end it
    while not select.select([sys.stdin.fileno()], [], [], _GLANCE)[0]:
        pass
    data = os.read(sys.stdin.fileno(), 64)
    if not data:
        raise EOFError
    return data.decode("utf-8", "replace")
