"""Events: what happened in a session, as values and as lines of a JSONL file.

An `Event` says when and what; the facts belong to whoever appends it. `encode` makes one line,
`decode` reads a whole file and never raises: lines that are not events are counted, and an event
is found again even where the line before it has run into it. A state is a fold over the events.
To add a kind of event, append one; to change the line itself, raise `FORMAT`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from zlib import crc32

JSON: TypeAlias = bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"] | None

FORMAT = 1
_ENCODER = json.JSONEncoder(separators=(",", ":"))
_OPENING = '{"format":'


class Event(NamedTuple):
    """One thing that happened: `id` is unique on all machines, `at` is UTC and sorts as text."""

    id: str
    at: str
    kind: str
    facts: Mapping[str, JSON] = {}


class Newer(NamedTuple):
    """An event in a format that only a later version of the program can read."""

    format: int


class Reading(NamedTuple):
    """A decoded file.

    `damaged` are the numbers of the lines that hold anything but one event. `torn` is what was
    written of a last event that never ended; `unended` says that the last line is worth keeping
    and lacks its line break. `newer` is the format of a file that this version cannot continue.
    """

    events: tuple[Event, ...] = ()
    damaged: tuple[int, ...] = ()
    torn: bytes = b""
    unended: bool = False
    newer: int | None = None


class _Line(NamedTuple):
    """The events of a line, and whether they are all that the line holds."""

    records: tuple[Event | Newer, ...]
    whole: bool


def encode(event: Event) -> bytes:
    """The line of an event, in ASCII, with a checksum: damage can leave a line well formed."""
    return _json(_fields(event) | {"crc": _checksum(event)}) + b"\n"


def _fields(event: Event) -> dict[str, JSON]:
    return {
        "format": FORMAT,
        "id": event.id,
        "at": event.at,
        "kind": event.kind,
        "facts": event.facts,
    }


def _checksum(event: Event) -> str:
    return f"{crc32(_json(_fields(event))):08x}"


def _json(fields: Mapping[str, JSON]) -> bytes:
    return _ENCODER.encode(fields).encode("ascii")


def decode(data: bytes) -> Reading:
    """Every event of a file, and what else it holds."""
    texts = data.split(b"\n")
    lines = [_line(text) for text in texts]
    tail = lines[-1]
    torn = not tail.records and not tail.whole
    records = [record for line in lines for record in line.records]
    newest = records[-1] if records else None
    return Reading(
        events=tuple(_without_copies(records)),
        damaged=tuple(_damaged(lines[:-1] if torn else lines, isinstance(newest, Newer))),
        torn=texts[-1] if torn else b"",
        unended=bool(tail.records),
        newer=newest.format if isinstance(newest, Newer) else None,
    )


def _damaged(lines: Sequence[_Line], newer: bool) -> Iterator[int]:
    """The numbers of damaged lines; a newer format before older lines is a damaged number."""
    for number, line in enumerate(lines, 1):
        misplaced = not newer and any(isinstance(record, Newer) for record in line.records)
        if misplaced or not line.whole:
            yield number


def _line(data: bytes) -> _Line:
    text = data.decode("utf-8", "replace").strip()
    try:
        record = _record(json.loads(text))
    except (ValueError, RecursionError):
        record = None
    if record:
        return _Line((record,), whole=True)
    return _Line(tuple(_salvage(text)), whole=not text)


def _salvage(text: str) -> Iterator[Event | Newer]:
    """The events within a damaged line.

    Where the line break after an event is lost, the next event stands in the same line. Inside
    a JSON string the quotes of the opening are escaped, so it is found nowhere else.
    """
    decoder = json.JSONDecoder()
    start = text.find(_OPENING)
    while start >= 0:
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            value, end = None, start + 1
        record = _record(value)
        if record:
            yield record
        start = text.find(_OPENING, end)


def _record(value: object) -> Event | Newer | None:
    match value:
        case {"format": int(format)} if format > FORMAT:
            return Newer(format)
        case {
            "format": int(format),
            "id": str(id),
            "at": str(at),
            "kind": str(kind),
            "facts": dict(facts),
            "crc": str(crc),
        } if format == FORMAT:
            event = Event(id, at, kind, facts)
            return event if _checksum(event) == crc else None
    return None


def _without_copies(found: Iterable[Event | Newer]) -> Iterator[Event]:
    """The events, each once: a file that was joined with its own copy holds them twice."""
    seen: dict[str, Event] = {}
    for event in found:
        if isinstance(event, Event) and seen.get(event.id) != event:
            seen[event.id] = event
            yield event
