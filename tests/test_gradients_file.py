"""Files of gradients: what is read, and every fault with the whole text that is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import SIX_WEIGHTS, derived

from backtutor.diagnosis.figures import Figures
from backtutor.loader import json_tree
from backtutor.loader.faults import FAULTS, fault_id
from backtutor.loader.gradients import Gradients, gradients_of, read_gradients
from backtutor.problems import Exit, Problem, Stop
from backtutor.text import LANGUAGES
from backtutor.ui.problems import plain_problem

SIX = derived(SIX_WEIGHTS)


def read(data: bytes) -> Gradients:
    return gradients_of("g.json", data, SIX)


def refused(data: bytes) -> Stop:
    with pytest.raises(Stop) as stopped:
        read(data)
    return stopped.value


def numbers(figures: Figures) -> Any:
    """The figures as the lists that they were read from."""
    rows = [[typed.value for typed in row] for row in figures.rows]
    return rows if figures.depth == 2 else rows[0] if figures.depth else rows[0][0]


# fault, file, what is shown
CASES: list[tuple[str, bytes, str]] = [
    (
        "gradients-not-text",
        b'{"w1": \xd6\xd0}',
        """\
error[G001]: not a text file
 --> g.json:1:8
  |
1 | {"w1": �
  |        ^ the byte D6 is not UTF-8
  = help: write the gradients as JSON: `json.dump(gradients, file)`
""",
    ),
    (
        "gradients-empty",
        b" \n",
        """\
error[G003]: there are no gradients here
 --> g.json:1:1
  = help: write names and values: `{"w1": 0.5, "W2": [[1, 2], [3, 4]]}`
""",
    ),
    (
        "gradients-empty",
        b"{}",
        """\
error[G003]: there are no gradients here
 --> g.json:1:1
  |
1 | {}
  | ^^
  = help: write names and values: `{"w1": 0.5, "W2": [[1, 2], [3, 4]]}`
""",
    ),
    (
        "gradients-json",
        b'{"w1" 1}',
        """\
error[G004]: not valid JSON: found `1`
 --> g.json:1:7
  |
1 | {"w1" 1}
  |       ^ expected `:` after the name
  = help: have the program write it: `json.dump(gradients, file)`
""",
    ),
    (
        "gradients-json",
        b'{"w1": 1\n "w2": 2}',
        """\
error[G004]: not valid JSON: found `"w2"`
 --> g.json:2:2
  |
2 |  "w2": 2}
  |  ^^^^ expected `,` or `}`
  = help: have the program write it: `json.dump(gradients, file)`
""",
    ),
    (
        "gradients-json",
        b"{w1: 1}",
        """\
error[G004]: not valid JSON: found `w1`
 --> g.json:1:2
  |
1 | {w1: 1}
  |  ^^ expected a name in double quotes
  = help: have the program write it: `json.dump(gradients, file)`
""",
    ),
    (
        "gradients-end",
        b'{"w1":',
        """\
error[G004]: the file ends too early
 --> g.json:1:7
  |
