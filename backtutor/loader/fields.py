"""Single values of a lesson: words, numbers, names, formulas, prose.

In: a node of the tree. Out: the value, or None once the problem is reported. `Fields` carries
what reading needs: where problems go, and the names that formulas may use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from collections.abc import Mapping as Names
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple, TypeVar

from backtutor.lesson import Prose, Tolerance, Words
from backtutor.loader.faults import Findings
from backtutor.loader.tree import Mapping, Node, Refused, Scalar, Sequence
from backtutor.messages import Message, message
from backtutor.problems import Problem, Span, nearest
from backtutor.read import Vocabulary, read_lesson, read_number, read_quantity
from backtutor.terms import Derivative, Quantity, Symbol, Term, atoms, substitute
from backtutor.text import LANGUAGES
from backtutor.values import Value, written_out

Entry = tuple[Scalar, Node]
T = TypeVar("T")

_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_INTEGER = r"-?[0-9]{1,9}"
_BRACKETS = frozenset("(){}[]")


class Fields:
    """Readers of single values.

    `used` gathers the names that formulas and texts mention; `constants` are symbols that
    no section declares, and what they stand for: a learning rate that is just a number.
    """

    def __init__(self, findings: Findings, vocabulary: Vocabulary) -> None:
        self.findings = findings
        self.vocabulary = vocabulary
        self.used: set[str] = set()
        self.constants: Names[Symbol | Derivative, Term] = {}

    # structure

    def entries(
        self, node: Node, known: Iterable[str], later: Container[str] = ()
    ) -> dict[str, Entry]:
        """The entries of a mapping by key; what is not `known` is reported."""
        keys = tuple(known)
        found: dict[str, Entry] = {}
        if not isinstance(node, Mapping):
            self.wrong_kind(node, "mapping")
            return found
        for key, value in node.entries:
            if key.text in keys:
                found[key.text] = (key, value)
            elif key.text in later:
                self.findings.report("unsupported", key.span, what=key.text)
            else:
                self.unknown_key(node, key, value, keys)
        return found

    def unknown_key(self, node: Mapping, key: Scalar, value: Node, known: tuple[str, ...]) -> None:
        label = did_you_mean(key.text, known)
        help = quote_hint(node, key, value)
        if help is None and label is None:
            help = message("lesson:known-keys", keys=known)
        self.findings.report("unknown-key", key.span, label=label, help=help, key=key.text)

    def under(
        self, entries: dict[str, Entry], key: str, reader: Callable[[Node], T | None]
    ) -> T | None:
        """What `reader` makes of the value under `key`, None where there is no such key."""
        return reader(entries[key][1]) if key in entries else None

    def require(self, entries: dict[str, Entry], key: str, at: Span) -> Node | None:
        """The value under `key`, which must be there."""
        if key in entries:
            return entries[key][1]
        self.findings.report("missing-key", at, key=key)
        return None

    def wrong_kind(self, node: Node, expected: str) -> None:
        if isinstance(node, Refused):
            return
        help = None
        if isinstance(node, Mapping) and node.flow and expected not in ("mapping", "names"):
            help = message("lesson:quote")
        self.findings.report(
            "wrong-kind",
            node.span,
            help=help,
            expected=message(f"lesson:kind-{expected}"),
            found=_kind_of(node),
        )

    def items(self, node: Node, expected: str = "list") -> tuple[Node, ...]:
        if isinstance(node, Sequence):
            return node.items
        self.wrong_kind(node, expected)
        return ()

    def scalar(self, node: Node, expected: str) -> Scalar | None:
        if isinstance(node, Scalar) and node.text.strip():
            return node
        self.wrong_kind(node, expected)
        return None

    # words and numbers

    def word(self, node: Node) -> str | None:
        found = self.scalar(node, "word")
        return found.text.strip() if found else None

    def word_list(self, node: Node) -> tuple[str, ...]:
        return tuple(word for item in self.items(node) if (word := self.word(item)) is not None)

    def choice(self, node: Node, choices: Iterable[str]) -> str | None:
        """One word out of a few."""
        known = tuple(choices)
        found = self.scalar(node, "word")
        if found is None or found.text in known:
            return found.text if found else None
        self.findings.report(
            "not-a-choice",
            found.span,
            label=did_you_mean(found.text, known),
            help=message("lesson:one-choice", choice=known[0]) if len(known) == 1 else None,
            word=found.text,
            choices=known,
        )
        return None

    def truth(self, node: Node) -> bool | None:
        word = self.choice(node, _TRUTHS)
        return _TRUTHS[word] if word else None

    def integer(self, node: Node, least: int, most: int) -> int | None:
        found = self.scalar(node, "integer")
        if found is None:
            return None
        if not re.fullmatch(_INTEGER, found.text):
            self.wrong_kind(node, "integer")
            return None
        value = int(found.text)
        if least <= value <= most:
            return value
        self.findings.report("out-of-range", found.span, number=found.text, least=least, most=most)
        return None

    def value(self, node: Node) -> Value | None:
        """An exact number, or a matrix: a list is one row, a list of lists its rows."""
        if not isinstance(node, Sequence):
            return self.number(node)
        rows = self.rows(node)
        numbers = [[self.number(item) for item in row] for row in rows]
        if not rows or any(number is None for row in numbers for number in row):
            return None
        return written_out([[number for number in row if number is not None] for row in numbers])

    def rows(self, node: Sequence) -> list[tuple[Node, ...]]:
        """The rows of a matrix, of equal length and none empty; a flat list is one row."""
        lists = [item for item in node.items if isinstance(item, Sequence)]
        if lists and len(lists) < len(node.items):
            stray = next(item for item in node.items if not isinstance(item, Sequence))
            self.wrong_kind(stray, "row")
            return []
        rows = lists or [node]
        for row in rows:
            length, first = len(row.items), len(rows[0].items)
            if not length:
                self.findings.report("empty-matrix", row.span)
                return []
            if length != first:
                self.findings.report("ragged", row.span, found=length, expected=first)
                return []
        return [row.items for row in rows]

    def number(self, node: Node) -> Fraction | None:
        """An exact number."""
        if isinstance(node, Sequence):
            self.wrong_kind(node, "number")
            return None
        found = self.scalar(node, "number")
        if found is None:
            return None
        value = read_number(found.text)
        if isinstance(value, Problem):
            self.findings.problems.append(moved(value, found, 0))
            return None
        return value

    def positive(self, node: Node) -> Fraction | None:
        """A number that is at least 0."""
        value = self.number(node)
        if value is None or value >= 0:
            return value
        number = node.text if isinstance(node, Scalar) else ""
        self.findings.report("out-of-range", node.span, number=number, least=0, most="∞")
        return None

    def tolerance(self, node: Node) -> Tolerance | None:
        entries = self.entries(node, ("rel", "abs", "min_digits"))
        default = Tolerance()
        rel = self.under(entries, "rel", self.positive)
        reach = self.under(entries, "abs", self.positive)
        digits = self.under(entries, "min_digits", lambda value: self.integer(value, 1, 15))
        return Tolerance(
            rel=default.rel if rel is None else rel,
            abs=default.abs if reach is None else reach,
            min_digits=digits or default.min_digits,
        )

    # names, formulas and prose

    def name(self, node: Node) -> str | None:
        """A declared name, in the lesson's spelling."""
        found = self.scalar(node, "name")
        if found is None:
            return None
        name = self.vocabulary.declared(found.text)
        if name is None:
            label = did_you_mean(found.text, self.vocabulary.names)
            self.findings.report("undeclared", found.span, label=label, name=found.text)
        else:
            self.used.add(name)
        return name

    def names(self, node: Node) -> tuple[tuple[str, Span], ...]:
        """One name or a list of names, each with its place."""
        nodes = node.items if isinstance(node, Sequence) else (node,)
        return tuple((name, item.span) for item in nodes if (name := self.name(item)) is not None)

    def quantity(self, node: Node) -> Quantity | None:
        """What can be asked for: `h1`, `dE/dw5`, `local:dy/dw5`, `w5+`."""
        found = self.scalar(node, "quantity")
        if found is None:
            return None
        quantity = read_quantity(found.text, self.vocabulary)
        if isinstance(quantity, Problem):
            self.findings.problems.append(moved(quantity, found, 0))
            return None
        return quantity

    def term(self, node: Node) -> Term | None:
        """A formula of values and derivatives."""
        found = self.scalar(node, "formula")
        return self._read(found.text, found, 0) if found else None

    def _read(self, text: str, scalar: Scalar, start: int) -> Term | None:
        """`text`, which begins at character `start` of `scalar`, as a term."""
        term = read_lesson(text, self.vocabulary, Span(scalar.source.path, 1, 1, len(text), text))
        if isinstance(term, Problem):
            self.findings.problems.append(moved(term, scalar, start))
            return None
        self.used |= mentioned(term)
        return substitute(term, self.constants) if self.constants else term

    def words(self, node: Node) -> Words | None:
        """A text, in one language or in several."""
        if not isinstance(node, Mapping):
            found = self.scalar(node, "text")
            return Words((("", self.prose(found)),)) if found else None
        if node.flow and not any(key.text in LANGUAGES for key, _ in node.entries):
            self.wrong_kind(node, "text")
            return None
        texts = {
            language: self.prose(text)
            for language, (_, value) in self.entries(node, LANGUAGES).items()
            if (text := self.scalar(value, "text"))
        }
        return Words(tuple(texts.items())) if texts else None

    def several_words(self, node: Node) -> tuple[Words, ...]:
        """One text or a list of texts."""
        nodes = node.items if isinstance(node, Sequence) else (node,)
        return tuple(found for item in nodes if (found := self.words(item)))

    def prose(self, scalar: Scalar) -> Prose:
        """Text with its holes read: `{w5}` is a term, `{{` a brace."""
        pieces: list[str | Term] = []
        for piece in split_holes(scalar.text.rstrip()):
            match piece:
                case str():
                    pieces.append(piece)
                case Hole(start, text, True):
                    term = self._read(text, scalar, start)
                    pieces.append("" if term is None else term)
                case Hole(start, text, False):
                    self.findings.report("open-hole", scalar.place(start - 1, 1))
        return tuple(pieces)


