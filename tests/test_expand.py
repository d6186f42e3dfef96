"""The long form of a lesson: the same lesson, the author's own text untouched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_cli import backtutor
from test_dense import networks

from backtutor.dense import Dense, long_form
from backtutor.lesson import Lesson
from backtutor.loader import load_lesson
from backtutor.loader.expansion import expanded
from backtutor.problems import Exit
from backtutor.values import entries, shape_of

SIX = """\
# the network of the notes
format: 1
title: {en: Six weights, zh: 六个权重}  # in two languages

mlp: {sizes: [2, 2, 1], activation: identity, bias: false, loss: half_mse, form: neurons}
inputs: {x1: 1, x2: 0.5, t: 4}  # the data
params:
  w1: 0.5  # from x1
  w2: 1.5
  w3: 2.3
  w4: 3
  w5: 1
  w6: 1
train: {lr: 0.1}

# only one question
steps:
  - grad: w5
    hint: {en: "What moves {y}?", zh: "什么会影响 {y}？"}
expect: {dE/dw5: 1.3125, y+: 3.1768}
"""


def long(text: str) -> str:
    found = expanded("a.yaml", text.encode())
    assert found is not None
    return found


def test_only_the_line_is_replaced() -> None:
    begin, _, end = SIX.partition(
        "mlp: {sizes: [2, 2, 1], activation: identity, bias: false, loss: half_mse,"
        " form: neurons}\n"
    )
    nodes = """\
nodes:
  h1: w1*x1 + w2*x2
  h2: w3*x1 + w4*x2
  y: w5*h1 + w6*h2
  E: 1/2*(y - t)^2
"""
    assert long(SIX) == begin + nodes + end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # what is drawn stays drawn
            """\
format: 1
title: t
mlp: {sizes: [1, 1], activation: sigmoid}
draw: {seed: 3, default: {draw: normal}}
""",
            """\
format: 1
title: t
inputs: [x1, t]
params: [w1, b1]
nodes:
  z1: w1*x1 + b1
  y: sigmoid(z1)
  E: 1/2*(y - t)^2
draw: {seed: 3, default: {draw: normal}}
""",
        ),
        (  # sections that are not complete, in blocks
            """\
  format: 1
  title: t
  inputs:
    x_1: 2

  # the network
  mlp:
    sizes: [1, 1]
  # how it is drawn
  draw:
    default: {inputs: {draw: choice, of: [1]}, params: {draw: integer, from: 1, to: 2}}
""",
            """\
  format: 1
  title: t
  inputs:
    x_1: 2
    t: {draw: choice, of: [1]}

  # the network
  params: [w1, b1]
  nodes:
    y: w1*x_1 + b1
    E: 1/2*(y - t)^2
  # how it is drawn
  draw:
    default: {inputs: {draw: choice, of: [1]}, params: {draw: integer, from: 1, to: 2}}
""",
        ),
        (  # shapes that only the network knows
            """\
format: 1
title: t
mlp: {sizes: [2, 2], bias: no, loss: softmax_ce, form: matrices}
inputs:
  X:
  - [1, 2]
  - [3, 4]
  T: {draw: onehot}
draw: {default: {draw: decimal, from: -1, to: 1, not: [0]}}
""",
            """\
format: 1
title: t
params:
  W1: {draw: decimal, from: -1, to: 1, not: [0], shape: [2, 2]}
nodes:
  Z1: X @ W1
  A1: Z1
  L: softmax_ce(A1, T)
inputs:
  X: [[1, 2], [3, 4]]
  T: {draw: onehot, shape: [2, 2]}
draw: {default: {draw: decimal, from: -1, to: 1, not: [0]}}
""",
        ),
        (  # nodes beside the network
            """\
format: 1
title: t
mlp: {sizes: [1, 1], activation: leaky_relu, bias: no}
inputs: {x1: 1, t: 2}
params: {w1: "1/3"}
constants: {c: 0.1}
nodes:
  # a penalty
  L: {expr: E + c*w1^2, label: loss}
""",
            """\
format: 1
title: t
x-mlp: {sizes: [1, 1], activation: leaky_relu, bias: no}
inputs: {x1: 1, t: 2}
params: {w1: "1/3"}
constants: {c: 0.1}
nodes:
  # a penalty
  z1: w1*x1
  y: leaky_relu(z1, 0.01)
  E: 1/2*(y - t)^2
  L: {expr: E + c*w1^2, label: loss}
