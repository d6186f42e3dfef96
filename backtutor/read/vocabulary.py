"""The vocabulary: what may be named in a text, and what the names are.

In: the names of a lesson with their shapes, the names that stand in each node's own formula,
the loss. Out: look-ups by any spelling of a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from unicodedata import normalize

from backtutor.ops import Shape
from backtutor.problems import nearest
from backtutor.read.functions import ALIASES, ANSWER_ALIASES, FUNCTIONS, RESERVED, Function
from backtutor.read.spelling import canonical
from backtutor.terms import Derivative, Symbol

_LEARNING_RATE = frozenset({"η", "lr"})
_ROW_COUNT = frozenset({"m", "n"})
_X = r"[xX]\d*"


@dataclass(frozen=True)
class Vocabulary:
    """Names in the lesson's spelling with their shapes, edges, the loss.

    `names`: () for a scalar, (rows, columns) for a matrix, None where the shape is not known.
    `sources`: the names that stand in each node's own formula, which tells a local derivative
    from a total one. `learning_rate`: what η and `lr` stand for where no name has them.
    In a vocabulary with matrices an undeclared `m` or `n` reads as the symbol of that name,
    which stands for the number of rows of the data.
    """

    names: Mapping[str, Shape | None]
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)
    loss: str | None = None
    learning_rate: str | None = None

    @cached_property
    def spelled(self) -> Mapping[str, str]:
        """Canonical name → the lesson's spelling."""
        return {canonical(name): name for name in self.names}

    @cached_property
    def matrices(self) -> bool:
        """Whether any name is, or may be, a matrix."""
        return any(shape != () for shape in self.names.values())

    @cached_property
    def longest(self) -> int:
        """The length that no piece of a run of names can exceed, Greek letters in words."""
        return max(map(len, self.names), default=0) + len("varepsilon")

    @cached_property
    def x_may_multiply(self) -> bool:
        """Whether `2 x 3` can only mean a product: no name is x, x1, X …"""
        return not any(re.fullmatch(_X, key) for key in self.spelled)

    def declared(self, text: str) -> str | None:
        """The lesson's spelling of a declared name."""
        return text if text in self.names else self.spelled.get(canonical(text))

    def symbol(self, text: str) -> Symbol | None:
        """What a name stands for: itself, the learning rate, or the number of data rows."""
        name = self.declared(text)
        if name is not None:
            return Symbol(name)
        key = canonical(text)
        if self.learning_rate is not None and key in _LEARNING_RATE:
            return Symbol(self.learning_rate)
        return Symbol(key) if self.matrices and key in _ROW_COUNT else None

    def function(self, text: str, in_answer: bool) -> Function | None:
        """The function of that name, where no declared name beats it."""
        if self.declared(text) is not None:
            return None
        key = canonical(text)
        found = FUNCTIONS.get(text) or ALIASES.get(key)
        return found or (ANSWER_ALIASES.get(key) if in_answer else None)

    def derivative(self, of: str, by: str) -> Derivative:
        """∂of/∂by as answers mean it: local along an edge, total for the loss and elsewhere."""
        local = of != self.loss and by in self.sources.get(of, frozenset())
        return Derivative(of, by, local)

    def gradient(self, text: str) -> Derivative | None:
        """`dW` as the gradient of the loss by W, where no node is called dW."""
        if text[:1] != "d" or self.loss is None or self.declared(text) is not None:
            return None
        by = self.declared(text[1:])
        if by is None or by == self.loss:
            return None
        return Derivative(self.loss, by, short=self.names[by] != ())

    def near(self, word: str) -> str | None:
        """The one name or function that `word` most likely misspells."""
        word = normalize("NFC", word)
        if len(word) == 1:
            # any other letter is one edit away: only the other case is near
            return self.declared(word.swapcase())
        candidates = [*self.names, *(RESERVED if len(word) > 2 else ())]
        start = word.split("_")[0]
        return nearest(word, candidates) or (
            start if start != word and start in self.names else None
        )
