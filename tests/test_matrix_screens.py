"""Matrices on the screen: brackets, cards, entry by entry, hints, probes; whole texts compared."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from fractions import Fraction

import pytest
from matrix_lessons import (
    ALL,
    ATTENTION,
    BATCH_NORM,
    COLUMNS,
    CONVOLUTION,
    PIECES,
    SIGMOIDS,
    SOFT_LABELS,
    TWO_LAYERS,
    WIDE,
)
from plays import lesson, sitting, surroundings
from rich.cells import cell_len

from backtutor.by_entry import Inseparable, example, telling_place, views
from backtutor.cancelling import simplified
from backtutor.derive import Derivation
from backtutor.hints import hints
from backtutor.messages import Message
from backtutor.notation import DEFAULT_ROUNDING, PRETTY, write
from backtutor.nudges import nudge
from backtutor.questions import ask
from backtutor.terms import Symbol
from backtutor.text import say
from backtutor.ui import workings
from backtutor.ui.blocks import drawn, matrix_block
from backtutor.ui.by_entry import by_entry_page
from backtutor.ui.probes import name_of, slope_agrees
from backtutor.ui.screen import Screen
from backtutor.ui.theme import ASCII, UNICODE, Charset
from backtutor.ui.worked import worked_derivation
from backtutor.ui.worked_matrices import gradient_card
from backtutor.values import entry_of, shape_of


def derived(text: str) -> Derivation:
    return Derivation(lesson(text))


def printed(screen: Screen) -> str:
    out = screen.environment.streams.stdout
    assert isinstance(out, io.StringIO)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def screen_of(whole: Derivation, width: int = 80, lang: str = "en", **more: bool) -> Screen:
    found = Screen(surroundings(width, lang, **more))
    found.open(whole.lesson)
    return found


# -- matrices in brackets

SMALL = [[1, Fraction(-1, 2)], [20, 3], [0, 4]]
LARGE = [[10 * row + column for column in range(8)] for row in range(8)]


def bracketed(rows: list[list[Fraction | int]], charset: Charset, room: int = 80) -> str:
    from backtutor.matrices import matrix

    value = matrix([[Fraction(entry) for entry in row] for row in rows])
    return "\n" + drawn(matrix_block(value, charset, DEFAULT_ROUNDING, room)).plain


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (
            lambda: bracketed(SMALL, UNICODE),
            """
⎡ 1  −0.5⎤
⎢20     3⎥
⎣ 0     4⎦3×2""",
        ),
        (
            lambda: bracketed(SMALL, ASCII),
            """
[ 1  -0.5]
[20     3]
[ 0     4]3x2""",
        ),
        (
            lambda: bracketed([[1, 2, 3]], UNICODE),
            """
[1  2  3]1×3""",
        ),
        (
            lambda: bracketed([[5]], ASCII),
            """
[5]1x1""",
        ),
        (
            lambda: bracketed(LARGE, UNICODE),
            """
⎡ 0   1   2  ⋯   7⎤
⎢10  11  12  ⋯  17⎥
⎢20  21  22  ⋯  27⎥
⎢ ⋮   ⋮   ⋮  ⋱   ⋮⎥
⎣70  71  72  ⋯  77⎦8×8""",
        ),
        (
            lambda: bracketed(LARGE, ASCII),
            """
[ 0   1   2  ..   7]
[10  11  12  ..  17]
[20  21  22  ..  27]
[ :   :   :   :   :]
[70  71  72  ..  77]8x8""",
        ),
        (
            lambda: bracketed(LARGE, UNICODE, 20),
            """
⎡ 0   1  ⋯   7⎤
⎢10  11  ⋯  17⎥
⎢20  21  ⋯  27⎥
⎢ ⋮   ⋮  ⋱   ⋮⎥
⎣70  71  ⋯  77⎦8×8""",
        ),
        (
            lambda: bracketed(LARGE, UNICODE, 12),
            """
8×8""",
        ),
        (
            lambda: bracketed(LARGE, UNICODE, 8),
            """
8×8""",
        ),
    ],
)
def test_a_matrix_stands_in_brackets_with_its_shape(
    drawing: Callable[[], str], expected: str
) -> None:
    assert drawing() == expected


# -- cards


def card(text: str, name: str, width: int = 80, lang: str = "en", **more: bool) -> str:
    whole = derived(text)
    screen = screen_of(whole, width, lang, **more)
    step = whole.gradients[name]
    values = {each: whole.evaluation[Symbol(each)] for each in whole.graph.nodes}
    forms = workings.simpler(whole, step, screen)
    return "\n" + gradient_card(step, whole.graph, screen.sheet, values, forms).plain


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (
            lambda: card(COLUMNS, "W"),
            """
