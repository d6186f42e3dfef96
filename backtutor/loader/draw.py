"""Draws: what single names say of their drawn values.

In: `{draw: decimal, from: -2, to: 2}`, and the defaults of the section `draw`. Out: a `Draw`.
To add a kind of numbers, add a row to `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Names
from fractions import Fraction
from math import ceil, floor

from backtutor.draws import Choice, Draw, Grid, Kind, Mask, Normal, OneHot
from backtutor.loader.declared import is_draw
from backtutor.loader.fields import Entry, Fields
from backtutor.loader.tree import Mapping, Node, Scalar
from backtutor.ops import Shape
from backtutor.problems import Span

SECTIONS = ("inputs", "params", "constants")
MAX_FRACTIONS = 10_000
MAX_SIDE = 1_000


class Draws:
    """Reads what single names draw from, with the defaults of the section `draw`."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.defaults: Names[str, Node] = {}
        self._before = 0
        self._read: dict[tuple[str, bool], Draw | None] = {}  # once for thousands of names

    def read_default_of(self, section: Entry | None) -> None:
        """`default` in the section `draw`: one draw for every name, or one a section."""
        node = section[1].get("default") if section and isinstance(section[1], Mapping) else None
        if node is None:
            return
        if is_draw(node):
            self.defaults = dict.fromkeys(SECTIONS, node)
        else:
            entries = self.fields.entries(node, SECTIONS)
            self.defaults = {section: value for section, (_, value) in entries.items()}

    def default(self, section: str, shape: Shape | None) -> Draw | None:
        """What a name of a section draws from that says nothing itself."""
        key = section, bool(shape)
        if key not in self._read:
            self._read[key] = self.read(self.defaults[section], (1, 1) if shape else None)
        found = self._read[key]
        return found and found._replace(shape=shape or found.shape)

    def read(self, node: Node, shape: Shape | None = None) -> Draw | None:
        """A draw as it is written; `shape` where the name must have one."""
        kinds = node.get("draw") if isinstance(node, Mapping) else None
        if kinds is None:
            self.fields.wrong_kind(node, "draw")
            return None
        word = self.fields.choice(kinds, KINDS)
        if word is None:
            return None
        keys, reader = KINDS[word]
        entries = self.fields.entries(node, ("draw", "shape", *keys))
        before = self._before = len(self.fields.findings.problems)
        found = reader(self, entries, node.span)
        if "shape" in entries:
            shape = self.shape(entries["shape"][1])
        if found is None or len(self.fields.findings.problems) > before:
            return None
        if isinstance(found, OneHot) and not shape:
            self.fields.findings.report("draw-no-shape", node.span)
            return None
        return Draw(found) if shape is None else Draw(found, shape)

    def shape(self, node: Node) -> Shape | None:
        items = self.fields.items(node)
        sides = [self.fields.integer(item, 1, MAX_SIDE) for item in items]
        match sides:
            case [int(rows), int(columns)]:
                return rows, columns
            case [_, _]:
                return None
        if items:
            self.fields.findings.report("draw-shape", node.span, count=len(items))
        return None

    # one method a kind

    def integer(self, entries: dict[str, Entry], at: Span) -> Kind | None:
        ends = self._ends(entries, at)
        return (
            self._grid(Fraction(ceil(ends[0])), ends[1], Fraction(1), entries, at) if ends else None
        )

    def decimal(self, entries: dict[str, Entry], at: Span) -> Kind | None:
        step = self._number(entries, "step", Fraction(1, 10))
        if step is not None and step <= 0:
            self._nothing(entries["step"][1].span)
            return None
        ends = self._ends(entries, at)
        return self._grid(*ends, step, entries, at) if ends and step is not None else None

    def _grid(
        self, low: Fraction, high: Fraction, step: Fraction, entries: dict[str, Entry], at: Span
    ) -> Kind | None:
        grid = Grid(low, step, floor((high - low) / step) + 1, self._without(entries))
        if grid.size - len(grid.skipped) < 1:
            self._nothing(at)
            return None
        return grid

    def choice(self, entries: dict[str, Entry], at: Span) -> Kind | None:
        listed = self.fields.require(entries, "of", at)
        if listed is None:
            return None
        numbers = [self.fields.number(item) for item in self.fields.items(listed)]
        without = self._without(entries)
        return self._one_of([n for n in numbers if n is not None and n not in without], at)

    def fraction(self, entries: dict[str, Entry], at: Span) -> Kind | None:
        """Every n/d between the ends, d one of the denominators, each value once."""
        listed = self.fields.require(entries, "of", at)
        ends = self._ends(entries, at)
        if listed is None or ends is None:
            return None
        low, high = ends
        wholes = [self.fields.integer(item, 1, MAX_SIDE) for item in self.fields.items(listed)]
        denominators = [d for d in wholes if d is not None]
        spans = [(d, ceil(low * d), floor(high * d)) for d in denominators]
        if sum(last - first + 1 for _, first, last in spans if last >= first) > MAX_FRACTIONS:
            self.fields.findings.report("draw-too-many", at, most=MAX_FRACTIONS)
            return None
        found = {Fraction(n, d) for d, first, last in spans for n in range(first, last + 1)}
        return self._one_of(sorted(found - self._without(entries)), at)

    def _one_of(self, numbers: list[Fraction], at: Span) -> Kind | None:
        if numbers:
            return Choice(tuple(numbers))
        self._nothing(at)
        return None

    def normal(self, entries: dict[str, Entry], at: Span) -> Kind | None:
        mean = self._number(entries, "mean", Fraction(0))
        sd = self.fields.under(entries, "sd", self.fields.positive) if "sd" in entries else 1
        decimals = self.fields.under(entries, "decimals", lambda n: self.fields.integer(n, 0, 15))
        if mean is None or sd is None:
            return None
        places = 2 if decimals is None else decimals
        return Normal(mean, Fraction(sd), places, self._without(entries))

    def mask(self, entries: dict[str, Entry], at: Span) -> Kind | None:
        keep = self._number(entries, "keep", Fraction(1, 2))
        if keep is None or 0 <= keep <= 1:
            return None if keep is None else Mask(keep)
        written = entries["keep"][1]
        number = written.text if isinstance(written, Scalar) else ""
        self.fields.findings.report("out-of-range", written.span, number=number, least=0, most=1)
        return None

    def one_hot(self, entries: dict[str, Entry], at: Span) -> Kind | None:
        return OneHot()

    # what kinds have in common

    def _number(self, entries: dict[str, Entry], key: str, default: Fraction) -> Fraction | None:
        return self.fields.number(entries[key][1]) if key in entries else default

    def _ends(self, entries: dict[str, Entry], at: Span) -> tuple[Fraction, Fraction] | None:
        nodes = [self.fields.require(entries, key, at) for key in ("from", "to")]
        ends = [self.fields.number(node) for node in nodes if node is not None]
        match ends:
            case [Fraction() as low, Fraction() as high] if low <= high:
                return low, high
            case [Fraction(), Fraction()]:
                self._nothing(entries["to"][1].span)
        return None

    def _without(self, entries: dict[str, Entry]) -> frozenset[Fraction]:
        listed = self.fields.items(entries["not"][1]) if "not" in entries else ()
        numbers = (self.fields.number(item) for item in listed)
        return frozenset(number for number in numbers if number is not None)

    def _nothing(self, at: Span) -> None:
        """Where a part could not be read, that is what is wrong."""
        if len(self.fields.findings.problems) == self._before:
            self.fields.findings.report("draw-empty", at)


Reader = Callable[[Draws, dict[str, Entry], Span], Kind | None]
KINDS: dict[str, tuple[tuple[str, ...], Reader]] = {
    "integer": (("from", "to", "not"), Draws.integer),
    "decimal": (("from", "to", "step", "not"), Draws.decimal),
    "choice": (("of", "not"), Draws.choice),
    "fraction": (("of", "from", "to", "not"), Draws.fraction),
    "normal": (("mean", "sd", "decimals", "not"), Draws.normal),
    "mask": (("keep",), Draws.mask),
    "onehot": ((), Draws.one_hot),
}
