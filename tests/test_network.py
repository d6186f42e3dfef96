"""The drawing of a network: literal drawings, and what holds for every drawing.

`traced` reads a drawing the way an eye does: along the lines from a box, straight over
crossings, never to the left, to the arrow of another box. It knows nothing of the layout.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import GRAPHS, add, call, graph, mul, printed, shown

from backtutor.graph import Graph
from backtutor.terms import Term, number
from backtutor.text import say
from backtutor.ui.diagram import Diagram, Shown
from backtutor.ui.layout.channels import Trunk, ordered
from backtutor.ui.layout.painting import Cell, Drawing, Owner
from backtutor.ui.network import MAX_ROWS, fitted, network, sentences
from backtutor.ui.theme import ASCII, UNICODE, Charset

CASES: dict[str, tuple[str, str, int, Charset, str | None, tuple[tuple[str, str], ...]]] = {
    "two layers, forward known": ("two layers", "E y", 80, UNICODE, None, ()),
    "two layers, a weight active, its path lit": (
        "two layers", "E y", 80, UNICODE, "w5", (("h1", "y"), ("y", "E"))
    ),
    "two layers, every gradient of what is trained": (
        "two layers", "E y h1 h2 w1 w2 w3 w4 w5 w6", 80, UNICODE, None, ()
    ),
    "two layers, ASCII": ("two layers", "E y w5", 80, ASCII, "w5", (("h1", "y"),)),
    "two layers at 40 columns, around the active weight": (
        "two layers", "E y", 40, UNICODE, "w5", ()
    ),
    "two layers at 34 columns, the active node alone": ("two layers", "E", 34, UNICODE, "y", ()),
    "gates": ("gates", "f q z x y", 80, UNICODE, None, ()),
    "a source of two paths": ("paths", "e c d", 80, UNICODE, "b", ()),
    "a chain of eight, folded where nothing is asked": ("pieces", "f q", 80, UNICODE, "e", ()),
    "a sigmoid neuron": ("neuron", "E a", 80, UNICODE, "z", ()),
    "a complete bundle with its matrix": ("bundle", "E y", 80, UNICODE, "w2", ()),
    "a complete bundle, ASCII": ("bundle", "E y", 80, ASCII, "w2", ()),
}  # fmt: skip
"""What is drawn: network, gradients known, width, charset, active name, lit edges."""


GOLDENS = {
    "two layers, forward known": """
 1
(x₁)────┬────── w₁ 0.5 ─╮  1.25
        │               ├▶(h₁)──────── w₅ 1 ─╮
        │ ╭──── w₂ 1.5 ─╯                    │  5.05               0.55125
        │ │                                  ├▶(y)───────── t 4 ─▶(E)
        │ │                                  │  1.05               1
        ╰─┼──── w₃ 2.3 ─╮  3.8               │
 0.5      │             ├▶(h₂)──────── w₆ 1 ─╯
(x₂)──────┴──── w₄ 3 ───╯
""",
    "two layers, a weight active, its path lit": """
 1
(x₁)────┬────── w₁ 0.5 ─╮  1.25
        │               ├▶(h₁)━━━━━━━━ [w₅] 1 ━┓
        │ ╭──── w₂ 1.5 ─╯                      ┃  5.05               0.55125
        │ │                                    ┡▶(y)━━━━━━━━━ t 4 ━▶(E)
        │ │                                    │  1.05               1
        ╰─┼──── w₃ 2.3 ─╮  3.8                 │
 0.5      │             ├▶(h₂)──────── w₆ 1 ───╯
(x₂)──────┴──── w₄ 3 ───╯
""",
    "two layers, every gradient of what is trained": """
 1
(x₁)────┬───── w₁ 0.5 ───╮  1.25
        │         1.05   ├▶(h₁)─────── w₅ 1 ──────╮
        │ ╭─── w₂ 1.5 ───╯  1.05          1.3125  │  5.05              0.55125
        │ │       0.525                           ├▶(y)──────── t 4 ─▶(E)
        │ │                                       │  1.05              1
        ╰─┼─── w₃ 2.3 ───╮  3.8                   │
 0.5      │       1.05   ├▶(h₂)─────── w₆ 1 ──────╯
(x₂)──────┴─── w₄ 3 ─────╯  1.05          3.99
                  0.525
