"""Hints and nudges: help that never contains the answer.

A ladder of three for each kind of question: the rule in words with the path, the chain in
symbols with a blank, the numbers filled in but not worked out. Where the answer would stand
among the numbers, the ladder only says which to take. What an author says of the node comes
first. A nudge moves the asked name by a little and follows the change to the loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from backtutor.derive import Derivation, GradientStep
from backtutor.evaluation import Fault, PassBack
from backtutor.lesson import Words
from backtutor.matrix_hints import BLANK, matrix_hints
from backtutor.messages import Message, message
from backtutor.notation import DEFAULT_ROUNDING, Rounding, plain, show
from backtutor.questions import Phase, Question
from backtutor.terms import (
    TERMS,
    Apply,
    Derivative,
    MatrixTerm,
    Number,
    Symbol,
    Term,
    Updated,
    atoms,
)
from backtutor.values import (
    Point,
    Scalar,
    Undefined,
    Value,
    apply,
    entries,
    entry_of,
    evaluate,
    is_matrix,
    magnitude,
    shape_of,
    size,
)

NUDGE = Fraction(1, 100)

Place = tuple[int, int]
"""Row and column of a matrix, from 0."""

MOST_WRITTEN = 16
"""Entries of matrices that a hint writes out."""

SHORT = 8
"""Characters that an exact number may take among others."""


def hints(derivation: Derivation, question: Question) -> tuple[Message | Words, ...]:
    """The ladder of a question: the node's own hint, then the step's or the program's."""
    caption = derivation.lesson.captions.get(_about(question) or "")
    own = (caption.hint,) if caption and caption.hint else ()
    return (*own, *(question.settings.hints or _ladder(derivation, question)))


def _about(question: Question) -> str | None:
    """The node that a question is about: of a local derivative, the one whose formula it is."""
    match question.asked:
        case Derivative(of, by, local):
            return of if local else by
        case Symbol(name) | Updated(name):
            return name
    return _raised(question) if question.phase is Phase.SIGN else None


def _raised(question: Question) -> str:
    """The name that a sign question raises."""
    assert isinstance(question.prompt, Message)
    raised: Symbol = question.prompt.facts["name"]
    return raised.name


def _ladder(derivation: Derivation, question: Question) -> Iterator[Message]:
    if question.telling is not None and question.telling.ladder:
        return iter(question.telling.ladder)
    match question.asked:
        case Derivative(of, by, False) if (
            of == derivation.graph.loss and by in derivation.gradients
        ):
            return _gradient_hints(derivation, question, by)
        case Derivative(of, by, False):
            return iter((message("hint-total", of=Symbol(of), by=Symbol(by)),))
        case Derivative():
            return _local_hints(derivation, question)
        case Updated() if question.phase is Phase.UPDATE:
            return _update_hints(derivation, question)
        case Symbol() | Updated():
            return _value_hints(derivation, question)
    if question.phase is Phase.SIGN:
        return _sign_hints(derivation, _raised(question))
    computed = question.formula or any(isinstance(c.text, TERMS) for c in question.choices)
    return iter((message("hint-expression"),) if computed else ())


def _gradient_hints(derivation: Derivation, question: Question, by: str) -> Iterator[Message]:
    step = derivation.gradients[by]
    if derivation.graph.has_matrix(by, *(term.via for term in step.terms)):
        yield from matrix_hints(derivation, step)
        yield _numbers(derivation, question)
        return
    facts = {
        "by": Symbol(by),
        "loss": Symbol(step.loss),
        "path": tuple(Symbol(name) for name in path(derivation, by)),
        "via": tuple(Symbol(term.via) for term in step.terms),
        "count": len(step.terms),
    }
    if len(step.terms) > 1:
        yield Message("hint-paths", facts)
    elif step.terms[0].via == step.loss:
        yield Message("hint-loss", facts)
    else:
        yield Message("hint-chain", facts)
    if [term.via for term in step.terms] == [step.loss]:
        yield _formula_hint(derivation, step.loss, by)
    else:
        yield message("hint-symbols", left=step.quantity, right=_blanks(step))
    yield _numbers(derivation, question, step.terms[0].via if len(step.terms) == 1 else None)


def _blanks(step: GradientStep) -> Term:
    """The chain in symbols, a blank for each local derivative."""
    blanks: list[Term] = [
        Apply("mul", (term.upstream, BLANK)) if term.via != step.loss else BLANK
        for term in step.terms
    ]
    return blanks[0] if len(blanks) == 1 else Apply("add", tuple(blanks))


