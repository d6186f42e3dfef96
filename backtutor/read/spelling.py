"""Spelling: which written names are one name.

`canonical` gives the key under which `w1`, `w_1`, `w_{1}` and `w₁` meet, and `eta` and `η`.
Case counts. A Greek word is its letter only as a whole word between underscores: `sigma1` is
`σ1`, `xmu` stays `xmu`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from backtutor.read.characters import LETTER, MARK, ROOT, SUBSCRIPT, fold

_WORDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi "
    "Omega varepsilon vartheta varphi varrho"
)
GREEK = dict(zip(_WORDS.split(), "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩεθφρ", strict=True))
"""Word → letter."""

NAME = (
    rf"[A-Za-z_{LETTER}][A-Za-z0-9_{LETTER}{MARK}{SUBSCRIPT}]*"
    rf"(?:(?<=_)\{{[A-Za-z0-9{LETTER}]+\}})?"
)
"""A name in folded text. Superscripts and `ᵀ` are never part of one."""

_UNDERSCORE = r"(?s)(.*[^\W\d_])_([0-9]+)"


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """The key of a name: `w_{1}` is `w1`, `sigma_2` is `σ2`, `w_1_2` is itself."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
    if "_" not in name:
        return _letter(name)
    plain = "_".join(map(_letter, name.replace("{", "").replace("}", "").split("_")))
    # `w_1_2` keeps its underscores: w12 and w_1_2 are different weights
    found = re.fullmatch(_UNDERSCORE, plain)
    return found[1] + found[2] if found else plain


def _letter(word: str) -> str:
    stem = word.rstrip("0123456789")
    return GREEK[stem] + word[len(stem) :] if stem in GREEK else word


def is_name(text: str) -> bool:
    """Whether `text` can name a node: letters of any script, digits and `_`, a letter first."""
    if text.isascii() and text.isidentifier():
        return any(map(str.isalpha, text))
    folded = fold(text)
    return (
        re.fullmatch(NAME, folded) is not None
        and ROOT not in folded
        and any(c.isalpha() or c == LETTER for c in folded)
    )
