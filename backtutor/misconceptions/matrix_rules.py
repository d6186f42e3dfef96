"""Wrong rules of whole matrices: products, means, softmax with cross entropy.

In the manner of `rules`. A rewrite whose shapes do not fit predicts nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from backtutor.misconceptions.rules import only
from backtutor.ops import OPS, Rule
from backtutor.terms import ONE, Apply, Term, negative, product, total, transposed


def _matmul(a: Term, b: Term) -> Term:
    return Apply("matmul", (a, b))


# -- matrix products

not_transposed = only(
    matmul=(lambda g, out, a, b: _matmul(g, b), lambda g, out, a, b: _matmul(a, g))
)
"""d(A·B) by A = dY·B, by B = A·dY"""

order_swapped = only(
    matmul=(
        lambda g, out, a, b: _matmul(transposed(b), g),
        lambda g, out, a, b: _matmul(g, transposed(a)),
    )
)
"""d(A·B) by A = Bᵀ·dY, by B = dY·Aᵀ"""

order_swapped_bare = only(
    matmul=(lambda g, out, a, b: _matmul(b, g), lambda g, out, a, b: _matmul(g, a))
)
"""d(A·B) by A = B·dY, by B = dY·A"""

entrywise_for_product = only(
    matmul=(lambda g, out, a, b: product(g, b), lambda g, out, a, b: product(a, g))
)
"""d(A·B) by B = A ⊙ dY"""

# -- means

mean_as_sum = only(
    mean=lambda g, out, x, axis: g,
    softmax_ce=(
        lambda g, out, z, y: _undivided(OPS["softmax_ce"].rule(0)(g, out, z, y)),
        lambda g, out, z, y: _undivided(OPS["softmax_ce"].rule(1)(g, out, z, y)),
    ),
)
"""The gradient of a mean is that of a sum."""


def _undivided(term: Term) -> Term:
    """A term without its division by the number of rows."""
    match term:
        case Apply("per", (inner, _)):
            return inner
        case Apply("neg", (inner,)):
            return negative(_undivided(inner))
    return term


# -- softmax with cross entropy


def _cross_entropy(part: Callable[[Term, Term], Term]) -> tuple[Rule, Rule]:
    """From softmax(z) and y, what reaches z but for the mean over the rows."""
    return (
        lambda g, out, z, y: Apply("per", (product(g, part(Apply("softmax", (z,)), y)), z), 0),
        OPS["softmax_ce"].rule(1),
    )


softmax_no_target = only(softmax_ce=_cross_entropy(lambda p, y: p))
"""∂CE/∂z = p"""

softmax_sign = only(softmax_ce=_cross_entropy(lambda p, y: total(y, negative(p))))
"""∂CE/∂z = y - p"""

softmax_diagonal = only(
    softmax_ce=_cross_entropy(lambda p, y: product(y, total(p, negative(ONE)))),
    softmax=lambda g, out, x, axis: product(g, out, total(ONE, negative(out))),
)
"""∂p_i/∂z_j = p_i·(1 - p_i) where i = j, and 0 elsewhere"""
