"""Answers: what a learner types, with everything that answers may use.

In: the text of an answer and the vocabulary of the lesson. Out: a `Reading` with every side of
an equation, or the `Problem` that says what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from backtutor.messages import Message
from backtutor.problems import Problem, Span
from backtutor.read import matrices
from backtutor.read.bounds import ANSWER, check_length, check_size, check_visible
from backtutor.read.characters import fold
from backtutor.read.faults import Source, Unreadable
from backtutor.read.latex import DELIMITERS
from backtutor.read.names import Resolver
from backtutor.read.parser import Parser, has_loose_ones
from backtutor.read.tokens import END, Token, tokenize
from backtutor.read.vocabulary import Vocabulary
from backtutor.terms import (
    Apply,
    Derivative,
    MatrixTerm,
    Quantity,
    Symbol,
    Term,
    Updated,
    numbers,
)


class Reading(NamedTuple):
    """What an answer says.

    `dE/dw5 = 1.05*1.25 = 1.3125` has two sides and a `left`: the lone name, derivative or
    updated name that an equation starts with stands apart. Side by side with `sides`:
    `literals`, the text of a side that is one plain numeral (its sign, then its digits as
    typed); `entries`, those of a matrix that is written out, row by row; `numerals`, those of
    every number in it, left to right, None of one that was no numeral; `primes`, whether a
    σ'(z) was spelled out in it; `spans`. `prime_only`: every side is a σ'(z) and nothing else.
    `misfit`: the first shapes that do not fit, where some do not.
    """

    text: str
    sides: tuple[Term, ...]
    left: Quantity | None
    left_span: Span | None
    spans: tuple[Span, ...]
    literals: tuple[str | None, ...]
    primes: tuple[bool, ...]
    prime_only: bool
    remarks: tuple[Message, ...]
    misfit: Message | None = None
    entries: tuple[tuple[str | None, ...], ...] = ()
    numerals: tuple[tuple[str | None, ...], ...] = ()


def read_answer(text: str, vocabulary: Vocabulary) -> Reading | Problem:
    """The reading of an answer."""
    source = Source(text)
    try:
        return _Answer(source, vocabulary).read()
    except Unreadable as fault:
        return source.problem(fault)


class _Side(NamedTuple):
    """One side of an equation, with what the tokens say of it."""

    term: Term
    span: Span
    literal: str | None
    entries: tuple[str | None, ...]
    numerals: tuple[str | None, ...]
    primed: bool
    only_prime: bool


class _Answer:
    """One answer on its way from text to reading."""

    def __init__(self, source: Source, vocabulary: Vocabulary) -> None:
        self.source = source
        self.left: Quantity | None = None
        self.left_span: Span | None = None
        self.parser = _parser(source.text, vocabulary)

    def read(self) -> Reading:
        self._drop_full_stop()
        self._skip_equals()
        self._take_left()
        sides = list(self._sides())
        return Reading(
            text=self.source.text,
            sides=tuple(side.term for side in sides),
            left=self.left,
            left_span=self.left_span,
            spans=tuple(side.span for side in sides),
            literals=tuple(side.literal for side in sides),
            primes=tuple(side.primed for side in sides),
            prime_only=all(side.only_prime for side in sides),
            remarks=tuple(self.parser.remarks.values()),
            misfit=self._misfit(sides),
            entries=tuple(side.entries for side in sides),
            numerals=tuple(side.numerals for side in sides),
        )

    def _drop_full_stop(self) -> None:
        """A point after a whole answer ends the sentence."""
        tokens = self.parser.tokens
        if len(tokens) > 2 and tokens[-2].kind in (".", "。"):
            del tokens[-2]

    def _skip_equals(self) -> None:
        parser = self.parser
        if parser.kind in ("=", "~"):
            self._equals()
        if parser.kind == END:
            raise Unreadable("read-empty", parser.token.start, parser.token.end)
        if any(token.kind == "*" and token.text in ("x", "X") for token in parser.tokens):
            parser.remark("read-note-letter-x")

    def _equals(self) -> bool:
        """Goes past `=` or `≈`."""
        parser = self.parser
        if parser.kind == "~":
            parser.remark("read-note-approximately", sign=parser.token.text)
        return parser.take("=") or parser.take("~")

    def _take_left(self) -> None:
        """Sets apart the lone quantity that an equation starts with."""
        parser = self.parser
        for length in (1, 2):
            tokens = parser.tokens[parser.index : parser.index + length]
            after = parser.tokens[min(parser.index + length, len(parser.tokens) - 1)]
            quantity = quantity_of(tokens)
            if quantity is not None and after.kind in ("=", "~"):
                self.left = quantity
                self.left_span = self.source.span(tokens[0].start, tokens[-1].end)
                parser.index += length
                self._equals()
                return

    def _sides(self) -> Iterator[_Side]:
        parser = self.parser
        while True:
            first, earlier = parser.index, len(parser.primes)
            term = self._term()
            tokens = parser.tokens[first : parser.index]
            yield _Side(
                term,
                self.source.span(tokens[0].start, tokens[-1].end),
                parser.digits_of(term),
                self._entries(term),
                tuple(map(parser.digits_of, numbers(term))),
                primed=len(parser.primes) > earlier,
                only_prime=any(prime is term for prime in parser.primes),
            )
            if not self._equals():
                break
        if parser.kind != END:
            parser.refuse()

    def _term(self) -> Term:
        parser = self.parser
        first = parser.token
        term = matrices.rows_on_lines(parser) if parser.shapes is not None else None
        if term is None:
            term = parser.sum()
        end = parser.tokens[max(parser.index, 1) - 1].end
        check_size(term, ANSWER, first.start, end)
        if parser.shapes is not None and has_loose_ones(term):
            raise Unreadable("read-ones", first.start, end)
        return term

    def _entries(self, term: Term) -> tuple[str | None, ...]:
        """The numerals of a matrix that is written out, row by row; () of anything else."""
        match term:
            case MatrixTerm(rows):
                pass
            case Apply("T", (MatrixTerm(columns),)):
                rows = tuple(zip(*columns, strict=True))
            case _:
                return ()
        return tuple(self.parser.digits_of(entry) for row in rows for entry in row)

    def _misfit(self, sides: list[_Side]) -> Message | None:
        shapes = self.parser.shapes
        if shapes is None:
            return None
        for side in sides:
            shapes.of(side.term)
        return shapes.misfit


def _parser(text: str, vocabulary: Vocabulary) -> Parser:
    check_length(text, ANSWER)
    folded = fold(text)
    check_visible(text, folded)
    begin, stop = _bare(folded)
    if begin == stop:
        raise Unreadable("read-empty", begin, stop)
    tokens = tokenize(text, folded, begin, stop, vocabulary.x_may_multiply)
    resolved = Resolver(tokens, vocabulary, ANSWER).run()
    return Parser(resolved, vocabulary, ANSWER, latex="\\" in folded or "$" in folded)


def quantity_of(tokens: list[Token]) -> Quantity | None:
    """The quantity that these tokens are: `h1`, `dE/dw5`, `w5+`."""
    match tokens:
        case [Token(kind="symbol" | "atom", term=Symbol() | Derivative() as term)]:
            return term
        case [Token(kind="symbol", term=Symbol(name)), Token(kind="+")]:
            return Updated(name)
    return None


def _bare(folded: str) -> tuple[int, int]:
    """Where the answer starts and ends without the space and the quotes around it."""
    begin, stop = _stripped(folded, 0, len(folded))
    for opening, closing in DELIMITERS:
        inside = begin + len(opening), stop - len(closing)
        fits = inside[0] <= inside[1] and folded.startswith(opening, begin)
        if fits and folded.endswith(closing, inside[0], stop):
            begin, stop = _stripped(folded, *inside)
    return begin, stop


def _stripped(folded: str, begin: int, stop: int) -> tuple[int, int]:
    while begin < stop and folded[begin].isspace():
        begin += 1
    while begin < stop and folded[stop - 1].isspace():
        stop -= 1
    return begin, stop
