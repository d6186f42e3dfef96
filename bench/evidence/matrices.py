"""Random lessons of matrices: layers by rows and by columns, batch norm, softmax, attention.

In: a generator of chances. Out: the text of a lesson, whose numbers nobody has looked at yet.
"""

from __future__ import annotations

from random import Random

from bench.evidence.single import lesson_text


def matrix_text(chance: Random) -> str:
    """A lesson of matrices."""
    kinds = (rows, rows, rows, columns, normalised, in_pieces, attending)
    return chance.choice(kinds)(chance)


def _sizes(chance: Random, count: int) -> list[int]:
    """Lengths, mostly no two alike."""
    if chance.random() < 0.75:
        return chance.sample((2, 3, 4, 5), count)
    return [chance.randint(2, 3) for _ in range(count)]


def _matrix(shape: tuple[int, int], chance: Random) -> str:
    rows, columns = shape
    listed = ("[" + ", ".join(_entry(chance) for _ in range(columns)) + "]" for _ in range(rows))
    return "[" + ", ".join(listed) + "]"


def _entry(chance: Random) -> str:
    return f"{chance.choice((1, -1)) * chance.randint(1, 19) / 10:g}"


def _bits(shape: tuple[int, int], chance: Random, one_hot: bool) -> str:
    """Zeros and ones; `one_hot`: a single one a row."""
    found = []
    for _ in range(shape[0]):
        hot = chance.randrange(shape[1])
        bits = [str(int(c == hot if one_hot else chance.random() < 0.6)) for c in range(shape[1])]
        found.append("[" + ", ".join(bits) + "]")
    return "[" + ", ".join(found) + "]"


ACTS = ("relu", "sigmoid", "tanh", "", "softplus")


def rows(chance: Random) -> str:
    """Dense layers, a row a sample."""
    m, d, h, k = (*_sizes(chance, 3), chance.randint(2, 3))
    deep, tied = chance.random() < 0.6, chance.random() < 0.2
    params = {"W1": _matrix((d, h), chance)}
    nodes = {"Z1": "X @ W1" + _bias(params, "b1", h, chance)}
    last, width, first = _activated(nodes, "Z1", "A1", chance), h, "W1"
    if tied:
        nodes["Z2"], width = f"{last} @ W1.T" + _bias(params, "b2", d, chance), d
    elif deep:
        params["W2"] = _matrix((h, k), chance)
        nodes["Z2"], width = f"{last} @ W2" + _bias(params, "b2", k, chance), k
    last = "Z2" if "Z2" in nodes else last
    inputs = {"X": _matrix((m, d), chance)} | _loss(nodes, last, (m, width), chance)
    if chance.random() < 0.3:
        nodes["L"] += f" + 0.05*sum({first}^2)"
    return lesson_text(inputs, params, nodes, chance.choice(("", "0.1", "0.2")))


def _bias(params: dict[str, str], name: str, width: int, chance: Random) -> str:
    kind = chance.choice(("row", "row", "number", "none"))
    if kind == "none":
        return ""
    shape = (1, width)
    params[name] = _matrix(shape, chance)[1:-1] if kind == "row" else _entry(chance)
    return f" + {name}"


def _activated(nodes: dict[str, str], z: str, a: str, chance: Random) -> str:
    act = chance.choice(ACTS)
    if not act:
        return z
    nodes[a] = f"{act}({z})"
    return a


def _loss(nodes: dict[str, str], z: str, shape: tuple[int, int], chance: Random) -> dict[str, str]:
    """Adds the loss L; the targets that it needs."""
    kind = chance.choice(("softmax", "mean", "sum", "sigmoid", "parts"))
    match kind:
        case "softmax":
            nodes["L"] = f"softmax_ce({z}, T)"
            return {"T": _bits(shape, chance, one_hot=True)}
        case "sigmoid":
            nodes["P"] = f"sigmoid({z})"
            nodes["L"] = "-mean(T*log(P) + (1 - T)*log(1 - P))"
            return {"T": _bits(shape, chance, one_hot=False)}
        case "mean":
            nodes["L"] = f"1/2*mean(({z} - T)^2)"
        case "sum":
            nodes["L"] = f"1/2*sum((T - {z})^2)"
        case "parts":
            nodes["D"] = f"{z} - T"
            nodes["S"] = "sum(D^2, axis=1)"
            nodes["L"] = "mean(S)"
    return {"T": _matrix(shape, chance)}


def columns(chance: Random) -> str:
    """Dense layers, a column a sample."""
    m, d, h = _sizes(chance, 3)
    params = {"W": _matrix((h, d), chance), "B": _matrix((h, 1), chance)}
    nodes = {"Z": "W @ X + B"}
    last = _activated(nodes, "Z", "A", chance)
    nodes["L"] = chance.choice(("1/2*sum(({} - T)^2)", "mean(({} - T)^2)")).format(last)
    inputs = {"X": _matrix((d, m), chance), "T": _matrix((h, m), chance)}
    return lesson_text(inputs, params, nodes, chance.choice(("", "0.1")))


def normalised(chance: Random) -> str:
    """Batch norm, in whole or in part."""
    m, d, _ = _sizes(chance, 3)
    inputs = {"X": _matrix((m, d), chance), "T": _matrix((m, d), chance)}
    params = {"gamma": _matrix((1, d), chance)[1:-1], "beta": _matrix((1, d), chance)[1:-1]}
    nodes = {"mu": "mean(X, axis=0)", "xc": "X - mu", "var": "mean(xc^2, axis=0)"}
    nodes |= {"s": "sqrt(var + eps)", "xh": "xc/s"}
    if chance.random() < 0.5:
        nodes |= {"s": "1/sqrt(var + eps)", "xh": "xc*s"}
    nodes |= {"O": "gamma*xh + beta", "L": "1/2*sum((O - T)^2)"}
    return lesson_text(inputs, params, nodes, "", {"eps": "0.01"})


def in_pieces(chance: Random) -> str:
    """Softmax and cross entropy in pieces, perhaps with a mask."""
    m, d, k = _sizes(chance, 3)
    inputs = {"X": _matrix((m, d), chance), "Y": _bits((m, k), chance, one_hot=True)}
    params = {"W": _matrix((d, k), chance)}
    nodes = {"Z": "X @ W", "P": "softmax(Z)", "L": "-mean(sum(Y*log(P), axis=1))"}
    constants = {}
    if chance.random() < 0.5:
        nodes["Z"] = "(X @ W)*D"
        constants = {"D": _bits((m, k), chance, one_hot=False)}
    return lesson_text(inputs, params, nodes, "0.1", constants)


def attending(chance: Random) -> str:
    """Scores of queries and keys from shared inputs."""
    m, d, k = _sizes(chance, 3)
    inputs = {"X": _matrix((m, d), chance), "T": _matrix((m, k), chance)}
    params = {name: _matrix((d, k), chance) for name in ("Wq", "Wk", "Wv")}
    nodes = {"Q": "X @ Wq", "K": "X @ Wk", "V": "X @ Wv", "S": "Q @ K.T"}
    nodes |= {"A": "softmax(S)"} if chance.random() < 0.5 else {"A": "0.1*S"}
    nodes |= {"O": "A @ V", "L": "1/2*sum((O - T)^2)"}
    return lesson_text(inputs, params, nodes, "")
