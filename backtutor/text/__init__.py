"""The text catalogue: every sentence the program can say, in English and Chinese.

One row an id: `"id": ("English with {facts}", "中文，带 {facts}")`. The rows live in one module
a subject; this package joins them. `say` turns a `Message` into a sentence of one language.
To add a sentence, add a row; a test holds the placeholders of both languages equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from backtutor.messages import Message, Rows, Translated
from backtutor.notation import ANSWER, Notation, write
from backtutor.terms import TERMS

LANGUAGES = ("en", "zh")


def say(message: Message, lang: str, notation: Notation = ANSWER) -> str:
    """The sentence of `message` in `lang`; terms among its facts are written in `notation`."""
    template = row(message.id)[LANGUAGES.index(lang)]
    return template.format_map({k: _fact(v, lang, notation) for k, v in message.facts.items()})


def _fact(fact: Any, lang: str, notation: Notation) -> str:
    if isinstance(fact, Message):
        return say(fact, lang, notation)
    if isinstance(fact, Translated):
        return fact.text(lang)
    if isinstance(fact, TERMS):
        return write(fact, notation)
    if isinstance(fact, tuple):
        return ("、" if lang == "zh" else ", ").join(_fact(f, lang, notation) for f in fact)
    return str(fact)


@cache
def row(id: str) -> tuple[str, str]:
    """The English and the Chinese of an id."""
    for rows in _subjects():
        if id in rows:
            return rows[id]
    raise KeyError(id)


def catalogue() -> Rows:
    """All rows of all subjects."""
    return {id: texts for rows in _subjects() for id, texts in rows.items()}


def _subjects() -> Iterator[Rows]:
    """The subjects, each loaded when it is reached: first those that a session begins with."""
    from backtutor.text import play

    yield play.ROWS
    from backtutor.text import session

    yield session.ROWS
    from backtutor.text import hint

    yield hint.ROWS
    from backtutor.text import output

    yield output.ROWS
    from backtutor.text import flow

    yield flow.ROWS
    from backtutor.text import (
        asking,
        by_entry,
        command,
        diagnose,
        judging,
        lesson,
        misconception,
        mistakes,
        modes,
        operation,
        reading,
        separation,
        structure,
        verification,
    )

    for subject in (
        asking, by_entry, command, modes, operation, verification, diagnose, judging, misconception,
        mistakes, structure, reading, separation, lesson,
    ):  # fmt: skip
        yield subject.ROWS