class Hole(NamedTuple):
    """What stands in braces, and where in the text it begins."""

    start: int
    text: str
    closed: bool


_PIECES = re.compile(r"\{\{|\}\}|\{|[^{}]+|\}")


def split_holes(text: str) -> Iterator[str | Hole]:
    """Literal pieces and holes: `a {w_{1}} b {{` is "a ", Hole("w_{1}"), " b ", "{"."""
    at = 0
    while found := _PIECES.match(text, at):
        at = found.end()
        match found[0]:
            case "{":
                end = _closing(text, at)
                closed = end < len(text)
                yield Hole(at, text[at:end], closed)
                at = end + 1
            case "{{" | "}}":
                yield found[0][0]
            case literal:
                yield literal


def _closing(text: str, at: int) -> int:
    """The place of the brace that closes a hole, or the end of the text."""
    depth = 1
    for place in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return place
    return len(text)


def moved(problem: Problem, scalar: Scalar, start: int) -> Problem:
    """A reader's problem, from the text it read to the file that holds the text."""

    def place(span: Span) -> Span:
        return scalar.place(start + span.column - 1, span.length)

    related = tuple((place(span), note) for span, note in problem.related)
    return replace(problem, span=place(problem.span), related=related)


def mentioned(term: Term) -> set[str]:
    """Every name in `term`, those of its derivatives too."""
    found: set[str] = set()
    for atom in atoms(term):
        match atom:
            case Symbol(name):
                found.add(name)
            case Derivative(of, by):
                found |= {of, by}
    return found


def did_you_mean(word: str, candidates: Iterable[str]) -> Message | None:
    """The nearest candidate, as a label; any letter is near to any other, so one is no clue."""
    near = nearest(word, candidates) if len(word) > 1 else None
    return message("lesson:did-you-mean", near=near) if near else None


def quote_hint(node: Mapping, key: Scalar, value: Node) -> Message | None:
    """Where braces, a comma or a colon broke a text into keys: say to quote it."""
    broken = (isinstance(value, Scalar) and value.empty) or _BRACKETS.intersection(key.text)
    return message("lesson:quote") if node.flow and broken else None


def _kind_of(node: Node) -> Message:
    match node:
        case Scalar(text) if not text.strip():
            return message("lesson:found-nothing")
        case Scalar(text):
            return message("lesson:found-text", text=text if len(text) <= 40 else text[:40] + "…")
        case Sequence():
            return message("lesson:found-list")
        case Mapping() | Refused():
            return message("lesson:found-mapping")
