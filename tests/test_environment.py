"""The environment: who decides what, and in which order."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from backtutor.environment import (
    Environment,
    Options,
    Streams,
    environment,
    printable,
    this_process,
)
from backtutor.problems import Exit, Stop
from backtutor.text import say


class Terminal(io.TextIOWrapper):
    """A stream in memory that claims to be a terminal."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        return True


def pipe(encoding: str = "utf-8") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


def at_terminal(
    variables: Mapping[str, str] | None = None,
    options: Options | None = None,
    encoding: str = "utf-8",
) -> Environment:
    streams = Streams(Terminal(), Terminal(encoding), Terminal())
    return environment(variables or {}, streams, options or Options())


def in_pipe(variables: Mapping[str, str] | None = None) -> Environment:
    return environment(variables or {}, Streams(pipe(), pipe(), pipe()), Options())


def test_a_terminal_gets_everything() -> None:
    found = at_terminal()
    assert (found.terminal, found.interactive, found.moving) == (True, True, True)
    assert (found.color, found.unicode, found.plain) == (True, True, False)
    assert (found.width, found.height, found.dark) == (80, 24, True)
    assert (found.lang, found.seed) == ("en", None)


def test_a_pipe_gets_plain_sentences_without_colour() -> None:
    found = in_pipe()
    assert (found.terminal, found.interactive, found.moving) == (False, False, False)
    assert (found.color, found.unicode, found.plain) == (False, True, True)


def test_answers_from_a_pipe_cannot_be_asked_for() -> None:
    found = environment({}, Streams(pipe(), Terminal(), Terminal()), Options())
    assert (found.terminal, found.interactive) == (True, False)


@pytest.mark.parametrize(
    ("variables", "options", "plain"),
    [
        ({}, Options(plain=True), True),
        ({"BACKTUTOR_PLAIN": "1"}, Options(), True),
        ({"BACKTUTOR_PLAIN": "0"}, Options(plain=True), True),
        ({"BACKTUTOR_PLAIN": "0"}, Options(), False),
        ({"BACKTUTOR_PLAIN": ""}, Options(), False),
        ({"TERM": "dumb"}, Options(), True),
        ({"TERM": "dumb", "BACKTUTOR_PLAIN": "no"}, Options(), False),
        ({"TERM": "xterm-256color"}, Options(), False),
    ],
)
def test_plain_is_an_option_then_a_variable_then_the_terminal(
    variables: dict[str, str], options: Options, plain: bool
) -> None:
    assert at_terminal(variables, options).plain is plain


def test_a_variable_gives_drawings_to_a_pipe() -> None:
    assert in_pipe({"BACKTUTOR_PLAIN": "0"}).plain is False


@pytest.mark.parametrize(
    ("variables", "options", "color"),
    [
        ({}, Options(no_color=True), False),
        ({"NO_COLOR": "1"}, Options(), False),
        ({"NO_COLOR": ""}, Options(), True),
        ({"TERM": "dumb", "BACKTUTOR_PLAIN": "0"}, Options(), False),
        ({"BACKTUTOR_PLAIN": "1"}, Options(), True),
    ],
)
def test_colour_is_given_up_for_each_of_its_reasons(
    variables: dict[str, str], options: Options, color: bool
) -> None:
    assert at_terminal(variables, options).color is color


@pytest.mark.parametrize(
    ("variables", "options"),
    [
        ({"TERM": "dumb"}, Options()),
        ({"TERM": "dumb", "BACKTUTOR_PLAIN": "0"}, Options()),
        ({}, Options(plain=True)),
    ],
)
def test_nothing_moves_on_a_dumb_or_plain_screen(
    variables: dict[str, str], options: Options
) -> None:
    assert at_terminal(variables, options).moving is False


@pytest.mark.parametrize(
    ("encoding", "variables", "options", "unicode"),
    [
        ("utf-8", {}, Options(), True),
        ("gb18030", {}, Options(), True),
        ("gbk", {}, Options(), False),
        ("cp437", {}, Options(), False),
        ("ascii", {}, Options(), False),
        ("ascii", {"BACKTUTOR_ASCII": "0"}, Options(), False),
        ("utf-8", {"BACKTUTOR_ASCII": "1"}, Options(), False),
        ("utf-8", {"BACKTUTOR_ASCII": "0"}, Options(ascii=True), False),
        ("utf-8", {}, Options(ascii=True), False),
    ],
)
def test_the_screen_set_is_used_where_it_can_be_printed_and_is_wanted(
    encoding: str, variables: dict[str, str], options: Options, unicode: bool
) -> None:
    assert at_terminal(variables, options, encoding).unicode is unicode


def test_a_stream_without_an_encoding_can_print_everything() -> None:
    assert printable("∂", io.StringIO())


