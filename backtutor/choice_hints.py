"""Hints for what is chosen and for what an author words himself.

In: a question. Out: a ladder of three that holds no answer. Of a choice at most all options but
two are ruled out; of an expression the names are told, then how it is put together with a blank,
then its numbers. A prediction is followed along its path.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backtutor.derive import Derivation
from backtutor.evaluation import PassBack
from backtutor.filling import as_shown, fill, with_numbers
from backtutor.matrix_hints import BLANK
from backtutor.messages import Message, message
from backtutor.questions import Question
from backtutor.terms import Apply, Derivative, Symbol, Term, atoms
from backtutor.values import is_matrix

MORE = Fraction(1, 10)
"""By how much a name is raised in thought."""

RULED_OUT = 2
"""Options that a ladder rules out at most."""


# -- one of several


def option_hints(question: Question) -> Iterator[Message]:
    """First a way to decide, then what is not it, as long as two options are left."""
    yield message("hint-choose")
    wrong = [number for number, choice in enumerate(question.choices, 1) if not choice.correct]
    # two are left: which of them it is, is the answer
    spare = max(0, min(RULED_OUT, len(wrong) - 1))
    yield from (message("hint-choose-not", number=n) for n in wrong[len(wrong) - spare :])
    ways = ("hint-choose-differ", "hint-choose-test")
    yield from (message(id) for id in ways[spare:])


# -- which way the loss goes


def sign_hints(derivation: Derivation, walk: tuple[str, ...]) -> Iterator[Message]:
    """The path, the path with blanks, the first arrow of it; of a single arrow its formula and
    its numbers, for which way it goes is the answer."""
    yield message("hint-sign", path=tuple(map(Symbol, walk)))
    local = derivation.evaluation.locals[walk[0], walk[1]]
    name, following = Symbol(walk[0]), Symbol(walk[1])
    formula = message(
        "hint-sign-loss", name=name, left=following, right=derivation.graph[walk[1]].term
    )
    if len(walk) < 3:
        yield formula
        yield _tried(derivation, name, following)
        return
    yield message("hint-sign-arrows", path=_arrows(walk))
    if isinstance(local, PassBack):
        yield formula
    else:
        way = message("way-up" if local > 0 else "way-down" if local < 0 else "way-still")
        yield message("hint-sign-edge", name=name, next=following, way=way)


def _arrows(walk: tuple[str, ...]) -> Message:
    """`w₅ + → y □ → E □`."""
    said = [message("raised", name=Symbol(walk[0]), way="+")]
    said += [message("raised", name=Symbol(name), way=BLANK) for name in walk[1:]]
    rest = said.pop()
    while said:
        rest = message("arrow", first=said.pop(), rest=rest)
    return rest


def _tried(derivation: Derivation, name: Symbol, loss: Symbol) -> Message:
    """A number a little larger put into the formula, not worked out."""
    formula, at = derivation.graph[loss.name].term, derivation.evaluation
    assert formula is not None
    used = {atom: at[atom] for atom in atoms(formula)}
    if any(map(is_matrix, used.values())):
        return message("hint-sign-both", name=name, left=loss)
    rounding = derivation.lesson.rounding
    more = used[name] + MORE
    return message(
        "hint-sign-try",
        name=name,
        more=as_shown(more, rounding),
        left=loss,
        right=fill(formula, {**used, name: more}, rounding),
        needs=tuple(used),
    )


# -- what an author asks for in his own words


def expression_hints(derivation: Derivation, question: Question) -> Iterator[Message]:
    """The names it takes, how it is put together, its numbers."""
    formula = question.formula
    used = tuple(dict.fromkeys(atoms(formula))) if formula is not None else ()
    if formula is None or not used:
        yield from map(
            message, ("hint-expression", "hint-expression-apart", "hint-expression-small")
        )
        return
    yield message("hint-expression-names", names=used)
    yield _built(formula)
    at, rounding = derivation.evaluation, derivation.lesson.rounding
    filled = with_numbers(message("what-is-asked"), formula, question.value, at, rounding)
    numbers = filled.id == "hint-numbers"
    yield message("hint-expression-numbers", right=filled.facts["right"]) if numbers else filled


def _built(formula: Term) -> Message:
    """The formula with a blank for its first part that has names in it."""
    if isinstance(formula, Apply):
        places = [i for i, arg in enumerate(formula.args) if next(atoms(arg), None) is not None]
        inside = formula.args[places[0]]
        # -(x) with its part blank tells nothing: the blank goes one deeper
        if len(formula.args) == 1 and isinstance(inside, Apply) and len(inside.args) > 1:
            return message("hint-expression-built", right=Apply(formula.op, (_blank(inside),)))
        return message("hint-expression-built", right=_blank(formula))
    return message("hint-expression-one")


def _blank(formula: Apply) -> Term:
    places = [i for i, arg in enumerate(formula.args) if next(atoms(arg), None) is not None]
    first = places[0] if places else 0
    args = (*formula.args[:first], BLANK, *formula.args[first + 1 :])
    return Apply(formula.op, args, formula.axis)


# -- total derivatives of a node


def total_hints(derivation: Derivation, question: Question, of: str, by: str) -> Iterator[Message]:
    """The rule along the arrows, the nodes that they lead to, their numbers."""
    graph = derivation.graph
    facts = {"of": Symbol(of), "by": Symbol(by)}
    yield Message("hint-total", facts)
    before = _before(derivation, of)
    users = [user for user in graph.consumers[by] if user in before]
    if not users:
        yield Message("hint-total-none", facts)
        yield Message("hint-total-still", facts)
        return
    parts: list[Term] = [
        BLANK if user == of else Apply("mul", (Derivative(of, user), BLANK)) for user in users
    ]
    right = parts[0] if len(parts) == 1 else Apply("add", tuple(parts))
    yield message("hint-symbols", left=question.asked, right=right)
    yield Message("hint-total-each", {**facts, "via": tuple(map(Symbol, users))})


def _before(derivation: Derivation, end: str) -> set[str]:
    """The names that a node is made from, itself among them."""
    found, left = {end}, [end]
    while left:
        for source in derivation.graph[left.pop()].sources:
            if source not in found:
                found.add(source)
                left.append(source)
    return found
