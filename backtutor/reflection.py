"""Reflection: one small question about the principle of a step that was just revealed.

In: a derivation and the question that was revealed. Out: a choice, worth no points, each wrong
option with its reason; None where the step teaches no principle. What is asked follows from the
derivation: a fork, the rule that made a factor, the sign of an update. To ask about another kind
of step, add a row to `KINDS`; its options are rows of `backtutor.text.flow`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from string import ascii_lowercase
from typing import Any

from backtutor.derive import Derivation, GradientStep
from backtutor.lesson import Settings
from backtutor.messages import Message, message
from backtutor.questions import Choice, Extent, OneOf, Phase, Question
from backtutor.terms import Apply, Derivative, Symbol, Term, Updated, atoms

Asked = tuple[Message, Sequence[Choice]]
"""The question and its options."""

FREE = Settings(points=Fraction(0))


def reflection(derivation: Derivation, revealed: Question) -> Question | None:
    """The question to think over after `revealed`; the right option stands at no fixed place."""
    for kind in KINDS:
        asked = kind(derivation, revealed)
        if asked is not None:
            prompt, choices = asked
            return Question(
                id=f"reflect:{revealed.id}",
                phase=Phase.OTHER,
                prompt=prompt,
                asked=None,
                wants=OneOf(tuple(_turned(choices, revealed.id))),
                settings=FREE,
            )
    return None


def _turned(choices: Sequence[Choice], key: str) -> Sequence[Choice]:
    """The options begun at another place, the same on every run."""
    turn = sum(map(ord, key)) % len(choices)
    return (*choices[turn:], *choices[:turn])


def letters(question: Question) -> str:
    """What may be typed: no digit, for that could be the answer to the next question."""
    return ascii_lowercase[: len(question.choices)]


def chosen(question: Question, typed: str) -> Choice | None:
    """The option of a letter; None for anything else."""
    place = letters(question).find(typed.strip().lower()) if len(typed.strip()) == 1 else -1
    return question.choices[place] if place >= 0 else None


def _choices(right: str, wrong: Sequence[str], facts: Mapping[str, Any]) -> list[Choice]:
    """Options that are rows of the catalogue; the reason of `id` is `why-not-id`."""
    found = [Choice(Message(right, facts), True)]
    return [
        *found,
        *(Choice(Message(id, facts), False, Message(f"why-not-{id}", facts)) for id in wrong),
    ]


# -- what there is to ask


def _gradient(derivation: Derivation, question: Question) -> GradientStep | None:
    """The gradient that was revealed, or of which a part was; none of an entry, whose gradient
    was asked before."""
    match (question.share_of or question.asked) if question.formula is not None else None:
        case Derivative(of, by, False) if of == derivation.graph.loss:
            return derivation.gradients.get(by)
    return None


def _fork(derivation: Derivation, question: Question) -> Asked | None:
    """Several consumers: why their parts are added, or why they are not divided."""
    step = _gradient(derivation, question)
    if step is None or len(step.terms) < 2:
        return None
    facts = {
        "by": Symbol(step.target),
        "loss": Symbol(step.loss),
        "count": len(step.terms),
        "via": tuple(Symbol(term.via) for term in step.terms),
    }
    if sum(map(ord, step.target)) % 2:
        wrong = ("share-mean", "share-forward")
        return Message("reflect-share", facts), _choices("share-whole", wrong, facts)
    wrong = ("fork-forward", "fork-choose")
    return Message("reflect-fork", facts), _choices("fork-add", wrong, facts)


def _matrix(derivation: Derivation, question: Question) -> Asked | None:
    """One consumer and a matrix: how what arrives comes back."""
    step = _gradient(derivation, question)
    if step is None or not derivation.graph.has_matrix(step.target, step.terms[0].via):
        return None
    from backtutor.passing import passing  # few lessons have matrices

    asked = passing(derivation, step)
    if asked is None or not isinstance(asked.prompt, Message):
        return None
    return asked.prompt, asked.choices


def _rule(derivation: Derivation, question: Question) -> Asked | None:
    """The rule that made a local gradient; where that is not one rule, why it is a factor."""
    match question.asked:
        case Derivative(of, by, True):
            via = of
        case _:
            step = _gradient(derivation, question)
            if step is None:
                return None
            by, via = step.target, step.terms[0].via
    formula = derivation.graph[via].term
    assert formula is not None
    facts = {
        "by": Symbol(by),
        "via": Symbol(via),
        "loss": Symbol(derivation.graph.loss),
        "formula": formula,
        "slope": Derivative(via, by, local=True),
    }
    rule = rule_of(formula, by)
    # what has a part in the slope could be said to give it
    taken = (*rules_used(formula, by), *ALIKE.get(rule or "", ()))
    fair = [f"rule-{other}" for other in RULES if other not in taken]
    if rule is not None and fair:
        return Message("reflect-rule", facts), _choices(f"rule-{rule}", fair[:3], facts)
    if via == derivation.graph.loss:
        return None
    wrong = ["chain-value", "chain-added"]
    return Message("reflect-chain", facts), _choices("chain-through", wrong, facts)


RULES = ("product", "sum", "power", "function", "quotient", "factor")
ALIKE = {
    "factor": ("product",),
    "product": ("factor", "quotient"),
    "power": ("function", "product"),
    "function": ("power",),
    "quotient": ("power", "function", "product", "factor"),
}
"""Rules that could be said to give the same slope: 1/q is q^(−1), q² is q·q, x/q is x·(1/q)."""

STRAIGHT = ("sum", "factor")
"""Rules that stand beside any other."""


def rule_of(formula: Term, by: str) -> str | None:
    """The rule that gives the slope by a name; None where it takes more than one, beside sums
    and fixed numbers."""
    if list(atoms(formula)).count(Symbol(by)) != 1:
        return None
    rules = rules_used(formula, by)
    bending = [rule for rule in rules if rule not in STRAIGHT]
    if bending:
        return bending[0] if len(bending) == 1 else None
    return "factor" if "factor" in rules else "sum"


def rules_used(formula: Term, by: str) -> list[str]:
    """The rules on the way from a formula down to a name in it."""
    return [_rule_of(term, inside) for term, inside in _way_down(formula, by)]


def _way_down(term: Term, by: str) -> Iterator[tuple[Apply, Term]]:
    """Each operation on the way to a name, with the argument that holds it."""
    while isinstance(term, Apply):
        inside = next(arg for arg in term.args if Symbol(by) in set(atoms(arg)))
        yield term, inside
        term = inside


def _rule_of(term: Apply, inside: Term) -> str:
    """The rule that an operation brings to one of its arguments."""
    match term.op:
        case "neg":
            return "factor"
        case "add":
            return "sum"
        case "div" if inside is term.args[1]:
            return "quotient"
        case "mul" | "div":
            others = [arg for arg in term.args if arg is not inside]
            return "factor" if all(map(_is_number, others)) else "product"
        case "pow":
            return "power" if inside is term.args[0] else "function"
    return "function"


def _is_number(term: Term) -> bool:
    return next(atoms(term), None) is None


def _update(derivation: Derivation, question: Question) -> Asked | None:
    if not isinstance(question.asked, Updated):
        return None
    facts = {"name": Symbol(question.asked.name), "loss": Symbol(derivation.graph.loss)}
    if question.phase is Phase.UPDATE:
        wrong = ("step-smaller", "step-difference")
        return Message("reflect-step", facts), _choices("step-uphill", wrong, facts)
    wrong = ("second-one", "second-old")
    return Message("reflect-second", facts), _choices("second-all", wrong, facts)


def _value(derivation: Derivation, question: Question) -> Asked | None:
    """Of a value: what it is made from, and what is made from it."""
    if not isinstance(question.asked, Symbol):
        return None
    graph, name = derivation.graph, question.asked.name
    facts = {"name": question.asked, "formula": graph[name].term}
    sources = graph[name].sources
    later = graph.consumers[name]
    apart = [n for n in graph.nodes if n not in (name, *sources, *later)]
    wrong = [*((n, "later") for n in later[:1]), *((n, "apart") for n in apart[-2:])]
    if not sources or not wrong:
        return None
    choices = [Choice(Symbol(sources[-1]), True)]
    for other, id in wrong[:2]:
        why = message(f"why-not-before-{id}", **{**facts, "other": Symbol(other)})
        choices.append(Choice(Symbol(other), False, why))
    return Message("reflect-before", facts), choices


def _shape(derivation: Derivation, question: Question) -> Asked | None:
    """Of the shape of a gradient: where it comes from."""
    if not isinstance(question.wants, Extent) or not isinstance(question.prompt, Message):
        return None
    item = question.prompt.facts["item"]
    if not isinstance(item, Derivative):
        return None
    facts = {"item": item, "of": Symbol(item.of), "by": Symbol(item.by)}
    wrong = ("shape-of-loss", "shape-of-output")
    return Message("reflect-shape", facts), _choices("shape-each", wrong, facts)


KINDS: tuple[Callable[[Derivation, Question], Asked | None], ...] = (
    _shape,
    _update,
    _value,
    _fork,
    _matrix,
    _rule,
)
"""What can be asked, the first that fits the step."""
