"""Shapes: the rows and columns of a value or a gradient, and the judgement of what was typed.

An answer is written `2x3`, `(2, 3)`, `[2, 3]`, `2 by 3`; of a single number `scalar` or `()`;
`m` stands for the number of rows of the data. A shape that is turned round is told as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from backtutor.derive import Derivation
from backtutor.lesson import Settings
from backtutor.messages import Message, message
from backtutor.ops import Shape
from backtutor.questions import Extent, Phase, Question, Telling, quantity_id
from backtutor.read import Vocabulary
from backtutor.terms import Derivative, Symbol
from backtutor.verdicts import Judgement, Right, Unreadable, Verdict, Wrong, unreadable

SINGLE = frozenset(("scalar", "a scalar", "()", "[]", "1", "number", "a number", "标量", "数"))
"""What may be typed for the shape of a single number."""

LONGEST = 60
"""Characters of an answer; the longest shape has a third of that."""

_SIZE = r"([0-9]{1,6}|[a-z])"
_BY = r"(?:\s*(?:[x*×·,、;]|by|乘)\s*|\s+)"
_ONE = re.compile(rf"{_SIZE}\s*,?")
_TWO = re.compile(rf"{_SIZE}{_BY}{_SIZE}\s*,?")
_MORE = re.compile(rf"{_SIZE}(?:{_BY}{_SIZE}){{2,}}\s*,?")
_WRAPPED = re.compile(r"(?:torch\.size|shape)?\s*[(\[{]\s*(.*?)\s*[)\]}]")


def dimensions(derivation: Derivation, item: Symbol | Derivative, settings: Settings) -> Question:
    """The question of `shape: item`."""
    graph = derivation.graph
    name = item.by if isinstance(item, Derivative) else item.name
    item = derivation.gradient(name) if isinstance(item, Derivative) else item
    return Question(
        id=f"shape:{quantity_id(item)}",
        phase=Phase.BACKWARD if isinstance(item, Derivative) else Phase.FORWARD,
        prompt=message("ask-shape", item=item),
        asked=None,
        wants=Extent(graph.shapes[name], graph.rows[0].length if graph.rows else None),
        settings=settings,
        telling=Telling(
            name=message("shape-name", item=item),
            form=message("form-shape"),
            ladder=tuple(_ladder(derivation, item, name)),
            where=_where(item, graph[name].term is not None),
            solution=(message("solution-shape", item=item, shape=shape_words(graph.shapes[name])),),
        ),
    )


def shape_words(shape: Shape) -> Message | str:
    """`2×3`, or that it is a single number."""
    return "×".join(map(str, shape)) if shape else message("shape-single")


def _where(item: Symbol | Derivative, is_computed: bool) -> Message:
    if isinstance(item, Derivative):
        return message("wrong-shape", of=Symbol(item.of), by=Symbol(item.by))
    id = "wrong-shape-value" if is_computed else "hint-shape-given"
    return message(id, name=item)


def _ladder(derivation: Derivation, item: Symbol | Derivative, name: str) -> Iterator[Message]:
    """What a shape depends on; how sizes meet; which sizes meet here."""
    if isinstance(item, Derivative):
        yield message("hint-shape-gradient", of=Symbol(item.of), by=Symbol(item.by))
        yield message("hint-shape-count", name=Symbol(name))
    else:
        yield _where(item, derivation.graph[name].term is not None)
        yield message("hint-shape-sizes")
    yield _neighbours(derivation, name)


def _neighbours(derivation: Derivation, name: str) -> Message:
    """The formula that the name is made by, or stands in, with the other shapes in it."""
    graph = derivation.graph
    node = graph[name]
    if node.term is None:
        users = [graph[user] for user in graph.consumers[name] if user in graph.live]
        node = users[0] if users else node
    others = [other for other in (node.name, *node.sources) if other != name]
    shapes = tuple(
        message("has-shape", name=Symbol(other), shape=shape_words(graph.shapes[other]))
        for other in others
        # the answer would stand among them
        if graph.shapes[other] != graph.shapes[name]
    )
    if node.term is None or not others:
        return message("hint-shape-read", name=Symbol(name))
    if not shapes:
        return message("hint-shape-sketch", left=Symbol(node.name), right=node.term)
    return message("hint-shape-fit", left=Symbol(node.name), right=node.term, shapes=shapes)


# -- judging


def judge_shape(wanted: Extent, typed: str, vocabulary: Vocabulary) -> Judgement:
    """Right where rows and columns are; `m` and `n` are the rows of the data where no name is."""
    letters = (letter for letter in "mn" if vocabulary.declared(letter) is None)
    found = read_shape(typed, dict.fromkeys(letters, wanted.rows))
    if isinstance(found, Unreadable):
        return Judgement(found)
    echo = "×".join(map(str, found)) if found else "()"
    return Judgement(_verdict(wanted.shape, found), echo=echo)


def _verdict(right: Shape, found: Shape) -> Verdict:
    if found == right:
        return Right()
    if {found, right} == {(), (1, 1)}:
        return Right((message("shape-one-by-one"),))
    if right and found == right[::-1]:
        return Wrong(remark=message("shape-turned"))
    return Wrong()


def read_shape(typed: str, sizes: dict[str, int | None]) -> Shape | Unreadable:
    """A shape as typed; `sizes` says what a letter stands for."""
    if len(typed) > LONGEST:
        return unreadable(typed, "R097", "shape-wanted")
    text = normalize("NFKC", typed).strip().lower().rstrip(".。").strip()
    if text in SINGLE:
        return ()
    while wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[1]
    if not text:
        return ()
    if two := _TWO.fullmatch(text):
        return _sized(typed, (two[1], two[2]), sizes)
    if _ONE.fullmatch(text):
        return unreadable(typed, "R097", "shape-one-size")
    if _MORE.fullmatch(text):
        return unreadable(typed, "R097", "shape-three-sizes")
    return unreadable(typed, "R097", "shape-wanted")


def _sized(typed: str, words: tuple[str, str], sizes: dict[str, int | None]) -> Shape | Unreadable:
    rows, columns = (int(w) if w.isdecimal() else sizes.get(w) for w in words)
    if rows is None or columns is None:
        return unreadable(typed, "R097", "shape-letter")
    if not rows or not columns:
        return unreadable(typed, "R097", "shape-zero")
    return (rows, columns)
