"""Seeds of sessions: a lesson whose values are drawn anew keeps those that a session began with.

In: a lesson file and the log of its session. Out: the lesson at the values of that session. The
event `drawn` holds the seed and, for the record, the values; the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from backtutor.commands.opening import derived
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.events import JSON, Event
from backtutor.lesson import Seeding
from backtutor.packs import LessonFile
from backtutor.store import Log
from backtutor.values import Scalar, Value, entries, shape_of

DRAWN = "drawn"


def with_its_values(
    environment: Environment, file: LessonFile, derivation: Derivation, log: Log
) -> Derivation:
    """The lesson at the values of this session, which are logged where they are new.

    A seed that was asked for goes before that of the log; a new session draws its own.
    """
    drawn = derivation.lesson.drawn
    if drawn is None:
        return derivation
    if drawn.seeding is not Seeding.FIXED and environment.seed is None:
        logged = logged_seed(log.events)
        seed = environment.chance() if logged is None else logged
        if seed != drawn.seed:
            derivation = derived(file.load(seed), str(file.path))
    facts = _facts(derivation)
    if _last(log.events) != facts:
        log.append(DRAWN, **facts)
    return derivation


def load_as_studied(file: LessonFile, events: tuple[Event, ...]) -> Derivation | None:
    """The lesson at the values of the session that these events tell of."""
    loaded = file.load()
    seed = logged_seed(events)
    if loaded.differs_by_seed and seed:
        loaded = file.load(seed)
    return loaded.derivation


def logged_seed(events: Iterable[Event]) -> int | None:
    """The seed that a session drew, None before it has."""
    facts = _last(events)
    seed = facts.get("seed") if facts else None
    return seed if isinstance(seed, int) else None


def _last(events: Iterable[Event]) -> dict[str, JSON] | None:
    found = [event for event in events if event.kind == DRAWN]
    return dict(found[-1].facts) if found else None


def _facts(derivation: Derivation) -> dict[str, JSON]:
    drawn = derivation.lesson.drawn
    assert drawn is not None
    given = derivation.lesson.given
    return {
        "algorithm": drawn.algorithm,
        "seed": drawn.seed,
        "attempt": drawn.attempt,
        "values": {name: _written(given[name]) for name in drawn.names},
    }


def _written(value: Value) -> JSON:
    """Exact, as text; a matrix as its rows."""
    shape = shape_of(value)
    numbers = [_exact(number) for number in entries(value)]
    if not shape:
        return numbers[0]
    return [numbers[at : at + shape[1]] for at in range(0, len(numbers), shape[1])]


def _exact(number: Scalar) -> str:
    return str(number)
