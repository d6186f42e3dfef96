"""Picking a lesson: single keys that move on a terminal, typed lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.live import Live
from rich.text import Text

from backtutor.ui.asides import other_language
from backtutor.ui.chooser import Row, chooser, spoken_rows
from backtutor.ui.keypress import Keys, named
from backtutor.ui.prompt import Ask
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning

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
        return self._act(key)

    def _act(self, key: str) -> str | None:
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
            self.screen.lang = other_language(self.screen.lang)
        return None

    def _typed_filter(self, key: str) -> bool:
        """Letters narrow the filter; Escape ends it; moving and Enter work as without one."""
        assert self.filter is not None
        if key == "escape":
            self.filter = None
        elif key == "backspace":
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

    def line(self, typed: str) -> str | None:
        """What a whole line does: a key, `/text` to filter, or the id of a lesson."""
        if typed.startswith("/"):
            self.filter, self.chosen = typed[1:].strip() or None, 0
            return None
        if any(row.id == typed for row in self.seen):
            return typed
        return self._act(named(typed or "\n"))


def pick_moving(picker: Picker, keys: Keys) -> str:
    """Redraw in place until something is picked; the picture stays when it is over."""
    console = picker.screen.console
    try:
        with keys, Live(picker.draw(), console=console, auto_refresh=False) as live:
            while True:
                picked = picker.press(keys.read())
                live.update(picker.draw(), refresh=True)
                if picked is not None:
                    return picked
    finally:
        # Ctrl-C while the picture is set up leaves the cursor hidden
        console.show_cursor(True)


def pick_still(picker: Picker, ask: Ask) -> str:
    """Print the list, then read lines; it is printed again where a line changes it."""
    while True:
        _list(picker)
        picked = picker.line(ask("> ").strip())
        if picked is not None:
            return picked


def _list(picker: Picker) -> None:
    screen = picker.screen
    if screen.plain:
        screen.lines(spoken_rows(picker.seen, screen))
        screen.print(screen.text("picker-lines"), Meaning.QUIET)
    else:
        screen.drawing(picker.draw())