1 | {"w1":
  |       ^ expected a number or a list of numbers
""",
    ),
    (
        "gradients-more",
        b'{"w1": 1}\n{"w2": 2}',
        """\
error[G004]: something follows the gradients
 --> g.json:2:1
  |
2 | {"w2": 2}
  | ^
  = help: put all names into one pair of braces
""",
    ),
    (
        "gradients-open",
        b'{"w1": [1, 2',
        """\
error[G004]: this bracket is never closed
 --> g.json:1:8
  |
1 | {"w1": [1, 2
  |        ^
""",
    ),
    (
        "gradients-comma",
        b'{"w1": [1, 2,]}',
        """\
error[G004]: a comma before a closing bracket
 --> g.json:1:13
  |
1 | {"w1": [1, 2,]}
  |             ^
  = help: delete it
""",
    ),
    (
        "gradients-quotes",
        b"{'w1': 1}",
        """\
error[G004]: JSON has double quotes only
 --> g.json:1:2
  |
1 | {'w1': 1}
  |  ^
  = help: a printed dict is no JSON: write it with `json.dump(gradients, file)`
""",
    ),
    (
        "gradients-escape",
        b'{"w\\q": 1}',
        """\
error[G004]: no such escape in JSON
 --> g.json:1:2
  |
1 | {"w\\q": 1}
  |  ^^^^^
""",
    ),
    (
        "gradients-array",
        b'{"w1": array([1., 2.])}',
        """\
error[G005]: a printed array is no JSON
 --> g.json:1:8
  |
1 | {"w1": array([1., 2.])}
  |        ^^^^^
  = help: make lists of arrays and tensors first: `dW1.tolist()`
""",
    ),
    (
        "gradients-array",
        b'{"w1": [1. 2.]}',
        """\
error[G005]: a printed array is no JSON
 --> g.json:1:12
  |
1 | {"w1": [1. 2.]}
  |            ^^
  = help: make lists of arrays and tensors first: `dW1.tolist()`
""",
    ),
    (
        "gradients-not-object",
        b"3",
        """\
error[G006]: names are missing here
 --> g.json:1:1
  |
1 | 3
  | ^
  = help: write `{"w1": 0.5}`, or the values of all parameters in their order as a list
""",
    ),
    (
        "gradients-twice",
        b'{"w1": 1,\n "dE/dw_1": 1}',
        """\
error[G007]: a second gradient of w1
 --> g.json:2:2
  |
2 |  "dE/dw_1": 1}
  |  ^^^^^^^^^
 --> g.json:1:2
  |
1 | {"w1": 1,
  |  ---- w1 is given here first
  = help: keep one of the two
""",
    ),
    (
        "gradients-not-number",
        b'{"w1": "0.5"}',
        """\
error[G008]: not a number
 --> g.json:1:8
  |
1 | {"w1": "0.5"}
  |        ^^^^^
  = help: write numbers without quotes, and leave out a name whose gradient was not computed
""",
    ),
    (
        "gradients-not-number",
        b'{"w1": [0.5, null]}',
        """\
error[G008]: not a number
 --> g.json:1:14
  |
1 | {"w1": [0.5, null]}
  |              ^^^^
  = help: write numbers without quotes, and leave out a name whose gradient was not computed
""",
    ),
    (
        "gradients-not-finite",
        b'{"w1": NaN}',
        """\
error[G009]: `NaN` is no finite number
 --> g.json:1:8
  |
1 | {"w1": NaN}
  |        ^^^
  = help: something was divided by 0, or grew too large: look at the values of the forward pass
""",
    ),
    (
        "gradients-not-finite",
        b'{"w1": [1e999]}',
        """\
error[G009]: `1e999` is no finite number
 --> g.json:1:9
  |
1 | {"w1": [1e999]}
  |         ^^^^^
  = help: something was divided by 0, or grew too large: look at the values of the forward pass
""",
    ),
    (
        "gradients-deep",
        b'{"w1": [[[1]]]}',
        """\
error[G010]: brackets within rows: a gradient is a number, a list, or a list of rows
 --> g.json:1:10
  |
1 | {"w1": [[[1]]]}
  |          ^^^
""",
    ),
    (
        "gradients-deep",
        b'{"w1": [[[[[[1]]]]]]}',
        """\
error[G010]: brackets within rows: a gradient is a number, a list, or a list of rows
 --> g.json:1:11
  |
1 | {"w1": [[[[[[1]]]]]]}
  |           ^
""",
    ),
    (
        "gradients-mixed",
        b'{"w1": [1, [2]]}',
        """\
error[G010]: a list where the others are numbers
 --> g.json:1:12
  |
1 | {"w1": [1, [2]]}
  |            ^^^
""",
    ),
    (
        "gradients-ragged",
        b'{"w1": [[1, 2], [3]]}',
        """\
error[G011]: row 2 has 1 numbers, the first has 2
 --> g.json:1:17
  |
1 | {"w1": [[1, 2], [3]]}
  |                 ^^^
""",
    ),
    (
        "gradients-hollow",
        b'{"w1": [[]]}',
        """\
error[G011]: an empty list
 --> g.json:1:8
  |
1 | {"w1": [[]]}
  |        ^^^^
  = help: leave the name out where its gradient was not computed
""",
    ),
    (
        "gradients-count",
        b"[1, 2]",
        """\
error[G012]: a list of 2 values for 6 parameters
 --> g.json:1:1
  |
1 | [1, 2]
  | ^^^^^^
  = help: the order is w1, w2, w3, w4, w5, w6; or give the values by name
""",
    ),
]


@pytest.mark.parametrize(("fault", "data", "expected"), CASES)
def test_a_fault_is_told_at_its_place(fault: str, data: bytes, expected: str) -> None:
    stop = refused(data)
    assert "\n".join(map(plain_problem, stop.problems)) + "\n" == expected
    assert {problem.message.id for problem in stop.problems} == {fault_id(fault)}
    assert stop.status is (Exit.MISSING if fault == "gradients-not-text" else Exit.PROBLEMS)


def test_every_fault_of_a_file_of_gradients_has_a_case() -> None:
    faults = {fault for fault in FAULTS if fault.startswith("gradients-")}
    assert {fault for fault, _, _ in CASES} | {"gradients-too-large"} == faults


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_tree, "MAX_BYTES", 2 << 20)
    stop = refused(b" " * ((2 << 20) + 1))
    assert plain_problem(stop.problems[0]) == (
        "error[G002]: the file has more than 2 MiB\n"
        " --> g.json:1:1\n"
        "  = help: leave out the gradients of nodes, the parameters are enough"
    )


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped:
        read_gradients(str(tmp_path / "g.json"), SIX)
    assert stopped.value.status is Exit.MISSING


def test_every_name_with_a_fault_is_told_once() -> None:
    stop = refused(b'{"w1": [NaN, NaN], "w2": null, "w3": 1, "zz": [[1], []]}')
    assert [problem.code for problem in stop.problems] == ["G009", "G008", "G011"]


def test_a_fault_in_a_line_of_a_megabyte_is_shown_at_once() -> None:
    stop = refused(b'{"w1": [' + b"1.25, " * 200_000 + b"x]}")
    shown = plain_problem(stop.problems[0])
    assert shown.splitlines()[:2] == ["error[G008]: not a number", " --> g.json:1:1200009"]
    assert len(shown) < 400


values = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**6), 10**6)
matrices = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(values, min_size=columns, max_size=columns), min_size=1)
)


@given(st.dictionaries(st.sampled_from(["w1", "w2", "h1", "y"]), values | matrices, min_size=1))
@settings(max_examples=200, deadline=None)
def test_what_json_writes_is_read_back(gradients: dict[str, Any]) -> None:
    for indent in (None, 2):
        found = read(json.dumps(gradients, indent=indent).encode())
        assert {name: numbers(f) for name, f in found.figures.items()} == gradients


def test_a_byte_order_mark_and_escapes_are_read() -> None:
    found = read("\ufeff".encode() + json.dumps({"∂E/∂w₁": 1.5}).encode())
    assert {name: numbers(figures) for name, figures in found.figures.items()} == {"w1": 1.5}


pieces = st.sampled_from([*"{}[],:'\\\n x(é🙂", '"w1"', '"w2"', "1", "-2.5", "1e9", "NaN", "null"])


@given(st.binary() | st.lists(pieces).map(lambda parts: "".join(parts).encode()))
@settings(max_examples=500, deadline=None)
def test_no_file_ends_in_anything_but_a_problem(data: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        found = bool(read(data))
    except Stop as stop:
        problems, found = stop.problems, False
    assert found != bool(problems)
    for lang in LANGUAGES:
        assert all(plain_problem(problem, lang) for problem in problems)
