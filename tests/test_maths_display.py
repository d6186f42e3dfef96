"""Cards, tables and curves, compared whole at fixed widths."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from networks import GRAPHS, add, call, derived, graph, mul, printed, shown
from rich.text import Text

from backtutor.derive import Derivation
from backtutor.lesson import Lesson, words
from backtutor.terms import Symbol, number
from backtutor.ui.diagram import Shown
from backtutor.ui.ledger import ledger, scene
from backtutor.ui.maths import Stage, check_line, derivation
from backtutor.ui.plot import curve, heights, sparkline
from backtutor.ui.sheet import Sheet
from backtutor.ui.theme import ASCII, UNICODE, Meaning
from backtutor.ui.updates import Hidden, Move, forward_again, update_table

WIDE = Sheet(UNICODE, "en", 80)
NARROW = Sheet(UNICODE, "en", 30)
CHINESE = Sheet(UNICODE, "zh", 80)
PLAIN = Sheet(ASCII, "en", 80)
SOURCES = {"E": "start", "y": "y − t"}


def card(name: str, target: str, sheet: Sheet, stage: Stage = Stage.RESULT) -> Text:
    found = derived(name)
    values = {atom.name: value for atom, value in found.evaluation.items()}
    return derivation(found.gradients[target], found.graph, sheet, values, stage=stage)


def direct_and_through() -> Text:
    """A loss that uses its source itself and by another node: f = q + a, q = a·b."""
    through = graph({"q": mul("a", "b"), "f": add("q", "a")}, data="a b")
    given = {"a": Fraction(2), "b": Fraction(-3)}
    found = Derivation(Lesson("through", words("through"), through, given))
    return derivation(found.gradients["a"], through, WIDE)


def at_kink() -> Text:
    relu = graph({"a": call("relu", "z"), "f": mul(number(2), "a")}, data="z")
    found = Derivation(Lesson("kink", words("kink"), relu, {"z": Fraction(0)}))
    return derivation(found.gradients["z"], relu, CHINESE)


def updates(sheet: Sheet) -> Text:
    return update_table(derived("two layers").updates, "E", sheet, hidden=Hidden(("w6",)))


def again(sheet: Sheet) -> Text:
    steps = {step.target: step for step in derived("two layers").second_forward}
    return forward_again([Move(n, steps[n].old, steps[n].value) for n in ("y", "E")], sheet)


def descent(sheet: Sheet, lr: str) -> Text:
    losses = derived("two layers").descend(20, Fraction(lr))
    return curve(losses, "E", f"η = {lr}", sheet)


def table(sheet: Sheet, height: int = 14) -> Text:
    return ledger(GRAPHS["two layers"], known(), SOURCES, sheet, height)


def whole(width: int) -> Text:
    return scene(GRAPHS["two layers"], known(), SOURCES, Sheet(UNICODE, "en", width))


def known() -> Shown:
    found = shown("two layers", "E y", "w5")
    return Shown(found.values, {**found.gradients, "w5": "?"}, "w5")


SCREENS: dict[str, tuple[int, Callable[[], Text]]] = {
    "a chain of two factors": (80, lambda: card("two layers", "w5", WIDE)),
    "a chain of two factors, Chinese": (80, lambda: card("two layers", "w5", CHINESE)),
    "a chain of two factors, ASCII": (80, lambda: card("two layers", "w5", PLAIN)),
    "the chain alone, for a hint": (80, lambda: card("two layers", "w5", WIDE, Stage.CHAIN)),
    "numbers not yet multiplied": (80, lambda: card("two layers", "w5", WIDE, Stage.NUMBERS)),
    "a node just before the loss": (80, lambda: card("two layers", "y", WIDE)),
    "one factor a row where it is narrow": (30, lambda: card("two layers", "w5", NARROW)),
    "a sum over paths": (80, lambda: card("paths", "b", WIDE)),
    "a sum over paths where it is narrow": (30, lambda: card("paths", "b", NARROW)),
    "a path through a node and one straight to the loss": (80, direct_and_through),
    "a negative factor in brackets": (80, lambda: card("pieces", "n", WIDE)),
    "a derivative at a kink, Chinese": (80, at_kink),
    "updates, one asked": (80, lambda: updates(WIDE)),
    "updates, Chinese": (80, lambda: updates(CHINESE)),
    "updates, ASCII": (80, lambda: updates(PLAIN)),
    "forward again": (80, lambda: again(WIDE)),
    "forward again, ASCII": (80, lambda: again(PLAIN)),
    "a numeric check": (
        80, lambda: check_line("(E(w₅+1e-5)−E(w₅−1e-5))/2e-5", "1.3125", True, WIDE)
    ),
    "a curve over decades": (80, lambda: descent(WIDE, "0.02")),
    "a curve on a plain scale, ASCII": (80, lambda: descent(PLAIN, "0.0005")),
    "a curve at 40 columns, Chinese": (40, lambda: descent(Sheet(UNICODE, "zh", 40), "0.02")),
    "a ledger": (80, lambda: table(WIDE)),
    "a ledger of nine rows, around the active name": (80, lambda: table(CHINESE, 9)),
    "a ledger instead of the network below 70 columns": (60, lambda: whole(60)),
    "a ledger whose formulas are cut": (
        30, lambda: ledger(GRAPHS["paths"], known(), {"c": "a long formula"}, NARROW)
    ),
    "network and ledger side by side from 110 columns": (120, lambda: whole(120)),
}  # fmt: skip


GOLDENS = {
    "a chain of two factors": """