""",
    "two layers, ASCII": """
 1
(x1)----+----- w1 0.5 -.  1.25
        |              +>(h1)======= [w5] 1 ======.
        | .--- w2 1.5 -'                  1.3125  !  5.05              0.55125
        | |                                       +>(y)-------- t 4 ->(E)
        | |                                       |  1.05              1
        '-|--- w3 2.3 -.  3.8                     |
 0.5      |            +>(h2)------- w6 1 --------'
(x2)------+--- w4 3 ---'
""",
    "two layers at 40 columns, around the active weight": """
 1.25
⋯(h₁)── [w₅] 1 ─╮
                │  5.05          0.5513
                ├▶(y)──── t 4 ─▶(E)
 3.8            │  1.05          1
⋯(h₂)── w₆ 1 ───╯
""",
    "two layers at 34 columns, the active node alone": """
 (h₁) w₅ 1 ─╮  5.05
            ├▶[y]⋯
 (h₂) w₆ 1 ─╯
""",
    "gates": """
 −2
(x)───────╮
 −4       │  3                 −12
          ├▶(q)─────── z −4 ─▶(f)
 5        │  −4          3     1
(y)───────╯
 −4
""",
    "a source of two paths": """
 2
(a)─────────╮  3
            ├▶(c)───────╮  6
       ╭────╯  2        ├▶(e)
       │                │  1
 1     │       2        │
[b]────┴─────▶(d)───────╯
               3
""",
    "a chain of eight, folded where nothing is asked": """
 −1            −2
(x₀)─ w₀ 2 ──▶(m₀)─╮
                   │  4             1    −1   0.367879   1.36788     0.731059
                   ├▶(s₀)─ w₂ −3 ─▶(s)─▶(n)─▶[e]───────▶(q)────────▶(f)
 −2            6   │                                     −0.534447   1
(x₁)─ w₁ −3 ─▶(m₁)─╯
""",
    "a sigmoid neuron": """
 1.5
(x)──────── w 0.8 ──╮  0.7         0.668188                 0.1096
                    ├▶[z]────────▶(a)───────────── t 0.2 ─▶(E)
            b −0.5 ─╯              0.468188                 1
""",
    "a complete bundle with its matrix": """
 1
(x₁)──────╮                  1.4
 2        │           ╭────▶(h₁)────── w₁₀ 1 ───╮
(x₂)──────┤           │      3.2                │
 3        ├══3×3═▶────┴┬───▶(h₂)────── w₁₁ 1.1 ─┤  10.92              49.2032
(x₃)──────╯            │     5                  ├▶(y)───────── t 1 ─▶(E)
                       ╰───▶(h₃)────── w₁₂ 1.2 ─╯  9.92               1
h₁ ⎡ w₁ 0.1  [w₂] 0.2  w₃ 0.3 ⎤
h₂ ⎢ w₄ 0.4  w₅ 0.5    w₆ 0.6 ⎥
h₃ ⎣ w₇ 0.7  w₈ 0.8    w₉ 0.9 ⎦
""",
    "a complete bundle, ASCII": """
 1
(x1)------.                  1.4
 2        |           .---->(h1)------ w10 1 ---.
(x2)------+           |      3.2                |
 3        +==3x3=>----++--->(h2)------ w11 1.1 -+  10.92              49.2032
(x3)------'            |     5                  +>(y)--------- t 1 ->(E)
                       '--->(h3)------ w12 1.2 -'  9.92               1
h1 [ w1 0.1  [w2] 0.2  w3 0.3 ]
h2 [ w4 0.4  w5 0.5    w6 0.6 ]
h3 [ w7 0.7  w8 0.8    w9 0.9 ]
""",
}


@pytest.mark.parametrize("case", GOLDENS)
def test_drawing(case: str) -> None:
    name, known, width, charset, active, lit = CASES[case]
    seen = shown(name, known, active)._replace(lit=frozenset(lit))
    text = printed(network(GRAPHS[name], seen, charset, width), width)
    assert text == GOLDENS[case].strip("\n")


def test_nothing_is_drawn_that_is_not_known() -> None:
    text = printed(network(GRAPHS["two layers"], Shown(values={"y": "5.05"}), UNICODE, 80))
    assert [character for character in text if character in "0123456789"] == ["5", "0", "5"]


def test_names_two_cells_wide_keep_the_lines_together() -> None:
    shop = graph(
        {"小计": mul("单价", "个数"), "总价": mul("小计", "税率")}, data="单价 个数", params="税率"
    )
    seen = Shown(values={"单价": "100", "个数": "2", "税率": "1.1", "小计": "200", "总价": "220"})
    text = printed(network(shop, seen, UNICODE, 80))
    assert (
        text
        == """\
 100