def _formula_hint(derivation: Derivation, of: str, by: str) -> Message:
    formula = derivation.graph[of].term
    return message("hint-formula", left=Symbol(of), right=formula, by=Symbol(by))


def _local_hints(derivation: Derivation, question: Question) -> Iterator[Message]:
    assert isinstance(question.asked, Derivative)
    of, by = question.asked.of, question.asked.by
    others = _others(derivation, of, by)
    id = "hint-local" if others else "hint-local-alone"
    yield message(id, of=Symbol(of), by=Symbol(by), others=others)
    yield _formula_hint(derivation, of, by)
    yield _numbers(derivation, question, of)


def _others(derivation: Derivation, of: str, by: str) -> tuple[Symbol, ...]:
    return tuple(Symbol(name) for name in derivation.graph[of].sources if name != by)


def _value_hints(derivation: Derivation, question: Question) -> Iterator[Message]:
    assert question.asked is not None
    assert question.formula is not None
    second = isinstance(question.asked, Updated)
    yield message("hint-second" if second else "hint-forward", name=_named(question))
    yield message("hint-is", left=_named(question), right=question.formula)
    yield _numbers(derivation, question)


def _update_hints(derivation: Derivation, question: Question) -> Iterator[Message]:
    assert isinstance(question.asked, Updated)
    name = Symbol(question.asked.name)
    loss = derivation.graph.loss
    yield message("hint-update", name=name, loss=Symbol(loss))
    step = Apply("mul", (BLANK, Derivative(loss, name.name)))
    right = Apply("add", (name, Apply("neg", (step,))))
    yield message("hint-is", left=_named(question), right=right)
    yield _numbers(derivation, question)


def _sign_hints(derivation: Derivation, name: str) -> Iterator[Message]:
    walk = path(derivation, name)
    yield message("hint-sign", path=tuple(Symbol(step) for step in walk))
    local = derivation.evaluation.locals[walk[0], walk[1]]
    if len(walk) < 3 or isinstance(local, PassBack):
        # one arrow: which way it goes is the answer
        formula = derivation.graph[walk[1]].term
        yield message("hint-sign-loss", name=Symbol(name), left=Symbol(walk[1]), right=formula)
        return
    way = message("way-up" if local > 0 else "way-down" if local < 0 else "way-still")
    yield message("hint-sign-edge", name=Symbol(name), next=Symbol(walk[1]), way=way)


def _named(question: Question) -> Term | Message:
    if isinstance(question.asked, Updated):
        return message("updated-name", name=Symbol(question.asked.name))
    assert question.asked is not None
    return question.asked


def _numbers(derivation: Derivation, question: Question, via: str | None = None) -> Message:
    """The formula with its numbers, not worked out.

    Where it is a lone name or number, or a number in it is the answer, only the way to it is
    told: how far does `via` move with what the slope is taken by?
    """
    formula = question.formula
    assert formula is not None
    if isinstance(formula, Number):
        return message("hint-constant")
    if not isinstance(formula, Apply) and via is not None:
        assert isinstance(question.asked, Derivative)
        return message("hint-slope", via=Symbol(via), by=Symbol(question.asked.by))
    at = derivation.evaluation
    if isinstance(question.asked, Updated) and question.phase is not Phase.UPDATE:
        at = derivation.updated
    return with_numbers(_named(question), formula, question.value, at, derivation.lesson.rounding)


def with_numbers(
    left: Term | Message, formula: Term, answer: Value, at: Point, rounding: Rounding
) -> Message:
    """A formula with its numbers, not worked out; where the answer would stand among them, only
    which to take."""
    used = {atom: at[atom] for atom in atoms(formula)}
    if any(map(is_matrix, (answer, *used.values()))):
        return _with_matrices(left, formula, answer, used, rounding)
    filled = fill(formula, used, rounding)
    # -(-0.2) gives 0.2 away as well
    if show(magnitude(answer), rounding) in (show(abs(n), rounding) for n in _numerals(filled)):
        return message("hint-look-up", names=tuple(used)) if used else message("hint-constant")
    return message("hint-numbers", left=left, right=filled)


def _with_matrices(
    left: Term | Message,
    formula: Term,
    answer: Value,
    used: Mapping[Symbol | Derivative, Value],
    rounding: Rounding,
) -> Message:
    """Small matrices are written in their rows; of larger ones it is told which to take."""
    written = sum(len(entries(used[atom])) for atom in atoms(formula))
    is_among = show(answer, rounding) in (show(value, rounding) for value in used.values())
    if written > MOST_WRITTEN or is_among or not isinstance(formula, Apply):
        return message("hint-look-up", names=tuple(used)) if used else message("hint-constant")
    return message("hint-numbers", left=left, right=fill(formula, used, rounding))