dW  = dY · Xᵀ     Y = W·X + B
2×3   2×2  2×3
    = ⎡ 4  −1.5⎤ ·  ⎡1  0   2⎤
      ⎣−2   1.5⎦2×2 ⎣2  1  −1⎦2×3
    = ⎡1  −1.5   9.5⎤
      ⎣1   1.5  −5.5⎦2×3""",
        ),
        (
            lambda: card(COLUMNS, "W", unicode=False),
            """
dW  = dY @ X.T    Y = W @ X + B
2x3   2x2  2x3
    = [ 4  -1.5] @  [1  0   2]
      [-2   1.5]2x2 [2  1  -1]2x3
    = [1  -1.5   9.5]
      [1   1.5  -5.5]2x3""",
        ),
        (
            lambda: card(COLUMNS, "B", lang="zh"),
            """
dB  = sum(dY, axis=1)    Y = W·X + B
2×1       2×2
    = sum(⎡ 4  −1.5⎤, axis=1)
          ⎣−2   1.5⎦2×2
    = ⎡ 2.5⎤
      ⎣−0.5⎦2×1""",
        ),
        (
            lambda: card(TWO_LAYERS, "W1"),
            """
dW₁ = Xᵀ · dZ₁    Z₁ = X·W₁ + b₁
3×2   3×4  4×2
      ⎡ 1  0   2   −1⎤    ⎡−0.000927234           0⎤
    = ⎢ 2  1  −1  0.5⎥ ·  ⎢           0  −0.0367769⎥
      ⎣−1  3   1    2⎦3×4 ⎢           0           0⎥
                          ⎣           0  −0.0401027⎦4×2
      ⎡−0.000927234   0.0401027⎤
    = ⎢ −0.00185447  −0.0568282⎥
      ⎣ 0.000927234   −0.190536⎦3×2""",
        ),
        (
            lambda: card(TWO_LAYERS, "Z1"),
            """
dZ₁ = dA₁ ⊙ step(Z₁)    A₁ = relu(Z₁)
4×2   4×2        4×2
      ⎡−0.000927234  0.000309078⎤        ⎡ 3.5  −1.25⎤
    = ⎢    0.110331   −0.0367769⎥ ⊙ step(⎢   0   3.25⎥)
      ⎢   −0.120308    0.0401027⎥        ⎢   0  −1.75⎥
      ⎣    0.120308   −0.0401027⎦4×2     ⎣−0.5      3⎦4×2
      ⎡−0.000927234           0⎤
    = ⎢           0  −0.0367769⎥
      ⎢           0           0⎥
      ⎣           0  −0.0401027⎦4×2
at a kink: the slopes on the two sides differ, any value between them is right""",
        ),
        (
            lambda: card(TWO_LAYERS, "Z2", 40),
            """
dZ₂ = (softmax(Z₂) − Y)/m
4×2            4×2   4×2
      L = softmax_ce(Z₂, Y)
               ⎡ 3.75  −2.25⎤
    = (softmax(⎢1.875   2.75⎥)
               ⎢ 0.25   −0.5⎥
               ⎣ 1.75    2.5⎦4×2
         ⎡1  0⎤
       − ⎢0  1⎥)/4
         ⎢1  0⎥
         ⎣0  1⎦4×2
      ⎡−0.000618156  0.000618156⎤
    = ⎢   0.0735537   −0.0735537⎥
      ⎢  −0.0802053    0.0802053⎥
      ⎣   0.0802053   −0.0802053⎦4×2""",
        ),
        (
            lambda: card(PIECES, "Z"),
            """
dZ  = P ⊙ (dP − sum(dP ⊙ P, axis=1))    P = softmax(Z)
2×3   2×3  2×3      2×3  2×3
    = P ⊙ (−Y / m / P − sum(−Y / m / P ⊙ P, axis=1))    dP = −Y/m/P put in
      2×3   2×3     2×3      2×3     2×3 2×3
    = (P ⊙ sum(Y, axis=1) − Y)/m    multiplied out, equal factors cancelled
       2×3     2×3          2×3
    = (P − Y)/m    the rows of Y sum to 1
       2×3 2×3
    = (⎡0.231224  0.628532  0.140244⎤ −  ⎡1  0  0⎤)/2
       ⎣0.170953   0.06289  0.766157⎦2×3 ⎣0  0  1⎦2×3
    = ⎡−0.384388  0.314266  0.0701222⎤
      ⎣0.0854764  0.031445  −0.116921⎦2×3""",
        ),
        (
            lambda: card(SOFT_LABELS, "Z"),
            """
