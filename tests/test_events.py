"""Lines of the record: what is written reads back, and no damage takes a neighbour along."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backtutor.events import Event, Reading, decode, encode

FIRST = Event("a1", "2027-01-15T08:00:00.000Z", "answer", {"typed": "1.05", "right": True})
SECOND = Event("b2", "2027-01-15T08:00:01.000Z", "answer", {"typed": '{"format":1,"id"', "n": 3})
THIRD = Event("c3", "2027-01-15T08:00:02.000Z", "note", {"text": "链式法则 ∂ 𝜂\n", "none": None})
EVENTS = (FIRST, SECOND, THIRD)
LINES = tuple(map(encode, EVENTS))
NEWER = b'{"format":2,"id":"d4"}\n'


def test_a_line_is_one_line_of_ascii() -> None:
    assert encode(Event("c3", "2027-01-15T08:00:02.000Z", "note", {"text": "∂\n"})) == (
        b'{"format":1,"id":"c3","at":"2027-01-15T08:00:02.000Z","kind":"note",'
        b'"facts":{"text":"\\u2202\\n"},"crc":"0503eaaa"}\n'
    )


@pytest.mark.parametrize(
    ("data", "reading"),
    [
        pytest.param(b"", Reading(), id="nothing"),
        pytest.param(b"".join(LINES), Reading(EVENTS), id="all"),
        pytest.param(b"\n \n" + LINES[0] + b"\r\n", Reading((FIRST,)), id="blank lines"),
        pytest.param(LINES[0] * 2, Reading((FIRST,)), id="a copied line counts once"),
        pytest.param(
            LINES[0] + LINES[1][:40], Reading((FIRST,), torn=LINES[1][:40]), id="torn last line"
        ),
        pytest.param(
            LINES[0] + LINES[1][:-1], Reading((FIRST, SECOND), unended=True), id="no line break"
        ),
        pytest.param(
            LINES[0] + b"rubbish\n" + LINES[1], Reading((FIRST, SECOND), (2,)), id="damaged line"
        ),
        pytest.param(
            LINES[0][:-1] + b"x" + LINES[1], Reading((FIRST, SECOND), (1,)), id="lost line break"
        ),
        pytest.param(
            b'{"format":1,"id' + LINES[1], Reading((SECOND,), (1,)), id="event run into a torn one"
        ),
        pytest.param(
            LINES[0].replace(b"1.05", b"1.\xff5") + LINES[1],
            Reading((SECOND,), (1,)),
            id="undecodable byte",
        ),
        pytest.param(
            LINES[0].replace(b"1.05", b"1.06") + LINES[1],
            Reading((SECOND,), (1,)),
            id="well formed, but not what was written",
        ),
        pytest.param(LINES[0].replace(b'":', b'" : '), Reading((FIRST,)), id="spaces mean nothing"),
        pytest.param(
            LINES[0] + b"\x00" * 9, Reading((FIRST,), torn=b"\x00" * 9), id="a tail of zeros"
        ),
        pytest.param(b"[" * 99_999 + b"\n", Reading((), (1,)), id="deep nesting"),
        pytest.param(b"9" * 9_999 + b"\n", Reading((), (1,)), id="a number without end"),
        pytest.param(b'{"format":1,"id":7}\n', Reading((), (1,)), id="other fields"),
        pytest.param(LINES[0] + NEWER, Reading((FIRST,), newer=2), id="newer format"),
        pytest.param(
            NEWER + LINES[0], Reading((FIRST,), (1,)), id="a newer format before older lines"
        ),
    ],
)
def test_reads_what_is_there(data: bytes, reading: Reading) -> None:
    assert decode(data) == reading


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
facts = st.dictionaries(st.text(max_size=8), json, max_size=3)


@given(st.lists(facts, max_size=5))
def test_whatever_is_written_reads_back(several: list[dict[str, object]]) -> None:
    events = tuple(Event(f"id{n}", "2027", "answer", f) for n, f in enumerate(several))  # type: ignore[arg-type]
    assert decode(b"".join(map(encode, events))) == Reading(events)


@given(st.integers(0, sum(map(len, LINES))))
def test_a_cut_anywhere_loses_only_the_event_it_cuts(cut: int) -> None:
    data = b"".join(LINES)[:cut]
    assert decode(data).events == _untouched(cut, len(b"".join(LINES)))


@given(st.integers(0, sum(map(len, LINES))), st.integers(0, 300), st.binary(max_size=40))
def test_damage_anywhere_loses_only_the_events_it_touches(
    start: int, length: int, rubbish: bytes
) -> None:
    data = b"".join(LINES)
    reading = decode(data[:start] + rubbish + data[start + length :])
    kept = [event for event in reading.events if event in EVENTS]
    untouched = _untouched(start, start + length)
    assert [event for event in kept if event in untouched] == list(untouched)


@given(st.binary())
def test_any_bytes_can_be_read(data: bytes) -> None:
    assert decode(data).events == ()


def _untouched(start: int, end: int) -> tuple[Event, ...]:
    """The events that have no byte between `start` and `end`; line breaks do not count."""
    position, events = 0, []
    for event, line in zip(EVENTS, LINES, strict=True):
        if position + len(line) - 1 <= start or position >= end:
            events.append(event)
        position += len(line)
    return tuple(events)