(单价)───────╮  200                      220
             ├▶(小计)─────── 税率 1.1 ─▶(总价)
 2           │
(个数)───────╯"""
    )


def test_a_network_that_cannot_be_drawn_is_none() -> None:
    wide = graph(
        {"y": add(*(f"x{i}" for i in range(12)))}, data=" ".join(f"x{i}" for i in range(12))
    )
    assert network(wide, Shown(active="y"), UNICODE, 80) is None


def test_sentences_in_both_languages() -> None:
    seen = Shown({"x": "1.5", "w": "0.8", "z": "0.7"}, {"z": "?", "b": "0.1038"})
    spoken = sentences(GRAPHS["neuron"], seen)
    assert [say(sentence, "en") for sentence in spoken] == [
        "Node x, value 1.5.",
        "Node t, value unknown.",
        "Node b, value unknown, gradient 0.1038.",
        "Node z, value 0.7, gradient asked now.",
        "Edge from x to z, weight w = 0.8, gradient unknown.",
        "Edge from b to z.",
        "Node a, value unknown, gradient unknown.",
        "Edge from z to a.",
        "Node E, value unknown, gradient unknown.",
        "Edge from a to E.",
        "Edge from t to E.",
    ]
    assert [say(sentence, "zh") for sentence in spoken[3:5]] == [
        "节点 z，值 0.7，梯度 待求。",
        "从 x 到 z 的边，权重 w = 0.8，梯度 未知。",
    ]


# trunks

LEAVES_3 = Trunk("a", 3, (6,))
TAKES_3 = Trunk("b", 1, (3, 5))


@pytest.mark.parametrize("trunks", [[LEAVES_3, TAKES_3], [TAKES_3, LEAVES_3]])
def test_a_trunk_that_leaves_a_row_stands_left_of_the_one_that_takes_it(
    trunks: list[Trunk],
) -> None:
    assert ordered(trunks) == [LEAVES_3, TAKES_3]


def test_trunks_that_take_each_others_rows_have_no_order() -> None:
    assert ordered([TAKES_3, Trunk("d", 3, (1,))]) is None


def test_trunks_are_ordered_for_few_crossings() -> None:
    wide, narrow = Trunk("wide", 1, (1, 8)), Trunk("narrow", 3, (3, 5))
    assert ordered([wide, narrow]) == ordered([narrow, wide])


# what holds for every drawing

ARMS = {
    UNICODE.joint(*arms): arms
    for arms in ((a // 27, a // 9 % 3, a // 3 % 3, a % 3) for a in range(1, 81))
}
LEFT, RIGHT, UP, DOWN = (0, -1), (0, 1), (-1, 0), (1, 0)
SIDES = {UP: 0, DOWN: 1, LEFT: 2, RIGHT: 3}


def spans(drawing: Drawing, seen: Diagram) -> dict[Cell, str]:
    """The cells of every box's label."""
    found: dict[Cell, str] = {}
    rows = [
        "".join(drawing.cells.get((row, column), (" ", None))[0] for column in range(drawing.width))
        for row in range(drawing.height)
    ]
    for box in seen.boxes.values():
        places = [(r, row.index(box.label)) for r, row in enumerate(rows) if box.label in row]
        assert len(places) == 1, f"{box.label} stands {len(places)} times"
        row, column = places[0]
        found.update({(row, column + i): box.name for i in range(len(box.label))})
    return found


def traced(drawing: Drawing, seen: Diagram) -> set[tuple[str, str]]:
    """The edges that can be followed from box to box."""
    boxes = spans(drawing, seen)
    ends = {
        name: max(cell for cell, owner in boxes.items() if owner == name) for name in seen.boxes
    }
    return {(name, to) for name, end in ends.items() for to in followed(drawing, boxes, end)}