dZ  = P ⊙ (dP − sum(dP ⊙ P, axis=1))    P = softmax(Z)
2×3   2×3  2×3      2×3  2×3
    = P ⊙ (−1/m·ones(2, 1) ⊙ Y / P − sum(−1/m·ones(2, 1) ⊙ Y / P ⊙ P, axis=1))
      2×3                    2×3 2×3                       2×3 2×3 2×3
      dP = −1/m·ones(2, 1) ⊙ Y/P put in
    = (P ⊙ sum(Y, axis=1) − Y)/m    multiplied out, equal factors cancelled
       2×3     2×3          2×3
    = (⎡0.2312   0.6285  0.1402⎤ ⊙ sum(⎡   1  0.5  0⎤, axis=1)
       ⎣ 0.171  0.06289  0.7662⎦2×3    ⎣0.25    0  1⎦2×3
       − ⎡   1  0.5  0⎤)/2
         ⎣0.25    0  1⎦2×3
    = ⎡ −0.326582   0.221399    0.105183⎤
      ⎣−0.0181545  0.0393063  −0.0211517⎦2×3""",
        ),
        (
            lambda: card(SIGMOIDS, "Z", lang="zh"),
            """
dZ  = dA ⊙ A ⊙ (1 − A)     A = σ(Z)
3×1   3×1  3×1      3×1
    = (−Y / m / A − (Y − 1)/m/(1 − A)) ⊙ A ⊙ (1 − A)
        3×1     3×1  3×1           3×1   3×1      3×1
      代入 dA = −Y/m/A − (Y − 1)/m/(1 − A)
    = (A − Y)/m    逐元素乘开，约去相同的因子
       3×1 3×1
       ⎡  0.2227⎤    ⎡1⎤
    = (⎢0.320821⎥ −  ⎢0⎥)/3
       ⎣0.904651⎦3×1 ⎣1⎦3×1
      ⎡   −0.2591⎤
    = ⎢   0.10694⎥
      ⎣−0.0317832⎦3×1""",
        ),
        (
            lambda: card(BATCH_NORM, "xmu"),
            """
dxmu = 2·dvar ⊙ xmu / m    via var
3×2      1×2    3×2
     + dxhat ⊙ ivar    via xhat
       3×2     1×2
       ⎡        0  0.596545⎤    ⎡0.306129   −2.1746⎤
     = ⎢−0.443424  −2.98272⎥ +  ⎢ 0.44359   2.32188⎥
       ⎣ 0.443424   2.38618⎦3×2 ⎣−0.44359  −2.81951⎦3×2
       ⎡    0.306129   −1.57806⎤
     = ⎢ 0.000166284  −0.660843⎥
       ⎣−0.000166284  −0.433329⎦3×2""",
        ),
        (
            lambda: card(ATTENTION, "S", 60),
            """
dS  = A ⊙ (dA − sum(dA ⊙ A, axis=1))    A = softmax(S)
4×4   4×4  4×4      4×4  4×4
      ⎡0.06918  0.2845  0.5771  0.06918⎤
    = ⎢ 0.0845  0.2045  0.1203   0.5907⎥
      ⎢0.04201  0.2937  0.2461   0.4182⎥
      ⎣ 0.1619  0.2752  0.4676  0.09527⎦4×4
          ⎡−0.1948   0.2287    0.1426  −0.1835⎤
       ⊙ (⎢ 0.6119  −0.3769  0.007361   0.6902⎥
          ⎢ 0.2949  −0.2602   −0.1011   0.3065⎥
          ⎣0.01708   0.1974    0.2774  0.08857⎦4×4
             ⎡−0.1948   0.2287    0.1426  −0.1835⎤
       − sum(⎢ 0.6119  −0.3769  0.007361   0.6902⎥
             ⎢ 0.2949  −0.2602   −0.1011   0.3065⎥
             ⎣0.01708   0.1974    0.2774  0.08857⎦4×4
         ⎡0.06918  0.2845  0.5771  0.06918⎤
       ⊙ ⎢ 0.0845  0.2045  0.1203   0.5907⎥, axis=1))
         ⎢0.04201  0.2937  0.2461   0.4182⎥
         ⎣ 0.1619  0.2752  0.4676  0.09527⎦4×4
      ⎡−0.0218574    0.0305825   0.0123503  −0.0210754⎤
    = ⎢ 0.0193242    −0.155448  −0.0452261     0.18135⎥
      ⎢ 0.0107396   −0.0879441   −0.034555    0.111759⎥
      ⎣−0.0288496  0.000587953    0.038426  −0.0101643⎦4×4""",
        ),
        (
            lambda: card(CONVOLUTION, "K"),
            """
