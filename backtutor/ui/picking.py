"""Picking a lesson with single keys; moves on a terminal, asks for a line elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.live import Live
from rich.text import Text

from backtutor.ui.chooser import Row, chooser
from backtutor.ui.keypress import ReadKey
from backtutor.ui.screen import Screen

MOVES = {"j": 1, "down": 1, "k": -1, "up": -1}


@dataclass(slots=True)
class Picker:
    """What is chosen, and what the rows are filtered by; `all_rows` makes them in a language."""

    all_rows: Callable[[Screen], list[Row]]
    screen: Screen
    chosen: int = 0
    filter: str | None = None

    @property
    def seen(self) -> list[Row]:
        """The rows whose id or title holds the filter."""
        wanted = (self.filter or "").lower()
        return [
            row for row in self.all_rows(self.screen) if wanted in f"{row.id} {row.title}".lower()
        ]

    def press(self, key: str) -> str | None:
        """What a key does; the id of a lesson to open, "" to leave, None to go on."""
        if self.filter is not None and self._typed_filter(key):
            return None
        if key in MOVES:
            self.chosen = max(0, min(self.chosen + MOVES[key], len(self.seen) - 1))
        elif key == "enter":
            return self.seen[self.chosen].id if self.seen else None
        elif key.isdecimal() and 1 <= int(key) <= len(self.seen):
            return self.seen[int(key) - 1].id
        elif key == "r":
            return self._begun()
        elif key == "/":
            self.filter, self.chosen = "", 0
        elif key in ("q", "escape"):
            return ""
        elif key == "l":
            self.screen.lang = "zh" if self.screen.lang == "en" else "en"
        return None

    def _typed_filter(self, key: str) -> bool:
        """Letters narrow the filter, until Enter or Escape ends it."""
        assert self.filter is not None
        if key in ("escape",):
            self.filter = None
        elif key == "enter":
            return False
        elif key in ("\x7f", "\b"):
            self.filter = self.filter[:-1]
        elif len(key) == 1:
            self.filter += key
        else:
            return False
        self.chosen = 0
        return True

    def _begun(self) -> str | None:
        """The first lesson that was begun and not finished."""
        begun = (row.id for row in self.seen if row.count and row.solved < row.count)
        return next(begun, None)

    def draw(self) -> Text:
        return chooser(self.seen, self.chosen, self.screen, self.filter)


def pick_moving(picker: Picker, read_key: ReadKey) -> str:
    """Redraw in place until something is picked; the picture stays when it is over."""
    with Live(picker.draw(), console=picker.screen.console, auto_refresh=False) as live:
        while True:
            picked = picker.press(read_key())
            live.update(picker.draw(), refresh=True)
            if picked is not None:
                return picked


def pick_still(picker: Picker, read_line: ReadKey) -> str:
    """Print the list once, then read lines."""
    picker.screen.drawing(chooser(picker.seen, picker.chosen, picker.screen, None))
    while True:
        picked = picker.press(read_line())
        if picked is not None:
            return picked
