"""The store: the events of every lesson, one append-only file a lesson.

In: the home folder and a clock. Out: `Log`s to append to and `History`s to fold. An event is on
the disk before `append` returns. Nothing in a file is dropped in silence: a torn last line is
set aside, a damaged one is skipped and reported, and a folder that cannot be written costs a
warning, not the session. The sentences are `store-…` in `backtutor.text.command`.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from datetime import UTC
from io import FileIO
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from backtutor.environment import Clock
from backtutor.events import JSON, Event, Reading, decode, encode
from backtutor.messages import Message, message
from backtutor.problems import Exit, Stop

Notices = tuple[Message, ...]

# fdatasync leaves out the file's times; macOS and Windows have only fsync
_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


class History(NamedTuple):
    """What is known of a lesson, and what there is to say about its file."""

    events: tuple[Event, ...] = ()
    notices: Notices = ()
    damaged: bool = False


class Store:
    """The progress below one home folder."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self.home = home
        self.clock = clock

    def keys(self) -> tuple[str, ...]:
        """The lessons that have a file, sorted."""
        folder = self.home / "progress"
        files = folder.rglob("*.jsonl")
        return tuple(sorted(lesson_of(file.relative_to(folder)) for file in files))

    def read(self, lesson: str) -> History:
        """The events of a lesson, without a lock: a session may be appending to them."""
        files = self._files(lesson)
        try:
            reading = _read(files.log)
        except OSError as error:
            return History(notices=(_about("store-unreadable", files.log, error),))
        notices = _damage(reading, files.log)
        if reading.newer is not None:
            notices += (_newer(files.log, reading.newer),)
        return History(reading.events, notices, bool(reading.damaged))

    def open(self, lesson: str) -> Log:
        """The log of a lesson, locked until it is closed or its process ends.

        Stops where another session holds the lesson or a later version wrote its file.
        """
        files = self._files(lesson)
        with ExitStack() as held:
            try:
                unlocked = _lock(files.lock, lesson, held)
                reading = _supported(files.log)
                file = held.enter_context(files.log.open("ab", buffering=0))
                torn = _mend(file, reading, files.torn)
            except OSError as error:
                return self._unsaved(files.log, error)
            notices = (*unlocked, *torn, *_damage(reading, files.log))
            return Log(reading.events, notices, self.clock, _Tape(files.log, file, held.pop_all()))

    def reset(self, lesson: str) -> Path | None:
        """Moves the file of a lesson to the archive and says where; None where there is none."""
        files = self._files(lesson)
        try:
            if not files.log.exists():
                return None
            with ExitStack() as held:
                _lock(files.lock, lesson, held)
                archived = self._archive(lesson)
                archived.parent.mkdir(parents=True, exist_ok=True)
                return files.log.rename(archived)
        except OSError as error:
            raise Stop(_about("store-not-archived", files.log, error)) from error

    def _files(self, lesson: str) -> _Files:
        log = self.home / "progress" / file_of(lesson)
        return _Files(log, log.with_suffix(".lock"), log.with_suffix(".torn"))

    def _archive(self, lesson: str) -> Path:
        """A name that is not taken yet."""
        name = self.home / "archive" / file_of(lesson)
        stamp = self.clock().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        names = (name.with_name(f"{name.stem}.{stamp}.{n}.jsonl") for n in count(1))
        return next(candidate for candidate in names if not candidate.exists())

    def _unsaved(self, file: Path, error: OSError) -> Log:
        reading = Reading()
        with suppress(OSError):
            reading = _supported(file)
        notices = (_about("store-unwritable", file.parent, error), *_damage(reading, file))
        return Log(reading.events, notices, self.clock)


class Log:
    """The events of one lesson, to read and to append to; in memory only where `tape` is None."""

    def __init__(
        self,
        events: Iterable[Event],
        notices: Notices,
        clock: Clock,
        tape: _Tape | None = None,
    ) -> None:
        self._events = list(events)
        self._notices = list(notices)
        self._clock = clock
        self._tape = tape
        self._failing = False

    @property
    def events(self) -> tuple[Event, ...]:
        """All events in the order of the file."""
        return tuple(self._events)

    def append(self, kind: str, /, **facts: JSON) -> Event:
        """Adds an event that happens now; it is on the disk when this returns."""
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
        event = Event(os.urandom(8).hex(), at.replace("+00:00", "Z"), kind, facts)
        self._record((event,))
        return event

    def merge(self, events: Iterable[Event]) -> int:
        """Adds the events that are not here yet, and says how many they were."""
        known = {event.id for event in self._events}
        new = tuple(event for event in events if event.id not in known)
        self._record(new)
        return len(new)

    def take_notices(self) -> Notices:
        """What there is to say since this was last asked."""
        notices = tuple(self._notices)
        self._notices.clear()
        return notices

    def close(self) -> None:
        """Gives up the lock."""
        if self._tape is not None:
            self._tape.close()

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _record(self, events: tuple[Event, ...]) -> None:
        lines = b"".join(map(encode, events))
        self._events.extend(events)
        if self._tape is None:
            return
        try:
            self._tape.write(lines)
        except OSError as error:
            if not self._failing:
                self._notices.append(_about("store-not-saved", self._tape.path, error))
            self._failing = True
        else:
            if self._failing:
                self._notices.append(message("store-saved-again", path=str(self._tape.path)))
            self._failing = False