def worked_out(left: Term | Message, formula: Term, value: Value, rounding: Rounding) -> Message:
    """`∂e/∂b = d + w·c = 4.75`; of a matrix without its numbers."""
    right: Term | Message = formula
    if not is_matrix(value) and not isinstance(formula, Number):
        right = message("equals", left=formula, right=as_shown(value, rounding))
    return message("equals", left=left, right=right)


def _numerals(term: Term) -> Iterator[Fraction]:
    """The numbers that stand in a term."""
    match term:
        case Number(value):
            yield value
        case Apply(_, args):
            for arg in args:
                yield from _numerals(arg)


def fill(
    term: Term, values: Mapping[Symbol | Derivative, Value], rounding: Rounding = DEFAULT_ROUNDING
) -> Term:
    """`term` with its atoms replaced by their numbers as shown, nothing worked out."""
    match term:
        case Symbol() | Derivative():
            return _written(values[term], rounding)
        case Number() | MatrixTerm():
            return term
        case Apply(op, args, axis):
            return Apply(op, tuple(fill(arg, values, rounding) for arg in args), axis)


def _written(value: Value, rounding: Rounding) -> Term:
    if not is_matrix(value):
        return as_shown(value, rounding)
    return MatrixTerm(tuple(tuple(as_shown(x, rounding) for x in row) for row in value.tolist()))


def as_shown(value: Scalar, rounding: Rounding = DEFAULT_ROUNDING) -> Number:
    """A short exact number as it is, any other as the screen shows it."""
    if isinstance(value, Fraction) and len(plain(value)) <= SHORT:
        return Number(value)
    return Number(Fraction(show(value, rounding)))


def path(derivation: Derivation, by: str) -> tuple[str, ...]:
    """The longest path from a name to the loss, the one that is lit; the name alone without one."""
    graph = derivation.graph
    length: dict[str, int] = {graph.loss: 0}
    for name in reversed(tuple(graph.nodes)):
        ahead = [length[user] + 1 for user in graph.consumers[name] if user in length]
        if ahead and name != graph.loss:
            length[name] = max(ahead)
    walk = [by]
    while walk[-1] != graph.loss and by in length:
        users = [user for user in graph.consumers[walk[-1]] if user in length]
        walk.append(max(users, key=lambda user: length[user]))
    return tuple(walk)


class Moved(NamedTuple):
    """A name on the way, by how much it moves, and of a matrix which entry moves so."""

    name: str
    change: Scalar
    place: Place | None = None

    @property
    def symbol(self) -> Symbol:
        return entry_symbol(self.name, self.place)


def entry_symbol(name: str, place: Place | None) -> Symbol:
    """`W[1,2]`, rows and columns counted from 1; a scalar by its name."""
    return Symbol(name if place is None else f"{name}[{place[0] + 1},{place[1] + 1}]")


def largest(value: Value) -> Place | None:
    """Where the largest entry stands, of equal ones the first; None for a scalar."""
    shape, found = shape_of(value), entries(value)
    if not shape:
        return None
    steepest = max(range(len(found)), key=lambda i: size(found[i]))
    return divmod(steepest, shape[1])


def nudge(
    derivation: Derivation, name: str, by: Scalar = NUDGE, place: Place | None = None
) -> tuple[Moved, ...]:
    """Move a name a little, hold its own formula off, and follow the change to the loss.

    Of a matrix one entry is moved, that with the steepest slope unless a `place` is said.
    """
    at = derivation.evaluation.forward
    place = place or largest(derivation.evaluation[derivation.gradient(name)])
    values = dict(at)
    values[Symbol(name)] = _moved(at[Symbol(name)], by, place)
    try:
        for node in derivation.graph.nodes.values():
            if node.term is not None and node.name != name:
                values[Symbol(node.name)] = evaluate(node.term, values)
    except (Undefined, Fault):
        return ()
    walk = path(derivation, name)
    first = Moved(name, by, place)
    return (first, *(_move(step, at[Symbol(step)], values[Symbol(step)]) for step in walk[1:]))


def _moved(value: Value, by: Scalar, place: Place | None) -> Value:
    if not is_matrix(value):
        return apply("add", (value, by))
    from backtutor.matrices import with_entry

    assert place is not None
    return with_entry(value, place, entry_of(value, place) + by)


def _move(name: str, before: Value, after: Value) -> Moved:
    """The change of a name; of a matrix that of the entry which moves most."""
    change = apply("add", (after, apply("neg", (before,))))
    place = largest(change)
    return Moved(name, entry_of(change, place), place)
