"""Rewriting: other ways to write the same function.

In: a term. Out: the same function as another term, after a few random steps of algebra; the
oracle looks at every step, so that a rule which holds only for some shapes does no harm there.
To add an identity, add a function to `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from backtutor.terms import ONE, Apply, Derivative, Number, Symbol, Term, number
from bench.evidence.oracle import NoValue, Oracle, close

Path = tuple[int, ...]
Rule = Callable[[Term, Random], Term | None]

TWO = number(2)
HALF = Number(Fraction(1, 2))
MINUS = number(-1)


def op(name: str, *args: Term, axis: int | None = None) -> Term:
    return Apply(name, args, axis)


# -- identities


def commuted(term: Term, chance: Random) -> Term | None:
    match term:
        case Apply("add" | "mul" as name, args):
            return Apply(name, tuple(chance.sample(args, len(args))))
    return None


def grouped(term: Term, chance: Random) -> Term | None:
    """a + b + c as a + (b + c)."""
    match term:
        case Apply("add" | "mul" as name, args) if len(args) > 2:
            cut = chance.randrange(1, len(args) - 1)
            return Apply(name, (*args[:cut], Apply(name, args[cut:])))
    return None


def flattened(term: Term, chance: Random) -> Term | None:
    match term:
        case Apply("add" | "mul" as name, args):
            flat = [p for a in args for p in (a.args if _is(a, name) else (a,))]  # type: ignore[union-attr]
            return Apply(name, tuple(flat)) if len(flat) > len(args) else None
    return None


def distributed(term: Term, chance: Random) -> Term | None:
    """(a + b)*c as a*c + b*c."""
    match term:
        case Apply("mul", args):
            sums = [i for i, arg in enumerate(args) if _is(arg, "add")]
            if sums:
                at = chance.choice(sums)
                picked = args[at]
                assert isinstance(picked, Apply)
                return Apply(
                    "add",
                    tuple(op("mul", *args[:at], a, *args[at + 1 :]) for a in picked.args),
                )
        case Apply("div", (Apply("add", args), bottom)):
            return Apply("add", tuple(op("div", arg, bottom) for arg in args))
        case Apply("neg", (Apply("add", args),)):
            return Apply("add", tuple(_minus(arg) for arg in args))
        case Apply("matmul", (Apply("add", args), right)):
            return Apply("add", tuple(op("matmul", arg, right) for arg in args))
        case Apply("matmul", (left, Apply("add", args))):
            return Apply("add", tuple(op("matmul", left, arg) for arg in args))
        case Apply("T", (Apply("add", args),)):
            return Apply("add", tuple(op("T", arg) for arg in args))
    return None


def factored(term: Term, chance: Random) -> Term | None:
    """a*c + b*c as (a + b)*c."""
    match term:
        case Apply("add", args):
            split = [_factors(arg) for arg in args]
            common = [f for f in split[0] if all(f in each for each in split[1:])]
            if common:
                factor = chance.choice(common)
                rest = Apply("add", tuple(_without(each, factor) for each in split))
                return op("mul", rest, factor)
    return None


def squared(term: Term, chance: Random) -> Term | None:
    match term:
        case Apply("pow", (Apply("add", (a, b)), Number(two))) if two == 2:
            middle = op("mul", TWO, a, b)
            return op("add", op("pow", a, TWO), middle, op("pow", b, TWO))
        case Apply("pow", (base, Number(two))) if two == 2:
            return op("mul", base, base)
        case Apply("pow", (base, Number(three))) if three == 3:
            return op("mul", base, op("pow", base, TWO))
        case Apply("mul", (a, b)) if a == b:
            return op("pow", a, TWO)
    return None


def turned(term: Term, chance: Random) -> Term | None:
    """a - b as -(b - a), -(-a) as a, -a as (-1)*a."""
    match term:
        case Apply("neg", (Apply("neg", (inner,)),)):
            return inner
        case Apply("neg", (Apply("mul", (first, *rest)),)):
            return op("mul", _minus(first), *rest)
        case Apply("mul", (Apply("neg", (first,)), *rest)):
            return op("neg", op("mul", first, *rest))
        case Apply("add", args):
            return op("neg", Apply("add", tuple(map(_minus, args))))
        case Apply("neg", (inner,)):
            return op("mul", MINUS, inner)
    return op("neg", op("neg", term)) if chance.random() < 0.2 else None


def divided(term: Term, chance: Random) -> Term | None:
    match term:
        case Apply("div", (top, bottom)):
            return chance.choice(
                (
                    op("mul", top, op("div", ONE, bottom)),
                    op("mul", top, op("pow", bottom, MINUS)),
                    op("neg", op("div", _minus(top), bottom)),
                )
            )
        case Apply("mul", (Number(value), *rest)) if value == Fraction(1, 2):
            return op("div", op("mul", *rest) if len(rest) > 1 else rest[0], TWO)
        case Apply("mul", (first, Apply("div", (top, bottom)))):
            return op("div", op("mul", first, top), bottom)
    return None


def functions(term: Term, chance: Random) -> Term | None:
    """Functions by one another."""
    match term:
        case Apply("sigmoid", (x,)):
            return chance.choice(
                (
                    op("div", ONE, op("add", ONE, op("exp", _minus(x)))),
                    op("div", op("exp", x), op("add", op("exp", x), ONE)),
                    op("add", ONE, op("neg", op("sigmoid", _minus(x)))),
                    op("mul", HALF, op("add", ONE, op("tanh", op("div", x, TWO)))),
                )
            )
        case Apply("tanh", (x,)):
            twice = op("sigmoid", op("mul", TWO, x))
            return op("add", op("mul", TWO, twice), MINUS)
        case Apply("exp", (x,)):
            return op("div", ONE, op("exp", _minus(x)))
        case Apply("relu", (x,)):
            return chance.choice((op("maximum", number(0), x), op("mul", x, op("step", x))))
        case Apply("abs", (x,)):
            return op("mul", x, op("sign", x))
        case Apply("sqrt", (x,)):
            return op("pow", x, HALF)
        case Apply("log", (x,)):
            return op("neg", op("log", op("div", ONE, x)))
        case Apply("cos", (x,)):
            return op("cos", _minus(x))
        case Apply("sech", (x,)):
            return op("div", ONE, op("mul", HALF, op("add", op("exp", x), op("exp", _minus(x)))))
    return None


def padded(term: Term, chance: Random) -> Term | None:
    """a as 1*a, a/1, a + 0, 2*a/2."""
    match chance.randrange(5):
        case 0:
            return op("mul", ONE, term)
        case 1:
            return op("div", op("mul", TWO, term), TWO)
        case 2:
            return op("add", op("mul", HALF, term), op("div", term, TWO))
        case 3:
            return op("add", op("mul", TWO, term), op("neg", term))
    return None


def transposing(term: Term, chance: Random) -> Term | None:
    match term:
        case Apply("T", (Apply("T", (inner,)),)):
            return inner
        case Apply("T", (Apply("matmul", (a, b)),)):
            return op("matmul", op("T", b), op("T", a))
        case Apply("T", (Apply("mul", args),)):
            # a figure has no transpose to write
            turned = (arg if isinstance(arg, Number) else op("T", arg) for arg in args)
            return op("mul", *turned)
        case Apply("matmul", (a, b)):
            return op("T", op("matmul", op("T", b), op("T", a)))
    return None


def associated(term: Term, chance: Random) -> Term | None:
    """(A @ B) @ C as A @ (B @ C), (c*A) @ B as c*(A @ B)."""
    match term:
        case Apply("matmul", (Apply("matmul", (a, b)), c)):
            return op("matmul", a, op("matmul", b, c))
        case Apply("matmul", (a, Apply("matmul", (b, c)))):
            return op("matmul", op("matmul", a, b), c)
        case Apply("matmul", (Apply("div", (a, Number() | Symbol() as below)), b)):
            return op("div", op("matmul", a, b), below)
        case Apply("matmul", (a, Apply("div", (b, Number() | Symbol() as below)))):
            return op("div", op("matmul", a, b), below)
        case Apply("matmul", (Apply("mul", (Number() as factor, *rest)), b)) if len(rest) == 1:
            return op("mul", factor, op("matmul", rest[0], b))
        case Apply("div", (Apply("matmul", (a, b)), below)):
            return op("matmul", op("div", a, below), b)
    return None


def summed(term: Term, chance: Random) -> Term | None:
    """Sums by one another."""
    match term:
        case Apply("sum", (x,), axis) if axis is not None:
            return op("T", op("sum", op("T", x), axis=1 - axis))
        case Apply("sum", (x,)):
            return op("sum", op("sum", x, axis=0), axis=1)
        case Apply("softmax", (x,), axis):
            whole = op("sum", op("exp", x), axis=1 if axis is None else axis)
            return op("div", op("exp", x), whole)
    return None


RULES: Sequence[Rule] = (
    commuted, commuted, grouped, flattened, distributed, distributed, factored, squared, turned,
    divided, functions, functions, padded, transposing, associated, associated, summed,
)  # fmt: skip


# -- steps


class Rewriter:
    """Rewrites terms of one lesson; node names may be replaced by their formulas."""

    def __init__(self, oracle: Oracle, chance: Random) -> None:
        self.oracle = oracle
        self.chance = chance
        nodes = oracle.graph.computed
        self.formulas: Mapping[Symbol, Term] = {
            Symbol(node.name): node.term for node in nodes if node.term is not None
        }

    def rewritten(self, term: Term, steps: int) -> Term:
        """The same function after up to `steps` steps."""
        for _ in range(steps):
            term = self._step(term) or term
        return term

    def _step(self, term: Term) -> Term | None:
        path = self.chance.choice(list(paths(term)))
        part = at(term, path)
        if isinstance(part, Symbol) and part in self.formulas and self.chance.random() < 0.5:
            new: Term | None = self.formulas[part]
        else:
            new = self.chance.choice(RULES)(part, self.chance)
        return put(term, path, new) if new is not None and self._is_same(part, new) else None

    def _is_same(self, part: Term, new: Term) -> bool:
        here = self.oracle.here
        try:
            return close(self.oracle.at(part, here), self.oracle.at(new, here), 1e-9)
        except NoValue:
            return False


def paths(term: Term) -> Iterator[Path]:
    """The places of a term where a rule may act: not in exponents, sizes and slopes."""
    yield ()
    if isinstance(term, Apply):
        for index in range(1 if term.op in _FIRST_ONLY else len(term.args)):
            if term.op not in ("ones", "eye"):
                yield from ((index, *path) for path in paths(term.args[index]))


_FIRST_ONLY = frozenset({"pow", "leaky_relu", "reshape"})


def at(term: Term, path: Path) -> Term:
    for index in path:
        assert isinstance(term, Apply)
        term = term.args[index]
    return term


def put(term: Term, path: Path, new: Term) -> Term:
    """`term` with another part at a place."""
    if not path:
        return new
    assert isinstance(term, Apply)
    args = list(term.args)
    args[path[0]] = put(args[path[0]], path[1:], new)
    return Apply(term.op, tuple(args), term.axis)


def replaced(term: Term, replace: Mapping[Symbol | Derivative, Term]) -> Term:
    """`term` with atoms replaced, nothing else changed."""
    match term:
        case Symbol() | Derivative():
            return replace.get(term, term)
        case Apply(name, args, axis):
            return Apply(name, tuple(replaced(arg, replace) for arg in args), axis)
    return term


def _is(term: Term, name: str) -> bool:
    return isinstance(term, Apply) and term.op == name


def _minus(term: Term) -> Term:
    match term:
        case Number(value):
            return Number(-value)
        case Apply("neg", (inner,)):
            return inner
    return op("neg", term)


def _factors(term: Term) -> tuple[Term, ...]:
    match term:
        case Apply("mul", args):
            return args
        case Apply("neg", (inner,)):
            return (MINUS, *_factors(inner))
    return (term,)


def _without(factors: tuple[Term, ...], factor: Term) -> Term:
    place = factors.index(factor)
    rest = (*factors[:place], *factors[place + 1 :])
    return ONE if not rest else rest[0] if len(rest) == 1 else op("mul", *rest)
