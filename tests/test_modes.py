"""Forward mode and paths as `show` gives them: whole pages at fixed widths, JSON, faults."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from plays import surroundings
from samples import FORK, SIX_WEIGHTS, derived

from backtutor.commands.derive import derive
from backtutor.commands.show import show, show_derivation
from backtutor.environment import Environment
from backtutor.export_modes import plain_count
from backtutor.problems import Exit, Stop
from backtutor.text import say

AFFINE = """\
format: 1
title: affine
inputs: {X: [[1, 2], [3, 4], [5, 6]], T: [[1], [0], [1]]}
params: {W: [[1], [2]], b: 0.5}
nodes:
  Y: X @ W + b
  L: mean((Y - T)^2)
"""
NINE = """\
format: 1
title: nine paths
inputs: {X: 1}
params: {α: 2, β: 3, γ: 5, δ: 7, ε: 11, ζ: -13}
nodes: {a: α*X, b: β*X, c: γ*X, Y: a + b + c, d: δ*Y, e: ε*Y, f: ζ*Y, Z: d + e + f}
"""
CONSTANT = """\
format: 1
title: nothing moves
constants: {k: 2}
nodes: {p: k + 1, e: p*p}
"""


def printed(environment: Environment) -> str:
    """What was printed, blanks at line ends cut off."""
    out = environment.streams.stdout
    assert isinstance(out, io.StringIO)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def page(
    text: str,
    mode: str,
    wrt: str | None = None,
    width: int = 80,
    lang: str = "en",
    unicode: bool = True,
    plain: bool = False,
) -> str:
    environment = surroundings(width, lang, unicode, plain)
    show_derivation(environment, derived(text), "text", mode, wrt)
    return printed(environment)


def data(text: str, mode: str, wrt: str | None = None) -> Any:
    environment = surroundings()
    show_derivation(environment, derived(text), "json", mode, wrt)
    return json.loads(printed(environment))


PAGES = {
    "the paths of a fork": (
        lambda: page(FORK, "paths"),
        """\
a fork

b has the most paths to e; `--wrt NAME` shows those of another name.

 2
(a)─────────╮  3
            ┢▶(c)━━━━━━━┓  6
       ┏━━━━┛           ┣▶(e)
       ┃                ┃
 1     ┃       2        ┃
[b]━━━━┻━━━━━▶(d)━━━━━━━┛

Paths from b to e: 2

  b → c → e   1 · d = 1 × 2 = 2
  b → d → e   1 · c = 1 × 3 = 3
                              ─
  ∂e/∂b                       5

Along a path the local derivatives are multiplied; the paths are added.

These paths share no arrow, so nothing can be written once for several of them.
""",
    ),
    "nine paths": (
        lambda: page(NINE, "paths"),
        """\
nine paths

X has the most paths to Z; `--wrt NAME` shows those of another name.

                     2
       ┏━━━━━ α 2 ━▶(a)━━━━━━━┓                        70
       ┃                      ┃        ┏━━━━━ δ 7 ━━━▶(d)━━━━━━━━━┓
 1     ┃             3        ┃        ┃                          ┃
[X]━━━━┻┳━━━━ β 3 ━▶(b)━━━━━━━┫  10    ┃               110        ┃
        ┃                     ┣▶(Y)━━━━┻┳━━━━ ε 11 ━━▶(e)━━━━━━━━━┫  50
        ┃            5        ┃         ┃                         ┣▶(Z)
        ┗━━━━ γ 5 ━▶(c)━━━━━━━┛         ┃              −130       ┃
                                        ┗━━━━ ζ −13 ━▶(f)━━━━━━━━━┛

Paths from X to Z: 9

  X → a → Y → d → Z   α · 1 · δ · 1 = 2 × 1 × 7 × 1     =  14
  X → a → Y → e → Z   α · 1 · ε · 1 = 2 × 1 × 11 × 1    =  22
  X → a → Y → f → Z   α · 1 · ζ · 1 = 2 × 1 × (−13) × 1 = −26
  X → b → Y → d → Z   β · 1 · δ · 1 = 3 × 1 × 7 × 1     =  21
  X → b → Y → e → Z   β · 1 · ε · 1 = 3 × 1 × 11 × 1    =  33
  X → b → Y → f → Z   β · 1 · ζ · 1 = 3 × 1 × (−13) × 1 = −39
  X → c → Y → d → Z   γ · 1 · δ · 1 = 5 × 1 × 7 × 1     =  35
  X → c → Y → e → Z   γ · 1 · ε · 1 = 5 × 1 × 11 × 1    =  55
  X → c → Y → f → Z   γ · 1 · ζ · 1 = 5 × 1 × (−13) × 1 = −65
                                                          ───
  ∂Z/∂X                                                    50