def followed(drawing: Drawing, boxes: dict[Cell, str], end: Cell) -> Iterator[str]:
    waiting, visited = [(end, RIGHT)], set[tuple[Cell, Cell]]()
    while waiting:
        (row, column), heading = waiting.pop()
        cell = row + heading[0], column + heading[1]
        if cell not in drawing.cells or (cell, heading) in visited:
            continue
        visited.add((cell, heading))
        if cell in boxes:
            yield boxes[cell]
        else:
            waiting += [(cell, way) for way in ways(drawing.cells[cell][0], heading)]


def ways(character: str, heading: Cell) -> list[Cell]:
    """Where a line goes on: straight over a crossing, along a label, never back to the left."""
    arms = ARMS.get(character)
    if arms is None:
        return [heading] if heading == RIGHT else []
    if all(arms):
        return [heading]
    back = (-heading[0], -heading[1])
    return [way for way, side in SIDES.items() if arms[side] and way not in (back, LEFT)]


def misused(drawing: Drawing) -> list[tuple[Cell, frozenset[Owner]]]:
    """Cells of two nets that are neither a straight crossing nor an edge at its target's join."""
    return [
        (cell, owners)
        for cell, owners in drawing.owners.items()
        if len(owners) > 1 and not is_crossing(drawing, cell, owners) and not is_join(owners)
    ]


def is_crossing(drawing: Drawing, cell: Cell, owners: frozenset[Owner]) -> bool:
    up, down, left, right = ARMS.get(drawing.cells[cell][0], (0, 0, 0, 0))
    return len(owners) == 2 and bool(up and left) and up == down and left == right


def is_join(owners: frozenset[Owner]) -> bool:
    return len(owners) == 2 and {side for side, _ in owners} == {"from", "into"}


@st.composite
def layered(draw: st.DrawFn) -> Graph:
    """Networks of up to five layers: weighted and plain edges, skips, biases, shared data."""
    data = [f"x{i}" for i in range(draw(st.integers(1, 3)))]
    params: list[str] = []
    formulas: dict[str, Term] = {}
    before = list(data)
    for layer in range(draw(st.integers(1, 4))):
        names = [f"{'abcd'[layer]}{i}" for i in range(draw(st.integers(1, 3)))]
        for name in names:
            sources = draw(st.lists(st.sampled_from(before), min_size=1, max_size=3, unique=True))
            parts: list[str | Term] = []
            for source in sources:
                if draw(st.booleans()):
                    params.append(f"w{len(params)}")
                    parts.append(mul(params[-1], source))
                else:
                    parts.append(source)
            if draw(st.booleans()):
                params.append(f"k{len(params)}")
                parts.append(params[-1])
            formulas[name] = add(*parts) if len(parts) > 1 else call("exp", *parts)
        before += names
    ends = [name for name in formulas if not any(name in f"{f}" for f in formulas.values())]
    formulas["E"] = add(*ends, number(1))
    return graph(formulas, " ".join(data), " ".join(params))


texts = st.sampled_from(["", "?", "1", "-0.5", "0.55125", "-12.3456"])


@given(
    network=layered(),
    numbers=st.data(),
    width=st.integers(40, 100),
    charset=st.sampled_from([UNICODE]),
)
@settings(max_examples=150, deadline=None)
def test_every_edge_can_be_followed_and_no_cell_is_shared(
    network: Graph, numbers: st.DataObject, width: int, charset: Charset
) -> None:
    names = list(network.nodes)
    seen = Shown(
        {name: numbers.draw(texts) for name in names},
        {name: numbers.draw(texts) for name in names},
        numbers.draw(st.sampled_from([None, *names])),
    )
    found = fitted(network, seen, charset, width)
    if found is None:
        return
    view, drawing = found
    assert drawing.width <= min(width, 80)
    assert drawing.height <= MAX_ROWS
    assert not misused(drawing)
    assert traced(drawing, view) == {(s, b.name) for b in view.boxes.values() for s in b.sources}


@given(network=layered())
@settings(max_examples=60, deadline=None)
def test_small_networks_are_drawn(network: Graph) -> None:
    if len(network.nodes) <= 8:
        assert fitted(network, Shown(), UNICODE, 80) is not None
