"""Keys: what is typed at a prompt, pressed in the picker and in the menu, sent by a terminal."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from plays import RIGHT, Tape, builtin, lesson, surroundings

from backtutor.derive import Derivation
from backtutor.problems import Exit
from backtutor.session import Session
from backtutor.text import catalogue
from backtutor.ui.asides import ASIDES
from backtutor.ui.chooser import Row
from backtutor.ui.keypress import LineKeys, named
from backtutor.ui.keys import KEYS, Command, Unknown, command
from backtutor.ui.menu import EndMenu
from backtutor.ui.picking import Picker, pick_still
from backtutor.ui.play import Play
from backtutor.ui.screen import Screen

# -- at a prompt


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", Command("submit")),
        ("   ", Command("submit")),
        ("?", Command("hint")),
        ("！", Command("reveal")),
        ("＜", Command("back")),
        (" > ", Command("skip")),
        (":help", Command("help")),
        (":h", Command("help")),
        ("：HELP", Command("help")),
        (":n", Unknown(":n", None)),
        (":nu w1", Command("nudge", "w1")),
        (":no  a note ", Command("note", "a note")),
        (":calc 1.05 * 1.25", Command("calc", "1.05 * 1.25")),
        (":q", Command("quit")),
        (":", Unknown(":", None)),
        (":hlep", Unknown(":hlep", ":help")),
        (":x", Unknown(":x", None)),
        ("q", None),
        ("h", None),
        ("help", None),
        ("?!", None),
        ("!3", None),
        ("-1", None),
        ("<1", None),
    ],
)
def test_what_is_typed_is_a_command_or_an_answer(
    typed: str, meant: Command | Unknown | None
) -> None:
    assert command(typed) == meant


def test_no_letter_alone_and_no_number_is_a_command() -> None:
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-*/()[]=.,αη∂"
    assert [letter for letter in alphabet if command(letter) is not None] == []


def test_every_key_has_its_words_and_something_to_do() -> None:
    assert {key.id for key in KEYS} == {*ASIDES, "submit"}
    for key in KEYS:
        assert f"help-{key.id}" in catalogue()
        assert not key.legend or key.typed.startswith(":") or f"key-{key.id}" in catalogue()


def test_the_readme_has_the_table_of_keys() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for key in KEYS:
        assert f"| `{key.shown}` | {catalogue()[f'help-{key.id}'][0]} |" in readme


# -- what a terminal sends


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("\x1b[A", "up"),
        ("\x1bOB", "down"),
        ("\r", "enter"),
        ("\n", "enter"),
        ("\x1b", "escape"),
        ("\x7f", "backspace"),
        ("\x1b[3~", "other"),
        ("\x1b[1;5C", "other"),
        ("J", "j"),
        ("q", "q"),
        ("课", "课"),
    ],
)
def test_keys_have_names(sent: str, key: str) -> None:
    assert named(sent) == key


@pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal is needed")
def test_keys_are_read_one_by_one_and_what_is_typed_ahead_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pty

    from backtutor.ui.keypress import TerminalKeys

    ours, theirs = pty.openpty()
    with os.fdopen(theirs, encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        with TerminalKeys() as keys:
            os.write(ours, "j\x1b[B\x1b[5~课q\x04".encode())
            assert [keys.read() for _ in range(5)] == ["j", "down", "other", "课", "q"]
            with pytest.raises(EOFError):
                keys.read()
    os.close(ours)


# -- the picker

ROWS = [
    Row("first", "The first", "About the first.", 3, 3, "done"),
    Row("second", "The second", "About the second.", 2, 5, "resume"),
    Row("third", "The third", "About the third.", 0, None, "new"),
]
TITLES = {"zh": ("第一课", "第二课", "第三课")}


def rows(screen: Screen) -> list[Row]:
    titles = TITLES.get(screen.lang, tuple(row.title for row in ROWS))
    return [replace(row, title=title) for row, title in zip(ROWS, titles, strict=True)]


def picker(**kinds: bool) -> Picker:
    return Picker(rows, Screen(surroundings(**kinds)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keys", "picked"),
    [
        ("enter", "first"),
        ("j enter", "second"),
        ("down down down enter", "third"),
        ("down up up enter", "first"),
        ("k enter", "first"),
        ("2", "second"),
        ("9", None),
        ("0", None),
        ("r", "second"),
        ("q", ""),
        ("escape", ""),
        ("other x ?", None),
        ("/ t h i r enter", "third"),
        ("/ q enter", None),
        ("/ q backspace s e c enter", "second"),
        ("/ t h escape enter", "first"),
        ("/ t h e down enter", "second"),
        ("l / 第 三 enter", "third"),
    ],
)
def test_keys_pick_a_lesson(keys: str, picked: str | None) -> None:
    choosing = picker()
    found: list[str | None] = [choosing.press(key) for key in keys.split()]
    assert found[:-1] == [None] * (len(found) - 1)
    assert found[-1] == picked


@pytest.mark.parametrize(
    ("lines", "picked"),
    [
        (["2"], "second"),
        (["third"], "third"),
        ([""], "first"),
        (["/sec", "1"], "second"),
        (["/sec", "/", "1"], "first"),
        (["r"], "second"),
        (["nothing", "12", "q"], ""),
    ],
)
def test_lines_pick_a_lesson(lines: list[str], picked: str) -> None:
    typed = iter(lines)
    assert pick_still(picker(plain=True), lambda prompt: next(typed)) == picked
    assert list(typed) == []


def printed(choosing: Picker) -> str:
    out = choosing.screen.environment.streams.stdout
    assert isinstance(out, io.StringIO)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def test_the_picker_looks_like_this() -> None:
    choosing = picker()
    choosing.press("j")
    choosing.screen.drawing(choosing.draw())
    assert (
        printed(choosing)
        == """\
