"""Drawn numbers: frozen, independent of each other, spread as they should be."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import islice
from statistics import mean, stdev

import pytest

from backtutor.draws import (
    Choice,
    Draw,
    Grid,
    Kind,
    Mask,
    Normal,
    Nothing,
    OneHot,
    below,
    drawn,
    stream,
)
from backtutor.values import entries, shape_of

F = Fraction
HALVES = Grid(F(-2), F(1, 2), 9, frozenset({F(0), F(7)}))
BELL = Normal(F(0), F(1, 10), 3)


def texts(kind: Kind, seed: int = 7, attempt: int = 0) -> list[str]:
    return [str(drawn(Draw(kind), seed, attempt, f"w{i}")) for i in range(1, 9)]


def test_the_stream_is_frozen() -> None:
    # algorithm 1 as its docstring says it; these words may never change
    assert list(islice(stream(7, 0, "w1"), 5)) == [
        2610356407463233463,
        5753162499668359672,
        9506090232955668919,
        8473229678414885273,
        8551108819234270988,
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Grid(F(-3), F(1), 7), "3 2 3 0 3 1 3 -1"),
        (HALVES, "2 1 -3/2 -1 3/2 -1/2 3/2 3/2"),
        (Choice((F(1), F(2), F(5))), "5 2 5 2 2 2 1 1"),
        (BELL, "13/250 -1/200 13/200 -11/1000 -59/1000 7/500 -13/200 3/125"),
        (Normal(F(1), F(2), 1), "2 9/10 23/10 4/5 -1/5 13/10 -3/10 3/2"),
        (Mask(F(3, 4)), "0 1 1 1 1 0 1 1"),
    ],
)
def test_one_seed_gives_the_same_numbers_for_ever(kind: Kind, expected: str) -> None:
    assert texts(kind) == expected.split()


def test_another_seed_attempt_or_name_gives_other_numbers() -> None:
    rows = [texts(HALVES), texts(HALVES, seed=8), texts(HALVES, attempt=1)]
    assert len({tuple(row) for row in rows}) == 3
    assert len(set(texts(BELL))) > 4


def test_spellings_of_one_name_draw_one_number() -> None:
    values = {drawn(Draw(BELL), 3, 0, name) for name in ("w1", "w_1", "w₁", "w_{1}")}
    assert len(values) == 1


def counted(kind: Kind, count: int = 4000) -> Counter[Fraction]:
    found = (drawn(Draw(kind), 1, 0, f"w{i}") for i in range(count))
    return Counter(value for value in found if isinstance(value, Fraction))


def test_a_grid_gives_every_number_but_the_excluded_ones() -> None:
    found = counted(HALVES)
    assert sorted(found) == [F(n, 2) for n in (-4, -3, -2, -1, 1, 2, 3, 4)]
    assert all(400 < count < 600 for count in found.values())


def test_a_choice_gives_each_of_its_numbers() -> None:
    found = counted(Choice((F(1, 3), F(5))))
    assert sorted(found) == [F(1, 3), F(5)]
    assert all(1800 < count < 2200 for count in found.values())


def test_a_mask_keeps_as_often_as_it_says() -> None:
    found = counted(Mask(F(3, 4)))
    assert 2880 < found[F(1)] < 3120
    assert set(found) == {F(0), F(1)}


def test_a_bell_curve_has_its_mean_its_spread_and_its_tails() -> None:
    values = [float(drawn(Draw(Normal(F(2), F(3), 4)), 1, 0, f"w{i}")) for i in range(4000)]
    assert abs(mean(values) - 2) < 0.15
    assert abs(stdev(values) - 3) < 0.1
    within = [sum(abs(value - 2) < 3 * sigmas for value in values) / 4000 for sigmas in (1, 2)]
    assert abs(within[0] - 0.6827) < 0.02
    assert abs(within[1] - 0.9545) < 0.01
    assert all(Fraction(repr(value)).denominator <= 10**4 for value in values[:50])


def test_a_bell_curve_leaves_out_what_is_excluded() -> None:
    coarse = Normal(F(0), F(1), 0, frozenset({F(0)}))
    assert F(0) not in counted(coarse, 500)
    with pytest.raises(Nothing):
        drawn(Draw(Normal(F(1), F(0), 2, frozenset({F(1)}))), 1, 0, "w")


@pytest.mark.parametrize("bound", [1, 2, 3, 10, 2**64 - 1, 2**64, 2**64 + 1, 10**40])
def test_integers_stay_below_their_bound(bound: int) -> None:
    words = stream(1, 0, "w")
    found = [below(bound, words) for _ in range(200)]
    assert all(0 <= number < bound for number in found)
    assert bound < 3 or max(found) > bound // 2


def test_words_past_the_last_multiple_are_passed_over() -> None:
    # below 3·2^62 a word must lie under 3·2^62, or its remainders would not be equally likely
    bound = 3 << 62
    assert below(bound, iter([bound, (1 << 64) - 1, 5])) == 5


def test_a_shape_makes_a_matrix_whose_first_number_is_the_scalar() -> None:
    matrix = drawn(Draw(HALVES, (2, 3)), 7, 0, "W")
    assert shape_of(matrix) == (2, 3)
    assert entries(matrix)[0] == drawn(Draw(HALVES), 7, 0, "W")
    assert len(set(entries(matrix))) > 2


def test_one_hot_rows_have_one_one_each() -> None:
    matrix = drawn(Draw(OneHot(), (50, 3)), 7, 0, "Y")
    numbers = entries(matrix)
    rows = [tuple(numbers[at : at + 3]) for at in range(0, 150, 3)]
    assert set(rows) == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}
