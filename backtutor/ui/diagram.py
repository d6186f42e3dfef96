"""What a network drawing contains: boxes, the edges into each box, and what is folded away.

In: a `Graph`, what is `Shown` of it, and a charset. Out: a `Diagram` of boxes without any
position (`backtutor.ui.layout` gives them one). A parameter that multiplies exactly one source
is a weight on that source's edge; a given value used alone beside other edges is a stub; every
other name is a box. `fold` and `window` make smaller diagrams of the same network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from backtutor.graph import Graph, Kind, Node
from backtutor.notation import Rounding, show
from backtutor.notation import name as spelled
from backtutor.terms import Apply, MatrixTerm, Number, Symbol, Term, atoms
from backtutor.ui.clean import clean
from backtutor.ui.theme import Charset

LEAST_BUNDLE = 3
"""Complete bundles from this many sources and targets on are drawn as one."""


class Shown(NamedTuple):
    """What a learner may see: name → the text of its value, of its gradient.

    `?` stands where something is asked. `active` is the name the question is about; `lit`
    holds the edges (source, target) of a path to be followed.
    """

    values: Mapping[str, str] = {}
    gradients: Mapping[str, str] = {}
    active: str | None = None
    lit: frozenset[tuple[str, str]] = frozenset()


class Tag(NamedTuple):
    """A name written on an edge. `graded` says that a gradient may come to stand below it."""

    name: str
    label: str
    value: str = ""
    gradient: str = ""
    active: bool = False
    graded: bool = False


class Port(NamedTuple):
    """One edge into a box, from a box or (`source` None) from nowhere but its own tag."""

    source: str | None
    tag: Tag | None = None


class Box(NamedTuple):
    """One node drawn by itself."""

    name: str
    label: str
    value: str = ""
    gradient: str = ""
    ports: tuple[Port, ...] = ()
    active: bool = False
    graded: bool = False
    bundle: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(port.source for port in self.ports if port.source is not None)


class Bundle(NamedTuple):
    """The weights of a complete bundle: rows by target, columns by source."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    weights: tuple[tuple[Tag | None, ...], ...]


class Diagram(NamedTuple):
    """Boxes in topological order, the edges to be drawn lit, and the bundles among them."""

    boxes: Mapping[str, Box]
    lit: frozenset[tuple[str, str]] = frozenset()
    bundles: tuple[Bundle, ...] = ()

    def consumers(self) -> dict[str, list[str]]:
        """Box → the boxes that its edges lead to."""
        found: dict[str, list[str]] = {name: [] for name in self.boxes}
        for box in self.boxes.values():
            for source in box.sources:
                found[source].append(box.name)
        return found


def diagram(graph: Graph, shown: Shown, charset: Charset) -> Diagram:
    """The whole network."""
    roles = _Roles(graph)
    write = _Writer(graph, shown, charset)
    boxes = {
        name: write.box(node)._replace(ports=tuple(_ports(node, roles, write)))
        for name, node in graph.nodes.items()
        if node.term is not None or name in roles.boxed
    }
    return _bundled(Diagram(boxes, shown.lit), charset)


class _Roles:
    """Which given names are weights of which edges, and which stand as boxes."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.weights = {node.name: weights(node, graph) for node in graph.computed}
        self.boxed = frozenset(name for node in graph.computed for name in self._boxes_before(node))

    def _boxes_before(self, node: Node) -> Iterator[str]:
        """The given names that must be boxes for `node`'s sake."""
        on_edges = self.weights[node.name]
        alone = [s for s in self._given(node) if s not in on_edges.values()]
        yield from (source for source in alone if source in on_edges)
        if not on_edges and len(alone) == len(node.sources):
            yield from alone

    def _given(self, node: Node) -> list[str]:
        return [s for s in node.sources if self.graph[s].term is None]


def weights(node: Node, graph: Graph) -> dict[str, str]:
    """Source → the parameter that multiplies it and nothing else in the formula of `node`."""
    if node.term is None:
        return {}
    uses = Counter(atom.name for atom in atoms(node.term) if isinstance(atom, Symbol))
    found: dict[str, str] = {}
    for product in _products(node.term):
        factors = [f for f in product.args if not isinstance(f, Number)]
        names = [f.name for f in factors if isinstance(f, Symbol)]
        parameters = [n for n in names if graph[n].kind is Kind.PARAMETER]
        if len(factors) == len(names) == 2 and len(parameters) == 1:
            source = next(n for n in names if n not in parameters)
            if uses[source] == uses[parameters[0]] == 1:
                found[source] = parameters[0]
    return found


