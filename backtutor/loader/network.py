"""The network of a lesson: names, values, formulas, and the graph they make.

In: the sections `inputs`, `params`, `constants`, `nodes` and `loss` of the tree. Out: a
`Network`; what is wrong is reported and left out, so that the rest can still be read.
"""

from __future__ import annotations

from collections.abc import Mapping as Names
from typing import TYPE_CHECKING

from backtutor.graph import Cycle, Graph, Kind, topological
from backtutor.graph import Node as GraphNode
from backtutor.loader.declared import Declared, formula_node
from backtutor.loader.faults import Findings
from backtutor.loader.fields import Entry, Fields, quote_hint
from backtutor.loader.given import Wanted, read_given
from backtutor.loader.shapes import fits, unit_rows
from backtutor.loader.tree import Mapping, Node, Scalar, Sequence
from backtutor.messages import message
from backtutor.problems import Span
from backtutor.read import RESERVED, Vocabulary, canonical, is_name
from backtutor.terms import Derivative, Term, atoms
from backtutor.values import Value

if TYPE_CHECKING:
    from backtutor.draws import Draw

SECTIONS = {
    "inputs": Kind.DATA,
    "params": Kind.PARAMETER,
    "constants": Kind.CONSTANT,
    "nodes": Kind.COMPUTED,
}
MAX_NODES = 500
_NODE_KEYS = ("expr", "label", "note", "hint")


class Network:
    """What is known of the network. `graph` is None where there is none to speak of;
    `broken` are the nodes whose formula could not be read."""

    def __init__(self, declared: dict[str, Declared]) -> None:
        self.declared = declared
        self.given: dict[str, Value] = {}
        self.draws: dict[str, Draw] = {}
        self.nodes: dict[str, GraphNode] = {}
        self.sources: dict[str, tuple[str, ...]] = {}
        self.broken: set[str] = set()
        self.graph: Graph | None = None

    @property
    def loss(self) -> str | None:
        return self.graph.loss if self.graph else None

    def vocabulary(self, learning_rate: str | None = None) -> Vocabulary:
        """The names, and along which edges a derivative is local."""
        sources = {name: frozenset(found) for name, found in self.sources.items()}
        shapes = self.graph.shapes if self.graph else dict.fromkeys(self.declared, ())
        return Vocabulary(shapes, sources, self.loss, learning_rate)

    def kind(self, name: str) -> Kind:
        return self.declared[name].kind


def read_network(top: dict[str, Entry], at: Span, findings: Findings) -> Network:
    """The network of a lesson whose top-level entries are `top`."""
    names, wanted = _written_out(_declare(top, findings), top, findings)
    network = Network(names)
    fields = Fields(findings, Vocabulary(dict.fromkeys(names, ())))
    given = read_given(names, top.get("draw"), wanted, fields)
    network.given, network.draws = given.values, given.draws
    for order, declared in enumerate(names.values()):
        term = _formula(declared, fields) if declared.kind is Kind.COMPUTED else None
        if term is None and declared.kind is Kind.COMPUTED:
            network.broken.add(declared.name)
        span = formula_node(declared).span
        shape = given.shape(declared.name)
        node = GraphNode(declared.name, declared.kind, order, term, span, shape)
        network.nodes[node.name], network.sources[node.name] = node, node.sources
    _join(network, top, at, findings)
    return network


def _written_out(
    declared: dict[str, Declared], top: dict[str, Entry], findings: Findings
) -> tuple[dict[str, Declared], Wanted]:
    """The declarations with those that `mlp` stands for."""
    if "mlp" not in top:
        return declared, Wanted()
    from backtutor.loader.mlp import read_mlp, written_out  # most lessons write their nodes

    fields = Fields(findings, Vocabulary({}))
    dense = read_mlp(*top["mlp"], fields)
    if dense is None:
        return declared, Wanted()
    return written_out(dense, top["mlp"][0], declared, "nodes" in top, fields)


def _declare(top: dict[str, Entry], findings: Findings) -> dict[str, Declared]:
    """The names of all sections, each once."""
    found: dict[str, Declared] = {}
    spellings: dict[str, Declared] = {}
    for section, kind in SECTIONS.items():
        if section not in top:
            continue
        for key, written in _section(top[section][1], kind, findings):
            declared = Declared(key.text, kind, key, written)
            if _is_new(declared, spellings, findings):
                spellings[canonical(key.text)] = found[key.text] = declared
    return found


