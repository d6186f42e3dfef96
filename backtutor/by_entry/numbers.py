"""Numbers: the sums of a view worked out at the lesson's numbers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backtutor.by_entry.letters import SUM, Inseparable, reindexed
from backtutor.by_entry.taking import View
from backtutor.derive import Derivation
from backtutor.terms import Apply, Derivative, Number, Symbol, Term
from backtutor.values import Scalar, Value, apply, entry_of, is_matrix


class Reckoner:
    """Works out terms over entries at the lesson's numbers."""

    def __init__(self, derivation: Derivation, view: View) -> None:
        self.at = derivation.evaluation
        self.part = view.part
        self.lengths = view.lengths

    def addends(self, term: Term) -> Iterator[Term]:
        """The addends of all sums that stand outermost, in order."""
        match term:
            case Apply("add", args):
                for arg in args:
                    yield from self.addends(arg)
            case Apply(op, (body,)) if op.startswith(SUM):
                letter = op[len(SUM) :]
                for place in range(1, self.lengths[letter] + 1):
                    yield from self.addends(reindexed(body, {letter: str(place)}))
            case _:
                yield term

    def filled(self, term: Term) -> Term:
        """The term with its numbers in it, sums inside it worked out."""
        match term:
            case Symbol() | Derivative():
                return Number(Fraction(self.value(term)))
            case Apply(op, args, axis):
                if op.startswith(SUM):
                    return Number(Fraction(self.value(term)))
                return Apply(op, tuple(map(self.filled, args)), axis)
        return term

    def value(self, term: Term) -> Scalar:
        match term:
            case Number(value):
                return value
            case Symbol() | Derivative():
                return self._entry(term)
            case Apply(op) if op.startswith(SUM):
                return sum((self.value(each) for each in self.addends(term)), Fraction(0))
            case Apply(op, args):
                found = apply(op, [self.value(arg) for arg in args])
                assert not is_matrix(found)
                return found
        raise Inseparable(self.part.via)

    def _entry(self, atom: Symbol | Derivative) -> Scalar:
        stem, _, place = _name_of(atom).partition("[")
        where = tuple(int(at) for at in place[:-1].split(",")) if place else ()
        if stem == "δ":
            return Fraction(int(where[0] == where[1]))
        value: Value
        if isinstance(atom, Derivative):
            value = self.part.upstream_value if stem == self.part.via else self.at[atom]
        else:
            value = self.at[Symbol(stem)]
        return entry_of(value, (where[0] - 1, where[1] - 1) if where else None)


def _name_of(atom: Symbol | Derivative) -> str:
    return atom.by if isinstance(atom, Derivative) else atom.name
