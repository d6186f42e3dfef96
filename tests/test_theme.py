"""Colours, characters and text made safe."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.console import Console
from rich.text import Text

from backtutor.ui.clean import clean
from backtutor.ui.theme import (
    ASCII,
    BLUE,
    ORANGE,
    STYLES,
    UNICODE,
    Background,
    Charset,
    Meaning,
    can_encode,
    charset,
    theme,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("w5", "w5"),
        ("梯度 ∂E/∂w₅", "梯度 ∂E/∂w₅"),
        ("\x1b[31mred", "‹1B›[31mred"),
        ("\x1b]8;;http://x\x07link", "‹1B›]8;;http://x‹07›link"),
        ("a\nb\tc\rd", "a‹0A›b‹09›c‹0D›d"),
        ("\x7f\x85\x9b", "‹7F›‹85›‹9B›"),
        ("x\u202ey\u2066z", "x‹202E›y‹2066›z"),
        ("w\u200b5\ufeff", "w‹200B›5‹FEFF›"),
        ("\ud800", "‹D800›"),
        ("a\U000e0041", "a‹E0041›"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
        ("x\\", "x\\"),
    ],
)
def test_unsafe_characters_are_shown_as_codes(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_clean_keeps_what_it_is_told_to() -> None:
    assert clean("a\nb\x00", keep="\n") == "a\nb‹00›"


def test_every_c0_and_c1_control_is_written_out() -> None:
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        assert clean(chr(code)) == f"‹{code:02X}›"


def test_markup_in_a_lesson_stays_text() -> None:
    console = Console(width=40, color_system=None)
    with console.capture() as capture:
        console.print(Text(clean("[/] [link=file:///x]y[/link]")))
    assert capture.get() == "[/] [link=file:///x]y[/link]\n"


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", UNICODE),
        ("utf-16", UNICODE),
        ("gbk", ASCII),
        ("cp437", ASCII),
        ("ascii", ASCII),
        ("no-such-encoding", ASCII),
        (None, ASCII),
    ],
)
def test_the_charset_follows_what_the_output_can_encode(
    encoding: str | None, expected: Charset
) -> None:
    assert charset(can_encode(encoding)) is expected


@pytest.mark.parametrize(
    ("arms", "unicode", "plain"),
    [
        ((0, 0, 1, 1), "─", "-"),
        ((1, 1, 0, 0), "│", "|"),
        ((0, 1, 1, 0), "╮", "."),
        ((0, 1, 0, 1), "╭", "."),
        ((1, 0, 1, 0), "╯", "'"),
        ((1, 0, 0, 1), "╰", "'"),
        ((1, 1, 0, 1), "├", "+"),
        ((1, 1, 1, 0), "┤", "+"),
        ((0, 1, 1, 1), "┬", "+"),
        ((1, 0, 1, 1), "┴", "+"),
        ((1, 1, 1, 1), "┼", "|"),
        ((0, 0, 2, 2), "━", "="),
        ((2, 2, 0, 0), "┃", "!"),
        ((0, 2, 2, 0), "┓", "."),
        ((2, 1, 0, 2), "┡", "+"),
        ((1, 1, 2, 2), "┿", "|"),
        ((2, 2, 1, 1), "╂", "!"),
        ((0, 0, 0, 0), " ", " "),
    ],
)
def test_joints(arms: tuple[int, int, int, int], unicode: str, plain: str) -> None:
    assert (UNICODE.joint(*arms), ASCII.joint(*arms)) == (unicode, plain)


def test_the_ascii_characters_are_ascii() -> None:
    for role in Charset.__slots__:
        value = getattr(ASCII, role)
        if isinstance(value, str):
            assert value.isascii(), role


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("∂E/∂w₅ = (y − t)·h₁", "dE/dw5 = (y - t)*h1"),
        ("σ(z)² ≤ ½", "sigma(z)^2 <= 1/2"),
        ("✓ 梯度", "ok 梯度"),
        ("η = 0.1 → …", "eta = 0.1 -> ..."),
        (clean("\x1b[2J"), "<1B>[2J"),
    ],
)
def test_mathematics_is_spelled_out_in_ascii(text: str, plain: str) -> None:
    assert ASCII.text(text) == plain
    assert UNICODE.text(text) == text


@pytest.mark.parametrize(
    ("text", "minus", "plain"), [("-1.5", "−1.5", "-1.5"), ("2e-8", "2e-8", "2e-8"), ("", "", "")]
)
def test_a_minus_sign_is_the_terminals(text: str, minus: str, plain: str) -> None:
    assert (UNICODE.number(text), ASCII.number(text)) == (minus, plain)


@pytest.mark.parametrize("background", Background)
def test_every_meaning_has_a_style(background: Background) -> None:
    styles = theme(background).styles
    assert all(str(meaning) in styles for meaning in Meaning)
    assert set(STYLES) == set(Meaning)


@pytest.mark.parametrize("colours", [BLUE, ORANGE])
@pytest.mark.parametrize("background", Background)
def test_colours_stand_out_from_their_background(
    colours: dict[Background, str], background: Background
) -> None:
    behind = 0.0 if background is Background.DARK else 1.0
    light, dark = sorted((luminance(colours[background]), behind), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 6


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2."""
    channels = [part / 255 for part in Color.parse(colour).get_truecolor()]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_asked_active_and_lit_are_marked_without_colour() -> None:
    for meaning in (Meaning.ASKED, Meaning.ACTIVE, Meaning.LIT):
        _, attributes = STYLES[meaning]
        assert attributes
