"""The strict readers: expressions of lessons, requirements, quantities and numbers.

In: text from a lesson file with its position, or a question named on the command line. Out:
the value, or the `Problem` at the exact characters. A lesson writes its products and keeps to
the ASCII signs; letters of any script may be in its names.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from backtutor.messages import Message
from backtutor.problems import Problem, Span
from backtutor.read.answer import quantity_of
from backtutor.read.bounds import LESSON, Grammar, check_length, check_visible, decimal
from backtutor.read.characters import fold
from backtutor.read.faults import Source, Unreadable
from backtutor.read.names import Resolver
from backtutor.read.parser import Parser
from backtutor.read.shapes import Shapes
from backtutor.read.tokens import END, Token, tokenize
from backtutor.read.vocabulary import Vocabulary
from backtutor.terms import Derivative, Quantity, Term


def read_lesson(text: str, vocabulary: Vocabulary, at: Span | None = None) -> Term | Problem:
    """An expression of a lesson; `at` is where its first character stands in the file."""
    source = Source(text, at)
    try:
        return _expression(text, vocabulary, 0, len(text))
    except Unreadable as fault:
        return source.problem(fault)


def misfit_in(text: str, vocabulary: Vocabulary) -> tuple[Message, int, int] | None:
    """The first shapes that do not fit in an expression that reads, and where they meet."""
    try:
        parser = _parsed(text, vocabulary, 0, len(text))
        term = parser.whole()
    except Unreadable:
        return None
    shapes = Shapes(vocabulary)
    shapes.of(term)
    if shapes.misfit is None:
        return None
    start, end = parser.places.get(id(shapes.misfitting), (0, len(text)))
    return shapes.misfit, start, end


class Comparison(NamedTuple):
    """`0.2 < abs(t - y) <= 3`: terms, and the signs between them (< <= > >= == !=)."""

    terms: tuple[Term, ...]
    signs: tuple[str, ...]


_SIGN = r"<=|>=|==|!=|<|>"


def read_comparison(
    text: str, vocabulary: Vocabulary, at: Span | None = None
) -> Comparison | Problem:
    """A requirement of drawn values."""
    source = Source(text, at)
    signs = list(re.finditer(_SIGN, text))
    starts = [0, *(sign.end() for sign in signs)]
    ends = [*(sign.start() for sign in signs), len(text)]
    try:
        if not signs:
            raise Unreadable("read-comparison-missing", 0, len(text))
        sides = zip(starts, ends, strict=True)
        terms = tuple(_expression(text, vocabulary, start, end) for start, end in sides)
        return Comparison(terms, tuple(sign[0] for sign in signs))
    except Unreadable as fault:
        return source.problem(fault)


def _expression(text: str, vocabulary: Vocabulary, begin: int, end: int) -> Term:
    """The strict term of the characters from `begin` to `end`."""
    parser = _parsed(text, vocabulary, begin, end)
    term = parser.whole()
    if parser.kind != END:
        parser.refuse()
    return term


def _parsed(text: str, vocabulary: Vocabulary, begin: int, end: int) -> Parser:
    """A parser that stands before those characters."""
    tokens = _tokens(text, LESSON, begin, end)
    for token in tokens:
        _refuse_answer_sign(token, text)
    resolved = Resolver(tokens, vocabulary, LESSON).run()
    return Parser(resolved, vocabulary, LESSON, latex=False)


def _tokens(text: str, grammar: Grammar, begin: int, end: int) -> list[Token]:
    check_length(text, grammar)
    folded = fold(text).replace("\n", " ")
    check_visible(text, folded)
    if not folded[begin:end].strip():
        raise Unreadable("read-empty", begin, end)
    return tokenize(text, folded, begin, end)


def _refuse_answer_sign(token: Token, text: str) -> None:
    """`×` and `[ ]` are for answers; a lesson writes `*` and `( )`."""
    written = text[token.start : token.end]
    if token.kind == "number":
        instead: str | None = token.text
    else:
        instead = token.kind if token.kind in _SIGNS else _INSTEAD.get(token.kind)
    if instead is not None and written not in (instead, "**", "=="):
        raise Unreadable(
            "read-answers-only", token.start, token.end, found=written, instead=instead
        )


_SIGNS = frozenset("+-*/^@(),=<>")

_INSTEAD = {
    "T": ".T",
    "super": "^2",
    "fraction": "1/2",
    "⊙": "*",
    "'": "sigmoid(z)*(1 - sigmoid(z))",
    "`": "sigmoid(z)*(1 - sigmoid(z))",
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    "|": "abs(z)",
    "frac": "a/b",
    "ones": "ones(1, n)",
    "~": "=",
    "。": ".",
}
"""Kind of sign that only answers may use → what a lesson writes."""


def read_quantity(text: str, vocabulary: Vocabulary, at: Span | None = None) -> Quantity | Problem:
    """What a question asks for: `h1`, `dE/dw5`, `local:dy/dw5`, `w5+`.

    A derivative is total here unless `local:` says otherwise, whatever its edge.
    """
    source = Source(text, at)
    try:
        return _quantity(source, vocabulary)
    except Unreadable as fault:
        return source.problem(fault)


_LOCAL = r"\s*local\s*:"


def _quantity(source: Source, vocabulary: Vocabulary) -> Quantity:
    prefix = re.match(_LOCAL, source.text)
    begin = prefix.end() if prefix else 0
    tokens = _tokens(source.text, _QUANTITY, begin, len(source.text))
    resolved = Resolver(tokens, vocabulary, _QUANTITY).run()
    quantity = quantity_of(resolved[:-1])
    match quantity:
        case Derivative(of, by):
            if prefix and by not in vocabulary.sources.get(of, frozenset()):
                raise Unreadable("read-no-edge", begin, len(source.text), of=of, by=by)
            return Derivative(of, by, bool(prefix))
        case None:
            _refuse_quantity(resolved, source, vocabulary)
    if prefix or quantity is None or quantity.name not in vocabulary.names:
        raise Unreadable("read-not-a-quantity", 0, len(source.text))
    return quantity


_QUANTITY = Grammar(answer=False, characters=500, depth=1, term_depth=1)


def _refuse_quantity(tokens: list[Token], source: Source, vocabulary: Vocabulary) -> None:
    """The unknown name in it, where that is what is wrong."""
    if any(token.kind == "unknown" for token in tokens):
        parser = Parser(tokens, vocabulary, _QUANTITY, latex=False)
        parser.index = next(i for i, token in enumerate(tokens) if token.kind == "unknown")
        parser.refuse()


_NUMBER = re.compile(
    r"\s*([+-]?)([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*(?:/\s*([0-9]+)\s*)?"
)


def read_number(text: str, at: Span | None = None) -> Fraction | Problem:
    """The exact value of a scalar in a lesson: 0.1, 1e-3, 012 (twelve), 1/3."""
    source = Source(text, at)
    try:
        return _number(text)
    except Unreadable as fault:
        return source.problem(fault)


def _number(text: str) -> Fraction:
    check_length(text, LESSON)
    found = _NUMBER.fullmatch(text)
    if found is None:
        start = len(text) - len(text.lstrip())
        raise Unreadable("read-number", start, len(text.rstrip()), number=text.strip())
    value = decimal(found[2] + (found[3] or ""), found.start(2))
    below = decimal(found[4], found.start(4)) if found[4] else Fraction(1)
    if not below:
        raise Unreadable("read-number", found.start(4), found.end(4), number=text.strip())
    return (-value if found[1] == "-" else value) / below


def free_names(text: str) -> tuple[str, ...]:
    """The names that an expression uses, functions and constants apart, each once in order.

    For a formula typed on the spot, whose names nothing declares.
    """
    try:
        tokens = _tokens(text, LESSON, 0, len(text))
        resolved = Resolver(tokens, Vocabulary({}), LESSON).run()
    except Unreadable:
        return ()
    pairs = pairwise(resolved)
    # the name of `axis=0` is no value
    free = [token.text for token, after in pairs if token.kind == "unknown" and after.kind != "="]
    return tuple(dict.fromkeys(free))
