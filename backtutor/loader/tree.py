"""YAML as a tree that remembers where everything stands.

In: the bytes of a file. Out: `Mapping`, `Sequence` and `Scalar` nodes; every scalar stays the
text that was written, so that `no`, `1e-3`, `012` and `1:30` mean what they say. What YAML
offers beyond plain data (anchors, aliases, merge keys, tags, several documents) is reported.
PyYAML is imported here and nowhere else; only its parser is used, never its constructors.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from backtutor.loader.faults import Findings
from backtutor.messages import message
from backtutor.problems import Span

MAX_BYTES = 256 * 1024
MAX_VALUES = 5_000
MAX_DEPTH = 12
MAX_TEXT = 8_000

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_UNPRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


class Source:
    """The text of one file, and places in it."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(found.end() for found in _BREAK.finditer(self.text))]

    @cached_property
    def lines(self) -> list[str]:
        return _BREAK.split(self.text)

    def span(self, begin: int, end: int) -> Span:
        """The characters from `begin` to `end`, as far as they stand on one line."""
        line = bisect_right(self.starts, begin) - 1
        column = begin - self.starts[line]
        # a place past the last character of a line is shown at its end
        column = min(column, len(self.lines[line]))
        length = max(0, min(end - begin, len(self.lines[line]) - column))
        return Span(self.path, line + 1, column + 1, length, self.lines[line])


class Scalar(NamedTuple):
    """One text. `style` is YAML's: "" plain, ' or " quoted, | or > a block."""

    text: str
    style: str
    begin: int
    end: int
    source: Source

    @property
    def span(self) -> Span:
        return self.source.span(self.begin, self.end)

    @property
    def empty(self) -> bool:
        """Nothing was written here at all."""
        return not self.text and not self.style

    def place(self, start: int, length: int) -> Span:
        """Where `text[start:start + length]` stands in the file.

        Escapes that change the text hide that place; then it is the whole scalar.
        """
        places = self._places()
        if places is None:
            return self.span
        places.append(self.end - (self.style in ("'", '"')))
        begin = places[min(start, len(self.text))]
        return self.source.span(begin, places[min(start + length, len(self.text))])

    def _places(self) -> list[int] | None:
        """The place of each character of the text in the file."""
        first = self.begin + (self.style in ("'", '"'))
        if self.style in ("|", ">"):
            first = self.source.text.find("\n", self.begin) + 1
        if self.source.text.startswith(self.text, first):
            return list(range(first, first + len(self.text)))
        return _align(self.source.text, first, self.text, self.style)


def _align(raw: str, at: int, text: str, style: str) -> list[int] | None:
    """The places of the characters of `text` in `raw`, across folded lines and doubled quotes."""
    places: list[int] = []
    for character in text:
        if not character.isspace():
            at = _skip_space(raw, at)
        places.append(at)
        if character.isspace():
            at = _skip_space(raw, at)
        else:
            width = _width(raw, at, character, style)
            if not width:
                return None
            at += width
    return places


def _width(raw: str, at: int, character: str, style: str) -> int:
    """How many characters of `raw` stand for this one; 0 where they cannot be told."""
    doubled = style == "'" and character == "'"
    escaped = style == '"' and not character.isalnum() and raw.startswith("\\", at)
    if doubled or escaped:
        return 2 if raw.startswith(character, at + 1) else 0
    return int(raw.startswith(character, at))


def _skip_space(raw: str, at: int) -> int:
    while at < len(raw) and raw[at].isspace():
        at += 1
    return at


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    begin: int
    end: int
    source: Source

    @property
    def span(self) -> Span:
        return self.source.span(self.begin, self.end)


class Mapping(NamedTuple):
    """Keys and values, in the order of the file; `flow` where written in braces."""

    entries: tuple[tuple[Scalar, Node], ...]
    flow: bool
    begin: int
    end: int
    source: Source

    @property
    def span(self) -> Span:
        return self.source.span(self.begin, self.end)

    def get(self, key: str) -> Node | None:
        return next((value for scalar, value in self.entries if scalar.text == key), None)


class Refused(NamedTuple):
    """A value that has been reported already, so that nobody reports it again."""

    begin: int
    end: int
    source: Source

    @property
    def span(self) -> Span:
        return self.source.span(self.begin, self.end)


Node = Scalar | Sequence | Mapping | Refused


def parse(path: str, data: str | bytes, findings: Findings) -> Node | None:
    """The tree of a file, or None where it cannot be read at all."""
    text = _decode(path, data, findings)
    if text is None:
        return None
    source = Source(path, text)
    unprintable = _unprintable(text)
    if unprintable:
        span = source.span(unprintable.start(), unprintable.end())
        findings.report("control-character", span, number=f"{ord(unprintable[0]):04X}")
        return None
    return _Builder(source, findings).build()


