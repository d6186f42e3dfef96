"""Telling: what is said of a wrong answer that one misconception or several explain.

In: the predictions that an answer agrees with. Out: a diagnosis for each misconception among
them. Where they say different things, none is claimed: all share one sentence that names what
they have in common, or asks the question that tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backtutor.agreement import agree
from backtutor.messages import Message
from backtutor.misconceptions.foretelling import Predictor
from backtutor.misconceptions.model import Prediction
from backtutor.misconceptions.table import AUTHOR, FORESEEN
from backtutor.terms import Derivative, Quantity, Symbol, Updated
from backtutor.text import say
from backtutor.values import Value
from backtutor.verdicts import Diagnosis

SHARED = frozenset(("chain", "paths", "names", "batch"))
"""The families whose sentence in common, `why-several-<family>`, says what they share."""

ASKING = frozenset(("why-several", "why-several-chain", "why-several-paths", "why-tell-apart"))
"""The sentences that ask for what an answer is made of."""

NEGATED = "negated"
"""What says that an answer is the negative of the right one, however it came about."""

MOST = 3
"""Of more ideas than these, nothing is said that is true of some only."""


def explain(
    matches: Sequence[Prediction],
    predictor: Predictor | None = None,
    asked: Quantity | None = None,
) -> tuple[Diagnosis, ...]:
    """One diagnosis a misconception that fits; where several do, all share one message."""
    for match in matches:
        if match.misconception == AUTHOR:
            return (Diagnosis(AUTHOR, match.message),)
    by_id = {match.misconception: match for match in reversed(matches)}
    fitting = [by_id[id] for id in dict.fromkeys(match.misconception for match in matches)]
    if not fitting:
        return ()
    said = _said(fitting, predictor, asked)
    return tuple(Diagnosis(match.misconception, said, said.id in ASKING) for match in fitting)


def _said(
    fitting: Sequence[Prediction], predictor: Predictor | None, asked: Quantity | None
) -> Message:
    """What mistakes that give the same answer have in common, or what tells them apart."""
    first, families = fitting[0].message, {match.family for match in fitting}
    if len({say(match.message, "en") for match in fitting}) == 1:
        return first
    if FORESEEN in families:
        return _of_question(fitting)
    if "update" in families and "sign" in families:
        return Message("why-several-update", first.facts)
    if first.id.startswith("why-sign") and families <= {"sign", "names"}:
        # whatever turned it round, the question to ask is the same
        return first
    for match in fitting:
        if match.misconception == NEGATED:
            # the sign is wrong, whatever else may be
            return match.message
    if len(families) == 1 and families <= SHARED and len(fitting) <= MOST:
        return Message(f"why-several-{families.pop()}", first.facts)
    if "paths" in families and families <= {"paths", "names", "chain"}:
        # whichever it is, the paths one by one show it
        return Message("why-several-paths", first.facts)
    separator = _separator(fitting, predictor, asked) if predictor and asked else None
    if separator is not None:
        return Message("why-tell-apart", {**first.facts, "asked": separator})
    if "update" in families:
        return Message("why-several-update", first.facts)
    return Message(f"why-several{_kind(predictor, asked)}", first.facts)


def _kind(predictor: Predictor | None, asked: Quantity | None) -> str:
    """Of a value and of a single arrow there are no factors to be named one by one."""
    match asked:
        case Symbol():
            return "-value"
        case Derivative(_, _, True):
            return "-arrow"
        case Derivative(of, by) if predictor and predictor.ways(by).users == [of]:
            return "-arrow"
    return ""


def _of_question(fitting: Sequence[Prediction]) -> Message:
    """What a question foresees for itself; an entry across the diagonal is a transpose too."""
    own = [match for match in fitting if match.family == FORESEEN]
    others = {match.misconception for match in fitting if match.family != FORESEEN}
    alone = len(own) == 1 and others <= {"transposed"}
    return own[0].message if alone else Message("why-several-slips")


def _separator(
    fitting: Sequence[Prediction], predictor: Predictor, asked: Quantity
) -> Derivative | None:
    """A simpler question to which these mistakes give different answers."""
    for simpler in _simpler(predictor, asked):
        if _is_answer(simpler, predictor, asked):
            continue
        answers = [_answers(match, predictor, simpler) for match in fitting]
        if any(not _alike(answers[0], others) for others in answers[1:]):
            return simpler
    return None


def _is_answer(simpler: Derivative, predictor: Predictor, asked: Quantity) -> bool:
    """Whether a gradient goes on unchanged, so that its name is the formula that is asked."""
    derivation = predictor.derivation
    return isinstance(asked, Derivative) and derivation.formula(asked.by) == simpler


def _simpler(predictor: Predictor, asked: Quantity) -> Iterator[Derivative]:
    """What an answer is made of: the local gradients, then what arrives."""
    graph = predictor.derivation.graph
    match asked:
        case Updated(name) if name in predictor.derivation.gradients:
            yield predictor.derivation.gradient(name)
        case Derivative(of, by, False) if of == graph.loss and not graph.has_matrix(by):
            users = [user for user in graph.consumers[by] if user in graph.live]
            for user in users:
                if user != of and not graph.has_matrix(user):
                    yield Derivative(user, by, local=True)
            for user in users:
                if user != of:
                    yield predictor.derivation.gradient(user)


def _answers(match: Prediction, predictor: Predictor, asked: Quantity) -> list[Value]:
    """What a holder answers to another question; the right thing, where it changes nothing."""
    found = predictor.predictions(asked)
    wrong = [one.value for one in found if one.misconception == match.misconception]
    return wrong or [predictor.derivation.value(asked)]


def _alike(some: list[Value], others: list[Value]) -> bool:
    return len(some) == len(others) and all(map(agree, some, others))
