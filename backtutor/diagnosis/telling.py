"""Telling: the sentences of one explanation, and where its mistake is made.

In: an `Explanation`. Out: `Told`: a head and sentences below it, or one sentence alone where a
single name is explained by its own last step. Where several mistakes fit, they are listed while
they are few, and what they share is said; none is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backtutor.derive import Derivation
from backtutor.diagnosis.hypotheses import Hypothesis, Sort
from backtutor.diagnosis.ratios import is_simple
from backtutor.diagnosis.seeing import ratio_text
from backtutor.diagnosis.weighing import Explanation
from backtutor.messages import Message, message
from backtutor.misconceptions import Prediction, Predictor, explain
from backtutor.terms import Derivative, Symbol
from backtutor.text import LANGUAGES, say

MOST = 3
"""Mistakes that are listed one by one."""

SHOWN = 8
"""Names in one sentence; of more it is said how many."""


@dataclass(frozen=True, slots=True)
class Told:
    """`head` says what is explained, and where; `is_own`: one name by its own step, without."""

    explains: tuple[str, ...]
    ids: tuple[str, ...]
    head: Message
    said: tuple[Message, ...]
    is_own: bool = False


def told(derivation: Derivation, one: Explanation) -> Told:
    """What is told of one explanation."""
    match one.alternatives[0].sort:
        case Sort.NAMED | Sort.EACH:
            return _named(derivation, one)
        case Sort.FACTOR | Sort.FACTORS:
            return _factor(derivation, one)
        case Sort.OWN:
            return _own(one)


def _named(derivation: Derivation, one: Explanation) -> Told:
    alternatives = _about_names_first(one)
    ids = tuple(dict.fromkeys(alternative.id for alternative in alternatives))
    told = {_sentence(a): a for a in reversed(alternatives) if a.prediction is not None}
    first, *others = (a.prediction for a in reversed(told.values()) if a.prediction is not None)
    names = names_text(one.explains)
    if not others or {first.family, *(other.family for other in others)} == {"sign"}:
        # whatever turned it round, the question to ask is the same
        id = "diagnose-one" if len(one.explains) == 1 else "diagnose-all"
        head = message(id, names=names, place=_joined(_places(derivation, one)))
        return Told(one.explains, ids, head, (first.message,), _is_own(one))
    if len(told) <= MOST and not _is_own(one):
        head = message("diagnose-several", names=names)
        return Told(one.explains, ids, head, tuple(_listed(reversed(told.values()), one)))
    head = message("diagnose-many", names=names, count=len(ids))
    shared = _shared(derivation, [first, *others])
    return Told(one.explains, ids, head, (shared,), _is_own(one))


def _about_names_first(one: Explanation) -> list[Hypothesis]:
    """The alternatives, those first whose words are about a name that is explained."""
    explained = {Symbol(name) for name in one.explains}

    def is_about_another(alternative: Hypothesis) -> bool:
        said = alternative.prediction
        return said is None or said.message.facts["by"] not in explained

    return sorted(one.alternatives, key=is_about_another)


def _sentence(one: Hypothesis) -> str:
    """What tells two explanations apart for a reader."""
    return say(one.prediction.message, LANGUAGES[0]) if one.prediction is not None else ""


def _is_own(one: Explanation) -> bool:
    """Whether a single name is explained by its own last step."""
    return len(one.explains) == 1 and {a.site for a in one.alternatives} == {one.explains[0]}


def _shared(derivation: Derivation, predictions: Sequence[Prediction]) -> Message:
    """What many mistakes have in common, where all speak of one gradient."""
    about = {prediction.message.facts["by"] for prediction in predictions}
    if len(about) > 1:
        return message("many-look")
    asked = Derivative(derivation.graph.loss, next(iter(about)).name)
    return explain(predictions, Predictor(derivation), asked)[0].message


def _listed(alternatives: Iterable[Hypothesis], one: Explanation) -> list[Message]:
    """The mistakes, one a sentence, each with its place."""
    return [
        message("diagnose-either", place=_place(a, one.explains), said=a.prediction.message)
        for a in alternatives
        if a.prediction is not None
    ]


# -- where


def _places(derivation: Derivation, one: Explanation) -> list[Message]:
    """Where the mistake may be made, the nearest to the loss first; the step back through a node
    stands for the gradients that are made in it."""
    steps = [a.site for a in one.alternatives if a.in_step and a.site is not None]
    made = {source for site in steps for source in derivation.graph[site].sources}
    chosen = [a for a in one.alternatives if a.in_step or a.site not in made]
    return list({_key(a): _place(a, one.explains) for a in chosen}.values())


def _key(one: Hypothesis) -> tuple[str | None, bool]:
    return one.site, one.in_step


def _place(one: Hypothesis, explains: Sequence[str]) -> Message:
    if one.site is None:
        return message("place-everywhere" if one.in_step else "place-each")
    if one.in_step:
        return message("place-step", site=Symbol(one.site))
    if tuple(explains) == (one.site,):
        return message("place-own")
    return message("place-gradient", site=Symbol(one.site))


def _joined(places: Sequence[Message]) -> Message:
    """`in the step back through E`, or `… or in …`; of many the first and the last."""
    if len(places) == 1:
        return places[0]
    id = "place-or" if len(places) == 2 else "place-between"
    return message(id, first=places[0], last=places[-1])


def names_text(names: Sequence[str]) -> tuple[Symbol | Message, ...]:
    """The first few names, and how many more."""
    shown = tuple(map(Symbol, names[:SHOWN]))
    more = len(names) - SHOWN
    return (*shown, message("verify-more", count=more)) if more > 0 else shown


# -- what no misconception gives


def _factor(derivation: Derivation, one: Explanation) -> Told:
    ratio = one.alternatives[0].ratio
    assert ratio is not None
    sites = [alternative.site for alternative in one.alternatives if alternative.site is not None]
    simple = is_simple(ratio, derivation)
    facts = {"names": names_text(one.explains), "ratio": ratio_text(ratio) if simple else ""}
    head = Message("diagnose-ratio" if simple else "diagnose-some-ratio", facts)
    if len(one.explains) == 1:
        said = message("factor-own", name=Symbol(one.explains[0]))
    elif not sites:
        said = message("factor-each")
    elif len(sites) == 1:
        said = message("factor-at", site=Symbol(sites[0]))
    else:
        said = message("factor-between", first=Symbol(sites[0]), last=Symbol(sites[-1]))
    return Told(one.explains, ("factor",), head, (said,))


def _own(one: Explanation) -> Told:
    site = one.alternatives[0].site
    assert site is not None
    others = tuple(name for name in one.explains if name != site)
    facts = {"site": Symbol(site), "names": names_text(others)}
    return Told(
        one.explains, ("own",), Message("diagnose-own", facts), (message("own-look", **facts),)
    )