dK  = conv2d(X,  dZ)    Z = conv2d(X, K) + b
2×2          4×4 3×3
             ⎡1   2  0   1⎤  ⎡1.25  8.75     0⎤
    = conv2d(⎢0   1  3  −1⎥, ⎢0.75  0.75  6.25⎥)
             ⎢2   0  1   1⎥  ⎣0.75     0  3.75⎦3×3
             ⎣1  −1  0   2⎦4×4
    = ⎡ 43.5      3⎤
      ⎣17.25  41.25⎦2×2""",
        ),
        (
            lambda: card(CONVOLUTION, "b"),
            """
∂L/∂b = sum(dZ)    Z = conv2d(X, K) + b
            3×3
            ⎡1.25  8.75     0⎤
      = sum(⎢0.75  0.75  6.25⎥)
            ⎣0.75     0  3.75⎦3×3
      = 22.25""",
        ),
        (
            lambda: card(WIDE, "W"),
            """
dW  = Xᵀ · dZ     Z = X·W + b
8×2   8×2  2×2
      ⎡1   0.5⎤
      ⎢2  0.25⎥
    = ⎢3    −1⎥ · ⎡−16.125  −20.125⎤
      ⎢⋮     ⋮⎥   ⎣−7.8125   −8.875⎦2×2
      ⎣8     2⎦8×2
      ⎡−20.0313  −24.5625⎤
      ⎢−34.2031  −42.4688⎥
    = ⎢−40.5625     −51.5⎥
      ⎢       ⋮         ⋮⎥
      ⎣−144.625   −178.75⎦8×2""",
        ),
    ],
)
def test_a_card_has_the_rule_the_shapes_and_the_numbers(
    drawing: Callable[[], str], expected: str
) -> None:
    assert drawing() == expected


# -- entry by entry


def by_entry(text: str, name: str, lang: str = "en", **more: bool) -> str:
    whole = derived(text)
    screen = screen_of(whole, 80, lang, **more)
    by_entry_page(whole, name, screen)
    return "\n" + printed(screen)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            lambda: by_entry(COLUMNS, "W"),
            """
  dW, entry by entry
    Y[i,j] = Σ_k(W[i,k]·X[k,j]) + B[i,1]    one entry of Y
    ∂Y[i,l]/∂W[i,j] = X[j,l]    W[i,j] reaches only row i of Y
    ∂L/∂W[i,j] = Σ_l(∂L/∂Y[i,l]·X[j,l])
      chain rule, summed over all that W[i,j] reaches
    ∂L/∂W[1,3] = ∂L/∂Y[1,1]·X[3,1] + ∂L/∂Y[1,2]·X[3,2] = 4·2 + (−1.5)·(−1) = 9.5
    dW = dY·Xᵀ    all entries at once
""",
        ),
        (
            lambda: by_entry(COLUMNS, "X"),
            """
  dX, entry by entry
    Y[i,j] = Σ_k(W[i,k]·X[k,j]) + B[i,1]    one entry of Y
    ∂Y[k,j]/∂X[i,j] = W[k,i]    X[i,j] reaches only column j of Y
    ∂L/∂X[i,j] = Σ_k(∂L/∂Y[k,j]·W[k,i])
      chain rule, summed over all that X[i,j] reaches
    ∂L/∂X[1,2] = ∂L/∂Y[1,2]·W[1,1] + ∂L/∂Y[2,2]·W[2,1] = (−1.5)·0.5 + 1.5·1 =
    0.75
    dX = Wᵀ·dY    all entries at once
""",
        ),
        (
            lambda: by_entry(COLUMNS, "B", lang="zh"),
            """
  dB，逐个元素来看
    Y[i,j] = Σ_k(W[i,k]·X[k,j]) + B[i,1]    Y 的一个元素
    ∂Y[i,l]/∂B[i,1] = 1    B[i,1] 只影响 Y 的第 i 行
    ∂L/∂B[i,1] = Σ_l(∂L/∂Y[i,l])    链式法则，对 B[i,1] 影响到的全部元素求和
    ∂L/∂B[1,1] = ∂L/∂Y[1,1] + ∂L/∂Y[1,2] = 4 − 1.5 = 2.5
    dB = sum(dY, axis=1)    所有元素合在一起
