"""Chains: products of matrices in another order, with other transposes, summed another way.

In: an `Answer` in a lesson with matrices. Out: the formulas that it would be if the factors of one
product stood in another order or were transposed, were multiplied as matrices and not entry by
entry, or if a sum were taken over another axis; those whose shapes fit at any sizes, the smallest
change first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import permutations
from itertools import product as choices
from typing import NamedTuple

from backtutor.graph import Kind
from backtutor.ops import OPS
from backtutor.structure.answer import Answer, Change, Changes
from backtutor.structure.changes import places
from backtutor.structure.shapes import needed
from backtutor.terms import ONE, Apply, Derivative, Symbol, Term, number, transposed

MOST_FACTORS = 4
"""A chain of more factors than this is not put in another order."""


class Chain(NamedTuple):
    """A product of matrices, with the scalars in it set apart."""

    scalars: tuple[Term, ...]
    factors: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The factors of a chain as they might stand: their order, and which are turned."""

    order: tuple[int, ...]
    turned: tuple[bool, ...]

    @property
    def cost(self) -> tuple[bool, int]:
        """The order counts for more than any transposes."""
        return self.is_reordered, sum(self.turned)

    @property
    def is_reordered(self) -> bool:
        return self.order != tuple(sorted(self.order))

    @property
    def is_transposed(self) -> bool:
        """Whether it is the transpose of the whole: (A·B)ᵀ = Bᵀ·Aᵀ."""
        return all(self.turned) and self.order == tuple(sorted(self.order, reverse=True))


def rearranged(answer: Answer) -> Changes:
    """Every repair of this module whose shapes fit."""
    for found in (_whole_turned, _arranged, _part_turned, _regrouped, _summed):
        for change in found(answer):
            if answer.fits(change.term):
                yield change


# -- orders and transposes


ENTRYWISE = frozenset("*×∗⊙∘·⋅∙•")
"""What a product entry by entry may be written with."""


def _whole_turned(answer: Answer) -> Changes:
    yield Change(transposed(answer.term), "transposed", needed(answer, "structure-transposed"))


def _arranged(answer: Answer) -> Changes:
    for part, put in places(answer.term):
        chain, is_entrywise = chain_of(answer, part), False
        if isinstance(part, Apply) and part.op == "mul" and len(chain.factors) == 1:
            chain, is_entrywise = _entrywise_chain(answer, part), True
        if not 2 <= len(chain.factors) <= MOST_FACTORS:
            continue
        for arrangement in arrangements(len(chain.factors)):
            changed = put(_joined(chain, arrangement))
            is_moved = arrangement.cost != (False, 0)
            if is_entrywise and (says_entrywise(answer) or not is_moved):
                id = "entrywise" if says_entrywise(answer) else "side-by-side"
                said = needed(answer, f"structure-{id}")
                yield Change(changed, "entrywise-for-product", said)
            elif is_moved:
                said = needed(answer, f"structure-{_wrong_with(chain, arrangement)}")
                yield Change(changed, _id(answer, chain, arrangement), said)


def says_entrywise(answer: Answer) -> bool:
    """Whether a sign was typed: side by side, names of one shape are only read so."""
    return not ENTRYWISE.isdisjoint(answer.side.text)


def _entrywise_chain(answer: Answer, part: Apply) -> Chain:
    """A product entry by entry, its matrices taken for the factors of a matrix product."""
    scalars = tuple(arg for arg in part.args if _is_scalar(answer, arg))
    return Chain(scalars, tuple(arg for arg in part.args if not _is_scalar(answer, arg)))


def arrangements(count: int) -> Sequence[Arrangement]:
    """Every order and choice of transposes, the smallest change first."""
    every = (
        Arrangement(order, turned)
        for order in permutations(range(count))
        for turned in choices((False, True), repeat=count)
    )
    return sorted(every, key=lambda one: one.cost)


def chain_of(answer: Answer, term: Term) -> Chain:
    """A product taken apart; of anything else, itself as the one factor."""
    match term:
        case Apply("matmul", (left, right)):
            return _together(chain_of(answer, left), chain_of(answer, right))
        case Apply("T", (Apply("matmul"),)):
            return chain_of(answer, transposed(term.args[0]))
        case Apply("neg", (inner,)):
            return _together(Chain((number(-1),), ()), chain_of(answer, inner))
        case Apply("div", (top, bottom)) if _is_scalar(answer, bottom):
            return _together(chain_of(answer, top), Chain((Apply("div", (ONE, bottom)),), ()))
        case Apply("mul", args):
            scalars = tuple(arg for arg in args if _is_scalar(answer, arg))
            others = [arg for arg in args if not _is_scalar(answer, arg)]
            if len(others) == 1:
                return _together(Chain(scalars, ()), chain_of(answer, others[0]))
    return Chain((), (term,))


def _together(a: Chain, b: Chain) -> Chain:
    return Chain((*a.scalars, *b.scalars), (*a.factors, *b.factors))


def _is_scalar(answer: Answer, term: Term) -> bool:
    return answer.shapes_here.of(term) == ()


