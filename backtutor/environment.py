"""The outside world as one value: streams, terminal, language, home folder, clock.

`environment` is pure: it gets the variables, the streams and what was said on the command line,
and decides. Options win over BACKTUTOR_… variables, those over the general ones (NO_COLOR, TERM,
LANG). `this_process` is the one place that looks at the process itself; tests make an
`Environment` of their own, every field but the streams having a quiet default.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TextIO

from backtutor.messages import message
from backtutor.problems import Exit, Stop
from backtutor.text import LANGUAGES

Clock = Callable[[], datetime]
Size = tuple[int, int]
"""Columns and lines."""

PRETTY_SAMPLE = "∂−₅✓─"
"""Where these can be printed, so can everything that a screen draws."""

STANDARD_SIZE: Size = (80, 24)
_OFF = ("", "0", "false", "no", "off")
_DUMB = ("dumb", "unknown")


class Options(NamedTuple):
    """What the command line said."""

    lang: str | None = None
    plain: bool = False
    ascii: bool = False
    no_color: bool = False
    seed: int | None = None
    home: Path | None = None


class Streams(NamedTuple):
    """Where answers come from, where results go, where talk goes."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything outside that the program may ask about.

    `terminal`: the output is one; `interactive`: the input is one too, so that a person can be
    asked. `moving`: something on the screen may be redrawn. `plain`: sentences instead of
    drawings. `unicode`: the screen set can be printed and is wanted. `size` is asked anew
    each time, because a window can be resized. `chance` gives a seed to who was given none.
    """

    streams: Streams
    size: Callable[[], Size] = lambda: STANDARD_SIZE
    terminal: bool = False
    interactive: bool = False
    moving: bool = False
    color: bool = False
    dark: bool = True
    unicode: bool = True
    plain: bool = False
    lang: str = "en"
    seed: int | None = None
    chosen_home: Path | None = None
    clock: Clock = lambda: datetime.now(UTC)
    chance: Callable[[], int] = lambda: 0

    @property
    def width(self) -> int:
        return self.size()[0]

    @property
    def height(self) -> int:
        return self.size()[1]

    @property
    def home(self) -> Path:
        """Where progress is kept: the folder that was named, or the platform's own."""
        return self.chosen_home or _platform_home()


def this_process(options: Options) -> Environment:
    """The environment of this process, its streams made unable to fail on a character."""
    streams = Streams(_safe(sys.stdin), _safe(sys.stdout), _safe(sys.stderr))
    return replace(environment(os.environ, streams, options), chance=_chance)


def _chance() -> int:
    return int.from_bytes(os.urandom(4), "big")


def environment(variables: Mapping[str, str], streams: Streams, options: Options) -> Environment:
    """The environment that these variables, streams and options make."""
    dumb = variables.get("TERM") in _DUMB
    terminal = streams.stdout.isatty()
    plain = options.plain or _switch(variables, "PLAIN", otherwise=dumb or not terminal)
    ascii = options.ascii or _switch(variables, "ASCII", otherwise=False)
    colorless = options.no_color or bool(variables.get("NO_COLOR"))
    return Environment(
        streams=streams,
        size=lambda: _size(variables, streams.stdout),
        terminal=terminal,
        interactive=terminal and streams.stdin.isatty(),
        moving=terminal and not dumb and not plain,
        color=terminal and not dumb and not colorless,
        dark=_is_dark(variables),
        unicode=not ascii and printable(PRETTY_SAMPLE, streams.stdout),
        plain=plain,
        lang=_language(variables, options.lang),
        seed=_seed(variables, options.seed),
        chosen_home=options.home or _named_home(variables),
    )


def printable(text: str, stream: TextIO) -> bool:
    """Whether the encoding of `stream` has every character of `text`."""
    try:
        text.encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _safe(stream: TextIO | None) -> TextIO:
    """`stream`, replacing what it cannot read or print; an empty one where it is closed."""
    if stream is None:
        return io.StringIO()
    if isinstance(stream, io.TextIOWrapper):
        with suppress(io.UnsupportedOperation):  # read from already, it has been made so
            stream.reconfigure(errors="replace")
    return stream


def _switch(variables: Mapping[str, str], name: str, otherwise: bool) -> bool:
    text = variables.get(f"BACKTUTOR_{name}")
    return otherwise if text is None else text.strip().lower() not in _OFF


def _size(variables: Mapping[str, str], stream: TextIO) -> Size:
    try:
        columns, lines = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):  # no terminal, or a stream that is no file
        columns, lines = STANDARD_SIZE
    return (
        _count(variables.get("COLUMNS")) or columns or STANDARD_SIZE[0],
        _count(variables.get("LINES")) or lines or STANDARD_SIZE[1],
    )


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 0


def _is_dark(variables: Mapping[str, str]) -> bool:
    """The background of the terminal: COLORFGBG ends with its colour, 7 and 15 being white."""
    named = variables.get("BACKTUTOR_BACKGROUND")
    if named:
        return named.strip().lower() != "light"
    return variables.get("COLORFGBG", "").rpartition(";")[2] not in ("7", "15")


def _language(variables: Mapping[str, str], option: str | None) -> str:
    for source, text in (("--lang", option), ("BACKTUTOR_LANG", variables.get("BACKTUTOR_LANG"))):
        if text:
            return _known_language(source, text)
    locales = (variables.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    # C.UTF-8 names an encoding and no language
    spoken = next((locale for locale in locales if locale and not locale.startswith("C.")), "")
    return _language_of(spoken) or LANGUAGES[0]


def _known_language(source: str, text: str) -> str:
    found = _language_of(text)
    if found is None:
        raise Stop(message("environment-lang", source=source, text=text), Exit.USAGE)
    return found


def _language_of(locale: str) -> str | None:
    """The language of zh, ZH, zh-Hans and zh_CN.UTF-8 is zh."""
    stem = re.split(r"[-_.@]", locale.strip().lower())[0]
    return stem if stem in LANGUAGES else None


def _seed(variables: Mapping[str, str], option: int | None) -> int | None:
    text = variables.get("BACKTUTOR_SEED")
    if option is not None or not text:
        return option
    try:
        return int(text)
    except ValueError:
        raise Stop(message("environment-seed", text=text), Exit.USAGE) from None


def _named_home(variables: Mapping[str, str]) -> Path | None:
    text = variables.get("BACKTUTOR_HOME")
    return Path(text).expanduser() if text else None


def _platform_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("backtutor", appauthor=False)