""",
        ),
        (
            lambda: by_entry(TWO_LAYERS, "W1", unicode=False),
            """
  dW1, entry by entry
    Z1[i,j] = sum_k(X[i,k]*W1[k,j]) + b1[1,j]    one entry of Z1
    dZ1[k,j]/dW1[i,j] = X[k,i]    W1[i,j] reaches only column j of Z1
    dL/dW1[i,j] = sum_k(dL/dZ1[k,j]*X[k,i])
      chain rule, summed over all that W1[i,j] reaches
    dL/dW1[3,2] = dL/dZ1[1,2]*X[1,3] + dL/dZ1[2,2]*X[2,3] + dL/dZ1[3,2]*X[3,3] +
    dL/dZ1[4,2]*X[4,3] = 0*(-1) + (-0.0367769)*3 + 0*1 + (-0.0401027)*2 =
    -0.190536
    dW1 = X.T @ dZ1    all entries at once
""",
        ),
        (
            lambda: by_entry(TWO_LAYERS, "Z1"),
            """
  dZ₁, entry by entry
    A₁[i,j] = relu(Z₁[i,j])    one entry of A₁
    ∂A₁[i,j]/∂Z₁[i,j] = step(Z₁[i,j])    Z₁[i,j] reaches only A₁[i,j]
    ∂L/∂Z₁[i,j] = ∂L/∂A₁[i,j]·step(Z₁[i,j])    chain rule
    ∂L/∂Z₁[4,2] = ∂L/∂A₁[4,2]·step(Z₁[4,2]) = (−0.0401027)·step(3) = −0.0401027
    dZ₁ = dA₁ ⊙ step(Z₁)    all entries at once
""",
        ),
        (
            lambda: by_entry(TWO_LAYERS, "Z2"),
            """
  dZ₂, entry by entry
    L = −0.25·Σ_k(Σ_l(Y[k,l]·(Z₂[k,l] − log(Σ_p(exp(Z₂[k,p]))))))
      one entry of L
    ∂L/∂Z₂[i,j] = 0.25·(exp(Z₂[i,j])/Σ_p(exp(Z₂[i,p])) − Y[i,j])    chain rule
    ∂L/∂Z₂[1,2] = 0.25·(exp(Z₂[1,2])/Σ_p(exp(Z₂[1,p])) − Y[1,2]) =
    0.25·(exp(−2.25)/42.6265 − 0) = 0.000618156
    dZ₂ = (softmax(Z₂) − Y)/m    all entries at once
""",
        ),
        (
            lambda: by_entry(PIECES, "Z"),
            """
  dZ, entry by entry
    P[i,j] = exp(Z[i,j])/Σ_k(exp(Z[i,k]))    one entry of P
    ∂P[i,l]/∂Z[i,j] = P[i,l]·(δ[l,j] − P[i,j])    Z[i,j] reaches only row i of P
    ∂L/∂Z[i,j] = Σ_l(∂L/∂P[i,l]·P[i,l]·(δ[l,j] − P[i,j]))
      chain rule, summed over all that Z[i,j] reaches
    ∂L/∂Z[1,2] = ∂L/∂P[1,1]·P[1,1]·(δ[1,2] − P[1,2]) + ∂L/∂P[1,2]·P[1,2]·(δ[2,2]
    − P[1,2]) + ∂L/∂P[1,3]·P[1,3]·(δ[3,2] − P[1,2]) = (−2.16241)·0.231224·(0 −
    0.628532) + 0·0.628532·(1 − 0.628532) + 0·0.140244·(0 − 0.628532) = 0.314266
    dZ = P ⊙ (dP − sum(dP ⊙ P, axis=1))    all entries at once
""",
        ),
        (
            lambda: by_entry(BATCH_NORM, "xmu", plain=True),
            """
  dxmu, entry by entry
    var[1,j] = 1/3·Σ_k(xmu[k,j]²) (one entry of var)
    ∂var[1,j]/∂xmu[i,j] = 2/3·xmu[i,j] (xmu[i,j] reaches only var[1,j])
    ∂L/∂xmu[i,j] via var = 2/3·∂L/∂var[1,j]·xmu[i,j] (chain rule)
    ∂L/∂xmu[1,2] via var = 2/3·∂L/∂var[1,2]·xmu[1,2] = 2/3·(−1.78963)·(−0.5) =
    0.596545
    xhat[i,j] = xmu[i,j]·ivar[1,j] (one entry of xhat)
    ∂xhat[i,j]/∂xmu[i,j] = ivar[1,j] (xmu[i,j] reaches only xhat[i,j])
    ∂L/∂xmu[i,j] via xhat = ∂L/∂xhat[i,j]·ivar[1,j] (chain rule)
    ∂L/∂xmu[1,2] via xhat = ∂L/∂xhat[1,2]·ivar[1,2] = (−4.06889)·0.534446 =
    −2.1746
    dxmu = 2·dvar ⊙ xmu/m + dxhat ⊙ ivar (all entries at once)
