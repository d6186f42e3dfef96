"""Names: what a key of somebody's file means.

`w1`, `w_1`, `dw1`, `dE/dw1`, `∂E/∂w₁`, `dE_dw1`, `grad_w1` and `w1.grad` are the gradient by w1,
but for a name that the lesson has itself: a node dW is dW.
"""

from __future__ import annotations

import re

from backtutor.derive import Derivation
from backtutor.graph import Kind
from backtutor.problems import nearest
from backtutor.read import canonical

_FORMS = (
    r"(?:d|∂)(?P<loss>[^/∂]+?)\s*/\s*(?:d|∂)(?P<name>.+)",
    r"d(?P<loss>\w+?)_?d_?(?P<name>\w+)",
    r"(?:d|∂)_?(?P<name>.+)",
    r"(?:grad|gradient|g)_(?P<name>.+)",
    r"(?P<name>.+?)[._](?:grad|gradient)",
)
"""How a gradient may be written; where a loss is named, it has to be the lesson's."""


class Names:
    """What keys mean in one lesson."""

    def __init__(self, derivation: Derivation) -> None:
        self.graph = derivation.graph
        self.vocabulary = derivation.lesson.vocabulary

    def meant(self, key: str) -> str | None:
        """The name whose gradient a key means; of a constant there is none."""
        known = self.vocabulary.declared
        readings = (key.strip(), *self._readings(key.strip()))
        found = next((name for said in readings if (name := known(said)) is not None), None)
        is_fixed = found is not None and self.graph[found].kind is Kind.CONSTANT
        return None if is_fixed else found

    def nearest(self, key: str) -> str | None:
        """The name that a key most likely misspells."""
        names = [n.name for n in self.graph.nodes.values() if n.kind is not Kind.CONSTANT]
        other_case = {name.swapcase(): name for name in names}
        for word in (re.sub(_ANY_LOSS, "", key.strip()), *self._readings(key.strip()), key.strip()):
            found = word if word in names else other_case.get(word) or nearest(word, names)
            if found is not None:
                return found
        return None

    def _readings(self, key: str) -> list[str]:
        loss = self.graph.loss
        matches = [found for form in _FORMS if (found := re.fullmatch(form, key))]
        return [
            found["name"]
            for found in matches
            if canonical(found.groupdict().get("loss") or loss) == canonical(loss)
        ]


_ANY_LOSS = r"^.*/\s*(?:d|∂)"


def asked_names(derivation: Derivation) -> tuple[str, ...]:
    """What a file has to hold: the parameters; of a network without any, the inputs."""
    kind = derivation.asked_kinds[0]
    graph = derivation.graph
    return tuple(node.name for node in graph.of_kind(kind) if node.name in graph.live)
