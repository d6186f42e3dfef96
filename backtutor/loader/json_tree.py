"""JSON as a tree that remembers where everything stands.

In: the bytes of a file that a program wrote. Out: the nodes of `backtutor.loader.tree`; every
scalar stays the text that was written, so that a number keeps its digits. What is not JSON is
reported at its place, in the words of whoever printed a dict or an array instead of dumping it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from backtutor.loader.faults import Findings
from backtutor.loader.tree import Mapping, Node, Scalar, Sequence, Source
from backtutor.messages import Message, message
from backtutor.problems import Span

MAX_BYTES = 16 * 1024 * 1024
"""The gradients of a network of half a million weights."""

MAX_DEPTH = 4
"""Names, then rows, then numbers; one more, so that what is too deep can be told by its name."""

_TOKEN = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r'|(?P<text>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<word>[+-]?[^\W\d]\w*(?:\.\w+)*)"
    r"|(?P<sign>[\[\]{},:])"
    r"|(?P<other>\S)"
)


class Token(NamedTuple):
    """One piece of the text; `kind` is the sign itself, or number, text, word, other, end."""

    kind: str
    text: str
    begin: int
    end: int


class NotJson(Exception):
    """The text stops being JSON at this token."""

    def __init__(self, fault: str, token: Token, expected: Message | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.token = token
        self.expected = expected


def parse_json(path: str, data: bytes, findings: Findings) -> Node | None:
    """The tree of a file, or None where it cannot be read at all."""
    text = _decoded(path, data, findings)
    if text is None:
        return None
    source = Source(path, text)
    if not text.strip():
        findings.report("gradients-empty", Span(path, 1, 1, 0, ""))
        return None
    try:
        return _Reader(source).whole()
    except NotJson as fault:
        span = source.span(fault.token.begin, fault.token.end)
        findings.report(fault.fault, span, found=fault.token.text, expected=fault.expected or "")
        return None


def _decoded(path: str, data: bytes, findings: Findings) -> str | None:
    if len(data) > MAX_BYTES:
        findings.report("gradients-too-large", Span(path, 1, 1, 0, ""), most=MAX_BYTES >> 20)
        return None
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        before = Source(path, data[: fault.start].decode("utf-8") + "\ufffd")
        span = before.span(len(before.text) - 1, len(before.text))
        findings.report("gradients-not-text", span, byte=f"{data[fault.start]:02X}")
        return None


class _Reader:
    """Recursive descent; nothing is read deeper than `MAX_DEPTH`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = _tokens(source.text)
        self.next = next(self.tokens)

    def whole(self) -> Node:
        found = self.value(0)
        if self.next.kind != "end":
            raise NotJson("gradients-more", self.next)
        return found

    def take(self) -> Token:
        token, self.next = self.next, next(self.tokens, self.next)
        return token

    def value(self, depth: int) -> Node:
        token = self.take()
        match token.kind:
            case "{" | "[" if depth >= MAX_DEPTH:
                raise NotJson("gradients-deep", token)
            case "{":
                return self.mapping(token, depth + 1)
            case "[":
                return self.sequence(token, depth + 1)
            case "number" | "text":
                return self.scalar(token)
            case "word" if self.next.kind != "other" or self.next.text != "(":
                return self.scalar(token)
            case "word":
                raise NotJson("gradients-array", token)
        raise self.unexpected(token, message("json-number"))

    def scalar(self, token: Token) -> Scalar:
        quoted = token.kind == "text"
        text = self.unquoted(token) if quoted else token.text
        return Scalar(text, '"' if quoted else "", token.begin, token.end, self.source)

    def unquoted(self, token: Token) -> str:
        try:
            text: str = json.loads(token.text, strict=False)
        except ValueError:
            raise NotJson("gradients-escape", token) from None
        return text

    def sequence(self, opening: Token, depth: int) -> Sequence:
        items: list[Node] = []
        if self.next.kind == "]":
            return Sequence((), opening.begin, self.take().end, self.source)
        while True:
            items.append(self.value(depth))
            closing = self.separator("]", opening)
            if closing is not None:
                return Sequence(tuple(items), opening.begin, closing.end, self.source)

    def mapping(self, opening: Token, depth: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        if self.next.kind == "}":
            return Mapping((), True, opening.begin, self.take().end, self.source)
        while True:
            key = self.take()
            if key.kind != "text":
                raise self.unexpected(key, message("json-name"))
            if self.next.kind != ":":
                raise self.unexpected(self.next, message("json-colon"))
            self.take()
            entries.append((self.scalar(key), self.value(depth)))
            closing = self.separator("}", opening)
            if closing is not None:
                return Mapping(tuple(entries), True, opening.begin, closing.end, self.source)

    def separator(self, closing: str, opening: Token) -> Token | None:
        """The closing bracket, or None past a comma."""
        token = self.take()
        if token.kind == closing:
            return token
        if token.kind == "end":
            raise NotJson("gradients-open", opening)
        if token.kind == "number":
            raise NotJson("gradients-array", token)  # numpy prints no commas
        if token.kind != ",":
            raise self.unexpected(token, message("json-separator", closing=closing))
        if self.next.kind == closing:
            raise NotJson("gradients-comma", token)
        return None

    def unexpected(self, token: Token, expected: Message) -> NotJson:
        if token.kind == "end":
            return NotJson("gradients-end", token, expected)
        if token.text == "'":
            return NotJson("gradients-quotes", token)
        return NotJson("gradients-json", token, expected)


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "other"
        yield Token(found[0] if kind == "sign" else kind, found[0], found.start(), found.end())
    end = len(text.rstrip())
    yield Token("end", "", end, end)
