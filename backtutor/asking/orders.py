"""Orders: steps to be put in order, shown mixed, and the judgement of what was typed.

In: the author's items in a right order, and the pairs of which either may come first. An
answer names every item once, by letter or by number: `b a c`, `2 1 3`, `213`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise
from random import Random
from string import ascii_lowercase
from unicodedata import normalize

from backtutor.lesson import Order, Words
from backtutor.messages import Message, Translated, message
from backtutor.questions import Arrangement, Phase, Question, Telling
from backtutor.verdicts import Judgement, Right, Unreadable, Wrong, unreadable

MOST = 12
"""Items of one list; more are hard to take in."""

TRIES = 50
"""Mixtures that are looked at until one is no right answer."""

BETWEEN = r"[\s,;、，；.→>·-]+"
"""What may stand between two items."""


def order(step: Order, id: str) -> Question:
    """The question of `order`, its items mixed by its id alone: the same on every run."""
    before = [pair for pair in combinations(range(len(step.items)), 2) if pair not in step.free]
    places = mixed(len(step.items), before, id)
    shown = {item: place for place, item in enumerate(places)}
    wanted = Arrangement(
        tuple(step.items[item] for item in places),
        frozenset((shown[first], shown[second]) for first, second in before),
    )
    return Question(
        id=id,
        phase=Phase.OTHER,
        prompt=step.prompt,
        asked=None,
        wants=wanted,
        settings=step.settings,
        telling=Telling(
            name=message("order-name"),
            form=message("form-order", letters=" ".join(letters(wanted))),
            ladder=_ladder(step),
            where=message("wrong-order"),
            solution=(message("solution-order", letters=" ".join(solution(wanted))),),
        ),
    )


def mixed(count: int, before: Sequence[tuple[int, int]], key: str) -> tuple[int, ...]:
    """The items in an order that is not right, where there is such an order."""
    random = Random(key)
    places = list(range(count))
    for _ in range(TRIES):
        random.shuffle(places)
        if any(places.index(a) > places.index(b) for a, b in before):
            break
    return tuple(places)


def letters(wanted: Arrangement) -> str:
    return ascii_lowercase[: len(wanted.items)]


def solution(wanted: Arrangement) -> str:
    """One right order, of the free items those first that stand first on the screen."""
    left = list(range(len(wanted.items)))
    found = ""
    while left:
        item = next(i for i in left if not any((other, i) in wanted.before for other in left))
        left.remove(item)
        found += ascii_lowercase[item]
    return found


def _ladder(step: Order) -> tuple[Message, ...]:
    first = Translated(_texts(step.items[0]))
    most = len(step.items) > 3
    begins = message("hint-order-first", item=first) if most else message("hint-order-pairs")
    return (message("hint-order"), message("hint-order-start"), begins)


def _texts(item: Words) -> dict[str, str]:
    """An item's text by language, without its formulas' numbers."""
    return {
        lang: "".join(piece if isinstance(piece, str) else "…" for piece in prose)
        for lang, prose in item.by_language
    }


# -- judging


def judge_order(wanted: Arrangement, typed: str) -> Judgement:
    """Right where nothing stands before what it needs."""
    found = _read(wanted, typed)
    if isinstance(found, Unreadable):
        return Judgement(found)
    echo = " ".join(ascii_lowercase[item] for item in found)
    wrong = _misplaced(found, wanted)
    if wrong is None:
        return Judgement(Right(), echo=echo)
    later, earlier = (Translated(_texts(wanted.items[item])) for item in wrong)
    return Judgement(Wrong(remark=message("order-before", later=later, earlier=earlier)), echo=echo)


def _misplaced(found: Sequence[int], wanted: Arrangement) -> tuple[int, int] | None:
    """The first item that stands before one it comes after, and that one: neighbours if any."""
    pairs = [*pairwise(found), *combinations(found, 2)]
    return next(((a, b) for a, b in pairs if (b, a) in wanted.before), None)


def _read(wanted: Arrangement, typed: str) -> list[int] | Unreadable:
    """The places of the items as typed: every one has to be there once."""
    known = letters(wanted)
    text = normalize("NFKC", typed).strip().strip("()[]{}").lower()
    words = [word for word in re.split(BETWEEN, text) if word]
    if len(words) == 1:
        words = list(words[0])
    found = [_place(word, known) for word in words]
    places = [place for place in found if place is not None]
    if len(places) < len(found):
        id = "order-unknown"
    elif len(set(places)) < len(places):
        id = "order-twice"
    elif len(places) < len(known):
        id = "order-missing"
    else:
        return places
    return unreadable(typed, "R096", id, letters=" ".join(known))


def _place(word: str, known: str) -> int | None:
    if word.isdecimal() and 1 <= int(word) <= len(known):
        return int(word) - 1
    return known.index(word) if len(word) == 1 and word in known else None