Along a path the local derivatives are multiplied; the paths are added.

What paths share, written once
  ∂Z/∂X = (α + β + γ)·(δ + ε + ζ) = 50

Every path goes through Y: the sum up to there and the sum from there on are
multiplied.
Path by path that takes 36 factors. There are only 12 arrows, and a sweep goes
along each of them once.
""",
    ),
    "two paths in ascii": (
        lambda: page(SIX_WEIGHTS, "paths", "x1", unicode=False),
        """\
six weights

 1
[x1]====+====== w1 0.5 =.  1.25
        !               +>(h1)======== w5 1 =.
        ! .---- w2 1.5 -'                    !  5.05               0.55125
        ! |                                  +>(y)========= t 4 =>(E)
        ! |                                  !
        '=|==== w3 2.3 =.  3.8               !
 0.5      |             +>(h2)======== w6 1 ='
(x2)------+---- w4 3 ---'

Paths from x1 to E: 2

  x1 -> h1 -> y -> E   w1 * w5 * (y - t) = 0.5 * 1 * 1.05 = 0.525
  x1 -> h2 -> y -> E   w3 * w6 * (y - t) = 2.3 * 1 * 1.05 = 2.415
                                                            -----
  dE/dx1                                                     2.94

Along a path the local derivatives are multiplied; the paths are added.

What paths share, written once
  dE/dx1 = (w1*w5 + w3*w6)*(y - t) = 2.94

Every path goes through y: the sum up to there and the sum from there on are
multiplied.
Path by path that takes 6 factors. There are only 5 arrows, and a sweep goes
along each of them once.
""",
    ),
    "two paths in a narrow window": (
        lambda: page(SIX_WEIGHTS, "paths", "x1", width=40),
        """\
six weights

 1
[x₁]━━━━┳━━━━ w₁ 0.5 ━━━┓  1.25
        ┃               ┡▶(h₁)⋯
        ┃     ⋯ w₂ 1.5 ─╯
        ┃
        ┃
        ┗━━━━ w₃ 2.3 ━━━┓  3.8
                        ┡▶(h₂)⋯
              ⋯ w₄ 3 ───╯

Paths from x₁ to E: 2

  x₁ → h₁ → y → E
    = w₁ · w₅ · (y − t) = 0.525
  x₁ → h₂ → y → E
    = w₃ · w₆ · (y − t) = 2.415
  ∂E/∂x₁ = 2.94

Along a path the local derivatives are
multiplied; the paths are added.

What paths share, written once
  ∂E/∂x₁ = (w₁·w₅ + w₃·w₆)·(y − t) =
  2.94

Every path goes through y: the sum up to
there and the sum from there on are
multiplied.
Path by path that takes 6 factors. There
are only 5 arrows, and a sweep goes
along each of them once.
""",
    ),
    "nine paths in plain sentences": (
        lambda: page(NINE, "paths", plain=True, lang="zh"),
        """\
nine paths

到 Z 路径最多的是 X；用 `--wrt NAME` 可以看别的名字。

从 X 到 Z 的路径：9 条

路径 1：X、a、Y、d、Z。乘积：α · 1 · δ · 1 = 2 × 1 × 7 × 1 = 14。
路径 2：X、a、Y、e、Z。乘积：α · 1 · ε · 1 = 2 × 1 × 11 × 1 = 22。
路径 3：X、a、Y、f、Z。乘积：α · 1 · ζ · 1 = 2 × 1 × (−13) × 1 = −26。
路径 4：X、b、Y、d、Z。乘积：β · 1 · δ · 1 = 3 × 1 × 7 × 1 = 21。
路径 5：X、b、Y、e、Z。乘积：β · 1 · ε · 1 = 3 × 1 × 11 × 1 = 33。
路径 6：X、b、Y、f、Z。乘积：β · 1 · ζ · 1 = 3 × 1 × (−13) × 1 = −39。
路径 7：X、c、Y、d、Z。乘积：γ · 1 · δ · 1 = 5 × 1 × 7 × 1 = 35。
路径 8：X、c、Y、e、Z。乘积：γ · 1 · ε · 1 = 5 × 1 × 11 × 1 = 55。
路径 9：X、c、Y、f、Z。乘积：γ · 1 · ζ · 1 = 5 × 1 × (−13) × 1 = −65。
所有路径之和：∂Z/∂X = 50。