backtutor ──────────────────────────────────────────────────────────── 3 lessons

   1  The first   ██████ 3/3    done
▸  2  The second  ██░░░░ 2/5    resume
   3  The third   ░░░░░░        new

About the second.

↑/↓/j/k move  Enter open  1-9 open  r resume  / filter  l 中文  q quit
"""
    )


def test_a_plain_picker_is_sentences() -> None:
    choosing = picker(plain=True)
    pick_still(choosing, lambda prompt: "q")
    assert (
        printed(choosing)
        == """\
1. The first (first): done.
2. The second (second): resume.
3. The third (third): new.
Type a number or an id to open a lesson, / and a word to filter, r to resume, l
for Chinese, q to quit.
"""
    )


# -- the menu at the end


def pressed(keys: Iterable[str | type[BaseException]]) -> LineKeys:
    """Keys as if a line had been typed for each; an exception is raised."""
    waiting = iter(keys)

    def ask(prompt: str) -> str:
        key = next(waiting)
        if isinstance(key, str):
            return "" if key == "enter" else key
        raise key

    return LineKeys(ask)


class Pressed:
    """A menu whose keys are given; lines for what it asks."""

    def __init__(self, keys: str, lines: Iterable[str], reports: Path, of: str = "w1-w6") -> None:
        self.environment = surroundings()
        waiting, typed = keys.split(), iter(lines)
        session = Session(Derivation(builtin(of)))
        tape = Tape()
        self.play = Play(
            session, tape, Screen(self.environment), lambda prompt: next(typed, "q"), of
        )
        self.play.menu = EndMenu(pressed(waiting), reports)

    def run(self) -> str:
        self.status = self.play.run()
        out = self.environment.streams.stdout
        assert isinstance(out, io.StringIO)
        return out.getvalue()


MENU = "Enter leave  w replay missed  e change η  s save report  l 中文  : more  q quit\n"


def test_the_menu_of_a_faultless_run_has_nothing_to_replay(tmp_path: Path) -> None:
    done = Pressed("w x enter", RIGHT, tmp_path)
    assert done.run().endswith(MENU.replace("  w replay missed", "") * 3)
    assert (done.status, done.play.ended) == (Exit.DONE, True)


def test_quitting_the_menu_is_no_going_on(tmp_path: Path) -> None:
    done = Pressed("q", RIGHT, tmp_path)
    done.run()
    assert (done.status, done.play.ended) == (Exit.DONE, False)


def test_the_missed_ones_are_asked_once_more(tmp_path: Path) -> None:
    replies = ["4", *RIGHT, "3.8"]
    done = Pressed("w enter", replies, tmp_path)
    shown = done.run()
    assert MENU in shown
    again = shown.split("Once more, the ones that were not right at the first try.\n")[1]
    assert re.findall("What is (.*?)\\?", again) == ["h₂"]
    assert "All at the first try." in again
    assert [event.kind for event in done.play.log.events].count("done") == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0.02", "E over 20 steps, η = 0.02 (log scale)"),
        ("1000", "The step made E larger: it was too long."),
        ("1000", "E is no finite number any more: the learning rate is"),
        ("-1", "The step made E larger: with a negative η it goes uphill."),
        ("-1", "E is no finite number any more: with a negative η every"),
        ("0", "The step left E as it was."),
        ("x", ""),
        ("", ""),
        (":help", ""),
    ],
)
def test_another_learning_rate_is_tried(typed: str, shown: str, tmp_path: Path) -> None:
    done = Pressed("e enter", [*RIGHT, typed], tmp_path)
    tried = done.run().split("q quit\n")[1]
    assert shown in tried
    assert done.status is Exit.DONE


PHASES = (
    "forward ░ 0/1",
    "prediction █ 1/1",
    "backward ████ 4/4",
    "update █ 1/1",
    "forward again █ 1/1",
)


def test_a_report_is_saved(tmp_path: Path) -> None:
    Pressed("s enter", ["4", *RIGHT], tmp_path / "reports").run()
    report = (tmp_path / "reports" / "w1-w6.md").read_text(encoding="utf-8")
    assert (
        report
        == f"""\
