"""Steps that are asked in their own way: shape, next, paths, forward_mode, gradcheck, order.

In: the entries of a step. Out: a `Step`, or None once the problem is reported. What only the
numbers tell is checked by `backtutor.loader.sense`.
"""

from __future__ import annotations

from backtutor.lesson import (
    AskForwardMode,
    AskGradCheck,
    AskNext,
    AskPaths,
    AskShape,
    CheckNumber,
    Order,
    Settings,
    Step,
    Words,
)
from backtutor.lesson import Entry as Place
from backtutor.loader.fields import Entry
from backtutor.loader.step_names import COMPUTED, VARIABLE, StepNames
from backtutor.loader.tree import Node, Scalar, Sequence
from backtutor.ops import Shape
from backtutor.problems import Span
from backtutor.terms import Derivative, Symbol, Updated

Entries = dict[str, Entry]

LARGEST = 10_000
"""No row or column of a lesson has a larger number."""

MOST_ITEMS = 12
"""More things to put in order are hard to take in."""


def shaped(names: StepNames, node: Node, settings: Settings) -> Step | None:
    """`shape: dW`, or a list: values, or derivatives of the loss."""
    nodes = node.items if isinstance(node, Sequence) else (node,)
    found = tuple(item for one in nodes if (item := _shaped(names, one)) is not None)
    return AskShape(found, settings)


def _shaped(names: StepNames, node: Node) -> Symbol | Derivative | None:
    match names.fields.quantity(node):
        case Symbol() as symbol:
            return symbol
        case Derivative(of, by) if of == names.network.loss:
            return Derivative(of, by) if names.suits(by, node.span, VARIABLE) else None
        case Derivative() | Updated():
            names.fields.wrong_kind(node, "shaped")
    return None


def next_step(names: StepNames, node: Node, settings: Settings) -> Step | None:
    """`next` has nothing to say beside its name."""
    if isinstance(node, Scalar) and node.empty:
        return AskNext(settings)
    names.fields.wrong_kind(node, "nothing")
    return None


def paths(names: StepNames, entries: Entries, settings: Settings) -> Step | None:
    """`paths: {from, to}`: two names with a way from the first to the second."""
    assert settings.span is not None
    start = names.fields.require(entries, "from", settings.span)
    end = names.fields.require(entries, "to", settings.span)
    first = _variable(names, start)
    last = names.fields.name(end) if end else None
    if first is None or last is None or end is None:
        return None
    if not names.suits(last, end.span, COMPUTED):
        return None
    if names.network.graph and not _leads(names, first, last):
        names.fields.findings.report("no-path", end.span, start=first, end=last)
        return None
    return AskPaths(first, last, settings)


def _variable(names: StepNames, node: Node | None) -> str | None:
    """A name that derivatives are taken by."""
    name = names.fields.name(node) if node else None
    suits = node and name is not None and names.suits(name, node.span, VARIABLE)
    return name if suits else None


def _leads(names: StepNames, start: str, end: str) -> bool:
    """Whether any path leads from one name to another one."""
    found, sources = {end}, names.network.sources
    stack = [end]
    while stack:
        for source in sources.get(stack.pop(), ()):
            if source not in found:
                found.add(source)
                stack.append(source)
    return start != end and start in found


def forward_mode(names: StepNames, entries: Entries, settings: Settings) -> Step | None:
    """`forward_mode: {wrt}`: a name that the loss depends on."""
    name, node = _wrt(names, entries, settings)
    return AskForwardMode(name, settings) if name and node else None


def _wrt(names: StepNames, entries: Entries, settings: Settings) -> tuple[str | None, Node | None]:
    assert settings.span is not None
    node = names.fields.require(entries, "wrt", settings.span)
    name = _variable(names, node)
    loss = names.network.loss
    if name is None or node is None or loss is None or not names.network.graph:
        return None, None
    if not _leads(names, name, loss):
        names.fields.findings.report("no-path", node.span, start=name, end=loss)
        return None, None
    return name, node