沿一条路径，局部导数相乘；各条路径相加。

共用的部分只写一次：∂Z/∂X = (α + β + γ)·(δ + ε + ζ) = 50。

每条路径都经过 Y：到那里为止的和，与从那里往后的和，相乘即可。
一条一条地算，要用 36 个因子；而箭头只有 12 条，一次扫描每条只走一遍。
""",
    ),
    "a name that nothing comes from": (
        lambda: page(FORK, "paths", "e", plain=True),
        """\
a fork

Paths from e to e: 1

Path 1: e. Product: 1.

Along a path the local derivatives are multiplied; the paths are added.
""",
    ),
    "forward from b": (
        lambda: page(FORK, "forward", "b"),
        """\
a fork

 2
(a)─────────╮  3
            ┢▶(c)━━━━━━━┓  6
       ┏━━━━┛  1        ┣▶(e)
       ┃                ┃  5
 1     ┃       2        ┃
[b]━━━━┻━━━━━▶(d)━━━━━━━┛
 1             1

Forward mode: from b on
The tangent of b is 1. The tangent of a node is the sum, over its sources, of
local derivative times tangent of the source.

  node  value       ∂·/∂b
  b           = 1                                 = 1  the start
  c     a + b = 3                                 = 1
  d     b + 1 = 2                                 = 1
  e     c·d   = 6   d·∂c/∂b + c·∂d/∂b = 2·1 + 3·1 = 5

Reverse mode finds the same  ∂e/∂b = 5  ✓

All gradients: a, b
                sweeps  operations
  forward mode       2          14  one sweep an input
  reverse mode       1           6  one sweep for all inputs
A sweep goes along every arrow once, which is a multiplication; where arrows
meet, there is an addition. With a million inputs, forward mode sweeps a million
times, reverse mode once.
""",
    ),
    "forward from the first input": (
        lambda: page(SIX_WEIGHTS, "forward", width=120),
        """\
six weights

w₁ is the first input asked for; `--wrt NAME` starts from another name.

 1
(x₁)────┬────── [w₁] 0.5 ─╮  1.25
        │            1    ├▶(h₁)━━━━━━━━ w₅ 1 ━┓
        │ ╭──── w₂ 1.5 ───╯  1                 ┃  5.05               0.55125
        │ │                                    ┡▶(y)━━━━━━━━━ t 4 ━▶(E)
        │ │                                    │  1                  1.05
        ╰─┼──── w₃ 2.3 ───╮  3.8               │
 0.5      │               ├▶(h₂)──────── w₆ 1 ─╯
(x₂)──────┴──── w₄ 3 ─────╯

Forward mode: from w₁ on
The tangent of w₁ is 1. The tangent of a node is the sum, over its sources, of local derivative
times tangent of the source.

  node  value                     ∂·/∂w₁
  w₁                  = 0.5                                     = 1     the start
  h₁    w₁·x₁ + w₂·x₂ = 1.25      x₁                            = 1
  h₂    w₃·x₁ + w₄·x₂ = 3.8                                     = 0     w₁ does not reach it
  y     w₅·h₁ + w₆·h₂ = 5.05      w₅·∂h₁/∂w₁ = 1·1              = 1
  E     1/2·(t − y)²  = 0.55125   (y − t)·∂y/∂w₁ = (5.05 − 4)·1 = 1.05

Reverse mode finds the same  ∂E/∂w₁ = 1.05  ✓

All gradients: w₁, w₂, w₃, w₄, w₅, w₆
                sweeps  operations
  forward mode       6         144  one sweep an input
  reverse mode       1          16  one sweep for all inputs
A sweep goes along every arrow once, which is a multiplication; where arrows meet, there is an
addition. With a million inputs, forward mode sweeps a million times, reverse mode once.
""",
    ),
    "forward in Chinese": (
        lambda: page(SIX_WEIGHTS, "forward", "x1", lang="zh"),
        """\
six weights

 1
