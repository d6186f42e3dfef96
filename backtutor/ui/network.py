"""The drawing of a network: as large as fits, smaller where it must be, None where it can't.

In: a `Graph`, what is `Shown` of it, a charset and the width. Out: a rich `Text` of at most
ten rows, or messages, one a sentence, for `--plain`. The ways to make a drawing smaller are
the rows of `SPACINGS` and the order of `views`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text

from backtutor.graph import Graph
from backtutor.messages import Message, message
from backtutor.ui.blocks import bracket
from backtutor.ui.clean import clean
from backtutor.ui.diagram import (
    Bundle,
    Diagram,
    Shown,
    Tag,
    diagram,
    focus,
    fold,
    graded,
    printed,
    shortened,
    weights,
    window,
)
from backtutor.ui.layout import arrange, too_deep
from backtutor.ui.layout.painting import Drawing, painted
from backtutor.ui.layout.plan import Spacing
from backtutor.ui.theme import Charset, Meaning

MAX_ROWS = 10
MAX_WIDTH = 80
MOST_BOXES = 60

SPACINGS = (
    Spacing(gap=1, reserve=True),
    Spacing(gap=0, reserve=True),
    Spacing(gap=0, reserve=False),
    Spacing(gap=0, reserve=False, beside=True),
)
"""From roomy to tight."""


def network(
    graph: Graph, shown: Shown, charset: Charset, width: int, height: int = MAX_ROWS
) -> Text | None:
    """The network as it fits; None where even the active node's neighbourhood does not."""
    found = fitted(graph, shown, charset, width, height)
    if found is None:
        return None
    seen, drawing = found
    lines = [_text(drawing)]
    matrices = _matrices(seen, charset)
    if drawing.height + len(matrices) <= height and _widest(matrices) <= width:
        lines += matrices
    return Text("\n").join(lines)


def fitted(
    graph: Graph, shown: Shown, charset: Charset, width: int, height: int = MAX_ROWS
) -> tuple[Diagram, Drawing] | None:
    """The largest view of the network that has a drawing, and the drawing."""
    room = min(width, MAX_WIDTH)
    for seen in views(graph, shown, charset):
        drawing = _drawn(seen, charset, room, height)
        if drawing is not None:
            return seen, drawing
    return None


def views(graph: Graph, shown: Shown, charset: Charset) -> Iterator[Diagram]:
    """The network, ever smaller: numbers shortened, chains folded, the neighbourhood, the node."""
    whole = diagram(graph, shown, charset)
    yield whole
    short = diagram(graph, shortened(shown), charset)
    if len(whole.boxes) <= MOST_BOXES:
        yield short
        for tagged in (False, True):
            yield from _folds(short, shown.active, charset, tagged)
    yield window(short, shown.active, charset)
    yield focus(short, shown.active, charset)


def _folds(whole: Diagram, active: str | None, charset: Charset, tagged: bool) -> Iterator[Diagram]:
    """More and more nodes folded away, until no chain is left."""
    boxes, most = len(whole.boxes), 1
    while True:
        folded = fold(whole, active, charset, most, tagged)
        if len(folded.boxes) == boxes:
            return
        boxes = len(folded.boxes)
        most += max(1, most // 2)
        yield folded


def _drawn(seen: Diagram, charset: Charset, width: int, height: int) -> Drawing | None:
    """The drawing, low enough for the matrices of its bundles where it can be."""
    if not 0 < len(seen.boxes) <= MOST_BOXES or too_deep(seen, width):
        return None
    below = len(_matrices(seen, charset))
    low = _arranged(seen, charset, width, height - below) if below else None
    return low or _arranged(seen, charset, width, height)


def _matrices(seen: Diagram, charset: Charset) -> list[Text]:
    return [line for bundle in seen.bundles for line in matrix(bundle, charset)]


def _widest(lines: Sequence[Text]) -> int:
    return max((line.cell_len for line in lines), default=0)


def _arranged(seen: Diagram, charset: Charset, width: int, height: int) -> Drawing | None:
    found = (arrange(seen, charset, width, height, spacing) for spacing in SPACINGS)
    return next((drawing for drawing in found if drawing is not None), None)


def _text(drawing: Drawing) -> Text:
    return Text("\n").join(_line(row) for row in painted(drawing))


def _line(row: Sequence[tuple[str, Meaning]]) -> Text:
    line = Text(no_wrap=True)
    for meaning, run in groupby(row, key=lambda cell: cell[1]):
        line.append("".join(character for character, _ in run), style=meaning)
    line.rstrip()
    return line


def matrix(bundle: Bundle, charset: Charset) -> list[Text]:
    """The weights of a bundle, a row a target, a column a source."""
    entries = [[_entry(tag, charset) for tag in row] for row in bundle.weights]
    widths = [max(entry.cell_len for entry in column) for column in zip(*entries, strict=True)]
    names = [printed(name, charset) for name in bundle.targets]
    margin = max(map(cell_len, names))
    lines = []
    for place, (name, row) in enumerate(zip(names, entries, strict=True)):
        left, right = bracket(charset, place, len(names))
        line = Text(f"{name}{' ' * (margin - cell_len(name))} {left} ", no_wrap=True)
        for entry, wide in zip(row, widths, strict=True):
            line.append_text(entry)
            line.append(" " * (wide - entry.cell_len + 2))
        line.right_crop(1)
        lines.append(line.append(right))
    return lines


def _entry(tag: Tag | None, charset: Charset) -> Text:
    if tag is None:
        return Text("1")
    entry = Text(tag.label, style=Meaning.ACTIVE if tag.active else Meaning.NAME)
    if tag.value:
        meaning = Meaning.ASKED if tag.value == "?" else Meaning.VALUE
        entry.append(" ").append(tag.value, style=meaning)
    if tag.gradient:
        meaning = Meaning.ASKED if tag.gradient == "?" else Meaning.GRADIENT
        entry.append(" ").append(f"{charset.d}{tag.gradient}", style=meaning)
    return entry


def sentences(graph: Graph, shown: Shown) -> list[Message]:
    """The network for ears and pipes: each node, then each edge into it."""
    found: list[Message] = []
    on_edges = {name for node in graph.computed for name in weights(node, graph).values()}
    for node in graph.nodes.values():
        if node.name not in on_edges:
            found.append(_node_sentence(graph, shown, node.name))
        weighted = weights(node, graph)
        for source in node.sources:
            if source in weighted:
                found.append(_weighted_sentence(shown, source, node.name, weighted[source]))
            elif source not in weighted.values():
                found.append(message("net-edge", source=clean(source), target=clean(node.name)))
    return found


def _node_sentence(graph: Graph, shown: Shown, name: str) -> Message:
    facts = {"name": clean(name), "value": _known(shown.values.get(name))}
    if name not in graded(graph):
        return message("net-given", **facts)
    return message("net-node", **facts, gradient=_known(shown.gradients.get(name)))


def _weighted_sentence(shown: Shown, source: str, target: str, weight: str) -> Message:
    return message(
        "net-weighted-edge",
        source=clean(source),
        target=clean(target),
        weight=clean(weight),
        value=_known(shown.values.get(weight)),
        gradient=_known(shown.gradients.get(weight)),
    )


def _known(text: str | None) -> str | Message:
    if not text:
        return message("net-unknown")
    return message("net-asked") if text == "?" else clean(text)
