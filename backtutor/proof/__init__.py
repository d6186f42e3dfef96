"""Proofs by sympy: the independent second opinion on what the engine derives.

`symbolic` turns terms into sympy objects and back, by constructors, with symbols made there; no
text is ever parsed. `unrolled` does the same for matrices, entry by entry. `identities` decides
whether two formulas are equal, `claims` says what there is to prove in a derivation, `closed`
writes a gradient over the given names alone, as short as sympy can make it. sympy is imported
inside the functions: it costs as much as everything else together, and nothing between a
lesson and its questions needs it. Nothing here knows a clock: whoever asks sets the limit.
"""

from backtutor.proof.claims import prove_equal, prove_gradient, prove_local
from backtutor.proof.symbolic import to_sympy


def load() -> None:
    """Load sympy now, so that the first question does not have to wait for it."""
    import sympy

    del sympy


__all__ = ["prove_equal", "prove_gradient", "prove_local", "to_sympy"]