[x₁]━━━━┳━━━━━━ w₁ 0.5 ━┓  1.25
 1      ┃               ┡▶(h₁)━━━━━━━━ w₅ 1 ━┓
        ┃ ╭──── w₂ 1.5 ─╯  0.5               ┃  5.05               0.55125
        ┃ │                                  ┣▶(y)━━━━━━━━━ t 4 ━▶(E)
        ┃ │                                  ┃  2.8                2.94
        ┗━┿━━━━ w₃ 2.3 ━┓  3.8               ┃
 0.5      │             ┡▶(h₂)━━━━━━━━ w₆ 1 ━┛
(x₂)──────┴──── w₄ 3 ───╯  2.3

前向模式：从 x₁ 出发
x₁ 的变化率是 1；一个节点的变化率，是各个来源的“局部导数 × 来源的变化率”之和。

  节点  值                        ∂·/∂x₁
  x₁                  = 1                                 = 1     起点
  h₁    w₁·x₁ + w₂·x₂ = 1.25      w₁                      = 0.5
  h₂    w₃·x₁ + w₄·x₂ = 3.8       w₃                      = 2.3
  y     w₅·h₁ + w₆·h₂ = 5.05      w₅·∂h₁/∂x₁ + w₆·∂h₂/∂x₁ = 2.8
  E     1/2·(t − y)²  = 0.55125   (y − t)·∂y/∂x₁          = 2.94

反向模式得到同样的结果  ∂E/∂x₁ = 2.94  ✓

求全部梯度：w₁、w₂、w₃、w₄、w₅、w₆
            扫描次数  运算次数
  前向模式         6       144  每个输入扫描一次
  反向模式         1        16  所有输入只扫描一次
一次扫描沿每条箭头走一遍，各做一次乘法；箭头汇合处做加法。若有一百万个输入，前向
模式要扫描一百万次，反向模式只要一次。
""",
    ),
    "forward in a narrow window": (
        lambda: page(FORK, "forward", "b", width=30, unicode=False),
        """\
a fork

 2
(a)---------.  3
            +>(c)=======.  6
       .===='  1        +>(e)
       !                !  5
 1     !       2        !
[b]====+=====>(d)======='
 1             1

Forward mode: from b on
The tangent of b is 1. The
tangent of a node is the sum,
over its sources, of local
derivative times tangent of
the source.

  b = 1
    db/db = 1  the start
  c = a + b = 3
    dc/db = 1
  d = b + 1 = 2
    dd/db = 1
  e = c*d = 6
    de/db = d*dc/db + c*dd/db
    = 5

Reverse mode finds the same
de/db = 5  ok

All gradients: a, b
                sweeps
                operations
  forward mode       2
  14
  reverse mode       1
  6
A sweep goes along every arrow
once, which is a
multiplication; where arrows
meet, there is an addition.
With a million inputs, forward
mode sweeps a million times,
reverse mode once.
""",
    ),
    "forward in plain sentences": (
        lambda: page(FORK, "forward", "a", plain=True),
        """\
a fork

Forward mode: from a on
The tangent of a is 1. The tangent of a node is the sum, over its sources, of
local derivative times tangent of the source.

Node a, value 2, tangent 1: the start.
Node c, value 3. Tangent: ∂c/∂a = 1.
Node d, value 2, tangent 0: a does not reach it.
Node e, value 6. Tangent: ∂e/∂a = d·∂c/∂a = 2·1 = 2.

Reverse mode finds the same  ∂e/∂a = 2  ✓

All gradients: a, b
forward mode: sweeps 2, operations 14; one sweep an input.
reverse mode: sweeps 1, operations 6; one sweep for all inputs.
A sweep goes along every arrow once, which is a multiplication; where arrows
meet, there is an addition. With a million inputs, forward mode sweeps a million
times, reverse mode once.
""",
    ),
    "forward from an entry": (
        lambda: page(AFFINE, "forward", "W[2,1]"),
        """\
affine

 3×2
(X)──────── [W] 2×1 ─╮  3×1                 141.583
                2×1  ├▶(Y)━━━━━━━━ T 3×1 ━▶(L)
            b 0.5 ───╯  3×1                 102.667

Forward mode: from W[2,1] on
The tangent of W[2,1] is 1. A matrix passes its tangent on by the rule of the
operation; between numbers it is local derivative times tangent. Where sources
meet, that is added.

∂W/∂W[2,1] = ⎡0⎤       the start
             ⎣1⎦2×1

