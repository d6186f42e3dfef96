"""The store: what was answered is on the disk, whatever happens to the process or the file."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backtutor import store as store_module
from backtutor.events import Event, encode
from backtutor.messages import Message
from backtutor.problems import Exit, Stop
from backtutor.store import History, Log, Store, file_of, lesson_of
from backtutor.text import say

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


def store_in(home: Path) -> Store:
    return Store(home, lambda: NOON)


def typed(log: Log | History) -> list[object]:
    return [event.facts["typed"] for event in log.events]


def said(notices: tuple[Message, ...]) -> list[str]:
    return [say(notice, "en") for notice in notices]


def answer(store: Store, lesson: str, *answers: str) -> Path:
    """Records the answers and returns the file they are in."""
    with store.open(lesson) as log:
        for text in answers:
            log.append("answer", typed=text)
    return store.home / "progress" / file_of(lesson)


# ---- writing and reading -----------------------------------------------------------------------


def test_a_session_goes_on_where_it_stopped(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    answer(store, "w1-w6", "1.05", "1.25")
    answer(store, "w1-w6", "1.3125")
    with store.open("w1-w6") as log:
        assert typed(log) == ["1.05", "1.25", "1.3125"]
        assert log.take_notices() == ()


def test_an_event_is_one_line_with_time_and_format(tmp_path: Path) -> None:
    store = Store(tmp_path, lambda: NOON.astimezone().replace(microsecond=123456))
    with store.open("w1-w6") as log:
        event = log.append("answer", typed="1.05", hints=0)
    line = (tmp_path / "progress" / "w1-w6.jsonl").read_text()
    assert line.rpartition(',"crc":')[0] == (
        f'{{"format":1,"id":"{event.id}","at":"2027-01-15T12:00:00.123Z","kind":"answer",'
        '"facts":{"typed":"1.05","hints":0}'
    )


def test_an_event_is_synced_before_append_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(store_module, "_sync", lambda fd: synced.append(os.fstat(fd).st_size))
    with store_in(tmp_path).open("w1-w6") as log:
        first = log.append("answer", typed="1.05")
        second = log.append("answer", typed="1.25")
    assert synced == [len(encode(first)), len(encode(first) + encode(second))]


def test_a_history_is_read_without_a_lock(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.open("w1-w6") as log:
        log.append("answer", typed="1.05")
        assert typed(store.read("w1-w6")) == ["1.05"]


def test_a_lesson_never_studied_has_an_empty_history_and_leaves_no_trace(tmp_path: Path) -> None:
    assert store_in(tmp_path).read("w1-w6") == History()
    assert list(tmp_path.iterdir()) == []


def test_the_lessons_with_progress_are_listed(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    keys = ("core/w1-w6", "w1-w6", "long/" + "深" * 90)
    for key in keys:
        answer(store, key, "1")
    assert store.keys() == tuple(sorted(keys))


def test_merging_adds_only_what_is_not_there(tmp_path: Path) -> None:
    here, there = store_in(tmp_path / "here"), store_in(tmp_path / "there")
    answer(there, "w1-w6", "1.05", "1.25")
    with here.open("w1-w6") as log:
        log.append("answer", typed="0.525")
        assert log.merge(there.read("w1-w6").events) == 2
        assert log.merge(there.read("w1-w6").events) == 0
    assert typed(here.read("w1-w6")) == ["0.525", "1.05", "1.25"]


# ---- damage ------------------------------------------------------------------------------------


def test_a_torn_last_line_is_set_aside_with_one_notice(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    file = answer(store, "w1-w6", "1.05", "1.25")
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    aside = file.with_suffix(".torn")
    with store.open("w1-w6") as log:
        assert said(log.take_notices()) == [
            "the last event was cut off while it was being written: it was set aside in "
            f"`{aside}`, everything before it is kept"
        ]
        log.append("answer", typed="1.3125")
    assert aside.read_bytes() == whole.splitlines(keepends=True)[1][:-20] + b"\n"
    with store.open("w1-w6") as log:
        assert log.take_notices() == ()
        assert typed(log) == ["1.05", "1.3125"]


def test_a_last_line_that_lacks_only_its_line_break_is_kept(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    file = answer(store, "w1-w6", "1.05")
    file.write_bytes(file.read_bytes()[:-1])
    answer(store, "w1-w6", "1.25")
    history = store.read("w1-w6")
    assert typed(history) == ["1.05", "1.25"]
    assert history.notices == ()


def test_a_damaged_line_is_reported_and_skipped(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    file = answer(store, "w1-w6", "1.05", "1.25", "1.3125")
    file.write_bytes(file.read_bytes().replace(b'"typed":"1.25"', b'"typed":"1.2}'))
    with store.open("w1-w6") as log:
        assert said(log.take_notices()) == [
            f"damaged lines in `{file}`: 1, the first is line 2; "
            "they are skipped, the other 2 events are kept"
        ]
        log.append("answer", typed="0.5")
    history = store.read("w1-w6")
    assert typed(history) == ["1.05", "1.3125", "0.5"]
    assert said(history.notices) == [
        f"damaged lines in `{file}`: 1, the first is line 2; "
        "they are skipped, the other 3 events are kept"
    ]
    assert history.damaged


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damage_anywhere_never_stops_a_session_nor_loses_another_event(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = store_in(tmp_path_factory.mktemp("home"))
    file = answer(store, "w1-w6", "0", "1", "2")
    good = file.read_bytes()
    lines = good.splitlines(keepends=True)
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, len(good)))
    file.write_bytes(good[:start] + data.draw(st.binary(max_size=20)) + good[end:])
    offsets = [sum(map(len, lines[:n])) for n in range(3)]
    untouched = [
        str(n)
        for n, (offset, line) in enumerate(zip(offsets, lines, strict=True))
        if offset + len(line) - 1 <= start or offset >= end
    ]
    answer(store, "w1-w6", "new")
    found = typed(store.read("w1-w6"))
    assert [text for text in found if text in (*untouched, "new")] == [*untouched, "new"]


def test_a_file_of_a_later_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    file = answer(store, "w1-w6", "1.05")
    with file.open("ab") as later:
        later.write(b'{"format":2,"what":"ever"}\n')
    before = file.read_bytes()
    refusal = (
        f"`{file}` was written by a later version of backtutor (format 2): "
        "update backtutor to go on, nothing was changed"
    )
    with pytest.raises(Stop) as stop:
        store.open("w1-w6")
    assert (say(stop.value.message, "en"), stop.value.status) == (refusal, Exit.MISSING)
    assert said(store.read("w1-w6").notices) == [refusal]
    assert file.read_bytes() == before


# ---- folders that cannot be written, disks that are full ---------------------------------------


def test_a_folder_that_cannot_be_made_lets_the_session_go_on(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be")
    with store_in(home).open("w1-w6") as log:
        assert said(log.take_notices()) == [
            f"progress cannot be saved in `{home / 'progress'}` (Not a directory): you can go on, "
            "but this session will not be kept; `--home DIR` names another folder"
        ]
        log.append("answer", typed="1.05")
        assert typed(log) == ["1.05"]


def test_progress_that_cannot_be_continued_is_still_read(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    file = answer(store, "w1-w6", "1.05")
    lock = file.with_suffix(".lock")
    lock.unlink()
    lock.mkdir()
    with store.open("w1-w6") as log:
        log.append("answer", typed="1.25")
        assert typed(log) == ["1.05", "1.25"]
    assert typed(store.read("w1-w6")) == ["1.05"]


def test_progress_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "progress" / "w1-w6.jsonl"
    file.mkdir(parents=True)
    assert said(store_in(tmp_path).read("w1-w6").notices) == [
        f"the progress in `{file}` cannot be read (Is a directory): "
        "check the permissions of the file"
    ]


def test_what_a_full_disk_refuses_is_saved_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = store_in(tmp_path)
    file = tmp_path / "progress" / "w1-w6.jsonl"
    with store.open("w1-w6") as log:
        with monkeypatch.context() as patch:
            patch.setattr(store_module, "_sync", full)
            log.append("answer", typed="1.05")
            log.append("answer", typed="1.25")
        assert said(log.take_notices()) == [
            f"the last answers are not saved in `{file}` yet (No space left on device): "
            "they will be as soon as there is room; go on meanwhile"
        ]
        log.append("answer", typed="1.3125")
        assert said(log.take_notices()) == [f"everything is saved in `{file}` again"]
    assert typed(store.read("w1-w6")) == ["1.05", "1.25", "1.3125"]


def test_a_line_that_fits_only_in_part_is_completed_later(tmp_path: Path) -> None:
    class Disk:
        """Takes five bytes at a time, and nothing while it is full."""

        def __init__(self) -> None:
            self.taken = b""
            self.room = 5

        def write(self, data: bytes) -> int:
            if not self.room:
                raise OSError(errno.ENOSPC, "No space left on device")
            piece = bytes(data[: self.room])
            self.taken += piece
            self.room -= len(piece)
            return len(piece)

        def fileno(self) -> int:
            return descriptor

    disk = Disk()
    with (tmp_path / "any").open("wb") as file:
        descriptor = file.fileno()
        tape = store_module._Tape(tmp_path, disk, ExitStack())  # type: ignore[arg-type]
        with pytest.raises(OSError, match="No space"):
            tape.write(b"first line\n")
        disk.room = 99
        tape.write(b"second line\n")
    assert disk.taken == b"first line\nsecond line\n"


# ---- one session at a time ---------------------------------------------------------------------

SESSION = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from backtutor.store import Store

log = Store(Path(sys.argv[1]), lambda: datetime.now(UTC)).open("w1-w6")
for number in range(10**9):
    print(log.append("answer", typed=str(number)).id, flush=True)
    if sys.argv[2] == "once":
        sys.stdin.read()
        break
"""