∂E/∂w₅ = ∂E/∂y   · ∂y/∂w₅    chain rule
       = (y − t) · h₁        y = w₅·h₁ + w₆·h₂
       = 1.05    × 1.25   = 1.3125
""",
    "a chain of two factors, Chinese": """
∂E/∂w₅ = ∂E/∂y   · ∂y/∂w₅    链式法则
       = (y − t) · h₁        y = w₅·h₁ + w₆·h₂
       = 1.05    × 1.25   = 1.3125
""",
    "a chain of two factors, ASCII": """
dE/dw5 = dE/dy   * dy/dw5    chain rule
       = (y - t) * h1        y = w5*h1 + w6*h2
       = 1.05    * 1.25   = 1.3125
""",
    "the chain alone, for a hint": """
∂E/∂w₅ = ∂E/∂y · ∂y/∂w₅    chain rule
""",
    "numbers not yet multiplied": """
∂E/∂w₅ = ∂E/∂y   · ∂y/∂w₅    chain rule
       = (y − t) · h₁        y = w₅·h₁ + w₆·h₂
       = 1.05    × 1.25
""",
    "a node just before the loss": """
∂E/∂y = y − t      E = 0.5·(y − t)²
      = 5.05 − 4
      = 1.05
""",
    "one factor a row where it is narrow": """
∂E/∂w₅
  = ∂E/∂y = (y − t) = 1.05
  · ∂y/∂w₅ = h₁ = 1.25
  = 1.3125
""",
    "a sum over paths": """
∂e/∂b = ∂e/∂c · ∂c/∂b = d · 1 = 2 × 1 = 2   via c
      + ∂e/∂d · ∂d/∂b = c · 1 = 3 × 1 = 3   via d
                                        ─
                                        5
""",
    "a sum over paths where it is narrow": """
∂e/∂b
  via c
    = ∂e/∂c = d = 2
    · ∂c/∂b = 1
    = 2
  via d
    = ∂e/∂d = c = 3
    · ∂d/∂b = 1
    = 3
  = 2 + 3
  = 5
""",
    "a path through a node and one straight to the loss": """
∂f/∂a = ∂f/∂q · ∂q/∂a = 1 · b = 1 × (−3) = −3   via q
      + ∂f/∂f · ∂f/∂a = 1 · 1 = 1 × 1    =  1   via f
                                           ──
                                           −2
""",
    "a negative factor in brackets": """
∂f/∂n = ∂f/∂e     · ∂e/∂n       chain rule
      = (−1/q²)   · e           e = exp(n)
      = −0.534447 × 0.367879 = −0.196612
""",
    "a derivative at a kink, Chinese": """
