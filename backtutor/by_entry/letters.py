"""Letters: entries of matrices as terms, and sums over their places.

An entry is a symbol with its place in brackets, `X[i,k]`; a sum over k is the operation `Σ_k`.
A `Piece` is a part of the slope of one entry by another, whose letters `contracted` makes as few
as it can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backtutor.terms import Apply, Derivative, Symbol, Term, atoms, product, quotient, substitute

ROW, COLUMN = "i", "j"
"""The place of the entry that a gradient is asked for."""

FIRST = "1"
"""The only place on an axis of length 1."""

SUM = "Σ_"
"""What the operation of a sum begins with; its letter follows."""


class Inseparable(Exception):
    """An operation whose entries are not written apart: a determinant, a convolution."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the slope of one entry by another: `factor`, summed `over` some letters, where
    the letters of each pair in `same` are one; anywhere else it is 0."""

    factor: Term
    same: tuple[tuple[str, str], ...] = ()
    over: tuple[str, ...] = ()

    def times(self, factor: Term) -> Piece:
        return replace(self, factor=divided_product(factor, self.factor))


def contracted(piece: Piece, free: Sequence[str]) -> tuple[Piece, Mapping[str, str]]:
    """The piece without letters that must be another one: Σ over k where k = i is k := i.

    `free` are the letters of what is reached, summed as well. Also tells what was replaced.
    """
    bound = [*free, *piece.over]
    replaced: dict[str, str] = {}
    left: list[tuple[str, str]] = []
    for pair in piece.same:
        a, b = (replaced.get(letter, letter) for letter in pair)
        a, b = (b, a) if a not in bound else (a, b)
        if a == b:
            continue
        if a in bound:
            replaced = {old: b if new == a else new for old, new in replaced.items()} | {a: b}
        else:
            left.append((a, b))
    factor = product(reindexed(piece.factor, replaced), *(delta(a, b) for a, b in left))
    over = tuple(letter for letter in dict.fromkeys(bound) if letter not in replaced)
    return Piece(factor, (), over), replaced


def divided_product(a: Term, b: Term) -> Term:
    """The product of two factors, divisions last: (a/b)·c is a·c/b."""
    match a, b:
        case Apply("div", (top, bottom)), _:
            return quotient(divided_product(top, b), bottom)
        case _, Apply("div", (top, bottom)):
            return quotient(divided_product(a, top), bottom)
    return product(a, b)


def delta(a: str, b: str) -> Term:
    """1 where two places are the same, else 0."""
    return Symbol(f"δ[{a},{b}]")


def summed(body: Term, letter: str) -> Term:
    return Apply(f"{SUM}{letter}", (body,))


def reindexed(term: Term, letters: Mapping[str, str]) -> Term:
    """The term with letters replaced in the places of its entries."""
    if not letters:
        return term
    return substitute(term, {atom: _moved(atom, letters) for atom in set(atoms(term))})


def _moved(atom: Symbol | Derivative, letters: Mapping[str, str]) -> Term:
    if isinstance(atom, Symbol):
        return Symbol(_moved_name(atom.name, letters))
    return replace(atom, by=_moved_name(atom.by, letters))


def _moved_name(name: str, letters: Mapping[str, str]) -> str:
    stem, bracket, place = name.partition("[")
    if not bracket:
        return name
    return f"{stem}[{','.join(letters.get(at, at) for at in place[:-1].split(','))}]"
