"""`find_mistake`: printed lines with a mistake in them, or a derivation that the program breaks.

In: the entries of a step. Out: a `Step`, its lines read, or None once the problem is reported.
Whether the lines are what the author claims is checked by `backtutor.loader.claims`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from backtutor.lesson import Equation, FindMistake, Line, MakeMistake, Settings, Side, Step
from backtutor.loader.fields import Entry, did_you_mean, mentioned, moved
from backtutor.loader.step_names import StepNames
from backtutor.loader.tree import Mapping, Node, Scalar
from backtutor.loader.tree import Sequence as Items
from backtutor.numerals import is_numeral
from backtutor.problems import Problem, Span
from backtutor.read import Reading, read_answer, read_number, read_quantity
from backtutor.terms import Derivative, Quantity, Symbol, Updated

Entries = dict[str, Entry]

KEYS = ("lines", "wrong", "answer", "why", "from", "break")
LEAST, MOST = 2, 12
"""Lines of a derivation that a screen has room for."""

_EQUALS = re.compile("[=≈＝]")
_LOCAL = re.compile(r"\s*local\s*:")
_COLON = re.compile(r"([^:：]+)[:：]([^:：]+)")
_OPENING, _CLOSING, _STOPS = "([{", ")]}", ",;，；"


def find_mistake(names: StepNames, entries: Entries, settings: Settings) -> Step | None:
    """`find_mistake: {lines, wrong, answer, why}`, or `{from: auto, break: [ids]}`."""
    if "from" in entries or "break" in entries:
        return _broken(names, entries, settings)
    return _written(names, entries, settings)


def _broken(names: StepNames, entries: Entries, settings: Settings) -> Step | None:
    assert settings.span is not None
    read = names.fields
    for key in KEYS[:4]:
        if key in entries:
            read.findings.report("one-of-two", entries[key][0].span, first="from", second=key)
    source = read.require(entries, "from", settings.span)
    word = read.choice(source, ("auto",)) if source else None
    kinds = read.under(entries, "break", lambda node: _kinds(names, node)) or ()
    return MakeMistake(kinds, settings) if word else None


def _kinds(names: StepNames, node: Node) -> tuple[str, ...]:
    """Ids of misconceptions."""
    from backtutor.misconceptions import TABLE  # much to load, and few lessons ask for it

    known = tuple(row.id for row in TABLE)
    nodes = node.items if isinstance(node, Items) else (node,)
    if not nodes:
        names.fields.findings.report("break-empty", node.span)
    found = []
    for item in nodes:
        word = names.fields.word(item)
        if word in known:
            found.append(word)
        elif word is not None:
            label = did_you_mean(word, known)
            names.fields.findings.report("unknown-misconception", item.span, label=label, id=word)
    return tuple(found)


def _written(names: StepNames, entries: Entries, settings: Settings) -> Step | None:
    assert settings.span is not None
    read = names.fields
    listed = read.require(entries, "lines", settings.span)
    lines = _lines(names, listed) if listed else None
    place = read.require(entries, "wrong", settings.span)
    answer = read.under(entries, "answer", lambda node: _answer(names, node))
    why = read.under(entries, "why", read.words)
    if lines is None or place is None:
        return None
    wrong = read.integer(place, 1, len(lines))
    if wrong is None:
        return None
    if not lines[wrong - 1].equations:
        read.findings.report("mistake-words", place.span, number=wrong)
        return None
    return FindMistake(lines, wrong, answer, why, settings)


# -- lines


def _lines(names: StepNames, node: Node) -> tuple[Line, ...] | None:
    """The lines of a derivation; None where one of them cannot be read."""
    nodes = names.fields.items(node)
    found: list[Line] = []
    for item in nodes:
        line = _line(names, item, _last_left(found))
        if line is not None:
            found.append(line)
    if nodes and not LEAST <= len(nodes) <= MOST:
        names.fields.findings.report(
            "mistake-lines", node.span, count=len(nodes), least=LEAST, most=MOST
        )
        return None
    return tuple(found) if nodes and len(found) == len(nodes) else None


def _last_left(lines: list[Line]) -> Quantity | None:
    """What a line that begins with `=` goes on with."""
    equations = [equation for line in lines for equation in line.equations]
    return equations[-1].left if equations else None


def _line(names: StepNames, node: Node, left: Quantity | None) -> Line | None:
    """Equations; a text without an equals sign claims nothing."""
    if not isinstance(node, Scalar) or not _EQUALS.search(node.text):
        if _has_colon(names, node):
            return None
        words = names.fields.words(node)
        return Line(words=words, span=node.span) if words else None
    found = []
    for start, text in pieces(node.text):
        equation = _equation(names, node, start, text)
        if equation is None:
            return None
        if equation.left is None and len(equation.sides) == 1:
            equation = equation._replace(left=left)
        if equation.left is None and len(equation.sides) == 1:
            names.fields.findings.report("mistake-alone", node.span)
            return None
        if equation.left is None and is_numeral(equation.sides[0].term):
            names.fields.findings.report("mistake-number", equation.sides[0].span or node.span)
            return None
        left = equation.left
        found.append(equation)
    return Line(tuple(found), span=node.span)


def _has_colon(names: StepNames, node: Node) -> bool:
    """`dE/dy: -1.72` looks like a claim, and would be read as a text or as a key; reported."""
    match node:
        case Mapping(((Scalar() as key, Scalar(number)),)):
            left, at = key.text, key.source.span(key.end, key.end + 1)
        case Scalar(text) if found := _COLON.fullmatch(text):
            left, number, at = found[1], found[2], node.place(found.end(1), 1)
        case _:
            return False
    if isinstance(read_number(number.strip()), Problem):
        return False
    if isinstance(read_quantity(left.strip(), names.fields.vocabulary), Problem):
        return False
    names.fields.findings.report("mistake-colon", at, left=left)
    return True


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The equations of a line, set apart by commas or semicolons, and where each begins."""
    begin, depth, cuts = 0, 0, []
    for place, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character in _STOPS and depth == 0:
            cuts.append(place)
    for cut, following in pairwise([*cuts, len(text)]):
        # in `dW = 1 2; 3 4` the second row begins no equation
        if _EQUALS.search(text[begin:cut]) and _EQUALS.search(text[cut:following]):
            yield begin, text[begin:cut]
            begin = cut + 1
    yield begin, text[begin:]


