"""The screen: where text goes, in which language, with which characters.

`Screen` joins a rich console to a language and a charset. Everything that is shown passes
through it, so that plain mode, ASCII and languages are decided in one place.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from backtutor.environment import Environment
from backtutor.evaluation import Evaluation
from backtutor.lesson import Lesson, Words
from backtutor.messages import Message, message
from backtutor.notation import DEFAULT_ROUNDING
from backtutor.read import Vocabulary
from backtutor.read.shapes import Shapes
from backtutor.terms import TERMS, Term
from backtutor.text import say
from backtutor.ui.clean import clean
from backtutor.ui.sheet import Sheet, rows_text
from backtutor.ui.theme import Background, Meaning, charset, theme
from backtutor.ui.wrapping import wrapped
from backtutor.values import Undefined, Value, evaluate, is_matrix

INLINE = 44
"""Characters of a matrix on a line of text; of a larger one its shape is said."""

PROSE_WIDTH = 100
"""Lines of prose are no longer than this, however wide the terminal is."""


class Screen:
    """A console in one language."""

    def __init__(self, environment: Environment, console: Console | None = None) -> None:
        self.environment = environment
        self.lang = environment.lang
        self.plain = environment.plain
        self.charset = charset(environment.unicode)
        self.rounding = DEFAULT_ROUNDING
        self.console = console or console_of(environment)
        self._fixed = console is not None

    @property
    def width(self) -> int:
        """The width now: a window can be resized between two questions."""
        if not self._fixed:
            self.console.width = self.environment.width
        return self.console.width

    @property
    def sheet(self) -> Sheet:
        """What cards and tables are printed on."""
        return Sheet(self.charset, self.lang, self.width, self.rounding)

    def open(self, lesson: Lesson) -> None:
        """Show numbers as a lesson wants them, and products of its matrices with their signs."""
        self.rounding = lesson.rounding
        self.charset = charset(self.environment.unicode)
        if not lesson.graph.scalar:
            shapes = Shapes(Vocabulary(lesson.graph.shapes))
            notation = self.charset.notation._replace(is_matrix=lambda term: bool(shapes.of(term)))
            self.charset = self.charset._replace(notation=notation)

    # -- texts

    def say(self, said: Message) -> str:
        """The sentence of a message, its terms in this screen's notation."""
        return self.charset.text(clean(say(said, self.lang, self.charset.notation), keep="\n"))

    def text(self, id: str, **facts: object) -> str:
        return self.say(message(id, **facts))

    def list_of(self, sentences: list[str]) -> str:
        """Sentences on one line, set apart the way the language does it."""
        return ("；" if self.lang == "zh" else "; ").join(sentences)

    def words(self, said: Words, at: Evaluation | None = None) -> str:
        """An author's text; formulas in it are worked out `at` the lesson's numbers."""
        pieces = (p if isinstance(p, str) else self._filled(p, at) for p in said.prose(self.lang))
        return self.charset.text(clean("".join(pieces), keep="\n"))

    def _filled(self, term: Term, at: Evaluation | None) -> str:
        if at is None:
            return self.sheet.term(term)
        try:
            return self.number(evaluate(term, at))
        except Undefined:
            return self.sheet.term(term)

    def anything(self, said: Message | Words | Term, at: Evaluation | None = None) -> str:
        if isinstance(said, Message):
            return self.say(said)
        if isinstance(said, TERMS):
            return self.sheet.term(said)
        return self.words(said, at)

    def number(self, value: Value) -> str:
        """A number; a matrix by its rows, or on a line that has no room for them its shape."""
        if is_matrix(value) and self.plain:
            rows = rows_text(value, self.sheet)
            return self.text("spoken-rows", shape=self.sheet.brief(value), rows=rows)
        text = self.sheet.number(value)
        return text if len(text) <= INLINE else self.sheet.brief(value)

    # -- printing

    def print(self, text: Text | str = "", meaning: Meaning | str = "") -> None:
        """Paragraphs, wrapped at the width of prose, later lines under the first word."""
        rendered = Text(text, style=meaning) if isinstance(text, str) else text
        for paragraph in rendered.split("\n", allow_blank=True):
            indent = len(paragraph.plain) - len(paragraph.plain.lstrip(" "))
            self._hang(paragraph[indent:] if indent else paragraph, " " * indent)

    def _hang(self, text: Text, margin: str, first: str | Text = "") -> None:
        """`first` and the text beside it, every line from the same column on."""
        lead = first if isinstance(first, Text) else Text(first)
        room = min(self.width, PROSE_WIDTH) - len(margin) - lead.cell_len
        lines = wrapped(text, max(room, 8)) or [Text()]
        for place, line in enumerate(lines):
            head = lead if not place else Text(" " * lead.cell_len)
            self.drawing(Text(margin).append_text(head).append_text(line))

    def drawing(self, text: Text) -> None:
        """Lines that keep their columns."""
        self.console.print(text, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)

    def lines(self, lines: Iterable[Text | str]) -> None:
        """Lines of a drawing; in plain mode they are sentences."""
        for line in lines:
            if self.plain:
                self.print(line)
            else:
                self.drawing(Text(line) if isinstance(line, str) else line)

    def beside(self, head: tuple[str, Meaning], text: Text, margin: str = "") -> None:
        """A text beside its head, later lines under its first word."""
        self._hang(text, margin, Text(head[0], style=head[1]))

    def hang(self, head: Text, text: Text) -> None:
        """A text beside a head of several styles, later lines under its first word."""
        self._hang(text, "", head)

    def verdict(self, sign: str, text: str, meaning: Meaning) -> None:
        """A line that begins with a sign; later lines are set under the text."""
        self._hang(Text(text), "", Text(f"{sign} ", style=meaning))


class OwnConsole(Console):
    """A console that leaves it to the command line what a broken pipe means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_of(environment: Environment) -> Console:
    """A rich console that does what the environment says, and no more."""
    background = Background.DARK if environment.dark else Background.LIGHT
    return OwnConsole(
        file=environment.streams.stdout,
        width=environment.width,
        theme=theme(background),
        color_system="auto" if environment.color else None,
        no_color=not environment.color,
        force_terminal=environment.terminal,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )


def filled_lines(parts: Iterable[str], width: int, gap: str, indent: str = "") -> list[str]:
    """Parts beside each other, on as many lines as they need; none is broken."""
    lines: list[str] = []
    for part in parts:
        if lines and cell_len(lines[-1] + gap + part) <= width:
            lines[-1] += gap + part
        else:
            lines.append((indent if lines else "") + part)
    return lines


def columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows with their columns aligned by terminal cells."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)
        ).rstrip()
        for cells in rows
    ]
