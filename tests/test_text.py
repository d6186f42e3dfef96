"""The catalogue: both languages say the same things, nothing is missing, nothing is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from backtutor.messages import message
from backtutor.notation import PRETTY
from backtutor.terms import Derivative, Symbol
from backtutor.text import catalogue, flow, hint, judging, misconception, play, say

PACKAGE = Path(__file__).parents[1] / "backtutor"
SPEAKERS = {"message", "Message", "text", "say", "_about"}
"""The calls whose first argument is an id."""

ROWS = catalogue()


def sources() -> Iterator[ast.Module]:
    for file in sorted(PACKAGE.rglob("*.py")):
        if file.parent.name != "text":
            yield ast.parse(file.read_text(encoding="utf-8"))


def patterns(node: ast.expr) -> Iterator[str]:
    """What an expression can be, as patterns: "sign-up", "phase-.+"."""
    match node:
        case ast.Constant(str(text)):
            yield re.escape(text)
        case ast.JoinedStr(values):
            parts = (re.escape(v.value) if isinstance(v, ast.Constant) else ".+" for v in values)
            yield "".join(map(str, parts))
        case ast.IfExp(body=first, orelse=second):
            yield from patterns(first)
            yield from patterns(second)


def spoken() -> Iterator[str]:
    """The patterns of the ids that the program says by name."""
    for tree in sources():
        for node in ast.walk(tree):
            match node:
                case ast.Call(ast.Attribute(ast.Attribute(attr="charset")), _):
                    pass
                case ast.Call(ast.Name(name) | ast.Attribute(attr=name), [first, *_]) if (
                    name in SPEAKERS
                ):
                    yield from patterns(first)


def written() -> Iterator[str]:
    """The patterns of every text in the program: ids are handed on before they are said."""
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                yield from patterns(node)


def placeholders(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def fits(id: str, literal: set[str], composed: list[re.Pattern[str]]) -> bool:
    """Whether an id is one of the texts, whole or past its subject: `lesson:` is put before."""
    names = {id, re.sub(r"^[a-z]+:", "", id), re.sub(r"^[a-z]+:|/help$|/label$", "", id)}
    found = literal & set(map(re.escape, names))
    return bool(found) or any(one.fullmatch(name) for one in composed for name in names)


def test_both_languages_have_the_same_placeholders() -> None:
    differing = [id for id, (en, zh) in ROWS.items() if placeholders(en) != placeholders(zh)]
    assert differing == []


TOGGLES = ("menu-language", "picker-keys")
"""They name the other language in its own words."""


def test_the_chinese_is_chinese_and_the_english_is_not() -> None:
    names = r"\{\w*\}|`[^`]*`|backtutor|Python"
    for id, row in ROWS.items():
        english, chinese = (re.sub(names, "", text) for text in row)
        assert id in TOGGLES or not re.search("[\u3000-\u9fff\uff00-\uffef]", english), id
        if re.search("[A-Za-z]{4}", english):
            assert re.search("[\u4e00-\u9fff]", chinese) or id in TOGGLES, id


def test_no_sentence_is_left_over() -> None:
    found = set(written())
    # too short a fixed part would fit anything
    composed = [re.compile(p) for p in found if ".+" in p and len(p.replace(".+", "")) >= 3]
    literal = {pattern for pattern in found if ".+" not in pattern}
    assert [id for id in ROWS if not fits(id, literal, composed)] == []


def test_every_id_that_is_said_has_a_sentence() -> None:
    said = {pattern for pattern in spoken() if pattern != ".+"}
    ids = "\n".join(ROWS)
    missing = [p for p in said if not re.search(rf"^(?:[a-z]+:)?{p}(?:/help|/label)?$", ids, re.M)]
    assert missing == []


FACTS = {
    "name": Symbol("w5"),
    "names": (Symbol("w3"), Symbol("x1"), Symbol("w4"), Symbol("x2")),
    "by": Symbol("w5"),
    "of": Symbol("h1"),
    "via": Symbol("y"),
    "node": Symbol("E"),
    "loss": Symbol("E"),
    "next": Symbol("y"),
    "high": Symbol("y"),
    "low": Symbol("t"),
    "left": Derivative("E", "w5"),
    "right": "(y − t)·(w₅·h₁ + w₆·h₂)",
    "others": (Symbol("w6"), Symbol("h1"), Symbol("h2")),
    "path": (Symbol("w5"), Symbol("y"), Symbol("E")),
    "way": "rises",
    "walk": "w₅ +0.01 → y +0.0125 → E +0.0132",
    "asked": Derivative("E", "w5"),
    "missing": (Derivative("y", "w5"),),
    "followed": 1,
    "count": 2,
}
"""Facts of the length that lessons have."""


TOLD = (
    *(id for rows in (hint.ROWS, judging.ROWS, misconception.ROWS) for id in rows),
    *(id for id in play.ROWS if id.startswith(("wrong-", "nudge", "factors", "unfinished"))),
    *(id for id in flow.ROWS if id.startswith(("why-", "hint-", "nudge", "other-form"))),
)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_an_answer_is_told_has_at_most_three_lines(lang: str) -> None:
    console = Console(width=80)
    for id in TOLD:
        facts = {name: FACTS.get(name, "w₅") for name in placeholders(ROWS[id][0])}
        said = say(message("wrong", why=message(id, **facts)), lang, PRETTY)
        lines = Text(f"x {said}").wrap(console, 80)
        assert len(lines) <= 3, id
        assert all(cell_len(line.plain) <= 80 for line in lines), id
