"""The networks that the drawing tests draw, and what a learner may see of them.

`graph` builds one from its given names and its formulas; `add`, `mul` and the like take names
or terms. `printed` is what a console of a fixed width prints, blanks at line ends cut off.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from rich.console import Console, RenderableType

from backtutor.derive import Derivation
from backtutor.graph import Graph, Kind, Node, topological
from backtutor.lesson import Lesson, Train, words
from backtutor.notation import show
from backtutor.terms import Apply, Number, Symbol, Term, negative, number
from backtutor.ui.diagram import Shown
from backtutor.ui.theme import theme

HALF = Number(Fraction(1, 2))
TWO = number(2)


def term(part: str | Term) -> Term:
    return Symbol(part) if isinstance(part, str) else part


def call(op: str, *parts: str | Term) -> Term:
    return Apply(op, tuple(map(term, parts)))


def add(*parts: str | Term) -> Term:
    return call("add", *parts)


def mul(*parts: str | Term) -> Term:
    return call("mul", *parts)


def minus(part: str | Term) -> Term:
    return negative(term(part))


def half_square(a: str, b: str) -> Term:
    return mul(HALF, call("pow", add(a, minus(b)), TWO))


def graph(formulas: Mapping[str, Term], data: str = "", params: str = "") -> Graph:
    given = [(name, Kind.DATA) for name in data.split()]
    given += [(name, Kind.PARAMETER) for name in params.split()]
    nodes = [Node(name, kind, i) for i, (name, kind) in enumerate(given)]
    nodes += [
        Node(name, Kind.COMPUTED, len(given) + i, formula)
        for i, (name, formula) in enumerate(formulas.items())
    ]
    return Graph(topological(nodes), list(formulas)[-1])


TWO_LAYERS = graph(
    {
        "h1": add(mul("w1", "x1"), mul("w2", "x2")),
        "h2": add(mul("w3", "x1"), mul("w4", "x2")),
        "y": add(mul("w5", "h1"), mul("w6", "h2")),
        "E": half_square("y", "t"),
    },
    data="x1 x2 t",
    params="w1 w2 w3 w4 w5 w6",
)
GATES = graph({"q": add("x", "y"), "f": mul("q", "z")}, data="x y z")
PATHS = graph(
    {"c": add("a", "b"), "d": add("b", number(1)), "e": mul("c", "d")},
    data="a b",
)
PIECES = graph(
    {
        "m0": mul("w0", "x0"),
        "m1": mul("w1", "x1"),
        "s0": add("m0", "m1"),
        "s": add("s0", "w2"),
        "n": minus("s"),
        "e": call("exp", "n"),
        "q": add(number(1), "e"),
        "f": call("div", number(1), "q"),
    },
    data="x0 x1",
    params="w0 w1 w2",
)
NEURON = graph(
    {"z": add(mul("w", "x"), "b"), "a": call("sigmoid", "z"), "E": half_square("a", "t")},
    data="x t",
    params="w b",
)


def _dense(inputs: str, outputs: str, first: int) -> dict[str, Term]:
    sources = inputs.split()
    return {
        target: add(*(mul(f"w{first + row * len(sources) + i}", s) for i, s in enumerate(sources)))
        for row, target in enumerate(outputs.split())
    }


BUNDLE = graph(
    {
        **_dense("x1 x2 x3", "h1 h2 h3", 1),
        **_dense("h1 h2 h3", "y", 10),
        "E": half_square("y", "t"),
    },
    data="x1 x2 x3 t",
    params=" ".join(f"w{i}" for i in range(1, 13)),
)

NUMBERS = {
    "two layers": "x1=1 x2=1/2 t=4 w1=1/2 w2=3/2 w3=2.3 w4=3 w5=1 w6=1",
    "gates": "x=-2 y=5 z=-4",
    "paths": "a=2 b=1",
    "pieces": "w0=2 x0=-1 w1=-3 x1=-2 w2=-3",
    "neuron": "x=1.5 t=0.2 w=0.8 b=-0.5",
    "bundle": "x1=1 x2=2 x3=3 t=1 " + " ".join(f"w{i}={i}/10" for i in range(1, 13)),
}
GRAPHS = {
    "two layers": TWO_LAYERS,
    "gates": GATES,
    "paths": PATHS,
    "pieces": PIECES,
    "neuron": NEURON,
    "bundle": BUNDLE,
}


def derived(name: str, lr: Fraction = Fraction(1, 10)) -> Derivation:
    given = {key: Fraction(text) for key, text in (p.split("=") for p in NUMBERS[name].split())}
    return Derivation(Lesson(name, words(name), GRAPHS[name], given, train=Train(lr)))


def values(name: str) -> dict[str, str]:
    """Every value, as shown."""
    return {atom.name: show(value) for atom, value in derived(name).evaluation.items()}


def gradients(name: str, known: str = "") -> dict[str, str]:
    """The gradients of the names in `known`, as shown; "" is all of them."""
    found = derived(name).evaluation.gradients
    return {key: show(found[key]) for key in (known.split() or found)}


def shown(name: str, known: str = "", active: str | None = None) -> Shown:
    return Shown(values(name), gradients(name, known), active)


def printed(renderable: RenderableType | None, width: int = 80) -> str:
    """What a console of this width prints."""
    assert renderable is not None
    console = Console(width=width, theme=theme(), color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())