@pytest.mark.parametrize(
    ("variables", "option", "lang"),
    [
        ({}, None, "en"),
        ({}, "zh", "zh"),
        ({"LANG": "zh_CN.UTF-8"}, None, "zh"),
        ({"LANG": "zh"}, None, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "en", "en"),
        ({"LANG": "zh_CN.UTF-8", "BACKTUTOR_LANG": "en"}, None, "en"),
        ({"LANG": "en_US.UTF-8", "BACKTUTOR_LANG": "zh"}, None, "zh"),
        ({"BACKTUTOR_LANG": "zh"}, "en", "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, None, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, None, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, None, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, None, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, None, "en"),
        ({"LANG": "zhx"}, None, "en"),
    ],
)
def test_the_language_is_an_option_then_a_variable_then_the_locale(
    variables: dict[str, str], option: str | None, lang: str
) -> None:
    assert at_terminal(variables, Options(lang=option)).lang == lang


@pytest.mark.parametrize(
    ("variables", "options", "sentence"),
    [
        ({}, Options(lang="fr"), "`--lang` is `fr`, expected `en` or `zh`"),
        ({"BACKTUTOR_LANG": "fr"}, Options(), "`BACKTUTOR_LANG` is `fr`, expected `en` or `zh`"),
        (
            {"BACKTUTOR_SEED": "x"},
            Options(),
            "`BACKTUTOR_SEED` is `x`, expected a whole number",
        ),
    ],
)
def test_a_setting_that_means_nothing_is_refused(
    variables: dict[str, str], options: Options, sentence: str
) -> None:
    with pytest.raises(Stop) as stop:
        at_terminal(variables, options)
    assert (say(stop.value.message, "en"), stop.value.status) == (sentence, Exit.USAGE)


@pytest.mark.parametrize(
    ("variables", "option", "seed"),
    [
        ({}, None, None),
        ({"BACKTUTOR_SEED": "7"}, None, 7),
        ({"BACKTUTOR_SEED": "7"}, 0, 0),
        ({"BACKTUTOR_SEED": "x"}, 3, 3),
    ],
)
def test_the_seed_is_an_option_then_a_variable(
    variables: dict[str, str], option: int | None, seed: int | None
) -> None:
    assert at_terminal(variables, Options(seed=option)).seed == seed


@pytest.mark.parametrize(
    ("variables", "size"),
    [
        ({}, (80, 24)),
        ({"COLUMNS": "120", "LINES": "40"}, (120, 40)),
        ({"COLUMNS": "0", "LINES": "-3"}, (80, 24)),
        ({"COLUMNS": "wide", "LINES": "²"}, (80, 24)),
    ],
)
def test_the_size_is_80_by_24_unless_the_terminal_or_a_variable_says_otherwise(
    variables: dict[str, str], size: tuple[int, int]
) -> None:
    found = at_terminal(variables)
    assert (found.width, found.height) == size


def test_the_size_is_asked_anew_each_time() -> None:
    sizes = iter([(80, 24), (120, 40)])
    found = Environment(Streams(pipe(), pipe(), pipe()), size=lambda: next(sizes))
    assert (found.width, found.width) == (80, 120)


@pytest.mark.parametrize(
    ("variables", "dark"),
    [
        ({}, True),
        ({"COLORFGBG": "15;0"}, True),
        ({"COLORFGBG": "0;15"}, False),
        ({"COLORFGBG": "0;default;7"}, False),
        ({"COLORFGBG": "0;15", "BACKTUTOR_BACKGROUND": "dark"}, True),
        ({"BACKTUTOR_BACKGROUND": "light"}, False),
    ],
)
def test_the_background_is_dark_unless_the_terminal_or_a_variable_says_otherwise(
    variables: dict[str, str], dark: bool
) -> None:
    assert at_terminal(variables).dark is dark


@pytest.mark.parametrize(
    ("variables", "options", "home"),
    [
        ({}, Options(home=Path("here")), Path("here")),
        ({"BACKTUTOR_HOME": "there"}, Options(home=Path("here")), Path("here")),
        ({"BACKTUTOR_HOME": "there"}, Options(), Path("there")),
        ({"BACKTUTOR_HOME": "~/there"}, Options(), Path.home() / "there"),
    ],
)
def test_home_is_an_option_then_a_variable(
    variables: dict[str, str], options: Options, home: Path
) -> None:
    assert at_terminal(variables, options).home == home


def test_home_is_the_platforms_own_where_none_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    home = at_terminal({"BACKTUTOR_HOME": ""}).home
    assert home.name == "backtutor"
    assert home.is_relative_to(tmp_path)


def test_the_clock_knows_its_time_zone() -> None:
    assert at_terminal().clock().tzinfo is not None


PRINT_AND_READ = """
from backtutor.environment import Options, this_process
world = this_process(Options())
print(world.unicode, repr(world.streams.stdin.readline()))
print("∂ 梯度", world.home)
"""


def test_no_stream_fails_on_a_character_it_does_not_have() -> None:
    variables = os.environ | {"PYTHONIOENCODING": "ascii:strict", "BACKTUTOR_HOME": "here"}
    found = subprocess.run(
        [sys.executable, "-c", PRINT_AND_READ],
        input="梯度\n".encode(),
        env=variables,
        capture_output=True,
        check=True,
    )
    assert found.stdout.splitlines() == [rb"False '??????\n'", b"? ?? here"]


def test_closed_streams_are_empty_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    found = this_process(Options(home=Path("here")))
    assert found.streams.stdin.read() == ""
    assert (found.terminal, found.plain) == (False, True)


def test_platformdirs_is_loaded_only_where_no_home_is_named() -> None:
    program = (
        "import sys\n"
        "from backtutor.environment import Options, this_process\n"
        "home = this_process(Options()).home\n"
        "print('platformdirs' in sys.modules)"
    )
    loaded = [
        subprocess.check_output(
            [sys.executable, "-c", program], env=os.environ | {"BACKTUTOR_HOME": home}, text=True
        )
        for home in ("here", "")
    ]
    assert loaded == ["False\n", "True\n"]