def _products(term: Term) -> Iterator[Apply]:
    stack: list[Term] = [term]
    while stack:
        match stack.pop():
            case Apply(op, args) as product:
                if op in ("mul", "matmul"):
                    yield product
                stack.extend(args)
            case MatrixTerm(rows):
                stack.extend(entry for row in rows for entry in row)


def graded(graph: Graph) -> frozenset[str]:
    """The names whose gradients a lesson teaches: the data only where nothing is trained."""
    trained = graph.of_kind(Kind.PARAMETER)
    kinds = (Kind.PARAMETER, Kind.COMPUTED) if trained else (Kind.DATA, Kind.COMPUTED)
    return frozenset(node.name for node in graph.of_kind(*kinds))


class _Writer:
    """The texts of boxes and tags."""

    def __init__(self, graph: Graph, shown: Shown, charset: Charset) -> None:
        self.graph, self.shown, self.charset = graph, shown, charset
        self.graded = graded(graph)

    def number(self, known: Mapping[str, str], name: str) -> str:
        return self.charset.number(clean(known.get(name, "")))

    def box(self, node: Node) -> Box:
        active = node.name == self.shown.active
        return Box(
            node.name,
            bracketed(printed(node.name, self.charset), active),
            self.number(self.shown.values, node.name),
            self.number(self.shown.gradients, node.name),
            active=active,
            graded=node.name in self.graded,
        )

    def tag(self, name: str) -> Tag:
        active = name == self.shown.active
        label = printed(name, self.charset)
        return Tag(
            name,
            f"[{label}]" if active else label,
            self.number(self.shown.values, name),
            self.number(self.shown.gradients, name),
            active,
            name in self.graded,
        )


def printed(name: str, charset: Charset) -> str:
    """A name as a screen shows it: `w₅`, or `w5` where subscripts can't be printed."""
    return charset.text(clean(spelled(name, charset.notation)))


def bracketed(label: str, active: bool) -> str:
    """A node's name as drawn: round brackets, square where it is active."""
    return f"[{label}]" if active else f"({label})"


def _ports(node: Node, roles: _Roles, write: _Writer) -> Iterator[Port]:
    on_edges = roles.weights.get(node.name, {})
    drawn = [s for s in node.sources if s in roles.boxed or roles.graph[s].term is not None]
    stubs = [s for s in node.sources if s not in drawn and s not in on_edges.values()]
    if len(drawn) == len(stubs) == 1 and not on_edges:
        # the one given name beside the one edge stands on that edge: (y)── t 4 ─▶(E)
        yield Port(drawn[0], write.tag(stubs[0]))
        return
    for source in drawn:
        yield Port(source, write.tag(on_edges[source]) if source in on_edges else None)
    for stub in stubs:
        yield Port(None, write.tag(stub))


