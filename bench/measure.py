"""Measuring: paired runs, medians, and programs in a terminal of their own.

A figure is a ratio wherever there is a peer. The two are run in turns, so that whatever else
the machine does falls on both, and the medians are compared.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import pexpect  # type: ignore[import-untyped]

Measure = Callable[[], float]

BACKTUTOR = (sys.executable, "-m", "backtutor")
PROMPT = "› "
TIMEOUT = 30


class Unmeasured(Exception):
    """Why a row could not be measured here."""


def ratio(ours: Measure, peer: Measure, rounds: int) -> float:
    """The median of `ours` by the median of `peer`, run in turns after one warm-up each."""
    pairs = [(ours(), peer()) for _ in range(rounds + 1)][1:]
    return median(our for our, _ in pairs) / median(other for _, other in pairs)


def percentile(samples: Sequence[float], percent: float) -> float:
    """The sample that `percent` of all samples do not exceed."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def seconds(work: Callable[[], object]) -> Measure:
    """How long `work` takes."""

    def measure() -> float:
        start = perf_counter()
        work()
        return perf_counter() - start

    return measure


def command(*words: str) -> Measure:
    """How long a command takes from start to end."""
    return seconds(lambda: _run(words))


def _run(words: Sequence[str]) -> None:
    with TemporaryDirectory() as home:
        done = subprocess.run(words, env=_settings(home), capture_output=True, text=True)
    if done.returncode:
        raise Unmeasured(f"`{' '.join(words[-2:])}` failed: {_last_line(done.stderr)}")


def python(program: str) -> tuple[str, ...]:
    """The command that runs a line of Python."""
    return (sys.executable, "-c", program)


@contextmanager
def in_terminal(*words: str) -> Iterator[Any]:
    """A command in a real terminal of 80×24 with a home folder of its own."""
    with TemporaryDirectory() as home:
        child = pexpect.spawn(
            words[0],
            list(words[1:]),
            env=_settings(home),
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=TIMEOUT,
        )
        child.delaybeforesend = None
        try:
            yield child
        finally:
            child.close(force=True)


def until_shown(text: str, *words: str) -> Measure:
    """How long a command takes until `text` is on its terminal."""

    def measure() -> float:
        start = perf_counter()
        with in_terminal(*words) as child:
            await_text(child, text)
            return perf_counter() - start

    return measure


def resident(text: str, *words: str) -> Measure:
    """The memory a command holds when `text` is on its terminal, in KiB."""

    def measure() -> float:
        with in_terminal(*words) as child:
            await_text(child, text)
            return _kibibytes(child.pid)

    return measure


def await_text(child: Any, *texts: str) -> str:
    """The first of the texts that a terminal shows."""
    try:
        place: int = child.expect_exact(list(texts))
    except (pexpect.EOF, pexpect.TIMEOUT):
        wanted = " or ".join(map(repr, texts))
        raise Unmeasured(f"{wanted} did not appear: {_last_line(child.before)}") from None
    return texts[place]


def _kibibytes(process: int) -> float:
    found = subprocess.check_output(["ps", "-o", "rss=", "-p", str(process)], text=True)
    return float(found)


def _settings(home: str) -> dict[str, str]:
    """The environment of a run: the same everywhere, apart from where programs are found."""
    here = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV") if name in os.environ}
    root = str(Path(__file__).parents[1])
    terminal = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": root}
    return here | terminal | {"HOME": home, "BACKTUTOR_HOME": home}


def _last_line(text: object) -> str:
    lines = str(text).strip().splitlines()
    return lines[-1] if lines else "it printed nothing"