∂f/∂z = ∂f/∂a · ∂a/∂z      链式法则
      = 2     · step(z)    a = relu(z)
      = 2     × 0       = 0
此处是折点：两侧斜率不同，取两者之间的任何值都对
""",
    "updates, one asked": """
 w  old   ∂E/∂w  −η·∂E/∂w      new
w₁  0.5    1.05    −0.105    0.395
w₂  1.5   0.525   −0.0525   1.4475
w₃  2.3    1.05    −0.105    2.195
w₄    3   0.525   −0.0525   2.9475
w₅    1  1.3125  −0.13125  0.86875
w₆    1    3.99         ?        ?
""",
    "updates, Chinese": """
 w  旧值   ∂E/∂w  −η·∂E/∂w     新值
w₁   0.5    1.05    −0.105    0.395
w₂   1.5   0.525   −0.0525   1.4475
w₃   2.3    1.05    −0.105    2.195
w₄     3   0.525   −0.0525   2.9475
w₅     1  1.3125  −0.13125  0.86875
w₆     1    3.99         ?        ?
""",
    "updates, ASCII": """
 w  old   dE/dw  -eta*dE/dw      new
w1  0.5    1.05      -0.105    0.395
w2  1.5   0.525     -0.0525   1.4475
w3  2.3    1.05      -0.105    2.195
w4    3   0.525     -0.0525   2.9475
w5    1  1.3125    -0.13125  0.86875
w6    1    3.99           ?        ?
""",
    "forward again": """
forward again:  y  5.05 → 3.17683    E  0.55125 → 0.338802  (−39%)
""",
    "forward again, ASCII": """
forward again:  y  5.05 -> 3.17683    E  0.55125 -> 0.338802  (-39%)
""",
    "a numeric check": """
numeric check  (E(w₅+1e-5)−E(w₅−1e-5))/2e-5 = 1.3125  ✓
""",
    "a curve over decades": """
E over 20 steps, η = 0.02 (log scale)  ██▇▇▇▆▆▅▅▅▄▄▄▃▃▃▂▂▂▁▁  0.551 → 2.25e-8
  0.551 ┤ ●  ●
        │       ●  ●  ●  ●
        │                   ●  ●  ●  ●
        │                               ●  ●  ●  ●
        │                                           ●  ●  ●  ●
2.25e-8 ┤                                                       ●  ●  ●
        └───────────────────────────────────────────────────────────────
""",
    "a curve on a plain scale, ASCII": """
E over 20 steps, eta = 0.0005  @@##%%%***==----...__  0.551 -> 0.381
0.551 + *  *
      |       *  *  *  *
      |                   *  *  *  *
      |                               *  *  *  *
      |                                           *  *  *  *
0.381 +                                                       *  *  *
      +---------------------------------------------------------------
""",
    "a curve at 40 columns, Chinese": """
20 步中 E 的变化，η = 0.02（对数刻度）
0.551 → 2.25e-8
  0.551 ┤ ●●
        │   ● ●●●
        │         ●●● ●
        │              ●● ●●
        │                   ● ●●●
2.25e-8 ┤                         ●● ●
        └──────────────────────────────
""",
    "a ledger": """
   node  value    ∂E/∂·  from
✓  E     0.55125  1      start
✓  y     5.05     1.05   y − t
▸  w₅    1        ?
·  w₆    1
·  h₁    1.25
·  w₁    0.5
·  w₂    1.5
·  h₂    3.8
·  w₃    2.3
·  w₄    3
·  t     4
·  x₁    1
·  x₂    0.5
""",
    "a ledger of nine rows, around the active name": """
   节点  值       ∂E/∂·  来源
✓  E     0.55125  1      start
✓  y     5.05     1.05   y − t
▸  w₅    1        ?
·  w₆    1
·  h₁    1.25
·  w₁    0.5
·  w₂    1.5
还有 6 行，输入 `:table` 查看全部
""",
    "a ledger instead of the network below 70 columns": """
   node  value    ∂E/∂·  from
