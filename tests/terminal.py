"""A real terminal: the program in a pseudo-terminal, its screen as pyte sees it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pyte

TIMEOUT = 20.0


class Terminal:
    """A running program. Text is looked for on the screen and in what has scrolled off it."""

    def __init__(
        self, arguments: list[str], home: Path, columns: int = 80, rows: int = 24, **variables: str
    ) -> None:
        self.screen = pyte.HistoryScreen(columns, rows, history=2000)
        self.stream = pyte.Stream(self.screen)
        inherited = {k: os.environ[k] for k in ("PATH", "PYTHONPATH", "HOME") if k in os.environ}
        environment = {
            **inherited,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "en_US.UTF-8",
            "PYTHONUTF8": "1",
            "BACKTUTOR_HOME": str(home),
            **variables,
        }
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "backtutor", *arguments],
            env=environment,  # type: ignore[arg-type]
            dimensions=(rows, columns),
            encoding="utf-8",
            codec_errors="replace",
            timeout=TIMEOUT,
        )
        self.child.delaybeforesend = None
        self.output = ""

    # -- what is seen

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).rstrip()

    @property
    def scrolled(self) -> str:
        """Everything that was shown, from the first line on."""
        lines = [
            "".join(row[column].data for column in range(self.screen.columns)).rstrip()
            for row in self.screen.history.top
        ]
        return "\n".join([*lines, self.text])

    def row(self, text: str) -> int:
        """The last row that holds `text`."""
        return max(row for row, line in enumerate(self.lines) if text in line)

    def cell(self, row: int, column: int) -> pyte.screens.Char:
        return self.screen.buffer[row][column]

    def echoes(self) -> bool:
        """Whether the terminal is as a shell expects it."""
        import termios

        modes = termios.tcgetattr(self.child.child_fd)[3]
        return bool(modes & termios.ECHO and modes & termios.ICANON)

    # -- what is done

    def wait(self, text: str) -> Terminal:
        """Until the cursor's line or any other holds `text`."""
        end = time.monotonic() + TIMEOUT
        while text not in self.text:
            assert time.monotonic() < end, f"no {text!r} on\n{self.text}"
            self._read()
        return self

    def prompt(self, prompt: str) -> Terminal:
        """Until the cursor stands right behind `prompt`."""
        return self._prompt(prompt, since=0)

    def _prompt(self, prompt: str, since: int) -> Terminal:
        """The same, on a line that was begun after so much output."""
        end = time.monotonic() + TIMEOUT
        while not (self._at(prompt) and (not since or "\n" in self.output[since:])):
            assert time.monotonic() < end, f"no prompt {prompt!r} on\n{self.text}"
            self._read()
        return self

    def _at(self, prompt: str) -> bool:
        return self.lines[self.screen.cursor.y].endswith(prompt.rstrip())

    def _read(self) -> None:
        try:
            data = self.child.read_nonblocking(65536, timeout=0.2)
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            time.sleep(0.05)
            return
        self.output += data
        self.stream.feed(data)

    def keys(self, text: str) -> Terminal:
        self.child.send(text)
        return self

    def type(self, text: str, then: str) -> Terminal:
        """Type a line at the prompt and wait for the next one."""
        since = len(self.output)
        return self.keys(f"{text}\r")._prompt(then, since)

    def interrupt(self) -> Terminal:
        """Ctrl-C, once the program waits for a key.

        A signal that comes just before a system call begins is noticed only when that returns,
        so it is not enough that the prompt is on the screen.
        """
        quiet, end = 0, time.monotonic() + TIMEOUT
        while quiet < 5 and time.monotonic() < end:
            time.sleep(0.05)
            quiet = quiet + 1 if self._waits() else 0
        return self.keys("\x03")

    def _waits(self) -> bool:
        """Whether the program sleeps; where nothing tells, it is taken to."""
        status = Path(f"/proc/{self.child.pid}/stat")
        if not status.exists():
            return True
        return status.read_text().rpartition(")")[2].split()[0] == "S"

    def resize(self, columns: int, rows: int) -> Terminal:
        self.child.setwinsize(rows, columns)
        self.screen.resize(rows, columns)
        # pyte cuts lines off above and leaves the cursor where it was
        self.screen.cursor.y = min(self.screen.cursor.y, rows - 1)
        return self

    def leave(self) -> int:
        """Until the program has ended; its exit status."""
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            try:
                data = self.child.read_nonblocking(65536, timeout=TIMEOUT)
            except pexpect.EOF:
                break
            self.output += data
            self.stream.feed(data)
        self.child.wait()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)


@contextmanager
def terminal(
    arguments: str | list[str], home: Path, columns: int = 80, rows: int = 24, **variables: str
) -> Iterator[Terminal]:
    """The program on a terminal, ended when the test is."""
    words = arguments.split() if isinstance(arguments, str) else arguments
    running = Terminal(words, home, columns, rows, **variables)
    try:
        yield running
    finally:
        running.child.close(force=True)
