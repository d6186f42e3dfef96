"""The program in a real terminal: what is seen, in which colours, and how it is left."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("pexpect", reason="Windows has no pseudo-terminals")

from plays import RIGHT
from terminal import Terminal, terminal

PROMPTS = ("h₂ ›", "›", "∂E/∂y ›", "∂E/∂w₅ ›", "∂E/∂h₁ ›", "∂y/∂h₁ ›", "∂E/∂w₁ ›", "∂h₁/∂w₁ ›",
           "w₅⁺ ›", "y⁺ ›")  # fmt: skip
"""The prompts of w1-w6, one for each of `RIGHT`."""

BLUE, ORANGE = "56b4e9", "e69f00"


def answer_up_to(seen: Terminal, prompt: str) -> Terminal:
    """Right answers until a prompt."""
    seen.prompt(PROMPTS[0])
    for typed, following in zip(RIGHT, PROMPTS[1:], strict=False):
        seen.type(typed, following)
        if following == prompt:
            return seen
    raise AssertionError(prompt)


def log(home: Path) -> list[dict[str, object]]:
    (file,) = (home / "progress").rglob("*.jsonl")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_whole_session_in_english(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        answer_up_to(seen, "y⁺ ›")
        seen.keys(f"{RIGHT[-1]}\r").wait("q quit")
        assert "first try 8   with help 0   revealed 0" in seen.text
        assert seen.lines[seen.row("Next lesson")] == ("Next lesson: backtutor study nine-paths")
        seen.keys("\r")
        assert seen.leave() == 0
    assert [event["kind"] for event in log(tmp_path)] == [*["answer"] * 10, "done"]


def test_errors_hints_and_going_back_in_chinese(tmp_path: Path) -> None:
    with terminal("study w1-w6 --lang zh", tmp_path) as seen:
        seen.prompt("h₂ ›").type("2", "h₂ ›").type("？", "h₂ ›").type("3.8", "›")
        seen.type("上升", "∂E/∂y ›").type("-1.05", "∂E/∂y ›")
        assert "✗ 还不对：" in seen.lines[seen.row("✗")]
        seen.type("<", "›").type("up", "∂E/∂y ›").type("1.05", "∂E/∂w₅ ›")
        assert "反向 2/4" in seen.text
        seen.keys("：quit\r")
        assert seen.leave() == 0
    assert "已保存。继续：backtutor study w1-w6" in seen.text


def test_the_picker_moves_and_opens_and_is_there_again_after_a_lesson(tmp_path: Path) -> None:
    with terminal("", tmp_path) as seen:
        seen.wait("1-9 open").keys("j\x1b[B").wait("▸  3")
        seen.keys("/").wait("/").keys("fork").wait("─ 1 lesson").keys("\x1b").wait("11 lessons")
        seen.keys("l").wait("11 课").keys("l").wait("11 lessons")
        seen.keys("\r").prompt("q ›").keys("\x04")
        assert seen.leave() == 0


@pytest.mark.parametrize("left", ["q", "\x1b", "\x04"])
def test_the_picker_is_left(left: str, tmp_path: Path) -> None:
    with terminal("", tmp_path) as seen:
        seen.wait("1-9 open").keys(left)
        assert seen.leave() == 0
        assert not seen.screen.cursor.hidden


def test_values_are_blue_and_gradients_orange(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        answer_up_to(seen, "∂E/∂w₅ ›")
        row = seen.row("5.05")
        assert seen.cell(row, seen.lines[row].index("5.05")).fg == BLUE
        row = next(i for i, line in enumerate(seen.lines) if "│  1.05" in line)
        assert seen.cell(row, seen.lines[row].index("1.05")).fg == ORANGE
        asked = seen.lines[seen.row("?  │")].index("?")
        assert seen.cell(seen.row("?  │"), asked).reverse
        active = seen.row("[w₅]")
        assert seen.cell(active, seen.lines[active].index("w₅")).underscore


def test_a_light_terminal_gets_darker_colours(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path, COLORFGBG="0;15") as seen:
        seen.prompt("h₂ ›")
        row = seen.row("(h₁)") - 1
        assert seen.cell(row, seen.lines[row].index("1.25")).fg == "0060a0"


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [("study w1-w6", {"NO_COLOR": "1"}), ("--no-color study w1-w6", {})],
)
def test_without_colours_nothing_is_coloured(
    arguments: str, variables: dict[str, str], tmp_path: Path
) -> None:
    with terminal(arguments, tmp_path, **variables) as seen:
        answer_up_to(seen, "∂E/∂y ›")
        cells = [cell for row in seen.screen.buffer.values() for cell in row.values()]
        assert {(cell.fg, cell.bg) for cell in cells} == {("default", "default")}
        assert not re.search(r"\x1b\[[0-9;]*[34]8;", seen.output)


@pytest.mark.parametrize(
    ("arguments", "variables"), [("study w1-w6 --plain", {}), ("study w1-w6", {"TERM": "dumb"})]
)
def test_plain_terminals_get_sentences(
    arguments: str, variables: dict[str, str], tmp_path: Path
) -> None:
    with terminal(arguments, tmp_path, **variables) as seen:
        answer_up_to(seen, "∂E/∂y ›")
        assert "Node h1, value 1.25, gradient unknown." in seen.scrolled
        assert not re.search("[─│█░▶]", seen.output)


@pytest.mark.parametrize(("key", "status"), [("\x03", 130), ("\x15\x04", 0)])
@pytest.mark.parametrize("before", [[], ["3.8"], ["3.8", "up", "?"]])
def test_leaving_by_a_key_says_how_to_go_on(
    before: list[str], key: str, status: int, tmp_path: Path
) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt("h₂ ›")
        for typed in before:
            seen.type(typed, "›")
        # what is echoed shows that the prompt is being read
        seen.keys("half typ").wait("› half typ")
        if key == "\x03":
            seen.interrupt()
        else:
            seen.keys(key)
        assert seen.leave() == status
        assert seen.text.endswith("Saved. Go on with: backtutor study w1-w6")
    assert len(log(tmp_path)) == len(before)


@pytest.mark.parametrize("where", ["picker", "menu", "rate"])
def test_control_c_leaves_menus_with_130_and_the_terminal_as_it_was(
    where: str, tmp_path: Path
) -> None:
    arguments = "" if where == "picker" else "study w1-w6"
    with terminal(arguments, tmp_path) as seen:
        if where == "picker":
            seen.wait("1-9 open")
        else:
            answer_up_to(seen, "y⁺ ›")
            seen.keys(f"{RIGHT[-1]}\r").wait("q quit")
        if where == "rate":
            # what is echoed shows that the prompt is being read
            seen.keys("e").prompt("η =").keys("0.").wait("η = 0.")
        seen.interrupt()
        assert seen.leave() == 130
        assert not seen.screen.cursor.hidden
        assert seen.echoes()


def test_a_command_can_be_typed_at_the_menu(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        answer_up_to(seen, "y⁺ ›")
        seen.keys(f"{RIGHT[-1]}\r").wait("q quit")
        # what is echoed shows that a line is being read
        seen.keys(":").wait(":").keys("nudge w5").wait(":nudge w5").keys("\r")
        seen.wait("w₅ +0.01 → y +0.0125 → E +0.0132").keys("q")
        assert seen.leave() == 0


def test_what_was_revealed_is_thought_over_and_enter_goes_on(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt("h₂ ›").type("!", "why ›").type("3.8", "why ›")
        assert "type a b c, or Enter to go on" in seen.text
        seen.type("", PROMPTS[1])
    assert [event["kind"] for event in log(tmp_path)] == ["reveal", "reflect"]


def test_a_killed_session_goes_on_at_the_same_question(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        answer_up_to(seen, "∂E/∂w₅ ›")
        seen.type("-1.3125", "∂E/∂w₅ ›").keys("1.31")
        os.kill(seen.child.pid, signal.SIGKILL)
        seen.leave()
    assert [event["kind"] for event in log(tmp_path)] == ["answer"] * 4
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt("∂E/∂w₅ ›")
        assert "You stopped here: 3 of 8 done." in seen.text
        assert "backward 2/4  ███░░░░░  1 wrong" in seen.text
        seen.type("h1*(y - t)", "∂E/∂h₁ ›")


def test_the_drawing_follows_the_size_of_the_window(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt("h₂ ›").resize(120, 40).type("3.8", "›")
        header = seen.lines[seen.row("prediction")]
        assert len(header) == 120
        assert "∂E/∂·" in seen.lines[seen.row("prediction") + 1]
        seen.resize(60, 24).type("up", "∂E/∂y ›")
        assert len(seen.lines[seen.row("backward 1/4")]) == 60


def test_a_second_session_at_a_lesson_is_refused(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt("h₂ ›")
        with terminal("study w1-w6", tmp_path) as other:
            assert other.leave() == 1
            assert "is open in another session" in other.text
        with terminal("study fork", tmp_path) as another:
            another.wait("Enter: go on")
        seen.type("3.8", "›")


@pytest.mark.parametrize(
    "variables",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "cp437"},
        {"PYTHONIOENCODING": "ascii"},
    ],
)
def test_no_encoding_makes_it_fail(variables: dict[str, str], tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path, **variables) as seen:
        seen.prompt("h2 >").type("3.8", ">").type("up", "dE/dy >").type("(y - t)", "dE/dw5 >")
        assert "ok Right: dE/dy = y - t = 1.05" in seen.scrolled
        assert "(h1)------" in seen.text
        seen.type("×÷√", "dE/dw5 >")
        seen.keys("\x04")
        assert seen.leave() == 0


def test_chinese_is_printed_in_gbk(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backtutor", "list", "--lang", "zh"],
        env={**os.environ, "PYTHONIOENCODING": "gbk", "BACKTUTOR_HOME": str(tmp_path)},
        capture_output=True,
        timeout=60,
    )
    assert "先加，再乘" in done.stdout.decode("gbk")


def test_forty_columns_are_enough(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path, columns=40) as seen:
        answer_up_to(seen, "∂E/∂w₅ ›")
        assert seen.lines[seen.row("? hint")] == "? hint  ! reveal  < back  :help  :quit"
        assert seen.lines[seen.row("Known")] == "Known: ∂E/∂y = y − t = 1.05,"
        seen.type(":help", "∂E/∂w₅ ›")
        assert max(len(line) for line in seen.scrolled.split("\n")) <= 40


def test_a_question_and_its_error_stand_on_one_screen(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        answer_up_to(seen, "∂E/∂w₅ ›")
        seen.type("-1.3125", "∂E/∂w₅ ›")
        assert seen.row("backward 2/4") < seen.row("(x₁)") < seen.row("What is ∂E/∂w₅?")
        assert seen.row("What is") < seen.row("✗ Not yet") < seen.screen.cursor.y
        seen.type("77", "∂y/∂w₅ ›")
        assert seen.row("✗ Not yet") < seen.row("Move w₅ by 0.01") < seen.row("backward 2/4")
        assert seen.row("One factor at a time. What is ∂y/∂w₅?") < seen.screen.cursor.y


def test_lines_are_edited_as_everywhere(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt("h₂ ›").type("9", "h₂ ›")
        seen.keys("\x1b[A").wait("h₂ › 9")
        seen.keys("\x7f").type("3.8", "›")
        assert "✓ Right: h₂" in seen.text


def test_the_picker_of_a_folder_keeps_the_progress_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "own lessons"
    folder.mkdir()
    (folder / "sum.yaml").write_text(
        "format: 1\ntitle: Sum\ninputs: {x: 2, y: 3}\nnodes: {f: x + y}\nsteps: [{forward: [f]}]\n",
        encoding="utf-8",
    )
    with terminal(["study", str(folder)], tmp_path / "home") as seen:
        seen.wait("1-9 open").keys("\r").prompt("f ›")
        seen.keys("5\r").wait("q quit").keys("\r").wait("▸  1  Sum  ██████ 1/1    done")
        # the rows are drawn a moment before keys are read one by one
        time.sleep(0.5)
        seen.keys("q")
        assert seen.leave() == 0