✓  E     0.55125  1      start
✓  y     5.05     1.05   y − t
▸  w₅    1        ?
·  w₆    1
·  h₁    1.25
·  w₁    0.5
·  w₂    1.5
·  h₂    3.8
5 more: `:table` shows all
""",
    "a ledger whose formulas are cut": """
   node  value  ∂e/∂·  from
·  e
·  c                   a long⋯
·  a
·  d
·  b
""",
    "network and ledger side by side from 110 columns": """
 1                                                                                   node  value    ∂E/∂·  from
(x₁)────┬────── w₁ 0.5 ─╮  1.25                                                   ✓  E     0.55125  1      start
        │               ├▶(h₁)──────── [w₅] 1 ─╮                                  ✓  y     5.05     1.05   y − t
        │ ╭──── w₂ 1.5 ─╯                   ?  │  5.05               0.55125      ▸  w₅    1        ?
        │ │                                    ├▶(y)───────── t 4 ─▶(E)           ·  w₆    1
        │ │                                    │  1.05               1            ·  h₁    1.25
        ╰─┼──── w₃ 2.3 ─╮  3.8                 │                                  ·  w₁    0.5
 0.5      │             ├▶(h₂)──────── w₆ 1 ───╯                                  ·  w₂    1.5
(x₂)──────┴──── w₄ 3 ───╯                                                         ·  h₂    3.8
                                                                                  ·  w₃    2.3
                                                                                  ·  w₄    3
                                                                                  ·  t     4
                                                                                  ·  x₁    1
                                                                                  ·  x₂    0.5
""",  # noqa: E501
}


@pytest.mark.parametrize("case", SCREENS)
def test_screen(case: str) -> None:
    width, build = SCREENS[case]
    assert printed(build(), width) == GOLDENS[case].strip("\n")


def test_a_factor_keeps_its_colour_and_its_column_through_three_lines() -> None:
    lines = card("two layers", "w5", WIDE).split("\n")
    for meaning in (Meaning.FACTOR_1, Meaning.FACTOR_2):
        starts = [span.start for line in lines for span in line.spans if span.style == meaning]
        assert len(starts) == 3
        assert len(set(starts)) == 1


def test_an_asked_update_does_not_show_its_value() -> None:
    assert "0.601" not in updates(WIDE).plain


def test_a_loss_that_rises_has_a_plus_sign() -> None:
    moved = forward_again([Move("E", Fraction(1), Fraction(3, 2))], WIDE)
    assert moved.plain == "forward again:  E  1 → 1.5  (+50%)"


def test_text_of_a_lesson_is_never_markup_nor_control() -> None:
    seen = Shown(values={"y": "[red]5[/red]\x1b[2J"})
    text = ledger(GRAPHS["two layers"], seen, {"y": "\u202e[link=x]"}, WIDE).plain
    assert "[red]5[/red]‹1B›[2J" in text
    assert "‹202E›[link=x]" in text


@pytest.mark.parametrize(
    ("losses", "text"),
    [([], ""), ([1.0], "▁"), ([2.0, 2.0], "▁▁"), ([3.0, 2.0, 1.0], "█▅▁")],
)
def test_a_sparkline(losses: list[float], text: str) -> None:
    assert sparkline(losses, UNICODE, 20) == text


def test_a_sparkline_over_decades_has_the_scale_that_is_written_beside_it() -> None:
    losses = [1.0, 0.1, 0.01, 0.001]
    assert sparkline(losses, UNICODE, 20, logarithmic=True) == "█▆▃▁"
    assert "(log scale)  █▆▃▁" in curve(losses, "L", "η = 1", WIDE).plain


def test_a_long_sparkline_is_thinned_out_to_its_room() -> None:
    assert sparkline([float(i) for i in range(100)], ASCII, 10) == "_.--=*%%#@"


def test_a_constant_curve_lies_on_the_floor() -> None:
    assert heights([2.0, 2.0], logarithmic=True) == [0.0, 0.0]


def test_symbols_of_the_chain_are_never_filled_with_an_unknown_value() -> None:
    found = derived("two layers")
    text = derivation(found.gradients["y"], found.graph, WIDE).plain
    assert text.splitlines()[1] == "      = 1.05"
    assert Symbol("y") in found.evaluation