def _unprintable(text: str) -> re.Match[str] | None:
    """The first character that YAML does not allow."""
    # the pattern takes long to compile, and nearly every file goes without it
    return None if text.replace("\n", "").isprintable() else re.search(_UNPRINTABLE, text)


def _decode(path: str, data: str | bytes, findings: Findings) -> str | None:
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        findings.report("too-large", Span(path, 1, 1, 0, ""), size=len(data), most=MAX_BYTES)
        return None
    try:
        # a byte order mark, as Windows editors write it, is not part of the text
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        before = Source(path, data[: fault.start].decode("utf-8") + "\ufffd")
        span = before.span(len(before.text) - 1, len(before.text))
        findings.report("not-text", span, byte=f"{data[fault.start]:02X}")
        return None


class _TooMuch(Exception):
    """A limit was passed and reported: reading stops here."""


class _Open(NamedTuple):
    """A collection whose end has not come yet; a mapping's children are keys and values."""

    begin: int
    flow: bool
    mapping: bool
    children: list[Node]


class _Builder:
    """From PyYAML's events to the tree; a stack of open collections instead of recursion."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.source = source
        self.findings = findings
        self.open: list[_Open] = [_Open(0, False, False, [])]
        self.values = 0
        self.documents = 0

    def build(self) -> Node | None:
        from yaml import YAMLError

        try:
            for event in _events(self.source.text):
                handle = _HANDLERS.get(type(event).__name__)
                if handle:
                    handle(self, event)
        except YAMLError as fault:
            report_syntax(fault, self.source, self.findings)
            return None
        except _TooMuch:
            return None
        root = self.open[0].children
        return root[0] if root else None

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents == 2:
            begin = event.start_mark.index
            self.findings.report("documents", self.source.span(begin, begin + 3))
            raise _TooMuch

    def scalar(self, event: Any) -> None:
        begin, end = event.start_mark.index, event.end_mark.index
        # the event's own text is shared by the parser; only anchors and tags need a look
        if event.anchor is not None or event.tag is not None:
            begin = self._properties(event)
        style = event.style if event.style in _STYLES else ""
        node = Scalar(event.value, style, begin, end, self.source)
        self._limit_text(node)
        self._add(node, begin, end)

    def alias(self, event: Any) -> None:
        begin, end = event.start_mark.index, event.end_mark.index
        self.findings.report("alias", self.source.span(begin, end), name=event.anchor)
        self._add(Refused(begin, end, self.source), begin, end)

    def start(self, event: Any) -> None:
        begin = event.start_mark.index
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        if len(self.open) > MAX_DEPTH:
            self.findings.report("too-deep", self.source.span(begin, begin + 1), most=MAX_DEPTH)
            raise _TooMuch
        mapping = type(event).__name__ == "MappingStartEvent"
        self.open.append(_Open(begin, bool(event.flow_style), mapping, []))

    def finish(self, event: Any) -> None:
        done = self.open.pop()
        end = event.end_mark.index
        if done.mapping:
            entries = self._entries(done.children)
            node: Node = Mapping(entries, done.flow, done.begin, end, self.source)
        else:
            node = Sequence(tuple(done.children), done.begin, end, self.source)
        self._add(node, done.begin, end)

    def _add(self, node: Node, begin: int, end: int) -> None:
        parent = self.open[-1]
        # every other child of a mapping is a key
        if not parent.mapping or len(parent.children) % 2:
            self.values += 1
            if self.values > MAX_VALUES:
                span = self.source.span(begin, end)
                self.findings.report("too-many-values", span, most=MAX_VALUES)
                raise _TooMuch
        parent.children.append(node)

    def _entries(self, children: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
        """Keys with their values; a key must be a word, and stand once."""
        found: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                if not isinstance(key, Refused):
                    self.findings.report("key-not-word", key.span)
            elif key.text == "<<" and not key.style:
                self.findings.report("merge-key", key.span)
            elif key.text in found:
                first = found[key.text][0].span
                related = ((first, message("lesson:first-here")),)
                self.findings.report("duplicate-key", key.span, related=related, key=key.text)
            else:
                found[key.text] = (key, value)
        return tuple(found.values())

    def _properties(self, event: Any) -> int:
        """Report the anchor and the tag before a value; the place where the value begins."""
        begin = int(event.start_mark.index)
        for found in re.compile(_PROPERTIES).finditer(
            self.source.text, begin, event.end_mark.index
        ):
            if found.start() != begin:
                break
            written = found[1]
            fault = "anchor" if written.startswith("&") else "tag"
            span = self.source.span(begin, begin + len(written))
            self.findings.report(fault, span, name=written[1:], written=written)
            begin = found.end()
        return begin

    def _limit_text(self, node: Scalar) -> None:
        if len(node.text) > MAX_TEXT:
            self.findings.report("text-too-long", node.span, size=len(node.text), most=MAX_TEXT)
        if node.style == '"':
            unprintable = _unprintable(node.text)
            if unprintable:
                number = f"{ord(unprintable[0]):04X}"
                quote = message("lesson:single-quotes")
                self.findings.report("control-character", node.span, help=quote, number=number)


_STYLES = frozenset("'\"|>")
_PROPERTIES = r"([&!][^\s,\[\]{}]*)\s*"
_HANDLERS = {
    "DocumentStartEvent": _Builder.document,
    "ScalarEvent": _Builder.scalar,
    "AliasEvent": _Builder.alias,
    "MappingStartEvent": _Builder.start,
    "SequenceStartEvent": _Builder.start,
    "MappingEndEvent": _Builder.finish,
    "SequenceEndEvent": _Builder.finish,
}


def _events(text: str) -> Iterator[Any]:
    """PyYAML's events, from its C parser where that was built."""
    try:
        from yaml import CLoader as Loader
    except ImportError:
        from yaml import Loader  # type: ignore[assignment]
    parser = Loader(text)
    while parser.check_event():
        yield parser.get_event()


