"""Keys: what can be typed besides an answer, in one table.

The legend, `:help`, the table of the README and a test are made from it. Answers begin with
letters and signs, so no letter alone is a command at the answer prompt.
"""

from __future__ import annotations

from typing import NamedTuple

from backtutor.problems import nearest


class Key(NamedTuple):
    """One key or command: how it is typed, its id, its argument, whether the legend shows it."""

    typed: str
    id: str
    argument: str = ""
    legend: bool = False

    @property
    def shown(self) -> str:
        return f"{self.typed} {self.argument}".strip()


KEYS: tuple[Key, ...] = (
    Key("Enter", "submit", legend=True),
    Key("?", "hint", legend=True),
    Key("!", "reveal", legend=True),
    Key("<", "back", legend=True),
    Key(">", "skip", legend=True),
    Key(":help", "help", legend=True),
    Key(":graph", "graph"),
    Key(":table", "table"),
    Key(":formula", "formula"),
    Key(":entries", "entries", "NAME"),
    Key(":check", "check"),
    Key(":nudge", "nudge", "NAME"),
    Key(":calc", "calc", "EXPR"),
    Key(":why", "why"),
    Key(":note", "note", "TEXT"),
    Key(":full", "full"),
    Key(":lang", "lang"),
    Key(":save", "save"),
    Key(":quit", "quit", legend=True),
)

_FULL_WIDTH = str.maketrans("？！：＜＞", "?!:<>")


class Command(NamedTuple):
    """A command that was typed, with what stands after it."""

    id: str
    argument: str = ""


class Unknown(NamedTuple):
    """A `:word` that is no command, and the command that it may misspell."""

    typed: str
    near: str | None


def command(typed: str) -> Command | Unknown | None:
    """The command in `typed`, its full-width form included; None where it is an answer."""
    text = typed.strip()
    if not text:
        return Command("submit")
    text = text[0].translate(_FULL_WIDTH) + text[1:]
    if text.startswith(":"):
        return _named(text)
    return next((Command(key.id) for key in KEYS if key.typed == text), None)


def _named(text: str) -> Command | Unknown:
    """A unique prefix of a command is enough: `:q`."""
    word, _, argument = text[1:].partition(" ")
    ids = [key.typed[1:] for key in KEYS if key.typed.startswith(":")]
    found = [id for id in ids if id.startswith(word.lower())] if word else []
    if word.lower() in found or len(found) == 1:
        return Command(word.lower() if word.lower() in found else found[0], argument.strip())
    near = nearest(word, ids)
    return Unknown(f":{word}", f":{near}" if near else None)