def _bundled(whole: Diagram, charset: Charset) -> Diagram:
    """The diagram with every complete bundle of weights as one box between its two layers."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for box in whole.boxes.values():
        groups.setdefault(box.sources, []).append(box.name)
    boxes: dict[str, Box] = dict(whole.boxes)
    bundles: list[Bundle] = []
    for sources, targets in groups.items():
        if len(sources) >= LEAST_BUNDLE <= len(targets):
            bundles.append(_bundle(whole, sources, tuple(targets)))
            boxes = _with_bundle(boxes, bundles[-1], charset)
    return Diagram(boxes, whole.lit, tuple(bundles))


def _bundle(whole: Diagram, sources: tuple[str, ...], targets: tuple[str, ...]) -> Bundle:
    def row(target: str) -> tuple[Tag | None, ...]:
        by_source = {port.source: port.tag for port in whole.boxes[target].ports}
        return tuple(by_source[source] for source in sources)

    return Bundle(sources, targets, tuple(row(target) for target in targets))


def _with_bundle(boxes: dict[str, Box], bundle: Bundle, charset: Charset) -> dict[str, Box]:
    size = f"{len(bundle.targets)}{charset.by}{len(bundle.sources)}"
    joint = " ".join(bundle.targets)
    active = any(tag and tag.active for row in bundle.weights for tag in row)
    label = f"{charset.double}{size}{charset.double}{charset.arrow}"
    middle = Box(joint, label, ports=tuple(map(Port, bundle.sources)), active=active, bundle=True)
    found: dict[str, Box] = {}
    for name, box in boxes.items():
        if name == bundle.targets[0]:
            found[joint] = middle
        stubs = tuple(port for port in box.ports if port.source is None)
        inside = name in bundle.targets
        found[name] = box._replace(ports=(Port(joint), *stubs)) if inside else box
    return found


def own(whole: Diagram, active: str | None) -> frozenset[str]:
    """The boxes the question is about: the active one, or those whose edge carries its name."""
    return frozenset(
        box.name
        for box in whole.boxes.values()
        if box.active or any(port.tag and port.tag.name == active for port in box.ports)
    )


def nearby(whole: Diagram, active: str | None) -> frozenset[str]:
    """The boxes that must stay visible for the active name: its own, and their neighbours."""
    found = own(whole, active)
    before = {source for name in found for source in whole.boxes[name].sources}
    after = {name for name, box in whole.boxes.items() if found & set(box.sources)}
    return frozenset(found | before | after)


def fold(
    whole: Diagram, active: str | None, charset: Charset, most: int, tagged: bool = False
) -> Diagram:
    """Chains of one-input nodes drawn as their last node, at most `most` nodes hidden.

    `tagged` folds edges that carry a tag, too. The active node and its neighbours stay.
    """
    keep = nearby(whole, active)
    boxes = dict(whole.boxes)
    users = whole.consumers()
    for name in whole.boxes:
        source = _foldable(boxes, name, tagged)
        if most and source and len(users[source.name]) == 1 and source.name not in keep:
            boxes[name] = _swallowed(source, boxes[name], charset)
            del boxes[source.name]
            most -= 1
    return whole._replace(boxes=boxes)


def _foldable(boxes: Mapping[str, Box], name: str, tagged: bool) -> Box | None:
    """The one computed source of a box, where nothing on the edge between must be seen."""
    ports = boxes[name].ports
    if len(ports) != 1 or ports[0].source is None or (ports[0].tag and not tagged):
        return None
    source = boxes[ports[0].source]
    return source if source.ports and not source.bundle else None


def _swallowed(source: Box, box: Box, charset: Charset) -> Box:
    label = box.label[0] + charset.more + box.label[1:]
    return box._replace(ports=source.ports, label=label)


def window(whole: Diagram, active: str | None, charset: Charset) -> Diagram:
    """The active box, its sources and its consumers; dots stand for what lies beyond."""
    keep = nearby(whole, active)
    users = whole.consumers()
    boxes: dict[str, Box] = {}
    for name in (name for name in whole.boxes if name in keep):
        box = whole.boxes[name]
        inside = any(source in keep for source in box.sources)
        label = box.label
        if box.ports and not inside:
            label = charset.more + label
        if set(users[name]) - keep:
            label += charset.more
        ports = tuple(_cut(port, keep, charset) for port in box.ports) if inside else ()
        boxes[name] = box._replace(label=label, ports=ports)
    return Diagram(boxes, whole.lit)


def _cut(port: Port, keep: Iterable[str], charset: Charset) -> Port:
    """A port whose source lies outside the window starts from dots."""
    if port.source is None or port.source in keep:
        return port
    tag = port.tag or Tag("", "")
    return Port(None, tag._replace(label=f"{charset.more} {tag.label}".rstrip()))


def focus(whole: Diagram, active: str | None, charset: Charset) -> Diagram:
    """Only the first box the question is about, its sources named at the edges into it."""
    about = own(whole, active)
    found = [box for name, box in whole.boxes.items() if name in about and box.ports][:1]
    users = whole.consumers()
    return Diagram({box.name: _alone(box, whole, users[box.name], charset) for box in found})


def _alone(box: Box, whole: Diagram, users: Collection[str], charset: Charset) -> Box:
    label = box.label + (charset.more if users else "")
    return box._replace(label=label, ports=tuple(_named(port, whole) for port in box.ports))


def _named(port: Port, whole: Diagram) -> Port:
    """A port with its source's name in its tag: `(h₁) w₅ 1`."""
    if port.source is None:
        return port
    source = whole.boxes[port.source]
    if port.tag is None:
        tag = Tag(source.name, source.label, source.value, source.gradient, graded=source.graded)
        return Port(None, tag)
    return Port(None, port.tag._replace(label=f"{source.label} {port.tag.label}"))


def shortened(shown: Shown, digits: int = 4) -> Shown:
    """Every number at `digits` significant digits."""

    def short(texts: Mapping[str, str]) -> dict[str, str]:
        return {name: _rounded(text, digits) for name, text in texts.items()}

    return shown._replace(values=short(shown.values), gradients=short(shown.gradients))


def _rounded(text: str, digits: int) -> str:
    try:
        return show(Fraction(text), Rounding(digits))
    except (ValueError, ZeroDivisionError):
        return text
