"""The command line: exit statuses, JSON fields, and friendly sentences for every fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backtutor import __version__
from backtutor.problems import Exit

ROOT = Path(__file__).parents[1]
NEURON = """\
format: 1
title: One neuron
inputs: {x: 1.5, t: 0.2}
params: {w: 0.8, b: -0.5}
nodes:
  z: w*x + b
  a: sigmoid(z)
  E: 1/2*(a - t)^2
"""


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def backtutor(*arguments: str, cwd: Path, stdin: str | None = None, **variables: str) -> Ran:
    """Run the program as a user would, in a folder and a home of its own."""
    ours = ("BACKTUTOR_", "LC_", "NO_COLOR", "LANG")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    settings = {"BACKTUTOR_HOME": str(cwd / "home"), "PYTHONUTF8": "1", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "backtutor", *arguments],
        cwd=cwd,
        env=inherited | settings | variables,
        input=stdin if stdin is not None else "",
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def test_the_version_is_told(tmp_path: Path) -> None:
    assert backtutor("--version", cwd=tmp_path) == Ran(Exit.DONE, f"backtutor {__version__}\n", "")


@pytest.mark.parametrize(
    "command",
    ["study", "show", "try", "diagnose", "derive", "list", "check", "expand", "progress", "doctor"],
)
def test_every_command_has_help_with_an_example(command: str, tmp_path: Path) -> None:
    ran = backtutor(command, "--help", cwd=tmp_path)
    assert ran.status == Exit.DONE
    assert f"Example: backtutor {command}" in ran.out


STATUSES = (
    (("show", "w1-w6"), Exit.DONE),
    (("show", "w1-w6", "--format", "xml"), Exit.USAGE),
    (("show", "w1-w6", "--mode", "paths"), Exit.DONE),
    (("show", "w1-w6", "--mode", "forward", "--wrt", "x1"), Exit.DONE),
    (("show", "w1-w6", "--mode", "sideways"), Exit.USAGE),
    (("show", "w1-w6", "--wrt", "zz"), Exit.USAGE),
    (("show", "w1-w7"), Exit.MISSING),
    (("show", "nothing.yaml"), Exit.MISSING),
    (("show", "broken.yaml"), Exit.PROBLEMS),
    (("check", "broken.yaml"), Exit.PROBLEMS),
    (("check", "newer.yaml"), Exit.MISSING),
    (("check", "binary.yaml"), Exit.MISSING),
    (("check", "neuron.yaml"), Exit.DONE),
    (("try", "w1-w6", "dE/dw5", "1.3125"), Exit.DONE),
    (("try", "w1-w6", "dE/dw5", "nonsense"), Exit.DONE),
    (("try", "w1-w6", "dE/dw9", "1"), Exit.USAGE),
    (("derive", "f = x*y", "x=2", "y=3"), Exit.DONE),
    (("derive", "f = x*y", "x=2", "y=3", "--mode", "forward", "--wrt", "y"), Exit.DONE),
    (("derive", "f = x*y", "x=2", "y=3", "--quiz", "--mode", "paths"), Exit.USAGE),
    (("derive", "f = x*y", "x=2"), Exit.USAGE),
    (("derive", "L = sum(X @ W)", "X=[[1,2],[3,4]]", "W=[[1],[2]]"), Exit.DONE),
    (("derive", "L = sum(X @ W)", "X=[[1,2],[3,4]]", "W=[[1,2]]"), Exit.PROBLEMS),
    (("derive", "L = X*2", "X=[[1,2],[3,4]]"), Exit.PROBLEMS),
    (("derive", "L = sum(X)", "X=[[1,2],[3]]"), Exit.USAGE),
    (("derive", "L = softmax(x)", "x=2"), Exit.PROBLEMS),
    (("derive", "f = x/y", "x=2", "y=0"), Exit.PROBLEMS),
    (("derive", "f = log(x)", "x=-1"), Exit.PROBLEMS),
    (("list",), Exit.DONE),
    (("list", "nowhere"), Exit.MISSING),
    (("progress",), Exit.DONE),
    (("doctor",), Exit.DONE),
    (("study", "w1-w6"), Exit.DONE),
    (("no-such-command",), Exit.USAGE),
    (("show", "w1-w6", "--no-such-option"), Exit.USAGE),
    (("list", "--lang", "fr"), Exit.USAGE),
)


@pytest.mark.parametrize(
    ("arguments", "status"), STATUSES, ids=lambda v: " ".join(v) if isinstance(v, tuple) else ""
)
def test_exit_statuses(arguments: tuple[str, ...], status: Exit, tmp_path: Path) -> None:
    (tmp_path / "neuron.yaml").write_text(NEURON, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(NEURON.replace("w*x", "w*q"), encoding="utf-8")
    (tmp_path / "newer.yaml").write_text("format: 2\ntitle: later\n", encoding="utf-8")
    (tmp_path / "binary.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    ran = backtutor(*arguments, cwd=tmp_path)
    assert ran.status == status, ran.err
    assert (ran.out if status == Exit.DONE else ran.out + ran.err).strip()


def test_w1_w6_has_the_figures_of_the_note(tmp_path: Path) -> None:
    data = backtutor("show", "w1-w6", "--format", "json", cwd=tmp_path).json
    assert {k: data["values"][k] for k in ("h1", "h2", "y", "E")} == {
        "h1": 1.25, "h2": 3.8, "y": 5.05, "E": 0.55125,
    }  # fmt: skip
    assert data["exact"]["dE/dw5"] == "21/16"
    assert [data["gradients"][f"w{i}"] for i in range(1, 7)] == [
        1.05, 0.525, 1.05, 0.525, 1.3125, 3.99,
    ]  # fmt: skip
    assert [data["updated"][f"w{i}"] for i in range(1, 7)] == [
        0.395, 1.4475, 2.195, 2.9475, 0.86875, 0.601,
    ]  # fmt: skip
    assert data["updated"]["y"] == 3.1768328125
    gradients = [step["target"] for step in data["steps"] if step["kind"] == "grad"]
    assert gradients == ["y", "w5", "w6", "h1", "w1", "w2", "h2", "w3", "w4"]


def test_the_steps_of_show_have_the_documented_fields(tmp_path: Path) -> None:
    data = backtutor("show", "w1-w6", "--format", "json", cwd=tmp_path).json
    assert {key: data[key] for key in ("format", "lesson", "loss")} == {
        "format": 1, "lesson": "w1-w6", "loss": "E",
    }  # fmt: skip
    assert next(step for step in data["steps"] if step["asks"] == "dE/dw5") == {
        "kind": "grad",
        "target": "w5",
        "asks": "dE/dw5",
        "formula": "dE/dy*h1",
        "closed": "(y - t)*h1",
        "value": 1.3125,
        "terms": [
            {
                "via": "y",
                "upstream": "dE/dy",
                "local": "h1",
                "upstream_value": 1.05,
                "local_value": 1.25,
                "value": 1.3125,
            }
        ],
        "kink": False,
    }
    assert next(step for step in data["steps"] if step["asks"] == "w5+") == {
        "kind": "update",
        "target": "w5",
        "asks": "w5+",
        "formula": "w5 - 0.1*dE/dw5",
        "value": 0.86875,
    }


@pytest.mark.parametrize("answer", ["-1.3125", "-h1", "--4", "-(t-y)*h1"])
def test_an_answer_may_begin_with_minus(answer: str, tmp_path: Path) -> None:
    bare = backtutor("try", "w1-w6", "dE/dw5", answer, "--json", cwd=tmp_path)
    after = backtutor("try", "--json", "w1-w6", "dE/dw5", "--", answer, cwd=tmp_path)
    assert bare.json == after.json
    assert bare.json["typed"] == answer


def test_try_gives_the_documented_fields_and_never_the_answer(tmp_path: Path) -> None:
    data = backtutor("try", "w1-w6", "dE/dw5", "-1.3125", "--json", cwd=tmp_path).json
    assert data["question"] == "dE/dw5"
    assert (data["typed"], data["verdict"], data["read_as"]) == ("-1.3125", "wrong", "-1.3125")
    assert (data["value"], data["costs_attempt"]) == (-1.3125, True)
    assert [found["id"] for found in data["diagnoses"]] == ["sign", "negated"]
    assert "expected_form" in data
    assert "1.3125" not in json.dumps(data).replace("-1.3125", "")


def test_options_for_everything_stand_before_or_after_the_command(tmp_path: Path) -> None:
    before = backtutor("--lang", "zh", "--ascii", "list", cwd=tmp_path)
    after = backtutor("list", "--ascii", "--lang=zh", cwd=tmp_path)
    assert before == after
    assert "先加，再乘" in before.out


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "Add, then multiply"),
        ({"LANG": "zh_CN.UTF-8"}, "先加，再乘"),
        ({"LANG": "zh_CN.UTF-8", "BACKTUTOR_LANG": "en"}, "Add, then multiply"),
    ],
)
def test_the_language_follows_the_surroundings(
    variables: dict[str, str], words: str, tmp_path: Path
) -> None:
    assert words in backtutor("list", cwd=tmp_path, **variables).out


def test_a_lesson_of_ones_own_works_by_its_path_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    (folder / "neuron.yaml").write_text(NEURON, encoding="utf-8")
    lesson = "deep/down/neuron.yaml"
    assert backtutor("check", lesson, cwd=tmp_path).out == "1 lesson, no problems\n"
    shown = backtutor("show", lesson, "--format", "json", cwd=tmp_path).json
    assert shown["lesson"] == "neuron"
    tried = backtutor("try", lesson, "dE/da", "a - t", "--json", cwd=tmp_path).json
    assert tried["verdict"] == "right"
    studied = backtutor("study", lesson, cwd=tmp_path, stdin="0.7\n:quit\n")
    assert "z = w·x + b" in studied.out


def test_a_near_id_is_suggested(tmp_path: Path) -> None:
    ran = backtutor("study", "w1-w66", cwd=tmp_path)
    assert ran.status == Exit.MISSING
    assert "`w1-w6`" in ran.err


def test_results_go_to_standard_output_and_talk_to_standard_error(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(NEURON.replace("w*x", "w*q"), encoding="utf-8")
    assert backtutor("show", "broken.yaml", cwd=tmp_path).out == ""
    assert backtutor("show", "w1-w6", cwd=tmp_path).err == ""


def test_check_gives_problems_as_data(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(NEURON.replace("w*x", "w*q"), encoding="utf-8")
    data = backtutor("check", "broken.yaml", "--json", cwd=tmp_path).json
    assert data["lessons"] == 1
    (problem,) = data["problems"]
    assert (problem["severity"], problem["path"]) == ("error", "broken.yaml")
    assert (problem["line"], problem["column"], problem["length"]) == (6, 8, 1)


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (("list", "--json"), {"pack", "lessons"}),
        (("progress", "--json"), {"lessons"}),
        (("doctor", "--json"), {"version", "python", "libraries", "home", "encoding", "lessons"}),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_other_commands_give_data_too(
    command: tuple[str, ...], fields: set[str], tmp_path: Path
) -> None:
    assert fields <= set(backtutor(*command, cwd=tmp_path).json)


SYMPY_PROBE = """
import io, sys
from backtutor.cli import run
sys.stdin = io.StringIO("3.7\\n3.8\\nup\\nt - y\\ny - t\\n")
run(["study", "w1-w6"])
sys.stdout.flush()
sys.stderr.write("loaded" if "sympy" in sys.modules else "not loaded")
"""


def test_sympy_is_loaded_for_no_question_and_no_verdict(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SYMPY_PROBE],
        env={**os.environ, "BACKTUTOR_HOME": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stderr == "not loaded"
    assert "∂E/∂w₅" in done.stdout


def test_a_home_that_cannot_be_written_costs_a_warning_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = backtutor(
        "study", "w1-w6", cwd=tmp_path, stdin="3.8\n", BACKTUTOR_HOME=str(tmp_path / "file" / "in")
    )
    assert ran.status == Exit.DONE
    assert "h₂ = w₃·x₁ + w₄·x₂" in ran.out
    assert ran.err.strip()


def test_progress_says_what_was_answered_and_reset_keeps_it(tmp_path: Path) -> None:
    backtutor("study", "w1-w6", cwd=tmp_path, stdin="3.7\n3.8\n")
    (found,) = backtutor("progress", "--json", cwd=tmp_path).json["lessons"]
    assert (found["answers"], found["right"], found["wrong"], found["done"]) == (2, 1, 1, 1)
    assert backtutor("progress", "reset", "w1-w6", cwd=tmp_path).status == Exit.DONE
    assert backtutor("progress", "--json", cwd=tmp_path).json == {"lessons": []}
    assert list((tmp_path / "home" / "archive").rglob("*.jsonl"))


# -- lessons and folders


def own_lessons(folder: Path) -> Path:
    """A folder `own` with two lessons and a manifest that gives it another name."""
    own = folder / "own"
    own.mkdir()
    for id in ("neuron", "other"):
        (own / f"{id}.yaml").write_text(NEURON, encoding="utf-8")
    (own / "pack.yaml").write_text(
        "format: 1\nname: mine\nversion: 1.0.0\ntitle: Mine\nlicence: MIT\nauthors: [me]\n"
        "lessons: [{id: neuron}, {id: other}]\n",
        encoding="utf-8",
    )
    return own


@pytest.mark.parametrize(
    ("reference", "status"),
    [
        ("own/neuron", Exit.DONE),
        ("./own/other", Exit.DONE),
        ("own/neuron.yaml", Exit.DONE),
        ("own/third", Exit.MISSING),
        ("backprop/w1-w6", Exit.DONE),
        ("own", Exit.MISSING),
        ("own/", Exit.USAGE),
        ("nowhere/neuron", Exit.MISSING),
    ],
)
def test_a_lesson_is_named_by_its_folder_and_id(
    reference: str, status: Exit, tmp_path: Path
) -> None:
    own_lessons(tmp_path)
    assert backtutor("show", reference, cwd=tmp_path).status == status


def test_progress_in_a_folder_is_kept_under_the_name_of_its_pack(tmp_path: Path) -> None:
    own_lessons(tmp_path)
    backtutor("study", "own/neuron", cwd=tmp_path, stdin="0.7\n")
    (found,) = backtutor("progress", "--json", cwd=tmp_path).json["lessons"]
    assert found["lesson"] == "mine/neuron"
    listed = backtutor("list", "own", "--json", cwd=tmp_path).json["lessons"]
    assert [(entry["id"], entry["state"]) for entry in listed] == [
        ("neuron", "started"), ("other", "new"),
    ]  # fmt: skip
    resumed = backtutor("study", "own/neuron", cwd=tmp_path, stdin="")
    assert resumed.out.endswith("Saved. Go on with: backtutor study own/neuron\n")


def test_without_a_terminal_a_folder_is_listed(tmp_path: Path) -> None:
    own_lessons(tmp_path)
    assert backtutor("study", "own", cwd=tmp_path) == backtutor("list", "own", cwd=tmp_path)
    assert (
        "Study one with: backtutor study own/neuron\n" in backtutor("list", "own", cwd=tmp_path).out
    )


def test_alone_it_lists_the_lessons_that_come_with_it(tmp_path: Path) -> None:
    assert backtutor(cwd=tmp_path) == backtutor("list", cwd=tmp_path)


def test_a_lessons_id_wins_over_a_folder_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "w1-w6").mkdir()
    assert "What is h₂?" in backtutor("study", "w1-w6", cwd=tmp_path).out


# -- try


@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        ("h1", "1.25", "right"),
        ("dE/dw5", "dE/dy*h1", "right"),
        ("∂E/∂w₅", "dE/dy*dy/dw5", "unfinished"),
        ("dE/dx1", "2.94", "right"),
        ("local:dy/dw5", "h1", "right"),
        ("w5+", "0.869", "right"),
        ("y+", "3.18", "right"),
        ("E+", "0.34", "imprecise"),
        ("sign:w5", "up", "right"),
        ("sign:w5", "2", "wrong"),
        ("sign:w5", "7", "unreadable"),
        ("dy/dw1", "1", "right"),
        ("dE/dw5", "2 +", "unreadable"),
    ],
)
def test_any_quantity_can_be_tried(
    question: str, answer: str, verdict: str, tmp_path: Path
) -> None:
    data = backtutor("try", "w1-w6", question, answer, "--json", cwd=tmp_path).json
    assert data["verdict"] == verdict


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("h3", "did you mean `h1`"),
        ("x1", "is given, there is nothing to answer"),
        ("x1+", "is given, there is nothing to answer"),
        ("local:dE/dw5", "`w5` does not stand in the formula of `E`"),
    ],
)
def test_what_cannot_be_asked_is_said(question: str, said: str, tmp_path: Path) -> None:
    ran = backtutor("try", "w1-w6", question, "1", cwd=tmp_path)
    assert (ran.status, ran.out) == (Exit.USAGE, "")
    assert said in ran.err


def test_try_says_what_the_tutor_would_say(tmp_path: Path) -> None:
    assert (
        backtutor("try", "w1-w6", "dE/dw5", "7", cwd=tmp_path).out
        == """\
