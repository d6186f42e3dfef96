"""Figures as sources print them, against values."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backtutor.figures import check_figure, figure_value, to_one_digit_more
from backtutor.values import Value

F = Fraction

HOLDS: list[tuple[str, Value]] = [
    ("1.3125", F(21, 16)),
    ("1.31", F(21, 16)),
    ("1.3", F(21, 16)),
    ("1.", F(21, 16)),
    ("0.3900", F(39, 100)),
    ("-0.20", F(-1, 5)),
    ("−0.20", F(-1, 5)),
    ("-.53", F(-53, 100)),
    ("5.", F(5)),
    ("0.", F(0)),
    ("-0.00", F(0)),
    ("0.00", F(-1, 1000)),
    ("0.13", F(1, 8)),  # half up
    ("0.12", F(1, 8)),  # half even
    ("-0.13", F(-1, 8)),
    ("-0.12", F(-1, 8)),
    ("0.14", F(135, 1000)),
    ("0.145", 0.145),
    ("0.15", 0.145),  # the float lies below the tie that its digits show
    ("1.05e-3", F(105, 100000)),
    ("1E2", F(130)),
    ("21/16", F(21, 16)),
    ("21/16", 1.3125),
    ("0.33880210928833", 0.33880210928833007),
    ("0.123456789012999", F(123456789013, 10**12)),
    ("0.7310585786300049", 0.731058578630005),
]

FAILS: list[tuple[str, Value]] = [
    ("1.32", F(21, 16)),
    ("1.312", F(13135, 10000)),
    ("0.3900", F(3901, 10000)),
    ("0.20", F(-1, 5)),
    ("0.13", F(1249, 10000)),
    ("0.13", F(135, 1000)),  # neither half up nor half even
    ("5.", F(4)),
    ("0.", F(51, 100)),
    ("21/16", F(22, 16)),
    ("1/3", F(333333333, 10**9)),
    ("0.123456789012", F(123456789013, 10**12)),
    ("0.12345678901234", F(123456789014, 10**12)),
    ("no", F(0)),
    ("", F(0)),
]


@pytest.mark.parametrize(("text", "value"), HOLDS)
def test_a_correctly_rounded_figure_holds(text: str, value: Value) -> None:
    assert check_figure(text, value)


@pytest.mark.parametrize(("text", "value"), FAILS)
def test_another_figure_does_not_hold(text: str, value: Value) -> None:
    assert not check_figure(text, value)


def test_a_tolerance_widens_what_holds() -> None:
    assert not check_figure("0.40", F(39, 100))
    assert check_figure("0.40", F(39, 100), within=F(1, 100))
    assert not check_figure("0.40", F(38, 100), within=F(1, 100))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5.", F(5)),
        ("+.5", F(1, 2)),
        ("-1e-3", F(-1, 1000)),
        ("3/-4", None),
        ("1/0", None),
        (".", None),
        ("1e9999", None),
        ("inf", None),
        ("nan", None),
        ("1_000", None),
        ("１", None),
        ("0x1f", None),
        ("1:30", None),
        ("1" * 61, None),
    ],
)
def test_only_plain_numbers_are_figures(text: str, value: Fraction | None) -> None:
    assert figure_value(text) == value


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("1.32", F(21, 16), "1.313"),
        ("0.39", F(2, 5), "0.400"),
        ("-0.20", F(1, 5), "0.200"),
        ("5.", F(-4), "-4.0"),
        ("0.39", F(1, 10**9), "1e-9"),
        ("0.39", F(0), "0.000"),
        ("1/3", F(1, 2), "0.5"),
        ("1/3", 0.25, "0.25"),
        ("2e2", F(1234), "1230"),
    ],
)
def test_a_value_is_told_to_one_digit_more(text: str, value: Value, shown: str) -> None:
    assert to_one_digit_more(text, value) == shown


@given(st.fractions(max_denominator=10**6), st.integers(0, 11))
def test_a_value_rounded_half_even_or_half_up_always_holds(value: Fraction, places: int) -> None:
    scaled = value * 10**places
    for count in (round(scaled), int(scaled + F(1, 2)) if scaled >= 0 else int(scaled - F(1, 2))):
        digits = str(abs(count)).rjust(places + 1, "0")
        whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
        text = f"{'-' if count < 0 else ''}{whole}.{part}"
        assert check_figure(text, value)