""",
        ),
        (
            lambda: by_entry(SIGMOIDS, "b"),
            """
  ∂L/∂b, entry by entry
    Z[i,1] = Σ_k(X[i,k]·W[k,1]) + b    one entry of Z
    ∂Z[k,1]/∂b = 1    b reaches every entry of Z
    ∂L/∂b = Σ_k(∂L/∂Z[k,1])    chain rule, summed over all that b reaches
    ∂L/∂b = ∂L/∂Z[1,1] + ∂L/∂Z[2,1] + ∂L/∂Z[3,1] = −0.2591 + 0.10694 − 0.0317832
    = −0.183943
    ∂L/∂b = sum(dZ)    all entries at once
""",
        ),
        (
            lambda: by_entry(CONVOLUTION, "K"),
            """
  the entries of this step are not written apart; its rule is conv2d(X, dZ)
""",
        ),
    ],
)
def test_a_gradient_is_taken_apart_entry_by_entry(page: Callable[[], str], expected: str) -> None:
    assert page() == expected


@pytest.mark.parametrize("id", ALL)
def test_every_entry_comes_out_of_its_sum(id: str) -> None:
    whole, apart = derived(ALL[id]), 0
    for name, step in whole.gradients.items():
        try:
            taken = views(whole, name)
        except Inseparable:
            continue
        rows, columns = shape_of(step.value) or (1, 1)
        places = itertools.product(range(rows), range(columns)) if shape_of(step.value) else [None]
        for place in places:
            values = [float(example(whole, view, place).value) for view in taken]
            assert sum(values) == pytest.approx(float(entry_of(step.value, place)))
            apart += 1
    assert apart > 2


def test_only_convolutions_and_the_like_are_not_taken_apart() -> None:
    whole = derived(CONVOLUTION)
    with pytest.raises(Inseparable):
        views(whole, "K")


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        (COLUMNS, "W", (0, 2)),
        (COLUMNS, "B", (0, 0)),
        (TWO_LAYERS, "W1", (2, 1)),
        (TWO_LAYERS, "W2", (1, 0)),
        (TWO_LAYERS, "b1", (0, 1)),
        (CONVOLUTION, "K", (0, 1)),
        (CONVOLUTION, "b", None),
    ],
)
def test_the_entry_that_is_shown_tells_row_from_column(
    text: str, name: str, place: tuple[int, int] | None
) -> None:
    assert telling_place(derived(text), name) == place


# -- simpler forms


@pytest.mark.parametrize(
    ("text", "name", "forms"),
    [
        (
            PIECES,
            "Z",
            [
                ("P·(−Y/m/P − sum(−Y/m/P·P, axis=1))", "cancel-put-in"),
                ("(P·sum(Y, axis=1) − Y)/m", "cancel-entries"),
                ("(P − Y)/m", "cancel-rows"),
            ],
        ),
        (
            SOFT_LABELS,
            "Z",
            [
                ("P·(−1/m·ones(2, 1)·Y/P − sum(−1/m·ones(2, 1)·Y/P·P, axis=1))", "cancel-put-in"),
                ("(P·sum(Y, axis=1) − Y)/m", "cancel-entries"),
            ],
        ),
        (
            SIGMOIDS,
            "Z",
            [
                ("(−Y/m/A − (Y − 1)/m/(1 − A))·A·(1 − A)", "cancel-put-in"),
                ("(A − Y)/m", "cancel-entries"),
            ],
        ),
        (TWO_LAYERS, "W1", []),
        (ATTENTION, "S", []),
    ],
)
def test_p_minus_y_appears(text: str, name: str, forms: list[tuple[str, str]]) -> None:
    whole = derived(text)
    found = simplified(whole, whole.gradients[name])
    assert [(write(form.term, PRETTY), form.id) for form in found] == forms


# -- hints


def ladder(text: str, name: str, lang: str = "en") -> list[str]:
    whole = derived(text)
    found = hints(whole, ask(whole, whole.gradient(name)))
    return [say(hint, lang, PRETTY) for hint in found if isinstance(hint, Message)]


@pytest.mark.parametrize(
    ("text", "name", "lang", "said"),
    [
        (
            COLUMNS,
            "W",
            "en",
            [
                "W is 2×3, so dW is 2×3. Which product of X (3×2) and dY (2×2), transposed "
                "where it must be, has that shape?",
                "in symbols: dW = dY·□",
                "with numbers: dW = [[4, −1.5], [−2, 1.5]]·[[1, 2], [0, 1], [2, −1]]ᵀ",
            ],
        ),
        (
            COLUMNS,
            "W",
            "zh",
            [
                "W 是 2×3，所以 dW 也是 2×3。X（3×2）与 "
                "dY（2×2）怎样相乘（必要时转置）才得到这个形状？",
                "写成式子：dW = dY·□",
                "代入数：dW = [[4, −1.5], [−2, 1.5]]·[[1, 2], [0, 1], [2, −1]]ᵀ",
            ],
        ),
        (
            COLUMNS,
            "B",
            "en",
            [
                "B is 2×1 and Y is 2×2: one entry of B is used many times, and what arrives at "
                "each of these places is added up",
                "in symbols: dB = □(dY)",
                "with numbers: dB = sum([[4, −1.5], [−2, 1.5]], axis=1)",
            ],
        ),
        (
            COLUMNS,
            "Y",
            "en",
            [
                "dY has the shape of Y, 2×2: how does L react to a single entry of Y? Then "
                "write that for all entries at once",
                "differentiate L = 1/2·sum((Y − T)²) by Y",
                "with numbers: dY = [[5, −1.5], [−2, 2.5]] − [[1, 0], [0, 1]]",
            ],
        ),
        (
            TWO_LAYERS,
            "W1",
            "en",
            [
                "W₁ is 3×2, so dW₁ is 3×2. Which product of X (4×3) and dZ₁ (4×2), transposed "
                "where it must be, has that shape?",
                "in symbols: dW₁ = □·dZ₁",
                "take the numbers of X, dZ₁ from the screen and put them in",
            ],
        ),
        (
            TWO_LAYERS,
            "Z1",
            "en",
            [
                "each entry of Z₁ reaches only its own entry of A₁: what arrives, times the "
                "slope at that entry",
                "in symbols: dZ₁ = dA₁·□",
                "with numbers: dZ₁ = [[−0.000927234, 0.000309078], [0.110331, −0.0367769], "
                "[−0.120308, 0.0401027], [0.120308, −0.0401027]]·step([[3.5, −1.25], [0, 3.25], "
                "[0, −1.75], [−0.5, 3]])",
            ],
        ),
        (
            PIECES,
            "Z",
            "zh",
            [
                "Z 的一个元素影响 P "
                "的许多元素，包括它自己那一个：对每一个，用传来的梯度乘以斜率，再全部相加",
                "写成式子：dZ = □·(dP − sum(dP·□, axis=1))",
                "从屏幕上找到 P、dP 的数值，代入即可",
            ],
        ),
        (
            PIECES,
            "Z",
            "en",
            [
                "one entry of Z reaches many entries of P, its own among them: for each of them "
                "what arrives times its slope, and all of it added up",
                "in symbols: dZ = □·(dP − sum(dP·□, axis=1))",
                "take the numbers of P, dP from the screen and put them in",
            ],
        ),
        (
            BATCH_NORM,
            "xmu",
            "en",
            [
                "xmu is used 2 times, by var, xhat: each brings a matrix of the shape of xmu, "
                "3×2, and these are added",
                "in symbols: dxmu = □·dvar·□/□ + dxhat·□",
                "take the numbers of dvar, xmu, m, dxhat, ivar from the screen and put them in",
            ],
        ),
        (
            CONVOLUTION,
            "K",
            "en",
            [
                "dK has the shape of K, 2×2; what arrives at Z is 3×3",
                "in symbols: dK = conv2d(□, dZ)",
                "take the numbers of X, dZ from the screen and put them in",
            ],
        ),
    ],
)
def test_a_ladder_of_three_for_a_matrix(text: str, name: str, lang: str, said: list[str]) -> None:
    assert ladder(text, name, lang) == said


# -- trying things


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("W", ("W", None)),
        ("W[1,2]", ("W", (0, 1))),
        ("W [2， 3]", ("W", (1, 2))),
        ("W[3,1]", None),
        ("W[0,1]", None),
        ("L[1,1]", None),
        ("L", ("L", None)),
        ("dW", None),
        ("W[1]", None),
    ],
)
def test_an_entry_can_be_named(typed: str, found: tuple[str, tuple[int, int] | None]) -> None:
    assert name_of(typed, derived(COLUMNS)) == found


def test_a_nudge_of_an_entry_follows_the_entries_that_move() -> None:
    stages = nudge(derived(COLUMNS), "W", place=(0, 1))
    assert [[(move.symbol.name, move.change) for move in stage] for stage in stages] == [
        [("W[1,2]", Fraction(1, 100))],
        [("Y[1,2]", Fraction(1, 100))],
        [("L", Fraction(-299, 20000))],
    ]


def test_a_matrix_is_checked_where_it_is_furthest_off() -> None:
    whole = derived(COLUMNS)
    right = whole.evaluation[whole.gradient("W")]
    assert slope_agrees(whole, "W", right) is True
    assert slope_agrees(whole, "W", right + Fraction(1, 2)) is False
    assert slope_agrees(whole, "W", right[:, :2]) is False
    assert slope_agrees(whole, "W", Fraction(1)) is False


def told(*typed: str) -> str:
    """What is said to the last of `typed` when dY has been found."""
    seen: list[str] = []
    replies = ("2x2", "Y - T", *typed)
    sitting(lesson(COLUMNS), replies, watch=lambda session, text: seen.append(text))
    return "\n".join(line.rstrip() for line in seen[-1][len(seen[-2]) :].split("\n")[1:-1])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (":calc W @ X", "  W·X = [[4.5, -2], [-1, 3.5]]"),
        (":calc 2*m", "  2·m = 6"),
        (":calc X @ X", "  X is 3×2 but X is 3×2: inner sizes 2 and 3 differ"),
        (":calc dW", "  `:calc` works with what you have earned; dW is still to be found"),
        (":calc dY @ X.T", "  dY·Xᵀ = [[1, -1.5, 9.5], [1, 1.5, -5.5]]"),
        (
            ":nudge W[1,2]",
            "  Move W[1,2] by 0.01 and watch: W[1,2] +0.01 → Y[1,2] +0.01 → L −0.015",
        ),
        (":nudge W[9,9]", "W is 2×3: say an entry inside it, like `:nudge W[1,1]`"),
        (":nudge", "say which name: `:nudge W`"),
        (
            ":entries",
            """\
  dY, entry by entry
    L = 0.5·Σ_k(Σ_l((Y[k,l] − T[k,l])²))    one entry of L
    ∂L/∂Y[i,j] = Y[i,j] − T[i,j]    chain rule
    ∂L/∂Y[2,1] = Y[2,1] − T[2,1] = −2 − 0 = −2
    dY = Y − T    all entries at once""",
        ),
        (":entries W", "find dW first; then `:entries` takes it apart"),
        (":entries L", "say which gradient of a matrix: `:entries Y`"),
        (
            ":table",
            """\
   node  value  ∂L/∂·  from
