"""Closed forms: a gradient over the given names alone, as short as sympy can make it.

`written_out` puts every node and every other gradient into a gradient's formula; `shortened`
asks sympy for shorter forms (`shorter`, which may take long: give it to a process with a
deadline) and keeps the shortest that has the gradient's value at the lesson's numbers and at
random points. Nothing that sympy says is shown before that. Matrices are written out, and not
shortened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Fault
from backtutor.notation import write
from backtutor.ops import OPS
from backtutor.points import random_points
from backtutor.proof.symbolic import Unreadable, dummy, from_sympy, to_sympy
from backtutor.terms import (
    ONE,
    Apply,
    Derivative,
    MatrixTerm,
    Symbol,
    Term,
    atoms,
    substitute,
)
from backtutor.values import Undefined, Value, entries, evaluate, shape_of

MAX_SIZE = 2_000
"""Numbers, names and operations of a closed form; beyond that it is no use to a reader."""

OPAQUE = frozenset(name for name, row in OPS.items() if row.branch is not None and not row.whole)
"""Operations with a kink: sympy's own have other conventions there."""

READABLE = OPAQUE | {"sigmoid", "softplus"}
"""What a reader rather sees by name."""

MAX_SPELLED = 120
"""A formula of this size may be simplified with σ spelled out as exponentials, too."""

ARITHMETIC = frozenset(("add", "mul", "neg", "div", "pow"))
STRANGE = 10
"""What an unfamiliar operation counts: σ(z)·(1 − σ(z)) is rather read than sech(z/2)²/4."""

Shorten = Callable[[Term], tuple[Sequence[Term], bool]]
"""A formula → shorter forms of it, and whether there was time for all."""


class Finish(Enum):
    """How far a closed form could be brought."""

    SIMPLIFIED = "simplified"
    WRITTEN_OUT = "written_out"  # simplifying it would have taken too long
    MATRIX = "matrix"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """∂loss/∂target over the given names; `term` is None where it is too large."""

    target: str
    term: Term | None
    finish: Finish


def closed_forms(derivation: Derivation, shorten: Shorten) -> Iterator[ClosedForm]:
    """The closed form of every gradient that the lesson teaches, in order."""
    points = random_points(derivation.evaluation)
    for name, term in written_out(derivation).items():
        if term is None:
            yield ClosedForm(name, None, Finish.TOO_LARGE)
        elif not derivation.graph.scalar:
            yield ClosedForm(name, term, Finish.MATRIX)
        else:
            yield _shortest(derivation, points, name, term, shorten(term))


def _shortest(
    derivation: Derivation,
    points: Iterable[Evaluation],
    name: str,
    term: Term,
    shortened: tuple[Sequence[Term], bool],
) -> ClosedForm:
    others, finished = shortened
    finish = Finish.SIMPLIFIED if finished else Finish.WRITTEN_OUT
    slope = Derivative(derivation.graph.loss, name)
    at = (derivation.evaluation, *points)
    true = [one for one in others if all(_agree(one, point, slope) for point in at)]
    return ClosedForm(name, min((term, *true), key=lambda one: _length(one, term)), finish)


def _length(form: Term, written: Term) -> tuple[int, int]:
    """How much there is to read; an operation that the lesson does not use has to be worth it."""
    new = _operations(form) - _operations(written) - ARITHMETIC
    return _size(form, {}) + STRANGE * len(new), len(write(form))


def _agree(term: Term, at: Evaluation, slope: Derivative) -> bool:
    """Whether a formula has the value of the gradient at a point."""
    try:
        return near(evaluate(term, at), at[slope])
    except (Undefined, Fault, KeyError):
        return False


def near(found: Value, expected: Value) -> bool:
    """Equal to 1e-9 of the largest entry, or of 1."""
    if shape_of(found) != shape_of(expected):
        return False
    pairs = list(zip(entries(found), entries(expected), strict=True))
    scale = max(1.0, *(abs(float(b)) for _, b in pairs))
    return all(abs(float(a) - float(b)) <= 1e-9 * scale for a, b in pairs)


# -- writing out


def written_out(derivation: Derivation) -> dict[str, Term | None]:
    """The gradients that the lesson teaches over the given names; None beyond `MAX_SIZE`."""
    graph = derivation.graph
    writer = _Writer()
    for node in graph.nodes.values():
        writer.add(Symbol(node.name), node.term if node.term is not None else Symbol(node.name))
    writer.add(Derivative(graph.loss, graph.loss), ONE)
    for step in derivation.gradients.values():
        writer.add(step.quantity, step.formula)
    return {step.target: writer.known[step.quantity] for step in derivation.backward}


class _Writer:
    """Atoms written out one after the other; one that would be too large is not made at all."""

    def __init__(self) -> None:
        self.known: dict[Symbol | Derivative, Term | None] = {}
        self.sizes: dict[Symbol | Derivative, int] = {}

    def add(self, atom: Symbol | Derivative, formula: Term) -> None:
        size = self.sizes[atom] = _size(formula, self.sizes)
        parts = {used: self.known.get(used, used) for used in atoms(formula)}
        made = {used: part for used, part in parts.items() if part is not None}
        whole = size <= MAX_SIZE and len(made) == len(parts)
        self.known[atom] = substitute(formula, made) if whole else None


def _size(term: Term, sizes: Mapping[Symbol | Derivative, int]) -> int:
    """Numbers, names and operations, each atom as large as what it stands for."""
    match term:
        case Symbol() | Derivative():
            return sizes.get(term, 1)
        case Apply("neg", (inner,)):
            return _size(inner, sizes)
        case Apply(_, args):
            return 1 + sum(_size(arg, sizes) for arg in args)
        case MatrixTerm(rows):
            return sum(_size(entry, sizes) for row in rows for entry in row)
    return 1


# -- shortening


class Effort(Enum):
    """How much is tried, from hardly any time to any."""

    FACTORED = 1
    SIMPLIFIED = 2
    SPELLED_OUT = 3


def efforts(term: Term) -> list[Effort]:
    """What is worth trying: σ spelled out only in a short formula that has one."""
    used = _operations(term)
    spelled = used & (READABLE - OPAQUE) and _size(term, {}) <= MAX_SPELLED
    return [one for one in Effort if one is not Effort.SPELLED_OUT or spelled]


def shorter(term: Term, effort: Effort) -> tuple[Term, ...]:
    """Other forms of a scalar formula, as sympy gives them; which is shorter is not its say."""
    from sympy import factor, factor_terms, simplify

    used = [atom for atom in dict.fromkeys(atoms(term)) if isinstance(atom, Symbol)]
    known: dict[Symbol | Derivative, Any] = {name: dummy(name.name) for name in used}
    names = {known[name]: name for name in used}
    whole = to_sympy(term, known, OPAQUE if effort is Effort.SPELLED_OUT else READABLE)
    if effort is Effort.FACTORED:
        found = [factor_terms(whole), factor(whole)]
    else:
        short = simplify(whole)
        found = [short, factor_terms(short)]
    return tuple(dict.fromkeys(form for one in found for form in _read(one, names)))


def _read(expression: Any, names: Mapping[Any, Symbol]) -> Iterator[Term]:
    """The expression as a term, where the answer language has words for it."""
    with suppress(Unreadable, KeyError):
        yield from_sympy(expression, names)


def _operations(term: Term) -> set[str]:
    match term:
        case Apply(op, args):
            return {op}.union(*map(_operations, args))
    return set()