def session(home: Path, how: str) -> subprocess.Popen[str]:
    """Another process that has the lesson open; its first event is recorded."""
    command = [sys.executable, "-c", SESSION, str(home), how]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)


def test_a_second_session_on_the_same_lesson_is_refused_until_the_first_ends(
    tmp_path: Path,
) -> None:
    store = store_in(tmp_path)
    with session(tmp_path, "once") as other:
        assert other.stdout
        other.stdout.readline()
        for refused in (store.open, store.reset):
            with pytest.raises(Stop) as stop:
                refused("w1-w6")
            assert say(stop.value.message, "en") == (
                f"`w1-w6` is open in another session (process {other.pid}): "
                "go on there, or close it first"
            )
        answer(store, "another-lesson", "1")
        other.communicate(timeout=20)
    answer(store, "w1-w6", "mine")
    assert typed(store.read("w1-w6")) == ["0", "mine"]


def test_kill_9_loses_nothing_that_was_acknowledged_and_leaves_no_lock(tmp_path: Path) -> None:
    with session(tmp_path, "on") as other:
        assert other.stdout
        acknowledged = [other.stdout.readline().strip() for _ in range(25)]
        other.kill()
        acknowledged += other.stdout.read().split("\n")[:-1]
        other.wait(timeout=20)
    with store_in(tmp_path).open("w1-w6") as log:
        assert {event.id for event in log.events} >= set(acknowledged)
        assert typed(log) == [str(n) for n in range(len(log.events))]