def _joined(chain: Chain, arrangement: Arrangement) -> Term:
    """The product in that arrangement."""
    factors = [
        transposed(chain.factors[place]) if arrangement.turned[place] else chain.factors[place]
        for place in arrangement.order
    ]
    joined = _product(factors)
    return Apply("mul", (*chain.scalars, joined)) if chain.scalars else joined


def _product(factors: Sequence[Term]) -> Term:
    return reduce(lambda left, right: Apply("matmul", (left, right)), factors)


def _id(answer: Answer, chain: Chain, arrangement: Arrangement) -> str:
    if arrangement.is_transposed:
        return "transposed"
    is_weight = [_is_weight(answer, factor) for factor in _turned(chain, arrangement)]
    is_alone = is_weight == [True] and not arrangement.is_reordered
    return "weight-not-transposed" if is_alone else "order-swapped"


def _turned(chain: Chain, arrangement: Arrangement) -> list[Term]:
    """The factors that have to be transposed."""
    return [f for f, turned in zip(chain.factors, arrangement.turned, strict=True) if turned]


def _is_weight(answer: Answer, factor: Term) -> bool:
    node = answer.graph.nodes.get(factor.name) if isinstance(factor, Symbol) else None
    return node is not None and node.kind is Kind.PARAMETER


def _wrong_with(chain: Chain, arrangement: Arrangement) -> str:
    if arrangement.is_transposed:
        return "transposed"
    turned = _turned(chain, arrangement)
    if arrangement.is_reordered:
        return "order-and-transposes" if turned else "order"
    if len(turned) > 1:
        return "transposes"
    is_extra = isinstance(turned[0], Apply) and turned[0].op == "T"
    return "transpose-extra" if is_extra else "transpose-missing"


def _part_turned(answer: Answer) -> Changes:
    """A transpose more or less outside of a product: Z.T - T."""
    for part, put in places(answer.term):
        match part:
            case Apply("T", (inner,)):
                said = needed(answer, "structure-part-turned")
                yield Change(put(inner), "transposed", said)
            case Symbol() | Derivative() if not _is_scalar(answer, part):
                said = needed(answer, "structure-part-turned")
                yield Change(put(transposed(part)), "transposed", said)


# -- which factors meet entry by entry, and where the brackets go


def _regrouped(answer: Answer) -> Changes:
    said = needed(answer, "structure-grouping")
    for part, put in places(answer.term):
        for grouped in (*_other_signs(part), *_in_brackets(part), *_tails(answer, part)):
            yield Change(put(grouped), "product-grouping", said)


def _other_signs(part: Term) -> Iterator[Term]:
    """A · B as A ⊙ B, one of them transposed or none."""
    match part:
        case Apply("matmul", (a, b)):
            yield Apply("mul", (a, b))
            yield Apply("mul", (transposed(a), b))
            yield Apply("mul", (a, transposed(b)))


def _in_brackets(part: Term) -> Iterator[Term]:
    """(A · B) ⊙ C as A · (B ⊙ C), and (A ⊙ B) · C as A ⊙ (B · C)."""
    match part:
        case Apply("mul", (Apply("matmul", (a, b)), *rest)):
            yield Apply("matmul", (a, Apply("mul", (b, *rest))))
        case Apply("matmul", (Apply("mul", (a, *rest)), c)):
            inner = rest[0] if len(rest) == 1 else Apply("mul", tuple(rest))
            yield Apply("mul", (a, Apply("matmul", (inner, c))))


def _tails(answer: Answer, part: Term) -> Iterator[Term]:
    """A · B ⊙ C as A · (B ⊙ C): from some factor on, entry by entry."""
    every = list(_in_a_row(part))
    scalars = [factor for factor in every if _is_scalar(answer, factor)]
    factors = [factor for factor in every if not _is_scalar(answer, factor)]
    for start in range(1, len(factors) - 1):
        tail = Apply("mul", tuple(factors[start:]))
        joined = _product((*factors[:start], tail))
        yield Apply("mul", (*scalars, joined)) if scalars else joined


def _in_a_row(part: Term) -> Iterator[Term]:
    """The factors from left to right, whatever joins them."""
    match part:
        case Apply("matmul" | "mul", (first, *rest)):
            yield from _in_a_row(first)
            yield from rest
        case _:
            yield part


# -- sums


def _summed(answer: Answer) -> Changes:
    """A sum more, a sum less, a sum or a softmax along another axis."""
    for part, put in places(answer.term):
        if isinstance(part, Apply) and OPS[part.op].axes and part.args:
            for axis in (None, 0, 1):
                if axis != part.axis:
                    changed = put(Apply(part.op, part.args, axis))
                    yield Change(changed, "wrong-axis", needed(answer, "structure-axis"))
        if isinstance(part, Apply) and part.op == "sum":
            said = needed(answer, "structure-sum-extra")
            yield Change(put(part.args[0]), "extra-sum", said)
        if not _is_scalar(answer, part):
            for axis in (0, 1, None):
                said = needed(answer, "structure-sum-missing")
                yield Change(put(Apply("sum", (part,), axis)), "bias-not-summed", said)