def gradcheck(names: StepNames, entries: Entries, settings: Settings) -> Step | None:
    """`gradcheck: {wrt, eps, side, ask, entry}`."""
    read = names.fields
    name, _ = _wrt(names, entries, settings)
    eps = read.under(entries, "eps", read.positive)
    if eps == 0:
        node = entries["eps"][1]
        read.findings.report("out-of-range", node.span, number="0", least="1e-12", most="∞")
    side = read.under(entries, "side", lambda node: read.choice(node, ("one", "two")))
    asked = read.under(entries, "ask", lambda node: _numbers(names, node))
    if name is None:
        return None
    place = read.under(entries, "entry", lambda node: _place(names, node, (name,)))
    if place is None and "entry" not in entries and shape_of(names, name):
        read.findings.report("gradcheck-entry", entries["wrt"][1].span, name=name)
    numbers = tuple(CheckNumber) if asked is None else asked
    return AskGradCheck(name, numbers, eps or None, side != "one", place, settings)


def _numbers(names: StepNames, node: Node) -> tuple[CheckNumber, ...]:
    """The numbers that are asked, each once."""
    nodes = node.items if isinstance(node, Sequence) else (node,)
    known = [number.value for number in CheckNumber]
    words = [word for item in nodes if (word := names.fields.choice(item, known))]
    return tuple(dict.fromkeys(map(CheckNumber, words)))


def entries(names: StepNames, node: Node, of: tuple[str, ...]) -> tuple[Place, ...]:
    """`[[1, 2], [2, 1]]`: rows and columns, from 1, that all these matrices have."""
    places = (_place(names, item, of) for item in names.fields.items(node, "places"))
    return tuple(place for place in places if place is not None)


def _place(names: StepNames, node: Node, of: tuple[str, ...]) -> Place | None:
    numbers = node.items if isinstance(node, Sequence) else ()
    if len(numbers) != 2:
        names.fields.wrong_kind(node, "place")
        return None
    row, column = (names.fields.integer(item, 1, LARGEST) for item in numbers)
    if not row or not column:
        return None
    inside = [_is_inside(names, name, (row, column), node.span) for name in of]
    return (row, column) if all(inside) else None


def _is_inside(names: StepNames, name: str, place: Place, span: Span) -> bool:
    """Whether a matrix has such an entry; where it has not, that is reported."""
    shape = shape_of(names, name)
    if shape is None or (shape and place[0] <= shape[0] and place[1] <= shape[1]):
        return True
    row, column = place
    if not shape:
        names.fields.findings.report("entry-of-scalar", span, name=name)
        return False
    rows, columns = shape
    names.fields.findings.report(
        "no-entry", span, name=name, rows=rows, columns=columns, row=row, column=column
    )
    return False


def shape_of(names: StepNames, name: str) -> Shape | None:
    """The shape of a name; None where the network is broken."""
    graph = names.network.graph
    return graph.shapes[name] if graph else None


# -- order


def order(names: StepNames, found: Entries, settings: Settings) -> Step | None:
    """`order: {prompt, items, free}`: the items in a right order."""
    assert settings.span is not None
    read = names.fields
    prompt = read.require(found, "prompt", settings.span)
    listed = read.require(found, "items", settings.span)
    asked = read.words(prompt) if prompt else None
    items = _items(names, listed) if listed else ()
    free = read.under(found, "free", lambda node: _free(names, node, len(items))) or frozenset()
    return Order(asked, items, free, settings) if asked and items else None


def _items(names: StepNames, node: Node) -> tuple[Words, ...]:
    nodes = names.fields.items(node)
    found = tuple(words for item in nodes if (words := names.fields.words(item)) is not None)
    if nodes and not 2 <= len(nodes) <= MOST_ITEMS:
        names.fields.findings.report(
            "order-count", node.span, count=len(nodes), least=2, most=MOST_ITEMS
        )
        return ()
    return found if len(found) == len(nodes) else ()


def _free(names: StepNames, node: Node, count: int) -> frozenset[tuple[int, int]]:
    """Pairs of items by number, from 1; kept with the first one first, from 0."""
    pairs = set()
    for item in names.fields.items(node, "pairs"):
        numbers = item.items if isinstance(item, Sequence) else ()
        if len(numbers) != 2:
            names.fields.wrong_kind(item, "pair")
            continue
        first, second = (names.fields.integer(n, 1, max(count, 1)) for n in numbers)
        if first is not None and first == second:
            names.fields.findings.report("order-pair", item.span, number=first)
        elif first is not None and second is not None:
            pairs.add((min(first, second) - 1, max(first, second) - 1))
    return frozenset(pairs)
