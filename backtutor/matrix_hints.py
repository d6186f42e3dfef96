"""Hints for gradients of matrices: the rule in words with its shapes, then with a blank.

In: a gradient step with a matrix at either end of an edge. Out: the first two hints of its
ladder. The kind of a rule is told from its form: a matrix product, a sum over an axis that was
stretched, a product entry by entry, a coupling along rows. To tell another kind, add a row to
`KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backtutor.derive import Contribution, Derivation, GradientStep
from backtutor.messages import Message, message
from backtutor.ops import Shape
from backtutor.terms import Apply, Derivative, Symbol, Term, atoms, split_coefficient

BLANK = Symbol("□")


def matrix_hints(derivation: Derivation, step: GradientStep) -> Iterator[Message]:
    """What is taken with what, by its shapes; then the rule with a blank."""
    yield _in_words(derivation, step)
    blanked = _with_blanks(step)
    if blanked is None:
        part = step.terms[0]
        formula = derivation.graph[part.via].term
        facts = {"left": Symbol(part.via), "right": formula, "by": Symbol(step.target)}
        yield Message("hint-formula", facts)
    else:
        left = derivation.gradient(step.target)
        yield message("hint-symbols", left=left, right=blanked)


def _in_words(derivation: Derivation, step: GradientStep) -> Message:
    shapes, target = derivation.graph.shapes, step.target
    facts = {
        "by": Symbol(target),
        "gradient": derivation.gradient(target),
        "loss": Symbol(step.loss),
        "shape": shape_words(shapes[target]),
        "count": len(step.terms),
        "via": tuple(Symbol(term.via) for term in step.terms),
    }
    if len(step.terms) > 1:
        return Message("hint-matrix-paths", facts)
    (part,) = step.terms
    if part.via == step.loss:
        return Message("hint-matrix-loss", facts)
    facts |= {
        "via": Symbol(part.via),
        "upstream": part.upstream,
        "arriving": shape_words(shapes[part.via]),
    }
    kind = next((id for id, holds in KINDS.items() if holds(part, derivation)), None)
    if kind == "hint-matrix-product":
        other = other_factor(part, derivation)
        facts |= {"other": other, "size": shape_words(shapes[other.name])}
    return Message(kind or "hint-matrix-shape", facts)


def shape_words(shape: Shape) -> Message | str:
    """`2×3`, or that it is a single number."""
    return "×".join(map(str, shape)) if shape else message("shape-single")


# -- what kind of rule


def _bare(part: Contribution) -> Term:
    """The rule without its coefficient and its divisions."""
    rest = split_coefficient(part.formula)[1]
    while isinstance(rest, Apply) and rest.op == "div":
        rest = split_coefficient(rest.args[0])[1]
    return rest


def _is_product(part: Contribution, derivation: Derivation) -> bool:
    rule = _bare(part)
    return (
        isinstance(rule, Apply)
        and rule.op == "matmul"
        and isinstance(other_factor(part, derivation), Symbol)
    )


def other_factor(part: Contribution, derivation: Derivation) -> Symbol:
    """The matrix that what arrives is multiplied with."""
    names = [atom for atom in atoms(_bare(part)) if isinstance(atom, Symbol)]
    matrices = [atom for atom in names if derivation.graph.has_matrix(atom.name)]
    return (matrices or names)[0]


def _is_sum(part: Contribution, derivation: Derivation) -> bool:
    rule = _bare(part)
    return isinstance(rule, Apply) and rule.op == "sum"


def _is_coupled(part: Contribution, derivation: Derivation) -> bool:
    return _holds(part.formula, "sum") and not _is_sum(part, derivation)


def _is_entrywise(part: Contribution, derivation: Derivation) -> bool:
    """Whether nothing in the rule mixes entries."""
    shapes = derivation.graph.shapes
    mixes = any(_holds(part.formula, op) for op in MIXING)
    return shapes[part.via] != () and not mixes


MIXING = ("matmul", "T", "sum", "conv1d", "conv2d", "fullconv", "reshape", "inv")


def _holds(term: Term, op: str) -> bool:
    return isinstance(term, Apply) and (term.op == op or any(_holds(a, op) for a in term.args))


KINDS: dict[str, Callable[[Contribution, Derivation], bool]] = {
    "hint-matrix-sum": _is_sum,
    "hint-matrix-coupled": _is_coupled,
    "hint-matrix-product": _is_product,
    "hint-matrix-entrywise": _is_entrywise,
}
"""Id of a hint → whether it fits, the first that does."""


# -- with a blank


def _with_blanks(step: GradientStep) -> Term | None:
    """The rule with blanks for all but what arrives; None where nothing would be left blank."""
    parts = [_blanked(term.formula, term.upstream) for term in step.terms]
    whole = parts[0] if len(parts) == 1 else Apply("add", tuple(parts))
    is_bare = BLANK not in set(atoms(whole)) and not _holds(whole, BLANK.name)
    return None if whole == BLANK or is_bare else whole


def _blanked(term: Term, upstream: Derivative) -> Term:
    """`term` with a blank for each part that what arrives is not in; a sum of it is one too."""
    if upstream not in set(atoms(term)):
        return BLANK
    if not isinstance(term, Apply):
        return term
    args = tuple(_blanked(arg, upstream) for arg in term.args)
    if term.op == "sum" and args == (upstream,):
        return Apply(BLANK.name, args)
    return Apply(term.op, args, term.axis)