# Six weights, one error

- first try 7   with help 1   revealed 0
- by phase  {"   ".join(PHASES)}
- Next time: h₂
- Due again in 3 days.

- h₂: `3.8` (right)
- sign:w5: `up` (right)
- ∂E/∂y: `1.05` (right)
- ∂E/∂w₅: `1.3125` (right)
- ∂E/∂h₁: `1.05` (right)
- ∂E/∂w₁: `1.05` (right)
- w₅⁺: `0.86875` (right)
- y⁺: `3.1768328125` (right)
"""
    )


def test_a_report_that_cannot_be_saved_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    shown = Pressed("s enter", RIGHT, tmp_path / "file").run()
    # the path is as long as the machine makes it, and wraps where it must
    said = "".join(shown.split())
    assert "".join(f"the report could not be written to {tmp_path / 'file'}".split()) in said


def test_the_language_of_the_menu_changes_with_all_that_it_says(tmp_path: Path) -> None:
    shown = Pressed("l enter", RIGHT, tmp_path).run()
    assert shown.endswith("回车 离开  e 换一个 η  s 保存报告  l English  : 命令  q 退出\n")
    assert "全部一次答对。" in shown


@pytest.mark.parametrize(
    ("raised", "status"), [(KeyboardInterrupt, Exit.INTERRUPTED), (EOFError, Exit.DONE)]
)
def test_control_c_and_d_leave_the_menu(
    raised: type[BaseException], status: Exit, tmp_path: Path
) -> None:
    at_end = Pressed("", RIGHT, tmp_path)
    at_end.play.menu = EndMenu(pressed([raised]), tmp_path)
    at_end.run()
    assert (at_end.status, at_end.play.ended) == (status, False)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (":formula", "The formulas of the network:\n  h₁ = w₁·x₁ + w₂·x₂\n"),
        (":nudge w5", "  Move w₅ by 0.01 and watch: w₅ +0.01 → y +0.0125 → E +0.0132\n"),
        (":why", "About y⁺, your last answer:\n"),
        (":nosuch", ":nosuch is no command here; `:help` lists them\n"),
        (":check", "Nothing is asked here: Enter goes on.\n"),
    ],
)
def test_a_command_at_the_menu_is_a_line_and_no_row_of_keys(
    typed: str, said: str, tmp_path: Path
) -> None:
    done = Pressed("", RIGHT, tmp_path)
    done.play.menu = EndMenu(pressed([typed, "enter"]), tmp_path)
    assert done.run().split("q quit\n")[1].startswith(said)
    assert (done.status, done.play.ended) == (Exit.DONE, True)


def test_help_at_the_menu_has_only_what_means_something_there(tmp_path: Path) -> None:
    done = Pressed("", RIGHT, tmp_path)
    done.play.menu = EndMenu(pressed([":help", "enter"]), tmp_path)
    told = done.run().split("What you can type besides an answer:\n")[1].split("Enter leave")[0]
    listed = [line.split()[0] for line in told.splitlines()]
    about_a_question = {"Enter", "?", "!", "<", ">", ":check"}
    assert listed == [key.typed for key in KEYS if key.typed not in about_a_question]


def test_quit_can_be_typed_at_the_menu(tmp_path: Path) -> None:
    done = Pressed(":q", RIGHT, tmp_path)
    done.run()
    assert (done.status, done.play.ended) == (Exit.DONE, False)


def test_everything_can_be_asked_for_at_the_menu(tmp_path: Path) -> None:
    done = Pressed(":full enter", [*RIGHT, ":q"], tmp_path)
    shown = done.run()
    assert "From here on everything is asked." in shown
    assert "What is h₁?" in shown


@pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal is needed")
def test_the_rest_of_a_line_is_what_was_typed_behind_a_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pty

    from backtutor.ui.keypress import TerminalKeys

    ours, theirs = pty.openpty()
    with os.fdopen(theirs, encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        with TerminalKeys() as keys:
            os.write(ours, b":why\nq")
            assert keys.read() == ":"
            assert (keys.rest(), keys.read()) == ("why\n", "q")
            os.write(ours, b":")
            assert (keys.read(), keys.rest()) == (":", "")


def test_a_lesson_without_training_offers_no_learning_rate(tmp_path: Path) -> None:
    of = lesson("""
        format: 1
        title: Sum
        inputs: {x: 2, y: 3}
        nodes: {f: x + y}
        steps: [{forward: [f]}]
    """)
    done = Pressed("e enter", ["5"], tmp_path)
    done.play.session = Session(Derivation(of))
    assert done.run().endswith("Enter leave  s save report  l 中文  : more  q quit\n" * 2)