class _Tape:
    """The end of a file: takes whole lines, keeps what the disk refuses for the next time."""

    def __init__(self, path: Path, file: FileIO, held: ExitStack) -> None:
        self.path = path
        self._file = file
        self._held = held
        self._pending = b""

    def write(self, lines: bytes) -> None:
        self._pending += lines
        while self._pending:
            self._pending = self._pending[self._file.write(self._pending) :]
        _sync(self._file.fileno())

    def close(self) -> None:
        self._held.close()


# ---- files -----------------------------------------------------------------------------------


class _Files(NamedTuple):
    """The files of one lesson: its events, its lock, and what was set aside."""

    log: Path
    lock: Path
    torn: Path


def _read(file: Path) -> Reading:
    try:
        return decode(file.read_bytes())
    except FileNotFoundError:
        return Reading()


def _supported(file: Path) -> Reading:
    reading = _read(file)
    if reading.newer is not None:
        raise Stop(_newer(file, reading.newer))
    return reading


def _mend(file: FileIO, reading: Reading, aside: Path) -> Notices:
    """Makes the file end with a whole line; the torn one is copied before it is cut off."""
    if reading.unended:
        file.write(b"\n")
    if not reading.torn:
        return ()
    with aside.open("ab", buffering=0) as rest:
        rest.write(reading.torn + b"\n")
        os.fsync(rest.fileno())
    file.truncate(file.seek(0, os.SEEK_END) - len(reading.torn))
    return (message("store-torn", path=str(aside)),)


# ---- notices ---------------------------------------------------------------------------------


def _about(id: str, path: Path, error: OSError) -> Message:
    return message(id, path=str(path), reason=error.strerror or str(error))


def _newer(file: Path, format: int) -> Message:
    return message("store-newer", path=str(file), format=format)


def _damage(reading: Reading, file: Path) -> Notices:
    lines = reading.damaged
    if not lines:
        return ()
    facts = {"path": str(file), "count": len(lines), "line": lines[0], "kept": len(reading.events)}
    return (message("store-damaged", **facts),)


# ---- locks -----------------------------------------------------------------------------------

# The operating system gives up these locks when a process ends, however it ends.
if sys.platform == "win32":
    import msvcrt

    def _hold(file: FileIO) -> None:
        # a locked byte cannot be read by others on Windows: it lies beyond the process number
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _hold(file: FileIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def _lock(path: Path, lesson: str, held: ExitStack) -> Notices:
    """Locks `path` until `held` is closed; warns on file systems that have no locks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = held.enter_context(path.open("a+b", buffering=0))
    try:
        _hold(file)
    except OSError as error:
        if error.errno in _TAKEN:
            raise _in_use(file, lesson) from None
        return (_about("store-no-locks", path, error),)
    file.truncate(0)
    file.write(b"%d\n" % os.getpid())
    return ()


def _in_use(file: FileIO, lesson: str) -> Stop:
    file.seek(0)
    process = re.match(rb"\d{1,10}", file.read(20))
    return Stop(
        message("store-in-use", lesson=lesson, process=process[0].decode() if process else "?"),
        Exit.PROBLEMS,
    )


# ---- names of files --------------------------------------------------------------------------

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-_")
_RESERVED = r"con|prn|aux|nul|(com|lpt)[0-9]"
_LONGEST = 120


def file_of(lesson: str) -> Path:
    """The file of a lesson key, a name on every system: `pack/w1` is pack+w1.jsonl.

    Capitals are escaped too, because some systems do not tell them apart. A name longer than
    a file system takes goes on in a folder of its first part.
    """
    name = "".join(map(_escaped, lesson.encode("utf-8", "surrogatepass")))
    parts = [name[i : i + _LONGEST] for i in range(0, len(name), _LONGEST)]
    *folders, last = map(_allowed, parts)
    return Path(*folders, f"{last}.jsonl")


def lesson_of(file: Path) -> str:
    """The lesson key of a file: `file_of` read backwards."""
    name = "".join(file.with_suffix("").parts).replace("+", "/").encode()
    return re.sub(rb"%(..)", lambda code: bytes.fromhex(code[1].decode()), name).decode(
        "utf-8", "surrogatepass"
    )


def _escaped(byte: int) -> str:
    if byte in _PLAIN:
        return chr(byte)
    return "+" if byte == ord("/") else f"%{byte:02x}"


def _allowed(part: str) -> str:
    """Windows keeps some names for devices: con becomes %63on."""
    return f"%{ord(part[0]):02x}{part[1:]}" if re.fullmatch(_RESERVED, part) else part
