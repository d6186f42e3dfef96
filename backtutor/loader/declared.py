"""What a lesson declares: a name, its section, and what is written for it.

A name may have nothing written for it: then its value is drawn, or a shorthand stands for it.
"""

from __future__ import annotations

from typing import NamedTuple

from backtutor.graph import Kind
from backtutor.loader.tree import Mapping, Node, Scalar
from backtutor.terms import Term


class Declared(NamedTuple):
    """A name, the section it belongs to, its place and value in the file.

    Where `value` is None, `key` is what stands for the name, an item of a list or the key
    `mlp`, and `term` is the formula that a shorthand means.
    """

    name: str
    kind: Kind
    key: Scalar
    value: Node | None
    term: Term | None = None


def is_draw(node: Node | None) -> bool:
    """Whether `{draw: …}` is written instead of a value."""
    return isinstance(node, Mapping) and node.get("draw") is not None


def formula_node(declared: Declared) -> Node:
    """The part of a declaration that holds its formula or value."""
    if isinstance(declared.value, Mapping):
        return declared.value.get("expr") or declared.value
    return declared.key if declared.value is None else declared.value
