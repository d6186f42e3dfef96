"""The values of a lesson's names: written, or to be drawn.

In: what the sections declare, the section `draw`, the shapes that an `mlp` gives its names. Out:
a `Given`. A name without a value of its own draws from the default.
"""

from __future__ import annotations

from collections.abc import Mapping as Names
from typing import TYPE_CHECKING, NamedTuple

from backtutor.graph import Kind
from backtutor.loader.declared import Declared, is_draw
from backtutor.loader.fields import Entry, Fields
from backtutor.loader.tree import Mapping, Node
from backtutor.messages import Message, message
from backtutor.ops import Shape
from backtutor.problems import Span
from backtutor.values import Value, shape_of

if TYPE_CHECKING:
    from backtutor.draws import Draw
    from backtutor.loader.draw import Draws

SECTION_OF = {Kind.DATA: "inputs", Kind.PARAMETER: "params", Kind.CONSTANT: "constants"}
LISTED_NAMES = 5


class Given(NamedTuple):
    """Values by name, what other names draw from, and the shapes that names without either are
    taken to have."""

    values: dict[str, Value]
    draws: dict[str, Draw]
    assumed: dict[str, Shape]

    def shape(self, name: str) -> Shape:
        if name in self.draws:
            return self.draws[name].shape
        return shape_of(self.values[name]) if name in self.values else self.assumed.get(name, ())


class Wanted(NamedTuple):
    """The shapes that an mlp gives its names; of `examples`, the rows are as many as there are
    examples."""

    shapes: Names[str, Shape] = {}
    examples: tuple[str, ...] = ()


def read_given(
    declared: Names[str, Declared], default: Entry | None, wanted: Wanted, fields: Fields
) -> Given:
    """The values of all names that are not computed. `default` is the section `draw`."""
    reader = _Reader(wanted, fields)
    named = [one for one in declared.values() if one.kind is not Kind.COMPUTED]
    for one in named:
        if one.value is not None and not is_draw(one.value):
            reader.write(one, one.value)
    unwritten = [one for one in named if one.value is None or is_draw(one.value)]
    if unwritten:
        from backtutor.loader.draw import Draws  # most lessons draw nothing

        draws = Draws(fields)
        draws.read_default_of(default)
        # draws that say their shape tell how many examples there are
        unwritten.sort(key=_says_nothing_of_shape)
        missing = [one for one in unwritten if not reader.draw(one, draws)]
        _report_missing(missing, wanted, fields)
    return reader.given


def _says_nothing_of_shape(one: Declared) -> bool:
    return not isinstance(one.value, Mapping) or one.value.get("shape") is None


class _Reader:
    """Values and draws read so far, and the number of examples once it is known."""

    def __init__(self, wanted: Wanted, fields: Fields) -> None:
        self.wanted = wanted
        self.fields = fields
        self.rows: int | None = None
        self.given = Given({}, {}, {})

    def write(self, one: Declared, node: Node) -> None:
        """A name whose value is written."""
        value = self.fields.value(node)
        if value is not None and self._fits(one.name, shape_of(value), node.span):
            self.given.values[one.name] = value
        else:
            self._assume(one.name)

    def draw(self, one: Declared, draws: Draws) -> bool:
        """A name that draws, its own draw or the default; False where it has neither."""
        shape = self._wanted(one.name)
        if one.value is not None:
            found = draws.read(one.value, shape)
        elif SECTION_OF[one.kind] in draws.defaults:
            found = draws.default(SECTION_OF[one.kind], shape)
        else:
            self._assume(one.name)
            return False
        if found is not None and self._fits(one.name, found.shape, (one.value or one.key).span):
            self.given.draws[one.name] = found
        else:
            self._assume(one.name)
        return True

    def _assume(self, name: str) -> None:
        """What is wrong with the value is told; its shape is not to be told too."""
        shape = self._wanted(name)
        if shape:
            self.given.assumed[name] = shape

    def _wanted(self, name: str) -> Shape | None:
        shape = self.wanted.shapes.get(name)
        if shape and name in self.wanted.examples:
            return self.rows or 1, shape[1]
        return shape

    def _fits(self, name: str, shape: Shape, at: Span) -> bool:
        if shape and self.rows is None and name in self.wanted.examples:
            self.rows = shape[0]
        expected = self._wanted(name)
        if expected is None or shape == expected:
            return True
        found, wanted = _said(shape), _said(expected)
        self.fields.findings.report("mlp-shape", at, name=name, found=found, expected=wanted)
        return False


def _said(shape: Shape) -> str | Message:
    return f"{shape[0]}×{shape[1]}" if shape else message("lesson:one-number")


def _report_missing(missing: list[Declared], wanted: Wanted, fields: Fields) -> None:
    """One problem for the names that an mlp stands for, one for each other name."""
    generated = [one for one in missing if one.name in wanted.shapes]
    for one in missing:
        if one.name not in wanted.shapes:
            fields.findings.report("draw-no-default", one.key.span, name=one.name)
    if not generated:
        return
    names = tuple(one.name for one in generated)
    more = len(names) - LISTED_NAMES
    fault = "mlp-missing-more" if more > 0 else "mlp-missing"
    at = generated[0].key.span
    fields.findings.report(fault, at, names=names[:LISTED_NAMES], more=more)