_INDENT = r" *\t"
_SYNTAX: tuple[tuple[str, str, bool], ...] = (
    # part of the words of PyYAML's C or Python parser, the fault, whether it begins at the context
    ("scanning an anchor", "anchor", True),
    ("scanning an alias", "alias", True),
    ("tag", "tag", True),
    ("directive", "directive", True),
    ("incompatible YAML", "directive", False),
    ("cannot start any token", "bad-start", False),
    ("node content", "bad-start", False),
    ("mapping keys", "bad-start", False),
    ("mapping values", "stray-colon", False),
    ("unexpected ':'", "stray-colon", False),
    ("sequence entries", "stray-dash", False),
    ("could not find expected ':'", "no-colon", True),
    ("unexpected end of stream", "open-quote", True),
    ("unexpected document", "open-quote", True),
    ("',' or ']'", "open-list", True),
    ("',' or '}'", "open-braces", True),
    ("unknown escape", "bad-escape", False),
    ("decimal number", "bad-escape", False),
    ("Unicode character", "bad-escape", False),
    ("block scalar", "block-header", False),
    ("expected key", "stray-text", False),
    ("'-' indicator", "stray-text", False),
    ("<block end>", "stray-text", False),
    ("<document start>", "stray-text", False),
)


def report_syntax(fault: Any, source: Source, findings: Findings) -> None:
    """A scanner's or parser's complaint in our own words, at the place it is about."""
    words = f"{getattr(fault, 'context', '')} {getattr(fault, 'problem', '')}"
    rows = ((name, begins) for part, name, begins in _SYNTAX if part in words)
    name, at_context = next(rows, ("yaml", False))
    mark = getattr(fault, "problem_mark", None)
    if at_context:
        mark = getattr(fault, "context_mark", None) or mark
    _report_at(name, min(mark.index if mark else 0, len(source.text)), source, findings)


def _report_at(name: str, index: int, source: Source, findings: Findings) -> None:
    """Report, where the line tells more than PyYAML: a tab, a full-width colon, a backslash."""
    if name == "stray-colon":
        name, index = _lost_colon(source.span(index, index), index, source)
    elif name == "bad-escape":
        index = max(0, source.text.rfind("\\", 0, index + 1))
    line = source.span(index, index + 1)
    begin = index - (line.column - 1)
    tab = re.match(_INDENT, line.source)
    wide = line.source.find("：")
    if tab:
        name, index = "tab", begin + tab.end() - 1
    elif wide >= 0 and name in ("no-colon", "stray-colon"):
        name, index = "wide-colon", begin + wide
    span = source.span(index, index + 1)
    written = _word(span)
    findings.report(name, span, written=written, name=written[1:])


def _lost_colon(colon: Span, index: int, source: Source) -> tuple[str, int]:
    """A key that cannot stand where it does, because the line before it lacks its colon."""
    above = colon.line - 2
    is_first = not re.search(r":\s", colon.source[: colon.column])
    if above >= 0 and is_first and not re.search(r":(\s|$)|^\s*(-\s|#|$)", source.lines[above]):
        line = source.lines[above]
        return "no-colon", source.starts[above] + len(line) - len(line.lstrip())
    return "stray-colon", index


def _word(span: Span) -> str:
    """The word that begins at `span`: what a message quotes."""
    found = re.match(r"[&*!%]?[^\s,\[\]{}]+|.", span.source[span.column - 1 :])
    return found[0] if found else ""