def test_a_file_system_without_locks_costs_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(file: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(store_module, "_hold", no_locks)
    lock = tmp_path / "progress" / "w1-w6.lock"
    with store_in(tmp_path).open("w1-w6") as log:
        log.append("answer", typed="1.05")
        assert said(log.take_notices()) == [
            f"`{lock}` is on a file system without locks (No locks available): "
            "do not open the same lesson in two windows"
        ]
    assert typed(store_in(tmp_path).read("w1-w6")) == ["1.05"]


# ---- reset -------------------------------------------------------------------------------------


def test_reset_moves_the_file_to_the_archive(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    kept = answer(store, "core/w1-w6", "1.05").read_bytes()
    first = store.reset("core/w1-w6")
    answer(store, "core/w1-w6", "1.25")
    second = store.reset("core/w1-w6")
    assert first == tmp_path / "archive" / "core+w1-w6.20270115T120000Z.1.jsonl"
    assert second == tmp_path / "archive" / "core+w1-w6.20270115T120000Z.2.jsonl"
    assert first.read_bytes() == kept
    assert store.read("core/w1-w6") == History()
    assert store.keys() == ()


def test_reset_of_a_lesson_without_progress_does_nothing(tmp_path: Path) -> None:
    assert store_in(tmp_path).reset("w1-w6") is None
    assert list(tmp_path.iterdir()) == []


def test_reset_that_cannot_move_says_so(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    file = answer(store, "w1-w6", "1.05")
    (tmp_path / "archive").write_text("in the way")
    with pytest.raises(Stop) as stop:
        store.reset("w1-w6")
    assert say(stop.value.message, "en") == (
        f"`{file}` cannot be moved to the archive (File exists): nothing was changed"
    )
    assert typed(store.read("w1-w6")) == ["1.05"]


# ---- names of files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lesson", "file"),
    [
        ("w1-w6", "w1-w6.jsonl"),
        ("core/w1-w6", "core+w1-w6.jsonl"),
        ("con", "%63on.jsonl"),
        ("console", "console.jsonl"),
        ("com1", "%63om1.jsonl"),
        ("W1", "%571.jsonl"),
        ("../../etc/passwd", "%2e%2e+%2e%2e+etc+passwd.jsonl"),
        (r"C:\课", "%43%3a%5c%e8%af%be.jsonl"),
        ("a+b%", "a%2bb%25.jsonl"),
        ("x" * 121, "x" * 120 + "/x.jsonl"),
    ],
)
def test_a_key_becomes_a_name_that_every_system_takes(lesson: str, file: str) -> None:
    assert file_of(lesson).as_posix() == file


@given(st.text(min_size=1), st.text(min_size=1))
def test_names_are_safe_differ_and_read_back(one: str, other: str) -> None:
    file = file_of(one)
    assert lesson_of(file) == one
    assert all(len(part) <= 126 and part == part.lower() for part in file.parts)
    assert all(set(part) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_+%.") for part in file.parts)
    assert (file == file_of(other)) == (one == other)


def test_a_log_in_memory_needs_no_folder() -> None:
    log = Log((Event("a1", "2027", "answer", {"typed": "1"}),), (), lambda: NOON)
    log.append("answer", typed="2")
    log.close()
    assert typed(log) == ["1", "2"]
