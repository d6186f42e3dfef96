"""Gradient formulas as text, each form of them written once.

In: a derivation. Out: name → what `write` makes of the formula of its gradient step. A large
network has many steps and few forms: the text of `upstream·local` is made once for a pattern of
`local`, and filled in with names.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from backtutor.derive import Derivation, chained
from backtutor.graph import Kind
from backtutor.notation import write
from backtutor.patterns import Formula, Pattern
from backtutor.terms import ONE, Derivative, Term

Fill = Callable[[str, tuple[str, ...]], str]
"""(the node that passes the gradient back, the names in the local gradient) → the text."""

UPSTREAM = "∂"
"""Stands for the name of that node in a form."""


def gradient_texts(derivation: Derivation) -> Iterator[tuple[str, str]]:
    """Name and formula of every gradient, in the order of the backward sweep."""
    graph = derivation.graph
    formulas = derivation.evaluation.terms.formulas
    forms: dict[Hashable, Fill] = {}
    for name in graph.backward_order:
        if graph[name].kind is Kind.CONSTANT:
            continue
        if not graph.scalar:
            yield name, write(derivation.formula(name))
            continue
        texts = [
            _text(formulas[edge], edge[1], graph.loss, forms)
            for edge in graph.edges[name]
            if edge[1] in graph.live
        ]
        yield name, texts[0] if len(texts) == 1 else _sum(texts)


def _sum(texts: list[str]) -> str:
    first, *rest = [text for text in texts if text != "0"] or ["0"]
    signed = [f" - {text[1:]}" if text[0] == "-" else f" + {text}" for text in rest]
    return first + "".join(signed)


def _text(local: Formula, user: str, loss: str, forms: dict[Hashable, Fill]) -> str:
    """What one consumer passes back; the loss has no upstream factor."""
    pattern, names = local
    key = pattern, user == loss
    fill = forms.get(key)
    if fill is None:
        upstream = ONE if user == loss else Derivative(loss, UPSTREAM)
        fill = forms[key] = _form(pattern, len(names), upstream)
    return fill(user, names)


def _form(pattern: Pattern, places: int, upstream: Term) -> Fill:
    """The text of upstream·local with holes for its names."""
    holes = tuple(f"{UPSTREAM}{place}" for place in range(places))
    local = Formula(pattern, holes).term
    text = write(chained(upstream, local) if upstream != ONE else local)
    # the longest numbers first: hole 1 stands in the text of hole 12
    for place in reversed(range(places)):
        text = text.replace(holes[place], f"{{1[{place}]}}")
    return text.replace(UPSTREAM, "{0}").format