∂Y/∂W[2,1] = X · ∂W/∂W[2,1]    Y = X·W + b
3×1          3×2 2×1
             ⎡1  2⎤
           = ⎢3  4⎥ ·  ⎡0⎤
             ⎣5  6⎦3×2 ⎣1⎦2×1
             ⎡2⎤
           = ⎢4⎥
             ⎣6⎦3×1

∂L/∂W[2,1] = mean(2·∂Y/∂W[2,1] ⊙ (Y − T))    L = mean((Y − T)²)
                    3×1           3×1 3×1
                    ⎡2⎤    ⎡ 5.5⎤    ⎡1⎤
           = mean(2·⎢4⎥ ⊙ (⎢11.5⎥ −  ⎢0⎥))
                    ⎣6⎦3×1 ⎣17.5⎦3×1 ⎣1⎦3×1
           = 102.667

Reverse mode finds the same  ∂L/∂W[2,1] = 102.667  ✓

All gradients: W, b
                sweeps  operations
  forward mode       3         120  one sweep an entry of an input
  reverse mode       1          30  one sweep for all inputs
A sweep applies the rule of every arrow once; its multiplications and additions
are counted entry by entry. Forward mode needs a sweep for every entry of an
input.
""",
    ),
    "a path through matrices": (
        lambda: page(AFFINE, "paths", "W"),
        """\
affine

 3×2
(X)──────── [W] 2×1 ─╮  3×1                 141.583
                     ├▶(Y)━━━━━━━━ T 3×1 ━▶(L)
            b 0.5 ───╯

Paths from W to L: 1

  W → Y → L
    = Xᵀ·(2·(Y − T)/m)
      2×3    3×1 3×1
    = ⎡     81⎤
      ⎣102.667⎦2×1

Between matrices the rules of the arrows are put into one another, from the loss
back; the paths are added.
""",
    ),
    "a path through matrices in plain sentences": (
        lambda: page(AFFINE, "paths", "W", plain=True),
        """\
affine

Paths from W to L: 1

Path 1: W, Y, L. It brings Xᵀ·(2·(Y − T)/m) = [[81], [102.667]].

Between matrices the rules of the arrows are put into one another, from the loss
back; the paths are added.
""",
    ),
    "reverse mode for one name": (
        lambda: page(FORK, "reverse", "a", plain=True),
        """\
a fork

Node a, value 2, gradient 2.
Node b, value 1, gradient 5.
Node c, value 3, gradient 2.
Edge from a to c.
Edge from b to c.
Node d, value 2, gradient 3.
Edge from b to d.
Node e, value 6, gradient 1.
Edge from c to e.
Edge from d to e.

Forward
  c = a + b = 2 + 1 = 3
  d = b + 1 = 1 + 1 = 2
  e = c·d = 3·2 = 6

Backward
  ∂e/∂c = d = 2
  ∂e/∂a = ∂e/∂c·∂c/∂a = ∂e/∂c = 2