""",
        ),
        (  # everything in one pair of braces
            "{format: 1, title: t, mlp: {sizes: [1, 1], activation: leaky_relu}, "
            "params: {w1: 2, b1: 0}, draw: {default: {draw: normal}}}\n",
            "{format: 1, title: t, inputs: [x1, t], nodes: {z1: w1*x1 + b1, "
            "y: 'leaky_relu(z1, 0.01)', E: 1/2*(y - t)^2}, "
            "params: {w1: 2, b1: 0}, draw: {default: {draw: normal}}}\n",
        ),
        (
            "{format: 1, title: t, nodes: {L: E + w1}, inputs: {x1: 1, t: 1}, "
            "params: {w1: 2}, mlp: {sizes: [1, 1], bias: no}}\n",
            "{format: 1, title: t, nodes: {y: w1*x1, E: 1/2*(y - t)^2, L: E + w1}, "
            "inputs: {x1: 1, t: 1}, params: {w1: 2}, x-mlp: {sizes: [1, 1], bias: no}}\n",
        ),
    ],
)
def test_what_the_line_stands_for_is_written_where_it_stood(text: str, expected: str) -> None:
    assert long(text) == expected
    assert same_lesson(load(text), load(expected))


def test_a_lesson_without_the_line_has_no_other_form() -> None:
    assert expanded("a.yaml", b"format: 1\ntitle: t\nparams: {w: 1}\nnodes: {E: w}\n") is None


# -- the same lesson


def load(text: str) -> Lesson:
    found = load_lesson("a.yaml", text, seed=5)
    assert found.lesson is not None, (text, found.problems)
    return found.lesson


def described(lesson: Lesson) -> dict[str, Any]:
    """Everything a lesson says but where in the file it says it."""
    plain = {
        name: getattr(lesson, name)
        for name in ("id", "title", "train", "rounding", "captions", "tolerance", "drawn")
    }
    nodes = [(n.name, n.kind, n.term, n.shape, n.order) for n in lesson.graph.nodes.values()]
    given = {name: (shape_of(v), entries(v)) for name, v in lesson.given.items()}
    return {**plain, "nodes": nodes, "loss": lesson.graph.loss, "given": given}


def same_lesson(a: Lesson, b: Lesson) -> bool:
    assert described(a) == described(b)
    assert list(a.given) == list(b.given)
    return True


def test_all_else_that_a_lesson_says_is_kept() -> None:
    short, written_out = load(SIX), load(long(SIX))
    assert same_lesson(short, written_out)
    (step,), (other,) = short.steps or (), written_out.steps or ()
    assert step._replace(settings=step.settings._replace(span=None)) == other._replace(
        settings=other.settings._replace(span=None)
    )
    assert [e._replace(span=None) for e in short.expect] == [
        e._replace(span=None) for e in written_out.expect
    ]


NUMBERS = st.fractions(-3, 3, max_denominator=8).map(str)


@st.composite
def lessons(draw: st.DrawFn) -> str:
    """A lesson of any network, some of its values written and the others drawn."""
    dense = draw(networks().filter(makes_sense))
    form = long_form(dense, rows=2)
    lines = [
        "format: 1",
        "title: t",
        f"mlp: {{sizes: {list(dense.sizes)}, activation: [{', '.join(dense.activations)}],"
        f" bias: {'yes' if dense.bias else 'no'}, loss: {dense.loss}, form: {dense.form}}}",
        "draw: {seed: 1, default: {draw: decimal, from: -1, to: 1}}",
        "train: {lr: 0.1}",
    ]
    sections = []
    for section, shapes in (("inputs", form.inputs), ("params", form.params)):
        written = [name for name in shapes if not shapes[name] and draw(st.booleans())]
        written = draw(st.permutations(written))
        if written:
            pairs = ", ".join(f"{name}: {draw(NUMBERS)}" for name in written)
            sections.append(f"{section}: {{{pairs}}}")
    return "\n".join([*lines[:2], *draw(st.permutations([*lines[2:], *sections])), ""])


def makes_sense(dense: Dense) -> bool:
    narrow = ("softmax", 1) in zip(dense.activations, dense.sizes[1:], strict=True)
    return not narrow and (dense.loss != "bce" or dense.activations[-1] in ("sigmoid", "softmax"))


@settings(max_examples=60, deadline=None)
@given(lessons())
def test_the_long_form_of_any_network_is_the_same_lesson(text: str) -> None:
    # a step of training that leaves no value is told, and is not what this is about
    assume("L054" not in {problem.code for problem in load_lesson("a.yaml", text).problems})
    assert same_lesson(load(text), load(long(text)))


# -- the command


def test_the_command_prints_a_lesson_file(tmp_path: Path) -> None:
    (tmp_path / "six.yaml").write_text(SIX, encoding="utf-8")
    ran = backtutor("expand", "six.yaml", cwd=tmp_path)
    assert (ran.status, ran.out, ran.err) == (Exit.DONE, long(SIX), "")
    (tmp_path / "long.yaml").write_text(ran.out, encoding="utf-8")
    assert backtutor("check", "long.yaml", "--strict", cwd=tmp_path).status == Exit.DONE


def test_a_long_form_is_printed_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text(long(SIX), encoding="utf-8")
    ran = backtutor("expand", "long.yaml", cwd=tmp_path)
    assert (ran.status, ran.out) == (Exit.DONE, long(SIX))
    assert ran.err == "long.yaml has no `mlp`: it is its own long form\n"


def test_a_lesson_that_cannot_be_read_is_not_written_out(tmp_path: Path) -> None:
    (tmp_path / "six.yaml").write_text(SIX.replace("half_mse", "mae"), encoding="utf-8")
    ran = backtutor("expand", "six.yaml", cwd=tmp_path)
    assert (ran.status, ran.out) == (Exit.PROBLEMS, "")
    assert "error[L028]" in ran.err


def test_limits_do_not_bind_what_is_generated(tmp_path: Path) -> None:
    big = "mlp: {sizes: [200, 30, 2]}\ndraw: {seed: 1, default: {draw: normal, sd: 0.1}}\n"
    (tmp_path / "big.yaml").write_text(f"format: 1\ntitle: t\n{big}", encoding="utf-8")
    ran = backtutor("expand", "big.yaml", cwd=tmp_path)
    assert ran.status == Exit.DONE
    assert ran.out.count("\n  h30: ") == 1
    assert "w6000*x200 + b30\n" in ran.out
