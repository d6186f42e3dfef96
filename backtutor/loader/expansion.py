"""The long form: a lesson with `mlp`, every name and node of the network written out.

In: a lesson file that can be read. Out: its text with `nodes` in the place of `mlp`, and with
`inputs` and `params` complete; everything else stays as it was written, comments too. It is the
same lesson: the same names in the same order, the same formulas, and what was drawn is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Names
from typing import NamedTuple

from backtutor.graph import Kind
from backtutor.loader.declared import Declared, is_draw
from backtutor.loader.faults import Findings
from backtutor.loader.fields import Entry
from backtutor.loader.given import SECTION_OF
from backtutor.loader.network import Network, read_network
from backtutor.loader.tree import Mapping, Node, Scalar, Sequence, parse
from backtutor.notation import write

_NOT_PLAIN = r"[,\[\]{}#\"'\n]|: |^[\s&*!|>%@`?:]|^-(\s|$)|[\s:]$|^$"
"""What text in braces must not hold where it stands without quotes."""


class Edit(NamedTuple):
    """A part of the text, and what takes its place."""

    begin: int
    end: int
    text: str


def expanded(path: str, data: bytes) -> str | None:
    """The text of the lesson written out; None where it has no `mlp`."""
    findings = Findings()
    root = parse(path, data, findings)
    if not isinstance(root, Mapping) or root.get("mlp") is None:
        return None
    top = {key.text: (key, value) for key, value in root.entries}
    network = read_network(top, root.span, findings)
    style = _Style(None if root.flow else " " * (root.entries[0][0].span.column - 1))
    text = root.source.text
    for edit in sorted(_edits(top, network, style), reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _edits(top: Names[str, Entry], network: Network, style: _Style) -> Iterator[Edit]:
    """The sections as they must be, in their own places or in that of `mlp`."""
    new: list[str] = []
    for kind, section in ((Kind.DATA, "inputs"), (Kind.PARAMETER, "params")):
        declared = [one for one in network.declared.values() if one.kind is kind]
        written = style.section(section, _values(declared, top, network))
        if section not in top:
            new.append(written)
        elif not _is_complete(top[section][1], declared, network):
            yield Edit(top[section][0].begin, _end(top[section][1]), written)
    generated = [one for one in network.declared.values() if one.term is not None]
    nodes = {one.name: write(one.term) for one in generated if one.term is not None}
    key, value = top["mlp"]
    if "nodes" not in top:
        new.append(style.section("nodes", nodes))
    else:
        yield from style.inserted(nodes, top["nodes"][1])
        new.append(f"x-mlp: {_in_braces(value)}")  # a key that nobody reads, for whoever wonders
    yield Edit(key.begin, _end(value), style.joined(new))


# -- what stands in the sections


def _is_complete(section: Node, declared: list[Declared], network: Network) -> bool:
    """Whether it names all in their order, and needs no shapes that only the `mlp` knows."""
    names = [one.name for one in declared]
    shapes = (network.draws[name].shape for name in names if name in network.draws)
    match section:
        case Mapping(entries):
            return [key.text for key, _ in entries] == names and not any(shapes)
        case Sequence(items):
            return [i.text for i in items if isinstance(i, Scalar)] == names and not any(shapes)
    return False


def _values(
    declared: list[Declared], top: Names[str, Entry], network: Network
) -> dict[str, str] | list[str]:
    """Name → what is written for it; only the names where the default says everything."""
    drawn = [one for one in declared if one.name in network.draws]
    by_default = [one for one in drawn if one.value is None and not network.draws[one.name].shape]
    if len(by_default) == len(declared):
        return [one.name for one in declared]
    return {one.name: _value(one, top, network) for one in declared}


def _value(one: Declared, top: Names[str, Entry], network: Network) -> str:
    node = one.value if one.value is not None else _default(SECTION_OF[one.kind], top)
    if one.name not in network.draws or not isinstance(node, Mapping):
        return _in_braces(node)
    pairs = [f"{_in_braces(k)}: {_in_braces(v)}" for k, v in node.entries if k.text != "shape"]
    shape = network.draws[one.name].shape
    if shape:
        pairs.append(f"shape: [{shape[0]}, {shape[1]}]")
    return f"{{{', '.join(pairs)}}}"


def _default(section: str, top: Names[str, Entry]) -> Node:
    """The draw of names that say nothing themselves."""
    drawing = top["draw"][1]
    assert isinstance(drawing, Mapping)
    default = drawing.get("default")
    found = default.get(section) if isinstance(default, Mapping) and not is_draw(default) else None
    assert default is not None
    return found or default


# -- how YAML is written


class _Style(NamedTuple):
    """The file as it is: lines indented so far, or everything in one pair of braces (None)."""

    indent: str | None

    def section(self, name: str, entries: dict[str, str] | list[str]) -> str:
        if isinstance(entries, list):
            return f"{name}: [{', '.join(map(_quoted, entries))}]"
        if self.indent is None:
            pairs = (f"{_quoted(k)}: {_in_flow(v)}" for k, v in entries.items())
            return f"{name}: {{{', '.join(pairs)}}}"
        lines = (f"\n{self.indent}  {_key(k)}: {v}" for k, v in entries.items())
        return f"{name}:{''.join(lines)}"

    def joined(self, sections: list[str]) -> str:
        return (", " if self.indent is None else f"\n{self.indent}").join(sections)

    def inserted(self, nodes: dict[str, str], section: Node) -> Iterator[Edit]:
        """The nodes before those that are written already."""
        if not isinstance(section, Mapping) or not section.entries:
            return
        first = section.entries[0][0]
        if section.flow:
            text = "".join(f"{_quoted(name)}: {_in_flow(f)}, " for name, f in nodes.items())
        else:
            indent = " " * (first.span.column - 1)
            text = "".join(f"{_key(name)}: {f}\n{indent}" for name, f in nodes.items())
        yield Edit(first.begin, first.begin, text)


def _in_braces(node: Node) -> str:
    """A value on one line."""
    match node:
        case Scalar(text):
            return _quoted(text)
        case Sequence(items):
            return f"[{', '.join(map(_in_braces, items))}]"
        case Mapping(entries):
            pairs = (f"{_in_braces(key)}: {_in_braces(value)}" for key, value in entries)
            return f"{{{', '.join(pairs)}}}"
    return ""


def _in_flow(written: str) -> str:
    """A formula inside braces; draws and matrices have brackets of their own."""
    return written if written.startswith(("{", "[", "'")) else _quoted(written)


def _key(name: str) -> str:
    return name if name.isalnum() else _quoted(name)


def _quoted(text: str) -> str:
    """Text in quotes where it needs them; scalars mean the same in quotes."""
    if re.search(_NOT_PLAIN, text) is None:
        return text
    return "'" + text.replace("'", "''") + "'"


def _end(node: Node) -> int:
    """Where a value ends; YAML counts the blank lines and comments after a block to it."""
    match node:
        case Mapping((*_, (_, last)), flow=False):
            return _end(last)
        case Sequence((*_, last)) if node.source.text[node.begin] != "[":
            return _end(last)
    return node.end