""",
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page(name: str) -> None:
    shown, expected = PAGES[name]
    assert shown() == expected


# -- as data


def test_forward_mode_as_json() -> None:
    found = data(FORK, "forward", "b")
    assert {key: found[key] for key in ("mode", "wrt", "loss", "tangents", "cost")} == {
        "mode": "forward",
        "wrt": "b",
        "loss": "e",
        "tangents": [
            {
                "target": "c",
                "asks": "dc/db",
                "formula": "1",
                "closed": "1",
                "value": 1,
                "terms": [passed("b", "1", "db/db", 1, 1, 1)],
            },
            {
                "target": "d",
                "asks": "dd/db",
                "formula": "1",
                "closed": "1",
                "value": 1,
                "terms": [passed("b", "1", "db/db", 1, 1, 1)],
            },
            {
                "target": "e",
                "asks": "de/db",
                "formula": "d*dc/db + c*dd/db",
                "closed": "d + c",
                "value": 5,
                "terms": [
                    passed("c", "d", "dc/db", 2, 1, 2),
                    passed("d", "c", "dd/db", 3, 1, 3),
                ],
            },
        ],
        "cost": {
            "inputs": ["a", "b"],
            "forward": {"sweeps": 2, "operations": 14},
            "reverse": {"sweeps": 1, "operations": 6},
        },
    }


def passed(
    via: str, local: str, tangent: str, slope: int, moved: int, value: int
) -> dict[str, Any]:
    return {
        "via": via,
        "local": local,
        "rule": None,
        "tangent": tangent,
        "local_value": slope,
        "tangent_value": moved,
        "value": value,
    }


def test_paths_as_json() -> None:
    found = data(SIX_WEIGHTS, "paths")
    assert {key: found[key] for key in ("mode", "wrt", "paths")} == {
        "mode": "paths",
        "wrt": "x1",
        "paths": {
            "from": "x1",
            "to": "E",
            "count": 2,
            "listed": [
                {"path": ["x1", "h1", "y", "E"], "product": "w1*w5*(y - t)", "value": 0.525},
                {"path": ["x1", "h2", "y", "E"], "product": "w3*w6*(y - t)", "value": 2.415},
            ],
            "factored": "(w1*w5 + w3*w6)*(y - t)",
            "value": 2.94,
        },
    }


def test_matrices_as_json_have_rules_and_rows() -> None:
    forward = data(AFFINE, "forward")
    assert forward["wrt"] == "W[1,1]"
    assert forward["tangents"][0] == {
        "target": "Y",
        "asks": "dY/dW[1,1]",
        "formula": "X @ dW/dW[1,1]",
        "closed": "X @ [[1], [0]]",
        "value": [[1], [3], [5]],
        "terms": [
            {
                "via": "W",
                "local": None,
                "rule": "X @ dW/dW[1,1]",
                "tangent": "dW/dW[1,1]",
                "local_value": None,
                "tangent_value": [[1], [0]],
                "value": [[1], [3], [5]],
            }
        ],
    }
    (listed,) = data(AFFINE, "paths", "b")["paths"]["listed"]
    assert listed["product"] == "sum(2*(Y - T)/m)"


@pytest.mark.parametrize("mode", ["reverse", "forward", "paths"])
def test_a_mode_adds_fields_and_changes_none(mode: str) -> None:
    plain = data(SIX_WEIGHTS, "reverse")
    found = data(SIX_WEIGHTS, mode, "w1")
    assert {key: found[key] for key in plain} == plain
    assert (found["mode"], found["wrt"]) == (mode, "w1")


# -- what cannot be shown


@pytest.mark.parametrize(
    ("text", "mode", "wrt", "said"),
    [
        (
            SIX_WEIGHTS,
            "forward",
            "zz",
            "`zz` is no name of this lesson: `--wrt` takes the name of an input or a node, like "
            "`w4`",
        ),
        (
            SIX_WEIGHTS,
            "paths",
            "dE/dw1",
            "`dE/dw1` is no name of this lesson: `--wrt` takes the name of an input or a node, "
            "like `w4`",
        ),
        (
            NINE,
            "forward",
            "XX",
            "`XX` is no name of this lesson; did you mean `X`?",
        ),
        (
            AFFINE,
            "forward",
            "W[3,1]",
            "`W[3,1]` is no entry: W is 2×1, rows and columns are counted from 1",
        ),
        (
            AFFINE,
            "forward",
            "W[1",
            "`W[1` is no entry: W is 2×1, rows and columns are counted from 1",
        ),
        (AFFINE, "forward", "b[1,1]", "`b[1,1]` is one entry: here name the whole of `b`"),
        (AFFINE, "paths", "W[1,1]", "`W[1,1]` is one entry: here name the whole of `W`"),
        (
            CONSTANT,
            "paths",
            "k",
            "k is a constant, nothing is differentiated by it: name an input, a parameter or a "
            "node, like `p`",
        ),
        (
            CONSTANT,
            "forward",
            None,
            "e depends on no input or parameter: say with `--wrt` which node to start from",
        ),
        (
            CONSTANT,
            "paths",
            None,
            "e depends on no input or parameter: say with `--wrt` which node to start from",
        ),
    ],
)
def test_what_cannot_be_shown_is_said(text: str, mode: str, wrt: str | None, said: str) -> None:
    with pytest.raises(Stop) as stopped:
        show_derivation(surroundings(), derived(text), "text", mode, wrt)
    assert (say(stopped.value.message, "en"), stopped.value.status) == (said, Exit.USAGE)


def test_a_mode_that_is_none_is_refused() -> None:
    with pytest.raises(Stop) as stopped:
        show(surroundings(), "fork", "text", "sideways")
    assert stopped.value.status is Exit.USAGE
    assert say(stopped.value.message, "en") == ("`sideways` is no mode: reverse, forward or paths")


def test_a_quiz_has_no_mode() -> None:
    with pytest.raises(Stop) as stopped:
        derive(surroundings(), "f = x*y", ["x=2", "y=3"], True, "text", "paths")
    assert stopped.value.status is Exit.USAGE
    assert say(stopped.value.message, "en") == (
        "`--quiz` asks in reverse mode: leave out `--mode` and `--wrt`"
    )


def test_a_tangent_that_grows_past_all_bounds_is_a_sentence() -> None:
    """Back from e the gradient by x is 1e100; forward from x the tangent of b would be 1e400."""
    lines = ("  a: 1e200*x", "  b: 1e200*exp(a)", "  c: 1e-300*b", "  e: c + y")
    text = "\n".join(("format: 1", "title: steep", "inputs: {x: 0, y: 0}", "nodes:", *lines, ""))
    with pytest.raises(Stop) as stopped:
        show_derivation(surroundings(), derived(text), "text", "forward", "x")
    assert stopped.value.status is Exit.PROBLEMS
    assert say(stopped.value.message, "en") == (
        "on the way from x a number becomes too large to be shown: start from another name"
    )
    assert data(text, "paths", "x")["paths"]["value"] == 10**100


def test_reverse_mode_says_where_nothing_arrives() -> None:
    text = "format: 1\ntitle: apart\ninputs: {u: 1, v: 2}\nnodes: {p: 2*u, e: 3*v}\nloss: e\n"
    for mode in ("reverse", "paths"):
        assert (
            page(text, mode, "u", plain=True)
            .rstrip()
            .endswith("No arrows lead from u to e: moving u leaves e as it is, so ∂e/∂u = 0.")
        )


def test_a_name_is_read_in_any_spelling() -> None:
    assert data(SIX_WEIGHTS, "forward", "w_1")["wrt"] == "w1"
    assert data(SIX_WEIGHTS, "paths", "w₁")["wrt"] == "w1"


def test_derive_has_the_same_modes() -> None:
    environment = surroundings()
    formula, values = "f = (x + y)*z", ["x=-2", "y=5", "z=-4"]
    assert derive(environment, formula, values, False, "json", "paths", "x") is Exit.DONE
    (listed,) = json.loads(printed(environment))["paths"]["listed"]
    assert listed == {"path": ["x", "f"], "product": "z", "value": -4}


# -- large networks


def test_sixty_diamonds_are_shown_at_once() -> None:
    steps = (f"  p{i}: a*x{i - 1}\n  q{i}: b*x{i - 1}\n  x{i}: p{i} + q{i}" for i in range(1, 61))
    text = "format: 1\ntitle: diamonds\ninputs: {x0: 1, a: 0.5, b: 0.25}\nnodes:\n"
    text += "\n".join(steps) + "\n"
    shown = page(text, "paths", "x0", plain=True)
    assert "Paths from x₀ to x₆₀: 1152921504606846976" in shown
    assert "and 1152921504606846964 more" in shown
    found = data(text, "paths", "x0")["paths"]
    assert (found["count"], len(found["listed"]), len(found["factored"])) == (2**60, 100, 479)


def test_a_count_that_no_number_can_hold_is_text() -> None:
    layers = [f"p{i}: x{i - 1}\n  q{i}: x{i - 1}\n  x{i}: p{i} + q{i}" for i in range(1, 151)]
    text = "format: 1\ntitle: long\ninputs: {x0: 1}\nnodes:\n  " + "\n  ".join(layers) + "\n"
    assert data(text, "paths")["paths"]["count"] == 2**150
    assert "Paths from x₀ to x₁₅₀: ≈ 1.42725e45" in page(text, "paths", plain=True)
    assert plain_count(10**5000) == "1e5000"


def test_nodes_that_nothing_reaches_are_counted_where_they_are_many() -> None:
    nodes = "\n".join(f"  n{i}: v*{i}" for i in range(1, 20))
    sums = " + ".join(f"n{i}" for i in range(1, 20))
    text = f"format: 1\ntitle: many\ninputs: {{u: 1, v: 2}}\nnodes:\n{nodes}\n  e: u*({sums})\n"
    shown = page(text, "forward", "u", plain=True)
    assert "Nodes that u does not reach: 19. Their tangents are 0." in shown
    assert "n₇" not in shown.split("Forward mode", 1)[1].split("Nodes that", 1)[0].split("=")[0]
