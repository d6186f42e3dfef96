"""Terms: formulas as values.

A `Term` is a number, a name, a derivative atom, a matrix of terms or an operation applied to
terms. The classes hold exactly what was written. The smart constructors (`total`, `product`,
`negative`, `quotient`, `power`) build what the engine derives: they drop zeros and ones, fold
numeric coefficients to the front, lift minus signs and count equal addends, and do nothing
else, so that factors keep the order of the chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number: `0.1` is one tenth."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declared name, in the lesson's spelling."""

    name: str


@dataclass(frozen=True, slots=True)
class Derivative:
    """∂of/∂by as an atom: a total derivative, or the local one along the edge by → of."""

    of: str
    by: str
    local: bool = False
    short: bool = field(default=False, compare=False)
    """Written `dW`: the gradient of the loss by a matrix, where no node is called dW."""


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation of the table (`backtutor.ops`) applied to its arguments.

    `add` and `mul` take any number of arguments; `a - b` is `add(a, neg(b))`. `axis` is the
    reduced axis of sum, mean, max, softmax, log_softmax and logsumexp where one was said.
    """

    op: str
    args: tuple[Term, ...]
    axis: int | None = None


@dataclass(frozen=True, slots=True)
class MatrixTerm:
    """A matrix written out: rows of equal length."""

    rows: tuple[tuple[Term, ...], ...]


Term = Number | Symbol | Derivative | Apply | MatrixTerm
TERMS = (Number, Symbol, Derivative, Apply, MatrixTerm)

UNIT = Fraction(1)
"""The coefficient of whatever has none; told by identity, which costs nothing."""

ZERO = Number(Fraction(0))
ONE = Number(UNIT)


def number(value: int | Fraction) -> Number:
    return Number(Fraction(value))


def negative(a: Term) -> Term:
    """-a, the minus lifted out of products and absorbed by differences: -(t - y) is y - t."""
    match a:
        case Number(value):
            return Number(-value)
        case Apply("neg", (inner,)):
            return inner
        case Apply("add", args) if any(_is_negative(arg) for arg in args):
            flipped = [negative(arg) for arg in args]
            # a difference starts with what it is taken from
            flipped.sort(key=_is_negative)
            return Apply("add", tuple(flipped))
        case Apply("mul", (Number(value), *rest)) if value < 0:
            return product(Number(-value), *rest)
        case Apply("mul", args):
            for i, factor in enumerate(args):
                if _is_difference(factor):
                    return Apply("mul", (*args[:i], negative(factor), *args[i + 1 :]))
        case Apply("div", (top, bottom)) if _is_difference(top):
            return Apply("div", (negative(top), bottom))
    return Apply("neg", (a,))


def _is_negative(a: Term) -> bool:
    match a:
        case Number(value):
            return value < 0
        case Apply("neg", _):
            return True
        case Apply("mul", (Number(value), *_)):
            return value < 0
    return False


def _is_difference(a: Term) -> bool:
    return isinstance(a, Apply) and a.op == "add" and any(map(_is_negative, a.args))


def total(*addends: Term) -> Term:
    """The sum: zeros dropped, equal addends counted (x + x is 2*x), order kept."""
    flat = list(_flatten("add", addends))
    if len(flat) == 1:
        return product(flat[0])
    counts: dict[Term, Fraction] = {}
    for addend in flat:
        coefficient, rest = split_coefficient(addend)
        counts[rest] = counts.get(rest, Fraction(0)) + coefficient
    terms = [product(Number(count), rest) for rest, count in counts.items() if count]
    if not terms:
        return ZERO
    return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))


def product(*factors: Term) -> Term:
    """The product: ones dropped, numbers folded to the front, signs lifted, order kept."""
    coefficient = UNIT
    rest: list[Term] = []
    for factor in _flatten("mul", factors):
        number_part, remaining = split_coefficient(factor)
        if number_part is not UNIT:
            coefficient *= number_part
        if isinstance(remaining, Apply) and remaining.op == "mul":
            rest.extend(remaining.args)
        elif not isinstance(remaining, Number) or remaining != ONE:
            rest.append(remaining)
    if not coefficient or not rest:
        return Number(coefficient)
    if coefficient is not UNIT and coefficient != 1:
        if coefficient < 0:
            return negative(product(Number(-coefficient), *rest))
        match rest:
            case [Apply("div", (top, bottom))]:
                # the coefficient of a quotient goes above the line
                return quotient(product(Number(coefficient), top), bottom)
        rest.insert(0, Number(coefficient))
    return rest[0] if len(rest) == 1 else Apply("mul", tuple(rest))


def quotient(a: Term, b: Term) -> Term:
    """a/b, with 0/b, a/1 and numeric quotients folded."""
    if a == ZERO or b == ONE:
        return a
    if isinstance(a, Number) and isinstance(b, Number) and b.value:
        return Number(a.value / b.value)
    if isinstance(b, Number) and _is_short(b.value):
        return product(Number(1 / b.value), a)
    coefficient, rest = split_coefficient(a)
    if coefficient < 0:
        return negative(quotient(product(Number(-coefficient), rest), b))
    return Apply("div", (a, b))


def _is_short(divisor: Fraction) -> bool:
    """Whether to divide by a number may be written as a coefficient: 1/8, never 1/1.41421356."""
    return bool(divisor) and max(abs(divisor.numerator), divisor.denominator) <= 1000


def power(a: Term, b: Term) -> Term:
    """a^b, with a^1 and a^0 folded."""
    if b == ONE:
        return a
    if b == ZERO:
        return ONE
    return Apply("pow", (a, b))


def transposed(a: Term) -> Term:
    """aᵀ: two transposes cancel, of a product it is (a·b)ᵀ = bᵀ·aᵀ, and a number has none."""
    match a:
        case Apply("T", (inner,)):
            return inner
        case Apply("matmul", (left, right)):
            return Apply("matmul", (transposed(right), transposed(left)))
        case Apply("mul", (Number() as factor, *rest)):
            return product(factor, transposed(product(*rest)))
        case Number():
            return a
    return Apply("T", (a,))


def split_coefficient(a: Term) -> tuple[Fraction, Term]:
    """The numeric coefficient and the rest: -2*x*y is (-2, x*y), 3 is (3, 1)."""
    match a:
        case Symbol() | Derivative():
            return UNIT, a
        case Number(value):
            return value, ONE
        case Apply("neg", (inner,)):
            coefficient, rest = split_coefficient(inner)
            return -coefficient, rest
        case Apply("mul", (Number(value), *rest)):
            return value, rest[0] if len(rest) == 1 else Apply("mul", tuple(rest))
        case Apply("div", (top, Number(value))) if _is_short(value):
            coefficient, rest = split_coefficient(top)
            return coefficient / value, rest
    return UNIT, a


def _flatten(op: str, terms: tuple[Term, ...]) -> Iterator[Term]:
    for term in terms:
        if isinstance(term, Apply) and term.op == op:
            yield from term.args
        else:
            yield term


def atoms(term: Term) -> Iterator[Symbol | Derivative]:
    """Every name and derivative atom of `term`, left to right, repeats included."""
    stack: list[Term] = [term]
    while stack:
        match stack.pop():
            case Symbol() | Derivative() as atom:
                yield atom
            case Apply(_, args):
                stack.extend(reversed(args))
            case MatrixTerm(rows):
                stack.extend(entry for row in reversed(rows) for entry in reversed(row))
            case Number():
                pass


def numbers(term: Term) -> Iterator[Number]:
    """Every number that stands in `term`, left to right."""
    stack: list[Term] = [term]
    while stack:
        match stack.pop():
            case Number() as found:
                yield found
            case Apply(_, args):
                stack.extend(reversed(args))
            case MatrixTerm(rows):
                stack.extend(entry for row in reversed(rows) for entry in reversed(row))
            case Symbol() | Derivative():
                pass


def names(term: Term) -> set[str]:
    """The names that `term` uses outside its derivative atoms."""
    return {atom.name for atom in atoms(term) if isinstance(atom, Symbol)}


def substitute(term: Term, replace: Mapping[Symbol | Derivative, Term]) -> Term:
    """`term` with atoms replaced, rebuilt by the smart constructors where anything changed."""
    match term:
        case Symbol() | Derivative():
            return replace.get(term, term)
        case Number():
            return term
        case MatrixTerm(rows):
            return MatrixTerm(tuple(tuple(substitute(e, replace) for e in row) for row in rows))
    args = tuple(substitute(arg, replace) for arg in term.args)
    return term if args == term.args else build(term.op, args, term.axis)


def build(op: str, args: tuple[Term, ...], axis: int | None = None) -> Term:
    """The term of an operation, through its smart constructor where it has one."""
    match op:
        case "add":
            return total(*args)
        case "mul":
            return product(*args)
        case "neg":
            return negative(args[0])
        case "div":
            return quotient(*args)
        case "pow":
            return power(*args)
        case "T":
            return transposed(args[0])
    return Apply(op, args, axis)


@dataclass(frozen=True, slots=True)
class Updated:
    """The value of a name after one training step, written `w5+`."""

    name: str


Quantity = Symbol | Derivative | Updated
"""What a question or an `expect` key can ask for."""
