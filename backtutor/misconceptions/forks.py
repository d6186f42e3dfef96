"""Forks: a name that reaches the loss along several paths, and how they are joined.

Each function yields the wrong answers of one misconception to ∂loss/∂by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from backtutor.evaluation import add_up
from backtutor.misconceptions.model import Guess
from backtutor.misconceptions.ways import MAX_PATHS, At, Ways
from backtutor.values import Value, apply


def one_path(ways: Ways) -> Iterator[Guess]:
    """Some of the paths, not all; of many, one alone, or all but one."""
    parts = ways.parts
    sizes = range(1, len(parts))
    for size in sizes if len(parts) <= MAX_PATHS else (sizes[0], sizes[-1]):
        for chosen in combinations(parts, size):
            facts = {"count": len(parts), "followed": size}
            yield Guess(_sum_of(chosen), facts, _counted(ways))


def _sum_of(parts: Sequence[At]) -> At:
    return lambda e: add_up([part(e) for part in parts])


def _counted(ways: Ways) -> str:
    """Which sentence counts the addends: as paths, or as arrows."""
    return "" if ways.has_few_paths else "-arrows"


def overwrote(ways: Ways) -> Iterator[Guess]:
    """The last path of the backward sweep only: `=` where `+=` is meant."""
    if len(ways.parts) > 1:
        # of two paths, that one is the other sentence too
        like = "one-path" if len(ways.parts) == 2 else None
        facts, counted = one_of(ways) if like else ({}, "")
        yield Guess(lambda e: ways.swept(e, {}, _last)[ways.by], facts, counted, like)


def _last(passed: Sequence[Value]) -> Value:
    return passed[-1]


def one_of(ways: Ways) -> tuple[dict[str, object], str]:
    """What the sentence says of one path that was followed, and how it counts."""
    return {"count": len(ways.parts), "followed": 1}, _counted(ways)


def joined(join: Callable[[Sequence[Value]], Value]) -> Callable[[Ways], Iterator[Guess]]:
    """What the paths bring, joined by something else than a sum."""

    def guess(ways: Ways) -> Iterator[Guess]:
        parts = ways.parts
        if len(parts) > 1:
            facts = {"count": len(parts)}
            yield Guess(lambda e: join([part(e) for part in parts]), facts, _counted(ways))

    return guess


def multiplied(parts: Sequence[Value]) -> Value:
    return apply("mul", tuple(parts))


def averaged(parts: Sequence[Value]) -> Value:
    return apply("div", (add_up(parts), Fraction(len(parts))))