def _section(node: Node, kind: Kind, findings: Findings) -> list[tuple[Scalar, Node | None]]:
    """The names of a section, with what is written for each: nothing in a list of names."""
    found = []
    for key, value in _written(node, kind, findings):
        if not is_name(key.text):
            help = quote_hint(node, key, value) if isinstance(node, Mapping) and value else None
            findings.report("not-a-name", key.span, help=help, name=key.text)
        elif canonical(key.text) in RESERVED:
            findings.report("reserved-name", key.span, name=key.text)
        else:
            found.append((key, value))
    if kind is Kind.COMPUTED and len(found) > MAX_NODES:
        span = found[MAX_NODES][0].span
        findings.report("too-many-nodes", span, size=len(found), most=MAX_NODES)
    return found


def _written(node: Node, kind: Kind, findings: Findings) -> list[tuple[Scalar, Node | None]]:
    if isinstance(node, Mapping):
        return list(node.entries)
    fields = Fields(findings, Vocabulary({}))
    if isinstance(node, Sequence) and kind is not Kind.COMPUTED:
        names = (fields.scalar(item, "name") for item in node.items)
        return [(name, None) for name in names if name]
    fields.wrong_kind(node, "names")
    return []


def _is_new(declared: Declared, known: Names[str, Declared], findings: Findings) -> bool:
    first = known.get(canonical(declared.name))
    if first is None:
        return True
    fault = "declared-twice" if first.name == declared.name else "two-spellings"
    related = ((first.key.span, message("lesson:first-here")),)
    findings.report(fault, declared.key.span, related=related, name=declared.name, first=first.name)
    return False


def _formula(declared: Declared, fields: Fields) -> Term | None:
    if declared.term is not None:
        return declared.term
    node = declared.value
    if isinstance(declared.value, Mapping):
        entries = fields.entries(declared.value, _NODE_KEYS)
        node = fields.require(entries, "expr", declared.key.span)
    term = fields.term(node) if node is not None else None
    if term is None or not any(isinstance(atom, Derivative) for atom in atoms(term)):
        return term
    fields.findings.report("derivative-in-node", formula_node(declared).span, name=declared.name)
    return None


def _join(network: Network, top: dict[str, Entry], at: Span, findings: Findings) -> None:
    """Order the nodes and find the loss."""
    if not any(node.kind is Kind.COMPUTED for node in network.nodes.values()):
        if "mlp" not in top and ("nodes" not in top or isinstance(top["nodes"][1], Mapping)):
            findings.report("no-nodes", top["nodes"][0].span if "nodes" in top else at)
        return
    try:
        ordered = topological(network.nodes.values())
    except Cycle as cycle:
        _report_cycle(cycle.names, network, findings)
        return
    network.nodes = ordered
    loss = _loss(network, top, findings)
    given = network.given.keys() | network.draws.keys()
    unread = {n for n, node in ordered.items() if node.kind is not Kind.COMPUTED} - given
    if loss is not None and fits(ordered, network.declared, loss, findings, network.broken, unread):
        network.graph = Graph(ordered, loss, unit_rows(network.given, ordered))


def _report_cycle(names: tuple[str, ...], network: Network, findings: Findings) -> None:
    # the trail goes from a node to what it needs; it is told from the first in the file
    start = min(range(len(names)), key=lambda i: network.nodes[names[i]].order)
    trail = (*names[start:], *names[: start + 1])
    span = network.nodes[trail[0]].span
    assert span is not None
    findings.report("cycle", span, name=trail[0], trail=" → ".join(trail))


def _loss(network: Network, top: dict[str, Entry], findings: Findings) -> str | None:
    """The node that `loss` names, or the only one that nothing uses."""
    if "loss" in top:
        name = Fields(findings, network.vocabulary()).name(top["loss"][1])
        if name is not None and network.kind(name) is not Kind.COMPUTED:
            findings.report("loss-given", top["loss"][1].span, name=name)
            return None
        return name
    if network.broken:
        return None
    used = {source for sources in network.sources.values() for source in sources}
    ends = [
        n.name for n in network.nodes.values() if n.kind is Kind.COMPUTED and n.name not in used
    ]
    if len(ends) == 1:
        return ends[0]
    ends.sort(key=lambda name: network.nodes[name].order)
    key = top["nodes"][0] if "nodes" in top else top["mlp"][0]
    findings.report("loss-ambiguous", key.span, names=tuple(ends), last=ends[-1])
    return None