def _equation(names: StepNames, node: Scalar, start: int, text: str) -> Equation | None:
    prefix = _LOCAL.match(text)
    if prefix is not None:
        start, text = start + prefix.end(), text[prefix.end() :]
    reading = read_answer(text, names.fields.vocabulary)
    if isinstance(reading, Problem):
        names.fields.findings.problems.append(moved(reading, node, start))
        return None
    left = reading.left
    if prefix is not None:
        left = _local(names, reading, node)
        if left is None:
            return None
    if isinstance(reading.left, Updated) and names.train is None:
        kind = f"{reading.left.name}+"
        names.fields.findings.report("needs-train", node.span, kind=kind)
        return None
    names.fields.used |= _mentioned(reading)
    sides = zip(reading.sides, reading.numerals, reading.spans, strict=True)
    return Equation(
        left,
        tuple(
            Side(term, digits, node.place(start + span.column - 1, span.length))
            for term, digits, span in sides
        ),
        _left_span(reading, node, start),
    )


def _left_span(reading: Reading, node: Scalar, start: int) -> Span | None:
    span = reading.left_span
    return node.place(start + span.column - 1, span.length) if span is not None else None


def _local(names: StepNames, reading: Reading, node: Scalar) -> Derivative | None:
    """The slope of one formula, as `local:dy/dw5` says; the edge must be there."""
    if not isinstance(reading.left, Derivative):
        names.fields.findings.report("not-a-derivative", node.span)
        return None
    of, by = reading.left.of, reading.left.by
    sources = names.network.sources.get(of, ())
    if by not in sources:
        names.fields.findings.report("no-edge", node.span, of=of, by=by, sources=sources)
        return None
    return Derivative(of, by, local=True)


def _mentioned(reading: Reading) -> set[str]:
    found = {name for side in reading.sides for name in mentioned(side)}
    match reading.left:
        case Symbol(name) | Updated(name):
            found.add(name)
        case Derivative(of, by):
            found |= {of, by}
    return found


def _answer(names: StepNames, node: Node) -> Equation | None:
    """The author's correction: a number, a formula, a matrix in rows, or the whole line."""
    if isinstance(node, Items):
        text = _matrix_text(names, node)
        node = Scalar(text, "", node.begin, node.end, node.source)
        found = _equation(names, node, 0, text) if text else None
        if found is None:
            return None
        return found._replace(sides=tuple(s._replace(span=node.span) for s in found.sides))
    written = names.fields.scalar(node, "formula")
    return _equation(names, written, 0, written.text) if written else None


def _matrix_text(names: StepNames, node: Items) -> str:
    """`[[1, 2], [3, 4]]`; "" where a row is missing something."""
    rows = [
        [names.fields.scalar(item, "number") for item in row] for row in names.fields.rows(node)
    ]
    if not rows or any(item is None for row in rows for item in row):
        return ""
    texts = (", ".join(item.text for item in row if item is not None) for row in rows)
    return f"[{', '.join(f'[{text}]' for text in texts)}]"
