"""The text catalogue: every sentence the program can say, in English and Chinese.

One row an id: `"id": ("English with {facts}", "中文，带 {facts}")`. The rows live in one module
a subject; this package joins them. `say` turns a `Message` into a sentence of one language.
To add a sentence, add a row; a test holds the placeholders of both languages equal.
"""

from __future__ import annotations

from typing import Any

from backtutor.messages import Message, Rows
from backtutor.notation import ANSWER, Notation, write
from backtutor.terms import TERMS

LANGUAGES = ("en", "zh")


def say(message: Message, lang: str, notation: Notation = ANSWER) -> str:
    """The sentence of `message` in `lang`; terms among its facts are written in `notation`."""
    row = catalogue()[message.id]
    template = row[LANGUAGES.index(lang)]
    return template.format_map({k: _fact(v, lang, notation) for k, v in message.facts.items()})


def _fact(fact: Any, lang: str, notation: Notation) -> str:
    if isinstance(fact, Message):
        return say(fact, lang, notation)
    if isinstance(fact, TERMS):
        return write(fact, notation)
    if isinstance(fact, tuple):
        return ("、" if lang == "zh" else ", ").join(_fact(f, lang, notation) for f in fact)
    return str(fact)


_catalogue: Rows = {}


def catalogue() -> Rows:
    """All rows of all subjects, joined at the first use."""
    if not _catalogue:
        from backtutor.text import (
            command,
            hint,
            judging,
            lesson,
            misconception,
            output,
            play,
            reading,
            session,
        )

        for subject in (reading, lesson, judging, misconception, hint, session, play, output, command):
            _catalogue.update(subject.ROWS)
    return _catalogue
