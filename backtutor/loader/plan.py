"""The section `draw`: how the values of a lesson are drawn.

In: the section, and the network that draws. Out: a `Plan`: the seed, how often to try, and
what drawn values must satisfy.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from backtutor.lesson import Seeding
from backtutor.loader.fields import Entry, Fields, moved
from backtutor.loader.network import Network
from backtutor.loader.tree import Node, Scalar
from backtutor.problems import Problem, Span
from backtutor.read import Comparison, read_comparison

TRIES = 500
MAX_TRIES = 100_000
ALL = "all"

_SEED = r"-?[0-9]{1,18}"


class Nice(NamedTuple):
    """What an exact value may look like: decimal places, and size."""

    decimals: int | None
    max: Fraction | None


class Requirement(NamedTuple):
    """A comparison that drawn values must satisfy, as it was written, and where."""

    comparison: Comparison
    text: str
    span: Span


class Plan(NamedTuple):
    """How the values of a lesson are drawn. `span` is where a problem with that is told."""

    span: Span
    seed: int = 0
    seeding: Seeding = Seeding.FRESH
    tries: int = TRIES
    nice: Nice | None = None
    require: tuple[Requirement, ...] = ()
    separates: tuple[str, ...] = ()

    @property
    def any_draw_will_do(self) -> bool:
        return self.nice is None and not self.require and not self.separates


PLAN_KEYS = ("seed", "tries", "nice", "require", "separates", "default")


def read_plan(entry: Entry | None, network: Network, fields: Fields) -> Plan:
    """The section `draw`; without it any draw will do, and each session draws its own."""
    if entry is None:
        first = next(iter(network.draws))
        return Plan(network.declared[first].key.span)
    key, node = entry
    entries = fields.entries(node, PLAN_KEYS)
    seeding, seed = fields.under(entries, "seed", lambda n: _seed(n, fields)) or (Seeding.FRESH, 0)
    return Plan(
        span=key.span,
        seed=seed,
        seeding=seeding,
        tries=fields.under(entries, "tries", lambda n: fields.integer(n, 1, MAX_TRIES)) or TRIES,
        nice=fields.under(entries, "nice", lambda n: _nice(n, fields)),
        require=fields.under(entries, "require", lambda n: _require(n, fields)) or (),
        separates=fields.under(entries, "separates", lambda n: _separates(n, fields)) or (),
    )


def _seed(node: Node, fields: Fields) -> tuple[Seeding, int] | None:
    if isinstance(node, Scalar) and re.fullmatch(_SEED, node.text):
        return Seeding.FIXED, int(node.text)
    word = fields.choice(node, (Seeding.FRESH.value, Seeding.PER_STUDENT.value))
    return (Seeding(word), 0) if word else None


def _nice(node: Node, fields: Fields) -> Nice:
    entries = fields.entries(node, ("decimals", "max"))
    decimals = fields.under(entries, "decimals", lambda n: fields.integer(n, 0, 15))
    return Nice(decimals, fields.under(entries, "max", fields.positive))


def _require(node: Node, fields: Fields) -> tuple[Requirement, ...]:
    found = (_requirement(item, fields) for item in fields.items(node))
    return tuple(requirement for requirement in found if requirement is not None)


def _requirement(node: Node, fields: Fields) -> Requirement | None:
    written = fields.scalar(node, "comparison")
    if written is None:
        return None
    text = written.text
    at = Span(written.source.path, 1, 1, len(text), text)
    found = read_comparison(text, fields.vocabulary, at)
    if isinstance(found, Problem):
        fields.findings.problems.append(moved(found, written, 0))
        return None
    return Requirement(found, text.strip(), written.span)


def _separates(node: Node, fields: Fields) -> tuple[str, ...]:
    """Ids of misconceptions, or `all`."""
    from backtutor.misconceptions import TABLE  # much to load, and few lessons ask for it

    known = tuple(dict.fromkeys(row.id for row in TABLE))
    items = (node,) if isinstance(node, Scalar) else fields.items(node)
    words = [fields.choice(item, (*known, ALL)) for item in items]
    return known if ALL in words else tuple(word for word in words if word)
