"""Taking a contribution apart: the formula of one entry, and its slope by one of the source.

In: a derivation, one contribution to a gradient, the tables of `operations`. Out: a `View`.
Entrywise operations need no row: their rules are those of the table of operations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from backtutor.by_entry.letters import (
    COLUMN,
    FIRST,
    ROW,
    Inseparable,
    Piece,
    contracted,
    divided_product,
    reindexed,
    summed,
)
from backtutor.derive import Contribution, Derivation
from backtutor.ops import OPS, Shape
from backtutor.read import Vocabulary
from backtutor.read.shapes import Shapes
from backtutor.terms import (
    ONE,
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Symbol,
    Term,
    build,
    names,
    total,
)

LETTERS = ("k", "l", "p", "q", "r", "s", "t", "u", "v")
"""What sums run over, in the order in which they are met."""


class Reach(NamedTuple):
    """The one row and the one column of what uses an entry that it reaches; None for all."""

    row: str | None
    column: str | None


class View(NamedTuple):
    """One contribution taken apart; `local` is None where the slope is no single formula.

    `lengths` says how far each letter runs.
    """

    forward: tuple[Term, Term]
    local: tuple[Derivative, Term] | None
    reach: Reach
    chain: tuple[Derivative, Term]
    part: Contribution
    lengths: Mapping[str, int]


Entry = Callable[["Taking", Apply, str, str], Term]
"""(taking, term, row, column) → the entry of `term` there."""

Slope = Callable[["Taking", Apply, str, str, Term], list[Piece]]
"""(taking, term, row, column, what stands for the term) → its slope by the source's entry."""


class Tables(NamedTuple):
    """Operations on whole matrices: their entries, and the slopes of those."""

    entries: Mapping[str, Entry]
    slopes: Mapping[str, Slope]


@dataclass
class Taking:
    """The work on one contribution; letters are handed out once."""

    derivation: Derivation
    source: str
    part: Contribution
    tables: Tables
    lengths: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        graph = self.derivation.graph
        self.shapes = Shapes(Vocabulary(graph.shapes))
        self.term = graph[self.part.via].term or ONE
        self.unused = iter(LETTERS)

    def view(self) -> View:
        out, loss = self.part.via, self.derivation.graph.loss
        forward = (self.named(out, ROW, COLUMN), self.entry(self.term, ROW, COLUMN))
        self.unused = iter(LETTERS)
        row, column = self.letters(self.shape(Symbol(out)))
        pieces = [
            contracted(piece, [letter for letter in (row, column) if letter != FIRST])
            for piece in self.slope(self.term, row, column, Symbol(out))
        ]
        upstream = Derivative(loss, self.entry_name(out, row, column))
        at = self.entry_name(self.source, ROW, COLUMN)
        parts = [self._passed(piece, upstream, out != loss) for piece in pieces]
        chain = (Derivative(loss, at), total(*parts))
        local, reach = self._local(pieces, row, column, at), _reach(pieces, row, column)
        return View(forward, local, reach, chain, self.part, self.lengths)

    def _passed(self, found: tuple[Piece, Mapping[str, str]], upstream: Term, passes: bool) -> Term:
        """What arrives times the slope, summed over all that is reached."""
        piece, replaced = found
        body = (
            divided_product(reindexed(upstream, replaced), piece.factor) if passes else piece.factor
        )
        for letter in reversed(piece.over):
            body = summed(body, letter)
        return body

    def _local(
        self, pieces: Sequence[tuple[Piece, Mapping[str, str]]], row: str, column: str, at: str
    ) -> tuple[Derivative, Term] | None:
        """∂Z[k,j]/∂W[i,j], where one formula says it."""
        if len(pieces) != 1 or not self.shape(Symbol(self.part.via)):
            return None
        piece, replaced = pieces[0]
        inner = [letter for letter in piece.over if letter not in (row, column)]
        slope = piece.factor
        for letter in reversed(inner):
            slope = summed(slope, letter)
        reached = reindexed(Symbol(self.entry_name(self.part.via, row, column)), replaced)
        assert isinstance(reached, Symbol)
        return Derivative(reached.name, at, local=True), slope

    # -- names and letters

    def shape(self, term: Term) -> Shape:
        return self.shapes.of(term) or ()

    def letters(self, shape: Shape) -> tuple[str, str]:
        """Letters that run over the axes of a shape."""
        rows, columns = shape or (1, 1)
        return self.letter(rows), self.letter(columns)

    def letter(self, length: int) -> str:
        if length == 1:
            return FIRST
        found = next(self.unused, None)
        if found is None:
            raise Inseparable(self.source)
        self.lengths[found] = length
        return found

    def entry_name(self, name: str, row: str, column: str) -> str:
        shape = self.shape(Symbol(name))
        if not shape:
            return name
        place = (
            at if length > 1 else FIRST for at, length in zip((row, column), shape, strict=True)
        )
        return f"{name}[{','.join(place)}]"

    def named(self, name: str, row: str, column: str) -> Symbol:
        return Symbol(self.entry_name(name, row, column))

    # -- one entry of a term

    def entry(self, term: Term, row: str, column: str) -> Term:
        """The entry of `term` in that row and column."""
        match term:
            case Number():
                return term
            case Symbol(name):
                return self.named(name, row, column)
            case Derivative() | MatrixTerm():
                raise Inseparable(self.source)
        row, column = self._within(term, row, column)
        if term.op in self.tables.entries:
            return self.tables.entries[term.op](self, term, row, column)
        if OPS[term.op].whole:
            raise Inseparable(term.op)
        return build(term.op, tuple(self.entry(arg, row, column) for arg in term.args))

    def _within(self, term: Term, row: str, column: str) -> tuple[str, str]:
        """Along an axis of length 1 there is one place only."""
        rows, columns = self.shape(term) or (1, 1)
        return (row if rows > 1 else FIRST), (column if columns > 1 else FIRST)

    # -- the slope of one entry by one entry of the source

    def slope(self, term: Term, row: str, column: str, out: Term) -> list[Piece]:
        """How the entry of `term` reacts to the source's entry [i,j]; `out` stands for `term`."""
        match term:
            case Symbol(name) if name == self.source:
                rows, columns = self.shape(term) or (1, 1)
                pairs = ((row, ROW, rows), (column, COLUMN, columns))
                return [Piece(ONE, tuple((a, b) for a, b, length in pairs if length > 1))]
            case Apply() if self.source in names(term):
                row, column = self._within(term, row, column)
                if term.op in self.tables.slopes:
                    return self.tables.slopes[term.op](self, term, row, column, out)
                if OPS[term.op].whole:
                    raise Inseparable(term.op)
                return self._entrywise(term, row, column, out)
        return []

    def _entrywise(self, term: Apply, row: str, column: str, out: Term) -> list[Piece]:
        """The rule of the table at one entry, times how the argument's entry reacts."""
        found: list[Piece] = []
        for index, arg in enumerate(term.args):
            inner = self.slope(arg, row, column, arg)
            if inner:
                rule = OPS[term.op].rule(index)(ONE, out, *term.args)
                factor = self.entry(rule, row, column)
                found += (piece.times(factor) for piece in inner)
        return found


def _reach(pieces: Sequence[tuple[Piece, Mapping[str, str]]], row: str, column: str) -> Reach:
    """The places that all pieces agree on."""

    def only(letter: str) -> str | None:
        places = {replaced.get(letter) for _, replaced in pieces}
        return FIRST if letter == FIRST else places.pop() if len(places) == 1 else None

    return Reach(only(row), only(column))