✓  L     12.25  1
✓  Y     2×2    ✓      Y − T
▸  W     2×3
·  B     2×1
·  T     2×2
·  X     3×2
    ⎡1   2⎤
X = ⎢0   1⎥      T = ⎡1  0⎤      W = ⎡0.5   −1   2⎤      B = ⎡0.5⎤
    ⎣2  −1⎦3×2       ⎣0  1⎦2×2       ⎣  1  0.5  −1⎦2×3       ⎣ −1⎦2×1
Y = ⎡ 5  −1.5⎤
    ⎣−2   2.5⎦2×2
dY = ⎡ 4  −1.5⎤
     ⎣−2   1.5⎦2×2""",
        ),
    ],
)
def test_commands_know_matrices(typed: str, said: str) -> None:
    assert told(typed) == said


def test_while_an_entry_is_asked_its_gradient_is_taken_apart_without_numbers() -> None:
    of = lesson(COLUMNS + "    steps: [{grad: W, form: symbolic}, {grad: W, entries: [[1, 2]]}]\n")
    seen: list[str] = []
    replies = ("(Y - T) @ X.T", ":entries W")
    sitting(of, replies, watch=lambda session, text: seen.append(text))
    said = "\n".join(line.rstrip() for line in seen[-1][len(seen[-2]) :].split("\n")[1:-1])
    assert (
        said
        == """\
  dW, entry by entry
    Y[i,j] = Σ_k(W[i,k]·X[k,j]) + B[i,1]    one entry of Y
    ∂Y[i,l]/∂W[i,j] = X[j,l]    W[i,j] reaches only row i of Y
    ∂L/∂W[i,j] = Σ_l(∂L/∂Y[i,l]·X[j,l])
      chain rule, summed over all that W[i,j] reaches
  in numbers once the entry is found
    dW = dY·Xᵀ    all entries at once"""
    )


# -- how it fits


@pytest.mark.parametrize("look", [{}, {"unicode": False}, {"plain": True}], ids=str)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("id", ALL)
def test_a_worked_derivation_is_no_wider_than_the_terminal(
    id: str, width: int, lang: str, look: dict[str, bool]
) -> None:
    whole = derived(ALL[id])
    screen = Screen(surroundings(width, lang, **look))
    worked_derivation(whole, screen, entries=True)
    text = printed(screen)
    assert [line for line in text.split("\n") if cell_len(line) > width] == []
    assert "nan" not in text
    assert look.get("unicode", True) or lang == "zh" or text.isascii()
