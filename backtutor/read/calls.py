"""Calls: functions with their brackets, axes, primes and powers between name and bracket.

In: a cursor that has just gone past a function's name. Out: the term of the call. `σ'(z)` is
expanded by the rule of the table of operations.
"""

from __future__ import annotations

from fractions import Fraction

from backtutor.read.bounds import check_power, check_size, decimal
from backtutor.read.characters import SUPERSCRIPTS
from backtutor.read.cursor import Cursor
from backtutor.read.faults import Unreadable
from backtutor.read.functions import Function, derivative
from backtutor.read.tokens import OPENERS, Token
from backtutor.terms import Apply, Number, Term

ALL_ONES = Apply("ones", ())
"""A column of ones as long as what it multiplies: the 1 of `1^T G`."""

_AXIS = {"axis": {"0": 0, "1": 1}, "dim": {"0": 0, "1": 1}}
_LAST_AXES = {"-2": 0, "-1": 1}
_KEEP = frozenset({"keepdims", "keepdim"})


def call(cursor: Cursor, token: Token) -> Term:
    """The call of the function `token`: σ(z), σ'(z), tanh^2(z)."""
    function = token.function
    assert function is not None
    primed = _primes(cursor, token)
    power = None if primed else _power(cursor)
    opening = cursor.token
    if opening.kind not in OPENERS or (opening.kind == "{" and not cursor.latex):
        if function.op == "ones" and cursor.shapes is not None and not primed:
            return ALL_ONES
        raise Unreadable("read-function-alone", token.start, token.end, name=token.text)
    arguments, axis = _arguments(cursor, opening)
    end = cursor.tokens[cursor.index - 1].end
    term = cursor.placed(_build(cursor, function, arguments, axis, (token, end)), token.start)
    if primed:
        return _derived(cursor, function, term, (token, end))
    if power is None:
        return term
    check_power(term, power, token.start, end)
    return Apply("pow", (term, power))


def _primes(cursor: Cursor, token: Token) -> bool:
    """Goes past ', `, ^' and ^{\\prime} after a function's name."""
    kinds = [following.kind for following in cursor.tokens[cursor.index : cursor.index + 4]]
    if kinds[0] == "`":
        cursor.remark("read-note-backtick")
    for pattern in (["'"], ["`"], ["^", "'"], ["^", "{", "'", "}"]):
        if kinds[: len(pattern)] == pattern:
            cursor.index += len(pattern)
            if cursor.kind in ("'", "`"):
                last = cursor.token
                raise Unreadable("read-prime", token.start, last.end, name=token.text)
            return True
    return False


def _power(cursor: Cursor) -> Number | None:
    """The 2 of tanh^2(z) and tanh²(z); only whole positive numbers have one meaning there."""
    tokens = cursor.tokens[cursor.index : cursor.index + 3]
    if tokens[0].kind == "super" and tokens[1].kind == "(":
        text = "".join(SUPERSCRIPTS[character] for character in tokens[0].text)
        consumed = 1
    elif [token.kind for token in tokens] == ["^", "number", "("]:
        text, consumed = tokens[1].text, 2
    else:
        return None
    if not text.isdigit() or text == "0":
        return None
    cursor.index += consumed
    return Number(decimal(text, tokens[0].start))


def _arguments(cursor: Cursor, opening: Token) -> tuple[list[Term], int | None]:
    bars = cursor.open(opening)
    cursor.index += 1
    arguments: list[Term] = []
    axis: int | None = None
    while cursor.kind not in (")", "]", "}") or not arguments:
        name = cursor.token.text
        if cursor.tokens[min(cursor.index + 1, len(cursor.tokens) - 1)].kind == "=":
            axis = _axis(cursor, name) if name not in _KEEP else _keep(cursor, axis)
        else:
            arguments.append(cursor.sum())
        if not cursor.take(","):
            break
    cursor.close(opening, bars)
    return arguments, axis


def _axis(cursor: Cursor, name: str) -> int:
    """The number after `axis=`."""
    token = cursor.token
    cursor.index += 2
    sign = "-" if cursor.take("-") else ""
    number = cursor.token
    cursor.take(number.kind)
    allowed = {**_AXIS.get(name, {}), **(_LAST_AXES if cursor.grammar.answer else {})}
    known = name == "axis" or (name == "dim" and cursor.grammar.answer)
    if not known or number.kind != "number" or sign + number.text not in allowed:
        raise Unreadable("read-axis", token.start, number.end, name=name)
    return allowed[sign + number.text]


def _keep(cursor: Cursor, axis: int | None) -> int | None:
    """`keepdims=True` says what holds anyway."""
    token, value = cursor.tokens[cursor.index], cursor.tokens[cursor.index + 2]
    if value.text != "True" or not cursor.grammar.answer:
        raise Unreadable("read-axis", token.start, value.end, name=token.text)
    cursor.index += 3
    return axis


def _build(
    cursor: Cursor,
    function: Function,
    arguments: list[Term],
    axis: int | None,
    place: tuple[Token, int],
) -> Term:
    token, end = place
    if len(arguments) == 2 and axis is None and cursor.grammar.answer:
        if function.pair:
            return Apply(function.pair, tuple(arguments))
        if function.axis and arguments[1] in _POSITIONAL:
            axis = _POSITIONAL[arguments.pop()]
    if len(arguments) != function.arity:
        pair = len(arguments) == 2 and function.pair
        help = "read-arity-pair" if pair else ""
        both = function.pair and cursor.grammar.answer
        expected = f"{function.arity}–2" if both else str(function.arity)
        facts = {"expected": expected, "found": len(arguments), "pair": function.pair}
        raise Unreadable("read-arity", token.start, end, help, name=token.text, **facts)
    if axis is not None and not function.axis:
        raise Unreadable("read-axis", token.start, end, name=token.text)
    return Apply(function.op, tuple(arguments), axis)


_POSITIONAL: dict[Term, int] = {Number(Fraction(0)): 0, Number(Fraction(1)): 1}
"""numpy's sum(X, 0)."""


def _derived(cursor: Cursor, function: Function, term: Term, place: tuple[Token, int]) -> Term:
    """σ'(z), spelled out."""
    token, end = place
    arguments = term.args if isinstance(term, Apply) and term.op == function.op else ()
    expanded = derivative(function, term, arguments) if arguments else None
    if expanded is None:
        raise Unreadable("read-prime", token.start, end, name=token.text)
    # each prime writes its argument down twice: nested ones must not double without end
    check_size(expanded, cursor.grammar, token.start, end)
    cursor.primes.append(expanded)
    return expanded
