"""Messages: an id of the text catalogue and the facts that fill it.

Everything below the screens speaks in `Message`s; English and Chinese stand side by side in
`backtutor.text`, one row an id. A fact is a text, a number, a `Term` (printed in the notation
of the screen it is shown on), another `Message`, an author's text in his languages, or a tuple
of facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Rows = dict[str, tuple[str, str]]
"""A part of the catalogue: id → (English, Chinese)."""


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Translated:
    """A text from outside the catalogue: language → text, the first being the fallback."""

    by_language: Mapping[str, str]

    def text(self, lang: str) -> str:
        return self.by_language.get(lang) or next(iter(self.by_language.values()))


def message(id: str, **facts: Any) -> Message:
    """Shorthand: `message("unknown-name", name="w7")`."""
    return Message(id, facts)
