"""The program on a real terminal: pexpect types, pyte sees."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

from terminal import Terminal, terminal

from backtutor.problems import Exit

SKY_BLUE, ORANGE = "56b4e9", "e69f00"
W5 = "∂E/∂w₅ ›"


def begin(seen: Terminal) -> Terminal:
    """Up to the question after ∂E/∂w₅ of w1-w6."""
    seen.prompt("h₂ ›").type("3.8", "›").type("up", "∂E/∂y ›")
    return seen.type("y - t", W5)


def test_a_whole_session_done_right_ends_with_a_summary(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        begin(seen).type("(y-t)*h1", "∂E/∂h₁ ›").type("dE/dy*w5", "∂E/∂w₁ ›")
        seen.type("(y-t)*w5*x1", "w₅⁺ ›").type("0.86875", "y⁺ ›").keys("3.1768\r")
        seen.wait("q quit")
        assert "done 8/8" in seen.text
        assert "first try 8   with help 0   revealed 0" in seen.text
        seen.keys("q")
        assert seen.leave() == Exit.DONE


def test_a_session_with_errors_hints_and_a_look_back_in_chinese(tmp_path: Path) -> None:
    with terminal("study w1-w6 --lang zh", tmp_path) as seen:
        begin(seen).type("-1.3125", W5)
        assert "看看 E 里那个差的符号" in seen.text
        seen.type("？", W5)
        assert "提示 1/3" in seen.text
        seen.type("1/2x", W5)
        assert "不计次数" in seen.text
        seen.type("<", "∂E/∂y ›").type("1.05", W5).type("！", "∂E/∂h₁ ›")
        assert "= 1.05    × 1.25   = 1.3125" in seen.scrolled


def test_values_are_blue_and_gradients_orange(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        begin(seen)
        row = seen.row("5.05 ")
        column = seen.lines[row].index("5.05")
        assert seen.cell(row, column).fg == SKY_BLUE
        gradients = seen.row("1.05  ")
        assert seen.cell(gradients, seen.lines[gradients].index("1.05")).fg == ORANGE


def test_without_colour_no_cell_has_one(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path, NO_COLOR="1") as seen:
        begin(seen)
        colours = {seen.cell(row, column).fg for row in range(24) for column in range(80)}
        assert colours == {"default"}


def test_ctrl_c_keeps_everything_and_says_how_to_go_on(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        begin(seen).keys("\x03")
        assert seen.leave() == Exit.INTERRUPTED
        assert "backtutor study w1-w6" in seen.text
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt(W5)
        assert "3 of 8 done" in seen.text


def test_ctrl_d_leaves_without_an_error(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt("h₂ ›").keys("\x04")
        assert seen.leave() == Exit.DONE


def test_a_killed_session_goes_on_at_the_same_question(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        begin(seen).type("-1.3125", W5).keys("(y-t)")
        os.kill(seen.child.pid, signal.SIGKILL)
        seen.leave()
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt(W5)
        assert "1 wrong" in seen.text


def test_a_second_session_on_the_lesson_is_refused_kindly(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as first:
        first.prompt("h₂ ›")
        with terminal("study w1-w6", tmp_path) as second:
            assert second.leave() == Exit.PROBLEMS
            assert "another session" in second.text
        first.type("3.8", "›")
        assert "Right" in first.scrolled


def test_the_picker_moves_and_opens(tmp_path: Path) -> None:
    with terminal("", tmp_path) as seen:
        seen.wait("q quit")
        assert seen.lines[seen.row("▸")].startswith("▸  1  Add, then multiply")
        seen.keys("jj").wait("▸  3  Six weights, one error")
        seen.keys("k").wait("▸  2  A fork in the road")
        seen.keys("j\r").prompt("h₂ ›")


def test_ctrl_c_in_the_picker_gives_the_terminal_back(tmp_path: Path) -> None:
    with terminal("", tmp_path) as seen:
        seen.wait("q quit").keys("\x03")
        assert seen.leave() == Exit.INTERRUPTED
        assert not seen.screen.cursor.hidden


def test_a_wider_window_gets_the_ledger_at_the_next_question(tmp_path: Path) -> None:
    with terminal("study w1-w6", tmp_path) as seen:
        seen.prompt("h₂ ›").resize(120, 40)
        seen.type("3.8", "›")
        assert "∂E/∂·" in seen.text


@pytest.mark.parametrize("columns", [40, 60])
def test_narrow_terminals_are_not_overrun(columns: int, tmp_path: Path) -> None:
    with terminal("study fork", tmp_path, columns=columns) as seen:
        seen.wait("Enter").keys("\r").wait("›")
        assert "A fork in the road" in seen.scrolled


@pytest.mark.parametrize(
    "variables",
    [{"TERM": "dumb"}, {"PYTHONIOENCODING": "gbk"}, {"PYTHONIOENCODING": "ascii"}],
    ids=lambda value: " ".join(value.values()),
)
def test_poor_terminals_work(variables: dict[str, str], tmp_path: Path) -> None:
    settings = {"PYTHONUTF8": "0", **variables}
    with terminal("study w1-w6", tmp_path, **settings) as seen:
        seen.wait("What is h").keys("3.8\r").wait("Before any algebra")
        seen.keys("\x04")
        assert seen.leave() == Exit.DONE
        assert "Traceback" not in seen.scrolled
