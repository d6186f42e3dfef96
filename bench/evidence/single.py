"""Random lessons of single numbers: a few nodes, each of an operation or two on earlier ones.

In: a generator of chances. Out: the text of a lesson, whose numbers nobody has looked at yet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random

LINKS: Sequence[str] = (
    "{w}*{a} + {v}", "{w}*{a} + {v}*{b}", "{w}*{a} + {b}", "{w}*{a} + {v}*{b} + {u}",
    "{w}*{a}", "{a} + {b}", "{a} - {b}", "{a}*{b}", "{a}*{b}*{c}", "{a}/{b}", "{a}^2",
    "{a}*{b} + {b}*{c}", "{a}*({a} + {b})", "{a}^2 + {b}", "2*{a} + {b}", "3*{a} - {b}",
    "{a}^3", "1/{a}", "0.5*{a} + {w}", "{w}*({a} - {b})", "{a}*{b} - {c}", "-{a} + {b}",
)  # fmt: skip
BENDS: Sequence[str] = (
    "sigmoid({a})", "tanh({a})", "relu({a})", "exp({a})", "exp(-{a})", "log({a}^2 + 1)",
    "log({a})", "sqrt({a})", "sqrt({a}^2 + {w}^2)", "sin({a})", "cos({a})", "softplus({a})",
    "erf({a})", "abs({a})", "leaky_relu({a}, 0.1)", "maximum({a}, {b})", "minimum({a}, {b})",
    "{a}*sigmoid({b})", "sigmoid({w}*{a} + {v})", "tanh({w}*{a} + {v})", "relu({a} - {b})",
)  # fmt: skip
LOSSES: Sequence[str] = (
    "1/2*({y} - t)^2", "1/2*(t - {y})^2", "({y} - t)^2", "(t - {y})^2/2", "0.5*({y} - t)^2",
    "1/2*({y} - t)^2 + 0.1*{w}^2", "{y}*t", "-t*log({y}) - (1 - t)*log(1 - {y})", "abs({y} - t)",
)  # fmt: skip
RATES = ("", "0.1", "0.2", "0.05")

NAMINGS: Sequence[tuple[str, str, str]] = (
    ("x1 x2 x3", "w1 w2 w3 w4 w5 w6 w7 w8", "h1 h2 z1 a1 z2 a2 s1 s2 r1 r2"),
    ("x_1 x_2 x_3", "theta1 theta2 theta3 b1 b2 b3 b4 b5", "z1 z2 z3 a1 a2 a3 u1 u2 v1 v2"),
    ("p q r", "a b c k g f l o", "u v s h c1 d1 s1 s2 v1 v2"),
)
"""What inputs, parameters and nodes are called."""


class _Net:
    """A network on its way to a text."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        inputs, params, nodes = (names.split() for names in chance.choice(NAMINGS))
        self.inputs = inputs[: chance.randint(1, 3)]
        self.spare = params
        self.params: list[str] = []
        self.names = iter(nodes)
        self.nodes: dict[str, str] = {}
        self.known = list(self.inputs)
        self.unused = list(self.inputs)

    def operand(self, but: Collection[str]) -> str:
        """A name: one that nothing uses yet, or any other, which makes a fan-out."""
        fresh = self.unused and self.chance.random() < 0.7
        others = [name for name in self.known if name not in but] or self.known
        name = self.chance.choice(self.unused if fresh else others)
        if name in self.unused:
            self.unused.remove(name)
        return name

    def parameter(self) -> str:
        if len(self.params) < len(self.spare):
            self.params.append(self.spare[len(self.params)])
        return self.params[-1]

    def fill(self, template: str) -> str:
        slots: dict[str, str] = {}
        for slot in "abc":
            if f"{{{slot}}}" in template:
                slots[slot] = self.operand(slots.values())
        slots |= {slot: self.parameter() for slot in "wvu" if f"{{{slot}}}" in template}
        return template.format(**slots)

    def add(self, formula: str, name: str | None = None) -> str:
        name = name or next(self.names)
        self.nodes[name] = formula
        self.known.append(name)
        self.unused.append(name)
        return name


def scalar_text(chance: Random) -> str:
    """A lesson of single numbers."""
    net = _Net(chance)
    for _ in range(chance.randint(2, 6)):
        net.add(net.fill(chance.choice(LINKS if chance.random() < 0.6 else BENDS)))
    _gather(net)
    output = net.unused[0]
    loss = chance.choice(LOSSES)
    if "log" in loss:
        output = net.add(f"sigmoid({output})", "y")
    name = chance.choice(("E", "L", "C"))
    net.nodes[name] = loss.format(y=output, w=net.params[0] if net.params else output)
    inputs = {**_decimals(net.inputs, chance), "t": chance.choice(("0.4", "0.7", "1.3"))}
    params = _decimals(net.params, chance)
    return lesson_text(inputs, params, net.nodes, chance.choice(RATES) if params else "")


def _gather(net: _Net) -> None:
    """Joins everything that nothing uses into one node."""
    while len(net.unused) > 1:
        a, b = net.unused[:2]
        net.unused = net.unused[2:]
        join = net.chance.choice(("{a} + {b}", "{a}*{b}", "{w}*{a} + {v}*{b}", "{a} - {b}"))
        slots = {slot: net.parameter() for slot in "wv" if f"{{{slot}}}" in join}
        net.add(join.format(a=a, b=b, **slots))


def _decimals(names: Sequence[str], chance: Random) -> dict[str, str]:
    return {name: _decimal(chance) for name in names}


def _decimal(chance: Random) -> str:
    """Two or three digits, never near 0."""
    size = chance.choice((chance.randint(3, 29) / 10, chance.randint(21, 199) / 100))
    return f"{chance.choice((1, 1, -1)) * size:g}"


def lesson_text(
    inputs: Mapping[str, str],
    params: Mapping[str, str],
    nodes: Mapping[str, str],
    rate: str,
    constants: Mapping[str, str] | None = None,
) -> str:
    """The file of a lesson; with a `rate` it trains."""
    lines = ["format: 1", "title: a random lesson"]
    for key, values in (("inputs", inputs), ("params", params), ("constants", constants or {})):
        lines += [f"{key}:"] if values else []
        lines += [f"  {name}: {value}" for name, value in values.items()]
    lines += ["nodes:", *(f'  {name}: "{formula}"' for name, formula in nodes.items())]
    lines += [f"train: {{lr: {rate}}}"] if rate else []
    return "\n".join([*lines, ""])
