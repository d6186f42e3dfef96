"""Deadlines: work that may never end, done in a process of its own that can be stopped.

In: a function of a module, its arguments, and how many seconds it has. Out: what it returns, or
`LATE`. One process serves one question after the other; it is started at the first and again
after one that was late, and its start does not count. Where no process can be had, the work is
done here, however long it takes.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from enum import Enum
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import IO, Any, Final, Literal, TypeVar, cast

Found = TypeVar("Found")

START = 60.0
"""Seconds that a process may take until it is there: a slow disk, never the work itself."""


class Late(Enum):
    LATE = "late"


LATE: Final = Late.LATE
"""There was no answer in time, or none at all: the work failed."""

READY = "ready"
MODULE = "backtutor.deadline"


class Desk:
    """Where questions are put, one at a time; a context, so that nothing is left running."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.alone = False
        self._clerk: _Clerk | None = None

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._dismiss()

    def ask(self, function: Callable[..., Found], *arguments: Any) -> Found | Literal[Late.LATE]:
        """What `function` returns, or `LATE`."""
        clerk = self._clerk or self._hire()
        if clerk is None:
            return _answered_here(function, arguments)
        try:
            worked, found = clerk.ask((function, arguments), self.seconds)
        except (Empty, EOFError, OSError):  # too long, or it has died: of memory, say
            self._dismiss()
            return LATE
        return cast(Found, found) if worked else LATE

    def _hire(self) -> _Clerk | None:
        """The other process; None where it does not start, which is tried once."""
        if not self.alone:
            try:
                self._clerk = _Clerk()
            except (Empty, EOFError, OSError):
                self.alone = True
        return self._clerk

    def _dismiss(self) -> None:
        if self._clerk is not None:
            self._clerk.stop()
        self._clerk = None


def _answered_here(
    function: Callable[..., Found], arguments: tuple[Any, ...]
) -> Found | Literal[Late.LATE]:
    try:
        return function(*arguments)
    except Exception:
        return LATE


class _Clerk:
    """The other process, as this one sees it."""

    def __init__(self) -> None:
        # it finds the modules that this process found
        places = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=places,
        )
        assert self.process.stdin
        assert self.process.stdout
        self.questions, self.answers = self.process.stdin, self.process.stdout
        self.inbox: SimpleQueue[Any] = SimpleQueue()
        # a pipe cannot be waited for with a limit everywhere; a queue can
        Thread(target=self._read, daemon=True).start()
        try:
            self._next(START)
        except (Empty, EOFError):
            self.stop()
            raise

    def ask(self, question: Any, seconds: float) -> Any:
        pickle.dump(question, self.questions)
        self.questions.flush()
        return self._next(seconds)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _read(self) -> None:
        try:
            while True:
                self.inbox.put(pickle.load(self.answers))
        except Exception as fault:
            self.inbox.put(fault)

    def _next(self, seconds: float) -> Any:
        found = self.inbox.get(timeout=seconds)
        if isinstance(found, Exception):
            raise EOFError from found
        return found


# -- the other process


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until nobody asks any more."""
    import signal

    from backtutor.proof import load

    # Ctrl-C is for the command, which then stops this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load()
    _put(True, READY, answers)
    while True:
        try:
            function, arguments = pickle.load(questions)
        except EOFError:
            return
        try:
            found = function(*arguments)
        except Exception:
            _put(False, None, answers)
        else:
            _put(True, found, answers)


def _put(worked: bool, found: Any, answers: IO[bytes]) -> None:
    pickle.dump((worked, found), answers)
    answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