✗ ∂E/∂w₅: 7: wrong
  read as 7
  Move w₅ by 0.01 and watch: w₅ +0.01 → y +0.0125 → E +0.0132
  your slope says E would change by 0.07
"""
    )


# -- whatever is typed


HOSTILE = (
    (("show", ""), Exit.MISSING),
    (("show", "."), Exit.USAGE),
    (("show", "/"), Exit.USAGE),
    (("show", "~"), Exit.MISSING),
    (("show", "x" * 5000), Exit.MISSING),
    (("show", "x/" * 2000), Exit.MISSING),
    (("show", "\x1b[31m"), Exit.MISSING),
    (("show", "huge.yaml"), Exit.PROBLEMS),
    (("show", "empty.yaml"), Exit.PROBLEMS),
    (("show", "binary.yaml"), Exit.MISSING),
    (("check", "folder.yaml"), Exit.DONE),
    (("list", "binary.yaml"), Exit.MISSING),
    (("study", "folder.yaml"), Exit.DONE),
    (("study", "w1-w6", "--answers", "folder.yaml"), Exit.MISSING),
    (("study", "w1-w6", "--answers", "huge.yaml"), Exit.PROBLEMS),
    (("study", "w1-w6", "--answers", "binary.yaml"), Exit.MISSING),
    (("study", "newer.yaml"), Exit.MISSING),
    (("study", "w1-w6", "--answers", "empty.yaml"), Exit.PROBLEMS),
    (("study", "w1-w6", "--json"), Exit.USAGE),
    (("study", "w1-w6", "--pass", "1"), Exit.USAGE),
    (("study", "--answers", "empty.yaml"), Exit.USAGE),
    (("try", "w1-w6", "", ""), Exit.USAGE),
    (("try", "w1-w6", "h1", ""), Exit.DONE),
    (("try", "w1-w6", "h1", "(" * 5000), Exit.DONE),
    (("try", "w1-w6", "h1", "9" * 5000), Exit.DONE),
    (("try", "w1-w6", "h1", "1e308*1e308"), Exit.DONE),
    (("try", "w1-w6", "h1", "\u202e1.25"), Exit.DONE),
    (("derive", ""), Exit.USAGE),
    (("derive", "f"), Exit.USAGE),
    (("derive", "f = "), Exit.USAGE),
    (("derive", "f = " + "(" * 5000), Exit.PROBLEMS),
    (("derive", "f = f + 1"), Exit.PROBLEMS),
    (("derive", "f = x", "x=1e999"), Exit.USAGE),
    (("derive", "f = exp(x)", "x=1000"), Exit.PROBLEMS),
    (("derive", "f = x", "x=1", "x=2"), Exit.USAGE),
    (("derive", "f = x^(1/2)", "x=0"), Exit.PROBLEMS),
    (("progress", "reset", "nothing"), Exit.MISSING),
    (("progress", "reset", "w1-w6"), Exit.DONE),
    (("--home", "binary.yaml", "list"), Exit.DONE),
    (("--home", "binary.yaml", "progress"), Exit.DONE),
    (("--home", "binary.yaml", "progress", "reset", "w1-w6"), Exit.DONE),
    (("--home", "binary.yaml", "study", "w1-w6"), Exit.DONE),
    (("--home", "binary.yaml", "doctor"), Exit.DONE),
)  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "status"),
    HOSTILE,
    ids=[" ".join(arguments)[:40].encode("unicode_escape").decode() for arguments, _ in HOSTILE],
)
def test_nothing_that_is_typed_ends_in_a_traceback(
    arguments: tuple[str, ...], status: Exit, tmp_path: Path
) -> None:
    (tmp_path / "huge.yaml").write_bytes(b"a: 1\n" * 400_000)
    (tmp_path / "empty.yaml").write_bytes(b"")
    (tmp_path / "binary.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    (tmp_path / "newer.yaml").write_text("format: 2\ntitle: later\n", encoding="utf-8")
    (tmp_path / "folder.yaml").mkdir()
    ran = backtutor(*arguments, cwd=tmp_path)
    assert ran.status == status, ran.err
    assert "fault of backtutor" not in ran.err
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.parametrize(
    "variables",
    [
        {"BACKTUTOR_LANG": "fr"},
        {"BACKTUTOR_SEED": "many"},
        {"BACKTUTOR_SEED": "many", "BACKTUTOR_LANG": "fr"},
    ],
)
def test_variables_that_mean_nothing_are_told(variables: dict[str, str], tmp_path: Path) -> None:
    ran = backtutor("list", cwd=tmp_path, **variables)
    assert (ran.status, ran.out) == (Exit.USAGE, "")
    assert f"`{next(iter(variables))}`" in ran.err or "`BACKTUTOR_LANG`" in ran.err


@pytest.mark.parametrize("columns", ["0", "1", "7", "abc", "99999", "9999"])
def test_no_width_is_too_strange(columns: str, tmp_path: Path) -> None:
    for command in (("show", "w1-w6"), ("list",), ("study", "w1-w6")):
        ran = backtutor(*command, cwd=tmp_path, COLUMNS=columns, BACKTUTOR_PLAIN="0")
        assert ran.status == Exit.DONE, ran.err


def shell(line: str, folder: Path) -> Ran:
    """Run a line of the shell in which `$B` is the program."""
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={
            **os.environ,
            "B": f"{sys.executable} -m backtutor",
            "BACKTUTOR_HOME": str(folder / "home"),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="bash is needed")
@pytest.mark.parametrize(
    ("line", "statuses"),
    [
        ("$B show w1-w6 | true; echo ${PIPESTATUS[0]}", "0"),
        ("$B show w1-w6 --format json | true; echo ${PIPESTATUS[0]}", "0"),
        ("$B list | true; echo ${PIPESTATUS[0]}", "0"),
        ("yes | $B study w1-w6 | true; echo ${PIPESTATUS[1]}", "0"),
        ("$B study w1-w6 <&- >/dev/null; echo $?", "0"),
        ("$B show w1-w6 >&-; echo $?", "0"),
        ("$B study w1-w6 <&- >&- 2>&-; echo $?", "0"),
        ("$B show nothing 2>&-; echo $?", "3"),
    ],
)
def test_streams_that_are_gone_are_no_fault(line: str, statuses: str, tmp_path: Path) -> None:
    ran = shell(line, tmp_path)
    assert (ran.out.strip(), ran.err) == (statuses, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    ran = shell("$B show w1-w6 > /dev/full; echo $?", tmp_path)
    assert (ran.out, ran.err) == (
        "1\n",
        "the system refused to go on: No space left on device\n",
    )


def test_a_formula_over_matrices_is_derived_on_the_spot(tmp_path: Path) -> None:
    given = ("X=[[1,2],[3,4]]", "W=[[1],[2]]")
    ran = backtutor("derive", "Y = X @ W; L = sum(Y^2)", *given, "--format", "json", cwd=tmp_path)
    found = json.loads(ran.out)
    assert found["gradients"]["W"] == [[76], [108]]
    assert found["shapes"] == {"X": [2, 2], "W": [2, 1], "Y": [2, 1], "L": []}


def test_shapes_that_do_not_fit_in_a_typed_formula_are_told_where_they_meet(
    tmp_path: Path,
) -> None:
    given = ("X=[[1,2],[3,4]]", "W=[[1,2]]")
    ran = backtutor("derive", "Y = X @ W; L = sum(Y^2)", *given, cwd=tmp_path)
    assert "     ^^^^^ X is 2×2 but W is 1×2: inner sizes 2 and 1 differ\n" in ran.err
